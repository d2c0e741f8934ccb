package report

import (
	"io"
	"strings"

	"github.com/capplan/capplan"
)

// sensitivityTable is tidy: a row for each number.
func sensitivityTable(s *capplan.Sensitivity) [][]value {
	out := [][]value{texts("input", "file", "line", "fleet", "against", "metric", "kind", "value", "lo", "hi", "unit", "method")}
	add := func(input, fleet, against, metric, kind string, r capplan.Ranged, unit, method string) {
		u := inputNamed(s, input)
		line, file := value{}, u.File
		if u.Line > 0 {
			line = count(u.Line)
		}
		if u.Entry != "" {
			file = "catalog:" + u.Entry
		}
		row := append(texts(input, file), line)
		row = append(append(row, texts(fleet, against, metric, kind)...), figure(r.Value), figure(r.Lo), figure(r.Hi))
		out = append(out, append(row, texts(unit, method)...))
	}
	for i := range s.Subjects {
		x := &s.Subjects[i]
		add("", x.Fleet, x.Against, x.Metric, "likely", x.Likely, x.Unit, x.Why)
		if x.Mean.Value != nil {
			add("", x.Fleet, x.Against, x.Metric, "mean", x.Mean, x.Unit, x.Why)
		}
		for k := range x.Tornado {
			w := &x.Tornado[k]
			add(w.Input, x.Fleet, x.Against, x.Metric, "low", w.Low, x.Unit, x.Why)
			add(w.Input, x.Fleet, x.Against, x.Metric, "high", w.High, x.Unit, x.Why)
		}
		for k := range x.Indices {
			d := &x.Indices[k]
			add(d.Input, x.Fleet, x.Against, x.Metric, "first", d.First, "1", "Saltelli 2010")
			add(d.Input, x.Fleet, x.Against, x.Metric, "total", d.Total, "1", "Jansen 1999")
		}
	}
	if k := s.Knowing; k != nil && k.Lacking == "" {
		add("", k.Best, "", k.Metric, "evpi", k.Perfect, k.Unit, k.Why)
		for i := range k.Inputs {
			add(k.Inputs[i].Input, k.Best, "", k.Metric, "evppi", k.Inputs[i].Value, k.Unit, k.Why)
		}
	}
	if b := s.BreakEven; b != nil {
		for i := range b.Roots {
			r := &b.Roots[i]
			add(b.Path, b.Fleet, b.Against, b.Metric, "breakeven", capplan.Ranged{Value: &r.Value, Lo: r.Lo, Hi: r.Hi}, b.Unit, b.Why)
		}
		for i := range b.Looks {
			add(b.Path, b.Fleet, b.Against, b.Metric, "difference at "+data(b.Looks[i].Value), b.Looks[i].Difference, b.MetricUnit, b.Why)
		}
	}
	return out
}

func sensitivityMarkdown(w io.Writer, s *capplan.Sensitivity) error {
	n := &note{}
	n.headline(s.Answer.Verdict.Text)
	n.list("-", "reason", allJSON, sentences(s.Answer.Why)...)
	n.next(s.Answer.Next)
	for i, x := range shownSubjects(s) {
		n.text(markdown(subjectTitle(x)+": "+subjectFacts(x)) + "\n")
		t := n.table("input", "-f csv", tornadoTable(s, x))
		if i > 0 {
			t.fold(plural(len(t.lines), "input"))
		}
	}
	if k := s.Knowing; k != nil && k.Lacking == "" {
		rows := [][]string{{"worth knowing", k.Metric + " " + k.Unit, "interval"}}
		for i := range k.Inputs {
			rows = append(rows, []string{k.Inputs[i].Input, short(*k.Inputs[i].Value.Value), bounds(k.Inputs[i].Value)})
		}
		n.table("input", "-f csv", append(rows, []string{"everything", short(*k.Perfect.Value), bounds(k.Perfect)}))
	}
	if e := s.BreakEven; e != nil {
		rows := [][]string{{e.Path + " " + e.Unit, e.Metric + " of " + e.Fleet + " less that of " + e.Against, "interval"}}
		for i := range e.Looks {
			rows = append(rows, []string{short(e.Looks[i].Value), short(*e.Looks[i].Difference.Value), bounds(e.Looks[i].Difference)})
		}
		n.table("value", "-f csv", rows)
	}
	n.warnings(s.Warnings)
	n.text(markdown(strings.Join(sensitivityConditions(s), " · ")) + "\n")
	return n.write(w)
}

// tornadoTable has a row for each input, with its share where there is one.
func tornadoTable(s *capplan.Sensitivity, x *capplan.Subject) [][]string {
	rows := [][]string{{"input", "as written", "low", "high", "reverses", "first order", "total"}}
	for i := range x.Tornado {
		t := &x.Tornado[i]
		low, high := ends(x, t)
		first, total := "", ""
		for k := range x.Indices {
			if len(x.Indices[k].Inputs) == 1 && x.Indices[k].Input == t.Input {
				first, total = share(x.Indices[k].First), share(x.Indices[k].Total)
			}
		}
		turn := ""
		if t.Reverses != nil && *t.Reverses {
			turn = "could reverse"
		}
		rows = append(rows, []string{t.Input, inputNamed(s, t.Input).Value, low, high, turn, first, total})
	}
	for k := range x.Indices {
		if d := &x.Indices[k]; len(d.Inputs) != 1 {
			rows = append(rows, []string{d.Input, "", "", "", "", share(d.First), share(d.Total)})
		}
	}
	return rows
}
