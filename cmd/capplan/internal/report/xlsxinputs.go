package report

import (
	"strconv"

	"github.com/capplan/capplan"
)

// inputs has the terms of each fleet, one to a column from B on, in named rows.
func (b *book) inputs() {
	s := &b.r.Scenario
	b.put(inputsSheet, 1, 1, "Scenario", s.Name)
	b.put(inputsSheet, 1, 2, "Currency", s.Currency)
	b.put(inputsSheet, 1, 3, "Values", "likely values; the spread of each is in the result")
	b.put(inputsSheet, 1, 5, "Fleet")
	titles := []string{"Months", "Discount rate per year", "Cost of capital per year", "Salvage", "Value-added tax in the amounts", "Part of the months within the horizon"}
	if s.Start != nil {
		titles = append(titles, "First month of a year")
	}
	for row, title := range titles {
		b.put(inputsSheet, 1, 6+row, title)
	}
	for i, n := range names(b.r) {
		f := b.r.Fleets[n]
		b.put(inputsSheet, 2+i, 5, n)
		if f.Bill == nil {
			continue
		}
		for row, v := range []any{f.Bill.Months, f.Bill.DiscountRate, f.Bill.CostOfCapital, f.Bill.Salvage, f.Bill.Tax, f.Bill.Part, max(1, s.FiscalMonth)}[:len(titles)] {
			b.put(inputsSheet, 2+i, 6+row, v)
		}
		b.style(inputsSheet, cellName(2+i, 7), cellName(2+i, 10), b.share)
	}
	b.style(inputsSheet, "A5", cellName(1+len(b.r.Fleets), 5), b.bold)
	b.check(b.f.SetColWidth(inputsSheet, "A", "A", 32))
	b.check(b.f.SetColWidth(inputsSheet, "B", columnName(1+max(1, len(b.r.Fleets))), 20))
}

// term is the cell of a fleet's term on the sheet of inputs.
func term(fleet, row int) string {
	return inputsSheet + "!$" + columnName(2+fleet) + "$" + strconv.Itoa(row)
}

func months(fleet int) string        { return term(fleet, 6) }
func discount(fleet int) string      { return term(fleet, 7) }
func costOfCapital(fleet int) string { return term(fleet, 8) }
func salvage(fleet int) string       { return term(fleet, 9) }
func part(fleet int) string          { return term(fleet, 11) }
func firstMonth(fleet int) string    { return term(fleet, 12) }

// everyLine has every line of every bill as it was asked for.
func (b *book) everyLine() {
	b.head(linesSheet, 1, "Fleet", "Category", "Line", "Paid", "From month", "To month", "Amount", "Growth per year", "Life, months",
		"Left at the end", "Quantity", "Unit", "Amount per unit", "Invested")
	row := 2
	for i, n := range names(b.r) {
		f := b.r.Fleets[n]
		if f.Bill == nil {
			continue
		}
		b.lines[n] = row
		for k := range f.Bill.Lines {
			b.line(i, n, &f.Bill.Lines[k], row)
			row++
		}
	}
	for _, column := range []int{7, 10, 13} {
		b.style(linesSheet, cellName(column, 2), cellName(column, row), b.money)
	}
	b.check(b.f.SetColWidth(linesSheet, "A", "D", 18))
	b.check(b.f.SetColWidth(linesSheet, "C", "C", 40))
	b.check(b.f.SetColWidth(linesSheet, "E", "N", 15))
	b.freeze(linesSheet, 3, 1)
}

var paid = map[string]string{"buy": "once, at the start of a month", "once": "once, at the start of a month", "recur": "per year, at the ends of months", "keep": "there already"}

// line has the amount of a line as quantity times that of a unit, where it has a quantity.
func (b *book) line(fleet int, name string, l *capplan.BillLine, row int) {
	life := any(l.Life)
	if l.Life == 0 {
		life = nil
	}
	b.put(linesSheet, 1, row, name, l.Category, l.Name, paid[l.Op], l.From, l.To, l.Amount, l.Growth, life)
	if l.Capital {
		b.put(linesSheet, 14, row, "yes")
	}
	if quantity, unit := counted(l); quantity != 0 {
		b.put(linesSheet, 7, row, formulaf("K%d*M%d", row, row))
		b.put(linesSheet, 11, row, quantity, unit, l.Amount/quantity)
	}
	if !left(l) {
		return
	}
	if l.Op == "buy" { // straight-line down to the salvage
		b.put(linesSheet, 10, row, formulaf("ROUND(G%d*(1-(1-%s)*MIN((%s*%s-E%d)/I%d,1)),6)", row, salvage(fleet), months(fleet), part(fleet), row, row))
		return
	}
	b.put(linesSheet, 10, row, number(l.Residue))
}

// left reports whether something of a line is credited at the horizon's end.
func left(l *capplan.BillLine) bool { return number(l.Residue) != 0 }

// counted is a line's quantity in a unit that people read.
func counted(l *capplan.BillLine) (float64, string) {
	if l.Unit == "B" {
		return l.Quantity / 1e9, "GB"
	}
	return l.Quantity, l.Unit
}

func (b *book) assumptions() {
	b.head(assumptionsSheet, 1, "Path", "Value", "Uncertain", "Source", "Date", "Confidence", "Written in")
	for i := range b.r.Assumption {
		a := &b.r.Assumption[i]
		uncertain := ""
		if a.Uncertain {
			uncertain = "yes"
		}
		at := a.File
		if a.Line > 0 {
			at += ":" + strconv.Itoa(a.Line)
		}
		if a.Entry != "" {
			at = "catalog:" + a.Entry
		}
		b.put(assumptionsSheet, 1, 2+i, a.Path, a.Value, uncertain, a.Source, a.Date, a.Confidence, at)
	}
	b.check(b.f.SetColWidth(assumptionsSheet, "A", "A", 60))
	b.check(b.f.SetColWidth(assumptionsSheet, "B", "G", 24))
	b.freeze(assumptionsSheet, 1, 1)
}
