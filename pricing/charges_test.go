package pricing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Three months of a server that lasts four, and of other things, by hand.
func TestCharges(t *testing.T) {
	b := NewBill(Terms{
		Months: 3, Start: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Life: 4, Salvage: 0.2, Residual: true,
	})
	b.Buy(Hardware, "server", 0, 100, 0, BuyOptions{Residual: true, Quantity: 2, Unit: "server"})
	b.RecurWith(Energy, "power", 1, 2, 12, RecurOptions{Quantity: 730, Unit: "kWh"})
	b.Once(OneOff, "move", 1, 5, true)
	b.Once(Other, "scrap", 2, -7, false)
	b.Once(Other, "repair", 0, 3, false)
	want := []string{
		"2026-11-01 2026-12-01 Purchase One-Time purchase hardware server 2 server 100 0",
		"2026-11-01 2026-12-01 Usage Recurring amortisation hardware server 1 month 0 20",
		"2026-12-01 2027-01-01 Usage Recurring amortisation hardware server 1 month 0 20",
		"2027-01-01 2027-02-01 Usage Recurring amortisation hardware server 1 month 0 20",
		"2027-01-01 2027-02-01 Credit One-Time residual value hardware server 2 server -40 0",
		"2026-12-01 2027-01-01 Usage Recurring running cost energy power 730 kWh 1 1",
		"2026-12-01 2027-01-01 Purchase One-Time one-off one_off move 1 unit 5 0",
		"2026-12-01 2027-01-01 Usage Recurring amortisation one_off move 1 month 0 2.5",
		"2027-01-01 2027-02-01 Usage Recurring amortisation one_off move 1 month 0 2.5",
		"2027-01-01 2027-02-01 Credit One-Time one-off other scrap 1 unit -7 -7",
		"2026-11-01 2026-12-01 Usage One-Time one-off other repair 1 unit 3 3",
	}
	charges := b.Charges()
	for i, c := range charges {
		got := fmt.Sprintf("%s %s %s %s %s %s %s %g %s %s %s",
			c.ChargePeriodStart.Format(time.DateOnly), c.ChargePeriodEnd.Format(time.DateOnly),
			c.ChargeCategory, c.ChargeFrequency, c.ChargeDescription, c.ServiceCategory, c.ResourceName,
			c.PricingQuantity, c.PricingUnit, c.BilledCost, c.EffectiveCost)
		if i >= len(want) || got != want[i] {
			t.Errorf("row %d: %s", i, got)
		}
	}
	if len(charges) != len(want) {
		t.Errorf("%d rows, want %d", len(charges), len(want))
	}
}

func TestChargesWithoutStart(t *testing.T) {
	b := NewBill(Terms{Months: 13})
	b.Once(Other, "repair", 12, 3, false)
	if got := b.Charges()[0].ChargePeriodStart; got != time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Errorf("month 12 starts %s, want year 2", got)
	}
}

// Whatever is bought, cash and amortised cost agree for every line.
func TestChargesReconcile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := NewBill(drawTerms(t))
		calls := rapid.SliceOfN(rapid.Custom(drawCall), 0, 8).Draw(t, "calls")
		for i, c := range calls {
			c.name = fmt.Sprint("line ", i)
			c.post(b, 1)
		}
		var billed, effective Money
		perLine := map[string]Money{}
		for _, c := range b.Charges() {
			billed += c.BilledCost
			effective += c.EffectiveCost
			perLine[c.ResourceName] += c.BilledCost - c.EffectiveCost
			switch {
			case c.ChargeCategory == Purchase && c.EffectiveCost != 0:
				t.Fatalf("purchase with effective cost: %+v", c)
			case c.ChargeDescription == "amortisation" && (c.BilledCost != 0 || c.EffectiveCost < 0):
				t.Fatalf("amortisation is cash or negative: %+v", c)
			case c.Month < 0 || c.Month >= b.Terms().Months:
				t.Fatalf("outside the horizon: %+v", c)
			}
		}
		if billed != b.Total() || effective != b.Total() {
			t.Fatalf("billed %s, effective %s, total %s", billed, effective, b.Total())
		}
		for name, d := range perLine {
			if d != 0 {
				t.Fatalf("%s: billed − effective = %s", name, d)
			}
		}
	})
}

func TestLinesOfAReplacement(t *testing.T) {
	b := NewBill(Terms{Months: 3, Residual: true})
	b.Buy(Hardware, "disk", 0, 10, 2, BuyOptions{Residual: true})
	var got []string
	for _, l := range b.Lines() {
		got = append(got, fmt.Sprint(l.Description, " ", l.Month, " ", l.AtEnd, " ", l.Amount))
	}
	want := []string{"purchase 0 false 10", "bought again 2 false 10", "residual value 2 true -5"}
	if !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
}
