package pricing

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
