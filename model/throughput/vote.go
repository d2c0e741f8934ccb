package throughput

import "math"

// A Vote is how often a calculation is done, and is wrong in the end, where some copies
// are compared. It says what wrong results cost in work; faults that all copies share are
// not in it.
type Vote struct {
	Agree      float64 // chance that a round ends it
	Executions float64 // mean, of all rounds together
	Undetected float64 // chance that what is agreed on is wrong
}

// Unanimous compares n copies and repeats them all until all agree: with e the chance
// that one is wrong and s that a wrong one has the same result as the first wrong one,
//
//	agree a = (1−e)^n + e^n·s^{n−1},  executions n/a,  undetected e^n·s^{n−1}/a
//
// Copies are wrong independently; s = 1 is the careful assumption. It panics unless
// n ≥ 1 and chances are within 0..1, e < 1.
func Unanimous(n int, e, s float64) Vote {
	if n < 1 || !(e >= 0 && e < 1) || !(s >= 0 && s <= 1) {
		panic("throughput: Unanimous of no copies or no chances")
	}
	wrong := math.Pow(e, float64(n)) * math.Pow(s, float64(n-1))
	a := math.Exp(float64(n)*math.Log1p(-e)) + wrong
	return Vote{Agree: a, Executions: float64(n) / a, Undetected: wrong / a}
}

// Majority compares n copies once: with all wrong results alike, it is wrong when more
// than half of them are, an upper tail of the binomial law by QuorumTail
// (von Neumann 1956). It panics unless n is odd and 0 ≤ e ≤ 1.
func Majority(n int, e float64) Vote {
	if n < 1 || n%2 == 0 || !(e >= 0 && e <= 1) {
		panic("throughput: Majority of an even number or no chance")
	}
	wrong := make([]float64, n)
	for i := range wrong {
		wrong[i] = e
	}
	return Vote{Agree: 1, Executions: float64(n), Undetected: QuorumTail((n+1)/2, wrong)}
}
