package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// curves draws one varied value: a chart for each figure, with a curve for each fleet.
func (g *grid) curves() (out []View) {
	axis := &g.r.Axes[g.axes[0]]
	for _, list := range g.alike() {
		if !slices.ContainsFunc(list, func(n int) bool { return g.r.Figures[n].Moves }) || len(out) == mostMaps {
			continue
		}
		first := &g.r.Figures[list[0]]
		v := View{
			Name: "heatmap", Of: label(first),
			X:       Axis{Name: axis.Path, Scale: Names, Names: axis.Values},
			Y:       Axis{Name: label(first), Unit: first.Unit, Scale: Linear},
			Columns: []Column{{Name: axis.Path}, {Name: "fleet"}, {Name: label(first), Unit: first.Unit, Number: true}, {Name: "lo", Unit: first.Unit, Number: true}, {Name: "hi", Unit: first.Unit, Number: true}, {Name: "method"}},
			Note:    "Bands are the intervals of 95 %; all cells have the same luck. " + trials(g.r.Trials, g.r.Seed) + " each.",
		}
		if first.Unit == "1" {
			v.Y.Unit = ""
			if g.r.Percents(list[0]) {
				v.Y.Unit = "%"
			}
		}
		xs, unit, ok := numbers(axis.Values)
		if ok {
			v.X = Axis{Name: axis.Path, Unit: unit, Scale: Linear}
		}
		var told []string
		for _, n := range list {
			v.curve(g, n, xs)
			if f := &g.r.Figures[n]; f.Moves && len(told) < 2 {
				told = append(told, g.span(n))
			}
		}
		if first.Metric == "unavailability" && v.Y.Unit == "%" {
			v.nines()
		}
		v.Title = strings.Join(told, "; ")
		out = append(out, v)
	}
	return out
}

// nines lays shares of time lost on the scale of nines, where none is zero.
func (v *View) nines() {
	for _, s := range v.Series {
		for _, p := range s.Points {
			if !(p.Y > 0) {
				return
			}
		}
	}
	v.Y = Axis{Name: "availability", Scale: Nines}
	for _, s := range v.Series {
		for i := range s.Points {
			if p := &s.Points[i]; p.Lo != nil && !(*p.Lo > 0) {
				p.Lo = &p.Y
			}
		}
	}
}

// curve draws one figure over the values of the axis.
func (v *View) curve(g *grid, n int, xs []float64) {
	f := &g.r.Figures[n]
	band, curve := Series{Name: f.Fleet + ", 95 %", Fleet: f.Fleet, Kind: Band}, Series{Name: f.Fleet, Fleet: f.Fleet, Kind: Curve}
	for i, c := range g.cells() {
		value := c.Values[g.axes[0]]
		if c.Reason != nil {
			v.Rows = append(v.Rows, []Cell{text(value), text(f.Fleet), text("no scenario"), {}, {}, text(c.Reason.Code)})
			continue
		}
		x := &c.Figures[n]
		v.Rows = append(v.Rows, []Cell{text(value), text(f.Fleet), g.cell(n, x.Value), g.cell(n, x.Lo), g.cell(n, x.Hi), text(x.Method)})
		if x.Value == nil {
			continue
		}
		p := Point{X: xs[i], Y: *x.Value, Says: fmt.Sprintf("%s = %s: %s %s", g.r.Axes[g.axes[0]].Path, value, f.Name, g.within(n, x))}
		curve.Points = append(curve.Points, p)
		if x.Lo != nil && x.Hi != nil && *x.Lo < *x.Hi {
			p.Lo, p.Hi = x.Lo, x.Hi
			band.Points = append(band.Points, p)
		}
	}
	for _, s := range []Series{band, curve} {
		if len(s.Points) > 0 {
			v.Series = append(v.Series, s)
		}
	}
}

// alike are the figures that stand in one chart: the same of several fleets.
func (g *grid) alike() (out [][]int) {
	at := map[string]int{}
	for n := range g.r.Figures {
		f := &g.r.Figures[n]
		k, ok := at[label(f)+f.Unit]
		if !ok {
			k = len(out)
			at[label(f)+f.Unit] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], n)
	}
	return out
}

// label names a figure without its fleet.
func label(f *capplan.SweepFigure) string {
	of := f.Metric
	if f.Pool != "" {
		of = f.Pool + "." + of
	}
	if f.Workload != "" {
		of = f.Workload + "." + of
	}
	return f.Statistic + " of " + of
}

// numbers reads the values of an axis where all are numbers of one unit; else it counts
// them.
func numbers(values []string) (xs []float64, unit string, ok bool) {
	ok = true
	for i, v := range values {
		number, rest, _ := strings.Cut(v, " ")
		x, err := strconv.ParseFloat(number, 64)
		ok = ok && err == nil && (i == 0 || rest == unit) && (i == 0 || x > xs[i-1])
		unit = rest
		xs = append(xs, x)
	}
	if !ok {
		for i := range xs {
			xs[i] = float64(i)
		}
		unit = ""
	}
	return xs, unit, ok
}
