package fleets

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// loaded is a scenario of 2027 with workload w beside x, and a dependency far.
func loaded(w string) string { return dated + undatedLoad(w) }

func undated(w string) string { return head + undatedLoad(w) }

func undatedLoad(w string) string {
	return "workloads:\n  x: {peak: 9 tps}\n  w: " + w + "\ndependencies: {far: {availability: 99 %}}\nfleets: {f: {count: 1, " + unit + "}}\n"
}

const (
	weeks = "{file: data.csv}"
	saved = "{file: data.csv, format: prometheus}"
)

func profiled(p string) string { return loaded("{peak: 3 tps, profile: " + p + "}") }

// measured is a CSV file of some days from Monday, 4 January 2027.
func measured(days, step float64, f func(hour float64) float64) string {
	var b strings.Builder
	b.WriteString("time,rps\n")
	begin := time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)
	for h := 0.0; h < 24*days; h += step {
		fmt.Fprintf(&b, "%s,%g\n", begin.Add(time.Duration(h*float64(time.Hour))).Format("2006-01-02T15:04"), f(h))
	}
	return b.String()
}

func sine(h float64) float64 { return math.Round(1000 * (1 + 0.5*math.Sin(2*math.Pi*h/24))) }

// answer is what Prometheus answers, with one series of these values.
func answer(values string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"web"},"values":` + values + `}]}}`
}

const two = `{"status":"success","data":{"resultType":"matrix","result":[` +
	`{"metric":{"job":"api","instance":"web-1"},"values":[[0,"1"],[3600,"2"],[7200,"1"]]},` +
	`{"metric":{"job":"api","instance":"web-2"},"values":[[0,"1"],[3600,"2"],[7200,"1"]]}]}}`

func planWith(t *testing.T, text string, data map[string]string) *model.Plan {
	t.Helper()
	m := map[string]string{"capplan.yaml": text}
	for k, v := range data {
		m[k] = v
	}
	p, _, err := Load("capplan.yaml", Options{ReadFile: files(m)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestLoadOfTheContract reads the traffic matrix of the contract, value by value.
func TestLoadOfTheContract(t *testing.T) {
	demand, _, err := Load("testdata/contract/demand.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := demand.Workloads[0].SLO.DataLoss.Value; got != 1e-6 { // a year
		t.Errorf("promised loss %g", got)
	}
	p := planWith(t, `version: 1
currency: CNY
horizon: {start: 2009-01, years: 5}
workloads:
  pay: {of: channel, share: 1.5 %}
  channel:
    sources:
      baidu: {peak: 9k req/s (7k..12k), growth: 0 %/year, until: 2009-07, moves_to: {toutiao: 30 %}}
      toutiao: {peak: 6.2k req/s, growth: 45 %/year}
      weidian: {peak: 2k req/s, from: 2009-03}
    offload: {share: 50 %, pools: [web], to: partner-front}
    profile: {daily: 60 %, weekly: 15 %, noise: 10 %}
    events:
      - {name: double-11, date: 11-11, lasts: 12 h, times: {2012: 10, 2009: 1.3, 2010: 2.5}, spike: 2}
      - {date: 2010-02-14, times: 0.3, spike: {times: 1.5, lasts: 30 min}}
dependencies:
  bank-gateway: {limit: 900 tps, growth: 25 %/year, latency: 80 ms, used_by: [pay], connections: {per_server: 50, limit: 20k}}
  partner-front: {availability: 99.5 %, repair: 2 h}
fleets: {a: {pools: {web: {count: 4, throughput: 9k req/s, failures: {afr: 8 %}, repair: 24 h}}}}
`, nil)
	pay, w := &p.Workloads[0], &p.Workloads[1]
	if pay.Of != 2 || pay.Share.Value != 0.015 || pay.Sources != nil {
		t.Errorf("pay: %+v", pay)
	}
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	if s := w.Sources[0]; s.Name != "baidu" || s.Peak.Lo != 7000 || !s.From.IsZero() || s.Until != day(2009, 7, 1) || len(s.Moves) != 1 || s.Moves[0].To != 1 || s.Moves[0].Share.Value != 0.3 {
		t.Errorf("baidu: %+v", s)
	}
	if s := w.Sources[2]; s.From != day(2009, 3, 1) || !s.Until.IsZero() || s.Moves != nil {
		t.Errorf("weidian: %+v", s)
	}
	if x := w.Profile; x.Daily.Value != 0.6 || x.Weekly.Value != 0.15 || x.Noise.Value != 0.1 || x.Table != nil {
		t.Errorf("profile: %+v", x)
	}
	e := w.Events[0]
	var times [][2]float64
	for _, y := range e.Times {
		times = append(times, [2]float64{float64(y.Year), y.Value.Value})
	}
	if e.Name != "double-11" || e.Year != 0 || e.Month != 11 || e.Day != 11 || e.Lasts.Value != 12 || e.Spike.Value != 2 || e.SpikeLasts.Set || !reflect.DeepEqual(times, [][2]float64{{2009, 1.3}, {2010, 2.5}, {2012, 10}}) {
		t.Errorf("event: %+v, %v", e, times)
	}
	if e := w.Events[1]; e.Name != "2010-02-14" || e.Year != 2010 || e.Month != 2 || e.Day != 14 || e.Lasts.Value != 24 || e.Times[0].Value.Value != 0.3 || e.Spike.Value != 1.5 || e.SpikeLasts.Value != 0.5 {
		t.Errorf("event: %+v", e)
	}
	if o := w.Offload; o.Share.Value != 0.5 || !slices.Equal(o.Pools, []string{"web"}) || o.To != 1 {
		t.Errorf("offload: %+v", o)
	}
	if d := p.Dependencies[0]; d.Growth.Value != 0.25 || d.PerServer.Value != 50 || d.Connections.Value != 20000 || math.Abs(d.Latency.Value-0.08/3600) > 1e-18 || d.UsedByAll || !slices.Equal(d.UsedBy, []int{0}) {
		t.Errorf("bank-gateway: %+v", d)
	}
	if d := p.Dependencies[1]; !d.UsedByAll {
		t.Errorf("partner-front: %+v", d)
	}
}

// TestMeasuredProfile folds two and a half weeks into the mean of the last two: Monday
// noon is 100 and 300 there, 10,000 in the half week before.
func TestMeasuredProfile(t *testing.T) {
	begin := time.Date(2027, 1, 7, 12, 0, 0, 0, time.UTC) // a Thursday
	at := func(i int) (time.Time, float64) {
		when := begin.Add(time.Duration(i) * time.Hour)
		into := model.IntoWeek(when)
		v := 1 + into
		switch {
		case i < 84:
			v = 10_000
		case into == 12:
			v = map[bool]float64{true: 100, false: 300}[i < 84+168]
		}
		return when, v
	}
	csv, prom, local := "# of the gateway\nTime;Total;Errors\n", "", "ts,rps\n"
	for i := range 84 + 336 {
		when, v := at(i)
		csv += fmt.Sprintf("%s;%g;1\n", when.Format("2006-01-02 15:04:05"), v)
		local += fmt.Sprintf("%d,%g\n", when.UnixMilli(), v)
		prom += fmt.Sprintf(`,[%d.5,"%g"]`, when.Unix(), v) // half a second off
	}
	want := make([]float64, 168)
	for i := range want {
		want[i] = 1 + float64(i)
	}
	want[12] = 200
	data := map[string]string{"data/all.csv": csv, "data/ms.csv": local, "range.json": answer("[" + prom[1:] + "]")}
	for _, p := range []string{
		"{file: data/all.csv, column: Total, noise: 5 %}", "{file: data/ms.csv, column: rps}", "{file: data/ms.csv}",
		"{file: range.json, format: prometheus}", "{file: range.json, series: '{job=\"web\"}'}", "{file: range.json, series: web}",
	} {
		x := planWith(t, profiled(p), data).Workloads[1].Profile
		if !slices.Equal(x.Table, want) || x.Period != 168 {
			t.Errorf("%s: %v, %v", p, x.Period, x.Table)
		}
	}
	x := planWith(t, profiled("{file: data/ms.csv, period: day}"), data).Workloads[1].Profile
	// 17 whole days are the last: the half day before them is left out
	if len(x.Table) != 24 || x.Period != 24 {
		t.Errorf("%v, %v", x.Period, x.Table)
	}
	sum, n := 0.0, 0.0
	for i := 12; i < 84+336; i++ {
		if when, v := at(i); when.Hour() == 13 {
			sum, n = sum+v, n+1
		}
	}
	if math.Abs(x.Table[13]-sum/n) > 1e-12*sum {
		t.Errorf("13:00 is %v, want %v", x.Table[13], sum/n)
	}
}

// TestUnevenSteps: a step that does not divide a week has bins that are a little longer,
// times that jitter leave none empty, and shorter steps are averaged to an hour.
func TestUnevenSteps(t *testing.T) {
	for _, c := range []struct{ minutes, bins int }{{7, 168}, {65, 155}} {
		var b strings.Builder
		b.WriteString("time,rps\n")
		begin := time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)
		for i := range 15 * 24 * 60 / c.minutes { // up to a minute early or late
			when := begin.Add(time.Duration(c.minutes*i)*time.Minute + time.Duration(i*37%121-60)*time.Second)
			fmt.Fprintf(&b, "%s,%g\n", when.Format("2006-01-02T15:04:05"), 1000+500*math.Sin(2*math.Pi*when.Sub(begin).Hours()/24))
		}
		x := planWith(t, profiled(weeks), map[string]string{"data.csv": b.String()}).Workloads[1].Profile
		n := len(x.Table)
		if n != c.bins {
			t.Errorf("every %d minutes: %d steps", c.minutes, n)
		}
		late := (float64(c.minutes)/2 + 1) / 60 // half a step and a minute, in hours
		for i, v := range x.Table {
			if want := 1000 + 500*math.Sin(2*math.Pi*float64(i)/float64(n)*7); math.Abs(v-want) > 500*2*math.Pi/24*late {
				t.Errorf("every %d minutes, step %d: %v, want %v", c.minutes, i, v, want)
			}
		}
	}
}

// TestLoadWarnings: what of workloads never comes into play.
func TestLoadWarnings(t *testing.T) {
	p := planWith(t, dated+`workloads:
  x: {sources: {a: {peak: 3 tps, from: 2032-01}, b: {peak: 3 tps, from: 2031-12-30}}, offload: {share: 5 %, pools: [serves, web, servers], to: far}}
  y: {of: x, share: 5 %, offload: {share: 5 %, pools: [other], to: far}}
  z: {peak: 3 tps, events: [{date: 2026-12-31, times: 2, lasts: 25 h}, {date: 2026-12-31, times: 2}, {date: 2032-01-01, times: 2}, {date: 02-29, times: 2}]}
dependencies: {far: {availability: 99 %}}
fleets: {f: {serves: [y, z], count: 1, `+unit+`}, g: {serves: [x], count: 1, `+unit+`}}
`, nil)
	got := ""
	for _, w := range p.Warnings {
		if strings.HasPrefix(w.Code, "W26") || w.Code == "W207" {
			got += w.Code + " " + w.Text + "\n"
		}
	}
	want := `W262 source a of x begins after the horizon: it never counts
W261 no fleet that serves x has a pool serves: nothing is taken off it; is servers meant?
W261 no fleet that serves x has a pool web: nothing is taken off it
W261 no fleet that serves y has a pool other: nothing is taken off it
W260 event 2026-12-31 of z lies outside the horizon: it never happens
W260 event 2032-01-01 of z lies outside the horizon: it never happens
`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
