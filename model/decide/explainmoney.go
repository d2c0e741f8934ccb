package decide

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// paired figures hold a fleet against others.
var paired = []string{"saving", "payback", "irr", "regret"}

var moneyKeys = regexp.MustCompile(`^(cost\.|carbon)`)

// moneyFigure reports whether a figure is one that prices make.
func moneyFigure(metric string) bool {
	return moneyKeys.MatchString(metric) || slices.Contains(paired, metric)
}

// explainMoney shows the bill that a figure comes from, and the inputs that move it.
func (x *explainer) explainMoney() {
	x.out.Placement = []Stand{}
	x.out.Bill = x.res.Fleets[x.q.Fleet].Bill
	for _, a := range x.res.Assumption {
		rest, ofFleet := strings.CutPrefix(a.Path, "fleets.")
		if ofFleet && !strings.HasPrefix(rest, x.q.Fleet+".") {
			continue // one of its own shares the draw, or is joined by correlate
		}
		if a.Effects[x.q.Fleet] >= max(leastEffect, EffectNoise(x.res.Trials)) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	slices.SortStableFunc(x.out.Enters, func(a, b Assumption) int {
		switch d := b.Effects[x.q.Fleet] - a.Effects[x.q.Fleet]; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	f := &x.plan.Finance
	x.out.Assumed, x.out.Missing = []string{"lines are at likely values, with the failures that are expected; the figure is over all draws"}, []string{}
	if f.NoResidual {
		x.assume("finance.residual: none: nothing is credited at the horizon's end")
	} else {
		x.assume("what is left at the horizon's end is credited at book value, as if it could be sold for that")
	}
	if !f.DiscountRate.Set {
		x.assume("no discount_rate: money of a later year is worth as much as money of today")
	}
	switch {
	case x.q.Metric != "cost.month":
	case f.CostOfCapital.Set:
	case f.DiscountRate.Set:
		x.assume("no cost_of_capital: level payments are at the discount rate")
	default:
		x.assume("no cost_of_capital: level payments bear no interest")
	}
	if t := f.Tax; t != nil {
		if t.Recoverable {
			x.assume("value-added tax is recovered, and so no cost")
		} else {
			x.assume("value-added tax is not recovered: amounts bear it, people's work does not")
		}
	}
	for _, w := range x.res.Warnings {
		if w.Code == "W212" && (w.Fleet == "" || w.Fleet == x.q.Fleet) {
			x.missing(w.Text)
		}
	}
	x.out.Warnings = slices.DeleteFunc(x.out.Warnings, func(w Warning) bool { return w.Code == "W212" })
	x.say()
	x.out.Answer.Why = append(x.out.Answer.Why, x.largest()...)
}

// leastEffect is the share of the variance of a cost from which on an input is named.
const leastEffect = 0.01

// largest names the lines that make most of the cash.
func (x *explainer) largest() []Sentence {
	b := x.out.Bill
	if b == nil || !strings.HasPrefix(x.q.Metric, "cost.") {
		return nil
	}
	best := -1
	var total float64
	for i, l := range b.Lines {
		total += l.Cash
		if best < 0 || l.Cash > b.Lines[best].Cash {
			best = i
		}
	}
	if best < 0 || !(total > 0) {
		return nil
	}
	l := &b.Lines[best]
	p := (&phrase{}).say("Its largest line is %s (%s): ", l.Name, strings.ReplaceAll(l.Category, "_", "-"))
	p.num(short(l.Cash), l.Cash, "bill/lines/"+strconv.Itoa(best)+"/cash").say(" %s of cash at likely values.", x.out.Scenario.Currency)
	return []Sentence{p.done()}
}
