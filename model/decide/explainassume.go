package decide

import (
	"fmt"
	"math"
	"strings"

	"github.com/capplan/capplan/model"
)

// assumptions says what the figure takes for granted, and what it leaves out.
func (x *explainer) assumptions() {
	x.out.Assumed, x.out.Missing = []string{}, []string{}
	x.start()
	x.independence()
	x.laws()
	x.repairs()
	if x.q.Pool == "" {
		x.takeovers()
		x.leftOut()
	}
	if r := x.solved; r != nil && r.Method == model.Approximation {
		x.assume("at likely values the exact methods only approximate: " + strings.TrimPrefix(r.Why, "approximation: "))
	}
}

func (x *explainer) assume(text string) { x.out.Assumed = append(x.out.Assumed, text) }
func (x *explainer) missing(text string) {
	x.out.Missing = append(x.out.Missing, text)
}

// pools returns those that the figure is about.
func (x *explainer) pools() []*model.PoolSystem {
	var out []*model.PoolSystem
	for i := range x.sys.Pools {
		if p := &x.sys.Pools[i]; x.q.Pool == "" || p.Name == x.q.Pool {
			out = append(out, p)
		}
	}
	return out
}

func (x *explainer) named(which func(p *model.PoolSystem) bool) string {
	var names []string
	for _, p := range x.pools() {
		if which(p) {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (x *explainer) start() {
	h := x.sys.Hours
	if w := x.workload(); w >= 0 {
		h = x.sys.Workloads[w].Hours
	}
	switch x.q.Metric {
	case "served", "brownout", "blast", "units_up", "failures", "replacements", "spares_needed":
	case "reliability", "unreliability", "mttf":
		if !h.Always() {
			x.assume("the first outage counts at any hour, promised or not")
		}
	default:
		if !h.Always() {
			x.assume("promised from " + clock(h.From) + " to " + clock(h.To) + " UTC: what is lost in other hours does not count, and shares are of these hours")
		}
	}
	switch {
	case x.q.Metric == "reliability" || x.q.Metric == "unreliability" || x.q.Metric == "mttf":
		x.assume("all units are up and new at the start, whatever the scenario says")
	case x.sys.Steady:
		x.assume("start: steady: the fleet is found in its long-run state, not new")
	default:
		x.assume("start: new: all units are up and new at the start, so that the mean over the horizon is not the long run's")
	}
}

func (x *explainer) independence() {
	if n := x.named(func(p *model.PoolSystem) bool { return p.Beta == 0 && p.Count > 1 && p.Life.Kind != model.NeverLaw }); n != "" {
		x.assume("independence: units of " + n + " fail by themselves and with their domains, never of a common cause (common_cause: {beta: …} would say so)")
	}
	if len(x.sys.Levels) > 0 {
		x.assume("domains fail and are repaired independently of one another and of the units in them")
	}
}

// laws names those that are not exponential: where repairs wait for nothing only
// their means matter in the long run.
func (x *explainer) laws() {
	var shaped []string
	note := func(what string, l model.Law) {
		if l.Kind != model.NeverLaw && l.Kind != model.Exponential {
			shaped = append(shaped, what+" "+l.Kind.String())
		}
	}
	coupled := false
	for _, p := range x.pools() {
		note("life of "+p.Name, p.Life)
		note("repair of "+p.Name, p.Repair)
		coupled = coupled || x.tied(p) || p.Cover.On || p.Mode == model.ActiveStandby
	}
	for i := range x.sys.Levels {
		note("life of "+x.sys.Levels[i].Name, x.sys.Levels[i].Life)
		note("repair of "+x.sys.Levels[i].Name, x.sys.Levels[i].Repair)
	}
	switch {
	case !coupled && x.sys.Steady:
		x.assume("only the means of lives and repairs matter in the long run, not their laws (Takács 1962), since nothing waits")
	case len(shaped) == 0:
		x.assume("lives and repairs are exponential: a unit does not age")
	}
	if len(shaped) > 0 {
		x.assume("laws as written: " + strings.Join(shaped, ", "))
	}
	if x.sys.Steady {
		if n := x.named(func(p *model.PoolSystem) bool {
			return p.Life.Kind != model.NeverLaw && p.Life.Kind != model.Exponential
		}); n != "" {
			x.assume("units of " + n + " have lived for long before the horizon begins: with start: steady an ageing law does not show its early life")
		}
	}
}

func (x *explainer) repairs() {
	if n := x.named(func(p *model.PoolSystem) bool {
		return p.Crew == 0 && p.Repair.Kind != model.NeverLaw && p.Life.Kind != model.NeverLaw
	}); n != "" {
		x.assume("each failed unit of " + n + " has a repairer of its own at once (repair_crews would say otherwise)")
	}
	if n := x.named(func(p *model.PoolSystem) bool { return p.Crew > 0 && x.sys.Crews[p.Crew-1].Sharing }); n != "" {
		x.assume("processor sharing: failed units of " + n + " share the crews alike; repairs one after another give other figures")
	}
	if n := x.named(func(p *model.PoolSystem) bool { return p.Spares == nil && p.Life.Kind != model.NeverLaw }); n != "" {
		x.assume("parts for " + n + " are always at hand (spares would say otherwise)")
	}
	for i := range x.fleet.Pools {
		if p := &x.fleet.Pools[i]; p.Rebuilt() && (x.q.Pool == "" || p.Name == x.q.Pool) {
			x.assume("members of " + p.Name + " are rebuilt on units that are taken to exist and to stand in the same domains")
		}
	}
}

func (x *explainer) takeovers() {
	if n := x.named(func(p *model.PoolSystem) bool {
		return !p.Cover.On && p.Count > 1 && p.Life.Kind != model.NeverLaw && p.Mode != model.Mirrored
	}); n != "" {
		x.assume("what a lost unit of " + n + " did is taken over at once and with certainty (failover would say otherwise)")
	}
	if x.demandCounts() {
		x.assume("demand is as its peak and growth say, without daily profile, noise and events")
	}
}

// leftOut names what brings fleets down and is not in the figure.
func (x *explainer) leftOut() {
	if len(x.sys.Incidents) == 0 {
		x.missing("outages by software and people: no operations.incidents are given")
	}
	if len(x.sys.Levels) == 0 {
		x.missing("what takes many units at once, such as racks, feeds, rooms: no failure_domains are given")
	}
	if n := x.named(func(p *model.PoolSystem) bool { return p.Upkeep == nil && p.Life.Kind != model.NeverLaw }); n != "" {
		x.missing("planned maintenance of " + n)
	}
	if n := x.named(func(p *model.PoolSystem) bool {
		return p.Gray.Life.Kind == model.NeverLaw && p.Life.Kind != model.NeverLaw
	}); n != "" {
		x.missing("units of " + n + " that are half dead (gray)")
	}
	for i := range x.sys.Gateways {
		if g := &x.sys.Gateways[i]; !g.Counts && g.Availability < 1 {
			x.missing("outages of dependency " + g.Name + ": counts is false")
		}
	}
	x.missing(generally)
}

// generally is what a figure of reliability leaves out of any fleet.
const generally = "wrong results, loss of data, and disasters that nobody wrote down"

// clock writes an hour of the day.
func clock(h float64) string {
	m := int(math.Round(h * 60))
	return fmt.Sprintf("%02d:%02d", m/60, m%60)
}
