// Package invoice bills a fleet: it turns what a plan says of prices and people, and
// what the other stages say of loads and failures, into lines of a [pricing.Bill].
//
// House rules: nothing here adds up money, pricing does; nothing here knows how a
// fleet behaves, [Usage] tells it. Names of lines are made once, before the trials.
package invoice
