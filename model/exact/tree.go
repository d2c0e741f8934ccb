package exact

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A tree is what stands above the units, ready for one set of questions.
type tree struct {
	levels []model.Level
	q      []float64        // unavailability of one domain, by level
	leaf   func(int) uint64 // key of what an innermost domain holds while it is reachable
	marks  map[place]uint64 // bit of a domain whose own state is part of the key
	order  []place          // of the marks
	marked uint64           // all those bits
	used   int              // innermost domains that hold units
	hits   bool             // also ask what one more domain down would do
	gone   *place           // a domain that is out, if any
}

// A place is one domain: an instance of a level.
type place struct{ level, i int }

// An answer is the law of the keys of (a part of) a fleet.
type answer struct {
	law law
	// hit[ℓ] is the sum, over the domains of level ℓ that hold units and are not
	// marked, of the law given that this one is out; n[ℓ] is their number. These are
	// derivatives of the law by the domains' unavailabilities.
	hit []law
	n   []float64
}

// A class is a set of domains with the same law.
type class struct {
	level int
	key   uint64
	bit   uint64
	kids  []kid
	units bool
	gone  bool
}

type kid struct{ class, times int }

// above returns the law of the keys of the whole fleet, by generating functions
// nested as the domains are:
//
//	G_v = q_v · (units gone) + (1-q_v) · Π_{children c} G_c
//
// Domains fail independently; any laws with these means. Domains with the same
// content below are computed once.
func (w *work) above(t *tree) answer {
	n := len(t.levels)
	if n == 0 {
		return answer{law: certain(t.leaf(0))}
	}
	classes, roots := t.classes()
	laws := make([]answer, len(classes))
	for i := range classes {
		laws[i] = w.node(t, &classes[i], laws)
	}
	w.ops += 40 * float64(t.levels[n-1].Total)
	return w.join(t, roots, laws)
}

// classes sorts the domains into classes, children before parents.
func (t *tree) classes() (classes []class, roots []kid) {
	classes, roots, _ = t.sorted()
	return classes, roots
}

func (t *tree) sorted() (classes []class, roots []kid, ids [][]int) {
	ids = make([][]int, len(t.levels))
	known := map[string]int{}
	var below []int // class of each domain of the level below
	for l := len(t.levels) - 1; l >= 0; l-- {
		here := make([]int, t.levels[l].Total)
		for i := range here {
			c := class{level: l, bit: t.marks[place{l, i}], gone: t.gone != nil && *t.gone == place{l, i}}
			if below == nil {
				c.key = t.leaf(i)
				c.units = i < t.used
			} else {
				c.kids = kidsOf(below, i, len(here))
				for _, k := range c.kids {
					c.units = c.units || classes[k.class].units
				}
			}
			name := c.name()
			id, ok := known[name]
			if !ok {
				id = len(classes)
				known[name] = id
				classes = append(classes, c)
			}
			here[i] = id
		}
		below, ids[l] = here, here
	}
	return classes, kidsOf(below, 0, 1), ids
}

// kidsOf counts the classes of the domains i, i+step, … of the level below.
func kidsOf(below []int, i, step int) []kid {
	var out []kid
	for ; i < len(below); i += step {
		at := slices.IndexFunc(out, func(k kid) bool { return k.class == below[i] })
		if at < 0 {
			out = append(out, kid{below[i], 1})
		} else {
			out[at].times++
		}
	}
	slices.SortFunc(out, func(a, b kid) int { return a.class - b.class })
	return out
}

func (c *class) name() string {
	b := binary.AppendUvarint(nil, uint64(c.level))
	b = binary.AppendUvarint(b, c.key)
	b = binary.AppendUvarint(b, c.bit)
	flags := byte(0)
	if c.units {
		flags |= 1
	}
	if c.gone {
		flags |= 2
	}
	b = append(b, flags)
	for _, k := range c.kids {
		b = binary.AppendUvarint(b, uint64(k.class))
		b = binary.AppendUvarint(b, uint64(k.times))
	}
	return string(b)
}

// node returns the law of one domain with all below it.
func (w *work) node(t *tree, c *class, laws []answer) answer {
	in := answer{law: certain(c.key)}
	if t.hits {
		in.hit, in.n = make([]law, len(t.levels)), make([]float64, len(t.levels))
	}
	if len(c.kids) > 0 {
		in = w.join(t, c.kids, laws)
	}
	q := t.q[c.level]
	if c.gone {
		q = 1
	}
	gone := in.law.kept(t.marked)
	out := answer{law: plus(1-q, in.law.shifted(c.bit), q, gone), hit: in.hit, n: in.n}
	for l := range in.hit {
		if in.n[l] > 0 {
			out.hit[l] = plus(1-q, in.hit[l].shifted(c.bit), q, in.hit[l].kept(t.marked))
		}
	}
	if t.hits && c.units && c.bit == 0 && !c.gone {
		out.hit[c.level], out.n[c.level] = gone, 1
	}
	return out
}

// join returns the law of independent parts side by side.
func (w *work) join(t *tree, kids []kid, laws []answer) answer {
	all := answer{law: certain(0)}
	if t.hits {
		all.hit, all.n = make([]law, len(t.levels)), make([]float64, len(t.levels))
	}
	for _, k := range kids {
		one := &laws[k.class]
		others := w.power(one.law, k.times-1)
		these := w.convolve(others, one.law)
		for l := range all.hit {
			if all.n[l] == 0 && one.n[l] == 0 {
				continue
			}
			here := w.convolve(w.convolve(all.law, others), one.hit[l])
			all.hit[l] = plus(1, w.convolve(all.hit[l], these), float64(k.times), here)
			all.n[l] += float64(k.times) * one.n[l]
		}
		all.law = w.convolve(all.law, these)
	}
	return all
}

// domainUnavailabilities returns q of each level.
func domainUnavailabilities(levels []model.Level) []float64 {
	q := make([]float64, len(levels))
	for i := range levels {
		q[i] = model.Unavailability(levels[i].Life, levels[i].Repair)
	}
	return q
}

// union joins shares lost independently: x or y is lost.
func union(x, y float64) float64 { return x + (1-x)*y }

// alive returns (1-x)^n, and lost 1-(1-x)^n.
func alive(x float64, n int) float64 { return math.Exp(float64(n) * math.Log1p(-x)) }
func lost(x float64, n int) float64  { return -math.Expm1(float64(n) * math.Log1p(-x)) }
