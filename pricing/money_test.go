package pricing

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestFromFloat(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want Money
	}{
		{0, 0},
		{1, 1_000_000},
		{-2.5, -2_500_000},
		{0.1, 100_000},
		{1.0 / 3, 333_333},
		{2.0 / 3, 666_667},
		{0.5e-6, 0},
		{1.5e-6, 2},
		{2.5e-6, 2},
		{-0.5e-6, 0},
		{-1.5e-6, -2},
		{1e12, 1e18},
		{1e300, MaxMoney},
		{-1e300, -MaxMoney},
		{0x1p63 / 1e6, MaxMoney},
		{-0x1p63 / 1e6, -MaxMoney},
	} {
		if got := FromFloat(tt.x); got != tt.want {
			t.Errorf("FromFloat(%g) = %d, want %d", tt.x, int64(got), int64(tt.want))
		}
	}
}

func TestMoneyText(t *testing.T) {
	for _, tt := range []struct {
		m      Money
		places int
		want   string
		full   string
	}{
		{0, 2, "0.00", "0"},
		{1_234_500_000, 2, "1234.50", "1234.5"},
		{-1, 2, "0.00", "-0.000001"},
		{-1, 6, "-0.000001", "-0.000001"},
		{3_000_000, 0, "3", "3"},
		{100_000_000, 0, "100", "100"},
		{2_500_000, 0, "2", "2.5"},
		{3_500_000, 0, "4", "3.5"},
		{-3_500_000, 0, "-4", "-3.5"},
		{999_999, 2, "1.00", "0.999999"},
		{MaxMoney, 6, "9223372036854.775807", "9223372036854.775807"},
		{-MaxMoney, 2, "-9223372036854.78", "-9223372036854.775807"},
		{math.MinInt64, 6, "-9223372036854.775808", "-9223372036854.775808"},
	} {
		if got := tt.m.Decimal(tt.places); got != tt.want {
			t.Errorf("Money(%d).Decimal(%d) = %s, want %s", int64(tt.m), tt.places, got, tt.want)
		}
		if got := tt.m.String(); got != tt.full {
			t.Errorf("Money(%d).String() = %s, want %s", int64(tt.m), got, tt.full)
		}
	}
}

// The text is read back with exact rationals.
func TestMoneyTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.Int64().Draw(t, "micro"))
		places := rapid.IntRange(0, 6).Draw(t, "places")
		exact := big.NewRat(int64(m), int64(Unit))
		for text, within := range map[string]*big.Rat{
			m.String():        new(big.Rat),
			m.Decimal(places): new(big.Rat).Quo(big.NewRat(1, 2), pow10(places)),
		} {
			r, ok := new(big.Rat).SetString(text)
			if !ok {
				t.Fatalf("%q is no number", text)
			}
			d := new(big.Rat).Sub(r, exact)
			if d.Abs(d).Cmp(within) > 0 {
				t.Fatalf("%d printed as %s", int64(m), text)
			}
		}
	})
}

func pow10(n int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
}

// Beyond 2^51 the division and the product can together miss by half a millionth.
func TestFloatReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.Int64Range(-1<<51, 1<<51).Draw(t, "micro"))
		if got := FromFloat(m.Float()); got != m {
			t.Fatalf("%d came back as %d", int64(m), int64(got))
		}
	})
}

func TestCategories(t *testing.T) {
	want := []string{
		"hardware", "licences", "support", "energy", "space", "network",
		"staff", "engineering", "one_off", "replacements", "other",
	}
	all := Categories()
	if len(all) != len(want) {
		t.Fatalf("%d categories, want %d", len(all), len(want))
	}
	for i, c := range all {
		if c.String() != want[i] {
			t.Errorf("category %d is %s, want %s", i, c, want[i])
		}
	}
}
