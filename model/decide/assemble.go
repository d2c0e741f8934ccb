package decide

import (
	"math"
	"sort"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// Minutes of downtime a year at unavailability 1.
const minutesPerYear = 525600

func scaled(v column, by float64) column {
	out := make(column, len(v))
	for i, x := range v {
		out[i] = x * by
	}
	return out
}

func complement(v column) column {
	out := make(column, len(v))
	for i, x := range v {
		out[i] = 1 - x
	}
	return out
}

// An assembler turns the sheet of a fleet into its part of the result.
type assembler struct {
	plan          *model.Plan
	journey       *journey // of a plan; nil: a fleet
	stage         *stage
	sheet         *sheet
	out           *FleetResult
	sim           bool // histories were sampled
	priced, emits bool // cost and carbon are known
	unbilled      bool // nobody asks for them
	unloaded      bool // nor for what it carries
	unwatched     bool // nor when it is dark in part
	pure          bool // and are not helped by what is known otherwise: --method simulate
	long          bool // it is summed up with other trials of a long run; see [sums]

	control     column // mean 0, see chooseControl; nil: none
	controlPool string
}

func (a *assembler) assemble(order int) FleetResult {
	f := a.stage.fleet
	a.out = &FleetResult{
		Order: order, Description: f.Description, Basis: basis(a.stage.sys.ByRequests),
		Metrics: map[string]Metric{}, Pools: map[string]PoolResult{}, Workloads: map[string]WorkloadResult{},
		Causes: []Cause{}, Costs: []Cost{}, Charges: []Charge{},
		name: f.Name, named: map[string][]string{}, over: map[string]int64{},
	}
	a.chooseControl()
	a.reliability()
	a.perWorkload()
	a.perPool()
	a.ledgers()
	a.throughput()
	a.wrongs()
	a.costs()
	a.purchases()
	a.overs()
	if a.journey != nil {
		a.phases(a.journey)
	}
	return *a.out
}

func basis(byRequests bool) string {
	if byRequests {
		return "requests"
	}
	return "time"
}

// unknown is a figure of the long run that no method gives: without histories, why.
func (a *assembler) unknown(unit string) Metric {
	m := Metric{Unit: unit, Level: level}
	if !a.sim && a.stage.obstacle != nil {
		m.Method, m.Why = model.Exact.String(), "not known: "+a.stage.why
	}
	return m
}

// solved reports whether histories or an exact method tell of the long run.
func (a *assembler) solved() bool { return a.sim || a.sheet.solved.unavailability != nil }

// figure puts a metric of histories and, where it is known, its exact mean.
func (a *assembler) figure(unit string, histories, exact column) Metric {
	m := a.unknown(unit)
	if a.sim {
		m = sampled(unit, histories)
		if exact == nil {
			a.controlled(&m, histories)
		}
	}
	if exact != nil {
		known(&m, exact, a.sheet.solved.method, a.sheet.solved.why)
	}
	return m
}

// availability puts the three faces of one unavailability.
func (a *assembler) availability(to map[string]Metric, histories, exact column) {
	var ce column
	if exact != nil {
		ce = complement(exact)
	}
	u := a.figure("1", histories, exact).within(0, 1)
	m := a.figure("1", complement(histories), ce).within(0, 1)
	m.missing()
	if u.Lo == nil || u.Hi == nil {
		m.Lo, m.Hi, m.Why = nil, nil, u.Why
	}
	if m.of != nil {
		m.of.tells = missing(u.trialed().tells)
	}
	if u.Mean != nil && *u.Mean > 0 && m.Mean != nil && *m.Mean == 1 { // its nines need more than 12 digits
		x := ptr(1 - *u.Mean)
		if m.Mean = x; m.Lo != nil && *m.Lo == 1 {
			m.Lo, m.Hi = x, x
		}
	}
	to["unavailability"], to["availability"] = u, m
	to["downtime"] = a.figure("min/year", scaled(histories, minutesPerYear), scaledOrNil(exact, minutesPerYear)).within(0, minutesPerYear)
}

// share is a figure that is nearly 1; its interval follows from what is missing.
func (a *assembler) share(histories, exact column) Metric {
	m := a.figure("1", histories, exact).within(0, 1)
	v := exact
	if v == nil {
		v = histories
	}
	if exact == nil && a.sim && !telling(complement(v)) {
		m.Lo, m.Hi = nil, nil
		m.Why += tooLittle
	} else if m.Mean != nil && dominated(complement(v)) {
		m.Lo, m.Hi = nil, nil
		m.Why += fewMissing
	}
	m.missing()
	if m.of != nil {
		m.of.tells = missing(notDominated)
		if exact == nil {
			m.of.tells, m.of.short = missing(telling), true
		}
	}
	return m
}

// missing notes that a figure is nearly 1, and summed up by what is missing.
func (m *Metric) missing() {
	if m.of != nil {
		m.of.tail = true
	}
}

func scaledOrNil(v column, by float64) column {
	if v == nil {
		return nil
	}
	return scaled(v, by)
}

func (a *assembler) reliability() {
	h, x, m := a.sheet, &a.sheet.solved, a.out.Metrics
	years := a.plan.Horizon.Hours / model.HoursPerYear
	a.availability(m, h.unavailability, x.unavailability)
	m["outages"] = a.figure("1/year", scaled(h.outages, 1/years), scaledOrNil(x.rate(), model.HoursPerYear))
	if !a.sim && x.unavailability != nil && x.rate() == nil {
		m["outages"] = Metric{Unit: "1/year", Level: level, Method: model.Exact.String(), Why: hourlyOutages}
	}
	if len(a.stage.sys.Workloads) > 0 {
		m["served"] = a.share(h.served, x.served)
	}
	a.outageDuration()
	if a.sim {
		m["downtime.worst_year"] = sampled("min", scaled(h.worstYear, 60))
	}
	if a.sim && len(a.stage.sys.Workloads) > 0 && !a.unwatched {
		m["brownout"] = sampled("min/year", scaled(h.brownout, 60/years))
		m["blast"] = sampled("1", h.blast).within(0, 1)
	}
	if a.sheet.missions.asked() {
		a.missions()
	}
	a.objective(m, strictest(a.stage.sys.Workloads))
	a.causes()
	a.parts()
}

func (a *assembler) outageDuration() {
	h, x := a.sheet, &a.sheet.solved
	m := a.unknown("min")
	var all column
	if a.sim {
		m = ratio("min", h.down, h.outages, 60)
		m.PercentileMethod = "outages"
		for _, d := range h.durations {
			for _, hours := range d {
				all = append(all, hours*60)
			}
		}
		if len(all) > 0 {
			percentiles(&m, all)
		}
	}
	if x.notUp != nil && x.rate() == nil && !a.sim {
		m.Method, m.Why = model.Exact.String(), hourlyOutages
	} else if x.notUp != nil && x.rate() != nil {
		if constant(x.notUp) && constant(x.outageRate) && x.outageRate[0] > 0 {
			known(&m, column{x.notUp[0] / x.outageRate[0] * 60}, x.method, x.why)
		} else if r := ratio("min", x.notUp, x.outageRate, 60); r.Mean != nil {
			m.Mean, m.Lo, m.Hi, m.Method, m.of = r.Mean, r.Lo, r.Hi, r.Method, r.of
			m.Why = "time not up ÷ outages, both " + x.method.String() + " at each draw"
		}
	}
	if m.of != nil {
		m.of.every = all
		if a.sim {
			m.of.each = h.durations
		}
	}
	a.out.Metrics["outage_duration"] = m
}

// objective puts the share of windows in which the workload reached its objective.
func (a *assembler) objective(to map[string]Metric, w int) {
	if w < 0 {
		return
	}
	obj := a.stage.sys.Workloads[w].Objective
	if w == strictest(a.stage.sys.Workloads) && a.out.Objective == nil {
		a.out.Objective, a.out.ObjectiveOf = ptr(obj), a.stage.sys.Workloads[w].Name
	}
	if !a.sim {
		return
	}
	bad, all := a.sheet.workloads[w].badWindows, a.sheet.workloads[w].windows
	if all[0] == 0 {
		return
	}
	good := make(column, len(bad))
	var hits float64
	for i := range bad {
		good[i] = 1 - bad[i]/all[i]
		hits += good[i]
	}
	n := float64(len(good))
	why := "windows of " + strconv.Itoa(len(good)) + " histories"
	if all[0] == 1 || hits == 0 || hits == n {
		m := proportion(hits, n, why)
		m.of.mean, m.of.ends = good, true
		to["objective"] = m
		return
	}
	m := sampled("1", good).within(0, 1)
	m.Why = why
	m.of.trials, m.of.ends = nil, true // windows have no percentiles
	m.SD, m.P1, m.P5, m.P10, m.P50, m.P90, m.P95, m.P99 = nil, nil, nil, nil, nil, nil, nil, nil
	to["objective"] = m
}

func (a *assembler) causes() {
	h, x := a.sheet, &a.sheet.solved
	cols, method := h.causes, model.MonteCarlo
	if x.causes != nil {
		cols = x.causes
		if constant(x.unavailability) {
			method = x.method
		}
	}
	means := make([]float64, len(a.stage.causes))
	for i := range means {
		mean, _ := meanSD(cols[i])
		if m := (Metric{Mean: &mean}); x.causes == nil {
			a.controlled(&m, cols[i])
			mean = *m.Mean
		}
		means[i] = mean
		a.keep("causes/"+strconv.Itoa(i), cols[i])
	}
	a.putCauses(a.out, means, method)
}

// putCauses puts the causes by their means.
func (a *assembler) putCauses(to *FleetResult, means []float64, method model.Method) {
	to.Causes = []Cause{}
	var whole float64
	for i, name := range a.stage.causes {
		mean := means[i]
		whole += mean
		if mean != 0 {
			to.Causes = append(to.Causes, Cause{Cause: name, Downtime: mean * minutesPerYear, Method: method.String()})
		}
	}
	sort.SliceStable(to.Causes, func(i, j int) bool { return to.Causes[i].Downtime > to.Causes[j].Downtime })
	for i := range to.Causes {
		to.Causes[i].Share = to.Causes[i].Downtime / (whole * minutesPerYear)
	}
}

// keep keeps a column that no figure of a long run has for its own.
func (a *assembler) keep(key string, v column) {
	if a.long && v != nil {
		a.out.kept = append(a.out.kept, keptColumn{key, v})
	}
}

// name keeps the names of each trial of a long run.
func (a *assembler) name(key string, v []string) {
	if a.long {
		a.out.named[key] = v
	}
}

func (a *assembler) perWorkload() {
	x := &a.sheet.solved
	for w := range a.stage.sys.Workloads {
		ws := &a.stage.sys.Workloads[w]
		r := WorkloadResult{Basis: basis(ws.ByRequests), Metrics: map[string]Metric{}}
		if ws.Objective > 0 {
			r.Objective = ptr(ws.Objective)
		}
		var u, s column
		if x.workloads != nil {
			u, s = x.workloads[w], x.workloadServed[w]
		}
		a.availability(r.Metrics, a.sheet.workloads[w].unavailability, u)
		r.Metrics["served"] = a.share(a.sheet.workloads[w].served, s)
		if ws.Objective > 0 {
			a.objective(r.Metrics, w)
		}
		a.out.Workloads[ws.Name] = r
	}
}

func (a *assembler) perPool() {
	var failures, shelves column
	years := a.plan.Horizon.Hours / model.HoursPerYear
	for i := range a.stage.sys.Pools {
		p := &a.stage.sys.Pools[i]
		r := PoolResult{Count: p.Count, Metrics: map[string]Metric{}}
		c := &a.sheet.pools[i]
		var up column
		if a.sheet.solved.unitsUp != nil {
			up = a.sheet.solved.unitsUp[i]
		}
		switch {
		case up == nil && a.pure:
			r.Metrics["units_up"] = sampled("1", c.unitsUp)
		case up == nil && a.sim && finite(c.meanUp):
			m := sampled("1", c.unitsUp)
			known(&m, c.meanUp, model.Exact, "exact: units fail independently, so only their means matter")
			r.Metrics["units_up"] = m
		default:
			r.Metrics["units_up"] = a.figure("1", c.unitsUp, up)
		}
		if a.sim {
			r.Metrics["failures"] = sampled("1/year", scaled(c.failures, 1/years))
		}
		if p.Capacity != nil {
			r.Metrics["utilization"] = computed("1", c.utilization, "time mean of demand ÷ capacity, all up")
		}
		if p.Spares != nil {
			r.Metrics["spares_needed"] = approximated(computed("1", c.spares, sparesWhy))
			shelves = added(shelves, c.spares)
		}
		failures = added(failures, c.failures)
		a.out.Pools[p.Name] = r
	}
	if a.sim && failures != nil {
		a.out.Metrics["failures"] = sampled("1/year", scaled(failures, 1/years))
	}
	if shelves != nil {
		a.out.Metrics["spares_needed"] = approximated(computed("1", shelves, "the shelves of all pools; "+sparesWhy))
	}
}

func (a *assembler) throughput() {
	c, m := &a.sheet.load, a.out.Metrics
	if len(a.stage.sys.Workloads) == 0 {
		return
	}
	if a.unloaded {
		return
	}
	m["demand.peak"] = computed("req/s", c.demand, "largest load of the first 365 days")
	computed := a.limited(computed)
	if finite(c.peak) {
		m["capacity.peak"] = computed("req/s", c.peak, "smallest over pools and dependencies, all up")
		m["capacity.degraded"] = computed("req/s", c.degraded, "after the one loss that hurts most")
		m["capacity.multiple"] = computed("1", c.multiple, "how often today's whole mix fits")
		m["headroom"] = computed("1", c.headroom, "capacity ÷ demand at the worst moment of the horizon − 1")
		m["utilization"] = computed("1", c.utilization, "time mean of demand ÷ capacity, all up")
		m["overload"] = computed("1", c.overload, "share of time demand > capacity, all up").cut(0, 1)
	}
	if finite(c.next) {
		m["capacity.next"] = computed("req/s", c.next, "the second smallest limit, all up")
		a.out.Next = most(c.nextBy)
		a.name("next", c.nextBy)
	}
	if finite(c.own) {
		m["capacity.own"] = computed("req/s", c.own, "smallest over the pools, all up")
	}
	a.split()
	a.latency()
	a.out.Bottleneck, a.out.DegradedBy = most(c.bottleneck), most(c.degradedBy)
	a.name("bottleneck", c.bottleneck)
	a.name("degraded", c.degradedBy)
	a.out.Limits = a.stage.limitedTo(a.out.Bottleneck)
	a.exhaustion()
}

// hoursFromStart is the unit of what is shown as a day.
const hoursFromStart = "h from start"

// limitedTo names the workloads that a limit counts for; nil: all.
func (s *stage) limitedTo(name string) []string {
	var out []string
	for _, w := range throughput.Limited(&s.sys, name) {
		out = append(out, s.sys.Workloads[w].Name)
	}
	if len(out) == len(s.sys.Workloads) {
		return nil
	}
	return out
}

// exhaustion is the date at which demand first exceeds capacity with all up; in
// days from the start where the scenario has no start.
func (a *assembler) exhaustion() {
	a.out.Metrics["exhaustion"] = dated(a.sheet.load.exhaustion, "first time demand exceeds capacity, all up; null: not within the horizon")
}

func finite(v column) bool {
	for _, x := range v {
		if math.IsInf(x, 0) || math.IsNaN(x) {
			return false
		}
	}
	return true
}

// most returns the name that stands in most trials, the first in the alphabet of
// equals.
func most(names []string) string {
	n := map[string]int{}
	best := ""
	for _, s := range names {
		n[s]++
	}
	for s := range n {
		if n[s] > n[best] || n[s] == n[best] && s < best {
			best = s
		}
	}
	return best
}
