package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestShortIsTheTimeDown: of a whole history the share is Down, and what is watched of its
// last part is what the interpreter's outages leave there.
func TestShortIsTheTimeDown(t *testing.T) {
	r := NewRunner()
	sys := &model.System{Horizon: 3000, Pools: []model.PoolSystem{{Name: "p", Count: 3, Needs: 2, Life: model.NewLaw(model.Exponential, 90, 0, 0), Repair: model.NewLaw(model.Exponential, 30, 0, 0)}}}
	seen := 0
	for trial := range uint64(200) {
		var h History
		r.Run(sys, 5, trial, &h)
		if got := r.Short(sys, 5, trial, 0, 3000); math.Abs(got-h.Down/3000) > 1e-12 {
			t.Fatalf("trial %d: short %v of the time, down %v", trial, got, h.Down/3000)
		}
		a, b, c := r.Short(sys, 5, trial, 0, 3000)*3000, r.Short(sys, 5, trial, 1000, 3000)*2000, r.Short(sys, 5, trial, 2500, 3000)*500
		if !(a >= b && b >= c && c >= 0 && c <= 500) {
			t.Fatalf("trial %d: %v h short, %v from 1000 h on, %v from 2500 h on", trial, a, b, c)
		}
		for from, last := 1000.0, b; from < 1100 && trial < 20; from++ { // an hour less holds an hour less at most
			next := r.Short(sys, 5, trial, from+1, 3000) * (2000 - (from + 1 - 1000))
			if !(next <= last+1e-9 && last-next <= 1+1e-9) {
				t.Fatalf("trial %d: %v h short from %v h on, %v an hour later", trial, last, from, next)
			}
			last = next
		}
		if c > 0 && c < b && b < a {
			seen++
		}
		var again History
		if r.Run(sys, 5, trial, &again); again.Down != h.Down {
			t.Fatalf("a history after one that was watched: %v, before %v", again.Down, h.Down)
		}
	}
	if seen < 50 {
		t.Errorf("%d of 200 histories tell apart what is watched", seen)
	}
}
