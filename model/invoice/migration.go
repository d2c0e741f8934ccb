package invoice

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// NewPlan prepares the invoice of a plan of the file. A fleet of it (with shares per
// pool: a pool) is bought when a phase first runs it, at the prices of that month, and
// paid for until it is sold or the horizon ends, whether it runs or not; what is owned is
// there from the start. People, engineering, recurring lines, the fleet's licences and
// the parts of its domains begin with its first run and end when all of it is sold. The
// bill is the sum of the fleets', but for what is paid once for all of them: a site's
// network and a dependency by the year.
func NewPlan(p *model.Plan, m *model.Migration) *Invoice {
	v := &Invoice{plan: p, migration: m}
	v.months, v.part = Months(p)
	v.until = v.months
	v.Bill = pricing.NewBill(v.terms())
	v.layTime()
	for f := range p.Fleets {
		if w := windowOf(p, m, f, v.months); w.any() {
			v.of = append(v.of, &Invoice{plan: p, fleet: w.first, index: f, months: v.months, part: v.part, Bill: v.Bill, spans: v.spans, whole: v.whole})
			v.windows = append(v.windows, w)
		}
	}
	for i, one := range v.of {
		if len(v.of) > 1 {
			one.prefix = p.Fleets[one.index].Name + " "
		}
		one.open(v.windows[i])
	}
	return v
}

// Fleets are the fleets that a plan has at some time, by index of the file.
func (v *Invoice) Fleets() []int {
	var out []int
	for _, one := range v.of {
		out = append(out, one.index)
	}
	return out
}

// Of is the part of a plan's invoice that bills a fleet; nil where it has none. Its Bill
// is the plan's.
func (v *Invoice) Of(fleet int) *Invoice {
	for _, one := range v.of {
		if one.index == fleet {
			return one
		}
	}
	return nil
}

// FillPlan bills the plan under a draw: use says of each of its Fleets what a trial says
// of it. Times are hours of the horizon; what is asked for hours in which a fleet does not
// run is what it does then. Racks, Kilowatts and Heads are the most that there are at one
// time.
func (v *Invoice) FillPlan(d model.Draw, use func(fleet int) *Usage) {
	v.d, v.use = d, nil
	v.Racks, v.Kilowatts, v.Heads, v.Carbon = 0, 0, 0, Carbon{}
	v.volume = v.volume[:0]
	v.Bill.Reset(v.terms())
	v.exchanges()
	for _, one := range v.of {
		one.begin(d, use(one.index))
		one.bill()
		v.Carbon.Operational += one.Carbon.Operational
		v.Carbon.Embodied += one.Carbon.Embodied
	}
	v.shared()
	v.outlays()
	v.most()
}

// outlays enters what the phases pay once, each at the price of its month.
func (v *Invoice) outlays() {
	for k := range v.migration.Phases {
		ph := &v.migration.Phases[k]
		for i := range ph.OneOff {
			price := v.price(&ph.OneOff[i].Price, false)
			v.Bill.OutlayAt(pricing.OneOff, ph.OneOff[i].Name, MonthAt(v.plan, ph.Start, v.months), &price)
		}
	}
}

// shared enters what several fleets of a plan pay for together, while one of them is
// there: the networks of sites, and what dependencies cost by the year.
func (v *Invoice) shared() {
	for i := range v.plan.Sites {
		s := &v.plan.Sites[i]
		v.union(func(one *Invoice) (from, until int) {
			for _, at := range one.sites {
				if at.Site == s {
					return at.reach()
				}
			}
			return 0, 0
		}, func(from, until int) {
			v.recurIn(pricing.Network, s.Name+" network", &s.Network.PerYear, 1, "", false, from, v.end(until))
		})
	}
	for i := range v.plan.Dependencies {
		dep := &v.plan.Dependencies[i]
		v.union(func(one *Invoice) (from, until int) {
			if one.calls(i) {
				return one.from, one.until
			}
			return 0, 0
		}, func(from, until int) {
			v.recurIn(pricing.Other, dep.Name, &dep.PricePerYear, 1, "", false, from, v.end(until))
		})
	}
}

// union visits the months, without gaps in each, in which one of the fleets is there.
func (v *Invoice) union(of func(one *Invoice) (from, until int), visit func(from, until int)) {
	var list [][2]int
	for _, one := range v.of {
		if from, until := of(one); from < until {
			list = append(list, [2]int{from, until})
		}
	}
	slices.SortFunc(list, func(a, b [2]int) int { return a[0] - b[0] })
	for i := 0; i < len(list); {
		from, until := list[i][0], list[i][1]
		for i++; i < len(list) && list[i][0] <= until; i++ {
			until = max(until, list[i][1])
		}
		visit(from, until)
	}
}

// most finds the month with the most racks, power and people.
func (v *Invoice) most() {
	v.changes = v.changes[:0]
	for _, one := range v.of {
		v.changes = append(v.changes, one.turns()...)
	}
	slices.Sort(v.changes)
	v.changes = slices.Compact(v.changes)
	for _, m := range v.changes {
		var racks, kilowatts, heads float64
		for _, one := range v.of {
			r, kw := one.standing(m)
			racks, kilowatts, heads = racks+r, kilowatts+kw, heads+one.headsIn(m)
		}
		v.Racks, v.Kilowatts, v.Heads = max(v.Racks, racks), max(v.Kilowatts, kilowatts), max(v.Heads, heads)
	}
}
