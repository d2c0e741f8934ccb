package fleets

import "github.com/capplan/capplan/model"

// operations reads incidents and how they become rarer.
func (r *reader) operations(fl *model.Fleet, o *object) {
	op := o.get("operations")
	if op != nil {
		m := r.object(op, o.sub("operations"), "operations")
		fl.Incidents = r.incidents(fl, m.get("incidents"), m.sub("incidents"))
		fl.Learns = r.learns(m.get("learns"), m.sub("learns"))
		m.done()
	}
	n := o.get("maturity")
	fl.Maturity = r.maturity(fl, n, o.sub("maturity"))
	if fl.Maturity != nil && fl.Learns != nil {
		r.failNode("E020", n, "maturity and learns both move the incidents", "second figure", "keep one of them")
	}
}

func (r *reader) learns(n *node, path string) *model.Learns {
	if !r.needsMap(n, "learns", "{halves_every: 18 months, floor: 0.5/year}") {
		return nil
	}
	o := r.object(n, path, "learns")
	l := &model.Learns{HalfLife: o.quantity("halves_every", aSpan), Floor: o.quantity("floor", aFreq)}
	if o.get("halves_every") == nil {
		o.missing("halves_every", "write `learns: {halves_every: 18 months, floor: 0.5/year}`")
	}
	o.done()
	return l
}

// maturity reads what moves from one value to another over the first years.
func (r *reader) maturity(fl *model.Fleet, n *node, path string) *model.MaturitySpec {
	if !r.needsMap(n, "maturity", "{incidents: {from: 4/year, to: 0.25/year}, over: 3 y}") {
		return nil
	}
	o := r.object(n, path, "maturity")
	m := &model.MaturitySpec{Over: o.quantity("over", aSpan)}
	if o.get("over") == nil {
		o.missing("over", "write how long it takes: `over: 3 y`")
	}
	r.pair(o, "failover", "{from: 95 %, to: 99.9 %}", func(i int, p *object, key string) { m.Success[i] = p.quantity(key, aShare) })
	r.pair(o, "incidents", "{from: 4/year, to: 0.25/year}", func(i int, p *object, key string) { m.Incidents[i] = p.quantity(key, aFreq) })
	r.pair(o, "engineering", "{from: 25M CNY/year, to: 8M CNY/year}", func(i int, p *object, key string) { m.Engineering[i] = p.price(key, perYear) })
	o.done()
	if !n.broken && o.n.get("failover") == nil && o.n.get("incidents") == nil && o.n.get("engineering") == nil {
		r.failNode("E224", n, "maturity of nothing", "", "add `failover: {from: 95 %, to: 99.9 %}`, incidents or engineering")
	}
	if c := o.get("failover"); c != nil {
		any := false
		for i := range fl.Pools {
			any = any || fl.Pools[i].Failover != nil
		}
		if !any {
			r.failNode("E224", c, "failover matures, and no pool has one", "", "add `failover: {time: 4 min, success: 95 %}` to a pool, or delete it")
		}
	}
	if c := o.get("incidents"); c != nil {
		any := false
		for i := range fl.Incidents {
			any = any || fl.Incidents[i].Rate.Value > 0
		}
		if !any {
			r.failNode("E224", c, "incidents mature, and there are none", "", "add `operations: {incidents: [{name: change, rate: 2/year, duration: 50 min}]}`, or delete it")
		}
	}
	return m
}

func (r *reader) pair(o *object, key, example string, read func(i int, p *object, key string)) {
	n := o.get(key)
	if !r.needsMap(n, key, example) {
		return
	}
	p := r.object(n, o.sub(key), "a pair")
	for i, k := range []string{"from", "to"} {
		read(i, p, k)
		if p.get(k) == nil {
			p.missing(k, "write `"+key+": "+example+"`")
		}
	}
	p.done()
}
