package fleets

import (
	"math"
	"strings"
	"testing"
)

func TestService(t *testing.T) {
	p := mustLoad(t, head+`workloads: {w: {peak: 900 req/s, slo: {latency: {mean: 20 ms, p50: 15 ms, p99: 500 ms}}}}
dependencies: {bank: {latency: 80 ms (60..120)}}
fleets:
  a:
    pools:
      web: {count: 4, failures: {afr: 8 %}, repair: 24 h, overload: {policy: shed}, service: {time: 12 ms (9..15), cv: 0, workers: 16, hedge: 95 %, fan_out: 100, arrival_cv: 1.5}}
      queue: {count: 1, failures: {afr: 8 %}, repair: 24 h, service: {time: 3 ms, queue: 0}}
      retry: {count: 1, failures: {afr: 8 %}, repair: 24 h, service: {time: 3 ms, timeout: 500 ms, retries: 3}}
      none: {count: 1, failures: {afr: 8 %}, repair: 24 h}
`, Options{})
	pools := p.Fleets[0].Pools
	s := pools[0].Service
	for what, x := range map[string][2]float64{
		"time": {s.Time.Value * 3.6e6, 12}, "its low end": {s.Time.Lo * 3.6e6, 9}, "cv": {s.CV.Value, 0}, "workers": {float64(s.Workers), 16}, "hedge": {s.Hedge.Value, 0.95}, "fan_out": {float64(s.FanOut), 100},
		"arrival_cv": {s.ArrivalCV.Value, 1.5}, "no queue": {float64(s.Queue), -1}, "a queue of 0": {float64(pools[1].Service.Queue), 0},
		"timeout": {pools[2].Service.Timeout.Value * 3.6e6, 500}, "retries": {float64(pools[2].Service.Retries), 3}, "cv by default": {pools[1].Service.CV.Value, 1},
		"bank": {p.Dependencies[0].Latency.Value * 3.6e6, 80}, "p99": {p.Workloads[0].SLO.Latency.P99.Value * 3.6e6, 500}, "mean": {p.Workloads[0].SLO.Latency.Mean.Value * 3.6e6, 20}, "p50": {p.Workloads[0].SLO.Latency.P50.Value * 3.6e6, 15},
	} {
		if !(math.Abs(x[0]-x[1]) < 1e-9) {
			t.Errorf("%s: %g, want %g", what, x[0], x[1])
		}
	}
	if pools[3].Service != nil || s.Timeout.Set || p.Workloads[0].SLO.Set {
		t.Error("what is not written is there")
	}
}

func TestServiceRefused(t *testing.T) {
	for text, want := range map[string]string{
		"service: 12 ms":                                          "E100",
		"service: {}":                                             "E101",
		"service: {time: 12}":                                     "E010",
		"service: {time: 0 ms}":                                   "E015",
		"service: {time: 12 ms, hedge: 100 %}":                    "E015",
		"service: {time: 12 ms, worker: 2}":                       "E007",
		"service: {time: 12 ms, fan_out: 0}":                      "E015",
		"service: {time: 12 ms, queue: 200, cv: 0.5}":             "E330",
		"overload: shed":                                          "E100",
		"overload: {policy: colapse}":                             "E018",
		"overload: {policy: collapse, left: 10 %}":                "E101",
		"overload: {policy: collapse, left: 10 %, recovery: 1 h}": "E351",
		"overload: {left: 10 %}":                                  "E351",
	} {
		if err := load(pool("count: 4\n" + text)); err == nil || !strings.Contains(err.Error(), "error["+want+"]") {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"{p99: 500 ms, p50: 1 s}": "E022", "500 ms": "E100", "{p99: 500 ms (400..600)}": "E017", "{p95: 1 s}": "E007",
	} {
		if err := load(head + "workloads: {w: {peak: 3 tps, slo: {latency: " + text + "}}}\nfleets: {a: {count: 1, " + unit + "}}\n"); err == nil || !strings.Contains(err.Error(), "error["+want+"]") {
			t.Errorf("latency: %s: %v, want %s", text, err, want)
		}
	}
}
