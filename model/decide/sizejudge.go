package decide

import (
	"fmt"
	"math"
	"strings"

	"github.com/capplan/capplan/model"
)

func units(f *model.Fleet) int {
	n := 0
	for i := range f.Pools {
		n += f.Pools[i].Units()
	}
	return n
}

// judge says what the answers of a candidate decide: at the end as the gate does, before
// it only what is clear.
func (r *SizeRow) judge(last bool) {
	r.Feasible, r.Reason, r.why = new(true), "", ""
	for i := range r.answers {
		a := &r.answers[i]
		v := a.Verdict
		if !last {
			v = clearly(a)
		}
		switch {
		case v == Fail || v == Unanswered:
			r.Feasible, r.Reason, r.why = new(false), missed(a), a.That
			r.Decided = r.how()
			return
		case v == Inconclusive && r.Feasible != nil:
			r.Feasible, r.Reason = nil, "not decided: "+missed(a)
		}
	}
	r.Decided = r.how()
}

// how says how a candidate was answered.
func (r *SizeRow) how() string {
	exact := r.method == "exact" && !r.held
	for i := range r.answers {
		if r.answers[i].Method == model.Approximation.String() {
			return model.Approximation.String()
		}
		if r.answers[i].Level != 1 {
			if exact {
				return fmt.Sprintf("%d draws", r.draws)
			}
			return fmt.Sprintf("%d trials", r.draws)
		}
	}
	return "exact"
}

// clearly is the verdict on an answer of few draws: one that is sampled decides only
// where it is far from the limit.
func clearly(a *AssertionResult) string {
	if a.Waived != nil || a.Level == 1 || a.Verdict == Unanswered || a.Verdict == Inconclusive {
		return a.Verdict
	}
	if a.Lo == nil || a.Hi == nil {
		return Inconclusive
	}
	half := *a.Hi - *a.Value
	if *a.Value > a.Limit {
		half = *a.Value - *a.Lo
	}
	if !(math.Abs(*a.Value-a.Limit) >= clearOf*half) {
		return Inconclusive
	}
	return a.Verdict
}

// missed says what an objective came to.
func missed(a *AssertionResult) string {
	if a.Value == nil {
		return a.That + ": " + a.Why
	}
	if a.Survival {
		return a.That + " does not hold"
	}
	return a.Metric + " " + sizeFigure(*a.Value, a) + ", wanted " + a.Relation + " " + sizeFigure(a.Limit, a)
}

// sizeFigure writes a value of an objective as its limit is written.
func sizeFigure(x float64, a *AssertionResult) string {
	switch {
	case a.Dates != nil:
		return short(x) + " h from the start"
	case a.Unit == "1" && strings.HasSuffix(a.That, "%"):
		if x > 0.99 && x < 1 {
			return tail(x*100) + " %"
		}
		return digits(x*100) + " %"
	case a.Unit == "1":
		return digits(x)
	}
	return short(x) + " " + a.Unit
}
