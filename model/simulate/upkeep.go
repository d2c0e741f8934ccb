package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// An upkeepState is the maintenance of a pool.
type upkeepState struct {
	out   []bool  // by unit
	away  []int32 // by innermost domain: units out that have not failed themselves
	round float64 // of the period that is gone through
	next  int     // first unit of the next batch
	from  int     // first unit of the batch that is out, −1 without one
	draws stream
	lasts float64 // of the next batch
}

// isOut reports whether unit u is out for maintenance.
func (p *poolState) isOut(u int) bool { return p.Upkeep != nil && p.upkeep.out[u] }

func (p *poolState) resetUpkeep(r *Runner) {
	k := &p.upkeep
	k.out, k.away, k.from = k.out[:0], k.away[:0], -1
	if p.planRank = int32(r.whole); p.Upkeep == nil {
		return
	}
	k.out, k.away = zeroed(k.out, p.Units()), zeroed(k.away, p.place)
	r.openStream(&k.draws, "pool/", p.Name, "/maintenance")
	p.planRank = int32(r.counted)
	if !p.Upkeep.Counts {
		p.planRank++
	}
}

// beginUpkeep awaits the first batch. Periods start at every multiple of Every from
// time 0 on; before it in a warm-up, and not at 0 in a mission, which starts all up.
func (r *Runner) beginUpkeep(p *poolState, t float64) {
	if p.Upkeep == nil || p.Units() == 0 {
		return
	}
	k := &p.upkeep
	if k.round = math.Ceil(t / p.Upkeep.Every); r.mission {
		k.round = 1
	}
	k.next = 0
	r.nextBatch(p, t)
}

// nextBatch awaits the next batch, which begins at t at the earliest.
func (r *Runner) nextBatch(p *poolState, t float64) {
	k, s := &p.upkeep, p.Upkeep
	if k.next >= p.now+p.Standby {
		k.next = 0
		k.round++
	}
	if k.next == 0 {
		t = max(t, float64(k.round*s.Every))
	}
	k.lasts = k.draws.draw(&s.Duration)
	r.later(lost, pending{t: opens(s, t, k.lasts), what: batchBegins, pool: int32(p.index)})
}

// batch takes the next units out.
func (r *Runner) batchBegins(p *poolState, t float64) {
	k := &p.upkeep
	r.settle(t)
	k.from = k.next
	k.next = min(k.next+max(1, p.Upkeep.AtOnce), p.now+p.Standby)
	r.planning++
	r.later(back, pending{t: t + k.lasts, what: batchEnds, pool: int32(p.index)})
	r.moveOut(p, true, t)
}

// batchEnds brings them back.
func (r *Runner) batchEnds(p *poolState, t float64) {
	r.settle(t)
	r.planning--
	r.moveOut(p, false, t)
	p.upkeep.from = -1
	r.nextBatch(p, t)
}

// moveOut takes the units of a batch out or brings them back; all of them, before any
// other takes over.
func (r *Runner) moveOut(p *poolState, out bool, t float64) {
	k, c := &p.upkeep, &p.coupled
	for u := k.from; u < k.next; u++ {
		d := u % p.place
		rank := r.rank[p.base+d]
		k.out[u] = out
		if c.units[u].doing != works {
			continue
		}
		by := int32(1)
		if !out {
			by = -1
		}
		k.away[d] += by
		p.at[rank] -= by
		p.at[min(rank, p.planRank)] += by
		if x := &c.units[u]; out && x.role == standsBy {
			r.vacate(p, u, t, true)
		}
	}
	for u := k.from; u < k.next; u++ {
		r.outOf(p, u, t, out)
	}
	r.recount(p, t)
}

// outOf lets the sets and places of a pool know of a unit that went out or is back.
func (r *Runner) outOf(p *poolState, u int, t float64, out bool) {
	c := &p.coupled
	working := c.units[u].doing == works && int(r.rank[p.base+u%p.place]) == r.whole
	if len(p.sets) > 0 && !p.seated() {
		if working {
			r.planned = out
			r.setChange(p, u, t, !out)
			r.planned = false
		} else {
			r.rerank(p, u/p.size)
		}
	}
	if p.Standby > 0 && working {
		if out {
			r.vacate(p, u, t, true)
		} else {
			r.offer(p, u, t)
		}
	}
	r.age(p, u, t)
}

// opens returns when a batch of a length begins: at t, or where it would not end
// within the window of a day, at the next opening. One that no window holds begins
// with a window.
func opens(s *model.Upkeep, t, lasts float64) float64 {
	length := s.To - s.From
	if length <= 0 {
		length += 24
	}
	if length >= 24 {
		return t
	}
	for day := math.Floor(t/24) - 1; ; day++ {
		open := float64(24*day) + s.From
		from := max(t, open)
		if lasts > length && open >= t || from+lasts <= open+length+hair {
			return from
		}
	}
}
