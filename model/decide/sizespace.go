package decide

import (
	"math"

	"github.com/capplan/capplan/model"
)

// defaultCandidates is about how many candidates a search has that nobody described.
const defaultCandidates = 1000

// A CountRange is the counts of a pool that a search takes without being told.
type CountRange struct {
	Pool           string
	From, To, Step int
}

// SizeRanges returns the counts that are worth a look: of each pool of a fleet with
// throughput that a workload uses, or of which some number must be up, from the least
// that carries the load, or is needed, to four times that or what is written, whichever
// is more; in whole groups. Steps are wide enough for about a thousand candidates.
// Active-standby and mirrored pools keep their counts, and so do those that grow or are
// owned.
func SizeRanges(p *model.Plan, fleet string) []CountRange {
	var out []CountRange
	for i := range p.Fleets {
		f := &p.Fleets[i]
		if f.Name != fleet {
			continue
		}
		fit := newFitting(p, f)
		for j := range f.Pools {
			if r, ok := fit.around(j); ok {
				out = append(out, r)
			}
		}
	}
	most := int(math.Pow(defaultCandidates, 1/float64(max(1, len(out)))) + 1e-9)
	for i := range out {
		r := &out[i]
		groups := (r.To - r.From) / r.Step
		r.Step *= (groups + most - 1) / most
		r.Step = max(r.Step, 1)
		r.To = r.From + (r.To-r.From)/r.Step*r.Step
	}
	return out
}

// around returns the counts about the least that a pool needs.
func (f *fitting) around(pool int) (CountRange, bool) {
	p := &f.fleet.Pools[pool]
	r := CountRange{Pool: p.Name, From: 1, Step: 1}
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
