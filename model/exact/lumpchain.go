package exact

import "github.com/capplan/capplan/model"

// maxLumped bounds the states of a chain.
const maxLumped = 300_000

// A lumpChain is the chain of a lumped System, explored.
type lumpChain struct {
	*lumped
	*sparse
	keys   []string
	beyond []float64 // rate from each state to what is deeper than was explored
	depth  int       // −1: all states
	first  int       // least depth with an outage; −1: none
}

// explore finds the states from all up and new, breadth first, down to a depth; −1:
// all. false: there are more than most.
func (g *lumped) explore(w *work, depth, most int) (*lumpChain, bool) {
	c := &lumpChain{lumped: g, sparse: newSparse(), depth: depth, first: -1}
	ids := map[string]int32{}
	var buf []byte
	id := func(s *lumpSpot, d int32) int {
		buf = g.key(s, buf)
		if i, ok := ids[string(buf)]; ok {
			return int(i)
		}
		i := len(c.keys)
		k := string(buf)
		ids[k] = int32(i)
		c.keys = append(c.keys, k)
		c.level = append(c.level, d)
		return i
	}
	var moves []move
	var lost, over float64
	seen := g.newGlance()
	m := g.newMover(nil)
	look := 300.0
	for i := range g.cells {
		look += 60 * float64(1+len(g.cells[i].domains))
	}
	m.yield = func(s *lumpSpot, r float64) {
		w.ops += look
		d := g.depth(s)
		if g.mission || c.first < 0 {
			if g.look(s, m.all, seen); !seen.up {
				if c.first < 0 || int(d) < c.first {
					c.first = int(d)
				}
				if g.mission {
					lost += r
					return
				}
			}
		}
		if depth >= 0 && int(d) > depth {
			over += r
			return
		}
		moves = append(moves, move{id(s, d), r})
	}
	g.starts(func(s *lumpSpot, p float64) {
		g.canonical(s)
		c.begin = append(c.begin, move{id(s, 0), p})
	})
	if len(c.begin) == 1 {
		c.begin = nil
	}
	s := g.newSpot()
	for i := 0; i < len(c.keys); i++ {
		if len(c.keys) > most || w.spent() {
			return c, false
		}
		g.open(c.keys[i], s)
		moves, lost, over = moves[:0], 0, 0
		m.from(s)
		c.add(moves)
		c.beyond = append(c.beyond, over)
		if g.mission {
			c.lost = append(c.lost, lost)
		}
	}
	return c, true
}

// steep returns the largest rate at which anything fails, and the longest mean repair
// that is left, over which the chance of one more failure is less than their product
// per level; ok where what fails is repaired by someone at once as long as anything
// waits.
func (g *lumped) steep() (fails, repair float64, ok bool) {
	for i := range g.pools {
		p := &g.pools[i]
		if p.Life.Kind == model.NeverLaw {
			continue
		}
		if p.shock > 0 || p.Spares != nil || p.Repair.Kind == model.NeverLaw || !p.life.simple() {
			return 0, 0, false
		}
		fails += float64(p.Units()) * (p.life.rate[0] + p.graying)
		repair = max(repair, p.repair.slowest(), slowestOf(&p.stopped), slowestOf(&p.take))
		if p.graying > 0 {
			repair = max(repair, p.detect.slowest())
		}
	}
	for i := range g.domains {
		d := &g.domains[i]
		if d.life.rate[0] == 0 {
			continue
		}
		if d.shock > 0 || !d.life.simple() || d.repair.rate[0] == 0 {
			return 0, 0, false
		}
		fails += float64(d.paths) * d.life.rate[0]
		repair = max(repair, d.repair.slowest())
	}
	for i := range g.kinds {
		fails += g.kinds[i].rate
		repair = max(repair, g.kinds[i].duration.slowest())
	}
	return fails, repair, true
}

func slowestOf(s *stages) float64 {
	if s.len() == 0 {
		return 0
	}
	return s.slowest()
}

// rarer returns about how much rarer states deeper than depth are than the first
// outage: at d failed units one more comes load times as often as a repair by one, and
// all of them, or the crews, repair.
func (g *lumped) rarer(load float64, first, depth int) float64 {
	crews := 1 << 30
	for i := range g.crews {
		if len(g.crews[i].pools) > 0 {
			crews = min(crews, g.crews[i].count)
		}
	}
	x := 1.0
	for d := first + 1; d <= depth+1; d++ {
		x *= load / float64(min(d, crews))
	}
	return x
}
