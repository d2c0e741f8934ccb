package decide

import (
	"math"
	"strconv"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// phaseColumns are what the trials say of a phase of a plan.
type phaseColumns struct {
	weight                          column // hours or requests
	seen, solved                    column // lost, of these
	outages, expected               column // number, by histories and exactly
	hit                             column // 1 where histories have an outage
	demand, peak, own, degraded     column // req/s of the whole
	headroom, utilization, overload column
	exhaustion                      column // hours from the start of the horizon; NaN
	bottleneck, degradedBy          []string
	next                            column
	cost                            column // cash of its months
	nextBy                          []string
	exact                           bool // solved at each draw
}

func newPhaseColumns(trials int) phaseColumns {
	c := func() column { return make(column, trials) }
	return phaseColumns{
		weight: c(), seen: c(), solved: c(), outages: c(), expected: c(), hit: c(), demand: c(), peak: c(), own: c(), degraded: c(),
		headroom: c(), utilization: c(), overload: c(), exhaustion: c(), next: c(), cost: c(),
		bottleneck: make([]string, trials), degradedBy: make([]string, trials), nextBy: make([]string, trials),
	}
}

// assess puts what the fleets of a phase carry together: the largest total that the
// shares fit. It returns capacity ÷ need of each, and how long requests take.
func (c *phaseColumns) assess(t int, x *phaseLaid) (tight []float64, times *throughput.Responses) {
	tight = make([]float64, len(x.runs))
	of := make([]*throughput.Responses, len(x.runs))
	c.peak[t], c.own[t], c.degraded[t] = math.Inf(1), math.Inf(1), math.Inf(1)
	c.headroom[t], c.next[t], c.exhaustion[t] = math.Inf(1), math.Inf(1), math.NaN()
	c.utilization[t], c.overload[t], c.demand[t] = 0, 0, 0
	for k, r := range x.runs {
		v := x.view(k, x.from, x.to)
		share := 1.0
		if x.shares != nil {
			share = x.shares[k]
		}
		a := x.tops[k].Assess(v)
		tight[k], of[k] = a.Headroom+1, a.Responses
		c.demand[t] = max(c.demand[t], a.Demand/share)
		name := func(s string) string {
			if s == "" {
				return s
			}
			return r.fleet.Name + " " + s
		}
		if total := a.Peak / share; total < c.peak[t] {
			c.next[t], c.nextBy[t] = c.peak[t], c.bottleneck[t]
			c.peak[t], c.bottleneck[t] = total, name(a.Bottleneck)
		} else if total < c.next[t] {
			c.next[t], c.nextBy[t] = total, name(a.Bottleneck)
		}
		if total := a.Next / share; total < c.next[t] {
			c.next[t], c.nextBy[t] = total, name(a.NextBy)
		}
		c.own[t] = min(c.own[t], a.Own/share)
		if total := a.Degraded / share; total < c.degraded[t] {
			c.degraded[t], c.degradedBy[t] = total, name(a.DegradedBy)
		}
		c.headroom[t] = min(c.headroom[t], a.Headroom)
		c.utilization[t], c.overload[t] = max(c.utilization[t], a.Utilization), max(c.overload[t], a.Overload)
		if at := x.from + a.Exhaustion; !(at >= c.exhaustion[t]) && !math.IsNaN(at) {
			c.exhaustion[t] = at
		}
	}
	return tight, x.responses(of)
}

// multiple is how often the mix of the start of the horizon fits what runs in a phase.
func (x *phaseLaid) multiple() float64 {
	least := math.Inf(1)
	for k := range x.runs {
		least = min(least, x.tops[k].Assess(x.view(k, 0, x.to)).Multiple)
	}
	return least
}

func (c *phaseColumns) see(t int, o *outcome, g *leg, s *stage) {
	c.seen[t] += float64(g.weight(s) * o.unavailability)
	c.outages[t] += o.outages
	if !c.exact {
		c.weight[t] += g.weight(s)
	}
}

func (c *phaseColumns) solve(t int, o *outcome, g *leg, s *stage) {
	c.solved[t] += float64(g.weight(s) * o.unavailability)
	c.expected[t] += o.outages
	c.weight[t] += g.weight(s)
}

func (c *phaseColumns) close(t int) {
	if c.weight[t] > 0 {
		c.seen[t] /= c.weight[t]
		c.solved[t] /= c.weight[t]
	}
	if c.outages[t] > 0 {
		c.hit[t] = 1
	}
}

// travel puts what a plan carries over its time: capacities are those of its end, the
// others of all phases.
func (c *loadColumns) travel(t int, j *journey, s *stage, phases []phaseColumns) {
	last := &phases[len(phases)-1]
	c.peak[t], c.own[t], c.degraded[t], c.next[t] = last.peak[t], last.own[t], last.degraded[t], last.next[t]
	c.bottleneck[t], c.degradedBy[t], c.nextBy[t] = last.bottleneck[t], last.degradedBy[t], last.nextBy[t]
	c.multiple[t] = j.phases[len(phases)-1].multiple()
	c.headroom[t], c.exhaustion[t] = math.Inf(1), math.NaN()
	for k := range phases {
		p, hours := &phases[k], j.phases[k].to-j.phases[k].from
		c.headroom[t] = min(c.headroom[t], p.headroom[t])
		c.utilization[t] += float64(p.utilization[t] * hours / s.sys.Horizon)
		c.overload[t] += float64(p.overload[t] * hours / s.sys.Horizon)
		if x := p.exhaustion[t]; !math.IsNaN(x) && !(x >= c.exhaustion[t]) {
			c.exhaustion[t] = x
		}
	}
	if s.sys.Load != nil {
		c.demand[t] = s.sys.Load.Peak(s.mix, 0, min(s.sys.Horizon, model.HoursPerYear))
	}
}

// A PhaseResult is what is known of a phase of a plan.
type PhaseResult struct {
	From    string            `json:"from"`  // ISO 8601
	Until   string            `json:"until"` // excluded
	Hours   float64           `json:"hours"`
	Runs    []PhaseRunResult  `json:"runs"`
	Sold    []string          `json:"sold,omitempty"` // fleets, or pools as FLEET.POOL, that are sold as it begins: from there on nothing leads back to them
	Limit   string            `json:"bottleneck"`     // in most trials
	Metrics map[string]Metric `json:"metrics"`
}

// A PhaseRunResult is what of the load a fleet carries in a phase.
type PhaseRunResult struct {
	Fleet string             `json:"fleet"`
	Share float64            `json:"share"`           // of every workload; 1 where shares are by pool
	Pools map[string]float64 `json:"pools,omitempty"` // of the requests that visit pools of the name
	Units map[string]int     `json:"units"`           // by pool that runs: units of the file, those that stand by included, before what growth buys

	Fallback string `json:"fallback,omitempty"` // the fleet that carries its requests while it is down
}

// phases puts the phases of a plan.
func (a *assembler) phases(j *journey) {
	for k := range j.phases {
		x, c := &j.phases[k], &a.sheet.phases[k]
		out := PhaseResult{
			From: dayAt(a.plan, x.from), Until: dayAt(a.plan, x.to), Hours: x.to - x.from,
			Metrics: map[string]Metric{}, Limit: most(c.bottleneck), Runs: []PhaseRunResult{},
		}
		a.name("limit/"+strconv.Itoa(k), c.bottleneck)
		for i, r := range x.runs {
			run := PhaseRunResult{Fleet: r.fleet.Name, Share: 1, Units: map[string]int{}}
			if of := x.fallback[i]; of >= 0 {
				run.Fallback = x.runs[of].fleet.Name
			}
			for p := range r.fleet.Pools {
				run.Units[r.fleet.Pools[p].Name] = r.fleet.Pools[p].Units()
			}
			if x.shares != nil {
				run.Share = x.shares[i]
			} else {
				run.Pools = map[string]float64{}
				for p := range r.fleet.Pools {
					run.Pools[r.fleet.Pools[p].Name] = r.role.carries[p]
				}
			}
			out.Runs = append(out.Runs, run)
		}
		for _, s := range j.plan.Phases[k].Sales {
			f := &a.plan.Fleets[s.Fleet]
			name := f.Name
			if s.Pool >= 0 {
				name += "." + f.Pools[s.Pool].Name
			}
			out.Sold = append(out.Sold, name)
		}
		var exact, rate column
		if c.exact {
			exact, rate = c.solved, c.expected
		}
		if a.solved() {
			a.availability(out.Metrics, c.seen, exact)
			years := out.Hours / model.HoursPerYear
			out.Metrics["outages"] = a.figure("1/year", scaled(c.outages, 1/years), scaledOrNil(rate, 1/years))
			out.Metrics["risk"] = a.risk(c)
		}
		if len(a.stage.sys.Workloads) > 0 {
			out.Metrics["demand.peak"] = computed("req/s", c.demand, "largest load of the first 365 days of the phase")
			if finite(c.peak) {
				out.Metrics["capacity.peak"] = computed("req/s", c.peak, "largest total that the shares fit, all up")
				out.Metrics["headroom"] = computed("1", c.headroom, "capacity ÷ demand at the worst moment of the phase − 1")
			}
		}
		if a.plan.Currency != "" && !a.unpriced() {
			out.Metrics["cost"] = computed(a.plan.Currency, c.cost, "cash of the months that begin in the phase, in the last one what is left as well")
		}
		a.out.Phases = append(a.out.Phases, out)
	}
}

// dayAt is the day of an hour of the horizon; empty where the plan has no start.
func dayAt(p *model.Plan, hours float64) string {
	if p.Horizon.Begin.IsZero() {
		return ""
	}
	return p.Horizon.Begin.Add(time.Duration(hours * float64(time.Hour))).Format(time.DateOnly)
}

// risk is the chance of an outage within a phase.
func (a *assembler) risk(c *phaseColumns) Metric {
	if a.sim {
		var hits float64
		for _, x := range c.hit {
			hits += x
		}
		return proportion(hits, float64(len(c.hit)), "histories with an outage in the phase")
	}
	v := make(column, len(c.expected))
	for t, n := range c.expected {
		v[t] = -math.Expm1(-n)
	}
	return approximated(computed("1", v, "approximation: outages come one by one, as a Poisson process"))
}
