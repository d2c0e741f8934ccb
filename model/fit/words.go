package fit

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// rejected is the p below which a law is said not to fit.
const rejected = 0.05

// alike is how far in AIC laws may lie apart and still be told apart by nothing
// (Burnham & Anderson 2002, section 2.6).
const alike = 2

// best returns the law to answer with, nil where none is identified: of those that are
// not rejected (of all, where all are) and lie within alike of the smallest AIC, the one
// whose mean is known best. That is the one that leans least on ages nobody has seen.
func (g *Group) best() *Law {
	for _, all := range []bool{false, true} {
		least := math.Inf(1)
		for i := range g.Laws {
			if l := &g.Laws[i]; l.Problem == "" && (all || !l.misfit()) {
				least = min(least, l.AIC)
			}
		}
		var best *Law
		for i := range g.Laws {
			l := &g.Laws[i]
			if l.Problem == "" && (all || !l.misfit()) && l.AIC <= least+alike && (best == nil || l.Mean.Hi/l.Mean.Lo < best.Mean.Hi/best.Mean.Lo) {
				best = l
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

func (l *Law) misfit() bool { return l.P != nil && *l.P < rejected }

// BestLaw returns the law that the group is answered with, nil where there is none.
func (g *Group) BestLaw() *Law {
	for i := range g.Laws {
		if g.Laws[i].Name == g.Best {
			return &g.Laws[i]
		}
	}
	return nil
}

// verdict says in sentences what a group holds.
func (r *Result) verdict(g *Group) string {
	things, ended := "units", "failed"
	if r.Kind == "repairs" {
		things, ended = "repairs", "ended"
	}
	seen := fmt.Sprintf("%s of %s %s %s in %s watched", whole(g.Ended), whole(g.Units), things, ended, Span(g.Exposure))
	if g.AtLeast != nil {
		s := fmt.Sprintf("none of %s %s %s in %s watched: with 95 %% confidence the mean is at least %s", whole(g.Units), things, ended, Span(g.Exposure), Span(*g.AtLeast))
		if r.Kind == "failures" {
			s += ", an AFR of at most " + percent(8760 / *g.AtLeast)
		}
		return s + " (rule of three)"
	}
	if r.Kind == "failures" {
		seen += ", " + percent(8760/g.Crude.Value) + " a year"
	}
	l := g.BestLaw()
	if l == nil {
		return seen + "; no law is identified by that"
	}
	s := l.Name
	if l.Shape != nil {
		s += fmt.Sprintf(" with %s %s (%s..%s)", l.Parameter, three(l.Shape.Value), three(l.Shape.Lo), three(l.Shape.Hi))
	}
	s += ", " + l.trend(r.Kind == "repairs") + "; mean " + Span(l.Mean.Value) + " (" + Range(l.Mean) + ")"
	if r.Kind == "failures" {
		s += fmt.Sprintf(", in the long run an AFR of %s (%s..%s)", percent(8760/l.Mean.Value), percent(8760/l.Mean.Hi), percent(8760/l.Mean.Lo))
	}
	return s + ". " + seen + "; " + l.judged()
}

// trend says what a law means for its ageing.
func (l *Law) trend(repair bool) string {
	early, late, flat := "early failures (infant mortality): the older, the rarer they fail", "wear-out: the older, the more they fail", "neither early failures nor wear-out are shown"
	alikeAt, rise := "failing alike at any age", "failures become more frequent, then rarer with age"
	if repair {
		early, late, flat = "many short and some very long", "most near the mean", "no trend: how long it has lasted says nothing"
		alikeAt, rise = flat, "a few take far longer than most"
	}
	switch {
	case l.kind == model.Exponential:
		return alikeAt
	case l.kind == model.Lognormal && l.Shape.Value > 0.5:
		return rise
	case l.kind == model.Lognormal:
		return late
	case l.Shape.Hi < 1:
		return early
	case l.Shape.Lo > 1:
		return late
	}
	return flat
}

// judged says whether the law fits.
func (l *Law) judged() string {
	switch {
	case l.P == nil:
		return "too few to judge whether the law fits"
	case *l.P < rejected:
		return "the Kaplan–Meier curve contradicts the law (p = " + three(*l.P) + ")"
	}
	return "the Kaplan–Meier curve does not contradict the law (p = " + three(*l.P) + ")"
}

// few is the number of ends below which intervals are rough, and far how many times
// the oldest age seen a mean is called an extrapolation.
const (
	few = 10
	far = 2
)

func (r *Result) warn(g *Group, in *model.LifeGroup) {
	add := func(code, format string, args ...any) {
		r.Warnings = append(r.Warnings, Warning{Code: code, Group: g.Name, Text: fmt.Sprintf(format, args...)})
	}
	if in.LeftOut > 0 {
		add("W245", "%s rows lie outside the time watched and are left out", whole(in.LeftOut))
	}
	if g.Ended == 0 {
		return
	}
	if g.Ended < few {
		add("W240", "only %d ends: intervals are rough, and hardly any law could be told from another", g.Ended)
	}
	for i := range g.Laws {
		if l := &g.Laws[i]; l.Problem != "" {
			add("W241", "%s: %s", l.Name, l.Problem)
		}
	}
	best := g.BestLaw()
	if best == nil {
		return
	}
	if best.Shape != nil && best.Shape.Hi/best.Shape.Lo > 4 {
		add("W241", "the %s of the %s law is hardly identified: anything from %s to %s", best.Parameter, best.Name, three(best.Shape.Lo), three(best.Shape.Hi))
	}
	if best.Mean.Value > far*g.Oldest {
		add("W242", "the mean of %s is %s times the oldest age seen, %s: it is what the law says of ages that nobody has seen; as seen it is %s", Span(best.Mean.Value), three(best.Mean.Value/g.Oldest), Span(g.Oldest), Span(g.Crude.Value))
	}
	g.compare(best, add)
	if best.misfit() {
		add("W244", "none of these laws fits; use the data themselves, {samples: …}, or split the log with --by")
	}
}

// compare names the means of the laws that fit as well as the best.
func (g *Group) compare(best *Law, add func(code, format string, args ...any)) {
	lo, hi := best, best
	var names []string
	for i := range g.Laws {
		l := &g.Laws[i]
		if l.Problem != "" || l.misfit() && l != best || math.Abs(l.AIC-best.AIC) > alike {
			continue
		}
		names = append(names, l.Name)
		if l.Mean.Value < lo.Mean.Value {
			lo = l
		}
		if l.Mean.Value > hi.Mean.Value {
			hi = l
		}
	}
	if hi.Mean.Value > 1.25*lo.Mean.Value {
		add("W243", "%s fit this log alike (AIC within %d), and their means lie a factor %.2g apart: %s for the %s law, %s for the %s law", join(names), alike, hi.Mean.Value/lo.Mean.Value, Span(lo.Mean.Value), lo.Name, Span(hi.Mean.Value), hi.Name)
	}
}

func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// units of a span, from the largest.
var units = []struct {
	name  string
	hours float64
}{{"y", 8760}, {"d", 24}, {"h", 1}, {"min", 1. / 60}, {"s", 1. / 3600}}

// unitOf chooses how hours are written: years from one on, days from three.
func unitOf(h float64) (string, float64) {
	for _, u := range units {
		least := u.hours
		if u.name == "d" {
			least = 72
		}
		if h >= least {
			return u.name, u.hours
		}
	}
	return "s", 1. / 3600
}

// Span writes hours with three digits and a unit of a scenario file.
func Span(h float64) string {
	name, per := unitOf(h)
	return three(h/per) + " " + name
}

// Range writes the interval of a figure in hours, in the unit that Span takes for its value.
func Range(f *Figure) string {
	_, per := unitOf(f.Value)
	return three(f.Lo/per) + ".." + three(f.Hi/per)
}

// three writes three significant digits.
func three(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-4 || a >= 1e6) {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func percent(x float64) string { return three(100*x) + " %" }

// whole writes a count with commas between groups of three digits.
func whole(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Value writes a law as a scenario's value: {law: weibull, shape: 0.81 (0.74..0.88), mean: 31 y (22..44)}.
func (l *Law) Value() string {
	s := "{law: " + l.Name
	if l.Shape != nil {
		s += ", " + l.Parameter + ": " + spread(l.Shape)
	}
	return s + ", mean: " + Span(l.Mean.Value) + " (" + Range(l.Mean) + ")}"
}

func spread(f *Figure) string { return three(f.Value) + " (" + three(f.Lo) + ".." + three(f.Hi) + ")" }
