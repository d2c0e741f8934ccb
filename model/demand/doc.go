// Package demand turns the sources of workloads into load over time: rates,
// requests, peaks, and what limits refuse of them.
//
// House rules: results are the same bits on every processor, so elementary
// functions come from package portable and every product that is added to
// something stands in an explicit float64().
package demand
