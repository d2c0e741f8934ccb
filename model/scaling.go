package model

// A LoadTest is the throughput that was measured with some units, processors or
// concurrent users.
type LoadTest struct {
	N, X []float64
}
