package fleets

import (
	"fmt"
	"slices"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestVotesAreRead reads every key, finds each among the inputs, and sets each.
func TestVotesAreRead(t *testing.T) {
	const text = `version: 1
workloads: {w: {peak: 9 req/s, calculations: 12 (5..20), slo: {wrong_results: 1e-9/request}}}
fleets:
  a:
    count: 7
    needs: 1
    hardware: {failures: {mttf: 8 y}, repair: never, corruption: {rate: 2/d (1..4)}}
    throughput: 40 req/s
    vote: {copies: 5, agree: 4, recompute: until-agree, degrade: [1, 3], deadline: 10 ms (5..20)}
    corruption: {rate: 1e-6/calculation (1e-7..1e-5), defective: 3.61/10k (2/10k..5/10k), alike: 0.01 % (0.001 %..1 %), common: 1 % (0.5 %..2 %), environment: 3 (1..9), checked: 99.9 % (99 %..99.99 %)}
`
	read := func(set ...string) (*model.Plan, *model.VoteSpec, *model.CorruptionSpec) {
		t.Helper()
		p, _, err := Load("capplan.yaml", Options{Set: set, ReadFile: files(map[string]string{"capplan.yaml": text})})
		if err != nil {
			t.Fatal(err)
		}
		return p, p.Fleets[0].Pools[0].Vote, p.Fleets[0].Pools[0].Corruption
	}
	p, v, c := read()
	if w := &p.Workloads[0]; w.Calculations.Value != 12 || w.Calculations.Hi != 20 || w.SLO.Wrong.Value != 1e-9 {
		t.Errorf("workload: %+v", w)
	}
	if v.Copies != 5 || v.Agree != 4 || !v.Recompute || !slices.Equal(v.Degrade, []int{3, 1}) || v.Deadline.Value != 0.01/3600 || v.Deadline.ID == 0 {
		t.Errorf("vote: %+v", v)
	}
	if c.PerTime || c.Rate.Value != 1e-6 || c.Rate.Hi != 1e-5 || c.Defective.Value != 3.61e-4 || c.Alike.Value != 1e-4 || c.Common.Value != 0.01 || c.Environment.Value != 3 || c.Checked.Value != 0.999 {
		t.Errorf("corruption: %+v", c)
	}
	for _, key := range []string{"vote.deadline", "corruption.rate", "corruption.defective", "corruption.alike", "corruption.common", "corruption.environment", "corruption.checked"} {
		if i := slices.IndexFunc(p.Inputs, func(in model.Input) bool { return in.Path == "fleets.a."+key }); i < 0 || p.Inputs[i].Unknown == 0 {
			t.Errorf("%s is no uncertain input", key)
		}
	}
	for _, key := range []string{"vote.copies", "vote.agree", "vote.recompute", "vote.degrade.0", "vote.degrade.1", "hardware.corruption.rate"} {
		found := slices.ContainsFunc(p.Inputs, func(in model.Input) bool { return in.Path == "fleets.a."+key })
		if found != (key != "hardware.corruption.rate") { // the pool's own counts
			t.Errorf("%s is an input: %v", key, found)
		}
	}
	for _, s := range []struct {
		set string
		ok  func() bool
	}{
		{"workloads.w.calculations=4", func() bool { return p.Workloads[0].CalculationsAt(nil) == 4 }},
		{"workloads.w.slo.wrong_results=1e-6/request", func() bool { return p.Workloads[0].SLO.Wrong.Value == 1e-6 }},
		{"a.vote.copies=7", func() bool { return v.Copies == 7 }},
		{"a.vote.agree=3", func() bool { return v.Agree == 3 }},
		{"a.vote.degrade=[2]", func() bool { return slices.Equal(v.Degrade, []int{2}) }},
		{"a.vote.degrade.0=2", func() bool { return slices.Equal(v.Degrade, []int{3, 2}) }},
		{"a.vote.deadline=1 s", func() bool { return v.Deadline.Value == 1./3600 && v.Deadline.ID == 0 }},
		{"a.vote=null", func() bool { return v == nil }},
		{"a.corruption.rate=3/h", func() bool { return c.PerTime && c.Rate.Value == 3 }},
		{"a.corruption.defective=0.1 %", func() bool { return c.Defective.Value == 0.001 }},
		{"a.corruption.alike=50 %", func() bool { return c.Alike.Value == 0.5 }},
		{"a.corruption.common=2 %", func() bool { return c.Common.Value == 0.02 }},
		{"a.corruption.environment=30", func() bool { return c.Environment.Value == 30 }},
		{"a.corruption.checked=90 %", func() bool { return c.Checked.Value == 0.9 }},
		{"a.corruption=null", func() bool {
			return c.PerTime && c.Rate.Value == 2./24 && c.Alike.Value == 1 && c.Environment.Value == 1
		}},
	} {
		if p, v, c = read(s.set); !s.ok() {
			t.Errorf("--set %s: %+v %+v", s.set, v, c)
		}
	}
}

// TestWarningsOfVotes: what is easily misread is said, and nothing where all is plain.
func TestWarningsOfVotes(t *testing.T) {
	base := "version: 1\n%sfleets:\n  a: {failures: {mttf: 8 y (4..9)}, repair: never, common_cause: {beta: 5 %%}, %s}\n"
	const promise = "workloads: {w: {peak: 9 req/s, slo: {wrong_results: 1e-9/request}}}\n"
	for _, c := range []struct{ head, keys, want string }{
		{"", "count: 3, needs: 2, vote: {copies: 3, degrade: [2]}", ""},
		{"", "count: 3, needs: 1, vote: {copies: 3, degrade: [2]}", "W385"},
		{"", "count: 3, vote: {copies: 3, agree: 2}", "W385"},
		{"", "count: 3, vote: {copies: 3}", ""},
		{"", "count: 6, groups: {size: 3, needs: 1}, vote: {copies: 3, degrade: [2]}", "W385"},
		{"", "count: 6, groups: {size: 3}, vote: {copies: 3, degrade: [2]}", "W385"},
		{"", "count: 6, groups: {size: 3, needs: 3}, vote: {copies: 3, degrade: [2]}", ""},
		{"", "count: 5, needs: 3, vote: {copies: 5, degrade: [3]}", "W386"},
		{"", "count: 5, needs: 2, vote: {copies: 5, agree: 4, degrade: [3, 2]}", ""},
		{"", "count: 3, needs: 2, vote: {copies: 3, agree: 2, degrade: [2]}", "W207"},
		{"", "count: 4, needs: 2, vote: {copies: 4, agree: 2, recompute: none}", "W387"},
		{"", "count: 3, needs: 2, vote: {copies: 3, agree: 2, recompute: none}", ""},
		{"", "count: 3, needs: 2, corruption: {rate: 1e-6/calculation}", "W388"},
		{"", "count: 3, needs: 2, corruption: {rate: 2/d}", ""},
		{promise, "count: 3, needs: 2", "W389"},
		{promise, "count: 3, needs: 2, corruption: {rate: 2/d}", ""},
	} {
		p, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": fmt.Sprintf(base, c.head, c.keys)})})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, w := range p.Warnings {
			got += w.Code
		}
		if got != c.want {
			t.Errorf("%s: warnings %q, want %q: %+v", c.keys, got, c.want, p.Warnings)
		}
	}
}
