package exact

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomSparse is an irreducible chain of n states with rates over eight decades.
func randomSparse(r *rand.Rand, n, near int) *sparse {
	c := newSparse()
	for i := range n {
		var moves []move
		if i+1 < n {
			moves = append(moves, move{i + 1, math.Pow(10, -8*r.Float64())})
		}
		if i > 0 {
			moves = append(moves, move{i - 1, 1 + r.Float64()})
		}
		for range 3 {
			if j := i + r.IntN(2*near+1) - near; j >= 0 && j < n {
				moves = append(moves, move{j, math.Pow(10, -8*r.Float64())})
			}
		}
		c.add(moves)
	}
	return c
}

func (c *sparse) dense() Chain {
	d := NewChain(c.len())
	for i := range d {
		for k := c.row[i]; k < c.row[i+1]; k++ {
			d[i][c.to[k]] += c.rate[k]
		}
	}
	return d
}

// The envelope and the iteration against plain elimination, entry by entry.
func TestSparseAgainstDense(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 60 {
		n := 2 + r.IntN(60)
		c := randomSparse(r, n, 1+r.IntN(8))
		want := c.dense().Steady()
		for k, p := range c.eliminate(c.envelope()) {
			near(t, "eliminated", p, want[k], 1e-12)
		}
		c.level = make([]int32, n)
		for k := range c.level {
			c.level[k] = int32(k)
		}
		got, fault := c.iterate(&work{})
		for k, p := range got {
			near(t, "iterated", p, want[k], 10*fault+1e-12)
		}
		if t.Failed() {
			t.Fatalf("chain %d of %d states", i, n)
		}
	}
}

// crewed is k-of-n with crews until fewer than k are up.
func crewed(n, k, crews int, mttf, mttr float64) *sparse {
	c := newSparse()
	for j := range n - k + 1 {
		var m []move
		if j < n-k {
			m = append(m, move{j + 1, float64(n-j) / mttf})
		}
		if j > 0 {
			m = append(m, move{j - 1, float64(min(j, crews)) / mttr})
		}
		c.add(m)
		c.lost = append(c.lost, 0)
	}
	c.lost[n-k] = float64(k) / mttf
	return c
}

// Values by a matrix exponential of 60 digits and a birth–death chain of 40, computed
// independently.
func TestFirstLoss(t *testing.T) {
	for _, c := range []struct {
		n, fail, crews      int
		lambda, mu          float64
		mttf, unreliability float64
	}{
		{3, 3, 1, 1e-4, 1, 166733351666.66666, 5.2526983250107444e-08},
		{3, 3, 99, 1e-4, 1, 333450018333.3333, 2.6266305678414942e-08},
		{4, 4, 1, 1e-3, 1, 41875752083.333336, 2.0911861085214982e-07},
		{7, 4, 99, 1e-4, 0.1, 72026221880.95238, 1.2136833002982796e-07},
		{5, 3, 1, 1e-5, 0.05, 41733411666.666664, 2.0894565765316693e-07},
		{5, 3, 99, 1e-5, 0.05, 83441745000.0, 1.0462406503022623e-07},
	} {
		s := crewed(c.n, c.n-c.fail+1, c.crews, 1/c.lambda, 1/c.mu)
		mttf, _ := s.meanToLoss(&work{})
		near(t, "mttf", mttf, c.mttf, 1e-12)
		lost, kept, ok := s.lostBy(&work{}, 8760, 1e12)
		near(t, "unreliability", lost, c.unreliability, 1e-11)
		near(t, "reliability", kept, 1-c.unreliability, 1e-12)
		if !ok {
			t.Error("gave up")
		}
	}
	// without repair: 3 e^−2t − 2 e^−3t
	s := crewed(3, 2, 0, 1000, 1)
	for _, x := range []struct{ t, r float64 }{{10, 0.9997049528232496}, {100, 0.9745558178705098}, {500, 0.6573780032174673}, {1000, 0.3064317129741102}} {
		lost, kept, _ := s.lostBy(&work{}, x.t, 1e12)
		near(t, "R", kept, x.r, 1e-13)
		near(t, "F", lost, 1-x.r, 1e-11)
	}
	if _, _, ok := s.lostBy(&work{}, 1e9, 1); ok {
		t.Error("no limit")
	}
}

func TestTransient(t *testing.T) {
	c := newSparse()
	c.add([]move{{1, 3}})
	c.add([]move{{0, 2}})
	p := c.at(1)
	near(t, "p0", p[0], 0.4040427681994513, 1e-12)
	near(t, "p1", p[1], 0.5959572318005487, 1e-12)
	c = newSparse()
	c.add([]move{{1, 0.2}})
	c.add([]move{{0, 1}})
	for _, x := range []struct{ t, a float64 }{{0.5, 0.9248019393490045}, {1, 0.8835323686520337}, {3, 0.8378872870745487}, {10, 0.8333343573687255}} {
		near(t, "A", c.at(x.t)[0], x.a, 1e-12)
	}
	two := newSparse() // bit 0, bit 1: down
	l, m := []float64{0.5, 0.8}, []float64{1, 1}
	for s := range 4 {
		var moves []move
		for b := range 2 {
			if s>>b&1 == 0 {
				moves = append(moves, move{s | 1<<b, l[b]})
			} else {
				moves = append(moves, move{s &^ (1 << b), m[b]})
			}
		}
		two.add(moves)
	}
	near(t, "parallel", 1-two.at(1)[3], 0.9039327231064854, 1e-12)
}

// TestIteratedLoaded: a chain that is hardly ever where it starts.
func TestIteratedLoaded(t *testing.T) {
	for _, units := range []int{20, 60, 200} {
		want := Crews(units, units, 10, 100)
		c := newSparse()
		for down := range units + 1 {
			var m []move
			if down > 0 {
				m = append(m, move{down - 1, float64(down) / 100})
			}
			if down < units {
				m = append(m, move{down + 1, float64(units-down) / 10})
			}
			c.add(m)
			c.level = append(c.level, int32(down))
		}
		got, fault := c.iterate(&work{})
		for k, p := range got {
			if want.P[k] > 1e-200 {
				near(t, "iterated", p, want.P[k], 10*fault+1e-12)
			}
		}
	}
}
