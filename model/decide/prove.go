package decide

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/simulate"
)

const (
	// provingTrials is how many histories a sampled proof has: with about one outage
	// each it notices an error of 5/√1000, some 16 %.
	provingTrials = 1000
	// affordable is the failures that they hold together at most.
	affordable = 2e6
	// warmed is the failures that they may hold with their warm-up; histories that
	// need more are fewer, but no less than fewestProving.
	warmed        = 5e6
	fewestProving = 250
)

// A proving is one fleet of a plan to be proved.
type proving struct {
	ctx   context.Context
	plan  *model.Plan
	fleet int
	seed  uint64
	rows  []Proof
	done  bool // not ended before

	missions bool // are looked at
}

func (g *proving) guarded() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{v}
		}
	}()
	return g.prove()
}

func (g *proving) name() string { return g.plan.Fleets[g.fleet].Name }

// answer asks one method about the fleet alone.
func (g *proving) answer(p *model.Plan, method string, trials int) (*Result, error) {
	return Compare(g.ctx, p, Options{Method: method, Trials: trials, Seed: g.seed, SeedSet: true, Jobs: 1, Fleets: []string{g.name()}, noMissions: !g.missions, Keep: method == "simulate"})
}

// ofMissions are the figures of a new fleet until its first outage.
var ofMissions = []string{"reliability", "unreliability", "mttf"}

// closedData are the figures of data that samples follow from, or say nothing of.
var closedData = []string{"mttdl", "bytes_lost"}

// asksForMissions reports whether an expectation of the fleet is about missions.
func (g *proving) asksForMissions() bool {
	return slices.ContainsFunc(g.plan.Expect, func(e model.Expectation) bool {
		return e.Fleet == g.name() && slices.Contains(ofMissions, e.Metric)
	})
}

// prove holds the fleet's expectations against the exact methods where one applies,
// and against the sampler where none does; and the exact methods against the
// sampler on a copy whose failures are frequent enough to be seen.
func (g *proving) prove() error {
	var obstacle *Obstacle
	g.missions = g.asksForMissions()
	exactly, err := g.answer(g.plan, "exact", g.draws())
	if err != nil && !errors.As(err, &obstacle) {
		return err
	}
	var missing []int
	for k := range g.plan.Expect {
		e := &g.plan.Expect[k]
		if e.Fleet != g.name() {
			continue
		}
		if m, ok := figureOf(exactly, e.Fleet, e.Pool, e.Metric); ok && e.Stat == model.Mean {
			g.known(k, &m, obstacle)
			continue
		}
		missing = append(missing, k)
	}
	if len(missing) > 0 {
		if err := g.sampled(missing, obstacle); err != nil {
			return err
		}
	}
	if exactly == nil {
		return nil
	}
	return g.agree(exactly.Fleets[g.name()].Metrics["outages"].Mean == nil)
}

// draws is how many draws an exact answer takes: one where nothing is uncertain.
func (g *proving) draws() int {
	if len(g.plan.Unknowns) == 0 {
		return 1
	}
	return provingTrials
}

// figureOf returns a figure with a known mean.
func figureOf(r *Result, fleet, pool, metric string) (Metric, bool) {
	if r == nil {
		return Metric{}, false
	}
	set := r.Fleets[fleet].Metrics
	if pool != "" {
		set = r.Fleets[fleet].Pools[pool].Metrics
	}
	m, ok := set[metric]
	return m, ok && m.Mean != nil
}

// sampled holds expectations against histories of the plan as it stands.
func (g *proving) sampled(list []int, obstacle *Obstacle) error {
	s := newStage(g.plan, &g.plan.Fleets[g.fleet])
	trials := provingTrials
	if n := failuresOf(&s.sys); n*provingTrials > affordable {
		trials = max(1, int(affordable/n))
	}
	r, err := g.answer(g.plan, "simulate", trials)
	if err != nil {
		return err
	}
	for _, k := range list {
		e := &g.plan.Expect[k]
		m, ok := figureOf(r, e.Fleet, e.Pool, e.Metric)
		if e.Stat != model.Mean {
			m, ok = statisticAs(r, e)
		}
		if !ok {
			g.rows = append(g.rows, Proof{
				Scenario: g.plan.Name, Fleet: e.Fleet, Pool: e.Pool, Metric: e.Metric, Against: "known",
				Expected: e.Value, Faster: 1, Verdict: notJudged, Why: "no method gives this figure", Source: e.Source, plan: g.plan, order: k,
			})
			continue
		}
		g.known(k, &m, obstacle)
	}
	return nil
}

// statisticAs returns a statistic of the trials as the mean of a figure would be, with its
// interval of 95 %.
func statisticAs(r *Result, e *model.Expectation) (Metric, bool) {
	set := r.Fleets[e.Fleet].Metrics
	if e.Pool != "" {
		set = r.Fleets[e.Fleet].Pools[e.Pool].Metrics
	}
	m, ok := set[e.Metric]
	if !ok {
		return m, false
	}
	s, ok := statistic(&m, &model.Assertion{Stat: e.Stat, Level: e.Level}, level)
	if !ok {
		return m, false
	}
	out := Metric{Unit: m.Unit, Mean: ptr(s.value), Level: level, Method: s.method, Why: s.why}
	if math.IsInf(s.lo, 0) || math.IsInf(s.hi, 0) {
		out.Why += "; too few for an interval"
	} else {
		out.Lo, out.Hi = ptr(s.lo), ptr(s.hi)
	}
	return out, true
}

// known adds the row of an expectation.
func (g *proving) known(k int, m *Metric, obstacle *Obstacle) {
	e := &g.plan.Expect[k]
	r := Proof{Against: "known", Expected: e.Value, Faster: 1, Source: e.Source, order: k}
	if obstacle != nil {
		r.Why = "sampled: " + obstacle.Err.Error()
	}
	metric := e.Metric
	if e.Stat != model.Mean {
		metric = e.Statistic + "(" + metric + ")"
	}
	g.row(&r, e.Pool, metric, m, e.Tolerance)
}

// row completes and adds a row: by z where the figure has a sampling error, else by
// the tolerance.
func (g *proving) row(r *Proof, pool, metric string, m *Metric, tolerance float64) {
	r.Scenario, r.plan, r.Fleet, r.Pool, r.Metric = g.plan.Name, g.plan, g.name(), pool, metric
	r.Method, r.Got = m.Method, ptr(*m.Mean)
	off := *m.Mean - r.Expected
	if r.Expected != 0 {
		r.Error = ptr(off / math.Abs(r.Expected))
	}
	se, ok := stdErr(m)
	switch {
	case !ok:
		r.Verdict, r.Why = notJudged, m.Why
	case se > 0:
		r.Z = ptr(off / se)
	default:
		r.Tolerance, r.Verdict = ptr(tolerance), fails
		if math.Abs(off) <= tolerance*math.Abs(r.Expected) {
			r.Verdict = holds
		}
	}
	g.rows = append(g.rows, *r)
}

// stdErr returns the standard error of a mean, 0 where it is known or where all
// trials say the same; false where it has none.
func stdErr(m *Metric) (float64, bool) {
	switch {
	case m.Method != model.MonteCarlo.String():
		return 0, true
	case m.Lo == nil || m.Hi == nil:
		return 0, false
	case *m.Hi-*m.Lo <= 1e-12*math.Abs(*m.Mean): // the same in every trial, but for rounding
		return 0, true
	}
	return (*m.Hi - *m.Lo) / 2 / distuv.UnitNormal.Quantile(0.5+m.Level/2), true
}

// happens reports whether anything of a system can break or be refused.
func happens(s *model.System) bool {
	n := len(s.Incidents) + len(s.Workloads) + len(s.Gateways)
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Life.Kind != model.NeverLaw || p.Upkeep != nil || p.Gray.Life.Kind != model.NeverLaw && p.Gray.Life.Mean > 0 {
			n++
		}
	}
	for i := range s.Levels {
		if s.Levels[i].Life.Kind != model.NeverLaw {
			n++
		}
	}
	return n > 0
}

// agree holds the exact answer against the sampler; of missions alone where the long
// run has none.
func (g *proving) agree(missions bool) error {
	if !happens(&newStage(g.plan, &g.plan.Fleets[g.fleet]).sys) {
		return nil // nothing could be held against anything
	}
	visible := g.visible
	if g.missions = missions; missions {
		visible = g.visibleMission
	}
	copied, faster, err := visible()
	if err != nil {
		return err
	}
	if copied == nil {
		g.rows = append(g.rows, Proof{
			Scenario: g.plan.Name, Fleet: g.name(), Metric: "unavailability", Against: "exact",
			Verdict: notJudged, Why: "no failure rate makes outages visible", order: -1,
		})
		return nil
	}
	g.missions = missions || g.asksForMissions()
	want, err := g.answer(copied, "exact", g.draws())
	if err != nil {
		return err
	}
	got, err := g.answer(copied, "simulate", g.histories(copied))
	if err != nil {
		return err
	}
	for _, f := range g.compared() {
		w, ok := figureOf(want, g.name(), f[0], f[1])
		m, also := figureOf(got, g.name(), f[0], f[1])
		asked := slices.ContainsFunc(g.plan.Expect, func(e model.Expectation) bool { return e.Fleet == g.name() && e.Metric == f[1] })
		if !ok || !also || w.Method == model.Approximation.String() && f[1] == "unreliability" && !asked {
			continue
		}
		r := Proof{Against: "exact", Expected: *w.Mean, Faster: faster, order: -1}
		g.row(&r, f[0], f[1], &m, 1e-9)
		if w.Method == model.Approximation.String() {
			last := &g.rows[len(g.rows)-1]
			last.Verdict, last.Why = notJudged, w.Why
		}
	}
	return nil
}

// histories is how many histories of a copy are played.
func (g *proving) histories(p *model.Plan) int {
	s := newStage(p, &p.Fleets[0])
	n := failuresOf(&s.sys) * (1 + simulate.WarmUp(&s.sys)/s.sys.Horizon)
	return max(fewestProving, min(provingTrials, int(warmed/n)))
}

// compared are pool and metric of what exact and sampler are both asked for. One of
// the faces of an unavailability is enough.
func (g *proving) compared() [][2]string {
	out := [][2]string{{"", "unavailability"}, {"", "outages"}}
	if g.missions {
		out = append(out, [2]string{"", "unreliability"})
	}
	for i := range g.plan.Expect {
		e := &g.plan.Expect[i]
		f := [2]string{e.Pool, e.Metric}
		if e.Stat == model.Mean && e.Fleet == g.name() && e.Metric != "availability" && e.Metric != "downtime" && !slices.Contains(ofMissions, e.Metric) && !slices.Contains(closedData, e.Metric) && !ofLoad(e.Metric) && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// ofLoad reports whether a figure is a closed form of the draw, which histories say
// nothing of.
func ofLoad(metric string) bool {
	word, _, _ := strings.Cut(metric, ".")
	return slices.Contains([]string{"latency", "load", "capacity"}, word)
}

// visible returns a copy of the plan with this fleet alone, over a horizon of about
// one outage, whose failure rates are raised until its histories are affordable; and
// by how much they are. nil where they never are.
func (g *proving) visible() (*model.Plan, float64, error) {
	for faster := 1.0; faster < 1e12; faster *= 1.5 {
		p := g.copied(faster)
		r, err := g.answer(p, "exact", 1)
		if err != nil {
			return nil, 0, err
		}
		m := r.Fleets[g.name()].Metrics
		common := *m["unavailability"].Mean > 0.5
		if rate := *m["outages"].Mean; rate > 0 {
			p.Horizon.Hours = model.HoursPerYear / rate
			s := newStage(p, &p.Fleets[0])
			n := failuresOf(&s.sys) * provingTrials
			if common && n > affordable { // seen well before an outage ends
				p.Horizon.Hours *= affordable / n
			}
			if common || n <= affordable {
				return p, faster, nil
			}
		}
		if common {
			break
		}
	}
	return nil, 0, nil
}

// visibleMission is visible for a fleet of which only missions are known: the horizon
// of the copy is the mean time to its first outage.
func (g *proving) visibleMission() (*model.Plan, float64, error) {
	for faster := 1.0; faster < 1e12; faster *= 1.5 {
		p := g.copied(faster)
		r, err := g.answer(p, "exact", 1)
		if err != nil {
			return nil, 0, err
		}
		mttf := r.Fleets[g.name()].Metrics["mttf"].Mean
		if mttf == nil {
			break
		}
		p.Horizon.Hours = *mttf
		if s := newStage(p, &p.Fleets[0]); failuresOf(&s.sys)*provingTrials <= affordable {
			return p, faster, nil
		}
	}
	return nil, 0, nil
}

// copied returns a plan with this fleet alone, failing so many times faster.
func (g *proving) copied(faster float64) *model.Plan {
	p := *g.plan
	p.Fleets = []model.Fleet{inflated(g.plan.Fleets[g.fleet], faster)}
	p.Baseline, p.Expect = g.name(), nil
	return &p
}

// inflated returns a fleet whose units, domains and paths fail so many times faster.
func inflated(f model.Fleet, faster float64) model.Fleet {
	f.Pools, f.Domains = slices.Clone(f.Pools), slices.Clone(f.Domains)
	for i := range f.Pools {
		f.Pools[i].Life = sooner(f.Pools[i].Life, faster)
	}
	for i := range f.Domains {
		f.Domains[i].Life = sooner(f.Domains[i].Life, faster)
	}
	return f
}

// sooner returns a random time divided by a number, of the same shape.
func sooner(t model.RandomTime, by float64) model.RandomTime {
	divide := func(q *model.Quantity) {
		q.Value, q.Lo, q.Hi, q.Min, q.Max = q.Value/by, q.Lo/by, q.Hi/by, q.Min/by, q.Max/by
		if q.Uncertain() {
			q.Prepare()
		}
	}
	divide(&t.Mean)
	divide(&t.Lo)
	divide(&t.Hi)
	t.Phases = slices.Clone(t.Phases)
	for i := range t.Phases {
		divide(&t.Phases[i].Mean)
	}
	if len(t.Sample) > 0 {
		sample := slices.Clone(t.Sample)
		for i := range sample {
			sample[i] /= by
		}
		t.Sample = model.EmpiricalTime(sample).Sample
		t.Sums = model.EmpiricalTime(sample).Sums
	}
	return t
}

// failuresOf is the mean number of failures of units and domains over the horizon.
func failuresOf(s *model.System) (n float64) {
	for i := range s.Pools {
		n += expectedFailures(s, i)
	}
	for i := range s.Levels {
		l := &s.Levels[i]
		if l.Life.Kind != model.NeverLaw && l.Repair.Kind != model.NeverLaw {
			n += float64(l.Total*max(1, l.Paths)) * s.Horizon / (l.Life.Mean + l.Repair.Mean)
		}
	}
	return n
}
