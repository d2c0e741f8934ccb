package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// inDomain reports whether everything above unit u of a pool works.
func (w *slow) inDomain(p *slowPool, u int) bool {
	if p.Place == 0 {
		return true
	}
	s := w.s
	for l := range s.Levels {
		lv, d := &s.Levels[l], w.instance(p, u, l)
		for _, in := range w.incidents {
			if in.inForce && in.Reach == model.ReachDomain && in.Index == l && in.target == d {
				return false
			}
		}
		works, n := 0, max(1, lv.Paths)
		for _, x := range w.levels[l].paths[d*n : (d+1)*n] {
			works += one(!x.down)
		}
		if works < max(1, lv.Needs) {
			return false
		}
	}
	return true
}

// instance returns which one of level l unit u of a pool stands in.
func (w *slow) instance(p *slowPool, u, l int) int {
	s, lv, inner := w.s, &w.s.Levels[l], 0
	for k := range s.Levels {
		if s.Levels[k].Tree == lv.Tree {
			inner = s.Levels[k].Total
		}
	}
	d := u % p.Place
	if lv.Tree > 0 {
		d = s.Under(u, inner)
	}
	return d % lv.Total
}

func (w *slow) isUp(p *slowPool, x *slowUnit) bool {
	return x.state == "works" && !x.out && w.inDomain(p, x.i)
}

// carrying returns the units of a pool that are up in a place; tended says that those
// out for maintenance count as up, and that places are filled from all that then are.
func (w *slow) carrying(p *slowPool, tended bool) int {
	n := 0
	for _, x := range p.units {
		switch up := w.isUpOr(p, x, tended); {
		case tended && p.Standby > 0:
			n += one(up)
		case up && x.role == "carries":
			n++
		}
	}
	n = min(n, p.now)
	for _, x := range p.units {
		if tended && x.role == "chosen" && !x.tended {
			n--
		}
	}
	return n
}

// isUpOr reports whether a unit is up; tended: or would be but for maintenance.
func (w *slow) isUpOr(p *slowPool, x *slowUnit, tended bool) bool {
	return w.isUp(p, x) || tended && x.out && x.state == "works" && w.inDomain(p, x.i)
}

// works reports whether a set does.
func (w *slow) works(p *slowPool, set *slowSet, tended bool) bool {
	for _, stop := range p.stops {
		if stop.set == set && p.stopScope() == model.ScopeGroup {
			return false
		}
	}
	members := w.membersUp(p, set, tended)
	switch {
	case p.Mode == model.ActiveStandby && set.phase == "empty":
		return tended && members > 0
	case p.Mode == model.ActiveStandby:
		return set.phase == "carrying" || set.phase == "switching" && tended && set.tended
	case p.Mode == model.Mirrored:
		return members > 0
	}
	return members >= p.GroupNeeds
}

func (w *slow) membersUp(p *slowPool, set *slowSet, tended bool) int {
	n := 0
	if p.Standby > 0 {
		for k := range p.Count {
			n += one(p.sets[k/p.Size] == set && w.filledAt(p, k, tended))
		}
		return n
	}
	for _, x := range set.members {
		n += one(w.isUpOr(p, x, tended))
	}
	return n
}

// filledAt reports whether somebody carries in a place; tended: or would but for
// maintenance, empty places being filled in order from those that are then up.
func (w *slow) filledAt(p *slowPool, place int, tended bool) bool {
	idle := 0
	for _, x := range p.units {
		switch {
		case (x.role == "carries" || x.role == "chosen") && x.seat == place:
			return x.role == "carries" || tended && x.tended
		case x.role == "none" && w.isUpOr(p, x, tended):
			idle++
		}
	}
	for k := range place {
		idle -= one(p.empty(k))
	}
	return idle > 0
}

// empty reports whether nobody has a place or is to take it.
func (p *slowPool) empty(place int) bool {
	for _, x := range p.units {
		if (x.role == "carries" || x.role == "chosen") && x.seat == place {
			return false
		}
	}
	return true
}

// sit gives a unit a place.
func (p *slowPool) sit(x *slowUnit, place int) {
	if x.seat = place; p.Size > 0 {
		x.set = p.sets[place/p.Size]
	}
}

func (w *slow) working(p *slowPool, tended bool) int {
	n := 0
	for _, set := range p.sets {
		n += one(w.works(p, set, tended))
	}
	return n
}

// stopScope is what an uncovered failure stops.
func (p *slowPool) stopScope() model.Scope {
	switch {
	case p.Cover.Scope == model.ScopeDefault && p.Size > 0:
		return model.ScopeGroup
	case p.Cover.Scope == model.ScopeDefault, p.Cover.Scope == model.ScopeGroup && p.Size == 0:
		return model.ScopePool
	}
	return p.Cover.Scope
}

// stopsAll reports whether something in a pool stops all of a scope.
func (w *slow) stopsAll(p *slowPool, scope model.Scope, tended bool) bool {
	if p.stopScope() != scope {
		return false
	}
	stops := len(p.stops) > 0
	for _, set := range p.sets {
		stops = stops || set.phase == "waiting" || set.phase == "switching" && !(tended && set.tended)
	}
	return stops
}

func (w *slow) fleetStopped(tended func(p *slowPool) bool) bool {
	if w.inForce(model.ReachFleet, 0) {
		return true
	}
	for _, p := range w.pools {
		if w.stopsAll(p, model.ScopeFleet, tended(p)) {
			return true
		}
	}
	return false
}

// has reports whether a pool has what it needs and nothing stops it.
func (w *slow) has(p *slowPool, tended bool) bool {
	switch {
	case w.stopsAll(p, model.ScopePool, tended), w.inForce(model.ReachPool, p.i):
		return false
	case len(p.sets) > 0:
		return w.working(p, tended) >= p.needs
	case p.Mode == model.Mirrored:
		return w.carrying(p, tended) > 0
	}
	return w.carrying(p, tended) >= p.needs
}

// served is the share of the requests.
func (w *slow) served(tended func(p *slowPool) bool) float64 {
	if w.fleetStopped(tended) {
		return 0
	}
	f := 1.0
	for _, p := range w.pools {
		f *= 1 - p.VisitOf(0)*(1-w.serves(p, tended(p)))
	}
	for _, in := range w.incidents {
		if in.inForce && in.Reach == model.ReachShare {
			f *= 1 - in.Share
		}
	}
	return f
}

// serves is the share of its own requests that a pool serves.
func (w *slow) serves(p *slowPool, tended bool) float64 {
	if w.stopsAll(p, model.ScopePool, tended) || w.inForce(model.ReachPool, p.i) || p.Size == 0 && !w.has(p, tended) {
		return 0
	}
	f := (1 - w.lostToGray(p, tended)) * (1 - float64(len(p.takeovers))/float64(p.now))
	if p.Size > 0 {
		f *= float64(w.working(p, tended)) / float64(p.there())
	}
	return f
}

// there is how many sets there are.
func (p *slowPool) there() int {
	if p.Size > 0 {
		return p.now / p.Size
	}
	return len(p.sets)
}

// lostToGray is what gray units lose, of what their pool serves.
func (w *slow) lostToGray(p *slowPool, tended bool) float64 {
	lost := 0.0
	for _, x := range p.units {
		var share float64
		switch set := x.set; {
		case !x.isGray || x.role != "carries" || !w.isUpOr(p, x, tended):
			continue
		case set == nil:
			share = 1 / float64(w.carrying(p, tended))
		case !w.works(p, set, tended), p.Mode == model.ActiveStandby && set.active != x:
			continue
		default:
			if share = 1 / float64(w.working(p, tended)); p.Mode != model.ActiveStandby {
				share /= float64(w.membersUp(p, set, tended))
			}
		}
		lost += share * (1 - p.Gray.Works)
	}
	return lost
}

// pace returns how fast a unit ages.
func (w *slow) pace(p *slowPool, x *slowUnit, frozen bool) float64 {
	switch {
	case x.state != "works" || x.out || frozen:
		return 0
	case x.role == "waits" || x.role == "chosen":
		return p.Dormancy
	case x.role == "none":
		return x.kept
	}
	return 1
}

func (w *slow) fleetUp(tended func(p *slowPool) bool) bool {
	if w.fleetStopped(tended) {
		return false
	}
	for _, p := range w.pools {
		if !w.has(p, tended(p)) {
			return false
		}
	}
	return true
}

// counted is how the history looks: what is out for maintenance that does not count is
// up; actual as it is; free with nothing out.
func counted(p *slowPool) bool { return p.Upkeep != nil && !p.Upkeep.Counts }

func actual(*slowPool) bool { return false }

func free(p *slowPool) bool { return p.Upkeep != nil }

// pass lets time go by.
func (w *slow) pass(dt float64) {
	if dt > 0 {
		up := w.fleetUp(counted)
		if !up {
			w.down += dt
			if w.up && w.t > 0 {
				w.outages++
			}
			if w.up {
				w.durations = append(w.durations, 0)
			}
			w.durations[len(w.durations)-1] += dt
		}
		w.up = up
		f := w.served(counted)
		w.lost += (1 - f) * dt
		w.blast = math.Max(w.blast, 1-f)
		if f > 0 && f < 1 {
			w.brownout += dt
		}
		if w.fleetUp(free) && !w.fleetUp(actual) {
			w.planned += dt
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
		p.upHours += dt * float64(w.carrying(p, counted(p)))
		for _, x := range p.units {
			pace := w.pace(p, x, frozen)
			x.life -= pace * dt
			if !x.isGray {
				x.gray -= pace * dt
			}
			if x.state == "repair" {
				x.rem -= dt * w.workPace(p, load)
			}
		}
	}
}

func (w *slow) workPace(p *slowPool, load []int) float64 {
	if p.crew >= 0 && w.s.Crews[p.crew].Sharing {
		return math.Min(1, float64(w.s.Crews[p.crew].Count)/float64(load[p.crew]))
	}
	return 1
}
