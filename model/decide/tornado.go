package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A tornado asks for a figure at the ends of the range of each input, all others at
// likely values. Where luck moves the figure, each end is asked with the same lucks.
type tornado struct {
	levels [][2]float64 // of each unknown, low and high as written
	lucks  int
}

// newTornado takes at most as many points as there are trials, and at least two lucks
// where there is any.
func (s *sensing) newTornado(luck bool) *tornado {
	t := &tornado{lucks: 1}
	for u := range s.plan.Unknowns {
		x := &s.plan.Unknowns[u]
		low, high := x.Quantity.Ends()
		if x.Inverse {
			low, high = high, low
		}
		t.levels = append(t.levels, [2]float64{low, high})
	}
	if luck {
		t.lucks = max(2, s.opt.Trials/(2*len(t.levels)+1))
	}
	return t
}

func (t *tornado) size() int { return (2*len(t.levels) + 1) * t.lucks }

// points are all at likely values, then low and high of each input.
func (t *tornado) points() []point {
	out := make([]point, 0, t.size())
	add := func(u int, level float64) {
		d := make(model.Draw, len(t.levels))
		for k := range d {
			d[k] = math.NaN()
		}
		if u >= 0 {
			d[u] = level
		}
		for l := range t.lucks {
			out = append(out, point{d, uint64(l)})
		}
	}
	add(-1, 0)
	for u, ends := range t.levels {
		add(u, ends[0])
		add(u, ends[1])
	}
	return out
}

// fill puts the swings of a figure, widest first.
func (t *tornado) fill(sub *Subject, inputs []Uncertain, v column) {
	at := func(k int) column { return v[k*t.lucks : (k+1)*t.lucks] }
	likely := centre(at(0))
	sub.Likely = likely.ranged()
	sub.Tornado = []Swing{}
	for u := range t.levels {
		low, high := at(1+2*u), at(2+2*u)
		x := Swing{Input: inputs[u].Input, Low: centre(low).ranged(), High: centre(high).ranged(), Width: centre(less(high, low)).ranged()}
		if sub.Against != "" {
			x.Reverses = reverses(likely, centre(low), centre(high))
		}
		sub.Tornado = append(sub.Tornado, x)
	}
	slices.SortStableFunc(sub.Tornado, func(a, b Swing) int {
		return descending(math.Abs(*a.Width.Value), math.Abs(*b.Width.Value))
	})
}

// centre is the mean over lucks with its interval; exact where there is one.
func centre(v column) estimate {
	if constant(v) {
		x := round12(v[0])
		return estimate{x, x, x}
	}
	mean, _, h := meanInterval(v, level)
	return estimate{mean, mean - h, mean + h}
}

// reverses says whether a difference has another sign at an end than at likely values;
// nil where errors do not tell.
func reverses(likely estimate, ends ...estimate) *bool {
	yes, unsure := false, likely.sign() == 0
	for _, e := range ends {
		switch s := e.sign(); {
		case s == 0:
			unsure = true
		case s == -likely.sign():
			yes = true
		}
	}
	if unsure && !yes {
		return nil
	}
	return &yes
}

// sign is 0 where the interval does not tell.
func (e estimate) sign() int {
	switch {
	case e.lo > 0:
		return 1
	case e.hi < 0:
		return -1
	}
	return 0
}
