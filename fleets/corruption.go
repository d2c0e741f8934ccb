package fleets

import (
	"strings"

	"github.com/capplan/capplan/model"
)

// corruption reads how units calculate wrongly without a word.
func (r *reader) corruption(n *node, path string) *model.CorruptionSpec {
	if !r.needsMap(n, "corruption", "{rate: 1e-15/calculation}") {
		return nil
	}
	o := r.object(n, path, "corruption")
	c := &model.CorruptionSpec{Alike: model.Certain(1), Environment: model.Certain(1), Origin: n.origin()}
	at := o.get("rate")
	if at == nil {
		o.missing("rate", "write how often a unit is wrong: `rate: 1e-15/calculation`, or `rate: 2/d`")
	}
	var per string
	c.Rate, _, per = r.measure(at, o.sub("rate"), anError)
	c.PerTime = per != "calculation"
	if mixed(at) {
		r.failNode("E386", at, "a rate per calculation and per time in one range", "two different things", "write both ends with the unit of the likely value")
	}
	c.Defective = o.quantity("defective", aDefect)
	if q := o.quantity("alike", aShare); q.Set {
		c.Alike = q
	}
	c.Common = o.quantity("common", aShare)
	if q := o.quantity("environment", aFactor); q.Set {
		c.Environment = q
	}
	c.Checked = o.quantity("checked", aShare)
	o.done()
	r.checkError(c, o)
	if !c.Rate.Set {
		return nil
	}
	return c
}

// mixed reports whether a range has ends per calculation and per time.
func mixed(n *node) bool {
	if n == nil || n.shape != textShape {
		return false
	}
	w, p := parseValue(n.text)
	if p != nil || !w.ranged || w.spread > 0 {
		return false
	}
	units := []string{w.lo.unit, w.hi.unit}
	if !w.bare {
		units = append(units, w.likely.unit)
	}
	per := 0
	for _, u := range units {
		if strings.HasPrefix(u, "/calc") {
			per++
		}
	}
	return per > 0 && per < len(units)
}

// checkError refuses a chance of an error above 1, at the upper ends of ranges.
func (r *reader) checkError(c *model.CorruptionSpec, o *object) {
	if !c.Rate.Set || c.PerTime {
		return
	}
	top := func(q model.Quantity) float64 {
		if q.ID > 0 {
			return q.Hi
		}
		return q.Value
	}
	rate, times := top(c.Rate), top(c.Environment)
	switch {
	case rate > 1:
		r.failNode("E386", o.get("rate"), "a calculation wrong more than once", short(rate)+" of each calculation", "write a chance up to 1/calculation, or a rate per time such as `2/d`")
	case rate*times > 1:
		r.failNode("E386", o.get("environment"), "an environment that makes more than every calculation wrong", short(rate)+" × "+short(times)+" = "+short(rate*times), "lower environment or rate, or the upper ends of their ranges")
	}
}

// warnCorruption names what is known of wrong results and counts nothing.
func (r *reader) warnCorruption(fl *model.Fleet, p *model.Pool) {
	c := p.Corruption
	switch {
	case c == nil:
		return
	case !c.PerTime && len(fl.Serves) == 0:
		r.warning("W388", fl.Name, c.Origin, "%s.%s errs by the calculation, and the fleet serves no workload: nothing is counted", fl.Name, p.Name)
	}
}

// warnPromise names a promise of right results in a fleet of which nothing says how
// often it is wrong.
func (r *reader) warnPromise(fl *model.Fleet) {
	for i := range fl.Pools {
		if fl.Pools[i].Corruption != nil {
			return
		}
	}
	for _, w := range fl.Serves {
		if wl := &r.plan.Workloads[w]; wl.SLO.Wrong.Set {
			r.warning("W389", fl.Name, wl.SLO.Wrong.Origin, "%s promises %s wrong, and no pool of %s says how often it errs; add `corruption: {rate: 1e-15/calculation}`", wl.Name, wl.SLO.Wrong.Text, fl.Name)
			return
		}
	}
}
