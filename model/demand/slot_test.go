package demand

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// Loads in kept cells against the sum of exponentials times the sines, over five years
// in the order of a history that goes back now and then. A time of five years has 1e-11 h.
func TestSlots(t *testing.T) {
	for _, start := range []time.Time{{}, time.Date(2009, 3, 5, 7, 30, 0, 0, time.UTC)} {
		s := fiveYears(0.1)
		s.Start = start
		c := traffic(s, variates())
		r := &c.roots[0]
		random := rand.New(rand.NewPCG(4, 4))
		for i := range 20000 {
			x := float64(i)/20000*s.Horizon*0.99 + 100*random.Float64()
			got := c.Rate(0, x)
			r.seek(x)
			span := &r.spans[r.span]
			day, _ := c.day(x)
			want := r.level(span, x) * r.factor(day)
			if !span.spike {
				v, _ := r.shape.at(x)
				want *= v
			}
			if near(t, "load", got, want, 2e-12); t.Failed() {
				t.FailNow()
			}
		}
	}
}

// Answers do not depend on what was asked before: of the same time, of a part of it, the
// mean over the noise and the matrix between.
func TestAskedBefore(t *testing.T) {
	s := fiveYears(0.1)
	s.Workloads = append(s.Workloads, Workload{Sources: []Source{{Peak: 2000, Growth: 0.3}}})
	limits := []model.Limit{{Weight: []float64{1, 2}, Capacity: 15000}, {Weight: []float64{1, 0}, Capacity: 13000, Visit: []float64{0.5, 1}}}
	fresh := func() *Traffic { return traffic(s, variates()) }
	c := fresh()
	for i := range 60 {
		a := 131.7 * float64(i)
		b := a + 1 + 7*float64(i%5)
		for range 2 {
			c.Above(limits, a, b)
			near(t, "above, of a part", c.Above(limits, a+0.3, b-0.1), fresh().Above(limits, a+0.3, b-0.1), 1e-10)
			near(t, "refused", c.Refused(0, limits, a, b), fresh().Refused(0, limits, a, b), 0)
			near(t, "refused of the other", c.Refused(1, limits, a, b), fresh().Refused(1, limits, a, b), 0)
			near(t, "need", c.Need(&limits[0], a, b), fresh().Need(&limits[0], a, b), 0)
			near(t, "of one limit", c.Refused(0, limits[:1], a, b), fresh().Refused(0, limits[:1], a, b), 0)
			if i%20 == 0 {
				c.ExpectedAbove(limits[1], a, b)
				c.Matrix(0)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
}

// BenchmarkStretches is a history of two years whose capacity changes every 30 hours, as
// that of many servers does, at two loads with noise.
func BenchmarkStretches(b *testing.B) {
	s := fiveYears(0.1)
	s.Horizon = 2 * year
	s.Workloads = append(s.Workloads, Workload{Sources: []Source{{Peak: 2000, Growth: 0.3}}})
	c := traffic(s, variates())
	limits := []model.Limit{{Weight: []float64{1, 2}}, {Weight: []float64{1, 0}, Capacity: 25000, Visit: []float64{0.5, 1}}}
	b.ReportAllocs()
	for b.Loop() {
		s.Workloads[0].Sources[1].Growth += 1e-9
		c.Reset(s, variates())
		for i := range 580 {
			limits[0].Capacity = 16000 - 20*float64(i%7)
			x := 30 * float64(i)
			c.Above(limits, x, x+30)
			c.Refused(0, limits, x, x+30)
			c.Refused(1, limits, x, x+30)
		}
	}
}

// Too many limits to be remembered, asked about between, do not answer for others.
func TestTooManyToRemember(t *testing.T) {
	s := fiveYears(0)
	s.Workloads = append(s.Workloads, Workload{Sources: []Source{{Peak: 2000}}})
	few := []model.Limit{{Weight: []float64{1, 2}, Capacity: 15000}}
	var many []model.Limit
	for i := range 5 { // none covers another
		many = append(many, model.Limit{Weight: []float64{1 + float64(i), 5 - float64(i)}, Capacity: 10000})
	}
	c := traffic(s, nil)
	want := c.Above(few, 20, 70)
	c.Above(few, 0, 100)
	if between := c.Above(many, 0, 100); !(between > want) {
		t.Errorf("more limits are exceeded for %g h, one for %g h of a part", between, want)
	}
	near(t, "above, of a part", c.Above(few, 20, 70), want, 1e-12)
}
