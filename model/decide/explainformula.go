package decide

import (
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

// wholes are the figures of reliability: how each follows from the whole of a fleet,
// in words and symbols.
var wholes = map[string][2]string{
	"availability":        {"the rest of unavailability", "A = 1 − U"},
	"unavailability":      {"", "U"},
	"downtime":            {"unavailability in minutes of a year of 8,760 h", "downtime = 525,600 min/year · U"},
	"downtime.failure":    {"the part of downtime that is neither demand above full capacity nor maintenance", "downtime.failure = downtime − downtime.shortage − what maintenance adds"},
	"downtime.shortage":   {"the part of downtime with nothing broken", "downtime.shortage = 525,600 min/year · U with no failure at all"},
	"downtime.planned":    {"what maintenance adds", "downtime.planned = 525,600 min/year · (U with maintenance − U without)"},
	"downtime.worst_year": {"the largest sum of downtime in one 365-day year of a history", "max over years of Σ downtime of the year"},
	"brownout":            {"time in which some requests are served, but not all", "brownout = 525,600 min/year · P(0 < served < 1)"},
	"blast":               {"the largest share of requests lost at one moment of a history", "blast = max over the history of (1 − served)"},
	"outages":             {"how often the fleet stops being up", "ν = Σ over components c of ∂U/∂q_c ÷ (MTTF_c + MTTR_c)"},
	"outage_duration":     {"time not up ÷ outages", "D = P(not up) ÷ ν"},
	"objective":           {"share of whole windows in which availability reached the objective", "P(objective) = windows reached ÷ windows"},
	"reliability":         {"the chance that the first outage comes after the horizon T, all up and new at 0", "R = P(first outage > T)"},
	"unreliability":       {"the chance that the first outage comes within the horizon T, all up and new at 0", "F = P(first outage ≤ T)"},
	"mttf":                {"the mean time to the first outage, all up and new at 0", "MTTF = E[first outage]"},
	"units_up":            {"units that work under domains that work", "E[up] = n · (1 − q) · Π over the levels above (1 − q_level)"},
	"served":              {"requests served ÷ offered, outages of dependencies included", "served = 1 − lost ÷ offered"},
	"failures":            {"failures of the pool's units", "n ÷ (MTTF + MTTR) · 8,760 h/year"},
	"replacements":        {"failures that use a part", "share of failures that take a part · failures"},
	"spares_needed":       {"the least shelf s with which at most 5 % of repairs wait", "P(N ≥ s) ≤ 5 %, N Poisson with mean failures · resupply"},
}

// formulas say how the figure comes about, from the whole to its parts.
func (x *explainer) formulas() {
	x.whole()
	switch {
	case x.q.Pool != "":
		x.add(x.unitFormula(x.pool()))
	case x.q.Metric == "failures":
		for i := range x.sys.Pools {
			x.add(x.unitFormula(i))
		}
	default:
		for i := range x.sys.Pools {
			x.add(x.poolFormula(i))
		}
		for i := range x.sys.Pools {
			if x.sys.Pools[i].Capacity != nil && x.demandCounts() {
				x.add(x.carriedFormula(i))
				x.addWalls(&x.sys.Pools[i])
			}
		}
		if x.byRequests() || x.q.Metric == "served" {
			x.addCaps()
		}
	}
	for i := range x.sys.Levels {
		x.add(x.levelFormula(i))
	}
	if x.q.Pool == "" {
		for i := range x.sys.Incidents {
			x.add(x.incidentFormula(i))
		}
		for i := range x.sys.Gateways {
			if x.sys.Gateways[i].Counts || x.q.Metric == "served" {
				x.add(x.gatewayFormula(i))
			}
		}
	}
	x.estimate()
}

func (x *explainer) add(f Formula) {
	if f.Terms == nil {
		f.Terms = []Term{}
	}
	if f.Symbols == nil {
		f.Symbols = []string{}
	}
	x.out.Formulas = append(x.out.Formulas, f)
}

// whole puts the figure's own formula and what unavailability is by its basis.
func (x *explainer) whole() {
	w := wholes[x.q.Metric]
	f := Formula{Of: x.q.String(), Words: w[0]}
	if x.q.Metric == "failures" && x.q.Pool == "" {
		f.Words = "failures of the units of all pools"
	}
	if x.q.Metric != "unavailability" {
		f.Symbols = append(f.Symbols, w[1])
	}
	switch x.q.Metric {
	case "availability", "unavailability", "downtime", "downtime.failure", "downtime.shortage", "downtime.planned":
		words := "the fleet is up while every pool has what it needs and nothing stops it"
		if x.byRequests() {
			words = "what a pool cannot carry, a group that does not work, an incident and a takeover lose of the requests, over the requests offered"
			f.Symbols = append(f.Symbols, "U = requests lost ÷ requests offered")
		} else {
			switch {
			case slices.ContainsFunc(x.sys.Pools, func(p model.PoolSystem) bool { return x.tied(&p) }):
				f.Symbols = append(f.Symbols, "U = share of time not up = P(a pool lacks what it needs, or something stops the fleet)")
				words += "; units that wait for one another, or fail together, are looked at as one"
			case len(x.sys.Levels) > 0:
				f.Symbols = append(f.Symbols, "U = share of time not up = E[1 − Π over pools, incidents and dependencies (1 − U_i)]")
				words += "; given which domains are up its parts are independent, and the mean is over those"
			default:
				f.Symbols = append(f.Symbols, "U = share of time not up = 1 − Π over pools, incidents and dependencies (1 − U_i)")
			}
		}
		if f.Words != "" {
			f.Words += "; "
		}
		f.Words += words
	}
	if x.q.Metric == "units_up" && x.tied(&x.sys.Pools[x.pool()]) {
		f.Symbols = []string{"E[up] = Σ j · P(j units up), over how many work, wait and are repaired"}
	}
	x.add(f)
}

// estimate puts what the trials do with the formula.
func (x *explainer) estimate() {
	if x.out.Value.Method != model.MonteCarlo.String() {
		return
	}
	v := x.out.Value
	f := Formula{Of: "trials", Words: "the mean over trials: each is a history of the fleet on its own draw of what is uncertain"}
	if strings.Contains(v.Why, "at each draw") {
		f.Words = "the mean over trials: the formula at each draw of what is uncertain; histories give only the percentiles"
	}
	f.Terms = append(f.Terms, Term{Symbol: "N", Means: "trials", Value: float64(x.out.Trials), Unit: "1"})
	if v.Lo != nil && v.Hi != nil && len(v.PercentileMethod) > 0 {
		f.Symbols = []string{"x̄ = Σ x_t ÷ N, lo..hi = x̄ ± t · se"}
		f.Terms = append(f.Terms, Term{Symbol: "se", Means: "standard error of the mean", Value: (*v.Hi - *v.Lo) / 2 / student(v.Level, float64(x.out.Trials)), Unit: v.Unit})
	}
	x.add(f)
}

// from returns where a value was written.
func from(o model.Origin) string {
	switch {
	case o.Entry != "":
		return "catalog:" + o.Entry
	case o.File != "":
		return o.File + ":" + strconv.Itoa(o.Line)
	}
	return ""
}

func (x *explainer) timeTerm(symbol, means string, t *model.RandomTime, hours float64) Term {
	return Term{symbol, means, hours, "h", t.Text, from(t.Origin)}
}

// lifeTerms are MTTF, MTTR and the share of time that they leave one down.
func (x *explainer) lifeTerms(life, repair *model.RandomTime, what string) []Term {
	if life.Kind == model.NeverLaw {
		return nil
	}
	l := life.At(nil)
	out := []Term{x.timeTerm("MTTF", "mean life of "+what, life, l.Mean)}
	if repair.Kind == model.NeverLaw {
		return out
	}
	r := repair.At(nil)
	out = append(out, x.timeTerm("MTTR", "mean repair of "+what, repair, r.Mean))
	return append(out, Term{Symbol: "q", Means: "share of time that " + what + " is down by itself, MTTR ÷ (MTTF + MTTR)", Value: model.Unavailability(l, r), Unit: "1"})
}

func quantityTerm(symbol, means, unit string, q *model.Quantity) Term {
	return Term{symbol, means, q.At(nil), unit, q.Text, from(q.Origin)}
}

// levelFormula is what a level of domains does.
func (x *explainer) levelFormula(i int) Formula {
	lv, d := &x.sys.Levels[i], &x.fleet.Domains[i]
	f := Formula{Of: "domain " + lv.Name, Words: "a " + lv.Name + " that is out takes every unit in it"}
	f.Terms = append(f.Terms, Term{Symbol: "D", Means: "instances", Value: float64(lv.Total), Unit: "1", From: x.origin("failure_domains", d.Name, "count")})
	for _, s := range x.out.Placement {
		if s.Level == lv.Name && s.Tree == lv.Tree {
			f.Terms = append(f.Terms, Term{Symbol: "m", Means: "units of " + s.Pool + " in one at most", Value: float64(s.Most), Unit: "1"})
		}
	}
	what := "one"
	if lv.Paths > 0 {
		what = "a path"
		f.Words += "; it is out while fewer than k of its n paths work"
		f.Terms = append(f.Terms, Term{Symbol: "n", Means: "paths", Value: float64(lv.Paths), Unit: "1"}, Term{Symbol: "k", Means: "paths that must work", Value: float64(lv.Needs), Unit: "1"})
		if d.Beta.Set {
			f.Terms = append(f.Terms, quantityTerm("β", "share of a path's failures that take all", "1", &d.Beta))
		}
	}
	life := x.lifeTerms(&d.Life, &d.Repair, what)
	if life == nil {
		f.Words = "a " + lv.Name + " is never out: it only says where units stand"
	} else if lv.Paths == 0 {
		f.Symbols = []string{"q_" + lv.Name + " = MTTR ÷ (MTTF + MTTR)"}
	}
	f.Terms = append(f.Terms, life...)
	return f
}

func (x *explainer) incidentFormula(i int) Formula {
	in, s := &x.sys.Incidents[i], &x.fleet.Incidents[i]
	reach := [...]string{"takes the fleet", "loses a share of the requests, the fleet stays up", "takes a pool", "takes one group", "takes one domain"}[in.Reach]
	f := Formula{
		Of: "incident " + in.Name, Words: "alternates by itself between calm and its duration, whatever else is down; it " + reach,
		Symbols: []string{"share of time in force = r · d ÷ (1 + r · d)"},
		Terms:   []Term{quantityTerm("r", "rate", "1/h", &s.Rate), x.timeTerm("d", "mean duration", &s.Duration, in.Duration.Mean)},
	}
	f.Terms = append(f.Terms, Term{Symbol: "in force", Means: "share of time", Value: in.Rate * in.Duration.Mean / (1 + in.Rate*in.Duration.Mean), Unit: "1"})
	if in.Reach == model.ReachShare {
		f.Terms = append(f.Terms, quantityTerm("reach", "share of requests lost", "1", &s.Share))
	}
	if in.HalfLife > 0 {
		f.Words += "; its rate halves as people learn"
	}
	return f
}

func (x *explainer) gatewayFormula(i int) Formula {
	g := &x.sys.Gateways[i]
	f := Formula{Of: "dependency " + g.Name, Words: "alternates between up and down; while it is out the requests that it takes are lost", Symbols: []string{"U_" + g.Name + " = 1 − availability"}}
	for k := range x.plan.Dependencies {
		if d := &x.plan.Dependencies[k]; d.Name == g.Name && d.Availability.Set {
			f.Terms = append(f.Terms, quantityTerm("availability", "share of time up", "1", &d.Availability))
		}
	}
	return f
}

// alone is the share of time in which a pool by itself lacks what it needs: all
// domains up, no incident, no other pool.
func (x *explainer) alone(i int) (float64, bool) {
	s := *x.sys
	s.Levels, s.Incidents, s.Gateways, s.Maturity, s.ByRequests, s.Hours = nil, nil, nil, nil, false, model.Hours{}
	p := x.sys.Pools[i]
	p.Place, p.Arrivals = 0, nil
	s.Pools = []model.PoolSystem{p}
	if p.Needs >= 0 {
		s.Workloads, s.Load = nil, nil
		p.Weight, p.Uses, p.Visit, p.Capacity, p.Walls = nil, nil, nil, nil, nil
		s.Pools[0] = p
	}
	if exact.Cost(&s) > exactBudget {
		return 0, false
	}
	r, err := exact.Solve(&s)
	if err != nil {
		return 0, false
	}
	return r.ByTime, true
}
