package fleets

import "strings"

// exclusive lists keys that say the same thing: one written later takes the
// place of the others that were inherited.
var exclusive = [][]string{
	{"mttf", "mtbf", "afr", "rate", "law", "fit", "samples"},
	{"per_unit", "per_workload"},
	{"peak", "sources"},
	{"heads", "servers_per_admin"},
	{"energy", "energy_price", "rental", "facility"},
}

// lawParameters go with the law they belong to.
var lawParameters = []string{"mean", "shape", "cv", "phases", "min", "max", "values", "column", "unit"}

// merge returns b over a: maps merge deeply, lists and single values replace,
// null deletes. A map with a base of its own replaces, where rebase is set.
func merge(a, b *node, rebase bool) *node {
	if a == nil || b.shape != mapShape || rebase && (b.rebased || b.get("base") != nil) {
		return b
	}
	if a.shape == textShape && strings.HasPrefix(a.text, "catalog:") {
		a = &node{shape: mapShape, at: a.at, fields: []field{{"base", a.at, a}}}
	}
	if a.shape != mapShape {
		return b
	}
	out := &node{shape: mapShape, at: b.at, via: b.via, prov: a.prov, rebased: a.rebased, broken: a.broken || b.broken}
	if b.prov != nil {
		out.prov = b.prov
	}
	out.fields = append(out.fields, a.fields...)
	for _, f := range b.fields {
		old := a.get(f.key)
		switch {
		case f.value.shape == nullShape && f.value.text != "":
			if old != nil {
				out.drop(f.key)
			} else {
				out.put(f.key, f.at, f.value)
			}
		case old != nil:
			out.put(f.key, f.at, merge(old, f.value, rebase))
		default:
			out.put(f.key, f.at, f.value)
		}
	}
	replaceExclusive(out, a, b)
	return out
}

func replaceExclusive(out, a, b *node) {
	for i, group := range exclusive {
		written := false
		for _, k := range group {
			written = written || b.get(k) != nil && b.get(k).shape != nullShape
		}
		if !written {
			continue
		}
		for _, k := range group {
			if a.get(k) != nil && b.get(k) == nil {
				out.drop(k)
			}
		}
		if i == 0 && (a.get("law") != nil || a.get("samples") != nil) && (b.get("law") == nil || a.get("law") == nil) {
			for _, k := range lawParameters {
				if b.get(k) == nil {
					out.drop(k)
				}
			}
		}
	}
}
