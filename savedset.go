package capplan

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/capplan/capplan/model/decide"
)

// A Saved is a result with what other verbs found on the same scenario.
type Saved struct {
	Result      *Result
	Sweep       *SweepResult // nil: not given
	Sensitivity *Sensitivity // nil: not given
}

// RedactPrices takes out the values of all cost inputs and every amount of money, and of
// what stands beside the result all that would tell them.
func (s *Saved) RedactPrices() error {
	r, err := s.Result.RedactPrices()
	if err != nil {
		return err
	}
	if s.Sweep != nil {
		s.Sweep = s.Sweep.RedactPrices(s.Result)
	}
	if s.Sensitivity != nil {
		s.Sensitivity = s.Sensitivity.RedactPrices(s.Result)
	}
	s.Result = r
	return nil
}

// Redacted stands for what a redacted result does not say.
const Redacted = decide.Redacted

// ReadSaved reads a result and, in any order, at most one sweep and one sensitivity of
// the same files. Its error is a *fleets.Errors, as that of ReadResult.
func ReadSaved(paths ...string) (*Saved, error) {
	s := new(Saved)
	of := map[string]string{} // by kind, the file
	for _, path := range paths {
		data, err := readSaved(path)
		if err != nil {
			return nil, err
		}
		kind, err := s.take(path, data)
		if err != nil {
			return nil, err
		}
		if other, ok := of[kind]; ok {
			return nil, notResult("E502", path, path+" is a second "+kind+", beside "+other, "a report is of one result, with at most one sweep and one sensitivity")
		}
		of[kind] = path
	}
	if s.Result == nil {
		return nil, notResult("E501", paths[0], "a report is of a result, and there is only a "+s.other()+": "+paths[0], "give the result first: `capplan compare -o result.json`, then `capplan report result.json "+paths[0]+"`")
	}
	for _, kind := range []string{"sweep", "sensitivity"} {
		if path, ok := of[kind]; ok && !sameFiles(s.Result.Inputs, s.inputs(kind)) {
			return nil, notResult("E503", path, path+" is of other files than the result "+of["result"], "make both from the same scenario: its text has changed, or another was given")
		}
	}
	return s, nil
}

// take reads one file and says what it is.
func (s *Saved) take(path string, data []byte) (kind string, err error) {
	if !IsResult(data) && scenarioMark.Match(data) {
		return "", notResult("E500", path, path+" is a scenario, and a report is of a saved result", "answer it first: `capplan compare "+path+" -o result.json`, or write the report at once: `capplan compare "+path+" -o report.html`")
	}
	switch schema := looseSchema(data); {
	case strings.HasPrefix(schema, "capplan/sweep/"):
		s.Sweep, err = ParseSweep(path, data)
		return "sweep", err
	case strings.HasPrefix(schema, "capplan/sensitivity/"):
		s.Sensitivity, err = ParseSensitivity(path, data)
		return "sensitivity", err
	}
	s.Result, err = ParseResult(path, data)
	return "result", err
}

func (s *Saved) other() string {
	if s.Sweep != nil {
		return "sweep"
	}
	return "sensitivity"
}

func (s *Saved) inputs(kind string) []Input {
	if kind == "sweep" {
		return s.Sweep.Inputs
	}
	return s.Sensitivity.Inputs
}

// sameFiles compares what was read by its digests.
func sameFiles(a, b []Input) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].SHA256 != b[i].SHA256 {
			return false
		}
	}
	return true
}

// looseSchema is the schema of a text that may be damaged.
func looseSchema(data []byte) string {
	schema, err := schemaOf("", data, "")
	if err != nil {
		return ""
	}
	return schema
}

// scenarioMark is the beginning of a line that scenarios have, and results have not.
var scenarioMark = regexp.MustCompile(`(?m)^(version|fleets|extends)\s*:|^\s*\{[^{}]*\bversion\b`)

// ParseSweep reads what `capplan sweep -o FILE.json` wrote; name is what its errors call
// it.
func ParseSweep(name string, data []byte) (*SweepResult, error) {
	again := "save it again: `capplan sweep --vary PATH=VALUES -o " + name + "`"
	r := new(SweepResult)
	if err := parseKind(name, data, decide.SweepSchema, r, again); err != nil {
		return nil, err
	}
	if what := brokenSweep(r); what != "" {
		return nil, notResult("E453", name, name+": "+what, again)
	}
	return r, nil
}

// brokenSweep names what a whole sweep has and this one has not.
func brokenSweep(r *SweepResult) string {
	cells := 1
	for i := range r.Axes {
		cells *= len(r.Axes[i].Values)
	}
	switch {
	case !r.Complete:
		return "the sweep is not complete: its run was ended before its time"
	case r.Tool.Version == "":
		return "tool is missing"
	case len(r.Axes) == 0 || cells == 0:
		return "axes is missing, or has no values"
	case len(r.Cells) != cells:
		return fmt.Sprintf("its axes have %d cells, and there are %d", cells, len(r.Cells))
	case r.Base < 0 || r.Base >= cells:
		return "base is no cell"
	}
	for i := range r.Cells {
		c := &r.Cells[i]
		switch {
		case c.Index != i:
			return fmt.Sprintf("cells.%d has index %d", i, c.Index)
		case len(c.Values) != len(r.Axes):
			return fmt.Sprintf("cells.%d has no value for each axis", i)
		case c.Reason == nil && len(c.Figures) != len(r.Figures):
			return fmt.Sprintf("cells.%d has no value for each figure", i)
		}
		for n := range c.Figures {
			if v := &c.Figures[n]; !rising(v.Lo, v.Value, v.Hi) {
				return fmt.Sprintf("cells.%d.figures.%d: lo, value and hi are out of order", i, n)
			}
		}
	}
	for i := range r.Figures {
		f := &r.Figures[i]
		for _, p := range []*int{f.Least, f.Most} {
			if p != nil && (*p < 0 || *p >= cells) {
				return fmt.Sprintf("figures.%d names a cell that there is not", i)
			}
		}
		if f.Axis != nil && (*f.Axis < 0 || *f.Axis >= len(r.Axes)) {
			return fmt.Sprintf("figures.%d names an axis that there is not", i)
		}
	}
	return ""
}

// ParseSensitivity reads what `capplan sensitivity -o FILE.json` wrote; name is what its
// errors call it.
func ParseSensitivity(name string, data []byte) (*Sensitivity, error) {
	again := "save it again: `capplan sensitivity -o " + name + "`"
	r := new(Sensitivity)
	if err := parseKind(name, data, decide.SensitivitySchema, r, again); err != nil {
		return nil, err
	}
	if what := brokenSensitivity(r); what != "" {
		return nil, notResult("E453", name, name+": "+what, again)
	}
	return r, nil
}

// brokenSensitivity names what a whole sensitivity has and this one has not.
func brokenSensitivity(r *Sensitivity) string {
	switch {
	case !r.Complete:
		return "the sensitivity is not complete: its run was ended before its time"
	case r.Tool.Version == "":
		return "tool is missing"
	case len(r.Subjects) == 0 && r.BreakEven == nil:
		return "it has neither subjects nor a break-even"
	}
	for i := range r.Subjects {
		x := &r.Subjects[i]
		if x.Fleet == "" || x.Metric == "" || x.Unit == "" {
			return fmt.Sprintf("subjects.%d has no fleet, metric or unit", i)
		}
		for k := range x.Tornado {
			w := &x.Tornado[k]
			if w.Width.Value == nil {
				return fmt.Sprintf("subjects.%d.tornado.%d has no width", i, k)
			}
			if !rising(w.Low.Lo, w.Low.Value, w.Low.Hi) || !rising(w.High.Lo, w.High.Value, w.High.Hi) {
				return fmt.Sprintf("subjects.%d.tornado.%d: lo, value and hi are out of order", i, k)
			}
		}
		for k := range x.Indices {
			if d := &x.Indices[k]; d.First.Value == nil || d.Total.Value == nil {
				return fmt.Sprintf("subjects.%d.indices.%d has no value", i, k)
			}
		}
	}
	return ""
}

// parseKind reads the JSON of one schema.
func parseKind(name string, data []byte, want string, into any, again string) error {
	schema, err := schemaOf(name, data, again)
	if err != nil {
		return err
	}
	if schema != want {
		return notResult("E452", name, name+" is of another version: "+schema, "this program reads "+want+"; "+again)
	}
	return decodeSaved(name, data, into, again)
}
