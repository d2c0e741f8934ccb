package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/capplan/capplan"
)

// A book is the workbook of a result: what was put in, the cash of each fleet month by
// month at likely values, and totals. Amounts are put in once, on the sheet of lines;
// everything else is a formula.
type book struct {
	f   *excelize.File
	r   *capplan.Result
	err error

	money, share, bold int // styles
	rows               map[string][2]int
	credits            map[string][]int // rows of lines of a fleet with something left at the end
}

// Sheets that every workbook has; a fleet's own are named after it.
const (
	totalsSheet      = "Totals"
	inputsSheet      = "Inputs"
	linesSheet       = "Lines"
	assumptionsSheet = "Assumptions"
)

// writeXLSX writes the workbook. The same result makes the same bytes.
func writeXLSX(w io.Writer, r *capplan.Result) error {
	b := &book{f: excelize.NewFile(), r: r, rows: map[string][2]int{}, credits: map[string][]int{}}
	defer b.f.Close()
	b.styles()
	b.check(b.f.SetSheetName("Sheet1", totalsSheet))
	for _, name := range []string{inputsSheet, linesSheet} {
		b.sheet(name)
	}
	b.inputs()
	b.lines()
	for i, n := range names(r) {
		if r.Fleets[n].Bill != nil {
			b.cash(i, n)
		}
	}
	b.totals()
	b.sheet(assumptionsSheet)
	b.assumptions()
	if b.err != nil {
		return b.err
	}
	return b.f.Write(w)
}

func (b *book) check(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) sheet(name string) {
	_, err := b.f.NewSheet(name)
	b.check(err)
}

func (b *book) styles() {
	style := func(s *excelize.Style) int {
		id, err := b.f.NewStyle(s)
		b.check(err)
		return id
	}
	amount, percent := "#,##0.00;[Red]-#,##0.00", "0.00%"
	b.money = style(&excelize.Style{CustomNumFmt: &amount})
	b.share = style(&excelize.Style{CustomNumFmt: &percent})
	b.bold = style(&excelize.Style{Font: &excelize.Font{Bold: true}})
}

// cell names a cell; columns and rows count from 1.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("report: " + err.Error())
	}
	return name
}

func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		panic("report: " + err.Error())
	}
	return name
}

// put writes a row from a column on: numbers, texts, and formulas, which begin with =.
// A text of the user's is never a formula.
func (b *book) put(sheet string, column, row int, values ...any) {
	for i, v := range values {
		at := cellName(column+i, row)
		if s, ok := v.(formulaText); ok {
			b.check(b.f.SetCellFormula(sheet, at, string(s)))
			continue
		}
		b.check(b.f.SetCellValue(sheet, at, v))
	}
}

// formulaText is a formula of ours, without the sign before it.
type formulaText string

func formulaf(format string, args ...any) formulaText {
	return formulaText(fmt.Sprintf(format, args...))
}

func (b *book) style(sheet string, from, to string, style int) {
	b.check(b.f.SetCellStyle(sheet, from, to, style))
}

func (b *book) head(sheet string, row int, titles ...string) {
	for i, t := range titles {
		b.put(sheet, i+1, row, t)
	}
	b.style(sheet, cellName(1, row), cellName(max(1, len(titles)), row), b.bold)
}

// inputs has the terms of each fleet, one to a column from B on, in named rows.
func (b *book) inputs() {
	s := &b.r.Scenario
	b.put(inputsSheet, 1, 1, "Scenario", s.Name)
	b.put(inputsSheet, 1, 2, "Currency", s.Currency)
	b.put(inputsSheet, 1, 3, "Values", "likely values; the spread of each is in the result")
	b.put(inputsSheet, 1, 5, "Fleet")
	for row, title := range []string{"Months", "Discount rate per year", "Cost of capital per year", "Salvage", "Value-added tax in the amounts"} {
		b.put(inputsSheet, 1, 6+row, title)
	}
	for i, n := range names(b.r) {
		f := b.r.Fleets[n]
		b.put(inputsSheet, 2+i, 5, n)
		if f.Bill == nil {
			continue
		}
		for row, v := range []any{f.Bill.Months, f.Bill.DiscountRate, f.Bill.CostOfCapital, f.Bill.Salvage, f.Bill.Tax} {
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

func months(fleet int) string   { return term(fleet, 6) }
func discount(fleet int) string { return term(fleet, 7) }
func salvage(fleet int) string  { return term(fleet, 9) }

// lines has every line of every bill as it was asked for.
func (b *book) lines() {
	b.head(linesSheet, 1, "Fleet", "Category", "Line", "Paid", "From month", "To month", "Amount", "Growth per year", "Life, months", "Left at the end", "Quantity", "Unit")
	row := 2
	for i, n := range names(b.r) {
		f := b.r.Fleets[n]
		if f.Bill == nil {
			continue
		}
		first := row
		for k := range f.Bill.Lines {
			b.line(i, n, &f.Bill.Lines[k], row)
			row++
		}
		b.rows[n] = [2]int{first, row}
	}
	b.style(linesSheet, "G2", cellName(7, row), b.money)
	b.style(linesSheet, "J2", cellName(10, row), b.money)
	b.check(b.f.SetColWidth(linesSheet, "A", "D", 18))
	b.check(b.f.SetColWidth(linesSheet, "C", "C", 40))
	b.check(b.f.SetColWidth(linesSheet, "E", "L", 14))
	b.freeze(linesSheet, 3, 1)
}

var paid = map[string]string{"buy": "once, at the start of a month", "once": "once, at the start of a month", "recur": "per year, at the ends of months", "keep": "there already"}

func (b *book) line(fleet int, name string, l *capplan.BillLine, row int) {
	life := any(l.Life)
	if l.Life == 0 {
		life = nil
	}
	b.put(linesSheet, 1, row, name, l.Category, l.Name, paid[l.Op], l.From, l.To, l.Amount, l.Growth, life)
	b.put(linesSheet, 11, row, l.Quantity, l.Unit)
	if l.Residue == "0" {
		return
	}
	b.credits[name] = append(b.credits[name], row)
	if l.Op == "buy" { // straight-line down to the salvage
		b.put(linesSheet, 10, row, formulaf("ROUND(G%d*(1-(1-%s)*MIN((%s-E%d)/I%d,1)),6)", row, salvage(fleet), months(fleet), row, row))
		return
	}
	b.put(linesSheet, 10, row, number(l.Residue))
}

// cash has a fleet's lines as rows and the months of its horizon as columns.
func (b *book) cash(fleet int, name string) {
	sheet := b.sheetOf(name)
	b.sheet(sheet)
	bill := b.r.Fleets[name].Bill
	const first = 5 // column of month 0
	last := columnName(first + bill.Months - 1)
	b.head(sheet, 1, "Line", "Category", "Paid", "Total")
	for m := range bill.Months {
		b.put(sheet, first+m, 1, m)
		b.put(sheet, first+m, 2, bill.ByMonth[m].Start)
	}
	b.put(sheet, 1, 2, "Month begins")
	row := 3
	from := row
	add := func(of int, kind string, formula func(at string) formulaText) {
		b.put(sheet, 1, row, formulaf("%s!C%d", linesSheet, of), formulaf("%s!B%d", linesSheet, of), kind, formulaf("SUM(%s:%s)", cellName(first, row), last+strconv.Itoa(row)))
		for m := range bill.Months {
			b.put(sheet, first+m, row, formula(columnName(first+m)+"$1"))
		}
		row++
	}
	lines := b.rows[name]
	for of := lines[0]; of < lines[1]; of++ {
		switch l := &bill.Lines[of-lines[0]]; l.Op {
		case "keep":
		case "recur":
			add(of, "end", func(at string) formulaText {
				return formulaf("IF(AND(%[2]s>=%[1]s!$E%[3]d,%[2]s<%[1]s!$F%[3]d),ROUND(%[1]s!$G%[3]d/12*(1+%[1]s!$H%[3]d)^INT(%[2]s/12),6),0)", linesSheet, at, of)
			})
		default:
			add(of, "start", func(at string) formulaText {
				return formulaf("IF(%[2]s=%[1]s!$E%[3]d,ROUND(%[1]s!$G%[3]d,6),0)", linesSheet, at, of)
			})
		}
	}
	for _, of := range b.credits[name] {
		add(of, "end", func(at string) formulaText {
			return formulaf("IF(%s=%s-1,-%s!$J%d,0)", at, months(fleet), linesSheet, of)
		})
	}
	b.sums(sheet, fleet, bill.Months, first, from, row-1)
	b.style(sheet, cellName(4, 3), cellName(first+bill.Months-1, row+4), b.money)
	b.check(b.f.SetColWidth(sheet, "A", "A", 40))
	b.check(b.f.SetColWidth(sheet, "B", "C", 14))
	b.check(b.f.SetColWidth(sheet, "D", last, 16))
	b.freeze(sheet, 4, 2)
}

// sums are the rows below the lines of a fleet's cash; totals refers to them.
func (b *book) sums(sheet string, fleet, n, first, from, to int) {
	row := to + 2
	at := func(column string, r int) string { return column + strconv.Itoa(r) }
	titles := []string{"Cash", "Cumulative cash", "Present value"}
	for i, t := range titles {
		b.put(sheet, 1, row+i, t)
	}
	for m := range n {
		c := columnName(first + m)
		kinds, cells := fmt.Sprintf("$C$%d:$C$%d", from, to), fmt.Sprintf("%s$%d:%s$%d", c, from, c, to)
		if to < from {
			b.put(sheet, first+m, row, 0)
		} else {
			b.put(sheet, first+m, row, formulaf("SUM(%s)", cells))
		}
		before := "0"
		if m > 0 {
			before = at(columnName(first+m-1), row+1)
		}
		b.put(sheet, first+m, row+1, formulaf("%s+%s", before, at(c, row)))
		if to < from {
			b.put(sheet, first+m, row+2, 0)
			continue
		}
		b.put(sheet, first+m, row+2, formulaf(`SUMIF(%[1]s,"start",%[2]s)/(1+%[3]s)^(%[4]s$1/12)+SUMIF(%[1]s,"end",%[2]s)/(1+%[3]s)^((%[4]s$1+1)/12)`, kinds, cells, discount(fleet), c))
	}
	last := columnName(first + n - 1)
	b.put(sheet, 4, row, formulaf("SUM(%s:%s)", at(columnName(first), row), at(last, row)))
	b.put(sheet, 4, row+1, formulaf("%s", at(last, row+1)))
	b.put(sheet, 4, row+2, formulaf("SUM(%s:%s)", at(columnName(first), row+2), at(last, row+2)))
	b.style(sheet, cellName(1, row), cellName(1, row+2), b.bold)
	b.rows[sheet+"!"] = [2]int{from, to}
}

// totals has a column for each fleet: categories by formula, then their sum, then the
// present value.
func (b *book) totals() {
	b.put(totalsSheet, 1, 1, "Totals at likely values", b.r.Scenario.Currency)
	b.put(totalsSheet, 1, 3, "Category")
	categories := b.categories()
	for k, c := range categories {
		b.put(totalsSheet, 1, 4+k, c)
	}
	end := 4 + len(categories)
	for i, t := range []string{"Total cash", "Present value", "Largest cumulative cash"} {
		b.put(totalsSheet, 1, end+i, t)
	}
	for i, n := range names(b.r) {
		column := columnName(2 + i)
		b.put(totalsSheet, 2+i, 3, n)
		if b.r.Fleets[n].Bill == nil {
			continue
		}
		s := "'" + b.sheetOf(n) + "'!"
		rows := b.rows[b.sheetOf(n)+"!"]
		from, to := rows[0], max(rows[0], rows[1])
		for k := range categories {
			b.put(totalsSheet, 2+i, 4+k, formulaf("SUMIF(%[1]s$B$%[2]d:$B$%[3]d,$A%[4]d,%[1]s$D$%[2]d:$D$%[3]d)", s, from, to, 4+k))
		}
		b.put(totalsSheet, 2+i, end, formulaf("SUM(%s4:%s%d)", column, column, end-1))
		b.put(totalsSheet, 2+i, end+1, formulaf("%sD%d", s, rows[1]+4))
		last := columnName(4 + b.r.Fleets[n].Bill.Months)
		b.put(totalsSheet, 2+i, end+2, formulaf("MAX(0,MAX(%sE%d:%s%d))", s, rows[1]+3, last, rows[1]+3))
	}
	b.style(totalsSheet, "B4", cellName(1+len(b.r.Fleets), end+2), b.money)
	b.style(totalsSheet, "A3", cellName(1+len(b.r.Fleets), 3), b.bold)
	b.style(totalsSheet, cellName(1, end), cellName(1, end+2), b.bold)
	b.check(b.f.SetColWidth(totalsSheet, "A", "A", 28))
	b.check(b.f.SetColWidth(totalsSheet, "B", columnName(1+max(1, len(b.r.Fleets))), 22))
}

// categories are those in which any fleet has a line, in the order of the first.
func (b *book) categories() []string {
	used := map[string]bool{}
	for _, f := range b.r.Fleets {
		if f.Bill != nil {
			for _, l := range f.Bill.Lines {
				used[l.Category] = true
			}
		}
	}
	var out []string
	for _, n := range names(b.r) {
		for _, c := range b.r.Fleets[n].Costs {
			if used[c.Category] && !contains(out, c.Category) {
				out = append(out, c.Category)
			}
		}
	}
	for _, c := range keys(used) {
		if !contains(out, c) {
			out = append(out, c)
		}
	}
	return out
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

func (b *book) freeze(sheet string, columns, rows int) {
	b.check(b.f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: cellName(columns+1, rows+1), ActivePane: "bottomRight",
	}))
}

// sheetOf is the name of a fleet's sheet: at most 31 characters, and no other's.
func (b *book) sheetOf(fleet string) string {
	taken := []string{totalsSheet, inputsSheet, linesSheet, assumptionsSheet}
	for _, n := range names(b.r) {
		name := "cash " + n
		if r := []rune(name); len(r) > 31 {
			name = string(r[:31])
		}
		for k := 2; containsFold(taken, name); k++ {
			end := " " + strconv.Itoa(k)
			name = string([]rune(name)[:min(len([]rune(name)), 31-len(end))]) + end
		}
		if n == fleet {
			return name
		}
		taken = append(taken, name)
	}
	panic("report: no fleet " + fleet)
}

func containsFold(list []string, s string) bool {
	for _, l := range list {
		if strings.EqualFold(l, s) {
			return true
		}
	}
	return false
}

// number reads a decimal of the result.
func number(decimal string) float64 {
	x, err := strconv.ParseFloat(decimal, 64)
	if err != nil {
		panic("report: " + decimal + " is no decimal")
	}
	return x
}
