package capplan_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// cells takes a sweep in n pieces, as n processes would, through their files.
func cells(t *testing.T, s *capplan.Scenario, vary, metrics []string, o capplan.Options, n int) []*capplan.Slice {
	t.Helper()
	job := s.SweepJob(vary, metrics, o)
	var out []*capplan.Slice
	for i := range n {
		again, err := job.Scenario(time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		portions, err := capplan.TakeCells(context.Background(), again, &job, capplan.Options{Jobs: 1 + i%2}, i, n)
		if err != nil {
			t.Fatal(err)
		}
		file, err := (&capplan.Slice{Job: job, Index: i, Of: n, Portions: portions}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := capplan.DecodeSlice(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, read)
	}
	return out
}

// TestMergeSweepSameBytes: the cells of a sweep, taken in pieces and merged in any order,
// give the bytes of one run: cells that are no scenario, figures with and without histories,
// dates, assertions, fleets held against each other, and more shards than cells.
func TestMergeSweepSameBytes(t *testing.T) {
	for name, c := range map[string]struct {
		file          string
		vary, metrics []string
		o             capplan.Options
		shards        int
	}{
		"hello":   {"examples/hello/capplan.yaml", []string{"small.count=3..7"}, nil, capplan.Options{Trials: 30}, 3},
		"refused": {"examples/hello/capplan.yaml", []string{"small.count=1..6", "small.needs=2,4"}, []string{"p90(small.cost.pv)", "P(small.downtime <= 3 h/year)"}, capplan.Options{Trials: 40, Seed: 9, Method: "simulate"}, 4},
		"few":     {"examples/hello/capplan.yaml", []string{"small.count=4,5"}, []string{"mean(big.saving)"}, capplan.Options{Trials: 20}, 5},
		"gate":    {"examples/gate/capplan.yaml", []string{"finance.discount_rate=5 %,8 %"}, nil, capplan.Options{Trials: 20}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := capplan.Load(c.file, capplan.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			so := capplan.SweepOptions{Options: c.o}
			if so.Figures, err = capplan.SweepFigures(s, "--metric", c.metrics, nil); err != nil {
				t.Fatal(err)
			}
			var vary []capplan.Vary
			for _, arg := range c.vary {
				v, err := capplan.ParseVary(arg)
				if err != nil {
					t.Fatal(err)
				}
				vary = append(vary, v)
			}
			whole, err := capplan.Sweep(context.Background(), s, vary, so)
			if err != nil {
				t.Fatal(err)
			}
			want, err := json.MarshalIndent(whole, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			list := cells(t, s, c.vary, c.metrics, c.o, c.shards)
			list[0], list[len(list)-1] = list[len(list)-1], list[0]
			merged, err := capplan.MergeSweep(context.Background(), list, capplan.Options{Jobs: 2})
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(merged, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("differs from one run: %s", differsAt(string(got), string(want)))
			}
		})
	}
}

// TestNoMergeSweep: cells that are not one whole sweep are told, each in its way.
func TestNoMergeSweep(t *testing.T) {
	s, err := capplan.Load("examples/hello/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	vary := []string{"small.count=3..9"}
	o := capplan.Options{Trials: 20, Method: "simulate"}
	list := cells(t, s, vary, nil, o, 4)
	o.Seed = 5
	other := cells(t, s, vary, nil, o, 4)
	trials := shards(t, s, capplan.Options{Trials: 20}, 2)
	check := &capplan.Slice{Job: list[0].Job}
	check.Job.Verb = "check"
	damaged := *list[1]
	damaged.Portions = damaged.Portions[:0:0]
	for _, p := range list[1].Portions {
		if strings.HasPrefix(p.Of, "cell ") {
			p.Data = []byte(`{"Values":{}}`)
		}
		damaged.Portions = append(damaged.Portions, p)
	}
	for _, c := range []struct {
		list []*capplan.Slice
		kind capplan.NoMergeKind
		says string
	}{
		{[]*capplan.Slice{list[0], list[2]}, capplan.Missing, "of 4 shards 2 are missing: 1, 3"},
		{[]*capplan.Slice{list[0], &damaged, list[2], list[3]}, capplan.Missing, "in none of the files are cells"},
		{[]*capplan.Slice{list[0], list[1], list[2], list[3], list[1]}, capplan.Twice, "stands in both"},
		{[]*capplan.Slice{list[0], list[1], other[2], list[3]}, capplan.OtherJob, "seeds 1 and 5"},
		{[]*capplan.Slice{list[0], trials[0]}, capplan.OtherJob, "capplan sweep and capplan compare"},
		{[]*capplan.Slice{check}, capplan.NoShard, "a checkpoint of `capplan check`"},
	} {
		_, err := capplan.MergeSweep(context.Background(), c.list, capplan.Options{})
		var no *capplan.NoMerge
		if !errors.As(err, &no) || no.Kind != c.kind || !strings.Contains(no.What, c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	if _, err := capplan.Merge(context.Background(), list, capplan.Options{}); err == nil {
		t.Error("cells were merged as trials")
	}
	for i, l := range other { // of another seed under our name
		l.Job = list[i].Job
	}
	if _, err := capplan.MergeSweep(context.Background(), other, capplan.Options{}); !errors.Is(err, capplan.ErrOtherRun) {
		t.Errorf("cells of another seed were merged: %v", err)
	}
	if _, err := capplan.MergeSweep(context.Background(), []*capplan.Slice{list[0], list[1], other[2], list[3]}, capplan.Options{}); !errors.Is(err, capplan.ErrOtherRun) {
		t.Errorf("cells of two builds were merged: %v", err)
	}
}
