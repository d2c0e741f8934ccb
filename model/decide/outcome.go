package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/simulate"
)

// An outcome is what a system did in a leg of a plan, by a history or exactly.
type outcome struct {
	unavailability float64 // by its basis
	down           float64 // share of time not up
	outages        float64 // number
	durations      []float64
	planned        float64
	brownout       float64 // share of time
	blast          float64
	workloads      []float64 // unavailability, by the basis of each
	served         []float64 // share, of each
	causes         map[string]float64
	method         model.Method
	why            string
	wrong          *wrongLeg // nil: nothing is compared, and nothing wrong
}

// servedBy is what each serves of each workload, with what they all call.
func servedBy(all []outcome, outside *outcome) [][]float64 {
	out := make([][]float64, len(all))
	for k := range all {
		out[k] = slices.Clone(all[k].served)
		for w := range out[k] {
			if outside != nil {
				out[k][w] *= outside.served[w]
			}
		}
	}
	return out
}

func seen(s *stage, h *simulate.History, hours float64) outcome {
	o := outcome{
		unavailability: h.Unavailability, down: h.Down / hours, outages: float64(h.Outages), durations: slices.Clone(h.Durations),
		planned: h.Planned, brownout: h.Brownout / hours, blast: h.Blast,
		workloads: slices.Clone(h.WorkloadUnavailability), causes: map[string]float64{},
	}
	for w := range o.workloads {
		served := 1.0
		if h.Offered[w] > 0 {
			served = 1 - h.LostServed[w]/h.Offered[w]
		}
		o.served = append(o.served, served)
	}
	for i, c := range h.Causes {
		o.causes[causeOf(s, s.causes[i])] += c
	}
	return o
}

func solvedIn(s *stage, r *exact.Result, hours float64) outcome {
	o := outcome{
		unavailability: r.Unavailability, down: r.ByTime, outages: r.OutageRate * hours,
		workloads: slices.Clone(r.Workloads), served: slices.Clone(r.Served), causes: map[string]float64{},
		method: r.Method, why: r.Why,
	}
	for i, c := range r.Causes {
		o.causes[causeOf(s, s.causes[i])] += c
	}
	return o
}

// rescue lets another carry the requests of a fleet while that is down, as far as it is
// up itself: they fail independently.
func (o *outcome) rescue(by *outcome) {
	o.scale(by.unavailability)
	o.down *= by.down
	o.outages *= by.down
	o.durations = nil
	for w := range o.workloads {
		o.workloads[w] *= by.workloads[w]
		o.served[w] = 1 - float64((1-o.served[w])*(1-by.served[w]))
	}
	o.brownout *= by.down
	o.blast *= by.blast
}

// rescuePools lets the namesakes of a fleet's pools carry what these do while it is down:
// its requests are lost while the other, which fails independently, is not up either. Then
// the whole is down already, so by time it adds nothing.
func (o *outcome) rescuePools(down float64, split *splitting) {
	factor := func(byRequests bool) float64 {
		if byRequests {
			return down
		}
		return 0
	}
	o.scale(factor(split.byRequests))
	o.down, o.outages, o.durations = 0, 0, nil
	for w := range o.workloads {
		o.workloads[w] *= factor(split.workloads[w])
		o.served[w] = 1 - float64((1-o.served[w])*down)
	}
	o.brownout *= down
}

// scale leaves a part of the unavailability, and of each of its causes.
func (o *outcome) scale(by float64) {
	o.unavailability *= by
	o.planned *= by
	for c := range o.causes {
		o.causes[c] *= by
	}
}

// together joins what the fleets of a phase did in a leg. With shares each carries its own
// part of the requests, and what is lost is the mean by these; else a request takes all of
// them, which fail independently at one draw. Either way the whole is up while all are.
func together(all []outcome, shares []float64, split *splitting) outcome {
	out := outcome{causes: map[string]float64{}, workloads: make([]float64, len(all[0].workloads)), served: make([]float64, len(all[0].served))}
	up := 1.0
	for i := range all {
		up *= 1 - all[i].down
		out.method = max(out.method, all[i].method)
		if out.why == "" {
			out.why = all[i].why
		}
		out.durations = append(out.durations, all[i].durations...)
	}
	out.down = 1 - up
	for i := range all {
		others := 1.0
		for k := range all {
			if k != i {
				others *= 1 - all[k].down
			}
		}
		out.outages += float64(all[i].outages * others)
	}
	if len(all) == 1 {
		out.down = all[0].down
	}
	if shares == nil {
		serial(&out, all, split)
		return out
	}
	for i := range all {
		q := shares[i]
		out.unavailability += float64(q * all[i].unavailability)
		out.planned += float64(q * all[i].planned)
		out.brownout = 1 - float64((1-out.brownout)*(1-all[i].brownout))
		out.blast = max(out.blast, q*all[i].blast)
		for w := range out.workloads {
			out.workloads[w] += float64(q * all[i].workloads[w])
			out.served[w] += float64(q * all[i].served[w])
		}
		for c, v := range all[i].causes {
			out.causes[c] += float64(q * v)
		}
	}
	if len(all) > 1 { // while one is down, only its requests are lost
		out.brownout = max(out.brownout, out.down)
	}
	return out
}

// A splitting says which fleets of a phase are taken one instead of the other: those that
// carry nothing but a part of the pools of one name.
type splitting struct {
	of         []int  // of each fleet: the first that carries the same name, or itself
	byRequests bool   // how the whole is measured
	workloads  []bool // how each workload is
}

// serial joins fleets that every request takes. By requests, one that takes a pool of a
// name takes no other of that name: what these lose adds up.
func serial(out *outcome, all []outcome, split *splitting) {
	u, sum := split.missed(all, split.byRequests, func(o *outcome) float64 { return o.unavailability })
	out.unavailability = u
	for i := range all {
		out.planned += all[i].planned
		out.brownout = 1 - float64((1-out.brownout)*(1-all[i].brownout))
		out.blast = max(out.blast, all[i].blast)
		for c, v := range all[i].causes {
			if sum > 0 {
				out.causes[c] += float64(v * (u / sum))
			}
		}
	}
	for w := range out.workloads {
		out.workloads[w], _ = split.missed(all, split.workloads[w], func(o *outcome) float64 { return o.workloads[w] })
		lost, _ := split.missed(all, true, func(o *outcome) float64 { return 1 - o.served[w] })
		out.served[w] = 1 - lost
	}
}

// missed is 1 − Π(1 − x) over the names without losing what is small, and the sum of x;
// within a name x adds up where it counts requests.
func (p *splitting) missed(all []outcome, byRequests bool, of func(*outcome) float64) (whole, sum float64) {
	names := make([]float64, len(all))
	for i := range all {
		x, at := of(&all[i]), i
		if byRequests {
			at = p.of[i]
		}
		names[at] += x
		sum += x
	}
	for _, x := range names {
		whole += x - float64(whole*x)
	}
	return whole, sum
}
