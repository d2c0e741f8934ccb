package fleets

import (
	"math"
	"testing"
)

func TestReadWritten(t *testing.T) {
	for text, want := range map[string]Written{
		"18k USD/year (15k..22k)":      {18e3, "USD/year", true, [2]float64{15e3, 22e3}},
		"42 %":                         {42, "%", false, [2]float64{}},
		"-5 %/year (-10 %..0 %)":       {-5, "%/year", true, [2]float64{-10, 0}},
		"4k..9k req/s":                 {6e3, "req/s", true, [2]float64{4e3, 9e3}},
		"10k USD ± 20 %":               {10e3, "USD", true, [2]float64{8e3, 12e3}},
		"1 h (30 min..2 h)":            {1, "h", false, [2]float64{}},
		"24":                           {24, "", false, [2]float64{}},
		"25 %/year (15 %..40 %)":       {25, "%/year", true, [2]float64{15, 40}},
		"1.5M USD / server (1M..2.5M)": {1.5e6, "USD/server", true, [2]float64{1e6, 2.5e6}},
	} {
		got, ok := ReadWritten(text)
		if !ok || math.Abs(got.Value-want.Value) > 1e-9*math.Abs(want.Value) || got.Unit != want.Unit || got.Ranged != want.Ranged || got.Range != want.Range {
			t.Errorf("%s: %+v %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"never", "none", "2027-01", "rack", "a USD", "30 min..2 h"} {
		if got, ok := ReadWritten(text); ok {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}
