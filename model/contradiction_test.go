package model

import (
	"math/rand/v2"
	"testing"
)

// TestContradicting: by hand, and against all values of a grid: a pair contradicts where
// no value keeps both.
func TestContradicting(t *testing.T) {
	of := func(r Relation, limit float64) Assertion {
		return Assertion{Fleet: "a", Metric: "availability", Relation: r, Limit: limit}
	}
	p := func(level float64, r Relation, limit float64) Assertion {
		a := of(r, limit)
		a.Stat, a.Level = Quantile, level
		return a
	}
	within := func(bound float64, r Relation, limit float64) Assertion {
		a := of(r, limit)
		a.Stat, a.Within, a.Bound = Probability, AtMost, bound
		return a
	}
	other := of(Below, 3)
	other.Fleet = "b"
	pool := of(Below, 3)
	pool.Pool = "web"
	part := of(AtMost, 0)
	part.Of, part.Factor = "b", 0.5
	for _, c := range []struct {
		what string
		list []Assertion
		want bool
	}{
		{"at least 5, less than 3", []Assertion{of(AtLeast, 5), of(Below, 3)}, true},
		{"the other way round, with one between", []Assertion{of(AtMost, 3), p(0.5, AtLeast, 1), of(Above, 5)}, true},
		{"3 is both", []Assertion{of(AtLeast, 3), of(AtMost, 3)}, false},
		{"more than 3, at most 3", []Assertion{of(Above, 3), of(AtMost, 3)}, true},
		{"at least 3, less than 3", []Assertion{of(AtLeast, 3), of(Below, 3)}, true},
		{"between 3 and 5", []Assertion{of(AtLeast, 3), of(Below, 5)}, false},
		{"both from below", []Assertion{of(AtLeast, 5), of(AtLeast, 3)}, false},
		{"two fleets", []Assertion{of(AtLeast, 5), other}, false},
		{"a fleet and its pool", []Assertion{of(AtLeast, 5), pool}, false},
		{"a part of another fleet's", []Assertion{of(AtLeast, 5), part}, false},
		{"mean and median", []Assertion{of(AtLeast, 5), p(0.5, AtMost, 3)}, false},
		{"p50 above p90", []Assertion{p(0.5, AtLeast, 5), p(0.9, AtMost, 3)}, true},
		{"p90 above p50", []Assertion{p(0.9, AtLeast, 5), p(0.5, AtMost, 3)}, false},
		{"one event, two chances", []Assertion{within(60, AtLeast, 0.9), within(60, AtMost, 0.8)}, true},
		{"two events", []Assertion{within(60, AtLeast, 0.9), within(50, AtMost, 0.8)}, false},
	} {
		a, b := Contradicting(c.list)
		if (a != nil) != c.want || (b != nil) != c.want {
			t.Errorf("%s: %v and %v", c.what, a, b)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	relations := []Relation{AtMost, Below, AtLeast, Above}
	found := 0
	for range 2000 {
		x, y := of(relations[r.IntN(4)], float64(r.IntN(5))), of(relations[r.IntN(4)], float64(r.IntN(5)))
		kept := false
		for v := -1.0; v < 6; v += 0.5 {
			kept = kept || x.Relation.Holds(v, x.Limit) && y.Relation.Holds(v, y.Limit)
		}
		if a, _ := Contradicting([]Assertion{x, y}); (a != nil) == kept {
			t.Fatalf("%v %g and %v %g: a value keeps both: %v", x.Relation, x.Limit, y.Relation, y.Limit, kept)
		}
		if !kept {
			found++
		}
	}
	if found < 100 {
		t.Errorf("only %d contradictions were tried", found)
	}
}
