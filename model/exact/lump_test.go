package exact

import (
	"testing"

	"github.com/capplan/capplan/model"
)

func lumpedDown(t *testing.T, s *model.System) (down, rate float64, states int) {
	t.Helper()
	g, err := newLumped(s, false, false)
	if err != nil {
		t.Fatal(err)
	}
	w := &work{}
	c, ok := g.explore(w, -1, maxLumped)
	if !ok {
		t.Fatal("too many states")
	}
	p, _ := c.steady(w)
	up := make([]bool, c.len())
	x, all, spot := g.newGlance(), everything(s), g.newSpot()
	for i := range up {
		g.open(c.keys[i], spot)
		g.look(spot, all, x)
		up[i] = x.up
	}
	for i := len(p) - 1; i >= 0; i-- {
		if !up[i] {
			down += p[i]
			continue
		}
		for k := c.row[i]; k < c.row[i+1]; k++ {
			if !up[c.to[k]] {
				rate += p[i] * c.rate[k]
			}
		}
	}
	return down, rate, c.len()
}

// k-of-n with crews: values of a birth–death product in 40 digits.
func TestLumpedCrews(t *testing.T) {
	for _, c := range []struct {
		n, k, crews    int
		mttf, mttr     float64
		u, mttf0, freq float64
	}{
		{10, 8, 1, 1000, 10, 0.0006970623972739775, 16725.0, 6.487809874427076e-05},
		{10, 8, 2, 1000, 10, 0.0001688205857271722, 32002.777777777777, 3.258843137973184e-05},
		{10, 8, 10, 1000, 10, 0.00011055854159995921, 32002.777777777777, 3.25903303689474e-05},
		{1000, 990, 2, 38544, 24, 3.825692698101275e-06, 6551287.18814996, 2.206884259374884e-07},
	} {
		s := onePool(c.n, c.k, c.mttf, c.mttr)
		s.Pools[0].Crew = 1
		s.Crews = []model.Crew{{Count: c.crews}}
		u, f, n := lumpedDown(t, s)
		near(t, "U", u, c.u, 1e-11)
		near(t, "rate", f, c.freq, 1e-11)
		if n != c.n+1 {
			t.Errorf("%d states", n)
		}
		g, _ := newLumped(s, true, false)
		m, _ := g.explore(&work{}, -1, maxLumped)
		x, _ := m.meanToLoss(&work{})
		near(t, "mttf", x, c.mttf0, 1e-11)
	}
}

// computing is the computing system of Goyal et al. 1992 without propagation.
func computing() *model.System {
	s := &model.System{Horizon: 1000, Steady: true, Crews: []model.Crew{{Count: 1}}}
	repair := model.Law{Kind: model.Hyperexponential, Mean: 1.5, Phases: []model.LawPhase{{Share: 0.5, Mean: 1}, {Share: 0.5, Mean: 2}}}
	for i := range 10 {
		p := model.PoolSystem{Name: string(rune('a' + i)), Count: 2, Needs: 1, Life: exponentialLaw(2000), Repair: repair, Crew: 1}
		if i >= 4 {
			p.Count, p.Needs, p.Life = 4, 3, exponentialLaw(6000)
		}
		s.Pools = append(s.Pools, p)
	}
	return s
}

// Values by an independent chain truncated at five failed units.
func TestComputingSystem(t *testing.T) {
	r := solved(t, computing())
	near(t, "unavailability", r.Unavailability, 1.022773e-05, 3e-6)
	if !(r.Error < 1e-9*r.Unavailability) || r.Method != model.Numerical {
		t.Errorf("%s, off by %g at most", r.Why, r.Error)
	}
	for i, c := range r.Causes[1:11] { // four sets of pairs, six of disks
		near(t, "cause", c, r.Causes[1+i/4*4], 0.02)
	}
}

// More units than two bytes count, whose chances grow beyond double precision before they
// are put to 1: by birth and death in logarithms.
func TestLumpedMany(t *testing.T) {
	for _, c := range []struct{ n, k, crews int }{{100_000, 13_000, 3}, {70_000, 69_900, 40}, {66_000, 10, 1}} {
		s := onePool(c.n, c.k, 105_000, 24)
		s.Pools[0].Crew = 1
		s.Crews = []model.Crew{{Count: c.crews}}
		u, f, n := lumpedDown(t, s)
		b := Crews(c.n, c.crews, 105_000, 24)
		near(t, "U", u, b.Tail(c.n-c.k+1), 1e-9)
		near(t, "rate", f, b.Rate(c.n-c.k+1), 1e-9)
		if n != c.n+1 {
			t.Errorf("%d states of %d units", n, c.n)
		}
	}
}
