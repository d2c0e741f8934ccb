package pricing

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A call is one line to be posted.
type call struct {
	op       op
	category Category
	name     string
	from, to int
	amount   float64
	life     int
	until    int
	growth   float64
	flag     bool
}

func (c call) post(b *Bill, scale float64) {
	switch c.op {
	case buy:
		b.Buy(c.category, c.name, c.from, c.amount*scale, c.life,
			BuyOptions{Residual: c.flag, Until: c.until, Trend: c.growth})
	case recur:
		if c.growth == 0 {
			b.Recur(c.category, c.name, c.from, c.from+c.to, c.amount*scale, c.flag)
		} else {
			b.RecurWith(c.category, c.name, c.from, c.from+c.to, c.amount*scale, RecurOptions{Growth: c.growth})
		}
	default:
		amount := c.amount
		if c.growth < 0 {
			amount = -amount
		}
		b.Once(c.category, c.name, c.from, amount*scale, c.flag)
	}
}

func drawCall(t *rapid.T) call {
	return call{
		op:       op(rapid.IntRange(0, 2).Draw(t, "op")),
		category: Category(rapid.IntRange(0, categories-1).Draw(t, "category")),
		name:     "line",
		from:     rapid.IntRange(0, 70).Draw(t, "from"),
		to:       rapid.IntRange(0, 70).Draw(t, "months"),
		amount:   rapid.Float64Range(0, 1e6).Draw(t, "amount"),
		life:     rapid.IntRange(-1, 70).Draw(t, "life"),
		until:    rapid.IntRange(0, 70).Draw(t, "until"),
		growth:   rapid.SampledFrom([]float64{0, 0, -0.15, 0.1}).Draw(t, "growth"),
		flag:     rapid.Bool().Draw(t, "flag"),
	}
}

func drawTerms(t *rapid.T) Terms {
	return Terms{
		Months:       rapid.IntRange(1, 65).Draw(t, "horizon"),
		Start:        time.Date(rapid.IntRange(1, 2100).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 1, 0, 0, 0, 0, time.UTC),
		FiscalStart:  time.Month(rapid.IntRange(0, 12).Draw(t, "fiscal")),
		DiscountRate: rapid.SampledFrom([]float64{0, 0.1, 0.01, -0.02}).Draw(t, "rate"),
		Inflation:    rapid.SampledFrom([]float64{0, 0.03, -0.01}).Draw(t, "inflation"),
		Life:         rapid.IntRange(0, 70).Draw(t, "life"),
		Salvage:      rapid.Float64Range(0, 1).Draw(t, "salvage"),
		Residual:     rapid.Bool().Draw(t, "residual"),
	}
}

// Every sum of a bill is the sum of its lines, which are spelled out apart.
func TestLinesSumToTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		b := NewBill(terms)
		calls := rapid.SliceOfN(rapid.Custom(drawCall), 0, 8).Draw(t, "calls")
		for _, c := range calls {
			c.post(b, 1)
		}
		var total, capex, at0 Money
		byCategory := map[Category]Money{}
		byMonth := make([]Money, terms.Months)
		at := make([]Money, terms.Months+1)
		present, size := 0.0, 0.0
		for _, l := range b.Lines() {
			total += l.Amount
			byCategory[l.Category] += l.Amount
			byMonth[l.Month] += l.Amount
			paid := l.Month
			if l.AtEnd {
				paid++
			}
			at[paid] += l.Amount
			present += l.Amount.Float() / math.Pow(1+terms.DiscountRate, float64(paid)/12)
			size += math.Abs(l.Amount.Float()) * math.Pow(1+math.Abs(terms.DiscountRate), 6)
			if l.Capital {
				capex += l.Amount
			}
		}
		for _, c := range Categories() {
			if b.ByCategory(c) != byCategory[c] {
				t.Fatalf("%s is %s, its lines %s", c, b.ByCategory(c), byCategory[c])
			}
		}
		if b.Total() != total || b.Capex() != capex || b.Opex() != total-capex {
			t.Fatalf("total %s capex %s opex %s, lines %s and %s", b.Total(), b.Capex(), b.Opex(), total, capex)
		}
		if got := b.ByMonth(); !slices.Equal(got, byMonth) {
			t.Fatalf("months %v, lines %v", got, byMonth)
		}
		if got := sum(b.ByYear()); got != total {
			t.Fatalf("years sum to %s, lines to %s", got, total)
		}
		peak := at0
		for _, a := range at {
			at0 += a
			peak = max(peak, at0)
		}
		if b.CashPeak() != peak {
			t.Fatalf("peak %s, lines %s", b.CashPeak(), peak)
		}
		// Half a millionth a line, and the rounding of the powers.
		tol := 0.5e-6*float64(len(calls)) + 1e-13*size
		if d := b.PresentValue().Float() - present; !(math.Abs(d) <= tol) {
			t.Fatalf("present value %s, lines %.6f", b.PresentValue(), present)
		}
		if terms.DiscountRate == 0 && b.PresentValue() != total {
			t.Fatalf("nothing is discounted, yet %s became %s", total, b.PresentValue())
		}
		if terms.DiscountRate > 0 && total == sumPositive(b) && b.PresentValue() > total {
			t.Fatalf("discounting raised %s to %s", total, b.PresentValue())
		}
	})
}

// sumPositive returns the total without what is received.
func sumPositive(b *Bill) (total Money) {
	for _, l := range b.Lines() {
		total += max(0, l.Amount)
	}
	return total
}

// A bill of two halves is the two bills, and a used bill is as good as new.
func TestAdditive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		calls := rapid.SliceOfN(rapid.Custom(drawCall), 0, 8).Draw(t, "calls")
		cut := rapid.IntRange(0, len(calls)).Draw(t, "cut")
		all, one, two := NewBill(terms), NewBill(terms), NewBill(drawTerms(t))
		for _, c := range calls {
			c.post(two, 3)
		}
		two.Reset(terms)
		for i, c := range calls {
			c.post(all, 1)
			if i < cut {
				c.post(one, 1)
			} else {
				c.post(two, 1)
			}
		}
		for _, c := range Categories() {
			if all.ByCategory(c) != one.ByCategory(c)+two.ByCategory(c) {
				t.Fatalf("%s does not add up", c)
			}
			if all.PresentValueByCategory(c) != one.PresentValueByCategory(c)+two.PresentValueByCategory(c) {
				t.Fatalf("present value of %s does not add up", c)
			}
		}
		if all.Capex() != one.Capex()+two.Capex() || all.RunRate() != one.RunRate()+two.RunRate() && terms.Months >= 12 {
			t.Fatal("capex or run rate do not add up")
		}
		oneMonths, twoMonths := one.ByMonth(), two.ByMonth()
		for m, a := range all.ByMonth() {
			if a != oneMonths[m]+twoMonths[m] {
				t.Fatalf("month %d does not add up", m)
			}
		}
	})
}

// Twice the price is twice the bill, but for half a millionth a posting.
func TestLinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		c := drawCall(t)
		scale := rapid.Float64Range(0, 1000).Draw(t, "scale")
		b, s := NewBill(terms), NewBill(terms)
		c.post(b, 1)
		c.post(s, scale)
		postings := float64(len(b.Lines()))
		tol := 0.51e-6*(1+scale)*(1+postings) + 1e-12*math.Abs(b.Total().Float()*scale)
		if d := s.Total().Float() - scale*b.Total().Float(); !(math.Abs(d) <= tol) {
			t.Fatalf("%s times %g is %s", b.Total(), scale, s.Total())
		}
		tol *= 1.2 // a negative discount rate magnifies
		if d := s.PresentValue().Float() - scale*b.PresentValue().Float(); !(math.Abs(d) <= tol) {
			t.Fatalf("present %s times %g is %s", b.PresentValue(), scale, s.PresentValue())
		}
	})
}
