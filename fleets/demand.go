package fleets

import (
	"github.com/capplan/capplan/model"
)

func (r *reader) slo(n *node, path string) model.SLO {
	o := r.object(n, path, "an slo")
	s := model.SLO{Window: 8760}
	s.Availability = r.availability(o.get("availability"), o.sub("availability"))
	if a := o.n.get("availability"); a != nil {
		r.certain(a, s.Availability)
	}
	s.Set = s.Availability.Set
	s.Latency = r.latencySLO(o.get("latency"), o.sub("latency"))
	if s.Wrong = o.quantity("wrong_results", aWrong); s.Wrong.Set {
		r.certain(o.n.get("wrong_results"), s.Wrong)
	}
	s.DataLoss = r.promisedLoss(o)
	s.Basis = o.word("basis", "", "time", "requests")
	if q := o.quantity("window", aSpan); q.Set {
		r.certain(o.n.get("window"), q)
		s.Window = q.Value
	}
	if h := o.get("hours"); h != nil && r.scalar(h, "hours of a day such as 07:00..23:00") {
		if from, to, ok := r.hoursOf(h, "hours: 07:00..23:00"); ok && to-from != 24 {
			s.Hours = model.Hours{From: from, To: to}
		}
		r.input(h, o.sub("hours"), 0)
		if !s.Set && o.get("availability") == nil {
			o.missing("availability", "hours say when it is promised: add `availability: 99.9 %`")
		}
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
		o := r.object(f.value, "dependencies."+f.key, "a dependency")
		d := model.Dependency{Name: f.key, Growth: o.quantity("growth", aGrowth), Latency: o.quantity("latency", aDuration)}
		c := o.get("connections")
		if r.needsMap(c, "connections", "{per_server: 50, limit: 20k}") {
			r.connections(&d, r.object(c, o.sub("connections"), "connections"))
		}
		r.connected = append(r.connected, c)
		d.Limit = o.quantity("limit", aPerSec)
		if g := o.n.get("growth"); d.Growth.Set && !d.Limit.Set {
			r.failNode("E101", g, d.Name+" has no limit that could grow", "", "write `limit: 900 tps` beside it")
		}
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
		r.over(&d, o)
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

// over reads what becomes of calls above the limit.
func (r *reader) over(d *model.Dependency, o *object) {
	word := o.word("over", "refuse", "queue", "retry")
	for k := range model.Retry + 1 {
		if word == k.String() {
			d.Over = k
		}
	}
	if at := o.get("over"); at != nil && d.Over != model.Refuse && !d.Limit.Set {
		r.failNode("E101", at, d.Name+" has no limit, so nothing is ever above it", "", "write `limit: 900 tps` beside it")
	}
	d.Patience = o.quantity("patience", aSpan)
	at := o.get("patience")
	switch {
	case at == nil || d.Over == model.Queue:
	case d.Over == model.Retry:
		r.failNode("E540", at, "patience beside `over: retry`", "only what waits in a queue loses patience", "write `over: queue`, or delete patience: those who come again do so until they are taken")
	default:
		r.failNode("E540", at, "patience where nothing waits", "calls above the limit are refused at once", "write `over: queue` beside it, or delete patience")
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
