package decide

import (
	"math"
	"math/rand/v2"
	"testing"
)

// summarised is a result of one fleet with one sampled figure.
func summarised(v []float64) *Result {
	return &Result{
		Schema: Schema, Trials: len(v), Seed: 1, Scenario: Scenario{HorizonHours: 8760, HoursPerYear: 8760},
		Fleets: map[string]FleetResult{"a": {Metrics: map[string]Metric{"cost.pv": sampled("USD", v)}}},
	}
}

func heldFigure(t *testing.T, x, y []float64, o DiffOptions) DiffFigure {
	t.Helper()
	d, err := Diff(summarised(x), summarised(y), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Figures) != 1 {
		t.Fatalf("%d figures, want 1", len(d.Figures))
	}
	return d.Figures[0]
}

// TestDiffConstant: two costs that differ by a constant differ by it, without error,
// however widely both scatter; unpaired they do not tell.
func TestDiffConstant(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 450))
	x, y := make([]float64, 400), make([]float64, 400)
	for i := range x {
		x[i] = 1e6 + 2e5*src.NormFloat64()
		y[i] = x[i] + 1024
	}
	f := heldFigure(t, x, y, DiffOptions{Paired: true})
	if f.Verdict != Moved || math.Abs(*f.Difference-1024) > 1e-6 || math.Abs(*f.Lo-1024) > 1e-6 || math.Abs(*f.Hi-1024) > 1e-6 {
		t.Errorf("paired: %s %g in %g..%g, want 1024 exactly", f.Verdict, *f.Difference, *f.Lo, *f.Hi)
	}
	g := heldFigure(t, x, y, DiffOptions{})
	if want := 2 * math.Sqrt2 * 1.966 * sdOf(x) / 20; g.Verdict != Noise || math.Abs((*g.Hi-*g.Lo)/want-1) > 0.02 {
		t.Errorf("unpaired: %s, %g wide, want ~ and %g by √2·t·s/√n·2", g.Verdict, *g.Hi-*g.Lo, want)
	}
	if h := heldFigure(t, x, x, DiffOptions{Paired: true}); h.Verdict != Same {
		t.Errorf("a figure against itself: %s", h.Verdict)
	}
	if h := heldFigure(t, x, y, DiffOptions{Paired: true, Tolerance: 0.01}); h.Verdict != Tolerated {
		t.Errorf("0.1 %% at a tolerance of 1 %%: %s", h.Verdict)
	}
	if h := heldFigure(t, x, y, DiffOptions{Paired: true, Tolerance: 0.001}); h.Verdict != Moved {
		t.Errorf("0.102 %% at a tolerance of 0.1 %%: %s", h.Verdict)
	}
}

func sdOf(v []float64) float64 { _, sd := meanSD(v); return sd }

// TestDiffCoverage: over 2,000 seeds the 95 % interval of a paired difference holds the
// truth 95 % of the time, and a difference of nothing is ~ as often. Five standard
// deviations of the count are allowed, which is less than a point.
func TestDiffCoverage(t *testing.T) {
	const seeds, n = 2000, 60
	for _, truth := range []float64{0, 3} {
		held, quiet, width := 0, 0, 0.0
		for seed := range uint64(seeds) {
			src := rand.New(rand.NewPCG(seed, 451))
			x, y := make([]float64, n), make([]float64, n)
			for i := range x {
				x[i] = 1000 + 100*src.NormFloat64()
				y[i] = x[i] + truth + 5*src.NormFloat64()
			}
			f := heldFigure(t, x, y, DiffOptions{Paired: true})
			if *f.Lo <= truth && truth <= *f.Hi {
				held++
			}
			if f.Verdict == Noise {
				quiet++
			}
			width += (*f.Hi - *f.Lo) / seeds
		}
		slack := 5 * math.Sqrt(0.05*0.95*seeds)
		if math.Abs(float64(held)-0.95*seeds) > slack {
			t.Errorf("truth %g: %d of %d intervals hold it", truth, held, seeds)
		}
		if want := 2 * 2.001 * 5 / math.Sqrt(n); math.Abs(width/want-1) > 0.02 { // t₅₉ s/√n on each side
			t.Errorf("truth %g: %g wide on average, want %g", truth, width, want)
		}
		if truth == 0 && quiet != held {
			t.Errorf("%d are ~, and %d hold 0", quiet, held)
		}
	}
}

// TestDiffSkewed: where a few trials make the difference there is no interval, and no
// change is claimed.
func TestDiffSkewed(t *testing.T) {
	x, y := make([]float64, 500), make([]float64, 500)
	for i := range x {
		x[i], y[i] = 10, 10
	}
	y[7], y[40] = 4000, 9000
	if f := heldFigure(t, x, y, DiffOptions{Paired: true}); f.Verdict != Noise || f.Lo != nil {
		t.Errorf("%s with an interval from %v", f.Verdict, f.Lo)
	}
	none := make([]float64, 500)
	if f := heldFigure(t, none, none, DiffOptions{Paired: true}); f.Verdict != Same { // one scenario
		t.Errorf("nothing seen, nothing changed: %s", f.Verdict)
	}
	a, b := summarised(none), summarised(none)
	b.Catalog.Version = "other"
	d, err := Diff(a, b, DiffOptions{Paired: true})
	if err != nil || d.Figures[0].Verdict != Noise {
		t.Errorf("nothing seen of two scenarios: %v %v, want ~", d.Figures[0].Verdict, err)
	}
}

// TestDiffExact: what is exact is never ~, and the last digit is no change.
func TestDiffExact(t *testing.T) {
	hold := func(a, b *float64, why string) DiffFigure {
		var f DiffFigure
		m := Metric{Unit: "1", Method: "exact", Mean: a, Lo: a, Hi: a, P50: a}
		n := Metric{Unit: "1", Method: "exact", Mean: b, Lo: b, Hi: b, P50: b, Why: why}
		f.hold(&m, &n, false, 0)
		return f
	}
	for _, c := range []struct {
		a, b *float64
		why  string
		want string
	}{
		{ptr(1), ptr(1), "", Same},
		{ptr(0.123456789012), ptr(0.123456789013), "", Same},
		{ptr(0.123456789012), ptr(0.123456789112), "", Moved},
		{ptr(1e-15), ptr(2e-15), "", Moved},
		{ptr(0), ptr(1e-300), "", Moved},
		{ptr(5), nil, "null: not within the horizon", Moved},
		{ptr(5), nil, "not known: no method", Noise},
	} {
		if f := hold(c.a, c.b, c.why); f.Verdict != c.want {
			t.Errorf("%v against %v: %s, want %s", c.a, c.b, f.Verdict, c.want)
		}
	}
	if f := hold(nil, nil, ""); f.Statistic != "" {
		t.Errorf("nothing against nothing: %s", f.Statistic)
	}
}

// TestDiffMedians: figures without a mean are held by their medians, also where a part
// of the trials lies beyond what is known.
func TestDiffMedians(t *testing.T) {
	days := func(step float64, beyond int) *Metric {
		v := make(column, 400)
		for i := range v {
			v[i] = float64(i) + step
			if i >= 400-beyond {
				v[i] = math.Inf(1)
			}
		}
		m := dated(v, "")
		return &m
	}
	for _, c := range []struct {
		m, n *Metric
		want string
	}{
		{days(0, 10), days(0, 10), Same},
		{days(0, 10), days(5, 10), Noise},
		{days(0, 10), days(100, 10), Moved},
		{days(0, 10), days(0, 300), Moved}, // its median lies beyond
		{days(0, 195), days(0, 205), Noise},
	} {
		var f DiffFigure
		f.hold(c.m, c.n, true, 0)
		if f.Verdict != c.want || f.Statistic != "p50" {
			t.Errorf("%v against %v: %s of %s, want %s", c.m.P50, c.n.P50, f.Verdict, f.Statistic, c.want)
		}
	}
}

// TestDiffUnrelated refuses what nothing can be said of.
func TestDiffUnrelated(t *testing.T) {
	a, b := summarised([]float64{1, 2}), summarised([]float64{1, 2})
	a.Scenario.Currency, b.Scenario.Currency = "USD", "CNY"
	if _, err := Diff(a, b, DiffOptions{}); err == nil {
		t.Error("two currencies are held against each other")
	}
	b.Scenario.Currency = "USD"
	b.Fleets = map[string]FleetResult{"b": a.Fleets["a"]}
	if _, err := Diff(a, b, DiffOptions{}); err == nil {
		t.Error("fleets of other names are held against each other")
	}
}
