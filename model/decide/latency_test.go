package decide

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// served is a plan of one pool with a service, and what it is asked for.
func served(peak float64, service model.Service, count int) *model.Plan {
	p := &model.Plan{Horizon: model.Horizon{Hours: 8760, Steady: true}, Run: model.Run{Trials: 40, Seed: 1}}
	p.Workloads = []model.Workload{{Name: "w", Sources: []model.Source{{Name: "all", Peak: model.Certain(peak)}}, SLO: model.SLO{Window: 8760}}}
	service.Workers, service.Queue, service.FanOut = 1, -1, 1
	service.CV, service.ArrivalCV = model.Certain(1), model.Certain(1)
	pool := model.Pool{Name: "web", Site: -1, Count: count, Needs: model.Needs{Count: min(count, 2)}, Service: &service, ShareAll: model.Certain(1)}
	p.Fleets = []model.Fleet{{Name: "a", Site: -1, Serves: []int{0}, Pools: []model.Pool{pool}}}
	return p
}

func compared1(t *testing.T, p *model.Plan) *Result {
	t.Helper()
	r, err := Compare(context.Background(), p, Options{Method: "exact", Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codes(r *Result) string {
	var out []string
	for _, w := range r.Warnings {
		out = append(out, w.Code)
	}
	return strings.Join(out, " ")
}

func TestLatencyThatNeverCatchesUp(t *testing.T) {
	p := served(130, model.Service{Time: model.Certain(0.01 / 3600)}, 1)
	p.Workloads[0].SLO.Latency.P99 = model.Certain(0.5 / 3600)
	r := compared1(t, p)
	f := r.Fleets["a"]
	for _, m := range []string{"latency.mean", "latency.p50", "latency.p99"} {
		if x := f.Metrics[m]; x.Mean != nil || x.Unit != "ms" || !strings.Contains(x.Why, "never catches up") {
			t.Errorf("%s: %+v", m, x)
		}
	}
	want := 100 - math.Log(100)/0.5
	if x := *f.Metrics["capacity.peak"].Mean; !(math.Abs(x/want-1) < 1e-10) || f.Bottleneck != "latency of web" {
		t.Errorf("peak %.12g by %q, want %.12g by latency of web", x, f.Bottleneck, want)
	}
	if x := *f.Metrics["headroom"].Mean; !(math.Abs(x-(want/130-1)) < 1e-10) {
		t.Errorf("headroom %g", x)
	}
	p.Assertions = []model.Assertion{{ID: "worst", Stat: model.Mean, Fleet: "a", Metric: "headroom", Unit: "1", Relation: model.AtMost, Limit: want/130 - 1 + 1e-9, At: model.Moment{Kind: model.Worst, To: 8760}}}
	if a := compared1(t, p).Assertions[0]; a.Verdict != "pass" {
		t.Errorf("headroom at its worst is not that of the fleet: %+v", a)
	}
	if got := codes(r); !strings.Contains(got, "W272") || !strings.Contains(got, "W276") {
		t.Errorf("warned of %s", got)
	}
	for _, w := range r.Warnings {
		if w.Code == "W272" && !strings.Contains(w.Text, "130 req/s where a load below 100 would be caught up with") {
			t.Error(w.Text)
		}
	}
}

func TestLatencyAfterALoss(t *testing.T) {
	p := served(130, model.Service{Time: model.Certain(0.01 / 3600)}, 3)
	f := compared1(t, p).Fleets["a"]
	if x := *f.Metrics["capacity.peak"].Mean; !(math.Abs(x-300) < 1e-9) || f.Bottleneck != "web" {
		t.Errorf("peak %g by %s", x, f.Bottleneck)
	}
	if x := *f.Metrics["capacity.degraded"].Mean; !(math.Abs(x-200) < 1e-9) || f.DegradedBy != "web unit" {
		t.Errorf("degraded %g by %s", x, f.DegradedBy)
	}
	p.Fleets[0].Pools[0].Mode, p.Fleets[0].Pools[0].Needs.Count = model.ActiveStandby, 1
	f = compared1(t, p).Fleets["a"]
	if x := *f.Metrics["capacity.peak"].Mean; !(math.Abs(x-100) < 1e-9) {
		t.Errorf("of an active unit and two that wait: %g", x)
	}
	if x := *f.Metrics["capacity.degraded"].Mean; !(math.Abs(x-100) < 1e-9) {
		t.Errorf("after losing one: %g", x)
	}
}

// At each draw: the mean over draws of an M/M/1 whose service is uncertain.
func TestLatencyOfDraws(t *testing.T) {
	q := model.Quantity{Value: 0.004 / 3600, Lo: 0.002 / 3600, Hi: 0.008 / 3600, Level: 0.9, Scale: model.Log, ID: 1, Set: true}
	q.Prepare()
	p := served(50, model.Service{Time: q, Timeout: model.Certain(1. / 3600), Retries: 2}, 1)
	p.Fleets[0].Pools[0].Service.Timeout, p.Fleets[0].Pools[0].Service.Retries = model.Quantity{}, 0
	p.Unknowns = []model.Unknown{{Path: "fleets.a.service.time", Quantity: q}}
	r := compared1(t, p)
	m := r.Fleets["a"].Metrics["latency.p99"]
	d, err := newDrawer(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for i := range 40 {
		want += 1000 * math.Log(100) / (1/(q.At(d.draw(nil, uint64(i)))*3600) - 50) / 40
	}
	if m.Mean == nil || !(math.Abs(*m.Mean/want-1) < 1e-9) || m.Method != "monte-carlo" || !(*m.P10 < *m.P90) {
		t.Errorf("p99 %+v, want %g", m, want)
	}
}

// One server that does 100 a second, half a second of patience, three retries: safe to
// 25, impossible from 90.3 (retries.yaml), and the peak claims the safe region only.
func TestLatencyThatTipsOver(t *testing.T) {
	p := served(40, model.Service{Time: model.Certain(0.01 / 3600), Timeout: model.Certain(0.5 / 3600), Retries: 3}, 1)
	r := compared1(t, p)
	f := r.Fleets["a"]
	if x := *f.Metrics["capacity.peak"].Mean; !(math.Abs(x/25-1) < 1e-12) || f.Bottleneck != "retries of web" {
		t.Errorf("peak %g by %q", x, f.Bottleneck)
	}
	found := false
	for _, w := range r.Warnings {
		found = found || w.Code == "W274" && strings.Contains(w.Text, "40 req/s where retries are safe below 25 and impossible from 90.3")
	}
	if !found {
		t.Errorf("warnings %v", r.Warnings)
	}
	if r := compared1(t, served(20, *p.Fleets[0].Pools[0].Service, 1)); strings.Contains(codes(r), "W274") {
		t.Errorf("a safe peak: %s", codes(r))
	}
}
