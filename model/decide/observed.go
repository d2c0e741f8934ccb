package decide

import (
	"context"
	"math"
	"slices"
	"sort"
	"strconv"

	"github.com/capplan/capplan/model"
)

// Verdicts on what happened: within the central 98 % of what is predicted, outside, or
// not told apart by so many trials.
const (
	Plausible = "plausible"
	Outside   = "outside"
)

const (
	observedTail   = 0.01  // on each side of the central 98 %
	observedTrials = 20000 // more say little more of a law
)

// An Observed holds what happened against the law that the trials predict for as long as
// was watched.
type Observed struct {
	Fleet    string   `json:"fleet"`
	Workload string   `json:"workload,omitempty"`
	Pool     string   `json:"pool,omitempty"`
	Metric   string   `json:"metric"`
	Value    float64  `json:"value"`                // in Unit
	Unit     string   `json:"unit"`                 // of the metric or, with Total, of its total within Over
	Total    bool     `json:"total"`                // a number of events, or minutes, within Over
	Over     float64  `json:"over_hours,omitempty"` // absent: of the horizon
	Written  string   `json:"over,omitempty"`       // as the file says it
	Source   string   `json:"source,omitempty"`
	P50      *float64 `json:"p50"` // of the prediction
	Lo       *float64 `json:"lo"`  // and its central interval
	Hi       *float64 `json:"hi"`
	Level    float64  `json:"level"`    // of lo..hi: that of the ranges in the file
	Position *float64 `json:"position"` // P(less) + P(the same)/2 (mid-p, Lancaster 1961)
	// bounds on the position, at 99 %, from so many trials
	PositionLo *float64 `json:"position_lo"`
	PositionHi *float64 `json:"position_hi"`
	Tail       *float64 `json:"tail"` // two-sided: twice the smaller of position and the rest
	Trials     int      `json:"trials"`
	Method     string   `json:"method"`
	Verdict    string   `json:"verdict"` // plausible, outside, inconclusive, unanswered
	Why        string   `json:"why"`
	Location   Location `json:"location"`
}

// Figure names what was observed as assertions do.
func (o *Observed) Figure() string {
	switch {
	case o.Pool != "":
		return o.Fleet + ".pools." + o.Pool + "." + o.Metric
	case o.Workload != "":
		return o.Fleet + "." + o.Workload + "." + o.Metric
	}
	return o.Fleet + "." + o.Metric
}

// backtest holds what happened against histories of the same length, from the start of
// the horizon, with the same draws. It returns ErrInterrupted when ctx ends first.
func (r *run) backtest(ctx context.Context) ([]Observed, error) {
	var out []Observed
	lengths := map[float64]*Result{}
	for i := range r.plan.Observed {
		o := &r.plan.Observed[i]
		if r.opt.Lean || !wanted(o.Fleet, r.opt.Fleets) {
			continue
		}
		hours := o.Over
		if hours == 0 {
			hours = r.plan.Horizon.Hours
		}
		if lengths[hours] == nil {
			res, err := r.relived(ctx, hours)
			if err != nil {
				return nil, err
			}
			lengths[hours] = res
		}
		out = append(out, r.held(o, lengths[hours], hours))
	}
	return out, nil
}

// relived answers for all fleets that something was observed of, over another horizon.
func (r *run) relived(ctx context.Context, hours float64) (*Result, error) {
	p := *r.plan
	p.Horizon.Hours = hours
	p.Migrations, p.Assertions, p.Observed, p.Warnings = nil, nil, nil, nil
	o := Options{Trials: min(r.opt.Trials, observedTrials), Seed: r.opt.Seed, SeedSet: true, Jobs: r.opt.Jobs, Method: "simulate", Lean: true, Keep: true}
	for i := range r.plan.Observed {
		if f := r.plan.Observed[i].Fleet; !slices.Contains(o.Fleets, f) && wanted(f, r.opt.Fleets) {
			o.Fleets = append(o.Fleets, f)
		}
	}
	return Compare(ctx, &p, o)
}

func (r *run) held(o *model.Observation, res *Result, hours float64) Observed {
	out := Observed{
		Fleet: o.Fleet, Workload: o.Workload, Pool: o.Pool, Metric: o.Metric, Value: o.Value, Unit: o.Unit, Total: o.Total,
		Over: o.Over, Written: o.Written, Source: o.Source, Level: r.plan.Run.Level, Method: model.MonteCarlo.String(),
		Location: Location{o.Origin.File, o.Origin.Line, o.Origin.Col, o.Width},
	}
	f := res.Fleets[o.Fleet]
	set := f.Metrics
	if o.Pool != "" {
		set = f.Pools[o.Pool].Metrics
	} else if o.Workload != "" {
		set = f.Workloads[o.Workload].Metrics
	}
	m, ok := set[o.Metric]
	v := m.Trials()
	switch {
	case !r.sim:
		out.Verdict, out.Why = Unanswered, "--method exact knows no histories to hold "+out.Figure()+" against"
	case !ok:
		out.Verdict, out.Why = Unanswered, "there is no figure "+out.Figure()
	case v == nil || !finite(v):
		out.Verdict, out.Why = Unanswered, out.Figure()+" has no value in each trial"
	default:
		out.judge(predicted(v, o, hours), m.PercentileMethod == "draws")
	}
	return out
}

// predicted are the sorted values of the trials in the unit of what was seen.
func predicted(trials []float64, o *model.Observation, hours float64) []float64 {
	v := slices.Clone(trials)
	if o.Total {
		for i := range v {
			if v[i] *= hours / model.HoursPerYear; o.Unit == "1" {
				v[i] = math.Round(v[i])
			}
		}
	}
	slices.Sort(v)
	return v
}

// judge finds where the value lies in sorted values of the trials.
func (o *Observed) judge(v []float64, draws bool) {
	n := float64(len(v))
	less := sort.SearchFloat64s(v, o.Value)
	same := sort.Search(len(v), func(i int) bool { return v[i] > o.Value }) - less
	hits := float64(less) + float64(same)/2
	lo, hi := clopperPearson(hits, n, gateLevel)
	position := hits / n
	o.Trials = len(v)
	o.P50, o.Lo, o.Hi = ptr(order(v, .5)), ptr(order(v, (1-o.Level)/2)), ptr(order(v, (1+o.Level)/2))
	o.Position, o.PositionLo, o.PositionHi = ptr(position), ptr(lo), ptr(hi)
	o.Tail = ptr(2 * min(position, 1-position))
	o.Why = "histories of " + strconv.Itoa(len(v)) + " trials"
	if draws {
		o.Why = "draws of " + strconv.Itoa(len(v)) + " trials"
	}
	if position > .5 {
		lo, hi = 1-hi, 1-lo
	}
	switch {
	case draws && constant(v):
		o.Verdict, o.Why = Inconclusive, "nothing of the figure is uncertain in the scenario: it has no law to hold this against"
	case hi < observedTail:
		o.Verdict = Outside
	case lo < observedTail:
		o.Verdict = Inconclusive
		o.Why += ", too few to tell on which side of the central 98 % it lies"
	default:
		o.Verdict = Plausible
	}
}

// surprises are the warnings about what the scenario does not predict.
func surprises(list []Observed) []Warning {
	var out []Warning
	for i := range list {
		if o := &list[i]; o.Verdict == Outside {
			side := "more"
			if *o.Position < .5 {
				side = "less"
			}
			out = append(out, Warning{
				Code: "W480", File: o.Location.File, Line: o.Location.Line,
				Text: o.Figure() + ": what happened is " + side + " than what nearly all trials say, outside their central 98 %; some input is wrong, or something happens that the scenario leaves out",
			})
		}
	}
	return out
}
