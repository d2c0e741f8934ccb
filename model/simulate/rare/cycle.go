package rare

import "github.com/capplan/capplan/model/simulate"

// A way is how the moves of a cycle are drawn until its first outage.
type way int

const (
	zeroVariance way = iota
	balanced         // failure biasing: failures half of the time, of every pool alike
	crude
	ways
)

// share is how many of period cycles are drawn each way.
var share = [ways]int{18, 1, 1}

const period = 20

// wayOf returns how cycle i of a batch is drawn.
func wayOf(i int) way {
	switch i % period {
	case 3:
		return balanced
	case 13:
		return crude
	}
	return zeroVariance
}

// A cycle is what came of one.
type cycle struct {
	weight  float64 // its probability ÷ that of the mixture
	outages int
	down    float64 // hours, what chance made of times integrated out
	after   float64 // hours from the first failure to the first outage, drawn
	length  float64 // hours, from all up to all up
	alive   float64 // hours to its end or first outage
}

// A walker walks through cycles in memory that it keeps.
type walker struct {
	*chain
	x      *state
	spare  *state
	list   []move
	odds   [ways][]float64 // of each move of the list, not normalised
	total  [ways]float64
	stream simulate.Stream

	fails    float64 // rate of all failures; see race.go
	ends     float64 // hours until the first repair ends
	who      int     // whose: its job
	bias     bool    // times are drawn by other laws
	biased   float64 // the law ÷ how they are so
	weighing bool    // it matters

	steps int // taken
	limit int // of them; beyond, what is walked is of no use
}

func (c *chain) newWalker() *walker { return &walker{chain: c, x: c.newState(), spare: c.newState()} }

// weighted walks through a cycle drawn by a way and weighs it.
func (w *walker) weighted(by way, o *cycle) {
	*o = cycle{}
	w.x.whole()
	ratio := [ways]float64{1, 1, 1} // of the law to each way
	first := true
	for w.x.out == 0 && w.steps < w.limit {
		total := w.options()
		w.weigh(total)
		i := choose(w.odds[by], w.total[by], w.stream.Uniform())
		m := &w.list[i]
		for k := range ratio {
			if q := w.odds[k][i]; q > 0 {
				ratio[k] *= (m.rate / total) / (q / w.total[k])
			} else {
				ratio[k] = 0 // never drawn this way: see mixed
			}
		}
		w.weighing, w.bias, w.biased = true, by != crude, 1
		hours := w.take(m, total)
		ratio[zeroVariance] *= w.biased
		ratio[balanced] *= w.biased
		if w.weighing = false; !first {
			o.after += hours
		}
		if first = false; w.x.all == 0 {
			break
		}
	}
	o.weight = mixed(&ratio)
	if w.x.out > 0 {
		o.outages++
		w.finish(o)
	}
}

// options lists the moves out of the state, with rates or, where repairs have times,
// with chances, and returns their sum.
func (w *walker) options() float64 {
	var total float64
	if w.timed {
		w.races()
		return 1
	}
	w.list, total = w.moves(w.x, w.list)
	return total
}

// take makes a move of the list and returns the hours before it, drawn.
func (w *walker) take(m *move, total float64) float64 {
	if w.timed {
		return w.run(m)
	}
	hours := w.stream.Exponential() / total
	w.make(m)
	return hours
}

// mixed returns the weight of a cycle: 1 ÷ Σ share/ratio. A ratio of 0 stands for a
// way that never draws it.
func mixed(ratio *[ways]float64) float64 {
	sum := 0.0
	for k, r := range ratio {
		if r > 0 {
			sum += float64(share[k]) / r
		}
	}
	return period / sum
}

// weigh gives every move of the list its odds by every way.
func (w *walker) weigh(total float64) {
	for k := range w.odds {
		w.odds[k] = w.odds[k][:0]
	}
	w.total = [ways]float64{crude: total}
	kinds, sum, back := 0, 0.0, 0.0 // pools that may fail, and the rate at which the last does
	for i := range w.list {
		m := &w.list[i]
		if !m.fails() {
			back += m.rate
		} else if i == 0 || !w.list[i-1].fails() || w.list[i-1].pool != m.pool {
			kinds++
		}
	}
	for i := 0; i < len(w.list); i++ {
		m := &w.list[i]
		if m.fails() && (i == 0 || !w.list[i-1].fails() || w.list[i-1].pool != m.pool) {
			sum = 0
			for j := i; j < len(w.list) && w.list[j].fails() && w.list[j].pool == m.pool; j++ {
				sum += w.list[j].rate
			}
		}
		v := float64(m.rate * w.valueAfter(m))
		even := m.rate / (sum * float64(kinds))
		if !m.fails() {
			even = m.rate / back
		}
		w.odds[zeroVariance] = append(w.odds[zeroVariance], v)
		w.odds[balanced] = append(w.odds[balanced], even)
		w.odds[crude] = append(w.odds[crude], m.rate)
		w.total[zeroVariance] += v
		w.total[balanced] += even
	}
}

// valueAfter returns the value of the state that a move leads to, of a shock that of one
// such state.
func (w *walker) valueAfter(m *move) float64 {
	if w.timed {
		return w.valueAfterRace(m)
	}
	if m.kind != shock {
		w.apply(w.x, m)
		v := w.value(w.x)
		w.undo(w.x, m)
		return v
	}
	w.spare.copyFrom(w.x)
	w.strike(w.spare, m.pool, func() float64 { return 0.5 })
	return w.value(w.spare)
}

// make makes a move.
func (w *walker) make(m *move) {
	w.steps++
	if m.kind == shock {
		w.strike(w.x, m.pool, w.stream.Uniform)
		return
	}
	w.apply(w.x, m)
	if m.kind == relieved {
		w.x.compact(w.pools[m.pool].crew)
	}
}

// compact forgets who has been served.
func (x *state) compact(crew int) {
	if h := x.head[crew]; h > 32 && 2*h > len(x.queue[crew]) {
		x.queue[crew] = x.queue[crew][:copy(x.queue[crew], x.queue[crew][h:])]
		x.head[crew] = 0
	}
}

// finish walks by the law of the system until all is up.
func (w *walker) finish(o *cycle) {
	for w.x.all > 0 && w.steps < w.limit {
		was := w.x.out
		if hours := w.step(); was > 0 {
			o.down += hours
		}
		if was == 0 && w.x.out > 0 {
			o.outages++
		}
	}
}

// step makes a move by the law of the system and returns the hours before it: their
// mean, or what was drawn where repairs have times and something is in repair.
func (w *walker) step() float64 {
	if w.timed {
		return w.race()
	}
	var total float64
	w.list, total = w.moves(w.x, w.list)
	w.make(w.drawn(total))
	return 1 / total
}

// drawn draws a move by the law of the system.
func (w *walker) drawn(total float64) *move {
	u := w.stream.Uniform() * total
	last := len(w.list) - 1
	for i := range w.list[:last] {
		if u -= w.list[i].rate; u < 0 {
			return &w.list[i]
		}
	}
	return &w.list[last]
}

// choose returns the index that level u of the odds falls on, one with odds above 0.
func choose(odds []float64, total, u float64) int {
	u *= total
	last := 0
	for i, q := range odds {
		if q > 0 {
			if last = i; u < q {
				return i
			}
			u -= q
		}
	}
	return last
}

// plain walks through a cycle by the law of the system.
func (w *walker) plain(o *cycle) {
	*o = cycle{weight: 1}
	w.x.whole()
	for first := true; (first || w.x.all > 0) && w.steps < w.limit; first = false {
		was := w.x.out
		hours := w.step()
		o.length += hours
		if o.outages == 0 {
			o.alive += hours
		}
		if was == 0 && w.x.out > 0 {
			o.outages++
		}
	}
}
