package throughput

import (
	"math"
	"testing"
)

// The same peaks as Retry.Peak, which knows nothing of stages.
func TestReachOfOneQueue(t *testing.T) {
	for _, c := range []struct {
		servers         int
		timeout, within float64
		retries         int
		level           float64
	}{{16, 0, 6, 0, 0.99}, {100, 0, 4.8, 0, 0.99}, {16, 5, 4.9, 3, 0.99}, {16, 8, 4.7, 2, 0.99}, {16, 40, 30, 1, 0.99}, {1, 0, 0.1, 0, 0.99}, {16, 0, 1, 0, 0.5}} {
		s := queue(c.servers, 0.012)
		s.Timeout, s.Retries = c.timeout*0.012, c.retries
		p := through(s)
		p.Goals = []Goal{{Level: c.level, Within: c.within * 0.012}}
		timeout := s.Timeout
		if timeout == 0 {
			timeout = 1e9
		}
		want, limit := Retry{Queue: MMc{Mu: 1 / 0.012, C: c.servers}, Timeout: timeout, Retries: c.retries}.Peak(c.within*0.012, c.level)
		by := map[Limit]string{Latency: "latency of web", Metastable: "retries of web", Unreachable: "latency of web"}[limit]
		if got := p.Reach([]float64{3}, nil, math.Inf(1)); !(math.Abs(got.Load-want) <= 1e-10*want) || got.By != by {
			t.Errorf("%+v: %+v, want %.12g by %s", c, got, want, by)
		}
	}
}

func TestReachAfterALoss(t *testing.T) {
	s := queue(16, 0.012)
	s.Each = 4
	p := through(s)
	p.Goals = []Goal{{Level: 0.99, Within: 0.07}}
	small := through(queue(12, 0.012))
	small.Goals = p.Goals
	a, b := p.Reach([]float64{3}, []int{1}, math.Inf(1)), small.Reach([]float64{3}, nil, math.Inf(1))
	if !(off(a.Load, b.Load) < 1e-10) {
		t.Errorf("with one of four units lost %g, with three %g", a.Load, b.Load)
	}
	if r := p.Reach([]float64{3}, []int{1}, b.Load/2); r.Load != b.Load/2 || r.By != "" {
		t.Errorf("at most half of it: %+v", r)
	}
	if r := p.Reach([]float64{3}, []int{4}, 10); r.Load != 0 || r.By != "web" {
		t.Errorf("all lost: %+v", r)
	}
}

// At the reach of two queues and a dependency the goal is just kept.
func TestReachOfASum(t *testing.T) {
	p := through(queue(8, 0.02), queue(4, 0.005), Stage{Name: "bank", Visit: []float64{0.5}, Fixed: 0.08})
	p.Goals = []Goal{{Level: 0.99, Within: 0.25}, {Level: 0, Within: 1}}
	r := p.Reach([]float64{100}, nil, math.Inf(1))
	if l := p.At([]float64{r.Load}); !(off(l.P99, 0.25) < 1e-3) || r.By != "latency of web" {
		t.Errorf("%+v: %+v", r, l)
	}
	p.Goals[0].Within = 0.04
	if r := p.Reach([]float64{100}, nil, math.Inf(1)); r.Load != 0 || r.By != "latency of bank" {
		t.Errorf("a goal that the dependency alone misses: %+v", r)
	}
}

func TestLatencyRisesAndFalls(t *testing.T) {
	kinds := map[string]func(s *Stage){
		"plain": func(*Stage) {}, "varied": func(s *Stage) { s.CV = 2 }, "regular": func(s *Stage) { s.CV, s.ArrivalCV = 0.3, 0.5 }, "fixed": func(s *Stage) { s.CV = 0 },
		"full": func(s *Stage) { s.Queue = 20 }, "hedged": func(s *Stage) { s.Hedge = 0.95 }, "fanned": func(s *Stage) { s.FanOut = 5 },
		"retried": func(s *Stage) { s.Timeout, s.Retries = 0.08, 2 }, "hedged leaves": func(s *Stage) { s.FanOut, s.Hedge, s.CV = 5, 0.9, 1.5 },
	}
	for name, set := range kinds {
		at := func(servers int, load float64) Responses {
			s := queue(servers, 0.01)
			set(&s)
			p := through(s, queue(8, 0.002))
			return p.At([]float64{load / float64(s.FanOut)})
		}
		last := Responses{}
		for load := 50.0; load < 900; load += 50 {
			l := at(10, load)
			if !(l.Mean >= last.Mean*(1-1e-9)) || !(l.P50 >= last.P50*(1-4e-4)) || !(l.P99 >= last.P99*(1-4e-4)) {
				t.Errorf("%s: from %+v to %+v at %g req/s", name, last, l, load)
			}
			more := at(11, load)
			if !(more.Mean <= l.Mean*(1+1e-9)) || !(more.P99 <= l.P99*(1+4e-4)) {
				t.Errorf("%s at %g req/s: one worker more from %+v to %+v", name, load, l, more)
			}
			if !(l.P50 < l.P99) && !math.IsInf(l.P50, 1) {
				t.Errorf("%s at %g req/s: %+v", name, load, l)
			}
			last = l
		}
	}
}
