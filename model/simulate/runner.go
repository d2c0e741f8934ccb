package simulate

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A Runner runs histories one after another in memory that it keeps, one Runner
// per goroutine. What it ran before never changes a result.
type Runner struct {
	// Ended is asked every now and then within a history; true ends it by a panic of
	// [Stopped]. nil: never. It changes no figure.
	Ended  func() bool
	beaten int

	s           *model.System
	h           *History
	seed, trial uint64
	horizon     float64
	steady      bool

	// Making the events that are drawn ahead.
	lives, repairs, start stream
	passing               flow // of things that are not a flow of the history
	flows                 []flow
	buckets               int
	scale                 float64 // buckets an hour
	batch                 []event
	passed                int    // buckets
	watched               []bool // domains that move in the bucket
	stepAll               bool   // steps through every bucket; for tests
	noQueues              bool   // crews work on the calendar; for tests
	queues                []queue
	gateLife, gateRepair  model.Law
	busy                  []float64 // by thing: until when it is in repair
	past, list, sorted    []event
	bucket                []int32

	// Those that are decided on the way.
	mission bool // everything is, until the fleet is first not up
	due     calendar
	things  []thing
	crews   []crewState
	failed  uint64 // failures of coupled units so far
	struck  []int
	thaws   bool    // some units do not age while something is down
	slowed  bool    // and now is such a time
	lookAt  float64 // when to look again
	planned bool    // what happens now is maintenance

	// The state of the fleet.
	whole      int     // the rank of what is up
	counted    int     // of what is out for maintenance that counts, one less than of other
	seen       int     // the rank from which on units count as up
	domains    int     // innermost domains in use, or cells
	occupied   int     // innermost domains with units
	crossed    bool    // trees cross
	unforeseen bool    // domains do not go out at times drawn ahead
	seats      int     // cells given to pools so far
	groups     int     // of all pools
	rank       []int32 // by innermost domain or cell; at the end of what stands in none
	astray     int     // domains whose rank is not whole
	levels     []levelState
	pools      []poolState
	incidents  []incidentState
	out        []bool // by gateway
	bad        int    // reasons why something may be lost now
	planning   int    // reasons why maintenance may add to it
	moved      []move
	tally      []int32

	clock        float64 // of the event that happens
	firstDown    float64 // in a mission: when the fleet was first not up
	watch        float64 // from when on the hours down are watched
	watchedHours float64
	unseen       History // of a mission
	ledger
}

// NewRunner returns a Runner ready to run.
func NewRunner() *Runner { return &Runner{watch: math.Inf(1)} }

// Run writes the history of one trial of a fleet into h. It is a function of the
// System, seed and trial alone.
func (r *Runner) Run(s *model.System, seed, trial uint64, h *History) {
	r.s, r.h, r.seed, r.trial = s, h, seed, trial
	r.horizon, r.steady, r.mission = s.Horizon, s.Steady, false
	r.reset()
	r.makeEvents(r.beginCoupled())
	r.awaitArrivals()
	r.order()
	slices.SortFunc(r.past, compare)
	for i := range r.past {
		r.step(&r.past[i])
	}
	r.live()
	for r.due.peek() != nil {
		r.endNext()
	}
	r.settle(r.horizon)
	r.settleCalm()
	r.close()
}

// reset makes everything new and up.
func (r *Runner) reset() {
	s := r.s
	r.past, r.list, r.bad, r.planning = r.past[:0], r.list[:0], 0, 0
	r.due.empty()
	r.things, r.slowed, r.lookAt, r.planned = r.things[:0], false, 0, false
	r.counted = len(s.Levels) + 1 + len(s.Incidents)
	r.whole, r.seen = r.counted, r.counted
	if r.keepsUp() {
		r.whole, r.seen = r.counted+2, r.counted+1
	}
	r.seatAll()
	r.unforeseen = r.domainsUnforeseen()
	r.pools = resize(r.pools, len(s.Pools))
	for i := range s.Pools {
		r.pools[i].reset(r, i, &s.Pools[i])
	}
	r.incidents, r.out = resize(r.incidents, len(s.Incidents)), zeroed(r.out, len(s.Gateways))
	for i := range r.incidents {
		r.incidents[i].inForce = false
	}
	r.failed, r.clock = 0, 0
	r.resetCrews()
	r.open()
	for i := range r.pools {
		r.judge(&r.pools[i])
	}
}

// keepsUp reports whether some pool has maintenance.
func (r *Runner) keepsUp() bool {
	for i := range r.s.Pools {
		if r.s.Pools[i].Upkeep != nil {
			return true
		}
	}
	return false
}

// makeEvents draws everything that fails and comes back by itself: ahead, or from
// time from on, on the way.
func (r *Runner) makeEvents(from float64) {
	r.openFlows()
	source := 0
	for i := range r.s.Pools {
		p := &r.pools[i]
		if p.coupled.on || p.flows {
			source++
			continue
		}
		w := renewal{source: source, n: p.Count, joins: p, life: &p.Life, repair: &p.Repair}
		r.alternate(&w, "pool/", p.Name)
		r.h.Failures[i] = w.failures
		source++
	}
	ahead := !r.onTheWay()
	for i := range r.s.Levels {
		r.makeLevel(i, source, ahead, from)
		source++
	}
	for i := range r.s.Incidents {
		r.makeIncident(i, source, ahead, from)
		source++
	}
	for i := range r.s.Gateways {
		r.makeGateway(i, source, ahead, from)
		source++
	}
}

func (r *Runner) makeLevel(i, source int, ahead bool, from float64) {
	l := &r.s.Levels[i]
	n := l.Total * max(1, l.Paths)
	if ahead {
		w := renewal{source: source, n: n, life: &l.Life, repair: &l.Repair}
		r.alternate(&w, "domain/", l.Name)
		return
	}
	th := thing{kind: isLevel, index: i, n: n, life: l.Life, repair: l.Repair, stretch: 1}
	if shocked(l) {
		th.stretch, th.shockMean = 1/(1-l.Beta), l.Life.Mean/float64(l.Beta*float64(l.Total))
	}
	r.addThing(th, "domain/", l.Name, from)
}

func (r *Runner) makeIncident(i, source int, ahead bool, from float64) {
	in, st := &r.s.Incidents[i], &r.incidents[i]
	r.openStream(&st.aim, "incident/", in.Name, "/reach")
	st.most = in.Rate
	if m := r.s.Maturity; changes(r.s, i) {
		if m != nil && m.IncidentsSet {
			st.most = max(r.s.RateAt(i, 0), r.s.RateAt(i, m.Begin+m.Over))
		}
		ahead = false
	}
	st.life = exponentialWith(1 / st.most)
	if ahead {
		w := renewal{source: source, n: 1, life: &st.life, repair: &in.Duration}
		r.alternate(&w, "incident/", in.Name)
		return
	}
	r.addThing(thing{kind: isIncident, index: i, n: 1, life: st.life, repair: in.Duration, stretch: 1}, "incident/", in.Name, from)
}

func (r *Runner) makeGateway(i, source int, ahead bool, from float64) {
	g := &r.s.Gateways[i]
	r.gateLife = exponentialWith(g.Repair * g.Availability / (1 - g.Availability))
	r.gateRepair = model.Law{Kind: model.Exponential, Mean: g.Repair}
	if ahead {
		w := renewal{source: source, n: 1, life: &r.gateLife, repair: &r.gateRepair}
		r.alternate(&w, "dependency/", g.Name)
		return
	}
	r.addThing(thing{kind: isGateway, index: i, n: 1, life: r.gateLife, repair: r.gateRepair, stretch: 1}, "dependency/", g.Name, from)
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
	for {
		p := r.due.peek()
		if p == nil || !p.comesBefore(e) {
			break
		}
		r.endNext()
	}
	r.happen(e)
	if r.thaws {
		r.freeze(e.t)
	}
}

// happen accounts for the time up to an event and acts on it.
func (r *Runner) happen(e *event) {
	r.beat()
	r.h.Events++
	r.clock = e.t
	source, item, down := int(e.key>>sourceShift&sourceMask), int(e.key&itemMask), e.key >= lost
	if source < len(r.pools) {
		p := &r.pools[source]
		p.uncovered = e.key&uncovered != 0
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

// comesBefore reports whether a pending comes before an event that was drawn ahead.
func (e *pending) comesBefore(f *event) bool {
	return e.t < f.t || e.t == f.t && e.key>>kindShift <= f.key>>kindShift
}

func (r *Runner) endNext() {
	r.beat()
	e := r.due.pop()
	r.h.Events++
	r.clock = e.t
	r.end(&e)
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
	case r.mission:
		if r.bad > 0 {
			r.through(r.from, t, r.watchUp)
		}
		r.from = t
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
