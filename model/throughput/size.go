package throughput

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model"
)

// MostUnits is the largest pool that is sized.
const MostUnits = 10_000_000

// Sizes are the counts that a pool may have in steps of whole groups or sets (without
// them: of units), and what each carries after the one loss that hurts it most.
//
// A loss that takes the whole pool whatever its count, that of the only room, is left
// out: no size bears it. The steps end at the peak of the scaling law.
type Sizes struct {
	Step int // units of a step
	Most int // steps

	place  int
	levels []int // instances of each level that can be lost
	needs  int   // members of a group; 0 without groups
	drain  float64
	alone  float64
	alpha  float64
	beta   float64
	votes  *Votes // nil: nothing is compared

	lost [][]int // by level and instance: groups of the first len(worst)-1
	seen []int   // members of a group, by instance
	from []int   // worst loss of the first k groups
}

// NewSizes lays out the sizes of a pool with throughput that stands under these
// levels, at likely values. Active-standby and mirrored pools without groups grow by
// whole sets of their count. votes is that of a pool that votes.
func NewSizes(levels []model.Level, p *model.Pool, votes *Votes) *Sizes {
	z := &Sizes{Step: 1, votes: votes, place: p.Place, alpha: p.Throughput.Contention.Value, beta: p.Throughput.Coherency.Value}
	z.Most = MostUnits
	switch {
	case p.Groups != nil:
		z.Step, z.needs, z.drain = p.Groups.Size, p.MemberNeeds(), p.Groups.Drain.Value
	case p.Mode != model.Shared:
		z.Step, z.needs = p.Count, 1
	default:
		z.Most = z.largest()
	}
	z.alone = 1
	if p.Mode == model.Shared {
		z.alone = USL(1, z.alpha, z.beta, float64(z.Step))
	}
	if p.Groups != nil {
		z.alone = z.votes.Carries(z.Step, z.alone)
	}
	z.Most /= z.Step
	if z.place == 0 {
		return z
	}
	for i := range levels {
		if n := levels[i].Total; z.bears(n) {
			z.levels = append(z.levels, n)
			z.lost = append(z.lost, make([]int, n))
			z.seen = append(z.seen, make([]int, max(0, n-len(z.seen)))...)
		}
	}
	return z
}

// largest returns the count at which the scaling law peaks.
func (z *Sizes) largest() int {
	peak := math.Floor(USLPeak(z.alpha, z.beta))
	if !(peak < MostUnits) {
		return MostUnits
	}
	if USL(1, z.alpha, z.beta, peak+1) > USL(1, z.alpha, z.beta, peak) {
		peak++
	}
	return int(peak)
}

// bears reports whether some count outlives the loss of any one of n instances: over a
// whole period of the placement none of them stops everything.
func (z *Sizes) bears(n int) bool {
	if z.needs == 0 {
		return n > 1 && z.place > 1
	}
	period := z.place / gcd(z.place, z.Step)
	lost, seen := make([]int, n), make([]int, n)
	for g := range period {
		z.group(g, n, lost, seen)
	}
	for _, l := range lost {
		if l == period {
			return false
		}
	}
	return true
}

func gcd(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// group adds to lost the instances, of n, that stop group g when they are lost.
func (z *Sizes) group(g, n int, lost, seen []int) {
	for i := g * z.Step; i < (g+1)*z.Step; i++ {
		d := i % z.place % n
		if seen[d]++; seen[d] == z.Step-z.needs+1 {
			lost[d]++
		}
	}
	for i := g * z.Step; i < (g+1)*z.Step; i++ {
		seen[i%z.place%n] = 0
	}
}

// Carries returns what k steps carry after the loss that hurts most, in units that work
// alone. It does not fall with k up to Most.
func (z *Sizes) Carries(k int) float64 {
	if z.needs > 0 {
		unit := float64(k) - z.drain // one is rebuilt
		if z.Step == z.needs {
			unit--
		}
		return z.alone * max(0, min(unit, float64(k-z.worst(k))))
	}
	lost := 1
	for _, n := range z.levels { // instance 0 has the most
		in := k/z.place*ceil(z.place, n) + ceil(k%z.place, n)
		lost = max(lost, in)
	}
	return z.votes.Carries(k-lost, USL(1, z.alpha, z.beta, float64(k-lost)))
}

func ceil(a, b int) int { return (a + b - 1) / b }

// worst returns how many of the first k groups one loss stops.
func (z *Sizes) worst(k int) int {
	if len(z.from) == 0 {
		z.from = append(z.from, 0)
	}
	for g := len(z.from) - 1; g < k; g++ {
		most := z.from[g]
		if z.Step == z.needs { // one unit stops its group
			most = max(most, 1)
		}
		for l, n := range z.levels {
			z.group(g, n, z.lost[l], z.seen)
			for i := g * z.Step; i < (g+1)*z.Step; i++ {
				most = max(most, z.lost[l][i%z.place%n])
			}
		}
		z.from = append(z.from, most)
	}
	return z.from[k]
}

// Least returns the fewest steps that carry a need after the loss that hurts most,
// false where none do.
func (z *Sizes) Least(need float64) (steps int, ok bool) {
	hi := 1
	for hi < z.Most && !(z.Carries(hi) >= need) {
		hi = min(2*hi, z.Most)
	}
	k := sort.Search(hi+1, func(k int) bool { return z.Carries(k) >= need })
	return k, k <= z.Most && k <= hi
}

// Needs returns the largest load of the first 365 days, and what it takes of each pool
// in units that work alone, at the mix of the busiest hour.
func Needs(s *model.System) (demand float64, need []float64) {
	if s.Load == nil || len(s.Workloads) == 0 {
		return 0, make([]float64, len(s.Pools))
	}
	var a Answer
	m := newMix(s, &a)
	if m.total > 0 {
		for i := range m.need {
			m.need[i] *= a.Demand / m.total
		}
	}
	return a.Demand, m.need
}
