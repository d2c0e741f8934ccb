package report

import (
	"strconv"

	"github.com/capplan/capplan"
)

// expenseOf is a fleet's profit and loss: running lines as they are paid, and everything
// of capital, less what is left of it, in equal shares of the months that it is held.
func (b *book) expenseOf(fleet int, name string) {
	sheet := b.sheetOf(expenseKind, name)
	bill := b.r.Fleets[name].Bill
	b.monthly(sheet, fleet, name)
	row := lineRow
	for k := range bill.Lines {
		l, of := &bill.Lines[k], b.lines[name]+k
		formula, kind := held, "in equal shares"
		switch {
		case l.Op == "recur":
			formula, kind = running, "end"
		case l.Op == "once" && (!l.Capital || l.Amount < 0):
			formula, kind = once, "start"
		}
		b.label(sheet, row, of, "", kind)
		b.months(sheet, row, bill.Months, func(c string) formulaText { return formula(c, of) })
		row++
	}
	b.put(sheet, 1, row+1, "Expense")
	b.style(sheet, cellName(1, row+1), cellName(1, row+1), b.bold)
	b.months(sheet, row+1, bill.Months, func(c string) formulaText {
		return formulaf("SUM(%s%d:%s%d)", c, lineRow, c, row)
	})
	b.style(sheet, sumColumn+strconv.Itoa(lineRow), cellName(monthColumn+bill.Months-1, row+1), b.money)
}

// held is the share of a line's price, less what is left, of a month in which it is held.
func held(column string, of int) formulaText {
	return formulaf("IF(AND(%[2]s$1>=%[1]s!$E%[3]d,%[2]s$1<%[1]s!$F%[3]d),(%[1]s!$G%[3]d-%[1]s!$J%[3]d)/(%[1]s!$F%[3]d-%[1]s!$E%[3]d),0)", linesSheet, column, of)
}

// levelOf is what a fleet costs in a month on average, with everything of capital paid in
// level payments over its life at the cost of capital.
func (b *book) levelOf(fleet int, name string) {
	sheet := b.sheetOf(levelKind, name)
	b.sheet(sheet)
	bill := b.r.Fleets[name].Bill
	b.head(sheet, 1, "Line", "Category", "Months held", "Paid over, months", "Repaid", "Interest", "Running", "Together")
	row := 2
	for k := range bill.Lines {
		if bill.Lines[k].Op != "keep" {
			b.levelLine(sheet, row, fleet, name, k, &bill.Lines[k])
			row++
		}
	}
	b.put(sheet, 1, row+1, "A month, level")
	for column := 5; column <= 8; column++ {
		c := columnName(column)
		b.put(sheet, column, row+1, formulaf("SUM(%s2:%s%d)", c, c, row))
	}
	b.level[name] = row + 1
	b.style(sheet, "E2", cellName(8, row+1), b.money)
	b.style(sheet, cellName(1, row+1), cellName(1, row+1), b.bold)
	b.check(b.f.SetColWidth(sheet, "A", "A", 40))
	b.check(b.f.SetColWidth(sheet, "B", "H", 18))
	b.freeze(sheet, 1, 1)
}

func (b *book) levelLine(sheet string, row, fleet int, name string, k int, l *capplan.BillLine) {
	of := b.lines[name] + k
	b.put(sheet, 1, row, formulaf("%s!C%d", linesSheet, of), formulaf("%s!B%d", linesSheet, of))
	if l.Capital {
		price := linesSheet + "!G" + strconv.Itoa(of)
		b.put(sheet, 3, row, formulaf("%[1]s!F%[2]d-%[1]s!E%[2]d", linesSheet, of), formulaf("IF(%[1]s!I%[2]d>0,%[1]s!I%[2]d,C%[3]d)", linesSheet, of, row),
			formulaf("%s/D%d*C%d/%s", price, row, row, months(fleet)),
			formulaf("-PMT(%s/12,D%d,%s)*C%d/%s-E%d", costOfCapital(fleet), row, price, row, months(fleet), row))
	} else {
		b.put(sheet, 7, row, formulaf("%s%s%d/(%s*%s)", at(b.sheetOf(cashKind, name)), sumColumn, b.cash[name].row[k], months(fleet), part(fleet)))
	}
	b.put(sheet, 8, row, formulaf("SUM(E%d:G%d)", row, row))
}
