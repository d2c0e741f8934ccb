package report

import (
	"io"
	"strings"

	"github.com/capplan/capplan"
)

// SheetFormats are the forms of what a measured load or a load test says.
var SheetFormats = []string{"table", "json", "csv", "markdown"}

// Sheet writes the figures of a measured load or a load test, and the lines to paste into
// a scenario.
func Sheet(w io.Writer, f *capplan.SheetFit, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, f)
	case "csv":
		return writeCSV(w, sheetTable(f), o.Dialect)
	case "markdown":
		return sheetMarkdown(w, f)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", f.Name+": "+together(f.Verdict))
	if !o.Brief {
		p.line("")
		p.fitted(sheetRows(f), []string{"note", "±"})
	}
	p.line("")
	for _, l := range f.Block {
		p.line(l)
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	for _, w := range f.Warnings {
		p.paragraph(p.style("33", "warning["+w.Code+"]:")+" "+w.Group+": "+together(w.Text), 2)
	}
	p.hang("Next:    ", 9, f.Next)
	p.line("")
	p.paragraph(sheetConditions(f), 0)
	return p.flush(w)
}

// sheetRows are the figures under their header.
func sheetRows(f *capplan.SheetFit) [][]string {
	rows := [][]string{{f.Name, f.Kind, "±", "note"}}
	for i := range f.Figures {
		n := &f.Figures[i]
		rows = append(rows, []string{word(n.Name), n.Written(), n.Deviation(), n.Note})
	}
	return rows
}

// sheetConditions say how the figures are meant.
func sheetConditions(f *capplan.SheetFit) string {
	level := "(..) " + digits(100*f.Level) + hard + "% interval, ± standard error"
	how := "growth by a straight line through the logarithms of whole days, with a level for each weekday; the mean week is carried along it to one day"
	if f.Kind == "throughput" {
		how = "Universal Scalability Law γN/(1 + α(N−1) + βN(N−1)) by least squares in three parameters, none below 0"
	}
	return level + " · " + how + " · " + plural(f.Points, "point") + " · " + f.Tool.Name + " " + f.Tool.Version
}

// sheetTable is a row for each figure.
func sheetTable(f *capplan.SheetFit) [][]value {
	out := [][]value{texts("kind", "name", "points", "figure", "unit", "value", "se", "lo", "hi", "level")}
	for i := range f.Figures {
		n := &f.Figures[i]
		row := append(texts(f.Kind, f.Name), count(f.Points))
		row = append(append(row, texts(n.Name, unitOfSheet(n.Unit))...), figure(n.Value), figure(n.SE), figure(n.Lo), figure(n.Hi), figure(&f.Level))
		out = append(out, row)
	}
	return out
}

// unitOfSheet is a unit as other tables have it: a share is a number.
func unitOfSheet(unit string) string {
	return strings.Replace(unit, "share", "1", 1)
}

// sheetMarkdown writes a headline, the figures and the lines for a scenario.
func sheetMarkdown(w io.Writer, f *capplan.SheetFit) error {
	n := &note{}
	n.group(f.Name, f.Verdict)
	rows := sheetRows(f)
	rows[0] = []string{"figure", "value", "±", "note"}
	n.table("figure", allJSON, rows)
	n.block(strings.Join(f.Block, "\n"))
	var warnings []string
	for _, w := range f.Warnings {
		warnings = append(warnings, "warning["+w.Code+"]: "+w.Group+": "+w.Text)
	}
	n.list(">", "warning", allJSON, warnings...)
	n.text(markdown(sheetConditions(f)) + "\n")
	return n.write(w)
}
