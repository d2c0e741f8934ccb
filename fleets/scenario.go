package fleets

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// mostTrials is how many trials a run takes, as decide.MaxTrials.
const mostTrials = 1_000_000_000

// settings reads what other values need before they can be read: the length of
// a month, the coverage of ranges, the currency and its rates.
func (r *reader) settings() {
	run := r.object(r.root.get("run"), "run", "run")
	p := &r.plan.Run
	p.Trials, p.Seed, p.Method = 20000, 1, run.word("method", "auto", "exact", "simulate")
	if n := run.get("trials"); n != nil {
		q := r.quantity(n, "run.trials", aCount)
		if q.Value > mostTrials {
			r.failNode("E015", n, "more trials than a run takes", "at most 1M", "")
		} else if q.Set {
			p.Trials = int(q.Value)
		}
	}
	if n := run.get("seed"); n != nil && r.scalar(n, "a whole number") {
		seed, err := strconv.ParseUint(n.text, 10, 64)
		if err != nil || n.text != strconv.FormatUint(seed, 10) {
			r.failNode("E016", n, n.text+" is no seed", "a whole number from 0 is needed", "write 1")
		}
		p.Seed = seed
	}
	if q := run.quantity("interval", aShare); q.Set {
		if !(q.Value > 0 && q.Value < 1) || q.ID > 0 {
			r.failNode("E015", run.n.get("interval"), "the coverage of a range lies between 0 % and 100 %", "", "write 90 %")
		} else {
			r.level = q.Value
		}
	}
	p.Level = r.level
	run.done()
	if m := r.root.get("finance").get("month"); m != nil && m.shape == textShape {
		q := r.quantity(m, "finance.month", aSpan)
		r.certain(m, q)
		if q.Set {
			r.month = q.Value
		}
	}
	r.plan.Finance.MonthHours = r.month
	if n := r.root.get("currency"); n != nil && n.shape != nullShape && r.scalar(n, "a currency") {
		if isCurrency(n.text) {
			r.plan.Currency = n.text
		} else {
			r.moneyless = true
			r.failNode("E014", n, n.text+" is no ISO 4217 code", "", "write "+currencyOf(n.text))
		}
	}
	r.readRates(r.root.get("fx"))
}

// decode reads the plan proper.
func (r *reader) decode() {
	o := r.object(r.root, "", "a scenario")
	for _, k := range []string{"version", "extends", "fx", "currency", "run"} {
		o.get(k)
	}
	p := r.plan
	p.Name, p.Description = o.text("name"), o.text("description")
	r.catalogSettings(o.get("catalog"))
	r.horizon(o.get("horizon"), o)
	r.finance(o.get("finance"))
	r.sites(o.get("sites"))
	r.workloads(o.get("workloads"))
	r.dependencies(o.get("dependencies"))
	r.settleOffloads()
	r.fleets(o.get("fleets"))
	r.plans(o.get("plans"))
	if b := o.get("baseline"); b != nil && r.scalar(b, "a fleet's name") {
		r.find(b, "fleet", b.text, r.compared())
		p.Baseline = b.text
	} else if len(p.Fleets) > 0 {
		p.Baseline = p.Fleets[0].Name
	}
	r.correlations(o.get("correlate"))
	r.expectations(o.get("expect"))
	r.observations(o.get("observed"))
	r.assertions(o.get("assertions"))
	r.require()
	r.asksForData()
	o.done()
	r.check()
	if len(r.diags) == 0 {
		r.checkLimits()
	}
}

func (r *reader) fleetNames() []string {
	var names []string
	for i := range r.plan.Fleets {
		names = append(names, r.plan.Fleets[i].Name)
	}
	return names
}

// catalogSettings checks the version; priceBooks reads files, and the entries
// are read by their users.
func (r *reader) catalogSettings(n *node) {
	for _, f := range n.fieldsOf() {
		if !reservedCatalog(f.key, f.value) {
			continue
		}
		if f.key == "version" && r.scalar(f.value, "the catalogue's version") {
			if f.value.text != CatalogueVersion {
				r.failNode("E045", f.value, "catalogue "+f.value.text+" is asked for, and this program carries "+CatalogueVersion, "", "write version: "+CatalogueVersion)
			}
		}
	}
	if n != nil && n.shape != mapShape {
		r.failNode("E100", n, "catalog is a map of entries", "", "")
	}
}

// readRates reads fx: a rate, or rates by year.
func (r *reader) readRates(n *node) {
	if n == nil || n.shape == nullShape {
		return
	}
	o := r.object(n, "fx", "fx")
	for _, f := range o.n.fields {
		if !isCurrency(f.key) {
			r.fail("E014", f.at, f.key+" is no ISO 4217 code", "", "write "+currencyOf(f.key))
			continue
		}
		if f.key == r.plan.Currency {
			r.fail("E014", f.at, f.key+" is the scenario's own currency", "costs 1", "delete it")
			continue
		}
		rate := model.Rate{Currency: f.key}
		r.rates[f.key] = true
		path := "fx." + f.key
		if f.value.shape != mapShape {
			rate.Values = []model.YearValue{{Value: r.rate(f.value, path)}}
			r.plan.FX = append(r.plan.FX, rate)
			continue
		}
		for _, y := range f.value.fields {
			year, err := strconv.Atoi(y.key)
			if err != nil || year < 1900 || year > 2200 {
				r.fail("E016", y.at, y.key+" is no year", "", "write a year such as 2009")
				continue
			}
			v := model.YearValue{Year: year, Value: r.rate(y.value, path+"."+y.key)}
			at := len(rate.Values)
			for at > 0 && rate.Values[at-1].Year > year {
				at--
			}
			rate.Values = append(rate.Values[:at], append([]model.YearValue{v}, rate.Values[at:]...)...)
		}
		if h := r.root.get("horizon"); h.get("start") == nil {
			r.fail("E101", f.at, "rates by year need a year to start in", "", "write `horizon: {start: 2009-01, years: 5}`")
		}
		r.plan.FX = append(r.plan.FX, rate)
	}
}

func (r *reader) rate(n *node, path string) model.Quantity {
	q, c, _ := r.measure(n, path, anAmount)
	if q.Set && (c != r.plan.Currency && r.plan.Currency != "" || !(q.Value > 0)) {
		r.failNode("E014", n, "a rate is an amount above 0 in the scenario's currency", "", "write what one unit costs in "+r.plan.Currency)
	}
	return q
}

// horizon reads the time looked at and how it starts.
func (r *reader) horizon(n *node, o *object) {
	h := &r.plan.Horizon
	h.Hours, h.Steady = 5*8760, true
	if n != nil {
		h.Origin = n.origin()
	}
	switch {
	case n == nil:
	case n.shape == mapShape:
		m := r.object(n, "horizon", "horizon")
		if d := m.get("start"); d != nil && r.scalar(d, "a date") {
			h.Begin = r.date(d)
		}
		if q := m.quantity("years", aNumber); q.Set {
			r.certain(m.n.get("years"), q)
			h.Hours = q.Value * 8760
		}
		m.done()
	case n.shape == textShape:
		q := r.quantity(n, "horizon", aSpan)
		r.certain(n, q)
		if q.Set {
			h.Hours = q.Value
		}
	default:
		r.failNode("E100", n, "horizon is a duration, or a map with start and years", "", "write `horizon: 5 y`")
	}
	if h.Hours > 1e6*8760 {
		r.failNode("E015", n, "a horizon of more than a million years", "", "write `horizon: 5 y`")
	}
	if s := o.get("start"); s != nil {
		if _, ok := parseDate(s.text); ok {
			r.failNode("E018", s, "start says steady or new", "a date stands under horizon", "write `horizon: {start: "+s.text+"}`")
			return
		}
		h.Steady = o.word("start", "steady", "new") == "steady"
	}
}

// certain refuses a range where the value shapes the plan.
func (r *reader) certain(n *node, q model.Quantity) {
	if q.ID > 0 {
		r.failNode("E017", n, "a range where the value must be known", "a single value is needed", "compare fleets, or sweep, to see what it changes")
	}
}

func (r *reader) date(n *node) time.Time {
	t, ok := parseDate(n.text)
	if !ok {
		r.failNode("E016", n, n.text+" is no date", "", "write 2027-01 or 2027-01-15")
		return time.Time{}
	}
	r.input(n, "horizon.start", 0)
	return t
}

// parseDate reads 2027-01 (its first day) and 2027-01-15, UTC.
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01", "2006-01-02"} {
		if len(s) != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
			return t, true
		}
	}
	return time.Time{}, false
}

func (r *reader) finance(n *node) {
	if n == nil {
		return
	}
	o := r.object(n, "finance", "finance")
	f := &r.plan.Finance
	f.DiscountRate, f.Inflation = o.quantity("discount_rate", aRate), o.quantity("inflation", aTrend)
	f.Salary = o.price("salary", perYear)
	f.CostOfCapital = o.quantity("cost_of_capital", aRate)
	r.steep(f.CostOfCapital, o.get("cost_of_capital"), "finance.cost_of_capital", "")
	r.fiscalYear(o)
	r.tax(o)
	o.get("month") // read by settings
	f.NoResidual = o.word("residual", "book", "none") == "none"
	if d := o.get("depreciation"); d != nil {
		m := r.object(d, o.sub("depreciation"), "depreciation")
		m.word("method", "straight-line")
		f.Life, f.Salvage = m.quantity("life", aLife), m.quantity("salvage", aSalvage)
		m.done()
	}
	o.done()
}

var monthNames = strings.Fields("january february march april may june july august september october november december")

// fiscalYear reads the month in which one begins.
func (r *reader) fiscalYear(o *object) {
	n := o.get("fiscal_year")
	if n == nil {
		return
	}
	if i, err := strconv.Atoi(n.text); err == nil && i >= 1 && i <= len(monthNames) {
		r.failNode("E018", n, "a fiscal year begins in a month by name", "", "write "+monthNames[i-1])
		return
	}
	word := o.word("fiscal_year", append([]string{""}, monthNames...)...)
	if r.plan.Finance.FiscalStart = time.Month(indexOf(monthNames, word) + 1); r.plan.Horizon.Begin.IsZero() {
		r.failNode("E101", o.get("fiscal_year"), "a fiscal year needs a horizon that starts on a day", "", "write `horizon: {start: 2027-01, years: 5}`")
	}
}

// tax reads value-added tax; it is recovered unless the file says otherwise.
func (r *reader) tax(o *object) {
	n := o.get("tax")
	if !r.needsMap(n, "tax", "{vat: 17 %, recoverable: false}") {
		return
	}
	m := r.object(n, o.sub("tax"), "tax")
	t := &model.Tax{VAT: m.quantity("vat", aVAT), Recoverable: m.get("recoverable") == nil || m.yes("recoverable")}
	if m.get("vat") == nil {
		m.missing("vat", "write `tax: {vat: 17 %, recoverable: false}`")
	}
	m.done()
	r.plan.Finance.Tax = t
}

func (r *reader) correlations(n *node) {
	if n == nil {
		return
	}
	if n.shape != listShape {
		r.failNode("E100", n, "correlate is a list", "", "write `[{values: [PATH, PATH], rank: 0.6}]`")
		return
	}
	for i, it := range n.items {
		o := r.object(it, item("correlate", i), "a correlation")
		rank := o.quantity("rank", anyNumber)
		values := o.get("values")
		o.done()
		if !rank.Set {
			o.missing("rank", "write `rank: 0.6`")
		} else if !(rank.Value > -1 && rank.Value < 1) {
			r.failNode("E015", o.n.get("rank"), "a rank correlation lies between -1 and 1", "", "")
			continue
		}
		if values == nil || values.shape != listShape || len(values.items) != 2 {
			r.failNode("E100", it, "a correlation joins two paths", "", "write `{values: [PATH, PATH], rank: 0.6}`")
			continue
		}
		a, b := r.unknownAt(values.items[0]), r.unknownAt(values.items[1])
		if a == 0 || b == 0 {
			continue
		}
		if a == b {
			r.failNode("E127", values, "both paths lead to one unknown", "it is drawn once", "delete the line")
			continue
		}
		c := model.Correlation{A: a - 1, B: b - 1, Rank: rank.Value}
		if r.inverted[a] != r.inverted[b] { // one of them is drawn upside down
			c.Rank = -c.Rank
		}
		r.plan.Correlations = append(r.plan.Correlations, c)
	}
}

// unknownAt returns the unknown at a path written in the file, 0 where none is.
func (r *reader) unknownAt(n *node) int {
	if !r.scalar(n, "a path") {
		return 0
	}
	v := r.lookup(n.text, n.at)
	if v == nil {
		return 0
	}
	if v.get("reserved") != nil && v.get("price") != nil { // a rent
		v = v.get("price")
	}
	if v.isPrice() {
		v = v.get("value")
	}
	id := r.unknown[v.spot()]
	if id == 0 {
		r.failNode("E127", n, strings.TrimSpace(n.text)+" is not uncertain", "nothing to correlate", "give the value a range")
	}
	return id
}

var yearCost = regexp.MustCompile(`^cost\.year\.[0-9]{1,4}$`)

var yearBought = regexp.MustCompile(`^units_bought\.[0-9]{1,4}$`)
