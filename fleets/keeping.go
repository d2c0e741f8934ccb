package fleets

import (
	"strings"

	"github.com/capplan/capplan/model"
)

// keeping reads what destroys the data of a pool's units.
func (r *reader) keeping(pl *model.Pool, p *poolRead) {
	o := p.o
	d := model.DataSpec{Destroys: o.quantity("destroys", aShare), Scrub: o.quantity("scrub", aSpan), Origin: pl.Origin}
	latent, path := o.get("latent"), o.sub("latent")
	if latent == nil && p.hardware != nil {
		if latent, path = p.hardware.get("latent"), o.sub("hardware.latent"); latent != nil && latent.shape == nullShape {
			latent = nil
		}
	}
	d.Latent = r.quantity(latent, path, aShare)
	for _, n := range []*node{o.get("destroys"), o.get("scrub"), latent} {
		if n != nil && n.prov == nil {
			d.Written = true
			d.Origin = n.origin()
		}
	}
	if pl.Groups != nil {
		d.Bytes = pl.Groups.Data
	}
	pl.Data = d
	if !d.Written {
		return
	}
	if s := o.get("scrub"); s != nil && latent == nil {
		r.failNode("E396", s, "scrub, and no unreadable sectors to find", "nothing to mend", "add `latent: 5 %`, the chance that a rebuild meets one where nothing is scrubbed")
	}
	if !pl.Keeps() && pl.Count > 0 {
		at := o.get("destroys")
		if at == nil {
			at = latent
		}
		if at == nil {
			at = o.get("scrub")
		}
		r.failNode("E395", at, "nothing says which units keep each other's data", "units of no group", "add `groups: {size: 3, needs: 1, rebuild: 6 h}`, or `needs: 7` where all units are one group")
	}
}

// checkData refuses domains that destroy what is not kept, or are no place.
func (r *reader) checkData(fl *model.Fleet, n *node) {
	for i := range fl.Domains {
		d := &fl.Domains[i]
		if !(d.Destroys.Value > 0) && d.Destroys.ID == 0 {
			continue
		}
		at := r.domainKey(n, d, "destroys")
		kept := false
		for j := range fl.Pools {
			kept = kept || fl.Pools[j].Keeps()
		}
		switch {
		case d.Paths > 0:
			r.failNode("E397", at, "redundant paths that destroy data", "what stands inside is lost with a place, not with a feed", "say destroys of the domain that burns, such as a room or rack")
		case !kept:
			r.failNode("E398", at, "a domain that destroys data, and no pool that keeps any", "units of no group", "add `groups: {size: 3, needs: 1, rebuild: 6 h}` to the pool that does")
		}
	}
}

// domainKey finds a key of a domain in one tree or several.
func (r *reader) domainKey(n *node, d *model.Domain, key string) *node {
	trees := []*node{n}
	if n != nil && n.shape == listShape {
		trees = n.items
	}
	for _, t := range trees {
		if v := t.get(d.Name).get(key); v != nil {
			return v
		}
	}
	return n
}

// warnRebuild names a load that rebuilds put on a pool of which nothing tells what it carries.
func (r *reader) warnRebuild(fl *model.Fleet, p *model.Pool) {
	switch g := p.Groups; {
	case g == nil || !g.Drain.Set:
	case p.Throughput == nil:
		r.warning("W600", fl.Name, p.Origin, "%s.%s: its rebuilds take capacity, and it has no throughput; add `throughput: 40 req/s`", fl.Name, p.Name)
	case len(fl.Serves) == 0:
		r.warning("W600", fl.Name, p.Origin, "%s.%s: its rebuilds take capacity, and the fleet serves no workload", fl.Name, p.Name)
	}
}

// warnData names what is said of data and changes nothing.
func (r *reader) warnData(fl *model.Fleet, p *model.Pool) {
	d := &p.Data
	if !d.Written || !p.Keeps() {
		return
	}
	size, needs := p.Kept()
	if d.Latent.Set && size == needs {
		r.warning("W396", fl.Name, d.Origin, "%s.%s: a group bears no loss, so nothing is ever rebuilt, and no rebuild meets an unreadable sector", fl.Name, p.Name)
	}
	if d.Scrub.Set && d.Scrub.Value > 2*model.HoursPerYear {
		r.warning("W397", fl.Name, d.Origin, "%s.%s: latent is what gathers in a year; a scrub every two years or more does not lower it", fl.Name, p.Name)
	}
}

// warnKept names promises about data in fleets where nothing is known to keep any.
func (r *reader) warnKept(fl *model.Fleet) {
	for _, w := range fl.Serves {
		wl := &r.plan.Workloads[w]
		if !wl.SLO.DataLoss.Set {
			continue
		}
		for i := range fl.Pools {
			if fl.Pools[i].Keeps() {
				return
			}
		}
		r.warning("W395", fl.Name, fl.Origin, "fleet %s: %s promises to keep data, and no pool has groups or mirrors that do: whether it is kept is not known", fl.Name, wl.Name)
		return
	}
}

// promisedLoss reads the most loss events a year.
func (r *reader) promisedLoss(o *object) model.Quantity {
	q := o.quantity("data_loss", aFreq)
	n := o.get("data_loss")
	if !q.Set || n == nil {
		return q
	}
	r.certain(n, q)
	if q.Value == 0 {
		r.failNode("E399", n, "a promise never to lose data", "nothing keeps it", "write what is borne, such as `data_loss: 1e-6/year`")
	}
	q.Value *= model.HoursPerYear // aFreq is per hour
	return q
}

// figuresOfData are the metrics that ask for what is lost.
var figuresOfData = strings.Fields("data_loss mttdl bytes_lost")

// asksForData marks the pools of fleets whose loss of data an assertion or an expectation
// asks for.
func (r *reader) asksForData() {
	asked := map[string]bool{}
	for i := range r.plan.Assertions {
		if a := &r.plan.Assertions[i]; contains(figuresOfData, a.Metric) {
			asked[a.Fleet], asked[a.Of] = true, true
		}
	}
	for i := range r.plan.Expect {
		if e := &r.plan.Expect[i]; contains(figuresOfData, e.Metric) {
			asked[e.Fleet] = true
		}
	}
	for i := range r.plan.Fleets {
		fl := &r.plan.Fleets[i]
		for _, w := range fl.Serves {
			if r.plan.Workloads[w].SLO.DataLoss.Set {
				asked[fl.Name] = true
			}
		}
		burns := false
		for j := range fl.Domains {
			burns = burns || fl.Domains[j].Destroys.Set
		}
		for j := range fl.Pools {
			p := &fl.Pools[j]
			p.Data.Asked = p.Keeps() && (asked[fl.Name] || burns || p.Data.Written || p.Data.Bytes.Set)
		}
	}
}
