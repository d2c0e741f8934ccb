package model

import (
	"math"
	"time"
)

// A Series is a load as it was measured: values at rising times, about Step apart.
type Series struct {
	Name   string
	Begin  time.Time // of the first value, UTC
	Step   float64   // hours, the mean distance
	Hours  []float64 // of each value, from Begin
	Values []float64
}

// Span returns the hours that the series covers, the last step included.
func (s *Series) Span() float64 { return s.Hours[len(s.Hours)-1] + s.Step }

// IntoWeek returns the hours from the last Monday 00:00 UTC.
func IntoWeek(t time.Time) float64 {
	const thursday = 72 // 1 January 1970 was one
	return math.Mod(float64(t.Unix())/3600+thursday, 168)
}

// Fold returns the mean load over a period of so many hours, at equal steps from Monday
// 00:00 UTC on (with 24 h: from 00:00): the means of the values that lie nearest to each
// step, over the last whole number of periods. Steps are those of the series, and at
// least as many hours as least. The series has no gaps and covers the period.
func (s *Series) Fold(period, least float64) []float64 {
	n := int(period/math.Max(s.Step, least) + 1e-6)
	from := s.Span() - float64(period*math.Floor(s.Span()/period+1e-6)) - float64(s.Step/2)
	sums, counts := make([]float64, n), make([]float64, n)
	begin := IntoWeek(s.Begin)
	for i, v := range s.Values {
		if s.Hours[i] < from {
			continue
		}
		at := math.Mod(begin+s.Hours[i], period)
		k := int(float64(at/period*float64(n))+0.5) % n
		sums[k] += v
		counts[k]++
	}
	for k := range sums {
		if counts[k] > 0 {
			sums[k] /= counts[k]
		}
	}
	for k := range sums { // between times that jitter one may have missed
		if counts[k] == 0 {
			sums[k] = sums[(k+n-1)%n]
		}
	}
	return sums
}
