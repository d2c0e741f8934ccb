package report

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// indices lists the Sobol' indices.
func (p *pen) indices(x *capplan.Subject) {
	if len(x.Indices) == 0 {
		if x.Lacking != "" {
			p.paragraph("no Sobol' indices: "+x.Lacking, 2)
			p.line("")
		}
		return
	}
	rows := [][]string{{"SOBOL' INDEX", "first order", "", "total", ""}}
	small := 0
	for i := range x.Indices {
		d := &x.Indices[i]
		if *d.Total.Value < leastIndex {
			small++
			continue
		}
		if len(rows) > shownInputs && d.Input != capplan.Luck {
			continue
		}
		rows = append(rows, []string{d.Input, share(d.First), between(d.First), share(d.Total), between(d.Total)})
	}
	p.fitted(rows, []string{""})
	if more := len(x.Indices) - small - (len(rows) - 1); more > 0 {
		p.line("… " + plural(more, "more input") + "; -f csv has them all")
	}
	if small > 0 {
		p.line(doing(small, "other", "makes less than 0.001 of the variance"))
	}
	if x.First != nil {
		p.paragraph("first orders sum to "+digits(*x.First)+", at most 1 but for their errors; what is missing inputs do together", 2)
	}
	p.line("")
}

// leastIndex is the least total index that a screen lists.
const leastIndex = 0.001

// share writes an index; one that is nobody tells from 0 is ~0.
func share(r capplan.Ranged) string {
	switch {
	case r.Value == nil:
		return "–"
	case *r.Value <= 0 || r.Lo != nil && *r.Lo <= 0 && *r.Value < 0.005:
		return "~0"
	}
	return strconv.FormatFloat(*r.Value, 'f', 3, 64)
}

func between(r capplan.Ranged) string {
	if r.Lo == nil || r.Hi == nil {
		return ""
	}
	return strconv.FormatFloat(*r.Lo, 'f', 3, 64) + ".." + strconv.FormatFloat(*r.Hi, 'f', 3, 64)
}

// knowing lists what inputs are worth to know.
func (p *pen) knowing(k *capplan.Knowing) {
	if k != nil && k.Lacking != "" {
		p.paragraph("what it is worth to know an input is not told: "+k.Lacking, 2)
		p.line("")
	}
	if k == nil || k.Lacking != "" || *k.Perfect.Value == 0 {
		return
	}
	rows := [][]string{{"WORTH KNOWING before choosing", k.Metric + ", " + k.Unit, "interval"}}
	zero := 0
	for i := range k.Inputs {
		v := &k.Inputs[i]
		if *v.Value.Value == 0 {
			zero++
			continue
		}
		if len(rows) <= shownInputs {
			rows = append(rows, []string{v.Input, short(*v.Value.Value), bounds(v.Value)})
		}
	}
	rows = append(rows, []string{"everything", short(*k.Perfect.Value), bounds(k.Perfect)})
	p.fitted(rows, []string{"interval"})
	p.paragraph("without knowing more "+k.Best+" costs least on the mean; another fleet costs less in "+percent(*k.Flips.Value)+" of the draws"+worthless(zero), 2)
	p.line("")
}

func worthless(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + doing(n, "input", "changes the choice at no value")
}

func bounds(r capplan.Ranged) string {
	if r.Lo == nil || r.Hi == nil {
		return ""
	}
	return short(*r.Lo) + ".." + short(*r.Hi)
}

// looks lists the difference at some values.
func (p *pen) looks(b *capplan.BreakEven) {
	if b == nil {
		return
	}
	unit := ""
	if b.Unit != "" {
		unit = ", " + b.Unit
	}
	rows := [][]string{{b.Path + unit, b.Metric + " of " + b.Fleet + " less that of " + b.Against, "interval"}}
	step := max(1, (len(b.Looks)+14)/15)
	for i := 0; i < len(b.Looks); i += step {
		l := &b.Looks[i]
		rows = append(rows, []string{short(l.Value), short(*l.Difference.Value), bounds(l.Difference)})
	}
	p.fitted(rows, []string{"interval"})
	if b.Stopped != "" {
		p.paragraph("further values are not possible: "+strings.Split(b.Stopped, "\n")[0], 2)
	}
	p.paragraph(b.Why+"; at a root "+plural(b.Trials, "trial"), 2)
	p.line("")
}
