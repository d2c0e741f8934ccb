package capplan_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// shards takes a scenario in n pieces, as n processes would, through their files.
func shards(t *testing.T, s *capplan.Scenario, o capplan.Options, n int) []*capplan.Slice {
	t.Helper()
	job := s.Job(o)
	var out []*capplan.Slice
	for i := range n {
		again, err := job.Scenario(time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		from, to := capplan.ShardRange(job.Trials, i, n)
		portions, err := capplan.Take(context.Background(), again, job.Options(), from, to)
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

func asJSON(t *testing.T, r *capplan.Result, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMergeSameBytes: the trials of every example, taken in pieces and merged in any
// order, give the bytes of one run.
func TestMergeSameBytes(t *testing.T) {
	files, err := filepath.Glob("examples/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	merged := 0
	for _, file := range files {
		s, err := capplan.Load(file, capplan.LoadOptions{})
		if err != nil {
			continue // a price book, or a part
		}
		if strings.Contains(file, "do-we-need-ioe") { // a minute; leave-ioe has all that it has
			continue
		}
		for _, method := range []string{"auto", "simulate"} {
			if method == "simulate" && !strings.Contains("hello archive ledger rocket", filepath.Base(filepath.Dir(file))) {
				continue
			}
			t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file)+"/"+method, func(t *testing.T) {
				o := capplan.Options{Trials: 21, Method: method, Jobs: 2}
				r, err := capplan.Compare(context.Background(), s, o)
				want := asJSON(t, r, err)
				list := shards(t, s, o, 3)
				list = []*capplan.Slice{list[2], list[0], list[1]}
				r, err = capplan.Merge(context.Background(), list, capplan.Options{Jobs: 1})
				if got := asJSON(t, r, err); got != want {
					t.Errorf("differs from one run: %s", differsAt(got, want))
				}
			})
			merged++
		}
	}
	if merged < 12 {
		t.Errorf("only %d scenarios were merged", merged)
	}
}

func differsAt(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: %s, want %s", i, a[i], b[i])
		}
	}
	return "length"
}

// TestNoMerge: slices that are not one whole run are told, each in its way.
func TestNoMerge(t *testing.T) {
	s, err := capplan.Load("examples/hello/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	o := capplan.Options{Trials: 50}
	list := shards(t, s, o, 4)
	o.Seed = 9
	other := shards(t, s, o, 4)
	newer := shards(t, s, capplan.Options{Trials: 50}, 4) // of one version, but not of this one
	for _, l := range newer {
		l.Job.Version = "9.9.9"
	}
	for _, c := range []struct {
		list []*capplan.Slice
		kind capplan.NoMergeKind
		says string
	}{
		{[]*capplan.Slice{list[0], list[2]}, capplan.Missing, "of 4 shards 2 are missing: 1, 3"},
		{list[1:], capplan.Missing, "missing: 0"},
		{list[:3], capplan.Missing, "missing: 3"},
		{append(slices.Clone(list), list[2]), capplan.Twice, "trials from 25 on stand in both"},
		{[]*capplan.Slice{list[0], list[1], other[2], list[3]}, capplan.OtherJob, "seeds 1 and 9"},
		{newer, capplan.OtherVersion, "capplan 9.9.9, and this is " + capplan.Version},
		{[]*capplan.Slice{list[0], newer[1], list[2], list[3]}, capplan.OtherVersion, "9.9.9"},
	} {
		_, err := capplan.Merge(context.Background(), c.list, capplan.Options{})
		var no *capplan.NoMerge
		if !errors.As(err, &no) || no.Kind != c.kind || !strings.Contains(no.What, c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	// a first trial that comes out otherwise is another run
	bad := shards(t, s, capplan.Options{Trials: 50, Seed: 9}, 4)
	for i, l := range bad {
		l.Job = list[i].Job
	}
	if _, err := capplan.Merge(context.Background(), bad, capplan.Options{}); !errors.Is(err, capplan.ErrOtherRun) {
		t.Errorf("trials of another seed were merged: %v", err)
	}
}

// TestDamagedSlice: a file cut anywhere, or with a bit turned anywhere, is told.
func TestDamagedSlice(t *testing.T) {
	s, err := capplan.Load("examples/hello/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	file, err := shards(t, s, capplan.Options{Trials: 20}, 1)[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	for n := range file {
		if _, err := capplan.DecodeSlice(file[:n]); err == nil {
			t.Fatalf("a file cut to %d of %d bytes is read", n, len(file))
		}
		bad := slices.Clone(file)
		bad[n] ^= 1
		if _, err := capplan.DecodeSlice(bad); err == nil {
			t.Fatalf("a file with a turned bit at %d is read", n)
		}
	}
}
