package fit

import (
	"fmt"
	"math"
	"strings"

	"github.com/capplan/capplan/model"
)

var nan = math.NaN()

// Throughput fits the Universal Scalability Law to a load test of at least three
// different N, by least squares with γ, α, β ≥ 0. Standard errors are those of the linear
// approximation, s²(JᵀJ)⁻¹ with s² the sum of squares ÷ the points beyond the parameters;
// intervals are Student's. A parameter at its bound of 0 has an interval from there to
// where an F test would refuse it. level 0 is 0.9.
//
// The peak, √((1−α)/β), is only a peak of the data where β's interval leaves out 0.
func Throughput(t *model.LoadTest, level float64) *Sheet {
	if level == 0 {
		level = 0.9
	}
	f := fitScaling(t)
	s := &Sheet{Kind: "throughput", Points: len(t.N), Level: level, Warnings: []Warning{}}
	se, lo, hi := f.intervals(t, level)
	s.add("per_unit", "req/s", f.usl[0], se[0], lo[0], hi[0], "γ: throughput of one")
	s.add("contention", "share", f.usl[1], se[1], lo[1], hi[1], "α: waiting for what is shared")
	s.add("coherency", "share", f.usl[2], se[2], lo[2], hi[2], "β: keeping each other up to date")
	most := 0.0
	for _, n := range t.N {
		most = math.Max(most, n)
	}
	found := lo[2] > 0 && f.usl[1] < 1
	s.peaks(&f, found)
	s.add("trusted_n", "1", 2*most, nan, nan, nan, "beyond it the law is an extrapolation")
	s.add("error", "req/s", math.Sqrt(f.sum/math.Max(1, float64(f.beyond(t)))), nan, nan, nan, "of a point, as the law sees it")
	s.judgeScaling(&f, t, most, found)
	s.Block = []string{"throughput: " + s.scalingKeys()}
	if f.usl[1] > 1 {
		s.Block = []string{"# a contention above 100 % is no throughput of a scenario: one alone is fastest"}
	}
	return s
}

// intervals returns standard errors and intervals of the parameters, NaN where there
// are none.
func (f *scaling) intervals(t *model.LoadTest, level float64) (se, lo, hi [3]float64) {
	c, dof, ok := f.covariance(t)
	for k := range 3 {
		se[k], lo[k], hi[k] = nan, nan, nan
		switch {
		case !ok:
		case f.free[k]:
			q := student(level, dof)
			se[k] = math.Sqrt(c[k][k])
			lo[k], hi[k] = math.Max(0, f.usl[k]-q*se[k]), f.usl[k]+q*se[k]
		default:
			lo[k], hi[k] = 0, f.ceiling(t, k, student(level, dof), dof)
		}
	}
	return se, lo, hi
}

// peaks adds where the law is largest, and what it tends to without coherency.
func (s *Sheet) peaks(f *scaling, found bool) {
	if found {
		s.add("peak_n", "1", f.peak(), nan, nan, nan, "√((1−α)/β)")
		s.add("peak_x", "req/s", f.at(f.peak()), nan, nan, nan, "throughput there")
	}
	if f.usl[1] > 0 {
		s.add("limit", "req/s", f.usl[0]/f.usl[1], nan, nan, nan, "γ/α, even without coherency")
		s.add("optimal_n", "1", 1/f.usl[1], nan, nan, nan, "1/α")
		s.add("optimal_x", "req/s", f.at(1/f.usl[1]), nan, nan, nan, "throughput there")
	}
}

func (s *Sheet) judgeScaling(f *scaling, t *model.LoadTest, most float64, found bool) {
	warn := func(code, format string, args ...any) {
		s.Warnings = append(s.Warnings, Warning{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	var words []string
	per, a, b := s.Figure("per_unit"), s.Figure("contention"), s.Figure("coherency")
	words = append(words, three(*per.Value)+" req/s of one")
	switch {
	case f.usl[1] == 0 && f.usl[2] == 0:
		words = append(words, "no contention and no coherency seen: it scales like its number, or better")
	default:
		words = append(words, "contention "+a.Written(), "coherency "+b.Written())
	}
	s.Verdict = strings.Join(words, ", ")
	switch {
	case !found:
		s.Verdict += "; peak not identified"
		why := "the interval of the coherency touches 0"
		if b.Lo == nil {
			why = "there are no more points than parameters, so nothing is known of their errors"
		} else if f.usl[1] >= 1 {
			why = "the contention is 100 % or more: one alone is fastest"
		}
		warn("W246", "peak not identified: %s; measure with more than %s", why, three(most))
	case f.peak() > 2*most:
		s.Verdict += "; peak at " + three(f.peak()) + ", far beyond what was measured"
		warn("W247", "the peak at %s lies beyond twice the largest number measured, %s: it is what the law says of what nobody has seen", three(f.peak()), three(most))
	default:
		s.Verdict += "; peak at " + three(f.peak()) + " with " + three(f.at(f.peak())) + " req/s"
	}
	if dof := f.beyond(t); dof > 0 && dof < 4 {
		points := "points"
		if dof == 1 {
			points = "point"
		}
		warn("W248", "%d %s beyond the parameters: intervals are wide and rough", dof, points)
	}
}

// scalingKeys is the value of throughput in a scenario, without what is known to be 0.
func (s *Sheet) scalingKeys() string {
	keys := "{per_unit: " + s.Figure("per_unit").Written()
	for _, name := range []string{"contention", "coherency"} {
		if n := s.Figure(name); *n.Value > 0 || n.Hi != nil {
			keys += ", " + name + ": " + n.Written()
		}
	}
	return keys + "}"
}
