package decide

import (
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/pricing"
)

// costColumns are the money of one fleet.
type costColumns struct {
	pv, total, capex, opex, lost, withLosses column
	byCategory, pvByCategory                 []column
	byYear                                   []column
	years                                    []int
	terms                                    pricing.Terms
	atStart                                  column // paid at once
	peak, runRate, month, writeOff           column
	perRequest, perTPS                       column
	power, racks, heads, replacements        column
	carbon, operational, embodied            column // t
	cheaper                                  column // hours from the start; +Inf: never
	irr, payback                             column // against the baseline; ±Inf: see [run.paired]
}

func newCostColumns(trials int) costColumns {
	c := func() column { return make(column, trials) }
	return costColumns{
		pv: c(), total: c(), capex: c(), opex: c(), lost: c(), withLosses: c(),
		peak: c(), runRate: c(), month: c(), writeOff: c(), perRequest: c(), perTPS: c(),
		power: c(), racks: c(), heads: c(), replacements: c(), carbon: c(), operational: c(), embodied: c(),
		irr: c(), payback: c(), cheaper: c(), atStart: c(),
		byCategory:   columns(len(pricing.Categories()), trials),
		pvByCategory: columns(len(pricing.Categories()), trials),
	}
}

func (c *costColumns) put(t int, v *invoice.Invoice) {
	b := v.Bill
	c.pv[t], c.total[t] = b.PresentValue().Float(), b.Total().Float()
	c.capex[t], c.opex[t] = b.Capex().Float(), b.Opex().Float()
	c.atStart[t] = b.AtStart().Float()
	c.peak[t], c.runRate[t] = b.CashPeak().Float(), b.RunRate().Float()
	c.month[t], c.writeOff[t] = b.LevelMonth().Float(), b.WriteOff().Float()
	for i, cat := range pricing.Categories() {
		c.byCategory[i][t] = b.ByCategory(cat).Float()
		c.pvByCategory[i][t] = b.PresentValueByCategory(cat).Float()
	}
	for i, y := range b.ByYear() {
		c.byYear[i][t] = y.Float()
	}
	c.power[t], c.racks[t], c.heads[t] = v.Kilowatts, v.Racks, v.Heads
	c.operational[t], c.embodied[t] = v.Carbon.Operational/1000, v.Carbon.Embodied/1000
	c.carbon[t] = c.operational[t] + c.embodied[t]
}

// money bills a fleet of one trial, after its history.
func (w *worker) money(i, t int, h *sheet) error {
	v, u := w.bills[i], &w.usage[i]
	c := &h.cost
	j := w.journeys[i]
	var uses map[int]*invoice.Usage
	if j == nil {
		v.Fill(w.draw, u)
	} else {
		uses = j.usages(w.run.plan, v, j.broken)
		v.FillPlan(w.draw, func(fleet int) *invoice.Usage { return uses[fleet] })
	}
	if v.Bill.Err() != nil {
		return &TooMuch{w.stages[i].fleet.Name, w.run.plan.Currency}
	}
	c.put(t, v)
	if j != nil {
		j.spend(t, w.run.plan, v.Bill.ByMonth(), h.phases)
	}
	parts := partsOf(w.stages[i].fleet, u, w.draw)
	for _, f := range v.Fleets() {
		parts += partsOf(&w.run.plan.Fleets[f], uses[f], w.draw)
	}
	c.replacements[t] = parts / (w.run.plan.Horizon.Hours / model.HoursPerYear)
	c.lost[t] = w.lostRevenue(i)
	c.withLosses[t] = c.pv[t] + float64(c.lost[t]*v.MeanDiscount())
	served := 0.0
	for k := range w.stages[i].fleet.Serves {
		served += u.Offered(k, 0, w.run.plan.Horizon.Hours) - w.lostRequests(i, k)
	}
	c.perRequest[t] = c.total[t] / served
	c.perTPS[t] = c.total[t] / h.load.peak[t]
	return nil
}

// partsOf are the parts that the failures of a fleet use.
func partsOf(f *model.Fleet, u *invoice.Usage, d model.Draw) (parts float64) {
	for p := range f.Pools {
		parts += float64(u.Failures(p) * invoice.PartShare(&f.Pools[p], d))
	}
	return parts
}

// lostRevenue is the margin of the requests that were not served and do not come
// back.
func (w *worker) lostRevenue(i int) float64 {
	s := w.stages[i]
	var sum float64
	for k, wl := range s.fleet.Serves {
		load := &w.run.plan.Workloads[wl]
		if load.Value.Set {
			sum += float64(w.lostRequests(i, k) * w.bills[i].Amount(&load.Value) * (1 - load.Returns.At(w.draw)))
		}
	}
	return sum
}

// lostRequests are those of the history or, without one, the expected ones.
func (w *worker) lostRequests(i, workload int) float64 {
	if j := w.journeys[i]; j != nil {
		return j.lost[workload]
	}
	if w.run.sim {
		return w.history.LostServed[workload]
	}
	s := w.stages[i]
	if w.solved[i] == nil {
		return math.NaN() // not known
	}
	return s.sys.Load.Offered(workload, 0, s.sys.Horizon) * (1 - w.solved[i].Served[workload])
}

// flows are cash at the starts and at the ends of months.
type flows struct{ start, end []pricing.Money }

// appraise holds the cash of each fleet against the baseline's, of one trial: the
// rate of return of what it costs more at first, and when that has come back. It is
// +Inf where the fleet never costs more, −Inf (payback: +Inf) where it never comes
// back, and NaN where no single rate does it.
func (w *worker) appraise(t int) {
	base := w.run.base
	if base < 0 || len(w.bills) < 2 {
		return
	}
	w.cash.start, w.cash.end = w.bills[base].Bill.Flows(w.cash.start[:0], w.cash.end[:0])
	for i := range w.bills {
		if i == base {
			continue
		}
		f := &w.saved
		f.start, f.end = w.bills[i].Bill.Flows(f.start[:0], f.end[:0])
		for m := range f.start {
			f.start[m] = w.cash.start[m] - f.start[m]
			f.end[m] = w.cash.end[m] - f.end[m]
		}
		c := &w.run.sheets[i].cost
		c.cheaper[t] = math.Inf(1)
		if m, ok := pricing.BelowFrom(f.start, f.end); ok {
			c.cheaper[t] = w.monthStart(m)
		}
		month, back := pricing.Payback(f.start, f.end)
		rate, ok := pricing.InternalRate(f.start, f.end)
		switch {
		case back && month == 0:
			c.payback[t], c.irr[t] = 0, math.Inf(1)
		case !back && !ok:
			c.payback[t], c.irr[t] = math.Inf(1), math.Inf(-1)
		case !ok:
			c.payback[t], c.irr[t] = float64(month), math.NaN()
		case !back:
			c.payback[t], c.irr[t] = math.Inf(1), rate
		default:
			c.payback[t], c.irr[t] = float64(month), rate
		}
	}
}

// monthStart is the hour in which a month of the horizon begins.
func (w *worker) monthStart(month int) float64 {
	h, t := &w.run.plan.Horizon, w.bills[0].Bill.Terms()
	if h.Begin.IsZero() || month >= t.Months {
		return h.Hours * float64(month) / float64(t.Months)
	}
	return min(h.Hours, t.Date(month).Sub(h.Begin).Hours())
}

// partly summarises a figure that some trials do not have: those are ±Inf or NaN. The
// mean is known when all have it; a percentile is null where it falls on one that has
// none.
func partly(unit string, v column, why, lack string) Metric {
	if finite(v) {
		m := computed(unit, v, why)
		m.of.words, m.of.lack = why, lack
		return m
	}
	m := Metric{Unit: unit, Level: level, Method: model.MonteCarlo.String(), PercentileMethod: "draws", of: &trialed{trials: v, words: why, lack: lack}}
	n := 0
	s := slices.Clone(v)
	for i, x := range s {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			n++
		}
		if math.IsNaN(x) {
			s[i] = math.Inf(1)
		}
	}
	percentiles(&m, s)
	m.SD = nil
	m.Why = why + "; " + strconv.Itoa(n) + " of " + strconv.Itoa(len(v)) + " trials have none: " + lack
	return m
}

func (a *assembler) costs() {
	c, m, cur := &a.sheet.cost, a.out.Metrics, a.plan.Currency
	if cur == "" || a.unbilled || a.unpriced() {
		return
	}
	put := func(name string, v column, why string) { m[name] = computed(cur, v, why) }
	put("cost.pv", c.pv, "present value of the cash of the horizon")
	put("cost.total", c.total, "cash of the horizon, the sum of its categories")
	put("cost.capex", c.capex, "what is invested, less its residual value")
	put("cost.opex", c.opex, "the rest of the total")
	put("cost.cash_peak", c.peak, "largest cumulative cash")
	put("cost.run_rate", c.runRate, "running costs a year at the end of the horizon")
	put("cost.month", c.month, "mean of a month, what is bought in level payments at the cost of capital over its life")
	put("cost.write_off", c.writeOff, "book value at the horizon's end that is not credited")
	for i, cat := range pricing.Categories() {
		put("cost."+cat.String(), c.byCategory[i], "cash of the category")
		pv := c.pvByCategory[i]
		k := computed(cur, pv, "")
		a.keep("costs/"+cat.String(), pv)
		a.out.Costs = append(a.out.Costs, Cost{cat.String(), *k.Mean, *k.P10, *k.P50, *k.P90})
	}
	for i, y := range c.years {
		put("cost.year."+strconv.Itoa(y), c.byYear[i], "cash of the year")
	}
	a.cashSums()
	if len(a.stage.sys.Workloads) > 0 {
		if a.solved() && a.valued() {
			m["cost.lost_revenue"] = a.random(cur, c.lost, "expected requests lost")
			m["cost.with_losses"] = a.random(cur, c.withLosses, "present value with expected requests lost")
		}
		if a.solved() {
			m["cost.per_request"] = a.random(cur, c.perRequest, "cost.total ÷ requests served")
		}
		if finite(c.perTPS) && !a.unloaded {
			m["cost.per_tps"] = computed(cur, c.perTPS, "cost.total ÷ capacity.peak")
		}
	}
	m["power.peak"] = computed("kW", c.power, "max power of all units, else typical")
	m["racks"] = computed("1", c.racks, "whole racks by size and power")
	m["heads"] = computed("1", c.heads, "staff")
	if a.emits {
		m["carbon"] = computed("t", c.carbon, "of the electricity and, spread over its life, of making the hardware")
		m["carbon.operational"] = computed("t", c.operational, "electricity · PUE · grid_carbon")
		m["carbon.embodied"] = computed("t", c.embodied, "of making the hardware, spread over its useful life")
	}
	m["replacements"] = a.random("1/year", c.replacements, "expected failures that use a part")
	if r := c.byCategory[pricing.Replacements]; a.long || nonzero(r) > 0 {
		m["cost.replacements"] = a.random(cur, r, "expected failures that use a part")
	}
}

// valued reports whether a request that is lost loses money.
func (a *assembler) valued() bool {
	return slices.ContainsFunc(a.stage.fleet.Serves, func(w int) bool { return a.plan.Workloads[w].Value.Set })
}

// unpriced reports that nothing of the fleet has a price: its cost is not known,
// and not 0.
func (a *assembler) unpriced() bool { return !a.priced && nonzero(a.sheet.cost.total) == 0 }

// random is a figure that follows from the history; without histories its
// expectation is known, and no percentile.
func (a *assembler) random(unit string, v column, why string) Metric {
	if a.sim && !constant(v) {
		m := sampled(unit, v)
		m.of.random, m.of.words = true, why
		return m
	}
	m := computed(unit, v, why)
	if a.sim {
		m.of.random, m.of.words = true, why
		return m
	}
	m.of.trials = nil
	m.SD, m.P1, m.P5, m.P10, m.P50, m.P90, m.P95, m.P99, m.PercentileMethod = nil, nil, nil, nil, nil, nil, nil, nil, ""
	return m
}

// savings puts what each fleet costs less than the baseline, when that has paid for
// itself, and what choosing it risks: all on paired trials.
func (r *run) savings(out *Result) {
	var all []int // fleets with a price
	for i, f := range r.fleets {
		if priced(out, f.Name) {
			all = append(all, i)
		}
	}
	if len(all) < 2 {
		return
	}
	for _, i := range all {
		c := &r.sheets[i].cost
		m := out.Fleets[r.fleets[i].Name].Metrics
		m["regret"] = computed(r.plan.Currency, r.regret(i, all), "cost.pv less that of the cheapest fleet of the same trial").within(0, math.Inf(1))
		if r.base < 0 || i == r.base || !slices.Contains(all, r.base) {
			continue
		}
		v := make(column, r.opt.Trials)
		for t := range v {
			v[t] = r.sheets[r.base].cost.pv[t] - c.pv[t]
		}
		than := r.plan.Baseline
		fr := out.Fleets[r.fleets[i].Name]
		r.costSteps(i, &fr)
		out.Fleets[r.fleets[i].Name] = fr
		m["saving"] = computed(r.plan.Currency, v, "present value of "+than+" minus that of this fleet, paired")
		m["payback"] = partly("months", c.payback, "months until the cash spent is back at or below that of "+than+", paired", "they do not come back within the horizon")
		if len(r.plan.Migrations) > 0 {
			m["cheaper_from"] = dated(c.cheaper, "from when on the cash spent stays below that of "+than+", paired; null: it is not below in the end")
		}
		m["irr"] = partly("1", c.irr, "yearly rate at which both cost the same as "+than+", paired", "the fleet costs less from the start, or never, or more than one rate does it")
	}
}

// regret is what a fleet costs more than the cheapest of the same trial.
func (r *run) regret(i int, all []int) column {
	v := make(column, r.opt.Trials)
	for t := range v {
		least := math.Inf(1)
		for _, k := range all {
			least = min(least, r.sheets[k].cost.pv[t])
		}
		v[t] = r.sheets[i].cost.pv[t] - least
	}
	return v
}
