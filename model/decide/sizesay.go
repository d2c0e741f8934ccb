package decide

import (
	"fmt"
	"strconv"
	"strings"
)

// Finish writes the sentences, which name the files and so need the inputs.
func (r *SizeResult) Finish() {
	r.Answer = Answer{Why: []Sentence{}}
	switch {
	case r.Winner != nil:
		r.Answer.Verdict = r.cheapest()
	default:
		r.Answer.Verdict = r.none()
	}
	if w := r.Winner; w != nil && w.Below != nil {
		b := &r.Grid[*w.Below-1]
		p := &phrase{}
		p.say("the next cheaper, candidate %d, costs ", b.Index).num(r.money(*b.Cost), *b.Cost, gridPath(b, "cost"))
		switch {
		case b.Feasible == nil:
			p.say(" and is not decided: %s", b.Reason)
		default:
			p.say(" and fails: %s", b.Reason)
		}
		r.Answer.Why = append(r.Answer.Why, p.say(".").done())
	}
	if n := len(r.Undecided); n > 0 && r.Winner != nil {
		p := &phrase{}
		p.num(candidateWords(n), float64(n), "undecided").say(" would be cheaper, and %d trials do not tell from a limit whether %s: take more --trials.", r.Trials, map[bool]string{true: "it passes", false: "they pass"}[n == 1])
		r.Answer.Why = append(r.Answer.Why, p.done())
	}
	for i := range r.Nines {
		if n := &r.Nines[i]; n.Step != nil && *n.Step > 0 {
			p := &phrase{}
			p.say("from %s to %s costs ", objectiveText(r.Nines[i-1].Availability), objectiveText(n.Availability))
			p.num(r.money(*n.Step), *n.Step, fmt.Sprintf("nines/%d/step", i)).say(" more.")
			r.Answer.Why = append(r.Answer.Why, p.done())
		}
	}
	r.Answer.Next = r.next()
}

func candidateWords(n int) string {
	if n == 1 {
		return "1 candidate"
	}
	return sizeGrouped(n) + " candidates"
}

// grouped writes a whole number with commas.
func sizeGrouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func gridPath(b *SizeRow, field string) string { return fmt.Sprintf("grid/%d/%s", b.Index-1, field) }

// money writes a value of what is minimised.
func (r *SizeResult) money(x float64) string {
	switch r.Minimize.Unit {
	case "1":
		return strconv.FormatFloat(x, 'f', -1, 64)
	case "":
		return short(x)
	}
	return short(x) + " " + r.Minimize.Unit
}

// cheapest is the answer in a sentence.
func (r *SizeResult) cheapest() Sentence {
	p, w := &phrase{}, r.Winner
	for i := range w.Pools {
		q := &w.Pools[i]
		at := fmt.Sprintf("winner/pools/%d/", i)
		switch {
		case i > 0 && i == len(w.Pools)-1:
			p.say(" and ")
		case i > 0:
			p.say(", ")
		}
		if len(w.Pools) > 1 {
			p.say("%s of ", q.Pool)
		}
		p.num(sizeGrouped(q.Count), float64(q.Count), at+"count").say(" ")
		switch {
		case q.Hardware != "":
			p.say("%s", q.Hardware)
		case q.Count == 1:
			p.say("unit")
		default:
			p.say("units")
		}
		if q.Domain != "" {
			p.say(" in ").num(sizeGrouped(q.Domains), float64(q.Domains), at+"domains").say(" %s", q.Domain)
			if q.Domains > 1 {
				p.say("s")
			}
		}
	}
	p.say(": the cheapest of ").num(candidateWords(r.Space.Candidates), float64(r.Space.Candidates), "space/candidates").say(" that keeps what is asked, ")
	p.num(r.money(*w.Row.Cost), *w.Row.Cost, "winner/candidate/cost")
	switch r.Minimize.Metric {
	case CountMetric:
		p.say(" units")
	case "cost.pv":
		p.say(" (present value)")
	default:
		p.say(" (%s)", r.Minimize.Metric)
	}
	if m, ok := w.Metrics["availability"]; ok && m.Mean != nil {
		p.say(", availability ").num(percent(*m.Mean, &m), *m.Mean, "winner/metrics/availability/mean")
	}
	return p.say(".").done()
}

// none says that there is no such fleet, what comes nearest and what stops it.
func (r *SizeResult) none() Sentence {
	p := &phrase{}
	if !r.Complete {
		return r.cut()
	}
	if n := len(r.Undecided); n > 0 {
		p.say("inconclusive: none of ").num(candidateWords(r.Space.Candidates), float64(r.Space.Candidates), "space/candidates")
		p.say(" passes, and of ").num(sizeGrouped(n), float64(n), "undecided").say(" so many trials do not tell whether")
	} else {
		p.say("none of ").num(candidateWords(r.Space.Candidates), float64(r.Space.Candidates), "space/candidates").say(" keeps what is asked")
	}
	if m := r.Nearest; m != nil {
		p.say("; the nearest, candidate %d (%s), has %s", m.Row.Index, strings.Join(m.Row.Set, ", "), missed(&m.Stops))
	} else if len(r.Rejected) > 0 {
		p.say("; no candidate is a fleet: %s", r.Rejected[0].Why)
	}
	return p.say(".").done()
}

// cut says how far a search came that ended early.
func (r *SizeResult) cut() Sentence {
	p := &phrase{}
	p.say("inconclusive: the search ended early, ").num(sizeGrouped(r.Space.Answered), float64(r.Space.Answered), "space/answered")
	p.say(" of ").num(candidateWords(r.Space.Candidates), float64(r.Space.Candidates), "space/candidates").say(" answered")
	switch {
	case r.Best != nil:
		b := &r.Grid[*r.Best-1]
		p.say("; the cheapest of them that passes so far, candidate %d (%s), costs ", b.Index, strings.Join(b.Set, ", ")).num(r.money(*b.Cost), *b.Cost, gridPath(b, "cost"))
	case r.Nearest != nil && r.Nearest.Stops.That != "":
		m, is := r.Nearest, "has"
		if m.Stops.Verdict == Inconclusive {
			is = "is not decided:"
		}
		p.say("; the nearest, candidate %d (%s), %s %s", m.Row.Index, strings.Join(m.Row.Set, ", "), is, missed(&m.Stops))
	}
	return p.say(".").done()
}

// next proposes to look at the fleet that was found, or at what stops the nearest.
func (r *SizeResult) next() string {
	var row *SizeRow
	verb := "compare"
	switch {
	case r.Winner != nil:
		row = &r.Winner.Row
	case r.Nearest != nil && r.Nearest.Stops.That != "":
		row = &r.Nearest.Row
		verb = "explain " + r.Fleet + "." + r.Nearest.Stops.Metric
		if r.Nearest.Stops.Survival || r.Nearest.Stops.Metric == "" {
			verb = "explain " + r.Fleet + ".placement"
		}
	}
	if row == nil || len(r.Inputs) == 0 || strings.HasPrefix(r.Inputs[0].Path, "<") {
		return ""
	}
	command := "capplan " + verb + " " + ShellWord(r.Inputs[0].Path)
	if verb == "compare" {
		command += " --fleet " + r.Fleet
	}
	for _, set := range row.Set {
		command += " --set " + ShellWord(set)
	}
	return command
}
