package simulate

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// A Runner runs histories one after another in memory that it keeps, one Runner
// per goroutine. What it ran before never changes a result.
type Runner struct {
	s           *model.System
	h           *History
	seed, trial uint64
	horizon     float64
	steady      bool

	// Making the events.
	lives, repairs, start stream
	passing               flow // of things that are not a flow of the history
	flows                 []flow
	buckets               int
	scale                 float64 // buckets an hour
	batch                 []event
	passed                int    // buckets
	watched               []bool // domains that move in the bucket
	stepAll               bool   // steps through every bucket; for tests
	gateLife, gateRepair  model.Law
	busy                  []float64 // by thing: until when it is in repair
	past, list, sorted    []event
	bucket                []int32

	// The state of the fleet.
	whole     int     // the rank of what is up
	domains   int     // innermost domains in use
	occupied  int     // of these, those with units
	groups    int     // of all pools
	rank      []int32 // by innermost domain; at the end of what stands in none
	astray    int     // domains whose rank is not whole
	levels    []levelState
	pools     []poolState
	incidents []incidentState
	out       []bool // by gateway
	pending   []pending
	begun     uint64
	bad       int // reasons why something may be lost now
	moved     []move
	crews     []crewState
	failed    uint64 // failures of coupled units so far
	struck    []int
	thaws     bool // some units do not age while something is down
	tally     []int32

	ledger
}

// NewRunner returns a Runner ready to run.
func NewRunner() *Runner { return &Runner{} }

// Run writes the history of one trial of a fleet into h. It is a function of the
// System, seed and trial alone.
func (r *Runner) Run(s *model.System, seed, trial uint64, h *History) {
	r.s, r.h, r.seed, r.trial = s, h, seed, trial
	r.horizon, r.steady = s.Horizon, s.Steady
	r.reset()
	r.beginCoupled()
	r.makeEvents()
	r.order()
	slices.SortFunc(r.past, compare)
	for i := range r.past {
		r.step(&r.past[i])
	}
	r.live()
	for len(r.pending) > 0 && r.pending[0].t < r.horizon {
		r.endNext()
	}
	r.settle(r.horizon)
	r.settleCalm()
	r.close()
}

// reset makes everything new and up.
func (r *Runner) reset() {
	s := r.s
	r.past, r.list, r.pending, r.begun, r.bad = r.past[:0], r.list[:0], r.pending[:0], 0, 0
	r.whole = len(s.Levels) + 1 + len(s.Incidents)
	r.domains, r.occupied, r.groups = 0, 0, 0
	for i := range s.Pools {
		p := &s.Pools[i]
		r.domains = max(r.domains, p.Place)
		r.occupied = max(r.occupied, min(p.Place, p.Units()))
		r.groups += p.Groups()
	}
	r.rank, r.tally = resize(r.rank, r.domains+1), resize(r.tally, r.whole+1)
	for d := range r.rank {
		r.rank[d] = int32(r.whole)
	}
	r.astray = 0
	r.levels = resize(r.levels, len(s.Levels))
	for l := range s.Levels {
		r.levels[l].out = zeroed(r.levels[l].out, s.Levels[l].Total)
	}
	r.pools = resize(r.pools, len(s.Pools))
	for i := range s.Pools {
		r.pools[i].reset(r, i, &s.Pools[i])
	}
	r.incidents, r.out = resize(r.incidents, len(s.Incidents)), zeroed(r.out, len(s.Gateways))
	r.failed = 0
	r.resetCrews()
	r.open()
	for i := range r.pools {
		r.judge(&r.pools[i])
	}
}

// makeEvents draws everything that fails and comes back by itself.
func (r *Runner) makeEvents() {
	r.openFlows()
	source := 0
	for i := range r.s.Pools {
		p := &r.s.Pools[i]
		if r.pools[i].coupled.on || r.pools[i].flows {
			source++
			continue
		}
		w := renewal{source: source, n: p.Count, life: &p.Life, repair: &p.Repair}
		r.alternate(&w, "pool/", p.Name)
		r.h.Failures[i] = w.failures
		source++
	}
	for i := range r.s.Levels {
		l := &r.s.Levels[i]
		w := renewal{source: source, n: l.Total, life: &l.Life, repair: &l.Repair}
		r.alternate(&w, "domain/", l.Name)
		source++
	}
	for i := range r.s.Incidents {
		in, st := &r.s.Incidents[i], &r.incidents[i]
		st.inForce, st.life = false, exponentialWith(1/in.Rate)
		st.aim.open(r.seed, purpose("incident/", in.Name, "/reach"), r.trial)
		w := renewal{source: source, n: 1, life: &st.life, repair: &in.Duration}
		r.alternate(&w, "incident/", in.Name)
		source++
	}
	for i := range r.s.Gateways {
		g := &r.s.Gateways[i]
		r.gateLife = exponentialWith(g.Repair * g.Availability / (1 - g.Availability))
		r.gateRepair = model.Law{Kind: model.Exponential, Mean: g.Repair}
		w := renewal{source: source, n: 1, life: &r.gateLife, repair: &r.gateRepair}
		r.alternate(&w, "dependency/", g.Name)
		source++
	}
}

// exponentialWith returns the exponential law with a mean, never when it is infinite.
func exponentialWith(mean float64) model.Law {
	if !(mean <= maxMean) {
		return model.Law{}
	}
	return model.Law{Kind: model.Exponential, Mean: mean}
}

const maxMean = 1e300

// step lives through the history up to an event and acts on it.
func (r *Runner) step(e *event) {
	for len(r.pending) > 0 && r.pending[0].comesBefore(e) {
		r.endNext()
	}
	r.happen(e)
	if r.thaws {
		r.freeze(e.t)
	}
}

// happen accounts for the time up to an event and acts on it.
func (r *Runner) happen(e *event) {
	r.h.Events++
	source, item, down := int(e.key>>sourceShift&sourceMask), int(e.key&itemMask), e.key >= lost
	if source < len(r.pools) {
		p := &r.pools[source]
		if !r.spared(p, item, down) {
			r.settle(e.t)
		}
		r.unit(p, item, e.t, down)
		return
	}
	r.settle(e.t)
	source -= len(r.pools)
	if source < len(r.levels) {
		r.domain(source, item, e.t, down)
		return
	}
	source -= len(r.levels)
	if source < len(r.incidents) {
		r.incident(source, e.t, down)
		return
	}
	r.gateway(source-len(r.incidents), down)
}

func (e *pending) comesBefore(f *event) bool { return e.t < f.t || e.t == f.t && f.key > end }

func (r *Runner) endNext() {
	e := r.pop()
	r.settle(e.t)
	r.h.Events++
	r.end(e)
	if r.thaws {
		r.freeze(e.t)
	}
}

// gateway takes a dependency out or brings it back.
func (r *Runner) gateway(i int, out bool) {
	r.out[i] = out
	if out {
		r.bad++
	} else {
		r.bad--
	}
}

// settle accounts for the time since the last change when something may have been
// lost in it. While nothing is bad, changes do not matter: what the demand alone loses
// is accounted for when something is, or at the end.
func (r *Runner) settle(t float64) {
	switch {
	case !(t > r.from):
	case r.bad == 0 && r.over && !r.stepAll:
		r.calm = t
	case r.bad == 0 && !r.over:
		r.from = t
	default:
		r.settleCalm()
		if t > r.from {
			r.account(r.from, t, false)
			r.from = t
		}
	}
}

// settleCalm accounts for the time in which nothing was bad.
func (r *Runner) settleCalm() {
	if r.calm > r.from {
		r.account(r.from, r.calm, true)
		r.from = r.calm
	}
}
