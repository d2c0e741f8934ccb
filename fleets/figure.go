package fleets

import (
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

// Placement is asked for as if it were a metric: where the units of a fleet stand.
const Placement = "placement"

// A Figure names a figure of a plan: FLEET[.WORKLOAD | .pools.POOL].METRIC[@ MOMENT].
type Figure struct {
	Fleet, Workload, Pool, Metric string
	When                          string // the moment as written; empty: what the figure has without
	At                            model.Moment
}

// ReadFigure finds a figure by its name. Its error is a *Errors that points into the
// text.
func ReadFigure(p *model.Plan, text string) (Figure, error) {
	r := &reader{plan: p, reported: map[reported]bool{}, misspelt: map[lack]bool{}}
	src := newSource("the figure asked for", text)
	src.set = true
	at := place{src: src, line: 1, col: 1, width: max(1, utf8.RuneCountInString(text))}
	var a model.Assertion
	q := assertionParser{r: r, a: &a, n: &node{shape: textShape, text: text, at: at}, asked: true}
	s := span{text, 0}
	if name, ok := strings.CutSuffix(text, "."+Placement); ok {
		if q.fleet(s, name) != nil {
			a.Metric = Placement
		}
	} else {
		q.figure(s)
	}
	if err := r.errors(); err != nil {
		return Figure{}, err
	}
	f := Figure{Fleet: a.Fleet, Workload: a.Workload, Pool: a.Pool, Metric: a.Metric}
	if f.When = a.When; f.When != "" {
		f.At = a.At
	}
	return f, nil
}
