package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// plan sets the next batch, from t on.
func (w *slow) plan(p *slowPool, t float64) {
	if p.next >= p.now+p.Standby {
		p.next = 0
		p.round++
	}
	if p.next == 0 {
		t = math.Max(t, float64(p.round)*p.Upkeep.Every)
	}
	p.batchLasts = p.upkeep.draw(&p.Upkeep.Duration)
	for ; ; t = (math.Floor(t*60+1e-6) + 1) / 60 { // looks minute by minute; windows open and close at full hours
		if h := math.Mod(t, 24); p.Upkeep.From == 0 && p.Upkeep.To == 24 || h >= p.Upkeep.From-1e-9 && h+p.batchLasts <= p.Upkeep.To+1e-9 || math.Abs(h-p.Upkeep.From) < 1e-9 {
			break
		}
	}
	p.batchAt = t
}

// fail takes a unit into repair.
func (w *slow) fail(p *slowPool, x *slowUnit) {
	p.failures++
	up := w.isUp(p, x)
	w.failed++
	x.state, x.order, x.isGray, x.detected = "part", w.failed, false, math.Inf(1)
	w.covers(p, x, up)
	if p.Spares == nil || p.Spares.Share < 1 && p.parts.uniform() >= p.Spares.Share {
		x.state = "crew"
		return
	}
	p.orders = append(p.orders, w.t+p.parts.draw(&p.Spares.Resupply))
	if p.shelf > 0 {
		p.shelf--
		p.taken++
		x.state = "crew"
	} else {
		p.waited++
	}
}

func (w *slow) arrive(p *slowPool) {
	var first *slowUnit
	for _, x := range p.units {
		if x.state == "part" && (first == nil || x.order < first.order) {
			first = x
		}
	}
	if first == nil {
		p.shelf++
		return
	}
	p.taken++
	first.state = "crew"
}

func (w *slow) goGray(p *slowPool, x *slowUnit) {
	x.isGray, x.detected = true, w.t+p.gray.draw(&p.Gray.Detect)
}

func (w *slow) back(p *slowPool, x *slowUnit) {
	x.state = "works"
	w.release(p, x)
	x.life, x.gray = p.life.draw(&p.Life)/(1-p.Beta), p.gray.draw(&p.Gray.Life)
	if p.Standby > 0 {
		x.role, x.kept = "none", p.Dormancy
	}
}

// covers decides the failure of a unit that carried; with standby, when its place is
// given away.
func (w *slow) covers(p *slowPool, x *slowUnit, up bool) {
	switch {
	case !p.Cover.On || p.Mode == model.ActiveStandby || !up || x.role != "carries":
	case p.Standby > 0:
		x.failing = true
	default:
		w.cover(p, x)
	}
}

func (w *slow) cover(p *slowPool, x *slowUnit) {
	c := &p.Cover
	switch {
	case p.coin.uniform() < c.Success:
		if c.Time.Kind != model.NeverLaw && p.Standby == 0 && p.Mode == model.Shared {
			p.takeovers = append(p.takeovers, w.t+p.coin.draw(&c.Time))
		}
	case c.HasRecovery:
		p.stops = append(p.stops, slowStop{due: w.t + p.coin.draw(&c.Recovery), unit: x, set: x.set})
	default:
		p.stops = append(p.stops, slowStop{due: math.Inf(1), unit: x, set: x.set, back: true})
	}
}

// release ends what waits for a unit.
func (w *slow) release(p *slowPool, x *slowUnit) {
	for i := len(p.stops) - 1; i >= 0; i-- {
		if p.stops[i].back && p.stops[i].unit == x {
			p.stops = without(p.stops, i)
		}
	}
}

func (w *slow) strike(p *slowPool, frozen bool) {
	p.shock = w.t + p.Life.Mean/p.Beta*p.shocks.exponential()
	if frozen {
		return
	}
	var struck []*slowUnit
	for _, x := range p.units {
		if w.isUp(p, x) && (x.role == "carries" || p.Dormancy > 0) {
			struck = append(struck, x)
		}
	}
	for _, x := range struck {
		w.fail(p, x)
	}
}

func (w *slow) begin(p *slowPool) {
	p.batch = nil
	for len(p.batch) < p.Upkeep.AtOnce && p.next < p.now+p.Standby {
		p.batch = append(p.batch, p.next)
		p.units[p.next].out = true
		p.next++
	}
	p.batchAt, p.batchEnds = math.Inf(1), w.t+p.batchLasts
}

func (w *slow) end(p *slowPool) {
	for _, u := range p.batch {
		p.units[u].out = false
	}
	p.batchEnds = math.Inf(1)
	w.plan(p, w.t)
}
