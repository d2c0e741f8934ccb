package pricing

import (
	"slices"
	"testing"
)

// effective sums the EffectiveCost of each month.
func effective(b *Bill) []Money {
	months := make([]Money, b.Terms().Months)
	for _, c := range b.Charges() {
		months[c.Month] += c.EffectiveCost
	}
	return months
}

// What is there already, by hand. 500 in the books after 24 months with 24 to come and
// a salvage of 20 %: it cost 500 / (1 − 0.8 · ½) = 833⅓, and wears 13.8888… a month.
func TestOwnedInEveryView(t *testing.T) {
	const cost = 500 / 0.6
	terms := Terms{Months: 12, Life: 48, Salvage: 0.2, Residual: true}
	long, none := terms, terms
	long.Months, none.Residual = 36, false
	for _, tt := range []struct {
		name            string
		terms           Terms
		a               Asset
		total, support  float64
		writeOff, first float64 // the first month's wear
	}{
		{"half way", terms, Asset{Owned: &Owned{500, 24, 24}}, -(500 - cost*0.8/48*12), 0, 0, cost * 0.8 / 48},
		{"not credited", none, Asset{Owned: &Owned{500, 24, 24}}, 0, 0, 500 - cost*0.8/48*12, 500. / 12},
		{"bought again in month 24, and that a quarter worn", long, Asset{Price: Price{Value: 100}, Count: 10, Owned: &Owned{500, 24, 24}}, 1000 - 800, 0, cost * 0.2, 500. / 24},
		{"given up after 6 months", terms, Asset{Until: 6, Owned: &Owned{500, 24, 24}}, 0, 0, 500 - cost*0.8/8, 500. / 6},
		{"past its life", long, Asset{Price: Price{Value: 100}, Count: 10, Owned: &Owned{30, 60, -12}}, -30, 0, 0, 0},
		{"support of its price of today", terms, Asset{Price: Price{Value: 100}, Count: 10, Support: 0.1, Owned: &Owned{500, 24, 24}}, -(500 - cost*0.8/48*12), 100, 0, cost * 0.8 / 48},
		{"support of what it cost", terms, Asset{Support: 0.12, Owned: &Owned{500, 24, 24}}, -(500 - cost*0.8/48*12), cost * 0.12, 0, cost * 0.8 / 48},
		{"half a year of warranty left", terms, Asset{Support: 0.12, Warranty: 30, Owned: &Owned{500, 24, 24}}, -(500 - cost*0.8/48*12), cost * 0.06, 0, cost * 0.8 / 48},
	} {
		b := NewBill(tt.terms)
		a := tt.a
		a.Category, a.Name, a.Residual, a.SupportName = Hardware, "server", true, "support"
		b.Asset(&a)
		is := func(what string, got Money, want float64) {
			t.Helper()
			if d := got - FromFloat(want); d < -12 || d > 12 { // half a millionth a posting and month, and that of a month times 12
				t.Errorf("%s: %s %s, want %g", tt.name, what, got, want)
			}
		}
		is("hardware", b.ByCategory(Hardware), tt.total)
		is("support", b.ByCategory(Support), tt.support)
		is("write-off", b.WriteOff(), tt.writeOff)
		is("opening", b.Opening(), tt.a.Owned.Book)
		expenses := b.Expenses()
		is("expense", expenses[0]-FromFloat(b.support0()), tt.first)
		same(t, tt.name+": expenses less opening", sum(expenses)-b.Opening(), b.Total())

		// The adjustment is what effective cost and expenses differ by.
		months := effective(b)
		months[0] += b.Opening()
		if !slices.Equal(months, expenses) {
			t.Errorf("%s: effective %v, expenses %v", tt.name, months, expenses)
		}
		c := b.Charges()[0]
		if c.ChargeCategory != Adjustment || c.ChargeDescription != "opening book value" || c.BilledCost != 0 || c.EffectiveCost != -b.Opening() {
			t.Errorf("%s: first row %+v", tt.name, c)
		}
		if b.ByMonth()[0] != FromFloat(b.support0()) {
			t.Errorf("%s: cash at the start: %s", tt.name, b.ByMonth()[0])
		}
		if want := FromFloat(b.LevelMonth().Float() * float64(tt.terms.Months)); tt.a.Price.Value == 0 {
			is("level", want, tt.support)
		}
	}
}

// support0 is the support that is paid in month 0.
func (b *Bill) support0() (sum float64) {
	for _, l := range b.Lines() {
		if l.Category == Support && l.Month == 0 {
			sum += l.Amount.Float()
		}
	}
	return sum
}
