package view

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// cash shows what each fleet takes in each year, and what that adds up to.
func cash(s *Source, w Words) ([]View, error) {
	years := costYears(s.Result)
	if len(years) == 0 {
		return nil, Nothing("no fleet has a cost")
	}
	return append([]View{byYear(s, w, years)}, sums(s, w)...), nil
}

// costYears are the years of which any fleet has a cost, in their order.
func costYears(r *capplan.Result) (out []string) {
	for _, f := range r.Fleets {
		for m := range f.Metrics {
			if y, ok := strings.CutPrefix(m, "cost.year."); ok && !slices.Contains(out, y) {
				out = append(out, y)
			}
		}
	}
	number := func(y string) int { n, _ := strconv.Atoi(y); return n }
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a, b)) })
	return out
}

func byYear(s *Source, w Words, years []string) View {
	r, unit := s.Result, s.Result.Scenario.Currency
	name := "year"
	if r.Scenario.FiscalMonth > 1 {
		name = "fiscal year, from " + time.Month(r.Scenario.FiscalMonth).String()
	}
	v := View{
		Name: "cash", Of: "by year",
		X: Axis{Name: name, Scale: Names, Names: years},
		Y: Axis{Name: "cash of the year", Unit: unit, Scale: Linear},
		Columns: []Column{
			{Name: "fleet"},
			{Name: name},
			{Name: "cash", Unit: unit, Number: true},
			{Name: "P10", Unit: unit, Number: true},
			{Name: "P90", Unit: unit, Number: true},
			{Name: "method"},
		},
		Note: "Means of each year's cash; P10 and P90 of the trials stand in the table; what is left of hardware is credited in the last. " + luck(r) + ".",
	}
	var largest *Point
	var whose string
	for _, n := range fleets(r) {
		bars := Series{Name: n, Fleet: n, Kind: Bars}
		for i, y := range years {
			m, ok := r.Fleets[n].Metrics["cost.year."+y]
			if !ok || m.Mean == nil {
				continue
			}
			p := Point{X: float64(i), Y: *m.Mean, Says: n + ", " + y + ": " + w.Value(*m.Mean, unit) + w.spread(m)}
			bars.Points = append(bars.Points, p)
			v.Rows = append(v.Rows, []Cell{text(n), text(y), w.figure(m.Mean, unit), w.figure(m.P10, unit), w.figure(m.P90, unit), text(m.Method)})
			if largest == nil || p.Y > largest.Y {
				largest, whose = &p, n
			}
		}
		if len(bars.Points) > 0 {
			v.Series = append(v.Series, bars)
		}
	}
	v.Title = fmt.Sprintf("The dearest year is %s of %s: %s", years[int(largest.X)], whose, w.Value(largest.Y, unit))
	return v
}

// sums is what cash adds up to, month by month at likely values, with the months in which
// a fleet has paid back what it cost more than the baseline.
func sums(s *Source, w Words) []View {
	r, unit := s.Result, s.Result.Scenario.Currency
	v := View{
		Name: "cash", Of: "added up",
		X: Axis{Name: "month of the horizon", Scale: Linear},
		Y: Axis{Name: "cash so far", Unit: unit, Scale: Linear},
		Columns: []Column{
			{Name: "fleet"},
			{Name: "month", Number: true},
			{Name: "begins"},
			{Name: "cash so far", Unit: unit, Number: true},
		},
		Note: "At likely values, before what is left of hardware is credited.",
	}
	var told []string
	for _, n := range fleets(r) {
		bill := r.Fleets[n].Bill
		if bill == nil {
			continue
		}
		curve := Series{Name: n, Fleet: n, Kind: Steps}
		for _, m := range bill.ByMonth {
			x, err := strconv.ParseFloat(m.Cumulative, 64)
			if err != nil {
				continue
			}
			curve.Points = append(curve.Points, Point{X: float64(m.Month), Y: x, Says: fmt.Sprintf("%s, month %d: %s so far", n, m.Month, w.Value(x, unit))})
			v.Rows = append(v.Rows, []Cell{text(n), {strconv.Itoa(m.Month), strconv.Itoa(m.Month)}, text(m.Start), {w.Value(x, unit), m.Cumulative}})
		}
		if len(curve.Points) > 0 {
			v.Series = append(v.Series, curve)
		}
		back, ok := r.Fleets[n].Metrics["payback"]
		switch {
		case !ok || n == r.Scenario.Baseline:
		case back.P50 == nil:
			told = append(told, n+" is not paid back within the horizon in most trials")
		case *back.P50 == 0:
			told = append(told, n+" is cheaper from the start")
		default:
			v.Lines = append(v.Lines, Line{At: *back.P50, Up: true, Fleet: n, Label: n + " paid back, median"})
			told = append(told, n+" is paid back after "+w.Value(*back.P50, "months")+" (median)")
		}
	}
	if len(v.Series) == 0 {
		return nil
	}
	v.Title = "What cash adds up to"
	if len(told) > 0 {
		v.Title = "Against " + r.Scenario.Baseline + ": " + strings.Join(told, "; ")
	}
	return []View{v}
}
