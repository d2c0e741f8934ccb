package model

import "math"

// Hours per year and per month wherever a scenario does not say otherwise.
const (
	HoursPerYear  = 8760.0
	HoursPerMonth = 730.0
)

// A Method says how a figure is known.
type Method int

// Methods, from the best known to the least.
const (
	Exact         Method = iota // closed form without free error
	Numerical                   // computed to a stated numerical error
	Approximation               // a formula with assumptions that do not quite hold here
	MonteCarlo                  // from sampled trials
)

func (m Method) String() string {
	return [...]string{"exact", "numerical", "approximation", "monte-carlo"}[m]
}

// An Estimate is a quantity together with how well it is known.
type Estimate struct {
	Value    float64  // best estimate, in the unit its owner documents
	Lo, Hi   float64  // bounds at Level; ±Inf where there are too few trials
	Level    float64  // coverage, 1 when exact
	Method   Method   //
	Warnings []string // true but easily misread; renderers must show them
}

// ExactEstimate returns the estimate of a value known without sampling error.
func ExactEstimate(v float64, m Method) Estimate {
	return Estimate{Value: v, Lo: v, Hi: v, Level: 1, Method: m}
}

// Unknown reports whether the estimate's bounds are not known.
func (e Estimate) Unknown() bool { return math.IsInf(e.Lo, 0) || math.IsInf(e.Hi, 0) }
