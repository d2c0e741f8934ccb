package capplan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// promisedIn is a pool of one unit that is maintained each ten days in some hours, under
// a load that is highest at 14:00 UTC and promised in others.
func promisedIn(t *testing.T, hours, basis, window string, daily int) *capplan.FleetResult {
	t.Helper()
	if hours != "" {
		hours = ", hours: " + hours
	}
	s := scenario(t, fmt.Sprintf(`version: 1
name: hours
horizon: {start: 2027-01, years: 2}
workloads: {w: {peak: 100 req/s, profile: {daily: %d %%}, slo: {availability: 99.5 %%, basis: %s, window: 10 d%s}}}
fleets: {f: {count: 1, needs: 1, failures: never, throughput: 200 req/s, maintenance: {every: 10 d, duration: 2 h, window: %s}}}
`, daily, basis, hours, window))
	r := compare(t, s, capplan.Options{Trials: 2}).Fleets["f"]
	return &r
}

// TestHoursOfAPromise: what is down outside the promised hours costs nothing, and what is
// down inside is held against these hours alone; what is served goes by all hours.
func TestHoursOfAPromise(t *testing.T) {
	const batches, days = 73.0, 730.0
	none := func(f *capplan.FleetResult, what string) {
		t.Helper()
		for _, name := range []string{"unavailability", "downtime", "outages", "downtime.planned", "downtime.worst_year"} {
			if *f.Metrics[name].Mean != 0 {
				t.Errorf("%s: %s is %v", what, name, *f.Metrics[name].Mean)
			}
		}
		near(t, what+": P(objective)", *f.Metrics["objective"].Mean, 1, 0)
	}
	for _, basis := range []string{"time", "requests"} {
		none(promisedIn(t, "07:00..23:00", basis, "02:00..05:00", 0), "at night, "+basis)
		none(promisedIn(t, "22:00..06:00", basis, "12:00..15:00", 60), "by day, "+basis)
		f := promisedIn(t, "07:00..23:00", basis, "02:00..05:00", 0)
		near(t, "served", 1-*f.Metrics["served"].Mean, batches*2/(days*24), 1e-9)

		f = promisedIn(t, "", basis, "02:00..05:00", 0)
		near(t, "always", *f.Metrics["unavailability"].Mean, batches*2/(days*24), 1e-9)
		near(t, "P(objective), always", *f.Metrics["objective"].Mean, 0, 0)

		// From 06:00 to 08:00, of which one hour counts; then over midnight, where all do.
		f = promisedIn(t, "07:00..23:00", basis, "06:00..08:00", 0)
		near(t, "an hour of it", *f.Metrics["unavailability"].Mean, batches*1/(days*16), 1e-9)
		near(t, "outages", *f.Metrics["outages"].Mean, batches/2, 1e-9)
		near(t, "minutes of an outage", *f.Metrics["outage_duration"].Mean, 60, 1e-9)
		near(t, "P(objective)", *f.Metrics["objective"].Mean, 0, 0) // 1 h of 160 is 0.6 %
		f = promisedIn(t, "22:00..06:00", basis, "23:00..01:00", 0)
		near(t, "over midnight", *f.Metrics["unavailability"].Mean, batches*2/(days*8), 1e-9)
		near(t, "outages over midnight", *f.Metrics["outages"].Mean, batches/2, 1e-9)
		sum := 0.0
		for _, c := range f.Causes {
			sum += c.Downtime
		}
		near(t, "causes", sum, *f.Metrics["downtime"].Mean, 1e-9)
		near(t, "planned", *f.Metrics["downtime.planned"].Mean, *f.Metrics["downtime"].Mean, 1e-9)
	}

	// By requests under a sine: those of 07:00 to 08:00 over those of 07:00 to 23:00.
	offered := func(from, to float64) float64 {
		sin := func(x float64) float64 { return 12 / math.Pi * math.Sin(math.Pi*(x-14)/12) }
		return (to - from) + 0.6*(sin(to)-sin(from))
	}
	f := promisedIn(t, "07:00..23:00", "requests", "06:00..08:00", 60)
	near(t, "requests of an hour", *f.Metrics["unavailability"].Mean, batches*offered(7, 8)/(days*offered(7, 23)), 1e-9)
	near(t, "requests served", 1-*f.Metrics["served"].Mean, batches*offered(6, 8)/(days*offered(0, 24)), 1e-9)
}

// TestHoursOfALongRun: failures know no hours, so that the share lost within them is that
// of all time, exactly and in histories; an outage counts where it reaches into them.
func TestHoursOfALongRun(t *testing.T) {
	text := func(hours string) string {
		return `version: 1
name: hours
horizon: {start: 2027-01, years: 5}
workloads: {w: {peak: 100 req/s, slo: {availability: 99 %, basis: time` + hours + `}}}
fleets: {f: {count: 2, needs: 2, failures: {mttf: 300 h}, repair: 20 h, throughput: 200 req/s}}
`
	}
	always := compare(t, scenario(t, text("")), capplan.Options{Trials: 300}).Fleets["f"].Metrics
	for _, hours := range []string{"07:00..23:00", "22:00..06:00"} {
		s := scenario(t, text(", hours: "+hours))
		exactly := compare(t, s, capplan.Options{Trials: 300}).Fleets["f"].Metrics
		if m := exactly["unavailability"]; *m.Mean != *always["unavailability"].Mean || m.Method != always["unavailability"].Method {
			t.Errorf("%s: %v (%s), always %v", hours, *m.Mean, m.Method, *always["unavailability"].Mean)
		}
		m := compare(t, s, capplan.Options{Trials: 300, Method: "simulate"}).Fleets["f"].Metrics
		u := m["unavailability"]
		if se := (*u.Hi - *u.Lo) / 2 / 1.97; !(math.Abs(*u.Mean-*exactly["unavailability"].Mean) < 4.5*se) || !(se < 0.02**u.Mean) {
			t.Errorf("%s: histories %v ± %v, exact %v", hours, *u.Mean, se, *exactly["unavailability"].Mean)
		}
		// Of all outages those count that begin within, or before and are not over.
		if o := *m["outages"].Mean; !(o < *always["outages"].Mean && o > 0.5**always["outages"].Mean) {
			t.Errorf("%s: %v outages a year of %v", hours, o, *always["outages"].Mean)
		}
		near(t, "minutes of an outage", *m["outage_duration"].Mean, *m["downtime"].Mean**m["outages"].Mean/math.Pow(*m["outages"].Mean, 2)*map[string]float64{"07:00..23:00": 16. / 24, "22:00..06:00": 8. / 24}[hours], 1e-9)
		r, err := capplan.Compare(t.Context(), s, capplan.Options{Trials: 20, Method: "exact"})
		if err != nil {
			t.Fatal(err)
		}
		if m := r.Fleets["f"].Metrics["outages"]; m.Mean != nil || !strings.Contains(m.Why, "some hours only") {
			t.Errorf("%+v", m)
		}
	}
	s := scenario(t, strings.Replace(text(", hours: 07:00..23:00"), "basis: time", "basis: requests", 1))
	if m := compare(t, s, capplan.Options{Trials: 40}).Fleets["f"].Metrics["unavailability"]; m.Method != "monte-carlo" || !strings.Contains(m.Why, "goes by the load of these") {
		t.Errorf("by requests: %s", m.Why)
	}
}
