package fleets

import (
	"errors"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// give sizes all pools without count, or with all every one with throughput.
func give(count, set int, why string) func(*model.Plan, bool) []model.Sizing {
	return func(p *model.Plan, all bool) []model.Sizing {
		var out []model.Sizing
		for i := range p.Fleets {
			for j := range p.Fleets[i].Pools {
				if q := &p.Fleets[i].Pools[j]; q.Throughput != nil && (all || q.Count == 0) {
					out = append(out, model.Sizing{Fleet: i, Pool: j, Count: count, Set: set, Why: why})
				}
			}
		}
		return out
	}
}

const shopping = "version: 1\nworkloads: {shop: {peak: 100 req/s}}\nfleets:\n  a: {hardware: {failures: never}, "

// TestSized: what hangs on a count follows the one that was chosen, which the list of
// inputs shows.
func TestSized(t *testing.T) {
	text := shopping + "needs: n-1, throughput: 10 req/s}\n  b: {pools: {db: {hardware: {failures: never}, count: 2, needs: 1, mode: active-standby, throughput: 30 req/s}}}\n"
	reads := 0
	o := Options{Size: give(12, 0, ""), ReadFile: func(string) ([]byte, error) { reads++; return []byte(text), nil }}
	p, files, err := Load("capplan.yaml", o)
	if err != nil {
		t.Fatal(err)
	}
	a, b := &p.Fleets[0].Pools[0], &p.Fleets[1].Pools[0]
	if a.Count != 12 || !a.Sized || a.Needs.Count != 11 || a.CountQ.Origin.File != sameLoad {
		t.Errorf("%d units, sized %v, needs %d, from %s", a.Count, a.Sized, a.Needs.Count, a.CountQ.Origin.File)
	}
	if b.Count != 2 || b.Sized {
		t.Errorf("a written count became %d, sized %v", b.Count, b.Sized)
	}
	if reads != 1 || len(files) != 1 {
		t.Errorf("the file was read %d times and is listed %d times", reads, len(files))
	}
	o.SameLoad, o.Size = true, give(6, 2, "")
	if p, _, err = Load("capplan.yaml", o); err != nil {
		t.Fatal(err)
	}
	if b = &p.Fleets[1].Pools[0]; b.Count != 6 || b.Groups == nil || b.Groups.Size != 2 || b.Groups.Needs != 1 || b.Needs.Count != 3 {
		t.Errorf("three sets of two: %+v, groups %+v, needs %+v", b.Count, b.Groups, b.Needs)
	}
	o.Size, o.ReadFile, o.Stdin = give(12, 0, ""), nil, strings.NewReader(text)
	if p, _, err = Load("-", o); err != nil || p.Fleets[0].Pools[0].Count != 12 {
		t.Errorf("from standard input: %v", err)
	}
}

// TestUnsizable: without throughput, without workload or without the size of a set a
// count is missing as ever; what hangs on the chosen count is still checked.
func TestUnsizable(t *testing.T) {
	for _, c := range []struct{ text, code, says string }{
		{shopping + "needs: 3}\n", "E101", "count is missing"},
		{"version: 1\nfleets: {a: {hardware: {failures: never}, throughput: 10 req/s}}\n", "E101", "count is missing"},
		{shopping + "mode: active-standby, throughput: 10 req/s}\n", "E101", "whole sets"},
		{shopping + "needs: 20, throughput: 10 req/s}\n", "E023", "needs 20 of 12"},
		{shopping + "throughput: 10 req/s, groups: {size: 5}}\n", "E029", "do not divide 12"},
		{shopping + "throughput: 11 req/s}\n", "E323", "no count of a.servers"},
	} {
		why := ""
		if c.code == "E323" {
			why = "nothing does"
		}
		_, _, err := Load("capplan.yaml", Options{Size: give(12, 0, why), ReadFile: files(map[string]string{"capplan.yaml": c.text})})
		var list *Errors
		if !errors.As(err, &list) || list.List[0].Code != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.code, err)
		}
	}
	if _, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": shopping + "throughput: 10 req/s}\n"})}); err == nil {
		t.Error("without Size a pool without count is read")
	}
}
