package report

import "io"

// List writes rows under a header as a table, as JSON objects by the header's
// words, or as CSV.
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
	for n := len(rows[0]); wide > p.width && n > 2; n-- { // columns at the end go first
		for i := range rows {
			rows[i] = rows[i][:n-1]
		}
		text, wide = p.grid(rows)
	}
	p.b.WriteString(text)
	return p.flush(w)
}
