package fleets

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// figure returns a figure of a TPC-C entry and its currency.
func figure(t *testing.T, c *Catalog, id, key string) (float64, string) {
	t.Helper()
	text := c.Figure(id, key)
	if text == "" {
		return 0, ""
	}
	word, unit, _ := strings.Cut(text, " ")
	digits := strings.TrimRight(word, "kM")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		t.Fatalf("%s: %s is %q", id, key, text)
	}
	return v * map[string]float64{"": 1, "k": 1e3, "M": 1e6}[word[len(digits):]], unit
}

// TestTPCCResults: the published price per tpmC is the total over tpmC, to half a
// unit of its last digit, in every entry that has all three; and as hardware
// the entry costs that total.
func TestTPCCResults(t *testing.T) {
	c, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	checked, first, last := 0, "9", "0"
	for _, e := range c.List() {
		if e.Kind != tpcC {
			continue
		}
		total, currency := figure(t, c, e.ID, "total_cost")
		tpmc, unit := figure(t, c, e.ID, "tpmc")
		price, per := figure(t, c, e.ID, "price_per_tpmc")
		if unit != "tpmC" || !(total > 0) {
			t.Errorf("%s: %g %s for %g %s", e.ID, tpmc, unit, total, currency)
		}
		plan, err := planOf(head + "fx: {CNY: 0.15 USD}\nfleets: {a: {hardware: catalog:" + e.ID + ", count: 1, failures: never}}\n")
		if err != nil {
			t.Errorf("%s: %v", e.ID, err)
			continue
		}
		if got := plan.Fleets[0].Pools[0].Hardware.Price; got.Value != total || got.Currency != currency {
			t.Errorf("%s costs %g %s as hardware, and %g %s in all", e.ID, got.Value, got.Currency, total, currency)
		}
		if per == "" {
			continue
		}
		if per != currency || !(math.Abs(total/tpmc-price) <= 0.005*(1+1e-9)) {
			t.Errorf("%s: %g %s ÷ %g tpmC is not %g %s", e.ID, total, currency, tpmc, price, per)
		}
		first, last, checked = min(first, e.Date), max(last, e.Date), checked+1
	}
	if checked < 25 || first > "1998-12" || last < "2025" {
		t.Errorf("%d results from %s to %s", checked, first, last)
	}
}

// TestPremiumOfTheBook holds the 4 to 20 times of Barroso and Hölzle's Table 3.1.
func TestPremiumOfTheBook(t *testing.T) {
	c, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		large, small string
		want         float64
	}{
		{"tpcc-hp-superdome-2007", "tpcc-hp-ml350-g5-2007-again", 4.0},
		{"tpcc-superdome-2007-server", "tpcc-ml350-g5-2007-server", 12.8},
		{"tpcc-superdome-2007-server-list", "tpcc-ml350-g5-2007-server-list", 19.9},
	} {
		a, _ := figure(t, c, row.large, "price_per_tpmc")
		b, _ := figure(t, c, row.small, "price_per_tpmc")
		if !(math.Abs(a/b-row.want) <= 0.05) {
			t.Errorf("%s ÷ %s = %.3g, want %g", row.large, row.small, a/b, row.want)
		}
	}
}

func planOf(text string) (*model.Plan, error) {
	plan, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": text})})
	return plan, err
}
