package capplan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

// MaxResultBytes bounds a saved result.
const MaxResultBytes = 256 << 20

// ReadResult reads a result that compare or check wrote as JSON. Its error is a
// *fleets.Errors: the file is not there, no whole result, one of another version, or one
// whose figures contradict each other.
func ReadResult(path string) (*Result, error) {
	data, err := readSaved(path)
	if err != nil {
		return nil, err
	}
	return ParseResult(path, data)
}

func readSaved(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > MaxResultBytes {
		return nil, notResult("E004", path, fmt.Sprintf("%s is larger than %d MiB", path, MaxResultBytes>>20), "save a result of fewer fleets: --fleet")
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, notResult("E070", path, "there is no file "+path, "save a result with `capplan check -o "+path+"`")
	case err != nil:
		return nil, notResult("E071", path, path+" cannot be read", "is it a file, and may it be read?")
	}
	return data, nil
}

func notResult(code, path, message, help string) error {
	return &fleets.Errors{List: []fleets.Diagnostic{{Code: code, Message: message, File: path, Help: help}}}
}

var resultMark = regexp.MustCompile(`"schema"\s*:\s*"capplan/|^\s*\{\s*"answer"\s*:`)

// IsResult reports whether a text is meant as something that capplan wrote, whole or not,
// and not as a scenario.
func IsResult(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) && resultMark.Match(data)
}

// ParseResult is ReadResult of a text; name is what its errors call it.
func ParseResult(name string, data []byte) (*Result, error) {
	again := "save it again: `capplan compare -o " + name + "` or `capplan check -o " + name + "`"
	refuse := func(code, message, help string) (*Result, error) { return nil, notResult(code, name, message, help) }
	schema, err := schemaOf(name, data, again)
	switch {
	case err != nil:
		return nil, err
	case schema != decide.Schema && strings.HasPrefix(schema, "capplan/result/"):
		return refuse("E452", name+" is a result of another version: "+schema, "this program reads "+decide.Schema+"; answer the scenario again with it")
	case schema != decide.Schema:
		return refuse("E452", name+" is no result, but "+schema, "give what `capplan compare` or `capplan check` wrote: "+decide.Schema)
	}
	r := new(Result)
	if err := decodeSaved(name, data, r, again); err != nil {
		return nil, err
	}
	if what := incomplete(r); what != "" {
		return refuse("E453", name+": "+what, again)
	}
	if what := contradiction(r); what != "" {
		return refuse("E453", name+": "+what, "it was changed by hand or damaged; "+again)
	}
	return r, nil
}

// schemaOf is what a saved file says it is.
func schemaOf(name string, data []byte, again string) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	refuse := func(message, help string) (string, error) { return "", notResult("E451", name, message, help) }
	var head struct {
		Schema *string `json:"schema"`
	}
	var at *json.SyntaxError
	switch err := json.Unmarshal(data, &head); {
	case len(bytes.TrimSpace(data)) == 0:
		return refuse(name+" is empty", again)
	case errors.As(err, &at) && int(at.Offset) >= len(bytes.TrimRight(data, " \n")):
		return refuse(name+" is cut short: it ends within a value", again)
	case errors.As(err, &at):
		return refuse(fmt.Sprintf("%s is no JSON: line %d", name, 1+bytes.Count(data[:at.Offset], []byte("\n"))), "a saved result is what -o FILE.json writes; "+again)
	case err != nil || head.Schema == nil:
		return refuse(name+" is no saved result: it has no schema", "a saved result is what `capplan compare -o FILE.json` writes")
	}
	return *head.Schema, nil
}

// decodeSaved reads a saved file of a kind that is known.
func decodeSaved(name string, data []byte, to any, again string) error {
	err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), to)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return notResult("E453", name, name+": "+kind.Field+" is "+jsonWords(kind.Value)+", which it cannot be", "it was changed by hand; "+again)
	case err != nil:
		return notResult("E453", name, name+" has a number that fits nothing", "it was changed by hand; "+again)
	}
	return nil
}

// jsonWords says what kind of value stands there.
func jsonWords(kind string) string {
	switch word, _, _ := strings.Cut(kind, " "); word {
	case "array":
		return "a list"
	case "object":
		return "a map"
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	}
	return "a " + kind
}

// incomplete names a part that every result has and this one has not.
func incomplete(r *Result) string {
	switch {
	case !r.Complete:
		return "the result is not complete: its run was ended before its time"
	case r.Tool.Version == "":
		return "tool is missing"
	case len(r.Assertions) > 0 && r.Verdict == nil:
		return "verdict is missing"
	case r.Trials < 1 && r.Gate == nil, r.Trials < 0: // a check of exact figures takes none
		return "trials is missing, or less than 1"
	case len(r.Fleets) == 0:
		return "fleets is missing, or empty"
	case r.Catalog.Version == "":
		return "catalog is missing"
	case !(r.Scenario.HorizonHours > 0):
		return "scenario.horizon_hours is missing, or not positive"
	case r.Inputs == nil:
		return "inputs is missing"
	case r.Assumption == nil:
		return "assumptions is missing"
	}
	return ""
}

// contradiction finds figures that cannot stand together.
func contradiction(r *Result) string {
	names := make([]string, 0, len(r.Fleets))
	for n := range r.Fleets {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		f := r.Fleets[n]
		if len(f.Metrics) == 0 && r.Gate == nil { // a check answers what is asserted, which may be no figure
			return "fleets." + n + " has no metrics"
		}
		if what := contradicting(f.Metrics); what != "" {
			return "fleets." + n + ": " + what
		}
		for p := range f.Pools {
			if what := contradicting(f.Pools[p].Metrics); what != "" {
				return "fleets." + n + ".pools." + p + ": " + what
			}
		}
		for w := range f.Workloads {
			if what := contradicting(f.Workloads[w].Metrics); what != "" {
				return "fleets." + n + ".workloads." + w + ": " + what
			}
		}
	}
	verdicts := []string{Pass, Fail, Inconclusive, Unanswered, Skipped}
	for i := range r.Assertions {
		if a := &r.Assertions[i]; a.That == "" || !slices.Contains(verdicts, a.Verdict) {
			return fmt.Sprintf("assertions.%d has no verdict that there is", i)
		}
	}
	return ""
}

func contradicting(set map[string]Metric) string {
	names := make([]string, 0, len(set))
	for n := range set {
		names = append(names, n)
	}
	sort.Strings(names)
	methods := []string{"", model.Exact.String(), model.Numerical.String(), model.Approximation.String(), model.MonteCarlo.String()}
	for _, n := range names {
		m := set[n]
		switch {
		case m.Unit == "":
			return n + " has no unit"
		case !slices.Contains(methods, m.Method):
			return n + " has no method " + m.Method
		case !rising(m.Lo, m.Mean, m.Hi):
			return n + ": lo, mean and hi are out of order"
		case !rising(m.P1, m.P5, m.P10, m.P50, m.P90, m.P95, m.P99):
			return n + ": the percentiles are out of order"
		case m.SD != nil && !(*m.SD >= 0):
			return n + " has a negative sd"
		}
	}
	a, u := set["availability"], set["unavailability"]
	if a.Mean != nil && u.Mean != nil && !(math.Abs(*a.Mean+*u.Mean-1) <= 1e-9) {
		return "availability and unavailability do not make 1"
	}
	if t, c, o := set["cost.total"], set["cost.capex"], set["cost.opex"]; t.Mean != nil && c.Mean != nil && o.Mean != nil {
		if size := math.Abs(*c.Mean) + math.Abs(*o.Mean); !(math.Abs(*t.Mean-*c.Mean-*o.Mean) <= 1e-6*size) {
			return "cost.total is not cost.capex and cost.opex together"
		}
	}
	return ""
}

// rising reports whether the values that are known do not fall, but for rounding.
func rising(list ...*float64) bool {
	last := math.Inf(-1)
	for _, p := range list {
		if p == nil {
			continue
		}
		if *p < last-1e-9*math.Abs(last) {
			return false
		}
		last = *p
	}
	return true
}
