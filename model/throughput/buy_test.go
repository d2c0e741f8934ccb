package throughput

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
)

// buying is a pool of n units that carry 10 req/s each, up to 200 of them.
func buying(n int, load model.Load, horizon float64) *model.System {
	capacity := make([]float64, 201)
	for k := range capacity {
		capacity[k] = float64(k)
	}
	return &model.System{
		Horizon: horizon, Load: load, Workloads: make([]model.WorkloadSystem, 1),
		Pools: []model.PoolSystem{{Name: "web", Count: n, Needs: -1, Weight: []float64{.1}, Uses: []bool{true}, Capacity: capacity}},
	}
}

func buyer(headroom, lead float64, step, most int) Buyer {
	return Buyer{Headroom: headroom, Lead: lead, Step: step, Max: most, Needs: func(int) int { return -1 }}
}

func grows(peak, growth float64) *demand.Curve {
	c := new(demand.Curve)
	c.Reset(1)
	c.Add(0, peak, growth)
	return c
}

// TestBuyClosedForm: 100 req/s that grow by 50 % a year, 14 units of 10 req/s and 20 % of
// headroom. Steps of 4 are due when 100·1.5^t = 10·n/1.2: after ln(n/12)/ln 1.5 years, for
// n = 14, 18, …; what is due within the 1,344 h of the lead time comes after these.
func TestBuyClosedForm(t *testing.T) {
	for _, lead := range []float64{24, 1344, 6000, 20000} {
		s := buying(14, grows(100, .5), 5*8760)
		got := Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, lead, 4, 60)}, nil)
		var want []model.Arrival
		for n := 14; n+4 <= 60; n += 4 {
			at := max(lead, math.Log(float64(n)/12)/math.Log(1.5)*8760)
			if k := len(want); k > 0 && want[k-1].At == at {
				want[k-1].Count = n + 4
			} else if at < s.Horizon {
				want = append(want, model.Arrival{At: at, Count: n + 4, Needs: -1})
			}
		}
		have := s.Pools[0].Arrivals
		if len(have) != len(want) {
			t.Fatalf("lead %g: %v, want %v", lead, have, want)
		}
		for i := range want {
			if have[i].Count != want[i].Count || math.Abs(have[i].At-want[i].At) > 1e-8 {
				t.Errorf("lead %g: %v, want %v", lead, have[i], want[i])
			}
		}
		// the 58 units are too few after ln(58/12)/ln 1.5 years; that order is not placed
		if stop := math.Log(58.0/12)/math.Log(1.5)*8760 - lead; got[0].By != StopsAtMax || math.Abs(got[0].Stops-max(0, stop)) > 1e-8 {
			t.Errorf("lead %g: stops %+v, want at max after %g h", lead, got[0], stop)
		}
	}
}

// stepped orders hour by hour as the words say: whatever keeps the headroom at the largest
// demand until the order would arrive, units on order counted.
func stepped(s *model.System, b Buyer, dt float64) []model.Arrival {
	p := &s.Pools[0]
	n := p.Count
	var out []model.Arrival
	for t := 0.0; t+b.Lead < s.Horizon; t += dt {
		need := s.Load.Peak(p.Weight, t, t+b.Lead)
		for n+b.Step <= b.Max && fullOf(p, n)/(1+b.Headroom) < need*(1-1e-13) {
			n += b.Step
			if k := len(out); k > 0 && out[k-1].At == t+b.Lead {
				out[k-1].Count = n
			} else {
				out = append(out, model.Arrival{At: t + b.Lead, Count: n})
			}
		}
	}
	return out
}

// TestBuyStepped: profiles, events with spikes, sources that come and go; every order is
// placed within the hour in which the words place it. The longer the lead, the earlier or
// equally early each unit is ordered, and the more the headroom, the more is bought.
func TestBuyStepped(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 8))
	orders := 0
	for range 6 {
		spec := &demand.Spec{Start: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: 2 * 8760, Workloads: []demand.Workload{{
			Sources: []demand.Source{{Peak: 60 + 60*rng.Float64(), Growth: rng.Float64()*1.2 - .2}, {Peak: 40, Growth: .5, From: 6000 * rng.Float64(), Ends: true, Until: 9000 + 3000*rng.Float64()}},
			Profile: demand.Profile{Daily: .5, Weekly: .2},
			Events:  []demand.Event{{Month: time.November, Day: 11, Lasts: 24, Times: []demand.YearTimes{{Times: 1 + rng.Float64()}}, Spike: 1.5}},
		}}}
		load := new(demand.Traffic)
		load.Reset(spec, nil)
		b := buyer(.3*rng.Float64(), 24+3000*rng.Float64(), 1+rng.IntN(4), 60)
		s := buying(8+rng.IntN(6), load, spec.Horizon)
		Buy(s, load, []Buyer{b}, nil)
		have, want := s.Pools[0].Arrivals, stepped(s, b, 1)
		final := func(list []model.Arrival) int {
			if len(list) == 0 {
				return s.Pools[0].Count
			}
			return list[len(list)-1].Count
		}
		if final(have) != final(want) {
			t.Fatalf("%d units in the end, by the hour %d", final(have), final(want))
		}
		for n := s.Pools[0].Count + 1; n <= final(have); n++ {
			orders++
			if a, b := reaches(have, n), reaches(want, n); !(b-a >= -1e-6 && b-a <= 1+1e-6) {
				t.Errorf("unit %d arrives after %g h, by the hour %g", n, a, b)
			}
		}
		later := *s
		later.Pools = append([]model.PoolSystem(nil), s.Pools...)
		later.Pools[0].Arrivals = nil
		longer := b
		longer.Lead *= 1.5
		Buy(&later, load, []Buyer{longer}, nil)
		for _, a := range later.Pools[0].Arrivals {
			if ordered := reaches(have, a.Count) - b.Lead; a.At-longer.Lead > max(0, ordered)+1e-6 {
				t.Errorf("with a longer lead unit %d is ordered at %g, else at %g", a.Count, a.At-longer.Lead, ordered)
			}
		}
		more := b
		more.Headroom += .2
		later.Pools[0].Arrivals = nil
		Buy(&later, load, []Buyer{more}, nil)
		for _, a := range have {
			if reaches(later.Pools[0].Arrivals, a.Count) > a.At+1e-6 {
				t.Errorf("with more headroom unit %d arrives later", a.Count)
			}
		}
	}
	if orders < 30 {
		t.Errorf("%d units tell little", orders)
	}
}

// reaches returns when a list first has n units.
func reaches(list []model.Arrival, n int) float64 {
	for _, a := range list {
		if a.Count >= n {
			return a.At
		}
	}
	return math.Inf(1)
}

// TestBuyNothing: of flat demand just within the headroom nothing is bought, and of any
// above it once, after the lead.
func TestBuyNothing(t *testing.T) {
	s := buying(12, grows(100, 0), 8760)
	if Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, 100, 2, 60)}, nil); len(s.Pools[0].Arrivals) > 0 || s.Grows() {
		t.Errorf("bought %v for what fits", s.Pools[0].Arrivals)
	}
	s = buying(12, grows(131, 0), 8760)
	Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, 100, 2, 60)}, nil)
	if want := []model.Arrival{{At: 100, Count: 16, Needs: -1}}; !reflect.DeepEqual(s.Pools[0].Arrivals, want) {
		t.Errorf("bought %v, want %v", s.Pools[0].Arrivals, want)
	}
}

// TestBuyRoom: two pools share 10 racks, of which a unit of the first takes a quarter and
// one of the second a half. With 8 and 8 units there is room for 16 more of the first, or
// fewer; the second, whose lead is longer, orders first and gets more of it.
func TestBuyRoom(t *testing.T) {
	s := buying(8, grows(60, 1), 3*8760)
	s.Pools = append(s.Pools, s.Pools[0])
	buyers := []Buyer{buyer(.2, 100, 2, 100), buyer(.2, 2000, 2, 100)}
	buyers[1].Pool = 1
	room := Room{Name: "room", Limit: 10, Per: []float64{.25, .5}}
	got := Buy(s, s.Load.(model.Turning), buyers, []Room{room})
	a, b := s.Pools[0].Most(), s.Pools[1].Most()
	if used := room.Load([]int{a, b}, -1, 0); used > 10 || used+.5 <= 10 {
		t.Errorf("%d and %d units take %g of 10 racks", a, b, used)
	}
	if got[0].By != "room" || got[1].By != "room" {
		t.Errorf("stops %+v", got)
	}
	buyers[1].Lead = 100
	if Buy(s, s.Load.(model.Turning), buyers, []Room{room}); !(s.Pools[1].Most() < b && s.Pools[0].Most() > a) {
		t.Errorf("%d and %d units, and %d and %d where the second orders no earlier", a, b, s.Pools[0].Most(), s.Pools[1].Most())
	}
	// as racks that are domains: unit i stands in rack i mod 5, of which each holds 4
	s = buying(8, grows(60, 1), 3*8760)
	got = Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, 100, 2, 100)}, []Room{{Name: "racks", Limit: 1, Per: []float64{.25}, Place: []int{5}}})
	if n := s.Pools[0].Most(); n != 20 || got[0].By != "racks" {
		t.Errorf("%d units in 5 racks for 4 each, stops %+v", n, got)
	}
}

// TestBuyScaling: by the scaling law 11 units carry most; steps that carry less are not
// bought.
func TestBuyScaling(t *testing.T) {
	s := buying(4, grows(60, 1), 3*8760)
	for k := range s.Pools[0].Capacity {
		s.Pools[0].Capacity[k] = USL(1, .01, .008, float64(k))
	}
	got := Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, 100, 1, 100)}, nil)
	if n := s.Pools[0].Most(); n != 11 || got[0].By != StopsByScaling {
		t.Errorf("%d units, stops %+v", n, got)
	}
}

// TestGrownFigures: of a load that only grows, with arrivals just in time, the headroom is
// never below what is kept, nothing is exceeded, and utilization is the mean of the pieces.
func TestGrownFigures(t *testing.T) {
	s := buying(14, grows(100, .5), 2*8760)
	Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, 24, 4, 200)}, nil)
	a := NewTopology(s).Assess(s)
	if math.Abs(a.Headroom-.2) > 1e-9 || !math.IsNaN(a.Exhaustion) || a.Overload != 0 {
		t.Errorf("headroom %g, exhausted after %g h, above %g of the time", a.Headroom, a.Exhaustion, a.Overload)
	}
	var mean float64
	const n = 400000
	for k := range n {
		x := (float64(k) + .5) / n * s.Horizon
		mean += s.Load.Rate(0, x) * .1 / float64(s.Pools[0].CountAt(x)) / n
	}
	if math.Abs(a.Utilization/mean-1) > 1e-6 {
		t.Errorf("utilization %.9g, hour by hour %.9g", a.Utilization, mean)
	}
	if want := float64(10 * s.Pools[0].Most()); math.Abs(a.Peak/want-1) > 1e-9 {
		t.Errorf("peak %g, want %g at the end", a.Peak, want)
	}
	end := s.Pools[0].Arrivals[1].At
	if x := Tight(s, 0, 0, end-1); !(x.When < end && math.Abs(x.Ratio-1.2) < 1e-3) {
		t.Errorf("tightest %+v", x)
	}
	// held at 18 units, the load passes 180 req/s after ln 1.8/ln 1.5 years
	s = buying(14, grows(100, .5), 2*8760)
	Buy(s, s.Load.(model.Turning), []Buyer{buyer(.2, 24, 4, 20)}, nil)
	a = NewTopology(s).Assess(s)
	if want := math.Log(1.8) / math.Log(1.5) * 8760; math.Abs(a.Exhaustion-want) > 1e-6 || math.Abs(a.Overload-(s.Horizon-want)/s.Horizon) > 1e-9 {
		t.Errorf("exhausted after %g h, above %g; want %g", a.Exhaustion, a.Overload, want)
	}
}

func BenchmarkBuy(b *testing.B) {
	s := buying(14, grows(100, .5), 5*8760)
	load := s.Load.(model.Turning)
	buyers := []Buyer{buyer(.2, 1344, 4, 60)}
	b.ReportAllocs()
	for range b.N {
		Buy(s, load, buyers, nil)
	}
}

// TestGrownAtAJump: units that come just when an event begins are there for it.
func TestGrownAtAJump(t *testing.T) {
	spec := &demand.Spec{Start: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: 8760, Workloads: []demand.Workload{{
		Sources: []demand.Source{{Peak: 70}}, Events: []demand.Event{{Month: time.May, Day: 3, Lasts: 24, Times: []demand.YearTimes{{Times: 1.5}}}},
	}}}
	load := new(demand.Traffic)
	load.Reset(spec, nil)
	s := buying(10, load, spec.Horizon)
	Buy(s, load, []Buyer{buyer(.2, 100, 4, 60)}, nil)
	if want := []model.Arrival{{At: 122 * 24, Count: 14, Needs: -1}}; !reflect.DeepEqual(s.Pools[0].Arrivals, want) {
		t.Fatalf("arrivals %v, want %v", s.Pools[0].Arrivals, want)
	}
	if a := NewTopology(s).Assess(s); math.Abs(a.Headroom-(140/105.-1)) > 1e-9 || !math.IsNaN(a.Exhaustion) {
		t.Errorf("headroom %g, exhausted after %g h", a.Headroom, a.Exhaustion)
	}
}
