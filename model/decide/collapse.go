package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// collapse draws what more than it carries does to a pool.
func (s *stage) collapse(p *model.Pool, out *model.PoolSystem, d model.Draw) {
	o := p.Overload
	if o == nil || o.Left.Value == 1 && !o.Left.Uncertain() { // carries all the same
		return
	}
	if out.Overload == nil {
		out.Overload = new(model.Collapse)
	}
	c := out.Overload
	c.Left, c.Recovery = o.Left.At(d), o.Recovery.At(d)
	if c.Region = nil; p.Service == nil || p.Service.Retries == 0 {
		return
	}
	queue := s.queue(s.poolIndex(p), p.Service, d)
	if s.retried == nil {
		s.retried = map[*model.Pool]*throughput.Path{}
	}
	path := s.retried[p]
	if path == nil {
		path = new(throughput.Path)
		s.retried[p] = path
	}
	path.Stages = []throughput.Stage{queue}
	c.Services = queue.Visit
	for w := range c.Services {
		c.Services[w] *= float64(queue.FanOut)
	}
	c.Region = func(units int) (safe, impossible float64) {
		workers := queue.Servers
		if out.Size == 0 && out.Mode == model.Shared {
			workers = queue.Each * units
		} else if out.Size == 0 {
			workers *= min(units, 1)
		}
		return path.Region(0, workers)
	}
}

func (s *stage) poolIndex(p *model.Pool) int {
	for i := range s.fleet.Pools {
		if &s.fleet.Pools[i] == p {
			return i
		}
	}
	return -1
}

// collapses reports whether what a pool needs may follow a demand that it collapses under.
func (s *stage) collapses() bool {
	return slices.ContainsFunc(s.sys.Pools, func(p model.PoolSystem) bool { return p.Overload != nil && p.Needs < 0 })
}
