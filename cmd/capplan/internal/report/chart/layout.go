package chart

import (
	"math"
	"slices"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// A bar stands around base, from one value to another.
type bar struct {
	base, half, from, to float64
	begins               bool // at from; else where the scale does
	alone                bool // no other stands on its place in the stack
}

// A layer is a place of stacked areas.
type layer struct{ x, from, to float64 }

// laid is what stands where, in the values of the axes.
type laid struct {
	bars   [][]bar   // by series
	layers [][]layer // by series
}

// lay finds the place of each bar and of each area in its stack.
func lay(v *view.View) laid {
	l := laid{make([][]bar, len(v.Series)), make([][]layer, len(v.Series))}
	l.stand(v)
	l.pile(v)
	return l
}

func base(s *view.Series, p *view.Point) float64 {
	if s.Across {
		return p.Y
	}
	return p.X
}

// A spot is a place in a stack, of what is above 0 or of what is below.
type spot struct {
	group int
	base  float64
	below bool
}

// stand gives bars their width, side by side, and their ends, on each other in a stack.
func (l *laid) stand(v *view.View) {
	group, n := make([]int, len(v.Series)), 0
	stacks := map[string]int{}
	var bases []float64
	room := math.Inf(1)
	shared := map[spot]int{}
	for k := range v.Series {
		s := &v.Series[k]
		if s.Kind != view.Bars {
			continue
		}
		g, ok := stacks[s.Stack]
		if !ok || s.Stack == "" {
			g, n = n, n+1
			stacks[s.Stack] = g
		}
		group[k] = g
		names := v.X.Scale
		if s.Across {
			names = v.Y.Scale
		}
		if names == view.Names {
			room = 1
		}
		for i := range s.Points {
			bases = append(bases, base(s, &s.Points[i]))
			shared[spot{group: g, base: base(s, &s.Points[i])}]++
		}
	}
	slices.Sort(bases)
	for i := 1; i < len(bases); i++ {
		if d := bases[i] - bases[i-1]; d > 0 {
			room = min(room, d)
		}
	}
	if math.IsInf(room, 1) {
		room = 1
	}
	slot := 0.8 * room / float64(max(1, n))
	sums := map[spot]float64{}
	for k := range v.Series {
		s := &v.Series[k]
		if s.Kind != view.Bars {
			continue
		}
		for i := range s.Points {
			p := &s.Points[i]
			b := bar{base: base(s, p) + (float64(group[k])-float64(n-1)/2)*slot, half: slot / 2, to: p.Y}
			lo := p.Lo
			if s.Across {
				b.to, lo = p.X, p.XLo
			}
			b.alone = lo != nil || s.Stack == "" || shared[spot{group: group[k], base: base(s, p)}] < 2
			if lo != nil {
				b.from, b.begins = *lo, true
			} else if s.Stack != "" {
				at := spot{group[k], base(s, p), b.to < 0}
				b.from = sums[at]
				b.to += b.from
				sums[at], b.begins = b.to, b.from != 0
			}
			l.bars[k] = append(l.bars[k], b)
		}
	}
}

// pile stacks areas over the places of all: equal places by their order, so that a jump
// (two points at one place) stays one, others by straight lines.
func (l *laid) pile(v *view.View) {
	var list []int
	var xs []float64
	same := true
	for k := range v.Series {
		s := &v.Series[k]
		if s.Kind != view.Areas {
			continue
		}
		list = append(list, k)
		first := &v.Series[list[0]]
		same = same && slices.EqualFunc(s.Points, first.Points, func(a, b view.Point) bool { return a.X == b.X })
		for i := range s.Points {
			xs = append(xs, s.Points[i].X)
		}
	}
	if len(list) == 0 {
		return
	}
	if same {
		xs = xs[:len(v.Series[list[0]].Points)]
	} else {
		slices.Sort(xs)
		xs = slices.Compact(xs)
	}
	sum := make([]float64, len(xs))
	for _, k := range list {
		for i, x := range xs {
			y := 0.0
			if same {
				y = v.Series[k].Points[i].Y
			} else {
				y = between(v.Series[k].Points, x)
			}
			l.layers[k] = append(l.layers[k], layer{x, sum[i], sum[i] + y})
			sum[i] += y
		}
	}
}

// between is the value of a series at x, 0 beyond its ends.
func between(points []view.Point, x float64) float64 {
	j := slices.IndexFunc(points, func(p view.Point) bool { return p.X >= x })
	switch {
	case j < 0 || j == 0 && points[0].X > x:
		return 0
	case points[j].X == x:
		return points[j].Y
	}
	a, b := &points[j-1], &points[j]
	return a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X)
}

// values are what the axes must hold.
func (l *laid) values(v *view.View) (x, y []float64) {
	put := func(list *[]float64, values ...*float64) {
		for _, p := range values {
			if p != nil {
				*list = append(*list, *p)
			}
		}
	}
	for k := range v.Series {
		s := &v.Series[k]
		for i := range s.Points {
			p := &s.Points[i]
			switch s.Kind {
			case view.Bars:
				b := l.bars[k][i]
				along, over := &x, &y
				if s.Across {
					along, over = &y, &x
				}
				*along = append(*along, b.base-b.half, b.base+b.half)
				*over = append(*over, b.to)
				if b.begins {
					*over = append(*over, b.from)
				}
			case view.Cells:
			case view.Band:
				put(&x, &p.X)
				put(&y, p.Lo, p.Hi)
			case view.Areas:
				put(&x, &p.X)
			default:
				put(&x, &p.X, p.XLo, p.XHi)
				put(&y, &p.Y, p.Lo, p.Hi)
			}
		}
		for _, q := range l.layers[k] {
			y = append(y, q.from, q.to)
		}
	}
	for i := range v.Lines {
		if v.Lines[i].Up {
			x = append(x, v.Lines[i].At)
		} else {
			y = append(y, v.Lines[i].At)
		}
	}
	return x, y
}
