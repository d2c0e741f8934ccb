package throughput

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// A tandem is two queues in a row, customer by customer: the first knows its arrivals,
// the second serves whoever leaves the first, in that order.
type tandem struct {
	lambda  float64
	servers [2]int
	service [2]func(r *rand.Rand) float64
}

// p99 returns of so many histories the mean time and the 99th percentile.
func (l tandem) sample(r *rand.Rand, histories, customers int) (means, p99s []float64) {
	for range histories {
		times := l.run(r, customers)
		mean := 0.0
		for _, x := range times {
			mean += x / float64(len(times))
		}
		slices.Sort(times)
		means, p99s = append(means, mean), append(p99s, times[int(math.Ceil(0.99*float64(len(times))))-1])
	}
	return means, p99s
}

func (l tandem) run(r *rand.Rand, customers int) []float64 {
	type customer struct{ came, at float64 }
	line := make([]customer, customers+customers/5)
	now := 0.0
	for i := range line {
		now += r.ExpFloat64() / l.lambda
		line[i] = customer{now, now}
	}
	for k, c := range l.servers {
		slices.SortFunc(line, func(a, b customer) int {
			if a.at < b.at {
				return -1
			}
			return 1
		})
		free := make([]float64, c)
		for i := range line {
			first := 0
			for j := range free {
				if free[j] < free[first] {
					first = j
				}
			}
			free[first] = max(line[i].at, free[first]) + l.service[k](r)
			line[i].at = free[first]
		}
	}
	slices.SortFunc(line, func(a, b customer) int {
		if a.came < b.came {
			return -1
		}
		return 1
	})
	var times []float64
	for _, c := range line[customers/5:] {
		times = append(times, c.at-c.came)
	}
	return times
}

// TestTandem holds the sum of stages, which are taken as independent, against
// histories that take nothing so: exponential stages within 2 % of p99, others within
// 5 %. What is allowed is 4.5 standard errors of the histories at least.
func TestTandem(t *testing.T) {
	exponential := func(mean float64) func(r *rand.Rand) float64 {
		return func(r *rand.Rand) float64 { return mean * r.ExpFloat64() }
	}
	shifted := func(mean, cv float64) func(r *rand.Rand) float64 {
		return func(r *rand.Rand) float64 { return mean * (1 - cv + cv*r.ExpFloat64()) }
	}
	two := func(mean, cv float64) func(r *rand.Rand) float64 {
		_, f := service(mean, cv)
		return func(r *rand.Rand) float64 {
			k := 0
			if r.Float64() > f[0].share {
				k = 1
			}
			return r.ExpFloat64() / f[k].rate
		}
	}
	for name, c := range map[string]struct {
		line      tandem
		cv        [2]float64
		mean, p99 float64 // allowed errors
	}{
		"exponential":     {tandem{0.8 * 8, [2]int{8, 9}, [2]func(r *rand.Rand) float64{exponential(1), exponential(1)}}, [2]float64{1, 1}, 0.02, 0.05},
		"busy":            {tandem{0.85 * 4, [2]int{4, 5}, [2]func(r *rand.Rand) float64{exponential(1), exponential(1)}}, [2]float64{1, 1}, 0.05, 0.1},
		"one server each": {tandem{0.7, [2]int{1, 1}, [2]func(r *rand.Rand) float64{exponential(1), exponential(1)}}, [2]float64{1, 1}, 0.02, 0.06},
		"regular":         {tandem{0.8 * 8, [2]int{8, 8}, [2]func(r *rand.Rand) float64{shifted(1, 0.3), shifted(1, 0.3)}}, [2]float64{0.3, 0.3}, 0.04, 0.06},
		"varied":          {tandem{0.7 * 8, [2]int{8, 8}, [2]func(r *rand.Rand) float64{two(1, 2), two(1, 2)}}, [2]float64{2, 2}, 0.06, 0.05},
	} {
		a, b := queue(c.line.servers[0], 1), queue(c.line.servers[1], 1)
		a.CV, b.CV = c.cv[0], c.cv[1]
		l := through(a, b).At([]float64{c.line.lambda})
		means, p99s := c.line.sample(rand.New(rand.NewPCG(11, 5)), 16, 60_000)
		for _, x := range []struct {
			what         string
			histories    []float64
			got, allowed float64
		}{{"mean", means, l.Mean, c.mean}, {"p99", p99s, l.P99, c.p99}} {
			mean, ss := 0.0, 0.0
			for _, y := range x.histories {
				mean += y / 16
			}
			for _, y := range x.histories {
				ss += (y - mean) * (y - mean)
			}
			se := math.Sqrt(ss / 15 / 16)
			if !(4.5*se <= x.allowed*mean) {
				t.Errorf("%s: %s has a standard error of %.2g of itself, the test claims %.2g", name, x.what, se/mean, x.allowed)
			}
			t.Logf("%s: %s %.4g, histories %.4g ± %.2g: %+.2f %%", name, x.what, x.got, mean, se, 100*(x.got/mean-1))
			if !(math.Abs(x.got-mean) <= x.allowed*mean) {
				t.Errorf("%s: %s is %.5g, histories say %.5g ± %.2g", name, x.what, x.got, mean, se)
			}
		}
	}
}
