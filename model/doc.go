// Package model holds the nouns of capacity planning: a Plan with its fleets,
// pools, failure domains, workloads and dependencies, the quantities they are
// made of, and the Estimate in which every answer is given.
//
// It has no I/O, no clock and no randomness. A Plan says what a user wrote, each
// value with its origin and its uncertainty; a System is one fleet of it with
// every quantity drawn, ready for the packages that compute.
//
// Units inside the model: time in hours, rates per hour, request rates in
// requests per second, power in watts, sizes of hardware in rack units, shares
// and probabilities 0..1, money in major units of its currency.
package model
