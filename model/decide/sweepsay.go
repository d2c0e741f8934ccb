package decide

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// Finish writes the sentences, which name the file and so need the inputs.
func (r *SweepResult) Finish() {
	r.Answer = Answer{Why: []Sentence{}}
	cell := r.chosen()
	r.Answer.Verdict = r.verdict(cell)
	for n := range r.Figures {
		if f := &r.Figures[n]; f.Moves && f.Axis != nil && len(f.MovedBy) > 1 {
			p := (&phrase{}).say("%s: %s moves it most, over the means of the other inputs.", f.Name, r.Axes[*f.Axis].Path)
			r.Answer.Why = append(r.Answer.Why, p.done())
		}
	}
	r.refusals()
	r.Answer.Next = r.next(cell)
}

// main is the figure that cells are ranked by: the first that moves. −1: none does.
func (r *SweepResult) main() int {
	for n := range r.Figures {
		if r.Figures[n].Moves {
			return n
		}
	}
	return -1
}

// chosen is the cell to look at: of those that pass the one where the first figure that
// moves is least, or most where more of it is better. −1: none passes, or nothing moves.
func (r *SweepResult) chosen() int {
	n, best := r.main(), -1
	if n < 0 {
		return -1
	}
	for i := range r.Cells {
		x := r.value(i, n)
		if x == nil || r.Cells[i].Verdict != nil && *r.Cells[i].Verdict != Pass {
			continue
		}
		if best < 0 || r.before(n, i, best) {
			best = i
		}
	}
	return best
}

// before reports whether a cell is better than another: by figure n or, where that is the
// same, by the next that moves.
func (r *SweepResult) before(n, i, j int) bool {
	for ; n < len(r.Figures); n++ {
		x, y := r.value(i, n), r.value(j, n)
		if !r.Figures[n].Moves || x == nil || y == nil || constant([]float64{*x, *y}) {
			continue
		}
		return r.Better(n, *x, *y)
	}
	return false
}

// rising are figures of which more is better.
var rising = strings.Fields("availability objective reliability mttf mttdl served headroom units_up saving irr availability.read availability.write maturity.failover")

// Better reports whether a value of a figure is the better of two.
func (r *SweepResult) Better(n int, x, y float64) bool {
	f := &r.Figures[n]
	up := strings.HasPrefix(f.Metric, "capacity.") || strings.HasPrefix(f.Metric, "headroom")
	for _, m := range rising {
		up = up || f.Metric == m
	}
	if strings.HasPrefix(f.Statistic, "P(") {
		up = up == strings.HasPrefix(f.Statistic, "P(>") // a high chance of what is good, a low one of what is not
	}
	if f.Statistic == "sd" {
		up = false
	}
	if up {
		return x > y
	}
	return x < y
}

// verdict says how many cells pass and which of them is best, and from where to where
// the figures go.
func (r *SweepResult) verdict(best int) Sentence {
	p := &phrase{}
	tried, passed, unsure := 0, 0, 0
	for i := range r.Cells {
		if v := r.Cells[i].Verdict; v != nil {
			tried++
			passed += map[bool]int{true: 1}[*v == Pass]
			unsure += map[bool]int{true: 1}[*v == Inconclusive]
		}
	}
	if !r.Complete {
		answered := 0
		for i := range r.Cells {
			answered += map[bool]int{true: 1}[r.Cells[i].Answered || r.Cells[i].Reason != nil]
		}
		p.say("The run ended after %d of %s: ", answered, cellsWord(len(r.Cells)))
	}
	n := r.main()
	if tried > 0 {
		p.say("%d of %s %s", passed, cellsWord(tried), map[bool]string{true: "passes", false: "pass"}[passed == 1])
		if unsure > 0 {
			p.say(", %d cannot be decided by so many trials", unsure)
		}
		if best >= 0 && passed > 0 {
			p.say("; of those %s of %s is best with %s", r.Figures[n].Metric, r.Figures[n].Fleet, r.CellWords(best))
			p.say(" (").num(r.write(n, best), *r.value(best, n), valuePath(best, n)).say("%s)", r.unit(n))
		}
		p.say(". ")
	}
	if n < 0 {
		return p.say("No figure that is asked for changes over the grid.").done()
	}
	said := 0
	for n := range r.Figures {
		f := &r.Figures[n]
		if !f.Moves || said == 2 {
			continue
		}
		if said++; said > 1 {
			p.say("; ")
		}
		p.say("%s goes from ", f.Name)
		p.num(r.write(n, *f.Least), *r.value(*f.Least, n), valuePath(*f.Least, n)).say("%s (%s) to ", r.unit(n), r.where(n, *f.Least))
		p.num(r.write(n, *f.Most), *r.value(*f.Most, n), valuePath(*f.Most, n)).say("%s (%s)", r.unit(n), r.where(n, *f.Most))
	}
	return p.say(".").done()
}

func cellsWord(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return strconv.Itoa(n) + " cells"
}

func valuePath(cell, n int) string {
	return fmt.Sprintf("cells/%d/figures/%d/value", cell, n)
}

// write is a value as prose has it: a sampled 0 is none seen, and no 0.
func (r *SweepResult) write(n, cell int) string {
	v := &r.Cells[cell].Figures[n]
	if v.Method == model.MonteCarlo.String() && *v.Value == 0 {
		if v.Hi != nil && *v.Hi > 0 {
			if r.Percents(n) {
				return "less than " + percent(*v.Hi, nil)
			}
			return "less than " + short(*v.Hi)
		}
		return "none seen, 0"
	}
	if r.Percents(n) {
		return percent(*v.Value, nil)
	}
	return short(*v.Value)
}

// inPercent are figures of 0 to 1 that people read in percent.
var inPercent = strings.Fields("availability unavailability objective reliability unreliability served blast shortfall overload availability.read availability.write")

// Percents reports whether a figure is written in percent.
func (r *SweepResult) Percents(n int) bool {
	f := &r.Figures[n]
	return f.Unit == "1" && (slices.Contains(inPercent, f.Metric) || strings.HasPrefix(f.Statistic, "P("))
}

func (r *SweepResult) unit(n int) string {
	if u := r.Figures[n].Unit; u != "1" && u != "" {
		return " " + u
	}
	return ""
}

// CellWords names a cell by its values.
func (r *SweepResult) CellWords(cell int) string {
	return r.cellWords(cell, func(int) bool { return true })
}

func (r *SweepResult) cellWords(cell int, wanted func(axis int) bool) string {
	var words []string
	for k, v := range r.Cells[cell].Values {
		if wanted(k) {
			words = append(words, r.Axes[k].Path+"="+v)
		}
	}
	return strings.Join(words, ", ")
}

// where names a cell by the values that move a figure.
func (r *SweepResult) where(n, cell int) string {
	return r.cellWords(cell, func(k int) bool { return slices.Contains(r.Figures[n].MovedBy, k) })
}

// refusals says why cells are no scenarios, once for each reason.
func (r *SweepResult) refusals() {
	count, first := map[string]int{}, map[string]int{}
	var order []string
	for i := range r.Cells {
		if why := r.Cells[i].Reason; why != nil {
			if count[why.Code] == 0 {
				order = append(order, why.Code)
				first[why.Code] = i
			}
			count[why.Code]++
		}
	}
	for _, code := range order {
		p := (&phrase{}).say("%s %s no scenario: error %s, as with %s: %s.", cellsWord(count[code]), map[bool]string{true: "is", false: "are"}[count[code] == 1], code, r.CellWords(first[code]), r.Cells[first[code]].Reason.Message)
		r.Answer.Why = append(r.Answer.Why, p.done())
	}
}

// next proposes to look closer at the best cell.
func (r *SweepResult) next(cell int) string {
	if cell < 0 || len(r.Inputs) == 0 || strings.HasPrefix(r.Inputs[0].Path, "<") {
		return ""
	}
	out := "capplan compare " + ShellWord(r.Inputs[0].Path)
	for k, v := range r.Cells[cell].Values {
		for _, path := range strings.Split(r.Axes[k].Path, "+") {
			out += " --set " + ShellWord(path+"="+v)
		}
	}
	return out
}

// ShellWord writes a word so that a shell takes it for one, and for nothing else.
func ShellWord(s string) string {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_-./=:,+@%", c)) {
			return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
		}
	}
	return s
}
