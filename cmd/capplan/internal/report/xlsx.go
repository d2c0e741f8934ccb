package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/capplan/capplan"
)

// A book is the workbook of a result: what was put in, each fleet month by month at
// likely values in three views, and totals. What is bought and its prices are put in once,
// on the sheet of lines; everything else is a formula.
type book struct {
	f   *excelize.File
	r   *capplan.Result
	err error

	money, share, bold, date int // styles

	lines map[string]int     // by fleet: row of its first line on the sheet of lines
	cash  map[string]cashMap // by fleet
	level map[string]int     // by fleet: row of the sum on its sheet of level payments
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
	b := &book{f: excelize.NewFile(), r: r, lines: map[string]int{}, cash: map[string]cashMap{}, level: map[string]int{}}
	defer b.f.Close()
	all := true // no values are stored: whoever opens it works them out
	b.check(b.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &all}))
	b.styles()
	b.check(b.f.SetSheetName("Sheet1", totalsSheet))
	for _, name := range []string{inputsSheet, linesSheet} {
		b.sheet(name)
	}
	b.inputs()
	b.everyLine()
	for i, n := range names(r) {
		if r.Fleets[n].Bill != nil {
			b.cashOf(i, n)
			b.expenseOf(i, n)
			b.levelOf(i, n)
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
	amount, percent, day := "#,##0.00;[Red]-#,##0.00", "0.00%", "yyyy-mm-dd"
	b.money = style(&excelize.Style{CustomNumFmt: &amount})
	b.share = style(&excelize.Style{CustomNumFmt: &percent})
	b.bold = style(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.date = style(&excelize.Style{CustomNumFmt: &day})
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

func (b *book) freeze(sheet string, columns, rows int) {
	b.check(b.f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: cellName(columns+1, rows+1), ActivePane: "bottomRight",
	}))
}

// sheetOf is the name of a fleet's sheet of a kind: at most 31 characters, and no other's.
func (b *book) sheetOf(kind, fleet string) string {
	taken := []string{totalsSheet, inputsSheet, linesSheet, assumptionsSheet}
	for _, n := range names(b.r) {
		for _, k := range []string{cashKind, expenseKind, levelKind} {
			name := cut(k+n, 31)
			for i := 2; containsFold(taken, name); i++ {
				end := " " + strconv.Itoa(i)
				name = cut(name, 31-len(end)) + end
			}
			if n == fleet && k == kind {
				return name
			}
			taken = append(taken, name)
		}
	}
	panic("report: no fleet " + fleet)
}

// Kinds of a fleet's sheets.
const (
	cashKind    = "cash "
	expenseKind = "p&l "
	levelKind   = "level "
)

// at is a sheet's name as formulas write it.
func at(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" }

func cut(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
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
