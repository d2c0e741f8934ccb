package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// gridTable has a row for each figure of each cell, also of those that are no scenario.
func gridTable(r *capplan.SweepResult) [][]value {
	head := []string{"index"}
	for i := range r.Axes {
		head = append(head, r.Axes[i].Path)
	}
	out := [][]value{texts(append(head, "fleet", "workload", "pool", "metric", "statistic", "value", "lo", "hi", "level", "unit", "method",
		"difference", "difference_lo", "difference_hi", "verdict", "status", "reason")...)}
	for i := range r.Cells {
		c := &r.Cells[i]
		for n := range r.Figures {
			f := &r.Figures[n]
			row := append(texts(strconv.Itoa(c.Index)), texts(c.Values...)...)
			row = append(row, texts(f.Fleet, f.Workload, f.Pool, f.Metric, f.Statistic)...)
			out = append(out, append(append(row, valueCells(c, n, f.Unit)...), statusCells(c)...))
		}
	}
	return out
}

func valueCells(c *capplan.SweepCell, n int, unit string) []value {
	if c.Reason != nil {
		return append(make([]value, 4), append(texts(unit, ""), make([]value, 3)...)...)
	}
	v := &c.Figures[n]
	level := value{}
	if v.Level > 0 {
		level = figure(&v.Level)
	}
	out := append([]value{figure(v.Value), figure(v.Lo), figure(v.Hi), level}, texts(unit, v.Method)...)
	if d := v.Difference; d != nil {
		return append(out, figure(d.Value), figure(d.Lo), figure(d.Hi))
	}
	return append(out, make([]value, 3)...)
}

func statusCells(c *capplan.SweepCell) []value {
	verdict := ""
	if c.Verdict != nil {
		verdict = *c.Verdict
	}
	if c.Reason != nil {
		return texts(verdict, "no scenario", c.Reason.Code+": "+c.Reason.Message)
	}
	if !c.Answered {
		return texts(verdict, "not answered", "the run ended before")
	}
	return texts(verdict, "answered", "")
}

func sweepMarkdown(w io.Writer, r *capplan.SweepResult) error {
	g := &gridSheet{r: r, pen: &pen{}}
	n := &note{}
	n.headline(r.Answer.Verdict.Text)
	n.list("-", "reason", allJSON, sentences(r.Answer.Why)...)
	n.next(r.Answer.Next)
	var head []string
	for i := range r.Axes {
		head = append(head, r.Axes[i].Path)
	}
	if g.verdicts() {
		head = append(head, "verdict")
	}
	for i := range r.Figures {
		head = append(head, g.title(i), "difference")
	}
	rows := [][]string{head}
	for i := range r.Cells {
		c := &r.Cells[i]
		row := append([]string{}, c.Values...)
		if g.verdicts() {
			row = append(row, cellVerdict(c))
		}
		for k := range r.Figures {
			row = append(row, g.known(k, i), g.difference(k, i))
		}
		rows = append(rows, row)
	}
	cells := n.table("cell", "-f csv", rows)
	if len(r.Cells) > mostRows {
		cells.fold(plural(len(r.Cells), "cell"))
	}
	n.warnings(r.Warnings)
	if !r.Complete {
		n.text(markdown(sweepCut) + "\n")
	}
	n.text(markdown(strings.Join(sweepConditions(r), " · ")) + "\n")
	return n.write(w)
}
