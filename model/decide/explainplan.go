package decide

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// planFigures are the figures of a plan that its phases make, with how.
var planFigures = map[string][2]string{
	"availability":    {"the mean of the phases, weighed by their time or, by requests, by what is asked in them", "A = Σ weight · A_phase"},
	"unavailability":  {"the mean of the phases, weighed by their time or, by requests, by what is asked in them", "U = Σ weight · U_phase"},
	"downtime":        {"the mean of the phases, weighed by their time or, by requests, by what is asked in them", "downtime = Σ weight · downtime_phase"},
	"outages":         {"how often some fleet that runs stops being up", "outages = Σ hours · outages_phase ÷ Σ hours"},
	"headroom":        {"the least of the phases", "min over phases of headroom"},
	"capacity.peak":   {"that of the last phase: the largest total that its shares fit", "min over its fleets of capacity ÷ share"},
	"reliability":     {"no outage in any phase, each of which begins with all that it runs up and new", "R = Π R_phase, R_phase = Π over its fleets"},
	"unreliability":   {"an outage in some phase, each of which begins with all that it runs up and new", "1 − R, computed as itself"},
	"mttf":            {"time to the first outage, at a constant rate within a phase; after the horizon the last phase goes on", "Σ Π_before R · (1 − R_phase) · hours ÷ −ln R_phase, the last phase with its own mean"},
	"shortfall":       {"some fleet carries less than its part of the demand, in the phase with the least headroom", "1 − Π over its fleets of (1 − P(short))"},
	"latency.mean":    {"that of the phase in which it is longest: over its fleets by their shares, or the sum where a request takes pools of several", "max over phases at their demand.peak"},
	"latency.p50":     {"that of the phase in which it is longest: of the mixture over its fleets, or of the sum of times", "max over phases at their demand.peak"},
	"latency.p99":     {"that of the phase in which it is longest: of the mixture over its fleets, or of the sum of times", "max over phases at their demand.peak"},
	"wrong_results":   {"those of all fleets in all phases", "Σ wrong results ÷ years"},
	"executions":      {"copies of a calculation, over all that are asked for in all phases", "Σ executions ÷ Σ calculations"},
	"data_loss":       {"those of all fleets in all phases, each of which begins with all groups whole", "Σ loss events ÷ years"},
	"mttdl":           {"time to the first loss, at a constant rate within a phase; after the horizon the last phase goes on", "Σ Π_before e^(−hours ÷ MTTDL) · (1 − e^(−hours ÷ MTTDL_phase)) · MTTDL_phase"},
	"outage_duration": {"time in which some fleet that runs is not up ÷ outages", "D = P(not up) ÷ outages"},
}

// explainPlan says how a figure of a plan comes from its phases.
func explainPlan(ctx context.Context, p *model.Plan, q Question, o Options) (*Explanation, error) {
	if q.Pool != "" || q.Metric == placement {
		return nil, ErrNoFigure // its fleets have these
	}
	bare := *p
	bare.Assertions = nil
	if o.Fleets = []string{q.Fleet}; slices.Contains(paired, q.Metric) {
		o.Fleets = nil
	}
	o.asked = []model.Assertion{*q.assertion()}
	r, err := begin(ctx, &bare, o)
	if err != nil {
		return nil, err
	}
	if err := r.trials(ctx); err != nil {
		return nil, err
	}
	x := &explainer{q: q, plan: &bare, res: r.result(ctx), out: explanation(r, q)}
	m, _, ok := r.figureOf(x.res, q.Fleet, q.assertion())
	if !ok {
		return nil, ErrNoFigure
	}
	f := x.res.Fleets[q.Fleet]
	x.out.Value, x.out.Warnings, x.out.Basis, x.out.Bill = &m, x.res.Warnings, f.Basis, nil
	if moneyFigure(q.Metric) {
		x.out.Bill = f.Bill
	}
	words := planFigures[q.Metric]
	whole := Formula{Of: "plan " + q.Fleet, Words: words[0], Terms: []Term{}}
	if words[1] != "" {
		whole.Symbols = []string{words[1]}
	}
	metric := q.Metric
	if metric == "outage_duration" || metric == "served" {
		metric = "availability"
	}
	for i := range f.Phases {
		ph := &f.Phases[i]
		means := fmt.Sprintf("%s to %s: %s", ph.From, ph.Until, strings.Join(ph.words(), ", "))
		whole.Terms = append(whole.Terms, Term{Symbol: fmt.Sprintf("hours_%d", i+1), Means: means, Value: ph.Hours, Unit: "h"})
		if k, ok := ph.Metrics[metric]; ok && k.Mean != nil {
			whole.Terms = append(whole.Terms, Term{Symbol: fmt.Sprintf("%s_%d", metric, i+1), Means: "of that phase, mean over draws", Value: *k.Mean, Unit: k.Unit})
		}
	}
	x.out.Formulas = append(x.out.Formulas, whole)
	if reliabilityFigure(q.Metric) && q.Workload == "" {
		x.out.Causes = f.Causes
	}
	x.out.Assumed = []string{
		"each phase begins in the long-run state of what runs in it; what happens in one phase leaves nothing to the next",
		"fleets that run together fail independently of one another at one draw",
		"moving itself takes no time and breaks nothing: what goes wrong with it is an incident that the phase sets",
	}
	x.say()
	return x.out, nil
}

// words say what runs in a phase.
func (p *PhaseResult) words() []string {
	var out []string
	for _, r := range p.Runs {
		if r.Pools == nil {
			out = append(out, percent(r.Share, nil)+" on "+r.Fleet)
			continue
		}
		var pools []string
		for name := range r.Pools {
			pools = append(pools, name)
		}
		slices.Sort(pools)
		out = append(out, strings.Join(pools, " and ")+" of "+r.Fleet)
	}
	return out
}
