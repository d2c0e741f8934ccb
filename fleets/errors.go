package fleets

import (
	"fmt"
	"sort"
	"strings"
)

// maxShown bounds how many diagnostics are spelled out at once.
const maxShown = 20

// A Diagnostic is one thing wrong with the input, with its place.
type Diagnostic struct {
	Code    string `json:"code"` // a key of Codes
	Message string `json:"message"`
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"` // from 1
	Col     int    `json:"col,omitempty"`  // from 1, in characters
	Width   int    `json:"width,omitempty"`
	Label   string `json:"label,omitempty"` // stands after the carets
	Help    string `json:"help,omitempty"`
	Note    string `json:"note,omitempty"`
	Related string `json:"related,omitempty"` // file:line:col that Note speaks of

	src   *source
	order int
	lacks []lack
}

// A lack is a key that an object at a place does not have.
type lack struct {
	of  place
	key string
}

// Errors holds all diagnostics of an input, in the order of its text.
type Errors struct{ List []Diagnostic }

// Error draws the first twenty and counts the others.
func (e *Errors) Error() string {
	var b strings.Builder
	for i := range e.List {
		if i == maxShown {
			fmt.Fprintf(&b, "\nand %d more\n", len(e.List)-maxShown)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		e.List[i].draw(&b)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// String draws one diagnostic.
func (d *Diagnostic) String() string {
	var b strings.Builder
	d.draw(&b)
	return b.String()
}

func (d *Diagnostic) draw(b *strings.Builder) {
	fmt.Fprintf(b, "error[%s]: %s\n", d.Code, d.Message)
	gutter := " "
	if d.Line > 0 {
		gutter = strings.Repeat(" ", len(fmt.Sprint(d.Line)))
		fmt.Fprintf(b, "%s--> %s:%d:%d\n", gutter, d.File, d.Line, d.Col)
		d.snippet(b, gutter)
	}
	if d.Note != "" {
		fmt.Fprintf(b, "%s = note: %s", gutter, d.Note)
		if d.Related != "" {
			fmt.Fprintf(b, ": %s", d.Related)
		}
		b.WriteByte('\n')
	}
	if d.Help != "" {
		fmt.Fprintf(b, "%s = help: %s\n", gutter, d.Help)
	}
}

// snippet draws the line, the one before it, and carets under the span.
func (d *Diagnostic) snippet(b *strings.Builder, gutter string) {
	if d.src == nil || d.Line > len(d.src.lines) {
		return
	}
	from, to := window(d.src.line(d.Line), d.Col, d.Width)
	if before := d.src.line(d.Line - 1); d.Line > 1 && strings.TrimSpace(before) != "" {
		if text, _ := crop(before, from, from+max(100, to-from)); strings.Trim(text, " …") != "" {
			fmt.Fprintf(b, "%*d | %s\n", len(gutter), d.Line-1, text)
		}
	}
	text, shift := crop(d.src.line(d.Line), from, to)
	fmt.Fprintf(b, "%*d | %s\n", len(gutter), d.Line, text)
	runes := []rune(text)
	col := min(max(0, d.Col-1-shift), len(runes))
	end := min(col+max(1, d.Width), max(len(runes), col+1))
	carets := max(1, cells(runes[col:min(end, len(runes))]))
	line := strings.Repeat(" ", cells(runes[:col])) + strings.Repeat("^", carets)
	if d.Label != "" {
		line += " " + d.Label
	}
	fmt.Fprintf(b, "%s | %s\n", gutter, line)
}

// window returns which characters of a long line are shown.
func window(line string, col, width int) (from, to int) {
	const wide = 100
	n := len([]rune(line))
	if n <= wide {
		return 0, n
	}
	from = max(0, min(col-1-wide/2, n-wide))
	return from, max(from+wide, min(n, col-1+min(width, wide)))
}

// crop returns characters from..to of a line with … where something is missing,
// and by how many characters it is shifted.
func crop(line string, from, to int) (string, int) {
	r := []rune(strings.ReplaceAll(line, "\t", " "))
	to = min(to, len(r))
	if from >= to {
		return "", from
	}
	out := append([]rune(nil), r[from:to]...)
	if from > 0 {
		out[0] = '…'
	}
	if to < len(r) {
		out = append(out, '…')
	}
	return string(out), from
}

// cells counts terminal columns: East Asian wide characters take two.
func cells(r []rune) int {
	n := 0
	for _, c := range r {
		n++
		if c >= 0x1100 && c <= 0x115f || c >= 0x2e80 && c <= 0xa4cf || c >= 0xac00 && c <= 0xd7a3 || c >= 0xf900 && c <= 0xfaff || c >= 0xff00 && c <= 0xff60 || c >= 0x1f300 && c <= 0x1faff {
			n++
		}
	}
	return n
}

func (p place) ref() string {
	if p.src == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", p.src.path, p.line, p.col)
}

func (r *reader) place(d *Diagnostic, at place) {
	if at.src == nil {
		return
	}
	d.File, d.Line, d.Col, d.Width = at.src.path, at.line, at.col, at.width
	d.src, d.order = at.src, at.src.order
}

// fail reports a diagnostic at a place.
func (r *reader) fail(code string, at place, message, label, help string) {
	r.report(code, at, Diagnostic{Message: message, Label: label, Help: help})
}

// report completes a diagnostic and keeps it, once for each place and code.
func (r *reader) report(code string, at place, d Diagnostic) {
	d.Code = code
	r.place(&d, at)
	if d.Note == "" && at.src != nil && at.src.from.src != nil {
		d.Note, d.Related = at.src.path+" is named here", at.src.from.ref()
	}
	r.add(d, at)
}

// failAgainst reports a value that contradicts another, and where the other stands if
// that is not in sight.
func (r *reader) failAgainst(code string, n, other *node, what, message, label, help string) {
	d := Diagnostic{Message: message, Label: label, Help: help}
	if other != nil {
		here, there := n.where(), other.where()
		if there.src != nil && (here.src != there.src || here.line-there.line > 1 || there.line > here.line) {
			d.Note, d.Related = what+" stands here", there.ref()
		}
	}
	r.reportNode(code, n, d)
}

func (r *reader) add(d Diagnostic, at place) {
	key := reported{d.Code, at}
	if at.src != nil && r.reported[key] {
		return
	}
	r.reported[key] = true
	r.diags = append(r.diags, d)
}

type reported struct {
	code string
	at   place
}

// failNode reports at a value; for a value of the catalogue at the place that
// refers to it.
func (r *reader) failNode(code string, n *node, message, label, help string) {
	r.reportNode(code, n, Diagnostic{Message: message, Label: label, Help: help})
}

// failLack reports that an object has none of these keys; it is not shown where one of
// them is only misspelt, which is reported.
func (r *reader) failLack(code string, at place, of []*node, keys []string, d Diagnostic) {
	for _, n := range of {
		for _, k := range keys {
			d.lacks = append(d.lacks, lack{n.at, k})
		}
	}
	r.report(code, at, d)
}

// dropConsequences leaves out what is only lacking because its key is misspelt.
func (r *reader) dropConsequences() {
	kept := r.diags[:0]
	for _, d := range r.diags {
		caused := false
		for _, l := range d.lacks {
			caused = caused || r.misspelt[l]
		}
		if !caused {
			kept = append(kept, d)
		}
	}
	r.diags = kept
}

func (r *reader) reportNode(code string, n *node, d Diagnostic) {
	r.report(code, n.where(), n.speak(d))
}

// where is the place of a value that its author can change.
func (n *node) where() place {
	if n.via.src != nil {
		return n.via
	}
	return n.at
}

func (n *node) speak(d Diagnostic) Diagnostic {
	if n.via.src != nil && n.prov != nil && n.prov.entry != "" {
		d.Message = "catalogue entry " + n.prov.entry + ": " + d.Message
		if d.Related == "" {
			d.Note, d.Related = "the value", n.at.ref()
		}
	}
	return d
}

// errors returns everything reported, in the order of the text.
func (r *reader) errors() error {
	if len(r.diags) == 0 {
		return nil
	}
	r.dropConsequences() // a misspelt key is itself reported, so something is left
	sort.SliceStable(r.diags, func(i, j int) bool {
		a, b := &r.diags[i], &r.diags[j]
		if a.order != b.order {
			return a.order < b.order
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
	return &Errors{List: r.diags}
}

// In returns the diagnostic drawn into the text of the file that it names, where that
// was read.
func (d Diagnostic) In(files []Source) Diagnostic {
	for _, f := range files {
		if f.Path == d.File {
			d.src = newSource(f.Path, f.Text)
		}
	}
	return d
}
