package fleets

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

var topKeys = strings.Fields("version name description currency fx baseline extends catalog horizon start finance sites workloads dependencies fleets plans correlate observed assertions expect run")

// containers hold named objects: a name in them must be there.
var containers = strings.Fields("sites workloads dependencies fleets plans pools failure_domains sources catalog")

// A segment is one word of a path with its place.
type segment struct {
	word string
	at   place
}

// segments splits a path at its dots.
func segments(path string, at place) []segment {
	var out []segment
	off := 0
	for _, w := range strings.Split(path, ".") {
		n := utf8.RuneCountInString(w)
		out = append(out, segment{w, at.within(off, n)})
		off += n + 1
	}
	return out
}

// set applies one PATH=VALUE of a flag.
func (r *reader) set(flag, arg string) {
	src := newSource(flag, arg)
	src.set = true
	r.register(src)
	start := place{src: src, line: 1, col: 1, width: max(1, utf8.RuneCountInString(arg))}
	path, value, ok := strings.Cut(arg, "=")
	if !ok || strings.TrimSpace(path) == "" || strings.TrimSpace(value) == "" {
		help := "write PATH=VALUE, such as small.count=6"
		if ok && strings.TrimSpace(value) == "" {
			help = "give a value behind =, or null to delete"
		}
		r.fail("E061", start, "--set needs PATH=VALUE", "", help)
		return
	}
	trimmed := strings.TrimRight(path, " ")
	lead := utf8.RuneCountInString(trimmed) - utf8.RuneCountInString(strings.TrimLeft(trimmed, " "))
	v := r.setValue(src, value, utf8.RuneCountInString(path)+1)
	if v == nil {
		return
	}
	segs := segments(strings.TrimLeft(trimmed, " "), start.within(lead, 1))
	switch segs[0].word {
	case "catalog", "extends", "version":
		r.fail("E060", segs[0].at, segs[0].word+" is read before --set", "too late to change", "set the value where it is used, or change the file")
		return
	}
	w := walk{r: r, create: true}
	if w.descend(r.root, segs) {
		w.assign(v)
	}
}

// setValue reads the value as YAML, with places in the argument.
func (r *reader) setValue(src *source, value string, off int) *node {
	before := len(r.diags)
	padded := newSource(src.path, strings.Repeat(" ", off)+value)
	padded.set, padded.order = true, src.order
	padded.lines = src.lines
	n := r.parse(padded)
	if n == nil && len(r.diags) == before {
		return nil
	}
	for i := before; i < len(r.diags); i++ {
		r.diags[i].src = src
	}
	if n != nil {
		reseat(n, src)
	}
	return n
}

func reseat(n *node, src *source) {
	n.at.src = src
	for i := range n.fields {
		n.fields[i].at.src = src
		reseat(n.fields[i].value, src)
	}
	for _, v := range n.items {
		reseat(v, src)
	}
}

// A walk follows a path through the tree to the holder of its last word.
type walk struct {
	r      *reader
	create bool   // make maps that are not there
	code   string // of what is not found; empty: that of --set, or of a reference
	holder *node
	last   segment
	parent string // key that holds the holder
}

// descend goes to the holder of the last word and reports where there is none.
func (w *walk) descend(root *node, segs []segment) bool {
	cur, key := root, ""
	inFleets := false
	for i := 0; i < len(segs); i++ {
		s := segs[i]
		if s.word == "" {
			return w.lost(s, "an empty word in the path", nil, "")
		}
		if i == 0 && !contains(topKeys, s.word) && !strings.HasPrefix(s.word, "x_") {
			fleets, plans := root.get("fleets"), root.get("plans")
			switch {
			case fleets.get(s.word) != nil:
				cur, key = fleets, "fleets"
			case plans.get(s.word) != nil:
				cur, key = plans, "plans"
			default:
				return w.lost(s, "no such path", append(append([]string(nil), topKeys...), fleets.keys()...), "")
			}
		}
		if inFleets && key != "fleets" {
			pools := cur.get("pools")
			if pools != nil && (contains(poolKeys, s.word) || s.word == "licences" && pools.rebased) {
				if len(pools.fields) != 1 {
					return w.lost(s, s.word+" belongs to a pool, and this fleet has several", nil, "write "+joined(segs[:i])+".pools."+pools.keys()[0]+"."+joined(segs[i:]))
				}
				cur, key = pools.fields[0].value, pools.fields[0].key
			}
		}
		if i == len(segs)-1 {
			if key := heldUnder(cur, []string{s.word}); key != "" && w.create {
				*cur = *cur.under(key)
			}
			if cur.shape == textShape {
				return w.lost(s, joined(segs[:i])+" is a single value", nil, "set it whole")
			}
			w.holder, w.last, w.parent = cur, s, key
			return true
		}
		next := w.step(cur, key, s, segs[:i])
		if next == nil {
			return false
		}
		inFleets = key == "fleets"
		if cur.shape == mapShape {
			key = s.word
		}
		if inFleets {
			key = s.word
		}
		cur = next
	}
	return false
}

// step goes one word deeper.
func (w *walk) step(cur *node, key string, s segment, before []segment) *node {
	switch cur.shape {
	case listShape:
		if i := itemNamed(cur, s.word); i >= 0 {
			return cur.items[i]
		}
		w.lost(s, "no such item", itemNames(cur), "")
		return nil
	case mapShape:
		if v := cur.get(s.word); v != nil && v.shape != nullShape {
			return v
		}
		if !w.create || contains(containers, key) {
			w.lost(s, "no such path", cur.keys(), "")
			return nil
		}
		v := &node{shape: mapShape, at: s.at}
		cur.put(s.word, s.at, v)
		return v
	}
	if key := heldUnder(cur, []string{s.word}); key != "" && w.create {
		*cur = *cur.under(key)
		return w.step(cur, key, s, before)
	}
	w.lost(s, joined(before)+" is a single value", nil, "set it whole")
	return nil
}

// assign puts the value where the path leads.
func (w *walk) assign(v *node) {
	if w.holder.shape == listShape {
		i := itemNamed(w.holder, w.last.word)
		switch {
		case i < 0:
			w.lost(w.last, "no such item", itemNames(w.holder), "")
		case v.shape == nullShape:
			w.holder.items = append(w.holder.items[:i:i], w.holder.items[i+1:]...)
		default:
			w.holder.items[i] = v
			if w.parent == "licences" {
				w.r.licences(w.holder)
			}
		}
		return
	}
	if w.last.word == "product" && w.holder.rebased {
		w.lost(w.last, "the entry's price and terms stand here already", nil, "set the whole licence: {product: catalog:ID}")
		return
	}
	if contains(containers, w.parent) && w.holder.get(w.last.word) == nil {
		w.lost(w.last, "no such path", w.holder.keys(), "")
		return
	}
	if v.shape == nullShape {
		if w.holder.get(w.last.word) == nil {
			w.holder.put(w.last.word, w.last.at, &node{shape: nullShape, text: "null", at: v.at})
			return
		}
		w.holder.drop(w.last.word)
		return
	}
	old := w.holder.clone(place{})
	v = w.settle(v)
	w.holder.put(w.last.word, w.last.at, v)
	replaceExclusive(w.holder, old, &node{shape: mapShape, fields: []field{{w.last.word, w.last.at, v}}})
}

// settle resolves what a new value refers to, as resolve did for the file.
func (w *walk) settle(v *node) *node {
	switch {
	case w.last.word == "hardware":
		return w.r.hardware(v)
	case w.last.word == "licences":
		w.r.licences(v)
	case w.parent == "pools" && v.shape == mapShape:
		w.r.inner(v, "pools")
	case w.parent == "fleets" && v.shape == mapShape:
		w.r.inner(v, "fleets")
		w.r.normalise(v)
	}
	return v
}

func (w *walk) lost(s segment, message string, names []string, help string) bool {
	if help == "" && len(names) > 0 {
		help = hint(s.word, names)
	}
	code := w.code
	switch {
	case code != "":
	case w.create:
		code = "E060"
	default:
		code = "E043"
	}
	w.r.fail(code, s.at, message, "unknown from here", help)
	return false
}

func joined(segs []segment) string {
	words := make([]string, len(segs))
	for i, s := range segs {
		words[i] = s.word
	}
	return strings.Join(words, ".")
}

// itemNamed returns the index of a list's item by id, name, role or number.
func itemNamed(n *node, word string) int {
	for i, name := range itemNames(n) {
		if name == word {
			return i
		}
	}
	if i, err := strconv.Atoi(word); err == nil && i >= 0 && i < len(n.items) {
		return i
	}
	return -1
}

func itemNames(n *node) []string {
	names := make([]string, len(n.items))
	for i, it := range n.items {
		names[i] = strconv.Itoa(i)
		for _, k := range []string{"id", "name", "role"} {
			if v := it.get(k); v != nil && v.text != "" {
				names[i] = v.text
				break
			}
		}
	}
	return names
}

// lookup returns the value at a path written in the file; nil, reported, where
// there is none.
func (r *reader) lookup(path string, at place) *node {
	w := walk{r: r}
	if !w.descend(r.root, segments(path, at)) {
		return nil
	}
	var v *node
	if w.holder.shape == listShape {
		if i := itemNamed(w.holder, w.last.word); i >= 0 {
			v = w.holder.items[i]
		}
	} else {
		v = w.holder.get(w.last.word)
	}
	if v == nil || v.shape == nullShape {
		w.lost(w.last, "no such path", w.holder.keys(), "")
		return nil
	}
	return v
}
