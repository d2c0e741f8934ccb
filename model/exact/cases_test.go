package exact

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// Answers that no scenario asks for, or not yet, by the same solvers.

// A unit of rates 0.2 and 1, and two in parallel, looked at at a moment (closed form).
func TestAvailabilityAtAMoment(t *testing.T) {
	up := func(l, m float64, at float64) float64 {
		c, _ := chainOf(true, func(s bool, yield func(bool, float64)) { yield(!s, map[bool]float64{true: l, false: m}[s]) }, nil)
		return c.at(at)[0]
	}
	for at, want := range map[float64]float64{0.5: 0.9248019393490045, 1: 0.8835323686520337, 3: 0.8378872870745487, 10: 0.8333343573687255} {
		near(t, "A", up(0.2, 1, at), want, 1e-13)
		near(t, "closed form", 1/1.2+0.2/1.2*math.Exp(-1.2*at), want, 1e-13)
	}
	rates := [2][2]float64{{0.5, 1}, {0.8, 1}}
	pair, states := chainOf([2]bool{true, true}, func(s [2]bool, yield func([2]bool, float64)) {
		for i, works := range s {
			next := s
			next[i] = !works
			rate := rates[i][0]
			if !works {
				rate = rates[i][1]
			}
			yield(next, rate)
		}
	}, nil)
	var some float64
	for i, p := range pair.at(1) {
		if states[i][0] || states[i][1] {
			some += p
		}
	}
	near(t, "parallel", some, 0.9039327231064854, 1e-13)
	near(t, "product", 1-(1-up(0.5, 1, 1))*(1-up(0.8, 1, 1)), some, 1e-13)
}

// Triple redundancy that goes on with one unit after the first failure lives
// 1/(3λ) + 1/λ; without, its reliability is one half when one unit's is: at ln 2/λ.
func TestTripleRedundancyAndSimplex(t *testing.T) {
	c := newSparse()
	c.add([]move{{1, 3. / 1000}})
	c.add(nil)
	c.lost = []float64{0, 1. / 1000}
	mttf, _ := c.meanToLoss(&work{})
	near(t, "simplex", mttf, 1333.3333333333333, 1e-13)

	s := onePool(3, 2, 1000, 1)
	s.Pools[0].Repair, s.Horizon = model.Law{}, 693.1471805599454
	near(t, "crossover", missionOf(t, s).Reliability, 0.5, 1e-13)
}

// A disk array of which a rebuild meets an unreadable sector with a chance of 0.1.
func TestRebuildThatFails(t *testing.T) {
	const n, mttf, rebuild, bad = 8, 1e6, 24., 0.1
	c := newSparse()
	c.add([]move{{1, n / mttf}})
	c.add([]move{{0, (1 - bad) / rebuild}})
	c.lost = []float64{0, (n-1)/mttf + bad/rebuild}
	got, _ := c.meanToLoss(&work{})
	near(t, "MTTDL", got, 1248352.7673508506, 1e-12)
	l, m := 1/mttf, 1/rebuild // first passage by hand
	near(t, "closed form", ((2*n-1)*l+m)/(n*l*((n-1)*l+bad*m)), got, 1e-12)
}

// A code of 17 + 3 in windows of 6.5 days that are independent: the model of a
// published calculator (1.31e-13 a window, 7.354e-12 a year).
func TestIndependentWindows(t *testing.T) {
	const afr, days = 0.00405, 6.5
	window := Unavailability(20, 17, -math.Expm1(-afr*days/365))
	near(t, "window", window, 1.3095807326641013e-13, 1e-11)
	near(t, "year", window*365/days, 7.35379949877955e-12, 1e-11)
	if !(math.Abs(window/1.31e-13-1) < 1e-3 && math.Abs(window*365/days/7.354e-12-1) < 1e-3) {
		t.Errorf("published are 1.31e-13 and 7.354e-12, got %g and %g", window, window*365/days)
	}
}

// inARow returns the chance that k in a row of n fail, each with probability q: the
// long-run share of walks along the line that end with such a run; each is followed by
// a new one.
func inARow(n, k int, q float64) float64 {
	type walk struct{ at, run int }
	c, states := chainOf(walk{}, func(s walk, yield func(walk, float64)) {
		fails, works := walk{s.at + 1, s.run + 1}, walk{at: s.at + 1}
		if fails.at == n || fails.run == k {
			fails = walk{}
		}
		if works.at == n {
			works = walk{}
		}
		yield(fails, q)
		yield(works, 1-q)
	}, nil)
	p, _ := c.steady(&work{})
	var lost, ended float64
	for i, s := range states {
		switch last := s.at+1 == n; {
		case s.run+1 == k:
			lost += p[i] * q
			if last {
				ended += p[i] * (1 - q)
			}
		case last:
			ended += p[i]
		}
	}
	return lost / (lost + ended)
}

// TestInARow holds consecutive-k-of-n: F to 40-digit values, and to the recursion over
// where the first run ends (Hwang 1982).
func TestInARow(t *testing.T) {
	for _, c := range []struct {
		n, k    int
		q, want float64
	}{
		{20, 3, 0.01, 1.7829896951114004e-05},
		{60, 5, 0.01, 5.544999987498775e-09},
		{1000, 3, 0.000622277535, 2.4033265968503207e-07},
		{12, 2, 0.3, 0},
		{37, 4, 0.05, 0},
	} {
		if c.want == 0 {
			f := make([]float64, c.n+1) // F(n) = F(n−1) + (1 − F(n−k−1))·p·q^k
			run := math.Pow(c.q, float64(c.k))
			for i := c.k; i <= c.n; i++ {
				f[i] = run
				if i > c.k {
					f[i] = f[i-1] + (1-f[i-c.k-1])*(1-c.q)*run
				}
			}
			c.want = f[c.n]
		}
		near(t, "P", inARow(c.n, c.k, c.q), c.want, 1e-12)
	}
}

// The mean number that carry of 20,000 with 60 cold spares and 100 crews.
func TestManyColdSpares(t *testing.T) {
	const n, spares, crews, mttf, mttr = 20000, 60, 100, 38544., 168.
	up, down := make([]float64, n+spares), make([]float64, n+spares)
	for i := range up {
		up[i], down[i] = float64(min(n, n+spares-i))/mttf, float64(min(i+1, crews))/mttr
	}
	b := NewBirthDeath(up, down)
	near(t, "short", b.Tail(spares+1), 0.9986884443323963, 1e-11)
	var missing float64
	for i := spares + 1; i < len(b.P); i++ {
		missing += b.P[i] * float64(i-spares)
	}
	near(t, "missing", missing, 27.84299930914619, 1e-10)
	s := onePool(n, n, mttf, mttr)
	s.Pools[0].Standby, s.Pools[0].Crew, s.Crews = spares, 1, []model.Crew{{Count: crews}}
	r := solved(t, s)
	near(t, "short, solved", r.ByTime, 0.9986884443323963, 1e-11)
	near(t, "up, solved", r.UnitsUp[0], 19972.157000690855, 1e-12)
}
