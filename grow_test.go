package capplan_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

const grower = `version: 1
name: grower
currency: USD
horizon: {start: 2027-01, years: 4}
sites: {hall: {energy_price: 0.12 USD/kWh, pue: 1.5, space: 9k USD/rack/year, rack: {size: 42 U}LIMIT}}
workloads: {shop: {peak: 1000 req/s, growth: GROWTH, slo: {availability: 99 %, basis: time}}}
fleets:
  f:
    site: hall
    DOMAINS
    pools:
      web: {hardware: {price: 8k USD, size: 1 U, power: {typical: 300 W}, useful_life: 4 y}, count: 14, failures: {mttf: 1500 h}, repair: 30 h, throughput: 100 req/s, GROW}
`

func growing(growth, grow, limit, domains string) string {
	return strings.NewReplacer("GROWTH", growth, "GROW", grow, "LIMIT", limit, "DOMAINS", domains).Replace(grower)
}

const grow = "grow: {when: headroom < 20 %, step: 4, lead_time: 8 w, max: 80}"

// arrivalsOf are when the pool of grower has how many units, by hand: a step is due when
// 1000·1.5^t passes 100·n/1.2, and comes after 1,344 h at the earliest.
func arrivalsOf(most int, horizon float64) (at []float64) {
	for n := 14; n+4 <= most; n += 4 {
		if t := max(1344, math.Log(float64(n)/12)/math.Log(1.5)*8760); t < horizon {
			at = append(at, t)
		}
	}
	return at
}

// TestGrowth: counts, moments, exhaustion and cost of a fleet that grows, by hand.
func TestGrowth(t *testing.T) {
	r := compare(t, scenario(t, growing("50 %/year", grow, "", "")), capplan.Options{Trials: 40}).Fleets["f"]
	at := arrivalsOf(80, 4*8760)
	end := float64(14 + 4*len(at))
	near(t, "units at the end", *r.Metrics["units_end"].Mean, end, 0)
	near(t, "bought", *r.Pools["web"].Metrics["units_bought"].Mean, end-14, 0)
	near(t, "capacity.peak", *r.Metrics["capacity.peak"].Mean, 100*end, 1e-12)
	near(t, "headroom", *r.Metrics["headroom"].Mean, .2, 1e-7)
	near(t, "headroom.now", *r.Metrics["headroom.now"].Mean, .2, 1e-6)
	near(t, "headroom.growth", *r.Metrics["headroom.growth"].Mean, 0, 1e-6)
	near(t, "order by", *r.Metrics["order_by"].Mean, math.Log(14.0/12)/math.Log(1.5)*8760-1344, 1e-9)
	near(t, "racks", *r.Metrics["racks"].Mean, math.Ceil(end/42), 0)
	near(t, "power", *r.Metrics["power.peak"].Mean, .3*end, 1e-12)
	first := 0.0
	for _, x := range at {
		if x < 8760 {
			first += 4
		}
	}
	near(t, "bought in 2027", *r.Metrics["units_bought.2027"].Mean, first, 0)
	if m := r.Metrics["growth_stops"]; m.P10 != nil || m.Method != "exact" {
		t.Errorf("growth stops %+v", m)
	}
	// servers, each 730 h month at 300 W: units count from the month in which they come
	var unitMonths, price float64
	for _, x := range append([]float64{0}, at...) {
		n := 4.0
		if x == 0 {
			n = 14
		}
		months := 48 - math.Floor(x/730)
		unitMonths += n * months
		price += n * 8000 * (1 - (1 - months/48))
	}
	near(t, "energy", *r.Metrics["cost.energy"].Mean, unitMonths*730*.3*1.5*.12, 1e-9)
	near(t, "hardware", *r.Metrics["cost.hardware"].Mean, price, 1e-6)
	if m := r.Metrics["unavailability"]; m.Method != "approximation" || !strings.Contains(m.Why, "too large") {
		t.Errorf("%s: %s", m.Method, m.Why)
	}
}

// TestOrderBy: the first order is a day that promises may name; a fleet that buys nothing
// within its horizon has none.
func TestOrderBy(t *testing.T) {
	begin := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	that := begin.Add(time.Duration((math.Log(14.0/12)/math.Log(1.5)*8760 - 1344) * float64(time.Hour)))
	for k, want := range map[int]string{0: "pass", 1: "fail"} {
		s := scenario(t, growing("50 %/year", grow, "", "")+"assertions: [{that: median(f.order_by) >= "+that.AddDate(0, 0, k).Format(time.DateOnly)+"}]\n")
		if a := compare(t, s, capplan.Options{Trials: 20}).Assertions[0]; a.Verdict != want {
			t.Errorf("%s: %s (%s)", a.That, a.Verdict, a.Why)
		}
	}
	r := compare(t, scenario(t, growing("1 %/year", grow, "", "")), capplan.Options{Trials: 20}).Fleets["f"]
	if m, ok := r.Metrics["order_by"]; !ok || m.Mean != nil || m.P50 != nil {
		t.Errorf("order by %+v", m)
	}
}

// TestGrowthCut: at its max, in a room and in racks that are domains, with the moment at
// which the load passes what is left.
func TestGrowthCut(t *testing.T) {
	racks := "failure_domains: {rack: {count: 7, failures: never, repair: 3 h}}"
	for _, c := range []struct {
		text string
		end  float64
		why  string
	}{
		{growing("50 %/year", "grow: {when: headroom < 20 %, step: 4, lead_time: 8 w, max: 28}", "", ""), 26, "beyond its max of 28"},
		{growing("50 %/year", grow, ", limit: {power: 8.2 kW}", ""), 26, "the 8.2 kW of hall are full"},
		{growing("50 %/year", grow, ", limit: {racks: 3}", ""), 62, ""},
		{strings.Replace(growing("50 %/year", grow, ", limit: {racks: 3}", ""), "size: 1 U", "size: 4 U", 1), 30, "the 3 racks of hall are full"},
		{strings.Replace(growing("50 %/year", grow, "", racks), "size: 1 U", "size: 8 U", 1), 34, "the 7 racks of the failure domains are full"},
	} {
		res := compare(t, scenario(t, c.text), capplan.Options{Trials: 20})
		r := res.Fleets["f"]
		near(t, c.why, *r.Metrics["units_end"].Mean, c.end, 0)
		said := ""
		for _, w := range res.Warnings {
			if w.Code == "W267" {
				said = w.Text
			}
		}
		if !strings.Contains(said, c.why) || (c.why == "") != (said == "") {
			t.Errorf("%q, want %q", said, c.why)
		}
		if c.why == "" {
			continue
		}
		near(t, "exhaustion", *r.Metrics["exhaustion"].Mean, math.Log(c.end/10)/math.Log(1.5)*8760, 1e-9)
		near(t, "growth stops", *r.Metrics["growth_stops"].Mean, math.Log(c.end/12)/math.Log(1.5)*8760-1344, 1e-9)
	}
}

// TestGrowthMethods: exact by pieces and histories agree, and one worker is eight.
func TestGrowthMethods(t *testing.T) {
	s := scenario(t, growing("50 %/year", grow, "", "failure_domains: {rack: {count: 7, failures: {mttf: 1 y}, repair: 10 h}}"))
	x := compare(t, s, capplan.Options{Trials: 20, Method: "exact"}).Fleets["f"]
	h := compare(t, s, capplan.Options{Trials: 2500, Method: "simulate", Jobs: 1})
	m := h.Fleets["f"].Metrics
	se := *m["unavailability"].SD / 50
	if z := (*m["unavailability"].Mean - *x.Metrics["unavailability"].Mean) / se; !(math.Abs(z) < 4.5) || !(4.5*se < .15**m["unavailability"].Mean) {
		t.Errorf("histories %.5g ± %.2g, pieces %.5g", *m["unavailability"].Mean, se, *x.Metrics["unavailability"].Mean)
	}
	near(t, "units up", *h.Fleets["f"].Pools["web"].Metrics["units_up"].Mean, *x.Pools["web"].Metrics["units_up"].Mean, 2e-3)
	again := compare(t, s, capplan.Options{Trials: 2500, Method: "simulate", Jobs: 8})
	a, _ := json.Marshal(h)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Error("eight workers say something else")
	}
}

// TestGrowthOfNothing: where the demand is flat nothing is bought, and all is as it is
// without grow, to the bit.
func TestGrowthOfNothing(t *testing.T) {
	without := compare(t, scenario(t, growing("0 %/year", "share: 100 %", "", "")), capplan.Options{Trials: 50}).Fleets["f"]
	with := compare(t, scenario(t, growing("0 %/year", grow, "", "")), capplan.Options{Trials: 50}).Fleets["f"]
	for name, m := range without.Metrics {
		a, _ := json.Marshal(m)
		b, _ := json.Marshal(with.Metrics[name])
		if string(a) != string(b) {
			t.Errorf("%s: %s, without grow %s", name, b, a)
		}
	}
	near(t, "bought", *with.Metrics["units_bought"].Mean, 0, 0)
}

// TestGrowthMoments: what an assertion asks of a day is held against the units of then.
func TestGrowthMoments(t *testing.T) {
	text := growing("50 %/year", grow, "", "") + `assertions:
  - {that: mean(f.headroom @ 2028-01-01) >= 0 %}
  - {that: mean(f.headroom @ end) >= 0 %}
  - {that: "f.survives(web, 2)"}
  - {that: "f.survives(web, 3)"}
  - {that: mean(f.pools.web.units_bought) >= 40}
`
	res, err := capplan.Check(context.Background(), scenario(t, text), capplan.Options{Trials: 30})
	if err != nil {
		t.Fatal(err)
	}
	at := arrivalsOf(80, 4*8760)
	for i, day := range []float64{365, 4*365 - 1} {
		n := 14.0
		for _, x := range at {
			if x <= 24*(day+1)-1e-9 {
				n += 4
			}
		}
		want := 100*n/(1000*math.Pow(1.5, (day+1)/365)) - 1
		near(t, "headroom of the day", *res.Assertions[i].Value, want, 1e-6)
	}
	// 14 units carry 1,400 when the load is 1,166: two may be lost, three not
	if a, b := res.Assertions[2].Verdict, res.Assertions[3].Verdict; a != "pass" || b != "fail" {
		t.Errorf("survives 2: %s (%s), 3: %s (%s)", a, res.Assertions[2].Why, b, res.Assertions[3].Why)
	}
}

// TestGrowthAtSomeDraws: where likely values need no purchase and others do, what no exact
// method answers then is left to histories, whole.
func TestGrowthAtSomeDraws(t *testing.T) {
	text := strings.Replace(growing("0 %/year (-10 %..60 %)", grow, "", ""), "repair: 30 h", "repair: {law: lognormal, mean: 30 h, cv: 2}", 1)
	r := compare(t, scenario(t, text), capplan.Options{Trials: 60}).Fleets["f"]
	if m := r.Metrics["unavailability"]; m.Method != "monte-carlo" || !strings.Contains(m.Why, "vary more") {
		t.Errorf("%s: %s", m.Method, m.Why)
	}
	if m := r.Metrics["units_bought"]; !(*m.P90 > 0) || *m.P10 != 0 {
		t.Errorf("bought %v..%v", *m.P10, *m.P90)
	}
}

// TestGrowthOfMany: a fleet that may double many times over is not solved piece by piece
// only to learn that it takes too long.
func TestGrowthOfMany(t *testing.T) {
	text := strings.NewReplacer("count: 14", "count: 1400", "peak: 1000", "peak: 100000", "max: 80", "max: 9000", "uncertain", "").Replace(growing("50 %/year (40 %..60 %)", grow, "", "failure_domains: {room: {count: 5, failures: {mttf: 4 y}, repair: 4 h}, rack: {count: 100, failures: {afr: 20 %}, repair: 3 h}}"))
	r := compare(t, scenario(t, text), capplan.Options{Trials: 4}).Fleets["f"]
	if m := r.Metrics["unavailability"]; !strings.Contains(m.Why, "operations") {
		t.Errorf("%s: %s", m.Method, m.Why)
	}
}

// TestGrowthNeeds: needs go by the units that are there. Of n units, each down for 30 of
// 1,530 h, by hand: n-1 and 80 % of them.
func TestGrowthNeeds(t *testing.T) {
	const q = 30.0 / 1530
	down := func(n, needs int) float64 { // P(fewer than needs of n up)
		sum, c := 0.0, 1.0
		for k := 0; k <= n; k++ {
			if k > n-needs {
				sum += c * math.Pow(q, float64(k)) * math.Pow(1-q, float64(n-k))
			}
			c = c * float64(n-k) / float64(k+1)
		}
		return sum
	}
	for _, x := range []struct {
		needs string
		of    func(n int) int
	}{
		{"n-1", func(n int) int { return n - 1 }}, {"80 %", func(n int) int { return int(math.Ceil(.8*float64(n) - 1e-9)) }}, {"12", func(int) int { return 12 }},
	} {
		r := compare(t, scenario(t, growing("50 %/year", grow+", needs: "+x.needs, "", "")), capplan.Options{Trials: 2, Method: "exact"}).Fleets["f"]
		want, from, n := 0.0, 0.0, 14
		for _, at := range append(arrivalsOf(80, 4*8760), 4*8760) {
			want += (at - from) / (4 * 8760) * down(n, x.of(n))
			from, n = at, n+4
		}
		near(t, "unavailability with needs "+x.needs, *r.Metrics["unavailability"].Mean, want, 1e-8)
	}
}

// TestRoomTooSmall: what is there at the start and does not fit the room is told, whether
// anything grows or not; of racks that are domains where something does.
func TestRoomTooSmall(t *testing.T) {
	said := func(text string) string {
		all := ""
		for _, w := range compare(t, scenario(t, text), capplan.Options{Trials: 2}).Warnings {
			if w.Code == "W266" || w.Code == "W268" {
				all += w.Code + " " + w.Text + "\n"
			}
		}
		return all
	}
	if x := said(growing("0 %/year", "share: 100 %", ", limit: {power: 4 kW}", "")); x != "W266 the 4 kW of hall do not hold what is there at the start, 4.2\n" {
		t.Errorf("%q", x)
	}
	if x := said(growing("50 %/year", grow, ", limit: {racks: 1, power: 4.2 kW}", "")); x != "" {
		t.Errorf("%q of a room that is just full", x)
	}
	racks := "failure_domains: {rack: {count: 2, failures: never, repair: 3 h}}"
	if x := said(strings.Replace(growing("50 %/year", grow, "", racks), "size: 1 U", "size: 7 U", 1)); !strings.Contains(x, "W268 the 2 racks of the failure domains") || !strings.Contains(x, "117 %") {
		t.Errorf("%q", x)
	}
}
