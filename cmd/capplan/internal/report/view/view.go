// Package view turns a result into charts that no program has drawn yet: for each a
// title that states its finding, the numbers as series over two axes, and the same
// numbers as a table.
//
// One grammar serves every chart and every way to draw: the HTML report draws a View
// with a script, SVG and PNG with gonum/plot, the terminal with characters. A view
// computes no figure: each number stands in the result, and is only put in its place.
package view

import (
	"fmt"
	"slices"

	"github.com/capplan/capplan"
)

// A View is one chart.
type View struct {
	Name    string   `json:"name"`         // of the chart, as in -o svg:NAME=PATH
	Of      string   `json:"of,omitempty"` // the workload, pool or pair of fleets, where there are several views of one name
	Title   string   `json:"title"`        // its finding, a sentence
	Note    string   `json:"note"`         // what is drawn, its method, and how well it is known
	X       Axis     `json:"x"`
	Y       Axis     `json:"y"`
	Series  []Series `json:"series"`
	Lines   []Line   `json:"lines,omitempty"` // limits and dates across the chart
	Columns []Column `json:"-"`               // of the table, which carries everything that is drawn
	Rows    [][]Cell `json:"-"`
}

// A Scale says where a value stands on an axis.
type Scale string

// The scales. Nines stands for a share of time lost, 0.01 as far from 0.001 as that from
// 0.0001, labelled 99 %, 99.9 %, 99.99 %. Time is in days since 1970 (UTC). On a scale of
// names the values are indices into Axis.Names; on the Y axis the first is the lowest.
const (
	Linear Scale = "linear"
	Log    Scale = "log"
	Nines  Scale = "nines"
	Time   Scale = "time"
	Names  Scale = "names"
)

// An Axis is one of the two.
type Axis struct {
	Name  string   `json:"name"`
	Unit  string   `json:"unit,omitempty"` // of "%", values are shares, and labelled in percent
	Scale Scale    `json:"scale"`
	Names []string `json:"names,omitempty"` // of the scale of names
}

// A Kind is the way in which a series is drawn.
type Kind string

// The kinds. Dots have whiskers from Lo to Hi, and from XLo to XHi; a Band fills from Lo
// to Hi; Bars begin at Lo (those across at XLo) where it is set, else at 0 (a waterfall's
// begin where the last one ended), and stand side by side unless series share a Stack; Areas are stacked in
// their order; Cells are the squares of a heat map, coloured by Z, or
// where none has one by their fleet.
const (
	Dots  Kind = "dots"
	Curve Kind = "curve"
	Steps Kind = "steps" // holds until the next point
	Band  Kind = "band"
	Bars  Kind = "bars"
	Areas Kind = "areas"
	Cells Kind = "cells"
)

// A Series is drawn in one colour, with one pattern and one sign.
type Series struct {
	Name   string  `json:"name"`
	Fleet  string  `json:"fleet,omitempty"` // whose colour it has; chosen in one chart, it is highlighted in all
	Kind   Kind    `json:"kind"`
	Stack  string  `json:"stack,omitempty"`  // bars of one stack stand on each other
	Across bool    `json:"across,omitempty"` // bars lie: the names are on the Y axis
	Dashed bool    `json:"dashed,omitempty"`
	Points []Point `json:"points"`
}

// A Point is a place. What does not apply is nil.
type Point struct {
	X     float64  `json:"x"`
	Y     float64  `json:"y"`
	Lo    *float64 `json:"lo,omitempty"` // of Y
	Hi    *float64 `json:"hi,omitempty"`
	XLo   *float64 `json:"xlo,omitempty"`
	XHi   *float64 `json:"xhi,omitempty"`
	Z     *float64 `json:"z,omitempty"`     // of Cells
	Label string   `json:"label,omitempty"` // written beside it
	Says  string   `json:"says"`            // the whole point in words, as the table writes it: of the tooltip and the screen reader
}

// A Line crosses the chart at one value.
type Line struct {
	At    float64 `json:"at"`
	Up    bool    `json:"up,omitempty"` // at a value of X; else of Y
	Label string  `json:"label"`
	Fleet string  `json:"fleet,omitempty"`
}

// A Column is one of the table's.
type Column struct {
	Name   string
	Unit   string
	Number bool // set to the right
}

// A Cell is what the table shows, rounded as on the terminal, and what is copied as CSV:
// the number as the result has it, empty where nothing is known.
type Cell struct {
	Text string
	Data string
}

// Words say how values are written, as everywhere in a report.
type Words struct {
	Number func(x float64) string              // three significant digits
	Value  func(x float64, unit string) string // the same with a unit, as USD or min/year
	Share  func(share float64) string          // in percent, what is missing to 100 % with two digits
	Data   func(x float64) string              // shortest digits that read back the same
}

// A Nothing is the error of a result that has nothing to draw; it says why.
type Nothing string

func (n Nothing) Error() string { return "nothing to draw: " + string(n) }

// A Source is what views are made from: a result, and where there are, what other verbs
// found on the same scenario.
type Source struct {
	Result      *capplan.Result
	Sweep       *capplan.SweepResult // nil: not given
	Sensitivity *capplan.Sensitivity // nil: not given
}

// A maker makes the views of one name, or says with a Nothing why there is none.
type maker struct {
	name, about string
	make        func(*Source, Words) ([]View, error)
}

// makers are the charts in the order of a report. Each stands in a file of its name.
var makers = []maker{
	{"options", "each fleet's cost against its downtime, with P10 to P90 of both and the objective", options},
	{"waterfall", "what makes one fleet dearer than another, category by category", waterfall},
	{"cash", "what each fleet takes in each year and what it adds up to, with the month in which it has paid back", cash},
	{"exceedance", "how often the downtime of a fleet is larger than a value, and than its objective leaves", exceedance},
	{"causes", "downtime by cause", causes},
	{"load", "what each fleet serves of a rising load, all up and after the loss that hurts most, and how long requests take", load},
	{"capacity", "demand by month against what the fleets carry then, and when that is exhausted", capacity},
	{"traffic", "stacked by month what each source of a workload sends, where sources stop and who takes over, and the peaks of events", traffic},
	{"tornado", "the inputs that the cost depends on most, or that move a figure most of a sensitivity given", tornado},
	{"heatmap", "the figures of a sweep given, and which fleet is the better one, over two values or one", heatmap},
	{"plan", "who carries what in each phase of a plan, with which units, against the demand, and until when one can go back", plan},
}

// ofMoney are the charts that are of amounts of money, and nothing without them.
var ofMoney = []string{"options", "waterfall", "cash"}

func (m *maker) of(s *Source, w Words) ([]View, error) {
	if s.Result.Redacted != "" && slices.Contains(ofMoney, m.name) {
		return nil, Nothing("amounts of money are redacted")
	}
	return m.make(s, w)
}

// Catalogue lists the names of the charts with what each shows, in order.
func Catalogue() (names []string, about map[string]string) {
	about = map[string]string{}
	for _, m := range makers {
		names, about[m.name] = append(names, m.name), m.about
	}
	return names, about
}

// Fleets are the fleets and plans of a result in the order of its scenario, which is that
// of their colours.
func Fleets(r *capplan.Result) []string { return fleets(r) }

// Make makes the views of one name: at least one, or the error is a Nothing. It panics on
// a name that is none.
func Make(s *Source, name string, w Words) ([]View, error) {
	for _, m := range makers {
		if m.name == name {
			return m.of(s, w)
		}
	}
	panic(fmt.Sprintf("view: no chart %q", name))
}

// All makes every view that the source has numbers for, in the order of a report, and
// says of each other name why it is not there.
func All(s *Source, w Words) (list []View, missing map[string]string) {
	missing = map[string]string{}
	for _, m := range makers {
		views, err := m.of(s, w)
		if err != nil {
			missing[m.name] = err.Error()
			continue
		}
		list = append(list, views...)
	}
	return list, missing
}
