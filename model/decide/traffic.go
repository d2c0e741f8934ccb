package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
	"github.com/capplan/capplan/model/simulate"
)

// traffic is the demand on a fleet. Sources that only grow have a closed form; sources
// that come and go, profiles, events and noise are worked through day by day.
type traffic struct {
	curve  demand.Curve
	shaped bool // there is more than growth
	noisy  bool // days differ by chance

	spec   demand.Spec // the workloads served, then those they are shares of
	shape  demand.Traffic
	from   []int // workloads of the plan, in the order of the spec
	noise  []*simulate.Noise
	normal func(workload, day int) float64 // of the trial; nil: every day is as the mean
	trial  uint64
}

// layTraffic decides how the demand is worked out.
func (s *stage) layTraffic() {
	s.from = slices.Clone(s.fleet.Serves)
	for i := 0; i < len(s.from); i++ {
		w := &s.plan.Workloads[s.from[i]]
		if w.Of > 0 && !slices.Contains(s.from, w.Of-1) {
			s.from = append(s.from, w.Of-1)
		}
		p := &w.Profile
		s.noisy = s.noisy || p.Noise.Set
		s.shaped = s.shaped || w.Of > 0 || p.Daily.Set || p.Weekly.Set || p.Noise.Set || p.Table != nil || len(w.Events) > 0 ||
			slices.ContainsFunc(w.Sources, func(x model.Source) bool { return !x.From.IsZero() || !x.Until.IsZero() })
	}
	if !s.shaped {
		return
	}
	s.spec.Start, s.spec.Horizon = s.plan.Horizon.Begin, s.plan.Horizon.Hours
	s.spec.Workloads = make([]demand.Workload, len(s.from))
}

// same reports whether the system of a fleet is the same in every trial.
func (r *run) same(s *stage) bool { return len(r.plan.Unknowns) == 0 && !s.noisy }

// luck gives the days of a trial their noise.
func (s *stage) luck(seed, trial uint64) {
	if !s.noisy {
		return
	}
	if s.normal == nil {
		for _, w := range s.from {
			s.noise = append(s.noise, simulate.NewNoise(seed, s.plan.Workloads[w].Name))
		}
		s.normal = func(workload, day int) float64 { return s.noise[workload].At(s.trial, day) }
	}
	s.trial = trial
}

func (s *stage) resolveLoad(d model.Draw) {
	if len(s.fleet.Serves) == 0 {
		return
	}
	if !s.shaped {
		s.curve.Reset(len(s.fleet.Serves))
		for i, w := range s.fleet.Serves {
			for j := range s.plan.Workloads[w].Sources {
				src := &s.plan.Workloads[w].Sources[j]
				s.curve.Add(i, s.part(src.Peak.At(d)), src.Growth.At(d))
			}
		}
		s.sys.Load = &s.curve
		return
	}
	for i, w := range s.from {
		s.workload(&s.spec.Workloads[i], &s.plan.Workloads[w], d)
	}
	s.shape.Reset(&s.spec, s.normal)
	s.sys.Load = &s.shape
}

// workload writes a drawn workload into the specification.
func (s *stage) workload(to *demand.Workload, w *model.Workload, d model.Draw) {
	to.Sources, to.Events = to.Sources[:0], to.Events[:0]
	if to.Of = 0; w.Of > 0 {
		to.Of, to.Share = 1+slices.Index(s.from, w.Of-1), w.Share.At(d)
		return
	}
	p := &w.Profile
	to.Profile = demand.Profile{Daily: p.Daily.At(d), Weekly: p.Weekly.At(d), Table: p.Table, Period: p.Period}
	to.Noise = p.Noise.At(d)
	for j := range w.Sources {
		src := &w.Sources[j]
		out := demand.Source{Peak: s.part(src.Peak.At(d)), Growth: src.Growth.At(d)}
		if !src.From.IsZero() {
			out.From = src.From.Sub(s.plan.Horizon.Begin).Hours()
		}
		if !src.Until.IsZero() {
			out.Ends, out.Until = true, src.Until.Sub(s.plan.Horizon.Begin).Hours()
		}
		for _, m := range src.Moves {
			out.Moves = append(out.Moves, demand.Move{To: m.To, Share: m.Share.At(d)})
		}
		to.Sources = append(to.Sources, out)
	}
	for j := range w.Events {
		e := &w.Events[j]
		out := demand.Event{Year: e.Year, Month: e.Month, Day: e.Day, Lasts: e.Lasts.At(d), Spike: e.Spike.At(d), SpikeLasts: e.SpikeLasts.At(d)}
		for _, y := range e.Times {
			out.Times = append(out.Times, demand.YearTimes{Year: y.Year, Times: y.Value.At(d)})
		}
		to.Events = append(to.Events, out)
	}
}

// offload takes off a pool the share of each workload that goes elsewhere.
func (s *stage) offload(p *model.Pool, out *model.PoolSystem, d model.Draw) {
	for i, w := range s.fleet.Serves {
		o := s.plan.Workloads[w].Offload
		if o == nil || !slices.Contains(o.Pools, p.Name) {
			continue
		}
		kept := 1 - o.Share.At(d)
		out.Weight[i] *= kept
		for len(out.Visit) < len(s.fleet.Serves) {
			out.Visit = append(out.Visit, 1)
		}
		out.Visit[i] *= kept
	}
}
