package rare

// A move is one event of a chain.
type move struct {
	rate  float64 // per hour
	pool  int
	kind  kind
	stage int // that ends, of repairs
	phase int // that the unit whose repair begins starts in
}

type kind uint8

const (
	failure  kind = iota // of a unit that is repaired at once
	wait                 // of one that waits for a crew
	shock                // of all that are up
	next                 // stage of a repair
	repaired             // nobody waits
	relieved             // and the first that waits is repaired
)

func (m *move) fails() bool { return m.kind <= shock }

// moves lists the moves out of a state and returns the sum of their rates.
func (c *chain) moves(x *state, to []move) ([]move, float64) {
	to = to[:0]
	total := 0.0
	for i := range c.pools {
		p := &c.pools[i]
		if f := p.fail[x.failed[i]]; f > 0 {
			total += f
			if c.takesAtOnce(x, p) {
				for k, q := range p.repair.start {
					if q > 0 {
						to = append(to, move{rate: f * q, pool: i, kind: failure, phase: k})
					}
				}
			} else {
				to = append(to, move{rate: f, pool: i, kind: wait})
			}
		}
		if f := p.shock[x.failed[i]]; f > 0 {
			total += f
			to = append(to, move{rate: f, pool: i, kind: shock})
		}
		if x.failed[i] > 0 {
			speed := 1.0
			if p.crew >= 0 {
				speed = pace(&c.crews[p.crew], x.busy[p.crew])
			}
			for k, mu := range p.repair.rate {
				if n := x.serving[p.at+k]; n > 0 {
					r := float64(float64(n) * mu * speed)
					total += r
					to = c.ends(x, i, k, r, to)
				}
			}
		}
	}
	return to, total
}

// ends lists what the end of a stage of repair may be followed by.
func (c *chain) ends(x *state, i, stage int, rate float64, to []move) []move {
	p := &c.pools[i]
	switch {
	case !p.repair.ends(stage):
		return append(to, move{rate: rate, pool: i, kind: next, stage: stage})
	case p.crew < 0 || len(x.waiting(p.crew)) == 0:
		return append(to, move{rate: rate, pool: i, kind: repaired, stage: stage})
	}
	for k, q := range c.pools[x.waiting(p.crew)[0]].repair.start {
		if q > 0 {
			to = append(to, move{rate: rate * q, pool: i, kind: relieved, stage: stage, phase: k})
		}
	}
	return to
}

// apply makes a move, but for the units after the first that a shock takes.
func (c *chain) apply(x *state, m *move) {
	p := &c.pools[m.pool]
	switch m.kind {
	case failure:
		c.lose(x, m.pool)
		c.begin(x, p, m.phase, 1)
	case wait:
		c.lose(x, m.pool)
		x.queue[p.crew] = append(x.queue[p.crew], m.pool)
	case next:
		x.serving[p.at+m.stage]--
		x.serving[p.at+m.stage+1]++
	case repaired, relieved:
		c.begin(x, p, m.stage, -1)
		if x.failed[m.pool]--; x.failed[m.pool] == p.fatal-1 {
			x.out--
		}
		x.all--
		if m.kind == relieved {
			q := &c.pools[x.waiting(p.crew)[0]]
			x.head[p.crew]++
			c.begin(x, q, m.phase, 1)
		}
	}
}

// undo takes the last move back.
func (c *chain) undo(x *state, m *move) {
	p := &c.pools[m.pool]
	switch m.kind {
	case failure:
		c.begin(x, p, m.phase, -1)
		c.regain(x, m.pool)
	case wait:
		x.queue[p.crew] = x.queue[p.crew][:len(x.queue[p.crew])-1]
		c.regain(x, m.pool)
	case next:
		x.serving[p.at+m.stage+1]--
		x.serving[p.at+m.stage]++
	case repaired, relieved:
		if m.kind == relieved {
			x.head[p.crew]--
			c.begin(x, &c.pools[x.waiting(p.crew)[0]], m.phase, -1)
		}
		c.lose(x, m.pool)
		c.begin(x, p, m.stage, 1)
	}
}

// begin begins n repairs in a stage.
func (c *chain) begin(x *state, p *pool, stage, n int) {
	x.serving[p.at+stage] += n
	if p.crew >= 0 {
		x.busy[p.crew] += n
	}
}

func (c *chain) lose(x *state, i int) {
	if x.failed[i]++; x.failed[i] == c.pools[i].fatal {
		x.out++
	}
	x.all++
}

func (c *chain) regain(x *state, i int) {
	if x.failed[i]--; x.failed[i] == c.pools[i].fatal-1 {
		x.out--
	}
	x.all--
}

// strike lets a shock take its units; each starts its repair in a stage that draw
// returns the level 0..1 of.
func (c *chain) strike(x *state, i int, draw func() float64) {
	p := &c.pools[i]
	for range p.struck[x.failed[i]] {
		m := move{pool: i, kind: wait}
		if c.takesAtOnce(x, p) {
			m.kind = failure
			if len(p.repair.start) > 1 {
				m.phase = pick(p.repair.start, draw())
			}
		}
		c.apply(x, &m)
	}
}

// pick returns the index of the share that level u lies in.
func pick(share []float64, u float64) int {
	for i, q := range share {
		if u -= q; u < 0 {
			return i
		}
	}
	for i := len(share) - 1; i > 0; i-- {
		if share[i] > 0 {
			return i
		}
	}
	return 0
}
