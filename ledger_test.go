package capplan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// ledgerOf is a scenario with groups that agree, and more keys of the pool and of rooms.
func ledgerOf(t *testing.T, groups, pool, rooms string) *capplan.Scenario {
	t.Helper()
	return scenario(t, fmt.Sprintf(`version: 1
name: ledger
horizon: {years: 2}
workloads: {pay: {peak: 600 req/s, slo: {availability: 99.9 %%}}}
fleets:
  f:
    failure_domains: {room: {count: 5, failures: {mttf: 1000 h}, repair: 10 h%s}}
    pools: {ledger: {count: 60, failures: {mttf: 500 h}, repair: 5 h, groups: {%s}, %s}}
`, rooms, groups, pool))
}

// TestLedgerFails holds how often groups can be read and written, by histories and by the
// exact law, to sums over who is up: rooms and members are each down 1 ÷ 101 and 1 ÷ 101.
func TestLedgerFails(t *testing.T) {
	const room, unit = 10. / 1010, 5. / 505
	up := (1 - room) * (1 - unit)
	fewer := func(n, k int, a float64) (u float64) { // members in rooms of their own
		for j := range k {
			c := 1.0
			for i := range j {
				c *= float64(n-i) / float64(i+1)
			}
			u += c * math.Pow(a, float64(j)) * math.Pow(1-a, float64(n-j))
		}
		return u
	}
	for _, c := range []struct {
		groups      string
		n           int
		read, write int
	}{
		{"size: 3, agreement: majority, apart: room", 3, 2, 2},
		{"size: 5, agreement: majority, apart: room", 5, 3, 3},
		{"size: 4, agreement: byzantine, apart: room", 4, 3, 3},
		{"size: 5, write: 4, apart: room", 5, 2, 4},
	} {
		s := ledgerOf(t, c.groups, "failover: {time: 30 min}", "")
		m := compare(t, s, capplan.Options{Trials: 20}).Fleets["f"].Metrics
		read, write := fewer(c.n, c.read, up), fewer(c.n, c.write, up)
		election := (1 - room) * 0.5 / 505 // λT of a member in reach, which leads one time in size
		near(t, c.groups+": read", *m["unavailability.read"].Mean, read, 1e-11)
		near(t, c.groups+": write", *m["unavailability.write"].Mean, write+(1-write)*election, 1e-11)
		near(t, c.groups+": available", *m["availability.write"].Mean, 1-write-(1-write)*election, 1e-11)

		h := compare(t, s, capplan.Options{Trials: 400, Method: "simulate"}).Fleets["f"].Metrics
		for name, want := range map[string]float64{"unavailability.read": read, "unavailability.write": write + (1-write)*election} {
			x := h[name]
			if x.Mean == nil || x.SD == nil {
				t.Fatalf("%s: no %s", c.groups, name)
			}
			se := *x.SD / math.Sqrt(400)
			if z := (*x.Mean - want) / se; !(math.Abs(z) < 4) {
				t.Errorf("%s: %s = %g ± %.2g by histories, %g exactly (z = %.1f)", c.groups, name, *x.Mean, se, want, z)
			}
		}
	}
}

// TestLedgerCarries holds capacity after copies and coordination to numbers by hand: with
// 25 % writes a request of three that agree by majority is 0.75·2 + 0.25·3 = 2.25 requests
// of work, so that 60 units of 90 req/s carry 2,400 req/s; with one member to read 1.5.
func TestLedgerCarries(t *testing.T) {
	for groups, want := range map[string]float64{
		"size: 3, agreement: majority":   60 * 90 / 2.25,
		"size: 3, read: 1, write: 3":     60 * 90 / 1.5,
		"size: 5, agreement: majority":   60 * 90 / 3.5,
		"size: 4, agreement: byzantine":  60 * 90 / 3.25,
		"size: 3, needs: 2":              60 * 90,
		"size: 3, needs: 2, apart: room": 60 * 90,
	} {
		s := ledgerOf(t, groups, "throughput: 90 req/s, write_share: 25 %", "")
		near(t, groups, *compare(t, s, capplan.Options{Trials: 2}).Fleets["f"].Metrics["capacity.peak"].Mean, want, 1e-11)
	}
	s := ledgerOf(t, "size: 5, agreement: majority", "throughput: 90 req/s, write_share: 25 %, copies: 3", "")
	near(t, "copies written", *compare(t, s, capplan.Options{Trials: 2}).Fleets["f"].Metrics["capacity.peak"].Mean, 60*90/(0.75*3+0.25*3), 1e-12)
}

// TestLedgerTakes holds the time of a write to distances alone, and to the order statistics
// of exponential services at no load: 2 of 3 take 5 ÷ 6 of their mean.
func TestLedgerTakes(t *testing.T) {
	at := func(groups, pool, rooms string) map[string]capplan.Metric {
		return compare(t, ledgerOf(t, groups, pool, rooms), capplan.Options{Trials: 2}).Fleets["f"].Metrics
	}
	m := at("size: 3, agreement: majority, apart: room", "share: 100 %", ", latency: 3 ms")
	near(t, "a majority one room away", *m["latency.write"].Mean, 3, 1e-12)
	near(t, "its p99", *m["latency.write.p99"].Mean, 3, 1e-12)
	if m["latency.write"].Method != "exact" {
		t.Errorf("distances alone are %s", m["latency.write"].Method)
	}
	m = at("size: 4, agreement: byzantine, apart: room", "share: 100 %", ", latency: 3 ms")
	near(t, "three phases", *m["latency.write"].Mean, 4.5, 1e-12)
	m = at("size: 10, agreement: majority", "share: 100 %", ", latency: 3 ms")
	near(t, "two members a room: six are not in one", *m["latency.write"].Mean, 3, 1e-12)
	m = at("size: 3, agreement: majority", "service: {time: 0.1 ms}", "")
	near(t, "order statistics", *m["latency.write"].Mean, 0.1*5/6, 0.01) // 600·2/60 services of 0.1 ms: load 0.2 %
	if m = at("size: 3, agreement: majority", "share: 100 %", ""); m["latency.write"].Mean != nil {
		t.Error("nothing says how long a write takes")
	}
	if m = at("size: 3, needs: 2", "share: 100 %", ", latency: 3 ms"); m["availability.write"].Mean != nil {
		t.Error("groups that agree on nothing are no ledger")
	}
}

// TestLedgerCutOff says what one room that is cut off leaves.
func TestLedgerCutOff(t *testing.T) {
	for groups, want := range map[string]bool{
		"size: 3, agreement: majority, apart: room": true,
		"size: 3, read: 1, write: 3":                false, // each room has a member of most groups
	} {
		s := scenario(t, fmt.Sprintf(`version: 1
name: cut
fleets:
  f:
    failure_domains: {room: {count: 3, failures: {mttf: 1000 h}, repair: 10 h}}
    pools: {ledger: {count: 60, failures: {mttf: 500 h}, repair: 5 h, groups: {%s}}}
assertions: [{that: "f.survives(room, 1)"}]
`, groups))
		a := compare(t, s, capplan.Options{Trials: 2}).Assertions[0]
		if got := a.Verdict == "pass"; got != want {
			t.Errorf("%s: %s, %s", groups, a.Verdict, a.Why)
		}
		e, err := capplan.Explain(t.Context(), s, capplan.Question{Fleet: "f", Metric: "availability.write"}, capplan.Options{Trials: 2})
		if err != nil {
			t.Fatal(err)
		}
		says := "Losing any one room leaves a write quorum in at least 100 % of the groups"
		if !want {
			says = "Losing any one room leaves a write quorum in at least 0 % of the groups, and one to read in 100 %"
		}
		text := ""
		for _, w := range e.Answer.Why {
			text += w.Text
		}
		if !strings.Contains(text, says) {
			t.Errorf("%s: %q says nothing of %q", groups, text, says)
		}
	}
}
