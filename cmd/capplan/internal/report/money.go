package report

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan"
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

// bill lists the lines that a figure of money comes from: for a level month its parts,
// else cash and present value.
func (p *pen) bill(e *capplan.Explanation) {
	if e.Bill == nil {
		return
	}
	unit := e.Scenario.Currency
	rows := [][]string{{"LINE, at likely values", "category", "cash, " + unit, "present value"}}
	if e.Metric == "cost.month" {
		rows = [][]string{{"LINE, a month at likely values", "category", "repaid, " + unit, "interest", "running", "together"}}
		for _, l := range e.Bill.Level {
			rows = append(rows, []string{l.Name, word(l.Category), short(number(l.Amortisation)), short(number(l.Interest)), short(number(l.Running)), short(number(l.Total))})
		}
	} else {
		for _, l := range e.Bill.Lines {
			rows = append(rows, []string{l.Name, word(l.Category), short(l.Cash), short(l.Present)})
		}
	}
	p.fitted(rows, nil)
	p.line("")
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
