package throughput

import (
	"math"
	"math/cmplx"
	"testing"
)

// The listed contour is the formula's.
func TestContour(t *testing.T) {
	const n = 24
	for k := range contour {
		u := float64(2*k+1) * math.Pi / n
		cot := 1 / math.Tan(0.6407*u)
		z := n * complex(0.5017*u*cot-0.6122, 0.2645*u)
		slope := n * complex(0.5017*(cot-0.6407*u/math.Pow(math.Sin(0.6407*u), 2)), 0.2645)
		w := 2.0 / n * cmplx.Exp(z) * slope / z
		c := contour[k]
		if !(cmplx.Abs(complex(c.z[0], c.z[1])-z) < 1e-12*cmplx.Abs(z)) || !(cmplx.Abs(complex(c.w[0], c.w[1])-w) < 1e-12*cmplx.Abs(w)) {
			t.Errorf("node %d: %v, want %v and %v", k, c, z, w)
		}
	}
}

// Services alone are Erlang's law, e^{−t}·Σ t^k/k!.
func TestSumOfServices(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 8} {
		var s sum
		for range n {
			s = append(s, visited{&leaf{rate: 1, phases: [2]phase{{1, 1}}}, 1})
		}
		for x := 0.01; x < 40; x *= 1.3 {
			want, term := 0.0, math.Exp(-x)
			for k := range n {
				want += term
				term *= x / float64(k+1)
			}
			if got := s.tail(x); !(math.Abs(got-want) < map[bool]float64{true: 1e-12, false: 2e-9}[n <= 3]) {
				t.Errorf("%d services at %g: %.15g, want %.15g", n, x, got, want)
			}
		}
	}
}

// Two queues by partial fractions: a wait of either with its chance, and both services.
// Rates that nearly coincide are held to the integral over the first one's time.
func TestSumOfQueues(t *testing.T) {
	for _, c := range []struct {
		servers  [2]int
		times    [2]float64
		arrivals float64
	}{{[2]int{8, 4}, [2]float64{0.02, 0.005}, 300}, {[2]int{1, 1}, [2]float64{1, 0.5}, 0.9}, {[2]int{2, 2}, [2]float64{1, 1}, 1}, {[2]int{160, 48}, [2]float64{0.012, 0.004}, 11_900}, {[2]int{1, 2}, [2]float64{1, 1.0000001}, 0.3}} {
		a, b := queue(c.servers[0], c.times[0]), queue(c.servers[1], c.times[1])
		p := through(a, b)
		l := p.At([]float64{c.arrivals})
		one, two := MMc{Lambda: c.arrivals, Mu: 1 / c.times[0], C: c.servers[0]}, MMc{Lambda: c.arrivals, Mu: 1 / c.times[1], C: c.servers[1]}
		// P(A + B > t) = P(A > t) + ∫ f(t−s)·P(B > s) ds, the density by the derivative of the tail
		density := func(x float64) float64 {
			mu, d, w := one.Mu, one.spare(), one.Waits()
			wide := x
			if mu != d {
				wide = (math.Exp(-d*x) - math.Exp(-mu*x)) / (mu - d)
			} else {
				wide *= math.Exp(-mu * x)
			}
			return (1-w)*mu*math.Exp(-mu*x) + w*mu*d*wide
		}
		for _, x := range [][2]float64{{l.P50, 0.5}, {l.P99, 0.01}} {
			const steps = 20_000
			h := x[0] / steps
			r := one.ResponseTail(x[0])
			for i := range steps + 1 {
				w := []float64{2, 4}[i%2]
				if i == 0 || i == steps {
					w = 1
				}
				r += w * h / 3 * density(x[0]-float64(i)*h) * two.ResponseTail(float64(i)*h)
			}
			if !(off(r, x[1]) < 1e-8) {
				t.Errorf("%+v: %.10g take longer than %g, want %g", c, r, x[0], x[1])
			}
		}
	}
}

// The same sums on a lattice, which knows nothing of transforms: varied and regular
// services, of which some requests ask for some only, and fixed ones.
func TestSumOnALattice(t *testing.T) {
	for name, set := range map[string]func(p *Path){
		"exponential": func(*Path) {},
		"regular":     func(p *Path) { p.Stages[0].CV, p.Stages[1].CV, p.Stages[1].ArrivalCV = 0.3, 0.6, 0.5 },
		"varied":      func(p *Path) { p.Stages[0].CV, p.Stages[1].CV = 2, 1.5 },
		"some": func(p *Path) {
			p.Stages[0].Visit, p.Stages[1].Visit = []float64{0.6}, []float64{0.9}
			p.Stages[1].CV = 1.3
		},
		"some fixed": func(p *Path) {
			p.Stages[0].Visit, p.Stages[1].Visit = []float64{0.6}, []float64{0.4}
			p.Stages[0].CV, p.Stages[1].CV = 0.5, 0.5
		},
		"three": func(p *Path) { p.Stages = append(p.Stages, queue(2, 0.001)) },
	} {
		for _, load := range []float64{100, 300, 390} {
			p := through(queue(8, 0.02), queue(4, 0.005))
			set(p)
			stages := p.solve([]float64{load}, nil, nil)
			fast, slow := p.routeOf(0, stages, 0), p.routeOf(0, stages, 0)
			slow.random = slow.lattice(slow.farthest(0.001), 1024)
			for _, level := range []float64{0.5, 0.9, 0.99} {
				if a, b := fast.quantile(level), slow.quantile(level); !(math.Abs(a-b) <= 2e-3*b) {
					t.Errorf("%s at %g: %g quantile %.8g, on a lattice %.8g", name, load, level, a, b)
				}
			}
		}
	}
}

// A tail falls to a level far from where the search begins.
func TestFall(t *testing.T) {
	for _, rate := range []float64{1e-9, 0.3, 1, 7, 1e9} {
		for _, beyond := range []float64{0.9, 0.5, 0.01, 1e-9} {
			got := fall(func(x float64) float64 { return math.Exp(-rate * x) }, 1, beyond)
			if want := -math.Log(beyond) / rate; !(off(got, want) < 1e-12) {
				t.Errorf("rate %g to %g: %g, want %g", rate, beyond, got, want)
			}
		}
	}
	if got := fall(func(float64) float64 { return 0.2 }, 1, 0.1); !math.IsInf(got, 1) {
		t.Errorf("a tail that ends at 0.2 falls to 0.1 at %g", got)
	}
	if got := fall(func(float64) float64 { return 0.2 }, 1, 0.3); got != 0 {
		t.Errorf("a tail that begins below is at its level at %g", got)
	}
}
