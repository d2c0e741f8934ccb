package fleets

import "strings"

// poolKeys are the keys of a pool, which may stand directly in a fleet with one.
var poolKeys = strings.Fields("hardware count needs mode failover standby groups vote apart spread failures repair spares common_cause gray maintenance corruption destroys latent scrub throughput share write_share copies service overload grow owned rent lease")

// voteKeys stand in a vote. Beside one they are refused where a pool is read.
var voteKeys = strings.Fields("agree recompute degrade")

// onlyPool is the name of the pool of a fleet that holds its keys directly.
const onlyPool = "servers"

// resolve follows base and catalog:ID, puts pools where they belong, and applies
// --set, in this order.
func (r *reader) resolve() {
	for _, f := range r.root.fields {
		if contains([]string{"sites", "workloads", "dependencies", "fleets"}, f.key) && f.value.shape == mapShape {
			r.inheritAll(f.value, f.key)
		}
	}
	if fleets := r.root.get("fleets"); fleets != nil && fleets.shape == mapShape {
		for i := range fleets.fields {
			r.normalise(fleets.fields[i].value)
		}
	}
	for _, s := range r.opt.Set {
		r.set("--set", s)
	}
	r.setSizes()
}

// kindsOf says which kinds of catalogue entries may stand in a container.
var kindsOf = map[string][]string{
	"sites": {"site"}, "pools": {"law", "corruption"}, "failure_domains": {"law"}, "hardware": {"hardware", "law", "corruption", tpcC}, "licences": {"licence"}, "corruption": {"corruption"},
	"workloads": {}, "dependencies": {}, "fleets": {},
}

// inheritAll resolves every object of a container.
func (r *reader) inheritAll(container *node, what string) {
	for i := range container.fields {
		r.inherit(container, i, what)
	}
}

// inherit puts the resolved object in its place and returns it.
func (r *reader) inherit(container *node, i int, what string) *node {
	n := container.fields[i].value
	if n.shape == textShape && strings.HasPrefix(n.text, "catalog:") {
		n = &node{shape: mapShape, at: n.at, fields: []field{{"base", n.at, n}}}
		container.fields[i].value = n
	}
	if n.shape != mapShape || r.resolved[n] {
		return n
	}
	if r.resolving[n] {
		r.failNode("E041", n.get("base"), container.fields[i].key+" is its own base", "the loop closes here", "")
		r.resolved[n], n.broken = true, true
		return n
	}
	r.resolving[n] = true
	defer delete(r.resolving, n)
	r.inner(n, what)
	out := r.based(n, container, what)
	if what == "fleets" {
		if pools := out.get("pools"); pools != nil && pools.shape == mapShape {
			r.inheritAll(pools, "pools")
		}
	}
	r.resolved[out] = true
	container.fields[i].value = out
	return out
}

// based merges an object over its base.
func (r *reader) based(n, container *node, what string) *node {
	base := n.get("base")
	if base == nil || base.shape == nullShape {
		return n
	}
	n.drop("base")
	if !r.scalar(base, "a name") {
		return n
	}
	var under *node
	if id, ok := strings.CutPrefix(base.text, "catalog:"); ok {
		under = r.entry(id, base, kindsOf[what])
	} else {
		under = r.sibling(base, container, what)
	}
	if under == nil {
		n.broken, n.rebased = true, true
		return n
	}
	out := merge(under, n, true)
	out.at, out.rebased = n.at, true
	return out
}

// sibling returns a copy of the resolved object of that name beside n.
func (r *reader) sibling(base, container *node, what string) *node {
	if container == nil {
		help := "a base of " + what + " is a catalogue entry: catalog:ID"
		if near := nearest(base.text, r.entryIDs()); near != "" {
			help = "write catalog:" + near
		}
		r.failNode("E043", base, base.text+" is no "+what+" to begin with", "", help)
		return nil
	}
	for i := range container.fields {
		if container.fields[i].key == base.text && container.fields[i].value.shape == mapShape {
			if r.resolving[container.fields[i].value] {
				r.failNode("E041", base, base.text+" is, in the end, its own base", "the loop closes here", "let one of them stand alone")
				return nil
			}
			under := r.inherit(container, i, what)
			if r.copied += under.size(); r.copied > maxCopied {
				r.failNode("E004", base, "base makes more than four million values of this file", "here", "inherit less, or split the file")
				return nil
			}
			return under.clone(place{})
		}
	}
	r.failNode("E043", base, "no "+base.text+" among the "+what, "", hint(base.text, container.keys()))
	return nil
}

// inner resolves what stands inside an object, before anything is merged.
func (r *reader) inner(n *node, what string) {
	switch what {
	case "fleets":
		if pools := n.get("pools"); pools != nil && pools.shape == mapShape {
			for _, p := range pools.fields {
				if p.value.shape == mapShape {
					r.inner(p.value, "pools")
				}
			}
		}
		if d := n.get("failure_domains"); d != nil && d.shape == mapShape {
			r.inheritAll(d, "failure_domains")
		} else if d != nil {
			for _, tree := range d.items {
				r.inheritAll(tree, "failure_domains")
			}
		}
		r.inner(n, "pools")
	case "pools":
		for i, f := range n.fields {
			switch f.key {
			case "hardware":
				h := r.hardware(f.value)
				n.fields[i].value = h
				for k := range h.fields {
					if h.fields[k].key == "corruption" {
						h.fields[k].value = r.corruptionEntry(h.fields[k].value)
					}
				}
			case "corruption":
				n.fields[i].value = r.corruptionEntry(f.value)
			case "licences":
				r.licences(f.value)
			}
		}
	}
}

// corruptionEntry puts a catalogue entry under a corruption that begins with one.
func (r *reader) corruptionEntry(n *node) *node {
	if n.shape == textShape && strings.HasPrefix(n.text, "catalog:") {
		n = &node{shape: mapShape, at: n.at, fields: []field{{"base", n.at, n}}}
	}
	if n.shape != mapShape {
		return n
	}
	out := r.based(n, nil, "corruption")
	if c := out.get("corruption"); c != nil && c.shape == mapShape { // an entry that a pool can begin with too
		out.drop("corruption")
		at := out.at
		out = merge(c, out, true)
		out.at, out.rebased = at, true
	}
	return out
}

func (r *reader) hardware(n *node) *node {
	if n.shape == textShape && strings.HasPrefix(n.text, "catalog:") {
		n = &node{shape: mapShape, at: n.at, fields: []field{{"base", n.at, n}}}
	}
	if n.shape == textShape {
		help := "write `hardware: catalog:ID`, or a map with price, power, failures and repair"
		if near := nearest(n.text, r.entryIDs()); near != "" {
			help = "write catalog:" + near
		}
		r.failNode("E100", n, "hardware is catalog:ID or a map", "", help)
		return &node{shape: mapShape, at: n.at, broken: true, rebased: true}
	}
	if n.shape != mapShape {
		return n
	}
	return r.based(n, nil, "hardware")
}

// licences puts catalogue entries under the items that name one as their product.
func (r *reader) licences(n *node) {
	for i, it := range n.items {
		p := it.get("product")
		if it.shape == textShape && strings.HasPrefix(it.text, "catalog:") {
			p = it
			it = &node{shape: mapShape, at: it.at, fields: []field{{"product", it.at, it}}}
			n.items[i] = it
		}
		if p == nil || it.rebased || !strings.HasPrefix(p.text, "catalog:") {
			continue
		}
		if under := r.entry(strings.TrimPrefix(p.text, "catalog:"), p, kindsOf["licences"]); under != nil {
			if k := under.get("licence"); k != nil {
				under.drop("licence")
				under.put("kind", k.at, k)
			}
			n.items[i] = merge(under, it, false)
			n.items[i].rebased = true
		} else {
			it.rebased = true
		}
	}
}

// normalise moves the keys of a pool that stand directly in a fleet into it.
func (r *reader) normalise(fleet *node) {
	if fleet.shape != mapShape {
		return
	}
	direct := &node{shape: mapShape, at: fleet.at, broken: fleet.broken}
	for _, f := range fleet.fields {
		if contains(poolKeys, f.key) || contains(voteKeys, f.key) {
			direct.fields = append(direct.fields, f)
		}
	}
	if len(direct.fields) == 0 {
		return
	}
	pools := fleet.get("pools")
	if pools != nil && len(pools.fields) > 1 {
		for _, f := range direct.fields {
			r.fail("E129", f.at, f.key+" belongs to a pool, and this fleet has several", "", "put it into one of "+list(pools.keys()))
		}
		return
	}
	for _, f := range direct.fields {
		fleet.drop(f.key)
	}
	if pools == nil || len(pools.fields) == 0 {
		for _, f := range fleet.fields {
			if f.key == "licences" { // they count this pool's cores
				direct.fields = append(direct.fields, f)
			}
		}
		fleet.drop("licences")
		fleet.put("pools", fleet.at, &node{shape: mapShape, at: fleet.at, rebased: true, fields: []field{{onlyPool, fleet.at, direct}}})
		return
	}
	pools.fields[0].value = merge(pools.fields[0].value, direct, true)
}
