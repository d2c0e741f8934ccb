// Package demand turns the sources of workloads into load over time: rates,
// requests, peaks, and what limits refuse of them.
//
// A Curve knows sources that grow; a Traffic all of a Spec: sources that begin, end
// and move, derived workloads, profiles, events and noise. Both are a model.Load.
// A file each: spec what is given, traffic how it is laid out in spans, cell and poly the
// smooth pieces of these, slot those that are kept, memo the answers that are, cross their
// zeros and peaks, answers, refuse, integral and
// matrix the questions, expected the means over the noise; years, weekdays, daytable
// and gram the short way for questions about years.
//
// House rules: results are the same bits on every processor, so elementary
// functions come from package portable and every product that is added to
// something stands in an explicit float64().
package demand
