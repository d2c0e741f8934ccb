package decide

import (
	"math"
	"time"

	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/pricing"
)

// A Bill is the money of a fleet at likely values, with the failures that are expected:
// its lines as they were asked for, and its three views. Amounts are decimals.
type Bill struct {
	Months        int     `json:"months"`
	DiscountRate  float64 `json:"discount_rate"`   // effective per year
	CostOfCapital float64 `json:"cost_of_capital"` // nominal per year
	Tax           float64 `json:"tax"`             // value-added tax that is not recovered
	Salvage       float64 `json:"salvage"`
	Part          float64 `json:"part"` // of the months' time that lies within the horizon

	Total        string `json:"total"` // cash
	PresentValue string `json:"present_value"`
	Opening      string `json:"opening"` // book value of what was there already

	Lines   []BillLine  `json:"lines"`
	ByMonth []BillMonth `json:"by_month"`
	Level   []BillLevel `json:"level"`
}

// A BillLine is a line as [pricing.Item] explains it, with its sum.
type BillLine struct {
	Op       string  `json:"op"` // buy, recur, once, keep
	Category string  `json:"category"`
	Name     string  `json:"name"`
	From     int     `json:"from"` // month, from 0
	To       int     `json:"to"`   // excluded
	Amount   float64 `json:"amount"`
	Growth   float64 `json:"growth"` // per year
	Life     int     `json:"life"`   // months; 0: for ever
	Capital  bool    `json:"capital"`
	Residue  string  `json:"residue"` // credited at the end
	Quantity float64 `json:"quantity"`
	Unit     string  `json:"unit"`
	Taxed    bool    `json:"taxed"`
	Cash     float64 `json:"cash"`          // over the horizon
	Present  float64 `json:"present_value"` // of that

	ResiduePresent float64 `json:"residue_present_value"`
}

// A BillMonth is a month in three views: cash, profit and loss (running costs and
// straight-line depreciation), and level payments.
type BillMonth struct {
	Month        int    `json:"month"` // of the horizon, from 0
	Start        string `json:"start"` // ISO 8601
	Cash         string `json:"cash"`
	Cumulative   string `json:"cumulative"`
	PresentValue string `json:"present_value"`
	Expense      string `json:"expense"`
	Level        string `json:"level"` // the same each month
}

// A BillLevel is a line's mean of a month, with what is bought in level payments.
type BillLevel struct {
	Category     string `json:"category"`
	Name         string `json:"name"`
	Amortisation string `json:"amortisation"`
	Interest     string `json:"interest"`
	Running      string `json:"running"`
	Total        string `json:"total"`
}

// bill writes down the money of a fleet at likely values.
func (r *run) bill(i int, out *FleetResult) {
	out.Charges = []Charge{}
	if r.plan.Currency == "" {
		return
	}
	var v *invoice.Invoice
	if r.journeys[i] == nil {
		s := newStage(r.plan, r.fleets[i])
		u := s.usage()
		v = invoice.New(r.plan, s.fleet)
		v.Fill(nil, &u)
	} else {
		j := newJourney(r.plan, r.journeys[i].plan)
		v = invoice.NewPlan(r.plan, j.plan)
		uses := j.usages(r.plan, v, nil)
		v.FillPlan(nil, func(fleet int) *invoice.Usage { return uses[fleet] })
	}
	out.Bill = billed(v.Bill)
	for _, c := range v.Bill.Charges() {
		out.Charges = append(out.Charges, Charge{
			PeriodStart: day(v.Bill, c.Month), PeriodEnd: day(v.Bill, c.Month+1),
			Category: string(c.ChargeCategory), Frequency: string(c.ChargeFrequency),
			Description: c.ChargeDescription, Service: c.ServiceCategory, Resource: c.ResourceName,
			Quantity: c.PricingQuantity, PricingUnit: c.PricingUnit,
			BilledCost: c.BilledCost.String(), EffectiveCost: c.EffectiveCost.String(), Tax: c.Tax.String(),
		})
	}
}

// day is when a month of the horizon begins; empty where the plan starts on none.
func day(b *pricing.Bill, month int) string {
	if b.Terms().Start.IsZero() {
		return ""
	}
	return b.Terms().Date(month).Format(time.DateOnly)
}

func billed(b *pricing.Bill) *Bill {
	t := b.Terms()
	out := &Bill{
		Months: t.Months, DiscountRate: t.DiscountRate, CostOfCapital: t.CostOfCapital, Tax: t.Tax, Salvage: t.Salvage, Part: t.Part,
		Total: b.Total().String(), PresentValue: b.PresentValue().String(), Opening: b.Opening().String(),
		Lines: []BillLine{}, ByMonth: []BillMonth{}, Level: []BillLevel{},
	}
	for _, it := range b.Items() {
		out.Lines = append(out.Lines, BillLine{
			Op: it.Op, Category: it.Category.String(), Name: it.Name, From: it.From, To: it.To, Amount: it.Amount,
			Growth: it.Growth, Life: it.Life, Capital: it.Capital, Residue: it.Residue.String(), Quantity: it.Quantity,
			Unit: it.Unit, Taxed: it.Taxed, Cash: it.Cash.Float(), Present: it.Present.Float(),
			ResiduePresent: round12(it.Residue.Float() * math.Pow(1+t.DiscountRate, -float64(t.Months)/12)),
		})
	}
	for _, l := range b.Level() {
		out.Level = append(out.Level, BillLevel{
			l.Category.String(), l.Name, l.Amortisation.String(), l.Interest.String(), l.Running.String(), l.Total().String(),
		})
	}
	cash, expense, present, month := b.ByMonth(), b.Expenses(), b.PresentValues(), b.LevelMonth()
	var sum pricing.Money
	for m := range cash {
		sum += cash[m]
		out.ByMonth = append(out.ByMonth, BillMonth{
			Month: m, Start: day(b, m), Cash: cash[m].String(), Cumulative: sum.String(),
			PresentValue: present[m].String(), Expense: expense[m].String(), Level: month.String(),
		})
	}
	return out
}
