package decide

import (
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// resolveVotes takes the work of votes from what their pools carry.
func (s *stage) resolveVotes(d model.Draw) {
	for i := range s.fleet.Pools {
		if v := s.votes(i, d); v != nil && s.sys.Pools[i].Capacity != nil {
			v.Apply(&s.fleet.Pools[i], s.sys.Pools[i].Capacity)
		}
	}
}

// votes is what the units of a pool carry when they vote; nil: they do not, or nothing
// is known of their throughput.
func (s *stage) votes(pool int, d model.Draw) *throughput.Votes {
	p := &s.fleet.Pools[pool]
	if p.Vote == nil || p.Throughput == nil {
		return nil
	}
	return throughput.NewVotes(p, d, func(voters int) float64 { return float64(voters) })
}
