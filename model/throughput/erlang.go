package throughput

// ErlangB returns the chance that a call finds all c servers busy and is lost, at
// offered load a in Erlangs (B = 1 at c = 0):
//
//	B(n) = a·B(n−1)/(n + a·B(n−1))
//
// (Erlang 1917; the recursion Jagerman 1974). Poisson arrivals, any law of
// service. All terms are positive and at most 1, so nothing overflows; relative
// error is below 1e-12 for c ≤ 1e6 (erlang_test.go). It panics unless c ≥ 0 and
// a ≥ 0.
func ErlangB(c int, a float64) float64 {
	if c < 0 || !(a >= 0) {
		panic("throughput: ErlangB of no system")
	}
	b := 1.0
	for n := 1; n <= c; n++ {
		x := a * b
		b = x / (float64(n) + x)
	}
	return b
}

// ErlangC returns the chance that a request waits for one of c servers at offered
// load a, from Erlang's B: C = B/(1 − ρ(1 − B)), ρ = a/c. It is 1 where the load
// is as large as the servers. Poisson arrivals, exponential service. It panics
// unless c ≥ 1 and a ≥ 0.
func ErlangC(c int, a float64) float64 {
	if c < 1 {
		panic("throughput: ErlangC without servers")
	}
	if a >= float64(c) {
		return 1
	}
	b := ErlangB(c, a)
	return b / ((float64(c)-a)/float64(c) + a/float64(c)*b)
}
