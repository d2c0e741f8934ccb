package exact

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/capplan/capplan/model"
)

// Answers in 90 digits, against which every digit that is claimed is held.

const digitBits = 300

func bigf(x float64) *big.Float         { return new(big.Float).SetPrec(digitBits).SetFloat64(x) }
func bigMul(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(digitBits).Mul(a, b) }
func bigAdd(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(digitBits).Add(a, b) }
func bigSub(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(digitBits).Sub(a, b) }
func bigQuo(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(digitBits).Quo(a, b) }
func bigDown(life, repair float64) *big.Float {
	return bigQuo(bigf(repair), bigAdd(bigf(life), bigf(repair)))
}

func sameDigits(t *testing.T, what string, got float64, want *big.Float, tolerance float64) {
	t.Helper()
	w, _ := want.Float64()
	off, _ := bigQuo(bigSub(bigf(got), want), want).Float64()
	if !(math.Abs(off) <= tolerance) {
		t.Errorf("%s = %.17g, want %.17g: off by %.2g", what, got, w, off)
	}
}

// upLaw returns the law of the units up under one instance of level l of a tree whose
// innermost domains hold so many, each instance up with chance 1 − q.
func upLaw(q []*big.Float, counts []int, units int, unit *big.Float) []*big.Float {
	law := []*big.Float{bigf(1)}
	add := func(part []*big.Float) {
		out := make([]*big.Float, len(law)+len(part)-1)
		for i := range out {
			out[i] = bigf(0)
		}
		for i, a := range law {
			for k, b := range part {
				out[i+k] = bigAdd(out[i+k], bigMul(a, b))
			}
		}
		law = out
	}
	var part []*big.Float
	n := units
	if len(counts) == 0 {
		part = []*big.Float{unit, bigSub(bigf(1), unit)}
	} else {
		n = counts[0]
		part = upLaw(q[1:], counts[1:], units, unit)
		for i := range part {
			part[i] = bigMul(part[i], bigSub(bigf(1), q[0]))
		}
		part[0] = bigAdd(part[0], q[0])
	}
	for range n {
		add(part)
	}
	return law
}

func fewerThan(law []*big.Float, k int) *big.Float {
	s := bigf(0)
	for _, p := range law[:k] {
		s = bigAdd(s, p)
	}
	return s
}

// TestDigitsOfTrees: 240 units in three nested levels, from one in ten to 1e-22.
func TestDigitsOfTrees(t *testing.T) {
	counts, units := []int{2, 3, 8}, 5
	for _, c := range []struct {
		life, repair [4]float64
		needs        []int
	}{
		{[4]float64{2e5, 2e5, 2e5, 4e4}, [4]float64{2, 1, 2, 24}, []int{239, 234, 220, 180, 118, 79}},
		{[4]float64{1e12, 1e8, 1e5, 1e4}, [4]float64{2, 1, 2, 10}, []int{236, 230, 225, 215, 205, 195}},
	} {
		q := []*big.Float{bigDown(c.life[0], c.repair[0]), bigDown(c.life[1], c.repair[1]), bigDown(c.life[2], c.repair[2])}
		unit := bigDown(c.life[3], c.repair[3])
		law := upLaw(q, counts, units, unit)
		for _, needs := range c.needs {
			s := &model.System{Steady: true, Horizon: 1, Pools: []model.PoolSystem{{
				Name: "web", Count: 240, Place: 48, Needs: needs, Life: exponentialLaw(c.life[3]), Repair: exponentialLaw(c.repair[3]),
			}}}
			total := 1
			for l, n := range counts {
				total *= n
				s.Levels = append(s.Levels, model.Level{Name: fmt.Sprint("d", l), Total: total, Life: exponentialLaw(c.life[l]), Repair: exponentialLaw(c.repair[l])})
			}
			r, err := Solve(s)
			if err != nil {
				t.Fatal(err)
			}
			want := fewerThan(law, needs)
			tolerance := 2e-12
			if w, _ := want.Float64(); w < 1e-18 {
				tolerance = 1e-11
			}
			sameDigits(t, fmt.Sprintf("unavailability of %d of 240", needs), r.Unavailability, want, tolerance)
			if !(math.Abs(r.Error) <= 1e-11*r.Unavailability) {
				t.Errorf("%d of 240: claims an error of %g of %g", needs, r.Error, r.Unavailability)
			}
		}
	}
}

// TestDigitsOfCrews: birth and death with few repairers, to 1e-20, with rates of
// outages and the mean time to the first.
func TestDigitsOfCrews(t *testing.T) {
	for _, c := range []struct{ n, needs, crews int }{{20, 14, 2}, {20, 14, 1}, {10, 2, 3}, {30, 20, 4}, {5, 1, 5}, {200, 190, 3}} {
		const life, repair = 1000.0, 1.0
		rho := bigQuo(bigf(repair), bigf(life))
		p, all := []*big.Float{bigf(1)}, bigf(1)
		for i := range c.n {
			x := bigQuo(bigMul(bigMul(p[i], bigf(float64(c.n-i))), rho), bigf(float64(min(i+1, c.crews))))
			p = append(p, x)
			all = bigAdd(all, x)
		}
		down := bigf(0)
		for i := c.n - c.needs + 1; i <= c.n; i++ {
			down = bigAdd(down, p[i])
		}
		s := &model.System{Steady: true, Horizon: 1, Crews: []model.Crew{{Count: c.crews}}, Pools: []model.PoolSystem{{
			Name: "m", Count: c.n, Needs: c.needs, Life: exponentialLaw(life), Repair: exponentialLaw(repair), Crew: 1,
		}}}
		r, err := Solve(s)
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("%d of %d by %d", c.needs, c.n, c.crews)
		sameDigits(t, what+" unavailability", r.Unavailability, bigQuo(down, all), 1e-12)
		edge := bigMul(p[c.n-c.needs], bigf(float64(c.needs)/life))
		sameDigits(t, what+" outage rate", r.OutageRate, bigQuo(edge, all), 1e-12)
		m, err := Mission(s, 0)
		if err != nil {
			t.Fatal(err)
		}
		h, mean := bigf(0), bigf(0) // of passing from i to i+1 down
		for i := range c.n - c.needs + 1 {
			up := bigQuo(bigf(float64(c.n-i)), bigf(life))
			back := bigQuo(bigf(float64(min(i, c.crews))), bigf(repair))
			h = bigQuo(bigAdd(bigf(1), bigMul(back, h)), up)
			mean = bigAdd(mean, h)
		}
		sameDigits(t, what+" mttf", m.MTTF, mean, 1e-12)
	}
}
