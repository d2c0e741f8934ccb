package capplan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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
