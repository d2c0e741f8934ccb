package report

import (
	"io"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// List writes rows under a header as a table, as JSON objects by the header's
// words, or as CSV. A screen that is too narrow cuts the last column.
func List(w io.Writer, rows [][]string, format string, o Options) error {
	switch format {
	case "json":
		out := []map[string]string{}
		for _, r := range rows[1:] {
			m := map[string]string{}
			for i, name := range rows[0] {
				m[name] = r[i]
			}
			out = append(out, m)
		}
		return JSON(w, out)
	case "csv":
		var out [][]value
		for _, r := range rows {
			out = append(out, texts(r...))
		}
		return writeCSV(w, out, o.Dialect)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{ascii: o.ASCII, color: o.Color, width: o.Width}
	text, wide := p.grid(rows)
	if last := len(rows[0]) - 1; wide > p.width {
		room := p.width - wide
		for _, r := range rows {
			room = max(room, p.width-wide+width(r[last]))
		}
		for _, r := range rows {
			if width(r[last]) > room {
				r[last] = twwidth.Truncate(r[last], max(room, 8), p.text("…"))
			}
		}
		text, _ = p.grid(rows)
	}
	p.b.WriteString(text)
	return p.flush(w)
}
