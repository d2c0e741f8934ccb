package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A fallState is a pool that may collapse under its load.
type fallState struct {
	may   bool // it does so
	on    bool // it has
	safe  bool // the load has been safe since it last became so,
	until float64
	draws stream

	over, under []model.Limit // exceeded: it collapses; not exceeded: the load is safe
	region      func(units int) (safe, impossible float64)
	most        float64 // services per second over the history
}

// resetFall makes a pool whole.
func (p *poolState) resetFall(r *Runner) {
	f := &p.fall
	f.may, f.on, f.safe, f.region = p.Overload != nil && p.Capacity != nil && r.s.Load != nil && positive(p.Weight), false, false, nil
	if !f.may {
		return
	}
	r.openStream(&f.draws, "pool/", p.Name, "/recovered")
	f.over, f.under = append(f.over[:0], model.Limit{Weight: p.Weight}), append(f.under[:0], model.Limit{Weight: p.Weight})
	if f.region = p.Overload.Region; f.region != nil {
		f.over, f.under = append(f.over, model.Limit{Weight: p.Overload.Services}), append(f.under, model.Limit{Weight: p.Overload.Services})
		f.most = r.s.Load.Peak(p.Overload.Services, 0, r.horizon)
	}
}

// trips reports whether retries alone can keep so many units down at some time.
func (f *fallState) trips(units int) bool {
	if !f.may || f.region == nil {
		return false
	}
	_, impossible := f.region(units)
	return impossible < f.most
}

// through goes through [a, b), in which nothing changed but pools that collapse and
// recover, piece by piece between those.
func (r *Runner) through(a, b float64, piece func(a, b float64)) {
	for a < b {
		next, which := b, -1
		for i := range r.pools {
			if p := &r.pools[i]; p.fall.may && (p.bad || r.stepAll) {
				if t, ok := r.turns(p, a, next); ok {
					next, which = t, i
				}
			}
		}
		if next > a {
			piece(a, next)
		}
		if which < 0 {
			return
		}
		r.turn(&r.pools[which], next)
		a = next
	}
}

// turns returns when in [a, b) a pool next collapses, its load becomes safe or no longer
// is, or it has recovered.
func (r *Runner) turns(p *poolState, a, b float64) (t float64, ok bool) {
	f, load := &p.fall, r.s.Load.(model.Turning)
	v := r.full()
	v.falls = 0
	capacity := v.capacity(p, false)
	f.over[0].Capacity, f.under[0].Capacity = capacity, capacity
	if f.region != nil {
		units := p.Count
		if p.Size == 0 {
			units = v.up(p)
		}
		f.under[1].Capacity, f.over[1].Capacity = f.region(units)
	}
	if !f.on && f.region == nil && capacity >= p.peak {
		return 0, false
	}
	if !f.on {
		return load.Next(f.over, true, a, b)
	}
	if !f.safe {
		return load.Next(f.under, false, a, b)
	}
	if t, ok = load.Next(f.under, true, a, min(b, f.until)); ok {
		return t, true
	}
	return f.until, f.until < b
}

// turn lets a pool do what turns found at t.
func (r *Runner) turn(p *poolState, t float64) {
	switch f := &p.fall; {
	case !f.on:
		f.on, f.safe = true, false
	case !f.safe:
		f.safe, f.until = true, t
		if l := &p.Overload.Recovery; l.Kind != model.NeverLaw {
			f.until += f.draws.draw(l)
		}
	case t < f.until:
		f.safe, f.until = false, math.Inf(1)
	default:
		f.on = false
	}
	r.judge(p)
}
