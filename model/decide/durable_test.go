package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// kept is a plan of one fleet whose pool keeps data in groups of three.
func kept(count int, levels ...model.Domain) *model.Plan {
	hours := func(h float64) model.RandomTime {
		return model.RandomTime{Kind: model.Exponential, Mean: model.Certain(h)}
	}
	back := hours(6)
	place := 1
	for _, l := range levels {
		place *= l.Count
	}
	if len(levels) == 0 {
		place = 0
	}
	return &model.Plan{
		Horizon: model.Horizon{Hours: 8760, Steady: true}, Run: model.Run{Trials: 20, Seed: 1, Level: 0.9, Method: "auto"},
		Fleets: []model.Fleet{{Name: "a", Site: -1, Domains: levels, Pools: []model.Pool{{
			Name: "disks", Site: -1, Count: count, Place: place, Life: hours(35040), Repair: hours(72),
			Needs: model.Needs{Count: count / 3}, ShareAll: model.Certain(1),
			Groups: &model.Groups{Size: 3, Needs: 1, Rebuild: &back, Data: model.Certain(4e12)},
			Data:   model.DataSpec{Asked: true, Bytes: model.Certain(4e12)},
		}}}},
	}
}

func burning(name string, count int, rate float64) model.Domain {
	life := model.RandomTime{Kind: model.Exponential, Mean: model.Certain(1 / rate)}
	back := model.RandomTime{Kind: model.Exponential, Mean: model.Certain(6)}
	return model.Domain{Name: name, Count: count, Life: life, Repair: back, Destroys: model.Certain(1)}
}

// TestDataLost: figures of one group are those of its chain; a thousand groups lose a
// thousand times as often, whatever they share, but what burns together is one first loss.
func TestDataLost(t *testing.T) {
	one := answered(t, kept(3), Options{noMissions: true}).Fleets["a"].Metrics
	many := answered(t, kept(3000), Options{noMissions: true}).Fleets["a"].Metrics
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if !(math.Abs(got/want-1) <= tolerance) {
			t.Errorf("%s = %.12g, want %.12g", what, got, want)
		}
	}
	near("MTTDL", *one["mttdl"].Mean, 398592211440, 1e-11)
	near("data lost", *one["data_loss"].Mean, 2.1954774741404767e-08, 2e-8) // a chance; two losses are 1e-8 of it
	near("bytes", *one["bytes_lost"].Mean, *one["data_loss"].Mean*4e12, 1e-11)
	near("data lost of 1,000", *many["data_loss"].Mean, *one["data_loss"].Mean*1000, 1e-11)
	near("MTTDL of 1,000", *many["mttdl"].Mean, *one["mttdl"].Mean/1000, 1e-6)
	if one["data_loss"].Method != "exact" || many["mttdl"].Method != "numerical" {
		t.Errorf("methods %s, %s", one["data_loss"].Method, many["mttdl"].Method)
	}
	rack := answered(t, kept(3, burning("rack", 1, 1e-7)), Options{noMissions: true}).Fleets["a"].Metrics
	near("MTTDL in one rack", *rack["mttdl"].Mean, 9999749.123545585, 1e-11)
	shared := answered(t, kept(3000, burning("rack", 1, 1e-7)), Options{noMissions: true}).Fleets["a"].Metrics
	near("data lost, one rack for 1,000", *shared["data_loss"].Mean, 1000**rack["data_loss"].Mean, 1e-11)
	near("MTTDL, one rack for 1,000", *shared["mttdl"].Mean, 1/(1e-7+1000/398592211440.), 1e-4)
}

// TestStand: groups that stand alike are counted together, and every one is counted.
func TestStand(t *testing.T) {
	p := kept(3*7, burning("room", 2, 1e-7), burning("rack", 2, 1e-6))
	s := newStage(p, &p.Fleets[0])
	k := s.keeps()[0]
	groups := 0
	for _, x := range k.patterns {
		groups += x.Groups
		if len(x.Under[0]) != 3 || x.Under[0][0] == x.Under[0][1] || x.Under[0][0] != x.Under[0][2] { // rooms 0 1 0
			t.Errorf("members stand in rooms %v", x.Under[0])
		}
	}
	if groups != 7 || len(k.patterns) != 1 || k.instances[0] != 2 || k.instances[1] != 4 {
		t.Errorf("%d groups in %d patterns, %v domains", groups, len(k.patterns), k.instances)
	}
}

// TestScrubbed holds the closed form to a mean over moments between two scrubs.
func TestScrubbed(t *testing.T) {
	for _, p := range []float64{1e-6, 0.05, 0.5} {
		for _, days := range []float64{0.001, 7, 90, 365} {
			const n = 100000
			mean := 0.0
			for i := range n {
				mean -= math.Expm1(math.Log1p(-p)*days/365*(float64(i)+0.5)/n) / n
			}
			if got := scrubbed(p, days*24); !(math.Abs(got/mean-1) < 1e-6) {
				t.Errorf("p %g, %g days: %g, want %g", p, days, got, mean)
			}
		}
	}
	if scrubbed(0.1, 10*8760) != 0.1 || scrubbed(1, 100) != 1 || scrubbed(0, 100) != 0 {
		t.Error("ends")
	}
}

// TestDataPromised: what is promised is held against the whole fleet's losses.
func TestDataPromised(t *testing.T) {
	p := kept(3000)
	p.Workloads = []model.Workload{{Name: "w", Sources: []model.Source{{Name: "w", Peak: model.Certain(1)}}, SLO: model.SLO{DataLoss: model.Certain(1e-6)}}}
	p.Fleets[0].Serves = []int{0}
	r := answered(t, p, Options{noMissions: true})
	if f := r.Fleets["a"]; len(f.Promised) != 1 || f.Promised[0].Kept {
		t.Errorf("%+v", f.Promised)
	}
	p.Workloads[0].SLO.DataLoss = model.Certain(1e-4)
	if f := answered(t, p, Options{noMissions: true}).Fleets["a"]; len(f.Promised) != 1 || !f.Promised[0].Kept {
		t.Errorf("%+v", f.Promised)
	}
}

// TestDataSampled holds sampled losses to those of the chain, and keeps what is drawn
// the same.
func TestDataSampled(t *testing.T) {
	p := kept(30, burning("room", 5, 1e-9))
	known := answered(t, p, Options{noMissions: true}).Fleets["a"].Metrics["data_loss"]
	x := answered(t, p, Options{Method: "simulate", Trials: 20, noMissions: true}).Fleets["a"].Metrics
	m := x["data_loss"]
	if m.Method != "monte-carlo" || m.Lo == nil || m.Hi == nil {
		t.Fatalf("%+v", m)
	}
	se := (*m.Hi - *m.Lo) / 2 / student(level, 64)
	if z := (*m.Mean - *known.Mean) / se; !(math.Abs(z) < 4) || !(se < 0.02**m.Mean) {
		t.Errorf("%g ± %g, want %g", *m.Mean, se, *known.Mean)
	}
	again := answered(t, p, Options{Method: "simulate", Trials: 20, Jobs: 2, noMissions: true}).Fleets["a"].Metrics["data_loss"]
	if *again.Mean != *m.Mean {
		t.Error("sampled losses change")
	}
}
