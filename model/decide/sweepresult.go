package decide

import "time"

// A SweepResult is what a grid says. A renderer works from it alone.
type SweepResult struct {
	Schema   string        `json:"schema"`
	Complete bool          `json:"complete"` // false: the time was over before all cells were answered
	Tool     Tool          `json:"tool"`
	Inputs   []Input       `json:"inputs"`
	Catalog  Catalog       `json:"catalog"`
	Scenario Scenario      `json:"scenario"` // of the file
	Seed     uint64        `json:"seed"`
	Trials   int           `json:"trials"`
	Method   string        `json:"method"` // as asked for
	Axes     []SweepAxis   `json:"axes"`
	Base     int           `json:"base"`         // index of the cell that the others are held against
	AsFile   bool          `json:"base_is_file"` // its values are those of the file; else it is the first cell that is a scenario
	Answers  int           `json:"answers"`      // fleets that trials were run for; all others are the same as one of them
	Figures  []SweepFigure `json:"figures"`
	Cells    []SweepCell   `json:"cells"` // the last axis goes round first
	Answer   Answer        `json:"answer"`
	Warnings []Warning     `json:"warnings"`
}

// A SweepAxis is a value that is varied, and what it is in turn.
type SweepAxis struct {
	Path   string   `json:"path"`
	Values []string `json:"values"`
}

// A SweepFigure is what is asked of each cell.
type SweepFigure struct {
	Name      string `json:"name"` // as it is asked for: p90(small.cost.pv)
	Fleet     string `json:"fleet"`
	Workload  string `json:"workload,omitempty"`
	Pool      string `json:"pool,omitempty"`
	Metric    string `json:"metric"`
	Statistic string `json:"statistic"` // mean, p50, sd, P(>= 0.999)
	Unit      string `json:"unit"`
	Moves     bool   `json:"moves"`         // it is not the same in all cells
	MovedBy   []int  `json:"moved_by"`      // indices into axes
	Axis      *int   `json:"moved_most_by"` // index into axes; null where nothing moves it
	Least     *int   `json:"least"`         // index of the cell where it is least; null where it moves nowhere
	Most      *int   `json:"most"`          // and where it is most
}

// A Refusal says why a cell is no scenario.
type Refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Help    string `json:"help,omitempty"`
}

// A SweepCell is a cell of the grid.
type SweepCell struct {
	Index      int            `json:"index"`
	Values     []string       `json:"values"`     // by axis
	Reason     *Refusal       `json:"reason"`     // null: the cell is a scenario
	Answered   bool           `json:"answered"`   // false with a reason, and where the time was over before
	Verdict    *string        `json:"verdict"`    // of its assertions; null where there are none
	Assertions []SweepPromise `json:"assertions"` // in the order of the file
	Figures    []SweepValue   `json:"figures"`    // as figures of the grid; empty with a reason
}

// A SweepPromise is what a cell says of an assertion.
type SweepPromise struct {
	ID       string   `json:"id"`
	That     string   `json:"that"`
	Severity string   `json:"severity"`
	Verdict  string   `json:"verdict"`
	Value    *float64 `json:"value"`
	Lo       *float64 `json:"lo"`
	Hi       *float64 `json:"hi"`
}

// A SweepValue is a figure of a cell. null: not known.
type SweepValue struct {
	Value      *float64         `json:"value"`
	Lo         *float64         `json:"lo"`
	Hi         *float64         `json:"hi"`
	Level      float64          `json:"level"` // of lo..hi
	Method     string           `json:"method"`
	Why        string           `json:"why"`
	Difference *SweepDifference `json:"difference"` // to the base; null for the base itself
}

// A SweepDifference is a figure of a cell less that of the base, on paired trials.
type SweepDifference struct {
	Value  *float64 `json:"value"`
	Lo     *float64 `json:"lo"`
	Hi     *float64 `json:"hi"`
	Level  float64  `json:"level"`
	Method string   `json:"method"`
}

// Even reports whether luck may be all of a difference: its interval holds 0.
func (d *SweepDifference) Even() bool {
	return d.Lo != nil && d.Hi != nil && *d.Lo < *d.Hi && *d.Lo <= 0 && *d.Hi >= 0
}

// A SweepEstimate says what a grid will take, before it is taken.
type SweepEstimate struct {
	Cells, Refused int
	Answers        int // fleets that trials are run for
	Trials         int // of each
	Seconds        float64

	each map[string]float64 // seconds that a fleet takes
}

// Time is the estimate as a duration.
func (e *SweepEstimate) Time() time.Duration {
	return time.Duration(min(e.Seconds, 9e9) * float64(time.Second))
}

func (e *SweepEstimate) count(s *sweep) {
	e.Cells = len(s.cells)
	for i, c := range s.cells {
		if c.refused != nil {
			e.Refused++
		}
		if i != s.base && s.known(i) {
			continue // of an earlier run
		}
		e.Answers += len(c.run)
		for _, name := range c.run {
			e.Seconds += e.each[name]
		}
	}
}
