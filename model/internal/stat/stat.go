// Package stat has the statistical assertions of the tests: an estimate is held
// against a known value, and the assertion fails as well when its sample could
// not have seen the error that the test claims to notice.
package stat

import "math"

// Sigmas is how many standard errors a fair estimate may be off: one false alarm
// in 1.7 million for a normal one.
const Sigmas = 5

// T is what the assertions need of a *testing.T.
type T interface {
	Helper()
	Errorf(format string, args ...any)
}

// StdErr returns the standard error of a mean of n values with standard deviation sd.
func StdErr(sd, n float64) float64 { return sd / math.Sqrt(n) }

// A Sample gathers values one by one; its zero value is empty (Welford 1962).
type Sample struct {
	N    float64
	Mean float64
	m2   float64
}

// Add takes one value in.
func (s *Sample) Add(x float64) {
	s.N++
	d := x - s.Mean
	s.Mean += d / s.N
	s.m2 += d * (x - s.Mean)
}

// SD returns the standard deviation of the values.
func (s *Sample) SD() float64 { return math.Sqrt(s.m2 / (s.N - 1)) }

// Near fails unless the sample's mean lies within Sigmas standard errors of want,
// and unless such an interval is narrow enough to notice an error of effect.
func Near(t T, name string, s *Sample, want, effect float64) {
	t.Helper()
	NearBy(t, name, s.Mean, StdErr(s.SD(), s.N), want, effect)
}

// NearBy is Near for an estimate with a known standard error.
func NearBy(t T, name string, got, stderr, want, effect float64) {
	t.Helper()
	tol := Sigmas * stderr
	if !(tol <= effect/2) {
		t.Errorf("%s: the sample only sees errors above %.3g, the test claims %.3g", name, 2*tol, effect)
	}
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.6g ± %.2g, want %.6g", name, got, tol, want)
	}
}
