package simulate

import (
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// everything is a fleet that uses all there is.
func everything() *model.System {
	s := floor(300, 3, 15, 2)
	web := &s.Pools[0]
	web.Life = model.NewLaw(model.Weibull, 500, 0.9, 0)
	web.Cover = model.Cover{On: true, Success: 0.9, Time: fixed(0.1), Recovery: lognormal(0.5, 1), HasRecovery: true}
	web.Weight, web.Uses = []float64{1, 0}, []bool{true, false}
	s.Pools = append(s.Pools,
		model.PoolSystem{
			Name: "cells", Count: 60, Place: 15, Size: 3, GroupNeeds: 2, Needs: 18, Life: exponential(700), Repair: model.NewLaw(model.Gamma, 12, 2.5, 0),
			Cover: model.Cover{On: true, Success: 0.8}, Weight: []float64{1, 1}, Uses: []bool{true, true}, Capacity: []float64{200},
		},
		model.PoolSystem{
			Name: "db", Count: 3, Place: 15, Needs: 1, Mode: model.ActiveStandby, Life: exponential(400), Repair: lognormal(20, 1),
			Cover: model.Cover{On: true, Success: 0.7, Time: exponential(0.2), Recovery: exponential(3), HasRecovery: true}, Weight: []float64{0, 0}, Uses: []bool{true, true},
		},
		model.PoolSystem{Name: "disks", Count: 2, Needs: 1, Mode: model.Mirrored, Life: exponential(300), Repair: fixed(10), Weight: []float64{0, 0}, Uses: []bool{false, true}},
	)
	s.Incidents = []model.Incident{
		{Name: "deploy", Rate: 1.0 / 300, Duration: lognormal(2, 1), Reach: model.ReachShare, Share: 0.1},
		{Name: "push", Rate: 1.0 / 900, Duration: exponential(1), Reach: model.ReachFleet},
		{Name: "room", Rate: 1.0 / 900, Duration: exponential(5), Reach: model.ReachDomain, Index: 0},
		{Name: "cell", Rate: 1.0 / 200, Duration: exponential(5), Reach: model.ReachGroup},
		{Name: "disk", Rate: 1.0 / 900, Duration: exponential(5), Reach: model.ReachPool, Index: 3},
	}
	s.Gateways = []model.Gateway{
		{Name: "bank", Availability: 0.99, Repair: 1, Share: []float64{0, 0.5}, Limit: model.Limit{Capacity: math.Inf(1), Weight: []float64{0, 0.5}}},
		{Name: "own", Availability: 0.99, Repair: 1, Share: []float64{0.2, 0}, Counts: true, Limit: model.Limit{Capacity: math.Inf(1), Weight: []float64{0.2, 0}}},
	}
	s.Workloads = []model.WorkloadSystem{
		{Name: "site", ByRequests: true, Objective: 0.95, Window: 730},
		{Name: "pay", Objective: 0.9, Window: 8760},
	}
	s.Load = constant{2600, 900}
	return s
}

func clone(h *History) History {
	c := *h
	v := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice {
			f.Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
		}
	}
	return c
}

// TestRunnersAlike: what a Runner ran before changes nothing.
func TestRunnersAlike(t *testing.T) {
	s := everything()
	used, h, fresh := NewRunner(), &History{}, &History{}
	for i, other := range []*model.System{floor(2000, 5, 100, 1), twoGroups(), everything(), {Horizon: 10}, floor(20, 1, 2, 3)} {
		other.Steady = i%2 == 0
		used.Run(other, 9, uint64(i), h)
		used.Run(s, 3, 17, h)
		NewRunner().Run(s, 3, 17, fresh)
		if got, want := clone(h), clone(fresh); !reflect.DeepEqual(got, want) {
			t.Fatalf("after system %d:\n%+v\nfresh:\n%+v", i, got, want)
		}
	}
}

// TestInvariants holds the sums that every history keeps.
func TestInvariants(t *testing.T) {
	for _, byRequests := range []bool{true, false} {
		for _, steady := range []bool{true, false} {
			s := everything()
			s.ByRequests, s.Steady = byRequests, steady
			run(s, 40, func(h *History) {
				hours, tol := h.Down, 1e-9*s.Horizon
				if byRequests { // what a gateway excludes weighs years unevenly
					hours, tol = h.Unavailability*s.Horizon, 1e-3*s.Horizon*h.Unavailability
				}
				causes, years := sum(h.Causes), sum(h.ByYear)
				if math.Abs(causes-h.Unavailability) > 1e-12 || math.Abs(years-hours) > tol {
					t.Fatalf("causes sum to %g and years to %g h, want %g and %g", causes, years, h.Unavailability, hours)
				}
				for i, c := range h.Causes {
					if c < -1e-12 {
						t.Fatalf("%s gives back %g", s.Causes()[i], -c)
					}
				}
				for w := range h.Lost {
					if !(h.Lost[w] <= h.LostServed[w] && math.Abs(h.LostServed[w]-h.Lost[w]-h.Excluded[w]) < 1e-9*h.Offered[w]) {
						t.Fatalf("lost %g, in all %g, excluded %g", h.Lost[w], h.LostServed[w], h.Excluded[w])
					}
				}
				if h.WorkloadUnavailability[1] != h.Down/s.Horizon {
					t.Fatal("a workload by time has its own time")
				}
				if d := sum(h.Durations); d > h.Down+1e-9 || len(h.Durations) > h.Outages || h.Outages > len(h.Durations)+1 {
					t.Fatalf("%d durations of %g h in all, %d outages of %g h", len(h.Durations), d, h.Outages, h.Down)
				}
			})
		}
	}
}

// TestSameLuck: a new pool, domain level or incident moves no draw of the others.
func TestSameLuck(t *testing.T) {
	a, b := floor(500, 2, 10, 1), floor(500, 2, 10, 1)
	b.Pools = append([]model.PoolSystem{{Name: "new", Count: 7, Needs: 0, Life: exponential(10), Repair: exponential(1), Uses: []bool{true}}}, b.Pools...)
	b.Incidents = []model.Incident{{Name: "i", Rate: 0.01, Duration: exponential(1), Reach: model.ReachShare, Share: 0.5}}
	b.Pools[1].Cover = model.Cover{On: true, Success: 0.5}
	r, g, h := NewRunner(), &History{}, &History{}
	for trial := range uint64(20) {
		r.Run(a, 1, trial, g)
		r.Run(b, 1, trial, h)
		if g.Failures[0] != h.Failures[1] || math.Abs(g.UnitHours[0]-h.UnitHours[1]) > 1e-6 {
			t.Fatalf("trial %d: %d failures and %v unit hours, with more beside %d and %v", trial, g.Failures[0], g.UnitHours[0], h.Failures[1], h.UnitHours[1])
		}
	}
}

// TestPinnedHistory holds whole histories to bits that are the same on every
// processor. A change of them belongs under Numbers in the change log.
func TestPinnedHistory(t *testing.T) {
	f := fnv.New64a()
	run(everything(), 20, func(h *History) {
		fmt.Fprintln(f, strings.TrimSuffix(fmt.Sprintf("%x", *h), " [] [] []}")+"}") // no members are asked for
	})
	if got, want := f.Sum64(), uint64(0xc12e8c18e07238c9); got != want {
		t.Errorf("histories hash to %#x, want %#x", got, want)
	}
	f.Reset()
	asked := everything()
	for i := range asked.Pools {
		asked.Pools[i].CountMembers = 3
	}
	run(asked, 20, func(h *History) { fmt.Fprintf(f, "%x\n", h.Members) })
	if got, want := f.Sum64(), uint64(0xf237aaf629c03e33); got != want {
		t.Errorf("members hash to %#x, want %#x", got, want)
	}
}

// TestNoFusedProducts compiles the sampled path for processors whose compilers fuse
// a product into a sum, which would change bits, and looks for such instructions.
func TestNoFusedProducts(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for other processors")
	}
	for _, dir := range []string{".", "..", "rare", "../demand", "../integrity", "../internal/portable"} {
		if _, err := os.ReadDir(dir); err != nil { // a change of a file is a change of this test
			t.Fatal(err)
		}
	}
	fused := regexp.MustCompile(`\((\S+\.go:\d+)\)\s+F(N?M(ADD|SUB)|MSUB|MADD)`)
	for _, arch := range []string{"arm64", "s390x", "ppc64le", "riscv64"} {
		cmd := exec.Command("go", "build", "-gcflags=-S", "github.com/capplan/capplan/model", "github.com/capplan/capplan/model/simulate", "github.com/capplan/capplan/model/simulate/rare", "github.com/capplan/capplan/model/demand", "github.com/capplan/capplan/model/integrity", "github.com/capplan/capplan/model/internal/portable")
		cmd.Env = append(cmd.Environ(), "GOARCH="+arch, "CGO_ENABLED=0")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Skipf("no compiler for %s: %v", arch, err)
		}
		for _, m := range fused.FindAllStringSubmatch(string(out), -1) {
			if strings.Contains(m[1], "/integrity/durable") { // exact figures promise no bits
				continue
			}
			t.Errorf("%s: fused at %s", arch, m[1])
		}
	}
}
