package pricing

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A posting enters one kind of line under a name, for so many times the count and the
// price.
type posting func(b *Bill, name string, times, exchange float64)

func drawPrice(t *rapid.T, what string) func(exchange float64) Price {
	p := Price{
		Value:    rapid.Float64Range(0, 1e4).Draw(t, what),
		Age:      float64(rapid.IntRange(-24, 60).Draw(t, "age")),
		Growth:   rapid.SampledFrom([]float64{0, 0, 0.05, -0.2}).Draw(t, "growth"),
		Steps:    rapid.Bool().Draw(t, "steps"),
		Discount: rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "discount"),
	}
	rates := rapid.SampledFrom([][]float64{{1}, {1.5, 1.25, 1.75}}).Draw(t, "rates")
	return func(exchange float64) Price {
		out := p
		for _, r := range rates {
			out.Exchange = append(out.Exchange, r*exchange)
		}
		return out
	}
}

func drawPosting(t *rapid.T) posting {
	price, second := drawPrice(t, "price"), drawPrice(t, "second price")
	count := float64(rapid.IntRange(1, 20).Draw(t, "count"))
	from, until := rapid.IntRange(0, 30).Draw(t, "from"), rapid.SampledFrom([]int{0, 0, 12, 36, 50}).Draw(t, "until")
	life := rapid.SampledFrom([]int{Forever, 5, 12, 36, 70}).Draw(t, "life")
	share := rapid.SampledFrom([]float64{0, 0.12, 0.7, 1}).Draw(t, "share")
	a := Asset{
		Category: Hardware, Count: count, Unit: "server", From: from, Until: until, Life: life, Residual: rapid.Bool().Draw(t, "residual"),
		Support: share / 5, Warranty: rapid.SampledFrom([]int{0, 6, 90}).Draw(t, "warranty"),
	}
	book := rapid.Float64Range(0, 1e4).Draw(t, "book")
	used, left := rapid.IntRange(0, 60).Draw(t, "used"), rapid.IntRange(-9, 60).Draw(t, "left")
	asset := func(name string, times, x float64) Asset {
		out := a
		out.Name, out.SupportName, out.Price, out.Count = name, name+" support", price(x), count*times
		return out
	}
	return []posting{
		func(b *Bill, name string, times, x float64) {
			a := asset(name, times, x)
			b.Asset(&a)
		},
		func(b *Bill, name string, times, x float64) {
			a := asset(name, times, x)
			a.Owned = &Owned{Book: book * times * x, Used: used, Left: left}
			b.Asset(&a)
		},
		func(b *Bill, name string, times, x float64) {
			b.Lease(&Lease{Asset: asset(name, times, x), Months: 20, Rate: share / 4})
		},
		func(b *Bill, name string, times, x float64) {
			b.Rent(&Rent{
				Category: Hardware, Name: name, ReservedName: name + " reserved", PerYear: price(x), Count: count * times,
				From: from, Until: until, Reserved: share, Discount: 0.4, Term: 14,
			})
		},
		func(b *Bill, name string, times, x float64) {
			b.Running(&Running{Category: Network, Name: name, PerYear: price(x), Count: count * times, From: from, Until: until})
		},
		func(b *Bill, name string, times, x float64) {
			b.Licence(&Licence{
				Name: name, SupportName: name + " support", Kind: LicenceKind(used % 3), Price: price(x), Count: count * times,
				Support: share / 3, Term: 24, From: from, Until: until,
			})
		},
		func(b *Bill, name string, times, x float64) {
			b.Power(&Power{Name: name, Overhead: name + " cooling", Kilowatts: count * times, PUE: 1 + share, HoursPerMonth: 730, PerKWh: price(x / 1e4), From: from, Until: until})
		},
		func(b *Bill, name string, times, x float64) {
			b.Facility(&Facility{
				Watts: 100 * count * times, Occupancy: 0.8, Prices: []NamedPrice{{name, price(x)}, {name + " plant", second(x)}}, Life: life,
				OpexName: name + " opex", OpexPerYear: second(x / 10), From: from, Until: until,
			})
		},
		func(b *Bill, name string, times, x float64) {
			b.Staff(&Team{Role: name, Heads: count * times, Overhead: share, Salary: price(x), From: from, Until: until})
		},
	}[rapid.IntRange(0, 8).Draw(t, "kind")]
}

func drawBill(t *rapid.T) (Terms, []posting) {
	terms := drawTerms(t)
	terms.Tax = rapid.SampledFrom([]float64{0, 0.17}).Draw(t, "tax")
	terms.CostOfCapital = rapid.SampledFrom([]float64{0, 0.08}).Draw(t, "cost of capital")
	return terms, rapid.SliceOfN(rapid.Custom(drawPosting), 1, 5).Draw(t, "postings")
}

func posted(terms Terms, postings []posting, times, exchange float64) *Bill {
	b := NewBill(terms)
	for i, p := range postings {
		p(b, fmt.Sprint("line ", i), times, exchange)
	}
	return b
}

// figures are all that a count or a currency scales.
func figures(b *Bill) []Money {
	out := []Money{b.Total(), b.PresentValue(), b.Capex(), b.Opening(), b.WriteOff(), b.LevelMonth(), b.CashPeak()}
	if b.t.Months >= 12 { // else scaled up, rounding and all
		out = append(out, b.RunRate())
	}
	for _, c := range Categories() {
		out = append(out, b.ByCategory(c), b.PresentValueByCategory(c))
	}
	return append(append(out, b.ByMonth()...), b.Expenses()...)
}

// Three times as many of everything, in a currency of which 8 are one, cost 24 times as
// much, but for half a millionth a posting.
func TestKindsAreLinearInCountAndCurrency(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, postings := drawBill(t)
		one, many := posted(terms, postings, 1, 1), posted(terms, postings, 3, 8)
		rounding := Money(24 * (len(one.Lines()) + terms.Months + 8))
		f := figures(many)
		for i, x := range figures(one) {
			if d := f[i] - 24*x; d > rounding+x.size()/1e9 || d < -rounding-x.size()/1e9 {
				t.Fatalf("figure %d: %s, 24 times %s", i, f[i], x)
			}
		}
	})
}

func (m Money) size() Money { return max(m, -m) }

// In each line, and with each line's tax, cash is what charges bill, what they spread,
// and what a spreadsheet works out of the items; expenses are that and the opening
// book value.
func TestKindsReconcile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, postings := drawBill(t)
		b := posted(terms, postings, 1, 1)
		total, difference, effective := map[string]Money{}, map[string]Money{}, make([]Money, terms.Months)
		for _, l := range b.Lines() {
			total[l.Name] += l.Amount
			want := FromFloat(l.Amount.Float() * terms.Tax / (1 + terms.Tax))
			if l.Category == Staff || l.Kind == Credit && l.Tax == 0 { // a book value is as it is
				want = 0
			}
			if l.Tax != want {
				t.Fatalf("%s: tax %s of %s", l.Name, l.Tax, l.Amount)
			}
		}
		for _, c := range b.Charges() {
			total[c.ResourceName] -= c.BilledCost
			difference[c.ResourceName] += c.BilledCost - c.EffectiveCost
			if c.ChargeCategory == Adjustment {
				effective[c.Month] -= c.EffectiveCost // an expense of the past
			}
			effective[c.Month] += c.EffectiveCost
			if c.ChargeCategory == Adjustment && c.BilledCost != 0 || c.ChargeDescription == "amortisation" && c.Tax != 0 {
				t.Fatalf("%+v", c)
			}
		}
		for name, d := range total {
			if d != 0 || difference[name] != 0 {
				t.Fatalf("%s: cash − billed %s, billed − effective %s", name, d, difference[name])
			}
		}
		b.reconcile(t, effective)
	})
}

// reconcile compares views of the whole bill that are made apart.
func (b *Bill) reconcile(t *rapid.T, effective []Money) {
	months := b.Expenses()
	opening, expenses := b.Opening(), sum(months)
	if expenses-opening != b.Total() || !slices.Equal(months, effective) {
		t.Fatalf("expenses %s %v, opening %s, total %s, charges %v", expenses, months, opening, b.Total(), effective)
	}
	cash := make([]Money, b.t.Months)
	for _, it := range b.Items() {
		cash[len(cash)-1] -= it.Residue
		for m := it.From; m < it.To; m++ {
			growth := 1.0
			for range m / 12 {
				growth *= 1 + it.Growth
			}
			switch {
			case it.Op == "recur":
				cash[m] += FromFloat(it.Amount / 12 * growth)
			case it.Op != "keep" && m == it.From:
				cash[m] += FromFloat(it.Amount)
			}
		}
	}
	for m, want := range b.ByMonth() {
		if d := cash[m] - want; d.size() > Money(len(b.entries)) {
			t.Fatalf("month %d: items %s, cash %s", m, cash[m], want)
		}
	}
	start, end := b.Flows(nil, nil)
	if sum(start)+sum(end) != b.Total() {
		t.Fatalf("flows %s and %s, total %s", sum(start), sum(end), b.Total())
	}
	if b.t.DiscountRate == 0 && b.PresentValue() != b.Total() {
		t.Fatalf("nothing is discounted, yet %s became %s", b.Total(), b.PresentValue())
	}
	var level Money
	for _, l := range b.Level() {
		level += l.Total()
	}
	if level != b.LevelMonth() {
		t.Fatalf("level lines %s, month %s", level, b.LevelMonth())
	}
}

// Without interest and salvage a level month is the straight line: where what is left is
// credited, the mean expense.
func TestLevelWithoutInterestIsTheStraightLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, _ := drawBill(t)
		terms.CostOfCapital, terms.Salvage, terms.Residual = 0, 0, true
		b := NewBill(terms)
		for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
			b.Asset(&Asset{
				Category: Hardware, Name: strings.Repeat("x", i), Price: drawPrice(t, "price")(1), Count: 3, Residual: true,
				From: rapid.IntRange(0, 20).Draw(t, "from"), Life: rapid.SampledFrom([]int{Forever, 7, 12, 48, 90}).Draw(t, "life"),
				SupportName: "support", Support: 0.1, Warranty: 3,
			})
		}
		for _, l := range b.Level() {
			if l.Interest.size() > 10 {
				t.Fatalf("interest %s of %s", l.Interest, l.Amortisation)
			}
		}
		mean := sum(b.Expenses()).Float() / float64(terms.Months)
		if d := b.LevelMonth() - FromFloat(mean); d.size() > Money(2*len(b.entries)+2) {
			t.Fatalf("level %s, mean expense %g", b.LevelMonth(), mean)
		}
	})
}
