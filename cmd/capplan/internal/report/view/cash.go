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
	return append([]View{byYear(s.Result, w, years)}, sums(s.Result, w)...), nil
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

// yearName says what a year is: of the calendar, of the books, or of the horizon.
func yearName(r *capplan.Result) string {
	switch {
	case r.Scenario.Start == nil:
		return "year of the horizon"
	case r.Scenario.FiscalMonth > 1:
		return "fiscal year, from " + time.Month(r.Scenario.FiscalMonth).String()
	}
	return "year"
}

func byYear(r *capplan.Result, w Words, years []string) View {
	unit, name := r.Scenario.Currency, yearName(r)
	v := View{
		Name: "cash", Of: "by year",
		X:       Axis{Name: name, Scale: Names, Names: years},
		Y:       Axis{Name: "cash of the year", Unit: unit, Scale: Linear},
		Columns: append([]Column{{Name: "fleet"}, {Name: name}}, knownColumns("cash", unit)...),
	}
	v.Columns = append(v.Columns, Column{Name: "method"})
	var all []capplan.Metric
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
			v.Rows = append(v.Rows, append(append([]Cell{text(n), text(y)}, w.known(m)...), text(m.Method)))
			all = append(all, m)
			if largest == nil || p.Y > largest.Y {
				largest, whose = &p, n
			}
		}
		if len(bars.Points) > 0 {
			v.Series = append(v.Series, bars)
		}
	}
	v.Title = fmt.Sprintf("The dearest year is %s of %s: %s", years[int(largest.X)], whose, w.Value(largest.Y, unit))
	v.Note = "Means of each year's cash; lo and hi in the table bound them (95 %), P10 and P90 are of the trials; what is left of hardware is credited in the last year. " + methods(all...) + ", " + luck(r) + "."
	return v
}

// sums is what cash adds up to, with when a fleet has paid back what it cost more than the
// baseline.
func sums(r *capplan.Result, w Words) []View {
	unit := r.Scenario.Currency
	v := View{
		Name: "cash", Of: "added up",
		X: Axis{Name: "time gone by", Unit: "years", Scale: Linear},
		Y: Axis{Name: "cash so far", Unit: unit, Scale: Linear},
		Columns: append([]Column{
			{Name: "fleet"},
			{Name: yearName(r)},
			{Name: "until"},
			{Name: "months gone by", Unit: "months", Number: true},
		}, knownColumns("cash so far", unit)...),
		Note: "Means of what each trial has spent by a year's end, bands P10 to P90 (sums of each trial: those of years do not add up); lo and hi in the table bound the means (95 %). " +
			"Years are joined by straight lines; what is left of hardware is credited at the end. " + luck(r) + ".",
	}
	if r.Scenario.Start != nil {
		v.X = Axis{Name: "date", Scale: Time}
	}
	var told []string
	for _, n := range fleets(r) {
		if len(r.Fleets[n].CashSums) == 0 {
			continue
		}
		v.sum(r, w, n)
		if n == r.Scenario.Baseline {
			continue
		}
		if back, ok := r.Fleets[n].Metrics["payback"]; ok {
			told = append(told, w.payback(n, &back))
			v.breakEven(r, w, n, &back)
		}
	}
	if len(v.Series) == 0 {
		return nil
	}
	v.Title = w.spent(r)
	if len(told) > 0 {
		v.Title = "Against " + r.Scenario.Baseline + ", " + strings.Join(told, "; ")
	}
	return []View{v}
}

// sum draws one fleet's cash so far.
func (v *View) sum(r *capplan.Result, w Words, n string) {
	unit := r.Scenario.Currency
	band, curve := Series{Name: n + ", P10 to P90", Fleet: n, Kind: Band}, Series{Name: n, Fleet: n, Kind: Curve}
	for _, c := range r.Fleets[n].CashSums {
		m := capplan.Metric{Unit: unit, Mean: &c.Mean, Lo: &c.Lo, Hi: &c.Hi, P10: &c.P10, P90: &c.P90}
		year, when := "at once", "at once"
		if c.Year != nil {
			year = strconv.Itoa(*c.Year)
			when = "by the end of year " + year
		}
		p := Point{X: v.afterMonths(r, float64(c.Months)), Y: c.Mean, Says: n + ", " + when + ": " + w.Value(c.Mean, unit) + w.spread(m)}
		curve.Points = append(curve.Points, p)
		p.Lo, p.Hi = &c.P10, &c.P90
		band.Points = append(band.Points, p)
		months := strconv.Itoa(c.Months)
		v.Rows = append(v.Rows, append([]Cell{text(n), text(year), text(c.Date), {months, months}}, w.known(m)...))
	}
	v.Series = append(v.Series, band, curve)
}

// afterMonths is the place of a month of the horizon: a date, or the years gone by.
func (v *View) afterMonths(r *capplan.Result, months float64) float64 {
	if v.X.Scale != Time {
		return months / 12
	}
	start := r.Scenario.Start.UTC()
	whole := int(months)
	first := time.Date(start.Year(), start.Month()+time.Month(whole), 1, 0, 0, 0, 0, time.UTC)
	at := first.AddDate(0, 0, min(start.Day(), first.AddDate(0, 1, -1).Day())-1)
	return float64(at.Unix())/86400 + (months-float64(whole))*365.25/12
}

// breakEven is the line at which half of the trials have paid back.
func (v *View) breakEven(r *capplan.Result, w Words, n string, m *capplan.Metric) {
	if m.P50 == nil || *m.P50 <= 0 {
		return
	}
	v.Lines = append(v.Lines, Line{At: v.afterMonths(r, *m.P50), Up: true, Fleet: n, Label: n + " has paid back after " + w.Value(*m.P50, "months") + " (median)"})
}

// payback says when a fleet has paid back.
func (w Words) payback(n string, m *capplan.Metric) string {
	switch {
	case m.P50 == nil && m.P10 == nil:
		return n + " is not paid back within the horizon in nine of ten trials"
	case m.P50 == nil:
		return n + " is not paid back within the horizon in most trials"
	case *m.P50 == 0:
		return n + " takes less cash from the start in most trials"
	}
	s := n + " has paid back after " + w.Value(*m.P50, "months") + " (median"
	if m.P10 != nil && m.P90 != nil && *m.P10 < *m.P90 {
		s += ", P10..P90 " + w.Number(*m.P10) + ".." + w.Number(*m.P90)
	}
	if m.P90 == nil {
		s += "; P90 not within the horizon"
	}
	return s + ")"
}

// spent is the title where nothing is held against a baseline.
func (w Words) spent(r *capplan.Result) string {
	var parts []string
	for _, n := range fleets(r) {
		if c := r.Fleets[n].CashSums; len(c) > 0 {
			parts = append(parts, n+" has taken "+w.Value(c[len(c)-1].Mean, r.Scenario.Currency)+" by the end")
		}
	}
	return strings.Join(parts, ", ")
}
