package fleets

import (
	"math"

	"github.com/capplan/capplan/model"
)

var lawWords = []string{"exponential", "weibull", "lognormal", "gamma", "erlang", "hyperexponential", "deterministic", "uniform", "empirical"}

// laws says which parameters a family takes beside its mean.
var laws = map[string]struct {
	kind      model.LawKind
	shape, cv bool
}{
	"exponential":      {kind: model.Exponential},
	"deterministic":    {kind: model.Deterministic},
	"lognormal":        {kind: model.Lognormal, cv: true},
	"weibull":          {kind: model.Weibull, shape: true, cv: true},
	"gamma":            {kind: model.Gamma, shape: true, cv: true},
	"erlang":           {kind: model.Gamma, shape: true},
	"hyperexponential": {kind: model.Hyperexponential, cv: true},
	"uniform":          {kind: model.Uniform, cv: true},
	"empirical":        {kind: model.Empirical},
}

// randomTime reads a random time: never, a duration (exponential with that
// mean), or a law. nil reads as absent.
func (r *reader) randomTime(n *node, path string) *model.RandomTime {
	if n == nil || n.shape == nullShape {
		return nil
	}
	t := &model.RandomTime{Origin: n.origin(), Text: n.text}
	if n.shape == mapShape {
		t.Text = n.flow()
		o := r.object(n, path, "a random time")
		r.anyLaw(o, t)
		o.done()
		return t
	}
	if n.text == "never" && n.shape == textShape {
		r.input(n, path, 0)
		return t // NeverLaw
	}
	t.Kind = model.Exponential
	t.Mean = r.quantity(n, path, aSpan)
	return t
}

// law reads {law, mean, shape, cv, phases, min, max, values} into t.
func (r *reader) law(o *object, t *model.RandomTime) {
	word := o.n.get("law")
	mean, shape, cv := o.quantity("mean", aSpan), o.quantity("shape", aShape), o.quantity("cv", aShape)
	phases, lo, hi := o.get("phases"), o.quantity("min", aSpan), o.quantity("max", aSpan)
	values := o.get("values")
	name := o.word("law", append([]string{""}, lawWords...)...)
	if name == "" {
		if word == nil {
			r.failNode("E028", o.n, "a random time without its law", "", "write `law: exponential`, or one of "+list(lawWords))
		}
		return
	}
	p := lawParts{r, o, t, name, mean, shape, cv}
	l := laws[name]
	t.Kind, t.Mean = l.kind, mean
	switch l.kind {
	case model.Hyperexponential:
		p.hyperexponential(phases)
	case model.Uniform:
		p.uniform(lo, hi)
	case model.Empirical:
		p.empirical(values)
	default:
		p.only(l.shape, l.cv)
	}
	if name == "erlang" && shape.Set && (shape.Value != math.Trunc(shape.Value) || shape.ID > 0) {
		r.failNode("E028", o.n.get("shape"), "an Erlang law has a whole shape", "", "write law: gamma for any other shape")
	}
	if values != nil && l.kind != model.Empirical {
		r.failNode("E028", values, name+" has no values", "", "write law: empirical")
	}
	if phases != nil && l.kind != model.Hyperexponential {
		r.failNode("E028", phases, name+" has no phases", "", "write law: hyperexponential")
	}
	if (lo.Set || hi.Set) && l.kind != model.Uniform {
		r.failNode("E028", o.n, name+" has no min and max", "", "write law: uniform")
	}
}

type lawParts struct {
	r               *reader
	o               *object
	t               *model.RandomTime
	name            string
	mean, shape, cv model.Quantity
}

// only checks that the mean and one of the parameters the law has are there.
func (p *lawParts) only(shape, cv bool) {
	if !p.mean.Set {
		p.o.missing("mean", "write its mean: `mean: 8 y`")
	}
	if p.shape.Set && !shape {
		p.r.failNode("E028", p.o.n.get("shape"), p.name+" has no shape", "", p.takes(shape, cv))
	}
	if p.cv.Set && !cv {
		p.r.failNode("E028", p.o.n.get("cv"), p.name+" has no cv", "", p.takes(shape, cv))
	}
	if (shape || cv) && !p.shape.Set && !p.cv.Set && p.o.n.get("shape") == nil && p.o.n.get("cv") == nil {
		p.r.failNode("E028", p.o.n, p.name+" needs more than its mean", "", p.takes(shape, cv))
	}
	if p.shape.Set && p.cv.Set && shape && cv {
		p.r.failNode("E020", p.o.n.get("cv"), "shape and cv say the same thing", "", "keep one of them")
	}
	if shape {
		p.t.Shape = p.shape
	}
	if cv && !p.t.Shape.Set {
		p.t.CV = p.cv
	}
}

func (p *lawParts) takes(shape, cv bool) string {
	switch {
	case shape && cv:
		return "it takes mean, and shape or cv: `shape: 1.5`"
	case shape:
		return "it takes mean and shape: `shape: 2`"
	case cv:
		return "it takes mean and cv: `cv: 1.5`"
	}
	return "it takes only a mean"
}

// hyperexponential reads phases, or makes the two phases with balanced means
// that have a mean and a cv above 1 (Whitt 1982, eq. 3.5).
func (p *lawParts) hyperexponential(phases *node) {
	r := p.r
	if phases == nil {
		c2 := p.cv.Value * p.cv.Value
		if !p.cv.Set || !p.mean.Set || !(c2 > 1) || p.cv.ID > 0 {
			r.failNode("E028", p.o.n, "hyperexponential needs phases, or mean and a cv above 1 without a range", "", "write `phases: [{share: 50 %, mean: 1 h}, {share: 50 %, mean: 9 h}]`")
			return
		}
		share := (1 + math.Sqrt((c2-1)/(c2+1))) / 2
		p.t.Phases = []model.Phase{
			{Share: model.Certain(share), Mean: r.times(p.mean, 1/(2*share))},
			{Share: model.Certain(1 - share), Mean: r.times(p.mean, 1/(2*(1-share)))},
		}
		return
	}
	if phases.shape != listShape || len(phases.items) == 0 {
		r.failNode("E100", phases, "phases is a list", "", "write `[{share: 50 %, mean: 1 h}, {share: 50 %, mean: 9 h}]`")
		return
	}
	if p.mean.Set || p.cv.Set {
		r.failNode("E020", phases, "phases, and mean or cv, say the same thing", "second figure", "keep one of them")
	}
	sum, known := 0.0, true
	for i, n := range phases.items {
		o := r.object(n, item(p.o.sub("phases"), i), "a phase of a law")
		f := model.Phase{Share: o.quantity("share", aShare), Mean: o.quantity("mean", aSpan)}
		if !f.Share.Set || !f.Mean.Set {
			known = false
			o.missing("share", "a phase is `{share: 50 %, mean: 1 h}`")
			o.missing("mean", "a phase is `{share: 50 %, mean: 1 h}`")
		}
		o.done()
		sum += f.Share.Value
		p.t.Phases = append(p.t.Phases, f)
	}
	if known && math.Abs(sum-1) > 1e-9 {
		r.failNode("E028", phases, "the shares of the phases sum to "+percent(sum), "100 % is needed", "")
	}
}

// uniform reads min and max, or mean and cv: mean·(1 ∓ √3·cv).
func (p *lawParts) uniform(lo, hi model.Quantity) {
	switch {
	case lo.Set && hi.Set && !p.mean.Set && !p.cv.Set:
		if !(lo.Value < hi.Value) {
			p.r.failNode("E022", p.o.n, "min is not below max", "", "swap them")
		}
	case p.mean.Set && p.cv.Set && p.cv.ID == 0 && p.cv.Value*math.Sqrt(3) < 1 && !lo.Set && !hi.Set:
		half := math.Sqrt(3) * p.cv.Value
		lo, hi = p.r.times(p.mean, 1-half), p.r.times(p.mean, 1+half)
	default:
		p.r.failNode("E028", p.o.n, "uniform needs min and max", "or mean and a cv below 0.577", "write `{law: uniform, min: 1 h, max: 3 h}`")
	}
	p.t.Mean, p.t.Lo, p.t.Hi = model.Quantity{}, lo, hi
}

var lifeWords = []string{"mttf", "mtbf", "afr", "rate", "law", "fit", "samples"}

// failures reads a life: never, or a map with one of mttf, mtbf, afr, rate or a
// law. mtbf is mttf + mttr, so it asks for the mean of the repair.
func (r *reader) failures(n *node, path string, repair *model.RandomTime) *model.RandomTime {
	if n == nil || n.shape == nullShape {
		return nil
	}
	t := &model.RandomTime{Origin: n.origin(), Text: n.text}
	if n.shape == textShape && n.text == "never" {
		r.input(n, path, 0)
		return t
	}
	if n.shape == textShape {
		r.failNode("E100", n, "failures says which figure it is", "a map is needed", "write `failures: {mttf: "+n.text+"}`, or afr, mtbf, rate")
		return t
	}
	o := r.object(n, path, "failures")
	r.life(o, t, repair)
	o.done()
	return t
}

func (r *reader) life(o *object, t *model.RandomTime, repair *model.RandomTime) {
	var said []field
	for _, f := range o.n.fields {
		if contains(lifeWords, f.key) && f.value.shape != nullShape {
			said = append(said, f)
		}
	}
	if len(said) > 1 {
		first := said[0]
		r.report("E020", o.where(said[1]), said[1].value.speak(Diagnostic{
			Message: said[1].key + " and " + first.key + " say the same thing", Label: "second figure", Help: "keep one of them", Note: "the first", Related: first.at.ref(),
		}))
	}
	mttf, mtbf, afr, rate := o.get("mttf"), o.get("mtbf"), o.get("afr"), o.get("rate")
	if len(said) == 0 {
		r.failLack("E121", o.n.where(), []*node{o.n}, lifeWords, o.n.speak(Diagnostic{Message: "failures without a figure", Help: "write one of mttf, mtbf, afr, rate, or a law"}))
	}
	if len(said) > 0 && contains([]string{"law", "fit", "samples"}, said[0].key) {
		t.Text = o.n.flow()
		r.anyLaw(o, t)
		return
	}
	t.Kind = model.Exponential
	switch {
	case mttf != nil:
		if m := r.randomTime(mttf, o.sub("mttf")); m != nil {
			*t = *m
		}
	case mtbf != nil:
		t.Mean, t.Text = r.between(mtbf, o.sub("mtbf"), repair), mtbf.text
	case afr != nil:
		r.frequency(t, afr, r.quantity(afr, o.sub("afr"), anAFR), 8760)
	case rate != nil:
		r.frequency(t, rate, r.quantity(rate, o.sub("rate"), aFreq), 1)
	}
}

// frequency fills a life from how often it ends, f hours ÷ q.
func (r *reader) frequency(t *model.RandomTime, n *node, q model.Quantity, f float64) {
	t.Text = n.text
	switch {
	case !q.Set:
	case q.Value == 0 && q.ID == 0:
		t.Kind = model.NeverLaw
	case q.Scale != model.Log:
		r.failNode("E015", n, "a failure rate whose range touches 0", "above 0 is needed", "write a small low end such as 0.1 %")
	default:
		t.Mean = r.inverse(q, f)
	}
}

// between returns mttf = mtbf − mttr. A range of the repair does not widen it:
// its likely mean is taken off.
func (r *reader) between(n *node, path string, repair *model.RandomTime) model.Quantity {
	q := r.quantity(n, path, aSpan)
	if !q.Set || repair == nil || repair.Kind == model.NeverLaw {
		return q
	}
	mttr := repair.At(nil).Mean
	low := q.Value
	if q.ID > 0 {
		low = q.Lo
	}
	if !(low > mttr) {
		r.failNode("E015", n, "an mtbf that is not above the mean repair", "mtbf = mttf + mttr", "give mttf instead")
		return q
	}
	q.Value -= mttr
	if q.ID > 0 {
		q.Lo, q.Hi = q.Lo-mttr, q.Hi-mttr
		r.prepare(&q)
	}
	return q
}
