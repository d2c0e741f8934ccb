package decide_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
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
		g, w := number(got, k), number(want, k)
		if (got[k] == nil) != (want[k] == nil) {
			h.t.Errorf("%s/%s is %v, want %v (%v; %v)", path, k, got[k], want[k], got["why"], want["why"])
		}
		if want[k] == nil || math.IsNaN(w) {
			continue
		}
		tol := 0.0
		switch {
		case k == "inputs_share":
			continue
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
