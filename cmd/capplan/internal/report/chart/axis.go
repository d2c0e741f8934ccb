package chart

import (
	"math"
	"strconv"
	"time"

	"gonum.org/v1/plot/vg"
)

// A frame is where the data stand on the paper.
type frame struct {
	x0, y0, x1, y1 vg.Length
	from, to       float64 // hours
	top            float64 // value at y1; 0 at y0
}

func (f *frame) x(hours float64) vg.Length {
	return f.x0 + (f.x1-f.x0)*vg.Length((hours-f.from)/(f.to-f.from))
}

func (f *frame) y(v float64) vg.Length { return f.y0 + (f.y1-f.y0)*vg.Length(v/f.top) }

// A tick is a place on an axis and its label.
type tick struct {
	at    float64
	label string
}

// steps returns round values from 0 to a top, about n of them.
func steps(top float64, n int, number func(float64) string) []tick {
	if !(top > 0) {
		return []tick{{0, "0"}}
	}
	raw := top / float64(n)
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step*m >= raw {
			step *= m
			break
		}
	}
	var out []tick
	for i := 0; float64(i)*step <= top*(1+1e-9); i++ {
		out = append(out, tick{float64(i) * step, number(float64(i) * step)})
	}
	return out
}

// mostTicks is how many dates an axis has at most.
const mostTicks = 12

// dates returns the ticks of a horizon: years, quarters, months or days of the
// calendar, or without a start years or hours from the beginning.
func dates(start *time.Time, hours, year float64) (ticks []tick, unit string) {
	if start == nil {
		per, unit := year, "years from the start"
		if hours < 2*year {
			per, unit = 1, "hours from the start"
		}
		for _, t := range steps(hours/per, mostTicks-2, func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }) {
			ticks = append(ticks, tick{t.at * per, t.label})
		}
		return ticks, unit
	}
	begin := start.UTC()
	for _, c := range []struct {
		years, months, days int
		layout              string
	}{
		{0, 0, 1, "01-02"}, {0, 0, 7, "01-02"}, {0, 1, 0, "2006-01"}, {0, 3, 0, "2006-01"}, {1, 0, 0, "2006"}, {2, 0, 0, "2006"}, {5, 0, 0, "2006"}, {10, 0, 0, "2006"}, {50, 0, 0, "2006"},
	} {
		ticks = nil
		at := time.Date(begin.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		if c.days > 0 {
			at = begin.Truncate(24 * time.Hour)
		}
		for ; ; at = at.AddDate(c.years, c.months, c.days) {
			x := float64(at.Unix()-begin.Unix()) / 3600
			if x > hours || len(ticks) > mostTicks {
				break
			}
			if x >= 0 {
				ticks = append(ticks, tick{x, at.Format(c.layout)})
			}
		}
		if len(ticks) <= mostTicks {
			break
		}
	}
	return ticks, "date (UTC)"
}

// axes draws a frame's lines, its values on the left and, where there are some, dates below.
func (p *paper) axes(f *frame, values, below []tick) {
	for _, t := range values {
		p.line(faint, 0.5, nil, vg.Point{X: f.x0, Y: f.y(t.at)}, vg.Point{X: f.x1, Y: f.y(t.at)})
		p.text(black, small, f.x0-5, f.y(t.at)-3, 1, t.label)
	}
	for _, t := range below {
		p.line(black, 0.75, nil, vg.Point{X: f.x(t.at), Y: f.y0}, vg.Point{X: f.x(t.at), Y: f.y0 - 4})
		p.text(black, small, f.x(t.at), f.y0-14, 0.5, t.label)
	}
}

// base draws the lines of the axes over the data.
func (p *paper) base(f *frame) {
	p.line(black, 0.75, nil, vg.Point{X: f.x0, Y: f.y1}, vg.Point{X: f.x0, Y: f.y0}, vg.Point{X: f.x1, Y: f.y0})
}

// A note is a short text at a place along the axis; notes that would cover each other
// stand below each other, and what has no room is left out.
type note struct {
	at   float64
	text string
}

// notes writes texts in rows from the top of a frame, at the side of their place that
// has room.
func (p *paper) notes(f *frame, list []note, rows int) {
	var taken [][2]vg.Length
	var row []int
	for _, n := range list {
		text := p.fit(small, (f.x1-f.x0)/2, n.text)
		w := p.measure(small, text)
		x := f.x(n.at) + 3
		if x+w > f.x1 {
			x = f.x(n.at) - 3 - w
		}
		for r := range rows {
			free := true
			for i, t := range taken {
				free = free && (row[i] != r || x+w+10 < t[0] || x > t[1]+10)
			}
			if free {
				p.box(white, x-1, f.y1-vg.Length(r)*11-11, x+w+1, f.y1-vg.Length(r)*11-1)
				p.text(black, small, x, f.y1-vg.Length(r)*11-9, 0, text)
				taken, row = append(taken, [2]vg.Length{x, x + w}), append(row, r)
				break
			}
		}
	}
}

// positive is the top of an axis, 1 where all is 0.
func positive(top float64) float64 {
	if top > 0 {
		return top
	}
	return 1
}
