package fleets

import "strings"

// exclusive lists keys that say the same thing: one written later takes the
// place of the others that were inherited.
var exclusive = [][]string{
	{"mttf", "mtbf", "afr", "rate", "law", "fit", "samples"},
	{"per_unit", "per_workload"},
	{"peak", "sources"},
	{"heads", "servers_per_admin"},
	{"energy", "energy_price"},
	{"rental", "facility"},
	{"space", "facility"},
	{"rent", "lease", "owned"},
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
	if key := heldUnder(a, b.keys()); key != "" {
		a = a.under(key)
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
		case old != nil && f.key == "assertions":
			out.put(f.key, f.at, mergeAssertions(old, f.value))
		case old != nil:
			out.put(f.key, f.at, merge(old, f.value, rebase))
		default:
			out.put(f.key, f.at, f.value)
		}
	}
	replaceExclusive(out, a, b)
	return out
}

// heldUnder is the key under which a price stands in the map that adds one of these keys
// to it: {value: 7k USD, trend: -15 %/year}. Empty: it is replaced, or merged.
func heldUnder(a *node, adds []string) string {
	if a.shape == mapShape && a.get("value") != nil && contains(adds, "reserved") {
		return "price"
	}
	if a.shape != textShape || !isMoney(a.text) {
		return ""
	}
	key := ""
	for _, k := range adds {
		switch k {
		case "value", "price", "per_request":
			return ""
		case "as_of", "trend", "volume", "discount":
			key = "value"
		case "reserved":
			key = "price"
		}
	}
	return key
}

// isPrice reports whether a node is a price that is a map.
func (n *node) isPrice() bool {
	for _, f := range n.fields {
		if !contains([]string{"value", "as_of", "trend", "discount", "volume", "source"}, f.key) {
			return false
		}
	}
	return n.get("value") != nil
}

func isMoney(text string) bool {
	w, p := parseValue(text)
	if p != nil {
		return false
	}
	l := w.likely
	if w.bare {
		l = w.hi
	}
	_, currency := cut(l.unit)
	return isCurrency(currency)
}

// under returns a map that holds a copy of the node under a key.
func (n *node) under(key string) *node {
	v := *n
	return &node{shape: mapShape, at: n.at, via: n.via, prov: n.prov, fields: []field{{key, n.at, &v}}}
}

// mergeAssertions returns b's assertions over a's of the same id, and both's others.
func mergeAssertions(a, b *node) *node {
	if a.shape != listShape || b.shape != listShape {
		return b
	}
	out := *b
	out.items = append([]*node(nil), a.items...)
	for _, it := range b.items {
		at := -1
		for i, old := range a.items {
			if id := it.get("id"); id != nil && old.get("id") != nil && old.get("id").text == id.text {
				at = i
			}
		}
		if at < 0 {
			out.items = append(out.items, it)
		} else {
			out.items[at] = merge(a.items[at], it, false)
		}
	}
	return &out
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
