package model

import (
	"math"
	"testing"
)

// quantities of every kind that a scenario can write.
var quantities = map[string]Quantity{
	"skewed to the right":   {Value: 14e3, Lo: 12e3, Hi: 18e3, Scale: Log},
	"skewed to the left":    {Value: 17e3, Lo: 12e3, Hi: 18e3, Scale: Log},
	"likely at the low end": {Value: 12e3, Lo: 12e3, Hi: 18e3, Scale: Log},
	"likely at the top":     {Value: 18e3, Lo: 12e3, Hi: 18e3, Scale: Log},
	"share":                 {Value: .9995, Lo: .99, Hi: .9999, Scale: Logit},
	"growth":                {Value: .1, Lo: -.2, Hi: .5, Scale: Linear},
}

func prepared(q Quantity) *Quantity {
	q.Level, q.ID, q.Set = 0.9, 1, true
	q.Prepare()
	return &q
}

// shareBelow finds by bisection the probability level at which a quantity is x.
func shareBelow(q *Quantity, x float64) float64 {
	lo, hi := 0.0, 1.0
	for range 100 {
		if u := (lo + hi) / 2; q.At(Draw{u}) < x {
			lo = u
		} else {
			hi = u
		}
	}
	return (lo + hi) / 2
}

func TestRangeIsTheCentralInterval(t *testing.T) {
	for name, q := range quantities {
		q := prepared(q)
		if got := shareBelow(q, q.Lo); !(math.Abs(got-0.05) < 1e-9) {
			t.Errorf("%s: %.6f of draws below low, want 0.05", name, got)
		}
		if got := 1 - shareBelow(q, q.Hi); !(math.Abs(got-0.05) < 1e-9) {
			t.Errorf("%s: %.6f of draws above high, want 0.05", name, got)
		}
	}
}

// TestLikelyValueIsTheMode: on its scale the density, from differences of the
// quantile function, is largest where the likely value is.
func TestLikelyValueIsTheMode(t *testing.T) {
	for name, q := range quantities {
		q := prepared(q)
		at := shareBelow(q, q.Value)
		dense := func(u float64) float64 {
			const h = 1e-4
			return 2 * h / (onScale(q.Scale, q.At(Draw{u + h})) - onScale(q.Scale, q.At(Draw{u - h})))
		}
		peak := max(dense(at-2e-4), dense(at+2e-4))
		for u := 0.002; u < 0.999; u += 0.001 {
			if d := dense(u); d > peak*(1+1e-3) {
				t.Errorf("%s: density %.5g at level %.3f, %.5g at the likely value (level %.3f)", name, d, u, peak, at)
				break
			}
		}
	}
}

func TestNoDrawIsImpossible(t *testing.T) {
	touching := map[string]Quantity{
		"share up to 100 %": {Value: .99, Lo: .9, Hi: 1, Scale: Linear, Min: 0, Max: 1},
		"share from 0 %":    {Value: .01, Lo: 0, Hi: .2, Scale: Linear, Min: 0, Max: 1},
		"all of it":         {Value: .5, Lo: 0, Hi: 1, Scale: Linear, Min: 0, Max: 1},
		"positive from 0":   {Value: 2, Lo: 0, Hi: 10, Scale: Linear, Min: 0, Max: math.Inf(1)},
	}
	for name, q := range touching {
		q := prepared(q)
		last := math.Inf(-1)
		for i := range 10001 {
			v := q.At(Draw{(float64(i) + 0.5) / 10001})
			if !(v >= q.Min && v <= q.Max) || math.IsInf(v, 0) {
				t.Fatalf("%s: drew %v outside %v..%v", name, v, q.Min, q.Max)
			}
			if v < last {
				t.Fatalf("%s: not monotone at level %d/10001", name, i)
			}
			last = v
		}
	}
	for name, q := range quantities {
		q := prepared(q)
		for _, u := range []float64{1e-17, 1e-9, 1 - 1e-16} {
			v := q.At(Draw{u})
			if math.IsNaN(v) || math.IsInf(v, 0) || q.Scale == Log && !(v > 0) || q.Scale == Logit && !(v > 0 && v < 1) {
				t.Errorf("%s: drew %v at level %g", name, v, u)
			}
		}
	}
}

func TestCertainAndNilDraws(t *testing.T) {
	q := prepared(quantities["share"])
	if got := q.At(nil); got != q.Value {
		t.Errorf("nil draw gives %v, want the likely value %v", got, q.Value)
	}
	c := Certain(3)
	if got := c.At(Draw{}); got != 3 {
		t.Errorf("a certain quantity gives %v", got)
	}
}
