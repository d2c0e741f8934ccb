package invoice

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// defaultLife is the depreciation life where the file gives none, in months.
const defaultLife = 60

// workingYear is how many hours a salary buys a year: 52 weeks of 40.
const workingYear = 2080

// Usage is what a trial says of a fleet.
type Usage struct {
	// Utilization is the mean of demand ÷ capacity of a pool from one hour to another;
	// false: not known.
	Utilization func(pool int, from, to float64) (float64, bool)
	// Offered is the number of requests of a workload of Fleet.Serves in these hours.
	Offered func(workload int, from, to float64) float64
	// Calls are those of them for which the fleet calls dependencies; nil: all.
	Calls func(workload int, from, to float64) float64
	// Visits are those that come to the pools of a pool's name; nil: all.
	Visits func(pool, workload int, from, to float64) float64
	// Failures is the number of failures of a pool's units that are repaired.
	Failures func(pool int) float64
	// Arrivals are the units that join a pool, in order; nil: none join any.
	Arrivals func(pool int) []model.Arrival
}

// An Invoice bills one fleet, again and again: everything is bought, rented and
// staffed for the whole horizon; units that join, from the month in which they do. It is not safe for concurrent use.
type Invoice struct {
	Bill *pricing.Bill

	// of the last Fill, at the horizon's end
	Racks     float64 // whole racks
	Kilowatts float64 // of all units at their maximum, else typical
	Heads     float64
	Carbon    Carbon

	plan   *model.Plan
	fleet  *model.Fleet
	use    *Usage
	d      model.Draw
	months int
	part   float64 // of the months' hours that lie within the horizon
	spans  []span
	parts  []span // memory of split
	// changes are the months in which units come to the fleet, and 0.
	changes []int
	whole   [1]span // the horizon
	sites   []*site
	pools   []*pool
	fx      []exchange
	names   names
	volume  []pricing.VolumeDiscount // of this Fill
	facade  []pricing.NamedPrice

	from, until int // months in which what is the fleet's is paid for
	versions    []version
	prefix      string      // of names, where a bill is that of several fleets
	sale        *model.Sale // of all that is left of the fleet, at until
	joint       bool        // part of a plan's bill
	cut         []span      // memory of within

	// of a plan of the file
	migration *model.Migration
	of        []*Invoice
	windows   []*window
	index     int // of the fleet
}

// Carbon is kilograms of carbon dioxide over the horizon: of the electricity, and of
// making the hardware, spread evenly over its useful life.
type Carbon struct{ Operational, Embodied float64 }

// New prepares the invoice of a fleet.
func New(p *model.Plan, f *model.Fleet) *Invoice {
	v := &Invoice{plan: p, fleet: f}
	v.months, v.part = Months(p)
	v.until = v.months
	v.layOut()
	v.versions = []version{v.newVersion(0, v.months, f)}
	v.Bill = pricing.NewBill(v.terms())
	v.layTime()
	return v
}

// open prepares the part of a plan's invoice that bills a fleet in its window.
func (v *Invoice) open(w *window) {
	v.joint, v.sale = true, w.sale
	v.from, v.until = w.from, w.until
	v.layOut()
	for i, p := range v.pools {
		q := &w.pools[i]
		p.Pool, p.from, p.until, p.more, p.sale = q.pool, q.from, q.until, q.more, q.sale
		if q.from < q.until && q.pool.Licences != nil {
			p.licences = licenceNames(v.prefix+p.Name, q.pool.Licences)
		}
	}
	for _, o := range w.versions {
		if o.from < o.until {
			v.versions = append(v.versions, v.newVersion(o.from, o.until, o.fleet))
		}
	}
}

// Fill bills the fleet under a draw; a nil draw takes likely values.
func (v *Invoice) Fill(d model.Draw, u *Usage) {
	v.d = d // the terms are of this draw
	v.Bill.Reset(v.terms())
	v.begin(d, u)
	v.bill()
}

// begin takes a draw.
func (v *Invoice) begin(d model.Draw, u *Usage) {
	v.d, v.use = d, u
	v.Racks, v.Kilowatts, v.Heads, v.Carbon = 0, 0, 0, Carbon{}
	v.volume = v.volume[:0]
	v.exchanges()
}

// bill enters all lines of the fleet.
func (v *Invoice) bill() {
	v.come()
	for _, s := range v.sites {
		v.place(s)
	}
	for _, p := range v.pools {
		v.pool(p)
	}
	v.domains()
	v.sellDomains()
	if v.from < v.until {
		v.fleetLicences()
	}
	v.staff()
	v.engineering()
	if v.from < v.until {
		v.network(&v.fleet.Network, v.names.network, nil, v.from, v.until, false)
	}
	v.lines()
	v.dependencies()
}

// A span is the months of one year of the bill: what follows the load is billed by it.
type span struct {
	months   [2]int  // the second excluded
	from, to float64 // hours
}

// layTime cuts the horizon at the ends of the bill's years.
func (v *Invoice) layTime() {
	hours := v.plan.Horizon.Hours / float64(v.months)
	for m := 0; m < v.months; {
		to := m + 1
		for to < v.months && v.Bill.Terms().Year(to) == v.Bill.Terms().Year(m) {
			to++
		}
		v.spans = append(v.spans, span{[2]int{m, to}, float64(m) * hours, float64(to) * hours})
		m = to
	}
	v.whole[0] = span{[2]int{0, v.months}, 0, v.plan.Horizon.Hours}
}

// Months returns how many months a plan's horizon has and what part of their hours
// lies within it.
func Months(p *model.Plan) (months int, part float64) {
	if n, whole := model.Months(p.Horizon.Hours, p.Finance.MonthHours); whole && n > 0 {
		return n, 1
	}
	months = max(1, int(math.Ceil(p.Horizon.Hours/model.HoursPerMonth-1e-9)))
	return months, p.Horizon.Hours / (float64(months) * model.HoursPerMonth)
}

func (v *Invoice) terms() pricing.Terms {
	f := &v.plan.Finance
	t := pricing.Terms{
		Months: v.months, Start: v.plan.Horizon.Begin, FiscalStart: f.FiscalStart,
		DiscountRate: f.DiscountRate.At(v.d), Inflation: f.Inflation.At(v.d),
		Life: defaultLife, Salvage: f.Salvage.At(v.d), Residual: !f.NoResidual, Part: v.part,
	}
	t.CostOfCapital = t.DiscountRate
	if f.CostOfCapital.Set {
		t.CostOfCapital = f.CostOfCapital.At(v.d)
	}
	if f.Life.Set {
		t.Life = v.inMonths(f.Life.At(v.d))
	}
	if f.Tax != nil && !f.Tax.Recoverable {
		t.Tax = f.Tax.VAT.At(v.d)
	}
	return t
}

// inMonths counts a life or a term, which is never below a month.
func (v *Invoice) inMonths(hours float64) int {
	n, _ := model.Months(hours, v.plan.Finance.MonthHours)
	return max(1, n)
}

func (v *Invoice) engineering() {
	e := &v.fleet.Engineering
	if e.OneOff.Set {
		v.once(pricing.Engineering, v.names.engineered, &e.OneOff)
	}
	if m := v.fleet.Maturity; m != nil && m.Engineering[0].Set {
		v.maturing(m)
		return
	}
	for i := range v.versions {
		o := &v.versions[i]
		v.recurIn(pricing.Engineering, v.names.engineering, &o.fleet.Engineering.PerYear, 1, "", false, o.from, v.end(o.until))
	}
}

// maturing enters engineering that moves linearly from one price a year to another
// over the first hours, then stays: each month at its mean.
func (v *Invoice) maturing(m *model.MaturitySpec) {
	over := m.Over.At(v.d)
	first, last := v.running(&m.Engineering[0], false), v.running(&m.Engineering[1], false)
	for month := v.from; month < v.until; month++ {
		begin := float64(month-v.from) * model.HoursPerMonth / over
		end := begin + model.HoursPerMonth/over
		way := 1.0 // mean of min(1, t/over)
		if begin < 1 {
			k := min(end, 1)
			way = (float64((float64(k*k)-float64(begin*begin))/2) + (end - k)) / (end - begin)
		}
		from, to := first.At(month, 1), last.At(month, 1)
		v.Bill.Recur(pricing.Engineering, v.names.engineering, month, month+1, from+float64((to-from)*way), false)
	}
}

func (v *Invoice) once(c pricing.Category, name string, p *model.Price) {
	if v.from >= v.until {
		return
	}
	price := v.price(p, false)
	v.Bill.OutlayAt(c, name, v.from, &price)
}

// lines enters what the user named: once, and by the year.
func (v *Invoice) lines() {
	for i := range v.fleet.OneOff {
		m := &v.fleet.OneOff[i]
		v.once(pricing.OneOff, v.names.oneOff[i], &m.Price)
	}
	for i := range v.versions {
		o := &v.versions[i]
		for k := range o.fleet.Recurring {
			v.recurIn(pricing.Other, o.recurring[k], &o.fleet.Recurring[k].Price, 1, "", true, o.from, v.end(o.until))
		}
	}
}

func (v *Invoice) staff() {
	for i := range v.versions {
		v.people(&v.versions[i])
	}
}

func (v *Invoice) people(o *version) {
	for i := range o.fleet.Staff {
		s := &o.fleet.Staff[i]
		salary := &s.Salary
		if !salary.Set {
			salary = &v.plan.Finance.Salary
		}
		team := pricing.Team{
			Role: o.staff[i], Heads: s.Heads.At(v.d), Overhead: s.Overhead.At(v.d), Salary: v.running(salary, true),
			From: o.from, Until: v.end(o.until),
		}
		if !s.ServersPerAdmin.Set {
			v.Heads += v.Bill.Staff(&team)
			continue
		}
		heads := 0.0
		v.eachChange(func(from, until int) {
			if from = max(from, o.from); until == 0 || until > o.until {
				until = v.end(o.until)
			}
			if from >= o.until || until > 0 && from >= until {
				return
			}
			team.From, team.Until = from, until
			team.Heads = pricing.Administrators(v.servers(from), s.ServersPerAdmin.At(v.d), s.AtLeast.At(v.d))
			heads = v.Bill.Staff(&team)
		})
		v.Heads += heads
	}
}

// servers of the fleet in a month.
func (v *Invoice) servers(month int) float64 {
	n := 0.0
	for _, p := range v.pools {
		n += p.units(month)
	}
	return n
}

// MeanDiscount is the mean of the discount factors at the ends of the months: what
// one unit of money spread evenly over the horizon is worth now.
func (v *Invoice) MeanDiscount() float64 {
	monthly := math.Pow(1+v.Bill.Terms().DiscountRate, -1.0/12)
	f, sum := 1.0, 0.0
	for range v.months {
		f = float64(f * monthly)
		sum += f
	}
	return sum / float64(v.months)
}
