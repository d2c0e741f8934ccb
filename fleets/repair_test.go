package fleets

import (
	"math"
	"slices"
	"testing"

	"github.com/capplan/capplan/model"
)

const repairing = head + `
fleets:
  a:
    repair_crews: 3
    repair_policy: sharing
    while_down: freeze
    failure_domains:
      - room: {count: 2}
        feed: {count: 2, paths: 3, needs: 2, failures: {mttf: 4 y (2..8)}, repair: 3 h, common_cause: {beta: 5 %}}
      - pod: {count: 5, paths: 2, failures: {afr: 10 %}, repair: 1 h}
        switch: {count: 3}
    pools:
      web:
        hardware: {failures: {afr: 8 %}, repair: 24 h, part: {share: 60 % (40 %..80 %)}, common_cause: {beta: 2 % (1 %..4 %)}}
        count: 10
        needs: 8
        standby: {count: 3, kind: warm, dormancy: 10 % (5 %..20 %)}
        spares: {on_site: 0, resupply: 7 d (3..14)}
        gray: {failures: {rate: 1e-5/h}, works: 30 %, detect: {law: lognormal, mean: 40 min, cv: 1}}
        maintenance: {every: 90 d, duration: 2 h (1..3), at_once: 5 %, window: 22:00..02:30, counts: false}
      store: {count: 4, needs: 3, failures: {afr: 8 %}, repair: 24 h, repair_crews: 1, repair_policy: fcfs, common_cause: {beta: 8 %}, while_down: freeze}
      disks: {count: 9, failures: {afr: 8 %}, repair: 24 h, groups: {size: 3, needs: 2, rebuild: 1 h}, maintenance: {every: 30 d, duration: {law: uniform, min: 1 h, max: 2 h}}, failover: {success: 95 %, recovery: 1 h}}
    operations:
      incidents: [{name: change, rate: 2/year, duration: 1 h, reach: switch}]
      learns: {halves_every: 18 months (12..24), floor: 0.5/year}
  b:
    base: a
    repair_policy: null
    operations: {learns: null}
    maturity: {failover: {from: 95 %, to: 99.9 %}, incidents: {from: 4/year, to: 0.25/year (0.1..0.5)}, engineering: {from: 25M USD/year, to: 8M USD/year}, over: 3 y}
`

func readRepairing(t *testing.T) *model.Plan {
	t.Helper()
	return mustLoad(t, repairing, Options{})
}

func TestRepairingIsRead(t *testing.T) {
	plan := readRepairing(t)
	a, b := &plan.Fleets[0], &plan.Fleets[1]
	web, store, disks := &a.Pools[0], &a.Pools[1], &a.Pools[2]
	is := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Error(what)
		}
	}
	is("fleet's crew", *a.Crew == model.Crew{Count: 3, Sharing: true} && web.Crew == nil && disks.Crew == nil)
	is("crew of its own", *store.Crew == model.Crew{Count: 1})
	is("policy deleted", *b.Crew == model.Crew{Count: 3})
	is("freeze", a.Freeze && store.Freeze && !web.Freeze)
	is("standby", web.Standby.Count == 3 && web.Standby.Kind == "warm" && web.Standby.Dormancy.Value == 0.1 && web.Units() == 13)
	is("spares", web.Spares.OnSite == 0 && web.Spares.Resupply.Kind == model.Exponential && web.Spares.Resupply.Mean.Value == 168)
	is("beta", web.Beta.Value == 0.02 && web.Beta.ID > 0 && store.Beta.Value == 0.08)
	is("gray", math.Abs(web.Gray.Life.Mean.Value-1e5) < 1e-9 && web.Gray.Works.Value == 0.3 && web.Gray.Detect.Kind == model.Lognormal)
	u := web.Upkeep
	is("maintenance", u.Every.Value == 90*24 && u.Duration.Kind == model.Deterministic && u.Duration.Mean.Value == 2 && u.AtOnce == 1 && !u.Counts)
	is("window", u.From == 22 && u.To == 2.5)
	u = disks.Upkeep
	is("maintenance at any hour", u.From == 0 && u.To == 24 && u.Counts && u.Duration.Kind == model.Uniform && u.AtOnce == 1)
	is("rebuilt", disks.Rebuilt() && !web.Rebuilt())
	feed, pod := &a.Domains[1], &a.Domains[2]
	is("paths", feed.Paths == 3 && feed.Needs == 2 && feed.Beta.Value == 0.05 && feed.Tree == 0)
	is("one path of two is needed", pod.Paths == 2 && pod.Needs == 1 && pod.Tree == 1 && a.Domains[0].Paths == 0)
	is("place is of the first tree", web.Place == 4)
	is("reach", a.Incidents[0].Reach == model.ReachDomain && a.Incidents[0].Index == 3)
	is("learns", a.Learns.HalfLife.Value == 18*730 && a.Learns.Floor.Value == 0.5/8760 && a.Maturity == nil)
	m := b.Maturity
	is("maturity", b.Learns == nil && m.Over.Value == 3*8760 && m.Success[1].Value == 0.999 && m.Incidents[0].Value == 4./8760 && m.Engineering[0].Value == 25e6)
}

// TestRepairingIsAssumed: each value stands in the list of assumptions, and each range
// is an unknown.
func TestRepairingIsAssumed(t *testing.T) {
	plan := readRepairing(t)
	uncertain := map[string]bool{}
	for _, in := range plan.Inputs {
		uncertain[in.Path] = in.Unknown > 0
	}
	for path, ranged := range map[string]bool{
		"fleets.a.repair_crews": false, "fleets.a.repair_policy": false, "fleets.a.while_down": false,
		"fleets.a.failure_domains.0.feed.paths": false, "fleets.a.failure_domains.0.feed.needs": false, "fleets.a.failure_domains.0.feed.common_cause.beta": false,
		"fleets.a.pools.web.standby.count": false, "fleets.a.pools.web.standby.kind": false, "fleets.a.pools.web.standby.dormancy": true,
		"fleets.a.pools.web.spares.on_site": false, "fleets.a.pools.web.spares.resupply": true, "fleets.a.pools.web.hardware.common_cause.beta": true,
		"fleets.a.pools.web.gray.failures.rate": false, "fleets.a.pools.web.gray.works": false, "fleets.a.pools.web.gray.detect.mean": false,
		"fleets.a.pools.web.maintenance.every": false, "fleets.a.pools.web.maintenance.duration": true, "fleets.a.pools.web.maintenance.at_once": false,
		"fleets.a.pools.web.maintenance.window": false, "fleets.a.pools.web.maintenance.counts": false,
		"fleets.a.pools.store.repair_crews": false, "fleets.a.pools.store.repair_policy": false, "fleets.a.pools.store.while_down": false,
		"fleets.a.operations.learns.halves_every": true, "fleets.a.operations.learns.floor": false,
		"fleets.b.maturity.over": false, "fleets.b.maturity.failover.from": false, "fleets.b.maturity.incidents.to": true, "fleets.b.maturity.engineering.to": false,
	} {
		got, there := uncertain[path]
		if !there {
			t.Errorf("%s is no input", path)
		} else if got != ranged {
			t.Errorf("%s: uncertain %v", path, got)
		}
	}
}

func TestStandbyKinds(t *testing.T) {
	for text, want := range map[string]float64{"{count: 1}": 1, "{count: 1, kind: hot}": 1, "{count: 1, kind: cold}": 0, "{count: 1, dormancy: 30 %}": 0.3, "{count: 1, kind: warm, dormancy: 30 %}": 0.3} {
		plan := mustLoad(t, pool("count: 2\nstandby: "+text), Options{})
		if got := plan.Fleets[0].Pools[0].Standby.Dormancy; !got.Set || got.Value != want {
			t.Errorf("%s: dormancy %v", text, got.Value)
		}
	}
}

// TestWindows: hours of a day, over midnight too; maintenance may take all of it.
func TestWindows(t *testing.T) {
	for text, want := range map[string][2]float64{"02:00..05:00": {2, 5}, "00:00..24:00": {0, 24}, "22:30..02:00": {22.5, 2}, "22:00..00:00": {22, 0}} {
		plan := mustLoad(t, pool("count: 2\nmaintenance: {every: 90 d, duration: 2 h, window: "+text+"}"), Options{})
		if u := plan.Fleets[0].Pools[0].Upkeep; [2]float64{u.From, u.To} != want {
			t.Errorf("%s: %v..%v", text, u.From, u.To)
		}
	}
	for _, text := range []string{"02:00", "2:00..5:00", "02:00..02:00", "24:00..02:00", "02:60..05:00", "02:00..24:30", "+2:00..05:00", "02:00...05:00"} {
		if load(pool("count: 2\nmaintenance: {every: 90 d, duration: 1 min, window: "+text+"}")) == nil {
			t.Errorf("%s is read", text)
		}
	}
}

// TestApartInCrossingTrees holds the check to the placement itself.
func TestApartInCrossingTrees(t *testing.T) {
	for _, size := range []int{2, 3, 4, 5, 6} {
		for _, pods := range []int{2, 3, 5, 7, 8} {
			text := head + sprint("fleets: {a: {failure_domains: [{room: {count: 3}, rack: {count: 2}}, {pod: {count: ", pods, "}, switch: {count: 2}}], groups: {size: ", size, ", apart: pod}, count: ", 6*size, ", "+unit+"}}\n")
			sys := model.System{Levels: []model.Level{{Total: 3}}}
			meet := false
			for g := range 6 {
				var in []int
				for i := g * size; i < (g+1)*size; i++ {
					at := sys.Under(i, 2*pods) % pods
					meet = meet || slices.Contains(in, at)
					in = append(in, at)
				}
			}
			if err := load(text); (err != nil) != meet {
				t.Errorf("groups of %d in %d pods: meet %v, %v", size, pods, meet, err)
			}
		}
	}
}

// What a switch of an active-standby pool stops is read.
func TestScopeOfSwitchIsRead(t *testing.T) {
	p := mustLoad(t, pool("count: 2\nmode: active-standby\nfailover: {time: 1 min, scope: fleet}"), Options{})
	if f := p.Fleets[0].Pools[0].Failover; f.Scope != model.ScopeFleet {
		t.Errorf("scope %v", f.Scope)
	}
}

// Data ÷ bandwidth is the mean of a rebuild, each with its own range.
func TestRebuildFromBandwidth(t *testing.T) {
	read := func(rebuild string) (*model.Plan, *model.RandomTime) {
		p := mustLoad(t, pool("count: 6\ngroups: {size: 3, needs: 2, rebuild: "+rebuild+"}"), Options{})
		return p, p.Fleets[0].Pools[0].Groups.Rebuild
	}
	for text, hours := range map[string]float64{
		"{bandwidth: 50 MB/s, data: 8 TB}":                           8e12 / 50e6 / 3600,
		"{bandwidth: 1 GiB/s, data: 512 GiB}":                        512. / 3600,
		"{data: 8 TB (4..12), bandwidth: 50 MB/s}":                   8e12 / 50e6 / 3600,
		"{data: 8 TB (4..12), bandwidth: 50 MB/s (25..100)}":         8e12 / 50e6 / 3600,
		"{data: 8000 GB, bandwidth: 50k kB/s (25k kB/s..100k kB/s)}": 8e12 / 50e6 / 3600,
	} {
		_, l := read(text)
		if got := l.At(nil); l.Kind != model.Exponential || math.Abs(got.Mean/hours-1) > 1e-12 {
			t.Errorf("%s: %v of mean %g h, want %g", text, l.Kind, got.Mean, hours)
		}
	}
	loaded, _ := read("{bandwidth: 50 MB/s, data: 8 TB, load: 10 % (5 %..20 %)}")
	if q := loaded.Fleets[0].Pools[0].Groups.Drain; q.Value != 0.1 || q.ID == 0 {
		t.Errorf("load: %+v", q)
	}
	p, l := read("{data: 8 TB (4..12), bandwidth: 50 MB/s (25..100)}")
	if len(p.Unknowns) != 2 {
		t.Fatalf("%d unknowns", len(p.Unknowns))
	}
	d := make(model.Draw, 2)
	for _, x := range [][2]float64{{0.05, 0.95}, {0.95, 0.05}, {0.95, 0.95}} { // levels of data, and of 1 ÷ bandwidth
		d[l.Mean.ID-1], d[l.Times.ID-1] = x[0], x[1]
		data := map[float64]float64{0.05: 4, 0.95: 12}[x[0]]
		speed := map[float64]float64{0.05: 100, 0.95: 25}[x[1]]
		if got, want := l.At(d).Mean, data*1e12/(speed*1e6)/3600; math.Abs(got/want-1) > 0.02 {
			t.Errorf("%g TB at %g MB/s: %g h, want %g", data, speed, got, want)
		}
	}
}
