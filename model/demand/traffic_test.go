package demand

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

func traffic(s *Spec, normal func(w, day int) float64) *Traffic {
	if err := s.Check(); err != nil {
		panic(err)
	}
	t := new(Traffic)
	t.Reset(s, normal)
	return t
}

// seeded returns variates that depend on workload and day alone.
func seeded(seed uint64) func(w, day int) float64 {
	return func(w, day int) float64 {
		return rand.New(rand.NewPCG(seed, uint64(w*1000000+day))).NormFloat64()
	}
}

// naive is the definition of a load, written down as the scenario file says it.
type naive struct {
	*Spec
	normal func(w, day int) float64
	tops   map[[2]int]float64 // highest load of a day
}

func define(s *Spec, normal func(w, day int) float64) *naive {
	return &naive{s, normal, map[[2]int]float64{}}
}

func (n *naive) level(w *Workload, k int, t float64) float64 {
	s := w.Sources[k]
	if t < s.From || s.Ends && t >= s.Until {
		return 0
	}
	v := s.Peak * math.Pow(1+s.Growth, (t-s.From)/8760)
	for j := range w.Sources {
		for _, m := range w.Sources[j].Moves {
			if at := max(w.Sources[j].Until, s.From); m.To == k && at <= t {
				v += m.Share * n.until(w, j) * math.Pow(1+s.Growth, (t-at)/8760)
			}
		}
	}
	return v
}

// until is the level that a source has reached when it ends.
func (n *naive) until(w *Workload, k int) float64 {
	x := w.Sources[k].Until
	if w.Sources[k].From >= x {
		return 0
	}
	return n.level(w, k, math.Nextafter(x, -1e9))
}

func (n *naive) profile(p Profile, at time.Time) float64 {
	hours := float64((int(at.Weekday())+6)%7)*24 + float64(at.Hour()) + float64(at.Minute())/60 + (float64(at.Second())+float64(at.Nanosecond())/1e9)/3600
	if len(p.Table) == 0 {
		v := (1 + p.Daily*math.Cos(2*math.Pi*(hours-14)/24)) * (1 + p.Weekly*math.Cos(2*math.Pi*(hours-62)/168))
		return v / ((1 + p.Daily) * (1 + p.Weekly))
	}
	x := math.Mod(hours, p.Period) / p.Period * float64(len(p.Table))
	i := int(x)
	next := p.Table[(i+1)%len(p.Table)]
	top := 0.0
	for _, v := range p.Table {
		top = max(top, v)
	}
	return (p.Table[i] + (next-p.Table[i])*(x-float64(i))) / top
}

func (n *naive) load(w int, t float64) float64 {
	if of := n.Workloads[w].Of; of > 0 {
		return n.Workloads[w].Share * n.load(of-1, t)
	}
	at := n.Start.Add(time.Duration(t * float64(time.Hour)))
	lift := 0.0
	for _, e := range n.Workloads[w].Events {
		midnight := at.Truncate(24 * time.Hour)
		if e.Spike > 0 && midnight.Day() == e.Day && midnight.Month() == e.Month && (e.Year == 0 || e.Year == midnight.Year()) {
			lasts := e.SpikeLasts
			if lasts == 0 {
				lasts = 1. / 6
			}
			if at.Sub(midnight).Hours() < min(lasts, e.Lasts) {
				lift = max(lift, e.Spike)
			}
		}
	}
	if lift > 0 {
		return lift * n.top(w, at.Truncate(24*time.Hour))
	}
	return n.ordinary(w, t)
}

// top is the highest load of a day, on a grid of six seconds and a finer one about its best.
func (n *naive) top(w int, midnight time.Time) float64 {
	from := midnight.Sub(n.Start).Hours()
	key := [2]int{w, int(math.Round(from))}
	if v, ok := n.tops[key]; ok {
		return v
	}
	v, best := 0.0, 0.0
	grid := func(a, step float64, points int) {
		for i := range points {
			if x := a + step*(float64(i)+0.5); n.ordinary(w, x) > v {
				v, best = n.ordinary(w, x), x
			}
		}
	}
	grid(from, 1./600, 24*600)
	grid(best-1./600, 1./300000, 1000)
	n.tops[key] = v
	return v
}

// ordinary is the load without spikes.
func (n *naive) ordinary(w int, t float64) float64 {
	wl := &n.Workloads[w]
	at := n.Start.Add(time.Duration(t * float64(time.Hour)))
	var v float64
	for k := range wl.Sources {
		v += n.level(wl, k, t)
	}
	v *= n.profile(wl.Profile, at)
	for _, e := range wl.Events {
		for y := at.Year() - 1; y <= at.Year(); y++ {
			date := time.Date(y, e.Month, e.Day, 0, 0, 0, 0, time.UTC)
			if since := at.Sub(date).Hours(); date.Day() == e.Day && (e.Year == 0 || e.Year == y) && since >= 0 && since < e.Lasts {
				v *= e.times(y)
			}
		}
	}
	if wl.Noise > 0 && n.normal != nil {
		day := int(at.Truncate(24*time.Hour).Sub(n.Start.Truncate(24*time.Hour)).Hours() / 24)
		s2 := math.Log(1 + wl.Noise*wl.Noise)
		v *= math.Exp(math.Sqrt(s2)*n.normal(w, day) - s2/2)
	}
	return v
}

// A busy specification, with everything in it, over three weeks around an event.
func busy(start time.Time) *Spec {
	table := make([]float64, 168)
	for i := range table {
		table[i] = float64(40 + (i*i*5+i*3)%53)
	}
	return &Spec{Start: start, Horizon: 21 * 24, Workloads: []Workload{
		{
			Sources: []Source{
				{Peak: 900, Growth: 0.4},
				{Peak: 500, Growth: 3, Ends: true, Until: 100.3, Moves: []Move{{2, 0.3}, {3, 0.5}}},
				{Peak: 100, Growth: 8, From: 60, Ends: true, Until: 300, Moves: []Move{{0, 1}}},
				{Peak: 10, Growth: -0.9, From: 200},
			},
			Profile: Profile{Daily: 0.6, Weekly: 0.15}, Noise: 0.1,
			Events: []Event{
				{Month: 11, Day: 11, Lasts: 24, Times: []YearTimes{{2009, 1.3}, {2012, 3}}, Spike: 2},
				{Year: 2012, Month: 11, Day: 11, Lasts: 30, Times: []YearTimes{{0, 1.1}}, Spike: 1.2, SpikeLasts: 2},
				{Month: 11, Day: 15, Lasts: 0.5, Times: []YearTimes{{0, 2}}},
			},
		},
		{Of: 1, Share: 0.015},
		{Sources: []Source{{Peak: 300, Growth: 1}}, Profile: Profile{Table: table, Period: 168}},
		{Of: 2, Share: 3},
		{Sources: []Source{{Peak: 30, Growth: -0.5}, {Peak: 20, Growth: 4}}},
	}}
}

var starts = []time.Time{
	{}, time.Date(2012, 11, 3, 0, 0, 0, 0, time.UTC), time.Date(2012, 11, 1, 7, 30, 0, 0, time.UTC),
}

func TestLoadIsDefined(t *testing.T) {
	for _, start := range starts {
		s := busy(start)
		c, n := traffic(s, seeded(1)), define(s, seeded(1))
		for i := range 3000 {
			x := s.Horizon * (float64(i) + 0.37) / 3000
			for w := range s.Workloads {
				near(t, fmt.Sprintf("start %v: load of %d at %g", start, w, x), c.Rate(w, x), n.load(w, x), 1e-9)
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
}

// Every answer against steps of a second: what is refused, exceeded and offered is
// off by a second at jumps, the peak by the square of one.
func TestAgainstSeconds(t *testing.T) {
	for _, start := range starts[1:] {
		s := busy(start)
		n := define(s, seeded(2))
		c := traffic(s, seeded(2))
		weight := []float64{1, 0, 0.4, 0, 2}
		limits := []model.Limit{
			{Weight: weight, Capacity: 1500},
			{Weight: []float64{0.5, 20, 0, 0, 0}, Capacity: 560, Visit: []float64{0.5, 0.9, 0, 0, 0}},
			{Weight: []float64{0, 0, 1, 0, 1}, Capacity: 310},
		}
		steps := 5 * 24 * 3600 // the days around the event
		if testing.Short() {
			steps /= 4
		}
		a := time.Date(2012, 11, 10, 0, 0, 0, 0, time.UTC).Sub(start).Hours()
		b := a + float64(steps)/3600
		in := n.seconds(limits, 5, a, steps)
		if at, ok := c.First(limits[0], s.Horizon); !ok || c.Above(limits[:1], 0, at) != 0 || at > in.first || c.Above(limits[:1], at, at+1e-6) == 0 {
			t.Errorf("first exceeded at %g (%v), in steps at %g", at, ok, in.first)
		}
		if got := c.Above(limits, a, b); !(math.Abs(got-in.above) < 20./3600) {
			t.Errorf("above %.9g h, in steps %.9g", got, in.above)
		}
		near(t, "peak", c.Peak(weight, a, b), in.need[0], 1e-6)
		for w := range in.offered {
			near(t, "offered", c.Offered(w, a, b), in.offered[w], 1e-7)
			near(t, fmt.Sprintf("refused of %d", w), c.Refused(w, limits, a, b), in.refused[w], 1e-6)
		}
	}
}

// stepped is what a load does under limits, second by second.
type stepped struct {
	above   float64   // hours in which some limit is exceeded
	first   float64   // when the first limit is exceeded first; −1: never
	need    []float64 // by limit, the largest, in units of its capacity at time 0
	offered []float64 // requests, by workload
	refused []float64
}

// seconds looks at a load of so many workloads in the middle of each second from a on.
func (n *naive) seconds(limits []model.Limit, workloads int, a float64, steps int) stepped {
	out := stepped{first: -1, need: make([]float64, len(limits)), offered: make([]float64, workloads), refused: make([]float64, workloads)}
	load, share := make([]float64, workloads), make([]float64, workloads)
	for i := range steps {
		x := a + (float64(i)+0.5)/3600
		for w := range load {
			load[w], share[w] = n.load(w, x), 0
			out.offered[w] += load[w]
		}
		over := false
		for k, l := range limits {
			var r float64
			for w, v := range l.Weight {
				r += v * load[w]
			}
			out.need[k] = max(out.need[k], r*math.Exp(-l.Growth*x))
			if r /= l.Capacity * math.Exp(l.Growth*x); !(r > 1) {
				continue
			}
			over = true
			if k == 0 && out.first < 0 {
				out.first = x
			}
			for w := range share {
				if l.Weight[w] > 0 {
					share[w] = max(share[w], l.VisitOf(w)*(1-1/r))
				}
			}
		}
		for w := range share {
			out.refused[w] += share[w] * load[w]
		}
		if over {
			out.above += 1. / 3600
		}
	}
	return out
}

// METHODS, diurnal-exceed: the share of a day in which d0(1 + 0.4 sin) > 1.3 d0 is
// ½ − asin(0.75)/π.
func TestDiurnalExceed(t *testing.T) {
	s := &Spec{Horizon: 24 * 365, Workloads: []Workload{{Sources: []Source{{Peak: 1.4}}, Profile: Profile{Daily: 0.4}}}}
	c := traffic(s, nil)
	limit := []model.Limit{{Weight: []float64{1}, Capacity: 1.3}}
	near(t, "share of a day", c.Above(limit, 0, 24)/24, 0.23005345616261588, 1e-13)
	near(t, "share of a year", c.Above(limit, 0, 8760)/8760, 0.23005345616261588, 1e-11)
	// ∫ (a sin x − q)+ over the day: 2a·cos(x₀) − q(π − 2x₀), x₀ = asin(q/a).
	x0 := math.Asin(0.75)
	want := (2*0.4*math.Cos(x0) - 0.3*(math.Pi-2*x0)) * 24 / (2 * math.Pi)
	near(t, "refused", c.Refused(0, limit, 0, 24), 3600*want, 1e-12)
	at, ok := c.First(limit[0], 8760)
	if !ok {
		t.Error("never exceeded")
	}
	near(t, "first time", at, 8+24*x0/(2*math.Pi), 1e-12)
}

func TestAdditiveTraffic(t *testing.T) {
	s := busy(starts[2])
	rapid.Check(t, func(r *rapid.T) {
		seed := rapid.Uint64Range(0, 5).Draw(r, "seed")
		c := traffic(s, seeded(seed))
		a := rapid.Float64Range(0, 400).Draw(r, "a")
		b := a + rapid.Float64Range(0, 100).Draw(r, "length")
		m := a + rapid.Float64Range(0, 1).Draw(r, "split")*(b-a)
		limits := []model.Limit{
			{Weight: []float64{1, 0, 0.4, 0, 2}, Capacity: rapid.Float64Range(300, 3000).Draw(r, "capacity")},
			{Weight: []float64{0.5, 20, 0, 0, 0}, Capacity: rapid.Float64Range(100, 900).Draw(r, "other"), Visit: []float64{0.5, 0.9, 0, 0, 0}},
		}
		for w := range s.Workloads {
			offered, refused := c.Offered(w, a, b), c.Refused(w, limits, a, b)
			if d := c.Offered(w, a, m) + c.Offered(w, m, b) - offered; !(math.Abs(d) <= 1e-12*offered) {
				r.Fatalf("offered of %d: parts differ from %g by %g", w, offered, d)
			}
			if d := c.Refused(w, limits, a, m) + c.Refused(w, limits, m, b) - refused; !(math.Abs(d) <= 1e-9*refused+1e-11*offered) {
				r.Fatalf("refused of %d: parts differ from %g by %g", w, refused, d)
			}
			if !(refused >= 0 && refused <= offered*(1+1e-12)) {
				r.Fatalf("refused %g of %g", refused, offered)
			}
		}
		if d := c.Above(limits, a, m) + c.Above(limits, m, b) - c.Above(limits, a, b); !(math.Abs(d) <= 1e-8) {
			r.Fatalf("above: parts differ by %g h", d)
		}
		p := c.Peak(limits[0].Weight, a, b)
		if q := max(c.Peak(limits[0].Weight, a, m), c.Peak(limits[0].Weight, m, b)); !(math.Abs(p-q) <= 3e-12*p) {
			r.Fatalf("peak %.17g, of parts %.17g", p, q)
		}
	})
}
