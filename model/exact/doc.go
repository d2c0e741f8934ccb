// Package exact answers for a model.System without sampling: closed forms,
// generating functions over the tree of failure domains and small Markov chains.
//
// Solve holds a whole System and says how well each answer is known. The rest are
// the pieces, each usable alone: Unavailability of k-of-n, BirthDeath for a pool
// with repair crews, Chain for anything small.
//
// House rules: a small probability is never one minus a large one; shares lost are
// joined by union, x + (1−x)·y; sums run in a fixed order.
package exact
