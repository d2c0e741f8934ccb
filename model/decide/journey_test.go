package decide

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// phased adds a plan to p: each phase begins at an hour and runs fleets by share.
func phased(p *model.Plan, phases ...model.MigrationPhase) *model.Plan {
	for i := range phases {
		for k := range phases[i].Runs {
			r := &phases[i].Runs[k]
			r.Fleet = &p.Fleets[r.Of]
		}
	}
	p.Migrations = append(p.Migrations, model.Migration{Name: "move", Phases: phases})
	return p
}

func running(start float64, runs ...model.PhaseRun) model.MigrationPhase {
	return model.MigrationPhase{Start: start, Runs: runs}
}

func whole(of int, share float64) model.PhaseRun {
	return model.PhaseRun{Of: of, Share: quantity(share)}
}

func byPool(of int, share float64) model.PhaseRun {
	return model.PhaseRun{Of: of, Pools: map[int]model.Quantity{0: quantity(share)}}
}

// TestPlanOfOnePhase: all of the load on one fleet all the time is that fleet, exactly at
// each draw and over histories.
func TestPlanOfOnePhase(t *testing.T) {
	for _, one := range []model.PhaseRun{whole(1, 1), byPool(1, 1)} {
		r := answered(t, phased(plan(), running(0, one)), Options{Trials: 60})
		f, m := r.Fleets["b"], r.Fleets["move"]
		for _, name := range []string{"unavailability", "served", "outages", "demand.peak", "headroom", "overload"} {
			near(t, name, *m.Metrics[name].Mean, *f.Metrics[name].Mean, 1e-9)
		}
		near(t, "of the workload", *m.Workloads["web"].Metrics["unavailability"].Mean, *f.Workloads["web"].Metrics["unavailability"].Mean, 1e-9)
		const n = 1500
		r = answered(t, phased(certain(plan()), running(0, one)), Options{Trials: n, Method: "simulate"})
		for _, name := range []string{"unavailability", "outages", "brownout"} {
			a, b := r.Fleets["b"].Metrics[name], r.Fleets["move"].Metrics[name]
			se := math.Hypot(*a.SD, *b.SD) / math.Sqrt(n)
			if !(4.5*se < 0.15**a.Mean) {
				t.Errorf("%s: %d histories only see errors above %.2g of %.2g", name, n, 4.5*se, *a.Mean)
			}
			if z := (*b.Mean - *a.Mean) / se; !(math.Abs(z) < 4.5) {
				t.Errorf("%s: plan %g, fleet %g: z = %.1f", name, *b.Mean, *a.Mean, z)
			}
		}
	}
}

// machines is two fleets of one unit each without a load, whose unavailabilities are known.
func machines(u ...float64) *model.Plan {
	p := certain(plan())
	p.Workloads[0].SLO.Basis = "time"
	p.Workloads[0].Sources[0].Growth = quantity(0)
	for i := range p.Fleets {
		f := &p.Fleets[i]
		f.Domains, f.Site = nil, -1
		pool := &f.Pools[0]
		pool.Count, pool.Place, pool.Needs, pool.Throughput = 1, 0, model.Needs{Count: 1}, &model.Throughput{PerUnit: quantity(100 * float64(i+1))}
		pool.Life, pool.Repair = exponential(quantity(100*(1-u[i]))), exponential(quantity(100*u[i]))
	}
	return p
}

// TestPlanByHand: half a year on a, half a year on both, a year on b.
func TestPlanByHand(t *testing.T) {
	u := []float64{0.02, 0.1}
	quarter := float64(model.HoursPerYear) / 2
	dual := func(p *model.Plan, both ...model.PhaseRun) *model.Plan {
		return phased(p, running(0, whole(0, 1)), running(quarter, both...), running(2*quarter, whole(1, 1)))
	}
	serial := 1 - (1-u[0])*(1-u[1])
	rates := []float64{1.0 / 100, 1.0 / 100} // of outages, each: 1/(mttf + mttr)
	twin := rates[0]*(1-u[1]) + rates[1]*(1-u[0])
	for _, c := range []struct {
		name string
		p    *model.Plan
		u    float64 // of the phase in the middle
	}{
		{"shares", dual(machines(u...), whole(0, 0.3), whole(1, 0.7)), 0.3*u[0] + 0.7*u[1]},
	} {
		want := (u[0] + c.u + 2*u[1]) / 4
		for _, method := range []string{"exact", "simulate"} {
			n := map[string]int{"exact": 1, "simulate": 1000}[method]
			r := answered(t, c.p, Options{Trials: n, Method: method})
			m := r.Fleets["move"]
			got := m.Metrics["unavailability"]
			outages := m.Metrics["outages"]
			each := (rates[0] + twin + 2*rates[1]) / 4 * model.HoursPerYear
			if method == "exact" {
				near(t, c.name, *got.Mean, want, 1e-12)
				near(t, c.name+" outages", *outages.Mean, each, 1e-9)
				for k, w := range []float64{u[0], c.u, u[1]} {
					near(t, c.name+" phase", *m.Phases[k].Metrics["unavailability"].Mean, w, 1e-12)
				}
				near(t, c.name+" capacity", *m.Phases[1].Metrics["capacity.peak"].Mean, min(100/0.3, 200/0.7), 1e-12)
				near(t, c.name+" headroom", *m.Metrics["headroom"].Mean, 100.0/80-1, 1e-12)
				var causes float64
				for _, x := range m.Causes {
					causes += x.Downtime
				}
				near(t, c.name+" causes", causes, want*minutesPerYear, 1e-9)
				continue
			}
			for _, x := range []struct {
				m    Metric
				want float64
			}{{got, want}, {outages, each}} {
				se := *x.m.SD / math.Sqrt(float64(n))
				if z := (*x.m.Mean - x.want) / se; !(math.Abs(z) < 4.5) || !(4.5*se < 0.05*x.want) {
					t.Errorf("%s: sampled %g ± %g, by hand %g", c.name, *x.m.Mean, se, x.want)
				}
			}
		}
	}
	// Two pools of one name by halves, and two of two names that every request takes.
	p := machines(u...)
	p.Fleets[1].Pools[0].Name = "store"
	p = phased(p, running(0, byPool(0, 1), byPool(1, 1)))
	m := answered(t, p, Options{Method: "exact", Trials: 1}).Fleets["move"]
	near(t, "in series", *m.Metrics["unavailability"].Mean, serial, 1e-12)
	near(t, "capacity in series", *m.Metrics["capacity.peak"].Mean, 100, 1e-12)
}

// TestPlanFallsBack: while a is down, b carries its share, if it can.
func TestPlanFallsBack(t *testing.T) {
	u := []float64{0.02, 0.1}
	half := whole(0, 0.5)
	half.Fallback = 2
	for _, c := range []struct{ each, want float64 }{
		{200, 0.5*u[0]*u[1] + 0.5*u[1]},
		{60, 0.5*u[0] + 0.5*u[1]}, // of 80 req/s
	} {
		p := machines(u...)
		for i := range p.Fleets {
			p.Fleets[i].Pools[0].Throughput.PerUnit = quantity(c.each)
		}
		m := answered(t, phased(p, running(0, half, whole(1, 0.5))), Options{Method: "exact", Trials: 1}).Fleets["move"]
		near(t, "with a fallback", *m.Metrics["unavailability"].Mean, c.want, 1e-12)
	}
}

// TestPlanFallsBackByPool: while a's pool is down, its namesake in b carries what it does,
// if it can. By hand over the four states of two machines; by time the plan is down while b is.
func TestPlanFallsBackByPool(t *testing.T) {
	u := []float64{0.02, 0.1}
	for _, c := range []struct {
		basis      string
		each, want float64
	}{
		{"requests", 200, 0.5*u[0]*u[1] + 0.5*u[1]},
		{"requests", 60, 0.5*u[0] + 0.5*u[1]}, // of 80 req/s
		{"time", 200, u[1]},
		{"time", 60, 1 - (1-u[0])*(1-u[1])},
	} {
		for _, ledger := range []bool{false, true} { // a pool without room beside it leaves the web's
			p := machines(u...)
			p.Workloads[0].SLO.Basis = c.basis
			for i := range p.Fleets {
				p.Fleets[i].Pools[0].Throughput.PerUnit = quantity(c.each)
			}
			half, by := byPool(0, 0.5), byPool(1, 0.5)
			half.Fallback = 2
			if ledger {
				pool := p.Fleets[1].Pools[0]
				pool.Name, pool.Life = "ledger", model.RandomTime{Kind: model.NeverLaw}
				pool.Throughput = &model.Throughput{PerUnit: quantity(81)}
				p.Fleets[1].Pools = append(p.Fleets[1].Pools, pool)
				by.Pools[1] = quantity(1)
			}
			m := answered(t, phased(p, running(0, half, by)), Options{Method: "exact", Trials: 1}).Fleets["move"]
			want := c.want
			if ledger && c.basis == "requests" { // b is more than its web: a request takes both fleets
				want = 1 - (1-(c.want-0.5*u[1]))*(1-0.5*u[1])
			}
			near(t, c.basis, *m.Metrics["unavailability"].Mean, want, 1e-12)
			if c.each == 200 && c.basis == "time" {
				near(t, "outages", *m.Metrics["outages"].Mean, model.HoursPerYear/100., 1e-9)
			}
		}
	}
}

// TestPlanOfADependencyThatChanges: a year of a bank that is out 1 % of the time, then one
// of a bank that is out 4 % of it, beside a machine that is out 2 %.
func TestPlanOfADependencyThatChanges(t *testing.T) {
	bank := func(availability float64) []model.Dependency {
		return []model.Dependency{{Name: "bank", UsedByAll: true, UsedBy: []int{0}, Share: quantity(1), Availability: quantity(availability), Repair: quantity(2), Counts: true}}
	}
	p := machines(0.02, 0.1)
	p.Dependencies = bank(0.99)
	p = phased(p, running(0, whole(0, 1)), running(model.HoursPerYear, whole(0, 1)))
	p.Migrations[0].Phases[1].Dependencies = bank(0.96)
	m := answered(t, p, Options{Method: "exact", Trials: 1}).Fleets["move"]
	first, second := 1-0.98*0.99, 1-0.98*0.96
	near(t, "first year", *m.Phases[0].Metrics["unavailability"].Mean, first, 1e-12)
	near(t, "second year", *m.Phases[1].Metrics["unavailability"].Mean, second, 1e-12)
	near(t, "both", *m.Metrics["unavailability"].Mean, (first+second)/2, 1e-12)
}

// TestPlanMatures: incidents that become rarer do so from the month the fleet first runs.
func TestPlanMatures(t *testing.T) {
	p := machines(0, 0)
	for i := range p.Fleets {
		p.Fleets[i].Pools[0].Life = model.RandomTime{Kind: model.NeverLaw}
	}
	y := float64(model.HoursPerYear)
	p.Fleets[1].Incidents = []model.IncidentSpec{{Name: "deploy", Rate: quantity(12 / y), Duration: exponential(quantity(2))}}
	p.Fleets[1].Maturity = &model.MaturitySpec{Over: quantity(2 * y), Incidents: [2]model.Quantity{quantity(12 / y), quantity(2 / y)}}
	p = phased(p, running(0, whole(0, 1)), running(y, whole(1, 1)))
	const n = 2000
	m := answered(t, p, Options{Method: "simulate", Trials: n}).Fleets["move"].Metrics["outages"]
	want := (12.0 + 7) / 2 / 2 // a year of none, then from 12 to 7
	if se := *m.SD / math.Sqrt(n); !(math.Abs(*m.Mean-want) < 4.5*se) || !(4.5*se < 0.3) {
		t.Errorf("%g ± %g outages a year, want %g", *m.Mean, se, want)
	}
}

func TestPlanWorkers(t *testing.T) {
	var want string
	for _, jobs := range []int{1, 3, 8} {
		p := phased(plan(), running(0, whole(0, 1)), running(5000, whole(0, 0.5), whole(1, 0.5)), running(9000, byPool(1, 1)))
		b, err := json.Marshal(answered(t, p, Options{Jobs: jobs, Trials: 50}))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(b)
		}
		if string(b) != want {
			t.Errorf("%d workers give other bytes than 1", jobs)
		}
	}
}
