package decide

import (
	"math"
	"strconv"

	"github.com/capplan/capplan/model"
)

// A keep is a pool that keeps data, and how its groups stand.
type keep struct {
	pool        int
	size, needs int
	patterns    []model.Pattern
	levels      []int // of the fleet's domains, that destroy
	instances   []int // of them, that hold units of the pool
}

// keeps lays out the pools of a fleet whose loss of data is asked for.
func (s *stage) keeps() []keep {
	var out []keep
	for i := range s.fleet.Pools {
		p := &s.fleet.Pools[i]
		if !p.Data.Asked || s.sys.Pools[i].Count == 0 {
			continue
		}
		k := keep{pool: i}
		k.size, k.needs = p.Kept()
		if p.Groups == nil {
			k.size = s.sys.Pools[i].Count
		}
		for l := range s.fleet.Domains {
			if s.fleet.Domains[l].Destroys.Set {
				k.levels = append(k.levels, l)
			}
		}
		s.stand(&k)
		out = append(out, k)
	}
	return out
}

// stand finds which members of each group share a domain that destroys. Groups that
// stand alike are counted together.
func (s *stage) stand(k *keep) {
	p := &s.sys.Pools[k.pool]
	seen := make([]map[int]bool, len(k.levels))
	for l := range seen {
		seen[l] = map[int]bool{}
	}
	at := map[string]int{}
	key := make([]byte, 0, 64)
	for g := range max(1, p.Count/k.size) {
		key = key[:0]
		under := make([][]int, len(k.levels))
		for l, level := range k.levels {
			local := map[int]int{}
			for i := g * k.size; i < (g+1)*k.size; i++ {
				d := s.instance(p, i, level)
				seen[l][d] = true
				if _, ok := local[d]; !ok {
					local[d] = len(local)
				}
				under[l] = append(under[l], local[d])
				key = strconv.AppendInt(append(key, ','), int64(local[d]), 10)
			}
		}
		j, ok := at[string(key)]
		if !ok {
			j = len(k.patterns)
			at[string(key)] = j
			k.patterns = append(k.patterns, model.Pattern{Under: under})
		}
		k.patterns[j].Groups++
	}
	for l := range seen {
		k.instances = append(k.instances, len(seen[l]))
	}
}

// instance returns the domain of a level that a unit stands in.
func (s *stage) instance(p *model.PoolSystem, unit, level int) int {
	l := &s.sys.Levels[level]
	if l.Tree == 0 {
		return unit % p.Place % l.Total
	}
	deepest := l.Total
	for i := range s.sys.Levels {
		if s.sys.Levels[i].Tree == l.Tree {
			deepest = s.sys.Levels[i].Total
		}
	}
	return s.sys.Under(unit, deepest) % l.Total
}

// durability returns the data of a pool at the draw that the stage was resolved with.
func (s *stage) durability(k *keep, d model.Draw) *model.Durability {
	p, sys := &s.fleet.Pools[k.pool], &s.sys.Pools[k.pool]
	out := &model.Durability{
		Horizon: s.sys.Horizon, Size: k.size, Needs: k.needs, Patterns: k.patterns,
		Life: sys.Life, Beta: sys.Beta, Rebuild: sys.Repair, Destroys: 1, Latent: p.Data.Latent.At(d),
	}
	if p.Data.Destroys.Set {
		out.Destroys = p.Data.Destroys.At(d)
	}
	if out.Life.Kind == model.NeverLaw || out.Destroys == 0 {
		out.Life, out.Beta, out.Destroys = model.Law{}, 0, 0
	}
	if p.Data.Scrub.Set {
		out.Latent = scrubbed(out.Latent, p.Data.Scrub.At(d))
	}
	if sys.Crew > 0 {
		out.Crews = s.sys.Crews[sys.Crew-1].Count
	}
	if p.Data.Bytes.Set {
		out.Bytes = p.Data.Bytes.At(d) * float64(k.needs)
	}
	for i, l := range k.levels {
		b := model.Blast{Name: s.sys.Levels[l].Name, Instances: k.instances[i]}
		if life := s.sys.Levels[l].Life; life.Kind != model.NeverLaw {
			b.Rate = s.fleet.Domains[l].Destroys.At(d) / life.Mean
		}
		out.Blasts = append(out.Blasts, b)
	}
	return out
}

// scrubbed returns the chance that a rebuild meets an unreadable sector where scrubs mend
// what they find. Sectors fail at a constant rate, so that without scrubs the chance p
// gathers in a year; a rebuild comes at any moment between two scrubs:
//
//	1 − (1 − e^(−y))/y, y = −ln(1−p) · interval/year
//
// and never more than p.
func scrubbed(p, hours float64) float64 {
	y := -math.Log1p(-p) * hours / model.HoursPerYear
	switch {
	case y < 1e-4:
		return min(p, y/2-y*y/6)
	case math.IsInf(y, 1):
		return p
	}
	return min(p, 1+math.Expm1(-y)/y)
}
