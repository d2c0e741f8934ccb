package decide_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

func planIn(t *testing.T, example string) *model.Plan {
	t.Helper()
	p, _, err := fleets.Load(filepath.Join("..", "..", "examples", example), fleets.Options{Size: decide.SameLoad})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func decoded(t *testing.T, r *decide.Result, err error) (any, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out, string(text)
}

// summedUp are scenarios that have, together, every kind of figure.
var summedUp = []struct {
	file, method string
	trials       int
}{
	{"hello/capplan.yaml", "auto", 1000},
	{"hello/capplan.yaml", "simulate", 1000},
	{"taobao/capplan.yaml", "simulate", 260},
	{"ledger/capplan.yaml", "simulate", 300},
	{"rocket/capplan.yaml", "simulate", 300},
	{"leave-ioe/capplan.yaml", "auto", 140},
}

// TestSummedUpIsKept: a run that is summed up says what one that keeps every trial says of
// the same trials: means to 1e-9, percentiles within the error they state, intervals to a
// hundredth; but for figures that the first part alone answers, and for control variates,
// which only kept trials have.
func TestSummedUpIsKept(t *testing.T) {
	for _, c := range summedUp {
		t.Run(c.file+"/"+c.method, func(t *testing.T) {
			p := planIn(t, c.file)
			o := decide.Options{Trials: c.trials, Method: c.method, Jobs: 2}
			r, err := decide.Compare(context.Background(), p, o)
			want, text := decoded(t, r, err)
			r, err = decide.Compare(context.Background(), p, o.InParts(128))
			got, _ := decoded(t, r, err)
			h := &holding{t: t, rare: strings.Contains(text, "importance sampling")}
			h.holds("", got, want)
			if h.figures < 60 {
				t.Errorf("only %d figures were held", h.figures)
			}
			t.Logf("%d figures", h.figures)
		})
	}
}

type holding struct {
	t       *testing.T
	figures int
	rare    bool // some figures are of importance sampling, at the draws of the first part
}

// first are the figures of the first part.
var first = []string{"reliability", "unreliability", "mttf", "shortfall", "crossover", "demand_fan", "assumptions", "reversals", "answer", "inputs_share", "charges", "maturity.failover", "maturity.incidents", "maturity.overtakes", "exceedance", "warnings", "why"}

func (h *holding) holds(path string, got, want any) {
	if i := strings.LastIndex(path, "/"); i >= 0 && slices.Contains(first, path[i+1:]) {
		return
	}
	switch w := want.(type) {
	case map[string]any:
		if that, ok := w["that"].(string); ok && slices.ContainsFunc(first, func(name string) bool { return strings.Contains(that, "."+name) }) {
			return
		}
		if why := fmt.Sprint(w["why"]); h.rare && (strings.Contains(why, "importance sampling") || w["cause"] != nil) {
			return
		}
		g, ok := got.(map[string]any)
		if !ok {
			h.t.Errorf("%s is %v, want %v", path, got, want)
			return
		}
		if _, ok := w["level"]; ok && w["p50"] != nil || ok && w["mean"] != nil {
			h.metric(path, g, w)
			return
		}
		if _, ok := w["p50"]; ok {
			h.metric(path, g, w)
			return
		}
		for k := range w {
			h.holds(path+"/"+k, g[k], w[k])
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			h.t.Errorf("%s has %d, want %d", path, len(g), len(w))
			return
		}
		for i := range w {
			h.holds(fmt.Sprint(path, "/", i), g[i], w[i])
		}
	case float64:
		if g, ok := got.(float64); !ok || !(math.Abs(g-w) <= 0.05*math.Abs(w)) { // causes of histories: control variates
			h.t.Errorf("%s is %v, want %v", path, got, want)
		}
	default:
		if got != want {
			h.t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

func (h *holding) metric(path string, got, want map[string]any) {
	h.figures++
	number := func(m map[string]any, k string) float64 {
		if x, ok := m[k].(float64); ok {
			return x
		}
		return math.NaN()
	}
	controlled := strings.Contains(fmt.Sprint(want["why"]), "control variate")
	width := number(want, "hi") - number(want, "lo")
	if math.IsNaN(width) {
		width = 0
	}
	if got["percentile_method"] != want["percentile_method"] || got["method"] != want["method"] || got["unit"] != want["unit"] {
		h.t.Errorf("%s is by %v, %v in %v; want %v, %v in %v", path, got["method"], got["percentile_method"], got["unit"], want["method"], want["percentile_method"], want["unit"])
	}
	for k := range want {
		if k == "inputs_share" { // of the first part
			continue
		}
		g, w := number(got, k), number(want, k)
		if (got[k] == nil) != (want[k] == nil) {
			h.t.Errorf("%s/%s is %v, want %v (%v; %v)", path, k, got[k], want[k], got["why"], want["why"])
		}
		if want[k] == nil || math.IsNaN(w) {
			continue
		}
		tol := 0.0
		switch {
		case strings.HasPrefix(k, "p") && len(k) <= 3:
			tol = max(math.Abs(w), math.Abs(1-w)) * 1e-12
			if e, ok := got["percentile_error"].(float64); ok {
				tol += e * max(math.Abs(w), math.Abs(1-w))
			}
		case controlled:
			tol = width
		case k == "lo" || k == "hi":
			tol = 0.01*width + 1e-9*math.Abs(w)
		default:
			tol = 1e-9*math.Abs(w) + 1e-9*width
		}
		if !(math.Abs(g-w) <= tol) {
			h.t.Errorf("%s/%s is %v, want %v ± %.2g (%v)", path, k, g, w, tol, got["why"])
		}
	}
}

// TestSummedUpSameBytes: a run that is summed up says the same to the byte by 1, 2 and 7
// jobs, and from 1, 3 and 32 pieces stored in any order; and a piece of another seed is
// refused.
func TestSummedUpSameBytes(t *testing.T) {
	for _, c := range []struct {
		file         string
		trials, part int
	}{
		{"hello/capplan.yaml", 1000, 128},
		{"taobao/capplan.yaml", 90, 16}, // with control variates and pools
	} {
		file, trials, part := c.file, c.trials, c.part
		p := planIn(t, file)
		o := decide.Options{Trials: trials, Jobs: 1, Method: "simulate"}.InParts(part)
		r, err := decide.Compare(context.Background(), p, o)
		_, want := decoded(t, r, err)
		for _, jobs := range []int{2, 7} {
			o.Jobs = jobs
			r, err := decide.Compare(context.Background(), p, o)
			if _, got := decoded(t, r, err); got != want {
				t.Errorf("%s: %d jobs say something else than one", file, jobs)
			}
		}
		o.Jobs = 2
		parts := (trials + part - 1) / part
		for _, n := range []int{1, 3, 32} {
			var stored []decide.Portion
			for i := range n {
				from, to := min(trials, parts*i/n*part), min(trials, parts*(i+1)/n*part)
				some, err := decide.Take(context.Background(), p, o, from, to)
				if err != nil {
					t.Fatal(err)
				}
				stored = append(some, stored...) // the last first
			}
			with := o
			with.Parts = &decide.Parts{Stored: stored}
			r, err := decide.Compare(context.Background(), p, with)
			if _, got := decoded(t, r, err); got != want {
				t.Errorf("%s: %d pieces say something else than one run", file, n)
			}
			with.Seed, with.SeedSet = 9, true
			if _, err := decide.Compare(context.Background(), p, with); !errors.Is(err, decide.ErrOtherRun) {
				t.Errorf("%s: pieces of another seed: %v", file, err)
			}
			with.Seed, with.SeedSet = 0, false
			with.Parts = &decide.Parts{Stored: stored[:len(stored)-1]} // without the first part
			if n == 3 {
				r, err := decide.Compare(context.Background(), p, with)
				if _, got := decoded(t, r, err); got != want {
					t.Errorf("%s: a run that goes on says something else than one", file)
				}
			}
		}
	}
}

// TestMemoryOfTrials: what lives on the heap does not grow with the number of trials.
func TestMemoryOfTrials(t *testing.T) {
	p := planIn(t, "hello/capplan.yaml")
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	most := func(trials int) (most uint64) {
		runtime.GC()
		o := decide.Options{Trials: trials, Jobs: 1, Method: "exact", Fleets: []string{"big"}}
		blocks := 0
		o.Progress = func(int, int) {
			if blocks++; blocks%64 == 0 {
				metrics.Read(live)
				most = max(most, live[0].Value.Uint64())
			}
		}
		if _, err := decide.Compare(context.Background(), p, o); err != nil {
			t.Fatal(err)
		}
		return most
	}
	few, many := most(60_000), most(240_000)
	t.Logf("%.1f MB for 60,000 trials, %.1f MB for 240,000", float64(few)/1e6, float64(many)/1e6)
	if kept := uint64(180_000 * 100 * 8); many > few+8e6 || many > kept { // a hundred columns
		t.Errorf("240,000 trials hold %d bytes, 60,000 %d", many, few)
	}
}

// TestRefusedBeforeWork: what needs more memory, or more trials, than a run may have is
// refused before a trial is taken.
func TestRefusedBeforeWork(t *testing.T) {
	p := planIn(t, "hello/capplan.yaml")
	began := func(int, int) { t.Error("a trial was taken") }
	for _, c := range []struct {
		o   decide.Options
		big bool
	}{
		{decide.Options{Trials: 50_000, MaxMemory: 1e6}, true},
		{decide.Options{Trials: 1_000_000_000, MaxMemory: 1e6}, true},
		{decide.Options{Trials: decide.MaxKeptTrials + 1, Keep: true}, false},
		{decide.Options{Trials: decide.MaxTrials + 1}, false},
	} {
		c.o.Progress = began
		_, err := decide.Compare(context.Background(), p, c.o)
		var big *decide.TooBig
		var many *decide.TooManyTrials
		if errors.As(err, &big) != c.big || errors.As(err, &many) == c.big {
			t.Errorf("%d trials: %v", c.o.Trials, err)
		}
	}
}
