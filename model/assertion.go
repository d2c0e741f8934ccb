package model

// An Assertion is a promise about a figure, as a scenario states it:
// STAT(figure) OP limit, or P(figure OP bound) OP limit.
type Assertion struct {
	ID, That, Because string
	Stat              Stat
	Level             float64 // of a Quantile, 0..1
	Fleet             string
	Workload, Pool    string // at most one of them
	Metric            string
	Unit              string // of Limit, as the figure's; of Bound where Stat is Probability
	Within            Relation
	Bound             float64 // inside P(…)
	Relation          Relation
	Limit             float64
	Warn              bool // severity: warn
	WarnInconclusive  bool // on_inconclusive: warn
	Origin            Origin
	Width             int // of the text at Origin, in characters
}

// A Stat is what of a figure an assertion speaks of.
type Stat int

// Statistics of assertions. All but Mean describe trials.
const (
	Mean Stat = iota
	Quantile
	SD
	Probability
)

// A Relation compares a figure with a limit.
type Relation string

// Relations of assertions.
const (
	AtMost  Relation = "<="
	Below   Relation = "<"
	AtLeast Relation = ">="
	Above   Relation = ">"
)

// Holds reports whether x stands in the relation to a limit.
func (r Relation) Holds(x, limit float64) bool {
	switch r {
	case AtMost:
		return x <= limit
	case Below:
		return x < limit
	case AtLeast:
		return x >= limit
	case Above:
		return x > limit
	}
	panic("model: no relation " + string(r))
}

// Upward reports whether more is better.
func (r Relation) Upward() bool { return r == AtLeast || r == Above }
