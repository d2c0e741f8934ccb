package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// A pen writes for a terminal.
type pen struct {
	b            strings.Builder
	color, ascii bool
	width        int
}

func width(s string) int { return twwidth.Width(s) }

func seed(s uint64) string { return strconv.FormatUint(s, 10) }

func (p *pen) style(code, s string) string {
	if !p.color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + reset
}

const reset = "\x1b[0m"

func (p *pen) bold(s string) string { return p.style("1", s) }

func boldAll(p *pen, list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = p.bold(s)
	}
	return out
}

func (p *pen) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// cell writes a figure, its bar behind texts of the width pad, and its mark.
func (p *pen) cell(c cell, pad, bar int) string {
	s := c.text
	if c.bar > 0 && bar > 0 {
		s += strings.Repeat(" ", max(0, pad-width(s))) + " " + p.bar(c.bar, bar)
	}
	switch c.mark {
	case "best":
		s += " " + p.style("32", "best")
	case "":
	default:
		s += " " + c.mark
	}
	return s
}

// bar draws a share of n columns, to an eighth of one; never nothing.
func (p *pen) bar(share float64, n int) string {
	if p.ascii {
		return strings.Repeat("#", max(1, int(share*float64(n)+0.5)))
	}
	eighths := max(1, int(share*float64(n*8)+0.5))
	s := strings.Repeat("█", eighths/8)
	if r := eighths % 8; r > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[r-1])
	}
	return s
}

// grid draws a table whose first row is its header, and says how wide it is.
func (p *pen) grid(rows [][]string) (string, int) {
	rule := "─"
	if p.ascii {
		rule = "-"
	}
	var b strings.Builder
	t := tablewriter.NewTable(&b,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbolCustom("rule").WithRow(rule).WithCenter(rule).WithColumn(" ").
				WithMidLeft(rule).WithMidRight(rule).WithHeaderLeft(rule).WithHeaderMid(rule).WithHeaderRight(rule),
			Settings: tw.Settings{
				Separators: tw.Separators{ShowHeader: tw.Off, ShowFooter: tw.Off, BetweenRows: tw.Off, BetweenColumns: tw.Off},
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
			},
		})),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAlignment(tw.AlignLeft), tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithPadding(tw.Padding{Left: "", Right: "  ", Overwrite: true}),
	)
	for _, r := range rows {
		for i := range r {
			r[i] = p.text(r[i])
		}
	}
	t.Header(rows[0])
	for _, r := range rows[1:] {
		if err := t.Append(r); err != nil {
			panic("report: " + err.Error()) // a string builder takes everything
		}
	}
	if err := t.Render(); err != nil {
		panic("report: " + err.Error())
	}
	return trimmed(b.String(), rule)
}

// trimmed cuts the padding at the end of lines, and the rule to what it underlines.
func trimmed(s, rule string) (string, int) {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	widest, under := 0, -1
	for i := range lines {
		if under < 0 && lines[i] != "" && strings.Trim(lines[i], rule) == "" {
			under = i
			continue
		}
		lines[i] = strings.TrimRight(lines[i], " ")
		if s, colored := strings.CutSuffix(lines[i], reset); colored { // padding stands inside the colour
			lines[i] = strings.TrimRight(s, " ") + reset
		}
		widest = max(widest, width(lines[i]))
	}
	if under >= 0 {
		lines[under] = strings.Repeat(rule, widest)
	}
	return strings.Join(lines, "\n") + "\n", widest
}

// prose writes text behind a title that takes the room of another.
func (p *pen) prose(title, room, text string) {
	n := width(room) + 2
	p.hang(title+strings.Repeat(" ", max(0, n-width(title))), n, text)
}

// hang writes text behind a lead of n columns, further lines below each other.
func (p *pen) hang(lead string, n int, text string) {
	for i, l := range wrap(p.text(text), min(p.width, defaultWidth)-n) {
		if i > 0 {
			lead = strings.Repeat(" ", n)
		}
		p.line(lead + l)
	}
}

// paragraph writes text whose further lines are indented by n.
func (p *pen) paragraph(text string, n int) { p.b.WriteString(p.fold(text, n)) }

func (p *pen) fold(text string, n int) string {
	var b strings.Builder
	for i, l := range wrap(p.text(text), min(p.width, defaultWidth)-n) {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", n))
		}
		b.WriteString(l + "\n")
	}
	return b.String()
}

// hard is a space at which no line breaks; flush writes it as any other.
const hard = "\u00a0"

// wrap breaks text at spaces into lines of at most n columns; a longer word stands
// alone.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }) {
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) <= n:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

var plain = strings.NewReplacer("±", "+-", "–", "-", "—", "-", "·", "|", "÷", "/", "×", "x", "−", "-", "≥", ">=", "≤", "<=", "≈", "~", "…", "...", "σ", "sigma", "→", "->", "“", `"`, "”", `"`, "’", "'")

// text is s in ASCII where that is asked for. It goes before the layout because it
// changes widths; names of others that are not ASCII stay as they are.
func (p *pen) text(s string) string {
	if p.ascii {
		return plain.Replace(s)
	}
	return s
}

// flush writes what was drawn.
func (p *pen) flush(w io.Writer) error {
	_, err := io.WriteString(w, strings.ReplaceAll(p.b.String(), hard, " "))
	return err
}
