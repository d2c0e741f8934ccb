package decide

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// surePlan is a plan without uncertain inputs that has an exact answer.
func surePlan() *model.Plan {
	p := served(20, model.Service{Time: model.Certain(0.01)}, 4)
	p.Fleets[0].Pools[0].Life = model.RandomTime{Kind: model.Exponential, Mean: model.Certain(900)}
	p.Fleets[0].Pools[0].Repair = model.RandomTime{Kind: model.Exponential, Mean: model.Certain(10)}
	return p
}

// TestOneTrial: one trial stands for all where nothing is uncertain and no history is
// asked for, and says what all would; anything that trials may differ by forbids it.
func TestOneTrial(t *testing.T) {
	o := Options{Trials: 300, Jobs: 1, Lean: true, Keep: true}
	s := &sweep{of: []model.Assertion{{Fleet: "a", Metric: "unavailability", Factor: 1}, {Fleet: "a", Metric: "headroom", Factor: 1}}, opt: SweepOptions{Options: o}}
	with := func(p *model.Plan, o Options) Options {
		o.need = s.needOf(p, nil)
		return o
	}
	p := surePlan()
	one, err := oneTrial(p, with(p, o))
	if err != nil || one == nil {
		t.Fatalf("a certain plan takes all its trials: %v", err)
	}
	if one.opt.Trials != 1 {
		t.Errorf("%d trials", one.opt.Trials)
	}
	if err := one.trials(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := one.result(context.Background()).Fleets["a"].Metrics
	all, err := newRun(p, with(p, o))
	if err != nil {
		t.Fatal(err)
	}
	if err := all.trials(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := all.result(context.Background()).Fleets["a"].Metrics
	for _, name := range []string{"unavailability", "headroom"} {
		x, y := got[name], want[name]
		if x.Mean == nil || fmt.Sprint(*x.Mean, *x.Lo, *x.Hi, x.Method) != fmt.Sprint(*y.Mean, *y.Lo, *y.Hi, y.Method) {
			t.Errorf("%s: one trial %s, all of them %s", name, asText(x), asText(y))
		}
	}

	for what, change := range map[string]func(*model.Plan, *Options){
		"an uncertain input": func(p *model.Plan, _ *Options) {
			p.Unknowns = append(p.Unknowns, model.Unknown{Path: "x"})
		},
		"histories are asked for": func(_ *model.Plan, o *Options) { o.Method = "simulate" },
		"a plan over time":        func(p *model.Plan, _ *Options) { p.Migrations = []model.Migration{{Name: "go"}} },
		"no exact method": func(p *model.Plan, _ *Options) {
			p.Fleets[0].Pools[0].Upkeep = &model.UpkeepSpec{
				Every: model.Certain(720), AtOnce: 1,
				Duration: model.RandomTime{Kind: model.Deterministic, Mean: model.Certain(2)},
			}
		},
		"noise of days": func(p *model.Plan, _ *Options) { p.Workloads[0].Profile.Noise = model.Certain(0.2) },
	} {
		p, o := surePlan(), o
		change(p, &o)
		if r, err := oneTrial(p, with(p, o)); err == nil && r != nil {
			t.Errorf("%s: one trial stands for all", what)
		}
	}
}

func asText(m Metric) string {
	b, err := json.Marshal(m)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// TestNeedOf: what a figure takes, and what an assertion of the cell takes besides; of
// fleets that are not answered nothing.
func TestNeedOf(t *testing.T) {
	mean := func(metric string) model.Assertion { return model.Assertion{Fleet: "a", Metric: metric, Factor: 1} }
	p90 := func(metric string) model.Assertion {
		return model.Assertion{Fleet: "a", Metric: metric, Stat: model.Quantile, Level: 0.9, Factor: 1}
	}
	words := func(n *needs) string {
		var out []string
		for _, w := range []struct {
			on   bool
			word string
		}{{n.histories, "histories"}, {n.longRun, "long-run"}, {n.money, "money"}, {n.missions, "missions"}, {n.data, "data"}, {n.loads, "loads"}, {n.means, "means"}, {n.rare, "rare"}} {
			if w.on {
				out = append(out, w.word)
			}
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct {
		what     string
		figures  []model.Assertion
		promises []model.Assertion
		fleets   []string
		want     string
	}{
		{"the mean of a long run", []model.Assertion{mean("unavailability")}, nil, nil, "histories long-run means rare"},
		{"a percentile of it", []model.Assertion{p90("unavailability")}, nil, nil, "histories long-run rare"},
		{"a bill", []model.Assertion{mean("cost.pv")}, nil, nil, "money means"},
		{"a load", []model.Assertion{mean("capacity.peak")}, nil, nil, "loads means"},
		{"a mission", []model.Assertion{mean("reliability")}, nil, nil, "histories long-run missions rare"},
		{"data", []model.Assertion{mean("data_loss")}, nil, nil, "histories long-run data rare"},
		{"what is lost", []model.Assertion{mean("cost.lost_revenue")}, nil, nil, "histories long-run money rare"},
		{"a bill, and a promise", []model.Assertion{mean("cost.pv")}, []model.Assertion{p90("downtime")}, nil, "histories long-run money rare"},
		{"of another fleet", []model.Assertion{mean("unavailability")}, []model.Assertion{p90("downtime")}, []string{"b"}, "means"},
	} {
		p := surePlan()
		p.Assertions = c.promises
		s := &sweep{of: c.figures}
		n := s.needOf(p, c.fleets)
		if got := words(n); got != c.want || !n.judged {
			t.Errorf("%s takes %q, want %q; judged %v", c.what, got, c.want, n.judged)
		}
	}
}
