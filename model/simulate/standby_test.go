package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// TestStandby holds four carrying units with two that wait, behind one repairer, to
// birth and death: while j are down, min(4, 6−j) carry and the others wait at the
// dormancy's pace. The fleet is short with more than two down. It notices 6 %.
func TestStandby(t *testing.T) {
	const n, wait, mttf, mttr = 4, 2, 200.0, 20.0
	for _, dormancy := range []float64{0, 0.3, 1} {
		p, total := []float64{1}, 1.0
		for j := 1; j <= n+wait; j++ {
			up := n + wait - (j - 1)
			rate := (float64(min(n, up)) + dormancy*float64(max(0, up-n))) / mttf
			p = append(p, p[j-1]*rate*mttr)
			total += p[j]
		}
		want, carrying := tail(p, wait+1)/total, 0.0
		for j := range p {
			carrying += float64(min(n, n+wait-j)) * p[j] / total
		}
		s := &model.System{
			Horizon: 100000, Steady: true, Crews: []model.Crew{{Count: 1}},
			Pools: []model.PoolSystem{{
				Name: "p", Count: n, Needs: n, Standby: wait, Dormancy: dormancy,
				Life: exponential(mttf), Repair: exponential(mttr), Crew: 1,
			}},
		}
		var u, up stat.Sample
		run(s, 500, func(h *History) {
			u.Add(h.Unavailability)
			up.Add(h.UnitHours[0] / s.Horizon)
		})
		stat.Near(t, "unavailability", &u, want, 0.06*want)
		stat.Near(t, "carrying", &up, carrying, 0.002*carrying)
	}
}

// TestTakesPlaces: one carries, one waits cold; a place is empty for 2 h at each loss.
// Lives of 100 h count while a unit carries only.
//
//	a carries 0–100, in repair 100–130, waits; b carries 102–202, in repair 202–232;
//	a carries 204–304
func TestTakesPlaces(t *testing.T) {
	s := &model.System{Horizon: 300, Pools: []model.PoolSystem{{
		Name: "p", Count: 1, Needs: 1, Standby: 1, Life: fixed(100), Repair: fixed(30),
		Cover: model.Cover{On: true, Success: 1, Time: fixed(2)},
	}}}
	run(s, 1, func(h *History) {
		if h.Down != 4 || h.Outages != 2 || h.Failures[0] != 2 || h.UnitHours[0] != 296 {
			t.Errorf("down %g h in %d outages, %d failures, %g h carried; want 4, 2, 2, 296", h.Down, h.Outages, h.Failures[0], h.UnitHours[0])
		}
		if got, want := h.Causes[2], 4.0/300; got != want || h.Causes[1] != 0 {
			t.Errorf("causes %v, want %g of failover", h.Causes, want)
		}
	})
}

// TestColdPair holds the mean time to the loss of a cold, warm and hot pair that is
// not repaired to 1/λ + 1/((1+d)λ), and 2-of-3 with a cold spare to its stages. It
// notices 4 %.
func TestColdPair(t *testing.T) {
	const mttf = 100.0
	for _, c := range []struct {
		needs, standby int
		dormancy       float64
		want           float64
	}{
		{1, 1, 0, mttf * 2},
		{1, 1, 0.3, mttf * (1 + 1/1.3)},
		{1, 1, 1, mttf * 1.5},
		{3, 1, 0, mttf * 2 / 3}, // 3 of 3 and a cold one
	} {
		s := &model.System{Horizon: 10, Pools: []model.PoolSystem{{
			Name: "p", Count: c.needs, Needs: c.needs, Standby: c.standby, Dormancy: c.dormancy, Life: exponential(mttf),
		}}}
		var at stat.Sample
		r := NewRunner()
		for trial := range uint64(40000) {
			at.Add(r.Mission(s, 3, trial, 1e9))
		}
		stat.Near(t, "mean time to the loss", &at, c.want, 0.04*c.want)
	}
}

// Groups of one place each beside standby are units: the same histories.
func TestGroupsOfOnePlace(t *testing.T) {
	p := model.PoolSystem{
		Name: "a", Count: 6, Needs: 5, Standby: 2, Dormancy: 0.5, Life: exponential(100), Repair: lognormal(20, 1.5), Place: 4,
		Cover: model.Cover{On: true, Success: 0.8, Time: exponential(2), Recovery: exponential(5), HasRecovery: true, Scope: model.ScopePool},
	}
	s := &model.System{
		Horizon: 8760, Pools: []model.PoolSystem{p},
		Levels: []model.Level{{Name: "rack", Total: 4, Life: exponential(1000), Repair: exponential(8)}},
	}
	var down, outages []float64
	run(s, 20, func(h *History) { down, outages = append(down, h.Down), append(outages, float64(h.Outages)) })
	s.Pools[0].Size, s.Pools[0].GroupNeeds = 1, 1
	k := 0
	run(s, 20, func(h *History) {
		if !(h.Down > 0) || math.Abs(h.Down-down[k]) > 1e-9*h.Down || float64(h.Outages) != outages[k] {
			t.Errorf("trial %d: %g h down in %d outages, want %g in %g", k, h.Down, h.Outages, down[k], outages[k])
		}
		k++
	})
}

// TestPlacesOfGroups: places are lost evenly, so that with 12 in groups of two and hot
// standby e empty ones spare every group in C(6,e)·2^e of C(12,e) cases; e + 2 of 14
// units are down. The mean of 400 trials would notice 7 %; empty places are filled from
// the first on, which moves it by less.
func TestPlacesOfGroups(t *testing.T) {
	const life, repair, trials = 100.0, 5.0, 400
	s := &model.System{Horizon: 87600, Pools: []model.PoolSystem{{
		Name: "a", Count: 12, Size: 2, GroupNeeds: 1, Needs: 6, Standby: 2, Dormancy: 1, Life: exponential(life), Repair: exponential(repair),
	}}}
	var sum, squares float64
	run(s, trials, func(h *History) {
		u := h.Down / s.Horizon
		sum += u
		squares += u * u
	})
	q := repair / (life + repair)
	even := 0.0
	for e := 2; e <= 12; e++ {
		apart := choose(6, e) * math.Pow(2, float64(e)) / choose(12, e)
		if e > 6 {
			apart = 0
		}
		even += (1 - apart) * choose(14, e+2) * math.Pow(q, float64(e+2)) * math.Pow(1-q, float64(12-e))
	}
	got := sum / trials
	sd := math.Sqrt((squares/trials - got*got) / (trials - 1))
	if z := (got - even) / sd; !(math.Abs(z) < 4.5) || !(4.5*sd < 0.07*even) {
		t.Errorf("down %g ± %g, want %g (z = %.1f)", got, sd, even, z)
	}
}
