package demand

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

// The mean over the noise is linear in days, so that it is the mean over one variate
// that all days share: the exact answers at each z, added up over z.
func TestExpectedAgainstSharedNoise(t *testing.T) {
	s := &Spec{Start: time.Date(2012, 11, 9, 0, 0, 0, 0, time.UTC), Horizon: 96, Workloads: []Workload{
		{
			Sources: []Source{{Peak: 100, Growth: 0.5}, {Peak: 20, Growth: 2, From: 30}},
			Profile: Profile{Daily: 0.6, Weekly: 0.15}, Noise: 0.2,
			Events: []Event{{Month: 11, Day: 11, Lasts: 24, Times: []YearTimes{{0, 1.5}}, Spike: 2}},
		},
		{Of: 1, Share: 0.25},
		{Sources: []Source{{Peak: 5}}, Noise: 0.1},
	}}
	limit := model.Limit{Weight: []float64{1, 2, 0}, Capacity: 140, Visit: []float64{1, 0.4, 0}}
	const step = 0.004
	var above, refused, derived float64
	c := new(Traffic)
	for i := -2000; i <= 2000; i++ {
		z := float64(i) * step
		weight := step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		c.Reset(s, func(int, int) float64 { return z })
		above += weight * c.Above([]model.Limit{limit}, 5, 90)
		refused += weight * c.Refused(0, []model.Limit{limit}, 5, 90)
		derived += weight * c.Refused(1, []model.Limit{limit}, 5, 90)
	}
	check := func(c *Traffic) {
		t.Helper()
		a, ok := c.ExpectedAbove(limit, 5, 90)
		near(t, "above", a, above, 1e-5)
		r, ok2 := c.ExpectedRefused(0, limit, 5, 90)
		near(t, "refused", r, refused, 1e-8)
		d, ok3 := c.ExpectedRefused(1, limit, 5, 90)
		near(t, "refused of the derived", d, derived, 1e-8)
		if !ok || !ok2 || !ok3 {
			t.Error("said to have no closed law")
		}
	}
	check(c)
	check(traffic(s, nil))
	if _, ok := c.ExpectedAbove(model.Limit{Weight: []float64{1, 0, 1}, Capacity: 140}, 0, 90); ok {
		t.Error("a sum of two noises is said to have a closed law")
	}
}

// A constant load: P(N > q) and E[(N·x − c)+] by hand, far out too.
func TestExpectedByHand(t *testing.T) {
	for _, cv := range []float64{0.01, 0.1, 1} {
		s := &Spec{Horizon: 1000, Workloads: []Workload{{Sources: []Source{{Peak: 100}}, Noise: cv}}}
		c := traffic(s, nil)
		sigma := math.Sqrt(math.Log(1 + cv*cv))
		for _, z := range []float64{-6, -1, 0, 0.5, 3, 6} {
			q := math.Exp(sigma * z)
			l := model.Limit{Weight: []float64{1}, Capacity: 100 * q}
			above, _ := c.ExpectedAbove(l, 100, 300)
			near(t, "above", above, 200*math.Erfc((z+sigma/2)/math.Sqrt2)/2, 1e-10)
			// Simpson's rule over the normal variate.
			var want float64
			const n = 40000
			lo, hi := z+sigma/2, max(12, z+sigma/2+12)
			for i := 0; i <= n; i++ {
				x := lo + (hi-lo)*float64(i)/n
				f := (math.Exp(sigma*x-sigma*sigma/2) - q) * math.Exp(-x*x/2)
				w := 2 + 2*float64(i%2)
				if i == 0 || i == n {
					w = 1
				}
				want += w * f
			}
			want *= (hi - lo) / n / 3 / math.Sqrt(2*math.Pi)
			refused, _ := c.ExpectedRefused(0, l, 100, 300)
			if d := math.Abs(refused - 3600*200*100*want); !(d <= 1e-9*3600*200*100) {
				t.Errorf("cv %g, z %g: refused %g, want %g", cv, z, refused, 3600*200*100*want)
			}
		}
	}
}

// Without noise the mean is the answer itself.
func TestExpectedWithoutNoise(t *testing.T) {
	s := fiveYears(0)
	s.Horizon = 60 * 24
	c := traffic(s, nil)
	l := capacities()[0]
	above, _ := c.ExpectedAbove(l[0], 0, s.Horizon)
	refused, _ := c.ExpectedRefused(0, l[0], 0, s.Horizon)
	near(t, "above", above, c.Above(l, 0, s.Horizon), 0)
	near(t, "refused", refused, c.Refused(0, l, 0, s.Horizon), 0)
}

// Scaling, growth 0, a source that goes over to its twin, noise of mean 1.
func TestTrafficProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := Workload{
			Profile: Profile{Daily: rapid.Float64Range(0, 1).Draw(r, "daily"), Weekly: rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(r, "weekly")},
			Noise:   rapid.SampledFrom([]float64{0, 0.2}).Draw(r, "noise"),
		}
		if rapid.Bool().Draw(r, "event") {
			w.Events = []Event{{Month: 3, Day: 1, Lasts: rapid.Float64Range(0.1, 50).Draw(r, "lasts"), Times: []YearTimes{{2010, 3}}, Spike: 1.5}}
		}
		grow := rapid.Float64Range(-0.9, 3).Draw(r, "growth")
		until := rapid.Float64Range(1, 2000).Draw(r, "until")
		start := time.Date(2012, 2, 1, rapid.IntRange(0, 23).Draw(r, "hour"), 0, 0, 0, time.UTC)
		make := func(scale float64, sources ...Source) *Traffic {
			v := w
			for _, s := range sources {
				s.Peak *= scale
				v.Sources = append(v.Sources, s)
			}
			return traffic(&Spec{Start: start, Horizon: 3000, Workloads: []Workload{v}}, seeded(4))
		}
		a := rapid.Float64Range(0, 1000).Draw(r, "a")
		b := a + rapid.Float64Range(1, 1500).Draw(r, "length")
		capacity := rapid.Float64Range(1, 300).Draw(r, "capacity")
		k := rapid.Float64Range(0.1, 10).Draw(r, "scale")
		same := func(what string, c, d *Traffic, k float64) {
			lc := []model.Limit{{Weight: []float64{1}, Capacity: capacity}}
			ld := []model.Limit{{Weight: []float64{1}, Capacity: k * capacity}}
			total := c.Offered(0, a, b)
			for _, x := range []struct {
				name           string
				got, want, tol float64
			}{
				{"offered", d.Offered(0, a, b), k * total, 1e-11 * k * total},
				{"refused", d.Refused(0, ld, a, b), k * c.Refused(0, lc, a, b), 1e-10 * k * total},
				{"above", d.Above(ld, a, b), c.Above(lc, a, b), 1e-5},
				{"peak", d.Peak([]float64{1}, a, b), k * c.Peak([]float64{1}, a, b), 3e-12 * k * c.Peak([]float64{1}, a, b)},
			} {
				if !(math.Abs(x.got-x.want) <= x.tol) {
					r.Fatalf("%s: %s %.17g, want %.17g", what, x.name, x.got, x.want)
				}
			}
		}
		one := Source{Peak: 100, Growth: grow}
		same("scaled", make(1, one), make(k, one), k)
		cut := one
		cut.Ends, cut.Until, cut.Moves = true, until, []Move{{1, 1}}
		same("gone over to its twin", make(1, one), make(1, cut, Source{Growth: grow}), 1)
		twin := Source{Growth: grow, Ends: true, Until: until + 100, Moves: []Move{{2, 0.5}, {3, 0.5}}}
		same("and on in halves", make(1, one), make(1, cut, twin, Source{Growth: grow}, Source{Growth: grow}), 1)
		quiet := w
		quiet.Profile, quiet.Noise, quiet.Events = Profile{}, 0, nil
		quiet.Sources = []Source{{Peak: 100}}
		c := traffic(&Spec{Start: start, Horizon: 3000, Workloads: []Workload{quiet}}, nil)
		if got := c.Offered(0, a, b); !(math.Abs(got-360000*(b-a)) <= 1e-12*got) {
			r.Fatalf("a constant load offers %g in %g h", got, b-a)
		}
	})
}

// The mean of what is offered over the noise is what is offered without noise.
func TestNoiseHasMeanOne(t *testing.T) {
	s := fiveYears(0.3)
	s.Horizon = 400
	want := traffic(s, nil).Offered(0, 0, 400)
	var got float64
	const step = 0.05
	c := new(Traffic)
	for z := -9.0; z < 9; z += step {
		c.Reset(s, func(int, int) float64 { return z })
		got += step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * c.Offered(0, 0, 400)
	}
	near(t, "mean", got, want, 1e-12)
}
