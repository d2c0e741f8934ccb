package capplan_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// short is the chance that fewer than k of n units are up, each down a share u of the time:
// the sum itself, term by term.
func short(n, k int, u float64) (sum float64) {
	for down := n - k + 1; down <= n; down++ {
		c := 1.0
		for i := range down {
			c *= float64(n-i) / float64(i+1)
		}
		sum += c * math.Pow(u, float64(down)) * math.Pow(1-u, float64(n-down))
	}
	return sum
}

// TestSmallestChange: of an availability that is a binomial sum the change that check finds
// is the smallest of all steps of count, need and repair, each worked out by itself.
func TestSmallestChange(t *testing.T) {
	const mttf, repair = 1000.0, 16.0 // so that a sixteenth is a whole hour
	kinds := map[string]int{}
	for _, c := range []struct {
		count, needs int
		limit        float64 // of the unavailability
	}{
		{10, 10, 1e-3},
		{10, 10, .14},
		{10, 10, .145},
		{10, 9, 1e-2},
		{10, 9, 1e-6},
		{40, 40, 1e-3},
		{20, 17, 1e-4},
		{20, 17, 1e-5},
		{20, 17, 2e-4},
		{5, 5, 1e-9},
		{5, 4, 2e-3},
		{3, 2, 1e-4},
		{1, 1, 1e-2},
		{1, 1, 1e-5},
		{2, 2, 1e-3},
		{30, 24, 1e-9},
		{30, 27, 1e-4},
		{30, 28, 2e-3},
		{100, 97, 1e-3},
	} {
		name := fmt.Sprintf("%d of %d to %g", c.needs, c.count, c.limit)
		text := fmt.Sprintf("version: 1\nfleets:\n  a: {count: %d, needs: %d, failures: {mttf: 1000 h}, repair: 16 h}\nassertions: [{that: mean(a.unavailability) <= %.12f %%, id: up}]\n", c.count, c.needs, c.limit*100)
		u := func(hours float64) float64 { return hours / (mttf + hours) }
		if !(short(c.count, c.needs, u(repair)) > c.limit) {
			t.Fatalf("%s holds as it is", name)
		}
		best, set, value := math.Inf(1), "", 0.0
		try := func(part float64, to string, x float64) {
			if x <= c.limit && part < best {
				best, set, value = part, to, x
			}
		}
		for k := 1; k <= c.count+1; k++ {
			try(float64(k)/float64(c.count), fmt.Sprintf("a.count=%d", c.count+k), short(c.count+k, c.needs, u(repair)))
		}
		for k := 1; k < c.needs; k++ {
			try(float64(k)/float64(c.needs), fmt.Sprintf("a.needs=%d", c.needs-k), short(c.count, c.needs-k, u(repair)))
		}
		for k := 1; k <= 14; k++ {
			try(float64(k)/16, fmt.Sprintf("a.repair=%d h", 16-k), short(c.count, c.needs, u(repair-float64(k))))
		}
		h := advised(t, text)
		switch {
		case h == nil || (h.Change == nil) != (set == ""):
			t.Errorf("%s: %+v, smallest is %q", name, h, set)
		case set == "":
			kinds["none"]++
		case h.Change.Set != set || !(math.Abs(*h.Change.Value-value) <= 1e-9*value) || h.Change.Method != "exact":
			t.Errorf("%s: found %s (%g), smallest is %s (%g), %g of it", name, h.Change.Set, *h.Change.Value, set, value, best)
		default:
			kinds[set[:7]]++
		}
	}
	if kinds["a.count"] < 3 || kinds["a.needs"] < 3 || kinds["a.repai"] < 2 {
		t.Errorf("not each kind of change is the smallest at some time: %v", kinds)
	}
}

// advised is what check finds for the one assertion of a text.
func advised(t *testing.T, text string) *capplan.Help {
	t.Helper()
	s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Check(context.Background(), s, capplan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := capplan.Advise(context.Background(), s, r, capplan.Options{}); err != nil {
		t.Fatal(err)
	}
	if r.Assertions[0].Verdict != capplan.Fail || r.Assertions[0].Help == nil {
		t.Fatalf("%s: %+v", r.Assertions[0].Verdict, r.Assertions[0].Help)
	}
	return r.Assertions[0].Help
}

// TestSmallestSaving: of a cost that is count · price, whichever of fewer units and a lower
// price is the smaller change; none where the other stays too dear.
func TestSmallestSaving(t *testing.T) {
	for _, c := range []struct {
		count, price, limit int
		set                 string
	}{
		{10, 1000, 9500, "a.hardware.price=950 USD"}, // 5 % less, one unit of ten is 10 %
		{10, 1000, 9000, "a.count=9"},                // both 10 %: the first that is tried stays
		{10, 1000, 8999, "a.hardware.price=890 USD"}, // 11 % less in price, two of ten in units
		{50, 1000, 48_999, "a.hardware.price=970 USD"},
		{50, 1000, 48_000, "a.count=48"},
		{1, 1000, 199, ""}, // the one unit stays, and 80 % is the most off its price
		{1, 1000, 200, "a.hardware.price=200 USD"},
		{9, 1000, 6000, "a.count=6"},
		{64, 1000, 1000, "a.count=1"},
	} {
		h := advised(t, fmt.Sprintf("version: 1\ncurrency: USD\nhorizon: 1 y\nfinance: {discount_rate: 0 %%}\nfleets:\n  a: {count: %d, failures: never, hardware: {price: %d USD, useful_life: 1 y}}\nassertions: [{that: mean(a.cost.capex) <= %d USD, id: cost}]\n", c.count, c.price, c.limit))
		if got := h.Change; (got == nil) != (c.set == "") || got != nil && got.Set != c.set {
			t.Errorf("%d at %d to %d: found %+v, smallest is %q", c.count, c.price, c.limit, got, c.set)
		} else if got != nil && *got.Value > float64(c.limit) {
			t.Errorf("%s gives %g, more than %d", got.Set, *got.Value, c.limit)
		}
	}
}

// TestSmallestSurvivor: what survives is found as by trying every count and need in turn.
func TestSmallestSurvivor(t *testing.T) {
	for _, c := range []struct{ count, racks, needs, lost int }{{10, 5, 9, 1}, {12, 4, 12, 1}, {12, 4, 10, 2}, {7, 3, 6, 1}, {40, 8, 36, 2}, {24, 4, 22, 1}} {
		left := func(count int) int { // after losing the fullest racks
			out := count
			for r := range c.lost {
				out -= (count + c.racks - 1 - r) / c.racks
			}
			return out
		}
		best, set := math.Inf(1), ""
		for k := 1; k <= c.count+1; k++ {
			if part := float64(k) / float64(c.count); left(c.count+k) >= c.needs && part < best {
				best, set = part, fmt.Sprintf("a.count=%d", c.count+k)
			}
		}
		for k := 1; k < c.needs; k++ {
			if part := float64(k) / float64(c.needs); left(c.count) >= c.needs-k && part < best {
				best, set = part, fmt.Sprintf("a.needs=%d", c.needs-k)
			}
		}
		h := advised(t, fmt.Sprintf("version: 1\nfleets:\n  a: {count: %d, needs: %d, failures: never, failure_domains: {rack: {count: %d, failures: {afr: 1 %%}, repair: 8 h}}}\nassertions: [{that: \"a.survives(rack, %d)\", id: racks}]\n", c.count, c.needs, c.racks, c.lost))
		if h.Change == nil || h.Change.Set != set {
			t.Errorf("%+v: found %+v, smallest is %s", c, h.Change, set)
		}
	}
}
