package capplan_test

import (
	"encoding/json"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// TestProse ties every number of the verdict and the reasons to the result's JSON:
// each figure names its place there and rounds to the text, and no number stands in
// a sentence without a figure.
func TestProse(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("examples/*/capplan.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("found %d examples (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			s, err := capplan.Load(file, capplan.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			r := compare(t, s, capplan.Options{Trials: 50, Seed: 3})
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var tree any
			if err := json.Unmarshal(data, &tree); err != nil {
				t.Fatal(err)
			}
			figures := 0
			for _, sentence := range append([]capplan.Sentence{r.Answer.Verdict}, r.Answer.Why...) {
				figures += checkSentence(t, tree, sentence, names(r))
			}
			if figures < 4 {
				t.Errorf("only %d figures in all sentences", figures)
			}
		})
	}
}

func names(r *capplan.Result) []string {
	var out []string
	for n, f := range r.Fleets {
		out = append(out, n, f.Bottleneck, f.DegradedBy)
		for _, c := range f.Causes {
			out = append(out, c.Cause)
		}
	}
	return out
}

var number = regexp.MustCompile(`\d[\d.,]*(e[+-]?\d+)?`)

var day = regexp.MustCompile(`^\d{4}-\d\d(-\d\d)?$`)

// dated writes hours from the start of the scenario as a day or a month.
func dated(t *testing.T, tree any, hours float64, long int) string {
	t.Helper()
	start, err := time.Parse(time.RFC3339, tree.(map[string]any)["scenario"].(map[string]any)["start"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return start.Add(time.Duration(hours * float64(time.Hour))).Format("2006-01-02")[:long]
}

func checkSentence(t *testing.T, tree any, s capplan.Sentence, names []string) int {
	t.Helper()
	rest := s.Text
	for _, n := range names { // names may hold digits
		if n != "" {
			rest = strings.ReplaceAll(rest, n, "·")
		}
	}
	for _, f := range s.Figures {
		want := at(t, tree, f.Path[0])
		if len(f.Path) == 2 {
			want /= at(t, tree, f.Path[1])
		}
		if !(math.Abs(f.Value-want) <= 1e-12*math.Abs(want)) {
			t.Errorf("%q: figure %s is %v, the result has %v", s.Text, f.Text, f.Value, want)
		}
		if day.MatchString(f.Text) {
			if got := dated(t, tree, f.Value, len(f.Text)); got != f.Text {
				t.Errorf("%q: %v h from start are %s", s.Text, f.Value, got)
			}
		} else if !strings.ContainsAny(f.Text, "<>") && !(math.Abs(read(t, f.Text)-f.Value) <= 0.0051*math.Abs(f.Value)) {
			t.Errorf("%q: %s does not round %v", s.Text, f.Text, f.Value)
		}
		if !strings.Contains(rest, f.Text) {
			t.Errorf("%q does not hold its figure %s", s.Text, f.Text)
		}
		rest = strings.Replace(rest, f.Text, "·", 1)
	}
	if n := number.FindString(rest); n != "" {
		t.Errorf("%q: nothing says where %s comes from", s.Text, n)
	}
	return len(s.Figures)
}

// at follows a path like fleets/small/metrics/downtime/mean.
func at(t *testing.T, tree any, path string) float64 {
	t.Helper()
	for _, key := range strings.Split(path, "/") {
		switch x := tree.(type) {
		case map[string]any:
			tree = x[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(x) {
				t.Fatalf("%s: no index %s", path, key)
			}
			tree = x[i]
		}
	}
	v, ok := tree.(float64)
	if !ok {
		t.Fatalf("%s is %v", path, tree)
	}
	return v
}

// read reads a number as prose writes it.
func read(t *testing.T, text string) float64 {
	t.Helper()
	scale := 1.0
	text = strings.ReplaceAll(text, ",", "")
	if rest, ok := strings.CutSuffix(text, " %"); ok {
		text, scale = rest, 0.01
	}
	for suffix, by := range map[string]float64{"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12} {
		if rest, ok := strings.CutSuffix(text, suffix); ok {
			text, scale = rest, by
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%q is no number: %v", text, err)
	}
	return v * scale
}
