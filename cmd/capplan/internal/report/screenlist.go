package report

import (
	"slices"
	"strings"
)

// fleetRows draws a table for each section with a row for each fleet.
func (s *sheet) fleetRows(p *pen) (string, int) {
	var b strings.Builder
	widest := 0
	for i, sec := range s.sections() {
		if i > 0 {
			b.WriteByte('\n')
		}
		if !slices.ContainsFunc(sec.rows, func(r row) bool { return r.head }) {
			continue
		}
		title, _, _ := strings.Cut(sec.title, ",")
		grid := [][]string{{p.bold(title)}}
		lines := make([][]string, len(s.names))
		for k, n := range s.names {
			lines[k] = []string{n}
		}
		for _, r := range sec.rows {
			if !r.head {
				continue
			}
			methods := r.methods()
			for k := range r.cells {
				if len(methods) > 1 && r.cells[k].method != "" {
					r.cells[k].text += bracket(r.cells[k].method)
				}
				lines[k] = append(lines[k], p.cell(r.cells[k], 0, 0))
			}
			method := ""
			if len(methods) == 1 {
				method = bracket(methods[0])
			}
			grid[0] = append(grid[0], strings.ReplaceAll(strings.Join(wrap(r.label+method, 14), "\n"), hard, " "))
		}
		text, width := p.grid(append(grid, lines...))
		b.WriteString(text)
		widest = max(widest, width)
	}
	return b.String() + p.fold(s.legend(true), 0), widest
}

// list writes each fleet below the other, a figure on a line.
func (s *sheet) list(p *pen) string {
	q := pen{color: p.color, ascii: p.ascii, width: p.width}
	const column = 19
	for i, n := range s.names {
		if i > 0 {
			q.line("")
		}
		q.paragraph(q.bold(n), 2)
		for _, sec := range s.sections() {
			if !slices.ContainsFunc(sec.rows, func(r row) bool { return r.cells[i].text != "" }) {
				continue // of others
			}
			q.line(q.bold(sec.title))
			for _, r := range sec.rows {
				c := r.cells[i]
				if c.text == "" {
					continue
				}
				label, text := indent(&r), q.cell(c, 0, 0)+bracket(c.method)
				if width(label) >= column {
					q.hang("  ", 2, r.label)
					label = ""
				}
				label += strings.Repeat(" ", column-width(label))
				q.hang(label, column, text)
			}
		}
	}
	q.paragraph(s.legend(true), 2)
	return q.b.String()
}
