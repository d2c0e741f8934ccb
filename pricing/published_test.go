package pricing

import "testing"

// levels finds the parts of a level month by name.
func levels(b *Bill) map[string]LevelLine {
	out := map[string]LevelLine{}
	for _, l := range b.Level() {
		out[l.Name] = l
	}
	return out
}

// Barroso & Hölzle, The Datacenter as a Computer, 2009, section 6: cost of a server a
// month, cases A and B, line by line to the printed cent.
func TestDatacenterAsAComputer(t *testing.T) {
	type lines struct {
		facilityAmortisation, facilityInterest, facilityOpex, serverAmortisation, serverInterest, serverOpex, power, overhead, month float64
	}
	for name, c := range map[string]struct {
		server, watts, perKWh float64
		want                  lines
	}{
		"A": {6000, 300, 0.062, lines{31.25, 27.85, 12.00, 166.67, 32.62, 8.33, 10.04, 10.04, 298.81}},
		"B": {2000, 500, 0.1, lines{52.08, 46.42, 20.00, 55.56, 10.87, 2.78, 27.00, 27.00, 241.71}},
	} {
		b := NewBill(Terms{Months: 36, CostOfCapital: 0.12})
		b.Facility(&Facility{
			Watts: c.watts, Occupancy: 1, Life: 144, OpexName: "facility opex",
			Prices: []NamedPrice{{"facility", Price{Value: 15}}}, OpexPerYear: Price{Value: 12 * 0.04},
		})
		b.Asset(&Asset{Category: Hardware, Name: "server", Price: Price{Value: c.server}, Count: 1, Life: 36, SupportName: "server opex", Support: 0.05 / 3})
		b.Power(&Power{Name: "power", Overhead: "overhead", Kilowatts: 0.75 * c.watts / 1000, PUE: 2, HoursPerMonth: 720, PerKWh: Price{Value: c.perKWh}})
		l := levels(b)
		got := lines{
			l["facility"].Amortisation.Float(), l["facility"].Interest.Float(), l["facility opex"].Running.Float(),
			l["server"].Amortisation.Float(), l["server"].Interest.Float(), l["server opex"].Running.Float(),
			l["power"].Running.Float(), l["overhead"].Running.Float(), b.LevelMonth().Float(),
		}
		for i, v := range [][2]float64{
			{got.facilityAmortisation, c.want.facilityAmortisation},
			{got.facilityInterest, c.want.facilityInterest},
			{got.facilityOpex, c.want.facilityOpex},
			{got.serverAmortisation, c.want.serverAmortisation},
			{got.serverInterest, c.want.serverInterest},
			{got.serverOpex, c.want.serverOpex},
			{got.power, c.want.power},
			{got.overhead, c.want.overhead},
			{got.month, c.want.month},
		} {
			if d := v[0] - v[1]; !(d <= 0.005 && d >= -0.0051) {
				t.Errorf("case %s, line %d: %.4f, printed %.2f", name, i, v[0], v[1])
			}
		}
	}
}

// Hamilton, Overall Data Center Costs, 2010: 45,978 servers in 8 MW.
func TestOverallDataCenterCosts(t *testing.T) {
	b := NewBill(Terms{Months: 36, CostOfCapital: 0.05})
	b.Asset(&Asset{Category: Hardware, Name: "servers", Price: Price{Value: 1450}, Count: 45978, Life: 36})
	b.Facility(&Facility{
		Watts: 8e6, Occupancy: 1, Life: 120, OpexName: "opex",
		Prices: []NamedPrice{{"power and cooling", Price{Value: 9 * 0.82}}, {"other", Price{Value: 9 * 0.18}}},
	})
	b.Power(&Power{Name: "power", Overhead: "overhead", Kilowatts: 8000 * 0.8, PUE: 1.45, HoursPerMonth: 730, PerKWh: Price{Value: 0.07}})
	l := levels(b)
	total := func(names ...string) (sum float64) {
		for _, n := range names {
			line := l[n]
			sum += line.Total().Float()
		}
		return sum
	}
	near(t, "servers", total("servers"), 1998103, 1e-6)
	near(t, "power and cooling", total("power and cooling"), 626211, 1e-6)
	near(t, "power", total("power", "overhead"), 474208, 1e-6)
	near(t, "other", total("other"), 137461, 5e-6)
}
