package throughput

import (
	"math"
	"testing"
)

// One server without retries: p99 = ln 100/(μ − λ), so that λ = μ − ln 100/t; with
// rare retries nearly so; where the safe region ends first, that is the peak.
func TestPeak(t *testing.T) {
	r := Retry{Queue: MMc{Mu: 100, C: 1}, Timeout: 0.5}
	got, limit := r.Peak(0.2, 0.99)
	near(t, "one server", got, 100-math.Log(100)/0.2, 1e-12)
	if limit != Latency {
		t.Errorf("limited by %v", limit)
	}
	r.Retries = 3
	if got, limit := r.Peak(0.2, 0.99); limit != Metastable || got != 25 {
		t.Errorf("with three retries %g by %v, want 25, the end of the safe region", got, limit)
	}
	got, limit = r.Peak(0.05, 0.99)
	near(t, "with retries, latency", got, 100-math.Log(100)/0.05, 1e-2)
	if limit != Latency {
		t.Errorf("limited by %v", limit)
	}
	if got, limit := r.Peak(0.04, 0.99); got != 0 || limit != Unreachable {
		t.Errorf("service of p99 46 ms within 40: %g by %v", got, limit)
	}
}

// The peak is the largest: at it the fixed point meets the objective, a little above
// it does not.
func TestPeakIsTheLargest(t *testing.T) {
	for _, of := range []struct {
		Retry
		within float64
	}{{Retry{MMc{0, 1, 10}, 1, 1}, 4.61}, {Retry{MMc{0, 1, 100}, 9, 0}, 5.2}, {Retry{MMc{0, 50, 3}, 0.03, 2}, 0.0925}} {
		r, within := of.Retry, of.within
		peak, limit := r.Peak(within, 0.99)
		if limit != Latency {
			t.Errorf("%+v: %g by %v", of, peak, limit)
		}
		for _, x := range []struct {
			part float64
			met  bool
		}{{1 - 1e-9, true}, {1 + 1e-9, false}} {
			r.Queue.Lambda = peak * x.part
			q := r.Queue
			q.Lambda = r.FixedPoints()[0].Load
			if met := q.ResponseTail(within) <= 0.01; met != x.met || r.Region() != Safe {
				t.Errorf("%+v: at %g of the peak the objective is met: %v, %v", r, x.part, met, r.Region())
			}
		}
	}
}

func BenchmarkPeak20000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Retry{Queue: MMc{Mu: 1, C: 20_000}, Timeout: 9, Retries: 2}.Peak(6, 0.99)
	}
}
