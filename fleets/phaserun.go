package fleets

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// runs reads which fleets, or which of their pools, carry what in a phase.
func (p *planReader) runs(o *object, ph *model.MigrationPhase, k int) {
	n := o.get("run")
	if n == nil {
		o.missing("run", phaseForm)
		return
	}
	if n.shape != mapShape {
		p.failNode("E100", n, "run is a map of fleets, not "+n.shape.String(), "", "write `run: {FLEET: 100 %}`")
		return
	}
	var whole, parts []field
	for _, f := range n.fields {
		switch f.value.shape {
		case nullShape:
			p.fail("E101", f.at, f.key+" has no share", "", "write `"+f.key+": 100 %`")
			return
		case mapShape:
			parts = append(parts, f)
		default:
			whole = append(whole, f)
		}
	}
	switch {
	case len(whole) > 0 && len(parts) > 0:
		p.fail("E404", parts[0].at, "shares of pools beside shares of whole fleets", whole[0].key+" has a share of its own", "write pools for every fleet of the phase, such as `"+whole[0].key+": {POOL: 100 %}`")
	case len(whole) > 0:
		p.byFleet(n, whole, o.sub("run"), ph, k)
	default:
		p.byPool(n, parts, o.sub("run"), ph, k)
	}
}

// share reads a share, which says how the fleet is made and so has no range.
func (p *planReader) share(n *node, path string) model.Quantity {
	q := p.quantity(n, path, aShare)
	if q.ID > 0 {
		p.failNode("E017", n, "a range where the value must be known", "the shares of a phase come to 100 %", "write two plans, and compare them")
	}
	return q
}

func (p *planReader) byFleet(n *node, list []field, path string, ph *model.MigrationPhase, k int) {
	sum, ok := 0.0, true
	for _, f := range list {
		i := p.find(&node{shape: textShape, text: f.key, at: f.at}, "fleet", f.key, p.fleetNames())
		q := p.share(f.value, path+"."+f.key)
		ok = ok && i >= 0 && q.Set
		if sum += q.Value; !ok || q.Value == 0 {
			continue
		}
		ph.Runs = append(ph.Runs, model.PhaseRun{Of: i, Fleet: p.now[i], Share: q, Origin: f.value.origin()})
		for j := range p.now[i].Pools {
			p.read[k].runs[[2]int{i, j}] = true
		}
	}
	if ok && math.Abs(sum-1) > 1e-9 {
		p.failNode("E403", n, "the shares of the fleets come to "+percent(sum), "100 % is needed", "what no fleet carries is lost: let them come to 100 %")
	}
}

func (p *planReader) byPool(n *node, list []field, path string, ph *model.MigrationPhase, k int) {
	sums, order, ok := map[string]float64{}, []string(nil), true
	for _, f := range list {
		i := p.find(&node{shape: textShape, text: f.key, at: f.at}, "fleet", f.key, p.fleetNames())
		if i < 0 {
			ok = false
			continue
		}
		run := model.PhaseRun{Of: i, Fleet: p.now[i], Pools: map[int]model.Quantity{}, Origin: f.value.origin()}
		for _, g := range f.value.fields {
			j := p.find(&node{shape: textShape, text: g.key, at: g.at}, "pool", g.key, poolNames(p.now[i]))
			q := p.share(g.value, path+"."+f.key+"."+g.key)
			if j < 0 || !q.Set {
				ok = false
				continue
			}
			if !(q.Value > 0) {
				continue
			}
			if sums[g.key] == 0 {
				order = append(order, g.key)
			}
			sums[g.key] += q.Value
			run.Pools[j] = q
			p.read[k].runs[[2]int{i, j}] = true
		}
		if len(run.Pools) > 0 {
			ph.Runs = append(ph.Runs, run)
		}
	}
	if !ok {
		return
	}
	if len(order) == 0 {
		p.failNode("E403", n, "no pool carries anything in this phase", "", "write `run: {FLEET: {POOL: 100 %}}`")
		return
	}
	for _, name := range order {
		if math.Abs(sums[name]-1) > 1e-9 {
			p.failNode("E403", n, fmt.Sprintf("the shares of the pools named %s come to %s", name, percent(sums[name])), "100 % of each name is needed", "a request takes each name once: let the shares of "+name+" come to 100 % over the fleets")
			return
		}
	}
}
