package decide

// A SizeResult is the cheapest fleet that meets the objectives, and what was found on
// the way.
type SizeResult struct {
	Schema     string           `json:"schema"`
	Complete   bool             `json:"complete"`
	Verdict    string           `json:"verdict"` // pass: there is one; fail: there is none; inconclusive
	Tool       Tool             `json:"tool"`
	Scenario   Scenario         `json:"scenario"`
	Inputs     []Input          `json:"inputs"`
	Catalog    Catalog          `json:"catalog"`
	Seed       uint64           `json:"seed"`
	Trials     int              `json:"trials"` // most that a candidate may take
	Method     string           `json:"method"`
	Fleet      string           `json:"fleet"`
	Minimize   Minimized        `json:"minimize"`
	Objectives []SizeObjective  `json:"objectives"`
	Space      SizeSearch       `json:"space"`
	Winner     *SizeWinner      `json:"winner"`                // null: no candidate meets the objectives
	Nearest    *SizeMiss        `json:"nearest"`               // null where there is a winner
	Best       *int             `json:"best_so_far,omitempty"` // of a search that ended early: index of the cheapest that passes until then
	Undecided  []int            `json:"undecided"`
	Rejected   []SizeRejections `json:"rejected"`
	Frontier   []SizePoint      `json:"frontier"` // cheapest first
	Nines      []SizeNine       `json:"nines"`
	Grid       []SizeRow        `json:"grid"`
	Answer     Answer           `json:"answer"`
	Warnings   []Warning        `json:"warnings"`
}

// Minimized is what is least.
type Minimized struct {
	Metric string `json:"metric"`
	Unit   string `json:"unit"`
}

// A SizeObjective is what is asked of the fleet.
type SizeObjective struct {
	That   string `json:"that"`
	From   string `json:"from"` // assertion, --require, slo
	ID     string `json:"id"`
	Metric string `json:"metric"`
}

// A SizeSearch says what was searched, and how.
type SizeSearch struct {
	Axes       []SizeAxis `json:"axes"`
	Default    bool       `json:"default"` // nobody asked for these axes
	Candidates int        `json:"candidates"`
	Answered   int        `json:"answered"`
	Refused    int        `json:"refused"`        // no fleets: reading them says why
	Open       int        `json:"open,omitempty"` // not looked at: the search ended early
	Ordered    int        `json:"ordered"`        // decided by their neighbours along Along, and not answered
	Along      string     `json:"along"`          // path; empty: none
	Confirmed  int        `json:"confirmed"`
	How        string     `json:"how"`
	Not        string     `json:"not"` // what was not searched
}

// A SizeRow is a candidate.
type SizeRow struct {
	Index          int      `json:"index"` // from 1; the last axis turns fastest
	Set            []string `json:"set"`
	Count          *int     `json:"count"` // units of the fleet
	Cost           *float64 `json:"cost"`  // mean of what is minimised
	Availability   *float64 `json:"availability"`
	Unavailability *float64 `json:"unavailability"`
	Lo             *float64 `json:"unavailability_lo"`
	Hi             *float64 `json:"unavailability_hi"`
	Method         string   `json:"method"`   // of the availability
	Feasible       *bool    `json:"feasible"` // null: not decided
	Reason         string   `json:"reason"`   // why not
	Decided        string   `json:"decided"`  // how that is known

	values  []string
	refusal *NoFleet
	answers []AssertionResult // nil: it was not answered
	draws   int
	why     string // that rejects it, in the words of all that it rejects
	method  string // that answered; empty: not
	held    bool   // by the gate
	open    bool   // an approximation answered what histories decide
	ordered bool   // decided by its neighbours, not answered
	grows   bool   // more units of the ordered pool never make it worse or cheaper
}

// A SizeWinner is the cheapest candidate that meets the objectives.
type SizeWinner struct {
	Row        SizeRow           `json:"candidate"`
	YAML       string            `json:"yaml"`
	Trials     int               `json:"trials"`
	Metrics    map[string]Metric `json:"metrics"`
	Pools      []SizedPool       `json:"pools"`
	Assertions []AssertionResult `json:"assertions"`
	Below      *int              `json:"rejected_below"` // the next cheaper candidate that was answered, and fails
	Ties       int               `json:"ties"`           // others that meet them and cost the same within the error
}

// A SizedPool is what stands in a pool.
type SizedPool struct {
	Pool     string `json:"pool"`
	Count    int    `json:"count"`    // those that stand by included
	Hardware string `json:"hardware"` // entry of the catalogue; empty: none
	Domains  int    `json:"domains"`  // innermost ones in use
	Domain   string `json:"domain"`   // what they are called; empty: none
}

// A SizeMiss is the candidate that is nearest to the objectives.
type SizeMiss struct {
	Row   SizeRow         `json:"candidate"`
	Stops AssertionResult `json:"stops"` // the objective that it misses most
}

// SizeRejections are candidates that one reason rejects.
type SizeRejections struct {
	Why        string `json:"why"`
	Candidates int    `json:"candidates"`
	Nearest    int    `json:"nearest"` // index of the one that comes nearest
	Detail     string `json:"detail"`  // of the nearest
}

// A SizePoint is a candidate that no other beats in both cost and availability, among
// those that meet all objectives but those of availability.
type SizePoint struct {
	Index          int     `json:"index"`
	Cost           float64 `json:"cost"`
	Unavailability float64 `json:"unavailability"`
	Feasible       bool    `json:"feasible"`
}

// A SizeNine is the least cost of so many nines.
type SizeNine struct {
	Availability float64  `json:"availability"`
	Index        *int     `json:"index"`
	Cost         *float64 `json:"cost"` // null: no candidate reaches it
	Step         *float64 `json:"step"` // more than the nine before
}
