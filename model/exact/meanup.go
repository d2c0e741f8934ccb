package exact

import "github.com/capplan/capplan/model"

// MeanUp returns the long-run mean number of units of a pool that are up and reachable:
//
//	n · MTTF/(MTTF + MTTR) · Π over levels (1 − q) · Π over incidents that take domains
//
// whatever the laws, where nothing ties its units together and nothing moves in time;
// false elsewhere.
func MeanUp(s *model.System, pool int) (float64, bool) {
	p := &s.Pools[pool]
	if !s.Steady || len(p.Arrivals) > 0 || s.Freeze || p.Crew > 0 || p.Spares != nil || p.Standby > 0 || p.Beta > 0 || p.Freeze || p.Gray.Life.Kind != model.NeverLaw || p.Upkeep != nil || p.Repair.Kind == model.NeverLaw {
		return 0, false
	}
	a := float64(p.Count) * (1 - model.Unavailability(p.Life, p.Repair))
	for l := range s.Levels {
		lv := &s.Levels[l]
		if p.Place == 0 {
			break
		}
		if lv.Paths > 0 || lv.Tree > 0 || lv.Repair.Kind == model.NeverLaw && lv.Life.Kind != model.NeverLaw {
			return 0, false
		}
		a *= 1 - model.Unavailability(lv.Life, lv.Repair)
	}
	for i := range s.Incidents {
		switch in := &s.Incidents[i]; {
		case in.Reach == model.ReachGroup, in.Reach == model.ReachDomain: // takes units unevenly
			return 0, false
		}
	}
	return a, true
}
