package decide

import (
	"slices"
	"strconv"
	"time"
)

// A CashSum is the cash that a fleet has taken from the start of the horizon to the end of
// a year: sums of each trial, their mean with its interval of 95 %, and their percentiles
// (those of years do not add up). The first is what is paid at once; the last is
// cost.total, with what is left credited. In the currency of the scenario.
type CashSum struct {
	Year   *int    `json:"year"`   // of cost.year.*, that ends; null: the start
	Months int     `json:"months"` // gone by
	Date   string  `json:"date"`   // ISO 8601; empty without a start
	Mean   float64 `json:"mean"`
	Lo     float64 `json:"lo"`
	Hi     float64 `json:"hi"`
	P10    float64 `json:"p10"`
	P50    float64 `json:"p50"`
	P90    float64 `json:"p90"`
}

// A CostStep is what a fleet costs more than the baseline in one category, present value,
// on paired trials: the mean with its interval of 95 %, and percentiles. The means add up
// to −saving.
type CostStep struct {
	Category string  `json:"category"`
	Mean     float64 `json:"mean"`
	Lo       float64 `json:"lo"`
	Hi       float64 `json:"hi"`
	P10      float64 `json:"p10"`
	P50      float64 `json:"p50"`
	P90      float64 `json:"p90"`
}

// cashSums puts what the cash of the years adds up to.
func (a *assembler) cashSums() {
	c := &a.sheet.cost
	put := func(year *int, months int, v column) {
		m := computed(a.plan.Currency, v, "")
		a.keep("cash/"+strconv.Itoa(len(a.out.CashSums)), v)
		s := CashSum{Year: year, Months: months, Mean: *m.Mean, Lo: *m.Lo, Hi: *m.Hi, P10: *m.P10, P50: *m.P50, P90: *m.P90}
		if !c.terms.Start.IsZero() {
			s.Date = c.terms.Date(months).Format(time.DateOnly)
		}
		a.out.CashSums = append(a.out.CashSums, s)
	}
	put(nil, 0, c.atStart)
	sum := make(column, len(c.atStart))
	months := 0
	for i, y := range c.years {
		for t, x := range c.byYear[i] {
			sum[t] += x
		}
		for months < c.terms.Months && c.terms.Year(months) == y {
			months++
		}
		put(&y, months, slices.Clone(sum))
	}
}

// costSteps puts what makes fleet i dearer than the baseline, category by category.
func (r *run) costSteps(i int, out *FleetResult) {
	base, c := &r.sheets[r.base].cost, &r.sheets[i].cost
	for k := range out.Costs {
		v := make(column, r.opt.Trials)
		for t := range v {
			v[t] = c.pvByCategory[k][t] - base.pvByCategory[k][t]
		}
		m := computed(r.plan.Currency, v, "")
		if r.long {
			out.kept = append(out.kept, keptColumn{"steps/" + out.Costs[k].Category, v})
		}
		if slices.Contains([]*float64{m.Mean, m.Lo, m.Hi, m.P10, m.P50, m.P90}, nil) || *m.Mean == 0 && *m.P10 == 0 && *m.P90 == 0 {
			continue
		}
		out.CostSteps = append(out.CostSteps, CostStep{out.Costs[k].Category, *m.Mean, *m.Lo, *m.Hi, *m.P10, *m.P50, *m.P90})
	}
}
