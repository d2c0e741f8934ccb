package decide

import (
	"math"

	"github.com/capplan/capplan/model"
)

// defaultCandidates is about how many candidates a search has that nobody described.
const defaultCandidates = 1000

// A CountRange is the values of a count of a pool that a search takes without being told.
type CountRange struct {
	Pool           string
	Key            string // count or standby.count
	From, To, Step int
	Ordered        bool // more of them carry more
}

// SizeRanges returns the counts that are worth a look: of each shared pool of a fleet with
// throughput that a workload uses, or of which some number must be up, from the least
// that carries the load, or is needed, to four times that or what is written, whichever
// is more, in whole groups; and of those that wait to take over, from one to four or twice
// what is written: the units of an active-standby or mirrored pool, and the standby of a
// shared one. Steps are wide enough for about a thousand candidates. Pools that grow or
// are owned keep what they have.
func SizeRanges(p *model.Plan, fleet string) []CountRange {
	var counts, waiting []CountRange
	for i := range p.Fleets {
		f := &p.Fleets[i]
		if f.Name != fleet {
			continue
		}
		fit := newFitting(p, f)
		for j := range f.Pools {
			if r, ok := fit.around(j); ok {
				counts = append(counts, r)
			}
			if r, ok := standing(&f.Pools[j]); ok {
				waiting = append(waiting, r)
			}
		}
	}
	share := float64(defaultCandidates)
	for _, r := range waiting {
		share /= float64(r.To)
	}
	most := int(math.Pow(max(share, 1), 1/float64(max(1, len(counts)))) + 1e-9)
	for i := range counts {
		r := &counts[i]
		groups := (r.To - r.From) / r.Step
		r.Step *= (groups + most - 1) / most
		r.Step = max(r.Step, 1)
		r.To = r.From + (r.To-r.From)/r.Step*r.Step
	}
	return append(counts, waiting...)
}

// standing returns how many units may wait in a pool beside the one, or those, that carry.
func standing(p *model.Pool) (CountRange, bool) {
	r := CountRange{Pool: p.Name, Key: "count", From: 1, Step: 1}
	switch {
	case p.Grow != nil || p.Owned != nil || p.Groups != nil:
		return r, false
	case p.Mode != model.Shared:
		r.To = max(4, 2*p.Count)
	case p.Standby != nil:
		r.Key, r.To = "standby.count", max(4, 2*p.Standby.Count)
	}
	return r, r.To > 0
}

// around returns the counts about the least that a pool needs.
func (f *fitting) around(pool int) (CountRange, bool) {
	p := &f.fleet.Pools[pool]
	r := CountRange{Pool: p.Name, Key: "count", From: 1, Step: 1, Ordered: true}
	if p.Mode != model.Shared || p.Grow != nil || p.Owned != nil {
		return r, false
	}
	used := sizable(f.fleet, p, true) && f.need[pool] > 0
	if !used && !p.Needs.Explicit && p.Groups == nil {
		return r, false
	}
	if used {
		if s := f.size(pool, 1); s.Why == "" {
			r.From = max(r.From, s.Count)
		}
	}
	if p.Needs.Fixed {
		r.From = max(r.From, p.Needs.Count)
	}
	if p.Groups != nil {
		r.Step = p.Groups.Size
		r.From = (max(r.From, r.Step) + r.Step - 1) / r.Step * r.Step
	}
	r.To = 4 * max(r.From, p.Count)
	return r, true
}
