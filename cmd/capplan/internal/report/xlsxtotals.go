package report

import (
	"fmt"

	"github.com/capplan/capplan"
)

// totals has a column for each fleet: categories, years and other views by formula, all at
// likely values, and what the trials say of the present value beside them.
func (b *book) totals() {
	b.put(totalsSheet, 1, 1, "Totals at likely values, not means over the trials", b.r.Scenario.Currency)
	b.put(totalsSheet, 1, 3, "Category")
	categories, years := b.categories(), years(b.r)
	titles := append(append([]string(nil), categories...), "Total cash", "Of it invested, less residual values", "Present value", "Largest cumulative cash", "A month, level")
	for i, t := range titles {
		b.put(totalsSheet, 1, 4+i, t)
	}
	end := 4 + len(titles)
	for i, n := range names(b.r) {
		b.put(totalsSheet, 2+i, 3, n)
		if b.r.Fleets[n].Bill != nil {
			b.totalsOf(2+i, n, len(categories))
			b.yearsOf(2+i, n, end+2, years)
		}
	}
	b.yearTitles(end+1, years)
	trials := end + 3 + len(years)
	b.trials(trials)
	last := 1 + len(b.r.Fleets)
	b.style(totalsSheet, "B4", cellName(last, trials+3), b.money)
	for _, row := range []int{3, end + 1, trials} {
		b.style(totalsSheet, cellName(1, row), cellName(last, row), b.bold)
	}
	b.style(totalsSheet, cellName(1, 4+len(categories)), cellName(1, end-1), b.bold)
	b.check(b.f.SetColWidth(totalsSheet, "A", "A", 46))
	b.check(b.f.SetColWidth(totalsSheet, "B", columnName(max(2, last)), 22))
}

func (b *book) totalsOf(column int, name string, categories int) {
	sheet := at(b.sheetOf(cashKind, name))
	c, m := columnName(column), b.cash[name]
	to, end := max(m.from, m.to), 4+categories
	by := func(kinds string) string {
		return fmt.Sprintf("%[1]s$%[4]s$%[2]d:$%[4]s$%[3]d", sheet, m.from, to, kinds)
	}
	for k := range categories {
		b.put(totalsSheet, column, 4+k, formulaf("SUMIF(%s,$A%d,%s)", by("B"), 4+k, by(sumColumn)))
	}
	b.put(totalsSheet, column, end, formulaf("SUM(%s4:%s%d)", c, c, end-1))
	b.put(totalsSheet, column, end+1, formulaf(`SUMIF(%s,"yes",%s)`, by("D"), by(sumColumn)))
	b.put(totalsSheet, column, end+2, formulaf("%s%s%d", sheet, sumColumn, m.sums+presentRow))
	last := columnName(monthColumn + b.r.Fleets[name].Bill.Months - 1)
	b.put(totalsSheet, column, end+3, formulaf("MAX(0,%[1]s%[2]s%[3]d:%[4]s%[3]d,%[1]s%[4]s%[5]d)",
		sheet, columnName(monthColumn), m.sums+outRow, last, m.sums+cumulativeRow)) // what is paid at a month's end and the next one's start is paid together
	b.put(totalsSheet, column, end+4, formulaf("%sH%d", at(b.sheetOf(levelKind, name)), b.level[name]))
}

func (b *book) yearTitles(row int, years []int) {
	b.put(totalsSheet, 1, row, "Cash by "+yearKind(b.r))
	for k, y := range years {
		b.put(totalsSheet, 1, row+1+k, y)
	}
}

// yearKind is what a year of cost.year.* is.
func yearKind(r *capplan.Result) string {
	switch {
	case r.Scenario.Start == nil:
		return "year"
	case r.Scenario.FiscalMonth > 1:
		return "fiscal year, by the year it starts in"
	}
	return "calendar year"
}

func (b *book) yearsOf(column int, name string, row int, years []int) {
	sheet := at(b.sheetOf(cashKind, name))
	m, last := b.cash[name], columnName(monthColumn+b.r.Fleets[name].Bill.Months-1)
	by := func(row int) string {
		return fmt.Sprintf("%s$%s$%d:$%s$%d", sheet, columnName(monthColumn), row, last, row)
	}
	for k := range years {
		b.put(totalsSheet, column, row+k, formulaf("SUMIF(%s,$A%d,%s)", by(3), row+k, by(m.sums+cashRow)))
	}
}

// trials are figures of the result: they do not follow the inputs.
func (b *book) trials(row int) {
	b.put(totalsSheet, 1, row, "Present value over "+plural(b.r.Trials, "trial")+" (no formulas)")
	for k, t := range []string{"mean", "P10", "P90"} {
		b.put(totalsSheet, 1, row+1+k, t)
	}
	for i, n := range names(b.r) {
		m, ok := b.r.Fleets[n].Metrics["cost.pv"]
		if !ok {
			continue
		}
		for k, x := range []*float64{m.Mean, m.P10, m.P90} {
			if x != nil {
				b.put(totalsSheet, 2+i, row+1+k, *x)
			}
		}
	}
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
