package simulate

import (
	"math"
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
		w.hand(p)
	}
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
				w.take(p, y, x.out)
				break
			}
		}
	}
	for _, x := range p.units {
		if x.role == "none" && w.isUp(p, x) {
			if x.role = "waits"; w.filled(p) < p.Count {
				x.role = "carries"
			}
		}
	}
}

func (w *slow) filled(p *slowPool) int {
	n := 0
	for _, x := range p.units {
		n += one(x.role == "carries" || x.role == "chosen")
	}
	return n
}

// take lets a unit that waits take a place.
func (w *slow) take(p *slowPool, x *slowUnit, tended bool) {
	if x.role = "carries"; p.Cover.Time.Kind != model.NeverLaw {
		x.role, x.due, x.tended = "chosen", w.t+p.coin.draw(&p.Cover.Time), tended
	}
}

// hand lets an active-standby pool have one that carries.
func (w *slow) hand(p *slowPool) {
	a := p.units[p.active]
	if p.phase == "waiting" {
		if w.isUp(p, a) {
			p.phase = "carrying"
		}
		return
	}
	if p.phase == "empty" {
		for _, x := range p.units {
			if w.isUp(p, x) {
				p.active, p.phase = x.i, "carrying"
				return
			}
		}
		return
	}
	if w.isUp(p, a) {
		return
	}
	next := -1
	for k := 1; k < len(p.units) && next < 0; k++ {
		if x := p.units[(p.active+k)%len(p.units)]; w.isUp(p, x) {
			next = x.i
		}
	}
	p.due = math.Inf(1)
	if next < 0 {
		p.phase = "empty"
		return
	}
	c, tended := &p.Cover, a.out && a.state == "works"
	after := 0.0
	switch {
	case !c.On:
	case tended || p.coin.uniform() < c.Success:
		after = p.coin.draw(&c.Time)
	case c.HasRecovery:
		after = p.coin.draw(&c.Recovery)
	default:
		p.phase = "waiting"
		return
	}
	p.active, p.phase = next, "carrying"
	if after > 0 {
		p.phase, p.due, p.tended = "switching", w.t+after, tended
	}
}
