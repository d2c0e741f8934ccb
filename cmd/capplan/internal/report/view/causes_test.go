package view

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestSmallerCauses: what is drawn together is spelt out; one alone is told by name.
func TestSmallerCauses(t *testing.T) {
	r := two()
	f := r.Fleets["big"]
	many := func(n int) {
		f.Causes = nil
		for i := range n {
			x := float64(n - i)
			f.Causes = append(f.Causes, capplan.Cause{Cause: "cause " + strconv.Itoa(i), Downtime: x, Share: 2 * x / float64(n*(n+1)), Method: "exact"})
		}
		r.Fleets["big"] = f
	}
	delete(r.Fleets, hostile)
	many(9)
	v := made(t, r, "causes")[0]
	last := v.Series[len(v.Series)-1]
	if last.Name != "smaller causes" || last.Points[0].X != 3 || last.Points[0].Says != "big, smaller causes: 3 min/year (cause 7 2 min/year, cause 8 1 min/year)" {
		t.Errorf("%+v", last)
	}
	if !strings.Contains(v.Note, "Of big they are those of its histories; its mean downtime, 52.56 min/year, is known from elsewhere.") {
		t.Errorf("causes of 45 min/year, downtime of 52.56: %q", v.Note)
	}
	many(8)
	if v = made(t, r, "causes")[0]; len(v.Series) != 8 || v.Series[7].Name != "cause 7" {
		t.Errorf("%d series, last %s", len(v.Series), v.Series[len(v.Series)-1].Name)
	}
	f.Causes = nil
	r.Fleets["big"] = f
	if _, err := Make(&Source{Result: r}, "causes", plain); err == nil || err.Error() != "nothing to draw: no downtime has a cause" {
		t.Error(err)
	}
}

// TestCausesOfExample: bars and rows of each fleet make its mean downtime, demand above
// what it carries with nothing broken among them.
func TestCausesOfExample(t *testing.T) {
	r := example(t, "taobao/capplan.yaml")
	v := made(t, r, "causes")[0]
	for i, n := range fleets(r) {
		bars, rows, shares, demand := 0.0, 0.0, 0.0, false
		for _, s := range v.Series {
			for _, p := range s.Points {
				if p.Y == float64(i) {
					bars += p.X
				}
			}
		}
		for _, row := range v.Rows {
			if row[0].Data == n {
				rows += number(t, row[2])
				shares += number(t, row[3])
				demand = demand || row[1].Data == "demand above full capacity, nothing broken"
			}
		}
		want := *r.Fleets[n].Metrics["downtime"].Mean
		if math.Abs(bars/want-1) > 1e-9 || math.Abs(rows/want-1) > 1e-9 || math.Abs(shares-1) > 1e-9 || !demand {
			t.Errorf("%s: bars of %v, rows of %v, downtime %v; shares of %v, with demand: %t", n, bars, rows, want, shares, demand)
		}
	}
	if strings.Contains(v.Note, "known from elsewhere") {
		t.Error(v.Note)
	}
}

// TestTitlesOfMany: of many fleets a title speaks of three.
func TestTitlesOfMany(t *testing.T) {
	r := fanResult(true)
	f := r.Fleets["big"]
	f.Exceedance, f.LoadCurve = curved(525.6), rising("rack")
	for i := range 6 {
		f.Order = i
		r.Fleets[strings.Repeat("長", 200)+strconv.Itoa(i)] = f
	}
	r.Fleets["big"] = f
	delete(r.Fleets, hostile)
	for _, name := range []string{"exceedance", "causes", "load", "capacity"} {
		v := made(t, r, name)[0]
		if n := strings.Count(v.Title, "; "); !strings.Contains(v.Title, "; 4 more in the table") || n > 7 {
			t.Errorf("%s: %q", name, v.Title)
		}
	}
}
