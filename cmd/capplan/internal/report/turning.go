package report

import (
	"strconv"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/page"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// reversals are the inputs that come nearest to turning the order of the two cheapest
// fleets; of a sensitivity that asked for a break-even, that too.
func reversals(r *capplan.Result, s *capplan.Sensitivity) *page.Table {
	if len(r.Reversals) == 0 && (s == nil || s.BreakEven == nil) {
		return nil
	}
	t := &page.Table{Name: "reversals", Caption: "The inputs that come nearest to turning the order", Columns: []view.Column{
		{Name: "input"},
		{Name: "as written"},
		{Name: "turns at", Number: true},
		{Name: "beyond it, trials", Number: true},
		{Name: "difference at its low end", Number: true},
		{Name: "at its high end", Number: true},
		{Name: "method"},
		{Name: "at"},
	}}
	for i := range r.Reversals {
		v := &r.Reversals[i]
		if i == 0 {
			t.Caption = turning(r)
			t.Note = "The difference is the mean " + v.Metric + " of " + v.Fleet + " less that of " + v.Against + " where the input has that value and all others what they may have, with a " + percent(v.Level) + " interval: " + v.Why + "."
		}
		at := page.Cell{Text: turnsAt(v)}
		if v.At.Value != nil {
			at.Data = data(*v.At.Value)
		}
		beyond := page.Cell{Text: "–"}
		if v.Beyond != nil {
			beyond = page.Cell{Text: roughly(*v.Beyond), Data: data(*v.Beyond)}
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			{Text: v.Input},
			{Text: v.Written},
			at, beyond, ranged(v.Low, v.Unit), ranged(v.High, v.Unit),
			{Text: v.Method},
			{Text: from(&capplan.Assumption{Entry: v.Entry, File: v.File, Line: v.Line})},
		}})
	}
	if s != nil && s.BreakEven != nil {
		t.Rows = append(t.Rows, brokenEven(s.BreakEven)...)
	}
	return t
}

// turning says in a sentence whether one input alone can turn the order.
func turning(r *capplan.Result) string {
	n := 0
	for i := range r.Reversals {
		if v := &r.Reversals[i]; v.At.Value != nil && !v.Outside || v.Times.Value != nil && !v.Outside {
			n++
		}
	}
	v := &r.Reversals[0]
	switch {
	case n == 0:
		return "No input alone makes " + v.Against + " cheaper than " + v.Fleet + " within its range"
	case n == 1:
		return "One input alone could make " + v.Against + " cheaper than " + v.Fleet
	default:
		return plural(n, "input") + " could each make " + v.Against + " cheaper than " + v.Fleet
	}
}

// turnsAt writes where the order turns, in the input's unit or in multiples of its likely
// value.
func turnsAt(v *capplan.Reversal) string {
	x, unit := v.At, v.AtUnit
	if x.Value == nil {
		x, unit = v.Times, "times the likely value"
	}
	if x.Value == nil {
		return "nowhere in its range"
	}
	s := withUnit(short(*x.Value), unit)
	if x.Lo != nil && x.Hi != nil {
		s += " (" + short(*x.Lo) + ".." + short(*x.Hi) + ")"
	}
	if v.Outside {
		s += ", outside its range"
	}
	return s
}

// ranged writes a number with its interval.
func ranged(x capplan.Ranged, unit string) page.Cell {
	if x.Value == nil {
		return page.Cell{Text: "–"}
	}
	m := capplan.Metric{Mean: x.Value, Lo: x.Lo, Hi: x.Hi}
	return page.Cell{Text: quantity(&m, unit, true), Data: data(*x.Value)}
}

// brokenEven are the roots that sensitivity --break-even found.
func brokenEven(b *capplan.BreakEven) []page.Row {
	place := b.File
	if b.Line > 0 {
		place += ":" + strconv.Itoa(b.Line)
	}
	line := func(at page.Cell) page.Row {
		return page.Row{Cells: []page.Cell{
			{Text: b.Path},
			{Text: b.Written},
			at,
			{Text: "–"},
			{Text: "–"},
			{Text: "–"},
			{Text: b.Method + ", sensitivity --break-even (" + b.Metric + " of " + b.Fleet + " and " + b.Against + ")"},
			{Text: place},
		}}
	}
	if len(b.Roots) == 0 {
		return []page.Row{line(page.Cell{Text: "at no value looked at"})}
	}
	var out []page.Row
	for i := range b.Roots {
		root := &b.Roots[i]
		c := ranged(capplan.Ranged{Value: &root.Value, Lo: root.Lo, Hi: root.Hi}, b.Unit)
		out = append(out, line(c))
	}
	return out
}
