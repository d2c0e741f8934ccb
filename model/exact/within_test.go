package exact

import (
	"errors"
	"testing"

	"github.com/capplan/capplan/model"
)

// A chain that may not take many operations is given up early, and one that may is
// solved as without a limit.
func TestSolveWithin(t *testing.T) {
	s := onePool(1000, 990, 38544, 24)
	s.Pools[0].Crew, s.Pools[0].Gray = 1, model.Gray{Life: model.NewLaw(model.Exponential, 1e5, 0, 0), Detect: model.NewLaw(model.Exponential, 10, 0, 0), Works: 1}
	s.Crews = []model.Crew{{Count: 2}}
	w := &work{most: 1e6}
	g, err := newLumped(s, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = g.bounded(w, maxLumped); !errors.As(err, new(*TooLong)) {
		t.Fatalf("bounded by 1e6 operations: %v", err)
	}
	if w.ops > 1.1e6 {
		t.Errorf("%.3g operations were taken of 1e6", w.ops)
	}
	if _, _, err := SolveWithin(s, 1e6); !errors.As(err, new(*TooLong)) {
		t.Errorf("SolveWithin: %v, not too long", err)
	}
	small := onePool(10, 8, 1000, 10)
	small.Pools[0].Crew, small.Crews = 1, s.Crews
	want, err := Solve(small)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := SolveWithin(small, 1e7); err != nil || got.Unavailability != want.Unavailability {
		t.Errorf("within a limit %v, %v; without %v", got, err, want.Unavailability)
	}
}

// The chain of a mission is laid out within its limit of operations, not only of states: in
// a hall of racks a state has thousands of moves.
func TestMissionWithin(t *testing.T) {
	s := onePool(900, 0, 38544, 1)
	p := &s.Pools[0]
	p.Size, p.GroupNeeds, p.Place = 3, 2, 30
	p.Cover = model.Cover{On: true, Success: .99, Time: model.NewLaw(model.Exponential, .02, 0, 0), HasRecovery: true, Recovery: model.NewLaw(model.Exponential, 1, 0, 0)}
	domain := func(name string, total int, life float64) model.Level {
		return model.Level{Name: name, Total: total, Life: model.NewLaw(model.Exponential, life, 0, 0), Repair: model.NewLaw(model.Exponential, 4, 0, 0)}
	}
	s.Levels = []model.Level{domain("room", 3, 35000), domain("rack", 30, 40000)}
	m := &missions{full: s, s: s, limit: 1e8}
	_, err := m.part(s)
	if err == nil {
		t.Fatal("a hall of 300 groups is a chain of 2000 states")
	}
	if m.ops > 2*exploring*m.limit {
		t.Errorf("%.3g operations were taken, of %.3g: %v", m.ops, exploring*m.limit, err)
	}
}
