package simulate

import (
	"reflect"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestEnded: a history that is told to end goes on for no more than a few steps of time, in
// every engine, and one that is never told so is the same as without a question.
func TestEnded(t *testing.T) {
	many := model.Law{Kind: model.Exponential, Mean: 10}
	short := model.Law{Kind: model.Exponential, Mean: 1}
	pool := model.PoolSystem{Name: "a", Count: 50, Needs: 40, Life: many, Repair: short}
	aged := pool
	aged.Life = model.Law{Kind: model.Deterministic, Mean: 10}
	kept := pool
	kept.Upkeep = &model.Upkeep{Every: 100, Duration: short, AtOnce: 1}
	crews := pool
	crews.Crew = 1
	for name, p := range map[string]model.PoolSystem{"flow": pool, "renewal": aged, "calendar": kept, "queue": crews} {
		s := &model.System{Horizon: 2000, Steady: true, Pools: []model.PoolSystem{p}, Crews: []model.Crew{{Count: 3}}}
		var want, got History
		NewRunner().Run(s, 1, 1, &want)
		r, asked := NewRunner(), 0
		r.Ended = func() bool { asked++; return false }
		r.Run(s, 1, 1, &got)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: a history that is asked whether to go on is another", name)
		}
		if asked == 0 {
			t.Errorf("%s: %d events, and never asked", name, want.Events)
		}
		s.Horizon = 2e6
		r.Ended = func() bool { return true }
		stopped := func() (v any) {
			defer func() { v = recover() }()
			r.Run(s, 1, 1, &got)
			return nil
		}()
		if _, ok := stopped.(Stopped); !ok || got.Events > 100*beats {
			t.Errorf("%s: ended with %v after %d events", name, stopped, got.Events)
		}
	}
}
