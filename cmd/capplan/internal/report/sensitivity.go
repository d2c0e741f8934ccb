package report

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// SensitivityFormats are the forms of a sensitivity.
var SensitivityFormats = []string{"table", "json", "csv", "markdown"}

// SensitivityTables are its CSV tables.
var SensitivityTables = []string{"sensitivity"}

// shownInputs is how many inputs a screen lists of each table.
const shownInputs = 10

// Sensitivity writes which inputs decide.
func Sensitivity(w io.Writer, s *capplan.Sensitivity, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, s)
	case "csv":
		return writeCSV(w, sensitivityTable(s), o.Dialect)
	case "markdown":
		return sensitivityMarkdown(w, s)
	case "svg", "png":
		return drawSensitivity(w, s, format)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", s.Answer.Verdict.Text)
	for _, why := range s.Answer.Why {
		p.prose("", "VERDICT", why.Text)
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	for _, x := range shownSubjects(s) {
		p.tornado(s, x)
		p.indices(x)
	}
	p.knowing(s.Knowing)
	p.looks(s.BreakEven)
	for _, warning := range s.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if !s.Complete {
		p.paragraph(endedEarly, 2)
	}
	if s.Answer.Next != "" {
		p.prose(p.bold("Next:"), "VERDICT", s.Answer.Next)
	}
	p.paragraph(strings.Join(sensitivityConditions(s), " · "), 0)
	return p.flush(w)
}

// shownSubjects are the differences, where there are any; data formats have all.
func shownSubjects(s *capplan.Sensitivity) (out []*capplan.Subject) {
	differences := false
	for i := range s.Subjects {
		differences = differences || s.Subjects[i].Against != ""
	}
	for i := range s.Subjects {
		if x := &s.Subjects[i]; (x.Against != "") == differences {
			out = append(out, x)
		}
	}
	return out
}

func sensitivityConditions(s *capplan.Sensitivity) []string {
	return []string{
		"ranges hold the truth with " + percent(s.Scenario.Interval), "seed " + seed(s.Seed),
		thousands(float64(s.Evaluations)) + " evaluations of each fleet", s.Tool.Name + " " + s.Tool.Version, "catalogue " + s.Catalog.Version,
	}
}

// subjectTitle names a figure, or whose difference it is.
func subjectTitle(x *capplan.Subject) string {
	t := strings.ToUpper(x.Metric) + " of " + x.Fleet
	if x.Against != "" {
		t += " less that of " + x.Against
	}
	if u := unitWord(x.Unit); u != "" {
		t += ", " + u
	}
	return t
}

func subjectFacts(x *capplan.Subject) string {
	t := "at likely values " + swung(x, x.Likely)
	if x.Mean.Value != nil && x.SD != nil {
		t += " · mean " + swung(x, x.Mean)
		if h := halfOf(x.Mean); h > 0 {
			t += " ±" + hard + significant(h, 2)
			if scale, suffix := suffixOf(*x.Mean.Value); suffix != "" && h > scale/1e4 {
				t = strings.TrimSuffix(t, significant(h, 2)) + significant(h/scale, 2) + suffix
			}
		}
		t += " · sd " + short(*x.SD)
	}
	return t + " · " + x.Why
}

func halfOf(r capplan.Ranged) float64 {
	if r.Lo == nil || r.Hi == nil {
		return 0
	}
	return (*r.Hi - *r.Lo) / 2
}

// swung writes a value of a subject: an availability as percent, of which what is missing
// has two digits.
func swung(x *capplan.Subject, r capplan.Ranged) string {
	if r.Value == nil {
		return "–"
	}
	if x.Unit == "1" && x.Against == "" && strings.HasSuffix(x.Metric, "availability") && !strings.HasSuffix(x.Metric, "unavailability") {
		if *r.Value >= 1 && x.Why == "histories" {
			return "no loss seen"
		}
		return percent(*r.Value)
	}
	return short(*r.Value)
}

// ends writes the values at both ends with as many digits as tell them apart.
func ends(x *capplan.Subject, w *capplan.Swing) (low, high string) {
	low, high = swung(x, w.Low), swung(x, w.High)
	for n := 4; low == high && n < maxDigits && w.Low.Value != nil && w.High.Value != nil && *w.Low.Value != *w.High.Value; n++ {
		scale, suffix := suffixOf(*w.Low.Value)
		low, high = significant(*w.Low.Value/scale, n)+suffix, significant(*w.High.Value/scale, n)+suffix
	}
	return low, high
}

// placeOf says where an input stands.
func placeOf(u *capplan.Uncertain) string {
	if u.Entry != "" {
		return "catalog:" + u.Entry
	}
	return u.File + ":" + strconv.Itoa(u.Line)
}

func inputNamed(s *capplan.Sensitivity, name string) *capplan.Uncertain {
	for i := range s.Unknowns {
		if s.Unknowns[i].Input == name {
			return &s.Unknowns[i]
		}
	}
	return &capplan.Uncertain{}
}

// tornado draws what each input moves by itself.
func (p *pen) tornado(s *capplan.Sensitivity, x *capplan.Subject) {
	p.paragraph(p.bold(subjectTitle(x)), 2)
	p.hang("  ", 2, subjectFacts(x))
	rows := [][]string{{"INPUT, low to high", "as written", "low", "high", "", "", "at"}}
	widest := 0.0
	if len(x.Tornado) > 0 {
		widest = math.Abs(*x.Tornado[0].Width.Value)
	}
	still := 0
	for i := range x.Tornado {
		w := &x.Tornado[i]
		if !(math.Abs(*w.Width.Value) > rounding*widest) {
			still++
			continue
		}
		if len(rows) > shownInputs {
			continue
		}
		low, high := ends(x, w)
		mark := ""
		if w.Reverses != nil && *w.Reverses {
			mark = "could reverse"
		}
		u := inputNamed(s, w.Input)
		rows = append(rows, []string{w.Input, u.Value, low, high, p.bar(math.Abs(*w.Width.Value)/widest, 12), mark, placeOf(u)})
	}
	if len(rows) > 1 {
		p.fitted(rows, []string{"at", "as written"})
	}
	if more := len(x.Tornado) - still - (len(rows) - 1); more > 0 {
		p.line("… " + plural(more, "more input") + "; -f csv has them all")
	}
	if still > 0 {
		p.line(doing(still, "input", "moves nothing here"))
	}
	p.line("")
}

// doing says what so many do: the verb is that of one.
func doing(n int, noun, does string) string {
	if n != 1 {
		verb, rest, _ := strings.Cut(does, " ")
		does = strings.TrimSuffix(verb, "s") + " " + rest
	}
	return plural(n, noun) + " " + does
}
