package fleets

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

const setBase = head + `
finance: {salary: 100k USD/year}
workloads: {w: {peak: 5 tps}}
fleets:
  one: {hardware: catalog:x86-2s-2024, count: 4, staff: [{role: dba, heads: 2}, {role: operator, heads: 3}], licences: [{product: catalog:oracle-ee}]}
  two:
    base: one
    count: 6
    operations: {incidents: [{name: change, rate: 2/year, duration: 1 h}]}
  many: {pools: {web: {hardware: catalog:x86-2s-2024, count: 4}, db: {hardware: catalog:x86-2s-2024, count: 2}}}
`

func TestSet(t *testing.T) {
	for set, got := range map[string]func(p *model.Plan) any{
		"one.count=9":               func(p *model.Plan) any { return p.Fleets[0].Pools[0].Count == 9 && p.Fleets[1].Pools[0].Count == 6 },
		"fleets.one.count = 9":      func(p *model.Plan) any { return p.Fleets[0].Pools[0].Count == 9 },
		"one.pools.servers.count=9": func(p *model.Plan) any { return p.Fleets[0].Pools[0].Count == 9 },
		"many.pools.db.count=9":     func(p *model.Plan) any { return p.Fleets[2].Pools[1].Count == 9 },
		"one.needs=n-1":             func(p *model.Plan) any { return p.Fleets[0].Pools[0].Needs.Count == 3 },
		"one.hardware.price=5 USD (4..6)": func(p *model.Plan) any {
			return p.Fleets[0].Pools[0].Hardware.Price.Hi == 6 && p.Fleets[1].Pools[0].Hardware.Price.Value == 9500
		},
		"one.hardware=catalog:x86-1u-2024":                 func(p *model.Plan) any { return p.Fleets[0].Pools[0].Hardware.Price.Value == 5500 },
		"one.hardware.failures.mttf=1 y":                   func(p *model.Plan) any { return p.Fleets[0].Pools[0].Life.Mean.Value == 8760 },
		"one.failures.mttf=1 y":                            func(p *model.Plan) any { return p.Fleets[0].Pools[0].Life.Mean.Value == 8760 },
		"one.failures={law: weibull, mean: 1 y, shape: 2}": func(p *model.Plan) any { return p.Fleets[0].Pools[0].Life.Kind == model.Weibull },
		"one.staff.dba.heads=7": func(p *model.Plan) any {
			return p.Fleets[0].Staff[0].Heads.Value == 7 && p.Fleets[1].Staff[0].Heads.Value == 2
		},
		"one.staff.1.heads=7": func(p *model.Plan) any { return p.Fleets[0].Staff[1].Heads.Value == 7 },
		"one.staff.dba=null":  func(p *model.Plan) any { return len(p.Fleets[0].Staff) == 1 },
		"one.licences.0={product: catalog:oracle-rac}": func(p *model.Plan) any {
			return p.Fleets[0].Pools[0].Licences[0].Name == "oracle-rac" && p.Fleets[0].Pools[0].Licences[0].Price.Value == 23000
		},
		"many.pools.db={hardware: catalog:x86-1u-2024, count: 3}": func(p *model.Plan) any { return p.Fleets[2].Pools[1].Hardware.Price.Value == 5500 },
		"fleets.two={hardware: catalog:x86-1u-2024, count: 3}":    func(p *model.Plan) any { return p.Fleets[1].Pools[0].Hardware.Price.Value == 5500 },
		"one.licences.0.discount=50 %":                            func(p *model.Plan) any { return p.Fleets[0].Pools[0].Licences[0].Discount.Value == 0.5 },
		"two.operations.incidents.change.rate=4/year":             func(p *model.Plan) any { return p.Fleets[1].Incidents[0].Rate.Value == 4./8760 },
		"finance.discount_rate=5 %":                               func(p *model.Plan) any { return p.Finance.DiscountRate.Value == 0.05 },
		"workloads.w.peak=9 tps":                                  func(p *model.Plan) any { return p.Workloads[0].Sources[0].Peak.Value == 9 },
		"run.seed=7":                                              func(p *model.Plan) any { return p.Run.Seed == 7 },
		"horizon=3 y":                                             func(p *model.Plan) any { return p.Horizon.Hours == 26280 },
		"many.pools.db=null":                                      func(p *model.Plan) any { return len(p.Fleets[2].Pools) == 1 },
		"one.support=3 %/year":                                    func(p *model.Plan) any { return p.Fleets[0].Support.Value == 0.03 },
		"one.pools.servers.support=3 %/year":                      func(p *model.Plan) any { return p.Fleets[0].Pools[0].Support.Value == 0.03 },
	} {
		p := mustLoad(t, setBase, Options{Set: []string{set}})
		if got(p) != true {
			t.Errorf("%s changes nothing", set)
		}
	}
	p := mustLoad(t, setBase, Options{Set: []string{"one.count=5 ", "one.count=6"}})
	if p.Fleets[0].Pools[0].Count != 6 {
		t.Error("the last --set wins")
	}
	if o := p.Fleets[0].Pools[0].CountQ.Origin; o.File != "--set" || o.Col != 11 {
		t.Errorf("origin %+v", o)
	}
	for set, help := range map[string]string{
		"many.count=3":                              "write many.pools.web.count",
		"many.pools.dbb.count=3":                    "did you mean db?",
		"one.hardware.prise=5 USD":                  "did you mean fleets.one.hardware.price?",
		"one.count=abc":                             "four",
		"catalog.mine.price=3 USD":                  "read before --set",
		"one.licences.0.product=catalog:oracle-rac": "set the whole licence",
		"oen.count=3":                               "did you mean one?",
		"fleets.oen.count=3":                        "did you mean one?",
	} {
		err := load(setBase, set)
		if err == nil || !strings.Contains(err.Error(), help) && help != "four" || !strings.Contains(err.Error(), "--> --set:1:") {
			t.Errorf("%s: %v", set, err)
		}
	}
}

func TestStdin(t *testing.T) {
	p, s, err := Load("-", Options{Stdin: strings.NewReader("\ufeff" + template("minimal"))})
	if err != nil || len(p.Fleets) != 2 || s[0].Path != "<stdin>" {
		t.Errorf("%v %v", s, err)
	}
}

// A file of thousands of fleets is read in time that grows with its size.
func TestLargeFile(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + "fleets:\n  f: {hardware: catalog:x86-2s-2024, count: 4}\n")
	for i := range 3000 {
		b.WriteString("  f" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26%40) + "-" + string(rune('a'+i/1040)) + ": {base: f, count: 5}\n")
	}
	start := time.Now()
	var told *Errors
	if errors.As(load(b.String()), &told) && len(told.List) > 3000 {
		t.Error("nothing is read")
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("3,000 fleets took %v", d)
	}
}
