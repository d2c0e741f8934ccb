package capplan_test

import (
	"context"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

func checkedText(t *testing.T, text string, o capplan.Options) *capplan.Result {
	t.Helper()
	s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Check(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rareOverload is a fleet that carries 100 req/s. Its peak is lognormal about 50 with 95 %
// of it within 31 and 80.6, so that by the normal law 0.22 % of the draws exceed what it
// carries, all of the time: the overload is 1 in these and else 0.
const rareOverload = `version: 1
horizon: 1 y
run: {interval: 95 %}
workloads: {web: {peak: 50 req/s (31..80.6)}}
fleets:
  a: {count: 4, throughput: 25 req/s, failures: never}
assertions:
  - {that: mean(a.overload) <= 0.01 %, id: broken}
  - {that: P(a.overload <= 0 %) >= 99.99 %, id: broken-chance}
  - {that: mean(a.overload) <= 1 %, id: kept}
  - {that: P(a.overload <= 0 %) >= 99 %, id: kept-chance}
  - {that: sd(a.overload) <= 0.1 %, id: broken-sd}
`

// TestRareIsNoProof: an overload in 1 of 500 draws, of which few trials have none, is not
// taken for none at all; by more trials each is decided as is true.
func TestRareIsNoProof(t *testing.T) {
	unseen := 0
	for _, seed := range []uint64{1, 2, 3, 4, 5, 6, 7, 8} {
		few := checkedText(t, rareOverload, capplan.Options{Trials: 100, MaxTrials: 100, Seed: seed})
		for i := range few.Assertions {
			a := &few.Assertions[i]
			if a.Verdict != capplan.Inconclusive || a.Method != "monte-carlo" || a.Level != .99 || *a.Lo == *a.Hi {
				t.Errorf("seed %d, %s: %s, %v..%v at %v, %s: %s", seed, a.ID, a.Verdict, *a.Lo, *a.Hi, a.Level, a.Method, a.Why)
			}
			if strings.HasPrefix(a.Why, "the same in all 100 trials") {
				unseen++
			}
		}
		many := checkedText(t, rareOverload, capplan.Options{Trials: 100, MaxTrials: 102_400, Seed: seed})
		for i := range many.Assertions {
			a := &many.Assertions[i]
			want := capplan.Fail
			if strings.HasPrefix(a.ID, "kept") {
				want = capplan.Pass
			}
			if a.Verdict != want || a.Trials <= 100 {
				t.Errorf("seed %d, %s: %s (%v..%v) after %d trials, it is %s", seed, a.ID, a.Verdict, *a.Lo, *a.Hi, a.Trials, want)
			}
		}
	}
	if unseen < 20 {
		t.Errorf("%d of 40 saw nothing: the case does not show what it is for", unseen)
	}
}

// TestAlikeIsExactOrNot: what no uncertain input moves stays exact; what one moves at an end
// only, or a history might, does not pass for it.
func TestAlikeIsExactOrNot(t *testing.T) {
	const text = `version: 1
horizon: 1 y
currency: USD
workloads: {web: {peak: 50 req/s (45..55), value: 1 USD/request}}
fleets:
  a: {count: 4, throughput: 25 req/s, hardware: {price: 10k USD, failures: {mttf: 4000 y (3000..5000)}, repair: 1 h}}
  b: {count: 4, throughput: 25 req/s, hardware: {price: 12k USD (10.9k..13.1k), failures: {mttf: 4000 y (3000..5000)}, repair: 1 h}}
assertions:
  - {that: mean(a.cost.pv) <= 50k USD, id: price}
  - {that: P(a.cost.pv <= 50k USD) >= 99.9 %, id: price-chance}
  - {that: mean(a.regret) <= 1 USD, id: regret}
  - {that: mean(a.served) >= 99.9999 %, id: served}
  - {that: mean(a.cost.lost_revenue) <= 1k USD, id: lost}
  - {that: mean(a.cost.with_losses) <= 41k USD, id: with-losses}
`
	exact := map[string]bool{"price": true, "price-chance": true}
	r := checkedText(t, text, capplan.Options{Trials: 200, MaxTrials: 200, Method: "simulate"})
	for i := range r.Assertions {
		a := &r.Assertions[i]
		want := capplan.Inconclusive
		if exact[a.ID] {
			want = capplan.Pass
		}
		if a.Verdict != want || (a.Level == 1) != exact[a.ID] || (a.Method == "exact") != exact[a.ID] {
			t.Errorf("%s: %s, %s at %v: %s", a.ID, a.Verdict, a.Method, a.Level, a.Why)
		}
		if exact[a.ID] && !strings.HasSuffix(a.Why, "the same at the ends of what is uncertain") {
			t.Errorf("%s is exact: %s", a.ID, a.Why)
		}
	}
	sure := strings.ReplaceAll(text, "12k USD (10.9k..13.1k)", "12k USD")
	for _, a := range checkedText(t, sure, capplan.Options{Trials: 200, MaxTrials: 200}).Assertions {
		if a.ID == "regret" && a.Level != 1 {
			t.Errorf("with prices that are known regret is %s at %v: %s", a.Verdict, a.Level, a.Why)
		}
	}
}
