package fleets

import (
	"math"

	"github.com/capplan/capplan/model"
)

// connections reads how many a unit holds, how many there may be, and whose they are.
func (r *reader) connections(d *model.Dependency, o *object) {
	d.PerServer, d.Connections = o.quantity("per_server", aNumber), o.quantity("limit", aNumber)
	for _, k := range []string{"per_server", "limit"} {
		if o.get(k) == nil {
			o.missing(k, "write `connections: {per_server: 50, limit: 20k}`")
		}
	}
	pools := o.get("pools")
	if pools != nil && pools.shape == mapShape {
		r.failNode("E100", pools, "a list of pools is needed, not a map", "", "write `pools: [web]`")
	}
	for _, it := range pools.itemsOf() {
		if r.scalar(it, "a pool's name") && !contains(d.HeldBy, it.text) {
			d.HeldBy = append(d.HeldBy, it.text)
			r.input(it, o.sub("pools"), 0)
		}
	}
	if pools != nil && pools.shape == listShape && len(d.HeldBy) == 0 {
		r.failNode("E101", pools, "connections are held by no pool", "", "write `pools: [web]`, or delete it: then the first pool with a throughput that is visited holds them")
	}
	o.done()
}

// checkConnections finds whose units hold the connections of dependencies.
func (r *reader) checkConnections() {
	for i, n := range r.connected {
		if d := &r.plan.Dependencies[i]; n != nil && d.PerServer.Set && d.Connections.Set {
			if math.Floor(d.Connections.Value/d.PerServer.Value*(1+1e-12)) < 1 {
				r.failNode("E023", n.get("per_server"), "one server holds more connections than "+d.Name+" takes", "more than limit; none can call it", "raise limit or lower per_server")
				continue
			}
			for j := range r.plan.Fleets {
				r.checkHolder(i, n, &r.plan.Fleets[j])
			}
		}
	}
}

// checkHolder finds the pools of a fleet whose units hold connections.
func (r *reader) checkHolder(i int, n *node, fl *model.Fleet) {
	d := &r.plan.Dependencies[i]
	at := n
	if p := n.get("pools"); p != nil {
		at = p
	}
	pools, called := r.plan.Holders(fl, i)
	switch {
	case !called:
		return
	case len(pools) == 0 && d.HeldBy != nil:
		r.failNode("E043", at, "fleet "+fl.Name+" calls "+d.Name+" and has none of these pools", "", hint(d.HeldBy[0], poolNames(fl)))
		return
	case len(pools) == 0:
		r.failNode("E332", at, "nobody in fleet "+fl.Name+" holds these connections", "", "give the pool whose units call "+d.Name+" a throughput")
		return
	}
	for _, k := range pools {
		r.checkHolding(d, n, at, fl, &fl.Pools[k])
	}
}

// checkHolding checks one pool of those that hold connections.
func (r *reader) checkHolding(d *model.Dependency, n, at *node, fl *model.Fleet, p *model.Pool) {
	units := math.Floor(d.Connections.Value / d.PerServer.Value * (1 + 1e-12))
	switch {
	case p.Throughput == nil:
		r.failNode("E332", at, "pool "+p.Name+" of fleet "+fl.Name+" has no throughput", "", "give it one, so that it is known what its units carry")
	case p.Groups != nil && p.Mode == model.Shared && p.Groups.Size > 0 && units < float64(p.Groups.Size):
		r.failNode("E023", n.get("per_server"), "one group of pool "+p.Name+" holds more connections than "+d.Name+" takes", "more than limit; none can call it", "raise limit or lower per_server")
	case p.Groups != nil && p.Grow != nil && d.Latency.Set:
		r.failNode("E330", at, "connections with a latency held by the groups of pool "+p.Name+", which grows", "not computed together", "delete the latency of "+d.Name+", or grow")
	case p.Service != nil:
		r.failNode("E330", at, "connections held by pool "+p.Name+", which has a service", "not computed together", "delete one of them; the time that a request waits for a connection is not computed")
	}
}
