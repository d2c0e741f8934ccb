package decide

import (
	"bufio"
	"bytes"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// columnsOf are values as figures have them: spread over decades, close together, few
// different ones, all the same, of both signs, and some that are no numbers.
func columnsOf(n int) map[string]column {
	rng := rand.New(rand.NewPCG(1, 2))
	out := map[string]column{}
	put := func(name string, of func() float64) {
		v := make(column, n)
		for t := range v {
			v[t] = of()
		}
		out[name] = v
	}
	put("lognormal", func() float64 { return math.Exp(3 * rng.NormFloat64()) })
	put("mostly zero", func() float64 {
		if rng.Float64() < .99 {
			return 0
		}
		return rng.ExpFloat64()
	})
	put("close", func() float64 { return 1e6 + 100*rng.NormFloat64() })
	put("counts", func() float64 { return float64(rng.IntN(12)) })
	put("constant", func() float64 { return 0.1 })
	put("signs", func() float64 { return rng.NormFloat64() })
	put("without", func() float64 {
		switch rng.IntN(9) {
		case 0:
			return math.Inf(1)
		case 1:
			return math.Inf(-1)
		case 2:
			return math.NaN()
		}
		return rng.Float64()
	})
	put("wide", func() float64 { return math.Ldexp(rng.Float64()-.5, rng.IntN(1800)-900) })
	return out
}

// TestBinsMerges: parts of any sizes, merged in any order, through their bytes or not, are
// the law of the whole to the bit.
func TestBinsMerges(t *testing.T) {
	for name, v := range columnsOf(20000) {
		whole := newBins()
		whole.add(v)
		want := whole.put(nil)
		for seed := range uint64(4) {
			rng := rand.New(rand.NewPCG(seed, 0))
			var parts []*bins
			for rest := v; len(rest) > 0; {
				n := min(len(rest), 1+rng.IntN(1<<rng.IntN(14)))
				l := newBins()
				l.add(rest[:n])
				parts, rest = append(parts, l), rest[n:]
			}
			for len(parts) > 1 {
				i := rng.IntN(len(parts) - 1)
				if rng.IntN(2) == 0 {
					r := &reading{from: bufio.NewReader(bytes.NewReader(parts[i+1].put(nil)))}
					if parts[i+1] = takeBins(r); r.err != nil {
						t.Fatal(name, r.err)
					}
				}
				a, b := parts[i], parts[i+1]
				if rng.IntN(2) == 0 {
					a, b = b, a
				}
				a.merge(b)
				parts[i] = a
				parts = slices.Delete(parts, i+1, i+2)
			}
			if !bytes.Equal(parts[0].put(nil), want) {
				t.Errorf("%s: %d bytes by parts are not those of the whole", name, len(want))
			}
		}
	}
}

// TestBinsQuantiles: quantiles by bins against order statistics of the same values, within
// the error that the law states; exact where few values differ.
func TestBinsQuantiles(t *testing.T) {
	for name, v := range columnsOf(200000) {
		l := newBins()
		l.add(v)
		s := slices.Clone(v)
		for i, x := range s {
			if math.IsNaN(x) {
				s[i] = math.Inf(1)
			}
		}
		slices.Sort(s)
		if e := l.error(); e > math.Ldexp(1, -11) || (name == "counts" || name == "constant" || name == "mostly zero") != (e == 0) {
			t.Errorf("%s: error %g", name, e)
		}
		for _, p := range []float64{0, .0001, .01, .05, .1, .3, .5, .9, .95, .99, .999, 1} {
			k := max(1, int64(math.Ceil(p*float64(len(s)))))
			got, lo, hi := l.at(k)
			want := s[k-1]
			if math.IsInf(want, 0) && got == want {
				continue
			}
			if !(lo <= want && want <= hi) || !(math.Abs(got-want) <= l.error()*math.Abs(want)) {
				t.Errorf("%s: the %g-quantile is %g in %g..%g, want %g ± %g of it", name, p, got, lo, hi, want, l.error())
			}
		}
	}
}

// TestBinsClose: bins follow the spread, not the size: a law within a hundredth of a
// percent is known to a thousandth of its deviation.
func TestBinsClose(t *testing.T) {
	v := columnsOf(200000)["close"]
	l := newBins()
	l.add(v)
	_, sd := l.meanSD()
	s := slices.Sorted(slices.Values(v))
	if off := math.Abs(l.order(.5) - order(s, .5)); !(off < sd/500) {
		t.Errorf("the median is off by %g, of a deviation of %g", off, sd)
	}
}

// TestBinsMoments: mean and deviation against sums in rationals, and the rest of what a
// column says.
func TestBinsMoments(t *testing.T) {
	for name, v := range columnsOf(3000) {
		if name == "without" || name == "wide" {
			continue
		}
		l := newBins()
		l.add(v)
		n := big.NewRat(int64(len(v)), 1)
		sum, squares := new(big.Rat), new(big.Rat)
		for _, x := range v {
			r := new(big.Rat).SetFloat64(x)
			sum.Add(sum, r)
			squares.Add(squares, r.Mul(r, r))
		}
		m := new(big.Rat).Quo(sum, n)
		ss := new(big.Rat).Sub(squares, sum.Mul(sum, m))
		want, _ := m.Float64()
		variance, _ := ss.Quo(ss, big.NewRat(int64(len(v)-1), 1)).Float64()
		mean, sd, h := l.interval(level)
		if mean != want || !(math.Abs(sd-math.Sqrt(variance)) <= 1e-15*sd) {
			t.Errorf("%s: mean %g sd %g, want %g %g", name, mean, sd, want, math.Sqrt(variance))
		}
		if _, _, w := meanInterval(v, level); !(math.Abs(h-w) <= 1e-4*w+1e-15) {
			t.Errorf("%s: half width %g, want %g", name, h, w)
		}
		if l.nonzero() != nonzero(v) || l.constant() != constant(v) || l.dominated() != dominated(v) || l.telling() != telling(v) {
			t.Errorf("%s: nonzero %d constant %v dominated %v telling %v differ from the column's", name, l.nonzero(), l.constant(), l.dominated(), l.telling())
		}
		var negative, larger int64
		for _, x := range v {
			if x < 0 {
				negative++
			}
			if x > want {
				larger++
			}
		}
		if sure, may := l.larger(want); l.negative() != negative || sure > larger || larger > may {
			t.Errorf("%s: %d negative, %d to %d larger than the mean; want %d, %d", name, l.negative(), sure, may, negative, larger)
		}
	}
}
