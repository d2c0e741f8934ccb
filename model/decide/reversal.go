package decide

import (
	"fmt"
	"slices"

	"github.com/capplan/capplan/model"
)

// A Reversal says what the value of one uncertain input, all others being what they may
// be, makes of the mean difference between the two cheapest fleets, and where it is 0. The
// three that come nearest to turning the order are kept.
type Reversal struct {
	Input   string `json:"input"` // the first path that uses it
	Written string `json:"written"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Entry   string `json:"catalog,omitempty"`
	Source  string `json:"source,omitempty"`

	Fleet   string `json:"fleet"` // ahead: less of the metric on the mean
	Against string `json:"against"`
	Metric  string `json:"metric"`
	Unit    string `json:"unit"` // of the metric

	Low     Ranged   `json:"low"`       // Fleet's figure less the other's, where the input is at the low end of its range
	High    Ranged   `json:"high"`      // and at the high end
	Times   Ranged   `json:"times"`     // where it is 0, in multiples of the likely value; null: nowhere that it was looked
	At      Ranged   `json:"at"`        // the same in the unit that the input is written in; null: also where it has none
	AtUnit  string   `json:"at_unit"`   // of At
	Outside bool     `json:"outside"`   // that is outside its range: the line is drawn on, up to four times its ends
	Beyond  *float64 `json:"beyond"`    // share of the trials in which the input lies where the other fleet is ahead
	Level   float64  `json:"level"`     // of all intervals
	Method  string   `json:"method"`    // approximation: the mean given the input is a fit
	Why     string   `json:"why"`       // what is fitted, over how many trials
	Curved  bool     `json:"curved"`    // the fit is a parabola, else a line
	Share   float64  `json:"r_squared"` // of the variance of the difference that the fit explains
}

const (
	mostReversals = 3
	fewestFitted  = 100 // trials; fewer tell no slope from luck
	farOutside    = 4   // times the ends of a range
)

// reversals asks of each uncertain input where it would turn the order of the two fleets
// that cost least. It takes no further trial: the mean difference given the input x,
//
//	E[D | x] ≈ c₀ + c₁ p₁(x) + c₂ p₂(x),
//
// is fitted by least squares to the paired trials, p being orthogonal over them, and c₂ is
// left out where it is within two of its standard errors of 0. Errors are White's (1980):
// the scatter about the fit need not be the same everywhere. It is exact in the limit
// where costs are linear or quadratic in the input, as in prices, counts of staff and
// one-off sums; else a smooth stand-in within the written range. Where
// nothing in the range turns the order a line is drawn on beyond it, and says so. Of
// correlated inputs each stands for what moves with it.
func (r *run) reversals(out *Result) {
	best, next := r.cheapest(out)
	n := min(r.opt.Trials, len(r.draws))
	if best < 0 || n < fewestFitted {
		return
	}
	d := less(r.sheets[best].cost.pv[:n], r.sheets[next].cost.pv[:n])
	if constant(d) {
		return
	}
	var all []Reversal
	for u := range r.plan.Unknowns {
		if v, ok := r.reversal(u, d); ok {
			v.Fleet, v.Against, v.Metric, v.Unit = r.fleets[best].Name, r.fleets[next].Name, "cost.pv", r.plan.Currency
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b Reversal) int { return descending(a.nearness(), b.nearness()) })
	out.Reversals = all[:min(len(all), mostReversals)]
}

// cheapest are the indices of the two fleets with the least mean cost, of which nothing
// is left out; −1 where there are not two.
func (r *run) cheapest(out *Result) (best, next int) {
	var order []int
	for i, f := range r.fleets {
		if fr := out.Fleets[f.Name]; priced(out, f.Name) && len(fr.Unpriced) == 0 && fr.Metrics["cost.pv"].Mean != nil {
			order = append(order, i)
		}
	}
	if len(order) < 2 {
		return -1, -1
	}
	cost := func(i int) float64 { return *out.Fleets[r.fleets[i].Name].Metrics["cost.pv"].Mean }
	slices.SortStableFunc(order, func(i, j int) int { return -descending(cost(i), cost(j)) })
	return order[0], order[1]
}

// nearness ranks: first what turns the order, by the share of trials beyond; then by how
// near to 0 the difference comes, as a part of what the input moves it.
func (v *Reversal) nearness() float64 {
	if v.Beyond != nil {
		return 1 + *v.Beyond
	}
	near, far := max(*v.Low.Value, *v.High.Value), min(*v.Low.Value, *v.High.Value)
	return (near - far) / -far
}

// reversal is that of one unknown; false where nothing tells it from chance.
func (r *run) reversal(u int, d column) (v Reversal, ok bool) {
	x := &r.plan.Unknowns[u]
	q := &x.Quantity
	xs := make(column, len(d))
	for t := range xs {
		xs[t] = q.At(r.draws[t])
	}
	f, ok := newFitted(xs, d)
	if !ok || q.Value == 0 {
		return v, false
	}
	v = Reversal{
		Input: x.Path, Level: level, Method: model.Approximation.String(), Curved: f.curved, Share: round12(f.share),
		Why: fmt.Sprintf("least squares of the paired difference on the input, %s, over %d trials", f.shape(), len(d)),
	}
	for k := range r.plan.Inputs {
		if in := &r.plan.Inputs[k]; in.Unknown == u+1 {
			v.Input, v.Written, v.Entry, v.Source = in.Path, in.Text, in.Origin.Entry, in.Source
			if v.Entry == "" {
				v.File, v.Line = in.Origin.File, in.Origin.Line
			}
			break
		}
	}
	low, high := f.mean(q.Lo), f.mean(q.Hi)
	root, turns := f.root(q.Value, q.Lo, q.Hi)
	times := func(at float64) float64 { return round12(at / q.Value) }
	if x.Inverse {
		low, high = high, low
		times = func(at float64) float64 { return round12(q.Value / at) }
	}
	v.Low, v.High = low.ranged(), high.ranged()
	least, most := q.Lo, q.Hi
	if turns = turns && max(low.lo, high.lo) > 0; !turns {
		if f.curved || max(low.hi, high.hi) > 0 || !(q.Lo > 0) {
			return v, true
		}
		least, most = q.Lo/farOutside, q.Hi*farOutside
		if root, v.Outside = f.root(q.Value, least, most); !v.Outside {
			return v, true
		}
	}
	v.Times.Value = ptr(times(root.value))
	for i, bound := range []float64{root.lo, root.hi} {
		if !(bound > least && bound < most) {
			continue // not known there
		}
		if (i == 0) != x.Inverse {
			v.Times.Lo = ptr(times(bound))
		} else {
			v.Times.Hi = ptr(times(bound))
		}
	}
	if v.Outside {
		return v, true
	}
	beyond := 0
	for _, at := range xs {
		if f.at(at) > 0 {
			beyond++
		}
	}
	v.Beyond = ptr(float64(beyond) / float64(len(xs)))
	return v, true
}
