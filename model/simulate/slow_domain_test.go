package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A slowLevel is the paths of all instances of a level, one of each where it has none.
type slowLevel struct {
	*model.Level
	paths          []*slowPath
	shock          float64 // due
	lives, repairs *stream
}

type slowPath struct {
	down bool
	due  float64
}

func (lv *slowLevel) shaken() bool { return lv.Beta > 0 && lv.Paths > 0 }

func (lv *slowLevel) life() float64 {
	t := lv.lives.draw(&lv.Life)
	if lv.shaken() {
		t /= 1 - lv.Beta
	}
	return t
}

func (w *slow) nextShock(lv *slowLevel) {
	if lv.shaken() {
		lv.shock = w.t + lv.lives.exponential()*lv.Life.Mean/lv.Beta/float64(lv.Total)
	}
}

// shake takes every path of one instance that is up.
func (w *slow) shake(lv *slowLevel) {
	d := lv.lives.below(lv.Total)
	for _, x := range lv.paths[d*lv.Paths : (d+1)*lv.Paths] {
		if !x.down {
			w.turnPath(lv, x)
		}
	}
	w.nextShock(lv)
}

func (w *slow) turnPath(lv *slowLevel, x *slowPath) {
	if x.down = !x.down; x.down {
		x.due = w.t + lv.repairs.draw(&lv.Repair)
	} else {
		x.due = w.t + lv.life()
	}
}

// A slowIncident has no memory: it is struck at its rate, and begins if it is not in
// force.
type slowIncident struct {
	*model.Incident
	due, ends             float64
	inForce               bool
	target                int
	lives, durations, aim *stream
}

func (w *slow) happens(in *slowIncident) {
	if in.lives.below(1); !in.inForce {
		if in.inForce = true; in.Reach == model.ReachDomain {
			if holding := w.holding(in.Index); len(holding) > 0 {
				in.target = holding[in.aim.below(len(holding))]
			}
		}
		in.ends = w.t + in.durations.draw(&in.Duration)
	}
	in.due = w.t + in.lives.exponential()/in.Rate
}

// holding returns the instances of a level that units stand in.
func (w *slow) holding(l int) []int {
	var list []int
	for d := range w.s.Levels[l].Total {
		if w.holds(l, d) {
			list = append(list, d)
		}
	}
	return list
}

func (w *slow) holds(l, d int) bool {
	for _, p := range w.pools {
		for _, x := range p.units {
			if p.Place > 0 && x.state != "" && w.instance(p, x.i, l) == d {
				return true
			}
		}
	}
	return false
}

// inForce reports whether an incident that reaches so far is in force.
func (w *slow) inForce(reach model.ReachKind, index int) bool {
	for _, in := range w.incidents {
		if in.inForce && in.Reach == reach && in.Index == index && in.ends < math.Inf(1) {
			return true
		}
	}
	return false
}
