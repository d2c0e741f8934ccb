package view

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

func fanned(method string) *capplan.Fan {
	return &capplan.Fan{
		Unit: "req/s", Months: 1, From: []float64{0, 744, 1416}, To: 2160, Trials: 50, Method: method,
		DemandP10: []float64{8, 9, 10}, DemandP50: []float64{10, 12, 14}, DemandP90: []float64{12, 15, 19},
		DemandLo: []*float64{p(9), p(11), nil}, DemandHi: []*float64{p(11), p(13), nil}, CapacityLo: []*float64{nil, nil, nil}, CapacityHi: []*float64{nil, nil, nil}, Level: 0.95,
		CapacityP10: []float64{11, 11, 11}, CapacityP50: []float64{13, 13, 20}, CapacityP90: []float64{15, 15, 25},
	}
}

func fanResult(start bool) *capplan.Result {
	r := two()
	r.Scenario.HoursPerYear = 8760
	if start {
		at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		r.Scenario.Start = &at
	}
	f := r.Fleets["big"]
	f.Fan = fanned("monte-carlo")
	f.Metrics["exhaustion"] = capplan.Metric{Unit: "h from start", P10: p(700), P50: p(800), P90: nil, Method: "monte-carlo"}
	r.Fleets["big"] = f
	f = r.Fleets[hostile]
	f.Fan = fanned("exact")
	f.Metrics["exhaustion"] = capplan.Metric{Unit: "h from start", Method: "exact"}
	r.Fleets[hostile] = f
	return r
}

func TestCapacity(t *testing.T) {
	r := fanResult(true)
	list := made(t, r, "capacity")
	v := list[0]
	if len(list) != 1 || len(v.Series) != 5 || v.Series[0].Kind != Band || v.Series[2].Kind != Band || v.Series[3].Kind != Steps || v.Series[4].Kind != Steps || v.Series[4].Fleet != hostile {
		t.Fatalf("%d views, %+v", len(list), v.Series)
	}
	day0 := float64(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Unix()) / 86400
	if c := v.Series[3].Points; len(c) != 4 || c[1].X != day0+31 || c[2].Y != 20 || c[3].X != day0+90 || c[3].Y != 20 {
		t.Errorf("capacity %+v", c)
	}
	if d := v.Series[0].Points[1]; d.X != day0+45 || d.Y != 12 || *d.Lo != 9 || *d.Hi != 15 || d.Says != "2025-02: demand 12 req/s (P10..P90 9..15 req/s)" {
		t.Errorf("demand %+v", d)
	}
	if len(v.Lines) != 2 || v.Lines[0].At != day0+700./24 || v.Lines[1].At != day0+800./24 || v.Lines[1].Label != "big exhausted in 2025-02 (median)" {
		t.Errorf("lines %+v", v.Lines)
	}
	if want := "big is exhausted in 2025-02 (median; P10 2025-01, P90 not within the horizon); " + hostile + " is not exhausted within the horizon in at least nine of ten trials"; v.Title != want {
		t.Errorf("title %q", v.Title)
	}
	if row := v.Rows[1]; row[0].Data != "the demand" || row[1].Data != "2025-02" || row[2].Data != "9" || row[5].Data != "11" {
		t.Errorf("row of the demand %+v", row)
	}
	if row := v.Rows[7]; len(v.Rows) != 9 || row[0].Data != hostile || row[1].Data != "2025-02" || row[4].Data != "15" || row[5].Data != "" || row[7].Data != "exact" {
		t.Errorf("row %+v", row)
	}
	if !strings.Contains(v.Note, "50 trials, seed 7") || !strings.Contains(v.Note, "200 trials, seed 7") {
		t.Errorf("note %q", v.Note)
	}

	v = made(t, fanResult(false), "capacity")[0]
	if v.X.Unit != "years" || v.Series[3].Points[1].X != 744./8760 || !strings.HasPrefix(v.Title, "big is exhausted after 0.") {
		t.Errorf("without dates %q, %+v", v.Title, v.X)
	}
}

// TestCapacityOfMany: fleets of another demand have a view of their own; of many the
// bands are left out, and what does not belong together is not drawn.
func TestCapacityOfMany(t *testing.T) {
	r := fanResult(true)
	f := r.Fleets[hostile]
	f.Fan.DemandP50[0] = 11
	r.Fleets[hostile] = f
	list := made(t, r, "capacity")
	if len(list) != 2 || list[0].Of != "big" || list[1].Of != hostile {
		t.Fatalf("%d views", len(list))
	}
	f.Fan = fanned("monte-carlo")
	for i := range 4 {
		f.Order = i + 2
		r.Fleets["長"+strconv.Itoa(i)+strings.Repeat("x", 200)] = f
	}
	if v := made(t, r, "capacity")[0]; slices.ContainsFunc(v.Series[2:], func(s Series) bool { return s.Kind == Band }) || len(v.Lines) != 1 {
		t.Errorf("%d series, %d lines", len(v.Series), len(v.Lines))
	}
	f.Fan.From = f.Fan.From[:2]
	r.Fleets = map[string]capplan.FleetResult{"a": f, "b": {}}
	if _, err := Make(&Source{Result: r}, "capacity", plain); err == nil || !strings.Contains(err.Error(), "nothing is known that limits") {
		t.Error(err)
	}
}

// TestCapacityOfExample: the fan has the horizon's months, and its exhaustion lines lie in
// months in which the demand reaches what the fleet carries, in some trials.
func TestCapacityOfExample(t *testing.T) {
	r := example(t, "taobao/capplan.yaml")
	v := made(t, r, "capacity")[0]
	if len(v.Rows) != 3*48 || v.Rows[47][1].Data != "2012-12" || v.Y.Scale != Log {
		t.Fatalf("%d rows, %s", len(v.Rows), v.Y.Scale)
	}
	if len(v.Lines) == 0 {
		t.Fatal("no line of exhaustion")
	}
	for _, l := range v.Lines {
		month := time.Unix(int64(l.At*86400), 0).UTC().Format("2006-01")
		if !strings.Contains(l.Label, month) {
			t.Errorf("%q is drawn in %s", l.Label, month)
		}
		for k, row := range v.Rows {
			if demand := v.Rows[k%48]; row[0].Data == l.Fleet && row[1].Data == month && !(demand[1].Data == month && number(t, demand[4]) >= number(t, row[2])) {
				t.Errorf("%s: in %s P90 of the demand is %s, P10 of the capacity %s", l.Fleet, month, demand[4].Data, row[2].Data)
			}
		}
	}
}
