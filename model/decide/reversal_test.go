package decide

import (
	"math"
	"testing"
)

// TestReversalsAgainstClosedForm: cost is count · price, so that E[D | price of a = x] is
// 10·x − 8·E[price of b], which is 0 at x = 0.8·E[price of b].
func TestReversalsAgainstClosedForm(t *testing.T) {
	p := duel()
	r := answered(t, p, Options{})
	if len(r.Reversals) != 2 {
		t.Fatalf("%d inputs reverse, want the two prices and not what moves nothing", len(r.Reversals))
	}
	mean := func(i int) float64 {
		m, s := duelLaw(p, i)
		return m * math.Exp(s*s/2)
	}
	want := map[string]float64{ // of the price, in multiples of the likely one
		"a.price": mean(1) / float64(p.Fleets[0].Pools[0].Count) / p.Unknowns[0].Quantity.Value,
		"b.price": mean(0) / float64(p.Fleets[1].Pools[0].Count) / p.Unknowns[1].Quantity.Value,
	}
	for i := range r.Reversals {
		v := &r.Reversals[i]
		x, ok := want[v.Input]
		if !ok || v.Times.Value == nil || v.Times.Lo == nil || v.Times.Hi == nil || v.Beyond == nil {
			t.Fatalf("%+v", v)
		}
		half := (*v.Times.Hi - *v.Times.Lo) / 2
		if !(half < 0.05*x) {
			t.Errorf("%s: ±%.3g says too little to test 5 %% of %.4g", v.Input, half, x)
		}
		if !(math.Abs(*v.Times.Value-x) <= 1.5*half) { // 3 standard errors
			t.Errorf("%s turns at %.5g ± %.2g times, want %.5g", v.Input, *v.Times.Value, half, x)
		}
		u := 0
		if v.Input == "b.price" {
			u = 1
		}
		q := &p.Unknowns[u].Quantity
		spread := func(i int) float64 { // sd of a fleet's cost
			_, s := duelLaw(p, i)
			return mean(i) * math.Sqrt(math.Exp(s*s)-1)
		}
		off := (mean(1-u) - mean(u)) / spread(u) // of the root from the mean, in standard deviations
		exact := 1.96 * spread(1-u) / math.Sqrt(float64(r.Trials)) * math.Sqrt(1+off*off) / float64(p.Fleets[u].Pools[0].Count) / q.Value
		if !(math.Abs(half/exact-1) < 0.15) {
			t.Errorf("%s turns within ±%.4g, want ±%.4g", v.Input, half, exact)
		}
		sigma := math.Log(q.Hi/q.Value) / 1.6448536269514722
		above := 0.5 * math.Erfc(math.Log(x)/sigma/math.Sqrt2)
		beyond := above // a is dear above it
		if v.Fleet+".price" != v.Input {
			beyond = 1 - above // the other one is cheap below it
		}
		if tol := 4 * math.Sqrt(beyond*(1-beyond)/float64(r.Trials)); !(math.Abs(*v.Beyond-beyond) <= tol+0.02) {
			t.Errorf("%s: beyond in %.4g of the trials, want %.4g", v.Input, *v.Beyond, beyond)
		}
		other := mean(1 - u)
		count := float64(p.Fleets[u].Pools[0].Count)
		for _, end := range []struct {
			got  Ranged
			cost float64
		}{{v.Low, count * q.Lo}, {v.High, count * q.Hi}} {
			d := end.cost - other
			if v.Fleet+".price" != v.Input {
				d = -d
			}
			if tol := 1.5 * (*end.got.Hi - *end.got.Lo) / 2; !(math.Abs(*end.got.Value-d) <= tol) {
				t.Errorf("%s: at an end %.5g ± %.2g, want %.5g", v.Input, *end.got.Value, tol, d)
			}
		}
	}
	if !(r.Reversals[0].nearness() >= r.Reversals[1].nearness()) {
		t.Error("the one that lies beyond more often is not the first")
	}
}

// TestReversalsOutOfReach: with a at a third of its price nothing within a range turns
// the order, and the difference at both ends says so; a line drawn on beyond the range
// comes near to where the closed form is.
func TestReversalsOutOfReach(t *testing.T) {
	p := duel()
	p.Fleets[0].Pools[0].Count = 3
	r := answered(t, p, Options{})
	if len(r.Reversals) != 2 {
		t.Fatalf("%d inputs, want both prices", len(r.Reversals))
	}
	for i := range r.Reversals {
		v := &r.Reversals[i]
		if v.Input == "a.price" {
			m, sigma := duelLaw(p, 1)
			want := m * math.Exp(sigma*sigma/2) / 3 / p.Unknowns[0].Quantity.Value
			if !v.Outside || v.Times.Value == nil || !(math.Abs(*v.Times.Value-want) <= 0.1*want) {
				t.Errorf("a.price turns at %+v, want %.4g times", v.Times, want)
			}
		} else if v.Times.Value == nil || !v.Outside {
			t.Errorf("b.price: %+v", v)
		}
		if v.Fleet != "a" || v.Beyond != nil || !(*v.Low.Value < 0 && *v.High.Value < 0) {
			t.Errorf("%s turns what is out of its reach: %+v", v.Input, v)
		}
	}
	if r.Reversals[0].Input != "b.price" { // which takes 16.5k of 43k off the difference, a.price 12.5k of 40k
		t.Errorf("%s comes first, want the price that takes the most of the difference", r.Reversals[0].Input)
	}
}

// TestReversalsNeedTrials: few trials say nothing, and one fleet has no rival.
func TestReversalsNeedTrials(t *testing.T) {
	if r := answered(t, duel(), Options{Trials: fewestFitted - 1}); r.Reversals != nil {
		t.Error("too few trials say where the order turns")
	}
	if r := answered(t, duel(), Options{Fleets: []string{"a"}}); r.Reversals != nil {
		t.Error("one fleet is turned")
	}
}

// TestFittedParabola: a curve is fitted where the trials show one, and its roots are those
// of the quadratic equation.
func TestFittedParabola(t *testing.T) {
	n := 400
	x, y := make(column, n), make(column, n)
	for i := range x {
		x[i] = float64(i) / float64(n-1) * 10
		y[i] = (x[i] - 2) * (x[i] - 7)
	}
	f, ok := newFitted(x, y)
	if !ok || !f.curved || !(math.Abs(f.share-1) < 1e-9) {
		t.Fatalf("%+v", f)
	}
	for _, c := range []struct{ near, want float64 }{{0, 2}, {9, 7}} {
		if got, ok := f.root(c.near, 0, 10); !ok || !(math.Abs(got.value-c.want) < 1e-6) {
			t.Errorf("the root near %g is %v, want %g", c.near, got, c.want)
		}
	}
	if _, ok := f.root(4, 3, 6); ok {
		t.Error("there is no root between 3 and 6")
	}
}
