package pricing

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
	if !(f.Occupancy > 0 && f.Occupancy <= 1) {
		panic("pricing: a building of which nothing, or more than all, is in use")
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
