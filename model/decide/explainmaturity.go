package decide

import (
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// maturityWhy says in sentences where a fleet that matures overtakes its rival.
func maturityWhy(r *Result, n string) []Sentence {
	f := r.Fleets[n]
	if f.Rival == "" {
		return nil
	}
	var out []Sentence
	if m := f.Metrics["maturity.failover"]; m.Mean != nil {
		p := (&phrase{}).say("%s: below ", n).num(tail(*m.Mean*100)+" %", *m.Mean, metricPath(n, "maturity.failover", "mean"))
		out = append(out, p.say(" failover success keep %s.", f.Rival).done())
	}
	if m := f.Metrics["maturity.incidents"]; m.Mean != nil {
		p := (&phrase{}).say("%s: above ", n).num(short(*m.Mean), *m.Mean, metricPath(n, "maturity.incidents", "mean"))
		out = append(out, p.say(" incidents a year keep %s.", f.Rival).done())
	}
	m := f.Metrics["maturity.overtakes"]
	p := (&phrase{}).say("%s", n)
	switch word, _, _ := strings.Cut(m.Why, ":"); {
	case m.Mean != nil:
		p.say(" overtakes %s in availability ", f.Rival)
		if r.Scenario.Start != nil {
			p.say("in ").num(r.Scenario.Start.Add(time.Duration(*m.Mean*float64(time.Hour))).UTC().Format("2006-01"), *m.Mean, metricPath(n, "maturity.overtakes", "mean"))
		} else {
			p.say("after ").num(short(*m.Mean), *m.Mean, metricPath(n, "maturity.overtakes", "mean")).say(" h")
		}
	case word == "never":
		p.say(" never becomes as available as %s along its curve", f.Rival)
	case word == "always":
		p.say(" is at least as available as %s from the first day on", f.Rival)
	default:
		return out
	}
	return append(out, p.say(".").done())
}

// maturityWords are how each figure of maturity follows, in words and symbols.
var maturityWords = map[string][2]string{
	"maturity.failover":  {"the failover success at which both fleets are as unavailable, the incidents along their curve", "U(s*) = U of the other"},
	"maturity.incidents": {"the incidents a year at which both fleets are as unavailable, the failover along its curve", "U(r*) = U of the other"},
	"maturity.overtakes": {"the moment at whose maturity, held for good, both fleets are as unavailable", "U(s(t*), r(t*)) = U of the other"},
}

// explainMaturity says what is equal where a fleet overtakes, the curves, and how long
// what they make rarer stops the fleet.
func (x *explainer) explainMaturity() {
	x.out.Placement = []Stand{}
	f := x.res.Fleets[x.q.Fleet]
	x.out.Against = f.Rival
	words := maturityWords[x.q.Metric]
	u := func(of string) Term {
		t := Term{Symbol: "U of " + of, Means: "unavailability of " + of + " as it matures, or does not", Unit: "1"}
		if m := x.res.Fleets[of].Metrics["unavailability"]; m.Mean != nil {
			t.Value = *m.Mean
		}
		return t
	}
	x.add(Formula{Of: x.q.String(), Words: words[0], Symbols: []string{words[1]}, Terms: []Term{u(x.q.Fleet), u(f.Rival)}})
	m := x.sys.Maturity
	curve := Formula{
		Of: "fleet " + x.q.Fleet, Words: "what matures moves linearly, then stays", Symbols: []string{"x(t) = from + (to − from) · min(1, t ÷ over)"},
		Terms: []Term{{Symbol: "over", Means: "time that it takes", Value: m.Over, Unit: "h"}},
	}
	if m.SuccessSet {
		curve.Terms = append(curve.Terms, Term{Symbol: "s from", Means: "failover success at first", Value: m.Success[0], Unit: "1"},
			Term{Symbol: "s to", Means: "failover success in the end", Value: m.Success[1], Unit: "1"})
	}
	if m.IncidentsSet {
		curve.Terms = append(curve.Terms, Term{Symbol: "r from", Means: "incidents at first", Value: m.Incidents[0] * model.HoursPerYear, Unit: "1/year"},
			Term{Symbol: "r to", Means: "incidents in the end", Value: m.Incidents[1] * model.HoursPerYear, Unit: "1/year"})
	}
	x.add(curve)
	for i := range x.sys.Pools {
		if p := &x.sys.Pools[i]; p.Cover.On && p.Life.Kind != model.NeverLaw {
			x.add(x.stopFormula(p))
		}
	}
	for i := range x.sys.Incidents {
		x.add(x.incidentFormula(i))
	}
	for _, a := range assumptions(x.plan) {
		for _, n := range []string{x.q.Fleet, f.Rival} {
			if rest, ok := strings.CutPrefix(a.Path, "fleets."+n+"."); ok && (strings.HasPrefix(rest, "maturity.") || strings.Contains(rest, "failover.") || strings.HasPrefix(rest, "operations.")) {
				x.out.Enters = append(x.out.Enters, a)
			}
		}
	}
	x.out.Assumed = []string{x.out.Value.Why}
	x.out.Missing = []string{"what is lost while both run, and what a move costs: see plans"}
	x.say()
}

// stopFormula is how much of the time uncovered failures stop what they stop.
func (x *explainer) stopFormula(p *model.PoolSystem) Formula {
	_, wait := stopsFor(x.sys, p)
	carrying := float64(p.Count)
	if p.Mode == model.ActiveStandby {
		carrying = 1
	}
	return Formula{
		Of: "pool " + p.Name, Words: "what failover does not cover, to first order", Symbols: []string{"U(s) ≈ n · λ · (1 − s) · recovery"},
		Terms: []Term{
			{Symbol: "n", Means: "units that carry", Value: carrying, Unit: "1"},
			{Symbol: "1/λ", Means: "mean life of a unit", Value: p.Life.Mean, Unit: "h"},
			{Symbol: "recovery", Means: "mean time that an uncovered failure stops it", Value: wait, Unit: "h"},
		},
	}
}
