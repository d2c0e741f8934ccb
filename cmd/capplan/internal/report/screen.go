package report

import (
	"io"
	"slices"
	"strings"

	"github.com/capplan/capplan"
)

// defaultWidth is the width of a screen that nobody has measured; prose is not set
// wider than it on any.
const defaultWidth = 100

// mostColumns is the most fleets that stand side by side.
const mostColumns = 4

// writeScreen writes the answer first, then the numbers, why, warnings and the next
// command.
func writeScreen(w io.Writer, r *capplan.Result, o Options) error {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", r.Answer.Verdict.Text)
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	p.b.WriteString(numbers(r, &p))
	p.line("")
	for i, text := range sized(r) {
		title := ""
		if i == 0 {
			title = "SIZED"
		}
		p.prose(p.bold(title), "VERDICT", text)
	}
	if len(sized(r)) > 0 {
		p.line("")
	}
	for i, why := range r.Answer.Why {
		title := ""
		if i == 0 {
			title = "WHY"
		}
		p.prose(p.bold(title), "VERDICT", why.Text)
	}
	if len(r.Answer.Why) > 0 {
		p.line("")
	}
	p.phases(r)
	p.matrix(r)
	p.trafficBars(r, o.Verbose)
	if o.Verbose {
		p.plots(r)
	}
	p.assumed(r)
	if len(r.Assertions) > 0 {
		p.prose(p.bold("GATE"), "VERDICT", tally(r))
		p.assertions(r)
		p.line("")
	}
	p.observed(r)
	for _, warning := range r.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if !r.Complete {
		p.paragraph("incomplete: the run ended before all its trials, and cannot be repeated", 2)
	}
	if r.Answer.Next != "" {
		p.prose(p.bold("Next:"), "VERDICT", r.Answer.Next)
	}
	p.line("")
	p.paragraph(strings.Join(conditions(r), " · "), 0)
	return p.flush(w)
}

// sized says which counts were chosen, a line for each fleet.
func sized(r *capplan.Result) []string {
	var out []string
	for _, n := range names(r) {
		f := r.Fleets[n]
		var pools []string
		for _, p := range keys(f.Sized) {
			pools = append(pools, p+hard+thousands(float64(f.Sized[p])))
		}
		if len(pools) > 0 {
			out = append(out, n+": "+strings.Join(pools, ", ")+", the least that carries the peak after the one loss that hurts most")
		}
	}
	return out
}

func warningText(w capplan.Warning) string {
	t := "warning[" + w.Code + "]: "
	if w.Fleet != "" && !strings.HasPrefix(w.Text, "fleets."+w.Fleet+".") {
		t += w.Fleet + ": "
	}
	t += w.Text
	if w.File != "" {
		t += " (" + w.File
		if w.Line > 0 {
			t += ":" + data(float64(w.Line))
		}
		t += ")"
	}
	return t
}

// conditions are what every report states about how it was made.
func conditions(r *capplan.Result) []string {
	s := &r.Scenario
	out := []string{span(s.HorizonHours, s.HoursPerYear)}
	if s.Start != nil {
		out[0] += " from " + s.Start.UTC().Format("2006-01-02")
	}
	out = append(out, "1 year = "+thousands(s.HoursPerYear)+" h", "1 month = "+thousands(s.MonthHours)+" h")
	if s.Steady {
		out = append(out, "start steady")
	} else {
		out = append(out, "start new")
	}
	out = append(out, "seed "+seed(r.Seed), trialsTaken(r), plural(s.Uncertain, "uncertain input"),
		r.Tool.Name+" "+r.Tool.Version, "catalogue "+r.Catalog.Version)
	return out
}

// numbers draws the table in the densest layout that fits: fleets side by side,
// with shorter bars, without sampling errors, fleets below each other, and last a
// list for each fleet.
func numbers(r *capplan.Result, p *pen) string {
	s := &sheet{r: r, names: names(r)}
	if len(s.names) <= mostColumns {
		for _, d := range densities {
			s.terse = d.terse
			if text, width := s.columns(p, d); width <= p.width {
				return text
			}
		}
	}
	for _, terse := range []bool{false, true} {
		s.terse = terse
		if text, width := s.fleetRows(p); len(s.names) > 1 && width <= p.width {
			return text
		}
	}
	s.terse = false
	return s.list(p)
}

// A density says how much of a cell is written.
type density struct {
	bar     int  // longest bar
	label   int  // longest line of a label
	letters bool // methods as letters
	terse   bool // no sampling errors
}

// densities are tried in their order: labels on one line before long bars, words before letters.
var densities = []density{
	{10, 40, false, false},
	{6, 40, false, false},
	{10, 30, false, false},
	{6, 30, false, false},
	{6, 24, false, false},
	{6, 40, true, false},
	{6, 30, true, false},
	{6, 24, true, false},
	{0, 20, true, false},
	{5, 40, true, true},
	{5, 30, true, true},
	{5, 24, true, true},
	{0, 20, true, true},
}

// legend says what letters and signs mean that stand in the table.
func (s *sheet) legend(letters bool) string {
	var parts []string
	if letters {
		parts = append(parts, "E exact, N numerical, A approximation, M monte-carlo")
	}
	for _, sec := range s.sections() {
		for _, r := range sec.rows {
			if slices.ContainsFunc(r.cells, func(c cell) bool { return c.mark == "~" }) {
				return strings.Join(append(parts, "~ too close to tell which is best"), "; ")
			}
		}
	}
	return strings.Join(parts, "")
}

// columns draws one table with a column for each fleet, and its width.
func (s *sheet) columns(p *pen, d density) (string, int) {
	by := "method"
	if d.letters {
		by = "by"
	}
	grid := [][]string{append(append([]string{p.bold(s.title(d.label))}, boldAll(p, s.names)...), by)}
	for i, sec := range s.sections() {
		if i > 0 {
			grid = append(grid, make([]string, len(s.names)+2))
		}
		for _, l := range wrap(sec.title, d.label) {
			grid = append(grid, append([]string{p.bold(l)}, make([]string, len(s.names)+1)...))
		}
		pads := barOffsets(sec.rows, len(s.names))
		for _, r := range sec.rows {
			label := labelLines(&r, d.label)
			line := []string{label[0]}
			for k, c := range r.cells {
				line = append(line, p.cell(c, pads[k], d.bar))
			}
			grid = append(grid, append(line, methodWord(&r, d.letters)))
			for _, more := range label[1:] {
				grid = append(grid, append([]string{more}, make([]string, len(s.names)+1)...))
			}
		}
	}
	text, width := p.grid(grid)
	if said := s.legend(d.letters); said != "" {
		text += p.fold(said, 0)
	}
	return text, width
}

// title is the scenario's name where it has room among the labels.
func (s *sheet) title(room int) string {
	if n := s.r.Scenario.Name; width(n) <= room {
		return n
	}
	return ""
}

func indent(r *row) string {
	if r.under {
		return "  " + r.label
	}
	return r.label
}

// labelLines breaks a label; further lines are indented once more.
func labelLines(r *row, n int) []string {
	lines := wrap(r.label, n-4)
	for i := range lines {
		if r.under {
			lines[i] = "  " + lines[i]
		}
		if i > 0 {
			lines[i] = "  " + lines[i]
		}
	}
	return lines
}

// methodWord is how a row is known; where fleets differ, in their order.
func methodWord(r *row, letters bool) string {
	m := r.methods()
	if letters {
		for i := range m {
			m[i] = letter(m[i])
		}
	}
	return strings.Join(m, ", ")
}

// barOffsets returns for each fleet the widest text that a bar stands behind.
func barOffsets(rows []row, n int) []int {
	out := make([]int, n)
	for _, r := range rows {
		for i, c := range r.cells {
			if c.bar > 0 {
				out[i] = max(out[i], width(c.text))
			}
		}
	}
	return out
}
