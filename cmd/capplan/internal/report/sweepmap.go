package report

import (
	"math"
	"strings"

	"github.com/capplan/capplan"
)

// shades are the steps of a map: the more, the darker. In colour they are backgrounds.
var (
	shades      = []rune(" ░▒▓█")
	plainShades = []rune(" .:*#")
	grounds     = []string{"48;5;195;38;5;16", "48;5;153;38;5;16", "48;5;111;38;5;16", "48;5;68;38;5;231", "48;5;25;38;5;231"}
)

// maps draws a map for each figure that moves: rows are the first varied value, columns
// the second.
func (g *gridSheet) maps(moving []int) {
	for _, n := range moving {
		rows := g.mapCells(n)
		wide := g.widths(rows)
		total := 0
		for _, w := range wide {
			total += w + 2
		}
		if total > g.pen.width {
			g.narrow(n)
			continue
		}
		g.pen.line(g.pen.bold(g.title(n)))
		g.pen.line(g.r.Axes[0].Path + " down, " + g.r.Axes[1].Path + " across")
		for i, row := range rows {
			line := ""
			for k, c := range row {
				text := g.pen.text(c.text)
				pad := strings.Repeat(" ", wide[k]-width(text))
				switch {
				case k == 0:
					line += text + pad
				case c.shade < 0:
					line += "  " + pad + text
				default:
					line += g.shaded(" "+pad+text, c.shade)
				}
			}
			if i == 0 {
				line = g.pen.bold(line)
			}
			g.pen.line(line)
		}
		g.legend(n)
	}
}

// A mapCell is a text on a shade; −1: none.
type mapCell struct {
	text  string
	shade int
}

// shaded lays a text on its shade: in colour on a ground, else before its sign.
func (g *gridSheet) shaded(s string, shade int) string {
	if g.pen.color {
		return " " + g.pen.style(grounds[shade], s)
	}
	sign := shades[shade]
	if g.pen.ascii {
		sign = plainShades[shade]
	}
	trimmed := strings.TrimLeft(s, " ")
	lead := len(s) - len(trimmed)
	return " " + strings.Repeat(" ", lead-1) + string(sign) + trimmed
}

// mapCells are the texts of a map with its heads.
func (g *gridSheet) mapCells(n int) [][]mapCell {
	across := g.r.Axes[1].Values
	head := []mapCell{{"", -1}}
	for _, v := range across {
		head = append(head, mapCell{v, -1})
	}
	out := [][]mapCell{head}
	for i, v := range g.r.Axes[0].Values {
		row := []mapCell{{v, -1}}
		for k := range across {
			at := i*len(across) + k
			row = append(row, mapCell{g.value(n, at, false) + g.flag(at), g.shade(n, at)})
		}
		out = append(out, row)
	}
	return out
}

// flag marks what does not pass.
func (g *gridSheet) flag(cell int) string {
	switch cellVerdict(&g.r.Cells[cell]) {
	case capplan.Fail:
		return "!"
	case capplan.Inconclusive:
		return "?"
	}
	if g.verdicts() {
		return " "
	}
	return ""
}

func (g *gridSheet) widths(rows [][]mapCell) []int {
	out := make([]int, len(rows[0]))
	for _, row := range rows {
		for k, c := range row {
			out[k] = max(out[k], width(g.pen.text(c.text)))
		}
	}
	return out
}

// shade is the step of a value from the least to the most; by powers where they are far
// apart.
func (g *gridSheet) shade(n, cell int) int {
	c := &g.r.Cells[cell]
	if c.Reason != nil || c.Figures[n].Value == nil {
		return -1
	}
	x, least, most := *c.Figures[n].Value, g.least(n), g.most(n)
	if g.powers(n) {
		if x <= 0 {
			return 0
		}
		x, least, most = math.Log(x), math.Log(g.leastAbove0(n)), math.Log(most)
	}
	if !(most > least) {
		return 0
	}
	return min(len(shades)-1, int((x-least)/(most-least)*float64(len(shades))))
}

func (g *gridSheet) least(n int) float64 { return *g.r.Cells[*g.r.Figures[n].Least].Figures[n].Value }
func (g *gridSheet) most(n int) float64  { return *g.r.Cells[*g.r.Figures[n].Most].Figures[n].Value }

// powers reports whether values are so far apart that steps are factors.
func (g *gridSheet) powers(n int) bool {
	return g.least(n) >= 0 && g.most(n) > 100*g.leastAbove0(n)
}

func (g *gridSheet) leastAbove0(n int) float64 {
	least := math.Inf(1)
	for i := range g.r.Cells {
		if c := &g.r.Cells[i]; c.Reason == nil && c.Figures[n].Value != nil && *c.Figures[n].Value > 0 {
			least = min(least, *c.Figures[n].Value)
		}
	}
	return least
}

// legend says what shades and signs mean.
func (g *gridSheet) legend(n int) {
	f := &g.r.Figures[n]
	sign := string(shades[1:])
	if g.pen.ascii {
		sign = string(plainShades[1:])
	}
	lead := "[" + sign + "] "
	if g.pen.color {
		lead = ""
		for _, c := range grounds {
			lead += g.pen.style(c, " ")
		}
		lead += " "
	}
	text := "from " + g.value(n, *f.Least, true) + " to " + g.value(n, *f.Most, true)
	if g.powers(n) {
		text += ", in equal factors"
	}
	if g.verdicts() {
		text += "; ! fails, ? is not decided"
	}
	text += "; base " + g.value(n, g.r.Base, true)
	g.pen.hang(lead, width(lead), text)
	g.pen.line("")
}

// narrow draws a map whose values have no room: shades alone.
func (g *gridSheet) narrow(n int) {
	across := len(g.r.Axes[1].Values)
	lead := 0
	for _, v := range g.r.Axes[0].Values {
		lead = max(lead, width(v))
	}
	g.pen.line(g.pen.bold(g.title(n)))
	g.pen.paragraph(g.r.Axes[0].Path+" down, "+g.r.Axes[1].Path+" across from "+g.r.Axes[1].Values[0]+" to "+g.r.Axes[1].Values[across-1], 2)
	if lead+2+across > g.pen.width {
		g.pen.paragraph("too many columns for a map; all values: -f csv", 2)
		g.pen.line("")
		return
	}
	for i, v := range g.r.Axes[0].Values {
		line := v + strings.Repeat(" ", lead-width(v)+2)
		for k := range across {
			shade := g.shade(n, i*across+k)
			switch {
			case shade < 0:
				line += "x"
			case g.pen.color:
				line += g.pen.style(grounds[shade], string(shades[shade]))
			case g.pen.ascii:
				line += string(plainShades[shade])
			default:
				line += string(shades[shade])
			}
		}
		g.pen.line(line)
	}
	g.legend(n)
}
