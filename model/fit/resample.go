package fit

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/capplan/capplan/model"
)

// mostResamples is how many logs are drawn for a judgement, and leastResamples how
// many of a log so large that each takes long.
const (
	mostResamples  = 199
	leastResamples = 39
	easyRows       = 4000
)

// A watch is n units that enter at an age and are watched up to another one.
type watch struct {
	entry, limit float64
	n            int
}

// A design is how a log was watched, without what happened: what a resample keeps.
// Where it is not known how long a unit that ended would have been watched on, that is
// drawn from the product-limit estimate of the time to leaving, given that it is longer
// (Davison & Hinkley 1997, algorithm 3.1).
type design struct {
	known []watch
	ended []watch // limit: the age they ended at
	leave []leaving
	grid  float64 // hours to which ages are written, 0: none seen
}

// A leaving is a step of the curve of who is still watched.
type leaving struct{ age, share float64 }

func designOf(lives []model.Lifetime, s *sample) *design {
	d := &design{grid: gridOf(s)}
	type key struct{ entry, limit float64 }
	count := map[key]int{}
	for _, l := range lives {
		switch {
		case !(l.Exit > l.Entry):
		case l.Ended && l.Until < l.Exit:
			d.ended = append(d.ended, watch{l.Entry, l.Exit, 1})
		case l.Ended || l.Until > 0:
			count[key{l.Entry, max(l.Until, l.Exit)}]++
		default:
			count[key{l.Entry, l.Exit}]++
		}
	}
	for k, n := range count {
		d.known = append(d.known, watch{k.entry, k.limit, n})
	}
	order := func(a, b watch) int {
		return cmp.Or(cmp.Compare(a.limit, b.limit), cmp.Compare(a.entry, b.entry))
	}
	slices.SortFunc(d.known, order)
	slices.SortFunc(d.ended, order)
	if len(d.ended) > 0 {
		d.leave = leavings(s)
	}
	return d
}

// leavings is the product-limit estimate of the age at which watching ends.
func leavings(s *sample) []leaving {
	watched := s.units // late entries are taken as watched from the start
	share := 1.0
	var out []leaving
	for i := range s.rows {
		r := &s.rows[i]
		if !r.ended {
			share *= 1 - r.n/watched
			out = append(out, leaving{r.exit, share})
		}
		watched -= r.n
	}
	return out
}

// limit draws until when a unit that ended at an age would have been watched.
func (d *design) limit(age float64, rng *stream) float64 {
	i, _ := slices.BinarySearchFunc(d.leave, age, func(l leaving, x float64) int { return cmp.Compare(l.age, x) })
	share := 1.0
	if i > 0 {
		share = d.leave[i-1].share
	}
	level := share * rng.uniform()
	for ; i < len(d.leave); i++ {
		if d.leave[i].share <= level {
			return d.leave[i].age
		}
	}
	return math.Inf(1)
}

// grids are steps to which people and programs round, in hours.
var grids = []float64{24, 1, 0.5, 0.25, 1. / 12, 1. / 60}

// gridOf returns the largest step that all ends of a sample lie on, or half a step
// from 0.
func gridOf(s *sample) float64 {
	for _, g := range grids {
		fits := true
		for i := range s.rows {
			x := s.rows[i].exit / g
			if s.rows[i].ended && math.Abs(x-math.Round(x)) > 1e-6 && math.Abs(x-0.5) > 1e-6 {
				fits = false
				break
			}
		}
		if fits {
			return g
		}
	}
	return 0
}

// draw makes a log as the law would have it, watched as the design says.
func (d *design) draw(f *family, t theta, rng *stream, s *sample) {
	s.rows = s.rows[:0]
	for _, w := range d.known {
		f.many(d, t, w, rng, s)
	}
	for _, w := range d.ended {
		w.limit = d.limit(w.limit, rng)
		f.many(d, t, w, rng, s)
	}
	slices.SortFunc(s.rows, func(a, b row) int { return cmp.Compare(a.exit, b.exit) })
	s.count()
}

// many draws the units of a watch, and adds those that go on as one row.
func (f *family) many(d *design, t theta, w watch, rng *stream, s *sample) {
	before := 0.0
	if w.entry > 0 {
		before = f.hazard(t, w.entry)
	}
	alive := 0.0
	if !math.IsInf(w.limit, 1) {
		alive = math.Exp(before - f.hazard(t, w.limit))
	}
	on := 0
	for range w.n {
		u := rng.uniform()
		if u <= alive {
			on++
			continue
		}
		age := d.round(f.inverse(t, before-math.Log(u)))
		s.add(w.entry, min(max(age, math.Nextafter(w.entry, math.Inf(1))), w.limit), true, 1)
	}
	if on > 0 {
		s.add(w.entry, w.limit, false, float64(on))
	}
}

// round writes an age as the log does.
func (d *design) round(x float64) float64 {
	if d.grid == 0 {
		return x
	}
	return max(math.Round(x/d.grid)*d.grid, d.grid/2)
}

// A judgement is how far a law lies from the product-limit curve and how often a log
// of that law itself would lie as far.
type judgement struct {
	distance  float64
	p         float64
	resamples int
}

// judge fits laws drawn from the solution again and again: a parametric bootstrap of
// the distance, p = (1 + those as far) / (1 + resamples) (Davison & Hinkley 1997,
// section 4.2.3). The answer is the same for any number of workers.
func (x *solution) judge(ctx context.Context, d *design, s *sample, name string, workers int, tick func()) (judgement, error) {
	j := judgement{resamples: resamplesFor(len(s.rows))}
	j.distance, _ = x.family.distance(s, x.theta, nil)
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	far := make([]int8, j.resamples) // 1 as far, 0 nearer, −1 not a log that can be fitted
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, j.resamples) {
		group.Go(func() {
			var drawn sample
			var buf []event
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(far) {
					return
				}
				far[i], buf = x.once(d, name, uint64(i), j.distance, &drawn, buf)
				tick()
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return j, err
	}
	as, of := 1, 1
	for _, v := range far {
		if v >= 0 {
			as, of = as+int(v), of+1
		}
	}
	j.p, j.resamples = float64(as)/float64(of), of-1
	return j, nil
}

func resamplesFor(rows int) int {
	return min(max(mostResamples*easyRows/max(rows, 1), leastResamples), mostResamples)
}

// once draws one log and looks how far its own fit lies; a log that cannot be fitted
// is drawn anew, a few times.
func (x *solution) once(d *design, name string, i uint64, distance float64, s *sample, buf []event) (int8, []event) {
	for attempt := range uint64(5) {
		d.draw(x.family, x.theta, newStream(1, name+"/"+x.family.kind.String(), i, attempt), s)
		if s.distinct() < 2 {
			continue
		}
		t, _, ok := x.family.maximise(s, x.theta)
		if !ok {
			continue
		}
		var far float64
		if far, buf = x.family.distance(s, t, buf); far >= distance {
			return 1, buf
		}
		return 0, buf
	}
	return -1, buf
}
