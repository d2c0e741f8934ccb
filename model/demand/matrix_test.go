package demand

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/integrate/quad"
)

// A source of 100 stops in July and hands 30 % on; nothing grows: by hand.
func TestMatrixByHand(t *testing.T) {
	start := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC)
	july := hours(start, time.Date(2012, 7, 1, 0, 0, 0, 0, time.UTC))
	s := &Spec{Start: start, Horizon: 2 * year, Workloads: []Workload{
		{Sources: []Source{{Peak: 100, Ends: true, Until: july, Moves: []Move{{1, 0.3}}}, {Peak: 50}}},
		{Of: 1, Share: 0.1},
	}}
	m := traffic(s, nil).Matrix(1)
	leap := 366 * 24.0
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"years", float64(len(m[0])), 2},
		{"first year", m[0][0].To, leap},
		{"second year", m[0][1].To, 2 * year},
		{"sent before it stops", m[0][0].Offered, 10 * 3600 * july},
		{"and after", m[0][1].Offered, 0},
		{"received", m[1][0].Received[0], 3 * 3600 * (leap - july)},
		{"received next year", m[1][1].Received[0], 3 * 3600 * (2*year - leap)},
		{"all of the receiver", m[1][1].Offered, 8 * 3600 * (2*year - leap)},
		{"its peak", m[1][0].Peak, 8},
		{"its mean", m[1][0].Mean, 5 + 3*(leap-july)/leap},
		{"not from itself", m[1][0].Received[1], 0},
	} {
		near(t, x.name, x.got, x.want, 1e-13)
	}
}

// Sources add up to the workload, in every year, with everything in; and without
// shape they are their levels, as defined.
func TestMatrixAddsUp(t *testing.T) {
	s := fiveYears(0.1)
	c := traffic(s, seeded(3))
	m := c.Matrix(0)
	for y := range m[0] {
		var sum, given float64
		for k := range m {
			sum += m[k][y].Offered
			for _, g := range m[k][y].Received {
				given += g
			}
			if m[k][y].Mean > m[k][y].Peak {
				t.Errorf("source %d in %d: mean %g above peak %g", k, m[k][y].Year, m[k][y].Mean, m[k][y].Peak)
			}
		}
		near(t, fmt.Sprint("offered in ", m[0][y].Year), sum, c.Offered(0, m[0][y].From, m[0][y].To), 1e-12)
		if !(given > 0) {
			t.Errorf("nothing is handed on in %d", m[0][y].Year)
		}
	}
	plain := busy(starts[1])
	plain.Horizon = 400
	plain.Workloads[0].Profile, plain.Workloads[0].Events, plain.Workloads[0].Noise = Profile{}, nil, 0
	n := define(plain, nil)
	for k, years := range traffic(plain, nil).Matrix(0) {
		level := func(x float64) float64 { return n.level(&plain.Workloads[0], k, x) }
		var want, peak float64
		for _, ab := range [][2]float64{{0, 60}, {60, 100.3}, {100.3, 200}, {200, 300}, {300, 400}} {
			want += 3600 * quad.Fixed(level, ab[0], ab[1], 20, nil, 0)
			peak = max(peak, level(ab[0]), level(math.Nextafter(ab[1], 0)))
		}
		near(t, fmt.Sprint("offered by ", k), years[0].Offered, want, 1e-12)
		near(t, fmt.Sprint("peak of ", k), years[0].Peak, peak, 1e-12)
	}
}

// Everything that a specification can be wrong in is said.
func TestCheck(t *testing.T) {
	ok := Source{Peak: 1}
	event := Event{Month: 2, Day: 29, Lasts: 24}
	for want, w := range map[string]Workload{
		"before it begins":     {Sources: []Source{{From: 5, Ends: true, Until: 5}}},
		"which ends at":        {Sources: []Source{{Ends: true, Until: 5, Moves: []Move{{1, 1}}}, {Ends: true, Until: 5}}},
		"never ends":           {Sources: []Source{{Moves: []Move{{1, 1}}}, ok}},
		"moves 1.2 of what":    {Sources: []Source{{Ends: true, Until: 5, Moves: []Move{{1, 0.6}, {2, 0.6}}}, ok, ok}},
		"moves to source 7":    {Sources: []Source{{Ends: true, Until: 5, Moves: []Move{{7, 1}}}}},
		"peak of -1":           {Sources: []Source{{Peak: -1}}},
		"growth of NaN":        {Sources: []Source{{Growth: math.NaN()}}},
		"begins at NaN":        {Sources: []Source{{From: math.NaN()}}},
		"noise of -1":          {Noise: -1},
		"daily 2":              {Profile: Profile{Daily: 2}},
		"measured profile of":  {Profile: Profile{Table: []float64{1}, Period: 25}},
		"without load":         {Profile: Profile{Table: []float64{0, 0}, Period: 24}},
		"beside daily":         {Profile: Profile{Table: []float64{1}, Period: 24, Daily: 0.1}},
		"measured load of -2":  {Profile: Profile{Table: []float64{-2}, Period: 24}},
		"no date 2011-02-29":   {Events: []Event{{Year: 2011, Month: 2, Day: 29, Lasts: 1}}},
		"no date 0-02-30":      {Events: []Event{{Month: 2, Day: 30, Lasts: 1}}},
		"lasts 0 h":            {Events: []Event{{Month: 2, Day: 3}}},
		"spike of 0.5":         {Events: []Event{{Month: 2, Day: 3, Lasts: 1, Spike: 0.5}}},
		"times of 2 in 2010":   {Events: []Event{{Month: 2, Day: 3, Lasts: 1, Times: []YearTimes{{2011, 1}, {2010, 2}}}}},
		"share of itself":      {Of: 1, Share: 1},
		"beside those of":      {Of: 2, Share: 1, Noise: 1},
		"share of -1":          {Of: 2, Share: -1},
		"offload of 2":         {Offload: 2},
		"spike of -3 h":        {Events: []Event{{Month: 2, Day: 3, Lasts: 1, SpikeLasts: -3}}},
		"moves a share of NaN": {Sources: []Source{{Ends: true, Until: 5, Moves: []Move{{1, math.NaN()}}}, ok}},
	} {
		s := Spec{Horizon: 1, Workloads: []Workload{w, {Sources: []Source{ok}, Events: []Event{event}}}}
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", w, err, want)
		}
	}
	if (&Spec{}).Check() == nil {
		t.Error("no horizon is no error")
	}
	if k := (&Workload{Offload: 0.3}).Kept(); k != 0.7 {
		t.Errorf("kept %g", k)
	}
}

// 29 February is in leap years, an event that began before hour 0 goes on, and times
// hold until the next year named.
func TestCalendar(t *testing.T) {
	w := Workload{Sources: []Source{{Peak: 1}}, Events: []Event{
		{Month: 2, Day: 29, Lasts: 24, Times: []YearTimes{{0, 2}}},
		{Month: 12, Day: 31, Lasts: 48, Times: []YearTimes{{2011, 3}, {2013, 5}}},
		{Year: 2013, Month: 7, Day: 1, Lasts: 1, Times: []YearTimes{{0, 7}}},
	}}
	start := time.Date(2011, 1, 1, 12, 0, 0, 0, time.UTC)
	c := traffic(&Spec{Start: start, Horizon: 5 * year, Workloads: []Workload{w}}, nil)
	for date, want := range map[string]float64{
		"2011-01-01T12": 3, "2011-01-01T23": 3, "2011-01-02T00": 1, "2011-02-28T12": 1, "2011-03-01T12": 1, "2012-02-29T00": 2, "2012-02-29T23": 2,
		"2012-03-01T00": 1, "2013-01-01T01": 3, "2013-12-31T00": 5, "2014-01-01T23": 5, "2013-07-01T00": 7, "2012-07-01T00": 1, "2015-12-30T23": 1,
	} {
		at, err := time.Parse("2006-01-02T15", date)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Rate(0, hours(start, at)); got != want {
			t.Errorf("load at %s = %g, want %g", date, got, want)
		}
	}
}
