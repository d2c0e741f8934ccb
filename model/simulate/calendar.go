package simulate

import "math"

// A pending is a change decided on the way.
type pending struct {
	t      float64
	key    uint64 // kind and number, which order what happens at one time
	item   int32  // unit, set, or thing
	pool   int32  // or crew, or source of things
	number uint32 // tells a pending that was cut off
	next   int32  // in its day
	what   ending
	scope  stopScope // of a stop
}

func (e *pending) before(f *pending) bool { return e.t < f.t || e.t == f.t && e.key < f.key }

// A calendar is a calendar queue (Brown 1988): a day is a stretch of time, a year as
// many days as there are lists, and a list holds one day of every year in order. With
// about one pending a day both put and pop take constant time. What comes first is a
// function of the times and keys alone.
type calendar struct {
	nodes []pending
	free  int32   // first node of no list
	days  []int32 // first node by day of the year
	rate  float64 // days per hour
	today int     // no pending is due before this day
	first int32   // the earliest; none where it is not known
	n     int
	begun uint64

	pops int     // since the days were measured
	from float64 // time of the first of them
}

const (
	none     = int32(-1)
	fewDays  = 16
	dayHolds = 2 // pendings, in the mean
)

// empty forgets all.
func (c *calendar) empty() {
	c.nodes, c.free, c.first, c.n, c.begun, c.pops = c.nodes[:0], none, none, 0, 0, 0
	c.days, c.rate, c.today = resize(c.days, fewDays), 1, math.MaxInt
	c.clear()
}

func (c *calendar) clear() {
	for i := range c.days {
		c.days[i] = none
	}
}

// dayOf is monotone in t, so that no rounding of it can change the order.
func (c *calendar) dayOf(t float64) int { return int(math.Floor(t * c.rate)) }

// put adds a pending. Its kind orders it among those of one time, then the order in
// which they were put.
func (c *calendar) put(kind uint64, e pending) {
	c.begun++
	e.key = kind | c.begun
	i := c.free
	if i != none {
		c.free = c.nodes[i].next
		c.nodes[i] = e
	} else {
		i = int32(len(c.nodes))
		c.nodes = append(c.nodes, e)
	}
	if c.n++; c.n > 2*len(c.days) {
		c.measure()
	}
	c.insert(i)
	if c.first != none && e.before(&c.nodes[c.first]) {
		c.first = i
	}
}

func (c *calendar) insert(i int32) {
	e := &c.nodes[i]
	day := c.dayOf(e.t)
	c.today = min(c.today, day)
	at := &c.days[day&(len(c.days)-1)]
	for *at != none && c.nodes[*at].before(e) {
		at = &c.nodes[*at].next
	}
	e.next, *at = *at, i
}

// peek returns the earliest pending, nil when there is none.
func (c *calendar) peek() *pending {
	if c.n == 0 {
		return nil
	}
	if c.first == none {
		c.first = c.seek()
	}
	return &c.nodes[c.first]
}

// seek goes through a year day by day, then looks at all.
func (c *calendar) seek() int32 {
	for range c.days {
		if i := c.days[c.today&(len(c.days)-1)]; i != none && c.dayOf(c.nodes[i].t) == c.today {
			return i
		}
		c.today++
	}
	best := none
	for _, i := range c.days {
		if i != none && (best == none || c.nodes[i].before(&c.nodes[best])) {
			best = i
		}
	}
	c.today = c.dayOf(c.nodes[best].t)
	return best
}

// pop takes the earliest pending out; there must be one.
func (c *calendar) pop() pending {
	e := *c.peek()
	i := c.first
	c.days[c.today&(len(c.days)-1)] = e.next
	c.nodes[i].next, c.free = c.free, i
	c.first = none
	c.n--
	if c.pops++; c.pops == 1 {
		c.from = e.t
	} else if c.pops >= 64+4*c.n {
		c.remeasure(e.t)
	}
	return e
}

// measure makes room: as many days as pendings, as long as the latest pops were apart
// or, before there were many, as all pendings are.
func (c *calendar) measure() {
	if c.pops >= 32 {
		if apart := (c.nodesEarliest() - c.from) / float64(c.pops); apart > 0 {
			c.relay(1 / float64(dayHolds*apart))
			return
		}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, i := range c.days {
		for ; i != none; i = c.nodes[i].next {
			lo, hi = min(lo, c.nodes[i].t), max(hi, c.nodes[i].t)
		}
	}
	rate := c.rate
	if hi > lo {
		rate = float64(c.n) / float64(dayHolds*(hi-lo))
	}
	c.relay(rate)
}

// nodesEarliest returns the time of the earliest pending in a list.
func (c *calendar) nodesEarliest() float64 {
	if c.first == none {
		c.first = c.seek()
	}
	return c.nodes[c.first].t
}

// remeasure changes the length of a day that does not fit the pops since the last
// time.
func (c *calendar) remeasure(t float64) {
	apart := (t - c.from) / float64(c.pops)
	c.pops = 0
	if !(apart > 0) {
		return
	}
	rate := 1 / float64(dayHolds*apart)
	if rate < c.rate/2 || rate > 2*c.rate {
		c.relay(rate)
	}
}

// relay puts all pendings into days of another length.
func (c *calendar) relay(rate float64) {
	all := none
	for d, i := range c.days {
		for i != none {
			next := c.nodes[i].next
			c.nodes[i].next, all = all, i
			i = next
		}
		c.days[d] = none
	}
	size := fewDays
	for size < c.n {
		size *= 2
	}
	c.days, c.rate, c.today, c.first = resize(c.days, size), min(rate, 1e9), math.MaxInt, none
	c.clear()
	for all != none {
		next := c.nodes[all].next
		c.insert(all)
		all = next
	}
}
