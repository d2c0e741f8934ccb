package decide

import "slices"

// never is what no scenario makes capplan model.
var never = []string{
	"attacks and sabotage, and disasters that nobody wrote down as a domain, a common cause or an incident",
	"what people do that no number of the scenario says: vendors that leave, teams that do not get ready, plans that slip",
	"how long requests take on the network and in clients, and users who go away because of it",
}

// unasked is what is left out where a fleet has no such figure.
var unasked = map[string]string{
	"wrong_results": "wrong results: no corruption is given",
	"data_loss":     "loss of data: nothing says what destroys it",
}

// leftOut puts what is not in the figures: of all fleets, or of those named, and last what
// is never modelled.
func (r *run) leftOut(out *Result) {
	var order []string
	by := map[string][]string{}
	for _, f := range r.fleets {
		x := &explainer{plan: r.plan, fleet: f, stage: newStage(r.plan, f), out: &Explanation{}}
		x.sys = &x.stage.sys
		x.leftOut()
		x.out.Missing = slices.DeleteFunc(x.out.Missing, func(text string) bool { return text == generally })
		for metric, text := range unasked {
			if _, ok := out.Fleets[f.Name].Metrics[metric]; !ok {
				x.missing(text)
			}
		}
		slices.Sort(x.out.Missing)
		for _, text := range x.out.Missing {
			if !slices.Contains(order, text) {
				order = append(order, text)
			}
			by[text] = append(by[text], f.Name)
		}
	}
	out.LeftOut = []LeftOut{}
	for _, text := range order {
		l := LeftOut{What: text}
		if len(by[text]) < len(r.fleets) {
			l.Fleets = by[text]
		}
		out.LeftOut = append(out.LeftOut, l)
	}
	slices.SortStableFunc(out.LeftOut, func(a, b LeftOut) int { return min(len(a.Fleets), 1) - min(len(b.Fleets), 1) })
	for _, text := range never {
		out.LeftOut = append(out.LeftOut, LeftOut{What: text, Always: true})
	}
}

// A LeftOut is something that no figure of the result takes into account.
type LeftOut struct {
	What   string   `json:"what"`
	Fleets []string `json:"fleets,omitempty"` // absent: of all
	Always bool     `json:"always"`           // whatever the scenario says
}
