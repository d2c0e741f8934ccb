package decide

import (
	"math"
	"testing"
)

// TestNet holds the first points, unscrambled, against those that Joe and Kuo's own program
// prints, in the order of their indices instead of the Gray code's; and each dimension of
// 2^m scrambled points has one in each 2^-m.
func TestNet(t *testing.T) {
	n := newNet(1, "test", 4)
	want := [][]float64{{0, 0, 0}, {.5, .5, .5}, {.25, .75, .75}, {.75, .25, .25}, {.125, .625, .375}, {.625, .125, .875}, {.375, .375, .625}, {.875, .875, .125}}
	for i, row := range want {
		for d, w := range row {
			var x uint32
			for k := range 3 {
				if i>>k&1 == 1 {
					x ^= n.columns[d][k]
				}
			}
			if got := float64(x) / (1 << 32); got != w {
				t.Errorf("point %d dimension %d = %g, want %g", i, d+1, got, w)
			}
		}
	}
	const points, dims = 64, 300 // beyond the table too
	n = newNet(7, "test", dims)
	for r := range 3 {
		to := make([][]float64, points)
		for i := range to {
			to[i] = make([]float64, dims)
		}
		n.fill(to, r)
		for d := range dims {
			var seen [points]bool
			for i := range to {
				seen[int(to[i][d]*points)] = true
			}
			for k, ok := range seen {
				if !ok {
					t.Fatalf("randomisation %d: dimension %d has no point in stratum %d", r, d, k)
				}
			}
		}
	}
}

// TestNetPairs integrates products of two dimensions: scrambled points are off by much
// less than random ones would be.
func TestNetPairs(t *testing.T) {
	const points, dims = 256, 24
	n := newNet(3, "pairs", dims)
	to := make([][]float64, points)
	for i := range to {
		to[i] = make([]float64, dims)
	}
	n.fill(to, 0)
	var ss float64
	pairs := 0
	for a := range dims {
		for b := range a {
			var sum float64
			for i := range to {
				sum += (to[i][a] - 0.5) * (to[i][b] - 0.5)
			}
			ss += sum / points * sum / points
			pairs++
		}
	}
	got, random := math.Sqrt(ss/float64(pairs)), 1.0/12/math.Sqrt(points)
	if !(got < random/3) {
		t.Errorf("root mean square error of pairs %.3g, random points %.3g", got, random)
	}
}

// alone makes a group of each input.
func alone(k int) (out [][]int) {
	for i := range k {
		out = append(out, []int{i})
	}
	return out
}

// ask evaluates a function at the points of a design.
func ask(d *design, seed uint64, f func(x []float64) float64) []float64 {
	var out []float64
	for _, p := range d.points(seed) {
		out = append(out, f(p.levels))
	}
	return out
}

// estimated reports an estimate that is further from the truth than its interval allows, or
// too wide to see an error of so much.
func estimated(t *testing.T, what string, e estimate, want, sees float64) {
	t.Helper()
	// a half width is 2.13 standard errors: four of these, and what 200 intervals may miss
	if half := e.hi - e.value; !(math.Abs(e.value-want) <= 2*half+1e-9) || !(half <= sees) {
		t.Errorf("%s = %.4f (%.4f..%.4f), want %.4f and ± at most %.3f", what, e.value, e.lo, e.hi, want, sees)
	}
}

// TestIshigami holds the indices against the closed form of Ishigami & Homma 1990:
// sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 for x uniform in −π..π.
func TestIshigami(t *testing.T) {
	const a, b = 7, 0.1
	p4 := math.Pow(math.Pi, 4)
	v := a*a/8.0 + b*p4/5 + b*b*p4*p4/18 + 0.5
	v1, v2, v13 := 0.5*math.Pow(1+b*p4/5, 2), a*a/8.0, 8*b*b*p4*p4/225
	want := [][2]float64{{v1 / v, (v1 + v13) / v}, {v2 / v, v2 / v}, {0, v13 / v}}
	d := newDesign(3, alone(3), false, 1<<15)
	values := ask(d, 1, func(u []float64) float64 {
		x := [3]float64{}
		for i := range x {
			x[i] = math.Pi * (2*u[i] - 1)
		}
		return math.Sin(x[0]) + a*math.Pow(math.Sin(x[1]), 2) + b*math.Pow(x[2], 4)*math.Sin(x[0])
	})
	first, total, mean, variance, ok := d.indices(values)
	if !ok {
		t.Fatal("no indices")
	}
	estimated(t, "mean", mean, a/2.0, 0.05)
	if math.Abs(variance/v-1) > 0.01 {
		t.Errorf("variance %.4f, want %.4f", variance, v)
	}
	for i := range want {
		estimated(t, "S"+string(rune('1'+i)), first[i], want[i][0], 0.03)
		estimated(t, "T"+string(rune('1'+i)), total[i], want[i][1], 0.03)
	}
}

// TestGFunction holds the indices of twelve inputs against those of Saltelli & Sobol'
// 1995: Π (|4x−2| + a)/(1 + a).
func TestGFunction(t *testing.T) {
	a := []float64{0, 1, 4.5, 9, 99, 99, 99, 99, 99, 99, 99, 99}
	all := 1.0
	for _, c := range a {
		all *= 1 + 1/(3*(1+c)*(1+c))
	}
	d := newDesign(12, alone(12), false, 1<<16)
	first, total, _, variance, ok := d.indices(ask(d, 1, func(u []float64) float64 {
		y := 1.0
		for i, x := range u {
			y *= (math.Abs(4*x-2) + a[i]) / (1 + a[i])
		}
		return y
	}))
	if !ok || math.Abs(variance/(all-1)-1) > 0.02 {
		t.Errorf("variance %.4f, want %.4f", variance, all-1)
	}
	for i, c := range a {
		vi := 1 / (3 * (1 + c) * (1 + c))
		estimated(t, "S", first[i], vi/(all-1), 0.03)
		estimated(t, "T", total[i], vi*(all/(1+vi))/(all-1), 0.03)
	}
}

// TestGroupsAndLuck holds the indices of a group and of luck against those of a sum:
// x1 + 2·x2·x3 + luck, whose parts are independent.
func TestGroupsAndLuck(t *testing.T) {
	d := newDesign(3, [][]int{{0}, {1, 2}}, true, 1<<15)
	var values []float64
	luck := func(i uint64) float64 { return newNet(9, "luck", 1).unitOf(i) - 0.5 }
	for _, p := range d.points(1) {
		values = append(values, p.levels[0]+2*p.levels[1]*p.levels[2]+luck(p.luck))
	}
	first, total, _, _, ok := d.indices(values)
	if !ok || len(first) != 3 {
		t.Fatal("no indices")
	}
	v1, v23, vl := 1/12.0, 4*(1/9.0-1/16.0), 1/12.0
	v := v1 + v23 + vl
	for i, part := range []float64{v1, v23, vl} {
		estimated(t, "S", first[i], part/v, 0.05)
		estimated(t, "T", total[i], part/v, 0.05)
	}
}

func (n *net) unitOf(i uint64) float64 { return (float64(n.random("u", 0, int(i))) + 0.5) / (1 << 52) }

// TestIndexIntervals counts how often the interval of an index holds the truth, over
// seeds: 95 % are promised, and 90 % of 200 seeds would be noticed.
func TestIndexIntervals(t *testing.T) {
	hits, all := 0, 0
	for seed := range uint64(100) {
		d := newDesign(3, alone(3), false, 1<<11)
		first, total, _, _, _ := d.indices(ask(d, seed, func(u []float64) float64 { return u[0] + 2*u[1]*u[2] }))
		v1, v23 := 1/12.0, 4*(1/9.0-1/16.0)
		v2 := 4 * 0.25 / 12
		want := [][2]float64{{v1, v1}, {v2, v23 - v2}, {v2, v23 - v2}}
		for i := range want {
			for k, e := range []estimate{first[i], total[i]} {
				all++
				if w := want[i][k] / (v1 + v23); e.lo <= w && w <= e.hi {
					hits++
				}
			}
		}
	}
	if share := float64(hits) / float64(all); !(share >= 0.92) {
		t.Errorf("%.1f %% of the intervals hold the truth", share*100)
	}
}
