package integrity

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// Every branch of Count against the law it draws: mean and variance within 4.5 standard
// errors, which sees a hundredth of either, and the median's half within 4.5 of its own.
func TestCount(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for _, c := range []struct{ n, p float64 }{
		{7, 0.3},
		{1e9, 3e-9},
		{1e15, 2e-14},
		{400, 0.2},
		{1000, 0.47},
		{90, 0.8},
		{1e9, 1e-6},
		{1e9, 0.4},
		{1e12, 1e-9},
		{1e15, 0.25},
	} {
		const draws = 200_000
		mean, variance := c.n*c.p, c.n*c.p*(1-c.p)
		var sum, squares, below, next float64
		half := math.Floor(mean)
		for range draws {
			x := Count(c.n, c.p, r.Float64)
			sum, squares = sum+(x-mean), squares+(x-mean)*(x-mean)
			switch {
			case x <= half:
				below++
			case x == half+1:
				next++
			}
		}
		if se := math.Sqrt(variance / draws); !(math.Abs(sum/draws) <= 4.5*se) {
			t.Errorf("%v: mean off by %g ± %g", c, sum/draws, se)
		}
		kurtosis := 3 + (1-6*c.p*(1-c.p))/variance
		if se := math.Sqrt((kurtosis - 1) / draws); !(math.Abs(squares/draws/variance-1) <= 4.5*se) {
			t.Errorf("%v: variance %g of what it is ± %g", c, squares/draws/variance, se)
		}
		if c.n > 1e6 { // gonum's tails are no better there
			continue
		}
		b := distuv.Binomial{N: c.n, P: c.p}
		for at, got := range map[float64]float64{b.CDF(half): below / draws, b.Prob(half + 1): next / draws} {
			if !(math.Abs(got-at) <= 4.5*math.Sqrt(at*(1-at)/draws)) {
				t.Errorf("%v: %g of draws, want %g", c, got, at)
			}
		}
	}
	if Count(1e9, 0, r.Float64) != 0 || Count(12, 1, r.Float64) != 12 || Count(0, 0.5, r.Float64) != 0 {
		t.Error("nothing, or all, happens by chance")
	}
}

// The numbers are the same bits on every processor.
func TestPinnedCount(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	f := fnv.New64a()
	for range 200 {
		for _, c := range []struct{ n, p float64 }{{1e9, 3e-9}, {400, 0.2}, {1e9, 1e-6}, {1e12, 1e-9}, {1e15, 0.25}} {
			fmt.Fprintf(f, "%x\n", Count(c.n, c.p, r.Float64))
		}
	}
	if got, want := f.Sum64(), uint64(0x5fe15e8be0697b9e); got != want {
		t.Errorf("counts hash to %#x, want %#x", got, want)
	}
}

// Wrong results of 50 histories of 1e9 calculations each, against the closed form: |z| < 4.
// A tenth too many or too few would be seen.
func TestVoteHistories(t *testing.T) {
	for name, v := range map[string]*model.Voting{
		"pair": voting(2, 2, 1e-3, 0.01), "majority": voting(3, 2, 1e-4, 1), "unchecked": voting(1, 1, 1e-7, 1),
	} {
		o := Of(v, 3)
		var sum float64
		const seeds, calculations = 50, 1e9
		for seed := range uint64(seeds) {
			sum += Count(calculations, o.Wrong, rand.New(rand.NewPCG(seed, 7)).Float64)
		}
		mean := seeds * calculations * o.Wrong
		z := (sum - mean) / math.Sqrt(mean)
		if !(4/math.Sqrt(mean) < 0.3) {
			t.Errorf("%s: %g wrong results see nothing", name, mean)
		}
		if !(math.Abs(z) < 4) {
			t.Errorf("%s: %g wrong results, want %g: z = %.2f", name, sum, mean, z)
		}
	}
}

// A history of 1e9 calculations of three copies, until all agree.
func BenchmarkVote1e9(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 3))
	v := voting(3, 2, 1e-4, 1)
	b.ReportAllocs()
	for b.Loop() {
		o, _ := Mean(v, []float64{0, 0, 0.001, 0.999})
		Count(1e9, o.Wrong, r.Float64)
	}
}
