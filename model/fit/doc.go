// Package fit turns logs of lives and repairs into laws, by maximum likelihood.
//
// A log has units that are still alive (right censoring) and units that entered
// observation at an age (left truncation). With entry age e, last age t and d = 1 for
// an end and 0 for one that goes on, a unit adds
//
//	d·ln f(t) + (1−d)·ln S(t) − ln S(e)
//
// to the log likelihood (Lawless 2003, section 3.4). What is assumed: units live
// independently of each other, all by one law, and neither entering nor leaving
// observation has to do with how soon a unit would have failed.
//
// The steps each have a file: sample.go a log with equal rows counted together;
// family.go, survival.go, gamma.go the laws; newton.go the maximum; estimate.go
// parameters, mean and their errors; distance.go and resample.go whether the law fits;
// words.go what all that says.
package fit
