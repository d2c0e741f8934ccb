package demand

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g within a part in %.2g", what, got, want, 1/tol)
	}
}

// A source is what a curve is made of, for the second routes.
type source struct {
	w            int
	peak, growth float64
}

func curve(workloads int, sources ...source) *Curve {
	c := new(Curve)
	c.Reset(workloads)
	for _, s := range sources {
		c.Add(s.w, s.peak, s.growth)
	}
	return c
}

// rate is the definition of the load.
func rate(sources []source, w int, t float64) float64 {
	var sum float64
	for _, s := range sources {
		if s.w == w {
			sum += s.peak * math.Pow(1+s.growth, t/8760)
		}
	}
	return sum
}

func TestRateOfferedPeak(t *testing.T) {
	s := []source{{0, 9000, 0}, {0, 6200, 0.45}, {1, 1200, 1}, {0, 500, -0.3}, {0, 300, 0.45}}
	c := curve(2, s...)
	for _, h := range []float64{0, 1, 8760, 3 * 8760, 50000} {
		for w := range 2 {
			near(t, "Rate", c.Rate(w, h), rate(s, w, h), 1e-14)
		}
		weight := []float64{0.5, 2}
		at := func(x float64) float64 { return 0.5*rate(s, 0, x) + 2*rate(s, 1, x) }
		near(t, "Peak", c.Peak(weight, h, h+2000), max(at(h), at(h+2000)), 1e-14)
	}
	for _, ab := range [][2]float64{{0, 1e-6}, {0, 5}, {100, 350}, {8760, 43800}, {0, 87600}} {
		for w := range 2 {
			want := 3600 * quad.Fixed(func(x float64) float64 { return rate(s, w, x) }, ab[0], ab[1], 60, nil, 0)
			near(t, "Offered", c.Offered(w, ab[0], ab[1]), want, 1e-14)
		}
	}
}

// A convex sum falls first where one source shrinks: the peak of the year is at
// its start, that of ten years at their end.
func TestDemandPeak(t *testing.T) {
	c := curve(1, source{0, 100, -0.5}, source{0, 10, 0.5})
	near(t, "first year", DemandPeak(c, []float64{1}, 87600), 110, 1e-15)
	near(t, "ten years", c.Peak([]float64{1}, 0, 87600), 100*math.Pow(0.5, 10)+10*math.Pow(1.5, 10), 1e-14)
	grow := curve(1, source{0, 100, 0.5})
	near(t, "first year of growth", DemandPeak(grow, []float64{1}, 87600), 150, 1e-14)
	near(t, "half a year of growth", DemandPeak(grow, []float64{1}, 4380), 100*math.Sqrt(1.5), 1e-14)
}

func TestAddRefuses(t *testing.T) {
	c := curve(1, source{0, 100, -1}, source{0, 7, 0})
	if got := c.Rate(0, 0); got != 7 {
		t.Errorf("a source that shrinks by 100 %% a year leaves %g, want 7", got)
	}
	for _, s := range []source{{1, 1, 0}, {-1, 1, 0}, {0, -1, 0}, {0, math.NaN(), 0}, {0, math.Inf(1), 0}, {0, 1, math.NaN()}, {0, 1, math.Inf(1)}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Add%v did not panic", s)
				}
			}()
			c.Add(s.w, s.peak, s.growth)
		}()
	}
}

func TestMeanExp(t *testing.T) {
	for _, x := range []float64{-20, -0.6, -0.5, -0.4999, -1e-4, -0.9e-4, -1e-9, 1e-300, 1e-12, 0.99e-4, 1.01e-4, 0.3, 0.5, 0.51, 3, 50} {
		near(t, "meanExp", meanExp(x), math.Expm1(x)/x, 6e-16)
	}
	if meanExp(0) != 1 {
		t.Error("meanExp(0) is not 1")
	}
}

// A curve that is written over takes no new memory and remembers nothing.
func TestReset(t *testing.T) {
	c := curve(2, source{0, 5, 0.1}, source{1, 7, 0.2})
	limits := []model.Limit{{Weight: []float64{1, 1}, Capacity: 8}}
	if n := testing.AllocsPerRun(100, func() {
		c.Reset(2)
		c.Add(0, 5, 0.3)
		c.Add(1, 2, 0)
		c.Refused(0, limits, 0, 50000)
		c.Above(limits, 0, 50000)
	}); n != 0 {
		t.Errorf("a trial allocates %g times", n)
	}
	if got, want := c.Rate(1, 9000), 2.0; got != want {
		t.Errorf("Rate after Reset = %g, want %g", got, want)
	}
}

func TestLinearAndAdditive(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := drawProblem(r)
		c := curve(p.workloads, p.sources...)
		m := p.a + rapid.Float64Range(0, 1).Draw(r, "split")*(p.b-p.a)
		k := rapid.Float64Range(0.01, 100).Draw(r, "scale")
		scaled := new(Curve)
		scaled.Reset(p.workloads)
		for _, s := range p.sources {
			scaled.Add(s.w, k*s.peak, s.growth)
		}
		limits, larger := make([]model.Limit, len(p.limits)), make([]model.Limit, len(p.limits))
		for i, l := range p.limits {
			limits[i] = model.Limit{Weight: l.Weight, Capacity: k * l.Capacity, Visit: l.Visit}
			larger[i] = model.Limit{Weight: l.Weight, Capacity: 1.1 * l.Capacity, Visit: l.Visit}
		}
		for w := range p.workloads {
			offered, refused := c.Offered(w, p.a, p.b), c.Refused(w, p.limits, p.a, p.b)
			tol := 1e-11*offered + 1e-300
			if !(refused >= 0 && refused <= offered+tol) {
				r.Fatalf("refused %g of %g", refused, offered)
			}
			if d := scaled.Refused(w, limits, p.a, p.b) - k*refused; !(math.Abs(d) <= k*tol) {
				r.Fatalf("not linear: off by %g of %g", d, k*refused)
			}
			if d := c.Refused(w, p.limits, p.a, m) + c.Refused(w, p.limits, m, p.b) - refused; !(math.Abs(d) <= tol) {
				r.Fatalf("parts differ from the whole by %g of %g", d, refused)
			}
			if more := c.Refused(w, larger, p.a, p.b); !(more <= refused+tol) {
				r.Fatalf("more capacity refuses more: %g after %g", more, refused)
			}
			if more := scaled.Refused(w, p.limits, p.a, p.b); k >= 1 && !(more >= refused-tol) {
				r.Fatalf("more load refuses less: %g after %g", more, refused)
			}
		}
		if d := c.Above(p.limits, p.a, m) + c.Above(p.limits, m, p.b) - c.Above(p.limits, p.a, p.b); !(math.Abs(d) <= 1e-6*(p.b-p.a)) {
			r.Fatalf("hours above: parts differ from the whole by %g h", d)
		}
	})
}
