package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/capplan/capplan"
)

// FitFormats are the forms of a fit. YAML is a file of fits, which scenarios read.
var FitFormats = []string{"table", "json", "csv", "markdown", "yaml"}

// Fit writes the laws of a log: for each group what it holds, and the laws side by
// side; then the value to paste into a scenario.
func Fit(w io.Writer, f *capplan.LogFit, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, f)
	case "csv":
		return writeCSV(w, fitTable(f), o.Dialect)
	case "markdown":
		return fitMarkdown(w, f)
	case "yaml":
		return fitFile(w, f)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	for i := range f.Groups {
		p.prose(p.bold("VERDICT"), "VERDICT", verdictOf(&f.Groups[i]))
	}
	for i := range f.Groups {
		if !o.Brief && len(f.Groups[i].Laws) > 0 {
			p.line("")
			p.fitted(p.laws(f, &f.Groups[i]), []string{"BIC", "AFR", "distance"})
		}
	}
	p.line("")
	for i := range f.Groups {
		p.line(paste(f, &f.Groups[i]))
	}
	if o.Brief {
		return p.flush(w)
	}
	p.fitNotes(f)
	return p.flush(w)
}

func (p *pen) fitNotes(f *capplan.LogFit) {
	p.line("")
	for _, w := range f.Warnings {
		p.paragraph(p.style("33", "warning["+w.Code+"]:")+" "+w.Group+": "+together(w.Text), 2)
	}
	if f.Next != "" {
		p.hang("Next:    ", 9, f.Next)
	}
	p.line("")
	p.paragraph(fitConditions(f), 0)
}

// together keeps a number and its percent sign on one line.
func together(s string) string { return strings.ReplaceAll(s, " %", hard+"%") }

func verdictOf(g *capplan.FitGroup) string { return g.Name + ": " + together(g.Verdict) }

// fitConditions say how the figures are meant.
func fitConditions(f *capplan.LogFit) string {
	level := digits(100*f.Level) + hard + "%"
	return "(..) " + level + " interval, ± standard error, both by the observed information · AIC, BIC: smaller is better, within 4 of AIC alike · distance: largest, of the law from the Kaplan–Meier curve · p: how often a log of that law is as far · " +
		"1 year = 8,760 h · " + f.Tool.Name + " " + f.Tool.Version
}

// laws are the rows of a group under their header.
func (p *pen) laws(f *capplan.LogFit, g *capplan.FitGroup) [][]string {
	rows := [][]string{lawHeader(f, g)}
	for i := range g.Laws {
		l := &g.Laws[i]
		row := lawRow(f, l)
		if l.Name == g.Best {
			row[0] += " " + p.style("32", "best")
		}
		rows = append(rows, row)
	}
	return rows
}

func lawHeader(f *capplan.LogFit, g *capplan.FitGroup) []string {
	if f.Kind == "repairs" {
		return []string{g.Name, "MTTR", "±", "parameter", "±", "AIC", "BIC", "distance", "p"}
	}
	return []string{g.Name, "MTTF", "±", "AFR", "parameter", "±", "AIC", "BIC", "distance", "p"}
}

func lawRow(f *capplan.LogFit, l *capplan.FitLaw) []string {
	mean, sd, afr, parameter, its := "not identified", "–", "–", "–", "–"
	if l.Mean != nil {
		mean, sd, afr = l.Mean.Time(), l.Mean.TimeDeviation(), l.Mean.AFR()
	}
	if l.Shape != nil {
		parameter, its = l.Parameter+" "+l.Shape.Number(), l.Shape.Deviation()
	}
	row := []string{l.Name, mean, sd}
	if f.Kind != "repairs" {
		row = append(row, afr)
	}
	return append(row, parameter, its, orDash(l.AIC, 6), orDash(l.BIC, 6), orDash(l.Distance, 2), orDash(l.P, 2))
}

func orDash(x *float64, n int) string {
	if x == nil {
		return "–"
	}
	return significant(*x, n)
}

// paste is what a scenario says of a group.
func paste(f *capplan.LogFit, g *capplan.FitGroup) string {
	key := "failures: "
	if f.Kind == "repairs" {
		key = "repair: "
	}
	l := g.BestLaw()
	if l == nil {
		return "# " + g.Name + ": no law"
	}
	if len(f.Groups) > 1 {
		return key + l.Value() + "  # " + g.Name
	}
	return key + l.Value()
}

// fitTable is a row for each law of each group.
func fitTable(f *capplan.LogFit) [][]value {
	out := [][]value{texts("kind", "group", "units", "ended", "left_out", "exposure_h", "oldest_h", "crude_mean_h", "mean_at_least_h", "law", "best",
		"mean_h", "mean_se", "mean_lo", "mean_hi", "parameter", "value", "value_se", "value_lo", "value_hi", "level",
		"correlation", "log_likelihood", "aic", "bic", "by_oldest", "distance", "p", "resamples", "problem")}
	for i := range f.Groups {
		g := &f.Groups[i]
		head := append(texts(f.Kind, g.Name), count(g.Units), count(g.Ended), count(g.LeftOut), figure(&g.Exposure), figure(&g.Oldest))
		if g.Crude != nil {
			head = append(head, figure(&g.Crude.Value), value{})
		} else {
			head = append(head, value{}, figure(g.AtLeast))
		}
		if len(g.Laws) == 0 {
			out = append(out, append(head, make([]value, len(out[0])-len(head))...))
		}
		for j := range g.Laws {
			out = append(out, append(head[:len(head):len(head)], lawValues(&g.Laws[j], g.Best, f.Level)...))
		}
	}
	return out
}

func lawValues(l *capplan.FitLaw, best string, level float64) []value {
	row := texts(l.Name, fmt.Sprint(l.Name == best))
	row = append(row, figures(l.Mean)...)
	row = append(append(row, value{text: l.Parameter}), figures(l.Shape)...)
	return append(row, figure(&level), figure(l.Correlation), figure(l.LogL), figure(l.AIC), figure(l.BIC), figure(l.ByOldest),
		figure(l.Distance), figure(l.P), count(l.Resamples), value{text: l.Problem})
}

// figures are a value, its error and its interval.
func figures(f *capplan.FitFigure) []value {
	if f == nil {
		return make([]value, 4)
	}
	return []value{figure(&f.Value), figure(&f.SE), figure(&f.Lo), figure(&f.Hi)}
}

func count(n int) value { return value{fmt.Sprint(n), true} }
