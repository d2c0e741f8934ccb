package decide

import (
	"math"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// defaultLife is the depreciation life where the file gives none: five years.
const defaultLife = 60

// An invoice fills the bill of one fleet for one draw. Everything is bought,
// rented and staffed for the whole horizon.
type invoice struct {
	plan   *model.Plan
	fleet  *model.Fleet
	bill   *pricing.Bill
	d      model.Draw
	months int
	part   float64 // of the months' hours that lie within the horizon
	util   func(pool int) (float64, bool)
	load   model.Load

	racks, kilowatts float64
	heads            float64
	servers          float64
}

func months(p *model.Plan) int {
	return max(1, int(math.Ceil(p.Horizon.Hours/model.HoursPerMonth-1e-9)))
}

func (v *invoice) terms() pricing.Terms {
	f := &v.plan.Finance
	t := pricing.Terms{
		Months: v.months, Start: v.plan.Horizon.Begin,
		DiscountRate: f.DiscountRate.At(v.d), Inflation: f.Inflation.At(v.d),
		Life: defaultLife, Salvage: f.Salvage.At(v.d), Residual: !f.NoResidual,
	}
	if f.Life.Set {
		t.Life = v.lifeMonths(f.Life.At(v.d))
	}
	return t
}

// lifeMonths counts a life in months: in those of finance.month where it is whole
// in them, else in calendar ones.
func (v *invoice) lifeMonths(hours float64) int {
	if m := hours / v.plan.Finance.MonthHours; math.Abs(m-math.Round(m)) < 1e-9 {
		return max(1, int(math.Round(m)))
	}
	return max(1, int(math.Round(hours/model.HoursPerMonth)))
}

// amount returns money in the plan's currency at the price of a month.
func (v *invoice) amount(m *model.Money, month int) float64 {
	x := m.At(v.d)
	if !m.Set || m.Currency == v.plan.Currency || m.Currency == "" {
		return x
	}
	for i := range v.plan.FX {
		if v.plan.FX[i].Currency == m.Currency {
			return x * v.rateOf(&v.plan.FX[i], month)
		}
	}
	panic("decide: money in " + m.Currency + " without a rate")
}

func (v *invoice) rateOf(r *model.Rate, month int) float64 {
	year := v.yearOf(month)
	best := &r.Values[0].Value
	for i := range r.Values {
		if r.Values[i].Year <= year {
			best = &r.Values[i].Value
		}
	}
	return best.At(v.d)
}

func (v *invoice) fixedRate(m *model.Money) bool {
	for i := range v.plan.FX {
		if v.plan.FX[i].Currency == m.Currency {
			return len(v.plan.FX[i].Values) == 1
		}
	}
	return true
}

// recur enters a running cost of times × money a year, at each year's rate of
// exchange.
func (v *invoice) recur(c pricing.Category, name string, m *model.Money, times float64, inflates bool) {
	if !m.Set || times == 0 {
		return
	}
	times *= v.part
	if v.fixedRate(m) {
		v.bill.Recur(c, name, 0, v.months, v.amount(m, 0)*times, inflates)
		return
	}
	for from := 0; from < v.months; {
		to := from + 1
		for to < v.months && v.yearOf(to) == v.yearOf(from) {
			to++
		}
		v.bill.Recur(c, name, from, to, v.amount(m, from)*times, inflates)
		from = to
	}
}

// yearly enters a running cost in the plan's currency that was fixed at purchase.
func (v *invoice) yearly(c pricing.Category, name string, perYear float64) {
	v.bill.Recur(c, name, 0, v.months, perYear*v.part, false)
}

// yearOf returns the calendar year of a month of the horizon; without a start, 0
// in the first twelve.
func (v *invoice) yearOf(month int) int {
	if b := v.plan.Horizon.Begin; !b.IsZero() {
		return b.AddDate(0, month, 1-b.Day()).Year()
	}
	return month / 12
}

// fill enters every line but those that follow from the history.
func (v *invoice) fill() {
	v.racks, v.kilowatts, v.heads, v.servers = 0, 0, 0, 0
	v.bill.Reset(v.terms())
	v.space()
	for i := range v.fleet.Pools {
		v.pool(i)
	}
	v.domains()
	v.licences("fleet", v.fleet.Licences, 1, nil, 1)
	v.staff()
	e := &v.fleet.Engineering
	if e.OneOff.Set {
		v.bill.Once(pricing.Engineering, "engineering, one-off", 0, v.amount(&e.OneOff.Money, 0), true)
	}
	if m := v.fleet.Maturity; m != nil && m.Engineering[0].Set {
		v.maturing(m)
	} else {
		v.recur(pricing.Engineering, "engineering, per year", &e.PerYear.Money, 1, false)
	}
	for i := range v.fleet.OneOff {
		m := &v.fleet.OneOff[i]
		v.bill.Once(pricing.OneOff, m.Name, 0, v.amount(&m.Money, 0), true)
	}
	v.dependencies()
	for i := range v.fleet.Recurring {
		m := &v.fleet.Recurring[i]
		v.recur(pricing.Other, m.Name, &m.Money, 1, true)
	}
}

// maturing enters engineering that moves linearly from one price a year to another
// over the first hours, then stays: each month at its mean.
func (v *invoice) maturing(m *model.MaturitySpec) {
	over := m.Over.At(v.d)
	for month := range v.months {
		begin := float64(month) * model.HoursPerMonth / over
		end := begin + model.HoursPerMonth/over
		way := 1.0 // mean of min(1, t/over)
		if begin < 1 {
			k := min(end, 1)
			way = ((k*k-begin*begin)/2 + (end - k)) / (end - begin)
		}
		from, to := v.amount(&m.Engineering[0].Money, month), v.amount(&m.Engineering[1].Money, month)
		v.bill.Recur(pricing.Engineering, "engineering, per year", month, month+1, (from+(to-from)*way)*v.part, false)
	}
}

// dependencies enters what is paid to others: by the year, or for the requests that
// go there.
func (v *invoice) dependencies() {
	for i := range v.plan.Dependencies {
		dep := &v.plan.Dependencies[i]
		calls, used := 0.0, false
		for k, w := range v.fleet.Serves {
			if slices.Contains(dep.UsedBy, w) {
				calls += v.load.Offered(k, 0, v.plan.Horizon.Hours) * dep.Share.At(v.d)
				used = true
			}
		}
		if used {
			v.recur(pricing.Other, dep.Name, &dep.PricePerYear.Money, 1, false)
			v.recur(pricing.Other, dep.Name+" calls", &dep.Price.Money, calls/v.plan.Horizon.Hours*model.HoursPerYear, false)
		}
	}
}

func (v *invoice) site(p *model.Pool) *model.Site {
	switch {
	case p.Site >= 0:
		return &v.plan.Sites[p.Site]
	case v.fleet.Site >= 0:
		return &v.plan.Sites[v.fleet.Site]
	}
	return nil
}

// rented reports whether machine and place of a pool are paid for together.
func (v *invoice) rented(p *model.Pool) bool {
	s := v.site(p)
	return p.Rent.Set || s != nil && s.Rental.Set
}

func (v *invoice) pool(i int) {
	p := &v.fleet.Pools[i]
	n := float64(p.Units())
	v.servers += n
	if p.Rent.Set {
		v.rent(pricing.Hardware, p.Name+" rent", p, &p.Rent)
	} else if s := v.site(p); s != nil && s.Rental.Set {
		v.rent(pricing.Space, p.Name+" rental", p, &s.Rental)
	} else if p.Hardware != nil {
		v.buy(p)
	}
	v.energy(i, p)
	active := float64(p.Count) // standby carries nothing
	if p.Mode == model.ActiveStandby {
		active = 1
		if p.Groups != nil {
			active = float64(p.Count / p.Groups.Size)
		}
	}
	v.licences(p.Name, p.Licences, n, p.Hardware, active)
}

func (v *invoice) rent(c pricing.Category, name string, p *model.Pool, r *model.RentalPrice) {
	n := float64(p.Units())
	switch r.Per {
	case "rack":
		n = math.Ceil(v.racksOf(p, v.site(p)) - 1e-9)
	case "kW":
		n *= peakWatts(p.Hardware, v.d) / 1000
	}
	v.recur(c, name, &r.Money, n, true)
}

func (v *invoice) buy(p *model.Pool) {
	h := p.Hardware
	if !h.Price.Set {
		return
	}
	price := v.amount(&h.Price.Money, 0) * float64(p.Units())
	life := 0
	if h.UsefulLife.Set {
		life = v.lifeMonths(h.UsefulLife.At(v.d))
	}
	v.purchase(p.Name, &h.Price.Money, float64(p.Units()), life)
	support := &v.fleet.Support
	if p.Support.Set {
		support = &p.Support
	}
	if h.Support.Set {
		support = &h.Support
	}
	if support.Set {
		v.yearly(pricing.Support, p.Name+" support", price*support.At(v.d))
	}
}

// purchase buys units now and again whenever their life ends, each time at the rate
// of exchange of its month. Life 0 is the depreciation life.
func (v *invoice) purchase(name string, price *model.Money, n float64, life int) {
	o := pricing.BuyOptions{Residual: true, Quantity: n}
	if life == 0 {
		life = v.bill.Terms().Life
	}
	if v.fixedRate(price) {
		v.bill.Buy(pricing.Hardware, name, 0, v.amount(price, 0)*n, life, o)
		return
	}
	for m := 0; m < v.months; m += life {
		if o.Until = m + life; o.Until >= v.months {
			o.Until = 0
		}
		v.bill.Buy(pricing.Hardware, name, m, v.amount(price, m)*n, life, o)
	}
}

func (v *invoice) domains() {
	total := 1
	for i := range v.fleet.Domains {
		dom := &v.fleet.Domains[i]
		if i > 0 && dom.Tree != v.fleet.Domains[i-1].Tree {
			total = 1
		}
		total *= dom.Count
		for j := range dom.Parts {
			part := &dom.Parts[j]
			n := float64(total * part.Count)
			v.purchase(dom.Name+" "+part.Name, &part.Price.Money, n, 0)
		}
	}
}

func (v *invoice) licences(of string, ls []model.Licence, units float64, h *model.Hardware, active float64) {
	for i := range ls {
		l := &ls[i]
		n := units
		if l.ActiveOnly {
			n = active
		}
		switch l.Per {
		case "core":
			n *= h.Cores.At(v.d)
		case "socket":
			n *= h.Sockets.At(v.d)
		case "fleet":
			n = 1
		}
		if l.Factor.Set {
			n *= l.Factor.At(v.d)
		}
		counted := n
		n *= 1 - l.Discount.At(v.d)
		name := strings.TrimSpace(of + " " + l.Name)
		if l.Kind == model.Subscription {
			v.recur(pricing.Licences, name, &l.Price.Money, n, false)
			continue
		}
		price := v.amount(&l.Price.Money, 0) * n
		v.bill.Buy(pricing.Licences, name, 0, price, pricing.Forever, pricing.BuyOptions{Quantity: counted, Unit: l.Per})
		if l.Support.Set {
			v.yearly(pricing.Support, name+" support", price*l.Support.At(v.d))
		}
	}
}

func (v *invoice) staff() {
	for i := range v.fleet.Staff {
		s := &v.fleet.Staff[i]
		n := s.Heads.At(v.d)
		if s.ServersPerAdmin.Set {
			n = max(v.servers/s.ServersPerAdmin.At(v.d), s.AtLeast.At(v.d))
		}
		n = math.Ceil(n - 1e-9)
		v.heads += n
		salary := &s.Salary.Money
		if !salary.Set {
			salary = &v.plan.Finance.Salary.Money
		}
		v.recur(pricing.Staff, s.Role, salary, n*(1+s.Overhead.At(v.d)), true)
	}
}

// replacements enters the parts that a history used: failures of each pool, spread
// evenly over the horizon.
func (v *invoice) replacements(failures func(pool int) float64) {
	for i := range v.fleet.Pools {
		p := &v.fleet.Pools[i]
		if p.Hardware == nil || !p.Hardware.PartPrice.Set || v.rented(p) {
			continue
		}
		years := v.plan.Horizon.Hours / model.HoursPerYear
		v.recur(pricing.Replacements, p.Name+" parts", &p.Hardware.PartPrice.Money, failures(i)*partShare(p, v.d)/years, false)
	}
}

func partShare(p *model.Pool, d model.Draw) float64 {
	if p.Hardware != nil && p.Hardware.PartShare.Set {
		return p.Hardware.PartShare.At(d)
	}
	return 1
}

func newInvoice(p *model.Plan, s *stage) *invoice {
	v := &invoice{plan: p, fleet: s.fleet, months: months(p)}
	v.part = p.Horizon.Hours / (float64(v.months) * model.HoursPerMonth)
	v.util, v.load = s.utilization, &s.curve
	v.bill = pricing.NewBill(v.terms())
	return v
}

// meanDiscount is the mean of the discount factors of the months: what one unit of
// money spread evenly over the horizon is worth now.
func (v *invoice) meanDiscount() float64 {
	monthly := math.Pow(1+v.plan.Finance.DiscountRate.At(v.d), -1.0/12)
	f, sum := 1.0, 0.0
	for range v.months {
		f *= monthly
		sum += f
	}
	return sum / float64(v.months)
}
