package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A slow plays a history from the words of model/state.go and nothing else: it looks
// at everything after every change, lets every remaining time run down by the pace
// that the words give it, and takes whatever ends first. It shares with the Runner
// only the random numbers, of which each is asked for when the words need it. Loads
// are constant and lives have a memory.
type slow struct {
	s         *model.System
	t         float64
	pools     []*slowPool
	levels    []*slowLevel
	incidents []*slowIncident
	failed    int
	up        bool

	down, lost, brownout, blast, planned float64
	outages                              int
	durations                            []float64
}

type slowPool struct {
	*model.PoolSystem
	i                                       int
	units                                   []*slowUnit
	sets                                    []*slowSet // groups, or an active-standby pool
	crew                                    int
	shelf                                   int
	orders                                  []float64  // due
	shock                                   float64    // remaining
	stops                                   []slowStop // by uncovered failures
	takeovers                               []float64
	life, repair, parts, shocks, gray, coin *stream
	upkeep                                  *stream
	batch                                   []int // out
	batchAt, batchLasts, batchEnds          float64
	round, next                             int
	upHours                                 float64
	now, needs                              int             // units that are there, and what it needs
	come                                    []model.Arrival // to come

	failures, repairs, waited, taken int // parts taken
}

// A slowSet is a group or, without groups, an active-standby pool.
type slowSet struct {
	members []*slowUnit
	active  *slowUnit // carries, will or is waited for
	phase   string
	due     float64 // end of the switch
	tended  bool    // the switch is maintenance's
}

// A slowStop ends at a time, or when a unit is back.
type slowStop struct {
	due  float64
	unit *slowUnit // that failed
	back bool      // ends when it is back
	set  *slowSet
}

type slowUnit struct {
	i          int
	state      string // works, part, crew, repair; none: it is to come
	life, gray float64
	rem        float64
	order      int
	isGray     bool
	detected   float64
	out        bool
	role       string // carries, waits, chosen, none
	due        float64
	tended     bool
	kept       float64
	set        *slowSet  // the group it is in, or was in last
	seat       int       // with standby: its place, or the one it had last
	failing    bool      // whether it is covered is still to be told
	script     []float64 // of a pool that nothing influences: when it fails and is back
}

func newSlow(s *model.System, seed, trial uint64) *slow {
	w := &slow{s: s, up: true}
	open := func(kind, name, part string) *stream {
		st := &stream{}
		st.open(seed, purpose(kind, name, part), trial)
		return st
	}
	for i := range s.Pools {
		p := &slowPool{PoolSystem: &s.Pools[i], i: i, crew: s.Pools[i].Crew - 1, batchAt: math.Inf(1), batchEnds: math.Inf(1), shock: math.Inf(1)}
		for _, x := range []struct {
			to   **stream
			part string
		}{{&p.life, "/life"}, {&p.repair, "/repair"}, {&p.parts, "/parts"}, {&p.shocks, "/shock"}, {&p.gray, "/gray"}, {&p.coin, "/cover"}, {&p.upkeep, "/maintenance"}} {
			*x.to = open("pool/", p.Name, x.part)
		}
		p.now, p.needs, p.come = p.Count, p.Needs, p.Arrivals
		for u := range p.Most() {
			x := &slowUnit{i: u, seat: u, state: "works", role: "carries", kept: 1, detected: math.Inf(1), due: math.Inf(1)}
			switch {
			case u < p.Count:
			case p.Standby > 0:
				x.role = "waits"
			default:
				x.state = ""
			}
			p.units = append(p.units, x)
		}
		size := p.Size
		if size == 0 && p.Mode == model.ActiveStandby {
			size = p.Count
		}
		for u := 0; size > 0 && u < p.Most()-p.Standby; u += size {
			set := &slowSet{members: p.units[u : u+size], active: p.units[u], phase: "carrying", due: math.Inf(1)}
			for _, x := range set.members {
				x.set = set
			}
			p.sets = append(p.sets, set)
		}
		if couples(s, p.PoolSystem) {
			w.startCoupled(p)
		} else {
			for _, x := range p.units {
				if x.state == "" {
					x.script = append(x.script, p.comes(x.i))
				}
				for t := p.comes(x.i) + p.life.draw(&p.Life); t < s.Horizon; t += p.life.draw(&p.Life) {
					x.script = append(x.script, t)
					t += p.repair.draw(&p.Repair)
					x.script = append(x.script, t)
				}
				x.script = append(x.script, math.Inf(1))
			}
		}
		w.pools = append(w.pools, p)
	}
	for l := range s.Levels {
		lv := &slowLevel{Level: &s.Levels[l], shock: math.Inf(1)}
		lv.lives, lv.repairs = open("domain/", lv.Name, "/life"), open("domain/", lv.Name, "/repair")
		for range lv.Total * max(1, lv.Paths) {
			lv.paths = append(lv.paths, &slowPath{due: lv.life()})
		}
		w.levels = append(w.levels, lv)
		w.nextShock(lv)
	}
	for i := range s.Incidents {
		in := &slowIncident{Incident: &s.Incidents[i], ends: math.Inf(1)}
		in.lives, in.durations, in.aim = open("incident/", in.Name, "/life"), open("incident/", in.Name, "/repair"), open("incident/", in.Name, "/reach")
		in.due = in.lives.exponential() / in.Rate
		w.incidents = append(w.incidents, in)
	}
	return w
}

func (w *slow) startCoupled(p *slowPool) {
	for _, x := range p.units {
		x.life = p.life.draw(&p.Life) / (1 - p.Beta)
	}
	for _, x := range p.units {
		x.gray = p.gray.draw(&p.Gray.Life)
	}
	if p.Spares != nil {
		p.shelf = p.Spares.OnSite
	}
	if p.Beta > 0 {
		p.shock = p.Life.Mean / p.Beta * p.shocks.exponential()
	}
	if p.Upkeep != nil {
		w.plan(p, 0)
	}
}

// run plays until the horizon.
func (w *slow) run() {
	for w.t < w.s.Horizon {
		at, act := w.next()
		at = math.Min(at, w.s.Horizon)
		w.pass(at - w.t)
		w.t = at
		if at < w.s.Horizon {
			act()
			for _, p := range w.pools {
				w.settle(p)
			}
		}
	}
}

// next returns what ends first, and what it does.
func (w *slow) next() (at float64, act func()) {
	at = math.Inf(1)
	take := func(t float64, f func()) {
		if t < at {
			at, act = t, f
		}
	}
	frozenAll := w.s.Freeze && !w.fleetUp(actual)
	load := make([]int, len(w.s.Crews))
	for _, p := range w.pools {
		for _, x := range p.units {
			if x.state == "repair" && p.crew >= 0 {
				load[p.crew]++
			}
		}
	}
	for _, p := range w.pools {
		frozen := frozenAll || p.Freeze && (!w.has(p, false) || w.fleetStopped(actual))
		for _, x := range p.units {
			switch {
			case x.state == "": // see join
				continue
			case len(x.script) > 0:
				take(x.script[0], func() { w.scripted(p, x) })
				continue
			}
			if pace := w.pace(p, x, frozen); pace > 0 {
				take(w.t+math.Max(0, x.life)/pace, func() { w.fail(p, x) })
				if !x.isGray {
					take(w.t+math.Max(0, x.gray)/pace, func() { w.goGray(p, x) })
				}
			}
			take(x.detected, func() { w.fail(p, x) })
			if x.role == "chosen" {
				take(x.due, func() { x.role, x.due = "carries", math.Inf(1) })
			}
			if x.state == "repair" {
				take(w.t+math.Max(0, x.rem)/w.workPace(p, load), func() { w.back(p, x) })
			}
		}
		for i, t := range p.orders {
			take(t, func() { p.orders = without(p.orders, i); w.arrive(p) })
		}
		for i, stop := range p.stops {
			take(stop.due, func() { p.stops = without(p.stops, i) })
		}
		for i, t := range p.takeovers {
			take(t, func() { p.takeovers = without(p.takeovers, i) })
		}
		if len(p.come) > 0 {
			take(p.come[0].At, func() { w.join(p) })
		}
		take(p.shock, func() { w.strike(p, frozen) })
		take(p.batchAt, func() { w.begin(p) })
		take(p.batchEnds, func() { w.end(p) })
		for _, set := range p.sets {
			take(set.due, func() { set.phase, set.due = "carrying", math.Inf(1) })
		}
	}
	for _, in := range w.incidents {
		take(in.due, func() { w.happens(in) })
		take(in.ends, func() { in.inForce, in.ends = false, math.Inf(1) })
	}
	for _, lv := range w.levels {
		take(lv.shock, func() { w.shake(lv) })
		for _, x := range lv.paths {
			take(x.due, func() { w.turnPath(lv, x) })
		}
	}
	return at, act
}

// comes returns when a unit is first there.
func (p *slowPool) comes(u int) float64 {
	for _, a := range p.Arrivals {
		if u >= p.Count && u < a.Count {
			return a.At
		}
	}
	return 0
}

// join brings the units that come next.
func (w *slow) join(p *slowPool) {
	first := p.now
	p.now, p.needs, p.come = p.come[0].Count, p.come[0].Needs, p.come[1:]
	for _, x := range p.units[first:p.now] {
		if x.state = "works"; len(x.script) > 0 {
			x.script = x.script[1:]
			continue
		}
		x.life, x.gray = p.life.draw(&p.Life)/(1-p.Beta), p.gray.draw(&p.Gray.Life)
	}
}

func without[T any](s []T, i int) []T {
	return append(append([]T(nil), s[:i]...), s[i+1:]...)
}

func (w *slow) scripted(p *slowPool, x *slowUnit) {
	x.script = x.script[1:]
	if x.state != "works" {
		x.state = "works"
		w.release(p, x)
		return
	}
	p.failures++
	up := w.isUp(p, x)
	x.state = "repair"
	x.rem = math.Inf(1)
	w.covers(p, x, up)
}
