package view

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// crowd is a workload of two sources, of which one hands on half of what it sends when
// it stops after a month, and is a program by its name.
func crowd() *capplan.Result {
	r := two()
	at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	r.Scenario.Start, r.Scenario.HoursPerYear = &at, 8760
	got := capplan.ReceivedTraffic{Begin: []float64{0, 50}, End: []float64{0, 60}}
	r.Months = []capplan.TrafficMonths{{
		Workload: "pay",
		Months:   []capplan.TrafficMonth{{Year: 2025, Month: 1, From: 0, To: 744, Peak: 120}, {Year: 2025, Month: 2, From: 744, To: 1416, Peak: 700}},
		Sources: []capplan.SourceMonths{
			{Source: hostile, Begin: []float64{100, 0}, End: []float64{110, 0}, Offered: []float64{1000, 0}},
			{Source: "app", Begin: []float64{10, 70}, End: []float64{20, 90}, Offered: []float64{100, 900}, Received: map[string]capplan.ReceivedTraffic{hostile: got}},
		},
		Events: []capplan.EventPeak{{Event: "sale", At: 1000, Peak: 700}},
	}}
	r.Stops = []capplan.Stop{{Workload: "pay", Source: hostile, Date: "2025-02-01", Level: 110, Moved: []capplan.MovedTraffic{{To: "app", Level: 50}}, Gone: 60}}
	return r
}

func TestTraffic(t *testing.T) {
	r := crowd()
	list := made(t, r, "traffic")
	v := list[0]
	if len(list) != 2 || v.Of != "pay" || len(v.Series) != 3 || v.Series[2].Name != "app, taken over from "+hostile {
		t.Fatalf("%d views, %+v", len(list), v.Series)
	}
	sums := make([]float64, 4)
	for _, s := range v.Series {
		if s.Kind != Areas || len(s.Points) != 4 {
			t.Fatalf("%+v", s)
		}
		for k, p := range s.Points {
			sums[k] += p.Y
			if p.X != v.Series[0].Points[k].X || k > 0 && !(p.X > s.Points[k-1].X) {
				t.Errorf("%s: point %d at %v", s.Name, k, p.X)
			}
		}
	}
	for k, want := range []float64{110, 130, 70, 90} {
		if sums[k] != want {
			t.Errorf("layers sum to %v at %d, want %v", sums[k], k, want)
		}
	}
	if v.Series[1].Points[2].Y != 20 || v.Series[2].Points[3].Y != 60 {
		t.Errorf("app's own %v, taken over %v", v.Series[1].Points, v.Series[2].Points)
	}
	want := hostile + " stops on 2025-02-01 at 110 req/s: app takes over 50, 60 are gone"
	if v.Title != "pay: "+want || len(v.Lines) != 1 || v.Lines[0].Label != want || v.Lines[0].At != v.Series[0].Points[2].X {
		t.Errorf("%q, %+v", v.Title, v.Lines)
	}
	if row := v.Rows[len(v.Rows)-1]; len(v.Rows) != 4 || row[0].Data != "2025-02" || row[1].Data != "app" || row[2].Data != hostile || row[3].Data != "50" || row[4].Data != "60" {
		t.Errorf("rows %+v", v.Rows)
	}
	if v = list[1]; v.Of != "pay, events" || v.Title != "sale of pay peaks at 700 req/s in 2025-02" || v.Series[1].Points[0].Y != 700 || len(v.Rows) != 3 {
		t.Errorf("%q, %+v", v.Title, v.Rows)
	}
	r.Stops, r.Scenario.Start = nil, nil
	if v = made(t, r, "traffic")[0]; v.Title != "pay reaches 700 req/s, events in, after 0.08493150684931507 years" || v.X.Unit != "years" || len(v.Lines) != 0 {
		t.Errorf("%q", v.Title)
	}
}

func TestTrafficOfMany(t *testing.T) {
	r := crowd()
	m := &r.Months[0]
	m.Sources[1].Received = nil
	for k := range 10 {
		x := float64(k + 1)
		m.Sources = append(m.Sources, capplan.SourceMonths{Source: strings.Repeat("源", 200) + strconv.Itoa(k), Begin: []float64{x, x}, End: []float64{x, x}, Offered: []float64{x, x}})
	}
	v := made(t, r, "traffic")[0]
	sum := 0.0
	for _, s := range v.Series {
		sum += s.Points[0].Y
	}
	if len(v.Series) != mostSources || v.Series[mostSources-1].Name != "others" || math.Abs(sum-165) > 1e-9 {
		t.Errorf("%d layers of %v in all", len(v.Series), sum)
	}
	for k := range 9 {
		r.Months = append(r.Months, r.Months[0])
		r.Months[k+1].Workload, r.Months[k+1].Events = "w"+strconv.Itoa(k), nil
	}
	if list := made(t, r, "traffic"); len(list) != mostWorkloads+1 || !strings.HasSuffix(list[0].Note, "2 further workloads are not drawn.") {
		t.Errorf("%d views, %q", len(list), list[0].Note)
	}
	says := func(r *capplan.Result, want string) {
		t.Helper()
		if _, err := Make(&Source{Result: r}, "traffic", plain); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	r.Months[2].Sources = nil
	says(r, "the months of w1 do not belong together")
	r.Months = nil
	says(r, "no workload")
	r.Traffic = make([]capplan.TrafficRow, 1)
	says(r, "no workload has several sources")
}

// TestTrafficOfExample: layers add up to the sources of the result, and the source that
// stops is told as the result tells it.
func TestTrafficOfExample(t *testing.T) {
	r := example(t, "taobao/capplan.yaml")
	list := made(t, r, "traffic")
	v := list[0]
	m := &r.Months[0]
	if v.Of != m.Workload || !strings.Contains(v.Title, "baidu stops on 2009") {
		t.Fatalf("%s: %q", v.Of, v.Title)
	}
	for k := range m.Months {
		var got, want float64
		for _, s := range v.Series {
			got += s.Points[2*k].Y
		}
		for i := range m.Sources {
			want += m.Sources[i].Begin[k]
		}
		if math.Abs(got-want) > 1e-9*want {
			t.Errorf("month %d: layers of %v, sources of %v", k, got, want)
		}
	}
	if one := made(t, example(t, "double-11/capplan.yaml"), "traffic"); !strings.Contains(one[len(one)-1].Of, ", events") {
		t.Errorf("no view of events: %s", one[len(one)-1].Of)
	}
}
