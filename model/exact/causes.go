package exact

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// causes fills the parts of the loss: it is solved with nothing broken, then with
// one kind of cause more at a time, in the order of System.Causes. It returns what
// that cost.
func (r *Result) causes(s *model.System, ties []*tie) (float64, error) {
	names := s.Causes()
	r.Causes = make([]float64, len(names))
	if s.Uncaused {
		return 0, nil
	}
	var ops, before float64
	for i := range names {
		loss := r.Unavailability
		if i < len(names)-1 {
			f, err := newFleet(stage(s, i), ties)
			if err != nil {
				return 0, err
			}
			if loss, err = f.loss(); err != nil {
				return 0, err
			}
			ops += f.ops
		}
		r.Causes[i] = loss - before
		if d := r.Causes[i]; d < 0 && -d < 1e-12*r.Unavailability {
			r.Causes[i], loss = 0, before
		}
		before = loss
	}
	return ops, nil
}

// loss returns the unavailability by the fleet's basis.
func (f *fleet) loss() (float64, error) {
	if !f.s.ByRequests {
		x, _, err := f.down(false)
		return x, err
	}
	var r Result
	err := f.workloads(&r)
	return r.Unavailability, err
}

// stage returns the system in which the causes up to number last of System.Causes
// are at work and all else is whole.
func stage(s *model.System, last int) *model.System {
	out := *s
	out.Pools, out.Levels = slices.Clone(s.Pools), slices.Clone(s.Levels)
	out.Incidents, out.Gateways = nil, slices.Clone(s.Gateways)
	n := 1 // causes gone through
	joins := func() bool { n++; return n-1 <= last }
	for i := range out.Pools {
		if !joins() {
			out.Pools[i].Life = model.Law{}
		}
	}
	for i := len(out.Levels) - 1; i >= 0; i-- {
		if !joins() {
			out.Levels[i].Life = model.Law{}
		}
	}
	for i := range out.Pools {
		if s.Pools[i].Cover.On && !joins() {
			out.Pools[i].Cover.On = false
		}
	}
	for i := range s.Incidents {
		if joins() {
			out.Incidents = append(out.Incidents, s.Incidents[i])
		}
	}
	for i := range out.Gateways {
		if s.Gateways[i].Counts && !joins() {
			out.Gateways[i].Availability = 1
		}
	}
	return &out
}
