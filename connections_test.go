package capplan_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/capplan/capplan"
)

// A held is a pool whose units hold connections, worked out by hand: browse and buy visit
// it with these loads, units of work each, and buy calls a database with a share of its
// requests through walls units of it, each of which makes so many calls a second.
type held struct {
	browse, buy   float64 // req/s
	weigh         [2]float64
	share, visits float64
	walls         int
	calls         float64 // per second and unit; 0: any number
}

// lost returns the requests lost with k units up, and whether demand is above what they
// carry.
func (h held) lost(k int) (requests float64, over bool) {
	refused := func(v, capacity, need float64) float64 {
		if need > capacity {
			over = true
			return v * (1 - capacity/need)
		}
		return 0
	}
	can := float64(min(k, h.walls))
	calls := min(1, h.share/h.visits)
	pool := refused(h.visits, float64(k), h.visits*(h.browse*h.weigh[0]+h.buy*h.weigh[1]))
	wall := refused(h.visits*calls, can, h.visits*h.buy*h.weigh[1]*calls)
	if h.calls > 0 {
		wall = max(wall, refused(h.visits*calls, can*h.calls, h.visits*calls*h.buy))
	}
	return h.browse*pool + h.buy*max(pool, wall), over
}

// mean returns the share of requests lost and of time above capacity, at the chances of so
// many units up.
func (h held) mean(up []float64) (requests, time float64) {
	for k, p := range up {
		x, over := h.lost(k)
		requests += p * x / (h.browse + h.buy)
		if over {
			time += p
		}
	}
	return requests, time
}

// binomialUp are the chances of k of n independent units up.
func binomialUp(n int, q float64) []float64 {
	out := make([]float64, n+1)
	for k := range out {
		lg, _ := math.Lgamma(float64(n + 1))
		a, _ := math.Lgamma(float64(k + 1))
		b, _ := math.Lgamma(float64(n - k + 1))
		out[k] = math.Exp(lg-a-b) * math.Pow(1-q, float64(k)) * math.Pow(q, float64(n-k))
	}
	return out
}

// crewUp are the chances of k of n units up that c repairers repair.
func crewUp(n, c int, mttf, repair float64) []float64 {
	out := make([]float64, n+1)
	x, sum := 1.0, 0.0
	for down := 0; down <= n; down++ {
		out[n-down] = x
		sum += x
		x *= float64(n-down) / mttf / (float64(min(down+1, c)) / repair)
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// TestConnectionsActInEveryState: of the units that are up only so many can call the
// database. Exact against enumeration by hand, and histories against exact (verify), with
// independent units, with one crew, where a part of the requests visits and calls, with
// Little's law, and by time.
func TestConnectionsActInEveryState(t *testing.T) {
	const n, q = 8, 20.0 / 120
	alone, crew := binomialUp(n, q), crewUp(n, 2, 100, 20)
	wall := held{browse: 60, buy: 60, weigh: [2]float64{1 / 40.0, 1 / 15.0}, share: 1, visits: 1, walls: 3}
	some, busy, few := wall, wall, wall
	some.share, some.visits, some.walls = 0.4, 0.8, 1
	busy.calls, busy.walls = 100/11.0, 8
	few.walls = 7 // never the limit: with fewer up it is what they carry for all
	fleets, expect, known := "", "", map[string]float64{}
	add := func(name, keys, serves string, h held, up []float64, time bool) {
		fleets += "  " + name + ": {serves: [browse" + serves + ", buy" + serves + "], pools: {web: {count: 8, failures: {mttf: 100 h}, repair: 20 h, throughput: {per_workload: {browse" + serves + ": 40 req/s, buy" + serves + ": 15 req/s}}" + keys + "}}}\n"
		requests, over := h.mean(up)
		if time {
			requests = over
		}
		known[name] = requests
		expect += fmt.Sprintf("  - {fleet: %s, metric: unavailability, value: %.12g, tolerance: 1e-9}\n", name, requests)
	}
	add("wall", "", "", wall, alone, false)
	add("crew", ", repair_crews: 2", "", wall, crew, false)
	add("some", ", share: 80 %", "2", some, alone, false)
	add("somecrew", ", share: 80 %, repair_crews: 2", "2", some, crew, false)
	add("busy", "", "3", busy, alone, false)
	add("busycrew", ", repair_crews: 2", "3", busy, crew, false)
	add("few", "", "4", few, alone, false)
	add("time", "", "5", some5(busy), alone, true)
	add("timecrew", ", repair_crews: 2", "5", some5(busy), crew, true)
	const shared = `  shared: {serves: [browse2, buy2], repair_crews: 2, pools: {web: &web {count: 8, failures: {mttf: 100 h}, repair: 20 h, throughput: 18 req/s, share: 80 %}, app: &app {count: 2, needs: 1, failures: {mttf: 100 h}, repair: 20 h}}}
  sharedtime: {serves: [browse5, buy5], repair_crews: 2, pools: {web: *web, app: *app}}
`
	text := `version: 1
name: walls
horizon: 1500 h
workloads:
  browse: {peak: 60 req/s}
  buy: {peak: 60 req/s, slo: {availability: 99 %, basis: requests}}
  browse2: {peak: 60 req/s}
  buy2: {peak: 60 req/s, slo: {availability: 99 %, basis: requests}}
  browse3: {peak: 60 req/s}
  buy3: {peak: 60 req/s, slo: {availability: 99 %, basis: requests}}
  browse4: {peak: 60 req/s}
  buy4: {peak: 60 req/s, slo: {availability: 99 %, basis: requests}}
  browse5: {peak: 60 req/s}
  buy5: {peak: 60 req/s, slo: {availability: 99 %, basis: time}}
dependencies:
  db: {used_by: [buy], connections: {per_server: 50, limit: 199}}
  db2: {used_by: [buy2], share: 40 %, connections: {per_server: 50, limit: 99, pools: [web]}}
  db3: {used_by: [buy3], latency: 11 s, connections: {per_server: 100, limit: 20k}}
  db4: {used_by: [buy4], connections: {per_server: 50, limit: 350}}
  db5: {used_by: [buy5], latency: 11 s, connections: {per_server: 100, limit: 790}}
fleets:
` + fleets + shared + "expect:\n" + expect
	sc := scenario(t, text)
	v := verify(t, []*capplan.Scenario{sc}, capplan.VerifyOptions{})
	if v.Verdict != "pass" || v.Known.All < 9 {
		t.Errorf("%s: %s, %+v", v.Verdict, v.Summary, v.Failed)
	}
	r := compare(t, sc, capplan.Options{Trials: 1000, Method: "simulate"})
	for _, name := range []string{"shared", "sharedtime"} { // one chain of two pools
		m := compare(t, sc, capplan.Options{Trials: 1, Fleets: []string{name}, Method: "exact"}).Fleets[name].Metrics["unavailability"]
		known[name] = *m.Mean
	}
	for name, want := range known {
		m := r.Fleets[name].Metrics["unavailability"]
		se := *m.SD / math.Sqrt(1000)
		if z := (*m.Mean - want) / se; !(math.Abs(z) < 4.5) || !(5*se < 0.08*want) {
			t.Errorf("%s: histories lose %v, want %v, z = %.1f (error %.2g)", name, *m.Mean, want, z, se)
		}
	}
	free := wall
	free.walls = n
	a, _ := few.mean(alone)
	b, _ := free.mean(alone)
	c, _ := wall.mean(alone)
	if a != b || !(c > 1.2*b) {
		t.Errorf("the walls tell nothing: %v, %v without, %v", a, b, c)
	}
}

// some5 is a wall of 7 units that make calls of 11 s.
func some5(h held) held {
	h.walls = 7
	return h
}
