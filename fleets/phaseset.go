package fleets

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/capplan/capplan/model"
)

// A setRead is a value that a phase changes.
type setRead struct {
	at    place
	fleet int
}

// sets reads `set: {PATH: VALUE}`: each value holds from this phase on. The fleet is read
// again with it; what is not set stays the same place of the file, and so the same unknown.
func (p *planReader) sets(o *object, k int) {
	n := o.get("set")
	if !p.needsMap(n, "set", "{FLEET.count: 40}") {
		return
	}
	for _, f := range n.fields {
		if strings.HasPrefix(f.key, "x_") {
			continue
		}
		segs := segments(f.key, f.at)
		if segs[0].word == "fleets" && len(segs) > 1 {
			segs = segs[1:]
		}
		i := indexOf(p.fleetNames(), segs[0].word)
		switch {
		case f.value.shape == nullShape && f.value.text == "":
			p.fail("E101", f.at, f.key+" has no value", "", "give it one, or delete it")
			continue
		case i < 0 && p.outside(segs, f, o.sub("set")):
			continue
		case i < 0:
			p.fail("E408", segs[0].at, "no such path", "a path begins with a fleet", hint(segs[0].word, p.fleetNames()))
			continue
		case len(segs) < 2:
			p.fail("E408", f.at, "a fleet set whole", "", "set one of its values, such as "+f.key+".count, or write a fleet of its own")
			continue
		}
		w := walk{r: p.reader, create: true, code: "E408"}
		if !w.descend(p.tree, segs) {
			continue
		}
		w.assign(f.value)
		p.read[k].sets = append(p.read[k].sets, setRead{f.at, i})
		p.again(i, o.sub("set"), f.at, k)
	}
}

// again reads a fleet as the phase has it.
func (p *planReader) again(i int, path string, at place, k int) {
	r := p.reader
	pools, prices, unknowns, inputs := len(r.pools), len(r.prices), len(r.plan.Unknowns), len(r.inputs)
	fl := r.fleet(p.tree.get("fleets").fields[r.fieldOf(p.tree.get("fleets"), i)])
	for _, read := range r.pools[pools:] {
		r.checkApart(&fl, &fl.Pools[read.pool], read)
		r.checkScaling(&fl.Pools[read.pool], read)
	}
	r.pools, r.prices = r.pools[:pools], r.prices[:prices]
	p.rename(unknowns, inputs, path, "fleets.")
	if what := p.stands(i, &fl, k); what != "" {
		p.fail("E408", at, "a phase cannot change "+what, "it stands since a phase before", "write a fleet of its own that the phase runs instead")
	}
	p.now[i] = &fl
}

// fieldOf returns where the i-th fleet stands: some fields are no fleets.
func (r *reader) fieldOf(fleets *node, i int) int {
	for j := range fleets.fields {
		if fleets.fields[j].key == r.plan.Fleets[i].Name {
			return j
		}
	}
	return 0
}

// stands names what a set changes of a fleet that is bought already, and that no bill
// could follow; empty: nothing.
func (p *planReader) stands(i int, now *model.Fleet, k int) string {
	was := p.now[i]
	ran := make([]bool, len(was.Pools))
	one := false
	for _, read := range p.read[:k] {
		for at := range read.runs {
			if at[0] == i {
				ran[at[1]], one = true, true
			}
		}
	}
	for j := range was.Pools {
		ran[j] = ran[j] || was.Pools[j].Owned != nil
		if !ran[j] {
			continue
		}
		one = true
		a, b := &was.Pools[j], &now.Pools[j]
		switch {
		case b.Count < a.Count:
			return fmt.Sprintf("count of %s from %d to %d", a.Name, a.Count, b.Count)
		case b.Count != a.Count && (a.Grow != nil || a.Standby != nil):
			return "count of " + a.Name + ", which grows or has standby"
		}
		for _, c := range []struct {
			name string
			a, b any
		}{
			{"hardware", boughtAs(a.Hardware), boughtAs(b.Hardware)},
			{"mode", a.Mode, b.Mode},
			{"standby", a.Standby, b.Standby},
			{"groups", sizeOf(a.Groups), sizeOf(b.Groups)},
			{"site", a.Site, b.Site},
			{"licences", a.Licences, b.Licences},
			{"rent", a.Rent, b.Rent},
			{"lease", a.Lease, b.Lease},
			{"owned", a.Owned, b.Owned},
			{"support", a.Support, b.Support},
			{"grow", a.Grow, b.Grow},
			{"network", a.Network, b.Network},
		} {
			if !reflect.DeepEqual(c.a, c.b) {
				return c.name + " of " + a.Name
			}
		}
	}
	if !one {
		return ""
	}
	for _, c := range []struct {
		name string
		a, b any
	}{
		{"site", was.Site, now.Site},
		{"support", was.Support, now.Support},
		{"licences", was.Licences, now.Licences},
		{"one_off", was.OneOff, now.OneOff},
		{"engineering.one_off", was.Engineering.OneOff, now.Engineering.OneOff},
		{"maturity", was.Maturity, now.Maturity},
		{"network", was.Network, now.Network},
		{"failure_domains", builtOf(was), builtOf(now)},
		{"serves", was.Serves, now.Serves},
	} {
		if !reflect.DeepEqual(c.a, c.b) {
			return c.name
		}
	}
	return ""
}

func sizeOf(g *model.Groups) int {
	if g == nil {
		return 0
	}
	return g.Size
}

// boughtAs is what a bill reads of hardware: how it fails may change.
func boughtAs(h *model.Hardware) model.Hardware {
	if h == nil {
		return model.Hardware{}
	}
	out := *h
	out.FailuresFromEntry = false
	return out
}

// builtOf is what stands of the failure domains of a fleet.
func builtOf(f *model.Fleet) []model.Domain {
	var out []model.Domain
	for i := range f.Domains {
		d := &f.Domains[i]
		out = append(out, model.Domain{Name: d.Name, Count: d.Count, Tree: d.Tree, Paths: d.Paths, Parts: d.Parts})
	}
	return out
}

// checkSets refuses what is set of a fleet that runs no more.
func (p *planReader) checkSets() {
	for k := range p.read {
		for _, s := range p.read[k].sets {
			used := false
			for _, later := range p.read[k:] {
				for at := range later.runs {
					used = used || at[0] == s.fleet
				}
			}
			if !used {
				p.fail("E408", s.at, "fleet "+p.plan.Fleets[s.fleet].Name+" does not run in this phase or later", "nothing would change", "delete it, or set it in the phase that runs the fleet")
			}
		}
	}
}

// placesOfInputs are the places of all that was read so far.
func (r *reader) placesOfInputs() map[place]bool {
	seen := make(map[place]bool, len(r.inputs))
	for i := range r.inputs {
		seen[r.inputs[i].at] = true
	}
	return seen
}

// keepInputs drops what fleets say that were read again: it is among the inputs once.
func (r *reader) keepInputs(seen map[place]bool) {
	kept := r.inputs[:0]
	own := map[place]bool{}
	for i := range r.inputs {
		in := &r.inputs[i]
		if strings.HasPrefix(in.Path, "plans.") && (seen[in.at] || own[in.at]) {
			continue
		}
		if strings.HasPrefix(in.Path, "plans.") {
			own[in.at] = true
		}
		kept = append(kept, *in)
	}
	r.inputs = kept
}
