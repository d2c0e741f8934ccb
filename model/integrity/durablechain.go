package integrity

import (
	"encoding/binary"
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// mostStates of a group's chain; more are left to first order.
const mostStates = 300

var errTooMany = errors.New("too many ways to stand in the domains that destroy")

// A group is the chain of one pattern: how many members of each cell are missing.
// Members of a cell share every domain that more than one member stands in. State 0 is
// whole; a loss leads back to it.
type group struct {
	d      *model.Durability
	rate   float64   // of a member's own destruction, per hour
	mu     float64   // of a rebuild
	cells  []int     // members
	single []float64 // by cell: rate of domains that hold one member alone
	blasts []blast   // that take several
	tree   *branch   // nil: cells are not lumped

	index map[string]int
	state [][]uint32
	moves [][]move
	loss  []float64   // rate of loss by state
	hit   [][]float64 // by blast of the group, then state: 1 where it loses
}

type blast struct {
	level int
	rate  float64
	cells []int
}

type move struct {
	to   int
	rate float64
}

// newGroup lays out the chain of a pattern. Rates are those of exponential laws.
func newGroup(d *model.Durability, p *model.Pattern) (*group, error) {
	g := &group{d: d, index: map[string]int{}}
	if d.Life.Kind != model.NeverLaw {
		g.rate = (1 - d.Beta) * d.Destroys / d.Life.Mean
	}
	if d.Rebuild.Kind != model.NeverLaw {
		g.mu = 1 / d.Rebuild.Mean
	}
	g.layout(p)
	return g, g.walk()
}

// layout finds the cells.
func (g *group) layout(p *model.Pattern) {
	n := g.d.Size
	var shared []int
	alone := make([]float64, n)
	for l, under := range p.Under {
		count := map[int]int{}
		for _, k := range under {
			count[k]++
		}
		if len(count) < n {
			shared = append(shared, l)
			continue
		}
		for i := range alone {
			alone[i] += g.d.Blasts[l].Rate
		}
	}
	at := map[string]int{}
	var key [][]int
	for i := range n {
		var k []int
		var b strings.Builder
		for _, l := range shared {
			k = append(k, p.Under[l][i])
			b.WriteString(strconv.Itoa(p.Under[l][i]) + ",")
		}
		c, ok := at[b.String()]
		if !ok {
			c = len(g.cells)
			at[b.String()] = c
			g.cells, g.single, key = append(g.cells, 0), append(g.single, alone[i]), append(key, k)
		}
		g.cells[c]++
	}
	for s, l := range shared {
		in := map[int][]int{}
		for c, k := range key {
			in[k[s]] = append(in[k[s]], c)
		}
		for i := range len(in) {
			g.blasts = append(g.blasts, blast{l, g.d.Blasts[l].Rate, in[i]})
		}
	}
	if nested(key, len(shared)) {
		all := make([]int, len(key))
		for i := range all {
			all[i] = i
		}
		g.tree = grown(key, all, 0, len(shared))
	}
}

// nested reports whether each level's instance lies in one of the level before.
func nested(key [][]int, levels int) bool {
	for l := 1; l < levels; l++ {
		in := map[int]int{}
		for _, k := range key {
			if p, ok := in[k[l]]; ok && p != k[l-1] {
				return false
			}
			in[k[l]] = k[l-1]
		}
	}
	return true
}

// A branch is a domain with the cells inside; those that look alike may change places.
type branch struct {
	cell     int // −1: children
	children []*branch
}

func grown(key [][]int, cells []int, level, levels int) *branch {
	if level == levels {
		return &branch{cell: cells[0]}
	}
	b := &branch{cell: -1}
	by := map[int][]int{}
	var order []int
	for _, c := range cells {
		k := key[c][level]
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], c)
	}
	for _, k := range order {
		b.children = append(b.children, grown(key, by[k], level+1, levels))
	}
	return b
}

// name writes a state so that those that are alike have one name.
func (g *group) name(s []uint32) string {
	if g.tree == nil {
		var b []byte
		for _, k := range s {
			b = binary.BigEndian.AppendUint32(b, k)
		}
		return string(b)
	}
	return g.tree.name(g, s)
}

func (b *branch) name(g *group, s []uint32) string {
	if b.cell >= 0 {
		return string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(g.cells[b.cell])), s[b.cell]))
	}
	parts := make([]string, len(b.children))
	for i, c := range b.children {
		parts[i] = c.name(g, s)
	}
	sort.Strings(parts)
	return "(" + strings.Join(parts, "") + ")"
}

func (g *group) find(s []uint32) (int, error) {
	k := g.name(s)
	if i, ok := g.index[k]; ok {
		return i, nil
	}
	if len(g.state) == mostStates {
		return 0, errTooMany
	}
	g.index[k] = len(g.state)
	g.state = append(g.state, append([]uint32(nil), s...))
	return len(g.state) - 1, nil
}

// walk finds the states and what leads where.
func (g *group) walk() error {
	if _, err := g.find(make([]uint32, len(g.cells))); err != nil {
		return err
	}
	g.hit = make([][]float64, len(g.blasts))
	for i := 0; i < len(g.state); i++ {
		if err := g.leave(i); err != nil {
			return err
		}
	}
	return nil
}

func (g *group) leave(i int) error {
	s := append([]uint32(nil), g.state[i]...)
	spare, missing := g.d.Spare(), 0
	for _, k := range s {
		missing += int(k)
	}
	var out []move
	loss := 0.0
	to := func(rate float64) error {
		j, err := g.find(s)
		if err == nil && rate > 0 {
			out = append(out, move{j, rate})
		}
		return err
	}
	for c, size := range g.cells {
		fail := float64(size-int(s[c])) * (g.rate + g.single[c])
		switch {
		case fail == 0:
		case missing == spare:
			loss += fail
		default:
			s[c]++
			if err := to(fail); err != nil {
				return err
			}
			s[c]--
		}
		if s[c] > 0 {
			back := g.back(int(s[c]), missing)
			if missing == spare {
				loss += g.d.Latent * back
				back *= 1 - g.d.Latent
			}
			s[c]--
			if err := to(back); err != nil {
				return err
			}
			s[c]++
		}
	}
	for b := range g.blasts {
		hits, err := g.struck(b, s, missing, to)
		if err != nil {
			return err
		}
		loss += g.blasts[b].rate * hits
		g.hit[b] = append(g.hit[b], hits)
	}
	more, err := g.shock(s, missing, to)
	if err != nil {
		return err
	}
	g.moves, g.loss = append(g.moves, out), append(g.loss, loss+more)
	return nil
}

// back is the rate at which k of the missing members of a cell are rebuilt.
func (g *group) back(k, missing int) float64 {
	if g.d.Crews > 0 && missing > g.d.Crews {
		return float64(k) * float64(g.d.Crews) / float64(missing) * g.mu
	}
	return float64(k) * g.mu
}

// struck takes all members inside a domain; it returns 1 where the group is lost.
func (g *group) struck(b int, s []uint32, missing int, to func(float64) error) (float64, error) {
	was := append([]uint32(nil), s...)
	for _, c := range g.blasts[b].cells {
		missing += g.cells[c] - int(s[c])
		s[c] = uint32(g.cells[c])
	}
	defer copy(s, was)
	if missing > g.d.Spare() {
		return 1, nil
	}
	if slices.Equal(was, s) {
		return 0, nil
	}
	return 0, to(g.blasts[b].rate)
}
