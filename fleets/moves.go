package fleets

import "github.com/capplan/capplan/model"

// ends refuses a source that is gone before it begins, or before anything does.
func (r *reader) ends(o *object, s *model.Source) {
	n := o.get("until")
	if n == nil || s.Until.IsZero() {
		return
	}
	begin := r.plan.Horizon.Begin
	switch {
	case !s.From.IsZero() && !s.From.Before(s.Until):
		r.failNode("E322", n, "a source that ends before it begins", "it begins "+o.get("from").text, "swap from and until, or mend the year")
	case !begin.IsZero() && !begin.Before(s.Until):
		r.failNode("E322", n, "a source that is gone when the horizon starts", "the horizon starts "+begin.Format("2006-01-02"), "delete the source, or mend the year")
	}
}

// moves reads the sources that get what a source leaves when it ends.
func (r *reader) moves(o *object, all []model.Source, i int) {
	n := o.get("moves_to")
	if !r.needsMap(n, "moves_to", "{NAME: 30 %}") {
		return
	}
	if o.get("until") == nil {
		o.missing("until", "what moves needs a date: write `until: 2027-07`")
	}
	names := make([]string, len(all))
	for j := range all {
		names[j] = all[j].Name
	}
	s, sum := &all[i], 0.0
	for _, f := range r.entries(n, "moves_to") {
		q := r.quantity(f.value, o.sub("moves_to")+"."+f.key, aShare)
		j := r.find(&node{shape: textShape, text: f.key, at: f.at}, "source", f.key, names)
		switch {
		case j < 0:
			continue
		case j == i:
			r.fail("E322", f.at, f.key+" moves to itself", "", "name another source of this workload")
			continue
		case !all[j].Until.IsZero() && !s.Until.IsZero() && !s.Until.Before(all[j].Until):
			r.fail("E322", f.at, f.key+" has ended when "+s.Name+" moves to it", "it ends "+all[j].Until.Format("2006-01-02"), "move to one that stays longer")
		}
		high := q.Value
		if q.ID > 0 {
			high = q.Hi
		}
		sum += high
		s.Moves = append(s.Moves, model.Move{To: j, Share: q})
	}
	if sum > 1+1e-9 {
		r.failNode("E124", n, s.Name+" moves more than it has", "the shares come to "+percent(sum), "at most 100 % together, also at the upper ends of ranges")
	}
}

// offload reads which share of a workload goes elsewhere; what it names is found when
// dependencies and fleets are read.
func (r *reader) offload(o *object) *model.Offload {
	out := &model.Offload{Share: o.quantity("share", aShare), To: -1}
	for _, k := range [][2]string{{"share", "share: 50 %"}, {"pools", "pools: [web]"}, {"to", "to: DEPENDENCY"}} {
		if o.get(k[0]) == nil {
			o.missing(k[0], "write `"+k[1]+"`")
		}
	}
	pools := o.get("pools")
	items := pools.itemsOf()
	if pools != nil && pools.shape == mapShape {
		r.failNode("E100", pools, "a list of pools is needed, not a map", "", "write `pools: [web]`")
	}
	for _, it := range items {
		if r.scalar(it, "a pool's name") && !contains(out.Pools, it.text) {
			out.Pools = append(out.Pools, it.text)
			r.input(it, o.sub("pools"), 0)
		}
	}
	if pools != nil && pools.shape == listShape && len(items) == 0 {
		r.failNode("E101", pools, "offload names no pool", "", "write `pools: [web]`, the pools that these requests spare")
	}
	o.done()
	return out
}

// itemsOf returns the items of a list, or a single value as the only one.
func (n *node) itemsOf() []*node {
	switch {
	case n == nil:
		return nil
	case n.shape == textShape:
		return []*node{n}
	}
	return n.items
}

// settleOffloads finds the dependencies that offloads go to.
func (r *reader) settleOffloads() {
	names := make([]string, len(r.plan.Dependencies))
	for i := range names {
		names[i] = r.plan.Dependencies[i].Name
	}
	for i, o := range r.offloads {
		if o == nil {
			continue
		}
		if to := o.n.get("to"); to != nil && r.scalar(to, "a dependency's name") {
			r.plan.Workloads[i].Offload.To = r.find(to, "dependency", to.text, names)
			r.input(to, o.sub("to"), 0)
		}
	}
}

// warnLoad names what of workloads never comes into play.
func (r *reader) warnLoad() {
	h := &r.plan.Horizon
	for i := range r.plan.Workloads {
		w := &r.plan.Workloads[i]
		n := r.root.get("workloads").get(w.Name)
		for j := range w.Sources {
			s := &w.Sources[j]
			if !s.From.IsZero() && s.From.Sub(h.Begin).Hours() >= h.Hours {
				r.warning("W262", "", n.get("sources").get(s.Name).origin(), "source %s of %s begins after the horizon: it never counts", s.Name, w.Name)
			}
		}
		for j := range w.Events {
			if e := &w.Events[j]; !r.happens(e) {
				r.warning("W260", "", n.get("events").items[j].origin(), "event %s of %s lies outside the horizon: it never happens", e.Name, w.Name)
			}
		}
		if w.Offload != nil {
			r.warnOffload(i, w)
		}
	}
}

// warnOffload names pools that no fleet has which serves the workload.
func (r *reader) warnOffload(i int, w *model.Workload) {
	var pools []string
	served := false
	for j := range r.plan.Fleets {
		fl := &r.plan.Fleets[j]
		for _, s := range fl.Serves {
			if s == i {
				served = true
				pools = append(pools, poolNames(fl)...)
			}
		}
	}
	for _, p := range r.offloads[i].n.get("pools").itemsOf() {
		if served && !contains(pools, p.text) {
			what := ""
			if near := nearest(p.text, pools); near != "" {
				what = "; is " + near + " meant?"
			}
			r.warning("W261", "", p.origin(), "no fleet that serves %s has a pool %s: nothing is taken off it%s", w.Name, p.text, what)
		}
	}
}
