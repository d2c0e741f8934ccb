package fleets

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// spot is what makes one unknown: a place.
type spot struct {
	src       *source
	line, col int
}

func (n *node) spot() spot { return spot{n.at.src, n.at.line, n.at.col} }

func (n *node) origin() model.Origin {
	o := model.Origin{Line: n.at.line, Col: n.at.col}
	if n.at.src != nil {
		o.File = n.at.src.path
	}
	if n.prov != nil {
		o.Entry = n.prov.entry
		if n.via.src != nil {
			o.File = "catalogue"
		}
	}
	return o
}

// problem reports what is wrong with a text, at its part of the text.
func (r *reader) problem(n *node, p *problem) {
	at := n.where()
	if n.via.src == nil {
		off := p.off
		if n.quoted {
			off++
		}
		at = at.within(off, p.width)
	}
	r.report(p.code, at, n.speak(Diagnostic{Message: p.message, Label: p.label, Help: p.help}))
}

// scalar returns whether a node is a single value, and reports where it is not.
func (r *reader) scalar(n *node, what string) bool {
	if n.shape == textShape {
		return true
	}
	r.failNode("E100", n, what+" is needed, not "+n.shape.String(), "here", "")
	return false
}

// quantity reads a value of a kind that is not money.
func (r *reader) quantity(n *node, path string, k *kind) model.Quantity {
	q, _, _ := r.measure(n, path, k)
	return q
}

// price reads money; per is what the unit says behind the currency.
func (r *reader) price(n *node, path string, k *kind) (m model.Money, per string) {
	q, c, per := r.measure(n, path, k)
	if q.Set {
		r.useCurrency(n, c)
	}
	return model.Money{Quantity: q, Currency: c}, per
}

// measure reads a value, its range and its unit, and enters it among the inputs.
func (r *reader) measure(n *node, path string, k *kind) (q model.Quantity, currency, per string) {
	if n == nil || n.shape == nullShape {
		return q, "", ""
	}
	if !r.scalar(n, k.name+" such as "+k.example) {
		return q, "", ""
	}
	w, p := parseValue(n.text)
	if p == nil {
		currency, per, p = r.numbers(&q, w, k)
	}
	if p == nil {
		p = bounds(&q, &w, k)
	}
	if p != nil {
		r.problem(n, p)
		return model.Quantity{}, "", ""
	}
	q.Origin, q.Text = n.origin(), n.text
	r.draw(&q, n, path)
	r.input(n, path, q.ID)
	return q, currency, per
}

// numbers fills likely value and range in the kind's unit.
func (r *reader) numbers(q *model.Quantity, w written, k *kind) (currency, per string, p *problem) {
	q.Set = true
	q.Scale = k.scale
	read := func(l *literal) float64 {
		if p != nil {
			return 0
		}
		var c conv
		var cur string
		if c, cur, p = r.convert(k, l); p != nil {
			return 0
		}
		if currency != "" && cur != currency {
			p = &problem{"E014", "two currencies in one value", "", "write both ends in " + currency, l.off, l.width}
		}
		currency, per = cur, c.per
		v, ok := l.value(c.exp)
		v *= c.factor * math.Pow(r.month, float64(c.months))
		if !ok || math.IsInf(v, 0) {
			p = &problem{"E016", l.digits + " is too large", "more than a computer's number holds", "", l.off, l.width}
		}
		return v
	}
	if !w.bare {
		q.Value = read(&w.likely)
	}
	switch {
	case w.spread > 0:
		q.Lo, q.Hi = q.Value*(1-w.spread), q.Value*(1+w.spread)
		if q.Value < 0 {
			q.Lo, q.Hi = q.Hi, q.Lo
		}
	case w.ranged:
		q.Lo, q.Hi = read(&w.lo), read(&w.hi)
	}
	return currency, per, p
}

// bounds checks a value against its kind and chooses the scale of its range.
func bounds(q *model.Quantity, w *written, k *kind) *problem {
	at := &w.likely
	if w.bare {
		at = &w.lo
	}
	all := func(code, message, label, help string) *problem {
		return &problem{code, message, label, help, at.off, at.width}
	}
	if w.ranged && k.certain {
		return all("E017", "a range where the value must be known", "a single number is needed", "compare fleets, or sweep, to see what it changes")
	}
	if w.ranged && q.Lo > q.Hi {
		at = &w.lo
		return all("E022", "a range upside down", "the low end comes first", "write "+strings.TrimSpace(w.hi.digits+w.hi.suffix)+".."+strings.TrimSpace(w.lo.digits+w.lo.suffix))
	}
	if w.ranged && !w.bare && w.spread == 0 && !(q.Lo <= q.Value && q.Value <= q.Hi) {
		help := "the likely value lies between the ends of its range"
		if s := w.likely.suffix; s != "" && w.lo.suffix == "" {
			help = "write (" + w.lo.digits + s + ".." + w.hi.digits + s + ")?"
		}
		return all("E024", "the likely value lies outside its range", "", help)
	}
	lo, hi := q.Value, q.Value
	if w.ranged {
		lo, hi = q.Lo, q.Hi
	}
	if p := limits(lo, hi, k, all); p != nil {
		return p
	}
	if p := magnitude(q.Value, lo, hi, all); p != nil {
		return p
	}
	if w.ranged {
		q.Scale, q.Min, q.Max = scaleOf(k, lo, hi)
		if w.bare {
			q.Value = middle(q.Scale, lo, hi)
		}
	}
	if lo == hi {
		q.Value, q.Lo, q.Hi, q.Min, q.Max, q.Scale = lo, 0, 0, 0, 0, k.scale
	}
	return nil
}

func limits(lo, hi float64, k *kind, all func(code, message, label, help string) *problem) *problem {
	small := "E015"
	if k.code != "" {
		small = k.code
	}
	switch {
	case k.scale == model.Linear && lo <= k.min:
		return all(small, "too small", "above "+percent(k.min)+" is needed", "")
	case k.scale == model.Linear:
	case lo < 0 && k.less != "":
		return all(small, k.less, "0 % to 100 % is possible", "")
	case lo == 0 && k.none != "":
		return all(small, k.none, "more than 0 is needed", "such as "+k.example+", or leave it out")
	case k.max > 0 && hi > k.max && k.over != "":
		return all("E124", k.over, "0 % to 100 % is possible", fmt.Sprintf(k.paid, percent(hi)))
	case lo < 0 && k.zero:
		return all(small, k.name+" is not negative", "0 or more is needed", "")
	case lo < 0:
		return all(small, k.name+" is not negative", "more than 0 is needed", "")
	case lo == 0 && !k.zero:
		return all(small, "0 is too small", "more than 0 is needed", "such as "+k.example)
	case k.max > 0 && hi > k.max:
		return all("E124", "a share above 100 %", "at most 100 %", "")
	case k.whole && (hi != math.Trunc(hi)):
		return all("E017", "a fraction where a whole number is needed", "", "write "+strconv.FormatFloat(math.Ceil(hi), 'f', -1, 64))
	case k.whole && hi > 10e6:
		return all("E015", "more than ten million", "at most 10M", "")
	}
	return nil
}

// magnitude refuses what products and draws would carry beyond double precision.
func magnitude(value, lo, hi float64, all func(code, message, label, help string) *problem) *problem {
	const most, wide = 1e100, 1e30
	for _, v := range []float64{value, lo, hi} {
		switch v = math.Abs(v); {
		case v > most:
			return all("E591", "too large to count with", "at most 1e100", "is the exponent right?")
		case v > 0 && v < 1/most:
			return all("E591", "too small to count with", "at least 1e-100", "is the exponent right? What never happens is written never, or 0")
		}
	}
	if lo > 0 && hi/lo > wide {
		return all("E592", "a range of more than 30 orders of magnitude", "", "that is no knowledge at all: ask what would be impossible, and leave it out")
	}
	return nil
}

func percent(v float64) string { return strconv.FormatFloat(v*100, 'g', 6, 64) + " %" }

// scaleOf returns the scale of a range and its cut.
func scaleOf(k *kind, lo, hi float64) (s model.Scale, low, high float64) {
	switch {
	case k.scale == model.Logit && (lo <= 0 || hi >= 1):
		return model.Linear, 0, 1
	case k.scale == model.Log && lo <= 0:
		return model.Linear, 0, math.Inf(1)
	case k.scale == model.Linear && k.min > -1e299:
		return model.Linear, k.min, math.Inf(1)
	}
	return k.scale, 0, 0
}

// middle returns the middle of a range on its scale.
func middle(s model.Scale, lo, hi float64) float64 {
	switch s {
	case model.Log:
		return math.Sqrt(lo) * math.Sqrt(hi)
	case model.Logit:
		odds := math.Sqrt(lo / (1 - lo) * (hi / (1 - hi)))
		return odds / (1 + odds)
	}
	return lo/2 + hi/2
}

// draw makes a value with a range the unknown of its place.
func (r *reader) draw(q *model.Quantity, n *node, path string) {
	if q.Lo == 0 && q.Hi == 0 {
		return
	}
	q.Level = r.level
	at := n.spot()
	if r.unknown[at] == 0 {
		r.plan.Unknowns = append(r.plan.Unknowns, model.Unknown{Path: path})
		r.unknown[at] = len(r.plan.Unknowns)
	}
	q.ID = r.unknown[at]
	r.prepare(q)
}

// prepare fits the law of a quantity and keeps the unknown's copy in step.
func (r *reader) prepare(q *model.Quantity) {
	if q.ID == 0 {
		return
	}
	q.Prepare()
	u := &r.plan.Unknowns[q.ID-1]
	u.Quantity, u.Inverse = *q, r.inverted[q.ID]
}

// inverse turns a rate into the mean time between: f ÷ q, on the log scale the
// same law upside down.
func (r *reader) inverse(q model.Quantity, f float64) model.Quantity {
	q.Value = f / q.Value
	if q.ID > 0 {
		q.Lo, q.Hi = f/q.Hi, f/q.Lo
		r.inverted[q.ID] = true
		r.prepare(&q)
	}
	return q
}

// times returns a quantity times a factor above 0.
func (r *reader) times(q model.Quantity, f float64) model.Quantity {
	q.Value *= f
	if q.ID > 0 {
		q.Lo, q.Hi, q.Min, q.Max = q.Lo*f, q.Hi*f, q.Min*f, q.Max*f
		q.Prepare()
	}
	return q
}

// input enters a value among the plan's assumptions.
func (r *reader) input(n *node, path string, unknown int) {
	if strings.HasPrefix(path, "assertions.") || strings.HasPrefix(path, "expect.") {
		return // promises and known answers change no figure
	}
	in := model.Input{Path: path, Text: n.text, Origin: n.origin(), Unknown: unknown}
	if n.prov != nil {
		in.Source, in.Date, in.Confidence = n.prov.source, n.prov.date, n.prov.confidence
	}
	r.inputs = append(r.inputs, placedInput{in, n.at})
}

// useCurrency checks that an amount can be turned into the plan's currency.
func (r *reader) useCurrency(n *node, c string) {
	switch {
	case r.plan.Currency == "":
		if !r.moneyless {
			r.moneyless = true
			r.failNode("E128", n, "money appears, and the file names no currency", c, "add `currency: "+c+"` at the top")
		}
	case c != r.plan.Currency && !r.rates[c]:
		r.failNode("E014", n, c+" in a scenario in "+r.plan.Currency, "no rate for "+c, fmt.Sprintf("add `fx: {%s: … %s}` with what one %s costs, or write the amount in %s", c, r.plan.Currency, c, r.plan.Currency))
	}
}
