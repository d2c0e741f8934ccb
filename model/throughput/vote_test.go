package throughput

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two copies until both agree, in 40 digits; a majority of 3, 5 and 7 by hand.
func TestVote(t *testing.T) {
	v := Unanimous(2, 0.001, 1e-4)
	near(t, "agree", v.Agree, 0.9980010001, 1e-14)
	near(t, "rounds", v.Executions/2, 1.002003003904605, 1e-14)
	near(t, "executions", v.Executions, 2.00400600780921, 1e-14)
	near(t, "undetected", v.Undetected, 1.002003003904605e-10, 1e-13)
	for n, want := range map[int]float64{3: 0.000298, 5: 9.8506e-06, 7: 3.416698e-07} {
		near(t, "majority", Majority(n, 0.01).Undetected, want, 1e-13)
	}
	near(t, "3e² − 2e³", Majority(3, 1e-9).Undetected, 3e-18, 1e-8)
	if v := Unanimous(1, 0.3, 1); v.Agree != 1 || v.Executions != 1 || !(math.Abs(v.Undetected-0.3) < 1e-15) {
		t.Errorf("one copy: %+v", v)
	}
}

// Every result drawn: rounds are repeated until all copies agree. |z| < 4.5; notices a
// tenth in executions and wrong results.
func TestVoteSampled(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for _, c := range []struct {
		n    int
		e, s float64
	}{{2, 0.3, 0.5}, {3, 0.4, 0.7}} {
		const votes = 100_000
		v := Unanimous(c.n, c.e, c.s)
		work, squares, wrong := 0.0, 0.0, 0.0
		for range votes {
			for executions := 0.0; ; {
				bad, alike := 0, true
				for range c.n {
					executions++
					if r.Float64() < c.e {
						bad++
						if bad > 1 && r.Float64() >= c.s {
							alike = false
						}
					}
				}
				if bad == 0 || bad == c.n && alike {
					work, squares = work+executions, squares+executions*executions
					if bad > 0 {
						wrong++
					}
					break
				}
			}
		}
		mean := work / votes
		se := math.Sqrt((squares/votes - mean*mean) / votes)
		if !(9*se < 0.1*mean) || !(math.Abs(mean-v.Executions) <= 4.5*se) {
			t.Errorf("%+v: %g executions ± %.2g, want %g", c, mean, se, v.Executions)
		}
		p := wrong / votes
		if se := math.Sqrt(p * (1 - p) / votes); !(9*se < 0.1*p) || !(math.Abs(p-v.Undetected) <= 4.5*se) {
			t.Errorf("%+v: wrong %g ± %.2g, want %g", c, p, se, v.Undetected)
		}
	}
}
