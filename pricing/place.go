package pricing

import "math"

// A Power draws electricity all the time.
type Power struct {
	Name          string // of what the machines draw
	Overhead      string // of what the building adds: cooling, losses
	Kilowatts     float64
	PUE           float64 // power usage effectiveness, the whole ÷ the machines' part; at least 1
	HoursPerMonth float64
	PerKWh        Price
	From, Until   int
}

// Power enters two lines, kW · hours · price and (PUE − 1) times as much.
func (b *Bill) Power(p *Power) {
	if !(p.PUE >= 1) {
		panic("pricing: PUE below 1")
	}
	r := Running{Category: Energy, Name: p.Name, PerYear: p.PerKWh, Unit: "kWh", From: p.From, Until: p.Until}
	r.Quantity = p.Kilowatts * p.HoursPerMonth
	r.Count = 12 * r.Quantity
	r.Bought = r.Count
	b.Running(&r)
	r.Name = p.Overhead
	r.Quantity *= p.PUE - 1
	r.Count *= p.PUE - 1
	b.Running(&r)
}

// A Facility is a building, sized by the power of the machines in it.
type Facility struct {
	Watts       float64
	Occupancy   float64 // share of the building that is in use, above 0
	Prices      []NamedPrice
	Life        int // months; 0: the terms' life
	OpexName    string
	OpexPerYear Price // per watt
	From, Until int
}

// A NamedPrice is a price per watt that is a line of its own.
type NamedPrice struct {
	Name  string
	Price Price
}

// Facility buys Watts ÷ Occupancy of building, and runs it.
func (b *Bill) Facility(f *Facility) {
	if !(f.Occupancy > 0) {
		panic("pricing: a building of which nothing is in use")
	}
	watts := f.Watts / f.Occupancy
	for i := range f.Prices {
		b.Asset(&Asset{
			Category: Space, Name: f.Prices[i].Name, Price: f.Prices[i].Price, Count: watts, Unit: "W",
			From: f.From, Until: f.Until, Life: f.Life, Residual: true,
		})
	}
	if f.OpexPerYear.Value == 0 {
		return
	}
	b.Running(&Running{Category: Space, Name: f.OpexName, PerYear: f.OpexPerYear, Count: watts, Unit: "W", From: f.From, Until: f.Until})
}

// A Team is people on a salary.
type Team struct {
	Role        string
	Heads       float64 // rounded up
	Overhead    float64 // share of the salary on top
	Salary      Price   // per year
	From, Until int
}

// Staff enters the salaries, which bear no value-added tax, and returns the heads.
func (b *Bill) Staff(s *Team) (heads float64) {
	heads = math.Ceil(s.Heads - 1e-9)
	if heads > 0 {
		b.Running(&Running{
			Category: Staff, Name: s.Role, PerYear: s.Salary, Count: heads * (1 + s.Overhead), Bought: heads, Quantity: heads,
			Unit: "head", From: s.From, Until: s.Until, Untaxed: true,
		})
	}
	return heads
}

// Administrators is the number of people that servers need, before rounding up: one
// for each perAdmin of them, atLeast in all.
func Administrators(servers, perAdmin, atLeast float64) float64 {
	return max(servers/perAdmin, atLeast)
}
