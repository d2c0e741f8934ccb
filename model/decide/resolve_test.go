package decide

import (
	"math"
	"reflect"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
)

func law(mean float64) model.Law { return model.Law{Kind: model.Exponential, Mean: mean} }

// TestRepairingIsResolved: what a plan says of failing and repairing is what the
// system means, drawn anew in every trial.
func TestRepairingIsResolved(t *testing.T) {
	p := plan()
	f := &p.Fleets[0]
	f.Crew, f.Freeze = &model.Crew{Count: 3}, true
	f.Domains[0].Paths, f.Domains[0].Needs, f.Domains[0].Beta = 2, 1, quantity(0.05)
	f.Domains = append(
		f.Domains,
		model.Domain{Name: "pod", Count: 3, Tree: 1, Beta: quantity(0.5), Life: exponential(quantity(9000)), Repair: exponential(quantity(1))},
		model.Domain{Name: "switch", Count: 4, Tree: 1},
	)
	web := &f.Pools[0]
	web.Standby = &model.Standby{Count: 2, Kind: "warm", Dormancy: ranged(p, "dormancy", 0.05, 0.1, 0.2)}
	web.Spares = &model.SparesSpec{OnSite: 2, Resupply: exponential(quantity(168))}
	web.Hardware.PartShare = quantity(0.6)
	web.Beta, web.Freeze = quantity(0.1), true
	web.Gray = &model.GraySpec{Life: exponential(quantity(1e5)), Works: quantity(0.3), Detect: exponential(quantity(2))}
	web.Upkeep = &model.UpkeepSpec{Every: quantity(2000), Duration: exponential(quantity(3)), AtOnce: 4, From: 22, To: 2, Counts: true}
	own, rebuilt := *web, *web
	own.Name, own.Crew = "own", &model.Crew{Count: 1, Sharing: true}
	rebuild := exponential(quantity(1))
	rebuilt.Name, rebuilt.Crew, rebuilt.Groups = "rebuilt", own.Crew, &model.Groups{Size: 4, Needs: 3, Rebuild: &rebuild}
	second := *web
	second.Name = "second"
	f.Pools = append(f.Pools, own, rebuilt, second)
	f.Incidents = []model.IncidentSpec{{Name: "change", Rate: quantity(0.01), Duration: exponential(quantity(1))}}
	f.Learns = &model.Learns{HalfLife: quantity(8760), Floor: quantity(0.001)}

	s := newStage(p, f)
	draw := make(model.Draw, len(p.Unknowns))
	for i := range draw {
		draw[i] = 0.9
	}
	s.resolve(draw)
	sys := &s.sys
	want := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	want("crews", sys.Crews, []model.Crew{{Count: 3}, {Count: 1, Sharing: true}})
	want("who repairs", []int{sys.Pools[0].Crew, sys.Pools[1].Crew, sys.Pools[2].Crew, sys.Pools[3].Crew}, []int{1, 2, 0, 1})
	want("freeze", []bool{sys.Freeze, sys.Pools[0].Freeze}, []bool{true, true})
	want("paths", sys.Levels[0], model.Level{Name: "rack", Total: 5, Life: law(9000), Repair: law(4), Paths: 2, Needs: 1, Beta: 0.05})
	want("one path", sys.Levels[1], model.Level{Name: "pod", Total: 3, Tree: 1, Life: law(9000), Repair: law(1)})
	want("instances of the second tree", sys.Levels[2].Total, 12)
	w := &sys.Pools[0]
	want("standby", []int{w.Standby, w.Count}, []int{2, 20})
	if want := web.Standby.Dormancy.At(draw); w.Dormancy != want || want == 0.1 {
		t.Errorf("dormancy %v, drawn %v", w.Dormancy, want)
	}
	want("spares", *w.Spares, model.Spares{OnSite: 2, Resupply: law(168), Share: 0.6})
	want("no spares where it is rebuilt", sys.Pools[2].Spares == nil && sys.Pools[2].Repair.Mean == 1, true)
	want("beta", w.Beta, 0.1)
	want("gray", w.Gray, model.Gray{Life: law(1e5), Works: 0.3, Detect: law(2)})
	want("upkeep", *w.Upkeep, model.Upkeep{Every: 2000, Duration: law(3), AtOnce: 4, From: 22, To: 2, Counts: true})
	want("learns", []float64{sys.Incidents[0].HalfLife, sys.Incidents[0].Floor}, []float64{8760, 0.001})

	f.Learns = nil
	f.Maturity = &model.MaturitySpec{Over: quantity(100), Success: [2]model.Quantity{quantity(0.9), quantity(0.99)}, Incidents: [2]model.Quantity{quantity(0.02), quantity(0.01)}}
	want("maturity", *newStage(p, f).sys.Maturity, model.Maturity{Over: 100, Success: [2]float64{0.9, 0.99}, Incidents: [2]float64{0.02, 0.01}, SuccessSet: true, IncidentsSet: true})
	f.Maturity = &model.MaturitySpec{Over: quantity(100), Engineering: [2]model.Price{money(2), money(1)}}
	want("only engineering matures", newStage(p, f).sys.Maturity == nil, true)
}

// TestMaturingEngineering holds the months to the integral by hand: 36 to 12 USD a
// year over 3 months, 24 months long: 36·3 − (36−12)·3/2 + 12·21 = 324 twelfths.
func TestMaturingEngineering(t *testing.T) {
	p := plan()
	p.Finance.DiscountRate = model.Quantity{}
	f := &p.Fleets[0]
	for _, over := range []float64{3, 2.5} {
		f.Maturity = &model.MaturitySpec{Over: quantity(over * model.HoursPerMonth), Engineering: [2]model.Price{money(36e3), money(12e3)}}
		f.Engineering.PerYear = money(1e9) // replaced
		v := filled(p, f)
		var got float64
		for _, l := range v.Bill.Lines() {
			if l.Name == "engineering, per year" {
				got += l.Amount.Float()
			}
		}
		want := (36*over - 24*over/2 + 12*(24-over)) * 1000 / 12
		if !(math.Abs(got-want) < 1e-3) {
			t.Errorf("over %v months: %v, want %v", over, got, want)
		}
	}
}

// TestStandbyIsPaidFor: units that stand by are bought, housed and powered like idle
// ones; cold ones draw nothing.
func TestStandbyIsPaidFor(t *testing.T) {
	p := plan()
	p.Sites = []model.Site{{Name: "hall", EnergyPrice: money(0.1), Space: money(100)}}
	f := &p.Fleets[0]
	f.Site = 0
	web := &f.Pools[0]
	web.Site, web.Throughput = 0, nil
	web.Hardware = &model.Hardware{Price: money(1000), Idle: quantity(100), Typical: quantity(250), Size: quantity(21)}
	cost := func(s *model.Standby) (price, power, racks float64) {
		web.Standby = s
		v := filled(p, f)
		for _, l := range v.Bill.Lines() {
			switch {
			case l.Name == "web" && l.Amount > 0:
				price += l.Amount.Float()
			case l.Name == "web energy":
				power += l.Amount.Float()
			}
		}
		return price, power / (0.1 * 2 * model.HoursPerYear / 1000), v.Racks
	}
	for _, c := range []struct {
		kind  string
		watts float64
	}{{"cold", 0}, {"warm", 100}, {"hot", 100}} {
		price, power, racks := cost(&model.Standby{Count: 4, Kind: c.kind})
		if price != 24e3 || racks != 12 || math.Abs(power-(20*250+4*c.watts)) > 1e-3 {
			t.Errorf("%s: price %v, %v W, %v racks", c.kind, price, power, racks)
		}
	}
	if price, power, racks := cost(nil); price != 20e3 || math.Abs(power-5000) > 1e-3 || racks != 10 {
		t.Errorf("none: price %v, %v W, %v racks", price, power, racks)
	}
}

// filled is the invoice of a fleet at likely values.
func filled(p *model.Plan, f *model.Fleet) *invoice.Invoice {
	s := newStage(p, f)
	v, u := invoice.New(p, f), s.usage()
	v.Fill(nil, &u)
	return v
}
