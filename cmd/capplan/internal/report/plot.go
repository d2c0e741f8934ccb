package report

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// plotHeight is the lines of a plot between its axes.
const plotHeight = 12

// plotted are the charts that a terminal can draw well, curves over time or load, with how
// many of a name are drawn: the first is of whole fleets.
var plotted = []struct {
	name string
	most int
}{{"cash", 1}, {"exceedance", 1}, {"load", 1}, {"capacity", 3}, {"plan", 3}}

var plotColors = []asciigraph.AnsiColor{asciigraph.Blue, asciigraph.Yellow, asciigraph.Green, asciigraph.Magenta, asciigraph.Cyan, asciigraph.Red}

// plots draws what helps in few lines: each with its finding, and a letter for each curve.
func (p *pen) plots(r *capplan.Result) {
	s := &view.Source{Result: r}
	for _, c := range plotted {
		list, err := view.Make(s, c.name, viewWords())
		if err != nil {
			continue // nothing to draw
		}
		drawn := 0
		for i := range list {
			if c.name == "plan" && !strings.HasSuffix(list[i].Of, ", capacity") { // it stands in a table
				continue
			}
			if drawn < c.most && p.plot(&list[i]) {
				drawn++
			}
		}
	}
}

// plot draws the curves of a view; one without curves is not drawn.
func (p *pen) plot(v *view.View) bool {
	x, y := scaleOf(v.X), scaleOf(v.Y)
	if x == nil || y == nil {
		return false
	}
	curves := curvesOf(v, x, y)
	if len(curves) == 0 || len(curves) > len(letters) {
		return false
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		lo, hi = min(lo, c.xs[0]), max(hi, c.xs[len(c.xs)-1])
	}
	columns := min(p.width, defaultWidth) - y.widest(curves) - 8 // the axis, and half of the last label below it
	if columns < 20 || !(hi > lo) {
		return false
	}
	var data [][]float64
	var chars []asciigraph.CharSet
	var colors []asciigraph.AnsiColor
	var legend []string
	for i, c := range curves {
		data = append(data, c.at(lo, hi, columns))
		chars = append(chars, asciigraph.CreateCharSet(letters[i:i+1]))
		if p.color {
			colors = append(colors, plotColors[i%len(plotColors)])
		}
		legend = append(legend, letters[i:i+1]+hard+c.name)
	}
	p.prose(p.bold("PLOT"), "VERDICT", v.Title)
	p.paragraph(v.Y.Name+axisUnit(v.Y)+" over "+v.X.Name+axisUnit(v.X)+": "+strings.Join(legend, ", "), 2)
	for _, l := range v.Lines {
		if l.Up {
			p.paragraph(x.text(x.to(l.At))+": "+l.Label, 2)
		}
	}
	text := asciigraph.PlotMany(data, asciigraph.Height(plotHeight), asciigraph.SeriesChars(chars...), asciigraph.SeriesColors(colors...),
		asciigraph.YAxisValueFormatter(y.text), asciigraph.XAxisRange(lo, hi), asciigraph.XAxisTickCount(4), asciigraph.XAxisValueFormatter(x.text))
	for line := range strings.SplitSeq(p.plain(text), "\n") {
		p.line(line)
	}
	p.line("")
	return true
}

// plain writes the signs of a plot's axes in ASCII, where that is asked for.
func (p *pen) plain(s string) string {
	if !p.ascii {
		return s
	}
	return p.text(strings.NewReplacer("┤", "|", "┼", "|", "└", "+", "┬", "+", "─", "-").Replace(s))
}

func axisUnit(a view.Axis) string {
	if a.Unit == "" || a.Unit == "%" {
		return ""
	}
	return " in " + a.Unit
}

// An axisScale is how values lie along an axis, evenly, and how they are written.
type axisScale struct {
	to   func(x float64) float64
	text func(at float64) string
}

// scaleOf is nil for an axis of names.
func scaleOf(a view.Axis) *axisScale {
	same := func(x float64) float64 { return x }
	written := short
	if a.Unit == "%" {
		written = percent
	}
	switch a.Scale {
	case view.Linear:
		return &axisScale{same, written}
	case view.Time:
		return &axisScale{same, func(days float64) string { return time.Unix(int64(days*86400), 0).UTC().Format("2006-01") }}
	case view.Log:
		return &axisScale{math.Log10, func(at float64) string { return written(math.Pow(10, at)) }}
	case view.Nines:
		return &axisScale{func(lost float64) float64 { return -math.Log10(lost) }, func(at float64) string { return percent(1 - math.Pow(10, -at)) }}
	}
	return nil
}

// widest is the width of the widest label that the values of curves may get.
func (a *axisScale) widest(curves []plotCurve) (most int) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		lo, hi = min(lo, slices.Min(c.ys)), max(hi, slices.Max(c.ys))
	}
	for k := range plotHeight + 1 {
		most = max(most, width(a.text(lo+(hi-lo)*float64(k)/plotHeight)))
	}
	return most
}

// A plotCurve is a series in the even coordinates of its axes.
type plotCurve struct {
	name   string
	xs, ys []float64
	steps  bool
}

func curvesOf(v *view.View, x, y *axisScale) (out []plotCurve) {
	for i := range v.Series {
		s := &v.Series[i]
		if s.Kind != view.Curve && s.Kind != view.Steps {
			continue
		}
		c := plotCurve{name: s.Name, steps: s.Kind == view.Steps}
		for _, p := range s.Points {
			if a, b := x.to(p.X), y.to(p.Y); !math.IsInf(a, 0) && !math.IsNaN(a) && !math.IsInf(b, 0) && !math.IsNaN(b) {
				c.xs, c.ys = append(c.xs, a), append(c.ys, b)
			}
		}
		if len(c.xs) > 1 {
			out = append(out, c)
		}
	}
	return out
}

// at is the curve in n columns from lo to hi, NaN where it is not.
func (c *plotCurve) at(lo, hi float64, n int) []float64 {
	out := make([]float64, n)
	k := 0
	for i := range out {
		x := lo + (hi-lo)*float64(i)/float64(n-1)
		if i == n-1 {
			x = hi
		}
		for k+1 < len(c.xs) && c.xs[k+1] <= x {
			k++
		}
		switch {
		case x < c.xs[0] || x > c.xs[len(c.xs)-1]:
			out[i] = math.NaN()
		case c.steps || k+1 == len(c.xs):
			out[i] = c.ys[k]
		default:
			out[i] = c.ys[k] + (c.ys[k+1]-c.ys[k])*(x-c.xs[k])/(c.xs[k+1]-c.xs[k])
		}
	}
	return out
}
