package fleets

import (
	"time"

	"github.com/capplan/capplan/model"
)

// A workloadRead is what of a workload can only be settled when all are read.
type workloadRead struct {
	of      *node
	offload *object
}

func (r *reader) workloads(n *node) {
	var reads []workloadRead
	for _, f := range r.entries(n, "workloads") {
		o := r.object(f.value, "workloads."+f.key, "a workload")
		w := model.Workload{Name: f.key, Origin: f.value.origin()}
		read := workloadRead{of: o.get("of")}
		if read.of != nil {
			r.derived(o)
		} else {
			if o.get("share") != nil {
				o.missing("of", "a share is of another workload: write `of: NAME`")
			}
			w.Sources = r.loads(o)
			w.Profile = r.profile(o.get("profile"), o.sub("profile"))
			w.Events = r.events(o.get("events"), o.sub("events"))
		}
		w.Share = o.quantity("share", aShare)
		w.Calculations = o.quantity("calculations", aNumber)
		w.Value = o.money("value", perRequest)
		w.Returns = o.quantity("returns", aShare)
		w.SLO.Window = 8760
		if s := o.get("slo"); s != nil {
			w.SLO = r.slo(s, o.sub("slo"))
		}
		if off := o.get("offload"); r.needsMap(off, "offload", "{share: 50 %, pools: [web], to: DEPENDENCY}") {
			read.offload = r.object(off, o.sub("offload"), "offload")
			w.Offload = r.offload(read.offload)
		}
		o.done()
		r.plan.Workloads = append(r.plan.Workloads, w)
		reads = append(reads, read)
	}
	r.follow(reads)
	r.offloads = make([]*object, len(reads))
	for i := range reads {
		r.offloads[i] = reads[i].offload
	}
}

// derived reads a workload that is a share of another: its load is the other's.
func (r *reader) derived(o *object) {
	for _, key := range []string{"peak", "growth", "sources", "profile", "events"} {
		if v := o.get(key); v != nil {
			r.failNode("E020", v, key+" beside of", "the load is that of "+o.n.get("of").text, "delete it, or of and share")
		}
	}
	if o.get("share") == nil {
		o.missing("share", "write how much of it: `share: 40 %`")
	}
}

// follow finds the workloads that others are shares of.
func (r *reader) follow(reads []workloadRead) {
	ws := r.plan.Workloads
	for i := range reads {
		n := reads[i].of
		if n == nil || !r.scalar(n, "a workload's name") {
			continue
		}
		ws[i].Of = 1 + r.find(n, "workload", n.text, r.workloadNames())
		r.input(n, "workloads."+ws[i].Name+".of", 0)
	}
	for i := range ws {
		j := i
		for range ws {
			if ws[j].Of == 0 {
				break
			}
			if j = ws[j].Of - 1; j == i {
				r.failNode("E041", reads[i].of, ws[i].Name+" is, in the end, a share of itself", "the loop closes here", "give one of them a peak of its own")
				break
			}
		}
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
	var reads []*object
	for _, f := range r.entries(sources, "sources") {
		s := r.object(f.value, o.sub("sources")+"."+f.key, "a source")
		if s.get("peak") == nil {
			s.missing("peak", "write `peak: 1200 req/s`")
		}
		src := model.Source{Name: f.key, Peak: s.quantity("peak", aLoad), Growth: s.quantity("growth", aGrowth)}
		src.From, src.Until = r.day(s, "from"), r.day(s, "until")
		r.ends(s, &src)
		s.get("moves_to")
		s.done()
		out, reads = append(out, src), append(reads, s)
	}
	for i, s := range reads {
		r.moves(s, out, i)
	}
	return out
}

// day reads a date in a plan that starts on a day.
func (r *reader) day(o *object, key string) time.Time {
	n := o.get(key)
	if n == nil || !r.scalar(n, "a date such as 2027-01") {
		return time.Time{}
	}
	t, ok := parseDate(n.text)
	if !ok {
		r.failNode("E016", n, n.text+" is no date", "", "write 2027-01 or 2027-01-15")
		return time.Time{}
	}
	r.startsOnADay(n, key)
	r.input(n, o.sub(key), 0)
	return t
}

// startsOnADay refuses dates in a plan whose horizon has none.
func (r *reader) startsOnADay(n *node, what string) {
	if r.plan.Horizon.Begin.IsZero() {
		r.failNode("E101", n, "a date under "+what+" needs a horizon that starts on a day", "", "write `horizon: {start: 2027-01, years: 5}`")
	}
}
