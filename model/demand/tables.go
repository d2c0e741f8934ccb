package demand

import "sync"

// A profile is what a dayTable is a function of.
type profile struct{ daily, weekly float64 }

// tables are those made last, which every Traffic of the program may read: a scenario
// that is answered again and again has the same profiles each time. What is made anew
// has the same bits.
var tables = tabling{known: map[profile]dayTable{}}

const mostTables = 32

type tabling struct {
	sync.Mutex
	known map[profile]dayTable
	order []profile // the oldest first
}

// find returns the days of a shape, and whether they are usable; nil: they are not kept.
func (t *tabling) find(s *shape) (cells []dayCell, usable bool) {
	t.Lock()
	defer t.Unlock()
	d := t.known[profile{s.daily, s.weekly}]
	return d.cells, d.usable
}

// keep keeps a table, in place of the oldest.
func (t *tabling) keep(d *dayTable) {
	t.Lock()
	defer t.Unlock()
	k := profile{d.daily, d.weekly}
	if _, ok := t.known[k]; ok {
		return
	}
	if len(t.order) == mostTables {
		delete(t.known, t.order[0])
		t.order = t.order[:copy(t.order, t.order[1:])]
	}
	t.known[k], t.order = *d, append(t.order, k)
}
