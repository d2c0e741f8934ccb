package demand

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

const year = 8760.0

// One growth rate: load L·e^(gt) crosses C once, at t₀ = ln(C/L)/g, and after that
// ∫(load − C) has a closed form.
func TestRefusedOneRate(t *testing.T) {
	for _, growth := range []float64{0.02, 0.45, 2, 9, -0.3} {
		c := curve(1, source{0, 1000, growth})
		g := math.Log1p(growth) / year
		limit := model.Limit{Weight: []float64{0.02}, Capacity: 0.02 * 1000 * math.Exp(g*2.5*year)}
		b, t0 := 10*year, 2.5*year
		if growth < 0 {
			b = 0
		}
		over := func(t float64) float64 { return 1000*math.Exp(g*t)/g - 1000*math.Exp(g*t0)*t }
		want := 3600 * math.Abs(over(b)-over(t0))
		near(t, "refused", c.Refused(0, []model.Limit{limit}, 0, 10*year), want, 1e-10)
		near(t, "above", c.Above([]model.Limit{limit}, 0, 10*year), math.Abs(b-t0), 1e-12)
		if growth > 0 {
			at, ok := c.Exceeds(limit, 10*year)
			near(t, "first time above", at, t0, 1e-12)
			if _, early := c.Exceeds(limit, t0-1); !ok || early {
				t.Errorf("growth %g: exceeded %v, and before its time %v", growth, ok, early)
			}
		} else if at, ok := c.Exceeds(limit, year); !ok || at != 0 {
			t.Errorf("exceeded from the start: %v at %g", ok, at)
		}
	}
	flat := curve(1, source{0, 10, 0})
	near(t, "flat", flat.Refused(0, []model.Limit{{Weight: []float64{1}, Capacity: 8}}, 5, 30), 2*25*3600, 1e-14)
}

// Two workloads, A constant and B = B₀e^(gt); limit 1 takes both, limit 2 only B.
// With s = A+B: ∫ A(1 − C/s) = A·t − C·(t − ln(s)/g), ∫ B(1 − C/s) = ∫B − C·ln(s)/g.
func TestRefusedTwoLimits(t *testing.T) {
	const fixed, b0, growth, c1, c2 = 400., 100., 0.8, 700., 400.
	c := curve(2, source{0, fixed, 0}, source{1, b0, growth})
	limits := []model.Limit{{Weight: []float64{1, 1}, Capacity: c1}, {Weight: []float64{0, 1}, Capacity: c2}}
	g := math.Log1p(growth) / year
	when := func(load float64) float64 { return math.Log(load/b0) / g }
	B := func(t float64) float64 { return b0 * math.Exp(g*t) }
	end := 6 * year
	first := when(c1 - fixed)            // limit 1 is exceeded
	kink := when(fixed * c2 / (c1 - c2)) // limit 2 becomes the harder one
	lnS := func(t float64) float64 { return math.Log(fixed+B(t)) / g }
	wantA := fixed*(end-first) - c1*(end-first-(lnS(end)-lnS(first)))
	near(t, "refused of A", c.Refused(0, limits, 0, end), 3600*wantA, 1e-10)
	wantB := (B(kink)-B(first))/g - c1*(lnS(kink)-lnS(first)) + (B(end)-B(kink))/g - c2*(end-kink)
	near(t, "refused of B", c.Refused(1, limits, 0, end), 3600*wantB, 1e-10)
	near(t, "hours above", c.Above(limits, 0, end), end-first, 1e-12)
}

// A load that dips: e^(gt) + e^(−gt) crosses C at ±arcosh(C/2)/g.
func TestRefusedDip(t *testing.T) {
	growth := 1.5
	g := math.Log1p(growth) / year
	T := 2 * year
	// Peaks such that the minimum is at T: cosh shape around it.
	c := curve(1, source{0, math.Exp(-g * T), growth}, source{0, math.Exp(g * T), 1/(1+growth) - 1})
	for _, capacity := range []float64{1.9, 2 - 1e-9, 2 + 1e-9, 2.5, 6} {
		l := []model.Limit{{Weight: []float64{1}, Capacity: capacity}}
		half := 0.0
		if capacity > 2 {
			half = min(T, math.Acosh(capacity/2)/g)
		}
		over := func(x float64) float64 { return 2*math.Sinh(g*x)/g - capacity*x }
		near(t, "refused", c.Refused(0, l, 0, 2*T), 3600*2*(over(T)-over(half)), 1e-10)
		if got := c.Above(l, 0, 2*T); !(math.Abs(got-2*(T-half)) <= 0.01) {
			t.Errorf("capacity %g: above for %.9g h, want %.9g", capacity, got, 2*(T-half))
		}
	}
	// Just around the dip, where bounds on the terms say little, and far from its
	// middle, where the search for it is longest.
	for _, capacity := range []float64{2 + 1e-6, 2.2} {
		l := []model.Limit{{Weight: []float64{1}, Capacity: capacity}}
		half := math.Acosh(capacity/2) / g
		near(t, "above, narrow", c.Above(l, T-half-1, T+half+2), 3, 1e-7)
		near(t, "above, to one side", c.Above(l, T-half-1, 3*T), 2*T-2*half+half+1, 1e-7)
	}
}

// Three limits that take turns, in any order, against the sum over hundreds of
// parts, in all but two of which one of them is the hardest throughout.
func TestRefusedTurns(t *testing.T) {
	c := curve(3, source{0, 200, 0.1}, source{1, 190, 0.5}, source{2, 50, 2})
	limit := func(w int) model.Limit {
		l := model.Limit{Weight: []float64{1e-6, 0, 0}, Capacity: 100}
		l.Weight[w] = 1
		return l
	}
	end := 3 * year
	for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		limits := []model.Limit{limit(order[0]), limit(order[1]), limit(order[2])}
		var parts float64
		for i := range 300 {
			parts += c.Refused(0, limits, end*float64(i)/300, end*float64(i+1)/300)
		}
		near(t, "refused", c.Refused(0, limits, 0, end), parts, 1e-11)
	}
}

func TestRefusedEdges(t *testing.T) {
	c := curve(2, source{0, 10, 0.5}, source{1, 4, 0})
	none := model.Limit{Weight: []float64{1, 1}, Capacity: math.Inf(1)}
	nothing := model.Limit{Weight: []float64{1, 0}}
	idle := model.Limit{Weight: []float64{0, 0}}
	for _, x := range []struct {
		what      string
		got, want float64
	}{
		{"no limits", c.Refused(0, nil, 0, 100), 0},
		{"endless capacity", c.Refused(0, []model.Limit{none}, 0, 100), 0},
		{"no capacity", c.Refused(0, []model.Limit{none, nothing}, 0, 100), c.Offered(0, 0, 100)},
		{"not used", c.Refused(1, []model.Limit{nothing}, 0, 100), 0},
		{"empty interval", c.Refused(0, []model.Limit{nothing}, 7, 7), 0},
		{"above, no limits", c.Above(nil, 0, 100), 0},
		{"above, endless", c.Above([]model.Limit{none}, 0, 100), 0},
		{"above, no capacity", c.Above([]model.Limit{nothing}, 0, 100), 100},
		{"above, no capacity and no need", c.Above([]model.Limit{idle}, 0, 100), 0},
		{"above, empty", c.Above([]model.Limit{nothing}, 3, 3), 0},
	} {
		if x.got != x.want {
			t.Errorf("%s: %g, want %g", x.what, x.got, x.want)
		}
	}
	if _, ok := c.Exceeds(none, year); ok {
		t.Error("an endless capacity is exceeded")
	}
}

func TestRules(t *testing.T) {
	for n, rule := range map[int][]node{2: two, 4: four, 8: eight} {
		x, w := make([]float64, n), make([]float64, n)
		quad.Legendre{}.FixedLocations(x, w, -1, 1)
		for i, p := range rule {
			near(t, "node", p.x, math.Abs(x[n/2+i]), 1e-15)
			near(t, "weight", p.weight, w[n/2+i], 1e-15)
		}
	}
}

// A problem is a curve, limits and an interval for the properties.
type problem struct {
	workloads int
	sources   []source
	limits    []model.Limit
	a, b      float64
}

func drawProblem(r *rapid.T) problem {
	p := problem{workloads: rapid.IntRange(1, 3).Draw(r, "workloads")}
	for range rapid.IntRange(1, 6).Draw(r, "sources") {
		p.sources = append(p.sources, source{
			rapid.IntRange(0, p.workloads-1).Draw(r, "w"), rapid.Float64Range(1, 100).Draw(r, "peak"),
			rapid.SampledFrom([]float64{-0.9, -0.3, 0, 0.05, 0.45, 1, 3}).Draw(r, "growth"),
		})
	}
	p.a = rapid.Float64Range(0, 2*year).Draw(r, "a")
	p.b = p.a + rapid.SampledFrom([]float64{1e-3, 1, 50, 2000, 3 * year}).Draw(r, "length")
	for range rapid.IntRange(1, 4).Draw(r, "limits") {
		l := model.Limit{Weight: make([]float64, p.workloads)}
		var need float64
		m := p.a + rapid.Float64Range(0, 1).Draw(r, "at")*(p.b-p.a)
		for w := range l.Weight {
			l.Weight[w] = rapid.SampledFrom([]float64{0, 0.01, 0.5, 1}).Draw(r, "weight")
			need += l.Weight[w] * rate(p.sources, w, m)
		}
		l.Capacity = need * rapid.Float64Range(0.7, 1.3).Draw(r, "capacity")
		if rapid.Bool().Draw(r, "visits") {
			for range l.Weight {
				l.Visit = append(l.Visit, rapid.SampledFrom([]float64{0.2, 0.5, 1}).Draw(r, "visit"))
			}
		}
		p.limits = append(p.limits, l)
	}
	return p
}

// The definition of Refused and Above on a fine grid: the midpoint rule with n
// points is off by less than the square of one step's change of load, about
// (ln 10·3/n)²/24 for the fastest decline.
func TestRefusedAgainstGrid(t *testing.T) {
	const n = 20000
	rapid.Check(t, func(r *rapid.T) {
		p := drawProblem(r)
		c := curve(p.workloads, p.sources...)
		refused := make([]float64, p.workloads)
		var above float64
		h := (p.b - p.a) / n
		load := make([]float64, p.workloads)
		for i := range n {
			x := p.a + h*(float64(i)+0.5)
			for w := range load {
				load[w] = rate(p.sources, w, x)
			}
			over := false
			for w := range load {
				share := 0.0
				for _, l := range p.limits {
					var need float64
					for v, q := range l.Weight {
						need += q * load[v]
					}
					over = over || need > l.Capacity
					if l.Weight[w] > 0 && need > l.Capacity {
						share = max(share, l.VisitOf(w)*(1-l.Capacity/need))
					}
				}
				refused[w] += 3600 * h * load[w] * share
			}
			if over {
				above += h
			}
		}
		for w := range refused {
			tol := 1e-7 * c.Offered(w, p.a, p.b)
			if got := c.Refused(w, p.limits, p.a, p.b); !(math.Abs(got-refused[w]) <= tol) {
				r.Fatalf("workload %d: refused %.12g, on a grid %.12g", w, got, refused[w])
			}
		}
		if got := c.Above(p.limits, p.a, p.b); !(math.Abs(got-above) <= 8*h) {
			r.Fatalf("above %.12g h, on a grid %.12g", got, above)
		}
	})
}

// (x−1)(x−2)(x−3) = −6 + 11x − 6x² + x³ in x = e^t, and a pair that never crosses.
func TestZeros(t *testing.T) {
	got := zeros([]float64{-6, 11, -6, 1}, []float64{0, 1, 2, 3}, 2)
	if len(got) != 2 {
		t.Fatalf("zeros %v, want ln 2 and ln 3", got)
	}
	near(t, "first zero", got[0], math.Ln2, 1e-14)
	near(t, "second zero", got[1], math.Log(3), 1e-14)
	if got := zeros([]float64{2, -2, 1}, []float64{0, 1, 2}, 5); len(got) != 0 { // (x−1)² + 1
		t.Errorf("zeros %v of a sum that has none", got)
	}
}

func benchmarkRefused(b *testing.B, sources []source, limits []model.Limit, length float64) {
	c := curve(2, sources...)
	b.ReportAllocs()
	var sum float64
	at := 0.0
	for b.Loop() {
		sum += c.Refused(0, limits, at, at+length)
		if at += length; at > 80000 {
			at = 0
		}
	}
	_ = sum
}

func BenchmarkRefused(b *testing.B) {
	flat := []source{{0, 1000, 0}, {1, 100, 0}}
	grow := []source{{0, 900, 0}, {0, 600, 0.05}, {0, 200, 0.06}, {1, 120, 0.1}}
	limit := func(c ...float64) (out []model.Limit) {
		for i, x := range c {
			out = append(out, model.Limit{Weight: []float64{1, float64(i + 1)}, Capacity: x})
		}
		return out
	}
	for _, x := range []struct {
		name    string
		sources []source
		limits  []model.Limit
		length  float64
	}{
		{"flat/within", flat, limit(2000, 3000), 5},
		{"flat/over", flat, limit(1050, 3000), 5},
		{"grow/within", grow, limit(9000, 9000), 5},
		{"grow/over", grow, limit(1500, 9000), 5},
		{"grow/over-both", grow, limit(1500, 1400), 5},
		{"grow/ten-years", grow, limit(2000, 2200), 87600},
	} {
		b.Run(x.name, func(b *testing.B) { benchmarkRefused(b, x.sources, x.limits, x.length) })
	}
}

// Limits that are the same, or so nearly, and one that another always covers: they
// refuse what one does, and do not take forever.
func TestAlikeLimits(t *testing.T) {
	s := fiveYears(0)
	s.Workloads = append(s.Workloads, Workload{Sources: []Source{{Peak: 2000, Growth: 0.3}}})
	c := traffic(s, nil)
	one := model.Limit{Weight: []float64{1, 0.5}, Capacity: 12000}
	want, hours := c.Refused(0, []model.Limit{one}, 0, 2000), c.Above([]model.Limit{one}, 0, 2000)
	same := one
	nearly := model.Limit{Weight: []float64{1, 0.5 * (1 + 1e-15)}, Capacity: 12000 * (1 + 2e-16)}
	wide := model.Limit{Weight: []float64{1, 0.4}, Capacity: 13000}
	for _, limits := range [][]model.Limit{{one, same}, {wide, same, one}, {nearly, one}, {one, wide, nearly}} {
		near(t, "refused", c.Refused(0, limits, 0, 2000), want, 1e-12)
		near(t, "above", c.Above(limits, 0, 2000), hours, 1e-12)
	}
	half := same
	half.Visit = []float64{0.5, 1}
	near(t, "a share of the same", c.Refused(0, []model.Limit{half, one}, 0, 2000), want, 1e-12)
}
