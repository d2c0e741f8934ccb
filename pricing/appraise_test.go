package pricing

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// yearly puts flows at the starts of years.
func yearly(flows ...float64) (start, end []Money) {
	start, end = make([]Money, 12*len(flows)), make([]Money, 12*len(flows))
	for y, f := range flows {
		start[12*y] = FromFloat(f)
	}
	return start, end
}

func TestInternalRate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		flows []float64
		want  float64
		ok    bool
	}{
		{"one year", []float64{-100, 110}, 0.1, true},
		{"two years", []float64{-100, 0, 121}, 0.1, true},
		{"Brealey and Myers, 5: 28.08 %", []float64{-4000, 2000, 4000}, 0.28077640640441515, true}, // (1 + √17)/4 − 1
		{"a loss", []float64{-100, 50}, -0.5, true},
		{"nothing paid first", []float64{100, -110}, 0, false},
		{"never less", []float64{10, 10}, 0, false},
		{"never back", []float64{-10, -10}, 0, false},
		{"two rates, 25 % and 400 %", []float64{-4000, 25000, -25000}, 0, false},
		{"three rates: 10 %, 20 % and 30 %", []float64{-1000, 3600, -4310, 1716}, 0, false},
		{"three turns, one above 0", []float64{-100, 230, -10, 5}, 0, true},
	} {
		start, end := yearly(tt.flows...)
		got, ok := InternalRate(start, end)
		switch {
		case ok != tt.ok:
			t.Errorf("%s: %v, %v", tt.name, got, ok)
		case ok && tt.want != 0:
			near(t, tt.name, got, tt.want, 1e-9)
		case ok && !(math.Abs(NetPresentValue(start, end, got)) < 1e-6):
			t.Errorf("%s: worth %v at %v", tt.name, NetPresentValue(start, end, got), got)
		}
	}
}

// At the rate that is found the flows are worth nothing, and just beside it not.
func TestInternalRateIsARoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 120).Draw(t, "months")
		start, end := make([]Money, n), make([]Money, n)
		start[0] = -FromFloat(rapid.Float64Range(1, 1e6).Draw(t, "paid"))
		for m := range end {
			end[m] = FromFloat(rapid.Float64Range(0, 1e5).Draw(t, "back"))
		}
		rate, ok := InternalRate(start, end)
		if !ok {
			return
		}
		near := func(r float64) float64 { return NetPresentValue(start, end, r) }
		if step := 1e-7 * (1 + rate); !(near(rate-step) > 0 && near(rate+step) < 0) {
			t.Fatalf("at %v worth %v, beside it %v and %v", rate, near(rate), near(rate-step), near(rate+step))
		}
	})
}

func TestPayback(t *testing.T) {
	flows := func(first float64, monthly ...float64) (start, end []Money) {
		start, end = make([]Money, len(monthly)), make([]Money, len(monthly))
		start[0] = FromFloat(first)
		for m, x := range monthly {
			end[m] = FromFloat(x)
		}
		return start, end
	}
	for _, tt := range []struct {
		first  float64
		months []float64
		want   int
		ok     bool
	}{
		{-100, []float64{40, 40, 40, 40}, 3, true},
		{-80, []float64{40, 40, 40}, 2, true},
		{5, []float64{-3, 4}, 0, true},
		{-100, []float64{40}, 0, false},
		{-10, []float64{20, -30, 40}, 1, true}, // the first time
	} {
		start, end := flows(tt.first, tt.months...)
		if got, ok := Payback(start, end); got != tt.want || ok != tt.ok {
			t.Errorf("%v, %v: %d, %v", tt.first, tt.months, got, ok)
		}
	}
}

// −1000 now, 300 at the ends of four years, at 8 %: −6.361947986700358; and the bill's
// present value is that of its flows.
func TestNetPresentValueOfFlows(t *testing.T) {
	start, end := yearly(-1000, 300, 300, 300, 300)
	near(t, "closed form", NetPresentValue(start, end, 0.08), -6.361947986700358, 1e-9)
	b := NewBill(Terms{Months: 30, DiscountRate: 0.07, Life: 24, Residual: true})
	b.Buy(Hardware, "server", 0, 1000, 0, BuyOptions{Residual: true})
	b.Recur(Energy, "power", 3, 30, 120, false)
	start, end = b.Flows(nil, nil)
	near(t, "bill", NetPresentValue(start, end, 0.07), b.PresentValue().Float(), 1e-9)
	var sum float64
	for _, m := range b.PresentValues() {
		sum += m.Float()
	}
	near(t, "by month", sum, b.PresentValue().Float(), 1e-7)
}

// Far from 1 a step of Newton's is a 1200th: a thousand paid, a millionth back after a
// hundred years.
func TestInternalRateOfACentury(t *testing.T) {
	start, end := make([]Money, 1200), make([]Money, 1200)
	start[0], end[1199] = -1000*Unit, 1
	rate, ok := InternalRate(start, end)
	if !ok {
		t.Fatal("no rate")
	}
	near(t, "rate", rate, math.Pow(1e-9, 1.0/100)-1, 1e-10)
}

// TestBelowFrom: when cumulative flows are above 0 for good.
func TestBelowFrom(t *testing.T) {
	m := func(v ...float64) (out []Money) {
		for _, x := range v {
			out = append(out, FromFloat(x))
		}
		return out
	}
	for _, c := range []struct {
		start, end []Money
		months     int
		ok         bool
	}{
		{m(-10, 0, 0, 0), m(4, 4, 4, 4), 3, true},
		{m(-10, 0, -9, 0), m(20, 4, 4, 4), 1, true},
		{m(-10, 0, -20, 0), m(20, 4, 4, 4), 4, true}, // −2 after three months, 2 after four
		{m(0, 0, 0, 0), m(4, 4, 4, 4), 0, true},
		{m(0, 0, 0, 0), m(4, 4, 4, -12), 0, false},
		{m(5, 0, 0, 0), m(-9, 9, 0, 0), 2, true},
		{m(0, 0), m(0, 0), 0, false},
	} {
		if months, ok := BelowFrom(c.start, c.end); months != c.months || ok != c.ok {
			t.Errorf("%v, %v: %d %v, want %d %v", c.start, c.end, months, ok, c.months, c.ok)
		}
	}
}
