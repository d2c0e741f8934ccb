package simulate

import "math"

// A workTime tells how long a pool has been ageing: its units' clocks run in it, so
// that freezing all of them is one step. It runs at a pace: 0 while the pool is
// frozen, between 0 and 1 while the demand of the moment freezes it for a part of an
// hour.
type workTime struct {
	pace, since float64
	lag         float64 // hours that it was behind at since
	next        float64 // until when the pace lasts, where it is a share of an hour
}

// at returns the work time at t.
func (w *workTime) at(t float64) float64 {
	if w.pace == 1 {
		return t - w.lag
	}
	return t - (w.lag + float64((1-w.pace)*(t-w.since)))
}

func (w *workTime) run(t, pace, next float64) {
	w.lag += float64((1 - w.pace) * (t - w.since))
	w.since, w.pace, w.next = t, pace, next
}

// A clock runs down at the pace of its unit; left is as of since, both in work time.
type clock struct {
	left, since float64
	pace, ends  float64
	number      uint32 // tells an end that was cut off
}

// renew sets a clock that stands.
func (c *clock) renew(left float64) { c.left, c.pace = left, 0 }

// parked are ends of clocks of a frozen pool.
type parked struct {
	what   ending
	unit   int32
	number uint32
}

// hair is a rounding error of a time in hours.
const hair = 1e-9

// age sets the clocks of unit u to the pace that it now has.
func (r *Runner) age(p *poolState, u int, t float64) {
	c := &p.coupled
	if len(c.clocks) == 0 && len(c.grayings) == 0 {
		return
	}
	pace, now := p.pace(u), c.work.at(t)
	if len(c.clocks) > 0 {
		r.run(p, &c.clocks[u], unitFails, u, pace, now, t)
	}
	if len(c.grayings) > 0 {
		grays := pace
		if c.units[u].gray {
			grays = 0
		}
		r.run(p, &c.grayings[u], unitGrays, u, grays, now, t)
	}
}

func (r *Runner) run(p *poolState, x *clock, what ending, u int, pace, now, t float64) {
	if pace == x.pace {
		return
	}
	if x.pace > 0 {
		x.left = max(0, x.ends-now) * x.pace
	}
	x.since, x.pace = now, pace
	x.number++
	if pace > 0 && !math.IsInf(x.left, 1) {
		x.ends = now + x.left/pace
		r.await(p, x, what, u, now, t)
	}
}

// await puts the end of a running clock among what is due, or keeps it until its pool
// ages again.
func (r *Runner) await(p *poolState, x *clock, what ending, u int, now, t float64) {
	w := &p.coupled.work
	if w.pace == 0 {
		p.coupled.parked = append(p.coupled.parked, parked{what, int32(u), x.number})
		return
	}
	at := t + max(0, x.ends-now)/w.pace
	if w.pace < 1 {
		at = min(at, w.next)
	}
	r.later(lost, pending{t: at, what: what, pool: int32(p.index), item: int32(u), number: x.number})
}

// ripe reports whether a clock ran down. One that was cut off did not, and one whose
// pool was frozen meanwhile ends later.
func (r *Runner) ripe(p *poolState, x *clock, e *pending) bool {
	if x.number != e.number || x.pace == 0 {
		return false
	}
	now := p.coupled.work.at(e.t)
	if x.ends-now > hair {
		r.await(p, x, e.what, int(e.item), now, e.t)
		return false
	}
	return true
}

// setPace lets a pool age at another pace from t on, until next where that is known.
func (r *Runner) setPace(p *poolState, pace, next, t float64) {
	c := &p.coupled
	c.work.run(t, pace, next)
	if pace == 0 {
		return
	}
	now := c.work.at(t)
	for _, k := range c.parked {
		x := &c.clocks
		if k.what == unitGrays {
			x = &c.grayings
		}
		if y := &(*x)[k.unit]; y.number == k.number {
			r.await(p, y, k.what, int(k.unit), now, t)
		}
	}
	c.parked = c.parked[:0]
}
