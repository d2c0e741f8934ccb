package decide

import (
	"context"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// Where more units of a pool never make a fleet worse nor cheaper, the candidates that
// differ only in that pool's count stand in an order: between two that decide alike all
// decide alike, and none of them is cheaper than the first. Such a line is halved until
// its neighbours decide alike or stand side by side. What "alike" means holds the
// verdict on each objective and the nines of availability, so that the frontier has both
// sides of each nine.

// orderedFigures are those that a unit more of a growing pool moves in one direction
// only, in every trial.
var orderedFigures = strings.Fields(`availability unavailability downtime downtime.failure served objective
	headroom headroom.now capacity.peak capacity.own capacity.degraded capacity.multiple utilization overload shortfall demand.peak
	cost.pv cost.total cost.capex cost.opex cost.hardware cost.support cost.energy cost.space racks power.peak carbon`)

// ordered returns the axis whose counts stand in an order, the longest; −1 without.
func (s *sizing) ordered(first *SizeRow) int {
	best := -1
	if !slices.Contains(orderedFigures, s.opt.Minimize) && s.opt.Minimize != CountMetric {
		return best
	}
	for i := range s.objectives {
		a := &s.objectives[i]
		if a.Survives == nil && !slices.Contains(orderedFigures, a.Metric) || a.Stat == model.SD || a.Of != "" || a.Waiver != nil {
			return best
		}
	}
	p, err := s.space.Read(first.Set)
	if err != nil {
		return best
	}
	for i := range s.space.Axes {
		a := &s.space.Axes[i]
		if a.Pool == "" || len(a.Values) < 4 || best >= 0 && len(a.Values) <= len(s.space.Axes[best].Values) {
			continue
		}
		for j := range p.Fleets {
			if f := &p.Fleets[j]; f.Name == s.space.Fleet && growing(f, a.Pool) {
				best = i
			}
		}
	}
	return best
}

func (s *sizing) growing(f *model.Fleet) bool { return growing(f, s.space.Axes[s.along].Pool) }

// growing reports whether more units of a pool never make a fleet worse, nor cheaper: it
// needs a number of units that is written, any of them, and nothing in it is shared
// with the others or depends on how many they are. A unit more then stands in the
// next domain, moves no other, and can only be up beside them.
func growing(f *model.Fleet, pool string) bool {
	i := slices.IndexFunc(f.Pools, func(p model.Pool) bool { return p.Name == pool })
	if i < 0 || f.Crew != nil || f.Freeze || len(f.Licences) > 0 {
		return false
	}
	p := &f.Pools[i]
	switch {
	case !p.Needs.Fixed || p.Mode != model.Shared || p.Groups != nil || p.Standby != nil || p.Sized || p.Grow != nil,
		p.Crew != nil || p.Spares != nil || p.Beta.Set || p.Failover != nil || p.Freeze || p.Gray != nil || p.Upkeep != nil,
		p.Overload != nil || p.Vote != nil || p.Corruption != nil || p.Keeps() || p.Owned != nil || p.Service != nil || p.Copies > 0:
		return false
	}
	t := p.Throughput
	return t == nil || !t.Contention.Set && !t.Coherency.Set
}

// walkLines answers the candidates of each line at which something changes.
func (s *sizing) walkLines(ctx context.Context) error {
	length, stride := len(s.space.Axes[s.along].Values), s.strides[s.along]
	var starts []int
	for i := range s.rows {
		if i/stride%length == 0 {
			starts = append(starts, i)
		}
	}
	pairs := make([][2]int, 0, len(starts))
	var list []int
	add := func(i int) {
		if r := &s.rows[i]; r.answers == nil && r.refusal == nil {
			list = append(list, i)
		}
	}
	for _, i := range starts {
		last := i + (length-1)*stride
		pairs = append(pairs, [2]int{i, last})
		add(i)
		add(last)
	}
	s.regrow()
	for len(pairs) > 0 {
		if err := s.answerAll(ctx, list, screenDraws); err != nil {
			return err
		}
		list = list[:0]
		var halves [][2]int
		for _, p := range pairs {
			if p[1]-p[0] <= stride {
				continue
			}
			if s.alike(p[0], p[1]) {
				s.between(p[0], p[1], stride)
				continue
			}
			mid := p[0] + (p[1]-p[0])/stride/2*stride
			add(mid)
			halves = append(halves, [2]int{p[0], mid}, [2]int{mid, p[1]})
		}
		pairs = halves
	}
	return nil
}

// regrow judges the first candidate again, which was answered before the line was chosen.
func (s *sizing) regrow() {
	for i := range s.rows {
		if r := &s.rows[i]; r.answers != nil {
			p, err := s.space.Read(r.Set)
			if err != nil {
				return
			}
			for j := range p.Fleets {
				if p.Fleets[j].Name == s.space.Fleet {
					r.grows = s.growing(&p.Fleets[j])
				}
			}
		}
	}
}

// alike reports whether all candidates between two of a line decide as they do.
func (s *sizing) alike(i, j int) bool {
	a, b := &s.rows[i], &s.rows[j]
	if !a.settled() || !b.settled() || !a.grows || !b.grows || *a.Cost > *b.Cost {
		return false
	}
	for k := range a.answers {
		va, vb := clearly(&a.answers[k]), clearly(&b.answers[k])
		if va != vb || va != Pass && va != Fail {
			return false
		}
	}
	return nines(*a.Unavailability) == nines(*b.Unavailability)
}

// settled reports whether a candidate has exact answers.
func (r *SizeRow) settled() bool {
	return r.refusal == nil && r.method == "exact" && r.Unavailability != nil && r.Cost != nil
}

// nines counts those of an availability: 3 of 99.9 %.
func nines(u float64) int {
	n, limit := 0, 0.1
	for n < mostNines && u <= limit*(1+1e-9) {
		n, limit = n+1, limit/10
	}
	return n
}

// between writes what two alike candidates say of those between them.
func (s *sizing) between(i, j, stride int) {
	a := &s.rows[i]
	for k := i + stride; k < j; k += stride {
		r := &s.rows[k]
		r.ordered, r.Feasible, r.Reason = true, a.Feasible, ""
		r.Decided = "ordered"
		if !*a.Feasible {
			r.why = a.why
			r.Reason = "as candidates " + number(a.Index) + " and " + number(s.rows[j].Index) + ": " + a.why
		}
	}
}
