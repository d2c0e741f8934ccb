package decide

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// paired figures hold a fleet against others.
var paired = []string{"saving", "payback", "cheaper_from", "irr", "regret", "crossover"}

var moneyKeys = regexp.MustCompile(`^(cost\.|carbon)`)

// moneyFigure reports whether a figure is one that prices make.
func moneyFigure(metric string) bool {
	return moneyKeys.MatchString(metric) || slices.Contains(paired, metric)
}

// explainMoney shows the bill that a figure comes from, or both where two fleets are held
// against each other, and the inputs that move it.
func (x *explainer) explainMoney() {
	x.out.Placement = []Stand{}
	if strings.HasPrefix(x.q.Metric, "carbon") {
		x.explainCarbon()
		return
	}
	x.out.Bill = x.res.Fleets[x.q.Fleet].Bill
	if x.out.Against = x.against(); x.out.Against != "" {
		x.out.Other = x.res.Fleets[x.out.Against].Bill
	}
	for _, a := range x.res.Assumption {
		if x.out.Value.Method == model.Exact.String() {
			break // no input moves it
		}
		if x.effect(&a) >= max(leastEffect, EffectNoise(x.res.Trials)) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	slices.SortStableFunc(x.out.Enters, func(a, b Assumption) int { return cmp.Compare(x.effect(&b), x.effect(&a)) })
	x.moneyAssumed()
	x.say()
	x.out.Answer.Why = append(x.out.Answer.Why, x.largest()...)
}

// against is the fleet that a paired figure holds this one against: the baseline, of
// regret the cheapest of the others; empty where the figure is of this fleet alone.
func (x *explainer) against() string {
	switch {
	case !slices.Contains(paired, x.q.Metric):
		return ""
	case x.q.Metric != "regret":
		return x.res.Scenario.Baseline
	}
	for _, n := range ranked(x.res, fleetNames(x.res), "cost.pv", false) {
		if n != x.q.Fleet {
			return n
		}
	}
	return ""
}

// effect is the share of the variance of cost.pv that an input explains, of the fleet or
// of the one it is held against, the larger.
func (x *explainer) effect(a *Assumption) (most float64) {
	for _, n := range []string{x.q.Fleet, x.out.Against} {
		rest, ofFleet := strings.CutPrefix(a.Path, "fleets.")
		if n == "" || ofFleet && !strings.HasPrefix(rest, n+".") {
			continue // one of its own shares the draw, or is joined by correlate
		}
		most = max(most, a.Effects[n])
	}
	return most
}

// moneyAssumed says what a figure of money takes for granted.
func (x *explainer) moneyAssumed() {
	f := &x.plan.Finance
	x.out.Assumed, x.out.Missing = []string{"lines are at likely values, with the failures that are expected; the figure is over all draws"}, []string{}
	switch {
	case x.q.Metric == "cost.month":
		x.assume("residual values are not credited in a level month: what outlives the horizon is paid for only while it is held")
	case x.q.Metric == "cost.run_rate":
	case f.NoResidual:
		x.assume("finance.residual: none: nothing is credited at the horizon's end")
	default:
		x.assume("what is left at the horizon's end is credited at book value, as if it could be sold for that")
	}
	if strings.HasPrefix(x.q.Metric, "cost.year.") && f.FiscalStart > time.January {
		x.assume("years are fiscal years from " + f.FiscalStart.String() + ", named after the calendar year they start in")
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
}

// explainCarbon shows the parts of a fleet's carbon and what they are made of.
func (x *explainer) explainCarbon() {
	x.out.Assumed, x.out.Missing = []string{}, []string{}
	f := Formula{Of: "fleet " + x.q.Fleet, Words: "carbon dioxide of the electricity and of making the hardware", Symbols: []string{"carbon = carbon.operational + carbon.embodied"}}
	for _, part := range []struct{ name, means string }{
		{"carbon.operational", "electricity: power · PUE · hours · grid_carbon, mean over the trials"},
		{"carbon.embodied", "making the hardware: embodied_carbon · months held ÷ useful life, mean over the trials"},
	} {
		m := x.res.Fleets[x.q.Fleet].Metrics[part.name]
		if m.Mean != nil && (x.q.Metric == "carbon" || x.q.Metric == part.name) {
			f.Terms = append(f.Terms, Term{Symbol: part.name, Means: part.means, Value: *m.Mean, Unit: m.Unit})
		}
	}
	x.out.Formulas = append(x.out.Formulas, f)
	for _, a := range assumptions(x.plan) {
		rest, ofFleet := strings.CutPrefix(a.Path, "fleets.")
		if carbonKeys.MatchString(a.Path) && (!ofFleet || strings.HasPrefix(rest, x.q.Fleet+".")) && x.standsAt(a.Path) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	x.assume("units draw what they do at their mean utilisation where idle and max are known, else their typical power; grid_carbon stays as it is")
	x.out.Warnings = slices.DeleteFunc(x.out.Warnings, func(w Warning) bool { return slices.Contains(costWarnings, w.Code) })
	x.say()
}

// standsAt reports whether a path is of no site, or of one that a pool of the fleet stands at.
func (x *explainer) standsAt(path string) bool {
	if !strings.HasPrefix(path, "sites.") {
		return true
	}
	for i := range x.fleet.Pools {
		for _, at := range []int{x.fleet.Site, x.fleet.Pools[i].Site} {
			if at >= 0 && strings.HasPrefix(path, "sites."+x.plan.Sites[at].Name+".") {
				return true
			}
		}
	}
	return false
}

// carbonKeys are the inputs that carbon comes from.
var carbonKeys = regexp.MustCompile(`\.(grid_carbon|pue|embodied_carbon|useful_life|count|power)(\.|$)|^horizon`)

// category is the category that a figure is the cash of; empty where it is none.
func category(metric string) string {
	name, ok := strings.CutPrefix(metric, "cost.")
	for _, c := range pricing.Categories() {
		if ok && c.String() == name {
			return name
		}
	}
	return ""
}

// leastEffect is the share of the variance of a cost from which on an input is named.
const leastEffect = 0.01

// largest names the line that makes most of the cash: of its category where the figure is
// of one, and of the other fleet where it is held against one.
func (x *explainer) largest() []Sentence {
	if strings.HasPrefix(x.q.Metric, "cost.year.") || x.q.Metric == "cost.month" {
		return nil // lines are cash of the whole horizon
	}
	var out []Sentence
	of := category(x.q.Metric)
	words := "Its largest line is "
	if x.out.Other != nil {
		words = "The largest line of " + x.q.Fleet + " is "
	}
	if s, ok := x.largestOf(x.out.Bill, "bill", of, words); ok {
		out = append(out, s)
	}
	if s, ok := x.largestOf(x.out.Other, "against_bill", of, "The largest line of "+x.out.Against+" is "); ok {
		out = append(out, s)
	}
	return out
}

func (x *explainer) largestOf(b *Bill, path, category, words string) (Sentence, bool) {
	if b == nil {
		return Sentence{}, false
	}
	best := -1
	for i, l := range b.Lines {
		if (category == "" || l.Category == category) && l.Cash > 0 && (best < 0 || l.Cash > b.Lines[best].Cash) {
			best = i
		}
	}
	if best < 0 {
		return Sentence{}, false
	}
	l := &b.Lines[best]
	p := (&phrase{}).say("%s%s (%s): ", words, l.Name, strings.ReplaceAll(l.Category, "_", "-"))
	p.num(short(l.Cash), l.Cash, path+"/lines/"+strconv.Itoa(best)+"/cash").say(" %s of cash", x.out.Scenario.Currency)
	if l.Residue != "0" {
		p.say(", less its residual value,")
	}
	p.say(" at likely values.")
	return p.done(), true
}
