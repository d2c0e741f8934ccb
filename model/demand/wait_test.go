package demand

import (
	"math"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// rectangle is 100 req/s, 200 from 24 h to 25 h.
func rectangle() *Spec {
	return &Spec{Start: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: 72, Workloads: []Workload{{
		Sources: []Source{{Peak: 100}},
		Events:  []Event{{Month: 1, Day: 2, Lasts: 1, Times: []YearTimes{{Times: 2}}}},
	}}}
}

func waiting(patience, to float64) []model.Limit {
	return []model.Limit{{Weight: []float64{1}, Capacity: 150, Wait: &model.Wait{Patience: patience, To: to}}}
}

// TestWaitRectangle holds the queue before a limit against what an event of known height
// and length leaves: 50 calls a second too many for an hour, and 50 a second of room after.
func TestWaitRectangle(t *testing.T) {
	load := traffic(rectangle(), nil)
	for _, c := range []struct{ patience, lost, above, wait, at float64 }{
		{5. / 60, 50 * 2700, 0.75, 5. / 60, 24.25}, // 150 · 5 min are 45,000: full after 15 min
		{1. / 3, 0, 0, 1. / 3, 25},                 // the 180,000 of all the hour
		{1. / 6, 50 * 1800, 0.5, 1. / 6, 24.5},
		{math.Inf(1), 0, 0, 1. / 3, 25},
	} {
		limits := waiting(c.patience, 72)
		if got := load.Refused(0, limits, 0, 72); !about(got, c.lost, 1e-6) {
			t.Errorf("patience %g h: %g lost, want %g", c.patience, got, c.lost)
		}
		if got := load.Above(limits, 0, 72); !about(got, c.above, 1e-8) {
			t.Errorf("patience %g h: requests are lost for %g h, want %g", c.patience, got, c.above)
		}
		b := load.Backlog(&limits[0])
		if !about(b.Wait, c.wait, 1e-8) || !about(b.At, c.at, 1e-8) {
			t.Errorf("patience %g h: the longest wait is %g h at %g, want %g at %g", c.patience, b.Wait, b.At, c.wait, c.at)
		}
		most := load.Losing(&limits[0], 0, 72)
		if want := 200.0; c.lost == 0 && most != 0 || c.lost > 0 && !about(most, want, 1e-9) {
			t.Errorf("patience %g h: %g at once would lose nothing", c.patience, most)
		}
		sum := load.Refused(0, limits, 0, 24.6) + load.Refused(0, limits, 24.6, 24.9) + load.Refused(0, limits, 24.9, 72)
		if !about(sum, c.lost, 1e-6) {
			t.Errorf("patience %g h: in parts %g are lost, want %g", c.patience, sum, c.lost)
		}
	}
	// Ended while 90,000 wait: those who came last, at 200 a second, are lost.
	if got := load.Refused(0, waiting(math.Inf(1), 24.5), 0, 24.5); !about(got, 90000, 1e-6) {
		t.Errorf("%g still wait at the end, want 90000", got)
	}
	// Drained from 25 h on: full again only if a second event comes before 26 h.
	spec := rectangle()
	for _, day := range []struct {
		lasts, lost float64
	}{{1, 135000}, {1.5, 135000 + 90000}} {
		spec.Workloads[0].Events[0].Lasts = day.lasts
		if got := traffic(spec, nil).Refused(0, waiting(5./60, 72), 0, 72); !about(got, day.lost, 1e-6) {
			t.Errorf("an event of %g h: %g lost, want %g", day.lasts, got, day.lost)
		}
	}
}

// TestWaitKeeps: what waits when an event ends takes room from the next. Of 181,800 that
// may wait at 101 a second, 23 h at 1 a second of room leave 99,000 to a second event.
func TestWaitKeeps(t *testing.T) {
	spec := rectangle()
	spec.Workloads[0].Events = append(spec.Workloads[0].Events, Event{Month: 1, Day: 3, Lasts: 1, Times: []YearTimes{{Times: 2}}})
	limits := waiting(0.5, 72)
	limits[0].Capacity = 101
	want := (356400 - 181800.) + (99000 + 356400 - 181800.)
	if got := traffic(spec, nil).Refused(0, limits, 0, 72); !about(got, want, 1e-6) {
		t.Errorf("%g lost, want %g", got, want)
	}
}

// inSteps follows the queue in small steps, by its definition.
func inSteps(load model.Load, l *model.Limit, horizon, step float64) (lost, wait float64) {
	var held float64
	for n := range int(horizon / step) {
		t := (float64(n) + 0.5) * step
		c, need := l.At(t), 0.0
		for w, weight := range l.Weight {
			need += weight * load.Rate(w, t)
		}
		held = max(0, held+(need-c)*step)
		if room := c * l.Wait.Patience; held > room {
			lost += (held - room) / need * load.Rate(0, t) * 3600
			held = room
		}
		wait = max(wait, held/c)
	}
	return lost, wait
}

// TestWaitStepped holds profiles, noise, growth and several workloads against the
// definition in small steps.
func TestWaitStepped(t *testing.T) {
	horizon := 24. * 21
	spec := &Spec{Start: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), Horizon: horizon, Workloads: []Workload{
		{Sources: []Source{{Peak: 100, Growth: 0.5}}, Profile: Profile{Daily: 0.5, Weekly: 0.2}, Noise: 0.2},
		{Of: 1, Share: 0.3},
		{Sources: []Source{{Peak: 40}}, Profile: Profile{Daily: 0.3}},
	}}
	load := traffic(spec, seeded(7))
	curve := &Curve{}
	curve.Reset(3)
	curve.Add(0, 80, 40)
	curve.Add(2, 90, -0.999)
	for name, load := range map[string]model.Turning{"traffic": load, "curve": curve} {
		for _, growth := range []float64{0, 2e-5} {
			for _, patience := range []float64{1, 3, 30} {
				l := model.Limit{Weight: []float64{1, 0.5, 1}, Capacity: 125, Growth: growth, Wait: &model.Wait{Patience: patience, To: horizon}}
				lost := load.Refused(0, []model.Limit{l}, 0, horizon)
				want, wait := inSteps(load, &l, horizon, 0.001)
				at := load.(interface{ Backlog(*model.Limit) Backlog }).Backlog(&l)
				plain := l
				plain.Wait = nil
				all := load.Refused(0, []model.Limit{plain}, 0, horizon)
				if patience < 30 && !(want > 0 && want < 0.996*all) {
					t.Errorf("%s: with a patience of %g h %g of %g are lost: the test sees nothing", name, patience, want, all)
				}
				tol := 2e-3 + growth*patience // see fill
				if !(math.Abs(lost-want) <= tol*all) {
					t.Errorf("%s, growth %g, patience %g h: %g lost, in steps %g (refused %g)", name, growth, patience, lost, want, all)
				}
				if !(math.Abs(at.Wait-wait) <= 0.003*patience) {
					t.Errorf("%s, growth %g, patience %g h: the longest wait is %g h, in steps %g", name, growth, patience, at.Wait, wait)
				}
			}
		}
	}
}

// TestWaitBesideLimits holds a queue beside a limit that refuses: each moment loses what
// the harder of the two takes.
func TestWaitBesideLimits(t *testing.T) {
	load := traffic(rectangle(), nil)
	limits := append(waiting(5./60, 72), model.Limit{Weight: []float64{1}, Capacity: 180})
	want := 20*900 + 50*2700.
	if got := load.Refused(0, limits, 0, 72); !about(got, want, 1e-6) {
		t.Errorf("%g lost, want %g", got, want)
	}
	w := model.Window{Load: load, From: 24.5}
	at := []model.Limit{{Weight: []float64{1}, Capacity: 150, Wait: &model.Wait{Patience: 5. / 60, From: -24.5, To: 47.5}}}
	if got := w.Refused(0, at, 0, 40); !about(got, 50*1800, 1e-6) {
		t.Errorf("%g lost from half past on, want 90000", got)
	}
	if got := w.Losing(&at[0], 0, 40); !about(got, 200, 1e-9) {
		t.Errorf("at most %g at once, want 200", got)
	}
}

func about(got, want, tol float64) bool { return math.Abs(got-want) <= tol*max(1, math.Abs(want)) }
