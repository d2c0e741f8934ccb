package simulate

import "github.com/capplan/capplan/model"

// A view is a stage of the nested causes: what is broken in it is broken, all else
// is whole. The causes join in the order of System.Causes.
type view struct {
	pools     int // pools whose units fail
	tau       int // ranks from tau on are up, in these pools
	covers    int // pools whose takeovers and stops are looked at
	grays     int // pools whose gray units are looked at
	incidents int
	gateways  int
	falls     int // pools whose collapse is looked at
}

// full is the state as it counts.
func (r *Runner) full() view {
	return view{len(r.pools), r.seen, len(r.pools), len(r.pools), len(r.incidents), len(r.out), len(r.pools)}
}

// actual is the state with what is out for maintenance that does not count.
func (r *Runner) actual() view {
	v := r.full()
	v.tau = r.whole
	return v
}

func (v *view) tauOf(p *poolState) int {
	if p.index < v.pools {
		return v.tau
	}
	return 0
}

func (v *view) up(p *poolState) int {
	n := p.up(v.tauOf(p))
	if p.Standby > 0 && p.index < v.covers {
		n -= p.coupled.filling - p.coupled.planned
		if v.tau > int(p.planRank) {
			n -= p.coupled.planned
		}
	}
	return n
}

func (v *view) working(p *poolState) int {
	return p.working(v.tauOf(p), p.index < v.covers)
}

// has reports whether a pool has what it needs, as far as demand does not decide.
func (v *view) has(p *poolState) bool {
	switch n := p.needs(); {
	case n < 0:
		return true
	case len(p.sets) > 0:
		return v.working(p) >= n && v.roomy(p)
	default:
		return v.up(p) >= n
	}
}

// stopped reports whether something stops pool p, or with p nil the fleet.
func (r *Runner) stopped(v *view, p *poolState) bool {
	for i := range r.pools[:v.covers] {
		q := &r.pools[i]
		if q.allStops > 0 || q == p && q.stops > 0 {
			return true
		}
		if q.plannedStops > 0 && v.tau > int(q.planRank) && (q == p || q.scope() == stopsFleet) {
			return true
		}
	}
	for i := range r.incidents[:v.incidents] {
		in := &r.s.Incidents[i]
		if r.incidents[i].inForce && (in.Reach == model.ReachFleet || p != nil && in.Reach == model.ReachPool && in.Index == p.index) {
			return true
		}
	}
	return p != nil && p.standby() && p.Size == 0 && v.working(p) == 0
}

// hoursDown returns the hours in [a, b) in which the fleet is not up.
func (r *Runner) hoursDown(v *view, a, b float64) float64 {
	if r.down(v) {
		return b - a
	}
	if !r.bindNeeds(v, nil) {
		return 0
	}
	return r.s.Load.Above(r.limits, a, b)
}

// bindNeeds finds the limits on what pools need, or on what pool only does.
func (r *Runner) bindNeeds(v *view, only *poolState) bool {
	r.limits = r.limits[:0]
	for i := range r.pools {
		p := &r.pools[i]
		if p.needs() < 0 && (only == nil || p == only) {
			r.bind(model.Limit{Weight: p.Weight, Capacity: v.capacity(p, true)}, p.peak)
			r.bindWalls(v, p, nil)
		}
	}
	return len(r.limits) > 0
}

// down reports whether the fleet is not up whatever the demand.
func (r *Runner) down(v *view) bool {
	for i := range r.pools {
		if p := &r.pools[i]; !v.has(p) || r.stopped(v, p) {
			return true
		}
	}
	for g := range r.out[:v.gateways] {
		if r.out[g] && r.s.Gateways[g].Counts && !r.s.ByRequests {
			return true
		}
	}
	return r.stopped(v, nil)
}

// capacity returns what a pool with Capacity carries. Groups carry their own part
// of the requests, so their pool limits as a whole; workingOnly leaves out groups
// that do not work. One that has collapsed carries what is left.
func (v *view) capacity(p *poolState, workingOnly bool) float64 {
	if p.fall.on && p.index < v.falls {
		whole := *v
		whole.falls = 0
		return float64(p.Overload.Left * whole.capacity(p, workingOnly))
	}
	switch {
	case p.Size == 0:
		return p.Capacity[v.up(p)]
	case workingOnly:
		return p.Carries(v.working(p), v.rebuilt(p))
	case p.Drain > 0:
		return p.Carries(p.groups(), v.rebuilt(p))
	}
	return p.limit
}

// bind adds a limit that the demand exceeds at some time of the history.
func (r *Runner) bind(l model.Limit, peak float64) {
	if l.Capacity < peak {
		r.limits = append(r.limits, l)
	}
}

// bindAll finds the limits on requests, where r.serving is found.
func (r *Runner) bindAll(v *view) {
	r.limits = r.limits[:0]
	r.visits = resize(r.visits, len(r.pools)*len(r.s.Workloads))
	for i := range r.pools {
		if p := &r.pools[i]; p.peak > 0 && r.serving[i] > 0 {
			visit := r.visitsLeft(p)
			r.bind(model.Limit{Weight: p.Weight, Capacity: v.capacity(p, false), Visit: visit}, p.peak)
			r.bindWalls(v, p, visit)
		}
	}
	for g := range r.s.Gateways {
		r.bind(r.s.Gateways[g].Limit, r.gatePeak[g])
	}
}

// bindWalls adds what the units of a pool that are up can call of dependencies, where
// such shares of the requests visit the pool.
func (r *Runner) bindWalls(v *view, p *poolState, visit []float64) {
	if len(p.Walls) == 0 || !(p.peak > 0) {
		return
	}
	up := v.up(p)
	for i := range p.Walls {
		x := &p.Walls[i]
		l := x.At(up)
		if visit != nil && r.serving[p.index] < 1 {
			l.Visit = make([]float64, len(visit))
			for w := range visit {
				l.Visit[w] = float64(visit[w] * x.Calls[w])
			}
		}
		r.bind(l, p.walls[i])
	}
}

// visitsLeft returns, by workload, the share of the requests that a pool's own loss
// leaves which visits it.
func (r *Runner) visitsLeft(p *poolState) []float64 {
	f := r.serving[p.index]
	if f == 1 || p.Visit == nil {
		return p.Visit
	}
	n := len(r.s.Workloads)
	out := r.visits[p.index*n : (p.index+1)*n]
	for w := range out {
		if out[w] = p.VisitOf(w); out[w] < 1 {
			out[w] = float64(out[w]*f) / (1 - float64(out[w]*(1-f)))
		}
	}
	return out
}

// findShares finds the part of each workload's requests that the state serves before
// any limit.
func (r *Runner) findShares(v *view) {
	r.shares = resize(r.shares, len(r.s.Workloads))
	r.serving = resize(r.serving, len(r.pools))
	if r.stopped(v, nil) {
		clear(r.shares)
		clear(r.serving)
		return
	}
	for i := range r.pools {
		r.serving[i] = r.serves(v, &r.pools[i])
	}
	for w := range r.shares {
		r.shares[w] = r.share(v, w)
	}
}

// share returns the part of a workload's requests that is served where the pools
// serve r.serving of theirs.
func (r *Runner) share(v *view, w int) float64 {
	f := 1.0
	for i, g := range r.serving {
		if g == 1 || !r.pools[i].Uses[w] {
			continue
		}
		if visit := r.pools[i].VisitOf(w); visit == 1 {
			f *= g
		} else {
			f *= 1 - float64(visit*(1-g))
		}
	}
	for i := range r.incidents[:v.incidents] {
		if in := &r.s.Incidents[i]; r.incidents[i].inForce && in.Reach == model.ReachShare {
			f *= 1 - in.Share
		}
	}
	return f * r.reached(v.gateways, w, true)
}

// serves returns the part of its own requests that a pool serves before any limit.
func (r *Runner) serves(v *view, p *poolState) float64 {
	if r.stopped(v, p) || p.Capacity == nil && p.Size == 0 && !v.has(p) {
		return 0
	}
	f := 1.0
	if p.Size > 0 {
		f = float64(v.working(p)) / float64(p.groups())
	}
	if p.index < v.covers && p.takeovers > 0 {
		f *= 1 - float64(min(p.takeovers, p.now))/float64(p.now)
	}
	if p.grays > 0 && p.index < v.grays {
		f *= 1 - r.lostToGray(v, p)
	}
	return f
}

// reached returns the part of a workload's requests that needs none of the
// gateways that are out, of those that count or of those that do not.
func (r *Runner) reached(gateways, w int, counts bool) float64 {
	f := 1.0
	for g := range r.out[:gateways] {
		if r.out[g] && r.s.Gateways[g].Counts == counts {
			f *= 1 - r.s.Gateways[g].Share[w]
		}
	}
	return f
}

// lostOf returns the requests of a workload lost in [a, b), of offered ones, and
// those also lost where gateways are out that do not count. r.limits are bound and
// r.shares found.
func (r *Runner) lostOf(w int, a, b, offered float64) (lost, everything float64) {
	f, refused := r.shares[w], 0.0
	if f > 0 && len(r.limits) > 0 {
		refused = r.s.Load.Refused(w, r.limits, a, b)
	}
	g := r.reached(len(r.out), w, false)
	lost = float64(g * (float64((1-f)*offered) + float64(f*refused)))
	everything = float64((1-float64(f*g))*offered) + float64(f*g*refused)
	return lost, everything
}

// loss returns what the fleet's basis counts in [a, b) at a stage: hours or requests.
func (r *Runner) loss(v *view, a, b float64) float64 {
	if !r.s.ByRequests {
		if !r.promised {
			return 0
		}
		return r.hoursDown(v, a, b)
	}
	r.findShares(v)
	r.bindAll(v)
	sum := 0.0
	for w := range r.offered {
		if !r.owed[w] {
			continue
		}
		lost, _ := r.lostOf(w, a, b, r.offered[w])
		sum += lost
	}
	return sum
}
