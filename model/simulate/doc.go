// Package simulate plays histories of a fleet: everything that fails, fails at
// drawn times, and what is lost is added up.
//
// A trial is one history over the horizon. Every random number is a function of
// (seed, purpose, trial, index): purposes are the names of what fails, so a new
// pool moves no other draw and two fleets with like-named pools see the same luck.
// Nothing between a random number and a sum depends on the processor; a product
// that is added to something stands in an explicit float64() (portable).
//
// Failures that nothing influences are drawn first, for all units of a pool
// together, and sorted in linear time; the history then runs through them once and
// evaluates loss only where some may be. What depends on the state (takeovers,
// recoveries) waits in a small heap.
//
// A steady start draws what is down at time 0 and since when, by the equilibrium
// laws, and lets these failures be taken over or not before the history begins.
// What both failed and came back before time 0 is not seen: a recovery that
// outlasts the repair may be missing from the first hours.
package simulate
