package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// VerifyFormats are the forms of a verification.
var VerifyFormats = []string{"table", "json", "csv"}

// Verification writes what holds: the summary first, then what fails, then every
// figure.
func Verification(w io.Writer, v *capplan.Verification, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, v)
	case "csv":
		return writeCSV(w, proofTable(v), o.Dialect)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", v.Summary)
	for _, f := range v.Failed {
		at := ""
		if f.File != "" {
			at = " (" + f.File + ":" + strconv.Itoa(f.Line) + ")"
		}
		p.paragraph("fails: "+strings.Join(strings.Fields(f.Scenario+" "+f.Fleet+" "+f.Pool+" "+f.Metric), " ")+": "+f.Why+at, 2)
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	p.fitted(proofs(v), []string{"method", "expected", "fleet"})
	p.line("")
	p.paragraph("error: got against expected, relative; z: the same in standard errors. ×N: on a copy that fails N times faster, where the sampler sees outages; expected is then the exact figure. "+
		"seed "+seed(v.Seed)+" · "+v.Tool.Name+" "+v.Tool.Version, 0)
	return p.flush(w)
}

// proofs are the rows of the screen under their header.
func proofs(v *capplan.Verification) [][]string {
	rows := [][]string{{"scenario", "fleet", "metric", "expected", "got", "error or z", "method", "verdict"}}
	for i := range v.Rows {
		r := &v.Rows[i]
		metric, got, off := r.Metric, "–", "–"
		if r.Pool != "" {
			metric = r.Pool + " " + metric
		}
		if r.Faster != 1 && r.Faster != 0 {
			metric += " ×" + digits(r.Faster)
		}
		if r.Got != nil {
			got = significant(*r.Got, 6)
		}
		switch {
		case r.Z != nil:
			off = "z " + strconv.FormatFloat(*r.Z, 'f', 1, 64)
		case r.Error != nil:
			off = significant(*r.Error, 2)
		}
		rows = append(rows, []string{r.Scenario, r.Fleet, metric, significant(r.Expected, 6), got, off, r.Method, r.Verdict})
	}
	return rows
}

// fitted draws a table, without the columns named, one after another, where it is
// wider than the screen. On a narrow screen, where most would go, it draws a paragraph
// for each row instead, with all of them.
func (p *pen) fitted(rows [][]string, spare []string) {
	text, wide := p.grid(rows)
	if wide > p.width && p.width < narrowest {
		p.stacked(rows)
		return
	}
	for _, name := range spare {
		if wide <= p.width {
			break
		}
		for k, head := range rows[0] {
			if head != p.text(name) {
				continue
			}
			for i := range rows {
				rows[i] = append(rows[i][:k:k], rows[i][k+1:]...)
			}
			break
		}
		text, wide = p.grid(rows)
	}
	p.b.WriteString(text)
}

// narrowest is the width below which a table that does not fit is drawn by rows.
const narrowest = 60

// stacked draws each row of a table under its first cell.
func (p *pen) stacked(rows [][]string) {
	for _, row := range rows[1:] {
		var cells []string
		for k := 1; k < len(row) && k < len(rows[0]); k++ {
			switch {
			case row[k] == "":
			case rows[0][k] == "":
				cells = append(cells, row[k])
			default:
				cells = append(cells, rows[0][k]+" "+row[k])
			}
		}
		if len(cells) == 0 {
			p.paragraph(row[0], 2)
			continue
		}
		p.paragraph(row[0]+": "+strings.ReplaceAll(strings.Join(cells, ", "), " %", hard+"%"), 4)
	}
}

func proofTable(v *capplan.Verification) [][]value {
	out := [][]value{texts("scenario", "fleet", "pool", "metric", "against", "expected", "got", "relative_error", "tolerance", "z", "z_bound", "rates_times", "method", "verdict", "why", "source")}
	for i := range v.Rows {
		r := &v.Rows[i]
		row := append(texts(r.Scenario, r.Fleet, r.Pool, r.Metric, r.Against), figure(&r.Expected), figure(r.Got), figure(r.Error), figure(r.Tolerance), figure(r.Z))
		bound := value{}
		if r.Z != nil {
			bound = figure(&v.Bound)
		}
		out = append(out, append(append(row, bound, figure(&r.Faster)), texts(r.Method, r.Verdict, r.Why, r.Source)...))
	}
	return out
}
