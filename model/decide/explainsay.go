package decide

import (
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// Finish names the command to ask next, which needs the name of the file.
func (e *Explanation) Finish() {
	if len(e.Inputs) == 0 || strings.ContainsAny(e.Inputs[0].Path, " '\"<>$&|;*?") {
		return
	}
	file := " " + e.Inputs[0].Path
	switch {
	case e.Metric != placement && len(e.Placement) > 0 && e.Pool == "":
		e.Answer.Next = "capplan explain " + e.Fleet + "." + placement + file
	case e.Metric != placement && e.Asked != "simulate":
		e.Answer.Next = "capplan explain " + e.Of + file + " --method simulate"
	default:
		e.Answer.Next = "capplan compare" + file
	}
}

// say writes the answer in sentences: the value, what moves it from likely values, and
// its largest causes.
func (x *explainer) say() {
	a := Answer{Verdict: x.verdict(), Why: []Sentence{}}
	if l := x.out.Likely; l != nil && x.out.Value.Mean != nil && x.out.Scenario.Uncertain > 0 {
		p := (&phrase{}).say("With every input at its likely value it is ")
		x.number(p, l.Value, 3, "at_likely_values/value")
		a.Why = append(a.Why, p.say(": the ranges make the difference.").done())
	}
	for i := range x.out.Causes {
		if i == 3 {
			break
		}
		c := &x.out.Causes[i]
		at := "causes/" + strconv.Itoa(i)
		p := (&phrase{}).num(percent(c.Share, nil), c.Share, at+"/share").say(" of the downtime is %s (", c.Cause)
		a.Why = append(a.Why, p.num(short(c.Downtime), c.Downtime, at+"/downtime").say(" min/year).").done())
	}
	x.out.Answer = a
}

// sayPlacement says how the units of each pool are spread.
func (x *explainer) sayPlacement() {
	a := Answer{Why: []Sentence{}}
	if len(x.out.Placement) == 0 {
		a.Verdict = (&phrase{}).say("%s has no failure_domains: its units stand nowhere in particular, and nothing takes several of them at once.", x.q.Fleet).done()
	}
	for i, s := range x.out.Placement {
		at := "placement/" + strconv.Itoa(i) + "/"
		p := (&phrase{}).say("%s: units of %s stand in ", x.q.Fleet, s.Pool).num(short(float64(s.Used)), float64(s.Used), at+"used")
		p.say(" of ").num(short(float64(s.Instances)), float64(s.Instances), at+"instances").say(" %s", s.Level)
		p.say(", at most ").num(short(float64(s.Most)), float64(s.Most), at+"most").say(" in one")
		if s.Apart != nil {
			words := "; members of a group share some"
			if *s.Apart {
				words = "; members of a group never share one"
			}
			p.say("%s", words)
		}
		if sentence := p.say(".").done(); i == 0 {
			a.Verdict = sentence
		} else {
			a.Why = append(a.Why, sentence)
		}
	}
	x.out.Answer = a
}

func (x *explainer) verdict() Sentence {
	m := x.out.Value
	if m.Mean == nil && m.P10 != nil {
		return x.comes(m)
	}
	p := (&phrase{}).say("%s is ", x.out.Of)
	if m.Mean == nil {
		return p.say("not known: %s.", strings.TrimPrefix(m.Why, "not known: ")).done()
	}
	sampled := m.Method == model.MonteCarlo.String()
	switch {
	case sampled && *m.Mean == 0:
		return p.say("none: no trial saw any, which does not say how rare it is.").done()
	case sampled && *m.Mean == 1 && m.Unit == "1" && x.q.Metric != "units_up":
		return p.say("that of no loss: no trial saw any, which does not say how rare it is.").done()
	}
	between := sampled && m.Lo != nil && m.Hi != nil && *m.Lo < *m.Hi
	n := 3
	for between && n < 9 && (x.text(*m.Lo, n) == x.text(*m.Mean, n) || x.text(*m.Mean, n) == x.text(*m.Hi, n)) {
		n++ // digits that tell the interval from its middle
	}
	x.number(p, *m.Mean, n, "value/mean")
	if between {
		p.say(", between ")
		x.number(p, *m.Lo, n, "value/lo")
		p.say(" and ")
		x.number(p, *m.Hi, n, "value/hi")
		p.say(" at ").num(objectiveText(m.Level), m.Level, "value/level")
	}
	return p.say(" (%s).", m.Method).done()
}

// comes says by when something that may never come has come, in which part of the draws.
func (x *explainer) comes(m *Metric) Sentence {
	p := (&phrase{}).say("%s: ", x.out.Of)
	for i, q := range []struct {
		at         *float64
		part, path string
	}{{m.P10, "a tenth", "value/p10"}, {m.P50, "half", "value/p50"}, {m.P90, "nine tenths", "value/p90"}} {
		if q.at == nil {
			p.say("; not in %s within the horizon", q.part)
			break
		}
		if i > 0 {
			p.say(", ")
		}
		p.say("by ")
		x.moment(p, *q.at, q.path)
		p.say(" in %s of the draws", q.part)
	}
	return p.say(" (%s).", m.Method).done()
}

// moment writes hours from the start as the day, where the horizon begins on one.
func (x *explainer) moment(p *phrase, hours float64, path string) {
	if begin := x.plan.Horizon.Begin; !begin.IsZero() {
		p.num(begin.Add(time.Duration(hours*float64(time.Hour))).Format("2006-01-02"), hours, path)
		return
	}
	p.num(short(hours), hours, path).say(" h from start")
}

// text writes a value of the figure's kind with so many digits.
func (x *explainer) text(v float64, n int) string {
	switch x.q.Metric {
	case "availability", "availability.read", "availability.write", "served", "reliability", "objective":
		if n == 3 {
			return percent(v, nil)
		}
		return strconv.FormatFloat(v*100, 'f', n, 64) + " %"
	}
	if n == 3 {
		return short(v)
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', n-1, 64), 64)
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// number writes a value of the figure's kind with its unit.
func (x *explainer) number(p *phrase, v float64, n int, path string) {
	u := x.out.Value.Unit
	if u == hoursFromStart {
		x.moment(p, v, path)
		return
	}
	p.num(x.text(v, n), v, path)
	switch u {
	case "1":
	case "1/year":
		p.say(" a year")
	default:
		p.say(" %s", u)
	}
}
