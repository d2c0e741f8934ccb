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
