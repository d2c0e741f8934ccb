package fleets

import (
	"math"

	"github.com/capplan/capplan/model"
)

// service reads how long a request takes at a pool.
func (r *reader) service(pl *model.Pool, n *node, path string) *model.Service {
	if n == nil {
		return nil
	}
	if n.shape == textShape {
		r.failNode("E100", n, "service says more than one figure", "a map is needed", "write `service: {time: "+n.text+"}`")
		return nil
	}
	o := r.object(n, path, "service")
	s := &model.Service{Workers: 1, Queue: -1, FanOut: 1, CV: model.Certain(1), ArrivalCV: model.Certain(1), Origin: n.origin()}
	if s.Time = o.quantity("time", aSpan); o.get("time") == nil {
		o.missing("time", "write how long one service takes: `time: 12 ms`")
	}
	for _, v := range []struct {
		key string
		to  *model.Quantity
	}{{"cv", &s.CV}, {"arrival_cv", &s.ArrivalCV}} {
		if q := o.quantity(v.key, aVariation); q.Set {
			*v.to = q
		}
	}
	for _, v := range []struct {
		key string
		to  *int
	}{{"workers", &s.Workers}, {"fan_out", &s.FanOut}} {
		if k := o.count(v.key); k > 0 {
			*v.to = k
		}
	}
	if q := o.quantity("queue", aStock); q.Set {
		s.Queue = int(q.Value)
	}
	s.Timeout, s.Retries = o.quantity("timeout", aSpan), int(o.quantity("retries", aStock).Value)
	if h := o.get("hedge"); h != nil {
		s.Hedge = o.quantity("hedge", aShare)
		if q := s.Hedge; q.Set && (!(q.Value > 0 && q.Value < 1) || q.ID > 0 && !(q.Lo > 0 && q.Hi < 1)) {
			r.failNode("E015", h, "a hedge at "+h.text, "the share of requests that are answered before a second copy is sent", "write `hedge: 95 %`")
			s.Hedge = model.Quantity{}
		}
	}
	r.together(pl, o, s)
	o.done()
	if s.Time.Value > 0 {
		s.Throughput = float64(s.Workers) / (3600 * s.Time.Value)
	}
	return s
}

// together refuses what is not computed yet beside something else.
func (r *reader) together(pl *model.Pool, o *object, s *model.Service) {
	if at := o.get("retries"); at != nil && s.Retries > 0 && o.get("timeout") == nil {
		r.failNode("E331", at, "retries without a timeout", "nobody gives up, so nobody tries again", "add `timeout: 500 ms`, or delete retries")
		return
	}
	varies := func(q model.Quantity) bool { return q.Value != 1 || q.ID > 0 }
	beside := map[string]bool{
		"cv": varies(s.CV), "arrival_cv": varies(s.ArrivalCV), "hedge": s.Hedge.Set, "timeout": s.Timeout.Set, "fan_out": s.FanOut > 1,
	}
	refuse := func(key, words string, others ...string) bool {
		for _, k := range others {
			if at := o.get(k); beside[k] && at != nil {
				r.failNode("E330", at, k+" beside "+key, "not computed together", words)
				return true
			}
		}
		return false
	}
	switch {
	case s.Queue >= 0 && refuse("queue", "delete one of them; a queue with an end is computed for cv and arrival_cv 1", "cv", "arrival_cv", "hedge", "timeout", "fan_out"):
	case s.Timeout.Set && refuse("timeout", "delete one of them; timeouts and retries are computed for cv and arrival_cv 1, and without a second copy", "cv", "arrival_cv", "hedge"):
	}
	if t := pl.Throughput; t != nil && (t.Contention.Value > 0 || t.Coherency.Value > 0 || t.Contention.ID > 0 || t.Coherency.ID > 0) {
		r.reportNode("E330", o.n, Diagnostic{Message: "service beside a scaling law", Label: "not computed together", Help: "leave contention and coherency out, and write the time that a service takes in the whole pool"})
	}
}

// overload reads what a pool does with more than it carries: nil where it sheds.
func (r *reader) overload(fl *model.Fleet, pl *model.Pool, n *node, path string) *model.OverloadSpec {
	if n == nil {
		return nil
	}
	if n.shape == textShape {
		r.failNode("E100", n, "overload says its policy", "a map is needed", "write `overload: {policy: "+n.text+"}`")
		return nil
	}
	o := r.object(n, path, "overload")
	defer o.done()
	collapse := o.word("policy", "shed", "collapse") == "collapse"
	c := &model.OverloadSpec{Left: o.quantity("left", aShare)}
	if t := o.get("recovery"); t != nil && !instant(t) {
		if t.text == "never" {
			r.failNode("E028", t, "a recovery that never comes", "", "write how long it takes once the load is safe: `recovery: 20 min`")
		} else {
			c.Recovery = *r.randomTime(t, o.sub("recovery"))
		}
	}
	const both = "write `{policy: collapse, left: 10 %, recovery: 20 min}`"
	for _, key := range []string{"left", "recovery"} {
		switch at := o.get(key); {
		case collapse && at == nil:
			o.missing(key, both)
		case !collapse && at != nil:
			r.failNode("E351", at, key+" of a pool that sheds what is too much", "it goes on carrying all that it can", both)
		}
	}
	switch {
	case !collapse:
		return nil
	case pl.Throughput == nil || len(fl.Serves) == 0:
		r.failNode("E351", o.get("policy"), "nothing says when the pool is overloaded", "it has no throughput, or no workload", "add `throughput: 120 req/s` and a workload")
	case pl.Freeze || fl.Freeze:
		r.failNode("E330", o.get("policy"), "collapse beside while_down: freeze", "not computed together", "write `policy: shed`, or delete while_down")
	}
	return c
}

// latencySLO reads what is promised for the time of a request.
func (r *reader) latencySLO(n *node, path string) model.LatencySLO {
	if n == nil {
		return model.LatencySLO{}
	}
	if n.shape == textShape {
		r.failNode("E100", n, "a promise of latency says which figure it is of", "a map is needed", "write `latency: {p99: "+n.text+"}`")
		return model.LatencySLO{}
	}
	o := r.object(n, path, "latency")
	var l model.LatencySLO
	for _, v := range []struct {
		key string
		to  *model.Quantity
	}{{"mean", &l.Mean}, {"p50", &l.P50}, {"p99", &l.P99}} {
		if *v.to = o.quantity(v.key, aSpan); v.to.Set {
			r.certain(o.n.get(v.key), *v.to)
		}
	}
	if l.P50.Set && l.P99.Set && l.P50.Value > l.P99.Value {
		r.failNode("E022", o.n.get("p50"), "the median is promised later than the 99th percentile", "", "swap them")
	}
	o.done()
	return l
}

// warnService tells of a pool whose service and throughput do not go together.
func (r *reader) warnService(fl *model.Fleet, pl *model.Pool) {
	s := pl.Service
	if s == nil || len(fl.Serves) == 0 || !(s.Throughput > 0) {
		return
	}
	carries := s.Throughput / float64(s.FanOut)
	if s.Hedge.Set {
		carries /= 2 - s.Hedge.Value
	}
	switch t := pl.Throughput; {
	case t == nil:
		r.warning("W270", fl.Name, s.Origin, "%s.%s has a service and no throughput: it says how long requests take, and nothing is lost where units are missing; add `throughput: %.4g req/s`", fl.Name, pl.Name, carries)
	case t.PerUnit.Set && t.PerUnit.Value > carries*(1+1e-9):
		r.warning("W271", fl.Name, t.PerUnit.Origin, "%s.%s: a unit is said to carry %.4g req/s, and by workers ÷ time of its service it carries %.4g", fl.Name, pl.Name, t.PerUnit.Value, math.Abs(carries))
	}
}
