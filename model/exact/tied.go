package exact

import (
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// tieOf lets a pool know the tie it is in.
func (f *fleet) tieOf(p *pool) bool {
	for _, t := range f.ties {
		j := slices.Index(t.pools, p.index)
		if j < 0 || p.Life.Kind == model.NeverLaw {
			continue
		}
		whole := *p.PoolSystem
		whole.Count, whole.Standby = p.Units(), 0
		for len(whole.Capacity) > 0 && len(whole.Capacity) <= whole.Count {
			whole.Capacity = append(slices.Clip(whole.Capacity), whole.Capacity[len(whole.Capacity)-1])
		}
		whole.Walls = slices.Clone(whole.Walls)
		for i := range whole.Walls {
			x := &whole.Walls[i]
			for len(x.Capacity) <= whole.Count {
				x.Capacity = append(slices.Clip(x.Capacity), x.Capacity[len(x.Capacity)-1])
			}
		}
		p.at, p.tie, p.own, p.fixed = j, t, t.alone(j), -1
		p.places, p.PoolSystem, p.mixes = p.Count, &whole, map[[2]int]*mixture{}
		mean := 0.0
		for i, k := range p.own.states {
			mean += p.own.p[i] * float64(k[0])
		}
		p.unit = unit{q: 1 - mean/float64(whole.Count)}
		return true
	}
	return false
}

// tiedPart is the part of pools that share crews in a question.
func (q *question) tiedPart(pools []int, fields []field) part {
	t := q.f.pools[pools[0]].tie
	return func(key uint64) state {
		var s state
		n := make([]int, len(pools))
		for i := range pools {
			n[i] = fields[i].of(key)
		}
		bad := func(k []int, but int) float64 {
			x := 0.0
			for i, at := range pools {
				if p := &q.f.pools[at]; i != but && p.needs > 0 {
					y := 1.0
					if p.needs <= n[i] {
						y = p.given(k[p.at], n[i]).below[p.needs]
					}
					x = union(x, y)
				}
			}
			return x
		}
		for i, k := range t.states {
			s.down += t.p[i] * bad(k, -1)
		}
		q.f.ops += 50 * float64(len(t.states)*len(pools))
		if !q.rate {
			return s
		}
		for _, f := range t.flows {
			changed, by := -1, 0
			for i, at := range pools {
				if d := f.from[q.f.pools[at].at] - f.to[q.f.pools[at].at]; d != 0 {
					changed, by = i, by+d
				}
			}
			if by == 1 && changed >= 0 {
				p := &q.f.pools[pools[changed]]
				if w := f.from[p.at]; p.needs > 0 && p.needs <= n[changed] && f.to[p.at] == w-1 {
					s.rate += f.rate * (1 - bad(f.from, changed)) * p.given(w, n[changed]).p[p.needs] * float64(p.needs) / float64(w)
				}
				continue
			}
			s.rate += f.rate * max(bad(f.to, -1)-bad(f.from, -1), 0)
		}
		return s
	}
}

// jointTies returns the ties of which a workload uses more than one pool.
func (f *fleet) jointTies(w int) []*tie {
	var out []*tie
	used := map[*tie]int{}
	for i := range f.pools {
		if p := &f.pools[i]; p.tie != nil && p.Uses[w] {
			if used[p.tie]++; used[p.tie] == 2 {
				out = append(out, p.tie)
			}
		}
	}
	return out
}

// each goes through the numbers of units that work in pools that share crews, where a
// workload uses several: given these, the pools are independent.
func (y *tally) each(p float64, visit func(p float64)) { y.eachOf(0, p, visit) }

func (y *tally) eachOf(i int, p float64, visit func(p float64)) {
	if i == len(y.joint) {
		visit(p)
		return
	}
	t := y.joint[i]
	set := func(k []int) {
		for j, at := range t.pools {
			if q := &y.f.pools[at]; q.tie != nil {
				if q.fixed = -1; k != nil {
					q.fixed = k[j]
				}
			}
		}
	}
	for s, k := range t.states {
		if x := p * t.p[s]; x > negligible {
			set(k)
			y.eachOf(i+1, x, visit)
		}
	}
	set(nil)
}

// meanTied returns the mean number of units of a tied pool that carry and can be
// reached.
func (f *fleet) meanTied(p *pool) float64 {
	t := &tree{levels: f.s.Levels, q: f.q, used: f.used, leaf: func(d int) uint64 { return uint64(p.in(d)) }}
	var s float64
	for _, x := range f.above(t).law {
		for k, b := range p.mix(int(x.key)).p {
			s += x.p * b * float64(min(k, p.places))
		}
	}
	return s
}

// tiedWords says how units that wait for one another are counted.
func (f *fleet) tiedWords() string {
	var out []string
	for _, t := range f.ties {
		how := "birth and death"
		if t.chain != nil {
			how = t.chain.words()
		}
		var names []string
		for _, i := range t.pools {
			names = append(names, f.s.Pools[i].Name)
		}
		out = append(out, "units of "+strings.Join(names, ", ")+" that work: "+how)
	}
	return strings.Join(out, "; ") + ", which of them being any alike"
}
