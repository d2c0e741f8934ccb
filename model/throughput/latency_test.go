package throughput

import (
	"math"
	"testing"
)

// queue is a stage of requests of one workload, all of which visit it.
func queue(servers int, time float64) Stage {
	return Stage{Name: "web", Visit: []float64{1}, Servers: servers, Time: time, CV: 1, ArrivalCV: 1, Queue: -1, FanOut: 1}
}

func through(stages ...Stage) *Path { return &Path{Stages: stages, Workloads: 1} }

func off(got, want float64) float64 { return math.Abs(got/want - 1) }

// simpson integrates a tail to its kink and on to an end.
func simpson(f func(t float64) float64, kink, end float64) float64 {
	r := 0.0
	for _, x := range [][2]float64{{0, kink}, {kink, end}} {
		const steps = 2000
		h := (x[1] - x[0]) / steps
		for i := range steps {
			a := x[0] + float64(i)*h
			r += h / 6 * (f(a) + 4*f(a+h/2) + f(a+h))
		}
	}
	return r
}

func TestLatencyOfAQueue(t *testing.T) {
	for _, c := range []struct {
		servers int
		rho     float64
	}{{1, 0.5}, {1, 0.99}, {2, 0.3}, {16, 0.8}, {100, 0.95}, {100, 0.5}, {5000, 0.99}, {5000, 1 - 1e-6}} {
		q := MMc{Lambda: c.rho * float64(c.servers), Mu: 1, C: c.servers}
		p := through(queue(c.servers, 1))
		l := p.At([]float64{q.Lambda})
		if !p.ExactMean() || !p.ExactTail() {
			t.Errorf("c=%d is not exact", c.servers)
		}
		for _, x := range [][2]float64{{l.Mean, q.MeanResponse()}, {l.P50, q.Response(0.5)}, {l.P99, q.Response(0.99)}, {l.By[0].P99, l.P99}} {
			if !(off(x[0], x[1]) < 1e-9) {
				t.Errorf("c=%d ρ=%g: %.12g, want %.12g", c.servers, c.rho, x[0], x[1])
			}
		}
	}
	if l := through(queue(100, 1)).At([]float64{95}); !(off(l.P99, 4.724387049) < 1e-9) {
		t.Errorf("M/M/100 at 0.95: p99 is %.10g, want 4.724387049", l.P99)
	}
}

// Means as those of GGc, and of one server as Pollaczek and Khinchine have it.
func TestLatencyOfTwoMoments(t *testing.T) {
	for _, c := range [][4]float64{{1, 0.8, 0, 1}, {1, 0.8, 2, 1}, {8, 0.9, 0.5, 1}, {8, 0.9, 3, 0.4}, {8, 0.3, 1, 2}} {
		s := queue(int(c[0]), 2)
		s.CV, s.ArrivalCV = c[2], c[3]
		q := GGc{Lambda: c[0] * c[1] / 2, Service: 2, Arrival2: c[3] * c[3], Service2: c[2] * c[2], C: int(c[0])}
		p := through(s)
		if l := p.At([]float64{q.Lambda}); !(off(l.Mean, q.MeanResponse()) < 1e-11) || p.ExactMean() != q.Exact() || p.ExactTail() {
			t.Errorf("%v: %+v, want a mean of %g", c, l, q.MeanResponse())
		}
	}
}

func TestLatencyOfAFullQueue(t *testing.T) {
	for _, c := range []struct {
		servers, places int
		lambda          float64
	}{{1, 0, 0.5}, {1, 10, 0.9}, {1, 10, 3}, {4, 20, 3.9}, {4, 20, 40}, {50, 200, 49}, {50, 3000, 60}, {2, 1000, 2}} {
		s := queue(c.servers, 1)
		s.Queue = c.places
		l := through(s).At([]float64{c.lambda})
		q := MMcK{Lambda: c.lambda, Mu: 1, C: c.servers, K: c.servers + c.places}.Steady()
		if !(off(l.Mean, q.Response) < 1e-11) || !(off(l.Shed, q.Blocking) < 1e-11) {
			t.Errorf("%+v: mean %.14g, shed %.14g; want %.14g, %.14g", c, l.Mean, l.Shed, q.Response, q.Blocking)
		}
		// wait and service by Simpson's rule: P(W + S ≤ t) = ∫ e^{s−t}·P(W ≤ s) ds
		got, want := 1.0, 0.01
		steps := 2 * int(10*l.P99+500)
		h := l.P99 / float64(steps)
		for i := range steps + 1 {
			w := []float64{2, 4}[i%2]
			if i == 0 || i == steps {
				w = 1
			}
			at := float64(i) * h
			got -= w * h / 3 * math.Exp(at-l.P99) * (1 - q.WaitTail(at))
		}
		if !(off(got, want) < 1e-5) {
			t.Errorf("%+v: %.10g take longer than p99, want 0.01", c, got)
		}
	}
}

func TestSumOfStages(t *testing.T) {
	// Erlang's law of two and four services without waits
	free := queue(1_000_000, 1)
	two := through(free, free).At([]float64{1})
	if !(off(two.Mean, 2) < 1e-12) || !(off(two.P50, 1.678346990016661) < 2e-3) || !(off(two.P99, 6.638352067993811) < 2e-3) {
		t.Errorf("two services: %+v", two)
	}
	four := through(free, free, free, free).At([]float64{1})
	if !(off(four.P50, 3.672060748850897) < 2e-3) || !(off(four.P99, 10.04511752) < 2e-3) {
		t.Errorf("four services: %+v", four)
	}
	// a stage that 30 % visit is a mixture
	some := through(free, free)
	some.Stages[1].Visit = []float64{0.3}
	l := some.At([]float64{1})
	if x := l.P99; !(off(0.7*math.Exp(-x)+0.3*(1+x)*math.Exp(-x), 0.01) < 2e-3) || !(off(l.Mean, 1.3) < 1e-12) {
		t.Errorf("a stage that some visit: %+v", l)
	}
	// of fixed times no lattice is needed: half of the requests wait 3 more
	fixed := through(free, Stage{Name: "bank", Visit: []float64{0.5}, Fixed: 3})
	l = fixed.At([]float64{1})
	if x := l.P99; !(off(0.5*math.Exp(-x)+0.5*math.Exp(3-x), 0.01) < 1e-9) || !(off(l.Mean, 2.5) < 1e-12) {
		t.Errorf("a dependency that half call: %+v", l)
	}
}

// Formulas of hedge.go, fanout.go and retry.go, which have tests of their own.
func TestLatencyOfCopies(t *testing.T) {
	q := MMc{Lambda: 12, Mu: 1, C: 16}
	s := queue(16, 1)
	s.Hedge = 0.95
	h, err := HedgeAt(q, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if l := through(s).At([]float64{12}); !(off(l.P99, h.Quantile(0.99)) < 1e-9) || !(off(l.Mean, simpson(h.Tail, h.Delay, 60)) < 1e-9) {
		t.Errorf("hedged: %+v, want %g, %g", l, simpson(h.Tail, h.Delay, 60), h.Quantile(0.99))
	}

	s = queue(16, 1)
	s.FanOut = 100
	q.Lambda = 0.12 * 100
	want := Quorum{K: 100, Tails: Replicas(100, q.ResponseTail)}
	if l := through(s).At([]float64{0.12}); !(off(l.P99, q.Response(1-FanOutLeaf(0.01, 100))) < 1e-9) || !(off(l.Mean, want.Mean()) < 1e-8) {
		t.Errorf("fanned out: %+v, want %g, %g", l, want.Mean(), q.Response(1-FanOutLeaf(0.01, 100)))
	}

	s = queue(16, 1)
	s.Timeout, s.Retries = 5, 3
	r := Retry{Queue: MMc{Lambda: 3.9, Mu: 1, C: 16}, Timeout: 5, Retries: 3}
	point := r.FixedPoints()[0]
	l := through(s).At([]float64{3.9})
	q.Lambda = point.Load
	if !(off(l.P99, q.Response(0.99)) < 1e-9) {
		t.Errorf("p99 within the timeout is %g, want %g", l.P99, q.Response(0.99))
	}
	if lost := math.Pow(point.Late, 4); !(off(l.Lost, lost) < 1e-9) {
		t.Errorf("lost %g, want %g", l.Lost, lost)
	}
	if safe, most := r.Limits(); !(off(l.Safe, safe) < 1e-12) || !(off(l.Vulnerable, most) < 1e-12) || l.Carries != l.Vulnerable {
		t.Errorf("limits %g, %g; want %g, %g", l.Safe, l.Vulnerable, safe, most)
	}
	if l := through(s).At([]float64{15.99}); !math.IsInf(l.P99, 1) || !math.IsInf(l.Mean, 1) {
		t.Errorf("beyond what retries leave: %+v", l)
	}
}

// An idle server with an exponential service that is given up: all by hand.
func TestLatencyGivenUp(t *testing.T) {
	s := queue(1000, 1)
	s.Timeout, s.Retries = 1, 1
	l := through(s).At([]float64{1e-9})
	p := math.Exp(-1)
	mean := (1 - p - p) + p*((1-p-p)+(1-p)) // ∫₀¹ x·e^{−x} dx = 1 − 2/e, and once more after 1
	mean /= 1 - p*p
	if !(off(l.Lost, p*p) < 1e-9) || !(off(l.Mean, mean) < 1e-9) || !(off(l.P50, math.Ln2) < 1e-9) || !math.IsInf(l.P99, 1) {
		t.Errorf("%+v, want lost %g, mean %g", l, p*p, mean)
	}
}

// Twenty dependencies, each called by half: the mean is kept, and p99 that of 2²⁰
// combinations, a binomial law of tenths of a second, where they are put together.
func TestManyDependencies(t *testing.T) {
	var stages []Stage
	for range 20 {
		stages = append(stages, Stage{Name: "bank", Visit: []float64{0.5}, Fixed: 0.1})
	}
	l := through(stages...).At([]float64{1})
	if !(off(l.Mean, 1) < 1e-12) || !(math.Abs(l.P99-1.5) < 0.06) || !(math.Abs(l.P50-1) < 0.06) {
		t.Errorf("%+v, want a mean of 1 and a p99 of 1.5", l)
	}
}
