package exact

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// maxStandbyStates bounds the chain of an active-standby pool: reducing it takes
// the cube.
const maxStandbyStates = 1500

// A standby is an active-standby pool solved together with the domains above it.
// All figures are given the states of these domains (bit i: domains[i] is up).
type standby struct {
	domains []place
	idle    []float64   // P(no unit carries)
	own     []float64   // rate at which it stops carrying because of a unit
	drop    [][]float64 // by domain that is up: P(none carries after it fails), where one carried
}

type phase uint8

const (
	carrying  phase = iota
	taking          // a covered takeover to unit
	restoring       // recovery from an uncovered loss, then unit carries
	waiting         // for the lost unit itself
	empty
)

// A spot is a state of the pool: who works, and who carries or is to carry.
type spot struct {
	up    uint32 // units, then domains
	phase phase
	unit  uint8
}

type standbyChain struct {
	p     *model.PoolSystem
	under [][]int // of each unit: its domains, as indices into domains
	rates [][2]float64
	ids   map[spot]int
	spots []spot
	edges []edge
}

type edge struct {
	from, to int
	rate     float64
	part     int // unit or domain that failed; −1
}

// newStandby solves the chain of an active-standby pool (SCENARIO "Taking over").
// Lives, repairs, takeovers and recoveries are exponential with their means.
func (w *work) newStandby(s *model.System, p *model.PoolSystem) (*standby, error) {
	out := &standby{}
	c := &standbyChain{p: p, ids: map[spot]int{}}
	for range p.Count {
		c.rates = append(c.rates, [2]float64{p.Life.Rate(), p.Repair.Rate()})
	}
	at := map[place]int{}
	for u := range p.Count {
		var mine []int
		for l := range s.Levels {
			d := place{l, u % p.Place % s.Levels[l].Total}
			if s.Levels[l].Life.Kind == model.NeverLaw {
				continue
			}
			if _, ok := at[d]; !ok {
				at[d] = len(out.domains)
				out.domains = append(out.domains, d)
				c.rates = append(c.rates, [2]float64{s.Levels[l].Life.Rate(), s.Levels[l].Repair.Rate()})
			}
			mine = append(mine, at[d])
		}
		c.under = append(c.under, mine)
	}
	if len(c.rates) > 24 {
		return nil, obstacle("the chain of pool %s has too many states", p.Name)
	}
	if err := c.explore(); err != nil {
		return nil, err
	}
	c.solve(w, out)
	return out, nil
}

func (c *standbyChain) explore() error {
	c.id(spot{up: 1<<len(c.rates) - 1})
	for i := 0; i < len(c.spots); i++ {
		if len(c.spots) > maxStandbyStates {
			return obstacle("the chain of pool %s has more than %d states", c.p.Name, maxStandbyStates)
		}
		s := c.spots[i]
		for part, r := range c.rates {
			bit := uint32(1) << part
			if s.up&bit != 0 {
				c.change(i, s.up&^bit, r[0], part)
			} else {
				c.change(i, s.up|bit, r[1], -1)
			}
		}
		switch s.phase {
		case taking:
			c.edge(i, spot{s.up, carrying, s.unit}, c.p.Cover.Time.Rate(), -1)
		case restoring:
			c.edge(i, spot{s.up, carrying, s.unit}, c.p.Cover.Recovery.Rate(), -1)
		}
	}
	return nil
}

func (c *standbyChain) id(s spot) int {
	if i, ok := c.ids[s]; ok {
		return i
	}
	c.ids[s] = len(c.spots)
	c.spots = append(c.spots, s)
	return len(c.spots) - 1
}

func (c *standbyChain) edge(from int, to spot, rate float64, part int) {
	if rate > 0 {
		c.edges = append(c.edges, edge{from, c.id(to), rate, part})
	}
}

// works reports whether unit u is up: it works and every domain above it does.
func (c *standbyChain) works(up uint32, u int) bool {
	if up>>u&1 == 0 {
		return false
	}
	for _, d := range c.under[u] {
		if up>>(c.p.Count+d)&1 == 0 {
			return false
		}
	}
	return true
}

func (c *standbyChain) anyUp(up uint32) bool {
	for u := range c.p.Count {
		if c.works(up, u) {
			return true
		}
	}
	return false
}

// change writes what follows when a unit or a domain fails or is back.
func (c *standbyChain) change(from int, up uint32, rate float64, part int) {
	s := c.spots[from]
	u := int(s.unit)
	switch s.phase {
	case waiting:
		if c.works(up, u) {
			c.edge(from, spot{up, carrying, s.unit}, rate, part)
			return
		}
		if !c.anyUp(up) {
			c.edge(from, spot{up, empty, 0}, rate, part)
			return
		}
	case empty:
		for v := range c.p.Count {
			if c.works(up, v) {
				c.edge(from, spot{up, carrying, uint8(v)}, rate, part)
				return
			}
		}
	default:
		if !c.works(up, u) {
			c.take(from, up, u, rate, part)
			return
		}
	}
	c.edge(from, spot{up, s.phase, s.unit}, rate, part)
}

// take lets the next unit in order take over from unit u, which was lost.
func (c *standbyChain) take(from int, up uint32, u int, rate float64, part int) {
	next := -1
	for k := 1; k < c.p.Count && next < 0; k++ {
		if v := (u + k) % c.p.Count; c.works(up, v) {
			next = v
		}
	}
	if next < 0 {
		c.edge(from, spot{up, empty, 0}, rate, part)
		return
	}
	cover := &c.p.Cover
	covered := spot{up, taking, uint8(next)}
	if cover.Time.Kind == model.NeverLaw {
		covered.phase = carrying
	}
	c.edge(from, covered, rate*cover.Success, part)
	open := spot{up, restoring, uint8(next)}
	if !cover.HasRecovery {
		open = spot{up, waiting, uint8(u)}
	}
	c.edge(from, open, rate*(1-cover.Success), part)
}

func (c *standbyChain) solve(w *work, out *standby) {
	q := NewChain(len(c.spots))
	for _, e := range c.edges {
		if e.from != e.to {
			q[e.from][e.to] += e.rate
		}
	}
	w.ops += math.Pow(float64(len(q)), 3) / 1.5
	p := q.Steady()
	n := c.p.Count
	states := 1 << len(out.domains)
	total, carry := make([]float64, states), make([]float64, states)
	out.idle, out.own = make([]float64, states), make([]float64, states)
	for range out.domains {
		out.drop = append(out.drop, make([]float64, states))
	}
	for i, s := range c.spots {
		total[s.up>>n] += p[i]
		if s.phase == carrying {
			carry[s.up>>n] += p[i]
		} else {
			out.idle[s.up>>n] += p[i]
		}
	}
	for _, e := range c.edges {
		bits := c.spots[e.from].up >> n
		if c.spots[e.from].phase != carrying || c.spots[e.to].phase == carrying || e.part < 0 {
			continue
		}
		if e.part < n {
			out.own[bits] += p[e.from] * e.rate / total[bits]
		} else {
			out.drop[e.part-n][bits] += p[e.from] * e.rate / c.rates[e.part][0] / carry[bits]
		}
	}
	for b := range total {
		if total[b] > 0 {
			out.idle[b] /= total[b]
		} else {
			out.idle[b] = 1
		}
	}
}

// An Obstacle is what stands in the way of an exact answer.
type Obstacle struct{ What string }

func (o *Obstacle) Error() string { return o.What }

func obstacle(format string, args ...any) error { return &Obstacle{fmt.Sprintf(format, args...)} }
