package decide

import "strings"

// voteNeeds is said of a number that must be up where a vote decides it.
const voteNeeds = ", with which its vote goes on: more than is written as needs"

// voted puts how a vote divides what a pool carries.
func (x *explainer) voted(f *Formula, i int) {
	p := &x.fleet.Pools[i]
	v := x.stage.votes(i, nil)
	if v == nil {
		return
	}
	f.Words += "; a vote does each calculation on several of them, and again where they disagree; with a copy missing no more is counted on than with all"
	for k, s := range f.Symbols {
		if left, right, ok := strings.Cut(s, " = "); ok && left == "C" {
			if strings.Contains(right, " ") {
				right = "(" + right + ")"
			}
			f.Symbols[k] = "C = " + right + " ÷ E"
		}
	}
	f.Terms = append(f.Terms,
		Term{Symbol: "copies", Means: "units that do each calculation", Value: float64(p.Vote.Copies), Unit: "1", From: x.origin(p.Name, "vote.copies")},
		Term{Symbol: "E", Means: "executions of a calculation, repeats in", Value: round12(v.Work()), Unit: "1"})
}
