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

// simpler and alike are how far in AIC a law may lie from the nearest and still be
// taken: up to 2 it has as much support, from 4 on considerably less (Burnham &
// Anderson 2002, section 2.6).
const (
	simpler = 2
	alike   = 4
)

// best returns the law to answer with, nil where none is identified. Of the laws that
// are not rejected (of all, where all are) it is the exponential one, if the log does
// not show more; else the customary one, Weibull for lives and lognormal for repairs,
// if it is about as near; else the nearest. That a lognormal life lies a little nearer
// must not decide: where most units live on, its mean is many times the others'.
func (g *Group) best(customary model.LawKind) *Law {
	for _, all := range []bool{false, true} {
		near := func(l *Law) bool { return l.Problem == "" && (all || !l.misfit()) }
		var nearest, best *Law
		for i := range g.Laws {
			if l := &g.Laws[i]; near(l) && (nearest == nil || *l.AIC < *nearest.AIC) {
				nearest = l
			}
		}
		best = nearest
		for i := range g.Laws {
			switch l := &g.Laws[i]; {
			case !near(l):
			case l.kind == model.Exponential && *l.AIC <= *nearest.AIC+simpler:
				return l
			case l.kind == customary && *l.AIC <= *nearest.AIC+alike:
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
		s += " with " + l.Parameter + " " + l.Shape.Number()
	}
	s += ", " + l.trend(r.Kind == "repairs") + "; mean " + l.Mean.Time()
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
		ends := "ends"
		if g.Ended == 1 {
			ends = "end"
		}
		add("W240", "only %d %s: intervals are rough, and hardly any law could be told from another", g.Ended, ends)
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
	least := *best.AIC
	for i := range g.Laws {
		if l := &g.Laws[i]; l.Problem == "" && !l.misfit() {
			least = min(least, *l.AIC)
		}
	}
	var names []string
	for i := range g.Laws {
		l := &g.Laws[i]
		if l.Problem != "" || l.misfit() && l != best || *l.AIC > least+alike {
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
		add("W243", "%s fit this log alike (AIC within %d), and their means lie a factor %s apart: %s for the %s law, %s for the %s law", join(names), alike, digits(hi.Mean.Value/lo.Mean.Value, 2), Span(lo.Mean.Value), lo.Name, Span(hi.Mean.Value), hi.Name)
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

// three writes three significant digits.
func three(x float64) string { return digits(x, 3) }

// digits writes n significant digits.
func digits(x float64, n int) string {
	if a := math.Abs(x); a != 0 && (a < 1e-4 || a >= 1e6) {
		return strconv.FormatFloat(x, 'g', n, 64)
	}
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', n-1, 64), 64)
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

// Number writes a figure with its interval: 0.81 (0.74..0.88).
func (f *Figure) Number() string { return f.write("", 1, 3) }

// Deviation writes its standard error.
func (f *Figure) Deviation() string { return three(f.SE) }

// Time writes a figure in hours with its interval: 31 y (22..44).
func (f *Figure) Time() string { return f.time(3) }

// TimeDeviation writes the standard error of a figure in hours, in the unit of Time.
func (f *Figure) TimeDeviation() string {
	name, per := unitOf(f.Value)
	return three(f.SE/per) + " " + name
}

// AFR writes what a mean life in hours says of a year.
func (f *Figure) AFR() string { return percent(8760 / f.Value) }

func (f *Figure) time(n int) string {
	name, per := unitOf(f.Value)
	return f.write(" "+name, per, n)
}

// write takes more than n digits where it needs them to tell the ends apart.
func (f *Figure) write(unit string, per float64, n int) string {
	v, lo, hi := digits(f.Value/per, n), digits(f.Lo/per, n), digits(f.Hi/per, n)
	if (v == lo || v == hi) && n < 9 {
		return f.write(unit, per, n+1)
	}
	return v + unit + " (" + lo + ".." + hi + ")"
}

// Value writes a law as a scenario's value: {law: weibull, shape: 0.81 (0.74..0.88), mean: 31 y (22..44)}.
func (l *Law) Value() string { return "{" + l.keys(3) + "}" }

// Entry writes a law as an entry of a file of fits: its value with more digits, and the
// rank correlation of what is not known of mean and parameter.
func (l *Law) Entry() string {
	s := l.keys(5)
	if l.Shape != nil {
		s += ", rank: " + digits(l.rank, 4)
	}
	return "{" + s + "}"
}

func (l *Law) keys(n int) string {
	s := "law: " + l.Name
	if l.Shape != nil {
		s += ", " + l.Parameter + ": " + l.Shape.write("", 1, n)
	}
	return s + ", mean: " + l.Mean.time(n)
}
