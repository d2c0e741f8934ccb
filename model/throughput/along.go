package throughput

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// Draw gives a fleet the path of a draw. What the last one was found to do is kept
// where it says the same.
func (t *Topology) Draw(p *Path) {
	if p == nil || t.path == nil {
		t.path = p
		return
	}
	if !p.same(t.path) {
		p.scans, p.waits = t.path.scans, t.path.waits
		t.path = p
	}
}

func (p *Path) same(q *Path) bool {
	return p.Workloads == q.Workloads && slices.Equal(p.Goals, q.Goals) && slices.EqualFunc(p.Stages, q.Stages, func(a, b Stage) bool {
		va, vb := a.Visit, b.Visit
		a.Visit, b.Visit = nil, nil
		return slices.Equal(va, vb) && a.as(b)
	})
}

func (s Stage) as(o Stage) bool {
	return s.Name == o.Name && s.Fixed == o.Fixed && s.Servers == o.Servers && s.Each == o.Each && s.Spare == o.Spare && s.Pool == o.Pool &&
		s.Time == o.Time && s.CV == o.CV && s.ArrivalCV == o.ArrivalCV && s.Queue == o.Queue && s.Timeout == o.Timeout && s.Retries == o.Retries &&
		s.Hedge == o.Hedge && s.FanOut == o.FanOut && s.Copies == o.Copies && s.Agree == o.Agree && slices.Equal(s.Work, o.Work)
}

// A found is what a path does at a load.
type found struct {
	load, peak []float64
	responses  Responses
	all        Reach
	lost       map[lossAt]float64
}

type lossAt struct {
	loss   *int
	atMost float64
}

// Met is the path that was drawn last and the load at which it was assessed, by workload;
// nil where nothing is known of the time of requests.
func (t *Topology) Met() (*Path, []float64) {
	if t.path == nil || t.path.last == nil {
		return nil, nil
	}
	return t.path, t.path.last.peak
}

// found returns what is known at a load, worked out or remembered.
func (p *Path) found(load, peak []float64) *found {
	if f := p.last; f != nil && slices.Equal(f.load, load) && slices.Equal(f.peak, peak) {
		return f
	}
	p.last = &found{load: load, peak: peak, responses: p.At(peak), all: p.Reach(load, nil, math.Inf(1)), lost: map[lossAt]float64{}}
	return p.last
}

// Tight is Tight of the system that was assessed last; what latency lets through limits
// the fleet too.
func (t *Topology) Tight(s *model.System, pool int, a, b float64) Tightest {
	out := Tight(s, pool, a, b)
	if t.path == nil || t.path.last == nil || pool >= 0 || s.Load == nil {
		return out
	}
	all, ones := t.path.last.all, make([]float64, len(s.Workloads))
	for w := range ones {
		ones[w] = 1
	}
	if need := s.Load.Peak(ones, a, b); need > 0 && all.Load/need < out.Ratio {
		out = Tightest{all.Load / need, when(s.Load, &model.Limit{Weight: ones}, a, b), all.By}
	}
	return out
}

// reach puts how long requests take into an answer, lets it limit the peak, and
// returns how far it lets the load reach after a loss, at most so far, and without one.
func (t *Topology) reach(m *mix, a *Answer) (after func(lost []int, atMost float64) float64, all Reach) {
	p := t.path
	if p == nil {
		return func(_ []int, atMost float64) float64 { return atMost }, Reach{Load: math.Inf(1)}
	}
	peak := make([]float64, len(m.load))
	for w := range peak {
		peak[w] = m.load[w] / m.total * a.Demand
	}
	f := p.found(m.load, peak)
	a.Responses = &f.responses
	a.Own = min(a.Own, f.all.Load)
	if f.all.Load < a.Peak {
		a.Peak, a.Bottleneck = f.all.Load, f.all.By
	}
	if !math.IsInf(f.all.Load, 1) {
		ones := make([]float64, len(m.load))
		for w := range ones {
			ones[w] = 1
		}
		m.limits = append(m.limits, model.Limit{Weight: ones, Capacity: f.all.Load})
	}
	return func(lost []int, atMost float64) float64 {
		at := lossAt{&lost[0], atMost}
		r, ok := f.lost[at]
		if !ok {
			r = p.Reach(m.load, lost, atMost).Load
			f.lost[at] = r
		}
		return r
	}, f.all
}
