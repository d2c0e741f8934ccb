package decide

import (
	"strconv"
	"strings"
)

// Finish writes the sentences, which name the files and so need the inputs.
func (s *Sensitivity) Finish() {
	if s.BreakEven != nil {
		s.Answer = s.BreakEven.say(s.Inputs[0].Path)
		return
	}
	s.Answer = Answer{Verdict: s.deciding(), Why: []Sentence{}}
	if s.Subjects[0].Against != "" {
		s.Answer.Why = append(s.Answer.Why, s.reversing())
	}
	if s.Knowing != nil {
		s.Answer.Why = append(s.Answer.Why, s.Knowing.say())
	}
	s.Answer.Next = s.next()
}

// of names a subject in a sentence.
func (x *Subject) of() string {
	if x.Against != "" {
		return "the difference in " + x.Metric + " between " + x.Fleet + " and " + x.Against
	}
	return x.Metric + " of " + x.Fleet
}

// deciding says which input makes most of the first subject.
func (s *Sensitivity) deciding() Sentence {
	x := &s.Subjects[0]
	var p phrase
	if len(x.Indices) > 0 {
		i := &x.Indices[0]
		name, verb := i.Input, " decides: "
		if len(i.Inputs) > 1 {
			name, verb = strings.Join(i.Inputs, " and ")+", correlated,", " decide: "
		}
		p.say("%s%s", name, verb)
		share := min(1, max(0, *i.Total.Value))
		p.num(percent(share, nil), *i.Total.Value, "subjects/0/indices/0/total/value")
		p.say(" of the variance of %s comes from it, alone and together with others", x.of())
		return p.done()
	}
	w := &x.Tornado[0]
	if *w.Width.Value == 0 {
		return p.say("nothing decides: no input moves %s", x.of()).done()
	}
	p.say("%s moves %s most: from ", w.Input, x.of())
	p.num(short(*w.Low.Value), *w.Low.Value, "subjects/0/tornado/0/low/value").say(" to ")
	p.num(short(*w.High.Value), *w.High.Value, "subjects/0/tornado/0/high/value").say(" %s over its range", unitSaid(x.Unit))
	return p.done()
}

func unitSaid(unit string) string {
	if unit == "1" {
		return ""
	}
	return unit
}

// reversing says which inputs could reverse the first difference by themselves.
func (s *Sensitivity) reversing() Sentence {
	var p phrase
	x := &s.Subjects[0]
	var names []string
	for i := range x.Tornado {
		if r := x.Tornado[i].Reverses; r != nil && *r {
			names = append(names, x.Tornado[i].Input)
		}
	}
	which := "costs less"
	if !strings.HasPrefix(x.Metric, "cost.") {
		which = "has less " + x.Metric
	}
	ahead := x.Fleet
	switch d := *x.Likely.Value; {
	case d > 0:
		ahead = x.Against
	case d == 0:
		return p.say("at likely values %s and %s have the same %s", x.Fleet, x.Against, x.Metric).done()
	}
	p.say("at likely values %s %s than the other", ahead, which)
	switch len(names) {
	case 0:
		p.say("; no input within its range, all others at their likely values, could reverse that")
	case 1:
		p.say("; one input could reverse that by itself: %s", names[0])
	default:
		shown := names[:min(3, len(names))]
		p.say("; %s inputs could reverse that, each by itself: %s", strconv.Itoa(len(names)), strings.Join(shown, ", "))
		if len(names) > len(shown) {
			p.say(" …")
		}
	}
	return p.done()
}

// say is what knowing is worth, in a sentence.
func (k *Knowing) say() Sentence {
	var p phrase
	switch {
	case k.Lacking != "":
		return p.say("what knowing more is worth is not known: %s", k.Lacking).done()
	case *k.Perfect.Value == 0:
		return p.say("nothing is worth measuring for this choice: %s costs less in every draw", k.Best).done()
	case len(k.Inputs) == 0 || *k.Inputs[0].Value.Value == 0:
		p.say("no single input is worth measuring for this choice; knowing all of them is worth ")
	default:
		top := &k.Inputs[0]
		p.say("measuring %s first is worth up to ", strings.Join(top.Inputs, " and "))
		p.num(short(*top.Value.Value), *top.Value.Value, "information/inputs/0/value/value").say(" %s, knowing everything ", k.Unit)
	}
	p.num(short(*k.Perfect.Value), *k.Perfect.Value, "information/perfect/value").say(" %s (expected %s)", k.Unit, k.Metric)
	return p.done()
}

// next is the command that goes deeper.
func (s *Sensitivity) next() string {
	file := ShellWord(s.Inputs[0].Path)
	x := &s.Subjects[0]
	if x.Against == "" {
		return "capplan explain " + x.Fleet + "." + x.Metric + " " + file
	}
	top := x.Tornado[0].Input
	for i := range s.Unknowns {
		if s.Unknowns[i].Input == top && s.Unknowns[i].Entry != "" { // of the catalogue: no value of the file
			return "capplan compare " + file + " --fleet " + x.Fleet + " --fleet " + x.Against
		}
	}
	return "capplan sensitivity " + file + " --break-even " + ShellWord(top) + " --fleet " + x.Fleet + " --against " + x.Against
}

// withUnit writes a value as a file does.
func (b *BreakEven) withUnit(x float64) string {
	if b.Whole {
		return strconv.FormatFloat(x, 'f', -1, 64) + behindNumber(b.Unit)
	}
	return short(x) + behindNumber(b.Unit)
}

func behindNumber(unit string) string {
	if unit == "" {
		return ""
	}
	return " " + unit
}

func (b *BreakEven) less() string {
	if strings.HasPrefix(b.Metric, "cost.") {
		return "costs less"
	}
	return "has less " + b.Metric
}

// say is the answer in a sentence.
func (b *BreakEven) say(file string) Answer {
	var p phrase
	a := Answer{Why: []Sentence{}}
	first, last := b.Looks[0].Value, b.Looks[len(b.Looks)-1].Value
	switch {
	case len(b.Roots) == 0 && !b.Moves:
		p.say("%s has no effect here: %s of %s less that of %s is ", b.Path, b.Metric, b.Fleet, b.Against)
		p.num(short(*b.Looks[0].Difference.Value), *b.Looks[0].Difference.Value, "break_even/looks/0/difference/value").say(" %s at every value from ", unitSaid(b.MetricUnit))
	case len(b.Roots) == 0 && b.Less == "":
		p.say("%s of %s and %s is the same for every %s from ", b.Metric, b.Fleet, b.Against, b.Path)
	case len(b.Roots) == 0:
		p.say("there is no break-even: %s %s for every %s from ", b.Less, b.less(), b.Path)
	}
	if len(b.Roots) == 0 {
		p.num(b.withUnit(first), first, "break_even/looks/0/value").say(" to ")
		p.num(b.withUnit(last), last, "break_even/looks/"+strconv.Itoa(len(b.Looks)-1)+"/value")
		if b.Stopped != "" {
			p.say("; beyond these no value is possible")
		}
	}
	for i := range b.Roots {
		r := &b.Roots[i]
		path := "break_even/roots/" + strconv.Itoa(i)
		passes := " passes "
		if b.Whole {
			passes = " reaches "
		}
		if i == 0 {
			p.say("%s %s until %s%s", r.Below, b.less(), b.Path, passes)
		} else {
			p.say(", until it%s", passes)
		}
		p.num(b.withUnit(r.Value), r.Value, path+"/value")
		if r.Lo != nil && *r.Lo < *r.Hi {
			p.say(" (").num(short(*r.Lo), *r.Lo, path+"/lo").say("..").num(short(*r.Hi), *r.Hi, path+"/hi").say(")")
		}
		p.say("; from there on %s does", r.Above)
	}
	a.Verdict = p.done()
	var now phrase
	now.say("it is ").num(b.withUnit(b.Value), b.Value, "break_even/value").say(" today, where %s less %s makes ", b.Fleet, b.Against)
	now.num(short(*b.Now.Value), *b.Now.Value, "break_even/now/value").say(" %s of %s on the mean", unitSaid(b.MetricUnit), b.Metric)
	a.Why = append(a.Why, now.done())
	a.Next = "capplan compare " + ShellWord(file)
	if len(b.Roots) > 0 {
		a.Next += " --set " + ShellWord(b.Path+"="+strconv.FormatFloat(b.Roots[0].Value, 'f', -1, 64)+behindNumber(b.Unit))
	} else {
		a.Next = "capplan sensitivity " + ShellWord(file) + " --fleet " + b.Fleet + " --against " + b.Against
	}
	return a
}
