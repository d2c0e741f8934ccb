package simulate

import (
	"math"
	"slices"
	"sort"

	"github.com/capplan/capplan/model"
)

// settle gives crews to units, units to places, and sets to who carries.
func (w *slow) settle(p *slowPool) {
	for i := range w.s.Crews {
		w.giveCrews(i)
	}
	for _, x := range p.units {
		if x.state == "crew" && p.crew < 0 {
			w.repair(p, x)
		}
	}
	if p.Standby > 0 {
		w.fillPlaces(p)
	}
	if p.Mode == model.ActiveStandby {
		sets := slices.Clone(p.sets)
		slices.SortStableFunc(sets, func(a, b *slowSet) int { return w.turn(p, a) - w.turn(p, b) })
		for _, set := range sets {
			w.hand(p, set)
		}
	}
}

// turn orders the sets in asking for random numbers: those that lose their active units
// with a domain by where these stand.
func (w *slow) turn(p *slowPool, set *slowSet) int {
	x := set.active
	if p.Place == 0 || x.state != "works" || x.out {
		return 0
	}
	cells := p.Place
	if w.s.Levels[len(w.s.Levels)-1].Tree > 0 {
		cells = (&Runner{s: w.s}).cells(p.PoolSystem)
	}
	return x.i % cells
}

func (w *slow) repair(p *slowPool, x *slowUnit) {
	x.state, x.rem = "repair", p.repair.draw(&p.Repair)
	p.repairs++
}

func (w *slow) giveCrews(crew int) {
	type want struct {
		p *slowPool
		x *slowUnit
	}
	var wants []want
	busy := 0
	for _, p := range w.pools {
		for _, x := range p.units {
			switch {
			case p.crew != crew:
			case x.state == "repair":
				busy++
			case x.state == "crew":
				wants = append(wants, want{p, x})
			}
		}
	}
	sort.Slice(wants, func(i, j int) bool { return wants[i].x.order < wants[j].x.order })
	for _, k := range wants {
		if w.s.Crews[crew].Sharing || busy < w.s.Crews[crew].Count {
			w.repair(k.p, k.x)
			busy++
		}
	}
}

// fillPlaces gives the places of units that are lost to others, one after another, once
// all that are lost are known; then to those that are back.
func (w *slow) fillPlaces(p *slowPool) {
	var lost []*slowUnit
	for _, x := range p.units {
		switch up := w.isUp(p, x); {
		case up || x.role == "none":
		case x.role == "waits":
			x.role, x.kept = "none", p.Dormancy
		default:
			lost = append(lost, x)
		}
	}
	for _, x := range lost {
		if x.kept = p.Dormancy; x.role == "carries" {
			x.kept = 1
		}
		x.role, x.due = "none", math.Inf(1)
		if x.failing {
			x.failing = false
			w.cover(p, x)
		}
		for _, y := range p.units {
			if y.role == "waits" {
				p.sit(y, x.seat)
				w.take(p, y, x.out)
				break
			}
		}
	}
	for _, x := range p.units {
		if x.role == "none" && w.isUp(p, x) {
			w.welcome(p, x)
		}
	}
}

// welcome gives a unit that is back the place it had last, else the first empty one, else
// lets it wait.
func (w *slow) welcome(p *slowPool, x *slowUnit) {
	x.role = "waits"
	for k := -1; k < p.Count; k++ {
		place := k
		if k < 0 {
			place = x.seat
		}
		if place < p.Count && p.empty(place) {
			x.role = "carries"
			p.sit(x, place)
			return
		}
	}
}

// take lets a unit that waits take a place.
func (w *slow) take(p *slowPool, x *slowUnit, tended bool) {
	if x.role = "carries"; p.Cover.Time.Kind != model.NeverLaw {
		x.role, x.due, x.tended = "chosen", w.t+p.coin.draw(&p.Cover.Time), tended
	}
}

// hand lets an active-standby set have one that carries.
func (w *slow) hand(p *slowPool, set *slowSet) {
	a := set.active
	up := func(x *slowUnit) bool { return w.isUp(p, x) }
	switch {
	case set.phase == "waiting" && up(a):
		set.phase = "carrying"
	case set.phase == "waiting" && !slices.ContainsFunc(set.members, up):
		set.phase = "empty"
	case set.phase == "empty":
		if i := slices.IndexFunc(set.members, up); i >= 0 {
			set.active, set.phase = set.members[i], "carrying"
		}
	case set.phase == "carrying" && !up(a), set.phase == "switching" && !up(a):
		i := slices.Index(set.members, a)
		inOrder := append(append([]*slowUnit(nil), set.members[i+1:]...), set.members[:i]...)
		if set.phase, set.due = "empty", math.Inf(1); slices.ContainsFunc(inOrder, up) {
			w.handOver(p, set, inOrder[slices.IndexFunc(inOrder, up)])
		}
	}
}

// handOver lets another take over from the one that is lost.
func (w *slow) handOver(p *slowPool, set *slowSet, next *slowUnit) {
	c, tended, after := &p.Cover, set.active.out && set.active.state == "works", 0.0
	switch {
	case !c.On:
	case tended || p.coin.uniform() < c.Success:
		if c.Time.Kind != model.NeverLaw {
			after = p.coin.draw(&c.Time)
		}
	case c.HasRecovery:
		after = p.coin.draw(&c.Recovery)
	default:
		set.phase = "waiting"
		return
	}
	set.active, set.phase = next, "carrying"
	if after > 0 {
		set.phase, set.due, set.tended = "switching", w.t+after, tended
	}
}
