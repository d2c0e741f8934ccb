package exact

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A unit is the long-run state of one unit of a pool whose domains are up.
type unit struct {
	q    float64 // P(down, while no stop of its own is in force)
	stop float64 // P(a stop that its uncovered failures began is in force)
	fail float64 // failures per hour up
	open float64 // share of them not covered
	// Takeovers of it that run, on the mean, given that it is up (down) and stops
	// nothing. A pool of one unit is lost to the first, and others do not count.
	takingUp, takingDown float64
	takingMore           float64 // of these, but for the first
}

// newUnit solves one unit. With Cover it is a chain of the unit (up, down, down
// after an uncovered failure), the stops and the takeovers in force, both cut off
// where more at once are less likely than 1e-16. Units are independent, so a pool
// is their product.
func (w *work) newUnit(p *model.PoolSystem) unit {
	u := unit{q: model.Unavailability(p.Life, p.Repair), fail: p.Life.Rate()}
	c := &p.Cover
	if !c.On || u.fail == 0 || p.Repair.Kind == model.NeverLaw {
		return u
	}
	u.open = 1 - c.Success
	t := takeoverChain{fail: u.fail, repair: 1 / p.Repair.Mean, open: u.open}
	if c.HasRecovery && u.open > 0 {
		t.recovery = c.Recovery.Rate()
		t.stops = atOnce(u.fail * u.open * c.Recovery.Mean)
	}
	if c.Time.Kind != model.NeverLaw && p.Mode == model.Shared && c.Success > 0 {
		t.takeover = c.Time.Rate()
		t.takeovers = atOnce(u.fail * c.Time.Mean)
	}
	t.alone = p.Count == 1
	t.holds = !c.HasRecovery && u.open > 0
	t.solve(w, &u)
	return u
}

// atOnce returns how many of a Poisson number with this mean must be told apart.
func atOnce(mean float64) int {
	n, p := 1, mean
	for p > 1e-16 && n < 12 {
		n++
		p *= mean / float64(n)
	}
	return n
}

type takeoverChain struct {
	fail, repair, open float64
	recovery, takeover float64
	stops, takeovers   int  // most at once
	alone              bool // no other unit in the pool
	holds              bool // an uncovered failure stops until the unit is back
}

const (
	up = iota
	down
	holding // down, and stopping its scope
)

func (t *takeoverChain) at(d, stops, takeovers int) int {
	return (d*(t.stops+1)+stops)*(t.takeovers+1) + takeovers
}

func (t *takeoverChain) solve(w *work, u *unit) {
	ds := 2
	if t.holds {
		ds = 3
	}
	c := NewChain(ds * (t.stops + 1) * (t.takeovers + 1))
	for d := range ds {
		for s := range t.stops + 1 {
			for k := range t.takeovers + 1 {
				t.leave(c, d, s, k)
			}
		}
	}
	w.ops += math.Pow(float64(len(c)), 3) / 1.5
	p := c.Steady()
	var n, taking, more [2]float64
	for d := range 2 {
		for k := range t.takeovers + 1 {
			n[d] += p[t.at(d, 0, k)]
			taking[d] += float64(k) * p[t.at(d, 0, k)]
			more[d] += float64(max(k-1, 0)) * p[t.at(d, 0, k)]
		}
	}
	for i := range p {
		if i/(t.takeovers+1)%(t.stops+1) > 0 || i >= t.at(holding, 0, 0) {
			u.stop += p[i]
		}
	}
	u.q = n[down] / (n[up] + n[down])
	if t.alone {
		taking[up], taking[down] = taking[up]-more[up], taking[down]-more[down]
	}
	u.takingUp, u.takingDown = taking[up]/n[up], taking[down]/n[down]
	u.takingMore = more[up] + more[down]
}

// leave writes the rates out of one state.
func (t *takeoverChain) leave(c Chain, d, s, k int) {
	from := c[t.at(d, s, k)]
	if s > 0 {
		from[t.at(d, s-1, k)] += float64(s) * t.recovery
	}
	if k > 0 {
		from[t.at(d, s, k-1)] += float64(k) * t.takeover
	}
	if d != up {
		from[t.at(up, s, k)] += t.repair
		return
	}
	from[t.at(down, s, min(k+1, t.takeovers))] += t.fail * (1 - t.open)
	if t.holds {
		from[t.at(holding, s, k)] += t.fail * t.open
	} else {
		from[t.at(down, min(s+1, t.stops), k)] += t.fail * t.open
	}
}

// atLeast returns P(at least m of n up).
func (u *unit) atLeast(n, m int) float64 {
	switch {
	case m <= 0:
		return 1
	case m > n:
		return 0
	}
	return short(n, n-m+1, 1-u.q)
}

// upWhen returns the mean number of units up, counted only while at least m are.
func (u *unit) upWhen(n, m int) float64 { return float64(n) * (1 - u.q) * u.atLeast(n-1, m-1) }

// downWhen returns the mean number of units down, counted while at least m are up.
func (u *unit) downWhen(n, m int) float64 { return float64(n) * u.q * u.atLeast(n-1, m) }

// leaves returns how often, per hour, n units of which m must be up stop being so.
// stops says that an uncovered failure is enough.
func (u *unit) leaves(n, m int, stops bool) float64 {
	if u.fail == 0 || m > n {
		return 0
	}
	open := 0.0
	if stops {
		open = u.open
	}
	out := 0.0
	if m > 0 {
		out = float64(m) * binomial(n, m, 1-u.q, u.q) * u.fail * (1 - open)
	}
	if open > 0 {
		out += u.upWhen(n, m) * u.fail * open
	}
	return out
}
