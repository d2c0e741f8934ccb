package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/pricing"
)

// cashflow has the three views of each month of each fleet's bill at likely values:
// cash, expense (profit and loss) and level cost, and what cash adds up to.
func cashflow(r *capplan.Result) [][]value {
	out := [][]value{texts("fleet", "month", "period_start", "cash", "cumulative_cash", "present_value", "expense", "level", "currency")}
	for _, n := range names(r) {
		if r.Fleets[n].Bill == nil {
			continue
		}
		for _, m := range r.Fleets[n].Bill.ByMonth {
			row := append(texts(n), value{strconv.Itoa(m.Month), true}, value{text: m.Start})
			for _, x := range []string{m.Cash, m.Cumulative, m.PresentValue, m.Expense, m.Level} {
				row = append(row, value{x, true})
			}
			out = append(out, append(row, value{text: r.Scenario.Currency}))
		}
	}
	return out
}

// bill lists what a figure of money comes from: for a level month its parts, by year where
// the figure is over years, else lines with cash and present value, those of one category
// where the figure is of one; and those of the other fleet where it is held against one.
func (p *pen) bill(e *capplan.Explanation) {
	if e.Bill == nil {
		return
	}
	if e.Metric == "cost.month" {
		p.levelLines(e)
		return
	}
	ofYear := strings.HasPrefix(e.Metric, "cost.year.")
	if ofYear || contains([]string{"cost.pv", "cost.total", "cost.cash_peak"}, e.Metric) {
		p.byYear(e)
	}
	if ofYear {
		return
	}
	title := "LINE, at likely values"
	if e.Other == nil {
		p.billLines(e, title, e.Bill)
		return
	}
	p.billLines(e, "LINE of "+e.Fleet+", at likely values", e.Bill)
	p.billLines(e, "LINE of "+e.Against+", at likely values", e.Other)
}

func (p *pen) levelLines(e *capplan.Explanation) {
	rows := [][]string{{"LINE, a month at likely values", "category", "repaid, " + e.Scenario.Currency, "interest", "running", "together"}}
	for _, l := range e.Bill.Level {
		rows = append(rows, []string{l.Name, word(l.Category), short(number(l.Amortisation)), short(number(l.Interest)), short(number(l.Running)), short(number(l.Total))})
	}
	p.fitted(rows, []string{"category"})
	p.line("")
}

// shownLines is how many lines of each of two fleets a screen lists.
const shownLines = 10

// billLines lists the lines of a bill; of one of two only the largest.
func (p *pen) billLines(e *capplan.Explanation, title string, b *capplan.Bill) {
	type part struct {
		name, category string
		cash, present  float64
	}
	only := strings.TrimPrefix(e.Metric, "cost.")
	var parts []part
	for i := range b.Lines {
		l := &b.Lines[i]
		residue := number(l.Residue)
		if l.Op != "keep" {
			parts = append(parts, part{l.Name, l.Category, l.Cash + residue, l.Present + l.ResiduePresent})
		}
		if residue != 0 {
			parts = append(parts, part{l.Name + ", residual value", l.Category, -residue, -l.ResiduePresent})
		}
	}
	if slices.ContainsFunc(categoryNames, func(c string) bool { return c == only }) {
		parts = slices.DeleteFunc(parts, func(l part) bool { return l.category != only })
	}
	more := 0
	if e.Other != nil {
		slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(math.Abs(b.cash), math.Abs(a.cash)) })
		more = max(0, len(parts)-shownLines)
		parts = parts[:len(parts)-more]
	}
	if len(parts) == 0 {
		return
	}
	rows := [][]string{{title, "category", "cash, " + e.Scenario.Currency, "present value"}}
	for _, l := range parts {
		rows = append(rows, []string{l.name, word(l.category), short(l.cash), short(l.present)})
	}
	p.fitted(rows, []string{"category", "present value"})
	if more > 0 {
		p.line("… " + plural(more, "smaller line") + "; -f json has them all")
	}
	p.line("")
}

var categoryNames = func() (out []string) {
	for _, c := range pricing.Categories() {
		out = append(out, c.String())
	}
	return out
}()

// byYear sums the three views of the months of each year that cost.year.* counts.
func (p *pen) byYear(e *capplan.Explanation) {
	var years []int
	sums := map[int][3]float64{}
	for i := range e.Bill.ByMonth {
		m := &e.Bill.ByMonth[i]
		y := yearOf(e, i)
		if _, ok := sums[y]; !ok {
			years = append(years, y)
		}
		s := sums[y]
		for k, x := range []string{m.Cash, m.Expense, m.Level} {
			s[k] += number(x)
		}
		sums[y] = s
	}
	title := "YEAR, at likely values"
	if e.Scenario.FiscalMonth > 1 {
		title = "FISCAL " + title
	}
	rows := [][]string{{title, "cash, " + e.Scenario.Currency, "profit and loss", "level payments"}}
	for _, y := range years {
		s := sums[y]
		rows = append(rows, []string{strconv.Itoa(y), short(s[0]), short(s[1]), short(s[2])})
	}
	p.fitted(rows, []string{"level payments", "profit and loss"})
	p.line("")
}

// yearOf is the year of a month under which cost.year.* counts it.
func yearOf(e *capplan.Explanation, month int) int {
	m := &e.Bill.ByMonth[month]
	if e.Scenario.Start == nil {
		return m.Month/12 + 1
	}
	day, err := time.Parse(time.DateOnly, m.Start)
	if err != nil {
		panic("report: " + m.Start + " is no day")
	}
	if int(day.Month()) < e.Scenario.FiscalMonth {
		return day.Year() - 1
	}
	return day.Year()
}

// level has what a month costs, line by line, with everything bought paid in level
// payments at the cost of capital.
func level(r *capplan.Result) [][]value {
	out := [][]value{texts(strings.Fields("fleet category line amortisation interest running total currency")...)}
	for _, n := range names(r) {
		if r.Fleets[n].Bill == nil {
			continue
		}
		for _, l := range r.Fleets[n].Bill.Level {
			row := texts(n, l.Category, l.Name)
			for _, x := range []string{l.Amortisation, l.Interest, l.Running, l.Total} {
				row = append(row, value{x, true})
			}
			out = append(out, append(row, value{text: r.Scenario.Currency}))
		}
	}
	return out
}
