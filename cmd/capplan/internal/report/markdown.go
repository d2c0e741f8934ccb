package report

import (
	"io"
	"slices"
	"strings"

	"github.com/capplan/capplan"
)

// Flags with which a command shows all of something.
const (
	allJSON    = "-f json"
	allFigures = "-f csv --table metrics"
)

// writeMarkdown writes a headline, one table, and the rest folded away: it is read
// as a comment on a change, where the first lines have to do.
func writeMarkdown(w io.Writer, r *capplan.Result) error {
	r = legible(r)
	s := &sheet{r: r, names: names(r)}
	n := &note{}
	n.headline(r.Answer.Verdict.Text)
	sections := s.sections()
	n.table("figure", allFigures, s.markdownRows(sections, func(r *row) bool { return r.head }))
	if len(r.Assertions) > 0 {
		n.list("*", "assertion", allJSON, assertionTexts(r)...)
	}
	n.list("*", "observation", allJSON, texted(r.Observed, backtest)...)
	for _, text := range sized(r) {
		n.list("*", "size", allJSON, "sized: "+text)
	}
	n.list("-", "reason", allJSON, sentences(r.Answer.Why)...)
	n.next(r.Answer.Next)
	n.warnings(r.Warnings)
	n.table("figure", allFigures, s.markdownRows(sections, func(*row) bool { return true })).fold("All figures")
	inputs := [][]string{{"input", "value", "from"}}
	for i := range r.Assumption {
		a := &r.Assumption[i]
		inputs = append(inputs, []string{a.Path, a.Value, from(a)})
	}
	n.table("input", allJSON, inputs).fold("Inputs")
	n.text(markdown(strings.Join(conditions(r), " · ")) + "\n")
	return n.write(w)
}

// assertionTexts are the assertions, those that do not pass first.
func assertionTexts(r *capplan.Result) (out []string) {
	for _, a := range worstFirst(r) {
		out = append(out, verdictWord(a)+": "+a.That+": "+stated(a))
	}
	return out
}

// worstFirst are the assertions, those that do not pass before the others.
func worstFirst(r *capplan.Result) (out []*capplan.AssertionResult) {
	for i := range r.Assertions {
		out = append(out, &r.Assertions[i])
	}
	order := []string{capplan.Fail, capplan.Inconclusive, capplan.Unanswered, capplan.Skipped, capplan.Pass}
	slices.SortStableFunc(out, func(a, b *capplan.AssertionResult) int {
		return slices.Index(order, a.Verdict) - slices.Index(order, b.Verdict)
	})
	return out
}

func sentences(list []capplan.Sentence) (out []string) {
	for _, s := range list {
		out = append(out, s.Text)
	}
	return out
}

// texted writes each of a list.
func texted[T any](list []T, write func(*T) string) (out []string) {
	for i := range list {
		out = append(out, write(&list[i]))
	}
	return out
}

// warnings are folded where there are more than a few.
func (n *note) warnings(list []capplan.Warning) {
	p := n.list(">", "warning", allJSON, texted(list, func(w *capplan.Warning) string { return warningText(*w) })...)
	if len(list) > 3 {
		p.fold(plural(len(list), "warning"))
	}
}

// from says where an input is from.
func from(a *capplan.Assumption) string {
	if a.Entry != "" {
		return strings.TrimSpace("catalog:" + a.Entry + " " + a.Date)
	}
	if a.Line > 0 {
		return a.File + ":" + data(float64(a.Line))
	}
	return a.File
}

// markdownRows are the rows of a table of fleets.
func (s *sheet) markdownRows(sections []section, want func(*row) bool) [][]string {
	out := [][]string{append(append([]string{""}, s.names...), "method")}
	for _, sec := range sections {
		for i := range sec.rows {
			r := &sec.rows[i]
			if !want(r) {
				continue
			}
			line := []string{r.label}
			if strings.HasPrefix(sec.title, "COST") && r.under {
				line[0] = "cost, " + r.label
				if c := s.r.Scenario.Currency; !strings.Contains(r.cells[0].text, c) {
					line[0] += " (" + c + ")"
				}
			}
			for _, c := range r.cells {
				if c.mark != "" {
					c.text += " " + c.mark
				}
				line = append(line, c.text)
			}
			out = append(out, append(line, strings.Join(r.methods(), ", ")))
		}
	}
	return out
}
