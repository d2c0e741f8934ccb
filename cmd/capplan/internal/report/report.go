// Package report renders a result: the screen, markdown, JSON and CSV.
//
// A renderer works from a capplan.Result alone and only formats: it computes no
// figure. How a number is written is decided in format.go, what stands in which
// row in rows.go, what a CSV table holds in tables.go.
package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/chart"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// Options say how to render. The zero value is 100 columns, Unicode, no colour.
type Options struct {
	Width   int    // columns of the screen; 0: 100
	ASCII   bool   // no character outside ASCII in what the renderer adds
	Color   bool   // ANSI colours; nothing is said by colour alone
	Brief   bool   // the verdict only
	Verbose bool   // pictures that take more lines
	Table   string // of CSV; empty: summary
	Chart   string // of SVG and PNG
	Dialect string // of CSV; empty: unix

	// What stands beside a result in a report; nil: nothing.
	Sweep       *capplan.SweepResult
	Sensitivity *capplan.Sensitivity

	// Relative names a file as its repository does, for GateFormats; nil: as it stands.
	Relative func(file string) string
}

// Formats are the formats that are built.
var Formats = []string{"table", "json", "csv", "markdown", "html"}

// Files are the formats that are written to files only.
var Files = append([]string{"xlsx"}, chart.Formats...)

// Tables are the CSV tables that are built.
var Tables = []string{"summary", "metrics", "costs", "assertions", "cashflow", "level", "traffic", "phases", "observed"}

// Charts are the single charts that are built.
var Charts = chart.Names()

// CompareTables are those of a comparison, whose trials are at hand.
var CompareTables = append(slices.Clone(Tables), "samples")

// TableOf are the tables of single verbs.
var TableOf = map[string]string{"samples": "compare", "sensitivity": "sensitivity", "grid": "sweep"}

// Dialects are the ways to write CSV.
var Dialects = []string{"unix", "rfc4180", "excel", "excel-eu"}

// A Nothing is the error of a chart for which the result has nothing to draw.
type Nothing = chart.Nothing

// Write renders a result. It panics on a format, table, chart or dialect that is none.
func Write(w io.Writer, r *capplan.Result, format string, o Options) error {
	switch format {
	case "table":
		return writeScreen(w, r, o)
	case "markdown":
		return writeMarkdown(w, r)
	case "json":
		return JSON(w, r)
	case "html":
		return writeHTML(w, r, o)
	case "xlsx":
		return writeXLSX(w, r)
	case "svg", "png":
		return chart.Write(w, &view.Source{Result: r, Sweep: o.Sweep, Sensitivity: o.Sensitivity}, o.Chart, format, viewWords())
	case "csv":
		return writeCSV(w, table(r, o.Table), o.Dialect)
	}
	panic(fmt.Sprintf("report: no format %q", format))
}
