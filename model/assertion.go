package model

import "time"

// An Assertion is a promise about a figure, as a scenario states it:
// STAT(figure) OP limit, or P(figure OP bound) OP limit; or that a fleet survives a
// loss.
type Assertion struct {
	ID, That, Because string
	Stat              Stat
	Level             float64 // of a Quantile, 0..1
	Fleet             string
	Workload, Pool    string // at most one of them
	Metric            string
	At                Moment // of headroom, utilization and shortfall
	When              string // At as it is written: end; empty: it is not
	Unit              string // of Limit, as the figure's; of Bound where Stat is Probability
	Within            Relation
	Bound             float64 // inside P(…)
	Relation          Relation
	Limit             float64
	// Of is the fleet whose same figure, times Factor, is the limit; of Stat
	// Probability it is the bound, in each trial. Empty: a value.
	Of     string
	Factor float64

	Survives *Survival // instead of a figure; nil: of a figure
	Waiver   *Waiver   // in force; nil: none
	Ended    *Waiver   // whose last day is over; nil: none

	Warn             bool // severity: warn
	WarnInconclusive bool // on_inconclusive: warn
	Origin           Origin
	Width            int // of the text at Origin, in characters
}

// A Moment is a time of which a figure is, in hours from the start of the horizon: the
// highest demand of From..To.
type Moment struct {
	Kind     MomentKind
	From, To float64
}

// A MomentKind says how a moment was named.
type MomentKind int

// Kinds of moments.
const (
	Whole MomentKind = iota // the figure has no moment: it is of the whole horizon
	Worst                   // of the horizon
	End                     // the horizon's last day
	Day
)

func (k MomentKind) String() string { return [...]string{"", "worst", "end", "day"}[k] }

// A Survival is the promise that a fleet still has what it needs when any N of something
// are lost and all else is up.
type Survival struct {
	Level int // index into the fleet's domains; −1: units of a pool
	Pool  int // index into its pools, with Level −1
	What  string
	N     int
	Mean  bool // at the mean demand of the horizon; else at the largest
}

// A Waiver lets an assertion pass that does not hold, until a day.
type Waiver struct {
	Reason, Ticket string
	Until          time.Time // the last day
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
