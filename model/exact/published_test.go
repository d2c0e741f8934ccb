package exact

import (
	"math"
	"testing"
)

// chainOf explores a chain told by its moves, from its start on. Where lost says so,
// it ends.
func chainOf[S comparable](start S, moves func(S, func(S, float64)), lost func(S) bool) (*sparse, []S) {
	c := newSparse()
	states, at := []S{start}, map[S]int{start: 0}
	for i := 0; i < len(states); i++ {
		var list []move
		var out float64
		moves(states[i], func(s S, r float64) {
			if lost != nil && lost(s) {
				out += r
				return
			}
			if _, ok := at[s]; !ok {
				at[s] = len(states)
				states = append(states, s)
			}
			list = append(list, move{at[s], r})
		})
		c.add(list)
		c.lost = append(c.lost, out)
	}
	return c, states
}

// within returns the chance to be lost by t.
func (c *sparse) within(t *testing.T, hours float64) float64 {
	t.Helper()
	lost, _, ok := c.lostBy(&work{}, hours, 1e13)
	if !ok {
		t.Fatal("too long")
	}
	return lost
}

// A cluster of workstations: two sub-clusters behind switches, a backbone, and one
// repair unit (Haverkort, Hermanns & Katoen 2000; the model is PRISM's cluster.sm).
type cluster struct {
	left, right            int
	toLeft, toRight, line  bool
	inLeft, inRight        bool // in repair
	inToLeft, inToRight    bool
	inLine, repairmanTaken bool
}

func (c cluster) atLeast(n int) bool {
	return c.left >= n && c.toLeft || c.right >= n && c.toRight || c.left+c.right >= n && c.toLeft && c.line && c.toRight
}

func clusterMoves(n int) func(cluster, func(cluster, float64)) {
	return func(c cluster, yield func(cluster, float64)) {
		move := func(rate float64, f func(*cluster)) {
			if rate > 0 {
				d := c
				f(&d)
				yield(d, rate)
			}
		}
		move(float64(c.left)/500, func(d *cluster) { d.left-- })
		move(float64(c.right)/500, func(d *cluster) { d.right-- })
		for _, x := range []struct {
			works, in func(*cluster) *bool
			fails     float64
			repair    float64
		}{
			{func(d *cluster) *bool { return &d.toLeft }, func(d *cluster) *bool { return &d.inToLeft }, 1. / 4000, 0.25},
			{func(d *cluster) *bool { return &d.toRight }, func(d *cluster) *bool { return &d.inToRight }, 1. / 4000, 0.25},
			{func(d *cluster) *bool { return &d.line }, func(d *cluster) *bool { return &d.inLine }, 1. / 5000, 0.125},
		} {
			switch works, in := *x.works(&c), *x.in(&c); {
			case works:
				move(x.fails, func(d *cluster) { *x.works(d) = false })
			case in:
				move(x.repair, func(d *cluster) { *x.works(d), *x.in(d), d.repairmanTaken = true, false, false })
			case !c.repairmanTaken:
				move(10, func(d *cluster) { *x.in(d), d.repairmanTaken = true, true })
			}
		}
		for _, x := range []struct {
			up func(*cluster) *int
			in func(*cluster) *bool
		}{
			{func(d *cluster) *int { return &d.left }, func(d *cluster) *bool { return &d.inLeft }},
			{func(d *cluster) *int { return &d.right }, func(d *cluster) *bool { return &d.inRight }},
		} {
			switch missing, in := *x.up(&c) < n, *x.in(&c); {
			case missing && in:
				move(2, func(d *cluster) { *x.up(d)++; *x.in(d), d.repairmanTaken = false, false })
			case missing && !c.repairmanTaken:
				move(10, func(d *cluster) { *x.in(d), d.repairmanTaken = true, true })
			}
		}
	}
}

// TestWorkstationCluster holds the solvers to what Storm's tests and the QComp set of
// benchmarks publish of the cluster with two workstations on each side.
func TestWorkstationCluster(t *testing.T) {
	const n = 2
	minimum := func(c cluster) bool { return c.atLeast(n * 3 / 4) }
	start := cluster{left: n, right: n, toLeft: true, toRight: true, line: true}
	all, states := chainOf(start, clusterMoves(n), nil)
	if transitions := len(all.to); len(states) != 276 || transitions != 1120 {
		t.Fatalf("%d states, %d transitions", len(states), transitions)
	}
	below := func(p []float64) (s float64) {
		for i, x := range p {
			if !minimum(states[i]) {
				s += x
			}
		}
		return s
	}
	p, _ := all.steady(&work{})
	near(t, "not minimum", below(p), 2.3398233646470155e-06, 1e-11)
	var premium float64
	for i, x := range p {
		if states[i].atLeast(n) {
			premium += x
		}
	}
	near(t, "premium", premium, 0.9999615335623628, 1e-12)
	now := all.at(100)
	near(t, "not minimum at 100", below(now), 2.3397873548343415e-06, 1e-9)

	down := func(c cluster) bool { return !minimum(c) }
	once, alive := chainOf(start, clusterMoves(n), down)
	near(t, "first by 100", once.within(t, 100), 5.5461254704419085e-05, 1e-9)
	mttf, _ := once.meanToLoss(&work{})
	near(t, "mean time to the first", mttf, 1721636.1597717397, 1e-10)

	// between 100 and 2000: below the minimum at 100, or later from where it is then
	later := *once
	at := map[cluster]int{}
	for i, s := range alive {
		at[s] = i
	}
	for i, s := range states {
		if minimum(s) {
			later.begin = append(later.begin, move{at[s], now[i]})
		}
	}
	near(t, "between 100 and 2000", below(now)+later.within(t, 1900), 0.001105335651670241, 1e-9)
	near(t, "hours below by 2000", integrated(2000, func(x float64) float64 { return below(all.at(x)) }), 0.004659192405458061, 1e-6)
}

// integrated returns ∫_0^t f by Gauss–Legendre panels that double.
func integrated(t float64, f func(float64) float64) (s float64) {
	for a, b := 0.0, t/1024; a < t; a, b = b, min(2*b, t) {
		s += panel(a, b, f)
	}
	return s
}

// TestTwoStates is of Storm's test of transient probabilities.
func TestTwoStates(t *testing.T) {
	c, _ := chainOf(0, func(s int, yield func(int, float64)) { yield(1-s, 3-float64(s)) }, nil)
	p := c.at(1)
	near(t, "p0", p[0], 0.4040427681994513, 1e-12)
	near(t, "p1", p[1], 0.5959572318005487, 1e-12)
}

// TestUnlikeVoters is Storm's fault tree voting3: the second failure of three units of
// rates 0.3, 0.4 and 1.
func TestUnlikeVoters(t *testing.T) {
	rates := [3]float64{0.3, 0.4, 1}
	c, _ := chainOf([3]bool{}, func(s [3]bool, yield func([3]bool, float64)) {
		for i, failed := range s {
			if !failed {
				next := s
				next[i] = true
				yield(next, rates[i])
			}
		}
	}, func(s [3]bool) bool {
		n := 0
		for _, failed := range s {
			if failed {
				n++
			}
		}
		return n > 1
	})
	near(t, "by 1", c.within(t, 1), 0.3496529873384407, 1e-12)
	mttf, _ := c.meanToLoss(&work{})
	near(t, "MTTF", mttf, 1.735617323852618, 1e-12)
}

// TestSymmetricTree is Storm's fault tree symmetry6: all three pairs that each are lost
// with one unit, or either of two sets of four lost with their last. A state counts who
// failed: pairs, and of each set those of rate 0.5 and of rate 1.
func TestSymmetricTree(t *testing.T) {
	type tree struct {
		pairs int
		m, n  [2]int
	}
	c, _ := chainOf(tree{}, func(s tree, yield func(tree, float64)) {
		next := s
		next.pairs++
		yield(next, float64(3-s.pairs)*1) // 2·0.5 of a whole pair; what is lost does not matter any more
		for k, rate := range []float64{0.5, 1} {
			next = s
			next.m[k]++
			if s.m[k] < 2 {
				yield(next, float64(2-s.m[k])*rate)
			}
			next = s
			next.n[k]++
			if s.n[k] < 2 {
				yield(next, float64(2-s.n[k])*rate)
			}
		}
	}, func(s tree) bool { return s.pairs == 3 || s.m == [2]int{2, 2} || s.n == [2]int{2, 2} })
	near(t, "by 1", c.within(t, 1), 0.34219342239960504, 1e-12)
	mttf, _ := c.meanToLoss(&work{})
	near(t, "MTTF", mttf, 2804183./2042040, 1e-12)
	pair, half, one := -math.Expm1(-1.0), -math.Expm1(-0.5), -math.Expm1(-1.0)
	set := half * half * one * one
	near(t, "product", c.within(t, 1), 1-(1-pair*pair*pair)*(1-set)*(1-set), 1e-12)
}
