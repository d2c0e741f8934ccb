package decide

import (
	"slices"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestLeftOut: what no key of a scenario says is named, of the fleets that lack it; what
// is given is not; and the list of what is never modelled is always there.
func TestLeftOut(t *testing.T) {
	p := duel()
	find := func(r *Result, start string) *LeftOut {
		i := slices.IndexFunc(r.LeftOut, func(l LeftOut) bool { return len(l.What) >= len(start) && l.What[:len(start)] == start })
		if i < 0 {
			return nil
		}
		return &r.LeftOut[i]
	}
	r := answered(t, p, Options{Trials: 10})
	for _, what := range []string{"outages by software and people", "what takes many units at once", "wrong results", "loss of data"} {
		if l := find(r, what); l == nil || l.Fleets != nil || l.Always {
			t.Errorf("%s: %+v, want it of all fleets", what, l)
		}
	}
	if l := r.LeftOut[len(r.LeftOut)-1]; !l.Always {
		t.Errorf("the last is %+v, want what is never modelled", l)
	}
	p.Fleets[1].Domains = []model.Domain{{Name: "rack", Count: 2}}
	if l := find(answered(t, p, Options{Trials: 10}), "what takes many units at once"); l == nil || !slices.Equal(l.Fleets, []string{"a"}) {
		t.Errorf("domains of b are given: %+v", l)
	}
	if r := answered(t, p, Options{Trials: 10, Lean: true}); r.LeftOut != nil {
		t.Error("a lean answer says what it leaves out")
	}
}
