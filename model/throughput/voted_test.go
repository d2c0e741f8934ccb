package throughput

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// TestVotesOfPools holds what units that vote carry against hand-made figures, and
// against the rules that engines lean on: with more up never less, nothing where none may
// vote, and with all copies exactly the law ÷ executions.
func TestVotesOfPools(t *testing.T) {
	work := func(voters int) float64 { return float64(voters) * (1 + 0.1*float64(voters)) } // repeats
	pool := func(count int, contention float64, v *model.VoteSpec) *model.Pool {
		return &model.Pool{Count: count, Vote: v, Throughput: &model.Throughput{Contention: model.Certain(contention)}}
	}
	check := func(name string, p *model.Pool, want ...float64) {
		t.Helper()
		c := Units(p, nil, nil)
		NewVotes(p, nil, work).Apply(p, c)
		if len(c) != len(want) {
			t.Fatalf("%s: %v, want %v", name, c, want)
		}
		for k := range c {
			near(t, name, c[k], want[k], 1e-12)
			if k > 0 && c[k] < c[k-1] {
				t.Errorf("%s: %d up carry %g and %d carry %g", name, k, c[k], k-1, c[k-1])
			}
		}
	}
	three := &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2}}
	check("three of three, and two", pool(3, 0, three), 0, 0, 3/3.9, 3/3.9) // 2 up alone: 2/2.4
	check("three of five", pool(5, 0, three), 0, 0, 3/3.9, 3/3.9, 4/3.9, 5/3.9)
	check("contention", pool(4, 0.1, three), 0, 0, 2.5/3.9, 2.5/3.9, 4/1.3/3.9) // 2 up alone: 2/1.1/2.4
	check("to the last", pool(3, 0, &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2, 1}}), 0, 3/3.9, 3/3.9, 3/3.9)
	check("no degrade", pool(3, 0, &model.VoteSpec{Copies: 3, Agree: 3}), 0, 0, 0, 3/3.9)
	check("a gap", pool(5, 0, &model.VoteSpec{Copies: 5, Agree: 5, Degrade: []int{3}}), 0, 0, 0, 5/7.5, 5/7.5, 5/7.5) // 3 alone: 3/3.9
	grouped := pool(6, 0.1, three)
	grouped.Groups = &model.Groups{Size: 3, Needs: 2}
	check("a group", grouped, 2.5/3.9)
}

// TestSizesOfVotes compares the least count of a pool that votes with a search through
// all counts: what it carries after a loss, one by one.
func TestSizesOfVotes(t *testing.T) {
	work := func(voters int) float64 { return 1.3 * float64(voters) }
	v := &model.VoteSpec{Copies: 3, Agree: 2}
	for _, need := range []float64{0.1, 0.7, 1, 2.2, 5, 11} {
		p := &model.Pool{Vote: v, Throughput: &model.Throughput{PerUnit: model.Certain(10), Contention: model.Certain(0.01)}}
		want := 0
		for n := 3; want == 0; n++ {
			q := *p
			q.Count = n
			c := Units(&q, nil, nil)
			NewVotes(&q, nil, work).Apply(&q, c)
			if c[n-1] >= need {
				want = n
			}
		}
		z := NewSizes(nil, p, NewVotes(p, nil, work))
		got, ok := z.Least(need)
		if got = max(got, p.AtLeast()); !ok || got != want {
			t.Errorf("need %g: %d units (%v), want %d", need, got, ok, want)
		}
	}
	p := &model.Pool{Vote: v, Groups: &model.Groups{Size: 3, Needs: 1}, Throughput: &model.Throughput{PerUnit: model.Certain(10)}}
	z := NewSizes(nil, p, NewVotes(p, nil, work))
	if k, ok := z.Least(2.1); !ok || k != 3 { // a group carries 3/3.9, and one unit stops none
		t.Errorf("%d groups, %v", k, ok)
	}
}
