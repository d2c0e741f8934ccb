// Package throughput says how much pools and fleets carry: scaling inside a pool,
// the load on it of each workload, what is left after the worst single loss, and
// the queues of Erlang.
//
// House rule: what enters a trial's figures is the same bits on every processor,
// so every product that is added to something stands in an explicit float64().
package throughput
