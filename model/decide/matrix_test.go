package decide

import (
	"math"
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
	rows, stops := matrix(p)
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
}
