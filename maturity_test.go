package capplan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// ripening is a premium machine that is down for 40 h in 8,000 h, and 40 units of which
// half are enough: only what failover does not cover and incidents stop them.
func ripening(premium, commodity, rest string) string {
	return `version: 1
name: maturity
horizon: {start: 2009-01, years: 5}
fleets:
  premium: {count: 1, failures: ` + premium + `}
  commodity:
    count: 40
    needs: 20
    failures: {mttf: 8760 h}
    repair: 4 h
    failover: {recovery: 30 min}
    ` + commodity + `
` + rest
}

func figure(t *testing.T, r *capplan.Result, fleet, metric string) *capplan.Metric {
	t.Helper()
	m, ok := r.Fleets[fleet].Metrics[metric]
	if !ok {
		t.Fatalf("%s has no %s", fleet, metric)
	}
	return &m
}

// TestMaturityByHand: units that fail n·λ times an hour, 1 − s of it for 30 minutes, are
// as unavailable as 4 h in 8,004 h at s = 1 − U ÷ (n·λ·½ h); incidents of 1 h at
// r ÷ (1 + r) = U; and on linear curves the moment is where both together are.
func TestMaturityByHand(t *testing.T) {
	u := 4. / 20004
	lam := 40. / 8764
	out := func(success, incidents float64) float64 { // first order of the one, exactly the other
		return 1 - (1-lam*(1-success)*.5/(1+lam*(1-success)*.5))*(1-incidents/(1+incidents))
	}
	year := 8760.
	for _, c := range []struct {
		name, maturity string
		failover       float64
		incidents      float64 // a year
		overtakes      float64 // hours
	}{
		{"failover alone", "maturity: {failover: {from: 80 %, to: 99.9 %}, over: 3 y}", 1 - u/(lam*.5)*(1+0), nan, 0},
		{"incidents alone", "operations: {incidents: [{name: change, rate: 1/year, duration: 1 h}]}\n    maturity: {incidents: {from: 4/year, to: 0.25/year}, over: 3 y}", nan, u / (1 - u) * year, 0},
	} {
		s := scenario(t, ripening("{mttf: 20000 h}, repair: 4 h", c.maturity, ""))
		r := compare(t, s, capplan.Options{Trials: 50})
		if c.failover == c.failover {
			m := figure(t, r, "commodity", "maturity.failover")
			near(t, c.name, 1-*m.Mean, 1-c.failover, 3e-3)
			end := 1 - u/(lam*.5)
			hours := (end - .8) / (.999 - .8) * 3 * year
			near(t, c.name+", moment", *figure(t, r, "commodity", "maturity.overtakes").Mean, hours, 3e-3)
			if m.Method != "numerical" && m.Method != "approximation" || *m.Lo != *m.Mean || r.Fleets["commodity"].Rival != "premium" {
				t.Errorf("%s: %+v", c.name, m)
			}
		}
		if c.incidents == c.incidents {
			m := figure(t, r, "commodity", "maturity.incidents")
			near(t, c.name, *m.Mean, c.incidents, 1e-6)
			near(t, c.name+", moment", *figure(t, r, "commodity", "maturity.overtakes").Mean, (4-c.incidents)/3.75*3*year, 1e-6)
		}
	}
	both := "operations: {incidents: [{name: change, rate: 1/year, duration: 1 h}]}\n    maturity: {failover: {from: 90 %, to: 99.9 %}, incidents: {from: 4/year, to: 0.25/year}, over: 3 y}"
	r := compare(t, scenario(t, ripening("{mttf: 20000 h}, repair: 4 h", both, "")), capplan.Options{Trials: 50})
	when := *figure(t, r, "commodity", "maturity.overtakes").Mean / (3 * year)
	if got := out(.9+.099*when, (4-3.75*when)/year); !(math.Abs(got/u-1) < 3e-3) {
		t.Errorf("at the moment it loses %.6g, the other %.6g", got, u)
	}
}

var nan = math.NaN()

// TestMaturityBySweep: with the success held at what the figure says both fleets are as
// unavailable, by --set and whatever else moves; with uncertain inputs in the mean over
// the same draws, and each draw's own is above or below it as the draw is.
func TestMaturityBySweep(t *testing.T) {
	text := ripening("{mttf: 20000 h (9000..50000)}, repair: 4 h", "operations: {incidents: [{name: change, rate: 1/year, duration: 50 min (30..90), reach: fleet}]}\n    maturity: {failover: {from: 80 %, to: 99.9 %}, incidents: {from: 4/year, to: 0.25/year}, over: 3 y}", "")
	o := capplan.Options{Trials: 60, Method: "exact"}
	r := compare(t, scenario(t, text), o)
	m := figure(t, r, "commodity", "maturity.failover")
	if !(*m.P10 < *m.Mean && *m.Mean < 1 && *m.Lo < *m.Mean && *m.Mean < *m.Hi) {
		t.Errorf("%v, P10 %v, %v..%v", *m.Mean, *m.P10, *m.Lo, *m.Hi)
	}
	held := strings.Replace(text, "{from: 80 %, to: 99.9 %}", fmt.Sprintf("{from: %.12g %%, to: %.12g %%}", 100**m.Mean, 100**m.Mean), 1)
	h := compare(t, scenario(t, held), o)
	near(t, "with failover held", *figure(t, h, "commodity", "unavailability").Mean, *figure(t, h, "premium", "unavailability").Mean, 1e-6)

	m = figure(t, r, "commodity", "maturity.incidents")
	held = strings.Replace(text, "{from: 4/year, to: 0.25/year}", fmt.Sprintf("{from: %.12g/year, to: %.12g/year}", *m.Mean, *m.Mean), 1)
	h = compare(t, scenario(t, held), o)
	near(t, "with incidents held", *figure(t, h, "commodity", "unavailability").Mean, *figure(t, h, "premium", "unavailability").Mean, 1e-6)
}

// TestMaturityOfHistories: what histories tell of the same fleet lies by the exact one.
func TestMaturityOfHistories(t *testing.T) {
	text := ripening("{mttf: 4000 h}, repair: 4 h", "operations: {incidents: [{name: change, rate: 1/year, duration: 50 min}]}\n    maturity: {failover: {from: 70 %, to: 99.9 %}, incidents: {from: 8/year, to: 0.25/year}, over: 3 y}", "")
	x := compare(t, scenario(t, text), capplan.Options{Trials: 50})
	h := compare(t, scenario(t, text), capplan.Options{Trials: 4000, Method: "simulate"})
	for _, name := range []string{"maturity.failover", "maturity.incidents", "maturity.overtakes"} {
		a, b := figure(t, x, "commodity", name), figure(t, h, "commodity", name)
		half := (*b.Hi - *b.Lo) / 2
		if b.Method != "approximation" || !(half < .1**b.Mean) || !(math.Abs(*a.Mean-*b.Mean) < 4/1.96*half+2e-3**a.Mean) {
			t.Errorf("%s: exact %v, histories %v (%v..%v): %s", name, *a.Mean, *b.Mean, *b.Lo, *b.Hi, b.Why)
		}
	}
}

// TestMaturityWithoutACrossing: never and always are said, not numbers; a fleet without
// maturity, and one that has only cheaper engineering, has no such figure.
func TestMaturityWithoutACrossing(t *testing.T) {
	const ripe = "maturity: {failover: {from: 90 %, to: 99.9 %}, over: 3 y}"
	for _, c := range []struct{ premium, why string }{{"never", "never: "}, {"{mttf: 100 h}, repair: 4 h", "always: "}} {
		r := compare(t, scenario(t, ripening(c.premium, ripe, "")), capplan.Options{Trials: 50})
		for _, name := range []string{"maturity.failover", "maturity.overtakes"} {
			if m := figure(t, r, "commodity", name); m.Mean != nil || !strings.HasPrefix(m.Why, c.why) {
				t.Errorf("%s against %s: %v, %s", name, c.premium, m.Mean, m.Why)
			}
		}
		if _, ok := r.Fleets["commodity"].Metrics["maturity.incidents"]; ok {
			t.Error("incidents without any")
		}
		if _, ok := r.Fleets["premium"].Metrics["maturity.failover"]; ok {
			t.Error("premium does not mature")
		}
	}
}

// TestMaturityIsPromised: assertions read the figures, shares in percent and moments as
// days.
func TestMaturityIsPromised(t *testing.T) {
	day := func(hours float64) string {
		return time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hours * float64(time.Hour))).Format("2006-01-02")
	}
	const ripe = "maturity: {failover: {from: 80 %, to: 99.9 %}, over: 3 y}"
	for _, c := range []struct{ that, verdict string }{
		{"mean(commodity.maturity.failover) <= 92 %", "pass"},
		{"mean(commodity.maturity.failover) <= 91 %", "fail"},
		{"mean(commodity.maturity.failover) >= 100 %", "fail"},
		{"median(commodity.maturity.overtakes) <= " + day(14700), "fail"},
		{"median(commodity.maturity.overtakes) <= " + day(15000), "pass"},
	} {
		r := compare(t, scenario(t, ripening("{mttf: 20000 h}, repair: 4 h", ripe, "assertions: [{that: "+c.that+"}]\n")), capplan.Options{Trials: 50})
		if a := &r.Assertions[0]; a.Verdict != c.verdict {
			t.Errorf("%s: %s, value %v (%s)", c.that, a.Verdict, a.Value, a.Why)
		}
	}
}
