package report

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// diffTable has a row for each figure.
func diffTable(d *capplan.Difference) [][]value {
	out := [][]value{texts("fleet", "pool", "workload", "metric", "unit", "before", "after", "difference", "lo", "hi", "ratio", "method", "verdict", "statistic", "level", "pairing")}
	for _, f := range inOrder(d) {
		before, after := figure(f.Before), figure(f.After)
		if f.Unit == daysUnit && d.After.Scenario.Start != nil {
			before, after = dayValue(d, f.Before), dayValue(d, f.After)
		}
		row := append(texts(f.Fleet, f.Pool, f.Workload, f.Metric, f.Unit), before, after, figure(f.Difference), figure(f.Lo), figure(f.Hi), figure(f.Ratio))
		row = append(append(row, texts(f.Method, f.Verdict, f.Statistic)...), figure(&f.Level))
		out = append(out, append(row, texts(f.Pairing)...))
	}
	return out
}

func dayValue(d *capplan.Difference, hours *float64) value {
	if hours == nil {
		return value{}
	}
	return value{text: d.After.Scenario.Start.Add(time.Duration(*hours * float64(time.Hour))).UTC().Format(time.DateOnly)}
}

// diffMarkdown writes a difference as a comment on a change.
func diffMarkdown(w io.Writer, d *capplan.Difference) error {
	n := &note{}
	n.headline(d.Answer.Verdict.Text)
	figures := figureRows(d, false)
	rest := restText(d, figures, false)
	figures = slices.DeleteFunc(figures, func(r []string) bool { return strings.Join(r, "") == "" })
	for _, r := range figures {
		r[0] = strings.TrimSpace(r[0])
	}
	n.table("figure", "-f csv", figures)
	if rest != "" {
		n.text(markdown(rest) + "\n")
	}
	n.list("-", "fleet or pool", allJSON, texted(d.Presence, presenceText)...)
	n.list("-", "reason", allJSON, sentences(d.Answer.Why)...)
	inputs := [][]string{{"input", "before", "after", "at"}}
	for i := range d.Changes {
		c := &d.Changes[i]
		inputs = append(inputs, []string{changeLabel(c, i), inputText(c, c.Before), inputText(c, c.After), changedAt(c)})
	}
	n.table("input", allJSON, inputs).fold(plural(len(d.Changes), "input") + " changed")
	n.table("part", allJSON, partRows(d)).fold("What each input makes of it")
	n.warnings(d.Warnings)
	n.text(markdown(strings.Join(diffConditions(d), " · ")) + "\n")
	return n.write(w)
}

// presenceText says of what is in one of the two only that it came or went.
func presenceText(x *capplan.Presence) string {
	if x.Kind == "fleet" || x.Kind == "plan" {
		return x.Kind + " " + x.Name + ": " + x.Change
	}
	return x.Kind + " " + x.Name + " of " + x.Fleet + ": " + x.Change
}
