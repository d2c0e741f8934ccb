package exact

import "math"

// A sparse is a continuous-time Markov chain of many states, its transitions by row.
// State 0 is where it starts. States are numbered by breadth first search from there,
// which keeps neighbours close: elimination stays within an envelope.
type sparse struct {
	row   []int // transitions of state i: row[i]..row[i+1]
	to    []int32
	rate  []float64 // per hour
	lost  []float64 // rate per hour out of the chain; nil: none
	gone  []float64 // rate per hour out of the chain that is no loss; nil: none
	level []int32   // how deep a state is (parts failed); nil: not known
	begin []move    // states it starts in, with their chances; nil: state 0
}

// A move is one transition out of a state.
type move struct {
	to   int
	rate float64
}

func newSparse() *sparse { return &sparse{row: []int{0}} }

// add appends the transitions of the next state. Moves to itself are left out, and
// those to one state added up.
func (c *sparse) add(moves []move) {
	i := len(c.row) - 1
	start := len(c.to)
next:
	for _, m := range moves {
		if m.to == i || m.rate == 0 {
			continue
		}
		for k := start; k < len(c.to); k++ {
			if int(c.to[k]) == m.to {
				c.rate[k] += m.rate
				continue next
			}
		}
		c.to, c.rate = append(c.to, int32(m.to)), append(c.rate, m.rate)
	}
	c.row = append(c.row, len(c.to))
}

func (c *sparse) len() int { return len(c.row) - 1 }

// out returns the rate out of state i to other states.
func (c *sparse) out(i int) float64 {
	var s float64
	for k := c.row[i]; k < c.row[i+1]; k++ {
		s += c.rate[k]
	}
	return s
}

// away returns the rates at which state i is lost, and leaves the chain at all.
func (c *sparse) away(i int) (lost, all float64) {
	if c.lost != nil {
		lost = c.lost[i]
	}
	if c.gone != nil {
		return lost, lost + c.gone[i]
	}
	return lost, lost
}

// returning is the chain in which what is lost starts again. Its long-run rate of
// losses is one over the mean time to the first.
func (c *sparse) returning() *sparse {
	d := newSparse()
	d.level = c.level
	begin := c.begin
	if begin == nil {
		begin = []move{{0, 1}}
	}
	var moves []move
	for i := range c.len() {
		moves = moves[:0]
		for k := c.row[i]; k < c.row[i+1]; k++ {
			moves = append(moves, move{int(c.to[k]), c.rate[k]})
		}
		for _, b := range begin {
			moves = append(moves, move{b.to, c.lost[i] * b.rate})
		}
		d.add(moves)
	}
	return d
}

// meanToLoss returns the mean hours from state 0 to the first loss, without a
// subtraction: what is lost starts again, and the mean is one over the rate of losses.
// The second value bounds the relative error.
func (c *sparse) meanToLoss(w *work) (hours, fault float64) {
	p, fault := c.returning().steady(w)
	var s float64
	for i := len(p) - 1; i >= 0; i-- {
		s += p[i] * c.lost[i]
	}
	return 1 / s, fault
}

// maxElimination bounds the work of an elimination: above, Gauss–Seidel.
const maxElimination = 4e9

// steady returns the long-run probabilities and a bound on their relative error:
// by elimination where its envelope is small enough, else by iteration.
func (c *sparse) steady(w *work) (p []float64, fault float64) {
	if c.len() == 1 {
		return []float64{1}, 0
	}
	e := c.envelope()
	if e.ops < maxElimination && e.size < 4e7 && (e.ops < 3e8 || c.len() <= 3000) {
		w.ops += e.ops
		return c.eliminate(e), 1e-15 * math.Sqrt(float64(c.len()))
	}
	return c.iterate(w)
}
