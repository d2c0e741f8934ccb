// Package page writes the report that goes to the meeting: one HTML file that needs no
// network, and no script to say everything.
//
// A Page is text and tables that package report has put together; this package only lays
// them out. House rules of the file that comes out: its Content-Security-Policy allows
// what is embedded, by digest, and nothing else, so that there is no style attribute and
// no event handler in the markup; every chart stands beside its table; names are shown as
// text, whatever is in them.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// A Page is what a report says, in its order.
type Page struct {
	Name        string
	Description string
	Conditions  []string // what every report states about how it was made
	Fleets      []Fleet  // in the order of the scenario

	Notice    string // above all; empty: none
	Verdict   string
	Why       []string
	Next      string
	Crossing  []string // where the order of the fleets turns, in sentences
	Reversals *Table   // nil: not known
	Kept      *Table   // what is asserted
	Seen      *Table   // what happened, against what is predicted
	Missing   []string // what is not modelled
	Figures   []*Table
	Views     []view.View
	Absent    []Absent
	Inputs    *Table // the assumptions
	Run       []Pair
	Files     *Table
	Warnings  []string
}

// A Fleet is a name and what the scenario says of it.
type Fleet struct{ Name, Description string }

// An Absent is a chart that is not there.
type Absent struct{ Name, Why string }

// A Pair is a term and what it is.
type Pair struct{ Term, Text string }

// A Table has its first column as the headings of its rows.
type Table struct {
	Name    string // of the file that its numbers are copied for
	Caption string
	Note    string
	Columns []view.Column
	Rows    []Row
	Even    bool // its columns are as wide as those of others like it
}

// A Row is a line of a table.
type Row struct {
	Under bool // belongs to the row above
	Cells []Cell
}

// A Cell is what is shown and, where that is not the same, what is copied.
type Cell struct {
	Text string
	Data string // empty: Text
	Mark string // a word beside the figure, such as best
}

// Class says how a table is set: one of many columns in smaller type on paper.
func (t *Table) Class() string {
	var out []string
	if len(t.Columns) > 6 {
		out = append(out, "wide")
	}
	if t.Even {
		out = append(out, "even")
	}
	return strings.Join(out, " ")
}

// table is that of a view.
func table(v *view.View, n int) *Table {
	t := &Table{Name: fmt.Sprintf("%s-%d", v.Name, n+1), Caption: v.Title, Columns: v.Columns}
	for _, r := range v.Rows {
		row := Row{}
		for _, c := range r {
			if c.Data == c.Text {
				c.Data = "" // said once
			}
			row.Cells = append(row.Cells, Cell{Text: c.Text, Data: c.Data})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

//go:embed assets page.html
var files embed.FS

// asset is an embedded file; empty where it is none.
func asset(name string) string {
	data, err := files.ReadFile("assets/" + name)
	if err != nil {
		return ""
	}
	return string(data)
}

var layout = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page.html").Funcs(template.FuncMap{
		"table": table, "breaks": breaks, "words": func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	}).ParseFS(files, "page.html"))
})

// breaks lets the lines of a path break behind its dots.
func breaks(s string) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(s), ".", ".<wbr>"))
}

// A sheet is what the layout is filled with.
type sheet struct {
	*Page
	Policy          string
	Styles, Scripts []embedded
	Data            template.JS
	Licence         string
}

// An embedded style or script is allowed by its digest.
type embedded struct {
	CSS template.CSS
	JS  template.JS
}

// Write writes the file.
func Write(w io.Writer, p *Page) error {
	s := sheet{Page: p.isolate(), Licence: asset("charts.LICENSE.txt")}
	styles := []string{asset("page.css"), running(p.Name)}
	scripts := []string{asset("page.js")}
	if charts := asset("charts.js"); charts != "" {
		scripts = append(scripts, charts)
	}
	var styleSums, scriptSums []string
	for _, text := range styles {
		styleSums = append(styleSums, digest(text))
		s.Styles = append(s.Styles, embedded{CSS: template.CSS(text)})
	}
	for _, text := range scripts {
		scriptSums = append(scriptSums, digest(text))
		s.Scripts = append(s.Scripts, embedded{JS: template.JS(text)})
	}
	s.Policy = "default-src 'none'; script-src " + strings.Join(scriptSums, " ") + "; style-src " + strings.Join(styleSums, " ") +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	var err error
	if s.Data, err = drawn(s.Page); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := layout().Execute(&b, s); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// digest is how a policy names what is embedded.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// drawn is what the charts are drawn from; json escapes what would end a script.
func drawn(p *Page) (template.JS, error) {
	names := []string{}
	for _, f := range p.Fleets {
		names = append(names, f.Name)
	}
	views := p.Views
	if views == nil {
		views = []view.View{}
	}
	data, err := json.Marshal(struct {
		Fleets []string    `json:"fleets"`
		Views  []view.View `json:"views"`
	}{names, views})
	return template.JS(data), err
}

// running sets the name at the head of each printed page. In a string of CSS every
// character that is no letter of ASCII is written by its number.
func running(name string) string {
	var b strings.Builder
	for i, r := range []rune(name) {
		if i == 90 {
			b.WriteString(`\2026 `)
			break
		}
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, `\%x `, r)
	}
	return `@page{@top-left{content:"` + b.String() + `"}}`
}
