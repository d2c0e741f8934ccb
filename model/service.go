package model

// A Service is how long a request takes at a unit of a pool: a queue for the whole
// pool, and workers that serve it.
type Service struct {
	Time       Quantity // mean, hours
	CV         Quantity // coefficient of variation; 1 when absent
	Workers    int      // of each unit
	Queue      int      // places to wait in the whole pool; −1: no end
	Timeout    Quantity // hours; not Set: nobody gives up
	Retries    int      // after so many timeouts; 0 without a timeout
	Hedge      Quantity // level of the response after which a second copy is sent; not Set: none
	FanOut     int      // services that a request asks for at once and waits for, ≥ 1
	ArrivalCV  Quantity // coefficient of variation between arrivals; 1 when absent
	Throughput float64  // workers ÷ time, req/s of one unit at likely values
	Origin     Origin
}

// A LatencySLO is what is promised for the time of a request. Hours; not Set: nothing.
type LatencySLO struct{ Mean, P50, P99 Quantity }

// Set reports whether anything is promised.
func (l *LatencySLO) Set() bool { return l.Mean.Set || l.P50.Set || l.P99.Set }
