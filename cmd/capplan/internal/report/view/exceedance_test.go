package view

import (
	"context"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/capplan/capplan"
)

// example answers the scenario of an example, once.
var example = func() func(t *testing.T, path string) *capplan.Result {
	var mu sync.Mutex
	have := map[string]*capplan.Result{}
	return func(t *testing.T, path string) *capplan.Result {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if have[path] != nil {
			return have[path]
		}
		s, err := capplan.Load("../../../../../examples/"+path, capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 30})
		if err != nil {
			t.Fatal(err)
		}
		have[path] = r
		return r
	}
}()

// number reads a cell back.
func number(t *testing.T, c Cell) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(c.Data, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func curved(limit float64) *capplan.Exceedance {
	e := &capplan.Exceedance{
		Unit: "min/year", Level: 0.95, Method: "monte-carlo",
		Downtime: []float64{0, 10, 200, 3000}, Share: []float64{0.8, 0.5, 0.125, 0}, Lo: []float64{0.7, 0.4, 0.1, 0}, Hi: []float64{0.9, 0.6, 0.2, 0.05},
	}
	if limit > 0 {
		over := capplan.Metric{Unit: "1", Mean: p(0.25), Lo: p(0.2), Hi: p(0.3), Method: "monte-carlo"}
		e.Limit, e.Over = &limit, &over
	}
	return e
}

func TestExceedance(t *testing.T) {
	r := two()
	long := strings.Repeat("長", 200)
	f := r.Fleets["big"]
	f.Exceedance = curved(525.6)
	r.Fleets["big"] = f
	f = r.Fleets[hostile]
	f.Exceedance = curved(525.6)
	f.Workloads = map[string]capplan.WorkloadResult{long: {Objective: p(0.99), Exceedance: curved(5256)}, "other": {}}
	r.Fleets[hostile] = f
	list := made(t, r, "exceedance")
	if len(list) != 2 || list[0].Of != "" || list[1].Of != long {
		t.Fatalf("%d views", len(list))
	}
	v := list[0]
	if len(v.Series) != 4 || v.Series[0].Kind != Band || v.Series[1].Kind != Curve || v.Series[3].Fleet != hostile || v.X.Scale != Log || v.Y.Scale != Log {
		t.Errorf("%+v", v.Series)
	}
	if c := v.Series[1].Points; len(c) != 2 || c[0].X != 10 || c[0].Y != 0.5 || c[1].X != 200 || c[1].Says != "big: more than 200 min/year in 12.5 % of trials (10 %..20 %)" {
		t.Errorf("curve %+v", c)
	}
	if b := v.Series[0].Points[0]; *b.Lo != 0.4 || *b.Hi != 0.6 {
		t.Errorf("band %+v", b)
	}
	if len(v.Rows) != 8 || v.Rows[0][1].Data != "0" || v.Rows[3][2].Text != "< 5 %" || v.Rows[3][2].Data != "0" || v.Rows[4][0].Data != hostile {
		t.Errorf("table %+v", v.Rows)
	}
	if len(v.Lines) != 1 || v.Lines[0].At != 525.6 || !v.Lines[0].Up || v.Lines[0].Fleet != "" || list[1].Lines[0].Fleet != hostile {
		t.Errorf("lines %+v", v.Lines)
	}
	if want := "big has more than the 525.6 min/year that its objective of 99.9 % leaves in 25 % of trials; " + hostile; !strings.HasPrefix(v.Title, want) {
		t.Errorf("title %q", v.Title)
	}

	f = r.Fleets["big"]
	f.Exceedance = curved(0)
	r.Fleets["big"] = f
	if v := made(t, r, "exceedance")[0]; !strings.HasPrefix(v.Title, "big has more than 200 min/year in 12.5 % of trials; ") {
		t.Errorf("title without a limit %q", v.Title)
	}
}

// TestExceedanceOfNothing: no histories, none with downtime, and parts that do not belong
// together.
func TestExceedanceOfNothing(t *testing.T) {
	says := func(e *capplan.Exceedance, want string) {
		t.Helper()
		r := two()
		delete(r.Fleets, hostile)
		f := r.Fleets["big"]
		f.Exceedance = e
		r.Fleets["big"] = f
		if _, err := Make(&Source{Result: r}, "exceedance", plain); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	says(nil, "no histories")
	says(&capplan.Exceedance{Unit: "min/year", Level: 0.95, Downtime: []float64{0}, Share: []float64{0}, Lo: []float64{0}, Hi: []float64{0.02}}, "no downtime in 200 trials, seed 7")
	broken := curved(0)
	broken.Hi = broken.Hi[:1]
	says(broken, "no downtime")
	r := two()
	f := r.Fleets["big"]
	f.Exceedance = &capplan.Exceedance{Unit: "min/year", Level: 0.95, Downtime: []float64{0}, Share: []float64{0}, Lo: []float64{0}, Hi: []float64{0.02}}
	r.Fleets["big"] = f
	f = r.Fleets[hostile]
	f.Exceedance = curved(0)
	r.Fleets[hostile] = f
	if v := made(t, r, "exceedance")[0]; len(v.Series) != 2 || !strings.Contains(v.Note, "No downtime seen of big.") || len(v.Rows) != 5 || v.Rows[0][2].Text != "< 2 %" {
		t.Errorf("%q, %d series, %v", v.Note, len(v.Series), v.Rows[0])
	}
}

// TestExceedanceOfExample: each fleet's curve passes the percentiles that the result has
// of its downtime, and the table has each point that is drawn.
func TestExceedanceOfExample(t *testing.T) {
	r := example(t, "taobao/capplan.yaml")
	list := made(t, r, "exceedance")
	if len(list) < 2 || list[0].Of != "" {
		t.Fatalf("%d views of fleets and their workloads", len(list))
	}
	for _, v := range list {
		rows := map[string]bool{}
		for _, row := range v.Rows {
			rows[row[0].Data+" "+row[1].Data+" "+row[2].Data] = true
		}
		for _, s := range v.Series {
			for _, p := range s.Points {
				if !rows[s.Fleet+" "+plain.Data(p.X)+" "+plain.Data(p.Y)] {
					t.Errorf("%s, %s: %v at %v is not in the table", v.Of, s.Name, p.Y, p.X)
				}
			}
		}
		if v.Of == "" {
			continue
		}
		if len(v.Lines) == 0 {
			t.Errorf("%s has no line at its limit", v.Of)
		}
	}
	for _, n := range fleets(r) {
		m, passed := r.Fleets[n].Metrics["downtime"], false
		for _, row := range list[0].Rows {
			if row[0].Data == n && number(t, row[1]) == *m.P90 {
				passed = math.Abs(number(t, row[2])-0.1) < 1e-9
			}
		}
		if !passed {
			t.Errorf("%s: the curve does not pass P90, %v, at 10 %%", n, *m.P90)
		}
	}
}
