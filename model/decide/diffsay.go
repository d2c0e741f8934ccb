package decide

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// said are the figures of the verdict, with the words before them.
var said = []struct{ metric, words, none string }{
	{"cost.pv", "present value ", "present value ~"},
	{"downtime", "down ", "downtime ~"},
	{"capacity.peak", "carries ", "capacity ~"},
}

// mostSaid is the number of fleets that a verdict speaks of.
const mostSaid = 3

// Finish writes the sentences. It is called last, when both sides have their names.
func (d *Difference) Finish() {
	var p phrase
	told, moved := 0, d.movedFleets()
	for _, n := range d.fleetOrder() {
		if !moved[n] {
			continue
		}
		if told++; told > mostSaid {
			continue
		}
		if told > 1 {
			p.say("; ")
		}
		d.sayFleet(&p, n)
	}
	if told > mostSaid {
		p.say("; and %s", counted(told-mostSaid, "more fleet"))
	}
	for i := range d.Presence {
		if x := &d.Presence[i]; x.Kind == "fleet" || x.Kind == "plan" {
			if p.b.Len() > 0 {
				p.say("; ")
			}
			p.say("%s %s is %s", x.Kind, x.Name, x.Change)
		}
	}
	if p.b.Len() == 0 {
		d.sayNothing(&p)
	}
	p.say(".")
	d.Answer = Answer{Verdict: p.done(), Why: []Sentence{}, Next: d.Answer.Next}
	d.sayWhy()
}

// ofOthers are the figures of a fleet that change with another one.
var ofOthers = []string{"saving", "payback", "irr", "regret", "crossover", "cheaper_from", "maturity.overtakes"}

// movedFleets are those with a figure that changed.
func (d *Difference) movedFleets() map[string]bool {
	out := map[string]bool{}
	for i := range d.Figures {
		switch f := &d.Figures[i]; f.Verdict {
		case Moved, Appeared, Vanished:
			out[f.Fleet] = out[f.Fleet] || !slices.Contains(ofOthers, f.Metric)
		}
	}
	for i := range d.Presence {
		if x := &d.Presence[i]; x.Kind == "pool" || x.Kind == "workload" {
			out[x.Fleet] = true
		}
	}
	return out
}

// fleetOrder are the fleets of the figures, in their order.
func (d *Difference) fleetOrder() []string {
	var out []string
	for i := range d.Figures {
		if n := d.Figures[i].Fleet; len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	for i := range d.Presence { // of which nothing else is known
		x := &d.Presence[i]
		if x.Kind == "fleet" || x.Kind == "plan" {
			continue
		}
		seen := false
		for _, n := range out {
			seen = seen || n == x.Fleet
		}
		if !seen {
			out = append(out, x.Fleet)
		}
	}
	return out
}

func (d *Difference) sayFleet(p *phrase, fleet string) {
	p.say("%s: ", fleet)
	n := 0
	var unsure []string
	for _, s := range said {
		i := d.find(fleet, s.metric)
		if i < 0 {
			continue
		}
		switch f := &d.Figures[i]; f.Verdict {
		case Noise:
			unsure = append(unsure, s.none)
		case Moved:
			if f.Before == nil || f.After == nil {
				continue
			}
			if n++; n > 1 {
				p.say(", ")
			}
			p.say("%s", s.words)
			sayStep(p, f, i)
		}
	}
	if n == 0 {
		count := 0
		for i := range d.Figures {
			if f := &d.Figures[i]; f.Fleet == fleet && (f.Verdict == Moved || f.Verdict == Appeared || f.Verdict == Vanished) {
				count++
			}
		}
		p.say("%s changed, none of the main ones", counted(count, "figure"))
	}
	for _, s := range unsure {
		p.say(", %s", s)
	}
}

// sayStep writes a value before and after, and the relative change.
func sayStep(p *phrase, f *DiffFigure, i int) {
	place := "figures/" + strconv.Itoa(i) + "/"
	from, to := apart(*f.Before, *f.After)
	p.num(from, *f.Before, place+"before").say(" → ").num(to, *f.After, place+"after")
	if u := f.Unit; u != "1" {
		p.say(" %s", u)
	}
	if f.Ratio != nil && *f.Ratio > 0 {
		share := *f.Difference / *f.Before
		p.say(" (").num(signed(share*100)+" %", share, place+"difference", place+"before").say(")")
	}
}

// apart writes two numbers with as many digits as tell them apart, three at least.
func apart(a, b float64) (from, to string) {
	for n := 3; ; n++ {
		from, to = scaledDigits(a, n), scaledDigits(b, n)
		if from != to || n == 9 {
			return from, to
		}
	}
}

func scaledDigits(x float64, n int) string {
	scale, suffix := 1.0, ""
	switch a := math.Abs(x); {
	case a >= 999.5e9:
		scale, suffix = 1e12, "T"
	case a >= 999.5e6:
		scale, suffix = 1e9, "G"
	case a >= 999.5e3:
		scale, suffix = 1e6, "M"
	case a >= 9995:
		scale, suffix = 1e3, "k"
	}
	if x == 0 {
		return "0"
	}
	s := strconv.FormatFloat(x/scale, 'e', n-1, 64)
	if math.Abs(x) < 1e-4 {
		return s
	}
	r, _ := strconv.ParseFloat(s, 64)
	return strconv.FormatFloat(r, 'f', -1, 64) + suffix
}

func signed(x float64) string {
	if x > 0 {
		return "+" + digits(x)
	}
	return digits(x)
}

func (d *Difference) find(fleet, metric string) int {
	for i := range d.Figures {
		if f := &d.Figures[i]; f.Fleet == fleet && f.Metric == metric && f.Pool == "" && f.Workload == "" {
			return i
		}
	}
	return -1
}

// sayNothing says how nothing changed.
func (d *Difference) sayNothing(p *phrase) {
	var noise, small int
	for i := range d.Figures {
		switch d.Figures[i].Verdict {
		case Noise:
			noise++
		case Tolerated:
			small++
		}
	}
	switch {
	case small > 0:
		p.say("nothing changed by more than the tolerance of ").num(percent(d.Tolerance, nil), d.Tolerance, "tolerance")
		if noise > 0 {
			p.say(" and beyond the noise")
		}
	case noise > 0:
		p.say("nothing changed beyond the noise")
	default:
		p.say("nothing changed: every figure is the same")
	}
}

// sayWhy tells what else differs, and how sure the differences are.
func (d *Difference) sayWhy() {
	add := func(format string, args ...any) {
		var p phrase
		d.Answer.Why = append(d.Answer.Why, p.say(format, args...).done())
	}
	var other []string
	for _, c := range d.Context {
		other = append(other, c.What+" "+c.Before+" → "+c.After)
	}
	list := strings.Join(other, ", ")
	files := "no input changed"
	if sameTexts(d.Before.Inputs, d.After.Inputs) {
		files = "nothing in the files changed"
	}
	switch {
	case len(d.Changes) > 0 && len(other) > 0:
		add("beside the inputs differ: %s; what the inputs do not explain is theirs", list)
	case len(d.Changes) > 0:
	case len(other) > 0:
		add("%s; %s did", files, list)
	case !d.Changed:
		add("%s", files)
	case len(d.Presence) > 0:
	case d.Before.Saved || d.After.Saved:
		add("%s, nor the tool, the catalogue, the seed or the trials: one of the results was edited, or comes from another build", files)
	default:
		add("%s, but something that is no value did: its text, or the order of things", files)
	}
	if !d.Paired {
		add("%s", d.Why)
	}
	if rest := d.untried(); rest > 0 {
		add("%s not tried alone: %s", counted(rest, "input"), "what they do is in the part of all together")
	}
}

// untried counts the changes that no part speaks of.
func (d *Difference) untried() (n int) {
	if len(d.Parts) == 0 {
		return 0
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; !c.Alone && c.fleet == "" {
			n++
		}
	}
	return n
}

func sameTexts(a, b []Input) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].SHA256 != b[i].SHA256 {
			return false
		}
	}
	return true
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprint(n) + " " + word + "s"
}
