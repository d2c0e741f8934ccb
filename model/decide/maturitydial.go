package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A dial is what is turned until a fleet loses as much as its rival. What it loses more
// rises, or of a moment falls, with the dial.
type dial struct {
	name, unit   string
	fleet, rival string

	lo, hi float64
	falls  bool
	probe  func(x float64) probe
	shown  func(x float64) float64 // in the unit of the figure
	// what a draw says in which the fleet is always, or never, at least as available
	always, never float64
	held          string // what is not turned
	best, worst   string // where the fleet loses least and most, in words
}

var nan = math.NaN()

func failoverDial() *dial {
	return &dial{
		name: "maturity.failover", unit: "1", hi: 1,
		probe:  func(x float64) probe { return probe{1 - x, nan, nan, false} },
		shown:  func(x float64) float64 { return 1 - x },
		always: 0, never: math.Inf(1),
		held: "incidents go along their curve", best: "even when every takeover succeeds", worst: "even when none does",
	}
}

func incidentDial() *dial {
	return &dial{
		name: "maturity.incidents", unit: "1/year", hi: mostOften,
		probe:  func(x float64) probe { return probe{nan, x, nan, false} },
		shown:  func(x float64) float64 { return x * model.HoursPerYear },
		always: math.Inf(1), never: math.Inf(-1),
		held: "failover goes along its curve", best: "even without incidents", worst: "even with one an hour",
	}
}

func momentDial(from, to float64) *dial {
	return &dial{
		name: "maturity.overtakes", unit: hoursFromStart, lo: from, hi: to, falls: true,
		probe:  func(x float64) probe { return probe{nan, nan, x, false} },
		shown:  func(x float64) float64 { return x },
		always: 0, never: math.Inf(1),
		held: "both as mature as at that moment, for good", best: "even at the end of the curve", worst: "from the first day on",
	}
}

// ends returns where the fleet loses least and most.
func (d *dial) ends() (least, most float64) {
	if d.falls {
		return d.hi, d.lo
	}
	return d.lo, d.hi
}

// root is the figure at which a draw turns.
func (d *dial) root(f func(x float64, mean bool) float64) float64 {
	least, most := d.ends()
	a, b := f(least, true), f(most, true)
	switch {
	case math.IsNaN(a) || math.IsNaN(b):
		return nan
	case a >= 0:
		return d.never
	case b <= 0:
		return d.always
	}
	return d.shown(d.settle(f, a, b, 1e-6, 1))
}

// settle finds where f is 0 with what goes on at its mean, and so many steps along the
// slope there bring it to where that follows its curve.
func (d *dial) settle(f func(x float64, mean bool) float64, a, b, tol float64, steps int) float64 {
	least, most := d.ends()
	x := turn(func(x float64) float64 { return f(x, true) }, least, most, a, b, tol)
	for range steps {
		if x == least || d.falls {
			break
		}
		x = max(d.lo, min(d.hi, x+f(x, false)*(x-least)/a))
	}
	return x
}

// turn finds where f, below 0 at a and above at b, is 0: by the rule of false position
// with the weights of Illinois (Dowell & Jarratt 1971), which needs a few steps where f
// is nearly linear and never leaves the bracket. tol is of the distance from a.
func turn(f func(x float64) float64, a, b, fa, fb, tol float64) float64 {
	from, side := a, 0
	x := b
	for range 100 {
		last := x
		if x = (a*fb - b*fa) / (fb - fa); !(x != a && x != b) {
			return x
		}
		y := f(x)
		switch {
		case math.IsNaN(y):
			return y
		case y == 0:
			return x
		case y < 0:
			if a, fa = x, y; side < 0 {
				fb /= 2
			}
			side = -1
		default:
			if b, fb = x, y; side > 0 {
				fa /= 2
			}
			side = 1
		}
		if math.Abs(x-last) <= tol*math.Abs(x-from) || math.Abs(b-a) <= tol*math.Abs(x-from) {
			return x
		}
	}
	return x
}

// metric is where the means of both are equal, with the bounds that the draws leave, and
// of what each draw says the percentiles.
func (d *dial) metric(r ripeness) Metric {
	m := Metric{Unit: d.unit, Level: level, Method: r.method().String()}
	how := "unavailability of both equal, " + r.how() + "; " + d.held + ", everything else is as it is drawn and demand as over the whole horizon"
	if _, seen := r.(*seenRipe); seen {
		how = "unavailability of both equal, " + r.how() + "; " + d.held
	}
	least, most := d.ends()
	a, b := r.diff(d.probe(least)), r.diff(d.probe(most))
	if len(a) > 1 && r.method() != model.Approximation {
		m.Method = model.MonteCarlo.String()
	} else if len(a) == 1 {
		m.Level = 1
	}
	fa, _ := meanSD(a)
	fb, _ := meanSD(b)
	switch {
	case math.IsNaN(fa) || math.IsNaN(fb):
		m.Why = "not known: a draw has no exact answer"
		return m
	case fa >= 0:
		m.Why = "never: " + d.best + " " + d.fleet + " loses " + minutes(fa) + " more than " + d.rival + "; " + how
	case fb <= 0:
		m.Why = "always: " + d.worst + " " + d.fleet + " loses " + minutes(fb) + " less than " + d.rival + "; " + how
	default:
		var at column
		f := func(x float64, mean bool) float64 {
			p := d.probe(x)
			p.mean = mean
			at = r.diff(p)
			m, _ := meanSD(at)
			return m
		}
		x := d.settle(f, fa, fb, 1e-9, 3)
		m.Mean, m.Why = ptr(round12(d.shown(x))), how
		m.Lo, m.Hi = m.Mean, m.Mean
		m.of = &trialed{n: float64(len(at))}
		if len(at) > 1 {
			d.bound(&m, x, at, a, b)
		}
	}
	if d.unit == "1" && m.Mean != nil {
		m = m.within(0, 1)
	}
	if len(a) == 1 { // the same in every trial
		one := d.never
		if m.Mean != nil {
			one = *m.Mean
		} else if fb <= 0 {
			one = d.always
		}
		d.spread(&m, column{one})
		return m
	}
	d.spread(&m, r.roots(d))
	return m
}

// minutes says a part of the time, or of the requests, as that of a year.
func minutes(share float64) string { return short(math.Abs(share)*minutesPerYear) + " min/year" }

// bound moves the crossing by the half width of the difference there, along the slope
// that it has there: to the nearer end, which is in the line of what is nearly linear.
func (d *dial) bound(m *Metric, x float64, at, a, b column) {
	_, _, h := meanInterval(at, level)
	least, most := d.ends()
	fa, _ := meanSD(a)
	slope := math.Abs(fa / (x - least))
	if x == least {
		fb, _ := meanSD(b)
		slope = math.Abs(fb / (x - most))
	}
	clamped := func(v float64) float64 { return d.shown(max(d.lo, min(d.hi, v))) }
	one, two := clamped(x-h/slope), clamped(x+h/slope)
	m.Lo, m.Hi = ptr(round12(min(one, two))), ptr(round12(max(one, two)))
	m.of.se = h / slope / student(level, float64(len(at))) * math.Abs(d.shown(1)-d.shown(0))
}

// spread puts the percentiles of what each draw says.
func (d *dial) spread(m *Metric, v column) {
	if v == nil || slices.ContainsFunc(v, math.IsNaN) {
		return
	}
	if m.of == nil {
		m.of = &trialed{}
	}
	m.of.trials, m.PercentileMethod = slices.Clone(v), "draws"
	slices.Sort(v)
	m.P1, m.P5, m.P10, m.P50 = ptr(order(v, .01)), ptr(order(v, .05)), ptr(order(v, .1)), ptr(order(v, .5))
	m.P90, m.P95, m.P99 = ptr(order(v, .9)), ptr(order(v, .95)), ptr(order(v, .99))
}
