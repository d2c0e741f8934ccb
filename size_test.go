package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

func varying(t *testing.T, args ...string) []fleets.Vary {
	t.Helper()
	var out []fleets.Vary
	for _, a := range args {
		v, err := fleets.ParseVary(a)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func size(t *testing.T, s *capplan.Scenario, o capplan.SizeOptions) *capplan.SizeResult {
	t.Helper()
	o.Fleet = "a"
	r, err := capplan.Size(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sizable is a scenario of one fleet whose units are up mttf of mttf + 10 hours.
func sizable(mttf, price float64, needs int, more string) string {
	return fmt.Sprintf(`version: 1
currency: USD
horizon: {years: 5}
fleets:
  a:
    hardware: {price: %g USD, failures: {mttf: %g h}, repair: 10 h}
    count: %d
    needs: %d
%s`, price, mttf, needs, needs, more)
}

// below is P(B < k), B ~ Binomial(n, p), by its own sum.
func below(n, k int, p float64) float64 {
	var sum float64
	for j := 0; j < k; j++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(j + 1))
		c, _ := math.Lgamma(float64(n - j + 1))
		sum += math.Exp(a - b - c + float64(j)*math.Log(p) + float64(n-j)*math.Log1p(-p))
	}
	return sum
}

// TestSizeBinomial finds the least n of which k are up often enough, and what the nines
// cost, by the binomial law.
func TestSizeBinomial(t *testing.T) {
	for _, c := range []struct {
		mttf  float64
		needs int
		want  string
		limit float64
	}{{90, 4, "99.9 %", 1e-3}, {90, 4, "99.9999 %", 1e-6}, {490, 40, "99.99 %", 1e-4}, {30, 10, "90 %", 1e-1}} {
		s := scenario(t, sizable(c.mttf, 700, c.needs, ""))
		up := c.mttf / (c.mttf + 10)
		least := func(limit float64) int {
			n := c.needs
			for below(n, c.needs, up) > limit {
				n++
			}
			return n
		}
		to := c.needs + 399
		for _, whole := range []bool{true, false} {
			r := size(t, s, capplan.SizeOptions{Vary: varying(t, fmt.Sprintf("a.count=%d..%d", c.needs, to)), Require: []string{"mean(a.availability) >= " + c.want}, Whole: whole})
			n := least(c.limit)
			if r.Winner == nil || r.Winner.Pools[0].Count != n || math.Abs(*r.Winner.Row.Cost-700*float64(n)) > 1e-6 {
				t.Fatalf("%+v: %s, want %d for %d USD", c, r.Answer.Verdict.Text, n, 700*n)
			}
			if r.Winner.Row.Decided != "exact" {
				t.Errorf("decided by %s, want exact", r.Winner.Row.Decided)
			}
			for i, nine := range r.Nines {
				limit := 1 - nine.Availability
				if nine.Cost == nil || limit < 1e-12 {
					continue
				}
				if want := 700 * float64(least(limit*(1+1e-9))); math.Abs(*nine.Cost-want) > 1e-6 {
					t.Errorf("%+v: %g costs %g, want %g", c, nine.Availability, *nine.Cost, want)
				}
				if i > 0 && (nine.Step == nil || math.Abs(*nine.Step-(*nine.Cost-*r.Nines[i-1].Cost)) > 1e-6) {
					t.Errorf("%+v: step to %g is %v", c, nine.Availability, nine.Step)
				}
			}
			if len(r.Nines) < 6 {
				t.Errorf("%+v: %d nines are priced, want 6 or more", c, len(r.Nines))
			}
			if whole && r.Space.Ordered > 0 || !whole && r.Space.Answered > 150 {
				t.Errorf("%+v, whole %v: %d answered, %d ordered", c, whole, r.Space.Answered, r.Space.Ordered)
			}
		}
	}
}

// brute answers every candidate by itself and returns the cheapest that passes, 0 for
// none, and its cost.
func brute(t *testing.T, s *capplan.Scenario, vary []fleets.Vary, limit float64) (best int, cost float64) {
	t.Helper()
	at := make([]int, len(vary))
	for index := 1; ; index++ {
		var set []string
		for i := range vary {
			set = append(set, vary[i].Set(at[i])...)
		}
		if v, err := s.Vary(set...); err == nil {
			r := compare(t, v, capplan.Options{Trials: 2, Method: "exact", Lean: true})
			m := r.Fleets["a"].Metrics
			ok := *m["unavailability"].Mean <= limit
			if h, has := m["headroom"]; has && *h.Mean < 0 {
				ok = false
			}
			if c := *m["cost.pv"].Mean; ok && (best == 0 || c < cost) {
				best, cost = index, c
			}
		}
		k := len(at) - 1
		for ; k >= 0; k-- {
			if at[k]++; at[k] < len(vary[k].Values) {
				break
			}
			at[k] = 0
		}
		if k < 0 {
			return best, cost
		}
	}
}

// TestSizeBrute holds searches of random scenarios against all of their candidates,
// with and without the order of counts.
func TestSizeBrute(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	none, ordered, refused := 0, 0, 0
	for k := range 14 {
		needs, most := 2+rng.IntN(6), 40
		racks := 2 + rng.IntN(5)
		extra := fmt.Sprintf("    failure_domains: {rack: {count: %d, failures: {mttf: %d h}, repair: 4 h}}\n", racks, 400+rng.IntN(9000))
		extra += fmt.Sprintf("    support: %d %%/year\n", rng.IntN(20))
		switch rng.IntN(4) {
		case 0:
			extra += "    throughput: 10 req/s\n"
		case 1:
			most = 4 // a Markov chain each
			extra += "    repair_crews: 1\n"
		}
		text := sizable(float64(50+rng.IntN(900)), float64(100+rng.IntN(900)), needs, extra)
		if strings.Contains(text, "throughput") {
			text = strings.Replace(text, "fleets:", fmt.Sprintf("workloads: {w: {peak: %d req/s, growth: 10 %%/year}}\nfleets:", 10*needs+rng.IntN(200)), 1)
		}
		s := scenario(t, text)
		nines := 1 + 9*rng.Float64()
		limit := math.Pow(10, -nines)
		required := fmt.Sprintf("mean(a.unavailability) <= %.20f %%", 100*limit)
		args := []string{fmt.Sprintf("a.count=%d..%d", needs-1, needs+most), "a.spread.rack=" + []string{"1,2", "2,3,4", "1,2,3,4,5,6"}[rng.IntN(3)]}
		if rng.IntN(2) == 0 {
			args = append(args, fmt.Sprintf("a.hardware.price=%d USD,%d USD", 50+rng.IntN(500), 600+rng.IntN(100)))
		}
		vary := varying(t, args...)
		require := []string{required}
		if strings.Contains(text, "throughput") {
			require = append(require, "mean(a.headroom) >= 0 %")
		}
		best, cost := brute(t, s, vary, limit)
		for _, whole := range []bool{true, false} {
			r := size(t, s, capplan.SizeOptions{Vary: vary, Require: require, Whole: whole, Options: capplan.Options{Trials: 4096}})
			ordered += r.Space.Ordered
			refused += r.Space.Refused
			got := 0
			if r.Winner != nil {
				got = r.Winner.Row.Index
			}
			if got != best && !(got > 0 && best > 0 && math.Abs(*r.Winner.Row.Cost-cost) <= 1e-9*cost) {
				t.Errorf("%d, whole %v: candidate %d, want %d for %g\n%s%v %v", k, whole, got, best, cost, text, args, require)
			}
		}
		if best == 0 {
			none++
		}
	}
	if none == 0 || none > 16 || ordered == 0 || refused == 0 {
		t.Errorf("%d scenarios without a fleet, %d candidates decided by order, %d refused: the test sees too little", none, ordered, refused)
	}
}

// TestSizeSampled sizes a fleet that only draws and histories answer; what wins passes
// the gate, and what is next cheaper does not.
func TestSizeSampled(t *testing.T) {
	text := sizable(60, 500, 4, "")
	text = strings.Replace(text, "mttf: 60 h", "mttf: 600 h (300..1200)", 1)
	s := scenario(t, text)
	vary := varying(t, "a.count=4..14")
	for _, require := range []string{"mean(a.availability) >= 99.99 %", "P(a.availability >= 99.99 %) >= 90 %"} {
		r := size(t, s, capplan.SizeOptions{Vary: vary, Require: []string{require}, Options: capplan.Options{Trials: 2000, Seed: 3}})
		if r.Winner == nil || r.Winner.Below == nil {
			t.Fatalf("%s: %s", require, r.Answer.Verdict.Text)
		}
		for _, c := range []struct {
			index int
			want  string
		}{{r.Winner.Row.Index, capplan.Pass}, {*r.Winner.Below, capplan.Fail}} {
			read := func(string) ([]byte, error) { return []byte(text), nil }
			v, err := capplan.Load("x.yaml", capplan.LoadOptions{ReadFile: read, Require: []string{require}, Set: r.Grid[c.index-1].Set})
			if err != nil {
				t.Fatal(err)
			}
			got, err := capplan.Check(context.Background(), v, capplan.Options{Trials: 2000, Seed: 3})
			if err != nil {
				t.Fatal(err)
			}
			if *got.Verdict != c.want && !(*got.Verdict == capplan.Inconclusive && slices.Contains(r.Undecided, c.index)) {
				t.Errorf("%s: candidate %d: %s, want %s", require, c.index, *got.Verdict, c.want)
			}
		}
	}
}

// TestSizeFragment: what size writes for --with is a file that gives the figures of the
// candidate that --set gives.
func TestSizeFragment(t *testing.T) {
	for what, c := range map[string]struct {
		text, require string
		vary          []string
	}{
		"a count":               {sizable(90, 700, 4, ""), "mean(a.availability) >= 99.9 %", []string{"a.count=4..12"}},
		"counts that wait":      {sizable(90, 700, 4, "    standby: {count: 1, kind: cold}\n"), "mean(a.availability) >= 99.99 %", nil},
		"hardware and racks":    {sizable(90, 700, 4, "    failure_domains: {rack: {count: 6, failures: {mttf: 900 h}, repair: 4 h}}\n"), "mean(a.availability) >= 99 %", []string{"a.count=6..16", "a.spread.rack=2,3,6", "a.hardware.price=500 USD,700 USD"}},
		"groups as an object":   {strings.Replace(sizable(900, 700, 6, ""), "    needs: 6\n", "", 1), "mean(a.availability) >= 99 %", []string{"a.groups={size: 2, needs: 1},{size: 3, needs: 2}"}},
		"one of two pools":      {strings.Replace(sizable(90, 700, 4, ""), "    hardware: {price: 700 USD, failures: {mttf: 90 h}, repair: 10 h}\n    count: 4\n    needs: 4\n", "    pools:\n      web: {hardware: {price: 700 USD, failures: {mttf: 90 h}, repair: 10 h}, count: 4, needs: 4}\n      db: {hardware: {price: 900 USD, failures: {mttf: 9000 h}, repair: 10 h}, count: 2, needs: 1}\n", 1), "mean(a.availability) >= 99.9 %", []string{"a.pools.web.count=4..12"}},
		"a whole other machine": {sizable(90, 700, 4, ""), "mean(a.availability) >= 99.9 %", []string{"a.count=4..8", "a.hardware={price: 900 USD, failures: {mttf: 900 h}, repair: 5 h}"}},
	} {
		dir := t.TempDir()
		file, with := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "with.yaml")
		put(t, file, c.text)
		s := load(t, file, capplan.LoadOptions{})
		r := size(t, s, capplan.SizeOptions{Vary: varying(t, c.vary...), Require: []string{c.require}, Options: capplan.Options{Trials: 500}})
		if r.Winner == nil || r.Winner.YAML == "" {
			t.Errorf("%s: no file: %s", what, r.Answer.Verdict.Text)
			continue
		}
		put(t, with, r.Winner.YAML)
		o := capplan.Options{Trials: 500}
		a := compare(t, load(t, file, capplan.LoadOptions{With: []string{with}}), o).Fleets["a"]
		b := compare(t, load(t, file, capplan.LoadOptions{Set: r.Winner.Row.Set}), o).Fleets["a"]
		x, _ := json.Marshal(a.Metrics)
		y, _ := json.Marshal(b.Metrics)
		if len(x) < 1000 || !bytes.Equal(x, y) {
			t.Errorf("%s: the file\n%sgives other figures than --set %v", what, r.Winner.YAML, r.Winner.Row.Set)
		}
		if cost := *a.Metrics["cost.pv"].Mean; math.Abs(cost-*r.Winner.Row.Cost) > 1e-9*cost {
			t.Errorf("%s: the file costs %g, and size says %g", what, cost, *r.Winner.Row.Cost)
		}
		if got, was := *compare(t, s, o).Fleets["a"].Metrics["unavailability"].Mean, *a.Metrics["unavailability"].Mean; got == was {
			t.Errorf("%s: the winner is what the file had: the test sees too little", what)
		}
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, path string, o capplan.LoadOptions) *capplan.Scenario {
	t.Helper()
	s, err := capplan.Load(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSizeWaiting: without --vary also the units that wait to take over are searched; the
// winner is the cheapest of all by comparing each.
func TestSizeWaiting(t *testing.T) {
	for text, axes := range map[string]int{
		sizable(900, 700, 4, "    standby: {count: 1, kind: cold}\n"):                                                                            2,
		strings.Replace(sizable(900, 700, 1, "    mode: active-standby\n    failover: {time: 1 min, success: 99 %}\n"), "    needs: 1\n", "", 1): 1,
	} {
		s := scenario(t, text)
		for _, limit := range []string{"99", "99.9", "99.99"} {
			r := size(t, s, capplan.SizeOptions{Require: []string{"mean(a.availability) >= " + limit + " %"}, Options: capplan.Options{Trials: 100}})
			if len(r.Space.Axes) != axes || !r.Space.Default {
				t.Fatalf("searched %v", r.Space.Axes)
			}
			best := math.Inf(1)
			for i := range r.Grid {
				v, err := s.Vary(r.Grid[i].Set...)
				if err != nil {
					t.Fatal(err)
				}
				f := compare(t, v, capplan.Options{Trials: 2, Method: "exact"}).Fleets["a"]
				want, err := strconv.ParseFloat(limit, 64)
				if err != nil {
					t.Fatal(err)
				}
				if 100**f.Metrics["availability"].Mean >= want {
					best = min(best, *f.Metrics["cost.pv"].Mean)
				}
			}
			switch {
			case r.Winner == nil && !math.IsInf(best, 1):
				t.Errorf("%s %%: no winner, and one costs %g", limit, best)
			case r.Winner != nil && math.Abs(*r.Winner.Row.Cost-best) > 1e-9*best:
				t.Errorf("%s %%: %g, and the cheapest is %g", limit, *r.Winner.Row.Cost, best)
			}
		}
	}
}

// TestSizeJobs gets the same bytes whatever the number of workers.
func TestSizeJobs(t *testing.T) {
	text := strings.Replace(sizable(60, 500, 4, ""), "mttf: 60 h", "mttf: 600 h (300..1200)", 1)
	s := scenario(t, text)
	var want string
	for _, jobs := range []int{1, 2, 7} {
		r := size(t, s, capplan.SizeOptions{Vary: varying(t, "a.count=4..14"), Require: []string{"mean(a.availability) >= 99.99 %"}, Options: capplan.Options{Trials: 300, Jobs: jobs}})
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(b)
		}
		if string(b) != want {
			t.Fatalf("%d workers differ", jobs)
		}
	}
}
