package view

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

func rising(loss string) *capplan.LoadCurve {
	return &capplan.LoadCurve{
		Unit: "req/s", Offered: []float64{0, 40, 100, 150}, Served: []float64{0, 40, 100, 100}, Degraded: []float64{0, 40, 60, 60},
		Loss: loss, Demand: 40, Knee: 100, By: "web", Lost: 60, Gateway: p(120), Gate: "bank", Method: "exact",
		Mean: []*float64{nil, p(2), nil, nil}, P99: []*float64{nil, p(9), nil, nil}, LatencyMethod: "approximation",
	}
}

func TestLoad(t *testing.T) {
	r := two()
	f := r.Fleets["big"]
	f.LoadCurve = rising("hall")
	r.Fleets["big"] = f
	f = r.Fleets[hostile]
	f.LoadCurve = rising("")
	f.LoadCurve.Mean, f.LoadCurve.P99 = nil, nil
	f.LoadCurve.Gateway = p(1e6) // far beyond what is drawn
	r.Fleets[hostile] = f
	list := made(t, r, "load")
	v := list[0]
	if len(list) != 2 || len(v.Series) != 3 || !v.Series[1].Dashed || v.Series[1].Name != "big, one hall lost" || v.Series[2].Fleet != hostile {
		t.Fatalf("%d views, series %+v", len(list), v.Series)
	}
	for k, x := range []float64{0, 40, 100, 150} {
		up, lost := v.Series[0].Points[k], v.Series[1].Points[k]
		if up.X != x || up.Y != min(x, 100) || lost.Y != min(x, 60) {
			t.Errorf("at %v: %v and %v", x, up, lost)
		}
	}
	if says := v.Series[0].Points[3].Says; says != "big: of 150 req/s offered, 100 req/s served, all up" {
		t.Errorf("says %q", says)
	}
	if row := v.Rows[2]; row[1].Data != "100" || row[2].Data != "100" || row[3].Data != "60" || row[4].Data != "hall" {
		t.Errorf("row %+v", row)
	}
	if row := v.Rows[6]; row[0].Data != hostile || row[3].Data != "" {
		t.Errorf("without a loss %+v", row)
	}
	if len(v.Lines) != 2 || v.Lines[0].At != 40 || v.Lines[0].Fleet != "" || v.Lines[1].At != 120 || v.Lines[1].Fleet != "big" {
		t.Errorf("lines %+v", v.Lines)
	}
	if want := "At likely values big serves all of up to 100 req/s (web limits it), 60 req/s after losing one hall; " + hostile + " serves all of up to 100 req/s (web limits it); the first year's peak is 40 req/s"; v.Title != want {
		t.Errorf("title %q", v.Title)
	}
	v = list[1]
	if v.Of != "latency" || len(v.Series) != 2 || len(v.Series[0].Points) != 1 || v.Series[0].Points[0].Y != 9 || len(v.Rows) != 4 || v.Rows[2][3].Data != "" {
		t.Errorf("latency %+v", v)
	}
	if want := "big answers 99 of 100 requests within 9 ms at the first year's peak of 40 req/s"; v.Title != want {
		t.Errorf("title %q", v.Title)
	}

	f.LoadCurve = rising("")
	f.LoadCurve.Demand, f.LoadCurve.Safe = 30, p(80)
	r.Fleets[hostile] = f
	if v = made(t, r, "load")[0]; !strings.HasSuffix(v.Title, "the first year's peak is 40 req/s of big, 30 req/s of "+hostile) || len(v.Lines) != 4 || v.Lines[3].At != 80 {
		t.Errorf("%q, lines %+v", v.Title, v.Lines)
	}
	f.LoadCurve.Served = f.LoadCurve.Served[:2]
	r.Fleets = map[string]capplan.FleetResult{hostile: f}
	if _, err := Make(&Source{Result: r}, "load", plain); err == nil || !strings.Contains(err.Error(), "nothing is known that limits") {
		t.Error(err)
	}
}

// TestLoadOfExample: what is drawn is in the table, as the result has it; at the knee
// all is served, and beyond it not.
func TestLoadOfExample(t *testing.T) {
	r := example(t, "taobao/capplan.yaml")
	v := made(t, r, "load")[0]
	row := 0
	for _, n := range fleets(r) {
		c := r.Fleets[n].LoadCurve
		for k := range c.Offered {
			cells := v.Rows[row]
			row++
			if cells[0].Data != n || number(t, cells[1]) != c.Offered[k] || number(t, cells[2]) != c.Served[k] {
				t.Errorf("%s: row %+v", n, cells)
			}
			if whole := math.Abs(c.Served[k]-c.Offered[k]) <= 1e-9*c.Offered[k]; whole != (c.Offered[k] <= c.Knee) {
				t.Errorf("%s: %v of %v served, knee %v", n, c.Served[k], c.Offered[k], c.Knee)
			}
		}
		if !strings.Contains(v.Title, n+" serves all of up to "+plain.Value(c.Knee, "req/s")) {
			t.Errorf("%s is not in %q", n, v.Title)
		}
	}
	if row != len(v.Rows) {
		t.Errorf("%d rows of %d", row, len(v.Rows))
	}
}

// TestLatencyOfScenario: at the demand the curve of a fleet without uncertain inputs has
// the latencies of the result; of a queue each point that is drawn takes longer than the last.
func TestLatencyOfScenario(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capplan.yaml")
	scenario := "version: 1\nname: queue\nworkloads: {web: {peak: 250 req/s, growth: 20 %/year}}\n" +
		"fleets: {web: {hardware: {failures: {mttf: 1000 h}, repair: 1 h}, count: 4, throughput: 100 req/s, service: {time: 10 ms}}}\n"
	if err := os.WriteFile(path, []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := capplan.Load(path, capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 10})
	if err != nil {
		t.Fatal(err)
	}
	list := made(t, r, "load")
	if len(list) != 2 {
		t.Fatalf("%d views", len(list))
	}
	m, v := r.Fleets["web"].Metrics, list[1]
	demand, met := *m["demand.peak"].Mean, false
	for _, row := range v.Rows {
		if math.Abs(number(t, row[1])/demand-1) < 1e-9 {
			met = true
			if a, b := number(t, row[2])/(*m["latency.mean"].Mean), number(t, row[3])/(*m["latency.p99"].Mean); math.Abs(a-1) > 1e-9 || math.Abs(b-1) > 1e-6 {
				t.Errorf("at the demand %s and %s ms, want %v and %v", row[2].Data, row[3].Data, *m["latency.mean"].Mean, *m["latency.p99"].Mean)
			}
		}
	}
	for _, x := range v.Series {
		for k := 1; k < len(x.Points); k++ {
			if !(x.Points[k].Y > x.Points[k-1].Y) {
				t.Errorf("%s: %v after %v", x.Name, x.Points[k], x.Points[k-1])
			}
		}
	}
	if last := v.Series[0].Points[len(v.Series[0].Points)-1].X; !met || last < 390 || last >= 400.1 {
		t.Errorf("at the demand: %t; drawn up to %v", met, last)
	}
}
