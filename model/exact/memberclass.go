package exact

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// A memberTaking is members that go down together: with chance p those of one of the sets, each
// alike, or with none where the sets do not reach so far.
type memberTaking struct {
	p    float64
	sets [][]int
	of   float64 // sets there are, those without members too
}

// maxTakings bounds the states of what takes members of a group together.
const maxTakings = 1 << 16

// A law of members has, before the chances of 0, 1, … of them up, that a stop is in force.

// class returns the law of how many of some units are up, at most most of them told apart.
func (m *memberLaws) class(units []int, o *memberOdds) ([]float64, error) {
	gone := make([]float64, len(units))
	takings := m.takings(units, o, gone)
	states := 1.0
	for i := range takings {
		states *= float64(len(takings[i].sets) + 1)
	}
	if work := states * float64(len(units)) * float64(m.most+1); states > maxTakings || work > maxWork {
		return nil, obstacle("a group of pool %s meets too many domains of crossing trees", m.p.Name)
	}
	out := make([]float64, m.most+2)
	m.enumerate(units, takings, 1, gone, o, out)
	return out, nil
}

// enumerate adds the law over the states of the takings to out.
func (m *memberLaws) enumerate(units []int, t []memberTaking, p float64, gone []float64, o *memberOdds, out []float64) {
	if p == 0 {
		return
	}
	if len(t) == 0 {
		for j, x := range m.nested(units, gone, o) {
			out[j] += p * x
		}
		return
	}
	x := &t[0]
	m.enumerate(units, t[1:], p*(1-x.p*float64(len(x.sets))/x.of), gone, o, out)
	for _, set := range x.sets {
		less := slices.Clone(gone)
		for _, k := range set {
			less[k] = 1
		}
		m.enumerate(units, t[1:], p*x.p/x.of, less, o, out)
	}
}

// takings returns what takes members together beside the first tree; what of a further
// tree takes one alone goes into the chance that it is gone.
func (m *memberLaws) takings(units []int, o *memberOdds, gone []float64) (out []memberTaking) {
	if m.p.Place == 0 {
		return nil
	}
	for l := range m.s.Levels {
		if m.s.Levels[l].Tree == 0 || o.level[l] == 0 {
			continue
		}
		for _, set := range m.sets(units, l) {
			if len(set) == 1 {
				gone[set[0]] = union(gone[set[0]], o.level[l])
				continue
			}
			at := slices.IndexFunc(out, func(t memberTaking) bool { return slices.Equal(t.sets[0], set) })
			if at >= 0 {
				out[at].p = union(out[at].p, o.level[l])
				continue
			}
			out = append(out, memberTaking{o.level[l], [][]int{set}, 1})
		}
	}
	for i := range m.s.Incidents {
		if in := &m.s.Incidents[i]; in.Reach == model.ReachDomain && o.force[i] > 0 {
			out = append(out, memberTaking{o.force[i], m.sets(units, in.Index), m.occupied(in.Index)})
		}
	}
	return out
}

// sets returns the members in each domain of a level.
func (m *memberLaws) sets(units []int, l int) (out [][]int) {
	at := map[int]int{}
	for k, u := range units {
		d := m.domain(l, u)
		i, ok := at[d]
		if !ok {
			i = len(out)
			at[d], out = i, append(out, nil)
		}
		out[i] = append(out[i], k)
	}
	return out
}

// occupied returns how many domains of a level hold units of the fleet.
func (m *memberLaws) occupied(l int) float64 {
	used := 0
	seen := map[int]bool{}
	for i := range m.s.Pools {
		p := &m.s.Pools[i]
		used = max(used, min(p.Place, p.Units()))
		if m.s.Levels[l].Tree > 0 && p.Place > 0 {
			other := memberLaws{s: m.s, p: p}
			for u := range p.Units() {
				seen[other.domain(l, u)] = true
			}
		}
	}
	if m.s.Levels[l].Tree > 0 {
		return float64(len(seen))
	}
	return float64(max(1, min(used, m.s.Levels[l].Total)))
}

// nested returns the law of members where gone says how likely each is out of reach
// beside the domains of the first tree.
func (m *memberLaws) nested(units []int, gone []float64, o *memberOdds) []float64 {
	if o.unit != nil { // nothing above them fails
		law := make([]float64, m.most+2)
		for j, x := range o.unit {
			law[1+min(j, m.most)] += x
		}
		return law
	}
	parts := map[int][]float64{}
	var order []int // of the parts, so that sums do not depend on the map's
	for k, g := range gone {
		d := 0
		if m.p.Place > 0 {
			d = units[k] % m.p.Place
		}
		if parts[d] == nil {
			parts[d], order = []float64{0, 1}, append(order, d)
		}
		parts[d] = capped(parts[d], []float64{(1 - g) * o.stop, g + (1-g)*(1-o.stop)*o.q, (1 - g) * (1 - o.stop) * (1 - o.q)}, m.most)
	}
	for l := len(m.s.Levels) - 1; l >= 0; l-- {
		if m.p.Place == 0 || m.s.Levels[l].Tree > 0 {
			continue
		}
		parts, order = m.under(parts, order, l, o.level[l])
	}
	all := []float64{0, 1}
	for _, d := range order {
		all = capped(all, parts[d], m.most)
	}
	return all
}

// under joins the parts in each domain of a level, and lets it be out.
func (m *memberLaws) under(parts map[int][]float64, order []int, l int, q float64) (map[int][]float64, []int) {
	out := map[int][]float64{}
	var now []int
	for _, d := range order {
		v := d % m.s.Levels[l].Total
		if out[v] == nil {
			out[v], now = []float64{0, 1}, append(now, v)
		}
		out[v] = capped(out[v], parts[d], m.most)
	}
	for _, v := range now {
		for j := range out[v] {
			out[v][j] *= 1 - q
		}
		out[v][1] += q
	}
	return out, now
}

// capped returns the law of a sum, from most on in one; a stop of either is one of both.
func capped(a, b []float64, most int) []float64 {
	out := make([]float64, min(len(a)+len(b)-2, most+2))
	var free float64
	for i, x := range a[1:] {
		free += x
		for j, y := range b[1:] {
			out[min(1+i+j, len(out)-1)] += x * y
		}
	}
	all := b[0]
	for _, y := range b[1:] {
		all += y
	}
	out[0] = a[0]*all + free*b[0]
	return out
}
