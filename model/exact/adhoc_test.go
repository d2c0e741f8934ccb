package exact
import ("testing";"time";"github.com/capplan/capplan/model")
func TestAdhoc(t *testing.T) {
	run := func(name string, s *model.System) {
		a := time.Now()
		r, err := Solve(s)
		if err != nil { t.Log(name, err, time.Since(a)); return }
		t.Logf("%s %v U=%.6g time=%.6g rate=%.4g err=%.2g %v %s cost %.2g", name, time.Since(a), r.Unavailability, r.ByTime, r.OutageRate, r.Error, r.Method, r.Why, Cost(s))
	}
	s := bigTree(); q := s.Pools[0]; q.Count = 777; q.Needs = 760; s.Pools = append(s.Pools, q); s.Pools[0].Count = 19999
	run("two uneven in 500 racks", s)
	q.Count = 1234; q.Needs = 1200; s.Pools = append(s.Pools, q)
	run("three uneven", s)
	s = bigTree(); s.Levels = append(s.Levels, model.Level{Total: 20000, Life: exponentialLaw(1e5), Repair: exponentialLaw(3)}); s.Pools[0].Place = 20000
	run("20000 leaves", s)
	s = bigTree(); s.Pools[0].Size = 3; s.Pools[0].Count = 19998; s.Pools[0].GroupNeeds = 2; s.Pools[0].Needs = 6666
	run("groups in 4x5x25", s)
	s = floorOf2009(); s.Pools[1].Needs = 396
	run("396 of 400 groups", s)
	s = floorOf2009(); s.Pools[1].Size, s.Pools[1].GroupNeeds, s.Pools[1].Needs = 5, 3, 240
	run("groups of 5", s)
	s = floorOf2009(); s.Pools[1].Size, s.Pools[1].GroupNeeds, s.Pools[1].Needs = 12, 8, 100
	run("groups of 12", s)
	s = floorOf2009(); s.Pools[1].Cover.Scope = model.ScopeFleet
	run("fleet scope", s)
	s = floorOf2009(); s.Levels[0].Total = 1; s.Incidents[0].Reach, s.Incidents[0].Index = model.ReachDomain, 1
	run("domain incident", s)
	s = floorOf2009(); for k := range s.Pools[0].Capacity { s.Pools[0].Capacity[k] *= 0.8 }
	run("web short of demand", s)
	s = floorOf2009(); db := hallOf2009().Pools[1]; db.Place = 100; s.Pools = append(s.Pools, db)
	run("standby beside groups", s)
	s = hallOf2009(); s.Levels = append([]model.Level{{Total: 1, Life: exponentialLaw(1e5), Repair: exponentialLaw(3)}}, s.Levels...); s.Levels[1].Total = 2; s.Levels[1].Life = exponentialLaw(1e5)
	run("standby three levels", s)
	s.Pools[1].Count = 3; s.Pools[1].Capacity = append(s.Pools[1].Capacity, 5e4)
	run("standby of three, three levels", s)
}
