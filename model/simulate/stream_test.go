package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
	"github.com/capplan/capplan/model/internal/stat"
)

// TestPhilox holds the generator to the known answers of its authors (Random123,
// kat_vectors).
func TestPhilox(t *testing.T) {
	zero := [4]uint64{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}
	if got := philox([4]uint64{}, 0, 0); got != zero {
		t.Errorf("of zeros: %x, want %x", got, zero)
	}
	f := ^uint64(0)
	ones := [4]uint64{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}
	if got := philox([4]uint64{f, f, f, f}, f, f); got != ones {
		t.Errorf("of ones: %x, want %x", got, ones)
	}
}

// TestStreamIsItsBlocks reads across the chunks of a stream.
func TestStreamIsItsBlocks(t *testing.T) {
	var s stream
	s.open(7, purpose("pool/", "web", "/life"), 3)
	for i := range uint64(300) {
		want := philox([4]uint64{i / 4, 0, 3, 0}, 7, purpose("pool/", "web", "/life"))[i%4]
		if got := s.uint64(); got != want {
			t.Fatalf("number %d is %x, want %x", i, got, want)
		}
	}
}

func TestPurposesDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for _, kind := range []string{"pool/", "domain/", "incident/", "dependency/", "unknown/"} {
		for _, name := range []string{"a", "b", "web", "web2", "web-2"} {
			for _, part := range []string{"", "/life", "/repair", "/start", "/cover", "/reach"} {
				n := kind + name + part
				if p := purpose(kind, name, part); seen[p] != "" {
					t.Errorf("%s and %s share a stream", n, seen[p])
				} else {
					seen[p] = n
				}
			}
		}
	}
}

func TestDraws(t *testing.T) {
	d := Draws(nil, 1, []string{"fleets.a.count", "fleets.b.count"}, 9)
	e := Draws(nil, 1, []string{"fleets.new.count", "fleets.b.count"}, 9)
	if len(d) != 2 || d[1] != e[1] || d[0] == e[0] || d[1] != Uniform(1, "fleets.b.count", 9) {
		t.Errorf("a draw depends on its neighbours: %v and %v", d, e)
	}
	if lo, hi := unit(0), unit(math.MaxUint64); !(lo > 0 && hi < 1) {
		t.Errorf("levels reach %v and %v", lo, hi)
	}
}

// A lawCase is a law with its first three moments and its distribution function.
type lawCase struct {
	name   string
	law    model.Law
	m2, m3 float64
	cdf    func(x float64) float64
}

func lawCases() []lawCase {
	hyper := model.Law{Kind: model.Hyperexponential, Mean: 0.75*2 + 0.25*20, Phases: []model.LawPhase{{Share: 0.75, Mean: 2}, {Share: 0.25, Mean: 20}}}
	l, w := lognormal(10, 0.8), model.NewLaw(model.Weibull, 10, 1.7, 0)
	low := model.NewLaw(model.Weibull, 10, 0.8, 0)
	s2 := l.Sigma * l.Sigma
	wm := func(l model.Law, n float64) float64 { return math.Pow(l.Scale, n) * math.Gamma(1+n/l.Shape) }
	wcdf := func(l model.Law) func(float64) float64 {
		return func(x float64) float64 { return -math.Expm1(-math.Pow(x/l.Scale, l.Shape)) }
	}
	return []lawCase{
		{name: "exponential", law: exponential(10), m2: 200, m3: 6000, cdf: func(x float64) float64 { return -math.Expm1(-x / 10) }},
		{name: "lognormal", law: l, m2: 100 * math.Exp(s2), m3: 1000 * math.Exp(3*s2), cdf: func(x float64) float64 { return portable.NormCDF(math.Log(x/l.Scale) / l.Sigma) }},
		{name: "weibull", law: w, m2: wm(w, 2), m3: wm(w, 3), cdf: wcdf(w)},
		{name: "weibull early", law: low, m2: wm(low, 2), m3: wm(low, 3), cdf: wcdf(low)},
		{name: "erlang", law: model.NewLaw(model.Gamma, 10, 2, 0), m2: 25 * 6, m3: 125 * 24, cdf: func(x float64) float64 { return 1 - math.Exp(-x/5)*(1+x/5) }},
		{name: "gamma", law: model.NewLaw(model.Gamma, 10, 0.5, 0), m2: 400 * 0.5 * 1.5, m3: 8000 * 0.5 * 1.5 * 2.5, cdf: func(x float64) float64 { return math.Erf(math.Sqrt(x / 20)) }},
		{name: "hyperexponential", law: hyper, m2: 2 * (0.75*4 + 0.25*400), m3: 6 * (0.75*8 + 0.25*8000), cdf: func(x float64) float64 { return -0.75*math.Expm1(-x/2) - 0.25*math.Expm1(-x/20) }},
		{name: "uniform", law: model.Law{Kind: model.Uniform, Lo: 4, Hi: 16, Mean: 10}, m2: 112, m3: (65536 - 256) / 48.0, cdf: func(x float64) float64 { return math.Min(1, math.Max(0, (x-4)/12)) }},
	}
}

// empiricalCase is a sample in which a value stands twice.
func empiricalCase() lawCase {
	t := model.EmpiricalTime([]float64{31, 2, 5, 2})
	return lawCase{name: "empirical", law: t.At(nil), m2: (4 + 4 + 25 + 961) / 4.0, m3: (8 + 8 + 125 + 29791) / 4.0, cdf: func(x float64) float64 {
		n := 0.0
		for _, v := range t.Sample {
			n += float64(one(v < x))
		}
		return n / 4
	}}
}

// TestLaws notices an error of 3.5 % of a mean and of 0.01 in a distribution function.
func TestLaws(t *testing.T) {
	const n = 400_000
	for _, c := range append(lawCases(), empiricalCase()) {
		var s stream
		s.open(1, purpose("test/", c.name, ""), 0)
		var mean stat.Sample
		points := []float64{0.1, 1, 3, 7, 12, 20, 40, 80}
		under := make([]float64, len(points))
		for range n {
			x := s.draw(&c.law)
			mean.Add(x)
			for i, p := range points {
				if x < p {
					under[i]++
				}
			}
		}
		stat.Near(t, c.name+" mean", &mean, c.law.Mean, 0.035*c.law.Mean)
		for i, p := range points {
			f := c.cdf(p)
			se := math.Sqrt(f*(1-f)/n) + 1.0/n
			stat.NearBy(t, c.name+" below a point", under[i]/n, se, f, 0.01)
		}
	}
}

// TestInProgress holds age and residual of the interval in progress to
//
//	E = E[X²]/2E[X],  E² = E[X³]/3E[X],  age + residual has mean E[X²]/E[X]
//
// and notices 3 % of the mean and 12 % of the second moment.
func TestInProgress(t *testing.T) {
	for _, c := range append(lawCases(), empiricalCase(), lawCase{name: "deterministic", law: fixed(10), m2: 100, m3: 1000}) {
		var s stream
		s.open(2, purpose("test/", c.name, ""), 0)
		var age, left, square, whole stat.Sample
		for range 400_000 {
			a, l := s.inProgress(&c.law)
			age.Add(a)
			left.Add(l)
			square.Add(l * l)
			whole.Add(a + l)
		}
		want := c.m2 / (2 * c.law.Mean)
		stat.Near(t, c.name+" age", &age, want, 0.03*want)
		stat.Near(t, c.name+" residual", &left, want, 0.03*want)
		if c.name == "deterministic" {
			if whole.SD() > 1e-12 {
				t.Errorf("a fixed interval in progress varies by %g", whole.SD())
			}
		} else {
			stat.Near(t, c.name+" interval", &whole, 2*want, 0.03*2*want)
		}
		second := c.m3 / (3 * c.law.Mean)
		stat.Near(t, c.name+" residual squared", &square, second, 0.12*second)
	}
}

// TestZigguratTails looks past the last layer of the ziggurats; it notices 10 % there.
func TestZigguratTails(t *testing.T) {
	var s stream
	s.open(3, 4, 5)
	const n = 12_000_000
	normal, exp := 0.0, 0.0
	var m, sd stat.Sample
	for i := range n {
		x := s.normal()
		if math.Abs(x) > normalEdge {
			normal++
		}
		if i < 1_000_000 {
			m.Add(x)
			sd.Add(x * x)
		}
		if s.exponential() > exponentialEdge {
			exp++
		}
	}
	p, q := 2*portable.NormCDF(-normalEdge), portable.Exp(-exponentialEdge)
	stat.NearBy(t, "normal beyond the edge", normal/n, math.Sqrt(p/n), p, 0.2*p)
	stat.NearBy(t, "exponential beyond the edge", exp/n, math.Sqrt(q/n), q, 0.2*q)
	stat.Near(t, "normal mean", &m, 0, 0.012)
	var far stat.Sample
	for range 200_000 {
		x, _ := s.normalEdge(0, 0)
		far.Add(float64(one(x > normalEdge+0.8)))
	}
	want := portable.NormCDF(-normalEdge-0.8) / portable.NormCDF(-normalEdge)
	stat.Near(t, "of these 0.8 further out", &far, want, 0.2*want)
	stat.Near(t, "normal square", &sd, 1, 0.02)
}

// TestPinnedDraws holds draws to bits that are the same on every processor.
func TestPinnedDraws(t *testing.T) {
	h := uint64(0xCBF29CE484222325)
	for _, c := range lawCases() {
		var s stream
		s.open(11, purpose("test/", c.name, ""), 1)
		for range 2000 {
			a, l := s.inProgress(&c.law)
			for _, x := range []float64{s.draw(&c.law), a, l} {
				h = (h ^ math.Float64bits(x)) * 0x100000001B3
			}
		}
	}
	if want := uint64(0x91bd97d743073a5); h != want {
		t.Errorf("draws hash to %#x, want %#x", h, want)
	}
}
