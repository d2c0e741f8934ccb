package capplan_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// savedParts answers a scenario in three ways and returns what each says as JSON.
func savedParts(t *testing.T, scenario string) (result, sweep, sensitivity []byte) {
	t.Helper()
	s, err := capplan.Load("scenario.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(scenario), nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := capplan.Options{Trials: 60, Lean: true}
	r, err := capplan.Compare(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	v, err := capplan.ParseVary("a.count=2..4")
	if err != nil {
		t.Fatal(err)
	}
	g, err := capplan.Sweep(context.Background(), s, []capplan.Vary{v}, capplan.SweepOptions{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	x, err := capplan.Sense(context.Background(), s, capplan.SensitivityOptions{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	var out [3][]byte
	for i, v := range []any{r, g, x} {
		if out[i], err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
	}
	return out[0], out[1], out[2]
}

const twoFleets = `version: 1
currency: USD
horizon: 3 years
fleets:
  a: {count: 2, needs: 1, hardware: {price: 9k USD (8k..12k), failures: {mttf: 5000 h}, repair: 8 h}}
  b: {count: 4, needs: 1, hardware: {price: 4k USD (3k..6k), failures: {mttf: 2000 h}, repair: 8 h}}
`

// TestReadSaved reads a result with a sweep and a sensitivity in any order, and says of
// everything else what to do.
func TestReadSaved(t *testing.T) {
	result, sweep, sense := savedParts(t, twoFleets)
	other, _, _ := savedParts(t, strings.Replace(twoFleets, "count: 4", "count: 5", 1))
	swap := func(text []byte, old, by string) []byte {
		out := regexp.MustCompile(old).ReplaceAll(text, []byte(by))
		if string(out) == string(text) {
			t.Fatalf("there is no %s", old)
		}
		return out
	}
	dir := t.TempDir()
	read := func(texts ...[]byte) (*capplan.Saved, error) {
		var paths []string
		for i, text := range texts {
			path := filepath.Join(dir, string(rune('a'+i))+".json")
			if err := os.WriteFile(path, text, 0o666); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
		return capplan.ReadSaved(paths...)
	}
	for _, order := range [][][]byte{{result, sweep, sense}, {sense, result, sweep}} {
		s, err := read(order...)
		if err != nil {
			t.Fatal(err)
		}
		if s.Result == nil || s.Sweep == nil || s.Sensitivity == nil {
			t.Fatal("a part was lost")
		}
		again, err := json.Marshal(s.Sweep)
		if err != nil || string(again) != string(sweep) {
			t.Error("the sweep is not the same when it is written again")
		}
		again, err = json.Marshal(s.Sensitivity)
		if err != nil || string(again) != string(sense) {
			t.Error("the sensitivity is not the same when it is written again")
		}
	}
	for _, x := range []struct {
		files [][]byte
		want  string
	}{
		{[][]byte{[]byte(twoFleets)}, "E500.*is a scenario"},
		{[][]byte{[]byte(`{version: 1, fleets: {}}`)}, "E500.*is a scenario"},
		{[][]byte{sweep}, "E501.*only a sweep"},
		{[][]byte{sense}, "E501.*only a sensitivity"},
		{[][]byte{result, result}, "E502.*a second result"},
		{[][]byte{result, sweep, sweep}, "E502.*a second sweep"},
		{[][]byte{other, sweep}, "E503.*other files"},
		{[][]byte{sense, other}, "E503.*other files"},
		{[][]byte{result[:len(result)/2]}, "E451.*cut short"},
		{[][]byte{result, sweep[:len(sweep)/2]}, "E451.*cut short"},
		{[][]byte{result, []byte("")}, "E451.*empty"},
		{[][]byte{result, []byte("a;b\n1;2\n")}, "E451.*no JSON"},
		{[][]byte{swap(result, "capplan/result/v1", "capplan/result/v0")}, "E452.*another version: capplan/result/v0"},
		{[][]byte{result, swap(sweep, "capplan/sweep/v1", "capplan/sweep/v9")}, "E452.*another version: capplan/sweep/v9"},
		{[][]byte{result, swap(sense, "capplan/sensitivity/v1", "capplan/sensitivity/v9")}, "E452.*another version"},
		{[][]byte{result, swap(sweep, `"complete":true`, `"complete":false`)}, "E453.*not complete"},
		{[][]byte{result, swap(sweep, `"values":\["2","3","4"\]`, `"values":["2"]`)}, "E453.*axes have 1 cells"},
		{[][]byte{result, swap(sweep, `"base":0`, `"base":7`)}, "E453.*base is no cell"},
		{[][]byte{result, swap(sweep, `"index":1`, `"index":9`)}, "E453.*cells.1 has index 9"},
		{[][]byte{result, swap(sweep, `"base":0`, `"base":"first"`)}, "E453.*base is a text"},
		{[][]byte{result, swap(sense, `"complete":true`, `"complete":false`)}, "E453.*not complete"},
		{[][]byte{result, swap(sense, `"width":\{"value":[-0-9.e]+`, `"width":{"value":null`)}, "E453.*has no width"},
		{[][]byte{result, swap(sense, `"unit":"USD"`, `"unit":""`)}, "E453.*no fleet, metric or unit"},
	} {
		s, err := read(x.files...)
		if s != nil || err == nil || !regexp.MustCompile(`(?s)`+x.want).MatchString(err.Error()) {
			t.Errorf("got %v, want %s", err, x.want)
		}
	}
}
