package decide

import (
	"fmt"
	"math"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

const seconds = 3600 // of an hour

// path lays out and draws what requests of a fleet go through; nil where nothing is
// known of how long that takes. In a drawn path stands only what it takes from the
// fleet and the draw.
func (s *stage) path(d model.Draw) *throughput.Path {
	p := &throughput.Path{Workloads: len(s.fleet.Serves)}
	if p.Workloads == 0 {
		return nil
	}
	for i := range s.fleet.Pools {
		if v := s.fleet.Pools[i].Service; v != nil {
			p.Stages = append(p.Stages, s.queue(i, v, d))
		}
	}
	gate := 0
	for i := range s.plan.Dependencies {
		dep := &s.plan.Dependencies[i]
		if gate == len(s.sys.Gateways) || s.sys.Gateways[gate].Name != dep.Name {
			continue
		}
		if t := dep.Latency.At(d); t > 0 {
			p.Stages = append(p.Stages, throughput.Stage{Name: dep.Name, Visit: append([]float64(nil), s.sys.Gateways[gate].Share...), Fixed: t * seconds})
		}
		gate++
	}
	if len(p.Stages) == 0 {
		return nil
	}
	for k, w := range s.fleet.Serves {
		l := &s.plan.Workloads[w].SLO.Latency
		for _, g := range []struct {
			level  float64
			within model.Quantity
		}{{0, l.Mean}, {0.5, l.P50}, {0.99, l.P99}} {
			if g.within.Set {
				p.Goals = append(p.Goals, throughput.Goal{Workload: k, Level: g.level, Within: g.within.Value * seconds})
			}
		}
	}
	return p
}

// queue is a pool with a service as a stage. Of an active-standby or mirrored set one
// unit serves.
func (s *stage) queue(i int, v *model.Service, d model.Draw) throughput.Stage {
	sys, pool := &s.sys.Pools[i], &s.fleet.Pools[i]
	out := throughput.Stage{
		Name: pool.Name, Pool: i, Visit: make([]float64, len(s.fleet.Serves)),
		Time: v.Time.At(d) * seconds, CV: v.CV.At(d), ArrivalCV: v.ArrivalCV.At(d),
		Queue: v.Queue, Timeout: v.Timeout.At(d) * seconds, Retries: v.Retries, Hedge: v.Hedge.At(d), FanOut: v.FanOut,
	}
	for w := range out.Visit {
		out.Visit[w] = sys.VisitOf(w)
	}
	if pool.Ledger() != nil {
		out.Work = make([]float64, len(out.Visit))
		for w := range out.Work {
			out.Work[w] = pool.WorkOf(s.fleet.Serves[w], d)
		}
	}
	if vote := pool.Vote; vote != nil {
		out.Copies, out.Agree = vote.Copies, vote.Agree
		work := s.executions(i, d)(vote.Copies)
		out.Work = make([]float64, len(out.Visit))
		for w := range out.Work {
			out.Work[w] = work
		}
	}
	each := v.Workers
	if sys.Size > 0 && sys.Mode == model.Shared {
		each *= sys.Size
	}
	switch {
	case sys.Size > 0:
		out.Servers, out.Each = each*sys.Groups(), each
	case sys.Mode == model.Shared:
		out.Servers, out.Each = each*sys.Count, each
	default:
		out.Servers, out.Spare = each, sys.Count-1
		out.Each = each
	}
	return out
}

// latencyColumns hold how long requests take in each trial, in ms, and how far the load
// reaches, in req/s.
type latencyColumns struct {
	known          bool
	mean, p50, p99 column
	by             []timesColumns
	carries        column
	safe, most     column
	shed, lost     column
	missed         column // 1 where a promise is missed at the peak

	slowest, crowded []string
	exact            [2]bool // mean, percentiles
}

type timesColumns struct{ mean, p50, p99 column }

func newLatencyColumns(s *stage, trials int) latencyColumns {
	p := s.path(nil)
	if p == nil {
		return latencyColumns{}
	}
	out := emptyLatency(len(s.fleet.Serves), trials)
	out.exact = [2]bool{p.ExactMean(), p.ExactTail()}
	return out
}

func emptyLatency(workloads, trials int) latencyColumns {
	c := func() column { return make(column, trials) }
	out := latencyColumns{
		known: true, mean: c(), p50: c(), p99: c(), carries: c(), safe: c(), most: c(), shed: c(), lost: c(), missed: c(),
		slowest: make([]string, trials), crowded: make([]string, trials),
	}
	for range workloads {
		out.by = append(out.by, timesColumns{c(), c(), c()})
	}
	return out
}

// put writes the latency of a trial.
func (c *latencyColumns) put(t int, a *throughput.Answer) {
	r := a.Responses
	if !c.known || r == nil {
		return
	}
	const ms = 1000
	c.mean[t], c.p50[t], c.p99[t] = r.Mean*ms, r.P50*ms, r.P99*ms
	for w, x := range r.By {
		c.by[w].mean[t], c.by[w].p50[t], c.by[w].p99[t] = x.Mean*ms, x.P50*ms, x.P99*ms
	}
	c.carries[t], c.safe[t], c.most[t] = r.Carries, r.Safe, r.Vulnerable
	c.shed[t], c.lost[t] = r.Shed, r.Lost
	c.slowest[t], c.crowded[t] = r.Slowest, r.Crowded
	if r.Missed {
		c.missed[t] = 1
	}
}

// latency puts the metrics of latency.
func (a *assembler) latency() {
	c := &a.sheet.latency
	if !c.known {
		return
	}
	const independent = "the times of stages are taken as independent and summed, or have two right moments"
	put := func(to map[string]Metric, mean, p50, p99 column) {
		peak := " at demand.peak, all up"
		if a.journey != nil {
			peak = " at the demand.peak of the phase in which it is longest, all up"
		}
		to["latency.mean"] = timed(mean, c.exact[0], "mean time of a request"+peak, "queues in series of which two moments are known")
		to["latency.p50"] = timed(p50, c.exact[1], "median time of a request"+peak, independent)
		to["latency.p99"] = timed(p99, c.exact[1], "99th percentile of the time of a request"+peak, independent)
	}
	put(a.out.Metrics, c.mean, c.p50, c.p99)
	for w := range a.stage.sys.Workloads {
		put(a.out.Workloads[a.stage.sys.Workloads[w].Name].Metrics, c.by[w].mean, c.by[w].p50, c.by[w].p99)
	}
	if finite(c.safe) {
		a.out.Metrics["load.safe"] = computed("req/s", c.safe, "below it no burst can make retries that last")
		a.out.Metrics["load.vulnerable"] = computed("req/s", c.most, "above it retries grow until all attempts are late")
	}
}

// limited says that what latency limits is an approximation, where that is one.
func (a *assembler) limited(of func(unit string, v []float64, why string) Metric) func(unit string, v []float64, why string) Metric {
	c := &a.sheet.latency
	if !c.known || c.exact[1] || !strings.Contains(most(a.sheet.load.bottleneck), "latency of ") {
		return of
	}
	return func(unit string, v []float64, why string) Metric { return approximated(of(unit, v, why)) }
}

// timed is a figure of latency; null with a reason where the queue grows for ever.
func timed(v column, exact bool, why, how string) Metric {
	m := computed("ms", v, why)
	if !exact {
		m = approximated(m)
		m.Why += "; " + how
	}
	if m.Mean == nil {
		m.Why = "null: never catches up, or more requests are lost than the figure leaves, in some draws"
	}
	return m
}

// latencyWarnings say what is wrong with the latency of a fleet at its peak.
func (c *latencyColumns) warnings(name string, load *loadColumns, add func(code, format string, args ...any)) {
	if !c.known {
		return
	}
	n := len(c.mean)
	of := func(k int) string {
		if k == n {
			return ""
		}
		return fmt.Sprintf(" in %d of %d draws", k, n)
	}
	over, first, tip := 0, 0, 0
	tips, sheds, crowds, misses, worst := 0, 0, "", 0, 0.0
	for t := range c.mean {
		if math.IsInf(c.mean[t], 1) {
			if over == 0 {
				first = t
			}
			over++
		} else if load.demand[t] >= c.safe[t] {
			if tips == 0 {
				tip = t
			}
			tips++
		}
		if x := max(c.shed[t], c.lost[t]); x > 1e-6 {
			sheds++
			worst = max(worst, x)
		}
		if c.crowded[t] != "" {
			crowds = c.crowded[t]
		}
		misses += int(c.missed[t])
	}
	if over > 0 {
		add("W272", "%s never catches up at the peak%s: %s req/s where a load below %s would be caught up with", c.slowest[first], of(over), short(load.demand[first]), short(c.carries[first]))
	}
	if sheds > 0 {
		add("W273", "up to %.2g %% of requests find no place or are given up at the peak%s; latency is that of the others", 100*worst, of(sheds))
	}
	if tips > 0 {
		add("W274", "the peak is vulnerable%s: %s req/s where retries are safe below %s and impossible from %s; a moment's trouble can make retries that keep the fleet down", of(tips), short(load.demand[tip]), short(c.safe[tip]), short(c.most[tip]))
	}
	if crowds != "" {
		add("W275", "a request asks %s for more at once than workers are idle at the peak: the real latency is longer", crowds)
	}
	if misses > 0 {
		add("W276", "the promised latency is not kept at the peak%s", of(misses))
	}
}
