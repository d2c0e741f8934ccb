package report

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

func TestShort(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"},
		{1, "1"},
		{999.4, "999"},
		{1234, "1230"},
		{9994, "9990"},
		{9996, "10k"},
		{12345, "12.3k"},
		{999499, "999k"},
		{999500, "1M"},
		{12.345e6, "12.3M"},
		{-12.345e6, "-12.3M"},
		{4.2e9, "4.2G"},
		{7e12, "7T"},
		{1.64e200, "1.64e+200"},
		{0.5, "0.5"},
		{0.000123456, "0.000123"},
		{0.0000123, "1.23e-05"},
	} {
		if got := short(c.x); got != c.want {
			t.Errorf("short(%v) = %s, want %s", c.x, got, c.want)
		}
	}
}

// TestData: what a machine reads back is the same number.
func TestData(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 0.1, 1.0 / 3, 1e-6, 9.99e-7, 1e-300, 1e20, 1e21, 1e308, 5e-324, 12345678.9, math.MaxFloat64} {
		got, err := strconv.ParseFloat(data(x), 64)
		if err != nil || got != x {
			t.Errorf("data(%v) = %s, which reads %v, %v", x, data(x), got, err)
		}
	}
	if got := data(1e6); got != "1000000" {
		t.Errorf("data(1e6) = %s", got)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0 %"}, {1, "100 %"}, {0.5, "50 %"}, {0.98234, "98.2 %"}, {0.99953, "99.953 %"}, {0.9999989, "99.99989 %"}, {1 - 2e-9, "99.99999980 %"}, {0.0001234, "0.0123 %"}, {2.5, "250 %"}, {-0.2, "-20 %"},
	} {
		if got := soft(percent(c.x)); got != c.want {
			t.Errorf("percent(%v) = %s, want %s", c.x, got, c.want)
		}
	}
	for x := 0.5; x < 1; x = (1 + x) / 2 {
		if got := percent(x); strings.HasPrefix(got, "100") {
			t.Errorf("percent(%v) = %s: not all of it", x, got)
		}
	}
}

// soft makes every space an ordinary one.
func soft(s string) string { return strings.ReplaceAll(s, hard, " ") }

// TestProbability: a sampled one is never 0 % or 100 %.
func TestProbability(t *testing.T) {
	for _, c := range []struct {
		m      capplan.Metric
		trials int
		want   string
	}{
		{capplan.Metric{Mean: p(0), Method: "exact"}, 20000, "0 %"},
		{capplan.Metric{Mean: p(1), Method: "numerical"}, 20000, "100 %"},
		{capplan.Metric{Mean: p(0), Method: monteCarlo}, 15000, "< 0.02 %"},
		{capplan.Metric{Mean: p(0), Hi: p(0.000184), Method: monteCarlo}, 20000, "< 0.0184 %"},
		{capplan.Metric{Mean: p(1), Method: monteCarlo}, 15000, "> 99.980 %"},
		{capplan.Metric{Mean: p(1), Lo: p(0.9998), Method: monteCarlo}, 20000, "> 99.980 %"},
		{capplan.Metric{Mean: p(0.42), Method: monteCarlo}, 20000, "42 %"},
		{capplan.Metric{Mean: p(0), Method: monteCarlo}, 1, "< 100 %"},
	} {
		if got := soft(probability(&c.m, c.trials)); got != c.want {
			t.Errorf("%v by %s in %d trials: %s, want %s", *c.m.Mean, c.m.Method, c.trials, got, c.want)
		}
	}
	if got := available(&capplan.Metric{Mean: p(1), Method: monteCarlo}); got != "no loss seen" {
		t.Errorf("a sampled availability of 1 is %q", got)
	}
}

func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		m    capplan.Metric
		unit string
		err  bool
		want string
	}{
		{capplan.Metric{Mean: p(12.34e6), Lo: p(12.3e6), Hi: p(12.4e6), Method: monteCarlo}, "CNY", true, "12.3M ± 0.05M CNY"},
		{capplan.Metric{Mean: p(12.34e6), Lo: p(12.3e6), Hi: p(12.4e6), Method: monteCarlo}, "CNY", false, "12.3M CNY"},
		{capplan.Metric{Mean: p(52.1), Lo: p(52.1), Hi: p(52.1), Method: "exact"}, "min/year", true, "52.1 min/year"},
		{capplan.Metric{Mean: p(1.3), Method: monteCarlo}, "1/year", true, "1.3 /year"},
		{capplan.Metric{Mean: p(0), Lo: p(0), Method: monteCarlo}, "min/year", true, "none seen"},
		{capplan.Metric{Mean: p(0), Lo: p(0), Hi: p(0), Method: "exact"}, "min/year", true, "0 min/year"},
		{capplan.Metric{Mean: p(3), Lo: p(3), Hi: p(3), Method: "exact"}, "1", true, "3"},
		{capplan.Metric{Mean: p(-361e3), Lo: p(-1761e3), Hi: p(1039e3), Method: monteCarlo}, "CNY", true, "-0.361M ± 1.4M CNY"},
		{capplan.Metric{Mean: p(361e3), Lo: p(-400e3), Hi: p(1122e3), Method: monteCarlo}, "CNY", true, "361k ± 760k CNY"},
	} {
		if got := soft(quantity(&c.m, c.unit, c.err)); got != c.want {
			t.Errorf("%v: %s, want %s", *c.m.Mean, got, c.want)
		}
	}
}

func TestThousandsAndSpan(t *testing.T) {
	for x, want := range map[float64]string{8760: "8,760", 730: "730", 1234567: "1,234,567", -1234: "-1,234", 730.5: "730.5", 0: "0"} {
		if got := thousands(x); got != want {
			t.Errorf("thousands(%v) = %s, want %s", x, got, want)
		}
	}
	for hours, want := range map[float64]string{8760: "1 year", 43800: "5 years", 100: "100 h"} {
		if got := span(hours, 8760); got != want {
			t.Errorf("span(%v) = %s, want %s", hours, got, want)
		}
	}
}

// TestRoundingIsNoError: what a sum rounds is not shown as what trials leave open.
func TestRoundingIsNoError(t *testing.T) {
	m := capplan.Metric{Unit: "USD", Mean: p(1), Lo: p(1 - 1e-16), Hi: p(1 + 1e-15), Method: "monte-carlo"}
	if got := quantity(&m, m.Unit, true); got != "1"+hard+"USD" {
		t.Errorf("the same in every trial is written %q", got)
	}
	m.Lo, m.Hi = p(0.9), p(1.1)
	if got := quantity(&m, m.Unit, true); !strings.Contains(got, "±") {
		t.Errorf("a figure of trials is written %q", got)
	}
}
