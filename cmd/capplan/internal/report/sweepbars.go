package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/capplan/capplan"
)

// bars draws a table of one varied value: all figures side by side, or one below the
// other where there is no room.
func (g *gridSheet) bars(moving []int) {
	for _, d := range []struct {
		bar  int
		diff bool
	}{{12, true}, {6, true}} {
		if text, wide := g.pen.grid(g.barRows(moving, d.bar, d.diff)); wide <= g.pen.width {
			g.pen.b.WriteString(text)
			return
		}
	}
	for _, n := range moving {
		bar := 12
		text, wide := g.pen.grid(g.barRows([]int{n}, bar, true))
		if wide > g.pen.width {
			text, _ = g.pen.grid(g.barRows([]int{n}, 0, false))
		}
		g.pen.b.WriteString(text)
		g.pen.line("")
	}
}

func (g *gridSheet) barRows(moving []int, bar int, diff bool) [][]string {
	head := []string{g.r.Axes[0].Path}
	if g.verdicts() {
		head = append(head, "verdict")
	}
	pads := map[int]int{}
	for _, n := range moving {
		head = append(head, g.title(n))
		if diff {
			head = append(head, "difference")
		}
		for i := range g.r.Cells {
			pads[n] = max(pads[n], width(g.known(n, i)))
		}
	}
	rows := [][]string{head}
	for i := range g.r.Cells {
		c := &g.r.Cells[i]
		row := []string{c.Values[0]}
		if g.verdicts() {
			row = append(row, cellVerdict(c))
		}
		for _, n := range moving {
			row = append(row, g.pen.cell(cell{text: g.known(n, i), bar: g.share(n, i)}, pads[n], bar))
			if diff {
				row = append(row, g.difference(n, i))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// share is a value as a part of the largest, for a bar that begins at 0; 0: no bar.
func (g *gridSheet) share(n, i int) float64 {
	c := &g.r.Cells[i]
	if c.Reason != nil || c.Figures[n].Value == nil || g.r.Figures[n].Most == nil {
		return 0
	}
	most := *g.r.Cells[*g.r.Figures[n].Most].Figures[n].Value
	if x := *c.Figures[n].Value; x > 0 && most > 0 {
		return x / most
	}
	return 0
}

// mostRows is how many cells of a grid of three values or more are shown.
const mostRows = 30

// best draws the cells that pass first, and of these the best first.
func (g *gridSheet) best(moving []int) {
	n := moving[0]
	order := make([]int, len(g.r.Cells))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		c := &g.r.Cells[i]
		switch {
		case c.Reason != nil:
			return 4
		case c.Figures[n].Value == nil:
			return 3
		case c.Verdict == nil || *c.Verdict == capplan.Pass:
			return 0
		case *c.Verdict == capplan.Inconclusive:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if a, b := rank(i), rank(j); a != b || a >= 3 {
			return a - b
		}
		x, y := *g.r.Cells[i].Figures[n].Value, *g.r.Cells[j].Figures[n].Value
		switch {
		case g.r.Better(n, x, y):
			return -1
		case g.r.Better(n, y, x):
			return 1
		}
		return 0
	})
	rows := [][]string{g.heads(moving, func(path string) string { return path })}
	for _, i := range order[:min(len(order), mostRows)] {
		c := &g.r.Cells[i]
		row := slices.Clone(c.Values)
		if g.verdicts() {
			row = append(row, cellVerdict(c))
		}
		for _, n := range moving {
			row = append(row, g.known(n, i))
		}
		rows = append(rows, row)
	}
	text, wide := g.pen.grid(rows)
	if wide > g.pen.width {
		rows[0] = g.heads(moving, func(path string) string { return path[strings.LastIndexByte(path, '.')+1:] })
		text, _ = g.pen.grid(rows)
	}
	g.pen.b.WriteString(text)
	if more := len(order) - mostRows; more > 0 {
		g.pen.paragraph(fmt.Sprintf("… and %s more, the best first; all of them: -f csv", plural(more, "cell")), 2)
	}
}

// heads are those of a table of cells, with paths as name writes them.
func (g *gridSheet) heads(moving []int, name func(string) string) []string {
	var out []string
	for k := range g.r.Axes {
		out = append(out, name(g.r.Axes[k].Path))
	}
	if g.verdicts() {
		out = append(out, "verdict")
	}
	for _, n := range moving {
		out = append(out, g.title(n))
	}
	return out
}
