package decide

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// TestMatrixByHand: three sources that hand on in a chain, a share of the whole, two
// years of 8,760 h. a stops after the first and hands half to b; b, with what it got,
// stops half a year later and hands a quarter to c.
func TestMatrixByHand(t *testing.T) {
	begin := time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)
	first, second := begin.AddDate(1, 0, 0), begin.AddDate(1, 0, 0).Add(4380*time.Hour)
	p := &model.Plan{Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Begin: begin}}
	p.Workloads = []model.Workload{
		{Name: "pages", Sources: []model.Source{
			{Name: "a", Peak: quantity(1000), Until: first, Moves: []model.Move{{To: 1, Share: quantity(0.5)}}},
			{Name: "b", Peak: quantity(400), Growth: quantity(0.21), Until: second, Moves: []model.Move{{To: 2, Share: quantity(0.25)}}},
			{Name: "c", Peak: quantity(100)},
		}},
		{Name: "pay", Of: 1, Share: quantity(0.1)},
	}
	rows, stops, months := matrix(p)
	handed := (400*1.21 + 500) * 1.1 // b, half a year after it took over 500
	for i, want := range []Stop{
		{Source: "a", Level: 1000, Moved: []MovedTraffic{{"b", 500}}, Gone: 500},
		{Source: "b", Level: handed, Moved: []MovedTraffic{{"c", handed / 4}}, Gone: handed * 3 / 4},
	} {
		got := stops[i]
		near(t, want.Source+" stops at", got.Level, want.Level, 1e-9)
		near(t, want.Source+" hands on", got.Moved[0].Level, want.Moved[0].Level, 1e-9)
		near(t, want.Source+" is gone", got.Gone, want.Gone, 1e-9)
		if got.Source != want.Source || got.Moved[0].To != want.Moved[0].To {
			t.Errorf("%v, want %v", got, want)
		}
	}
	find := func(workload, source string, year int) TrafficRow {
		for _, r := range rows {
			if r.Workload == workload && r.Source == source && r.Year == year {
				return r
			}
		}
		t.Fatalf("no row of %s, %s, %d", workload, source, year)
		return TrafficRow{}
	}
	a, c := find("pages", "a", 2009), find("pages", "c", 2010)
	near(t, "a in its year", a.Offered, 1000*3600*8760, 1e-9)
	near(t, "c in its second year", c.Offered, 100*3600*8760+handed/4*3600*4380, 1e-9)
	near(t, "of that from b", c.Received["b"], handed/4*3600*4380, 1e-9)
	near(t, "a tenth of it pays", find("pay", "c", 2010).Offered, c.Offered/10, 1e-9)
	if math.Abs(find("pages", "a", 2010).Offered) > 1e-6 {
		t.Error("a sends on after it has stopped")
	}
	if len(months) != 1 || months[0].Workload != "pages" {
		t.Fatalf("months of %v: a share of another workload has its shape", months)
	}
	m := &months[0]
	last := len(m.Months) - 1
	near(t, "c at the end", m.Sources[2].End[last], 100+handed/4, 1e-9)
	near(t, "of it from b", m.Sources[2].Received["b"].End[last], handed/4, 1e-9)
	for k, src := range m.Sources {
		for _, year := range []int{2009, 2010} {
			sum := 0.0
			for i := range m.Months {
				if m.Months[i].Year == year {
					sum += src.Offered[i]
				}
			}
			near(t, "months of "+src.Source, sum, find("pages", src.Source, year).Offered, 1e-9)
		}
		if len(src.Received) > 1 || k == 0 && len(src.Received) > 0 {
			t.Errorf("%s receives %v", src.Source, src.Received)
		}
	}
}

// TestEventPeaks: an event of every year, one of a single day, one that both ends of
// the horizon cut and one outside of it. On a flat day any hour is the busiest.
func TestEventPeaks(t *testing.T) {
	begin := time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)
	p := &model.Plan{Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Begin: begin}}
	day := func(name string, year int, month time.Month, day int, lasts, times float64) model.Event {
		return model.Event{Name: name, Year: year, Month: month, Day: day, Lasts: quantity(lasts), Times: []model.YearValue{{Value: quantity(times)}}}
	}
	p.Workloads = []model.Workload{{Name: "pages", Sources: []model.Source{{Name: "a", Peak: quantity(100)}}, Events: []model.Event{
		day("yearly", 0, 11, 11, 24, 3), day("once", 2010, 5, 1, 2, 2), day("new-year", 0, 12, 31, 48, 1.5), day("outside", 2012, 1, 1, 24, 9),
	}}}
	_, _, months := matrix(p)
	var got []string
	for _, e := range months[0].Events {
		got = append(got, fmt.Sprintf("%s %s %.0f", e.Event, begin.Add(time.Duration(e.At*float64(time.Hour))).Format("2006-01-02"), e.Peak))
	}
	want := "new-year 2009-01-01 150, yearly 2009-11-11 300, new-year 2009-12-31 150, once 2010-05-01 200, yearly 2010-11-11 300, new-year 2010-12-31 150"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("%s, want %s", s, want)
	}
	for i := range months[0].Months {
		if l := months[0].Sources[0].End[i]; l != 100 {
			t.Errorf("month %d: level %g with events in", i, l)
		}
	}
}
