package report

import (
	"fmt"
	"strconv"
	"time"
)

// A monthly sheet has lines as rows from lineRow on, and the months of the horizon as
// columns from monthColumn on.
const (
	lineRow     = 4
	monthColumn = 6
	sumColumn   = "E"
)

// A cashMap says what stands where on a fleet's sheet of cash.
type cashMap struct {
	from, to int         // rows of lines; to < from: none
	row      map[int]int // by line of the bill: its row
	sums     int         // the first row of sums
}

// Rows of sums, from the first on.
const (
	cashRow = iota
	outRow  // cumulative, after what is paid at the start of the month
	cumulativeRow
	presentRow
)

// monthly begins a fleet's sheet of a kind: months, their first days, and their years as
// the figures cost.year.* count them.
func (b *book) monthly(sheet string, fleet int, name string) {
	b.sheet(sheet)
	bill := b.r.Fleets[name].Bill
	b.head(sheet, 1, "Line", "Category", "Paid", "Invested", "Total")
	b.put(sheet, 1, 3, "Year")
	start := b.r.Scenario.Start
	if start != nil {
		b.put(sheet, 1, 2, "Month begins")
	}
	for m := range bill.Months {
		c := columnName(monthColumn + m)
		b.put(sheet, monthColumn+m, 1, m)
		if start == nil {
			b.put(sheet, monthColumn+m, 3, formulaf("INT(%s$1/12)+1", c))
			continue
		}
		day, err := time.Parse(time.DateOnly, bill.ByMonth[m].Start)
		b.check(err)
		b.put(sheet, monthColumn+m, 2, day)
		b.put(sheet, monthColumn+m, 3, formulaf("YEAR(%[1]s$2)-IF(MONTH(%[1]s$2)<%[2]s,1,0)", c, firstMonth(fleet)))
	}
	last := columnName(monthColumn + bill.Months - 1)
	if start != nil {
		b.style(sheet, cellName(monthColumn, 2), last+"2", b.date)
	}
	b.check(b.f.SetColWidth(sheet, "A", "A", 40))
	b.check(b.f.SetColWidth(sheet, "B", "D", 14))
	b.check(b.f.SetColWidth(sheet, sumColumn, last, 16))
	b.freeze(sheet, monthColumn-1, lineRow-1)
}

// months writes a row of formulas of months and their sum.
func (b *book) months(sheet string, row, n int, formula func(column string) formulaText) {
	for m := range n {
		b.put(sheet, monthColumn+m, row, formula(columnName(monthColumn+m)))
	}
	b.put(sheet, 5, row, formulaf("SUM(%s:%s)", cellName(monthColumn, row), cellName(monthColumn+n-1, row)))
}

// label names a row after a line of the bill.
func (b *book) label(sheet string, row, of int, ending, kind string) {
	name := formulaf("%s!C%d", linesSheet, of)
	if ending != "" {
		name += formulaf(`&", %s"`, ending)
	}
	b.put(sheet, 1, row, name, formulaf("%s!B%d", linesSheet, of), kind, formulaf(`IF(%[1]s!N%[2]d="yes","yes","")`, linesSheet, of))
}

// running is the cash of a line that recurs, in the month of a column.
func running(column string, of int) formulaText {
	return formulaf("IF(AND(%[2]s$1>=%[1]s!$E%[3]d,%[2]s$1<%[1]s!$F%[3]d),ROUND(%[1]s!$G%[3]d/12*(1+%[1]s!$H%[3]d)^INT(%[2]s$1/12),6),0)", linesSheet, column, of)
}

// once is an amount in the month it is paid in.
func once(column string, of int) formulaText {
	return formulaf("IF(%[2]s$1=%[1]s!$E%[3]d,ROUND(%[1]s!$G%[3]d,6),0)", linesSheet, column, of)
}

// cashOf has what a fleet pays in each month, and what is credited at the end.
func (b *book) cashOf(fleet int, name string) {
	sheet := b.sheetOf(cashKind, name)
	b.monthly(sheet, fleet, name)
	bill := b.r.Fleets[name].Bill
	row := lineRow
	places := map[int]int{}
	for k := range bill.Lines {
		of := b.lines[name] + k
		formula, kind := once, "start"
		switch bill.Lines[k].Op {
		case "keep":
			continue
		case "recur":
			formula, kind = running, "end"
		}
		b.label(sheet, row, of, "", kind)
		b.months(sheet, row, bill.Months, func(c string) formulaText { return formula(c, of) })
		places[k] = row
		row++
	}
	for k := range bill.Lines {
		if !left(&bill.Lines[k]) {
			continue
		}
		of := b.lines[name] + k
		b.label(sheet, row, of, "residual value", "end")
		b.months(sheet, row, bill.Months, func(c string) formulaText {
			return formulaf("IF(%s$1=%s-1,-%s!$J%d,0)", c, months(fleet), linesSheet, of)
		})
		row++
	}
	b.cash[name] = cashMap{lineRow, row - 1, places, row + 1}
	b.cashSums(sheet, fleet, bill.Months, b.cash[name])
	b.style(sheet, sumColumn+strconv.Itoa(lineRow), cellName(monthColumn+bill.Months-1, row+1+presentRow), b.money)
}

// cashSums are the rows below the lines of a fleet's cash; totals refer to them.
func (b *book) cashSums(sheet string, fleet, n int, at cashMap) {
	row := at.sums
	for i, t := range []string{"Cash", "Cumulative after payments at the start", "Cumulative cash", "Present value"} {
		b.put(sheet, 1, row+i, t)
	}
	b.style(sheet, cellName(1, row), cellName(1, row+presentRow), b.bold)
	kinds := fmt.Sprintf("$C$%d:$C$%d", at.from, max(at.from, at.to))
	cells := func(c string) string { return fmt.Sprintf("%s$%d:%s$%d", c, at.from, c, max(at.from, at.to)) }
	b.months(sheet, row+cashRow, n, func(c string) formulaText { return formulaf("SUM(%s)", cells(c)) })
	b.months(sheet, row+presentRow, n, func(c string) formulaText {
		return formulaf(`SUMIF(%[1]s,"start",%[2]s)/(1+%[3]s)^(%[4]s$1*%[5]s/12)+SUMIF(%[1]s,"end",%[2]s)/(1+%[3]s)^((%[4]s$1+1)*%[5]s/12)`, kinds, cells(c), discount(fleet), c, part(fleet))
	})
	for m := range n {
		c, before := columnName(monthColumn+m), "0"
		if m > 0 {
			before = cellName(monthColumn+m-1, row+cumulativeRow)
		}
		b.put(sheet, monthColumn+m, row+outRow, formulaf(`%s+SUMIF(%s,"start",%s)`, before, kinds, cells(c)))
		b.put(sheet, monthColumn+m, row+cumulativeRow, formulaf("%s+%s%d", before, c, row+cashRow))
	}
	b.put(sheet, 5, row+cumulativeRow, formulaf("%s", cellName(monthColumn+n-1, row+cumulativeRow)))
}
