package integrity

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// disks returns one group without domains.
func disks(size, needs int, mttf, rebuild float64) *model.Durability {
	return &model.Durability{
		Horizon: 8760, Size: size, Needs: needs, Destroys: 1,
		Life:     model.NewLaw(model.Exponential, mttf, 0, 0),
		Rebuild:  model.NewLaw(model.Exponential, rebuild, 0, 0),
		Patterns: []model.Pattern{{Groups: 1}},
	}
}

func losses(t *testing.T, d *model.Durability) *Loss {
	t.Helper()
	l, err := Losses(d)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g (off %.2g)", what, got, want, got/want-1)
	}
}

// TestKnownLosses holds chains to closed forms and to matrix exponentials of 40 to 60
// digits (first passage of birth-death chains; annual loss from the whole group).
func TestKnownLosses(t *testing.T) {
	crews := func(d *model.Durability, n int) *model.Durability { d.Crews = n; return d }
	latent := func(d *model.Durability, p float64) *model.Durability { d.Latent = p; return d }
	rack := disks(3, 1, 35040, 6)
	rack.Blasts = []model.Blast{{Name: "rack", Rate: 1e-7, Instances: 1}}
	rack.Patterns[0].Under = [][]int{{0, 0, 0}}
	lognormal := disks(2, 1, 1000, 24)
	lognormal.Rebuild = model.NewLaw(model.Lognormal, 24, 0, 1)
	for _, c := range []struct {
		name          string
		d             *model.Durability
		mttdl, chance float64
		tolerance     float64
	}{
		{"raid 5 of 8", disks(8, 7, 1e6, 24), 744315476.1904762, 0, 1e-12},
		{"raid 5 of 10", disks(10, 9, 30000, 1), 10006333.333333334, 0, 1e-12},
		{"raid 5 of 5", disks(5, 4, 500000, 10), 1250225000, 0, 1e-12},
		{"raid 6, one rebuild", crews(disks(10, 8, 1e6, 24), 1), 2412307434876.543, 0, 1e-12},
		{"raid 6", disks(10, 8, 1e6, 24), 4824151570679.013, 0, 1e-12},
		{"3 copies", disks(3, 1, 35040, 6), 398592211440, 2.1954774741404767e-08, 1e-12},
		{"6+3", disks(9, 6, 35040, 6), 13873630680376.191, 6.306211274644486e-10, 1e-12},
		{"3 copies, 1e6 h", disks(3, 1, 1e6, 24), 0, 1.5073807991759133e-11, 1e-11},
		{"6+3, 1e6 h", disks(9, 6, 1e6, 24), 0, 6.071094017e-14, 1e-9},
		{"raid 5, unreadable sector", latent(disks(8, 7, 1e6, 24), 0.1), 1248352.7673508506, 0, 1e-12},
		// the published chance is 1 − e^(−T/MTTDL), as if a new group could be lost at once
		{"one rack", rack, 9999749.123545585, 0.0008756383820971791, 3e-8},
		{"mirror", disks(2, 1, 1000, 24), 22333.333333333332, 0, 1e-12},
		{"mirror, lognormal", lognormal, 22329.59484107984, 0, 1e-10},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := losses(t, c.d)
			if c.mttdl > 0 {
				near(t, "MTTDL", l.MTTDL, c.mttdl, c.tolerance)
			}
			if c.chance > 0 {
				near(t, "chance", l.Chance, c.chance, c.tolerance)
			}
			sum := 0.0
			for _, p := range l.Parts {
				sum += p.Events
			}
			near(t, "sum of parts", sum, l.Events, 1e-9)
		})
	}
}

// TestRecursion holds the elimination to the first passage of a birth-death chain,
// h_i = (1 + d_{i−1} h_{i−1})/b_i.
func TestRecursion(t *testing.T) {
	for _, c := range []struct {
		n, needs, crews int
		mttf, rebuild   float64
	}{{20, 17, 0, 2e6, 156}, {9, 6, 0, 1e4, 100}, {12, 8, 2, 500, 30}, {5, 1, 1, 100, 90}, {3, 3, 0, 100, 1}, {600, 325, 0, 500, 500}} {
		d := disks(c.n, c.needs, c.mttf, c.rebuild)
		d.Crews = c.crews
		mean, h := 0.0, 0.0
		for i := 0; i <= c.n-c.needs; i++ {
			repairs := float64(i)
			if c.crews > 0 {
				repairs = math.Min(repairs, float64(c.crews))
			}
			h = (1 + repairs/c.rebuild*h) / (float64(c.n-i) / c.mttf)
			mean += h
		}
		near(t, "MTTDL", losses(t, d).MTTDL, mean, 1e-12)
	}
}

// TestLumped holds lumped chains to those that tell every domain apart.
func TestLumped(t *testing.T) {
	d := disks(9, 6, 2e4, 50)
	d.Blasts = []model.Blast{{Name: "room", Rate: 1e-6, Instances: 3}, {Name: "rack", Rate: 1e-5, Instances: 6}, {Name: "box", Rate: 3e-6, Instances: 9}}
	d.Patterns[0].Under = [][]int{{0, 1, 2, 0, 1, 2, 0, 1, 2}, {0, 1, 2, 3, 4, 5, 0, 1, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8}}
	d.Beta, d.Destroys, d.Latent = 0.02, 0.4, 0.05
	a, err := newGroup(d, &d.Patterns[0])
	if err != nil {
		t.Fatal(err)
	}
	b := &group{d: d, index: map[string]int{}, rate: a.rate, mu: a.mu}
	b.layout(&d.Patterns[0])
	b.tree = nil
	if err := b.walk(); err != nil {
		t.Fatal(err)
	}
	if len(a.state) >= len(b.state) {
		t.Errorf("%d states lumped, %d not", len(a.state), len(b.state))
	}
	x, _ := a.longRun()
	y, _ := b.longRun()
	near(t, "rate", x, y, 1e-12)
	ea, pa, _ := a.lost(3000, x)
	eb, pb, _ := b.lost(3000, y)
	near(t, "events", ea, eb, 1e-12)
	near(t, "chance", pa, pb, 1e-12)
	sum := 0.0
	for _, p := range losses(t, d).Parts {
		sum += p.Events
	}
	near(t, "parts", sum, losses(t, d).Events, 1e-9)
}

// TestFirstOrder holds the crossings to the chain where both apply: within the error
// that they tell of themselves.
func TestFirstOrder(t *testing.T) {
	for _, c := range []struct {
		n, needs      int
		mttf, rebuild float64
		latent        float64
	}{{8, 7, 1e6, 24, 0}, {9, 6, 1e4, 24, 0}, {20, 17, 2e6, 156, 0.01}, {3, 1, 5000, 24, 0.1}, {4, 4, 1000, 1, 0}, {10, 8, 2000, 10, 0.2}} {
		d := disks(c.n, c.needs, c.mttf, c.rebuild)
		d.Latent, d.Horizon = c.latent, 5*8760
		exactly := losses(t, d)
		about, err := ageing(d)
		if err != nil {
			t.Fatal(err)
		}
		if about.Error > 0.5 {
			t.Errorf("%d of %d: tells an error of %g", c.needs, c.n, about.Error)
		}
		near(t, "events", about.Events, exactly.Events, math.Max(about.Error, 1e-6))
		near(t, "MTTDL", about.MTTDL, exactly.MTTDL, math.Max(about.Error, 1e-6))
	}
}

// TestDomainsToFirstOrder is TestFirstOrder with domains that destroy, and shocks.
func TestDomainsToFirstOrder(t *testing.T) {
	for name, under := range map[string][]int{"one room": {0, 0, 0, 0, 0, 0}, "three rooms": {0, 1, 2, 0, 1, 2}, "each its own": {0, 1, 2, 3, 4, 5}, "uneven": {0, 0, 0, 0, 1, 2}} {
		d := disks(6, 3, 1e5, 24)
		d.Horizon = 5 * 8760
		d.Blasts = []model.Blast{{Name: "room", Rate: 2e-5, Instances: 6}}
		d.Patterns[0].Under = [][]int{under}
		d.Latent = 0.001 // with two domains at once it is left out
		exactly := losses(t, d)
		about, err := ageing(d)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, about.Events, exactly.Events, about.Error)
		d.Beta = 0.01
		if with := losses(t, d); !(with.Events > exactly.Events) {
			t.Errorf("%s: shocks lose nothing", name)
		}
	}
}

// TestAgeingChain holds the crossings of ageing units to an independent method: the
// birth-death chain with the hazard of the life as its rate, in steps, a lost group
// starting whole. It takes no member for younger than the group, which few failures
// allow.
func TestAgeingChain(t *testing.T) {
	for _, c := range []struct {
		kind       model.LawKind
		mean       float64
		shape, cv  float64
		n, needs   int
		rebuild    float64
		difference float64
	}{
		{model.Weibull, 1e6, 1.5, 0, 9, 6, 24, 0.02},
		{model.Weibull, 2e6, 0.8, 0, 9, 6, 24, 0.12}, // infant mortality: 4 % of the first ones fail, and their successors die young
		{model.Weibull, 5e5, 3, 0, 3, 1, 10, 0.01},
		{model.Lognormal, 5e5, 0, 1, 3, 1, 10, 0.01},
	} {
		d := disks(c.n, c.needs, 1, c.rebuild)
		d.Life, d.Horizon = model.NewLaw(c.kind, c.mean, c.shape, c.cv), 8760
		got := losses(t, d)
		near(t, c.kind.String(), got.Events, hazardChain(d), c.difference)
	}
}

// hazardChain integrates p' = p Q(t) by the implicit Euler method, twice, and
// extrapolates to steps of 0.
func hazardChain(d *model.Durability) float64 {
	coarse, fine := hazardSteps(d, 8760*4), hazardSteps(d, 8760*8)
	return 2*fine - coarse
}

func hazardSteps(d *model.Durability, steps int) float64 {
	m := d.Spare()
	p := make([]float64, m+1)
	p[0] = 1
	h := d.Horizon / float64(steps)
	before, lost := 0.0, 0.0
	for k := 1; k <= steps; k++ {
		cumulative := -math.Log(survives(&d.Life, float64(k)*h))
		rate := (cumulative - before) / h
		before = cumulative
		// (1 + h·out_i) p_i = old_i + h·in: Gauss–Seidel until it stands
		old := append([]float64(nil), p...)
		for range 60 {
			for i := m; i >= 0; i-- {
				in := 0.0
				if i > 0 {
					in += float64(d.Size-i+1) * rate * p[i-1]
				} else {
					in += float64(d.Size-m) * rate * p[m]
				}
				if i < m {
					in += float64(i+1) / d.Rebuild.Mean * p[i+1]
				}
				p[i] = (old[i] + h*in) / (1 + h*(float64(d.Size-i)*rate+float64(i)/d.Rebuild.Mean))
			}
		}
		lost += h * float64(d.Size-m) * rate * p[m]
	}
	return lost
}

// TestWindows keeps the other model of durability that is published in its place: disks
// fail independently within windows of one rebuild, and more than m in one lose data
// (Backblaze, erasure-coding-durability: 17+3, 0.405 % a year, 6.5 days). It begins each
// window whole and counts failures at any moment of it, where the chain follows each
// rebuild: the two differ by a factor.
func TestWindows(t *testing.T) {
	const afr, days = 0.00405, 6.5
	p := -math.Expm1(-afr * days / 365)
	window := beyond(20, 3, p)
	near(t, "a window", window, 1.3095807326641013e-13, 1e-9)
	near(t, "a year", -math.Expm1(365/days*math.Log1p(-window)), 7.35379949877955e-12, 1e-9)
	d := disks(20, 17, 8760/afr, days*24)
	if r := losses(t, d).Events / 7.35379949877955e-12; !(r > 2 && r < 6) { // see above
		t.Errorf("the chain's loss is %.3g times that of windows", r)
	} else {
		t.Logf("the chain's loss is %.3g times that of windows", r)
	}
}

func BenchmarkLosses17And3(b *testing.B) {
	d := disks(20, 17, 8760/0.00405, 156)
	d.Horizon = 5 * 8760
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Losses(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLossesAgeing(b *testing.B) {
	d := disks(9, 6, 1, 24)
	d.Horizon, d.Life = 5*8760, model.NewLaw(model.Weibull, 1e6, 1.3, 0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Losses(d); err != nil {
			b.Fatal(err)
		}
	}
}
