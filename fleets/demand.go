package fleets

import "github.com/capplan/capplan/model"

func (r *reader) workloads(n *node) {
	for _, f := range r.entries(n, "workloads") {
		path := "workloads." + f.key
		o := r.object(f.value, path, "a workload", "of share offload profile events calculations hours")
		w := model.Workload{Name: f.key, Origin: f.value.origin()}
		w.Sources = r.loads(o)
		w.Value = o.money("value", perRequest)
		w.Returns = o.quantity("returns", aShare)
		w.SLO.Window = 8760
		if s := o.get("slo"); s != nil {
			w.SLO = r.slo(s, o.sub("slo"))
		}
		o.done()
		r.plan.Workloads = append(r.plan.Workloads, w)
	}
}

// loads reads sources, or the one that a peak of the workload's own is.
func (r *reader) loads(o *object) []model.Source {
	peak, growth, sources := o.get("peak"), o.get("growth"), o.get("sources")
	if sources == nil {
		if peak == nil && o.n.get("of") == nil {
			o.missing("peak", "write `peak: 1200 req/s`, or sources")
		}
		return []model.Source{{Name: "all", Peak: r.quantity(peak, o.sub("peak"), aLoad), Growth: r.quantity(growth, o.sub("growth"), aGrowth)}}
	}
	for _, n := range []*node{peak, growth} {
		if n != nil {
			r.failNode("E020", n, "peak and growth stand in the sources", "second figure", "delete it, or the sources")
		}
	}
	var out []model.Source
	for _, f := range r.entries(sources, "sources") {
		s := r.object(f.value, o.sub("sources")+"."+f.key, "a source", "from until moves_to")
		if s.get("peak") == nil {
			s.missing("peak", "write `peak: 1200 req/s`")
		}
		out = append(out, model.Source{Name: f.key, Peak: s.quantity("peak", aLoad), Growth: s.quantity("growth", aGrowth)})
		s.done()
	}
	return out
}

func (r *reader) slo(n *node, path string) model.SLO {
	o := r.object(n, path, "an slo", "latency data_loss hours wrong_results")
	s := model.SLO{Window: 8760}
	s.Availability = r.availability(o.get("availability"), o.sub("availability"))
	if a := o.n.get("availability"); a != nil {
		r.certain(a, s.Availability)
	}
	s.Set = s.Availability.Set
	s.Basis = o.word("basis", "", "time", "requests")
	if q := o.quantity("window", aSpan); q.Set {
		r.certain(o.n.get("window"), q)
		s.Window = q.Value
	}
	o.done()
	return s
}

// availability reads a percentage below 100 %.
func (r *reader) availability(n *node, path string) model.Quantity {
	if n != nil && n.shape == textShape {
		if w, p := parseValue(n.text); p == nil && !w.bare && w.likely.unit == "" {
			v, _ := w.likely.value(0)
			help := "write " + w.likely.digits + " %"
			if v <= 1 {
				help = "write " + percent(v)
			}
			r.failNode("E021", n, "an availability without its percent sign", "", help)
			return model.Quantity{}
		}
	}
	q := r.quantity(n, path, aShare)
	if q.Set && (q.Value >= 1 || q.ID > 0 && q.Hi >= 1) {
		r.failNode("E021", n, "an availability of 100 %", "nothing is always up", "write what is promised, such as 99.99 %")
	}
	return q
}

func (r *reader) dependencies(n *node) {
	for _, f := range r.entries(n, "dependencies") {
		o := r.object(f.value, "dependencies."+f.key, "a dependency", "latency patience connections growth")
		d := model.Dependency{Name: f.key}
		d.Limit = o.quantity("limit", aPerSec)
		d.Availability = r.availability(o.get("availability"), o.sub("availability"))
		d.Repair = o.quantity("repair", aSpan)
		if !d.Repair.Set {
			d.Repair = model.Certain(1)
		}
		d.Share = o.quantity("share", aShare)
		if !d.Share.Set {
			d.Share = model.Certain(1)
		}
		d.Counts = o.yes("counts")
		if over := o.get("over"); over != nil {
			if over.text == "queue" || over.text == "retry" {
				r.failNode("E009", over, over.text+" is not modelled yet", "not built", "write `over: refuse`")
			} else {
				o.word("over", "refuse")
			}
		}
		m, per := r.priceOf(o.get("price"), o.sub("price"), perReqYear)
		if per == "year" {
			d.PricePerYear = m
		} else {
			d.Price = m
		}
		d.UsedByAll = o.get("used_by") == nil
		d.UsedBy = r.names(o.get("used_by"), o.sub("used_by"), "workload", r.workloadNames())
		o.done()
		r.plan.Dependencies = append(r.plan.Dependencies, d)
	}
}

func (r *reader) workloadNames() []string {
	var names []string
	for i := range r.plan.Workloads {
		names = append(names, r.plan.Workloads[i].Name)
	}
	return names
}

// names reads a list of names as indices; all of them where it is absent.
func (r *reader) names(n *node, path, what string, names []string) []int {
	if n == nil {
		all := make([]int, len(names))
		for i := range all {
			all[i] = i
		}
		return all
	}
	items := n.items
	if n.shape == textShape {
		items = []*node{n}
	} else if n.shape != listShape {
		r.failNode("E100", n, "a list of names is needed, not "+n.shape.String(), "", "")
	}
	out := []int{}
	for _, it := range items {
		if !r.scalar(it, "a name") {
			continue
		}
		if i := r.find(it, what, it.text, names); i >= 0 {
			out = append(out, i)
			r.input(it, path, 0)
		}
	}
	return out
}
