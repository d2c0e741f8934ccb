package report

import (
	"strings"

	"github.com/capplan/capplan/cmd/capplan/internal/report/chart"
)

// About says what a format or table holds; every one of the lists has its words.
func About(name string) string { return abouts[name] }

// AboutChart says what a chart shows.
func AboutChart(name string) string { return chart.About(name) }

var abouts = map[string]string{
	"table":    "for reading, 100 columns or what the terminal has",
	"json":     "everything (schema capplan/result/v1), sorted keys",
	"csv":      "one table, see below",
	"markdown": "for a comment on a change",
	"html":     "one page for a meeting, opened from disk: the answer, why, how sure, charts and every assumption; no network",
	"xlsx":     "a workbook of the money: inputs, lines, cash, profit and loss and level payments of each fleet, totals, as live formulas at likely values",
	"svg":      "a chart for a page or a screen, with its typeface in it: svg:traffic=PATH, or a file named like a chart",
	"png":      "the same as an image of 192 dots an inch",

	"github":      "annotations of GitHub Actions, at most 10 of a kind",
	"junit":       "a suite for each fleet, a case for each assertion (by .xml)",
	"sarif":       "SARIF 2.1.0, for code scanning and editors (by .sarif)",
	"codequality": "GitLab's code quality report; write codequality=PATH",
	"baseline":    "what --baseline reads: verdict and value of each assertion (capplan/baseline/v1)",

	"summary":    "a row for each fleet: the mean of each metric under its name",
	"metrics":    "a row for each statistic: scenario,fleet,pool,metric,statistic,value,unit,method,workload",
	"costs":      "the charges at likely values, with the columns of the FinOps FOCUS specification, x_fleet and x_tax",
	"assertions": "a row for each assertion, with value, interval and verdict",
	"cashflow":   "a row for each month of each fleet at likely values: cash, cumulative cash, present value, expense (profit and loss) and level payment",
	"level":      "a row for each line of each fleet: the mean of a month, with everything bought paid in level payments at the cost of capital",
	"phases":     "a row for each phase of each plan: what runs, availability, the chance of an outage in it, what it carries, cost",
	"observed":   "a row for each observation: what was seen, what is predicted for as long, and where the one falls in the other",
	"traffic":    "a row for each source of each workload and each year: mean and peak, what is offered, and what comes from sources that stopped",
}

// Metrics are the names of the figures of a result, beside cost.year.YYYY.
func Metrics() []string { return append([]string(nil), metrics...) }

// Glossary writes names and what they mean below each other, indented.
func Glossary(rows [][2]string) string {
	p := pen{width: glossaryWidth}
	lead := 0
	for _, r := range rows {
		lead = max(lead, width(r[0])+4)
	}
	for _, r := range rows {
		p.hang("  "+r[0]+strings.Repeat(" ", lead-2-width(r[0])), lead, r[1])
	}
	return p.b.String()
}

const glossaryWidth = 90
