package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A line is units in the order in which they came.
type line struct {
	who  []int
	head int
}

func (l line) emptied() line { return line{who: l.who[:0]} }

func (l *line) push(u int) {
	if l.head > 32 && 2*l.head > len(l.who) {
		l.who = l.who[:copy(l.who, l.who[l.head:])]
		l.head = 0
	}
	l.who = append(l.who, u)
}

func (l *line) pop() (int, bool) {
	if l.head == len(l.who) {
		return 0, false
	}
	l.head++
	return l.who[l.head-1], true
}

// A crewState is a number of repairers at work. Under processor sharing the clock
// shows the work done on each unit since the start; a job ends when it shows Ends.
type crewState struct {
	*model.Crew
	busy   int
	jobs   []job // a heap: fcfs those who wait, by order of failure; sharing those in repair, by end
	clock  float64
	since  float64
	number uint32 // of the next end under sharing
}

type job struct {
	ends   float64 // sharing
	failed uint64
	pool   int
	unit   int
}

func (j *job) before(k *job) bool {
	return j.ends < k.ends || j.ends == k.ends && j.failed < k.failed
}

func (r *Runner) resetCrews() {
	r.crews = resize(r.crews, len(r.s.Crews))
	for i := range r.crews {
		r.crews[i] = crewState{Crew: &r.s.Crews[i], jobs: r.crews[i].jobs[:0], since: math.Inf(-1)}
	}
}

// wantCrew starts a unit's repair, or lets it wait for a crew.
func (r *Runner) wantCrew(p *poolState, u int, t float64) {
	x := &p.coupled.units[u]
	x.doing = wantsCrew
	if p.Crew == 0 {
		r.repair(p, u, t)
		return
	}
	c := &r.crews[p.Crew-1]
	switch {
	case c.Sharing:
		x.doing = inRepair
		r.countRepair(p, t)
		c.advance(t)
		c.push(job{ends: c.clock + p.coupled.repair.draw(&p.Repair), failed: x.failed, pool: p.index, unit: u})
		r.share1(c, p.Crew-1, t)
	case c.busy < c.Count:
		c.busy++
		r.repair(p, u, t)
	default:
		c.push(job{failed: x.failed, pool: p.index, unit: u})
	}
}

// repair lets a unit's repair run by itself.
func (r *Runner) repair(p *poolState, u int, t float64) {
	p.coupled.units[u].doing = inRepair
	r.countRepair(p, t)
	if at := t + p.coupled.repair.draw(&p.Repair); at < r.horizon {
		r.later(back, pending{t: at, what: unitRepaired, pool: int32(p.index), item: int32(u)})
	}
}

// countRepair counts a repair.
func (r *Runner) countRepair(p *poolState, t float64) {
	if t >= 0 {
		r.h.Repairs[p.index]++
	}
}

// released gives a free crew to the one that failed first.
func (r *Runner) released(crew int, t float64) {
	c := &r.crews[crew]
	if len(c.jobs) == 0 {
		c.busy--
		return
	}
	j := c.pop()
	r.repair(&r.pools[j.pool], j.unit, t)
}

// advance brings the clock of a shared crew to t.
func (c *crewState) advance(t float64) {
	if n := len(c.jobs); n > 0 {
		c.clock += float64((t - c.since) * c.pace(n))
	}
	c.since = t
}

func (c *crewState) pace(n int) float64 { return min(1, float64(c.Count)/float64(n)) }

// share1 awaits the next end under sharing.
func (r *Runner) share1(c *crewState, crew int, t float64) {
	c.number++
	if len(c.jobs) == 0 {
		return
	}
	if at := t + max(0, c.jobs[0].ends-c.clock)/c.pace(len(c.jobs)); at < r.horizon {
		r.later(back, pending{t: at, what: sharedDone, pool: int32(crew), number: c.number})
	}
}

// sharedDone ends the repair that is next under sharing.
func (r *Runner) sharedDone(crew int, t float64, number uint32) {
	c := &r.crews[crew]
	if number != c.number {
		return
	}
	c.advance(t)
	j := c.pop()
	c.clock = max(c.clock, j.ends)
	if len(c.jobs) == 0 {
		c.clock = 0
	}
	r.share1(c, crew, t)
	r.repaired(&r.pools[j.pool], j.unit, t)
}

func (c *crewState) push(j job) {
	h := append(c.jobs, j)
	i := len(h) - 1
	for i > 0 && h[i].before(&h[(i-1)/2]) {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
		i = (i - 1) / 2
	}
	c.jobs = h
}

func (c *crewState) pop() job {
	h := c.jobs
	top, n := h[0], len(h)-1
	h[0] = h[n]
	h = h[:n]
	for i := 0; ; {
		k := 2*i + 1
		if k+1 < n && h[k+1].before(&h[k]) {
			k++
		}
		if k >= n || !h[k].before(&h[i]) {
			break
		}
		h[i], h[k] = h[k], h[i]
		i = k
	}
	c.jobs = h
	return top
}
