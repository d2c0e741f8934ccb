package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// curvePoints are spread evenly over a curve of served load; those where something
// changes come to them.
const curvePoints = 28

// A LoadCurve is what a fleet serves as it was promised of a load that rises from 0 to
// beyond its limits, at likely values without noise, at the mix of the busiest hour of the
// first 365 days, with the units of the horizon's end. What a limit has no place for is
// refused; a pool that collapses has left of it what the scenario says. All but the
// latencies are exact closed forms; those are as good as the method of latency.* says.
type LoadCurve struct {
	Unit     string    `json:"unit"`    // of loads: req/s, of all workloads together
	Offered  []float64 `json:"offered"` // rising from 0
	Served   []float64 `json:"served"`  // all up
	Degraded []float64 `json:"served_degraded"`
	Loss     string    `json:"degraded_by"` // the one loss that served_degraded is after; empty: none takes anything

	// Mean and P99 are response times in ms, all up; null where some queue never catches
	// up. Absent where nothing is known of them.
	Mean []*float64 `json:"latency_mean,omitempty"`
	P99  []*float64 `json:"latency_p99,omitempty"`

	Demand  float64  `json:"demand"`             // largest load of the first 365 days
	Knee    float64  `json:"knee"`               // largest load that is served whole, all up
	By      string   `json:"bottleneck"`         // what limits that
	Lost    float64  `json:"knee_degraded"`      // the same after the loss
	Gateway *float64 `json:"gateway"`            // load that the dependencies take; null: they limit nothing
	Gate    string   `json:"gateway_by"`         // the one that takes least
	Safe    *float64 `json:"recovers,omitempty"` // load below which what has collapsed recovers

	Method        string `json:"method"`
	LatencyMethod string `json:"latency_method,omitempty"`
}

// loadCurve is that of a fleet; nil where nothing limits it.
func loadCurve(p *model.Plan, f *model.Fleet) *LoadCurve {
	s := newStage(p, f)
	if len(s.sys.Workloads) == 0 {
		return nil
	}
	top := throughput.NewTopology(&s.sys)
	path := s.path(nil)
	top.Draw(path)
	c, ok := top.Curve(&s.sys, curvePoints)
	if !ok {
		return nil
	}
	out := &LoadCurve{
		Unit: "req/s", Loss: c.DegradedBy, Demand: round12(c.Demand), Knee: round12(c.Peak), By: c.Bottleneck, Lost: round12(c.Degraded),
		Gateway: digits12(c.Gate), Gate: c.GateBy, Method: model.Exact.String(),
	}
	if c.Safe < c.Peak || s.mayCollapse() {
		out.Safe = digits12(c.Safe)
	}
	for _, x := range c.Points {
		out.Offered, out.Served = append(out.Offered, round12(x.Offered)), append(out.Served, round12(x.Served))
		out.Degraded = append(out.Degraded, round12(x.Degraded))
		if path != nil {
			out.Mean, out.P99 = append(out.Mean, digits12(1000*x.Mean)), append(out.P99, digits12(1000*x.P99))
		}
	}
	if path != nil {
		out.LatencyMethod = model.Approximation.String()
		if path.ExactMean() && path.ExactTail() {
			out.LatencyMethod = model.Exact.String()
		}
	}
	return out
}

func (s *stage) mayCollapse() bool {
	for i := range s.sys.Pools {
		if s.sys.Pools[i].Overload != nil {
			return true
		}
	}
	return false
}

// digits12 is a number that may not be known.
func digits12(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return ptr(round12(x))
}
