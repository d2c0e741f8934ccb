package view

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// swept is a grid of 2 by 3 cells, of which one is no scenario: the cost of two fleets.
// The other is 10·down + across, and big is 12.
func swept() *capplan.SweepResult {
	r := &capplan.SweepResult{Trials: 50, Seed: 2, Base: 0, Axes: []capplan.SweepAxis{
		{Path: "small.count", Values: []string{"1", "2"}},
		{Path: "price", Values: []string{"1 USD", "2 USD", "4 USD"}},
	}}
	r.Figures = []capplan.SweepFigure{
		{Name: "mean(small.cost.pv)", Fleet: hostile, Metric: "cost.pv", Statistic: "mean", Unit: "USD", Moves: true, MovedBy: []int{0, 1}, Least: new(0), Most: new(4)},
		{Name: "mean(big.cost.pv)", Fleet: "big", Metric: "cost.pv", Statistic: "mean", Unit: "USD"},
	}
	for d, down := range r.Axes[0].Values {
		for a, across := range r.Axes[1].Values {
			c := capplan.SweepCell{Index: len(r.Cells), Values: []string{down, across}}
			x := float64(10*d + a)
			c.Figures = []capplan.SweepValue{{Value: p(x), Lo: p(x - 1.5), Hi: p(x + 1.5), Method: monteCarlo}, {Value: p(12), Lo: p(12), Hi: p(12), Method: "exact"}}
			if d == 1 && a == 2 {
				c.Figures, c.Reason = nil, &capplan.Refusal{Code: "E023", Message: "needs 3 of 2"}
			}
			r.Cells = append(r.Cells, c)
		}
	}
	return r
}

func heat(t *testing.T, r *capplan.SweepResult) []View {
	t.Helper()
	list, err := Make(&Source{Result: two(), Sweep: r}, "heatmap", plain)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		sound(t, &list[i])
	}
	return list
}

// TestHeatmap: each square is where its values are and has the cell's figure; what is no
// scenario has no colour.
func TestHeatmap(t *testing.T) {
	list := heat(t, swept())
	if len(list) != 2 {
		t.Fatalf("%d views", len(list))
	}
	v := list[1]
	if len(v.Series[0].Points) != 6 || len(v.Rows) != 6 || v.X.Name != "price" || v.Y.Names[1] != "2" {
		t.Fatalf("%+v", v)
	}
	for i, p := range v.Series[0].Points {
		if i == 5 {
			if p.Z != nil || p.Label != "E023" || !strings.Contains(p.Says, "no scenario, needs 3 of 2") || v.Rows[5][2].Text != "no scenario" {
				t.Errorf("%+v %+v", p, v.Rows[5])
			}
			continue
		}
		if want := 10*p.Y + p.X; *p.Z != want || v.Rows[i][2].Data != plain.Data(want) {
			t.Errorf("%+v, row %+v, want %v", p, v.Rows[i], want)
		}
	}
	if want := "mean(small.cost.pv) goes from none seen (small.count=1, price=1 USD) to 11 USD (small.count=2, price=2 USD)"; strings.ReplaceAll(v.Title, "< 1.5 USD", "none seen") != want {
		t.Errorf("%q, want %q", v.Title, want)
	}
	if says := v.Series[0].Points[1].Says; says != "small.count=1, price=2 USD: mean(small.cost.pv) 1 USD (-0.5 USD to 2.5 USD, 95 %)" {
		t.Error(says)
	}
}

// TestHeatmapChoice: the fleet that costs less in each cell, and not told apart where the
// intervals meet.
func TestHeatmapChoice(t *testing.T) {
	v := heat(t, swept())[0]
	for i, want := range []string{hostile, hostile, hostile, hostile, "~ " + hostile, "E023"} {
		if p := square(&v, i); p.Label != want {
			t.Errorf("cell %d: %q, want %q", i, p.Label, want)
		}
	}
	if want := hostile + " has the better mean of cost.pv in every cell"; v.Title != want {
		t.Errorf("%q, want %q", v.Title, want)
	}
	r := swept()
	r.Cells[4].Figures[0] = capplan.SweepValue{Value: p(20), Lo: p(19), Hi: p(21), Method: monteCarlo}
	v = heat(t, r)[0]
	if p := square(&v, 4); p.Label != "big" || !strings.Contains(p.Says, "big 12 USD") {
		t.Errorf("%+v", p)
	}
	for _, s := range v.Series {
		for _, p := range s.Points {
			if want := strings.TrimPrefix(p.Label, "~ "); s.Fleet != want && s.Fleet != "" {
				t.Errorf("a cell of %q is among those of %q", want, s.Fleet)
			}
		}
	}
	if want := hostile + " has the better mean of cost.pv with small.count=1, price=1 USD; in other cells big has"; v.Title != want {
		t.Errorf("%q, want %q", v.Title, want)
	}
}

// square is the point of a cell: of swept, the i-th in the order of its rows.
func square(v *View, i int) Point {
	for _, s := range v.Series {
		for _, p := range s.Points {
			if int(p.Y)*len(v.X.Names)+int(p.X) == i {
				return p
			}
		}
	}
	return Point{}
}

// TestHeatmapThird: of three values that vary the third stays as in the first cell.
func TestHeatmapThird(t *testing.T) {
	r := swept()
	r.Axes = append(r.Axes, capplan.SweepAxis{Path: "age", Values: []string{"old", "new"}})
	old := r.Cells
	r.Cells = nil
	for _, c := range old {
		for _, age := range r.Axes[2].Values {
			d := c
			d.Values = append(append([]string(nil), c.Values...), age)
			d.Index = len(r.Cells)
			r.Cells = append(r.Cells, d)
		}
	}
	r.Figures[0].Most = new(8)
	v := heat(t, r)[1]
	if len(v.Series[0].Points) != 6 || !strings.Contains(v.Note, "With age = old.") || v.Rows[1][2].Text != "old" {
		t.Errorf("%d squares, %q", len(v.Series[0].Points), v.Note)
	}
}

// TestSweepCurve: over one value each fleet is a curve with its interval, at the numbers
// that the values are, or in their order.
func TestSweepCurve(t *testing.T) {
	for _, values := range [][]string{{"1 USD", "2 USD", "4 USD"}, {"old", "1", "new"}} {
		r := swept()
		r.Axes = r.Axes[1:]
		r.Axes[0].Values = values
		r.Cells = r.Cells[:3]
		for i := range r.Cells {
			r.Cells[i].Values = values[i : i+1]
		}
		r.Figures[0].MovedBy, r.Figures[0].Most = []int{0}, new(2)
		v := heat(t, r)[0]
		xs := []float64{1, 2, 4}
		if values[0] == "old" {
			xs = []float64{0, 1, 2}
		}
		if len(v.Series) != 3 || v.Series[0].Kind != Band || v.Series[2].Fleet != "big" || len(v.Rows) != 6 {
			t.Fatalf("%+v", v)
		}
		for i, p := range v.Series[1].Points {
			if p.X != xs[i] || p.Y != float64(i) || *v.Series[0].Points[i].Hi != float64(i)+1.5 {
				t.Errorf("%+v", p)
			}
		}
		if (v.X.Scale == Linear) != (values[0] == "1 USD") || values[0] == "1 USD" && v.X.Unit != "USD" {
			t.Errorf("%+v", v.X)
		}
	}
}

// TestSweepCurveOfNines: unavailability is drawn in nines, unless some of it is zero.
func TestSweepCurveOfNines(t *testing.T) {
	r := swept()
	r.Axes, r.Cells = r.Axes[1:], r.Cells[:3]
	for i := range r.Cells {
		r.Cells[i].Values = r.Axes[0].Values[i : i+1]
		for n, x := range []float64{1e-3 / float64(i+1), 1e-5} {
			r.Cells[i].Figures[n] = capplan.SweepValue{Value: p(x), Lo: p(x - 1e-4), Hi: p(x + 1e-4), Method: monteCarlo}
		}
	}
	for n := range r.Figures {
		r.Figures[n].Metric, r.Figures[n].Unit, r.Figures[n].MovedBy = "unavailability", "1", []int{0}
	}
	r.Figures[0].Most = new(2)
	v := heat(t, r)[0]
	if v.Y.Scale != Nines || v.Series[1].Points[1].Y != 5e-4 || *v.Series[2].Points[0].Lo != 1e-5 || !strings.Contains(v.Title, "from 0.1 %") {
		t.Errorf("%+v, %q", v, v.Title)
	}
	r.Cells[1].Figures[1].Value = p(0)
	if v := heat(t, r)[0]; v.Y.Scale != Linear || v.Y.Unit != "%" {
		t.Errorf("%+v", v.Y)
	}
}

func TestHeatmapNothing(t *testing.T) {
	still, one := swept(), swept()
	still.Figures[0].Moves = false
	for a := range one.Axes {
		one.Axes[a].Values = one.Axes[a].Values[:1]
	}
	large := swept()
	large.Axes[0].Values, large.Axes[1].Values = make([]string, 60), make([]string, 60)
	for why, r := range map[string]*capplan.SweepResult{"no sweep was given": nil, "moves a figure": still, "one cell": one, "3600 squares": large} {
		if _, err := Make(&Source{Result: two(), Sweep: r}, "heatmap", plain); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
}
