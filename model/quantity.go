package model

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// An Origin says where a value was written: a place in a scenario file or an
// entry of the catalogue.
type Origin struct {
	File  string // path as the user gave it; "catalogue" for the embedded one
	Line  int    // from 1
	Col   int    // from 1
	Entry string // catalogue entry, if any
}

// A Scale is the axis on which an uncertain quantity is drawn.
type Scale int

// Scales: positive quantities are drawn on the log scale, shares on the logit
// scale, what may be negative on the linear one.
const (
	Linear Scale = iota
	Log
	Logit
)

// A Quantity is a number as its author knows it: a likely value and, when it is
// uncertain, the central interval that holds the truth with probability Level.
type Quantity struct {
	Value  float64 // likely value, in the unit of the field that holds it
	Lo, Hi float64 // central interval; both 0 when certain
	Level  float64 // coverage of [Lo, Hi]; 0 when certain
	Scale  Scale
	Min    float64 // least possible value, for a law that is cut (Linear only)
	Max    float64 // largest possible value there; both 0: not cut
	ID     int     // 1 + index into Plan.Unknowns; 0 when certain
	Set    bool    // written, inherited or from the catalogue; false means absent
	Origin Origin
	Text   string // as written
	law    twoPiece
}

// Certain returns a quantity without uncertainty.
func Certain(v float64) Quantity { return Quantity{Value: v, Set: true} }

// Uncertain reports whether the quantity is drawn in each trial.
func (q *Quantity) Uncertain() bool { return q.ID > 0 }

// Prepare fits the law of an uncertain quantity. The reader calls it once, after
// Value, Lo, Hi, Level, Scale and the cut are known.
func (q *Quantity) Prepare() { q.law = fitTwoPiece(q) }

// At returns the quantity's value for a draw; a nil draw, and a level that is NaN, gives
// likely values.
func (q *Quantity) At(d Draw) float64 {
	if q.ID == 0 || d == nil || math.IsNaN(d[q.ID-1]) {
		return q.Value
	}
	return q.law.quantile(d[q.ID-1], q)
}

// Ends returns the levels at which an uncertain quantity is at the low and at the high
// end of its range.
func (q *Quantity) Ends() (low, high float64) {
	p := float64((1 - q.Level) / 2) // rounded, on every processor
	in := func(u float64) float64 { return min(max((u-q.law.below)/q.law.within, 0), 1) }
	return in(p), in(1 - p)
}

// A Draw holds, for each unknown of a plan, the probability level 0..1 at which
// it was drawn in one trial; NaN: it has its likely value.
type Draw []float64

// An Unknown is one place in a file or catalogue whose value is uncertain.
// Everything that inherits or refers to the place shares its draw.
type Unknown struct {
	Path     string // first path that uses it, e.g. fleets.small.count
	Quantity Quantity
	Inverse  bool // the quantity is one over what is written: its low end is the written high one
}

// Normal returns the standard normal quantile of p, the same bits on every
// processor.
func Normal(p float64) float64 { return portable.NormQuantile(p) }
