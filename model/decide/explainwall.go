package decide

import (
	"math"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
	"github.com/capplan/capplan/model/throughput"
)

// addWalls puts what the units of a pool can call of dependencies.
func (x *explainer) addWalls(s *model.PoolSystem) {
	for i := range x.plan.Dependencies {
		d := &x.plan.Dependencies[i]
		for k := range s.Walls {
			w := &s.Walls[k]
			if of := strings.TrimPrefix(w.Name, "busy "); of != "connections of "+d.Name {
				continue
			}
			f := Formula{Of: w.Name, Terms: []Term{
				quantityTerm("c", "connections that each unit of "+s.Name+" holds", "1", &d.PerServer),
				quantityTerm("m", "connections that "+d.Name+" takes", "1", &d.Connections),
				{Symbol: "W", Means: "units that can call it", Value: float64(w.Units), Unit: "1"},
			}}
			if strings.HasPrefix(w.Name, "busy ") {
				f.Words = "each call takes a connection for the latency (Little 1961), whatever the units carry"
				f.Symbols = []string{"calls = min(n, W) · c ÷ latency"}
				latency := quantityTerm("latency", "time of a call", "s", &d.Latency)
				latency.Value *= seconds
				f.Terms = append(f.Terms, latency)
			} else {
				f.Words = "of the units up only W can call it; more of them carry no more of these requests"
				f.Symbols = []string{"W = ⌊m ÷ c⌋", "C = C of min(n, W) units"}
			}
			f.Terms = append(f.Terms, Term{Symbol: "C", Means: "what they let through, all up", Value: round12(w.Capacity[s.Count]), Unit: "1"})
			x.add(f)
		}
	}
}

// addCaps puts the limits of dependencies.
func (x *explainer) addCaps() {
	for i := range x.sys.Gateways {
		g := &x.sys.Gateways[i]
		if math.IsInf(g.Limit.Capacity, 1) {
			continue
		}
		f := Formula{Of: "limit of " + g.Name, Words: "it takes so many calls a second, whatever the fleet has", Symbols: []string{"C = limit"}}
		if g.Wall {
			f.Of, f.Words = g.Name, "of the groups, or of the units that carry while others wait, only so many can call it, whatever is up"
			f.Symbols = []string{"C = C of ⌊m ÷ c ÷ members⌋ groups; by Little's law ⌊m ÷ c⌋ · c ÷ latency"}
		}
		for k := range x.plan.Dependencies {
			d := &x.plan.Dependencies[k]
			if d.Name != g.Name {
				continue
			}
			f.Terms = append(f.Terms, quantityTerm("limit", "calls per second at the horizon's start", "req/s", &d.Limit))
			if d.Growth.Set {
				f.Symbols = []string{"C = limit · (1 + growth)^years"}
				f.Terms = append(f.Terms, quantityTerm("growth", "of it, per year", "1/year", &d.Growth))
			}
			x.addWait(&f, d, &g.Limit)
		}
		for w, share := range g.Share {
			if share > 0 {
				name := x.sys.Workloads[w].Name
				f.Terms = append(f.Terms, Term{Symbol: "share_" + name, Means: "of its requests call it", Value: round12(share), Unit: "1"})
			}
		}
		f.Symbols = append(f.Symbols, "N = Σ_w load_w · share_w")
		x.add(f)
	}
}

// addWait says what becomes of calls above a limit where they are not refused.
func (x *explainer) addWait(f *Formula, d *model.Dependency, l *model.Limit) {
	if l.Wait == nil {
		return
	}
	f.Words += "; what comes above it waits, as a fluid, and is taken as there is room"
	if d.Over == model.Retry {
		f.Words += ", as those who come again are"
	}
	if d.Patience.Set {
		f.Symbols = append(f.Symbols, "Q ≤ C · patience, the rest is lost")
		f.Terms = append(f.Terms, quantityTerm("patience", "longest wait", "h", &d.Patience))
	}
	if q, ok := x.sys.Load.(interface {
		Backlog(l *model.Limit) demand.Backlog
	}); ok {
		f.Terms = append(f.Terms, Term{Symbol: "Q ÷ C", Means: "longest wait of the horizon", Value: round12(q.Backlog(l).Wait), Unit: "h"})
	}
}

// addLimits puts the limits in order, the smallest first, with the workloads that each
// counts for.
func (x *explainer) addLimits() {
	if x.q.Pool != "" {
		return
	}
	f := Formula{Of: "limits", Words: "in order, each with the load of all workloads at which it is reached, all up, at the busiest hour's mix and likely values"}
	for _, c := range throughput.Caps(x.sys) {
		means := c.Name
		var of []string
		for _, w := range throughput.Limited(x.sys, c.Name) {
			of = append(of, x.sys.Workloads[w].Name)
		}
		if len(of) < len(x.sys.Workloads) {
			means += ", for " + strings.Join(of, ", ")
		}
		f.Terms = append(f.Terms, Term{Symbol: "limit", Means: means, Value: round12(c.Load), Unit: "req/s"})
	}
	if len(f.Terms) > 0 {
		x.add(f)
	}
}
