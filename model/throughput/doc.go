// Package throughput says how much pools and fleets carry: scaling inside a pool,
// the load on it of each workload, what is left after the worst single loss; and how
// long requests take and how many are lost: queues, closed networks, fan-out,
// quorums, hedging, retries and staffing.
//
// House rule: what enters a trial's figures is the same bits on every processor,
// so every product that is added to something stands in an explicit float64(). The
// formulas of load and latency take exponentials of package math and are no figures
// of a trial: across processors they may differ in their last digits.
package throughput
