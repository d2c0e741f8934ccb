package report

import (
	"bufio"
	"io"
	"strings"
)

// A value is a cell of a CSV table: a text, or a number as data writes it.
type value struct {
	text   string
	number bool
}

// A dialect is a way to write CSV.
type dialect struct {
	comma    byte
	end      string
	mark     bool // a byte order mark, by which Excel knows UTF-8
	decimal  string
	formulas bool // the reader runs text that looks like a formula
}

var dialects = map[string]dialect{
	"":         {',', "\n", false, ".", false},
	"unix":     {',', "\n", false, ".", false},
	"rfc4180":  {',', "\r\n", false, ".", false},
	"excel":    {',', "\r\n", true, ".", true},
	"excel-eu": {';', "\r\n", true, ",", true},
}

// writeCSV writes a table whose first row is the header.
func writeCSV(w io.Writer, rows [][]value, name string) error {
	d, ok := dialects[name]
	if !ok {
		panic("report: no CSV dialect " + name)
	}
	b := bufio.NewWriter(w)
	if d.mark {
		b.WriteString("\ufeff")
	}
	for _, r := range rows {
		for i, v := range r {
			if i > 0 {
				b.WriteByte(d.comma)
			}
			b.WriteString(d.field(v))
		}
		b.WriteString(d.end)
	}
	return b.Flush() // holds the first error of all writes
}

// field quotes what needs it. A number is never quoted; text is one line.
func (d *dialect) field(v value) string {
	if v.number {
		return strings.Replace(v.text, ".", d.decimal, 1)
	}
	s := strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\x00", "").Replace(v.text)
	if d.formulas && formula(s) {
		s = "'" + s
	}
	if strings.ContainsAny(s, "\",;\t") || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// formula reports whether a spreadsheet would run a text: it starts, behind what
// is trimmed on reading, with a sign of a formula (OWASP, CSV Injection).
func formula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\ufeff' || r == '\u200b' })
	if s == "" {
		return false
	}
	return strings.ContainsRune("=+-@|%＝＋－＠", []rune(s)[0])
}
