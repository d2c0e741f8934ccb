package fleets

import (
	"path/filepath"
	"strings"

	"github.com/capplan/capplan/model"
)

// anyLaw reads a law that is written out, one of a file of fits, or a sample.
func (r *reader) anyLaw(o *object, t *model.RandomTime) {
	fit, samples := o.get("fit"), o.get("samples")
	if (fit != nil || samples != nil) && o.n.get("law") != nil || fit != nil && samples != nil {
		o.get("law")
		r.failNode("E020", o.n, "law, fit and samples say the same thing", "", "keep one of them")
		return
	}
	switch {
	case fit != nil:
		r.fitted(fit, o, t)
	case samples != nil:
		r.sampled(samples, o, t)
	default:
		r.law(o, t)
	}
}

// beside returns a path that is relative to the file in which n stands; what --set says
// is taken as standing in the scenario.
func (r *reader) beside(n *node, path string) string {
	src := n.at.src
	if src != nil && src.set && len(r.sources) > 0 {
		src = r.sources[0]
	}
	if filepath.IsAbs(path) || src == nil || src.path == "<stdin>" {
		return path
	}
	return filepath.Join(filepath.Dir(src.path), path)
}

// A fitFile is a file of fits that was read: each file once, so that one place in it
// is one unknown.
type fitFile struct{ root *node }

// fitted reads {fit: FILE#NAME}: a law with its ranges from a file that `capplan fit`
// wrote, or that has its shape:
//
//	schema: capplan/fits/v1
//	kind: failures            # or repairs
//	interval: 90 %            # coverage of the ranges
//	fits:
//	  X16: {law: weibull, shape: 0.81 (0.74..0.88), mean: 31 y (22..44), rank: -0.9}
//
// rank is Spearman's correlation of what is not known of the two parameters.
func (r *reader) fitted(n *node, o *object, t *model.RandomTime) {
	if !r.scalar(n, "FILE#NAME") {
		return
	}
	file, name, ok := strings.Cut(n.text, "#")
	if !ok || file == "" || name == "" {
		r.failNode("E046", n, "fit says a file and the name of a fit in it", "", "write `{fit: fits/disks.yaml#NAME}`")
		return
	}
	root := r.fits(r.beside(n, file), n.where())
	if root == nil {
		return
	}
	fits := r.object(root.get("fits"), "fits", "fits")
	entry := fits.n.get(name)
	if entry == nil {
		at := n.where()
		if n.via.src == nil {
			at = at.within(len([]rune(file))+1, len([]rune(name)))
		}
		r.fail("E043", at, "no fit "+name+" in "+file, "", hint(name, fits.n.keys()))
		return
	}
	if k := root.get("kind"); k != nil {
		part := strings.TrimSuffix(o.path, ".mttf")
		part = part[strings.LastIndex(part, ".")+1:]
		if part == "failures" && k.text == "repairs" || part == "repair" && k.text == "failures" {
			r.failNode("E044", n, "a fit of "+k.text+" where "+part+" is meant", "", "fit the other log: `capplan fit "+map[string]string{"failures": "failures", "repair": "repairs"}[part]+"`")
			return
		}
	}
	r.input(n, o.sub("fit"), 0)
	r.fittedLaw(entry, root.get("interval"), o.path, t)
}

// fittedLaw reads an entry with the coverage that its file states.
func (r *reader) fittedLaw(entry, interval *node, path string, t *model.RandomTime) {
	level := r.level
	defer func() { r.level = level }()
	if interval != nil {
		if q := r.quantity(interval, "interval", aShare); q.Set && q.Value > 0 && q.Value < 1 && q.ID == 0 {
			r.level = q.Value
		} else if q.Set {
			r.failNode("E015", interval, "the coverage of a range lies between 0 % and 100 %", "", "write 90 %")
		}
	}
	e := r.object(entry, path, "a fit")
	rank := e.quantity("rank", anyNumber)
	r.law(e, t)
	e.done()
	second := t.Shape
	if t.CV.Set {
		second = t.CV
	}
	switch {
	case rank.Set && !(rank.Value > -1 && rank.Value < 1):
		r.failNode("E015", e.n.get("rank"), "a rank correlation lies between -1 and 1", "", "")
	case rank.Set && t.Mean.ID > 0 && second.ID > 0 && t.Mean.ID != second.ID:
		r.correlate(model.Correlation{A: t.Mean.ID - 1, B: second.ID - 1, Rank: rank.Value})
	}
}

// correlate joins two unknowns, once.
func (r *reader) correlate(c model.Correlation) {
	for _, old := range r.plan.Correlations {
		if old == c {
			return
		}
	}
	r.plan.Correlations = append(r.plan.Correlations, c)
}

// fits returns the tree of a file of fits; nil, reported, where it is none.
func (r *reader) fits(path string, from place) *node {
	clean := filepath.Clean(path)
	if f, ok := r.fitFiles[clean]; ok {
		return f.root
	}
	root := r.open(path, from)
	if root != nil && (root.shape != mapShape || root.get("fits") == nil || root.get("schema") == nil || root.get("schema").text != "capplan/fits/v1") {
		r.fail("E046", from, path+" is not a file of fits", "its schema is capplan/fits/v1", "write one with `capplan fit failures LOG.csv -o fits.yaml`")
		root = nil
	}
	if root != nil {
		o := r.object(root, "", "a file of fits")
		for _, key := range []string{"schema", "kind", "interval", "fits"} {
			o.get(key)
		}
		o.done()
	}
	if r.fitFiles == nil {
		r.fitFiles = map[string]fitFile{}
	}
	r.fitFiles[clean] = fitFile{root}
	return root
}

// timeUnits are the units of a column, in hours.
var timeUnits = map[string]float64{"s": 1. / 3600, "min": 1. / 60, "h": 1, "d": 24, "w": 168, "y": 8760}

// LogUnits are the units that a column of durations may have.
var LogUnits = []string{"h", "s", "min", "d", "w", "y"}

// sampled reads {samples: FILE, column: NAME, unit: h}: each of the times in a column of
// a data file alike. column may be left out where there is only one.
func (r *reader) sampled(n *node, o *object, t *model.RandomTime) {
	column, unit := o.get("column"), o.word("unit", LogUnits...)
	if !r.scalar(n, "a file") || column != nil && !r.scalar(column, "the name of a column") {
		return
	}
	data := r.table(r.beside(n, n.text), n.where())
	if data == nil {
		return
	}
	i := 0
	switch {
	case column != nil:
		if i = data.find(column.text); i < 0 {
			r.failNode("E050", column, "no column "+column.text+" in "+n.text, "", hint(column.text, data.columns))
			return
		}
		r.input(column, o.sub("column"), 0)
	case len(data.columns) > 1:
		r.failNode("E050", n, n.text+" has several columns", "", "say which: column: "+data.columns[0]+"; there are "+list(data.columns))
		return
	}
	var sample []float64
	bad := len(r.diags)
	for row := range data.rows {
		v, ok := data.number(row, i)
		if ok && !(v > 0) {
			data.fault("E052", row, i, "a time of "+data.rows[row][i], "more than 0 is needed", "leave the line out, or write what it was")
		}
		sample = append(sample, v*timeUnits[unit])
	}
	data.tell()
	if len(r.diags) > bad {
		return
	}
	origin, text := t.Origin, t.Text
	*t = model.EmpiricalTime(sample)
	t.Origin, t.Text = origin, text
	r.input(n, o.sub("samples"), 0)
}

// empirical reads a list of durations.
func (p *lawParts) empirical(values *node) {
	r := p.r
	if p.mean.Set || p.shape.Set || p.cv.Set {
		r.failNode("E028", p.o.n, "empirical takes only values", "", "delete mean, shape and cv: the values say them")
	}
	if values == nil || values.shape != listShape || len(values.items) == 0 {
		r.failNode("E028", p.o.n, "empirical needs a list of values", "", "write `{law: empirical, values: [3 h, 5 h, 40 h]}`, or `{samples: FILE, column: NAME}`")
		return
	}
	var sample []float64
	for i, n := range values.items {
		q := r.quantity(n, item(p.o.sub("values"), i), aSpan)
		if q.ID > 0 {
			r.failNode("E017", n, "a range among the values of a sample", "a single value is needed", "each value is one time that was seen")
			continue
		}
		if q.Set {
			sample = append(sample, q.Value)
		}
	}
	if len(sample) < len(values.items) {
		return // reported
	}
	origin, text := p.t.Origin, p.t.Text
	*p.t = model.EmpiricalTime(sample)
	p.t.Origin, p.t.Text = origin, text
}
