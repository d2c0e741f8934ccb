package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// votingPlan is one pool that votes, alone, with a constant load (0: none).
func votingPlan(count, needs int, load float64, v *model.VoteSpec, g *model.Groups) *model.Plan {
	p := certain(plan())
	p.Fleets = p.Fleets[:1]
	f := &p.Fleets[0]
	f.Domains = nil
	q := &f.Pools[0]
	q.Count, q.Place, q.Vote, q.Groups = count, 0, v, g
	q.Needs = model.Needs{Count: needs, Explicit: needs >= 0, Fixed: true}
	p.Workloads[0].Sources[0] = model.Source{Name: "all", Peak: quantity(load)}
	p.Workloads[0].SLO.Basis = "time"
	if g != nil {
		p.Workloads[0].SLO.Basis = "requests"
	}
	if load == 0 {
		p.Workloads, f.Serves = nil, nil
	}
	return p
}

// TestVotesDecideWhoIsUp enumerates who is up against both engines: a pool or a group
// works while its vote goes on, whatever it needs beside, and carries its load divided by
// its copies.
func TestVotesDecideWhoIsUp(t *testing.T) {
	three := &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2}, Recompute: true}
	strict := &model.VoteSpec{Copies: 3, Agree: 3, Recompute: true}
	for _, c := range []struct {
		name  string
		plan  *model.Plan
		n, at int // of n units (members) at least so many
	}{
		{"three, degrades", votingPlan(3, 1, 0, three, nil), 3, 2},
		{"three, strict", votingPlan(3, 1, 0, strict, nil), 3, 3},
		{"needs more", votingPlan(3, 3, 0, three, nil), 3, 3},
		{"a gap", votingPlan(5, 1, 0, &model.VoteSpec{Copies: 5, Agree: 5, Degrade: []int{3}}, nil), 5, 3},
		{"to the last", votingPlan(3, 1, 0, &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2, 1}}, nil), 3, 1},
		{"5 of 12 req/s, degrades", votingPlan(6, -1, 5, three, nil), 6, 2}, // 6, 6, 8, 10, 12 req/s from two up
		{"5 of 12 req/s, strict", votingPlan(6, -1, 5, strict, nil), 6, 3},
		{"7 of 12 req/s", votingPlan(6, -1, 7, three, nil), 6, 4},
		{"groups", votingPlan(12, 1, 5, three, &model.Groups{Size: 3, Needs: 1}), 3, 2}, // of 24 req/s
		{"strict groups", votingPlan(12, 1, 5, strict, &model.Groups{Size: 3, Needs: 1}), 3, 3},
	} {
		const q = 24. / 424
		want := 0.0
		for down := c.n - c.at + 1; down <= c.n; down++ {
			want += binomial(c.n, down, q)
		}
		e := answered(t, c.plan, Options{Method: "exact", Trials: 1}).Fleets["a"].Metrics["unavailability"]
		near(t, c.name, *e.Mean, want, 1e-9)
		if want < 1e-5 { // histories hardly see it
			continue
		}
		s := answered(t, c.plan, Options{Method: "simulate", Trials: 1200}).Fleets["a"].Metrics["unavailability"]
		if s.Lo == nil || s.Hi == nil {
			t.Errorf("%s: sampled without an interval", c.name)
			continue
		}
		se := (*s.Hi - *s.Lo) / 2 / 1.96
		if z := (*s.Mean - want) / se; !(math.Abs(z) < 4) {
			t.Errorf("%s: sampled %.4g ± %.1g, enumerated %.4g: z = %.1f", c.name, *s.Mean, se, want, z)
		}
	}
}

// TestVotesDivideThroughput: three of six votes take 6 req/s a unit to 12 in all, 10 with
// one lost; energy, headroom and the size for a load follow.
func TestVotesDivideThroughput(t *testing.T) {
	v := &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2}, Recompute: true}
	m := answered(t, votingPlan(6, -1, 5, v, nil), Options{Trials: 2}).Fleets["a"].Metrics
	for name, want := range map[string]float64{"capacity.peak": 12, "capacity.degraded": 10, "headroom": 12./5 - 1, "utilization": 5. / 12, "demand.peak": 5} {
		near(t, name, *m[name].Mean, want, 1e-9)
	}
	m = answered(t, votingPlan(12, 1, 5, v, &model.Groups{Size: 3, Needs: 1}), Options{Trials: 2}).Fleets["a"].Metrics
	near(t, "groups", *m["capacity.peak"].Mean, 24, 1e-9)
	if got := SameLoad(votingPlan(6, -1, 7, v, nil), true); len(got) != 1 || got[0].Count != 5 { // 8 req/s with one of five lost
		t.Errorf("sized for 7 req/s: %+v, want 5", got)
	}
	if got := SameLoad(votingPlan(6, -1, 0.1, v, nil), true); len(got) != 1 || got[0].Count != 3 {
		t.Errorf("sized for 0.1 req/s: %+v, want the copies", got)
	}
}

// TestRepeatsDivideThroughput: with 1 % wrong and all alike, three copies that must agree
// take 3/(0.99³+0.01³) executions, and two 2/(0.99²+0.01²); a rate per time is as much
// where a unit does so many executions.
func TestRepeatsDivideThroughput(t *testing.T) {
	v := &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2}, Recompute: true}
	e3 := 3 / (math.Pow(0.99, 3) + 1e-6)
	for name, c := range map[string]*model.CorruptionSpec{
		"per calculation": {Rate: quantity(0.01), Alike: quantity(1), Environment: quantity(1)},
		"environment":     {Rate: quantity(0.0025), Alike: quantity(1), Environment: quantity(4)},
		"per time":        {Rate: quantity(0.01 * e3 * 5 * 3600 / 6), PerTime: true, Alike: quantity(1), Environment: quantity(1)},
		"all defective":   {Rate: quantity(0.01), Alike: quantity(1), Environment: quantity(1), Defective: quantity(1)},
	} {
		p := votingPlan(6, -1, 5, v, nil)
		p.Fleets[0].Pools[0].Corruption = c
		m := answered(t, p, Options{Trials: 2}).Fleets["a"].Metrics
		near(t, name, *m["capacity.peak"].Mean, 36/e3, 1e-10)
	}
	p := votingPlan(6, -1, 5, &model.VoteSpec{Copies: 2, Agree: 2, Recompute: true}, nil) // a pair does not show which
	p.Fleets[0].Pools[0].Corruption = &model.CorruptionSpec{Rate: quantity(0.01), Alike: quantity(1), Environment: quantity(1), Defective: quantity(0.2)}
	var want float64 // executions of two, some of them defective
	for f, ends := range []float64{1, 0.99, 0.99*0.99 + 1e-4} {
		want += binomial(2, f, 0.2) * 2 / ends
	}
	m := answered(t, p, Options{Trials: 2}).Fleets["a"].Metrics
	near(t, "some defective", *m["capacity.peak"].Mean, 36/want, 1e-9)
}
