package fleets

import (
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

const growthWords = "write `grow: {when: headroom < 20 %, step: 40, lead_time: 8 w, max: 20k}`"

// growth reads how a pool buys ahead of demand.
func (r *reader) growth(fl *model.Fleet, pl *model.Pool, o *object) *model.Growth {
	n := o.get("grow")
	if !r.needsMap(n, "grow", "{when: headroom < 20 %, step: 40, lead_time: 8 w, max: 20k}") {
		return nil
	}
	m := r.object(n, o.sub("grow"), "grow")
	g := &model.Growth{Headroom: r.whenBelow(m), Lead: m.quantity("lead_time", aSpan), Step: m.count("step"), Max: m.count("max"), Origin: n.origin()}
	for _, k := range []string{"when", "step", "lead_time", "max"} {
		if m.get(k) == nil {
			m.missing(k, growthWords)
		}
	}
	m.done()
	r.growsBy(pl, g, m)
	r.mayGrow(fl, pl, n, o)
	if g.Step == 0 || g.Max == 0 || !g.Lead.Set || !g.Headroom.Set {
		return nil
	}
	return g
}

// whenBelow reads headroom < 20 %.
func (r *reader) whenBelow(o *object) model.Quantity {
	n := o.get("when")
	if n == nil || !r.scalar(n, "headroom < 20 %") {
		return model.Quantity{}
	}
	what, share, ok := strings.Cut(n.text, "<")
	if strings.TrimSpace(what) != "headroom" || !ok {
		r.failNode("E370", n, "a pool grows when its headroom is too small", "not headroom < a share", "write `when: headroom < 20 %`")
		return model.Quantity{}
	}
	from := len(what) + 1 + len(share) - len(strings.TrimLeft(share, " "))
	value := *n
	value.text = strings.TrimSpace(share)
	if skip := utf8.RuneCountInString(n.text[:from]); !n.quoted {
		value.at.col += skip
		value.at.width -= skip
	}
	return r.quantity(&value, o.sub("when"), aHeadroom)
}

// growsBy checks the numbers of a growth.
func (r *reader) growsBy(pl *model.Pool, g *model.Growth, o *object) {
	if g.Step > 0 && pl.Groups != nil && g.Step%pl.Groups.Size != 0 {
		k := pl.Groups.Size
		r.failNode("E370", o.get("step"), sprint("a step of ", g.Step, " is no whole number of groups"), sprint("groups have ", k), sprint("write step: ", (g.Step+k-1)/k*k))
	}
	if g.Max > 0 && g.Max < pl.Count {
		r.failNode("E370", o.get("max"), sprint("max of ", g.Max, " units, and count is ", pl.Count), "less than there are", sprint("write more than ", pl.Count, ", or leave grow out"))
	}
}

// mayGrow reports what a pool that grows cannot be or have beside it.
func (r *reader) mayGrow(fl *model.Fleet, pl *model.Pool, at *node, o *object) {
	const alone = "not computed together"
	refuse := func(key, message, label, help string) {
		n := o.get(key)
		if n == nil {
			n = at
		}
		r.failNode("E371", n, message, label, help)
	}
	switch {
	case pl.Throughput == nil:
		refuse("grow", "nothing says what a unit carries", "grow follows the load", "add `throughput: 120 req/s`")
	case len(fl.Serves) == 0:
		refuse("grow", "no workload to grow with", "grow follows the load", "add a workload")
	}
	if pl.Mode != model.Shared {
		if pl.Groups == nil {
			refuse("mode", "an "+pl.Mode.String()+" pool carries what one unit does", "more units add nothing", "write `mode: shared`, or leave grow out")
		} else {
			refuse("mode", "grow beside groups that are "+pl.Mode.String(), alone, "write `mode: shared`, or leave grow out")
		}
	}
	if o.get("count") == nil || pl.Sized {
		refuse("grow", "a pool that grows, and no count", "it grows from what is there at the start", "write `count: 40`, and leave --same-load out")
	}
	for _, k := range []string{"standby", "spares", "service"} {
		if o.get(k) != nil {
			refuse(k, k+" beside grow", alone, "leave one of them out")
		}
	}
	if pl.Overload != nil {
		refuse("overload", "collapse beside grow", alone, "write `policy: shed`, or leave grow out")
	}
	if pl.Owned != nil && (pl.Hardware == nil || !pl.Hardware.Price.Set) {
		refuse("owned", "what is bought beside owned hardware has no price", "", "add `price: 5k USD` to the hardware")
	}
}

// checkGrowth refuses latency in fleets of which a pool grows.
func (r *reader) checkGrowth() {
	for _, p := range r.pools {
		pl := &r.plan.Fleets[p.fleet].Pools[p.pool]
		if pl.Service == nil {
			continue
		}
		for i := range r.plan.Fleets[p.fleet].Pools {
			if q := &r.plan.Fleets[p.fleet].Pools[i]; q.Grow != nil && q != pl {
				r.failNode("E371", p.o.n.get("service"), "service in a fleet whose pool "+q.Name+" grows", "not computed together", "leave one of them out")
			}
		}
	}
}
