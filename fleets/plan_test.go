package fleets

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

func mustLoad(t *testing.T, text string, o Options) *model.Plan {
	t.Helper()
	if o.ReadFile == nil {
		o.ReadFile = files(map[string]string{"capplan.yaml": text})
	}
	p, _, err := Load("capplan.yaml", o)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

func TestHello(t *testing.T) {
	p := mustLoad(t, template("minimal"), Options{})
	if p.Name != "hello" || p.Currency != "USD" || p.Baseline != "small" || p.Horizon.Hours != 43800 || !p.Horizon.Steady {
		t.Errorf("%+v", p)
	}
	if r := p.Run; r.Trials != 20000 || r.Seed != 1 || r.Level != 0.9 || r.Method != "auto" {
		t.Errorf("run: %+v", r)
	}
	small, big := &p.Fleets[0].Pools[0], &p.Fleets[1].Pools[0]
	if small.Name != "servers" || small.Count != 4 || small.Needs != (model.Needs{Count: 3, Explicit: true, Fixed: true}) || small.Place != 0 || small.Site != -1 {
		t.Errorf("small: %+v", small)
	}
	if big.Mode != model.ActiveStandby || big.Needs.Count != 1 || big.Needs.Explicit {
		t.Errorf("big: %+v", big)
	}
	h := small.Hardware
	if h.CatalogueEntry != "x86-2s-2024" || h.Price.Value != 9500 || h.Price.Currency != "USD" || h.Idle.Value != 150 || h.Cores.Value != 64 || !h.FailuresFromEntry || h.PartShare.Value != 0 {
		t.Errorf("hardware: %+v", h)
	}
	if math.Abs(small.Life.Mean.Value-8760/0.08) > 1e-6 || small.Repair.Mean.Value != 24 {
		t.Errorf("life %v repair %v", small.Life.Mean, small.Repair.Mean)
	}
	var paths []string
	for _, in := range p.Inputs {
		paths = append(paths, in.Path)
		if in.Path == "fleets.small.hardware.support" && (in.Confidence != "secondary" || in.Origin.Entry != "x86-2s-2024" || !strings.Contains(in.Source, "Datacenter")) {
			t.Errorf("the provenance of a field is lost: %+v", in)
		}
	}
	for _, want := range []string{"fleets.small.count", "fleets.small.needs", "fleets.big.mode", "fleets.big.hardware.failures.mttf", "fleets.small.hardware.power.idle"} {
		if !contains(paths, want) {
			t.Errorf("%s is not among the inputs %v", want, paths)
		}
	}
}

// The mean time between failures drawn from a range of afr is the afr's draw
// upside down, to the last digits.
func TestAFRBecomesAMeanTime(t *testing.T) {
	p := mustLoad(t, head+"fleets: {a: {count: 1, failures: {afr: 20 % (5 %..67 %)}, repair: 3 h}}", Options{})
	mean := p.Fleets[0].Pools[0].Life.Mean
	afr, _, _ := readValue("20 % (5 %..67 %)", anAFR)
	for _, u := range []float64{0.001, 0.05, 0.2, 0.5, 0.9, 0.95, 0.999} {
		got, want := mean.At(model.Draw{u}), 8760/afr.At(model.Draw{1 - u})
		if math.Abs(got-want) > 1e-9*want {
			t.Errorf("at %v: %v h, want %v h", u, got, want)
		}
	}
	if p.Unknowns[0].Path != "fleets.a.failures.afr" || p.Unknowns[0].Quantity.Value != mean.Value {
		t.Errorf("%+v", p.Unknowns[0])
	}
}

func TestLives(t *testing.T) {
	for text, want := range map[string]model.Law{
		"{mttf: 3 y}":                           {Kind: model.Exponential, Mean: 26280},
		"{mtbf: 100 h}":                         {Kind: model.Exponential, Mean: 98},
		"{afr: 200 %}":                          {Kind: model.Exponential, Mean: 4380},
		"{rate: 0.5/year}":                      {Kind: model.Exponential, Mean: 17520},
		"{afr: 0 %}":                            {Kind: model.NeverLaw},
		"never":                                 {Kind: model.NeverLaw},
		"{mttf: never}":                         {Kind: model.NeverLaw},
		"{law: weibull, shape: 0.8, mean: 2 y}": {Kind: model.Weibull, Mean: 17520, Shape: 0.8},
		"{mttf: {law: gamma, shape: 3, mean: 1 y}}":                                             {Kind: model.Gamma, Mean: 8760, Shape: 3},
		"{law: erlang, shape: 4, mean: 1 y}":                                                    {Kind: model.Gamma, Mean: 8760, Shape: 4},
		"{law: lognormal, mean: 1 y, cv: 2}":                                                    {Kind: model.Lognormal, Mean: 8760, CV: 2},
		"{law: deterministic, mean: 1 y}":                                                       {Kind: model.Deterministic, Mean: 8760},
		"{law: uniform, min: 1 h, max: 3 h}":                                                    {Kind: model.Uniform, Mean: 2, Lo: 1, Hi: 3},
		"{law: hyperexponential, mean: 10 h, cv: 2}":                                            {Kind: model.Hyperexponential, Mean: 10},
		"{law: hyperexponential, phases: [{share: 25 %, mean: 4 h}, {share: 75 %, mean: 8 h}]}": {Kind: model.Hyperexponential, Mean: 7},
	} {
		p := mustLoad(t, head+"fleets: {a: {count: 1, failures: "+text+", repair: 2 h}}", Options{})
		got := p.Fleets[0].Pools[0].Life.At(nil)
		if life := p.Fleets[0].Pools[0].Life; strings.HasPrefix(text, "{law") && life.Text != text {
			t.Errorf("%s is remembered as %q", text, life.Text)
		}
		if got.Kind != want.Kind || math.Abs(got.Mean-want.Mean) > 1e-9*want.Mean || want.Shape != 0 && got.Shape != want.Shape || got.CV != want.CV || got.Lo != want.Lo || got.Hi != want.Hi {
			t.Errorf("%s is %+v", text, got)
		}
		if strings.Contains(text, "cv: 2") && got.Kind == model.Hyperexponential {
			square := 0.0
			for _, f := range got.Phases {
				square += 2 * f.Share * f.Mean * f.Mean
			}
			if cv := math.Sqrt(square/100 - 1); math.Abs(cv-2) > 1e-12 {
				t.Errorf("balanced means have a cv of %v", cv)
			}
		}
	}
}

func TestOnePlaceIsOneUnknown(t *testing.T) {
	p := mustLoad(t, head+`
catalog: {mine: {price: 5 USD (4..6), failures: {afr: 5 % (2 %..9 %)}, repair: 1 h}}
correlate: [{values: [a.hardware.failures.afr, c.repair], rank: 0.5}]
fleets:
  a: {hardware: catalog:mine, count: 4}
  b: {base: a, count: 8}
  c: {hardware: {base: catalog:mine, price: 7 USD (6..9)}, repair: 2 h (1..3), count: 2}
  d: {hardware: &h {price: 1 USD (1..2)}, count: 1, failures: never}
  e: {hardware: *h, count: 1, failures: never}
`, Options{})
	id := func(i int) (price, life int) {
		pool := &p.Fleets[i].Pools[0]
		return pool.Hardware.Price.ID, pool.Life.Mean.ID
	}
	pa, la := id(0)
	pb, lb := id(1)
	pc, lc := id(2)
	pd, _ := id(3)
	pe, _ := id(4)
	if pa != pb || la != lb || la != lc || pa == pc || pd != pe || pa == 0 || la == 0 {
		t.Errorf("prices %d %d %d, lives %d %d %d, aliases %d %d", pa, pb, pc, la, lb, lc, pd, pe)
	}
	if len(p.Unknowns) != 5 {
		t.Errorf("%d unknowns", len(p.Unknowns))
	}
	// afr is drawn as a mean time, so that a positive rank becomes a negative one.
	if c := p.Correlations; len(c) != 1 || c[0].Rank != -0.5 || c[0].A != la-1 || c[0].B != p.Fleets[2].Pools[0].Repair.Mean.ID-1 {
		t.Errorf("%+v", c)
	}
	if p.Fleets[1].Pools[0].Count != 8 || p.Fleets[0].Pools[0].Count != 4 {
		t.Error("a child changed its parent")
	}
}

func TestNeeds(t *testing.T) {
	w := "workloads: {w: {peak: 5 tps}}\n"
	for _, c := range []struct {
		top, pool string
		want      int
	}{
		{"", "count: 10", 10},
		{"", "count: 10\nneeds: 8", 8},
		{"", "count: 10\nneeds: n-1", 9},
		{"", "count: 10\nneeds: n", 10},
		{"", "count: 10\nneeds: 80 %", 8},
		{"", "count: 10\nneeds: 81 %", 9},
		{"", "count: 9\ngroups: {size: 3}", 3},
		{"", "count: 9\ngroups: {size: 3}\nneeds: n-1", 2},
		{w, "count: 9\ngroups: {size: 3}\nthroughput: 5 tps", 3},
		{w, "count: 10\nthroughput: 5 tps", -1},
		{w, "count: 10\nthroughput: 5 tps\nneeds: 2", 2},
		{w, "count: 10", 10},
		{"", "count: 10\nthroughput: 5 tps", 10},
		{w, "count: 2\nthroughput: 5 tps\nmode: active-standby", 1},
		{"", "count: 2\nmode: mirrored\nneeds: 1", 1},
		{"", "count: 2\nmode: mirrored\nneeds: n-1", 1},
		{"", "count: 10\nmode: active-standby\ngroups: {size: 2}", 5},
	} {
		p := mustLoad(t, pool(c.pool)+c.top, Options{})
		if got := p.Fleets[0].Pools[0].Needs.Count; got != c.want {
			t.Errorf("%q %q needs %d, want %d", c.top, c.pool, got, c.want)
		}
	}
	p := mustLoad(t, pool("count: 9\ngroups: {size: 3, needs: 2}"), Options{})
	q := mustLoad(t, pool("count: 10\nmode: mirrored\ngroups: {size: 2}"), Options{})
	if g, h := p.Fleets[0].Pools[0].Groups, q.Fleets[0].Pools[0].Groups; g.Needs != 2 || h.Needs != 1 {
		t.Errorf("groups need %d and %d", g.Needs, h.Needs)
	}
}

func TestPlaces(t *testing.T) {
	domains := "failure_domains: {room: {count: 2, failures: {mttf: 4 y}, repair: 4 h}, rack: {count: 5}}\n"
	p := mustLoad(t, pool(domains+"count: 6\ngroups: {size: 2, apart: room}"), Options{})
	if got := p.Fleets[0].Pools[0].Place; got != 10 {
		t.Errorf("10 racks, %d in use", got)
	}
	if d := p.Fleets[0].Domains[1]; d.Life.Kind != model.NeverLaw || d.Count != 5 {
		t.Errorf("a domain without failures: %+v", d)
	}
	p = mustLoad(t, pool(domains+"count: 6\nspread: {rack: 3}"), Options{})
	if got := p.Fleets[0].Pools[0].Place; got != 3 {
		t.Errorf("spread over 3 racks, %d in use", got)
	}
	p = mustLoad(t, pool(domains+"count: 6\noperations: {incidents: [{name: a, rate: 1/year, duration: 1 h, reach: rack}, {name: b, rate: 8760/year, duration: 1 h, reach: servers}, {name: c, rate: 1/h, duration: 1 h, reach: 5 %}]}"), Options{})
	in := p.Fleets[0].Incidents
	if in[0].Reach != model.ReachDomain || in[0].Index != 1 || in[1].Reach != model.ReachPool || math.Abs(in[1].Rate.Value-1) > 1e-12 || in[2].Reach != model.ReachShare || in[2].Share.Value != 0.05 {
		t.Errorf("%+v", in)
	}
}

func TestExtendsAndWith(t *testing.T) {
	m := map[string]string{
		"capplan.yaml":   head + "extends: [lib/base.yaml]\nfleets: {small: {count: 5}, gone: null, more: {base: small, failures: {mttf: 9 y}}}\n",
		"lib/base.yaml":  "version: 1\nextends: [other.yaml]\nfleets: {small: {hardware: catalog:x86-2s-2024, count: 4}, gone: {count: 1}}\n",
		"lib/other.yaml": "version: 1\nname: from-other\nhorizon: 3 y\n",
		"prices.yaml":    "fleets: {small: {hardware: {price: 1 USD}}}\n",
	}
	p, sources, err := Load("capplan.yaml", Options{With: []string{"prices.yaml"}, ReadFile: files(m)})
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 4 || sources[1].Path != "lib/base.yaml" || sources[3].Path != "prices.yaml" {
		t.Errorf("%v", sources)
	}
	if p.Name != "from-other" || p.Horizon.Hours != 3*8760 || len(p.Fleets) != 2 {
		t.Errorf("%s %v %d", p.Name, p.Horizon, len(p.Fleets))
	}
	small, more := &p.Fleets[0].Pools[0], &p.Fleets[1].Pools[0]
	if small.Count != 5 || small.Hardware.Price.Value != 1 || small.Hardware.Cores.Value != 64 || more.Life.Mean.Value != 9*8760 {
		t.Errorf("%+v %+v", small, more)
	}
}

func TestInheritance(t *testing.T) {
	p := mustLoad(t, head+`
fleets:
  one:
    failure_domains: {rack: {count: 4, failures: {afr: 5 %}, repair: 3 h}}
    pools:
      web: {hardware: catalog:x86-2s-2024, count: 4, throughput: {per_unit: 5 tps, contention: 1 %}}
      db: {base: web, count: 2, throughput: null}
  two:
    base: one
    failure_domains: {rack: {failures: {mttf: 2 y}}}
    pools: {web: {hardware: {price: 3 USD}, throughput: {per_workload: {w: 7 tps}}}, db: null, more: {base: web}}
  three: {base: two, pools: {more: {hardware: catalog:ibm-power-595}, web: null}, count: 3}
workloads: {w: {peak: 3 tps}}
`, Options{})
	two, three := &p.Fleets[1], &p.Fleets[2]
	if names := poolNames(two); strings.Join(names, " ") != "web more" {
		t.Fatalf("pools of two: %v", names)
	}
	web, more := &two.Pools[0], &two.Pools[1]
	if web.Hardware.Price.Value != 3 || web.Hardware.Cores.Value != 64 || web.Throughput.PerWorkload[0].Value != 7 || web.Throughput.PerUnit.Set || web.Throughput.Contention.Value != 0.01 {
		t.Errorf("%+v", web)
	}
	if more.Hardware.Price.Value != 3 || two.Domains[0].Life.Mean.Value != 17520 || two.Domains[0].Count != 4 {
		t.Errorf("%+v %+v", more, two.Domains)
	}
	if db := p.Fleets[0].Pools[1]; db.Count != 2 || db.Throughput != nil || db.Hardware.CatalogueEntry != "x86-2s-2024" {
		t.Errorf("%+v", db)
	}
	if len(three.Pools) != 1 || three.Pools[0].Count != 3 || three.Pools[0].Hardware.CatalogueEntry != "ibm-power-595" || three.Pools[0].Hardware.Idle.Set {
		t.Errorf("%+v", three.Pools)
	}
}

func TestMoneyAndTime(t *testing.T) {
	p := mustLoad(t, `
version: 1
currency: CNY
x_mine: anything
fx: {USD: {2012: 6.31 CNY, 2009: 6.83 CNY}, EUR: 9 CNY (8..10)}
horizon: {start: 2009-01, years: 2.5}
finance: {month: 720 h, salary: 10k CNY/month, residual: none, inflation: 3 %, depreciation: {life: 4 y, salvage: 5 %}}
sites: {floor: {rental: 14k CNY/server/year, energy: included}}
fleets:
  a: {site: floor, count: 4, failures: {mttf: 1 months}, repair: 2 h, staff: {servers_per_admin: 250, at_least: 6}, one_off: {move: 5 USD}, recurring: 2 EUR/month, licences: [{product: 5 USD/year, per: fleet}, {product: catalog:oracle-ee, per: server, discount: 60 %}]}
`, Options{})
	f := p.Finance
	if p.Horizon.Hours != 21900 || p.Horizon.Begin.Format("2006-01-02") != "2009-01-01" || f.MonthHours != 720 || f.Salary.Value != 120000 || !f.NoResidual || f.Life.Value != 35040 {
		t.Errorf("%+v %+v", p.Horizon, f)
	}
	if v := p.FX[0].Values; p.FX[0].Currency != "USD" || v[0].Year != 2009 || v[1].Year != 2012 || p.FX[1].Values[0].Year != 0 || p.FX[1].Values[0].Value.ID == 0 {
		t.Errorf("%+v", p.FX)
	}
	fl := &p.Fleets[0]
	if fl.Pools[0].Life.Mean.Value != 720 || fl.OneOff[0].Name != "move" || fl.OneOff[0].Money.Currency != "USD" || fl.Recurring[0].Money.Value != 24 || fl.Staff[0].ServersPerAdmin.Value != 250 {
		t.Errorf("%+v", fl)
	}
	l := fl.Pools[0].Licences
	if l[0].Kind != model.Subscription || l[0].Per != "fleet" || l[1].Name == "" || l[1].Per != "server" || l[1].Price.Value != 47500 || l[1].Discount.Value != 0.6 || l[1].Support.Value != 0.22 || l[1].Kind == model.Subscription {
		t.Errorf("%+v", l)
	}
	if p.Sites[0].Rental.Per != "server" || !p.Sites[0].EnergyFree || fl.Pools[0].Site != 0 {
		t.Errorf("%+v", p.Sites)
	}
}

func TestNeverRepairedStartsNew(t *testing.T) {
	p := mustLoad(t, head+"fleets: {a: {count: 1, failures: {afr: 5 %}, repair: never}}", Options{})
	if p.Horizon.Steady {
		t.Error("repair: never implies start: new")
	}
}

// TestWarnings: where warnings are silent; that each speaks is TestShownByReading.
func TestWarnings(t *testing.T) {
	for _, w := range mustLoad(t, head+"fleets: {a: {count: 1, failures: {afr: 55 % (8 %..100 %)}, repair: 3 h}}\n", Options{}).Warnings {
		if w.Code == "W204" { // its mean is near; that of the time between is not
			t.Errorf("%v", w)
		}
	}
	skewed := func(more, want string) {
		t.Helper()
		for _, w := range mustLoad(t, pool("count: 4\none_off: 5 USD (4..90)")+more, Options{}).Warnings {
			if w.Code == "W204" && w.Fleet != want {
				t.Errorf("%s is of fleet %q, want %q", w.Text, w.Fleet, want)
			}
		}
	}
	skewed("", "small")
	skewed("  other: {base: small}\n", "")                                                                                    // of both
	if w := mustLoad(t, template("minimal"), Options{}).Warnings; len(w) != 2 || w[0].Code != "W222" || w[1].Code != "W254" { // the big machine is of 2008
		t.Errorf("the first scenario warns: %v", w)
	}
	for _, w := range mustLoad(t, pool("count: 4\nneeds: 3\ncommon_cause: {beta: 5 %}\nrepair_crews: 4\nspares: {on_site: 1, resupply: 7 d}"), Options{}).Warnings {
		if w.Code >= "W220" {
			t.Errorf("%v", w)
		}
	}
}
