package fleets

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

func readValue(text string, k *kind) (model.Quantity, string, *Errors) {
	r := newReader(Options{})
	r.plan.Currency = "USD"
	for _, c := range []string{"CNY", "EUR"} {
		r.rates[c] = true
	}
	src := newSource("test", text)
	r.register(src)
	q, c, _ := r.measure(&node{text: text, at: place{src: src, line: 1, col: 1, width: len(text)}}, "x", k)
	if len(r.diags) > 0 {
		return q, c, &Errors{r.diags}
	}
	return q, c, nil
}

func TestValues(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		text     string
		kind     *kind
		value    float64
		lo, hi   float64
		scale    model.Scale
		min, max float64
	}{
		{"24", aNumber, 24, 0, 0, model.Log, 0, 0},
		{"1.5", aNumber, 1.5, 0, 0, model.Log, 0, 0},
		{"20k", aCount, 20000, 0, 0, model.Log, 0, 0},
		{"1.2M", aNumber, 1.2e6, 0, 0, model.Log, 0, 0},
		{"2e-5", aNumber, 2e-5, 0, 0, model.Log, 0, 0},
		{"2.3k", aNumber, 2300, 0, 0, model.Log, 0, 0},
		{"14k USD", aPrice, 14000, 0, 0, model.Log, 0, 0},
		{"14k USD (12k..18k)", aPrice, 14000, 12000, 18000, model.Log, 0, 0},
		{"12k..18k USD", aPrice, math.Sqrt(12000 * 18000), 12000, 18000, model.Log, 0, 0},
		{"12k USD..18k USD", aPrice, math.Sqrt(12000 * 18000), 12000, 18000, model.Log, 0, 0},
		{"14k USD ± 15 %", aPrice, 14000, 11900, 16100, model.Log, 0, 0},
		{"14k USD (0..18k)", aPrice, 14000, 0, 18000, model.Linear, 0, inf},
		{"5k USD/year", perYear, 5000, 0, 0, model.Log, 0, 0},
		{"5k USD/month", perYear, 60000, 0, 0, model.Log, 0, 0},
		{"0.11 USD/kWh", perKWh, 0.11, 0, 0, model.Log, 0, 0},
		{"9k CNY/rack/month", aSpace, 108000, 0, 0, model.Log, 0, 0},
		{"90 s", aDuration, 0.025, 0, 0, model.Log, 0, 0},
		{"4 min", aDuration, 4. / 60, 0, 0, model.Log, 0, 0},
		{"4min (2..10)", aDuration, 4. / 60, 2. / 60, 10. / 60, model.Log, 0, 0},
		{"1 h (30 min..4 h)", aDuration, 1, 0.5, 4, model.Log, 0, 0},
		{"24 h", aDuration, 24, 0, 0, model.Log, 0, 0},
		{"3 d", aDuration, 72, 0, 0, model.Log, 0, 0},
		{"2 w", aDuration, 336, 0, 0, model.Log, 0, 0},
		{"6 months", aDuration, 4380, 0, 0, model.Log, 0, 0},
		{"2 y", aDuration, 17520, 0, 0, model.Log, 0, 0},
		{"500 ms", aDuration, 0.5 / 3600, 0, 0, model.Log, 0, 0},
		{"48k tps", aLoad, 48000, 0, 0, model.Log, 0, 0},
		{"1200 req/s", aLoad, 1200, 0, 0, model.Log, 0, 0},
		{"6.1M tpmC", aLoad, 6.1e6 / 60, 0, 0, model.Log, 0, 0},
		{"0.5/year", aFreq, 0.5 / 8760, 0, 0, model.Log, 0, 0},
		{"1/month", aFreq, 1. / 730, 0, 0, model.Log, 0, 0},
		{"1e-7/h", aFreq, 1e-7, 0, 0, model.Log, 0, 0},
		{"5 %/year", aFreq, 0.05 / 8760, 0, 0, model.Log, 0, 0},
		{"99.95 %", aShare, 0.9995, 0, 0, model.Logit, 0, 0},
		{"95 % (85 %..99.5 %)", aShare, 0.95, 0.85, 0.995, model.Logit, 0, 0},
		{"95 % (85..99.5)", aShare, 0.95, 0.85, 0.995, model.Logit, 0, 0},
		{"95 % (85 %..100 %)", aShare, 0.95, 0.85, 1, model.Linear, 0, 1},
		{"0 %..10 %", aShare, 0.05, 0, 0.1, model.Linear, 0, 1},
		{"20 %..80 %", aShare, 0.5, 0.2, 0.8, model.Logit, 0, 0},
		{"55 % (8 %..120 %)", anAFR, 0.55, 0.08, 1.2, model.Log, 0, 0},
		{"25 %/year (15 %..40 %)", aGrowth, 0.25, 0.15, 0.4, model.Linear, -1, inf},
		{"-10 %/year (-20 %..5 %)", aGrowth, -0.1, -0.2, 0.05, model.Linear, -1, inf},
		{"450 W", aPower, 450, 0, 0, model.Log, 0, 0},
		{"6.5 kW", aPower, 6500, 0, 0, model.Log, 0, 0},
		{"2 U", aSize, 2, 0, 0, model.Log, 0, 0},
		{"5..5", aNumber, 5, 0, 0, model.Log, 0, 0},
		{"1200 kg", aMass, 1200, 0, 0, model.Log, 0, 0},
		{"1.2 t (1..2)", aMass, 1200, 1000, 2000, model.Log, 0, 0},
		{"0.9 kg/kWh", aGrid, 0.9, 0, 0, model.Log, 0, 0},
		{"550 g/kWh", aGrid, 0.55, 0, 0, model.Log, 0, 0},
		{"550 kg/MWh", aGrid, 0.55, 0, 0, model.Log, 0, 0},
		{"0.55 t/MWh", aGrid, 0.55, 0, 0, model.Log, 0, 0},
		{"30 min", aLabour, 0.5, 0, 0, model.Log, 0, 0},
		{"20 kB", aData, 20000, 0, 0, model.Log, 0, 0},
		{"2 KiB", aData, 2048, 0, 0, model.Log, 0, 0},
		{"15 USD/W", perWatt, 15, 0, 0, model.Log, 0, 0},
		{"9M USD/MW", perWatt, 9, 0, 0, model.Log, 0, 0},
		{"0.04 USD/W/month", perWattYear, 0.48, 0, 0, model.Log, 0, 0},
		{"480 USD/kW/year", perWattYear, 0.48, 0, 0, model.Log, 0, 0},
		{"0.5 CNY/GB", perByte, 0.5e-9, 0, 0, model.Log, 0, 0},
		{"512 USD/TiB", perByte, 512. / (1 << 40), 0, 0, model.Log, 0, 0},
		{"60 USD/U/month", aSpace, 720, 0, 0, model.Log, 0, 0},
		{"90 USD/kW/month", aRental, 1080, 0, 0, model.Log, 0, 0},
		{"40 % (30..45)", aDiscount, 0.4, 0.3, 0.45, model.Logit, 0, 0},
		{"5 % (0..10)", aSalvage, 0.05, 0, 0.1, model.Linear, 0, 1},
		{"17 %", aVAT, 0.17, 0, 0, model.Log, 0, 0},
		{"36 months", aLife, 36 * 730, 0, 0, model.Log, 0, 0},
	} {
		q, _, errs := readValue(c.text, c.kind)
		if errs != nil {
			t.Errorf("%s: %v", c.text, errs)
			continue
		}
		near := func(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-14*math.Abs(b) }
		if !near(q.Value, c.value) || !near(q.Lo, c.lo) || !near(q.Hi, c.hi) || q.Scale != c.scale || q.Min != c.min || q.Max != c.max {
			t.Errorf("%s: %v (%v..%v) scale %v cut %v..%v, want %+v", c.text, q.Value, q.Lo, q.Hi, q.Scale, q.Min, q.Max, c)
		}
		if q.Uncertain() != (c.lo != 0 || c.hi != 0) {
			t.Errorf("%s: uncertain is %v", c.text, q.Uncertain())
		}
	}
}

// A drawn value lies below the low end 5 % of the time and above the high end
// 5 %, and is most likely at the likely value, on its scale.
func TestDraws(t *testing.T) {
	for _, c := range []struct {
		text string
		kind *kind
	}{
		{"14k USD (12k..18k)", aPrice},
		{"12k..18k USD", aPrice},
		{"14k USD ± 15 %", aPrice},
		{"95 % (85 %..99.5 %)", aShare},
		{"20 %..80 %", aShare},
		{"-10 %/year (-20 %..5 %)", aGrowth},
		{"55 % (8 %..120 %)", anAFR},
		{"6 h (6..24)", aSpan},
	} {
		q, _, errs := readValue(c.text, c.kind)
		if errs != nil {
			t.Fatal(errs)
		}
		at := func(u float64) float64 { return q.At(model.Draw{u}) }
		if d := math.Abs(at(0.05) - q.Lo); !(d <= 1e-8*math.Abs(q.Hi)) {
			t.Errorf("%s: the 5 %% point is %v, want %v", c.text, at(0.05), q.Lo)
		}
		if d := math.Abs(at(0.95) - q.Hi); !(d <= 1e-8*math.Abs(q.Hi)) {
			t.Errorf("%s: the 95 %% point is %v, want %v", c.text, at(0.95), q.Hi)
		}
		scale := func(v float64) float64 {
			switch q.Scale {
			case model.Log:
				return math.Log(v)
			case model.Logit:
				return math.Log(v / (1 - v))
			}
			return v
		}
		best, slope := 0.0, math.Inf(1) // the density is highest where the quantile is flattest
		for u := 0.01; u < 0.99; u += 0.0005 {
			if s := scale(at(u+0.0005)) - scale(at(u-0.0005)); s < slope {
				best, slope = scale(at(u)), s
			}
		}
		if d := math.Abs(best - scale(q.Value)); !(d <= 0.01*(scale(q.Hi)-scale(q.Lo))) {
			t.Errorf("%s: the mode is off by %v", c.text, d)
		}
	}
}

func TestCutDrawsStayPossible(t *testing.T) {
	for text, k := range map[string]*kind{"0 %..10 %": aShare, "95 % (85 %..100 %)": aShare, "14k USD (0..18k)": aPrice, "-80 %/year (-99 %..50 %)": aGrowth} {
		q, _, errs := readValue(text, k)
		if errs != nil {
			t.Fatal(errs)
		}
		for _, u := range []float64{1e-300, 1e-9, 0.5, 1 - 1e-9, 1 - 1e-16} {
			if v := q.At(model.Draw{u}); !(v >= q.Min && v <= q.Max) {
				t.Errorf("%s at %v: %v", text, u, v)
			}
		}
	}
}

func TestWrongValues(t *testing.T) {
	for text, code := range map[string]string{
		"": "E016", "4 m": "E012", "4": "E010", "4 kW": "E011", "4 fortnights": "E013", "4 h (5..6)": "E024", "6..4 h": "E022", "0 h": "E015", "-1 h": "E015",
		"010 h": "E019", "1,5 h": "E019", "1_0 h": "E019", "0x10 h": "E019", "inf": "E016", ".inf h": "E016", "4 h (": "E019", "4 h (5": "E019", "4 h ()": "E019", "4 h (..)": "E016",
		"4..": "E016", "..4 h": "E016", "4...5 h": "E019", "4 h ± 0 %": "E019", "4 h ± 200 %": "E019", "4 h 5": "E013", "4 5 h": "E019", "1e999 h": "E016", "1e99999999999999999999 h": "E016", "4 h–6 h": "E019", "−4 h": "E019",
	} {
		_, _, errs := readValue(text, aSpan)
		if errs == nil {
			t.Errorf("%q is read", text)
		} else if errs.List[0].Code != code {
			t.Errorf("%q: want %s\n%v", text, code, errs)
		}
	}
}

// What money people get wrong has words of its own.
func TestWrongMoney(t *testing.T) {
	for _, c := range []struct {
		text          string
		kind          *kind
		code, message string
	}{
		{"120 %", aDiscount, "E124", "a discount above 100 %"},
		{"90 % (80..105)", aDiscount, "E124", "a discount above 100 %"},
		{"-5 %", aDiscount, "E015", "a discount of less than nothing"},
		{"110 %", aSalvage, "E124", "a salvage above the price"},
		{"-5 %", aSalvage, "E015", "a negative salvage"},
		{"0 y", aLife, "E015", "a useful life of zero"},
		{"-1 y", aLife, "E015", "not negative"},
		{"0 %", anOccupancy, "E015", "too small"},
		{"101 %", anOccupancy, "E124", "above 100 %"},
		{"1200", aMass, "E010", "without its unit"},
		{"1200 kgCO2e", aMass, "E013", "unknown unit"},
		{"0.9 kg", aGrid, "E011", "where carbon dioxide of electricity is needed"},
		{"15 USD", perWatt, "E010", "what it is per"},
		{"15 USD/m", perWatt, "E013", "unknown unit"},
		{"0.04 USD/W", perWattYear, "E011", "where a price of running a building is needed"},
		{"0.5 USD/kWh", perByte, "E011", "where a price of data is needed"},
		{"9k USD/rack", aSpace, "E011", "where a price of space is needed"},
	} {
		_, _, errs := readValue(c.text, c.kind)
		if errs == nil {
			t.Errorf("%q is read as %s", c.text, c.kind.name)
			continue
		}
		d := errs.List[0]
		if d.Code != c.code || !strings.Contains(d.Message, c.message) || d.Help == "" && d.Label == "" {
			t.Errorf("%q: want %s %s\n%v", c.text, c.code, c.message, errs)
		}
	}
}
