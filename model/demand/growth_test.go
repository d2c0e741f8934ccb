package demand

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

// Limits that grow against the equivalent problem: with every source's growth less that
// of the limit, loads exceed what stays as before they exceeded what grew.
func TestGrowingLimitIsSlowerGrowth(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		yearly := rapid.SampledFrom([]float64{-0.3, 0.08, 0.5, 3}).Draw(r, "growth")
		g := math.Log1p(yearly) / year
		less := func(growth float64) float64 { return (1+growth)/(1+yearly) - 1 }
		w := Workload{
			Profile: Profile{Daily: rapid.SampledFrom([]float64{0, 0.6}).Draw(r, "daily"), Weekly: rapid.SampledFrom([]float64{0, 0.15}).Draw(r, "weekly")},
			Noise:   rapid.SampledFrom([]float64{0, 0.2}).Draw(r, "noise"),
			Events:  []Event{{Month: 3, Day: 1, Lasts: 50, Times: []YearTimes{{2010, 2}}}},
		}
		slow := w
		c, d := new(Curve), new(Curve)
		c.Reset(1)
		d.Reset(1)
		for range rapid.IntRange(1, 3).Draw(r, "sources") {
			s := Source{
				Peak: rapid.Float64Range(1, 100).Draw(r, "peak"), Growth: rapid.SampledFrom([]float64{-0.5, 0, 0.08, 1}).Draw(r, "of source"),
				From: rapid.SampledFrom([]float64{0, 0, 777.7}).Draw(r, "from"),
			}
			w.Sources = append(w.Sources, s)
			c.Add(0, s.Peak, s.Growth)
			d.Add(0, s.Peak, less(s.Growth))
			s.Peak *= math.Exp(-g * s.From)
			s.Growth = less(s.Growth)
			slow.Sources = append(slow.Sources, s)
		}
		if w.Sources[0].From == 0 {
			for _, v := range []*Workload{&w, &slow} {
				v.Sources[0].Ends, v.Sources[0].Until = true, 1003.3
				v.Sources[0].Moves = nil
				if len(v.Sources) > 1 {
					v.Sources[0].Moves = []Move{{1, 0.4}}
				}
			}
		}
		start := time.Date(2012, 2, 1, 7, 0, 0, 0, time.UTC)
		x := traffic(&Spec{Start: start, Horizon: 3000, Workloads: []Workload{w}}, seeded(2))
		y := traffic(&Spec{Start: start, Horizon: 3000, Workloads: []Workload{slow}}, seeded(2))
		y.general = true
		grows := model.Limit{Weight: []float64{0.7}, Capacity: rapid.Float64Range(1, 100).Draw(r, "capacity"), Growth: g}
		stays := grows
		stays.Growth = 0
		a := rapid.Float64Range(0, 1500).Draw(r, "a")
		b := a + rapid.SampledFrom([]float64{1, 30, 1400}).Draw(r, "length")
		equal := func(what string, got, want, tol float64) {
			if !(math.Abs(got-want) <= tol) {
				r.Fatalf("%s: %.15g, of sources that grow less %.15g", what, got, want)
			}
		}
		for _, l := range []struct {
			name          string
			grows, stays  model.Load
			first, slower func(model.Limit, float64) (float64, bool)
		}{
			{"curve", c, d, c.Exceeds, d.Exceeds},
			{"traffic", x, y, x.First, y.First},
		} {
			// Of years by days: see TestYearsOfAnyKind.
			equal(l.name+" above", l.grows.Above([]model.Limit{grows}, a, b), l.stays.Above([]model.Limit{stays}, a, b), 1e-7+2e-7*(b-a))
			need := l.stays.Need(&stays, a, b)
			equal(l.name+" need", l.grows.Need(&grows, a, b), need, 1e-10*need)
			at, ok := l.first(grows, 3000)
			want, found := l.slower(stays, 3000)
			if equal(l.name+" first", at, want, 1e-6); ok != found {
				r.Fatalf("%s exceeded: %v, of sources that grow less %v", l.name, ok, found)
			}
		}
		got, _ := x.ExpectedAbove(grows, a, b)
		want, _ := y.ExpectedAbove(stays, a, b)
		equal("expected above", got, want, 1e-7+2e-7*(b-a))
	})
}

// What limits that grow refuse and their needs, in steps of a second: in all forms of
// load, beside limits that stay, and by expectation over one variate.
func TestGrowingLimitAgainstSeconds(t *testing.T) {
	start := time.Date(2012, 11, 1, 7, 30, 0, 0, time.UTC)
	s := busy(start)
	n := define(s, seeded(2))
	c := traffic(s, seeded(2))
	limits := []model.Limit{
		{Weight: []float64{1, 0, 0.4, 0, 2}, Capacity: 1500, Growth: 0.002},
		{Weight: []float64{0.5, 20, 0, 0, 0}, Capacity: 660, Growth: -0.001, Visit: []float64{0.5, 0.9, 0, 0, 0}},
		{Weight: []float64{0, 0, 1, 0, 1}, Capacity: 310},
	}
	const a, steps = 200.0, 2 * 24 * 3600
	const b = a + steps/3600
	in := n.seconds(limits, 5, a, steps)
	if got := c.Above(limits, a, b); !(math.Abs(got-in.above) < 20./3600) || in.above == 0 {
		t.Errorf("above %.9g h, in steps %.9g", got, in.above)
	}
	for k := range limits {
		// A kink between two seconds is missed by half a second's slope.
		if got := c.Need(&limits[k], a, b); !(got >= in.need[k]*(1-1e-9) && got <= in.need[k]*(1+1e-4)) {
			t.Errorf("need %.9g, in steps %.9g", got, in.need[k])
		}
	}
	for w := range in.refused {
		near(t, "refused", c.Refused(w, limits, a, b), in.refused[w], 1e-6)
	}
}

// A curve's refusals under a limit that grows, in closed form: load L·e^(ht) is above
// C·e^(gt) from t₀ on, and the difference has an antiderivative.
func TestGrowingLimitByHand(t *testing.T) {
	const growth, yearly, end = 0.6, 0.2, 4 * year
	h, g := math.Log1p(growth)/year, math.Log1p(yearly)/year
	l := []model.Limit{{Weight: []float64{1}, Capacity: 150, Growth: g}}
	t0 := math.Log(1.5) / (h - g)
	over := func(x float64) float64 { return 100*math.Exp(h*x)/h - 150*math.Exp(g*x)/g }
	want := 3600 * (over(end) - over(t0))
	near(t, "curve", curve(1, source{0, 100, growth}).Refused(0, l, 0, end), want, 1e-10)
	c := traffic(&Spec{Horizon: end, Workloads: []Workload{{Sources: []Source{{Peak: 100, Growth: growth}}}}}, nil)
	near(t, "traffic", c.Refused(0, l, 0, end), want, 1e-10)
	mean, ok := c.ExpectedRefused(0, l[0], 0, end)
	near(t, "mean without noise", mean, want, 1e-10)
	near(t, "at", l[0].At(year), 180, 1e-14)
	if !ok {
		t.Error("said to have no closed law")
	}
	// With noise: the exact answers at each variate, added up.
	noisy := &Spec{Horizon: 96, Workloads: []Workload{{Sources: []Source{{Peak: 100, Growth: growth}}, Noise: 0.2, Profile: Profile{Daily: 0.6}}}}
	quick := model.Limit{Weight: []float64{1}, Capacity: 80, Growth: 0.003}
	const step = 0.004
	var refused float64
	for i := -2000; i <= 2000; i++ {
		z := float64(i) * step
		c.Reset(noisy, func(int, int) float64 { return z })
		refused += step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * c.Refused(0, []model.Limit{quick}, 5, 90)
	}
	mean, _ = c.ExpectedRefused(0, quick, 5, 90)
	near(t, "mean over the noise", mean, refused, 1e-8)
}

// Years by days against the general route: one limit that grows, three that take turns
// as the least, with noise and a measured profile.
func TestGrowingYears(t *testing.T) {
	day := make([]float64, 48)
	for i := range day {
		day[i] = float64(max(3, i-10) * (50 - i) / 3)
	}
	for _, p := range []Profile{{Daily: 0.6, Weekly: 0.15}, {Table: day, Period: 24}} {
		for _, noise := range []float64{0, 0.1} {
			s := fiveYears(noise)
			s.Horizon, s.Workloads[0].Profile = 2*year, p
			c := traffic(s, seeded(1))
			for _, yearly := range []float64{0.08, 0.7, -0.2} {
				g := math.Log1p(yearly) / year
				limit := model.Limit{Weight: []float64{1}, Capacity: 11000, Growth: g}
				for _, limits := range [][]model.Limit{
					{limit},
					{limit, {Weight: []float64{2}, Capacity: 23000}, {Weight: []float64{0.5}, Capacity: 7000, Growth: -0.3 / year}},
				} {
					for _, ab := range [][2]float64{{0, s.Horizon}, {713.3, 9011.9}} {
						a, b := ab[0], ab[1]
						got := c.Above(limits, a, b)
						c.general = true
						want := c.Above(limits, a, b)
						c.general = false
						if !(math.Abs(got-want) <= 1e-9*(b-a)) || !(want > 0) {
							t.Errorf("growth %g, %d limits, noise %g: above %.12g h, by the general route %.12g", yearly, len(limits), noise, got, want)
						}
					}
				}
			}
		}
	}
}
