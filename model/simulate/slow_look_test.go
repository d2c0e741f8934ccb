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
		lv := &s.Levels[l]
		inner := 0
		for k := range s.Levels {
			if s.Levels[k].Tree == lv.Tree {
				inner = s.Levels[k].Total
			}
		}
		d := u % p.Place
		if lv.Tree > 0 {
			d = s.Under(u, inner)
		}
		d %= lv.Total
		works := 0
		for _, th := range w.things {
			if th.index == l && th.item/max(1, lv.Paths) == d && !th.down {
				works++
			}
		}
		if works < max(1, lv.Needs) {
			return false
		}
	}
	return true
}

func (w *slow) isUp(p *slowPool, x *slowUnit) bool {
	return x.state == "works" && !x.out && w.inDomain(p, x.i)
}

// carrying returns the units of a pool that are up in a place; tended says that those
// out for maintenance count as up, and that places are filled from all that then are.
func (w *slow) carrying(p *slowPool, tended bool) int {
	n := 0
	for _, x := range p.units {
		switch up := w.isUp(p, x) || tended && x.out && x.state == "works" && w.inDomain(p, x.i); {
		case tended && p.Standby > 0:
			n += one(up)
		case up && x.role == "carries":
			n++
		}
	}
	n = min(n, p.Count)
	for _, x := range p.units {
		if tended && x.role == "chosen" && !x.tended {
			n--
		}
	}
	return n
}

func (w *slow) has(p *slowPool, tended bool) bool {
	switch {
	case len(p.stops) > 0 || w.held(p):
		return false
	case p.Mode == model.ActiveStandby:
		if p.phase == "carrying" || !tended {
			return p.phase == "carrying"
		}
		for _, x := range p.units {
			if p.phase == "empty" && x.state == "works" && w.inDomain(p, x.i) {
				return true
			}
		}
		return p.phase == "switching" && p.tended
	}
	return w.carrying(p, tended) >= p.Needs
}

func (w *slow) held(p *slowPool) bool {
	for _, x := range p.units {
		if x.holds {
			return true
		}
	}
	return false
}

// served is the share of the requests, all of which visit every pool.
func (w *slow) served(tended func(p *slowPool) bool) float64 {
	f := 1.0
	for _, p := range w.pools {
		if !w.has(p, tended(p)) {
			return 0
		}
		lost := 0.0
		for _, x := range p.units {
			if x.isGray && x.role == "carries" && (w.isUp(p, x) || tended(p) && x.out && w.inDomain(p, x.i)) && (p.Mode != model.ActiveStandby || p.active == x.i) {
				lost += 1 - p.Gray.Works
			}
		}
		if p.Mode != model.ActiveStandby {
			lost /= float64(max(1, w.carrying(p, tended(p))))
		}
		f *= (1 - lost) * (1 - float64(len(p.takeovers))/float64(p.Count))
	}
	return f
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
		frozen := frozenAll || p.Freeze && !w.has(p, false)
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
