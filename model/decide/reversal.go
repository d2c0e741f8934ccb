package decide

import (
	"fmt"
	"math"
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

// A fitted is a mean of y given x: a line or a parabola in u = (x − m)/sd.
type fitted struct {
	u, e    column // where the trials are, and how far each lies from the fit
	m, sd   float64
	a, b    float64 // p₂(u) = u² − a·u − b is orthogonal to 1 and u
	c, s    [3]float64
	curved  bool
	share   float64
	student float64
}

// newFitted fits; false where x does not vary, or explains no more of y than chance does
// once in a thousand times.
func newFitted(x, y column) (*fitted, bool) {
	f := &fitted{u: make(column, len(x)), e: make(column, len(x)), student: student(level, float64(len(x)-2))}
	f.m, f.sd = meanSD(x)
	if !(f.sd > 0) {
		return nil, false
	}
	var squares, cubes float64
	for t := range x {
		u := (x[t] - f.m) / f.sd
		f.u[t] = u
		squares += float64(u * u)
		cubes += float64(float64(u*u) * u)
	}
	n := float64(len(x))
	f.a, f.b = cubes/squares, squares/n
	f.s[0], f.s[1] = n, squares
	for t, u := range f.u {
		p := f.basis(u)
		f.s[2] += float64(p[2] * p[2])
		for k := range p {
			f.c[k] += float64(y[t] * p[k])
		}
	}
	for k := range f.c {
		if f.s[k] > 0 {
			f.c[k] /= f.s[k]
		}
	}
	f.residuals(y, 3)
	if f.curved = f.s[2] > 1e-9*n && math.Abs(f.c[2]) > 2*f.bend(); !f.curved {
		f.c[2] = 0
		f.residuals(y, 2)
	}
	_, all := meanSD(y)
	_, rest := meanSD(f.e)
	f.share = 1 - float64(rest*rest)/float64(all*all)
	return f, f.share > EffectNoise(len(x))
}

// basis are the orthogonal polynomials at u.
func (f *fitted) basis(u float64) [3]float64 {
	return [3]float64{1, u, float64(u*u) - float64(f.a*u) - f.b}
}

func (f *fitted) residuals(y column, terms int) {
	for t, u := range f.u {
		f.e[t] = y[t]
		for k, p := range f.basis(u) {
			if k < terms {
				f.e[t] -= float64(f.c[k] * p)
			}
		}
	}
}

// bend is White's standard error of c₂.
func (f *fitted) bend() float64 {
	var sum float64
	for t, u := range f.u {
		w := f.e[t] * f.basis(u)[2] / f.s[2]
		sum += float64(w * w)
	}
	return math.Sqrt(sum)
}

// at is the fit at x.
func (f *fitted) at(x float64) float64 {
	var y float64
	for k, p := range f.basis((x - f.m) / f.sd) {
		y += float64(f.c[k] * p)
	}
	return y
}

// mean is the fit at x with White's interval.
func (f *fitted) mean(x float64) estimate {
	here := f.basis((x - f.m) / f.sd)
	var sum float64
	for t, u := range f.u {
		var w float64
		for k, p := range f.basis(u) {
			if k < 2 || f.curved {
				w += float64(here[k]*p) / f.s[k]
			}
		}
		w *= f.e[t]
		sum += float64(w * w)
	}
	y, h := f.at(x), float64(f.student*math.Sqrt(sum))
	return estimate{y, y - h, y + h}
}

// root is where the fit is 0 between two values, that nearest to a third, with the
// interval of the mean there divided by its slope.
func (f *fitted) root(near, least, most float64) (estimate, bool) {
	a, b := f.c[2], f.c[1]-float64(f.c[2]*f.a)
	c := f.c[0] - float64(f.c[2]*f.b)
	var us []float64
	switch d := float64(b*b) - float64(4*float64(a*c)); {
	case a == 0 && b != 0:
		us = []float64{-c / b}
	case a != 0 && d >= 0:
		q := -(b + math.Copysign(math.Sqrt(d), b)) / 2
		if us = []float64{q / a}; q != 0 {
			us = append(us, c/q)
		}
	}
	best, found := 0.0, false
	for _, u := range us {
		if x := f.m + float64(u*f.sd); x >= least && x <= most && (!found || math.Abs(x-near) < math.Abs(best-near)) {
			best, found = x, true
		}
	}
	if !found {
		return estimate{}, false
	}
	u := (best - f.m) / f.sd
	slope := math.Abs((b + float64(2*float64(a*u))) / f.sd)
	around := f.mean(best)
	h := (around.hi - around.lo) / 2 / slope
	return estimate{best, best - h, best + h}, true
}

func (f *fitted) shape() string {
	if f.curved {
		return "a parabola"
	}
	return "a line"
}
