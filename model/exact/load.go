package exact

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model"
)

// negligible is the chance under which a number of units up is not looked at.
const negligible = 1e-24

// demandOf finds how many units the highest demand of the horizon takes.
func (f *fleet) demandOf(p *pool) {
	if f.s.Load == nil || p.Capacity == nil || p.Size > 0 && p.Drain == 0 {
		return
	}
	peak := f.s.Load.Peak(p.Weight, 0, f.s.Horizon)
	if p.Size > 0 {
		p.enough = p.Count - p.MostRebuilt(p.Groups(), p.Count, peak)
		return
	}
	p.enough = sort.Search(p.Count+1, func(k int) bool { return p.Capacity[k] >= peak })
	p.enough = p.Walled(p.enough, func(weight []float64) float64 { return f.s.Load.Peak(weight, 0, f.s.Horizon) })
	if p.needs < 0 {
		p.above = make([]float64, p.Count+1)
		for k := range min(p.enough, p.Count+1) {
			p.above[k] = math.NaN()
		}
	}
}

// over returns the share of time in which demand is above what k units carry.
func (f *fleet) over(p *pool, k int) float64 {
	if k < 0 {
		return 1
	}
	if k >= len(p.above) {
		return 0
	}
	if math.IsNaN(p.above[k]) {
		f.ops += 2000
		p.above[k] = f.s.Load.Above(p.limits(nil, k), 0, f.s.Horizon) / f.s.Horizon
	}
	return p.above[k]
}

// limits appends what k units up carry, for all that visit the pool and for those that
// call dependencies from it.
func (p *pool) limits(dst []model.Limit, k int) []model.Limit {
	return p.AppendWalls(append(dst, model.Limit{Weight: p.Weight, Capacity: p.carried(k), Visit: p.Visit}), k)
}

// carried returns what k units up carry; with groups, what all groups do while the other
// units are rebuilt.
func (p *pool) carried(k int) float64 {
	if p.Size > 0 {
		return p.Carries(p.Groups(), p.Count-k)
	}
	return p.Capacity[k]
}

// follow returns the chance that demand is above what n reachable units carry, and
// the rate at which it becomes so.
func (f *fleet) follow(p *pool, n int, rate bool) (down, leaves float64) {
	if !p.mayFollow() {
		return 0, 0
	}
	if rate && p.own != nil {
		for _, l := range p.own.flows {
			leaves += l.rate * p.drops(l.from[0], l.to[0], n, func(k int) float64 { return f.over(p, k) })
		}
	}
	f.upTo(p, n, p.enough, func(k int, b float64) {
		x := f.over(p, k)
		down += b * x
		if rate {
			leaves += b * f.crossings(p, k)
			leaves += b * float64(k) * p.fail * (1 - p.open) * (f.over(p, k-1) - x)
		}
	})
	if rate && p.open > 0 {
		leaves += float64(n) * (1 - p.q) * p.fail * p.open * (1 - down)
	}
	return down, leaves
}

// upTo visits the numbers of units up, at most top, that are not negligible among n
// reachable, with their chances, the largest first.
func (f *fleet) upTo(p *pool, n, top int, visit func(k int, b float64)) {
	top = min(top, n)
	if p.own != nil {
		m := p.mix(n)
		for k := top; k >= 0; k-- {
			if m.p[k] >= negligible {
				visit(k, m.p[k])
			}
		}
		f.ops += 20 * float64(top)
		return
	}
	mode := int(float64(n+1) * (1 - p.q))
	for top > mode && binomial(n, top, 1-p.q, p.q) < negligible {
		top = mode + (top-mode)/2
	}
	b := binomial(n, top, 1-p.q, p.q)
	for k := top; k >= 0; k-- {
		if b >= negligible {
			visit(k, b)
			f.ops += 20
		} else if k <= mode {
			return
		}
		if p.q == 0 {
			return
		}
		b *= float64(k) / float64(n-k+1) * (p.q / (1 - p.q))
	}
}

// fill asks for the share of time above capacity where it matters: chances[k] is
// that of k units up. The share falls with k, so between two numbers asked it is
// taken as a line where the fall across matters no more, and the fall is the error.
func (f *fleet) fill(p *pool, chances []float64) {
	lo, hi := 0, min(p.enough, p.Count)
	for lo < hi && chances[lo] == 0 {
		lo++
	}
	for hi > lo && chances[hi] == 0 {
		hi--
	}
	lo = max(lo-1, 0)
	sums := make([]float64, len(chances)+1)
	for k, c := range chances {
		sums[k+1] = sums[k] + c
	}
	sure := chances[lo]*f.over(p, lo) + chances[hi]*f.over(p, hi)
	type stretch struct{ a, b int }
	for open := []stretch{{lo, hi}}; len(open) > 0; {
		s := open[0]
		open = open[1:]
		if s.b-s.a < 2 {
			continue
		}
		top, fall := p.above[s.a], p.above[s.a]-p.above[s.b]
		if gap := (sums[s.b] - sums[s.a+1]) * fall; gap <= 1e-11*sure {
			for k := s.a + 1; k < s.b; k++ {
				p.above[k] = top - fall*float64(k-s.a)/float64(s.b-s.a)
			}
			f.leave(gap)
			continue
		}
		m := (s.a + s.b) / 2
		sure += chances[m] * f.over(p, m)
		open = append(open, stretch{s.a, m}, stretch{m, s.b})
	}
}

// mayFollow reports whether demand may ever be above what the pool carries.
func (p *pool) mayFollow() bool { return p.needs < 0 && p.enough > 0 && p.Capacity != nil }
