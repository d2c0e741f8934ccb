package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// BaselineSchema names the version of a baseline's JSON form.
const BaselineSchema = "capplan/baseline/v1"

// A Baseline is what a later check needs of this one: a file small enough to be kept beside
// the scenario, in which a change is a line or two. Result.Hold takes it.
type Baseline struct {
	Schema     string `json:"schema"`
	Tool       Tool   `json:"tool"`
	Scenario   string `json:"scenario"` // its name
	Currency   string `json:"currency"`
	Seed       uint64 `json:"seed"`
	Assertions []Kept `json:"assertions"`
}

// A Kept is an assertion of a baseline, in the fields of an AssertionResult.
type Kept struct {
	ID       string   `json:"id"`
	That     string   `json:"that"`
	Verdict  string   `json:"verdict"`
	Value    *float64 `json:"value"`
	Lo       *float64 `json:"lo"`
	Hi       *float64 `json:"hi"`
	Level    float64  `json:"level"` // of lo..hi; 1 when exact
	Relation string   `json:"relation"`
	Limit    float64  `json:"limit"`
	Against  string   `json:"against,omitempty"`
	Unit     string   `json:"unit"`
	Method   string   `json:"method"`
}

// Keep is the baseline that a check leaves.
func (r *Result) Keep() *Baseline {
	b := &Baseline{Schema: BaselineSchema, Tool: r.Tool, Scenario: r.Scenario.Name, Currency: r.Scenario.Currency, Seed: r.Seed, Assertions: []Kept{}}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		b.Assertions = append(b.Assertions, Kept{a.ID, a.That, a.Verdict, a.Value, a.Lo, a.Hi, a.Level, a.Relation, a.Limit, a.Against, a.Unit, a.Method})
	}
	return b
}

// Result is a baseline as Result.Hold takes it.
func (b *Baseline) Result() *Result {
	r := &Result{Schema: Schema, Complete: true, Tool: b.Tool, Scenario: Scenario{Name: b.Scenario, Currency: b.Currency}, Seed: b.Seed}
	for i := range b.Assertions {
		k := &b.Assertions[i]
		r.Assertions = append(r.Assertions, AssertionResult{
			ID: k.ID, That: k.That, Verdict: k.Verdict, Value: k.Value, Lo: k.Lo, Hi: k.Hi, Level: k.Level,
			Relation: k.Relation, Limit: k.Limit, Against: k.Against, Unit: k.Unit, Method: k.Method,
		})
	}
	return r
}

// Wrong says what of a baseline cannot be; empty: nothing.
func (b *Baseline) Wrong() string {
	if len(b.Assertions) == 0 {
		return "it has no assertions"
	}
	for i := range b.Assertions {
		switch k := &b.Assertions[i]; {
		case k.ID == "" || k.That == "":
			return "an assertion has no id or no text"
		case !slices.Contains([]string{Pass, Fail, Inconclusive, Unanswered, Skipped}, k.Verdict):
			return k.ID + " has no verdict that there is"
		case !slices.Contains([]model.Relation{model.Below, model.AtMost, model.Above, model.AtLeast}, model.Relation(k.Relation)) && k.Relation != "":
			return k.ID + " has no relation that there is"
		case k.Lo != nil && k.Value != nil && *k.Lo > *k.Value, k.Hi != nil && k.Value != nil && *k.Hi < *k.Value:
			return k.ID + ": lo, value and hi are out of order"
		}
	}
	return ""
}
