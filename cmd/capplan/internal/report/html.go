package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/page"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// mostBeside is the most fleets beside each other on a page of paper.
const mostBeside = 5

// writeHTML puts together what the page says; package page lays it out.
func writeHTML(w io.Writer, r *capplan.Result, o Options) error {
	p := &page.Page{
		Name: r.Scenario.Name, Description: r.Scenario.Description, Conditions: conditions(r),
		Verdict: r.Answer.Verdict.Text, Next: r.Answer.Next,
		Kept: promises(r), Seen: backtests(r), Figures: figureTables(r), Inputs: inputs(r), Run: made(r), Files: digests(r),
	}
	if p.Name == "" && len(r.Inputs) > 0 {
		p.Name = r.Inputs[0].Path
	}
	for _, n := range names(r) {
		p.Fleets = append(p.Fleets, page.Fleet{Name: n, Description: r.Fleets[n].Description})
	}
	for _, why := range r.Answer.Why {
		p.Why = append(p.Why, why.Text)
	}
	for _, text := range sized(r) {
		p.Why = append(p.Why, "Sized for the load: "+text+".")
	}
	p.Crossing, p.Reversals = crossing(r), reversals(r, o.Sensitivity)
	for i := range r.LeftOut {
		l := &r.LeftOut[i]
		text := l.What
		if len(l.Fleets) > 0 {
			text = strings.Join(l.Fleets, ", ") + ": " + text
		}
		p.Missing = append(p.Missing, text)
	}
	if r.Redacted != "" {
		p.Notice = "Prices, cost inputs and amounts of money are taken out of this copy."
	}
	for _, warning := range r.Warnings {
		p.Warnings = append(p.Warnings, warningText(warning))
	}
	if !r.Complete {
		p.Warnings = append(p.Warnings, "incomplete: the run ended before all its trials, and cannot be repeated")
	}
	views, missing := view.All(&view.Source{Result: r, Sweep: o.Sweep, Sensitivity: o.Sensitivity}, viewWords())
	p.Views = views
	order, _ := view.Catalogue()
	for _, name := range order {
		if why, ok := missing[name]; ok {
			p.Absent = append(p.Absent, page.Absent{Name: name, Why: strings.TrimPrefix(why, "nothing to draw: ")})
		}
	}
	return page.Write(w, p)
}

// crossing says from which load on another fleet is cheaper.
func crossing(r *capplan.Result) []string {
	var out []string
	for _, n := range names(r) {
		f := r.Fleets[n]
		m, ok := f.Metrics["crossover"]
		if !ok || n == r.Scenario.Baseline {
			continue
		}
		switch {
		case m.Mean != nil && f.Beyond != "":
			out = append(out, n+" and "+r.Scenario.Baseline+", both sized for the load, cost the same at a peak of "+quantity(&m, m.Unit, true)+bracket(m.Method)+"; above it "+f.Beyond+" is cheaper.")
		case m.Mean != nil:
			out = append(out, n+" and "+r.Scenario.Baseline+", both sized for the load, cost the same at a peak of "+quantity(&m, m.Unit, true)+bracket(m.Method)+".")
		default:
			out = append(out, n+" against "+r.Scenario.Baseline+": no load at which both, sized for it, cost the same: "+m.Why+".")
		}
	}
	return out
}

func columns(names ...string) []view.Column {
	out := make([]view.Column, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}

func textRow(list ...string) page.Row {
	var out page.Row
	for _, t := range list {
		out.Cells = append(out.Cells, page.Cell{Text: t})
	}
	return out
}

// promises are what is asserted.
func promises(r *capplan.Result) *page.Table {
	if len(r.Assertions) == 0 {
		return nil
	}
	t := &page.Table{Name: "assertions", Caption: tally(r), Columns: columns("assertion", "verdict", "value", "at")}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		at := ""
		if a.Location.Line > 0 {
			at = a.Location.File + ":" + strconv.Itoa(a.Location.Line)
		}
		t.Rows = append(t.Rows, textRow(a.That, verdictWord(a), stated(a), at))
	}
	return t
}

// backtests are what happened, against what is predicted.
func backtests(r *capplan.Result) *page.Table {
	if len(r.Observed) == 0 {
		return nil
	}
	t := &page.Table{Name: "observed", Caption: "What was seen, and where it falls in what is predicted for as long", Columns: columns("figure", "verdict", "seen", "predicted", "above", "method", "source", "at")}
	for i := range r.Observed {
		o := &r.Observed[i]
		at := ""
		if o.Location.Line > 0 {
			at = o.Location.File + ":" + strconv.Itoa(o.Location.Line)
		}
		t.Rows = append(t.Rows, textRow(o.Figure(), o.Verdict, seen(o), forecast(o), position(o), o.Method, o.Source, at))
	}
	return t
}

// figureTables are the sections of the screen's table, at most mostBeside fleets beside each
// other.
func figureTables(r *capplan.Result) []*page.Table {
	s := &sheet{r: r, names: names(r)}
	sections := s.sections()
	var out []*page.Table
	for _, sec := range sections {
		for from := 0; from < len(s.names); from += mostBeside {
			to := min(from+mostBeside, len(s.names))
			t := &page.Table{Name: "figures-" + strconv.Itoa(len(out)+1), Caption: sentence(sec.title), Even: true, Columns: columns("figure")}
			if len(s.names) > mostBeside {
				t.Caption += ", fleets " + strconv.Itoa(from+1) + " to " + strconv.Itoa(to) + " of " + strconv.Itoa(len(s.names))
			}
			for _, n := range s.names[from:to] {
				t.Columns = append(t.Columns, view.Column{Name: n, Number: true})
			}
			t.Columns = append(t.Columns, view.Column{Name: "method"})
			for _, l := range sec.rows {
				line := page.Row{Under: l.under, Cells: []page.Cell{{Text: l.label}}}
				some := false
				for _, c := range l.cells[from:to] {
					some = some || c.text != ""
					line.Cells = append(line.Cells, page.Cell{Text: c.text, Mark: c.mark})
				}
				part := row{cells: l.cells[from:to]}
				if some {
					line.Cells = append(line.Cells, page.Cell{Text: strings.Join(part.methods(), ", ")})
					t.Rows = append(t.Rows, line)
				}
			}
			if len(t.Rows) > 0 {
				out = append(out, t)
			}
		}
	}
	return out
}

// sentence writes a title in capitals as one of prose.
func sentence(title string) string {
	head, rest, found := strings.Cut(title, ",")
	head = strings.ToUpper(head[:1]) + strings.ToLower(head[1:])
	if found {
		return head + "," + rest
	}
	return head
}

// inputs are the assumptions in the order of the result: by their effect.
func inputs(r *capplan.Result) *page.Table {
	if len(r.Assumption) == 0 {
		return nil
	}
	t := &page.Table{
		Name: "assumptions", Caption: plural(len(r.Assumption), "input") + ", those that move the cost most first",
		Note:    "The effect is the share of the variance of a fleet's present value that the rank of an input explains (Spearman's ρ²), with the fleet where it is largest; below " + percent(capplan.EffectNoise(max(r.Trials, 1))) + " nothing is told from chance.",
		Columns: columns("input", "value (range)", "effect", "origin", "source", "date", "confidence"),
	}
	for i := range r.Assumption {
		a := &r.Assumption[i]
		line := textRow(a.Path, a.Value, effect(r, a), from(&capplan.Assumption{Entry: a.Entry, File: a.File, Line: a.Line}), a.Source, a.Date, a.Confidence)
		if a.Source == "" && a.Uncertain {
			line.Cells[4] = page.Cell{Mark: "no source"}
		}
		if most := a.Effect(); most >= 0 {
			line.Cells[2].Data = data(most)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// effect is the largest share of a spread, and whose.
func effect(r *capplan.Result, a *capplan.Assumption) string {
	switch most := a.Effect(); {
	case !a.Uncertain:
		return "certain"
	case most < 0:
		return "not known"
	case most < capplan.EffectNoise(max(r.Trials, 1)):
		return "~"
	default:
		i := slices.IndexFunc(names(r), func(n string) bool { return a.Effects[n] == most })
		return roughly(most) + " of " + names(r)[i]
	}
}

// made says how the answer was found.
func made(r *capplan.Result) []page.Pair {
	var out []page.Pair
	if r.Command != "" {
		out = append(out, page.Pair{Term: "command", Text: r.Command})
	}
	out = append(out, []page.Pair{
		{Term: "seed", Text: seed(r.Seed)},
		{Term: "trials", Text: trialsTaken(r)},
		{Term: "method", Text: "asked for: " + r.Method},
	}...)
	for i, line := range Methods(r) {
		term := ""
		if i == 0 {
			term = "how each fleet is answered"
		}
		out = append(out, page.Pair{Term: term, Text: line})
	}
	return append(out,
		page.Pair{Term: "ranges", Text: "a range holds the truth with " + percent(r.Scenario.Interval)},
		page.Pair{Term: "errors", Text: "± is the half-width of a 95 % interval of a mean over trials; figures without it are known to the digits that are written, by the method beside them"},
		page.Pair{Term: "program", Text: r.Tool.Name + " " + r.Tool.Version},
	)
}

// digests are those of everything that was read.
func digests(r *capplan.Result) *page.Table {
	t := &page.Table{Name: "files", Caption: "What was read", Columns: columns("file", "SHA-256")}
	for _, in := range r.Inputs {
		t.Rows = append(t.Rows, textRow(in.Path, in.SHA256))
	}
	t.Rows = append(t.Rows, textRow("catalogue "+r.Catalog.Version, r.Catalog.SHA256))
	return t
}
