package simulate

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// TestAllocations: once its memory has grown, a history takes less than one allocation.
func TestAllocations(t *testing.T) {
	spares := crewed(200, 1)
	spares.Pools[0].Spares = &model.Spares{OnSite: 3, Share: 0.5, Resupply: lognormal(100, 1)}
	spares.Pools[0].Standby, spares.Pools[0].Dormancy = 5, 0.3
	sharing := crewed(200, 1)
	sharing.Crews[0].Sharing = true
	frozen := crewed(200, 1)
	frozen.Pools[0].Freeze = true
	frozen.Pools[0].Life = model.NewLaw(model.Weibull, yearHours/0.55, 2, 0)
	all := everything()
	all.Horizon = 1500
	for name, s := range map[string]*model.System{
		"flows":   floor(2000, 5, 100, 1),
		"groups":  twoGroups(),
		"crews":   crewed(1000, 1),
		"sharing": sharing,
		"spares":  spares,
		"frozen":  frozen,
		"all":     all,
	} {
		r, h, trial := NewRunner(), &History{}, uint64(0)
		one := func() {
			r.Run(s, 1, trial, h)
			trial++
		}
		for range 60 { // the longest lists of many trials
			one()
		}
		if n := testing.AllocsPerRun(100, one); n >= 1 {
			t.Errorf("%s: %g allocations a trial", name, n)
		}
		mission := func() {
			r.Mission(s, 1, trial, s.Horizon)
			trial++
		}
		for range 60 {
			mission()
		}
		if n := testing.AllocsPerRun(100, mission); n >= 1 {
			t.Errorf("%s: %g allocations a mission", name, n)
		}
	}
}
