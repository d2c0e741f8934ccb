package fleets

import (
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

// ReadStatistic reads METRIC, FLEET.METRIC, STAT(FLEET.METRIC) and P(FLEET.METRIC OP
// VALUE) as in an assertion without a limit; a metric without a fleet is that of each of
// fleets. The mean is meant where no statistic is named. Its error is an *Errors that
// points into the text of the flag.
func ReadStatistic(p *model.Plan, flag, text string, fleets []string) ([]model.Assertion, error) {
	out, err := readStatistic(p, flag, text, "")
	if err == nil {
		return []model.Assertion{out}, nil
	}
	if len(fleets) == 0 || whosever(text, fleets) {
		return nil, err
	}
	var all []model.Assertion
	for _, f := range fleets {
		a, err := readStatistic(p, flag, text, f)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// whosever reports whether a text names a fleet, or something like one, before its metric.
func whosever(text string, fleets []string) bool {
	_, inside, ok := strings.Cut(text, "(")
	if !ok {
		inside = text
	}
	inside = strings.TrimSuffix(strings.TrimSpace(inside), ")")
	if at := relationSign.FindStringIndex(inside); at != nil {
		inside = inside[:at[0]]
	}
	inside = strings.TrimSpace(inside)
	first, rest, _ := strings.Cut(inside, ".")
	switch {
	case contains(fleets, first):
		return true
	case knownMetric(inside) || rest == "":
		return false
	}
	return knownMetric(rest) || nearest(first, fleets) != "" && nearest(inside, metricNames) == ""
}

func readStatistic(p *model.Plan, flag, text, fleet string) (model.Assertion, error) {
	r := &reader{plan: p, reported: map[reported]bool{}, misspelt: map[lack]bool{}, month: p.Finance.MonthHours}
	src := newSource(flag, text)
	src.set = true
	at := place{src: src, line: 1, col: 1, width: max(1, utf8.RuneCountInString(text))}
	a := model.Assertion{Factor: 1}
	q := assertionParser{r: r, a: &a, n: &node{shape: textShape, text: text, at: at}}
	q.ask(fleet)
	if err := r.errors(); err != nil {
		return a, err
	}
	return a, nil
}

// ask reads what a figure is asked for by, without a limit.
func (p *assertionParser) ask(fleet string) {
	whole := span{p.n.text, 0}
	open := strings.IndexByte(p.n.text, '(')
	inside := whole.cut(0, len(whole.text))
	if open >= 0 {
		shut := strings.LastIndexByte(p.n.text, ')')
		if shut < open || strings.TrimSpace(p.n.text[shut+1:]) != "" {
			p.fail("E030", whole.cut(open, len(whole.text)), "a figure ends with its bracket", "", "write p90(FLEET.METRIC), without a limit")
			return
		}
		if p.statistic(whole.cut(0, open)); p.bad {
			return
		}
		inside = whole.cut(open+1, shut)
	}
	name := inside
	if p.a.Stat == model.Probability {
		at := p.relation(inside, &p.a.Within)
		if at == nil {
			return
		}
		name = inside.cut(0, at[0])
		kind := p.whose(name, fleet)
		if kind == nil {
			return
		}
		p.a.Bound = p.limit(inside.cut(at[1], len(inside.text)), kind)
	} else {
		p.whose(name, fleet)
	}
	if p.a.When == "" {
		p.a.At = model.Moment{}
	}
	p.a.That = strings.Join(strings.Fields(p.n.text), " ")
}

// whose reads the figure, of a fleet where the text names none.
func (p *assertionParser) whose(name span, fleet string) *figureKind {
	if fleet != "" {
		name = span{fleet + "." + name.text, name.off - utf8.RuneCountInString(fleet) - 1}
	}
	return p.figure(name)
}
