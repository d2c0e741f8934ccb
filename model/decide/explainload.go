package decide

import (
	"regexp"
	"strings"

	"github.com/capplan/capplan/model"
)

// loadFigures are those of what a fleet carries and has to carry: how each follows from
// the load and the capacity of the pools, in words and symbols. C is what all that is up
// carries and N what the load needs of it, both in units that work alone.
var loadFigures = map[string][2]string{
	"demand.peak":          {"the largest load of the first 365 days, of all workloads together", "demand.peak = max_t Σ_w load_w(t)"},
	"capacity.peak":        {"the load of the busiest hour's mix at which the first limit of a pool or a dependency is reached, all up", "capacity.peak = min over limits of C ÷ N · load, at the busiest hour"},
	"capacity.own":         {"the same over the pools alone", "capacity.own = min over pools of C ÷ N · load, at the busiest hour"},
	"capacity.degraded":    {"capacity.peak after the one loss, of a unit or a domain, that hurts most", "capacity.degraded = min over losses of (min over limits of C_left ÷ N · load)"},
	"capacity.next":        {"what capacity.peak would be with its limit out of the way", "capacity.next = second smallest over limits of C ÷ N · load, at the busiest hour"},
	"capacity.multiple":    {"how often the mix of the horizon's start fits", "capacity.multiple = min over limits of C ÷ N(0)"},
	"headroom":             {"by how much the load of the worst moment could grow before a limit is reached, all up", "headroom = min over limits and t of C ÷ N(t) − 1"},
	"headroom.now":         {"headroom at the highest demand of the first 365 days, all up", "headroom.now = headroom.growth + .failure + .correlated + .maintenance + .left; h(all up, first year)"},
	"headroom.growth":      {"what growth takes until the horizon's worst moment; of a pool that buys ahead, until a purchase arrives", "headroom.growth = h(all up, first year) − h(all up, worst)"},
	"headroom.failure":     {"what units out by themselves take, k the least number with P(more than k out) ≤ 1 %", "headroom.failure = h(all up, worst) − h(k out, worst)"},
	"headroom.correlated":  {"what the domain whose loss hurts most takes beside them", "headroom.correlated = h(k out, worst) − h(k and a domain out, worst)"},
	"headroom.maintenance": {"what a batch of maintenance of every pool takes beside them", "headroom.maintenance = h(k and a domain out, worst) − h(k, a domain and a batch out, worst)"},
	"headroom.left":        {"what is left with all of them out at the worst moment", "headroom.left = h(k, a domain and a batch out, worst)"},
	"utilization":          {"time mean of what the load needs, over what all that is up carries", "utilization = max over limits of mean_t N(t) ÷ C"},
	"overload":             {"share of time in which a limit is exceeded, all up", "overload = share of time with N(t) > C"},
	"units_end":            {"units at the horizon's end: those of the start, and all that arrive before", "n_end = n + Σ steps"},
	"units_bought":         {"units ordered ahead of demand that arrive within the horizon", "a step is due when (1 + h) · N(t) first exceeds C; it is ordered L before, or at the start, and arrives then, or L after the start"},
	"order_by":             {"when the first step is to be ordered, a lead time L before it is needed or at the start", "order_by = max(0, first t with (1 + h) · N(t) > C, less L)"},
	"growth_stops":         {"when a step is first due that cannot be bought", "max is reached, the room is full, or more units carry less"},
	"exhaustion":           {"the first time at which a limit is exceeded, all up", "exhaustion = min over limits of the first t with N(t) > C"},
}

// loadKeys are those that decide such figures, at a pool and at a fleet.
var loadKeys = regexp.MustCompile(`^(count|mode|groups\.size|throughput|share|write_share|copies|vote|corruption|hardware\.corruption|service|overload|grow)(\.|$)`)

// loadFigure is the figure of loadFigures that a metric is one of.
func loadFigure(metric string) string {
	if strings.HasPrefix(metric, "units_bought.") {
		return "units_bought"
	}
	return metric
}

// momentFormula says what a figure is at a moment.
func momentFormula(q Question, words [2]string) [2]string {
	at := momentWords(q.At)
	switch q.Metric {
	case "headroom":
		return [2]string{"by how much the load at " + at + " could grow before a limit is reached, all up", "headroom @ t = min over limits of C ÷ N(t) − 1"}
	case "utilization":
		return [2]string{"what the load at " + at + " needs, over what all that is up carries", "utilization @ t = max over limits of N(t) ÷ C"}
	}
	return [2]string{words[0] + "; here of " + at, words[1]}
}

func (x *explainer) explainLoad() {
	words := loadFigures[loadFigure(x.q.Metric)]
	if x.q.When != "" {
		words = momentFormula(x.q, words)
	}
	x.add(Formula{Of: x.q.String(), Words: words[0], Symbols: []string{words[1]}})
	for i := range x.sys.Pools {
		if p := &x.sys.Pools[i]; p.Capacity != nil && (x.q.Pool == "" || p.Name == x.q.Pool) {
			x.add(x.carriedFormula(i))
			if x.fleet.Pools[i].Grow != nil {
				x.add(x.growthFormula(i))
			}
			x.addWalls(p)
		}
	}
	if splitPart(x.q.Metric) >= 0 {
		x.splitFormula()
	}
	if x.q.Pool == "" {
		x.addCaps()
	}
	x.addLimits()
	x.estimate()
	for _, a := range assumptions(x.plan) {
		if x.decidesLoad(a.Path) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	x.out.Assumed, x.out.Missing = []string{"all units are up: what failures leave is in capacity.degraded, shortfall and the figures of reliability"}, []string{}
	if splitPart(x.q.Metric) >= 0 {
		x.out.Assumed = []string{"failures, the loss of a domain and maintenance come together, at the highest demand; shocks of a common cause are no loss that headroom helps against"}
	}
	x.say()
}

// carriedFormula is what a pool carries and what the load needs of it.
func (x *explainer) carriedFormula(i int) Formula {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	law := "n units carry what they do alone"
	c := "C = n"
	t := p.Throughput
	switch {
	case s.Mode != model.Shared && s.Size > 0:
		law, c = "each of its sets carries what one unit does", "C = n ÷ m"
	case s.Mode != model.Shared:
		law, c = "it carries what one unit does", "C = 1"
	case s.Size > 0:
		law, c = "a group of m units carries by the Universal Scalability Law (Gunther 2007), and groups add up", "C = n ÷ m · m ÷ (1 + α(m−1) + βm(m−1))"
	case t.Contention.Set || t.Coherency.Set:
		law, c = "n units carry by the Universal Scalability Law (Gunther 2007)", "C = n ÷ (1 + α(n−1) + βn(n−1))"
	}
	f := Formula{Of: "pool " + p.Name, Words: law, Symbols: []string{c, "N = Σ_w load_w · share_w ÷ X_w"}}
	f.Terms = append(f.Terms, Term{Symbol: "n", Means: "units", Value: float64(s.Count), Unit: "1", Text: p.CountQ.Text, From: from(p.CountQ.Origin)})
	if s.Size > 0 {
		f.Terms = append(f.Terms, Term{Symbol: "m", Means: "members of a group", Value: float64(s.Size), Unit: "1", From: x.origin(p.Name, "groups.size")})
	}
	if t.Contention.Set {
		f.Terms = append(f.Terms, quantityTerm("α", "contention", "1", &t.Contention))
	}
	if t.Coherency.Set {
		f.Terms = append(f.Terms, quantityTerm("β", "coherency", "1", &t.Coherency))
	}
	full := s.Capacity[0] * float64(s.Groups())
	if s.Size == 0 {
		full = s.Capacity[s.Count]
	}
	f.Terms = append(f.Terms, Term{Symbol: "C", Means: "units that work alone carry as much", Value: round12(full), Unit: "1"})
	if g := p.Groups; g != nil && g.Drain.Set {
		f.Symbols = append(f.Symbols, "C·(1 − load·r ÷ (n ÷ m)) is left while r units are rebuilt")
		f.Terms = append(f.Terms, quantityTerm("load", "of what a group carries that a rebuild takes", "1", &g.Drain))
	}
	x.work(&f, p, s)
	x.voted(&f, i)
	if o := p.Overload; o != nil {
		f.Words += "; when N exceeds C it collapses to what is left of C, until recovery after N is at most C again"
		if s.Overload != nil && s.Overload.Region != nil {
			f.Words += " and no retries can keep it down"
		}
		f.Terms = append(f.Terms, quantityTerm("left", "of C while it has collapsed", "1", &o.Left),
			x.timeTerm("recovery", "mean time from when the load is safe", &o.Recovery, o.Recovery.At(nil).Mean))
	}
	return f
}

// work puts what a request of each workload is for a pool, with the formula of writes
// where they are done more than once.
func (x *explainer) work(f *Formula, p *model.Pool, s *model.PoolSystem) {
	if p.Copies > 1 {
		f.Words += "; each write is done by as many units as it has copies"
		f.Symbols[len(f.Symbols)-1] = "N = Σ_w load_w · share_w · (1 − w_w + w_w · copies) ÷ X_w"
		f.Terms = append(f.Terms, Term{Symbol: "copies", Means: "units that do each write", Value: float64(p.Copies), Unit: "1", From: x.origin(p.Name, "copies")})
	}
	for k, w := range x.fleet.Serves {
		if !s.Uses[k] {
			continue
		}
		name := x.plan.Workloads[w].Name
		if v := s.VisitOf(k); v != 1 {
			f.Terms = append(f.Terms, Term{Symbol: "share_" + name, Means: "of its requests visit the pool", Value: round12(v), Unit: "1"})
		}
		if p.Copies > 1 {
			f.Terms = append(f.Terms, Term{Symbol: "w_" + name, Means: "of these are writes", Value: round12(p.WritesOf(w, nil)), Unit: "1"})
		}
		rate := p.Throughput.PerUnit
		if p.Throughput.PerWorkload != nil {
			rate = p.Throughput.PerWorkload[w]
		}
		f.Terms = append(f.Terms, quantityTerm("X_"+name, "what one unit does alone", "req/s", &rate),
			Term{Symbol: "N_" + name, Means: "units for 1 req/s of it", Value: round12(s.Weight[k]), Unit: "1"})
	}
}

// decidesLoad reports whether an input decides what a fleet carries or has to carry.
func (x *explainer) decidesLoad(path string) bool {
	switch first, _, _ := strings.Cut(path, "."); first {
	case "horizon":
		return true
	case "workloads":
		return x.served(path) && !strings.Contains(path, ".slo.") && !strings.HasSuffix(path, ".value") && !strings.HasSuffix(path, ".returns")
	case "dependencies":
		return outerKeys.MatchString(path) && x.q.Pool == ""
	}
	rest, ok := x.rest(path)
	if !ok {
		return false
	}
	for i := range x.fleet.Pools {
		p := &x.fleet.Pools[i]
		key, ok := strings.CutPrefix(rest, p.Name+".")
		if !ok && len(x.fleet.Pools) == 1 {
			key, ok = rest, true
		}
		if ok && (x.q.Pool == "" || p.Name == x.q.Pool) && (loadKeys.MatchString(key) || splitPart(x.q.Metric) >= 0 && unitKeys.MatchString(key)) {
			return true
		}
	}
	return (x.q.Metric == "capacity.degraded" || splitPart(x.q.Metric) >= 0) && fleetKeys.MatchString(rest)
}

// splitFormula puts how much is out of each pool, and the parts as the run has them.
func (x *explainer) splitFormula() {
	f := Formula{Of: "parts of the headroom", Words: "h is the least of C ÷ N − 1 over the limits; causes join one after another", Symbols: []string{"h(what is out, when) = min over limits of C_left ÷ N(when) − 1"}}
	out, _ := x.stage.out()
	for i := range x.sys.Pools {
		if x.sys.Pools[i].Capacity == nil {
			continue
		}
		what := "units"
		if x.sys.Pools[i].Size > 0 {
			what = "groups"
		}
		f.Terms = append(f.Terms, Term{Symbol: "k_" + x.sys.Pools[i].Name, Means: what + " out by themselves, 99th percentile", Value: float64(out[i]), Unit: "1"})
	}
	metrics := x.res.Fleets[x.q.Fleet].Metrics
	for _, p := range splitParts {
		if m, ok := metrics[p.name]; ok && m.Mean != nil {
			f.Terms = append(f.Terms, Term{Symbol: p.name, Means: p.words, Value: *m.Mean, Unit: "1"})
		}
	}
	x.add(f)
}
