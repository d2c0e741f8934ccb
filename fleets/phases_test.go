package fleets

import (
	"errors"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

func loadPlan(t *testing.T, text string, set ...string) *model.Plan {
	t.Helper()
	p, _, err := Load("capplan.yaml", Options{Set: set, ReadFile: files(map[string]string{"capplan.yaml": text})})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const leave = head + `horizon: {start: 2009-01, years: 5}
workloads: {w: {peak: 100 req/s}, v: {peak: 5 req/s}}
fleets:
  old:
    pools:
      web: {hardware: {price: 1k USD (0.8k..1.4k)}, count: 10, throughput: 20 req/s (15..25), failures: {afr: 8 % (4 %..12 %)}, repair: 24 h}
      db: {hardware: {price: 9k USD}, count: 2, failures: {afr: 8 %}, repair: 24 h}
    operations: {incidents: [{name: change, rate: 2/year (0.5..5), duration: 50 min}]}
  new: {pools: {web: {hardware: {price: 500 USD}, count: 20, failures: {afr: 8 %}, repair: 24 h}, ledger: {count: 6, failures: {afr: 8 %}, repair: 24 h}}}
baseline: leave
plans:
  leave:
    - {from: 2009-01, run: {old: 100 %}}
    - {from: 2010-07, run: {old: {db: 100 %, web: 0 %}, new: {web: 100 %}}, one_off: 12k USD (8k..25k), set: {old.operations.incidents.change.rate: 4/year (1..8)}}
    - {from: 2011-09-15, run: {old: 20 %, new: 80 %}, one_off: {training: 5k USD}, fallback: new, set: {fleets.old.pools.web.count: 12}}
    - {from: 2012-12, run: {new: 100 %}, sell: {old: {web: 8 % (2 %..20 %), db: 3 %}}}
assertions:
  - {that: P(leave.cost.pv <= 650k USD) >= 75 %}
  - {that: mean(leave.w.availability) >= 99 %}
  - {that: median(leave.cost.pv) <= 90 % of old}
`

// TestPlanIsRead: a plan as the contract writes it.
func TestPlanIsRead(t *testing.T) {
	p := loadPlan(t, leave)
	if len(p.Migrations) != 1 || p.Baseline != "leave" || len(p.Assertions) != 3 || p.Assertions[1].Fleet != "leave" || p.Assertions[1].Workload != "w" {
		t.Fatalf("%+v", p.Migrations)
	}
	m := p.Migrations[0]
	// days from 2009-01-01: 365 and January to June of 2010; 2011-09-15: 988; 2012-12: 1430
	for k, want := range []float64{0, 546 * 24, 987 * 24, 1430 * 24} {
		if m.Phases[k].Start != want {
			t.Errorf("phase %d begins at %g h, want %g", k, m.Phases[k].Start, want)
		}
	}
	second, third, last := m.Phases[1], m.Phases[2], m.Phases[3]
	if r := second.Runs; len(r) != 2 || len(r[0].Pools) != 1 || r[0].Pools[1].Value != 1 || r[1].Pools[0].Value != 1 {
		t.Errorf("second phase: %+v", r)
	}
	if r := third.Runs; r[0].Fallback != 2 || r[1].Fallback != 0 || r[0].Share.Value != 0.2 || r[1].Share.Value != 0.8 || third.OneOff[0].Name != "training" {
		t.Errorf("third phase: %+v", r)
	}
	if len(last.Sales) != 2 || last.Sales[0].Pool != 0 || last.Sales[1].Pool != 1 || last.Sales[0].Share.ID == 0 {
		t.Errorf("sales: %+v", last.Sales)
	}
	old := &p.Fleets[0]
	if m.Phases[0].Runs[0].Fleet != old || second.Runs[1].Fleet != &p.Fleets[1] {
		t.Error("a fleet of which nothing is set is another")
	}
	set, after := second.Runs[0].Fleet, third.Runs[0].Fleet
	if set == old || set.Incidents[0].Rate.ID == old.Incidents[0].Rate.ID || after.Incidents[0].Rate.ID != set.Incidents[0].Rate.ID {
		t.Error("what is set is not an unknown of its own, from this phase on")
	}
	for _, f := range []*model.Fleet{set, after} {
		a, b := &f.Pools[0], &old.Pools[0]
		if a.Hardware.Price.ID != b.Hardware.Price.ID || a.Throughput.PerUnit.ID != b.Throughput.PerUnit.ID || a.Life.Mean.ID != b.Life.Mean.ID || a.Life.Mean.ID == 0 {
			t.Error("what is not set has another draw")
		}
	}
	if old.Pools[0].Count != 10 || set.Pools[0].Count != 10 || after.Pools[0].Count != 12 {
		t.Errorf("count of %d, %d, %d", old.Pools[0].Count, set.Pools[0].Count, after.Pools[0].Count)
	}
	// 3 of old, the one-off, the rate that is set and one sale
	if len(p.Unknowns) != 7 {
		t.Errorf("%d unknowns", len(p.Unknowns))
	}
	paths := map[string]int{}
	for _, in := range p.Inputs {
		paths[in.Path]++
	}
	for _, want := range []string{"plans.leave.1.set.old.operations.incidents.change.rate", "plans.leave.2.set.old.pools.web.count", "plans.leave.1.one_off", "plans.leave.2.from", "plans.leave.3.sell.old.web", "fleets.old.pools.web.throughput", "plans.leave.2.run.new"} {
		if paths[want] != 1 {
			t.Errorf("input %s: %d", want, paths[want])
		}
	}
	for path, n := range paths {
		if n > 1 {
			t.Errorf("%s is among the inputs %d times", path, n)
		}
	}
}

// TestSetReachesIntoPlans: --set of a phase's values.
func TestSetReachesIntoPlans(t *testing.T) {
	p := loadPlan(t, leave, "leave.1.from=2010-09", "plans.leave.1.one_off=20k USD", "old.pools.web.count=11")
	ph := p.Migrations[0].Phases
	if ph[1].Begin.Month() != 9 || ph[1].OneOff[0].Value != 20e3 || ph[1].OneOff[0].ID != 0 || ph[1].Runs[0].Fleet.Pools[0].Count != 11 {
		t.Errorf("%+v", ph[1])
	}
	_, _, err := Load("capplan.yaml", Options{Set: []string{"leave.1.form=2010-09"}, ReadFile: files(map[string]string{"capplan.yaml": leave})})
	if err == nil || !strings.Contains(err.Error(), "E060") {
		t.Errorf("%v", err)
	}
}

// bank is a plan of two phases beside a dependency, the second with more keys.
func bank(keys, second string) string {
	return "dependencies: {bank: {availability: 99 % (98 %..99.5 %), limit: 90 tps, " + keys + "}}\nworkloads: {w: {peak: 2 tps}}\n" +
		planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {a: 100 %}, "+second+"}", "{from: 2029-01, run: {a: 100 %}}")
}

// TestSetOfADependency: what a phase changes of it holds from then on, and nothing else.
func TestSetOfADependency(t *testing.T) {
	p := loadPlan(t, bank("", "set: {dependencies.bank.limit: 200 tps (150..250)}"))
	ph := p.Migrations[0].Phases
	if ph[0].Dependencies != nil || len(ph[1].Dependencies) != 1 || len(ph[2].Dependencies) != 1 {
		t.Fatalf("%+v", ph)
	}
	file, now, later := &p.Dependencies[0], &ph[1].Dependencies[0], &ph[2].Dependencies[0]
	if file.Limit.Value != 90 || now.Limit.Value != 200 || now.Limit.ID == 0 || later.Limit.ID != now.Limit.ID {
		t.Errorf("limits of %+v, %+v, %+v", file.Limit, now.Limit, later.Limit)
	}
	if file.Availability.ID == 0 || file.Availability.ID != now.Availability.ID || len(p.Unknowns) != 2 {
		t.Errorf("what is not set has another draw: %d unknowns", len(p.Unknowns))
	}
	paths := map[string]int{}
	for _, in := range p.Inputs {
		paths[in.Path]++
	}
	if paths["plans.go.1.set.dependencies.bank.limit"] != 1 || paths["dependencies.bank.availability"] != 1 || paths["plans.go.1.set.dependencies.bank.availability"] != 0 {
		t.Errorf("%v", paths)
	}
}

// TestPlansRefuse what is not built, by name, and what cannot be asked of a plan.
func TestPlansRefuse(t *testing.T) {
	first := "{from: 2027-01, run: {a: 100 %}}"
	for _, c := range []struct{ text, code, want string }{
		{planned("{from: 2027-01, run: {a: 100 %}, set: {sites.hall.pue: 2}}"), "E408", "cannot change sites"},
		{planned("{from: 2027-01, run: {a: 100 %}, set: {workloads.w.peak: 2 tps}}"), "E408", "cannot change workloads"},
		{planned("{from: 2027-01, run: {a: 100 %}, set: {horizon.years: 2}}"), "E408", "cannot change horizon"},
		{planned("{from: 2027-01, run: {a: 100 %}, set: {dependencies.bank.limit: 2 tps}}"), "E408", ""},
		{bank("price: 1 USD/request", "set: {dependencies.bank.price: 2 USD/request}"), "E408", "the price of bank"},
		{bank("price: 1 USD/request", "set: {dependencies.bank.share: 20 %}"), "E408", "who calls bank"},
		{bank("", "set: {dependencies.bank: {}}"), "E408", "set whole"},
		{bank("", "set: {dependencies.bnak.limit: 5 tps}"), "E408", "did you mean bank"},
		{bank("", "set: {dependencies.bank.availability: 120 %}"), "E124", "share above"},
		{planned("{from: 2027-01, run: {a: {web: 100 %}, b: {db: 100 %}}, fallback: b}"), "E407", "carries nobody's pools"},
		{planned("{from: 2027-01, run: {a: 20 % (10 %..30 %), b: 80 %}}"), "E017", "range"},
		{planned("{from: 2027-01, run: {a: -20 %, b: 120 %}}"), "E015", ""},
		{planned("{from: 2027-01, run: {c: 100 %}}"), "E043", "no fleet c"},
		{planned("{from: 2027-01, run: {a: {wbe: 100 %}}}"), "E043", "no pool wbe"},
		{planned("{from: 2027-01, run: {a: 100 %}, set: {a.pools.web.neds: 3}}"), "E007", "neds"},
		{planned("{from: 2027-01, run: {a: 100 %}, set: {a.pools.web.needs: 9}}"), "E023", "needs 9 of 4"},
		{planned("{run: {a: 100 %}}"), "E101", "from is missing"},
		{planned("{from: 2027-01}"), "E101", "run is missing"},
		{planned("{from: 2027-01, run: {a: 100 %}, sel: {a: 5 %}}"), "E007", "sel"},
		{head + "fleets: {a: {count: 1, " + unit + "}}\nplans: {go: [" + first + "]}\n", "E101", "starts on a day"},
		{planned(first) + "assertions: [{that: \"go.survives(web, 1)\"}]\n", "E342", "survives of a plan"},
		{planned(first) + "assertions: [{that: mean(go.pools.web.units_up) >= 3}]\n", "E031", "no pools"},
		{planned(first) + "assertions: [{that: mean(gone.availability) >= 99 %}]\n", "E031", "no fleet gone"},
	} {
		var list *Errors
		if err := load(c.text); !errors.As(err, &list) {
			t.Errorf("read without an error:\n%s", c.text)
			continue
		}
		found := false
		for i := range list.List {
			d := &list.List[i]
			speaksWell(t, d)
			found = found || d.Code == c.code && strings.Contains(d.Message+d.Help, c.want)
		}
		if !found {
			t.Errorf("want %s %q:\n%v", c.code, c.want, list)
		}
	}
}

// TestPlansOfTheContract: the block of the contract is refused for nothing but what its
// fleets have.
func TestPlansOfTheContract(t *testing.T) {
	for _, f := range []string{"testdata/contract/plans.yaml", "testdata/sketches/taobao.yaml"} {
		_, _, err := Load(f, Options{})
		var list *Errors
		if errors.As(err, &list) {
			for i := range list.List {
				if d := &list.List[i]; !strings.HasPrefix(d.Message, "data_loss") {
					t.Errorf("%s:\n%s", f, d)
				}
			}
		}
	}
}
