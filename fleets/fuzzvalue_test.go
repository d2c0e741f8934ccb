package fleets

import (
	"math"
	"reflect"
	"testing"

	"github.com/capplan/capplan/internal/fuzzing"
	"github.com/capplan/capplan/model"
)

// FuzzValue reads a value of every kind: what is read is finite, lies within its range, is
// drawn finite, and is read the same again.
func FuzzValue(f *testing.F) {
	kinds := []*kind{aNumber, aCount, aShare, aGrowth, anAFR, aDuration, aSpan, aFreq, aLoad, aPower, aPrice, perYear, aRental, aMass, aGrid, aDiscount, aSalvage, aLife, anOccupancy, perWatt, perByte}
	for i, s := range []string{
		"14k USD (12k..18k)", "12k..18k USD", "14k USD ± 15 %", "99.95 %", "-5 %/year", "1e400", "€5", "0x", "4 m", "(", "..", "±",
		"24", "1.5", "20k", "1.2M", "2e-5", "5k USD/year", "0.11 USD/kWh", "9k CNY/rack/month", "15 USD/W", "22 %/year", "90 s", "4 min", "24 h", "3 d", "2 w", "6 months", "2 y",
		"48k tps", "1200 req/s", "6.1M tpmC", "0.5/year", "1e-7/h", "5 %/year", "1e-9/request", "3.61/10k", "512 GiB", "3.84 TB", "450 W", "6.5 kW", "2 U", "3 h (1..6)", "30 %..70 %", "1e308 USD (1..1e308)", "5e-324 h", "0 h",
	} {
		for k := range kinds {
			if i < 12 || k%4 == i%4 {
				f.Add(s, uint8(k))
			}
		}
	}
	fuzzing.Run(f, func(t *testing.T, s string, k uint8) {
		defer fuzzing.Watch()()
		kind := kinds[int(k)%len(kinds)]
		q, _, errs := readValue(s, kind)
		if errs != nil {
			toldWell(t, errs, s)
			return
		}
		if math.IsNaN(q.Value) || math.IsInf(q.Value, 0) || q.Set && q.ID > 0 && !(q.Lo <= q.Value && q.Value <= q.Hi) {
			t.Fatalf("%q is %+v", s, q)
		}
		for _, u := range []float64{0.001, 0.5, 0.999} {
			if v := q.At(model.Draw{u}); math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%q draws %v at %v: %+v", s, v, u, q)
			}
		}
		if again, _, errs := readValue(s, kind); errs != nil || !reflect.DeepEqual(q, again) {
			t.Fatalf("%q is read again as %+v, %v", s, again, errs)
		}
	})
}

// FuzzWritten reads a value as it is written, without knowing its kind.
func FuzzWritten(f *testing.F) {
	for _, s := range []string{"14k USD (12k..18k)", "12k..18k USD", "14k USD ± 15 %", "99.95 %", "1e400", "4 min (1 h..2)", "(", "0..0", "-5..5 %", "3 (1..2) h"} {
		f.Add(s)
	}
	fuzzing.Run(f, func(t *testing.T, s string) {
		defer fuzzing.Watch()()
		w, ok := ReadWritten(s)
		if !ok {
			return
		}
		for _, x := range []float64{w.Value, w.Range[0], w.Range[1]} {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("%q is %+v", s, w)
			}
		}
	})
}

const assertedOn = head + `horizon: {start: 2027-01, years: 5}
workloads: {w: {peak: 5 tps, slo: {availability: 99 %}}, pay: {of: w, share: 5 %}}
fleets:
  one: {failures: {afr: 8 %}, repair: 24 h, count: 4, hardware: {price: 5k USD}, throughput: 3 tps}
  two: {failure_domains: {rack: {count: 2, failures: {mttf: 4 y}, repair: 3 h}}, pools: {web: {failures: {afr: 8 %}, repair: 24 h, count: 4, throughput: 3 tps}, db: {failures: never, repair: 24 h, count: 2}}}
`

// FuzzAssertion reads an assertion, a statistic and a figure; an assertion that is read
// says so in words that are read the same.
func FuzzAssertion(f *testing.F) {
	for _, s := range []string{
		"mean(one.availability) >= 99.9 %", "median(one.cost.pv) <= 75 % of two", "P(two.availability >= 99.95 %) >= 90 %", "mean(one.headroom @ 2029-11-11) >= 25 %", "two.survives(rack, 1)", "two.survives(web, 2, at: mean)",
		"p99.9(two.w.downtime) < 500 min/year", "sd(two.pools.web.units_up) <= 1", "mean(one.capacity.peak) >= 2 x two", "mean(one.headroom @ worst) >= 0", "mean(one.headroom @ end) >= 3 %",
		"P(one.exhaustion >= 2029-01) >= 5 %", "mean(one.cost.year.2028) <= 5 USD", "mean(", "P(", "P(one.availability) >= 3", "mean(one.availability) => 99.9 %", "one.survives(", "p101(one.downtime) <= 3", "one.placement", "one.availability", "two.pools.db.failures", "cost.pv", "mean (one.cost.pv)<=1e400 USD", "P(one.cost.pv <= 5k USD)",
	} {
		f.Add(s)
	}
	plan, _, err := loads(assertedOn, "", Options{})
	if err != nil {
		f.Fatal(err)
	}
	read := func(text string) (model.Assertion, error) {
		p := *plan
		r := &reader{plan: &p, reported: map[reported]bool{}, misspelt: map[lack]bool{}, month: 730, opt: Options{Require: []string{text}}}
		r.require()
		if err := r.errors(); err != nil {
			return model.Assertion{}, err
		}
		if len(p.Assertions) != 1 {
			return model.Assertion{}, nil
		}
		return p.Assertions[0], nil
	}
	fuzzing.Run(f, func(t *testing.T, text string) {
		defer fuzzing.Watch()()
		_, err := ReadFigure(plan, text)
		toldWell(t, err, text)
		_, err = ReadStatistic(plan, "--figure", text, []string{"one", "two"})
		toldWell(t, err, text)
		a, err := read(text)
		if toldWell(t, err, text) {
			return
		}
		again, err := read(a.That)
		a.Width, again.Width = 0, 0
		a.Origin, again.Origin = model.Origin{}, model.Origin{}
		if err != nil || !reflect.DeepEqual(a, again) {
			t.Fatalf("%q says %q, which is %+v, %v; want %+v", text, a.That, again, err, a)
		}
	})
}
