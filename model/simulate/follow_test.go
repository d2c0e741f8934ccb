package simulate

import (
	"math"
	"strconv"
	"testing"

	"github.com/capplan/capplan/model"
)

// small returns a small random system in which something depends on something else.
// It leaves out what the interpreter does not know: lives without memory, which are drawn
// by thinning; starts in the long-run state; needs and capacity that follow demand;
// gateways; rates that change; incidents that reach a group.
func small(s *stream) *model.System {
	law := func(mean float64) model.Law {
		if s.below(3) == 0 {
			return model.NewLaw(model.Gamma, mean, 2, 0)
		}
		return model.Law{Kind: model.Uniform, Lo: mean / 2, Hi: mean * 3 / 2, Mean: mean}
	}
	may := func(k int) bool { return s.below(k) == 0 }
	sys := &model.System{
		Horizon: 3000, Workloads: []model.WorkloadSystem{{Name: "w"}}, Load: constant{1}, Freeze: may(6),
		Crews: []model.Crew{{Count: 1 + s.below(2), Sharing: may(2)}, {Count: 1}},
	}
	if may(2) {
		sys.Levels = append(sys.Levels, model.Level{Name: "room", Total: 2, Life: law(700), Repair: law(20)})
		sys.Levels = append(sys.Levels, model.Level{Name: "rack", Total: 4, Life: law(500), Repair: law(15)})
		if may(2) {
			sys.Levels[1].Paths, sys.Levels[1].Needs, sys.Levels[1].Beta = 2, 1, 0.2*float64(s.below(2))
		}
		if may(2) {
			sys.Levels = append(sys.Levels, model.Level{Name: "pod", Total: 3, Tree: 1, Life: law(600), Repair: law(12)})
		}
	}
	for i := range 1 + s.below(3) {
		p := model.PoolSystem{Name: "p" + strconv.Itoa(i), Count: 1 + s.below(5), Life: law(100 + 100*s.uniform()), Repair: law(10 + 20*s.uniform()), Uses: []bool{true}, Weight: []float64{0}}
		p.Needs = max(1, p.Count-s.below(3))
		if may(3) {
			p.Visit = []float64{0.4}
		}
		if len(sys.Levels) > 0 && may(2) {
			p.Place = 4 - s.below(2)*2
		}
		if may(3) {
			p.Mode, p.Count, p.Needs = model.Mode(1+s.below(2)), 2+s.below(2), 1
		}
		if may(4) {
			p.Size, p.Mode = 2+s.below(2), model.Mode(s.below(3))
			groups := 1 + s.below(3)
			p.Count, p.Needs, p.GroupNeeds = groups*p.Size, max(1, groups-s.below(2)), p.Size-1
		}
		if may(2) {
			p.Cover = model.Cover{On: true, Success: 0.7, Time: law(2), Recovery: law(6), HasRecovery: may(2)}
			p.Cover.Scope = model.Scope(s.below(4))
			if p.Size == 0 && p.Cover.Scope == model.ScopeGroup {
				p.Cover.Scope = model.ScopePool
			}
		}
		if p.Mode == model.Shared && may(3) {
			joined(s, &p)
		}
		if i > 0 && may(4) { // nothing influences it
			sys.Pools = append(sys.Pools, p)
			continue
		}
		p.Crew = s.below(3)
		if may(2) {
			p.Spares = &model.Spares{OnSite: s.below(3), Resupply: law(60), Share: 1 - 0.5*float64(s.below(2))}
		}
		if p.Mode == model.Shared && len(p.Arrivals) == 0 && may(2) {
			p.Standby, p.Dormancy = 1+s.below(2), 0.5*float64(s.below(3))
		}
		if may(3) {
			p.Beta = 0.2
		}
		p.Freeze = may(3)
		if may(3) {
			p.Gray = model.Gray{Life: law(300), Works: 0.3, Detect: law(5)}
		}
		if may(3) {
			p.Upkeep = &model.Upkeep{Every: 500 + 500*s.uniform(), Duration: law(2), AtOnce: 1 + s.below(2), From: 1, To: 9, Counts: true}
			if may(2) {
				p.Upkeep.From, p.Upkeep.To = 0, 24
			}
			p.Upkeep.Counts = may(2)
		}
		if p.Crew == 0 && p.Spares == nil {
			p.Crew = 1
		}
		sys.Pools = append(sys.Pools, p)
	}
	for i := range s.below(3) {
		in := model.Incident{Name: "i" + strconv.Itoa(i), Rate: 1. / 400, Duration: law(6), Reach: model.ReachKind(s.below(3))}
		switch {
		case in.Reach == model.ReachShare:
			in.Share = 0.3
		case in.Reach == model.ReachPool:
			in.Index = s.below(len(sys.Pools))
		case len(sys.Levels) > 0 && may(2):
			in.Reach, in.Index = model.ReachDomain, s.below(len(sys.Levels))
		}
		sys.Incidents = append(sys.Incidents, in)
	}
	return sys
}

// joined lets units come to a pool.
func joined(s *stream, p *model.PoolSystem) {
	n, needs, step := p.Count, p.Needs, 1+s.below(3)
	if p.Size > 0 {
		step = p.Size
	}
	for t := 2500 * s.uniform(); t < 3300; t += 100 + 2000*s.uniform() {
		n, needs = n+step, needs+s.below(2)
		p.Arrivals = append(p.Arrivals, model.Arrival{At: t, Count: n, Needs: needs})
	}
}

// TestFollowed plays small random systems with everything that ties units together
// and holds every history to an interpreter that knows the words only.
func TestFollowed(t *testing.T) {
	var s stream
	s.open(11, purpose("test/", "small", ""), 0)
	r, h := NewRunner(), &History{}
	systems, outages := 1500, 0
	if testing.Short() {
		systems = 300
	}
	for k := range systems {
		sys := small(&s)
		r.Run(sys, 7, uint64(k), h)
		w := newSlow(sys, 7, uint64(k))
		w.run()
		outages += h.Outages
		close := func(what string, got, want float64) {
			t.Helper()
			if !(math.Abs(got-want) <= 1e-6*(1+math.Abs(want))) {
				t.Errorf("system %d: %s = %.9g, followed %.9g", k, what, got, want)
			}
		}
		close("down", h.Down, w.down)
		close("outages", float64(h.Outages), float64(w.outages))
		close("lost", h.LostServed[0]/3600, w.lost)
		close("brownout", h.Brownout, w.brownout)
		close("blast", h.Blast, w.blast)
		close("planned", h.Planned*sys.Horizon, w.planned)
		close("causes", sum(h.Causes), h.Unavailability)
		for i, p := range w.pools {
			close("failures", float64(h.Failures[i]), float64(p.failures))
			close("unit hours", h.UnitHours[i], p.upHours)
			if couples(sys, p.PoolSystem) {
				close("repairs", float64(h.Repairs[i]), float64(p.repairs))
				close("waited", float64(h.Waited[i]), float64(p.waited))
				close("parts", float64(h.Parts[i]), float64(p.taken))
			}
		}
		if t.Failed() {
			for i := range min(len(h.Durations), len(w.durations)) {
				if d := h.Durations[i] - w.durations[i]; math.Abs(d) > 1e-6 {
					t.Logf("outage %d: %g followed %g", i, h.Durations[i], w.durations[i])
					break
				}
			}
			t.Logf("freeze=%v crews=%+v levels=%+v", sys.Freeze, sys.Crews, sys.Levels)
			for i := range sys.Pools {
				p := &sys.Pools[i]
				t.Logf("%+v upkeep=%+v spares=%+v", *p, p.Upkeep, p.Spares)
			}
			return
		}
	}
	if outages < systems {
		t.Errorf("%d outages in %d systems tell little", outages, systems)
	}
}
