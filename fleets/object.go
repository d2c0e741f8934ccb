package fleets

import (
	"regexp"
	"strings"

	"github.com/capplan/capplan/model"
)

// An object is a map being decoded: it knows which keys were asked for, and
// reports the others when it is done.
type object struct {
	r     *reader
	n     *node
	path  string
	what  string // a key of shapes
	asked []string
}

// object starts decoding a map. Anything else is reported and reads as an empty one.
func (r *reader) object(n *node, path, what string) *object {
	if n == nil || n.shape == nullShape {
		n = &node{shape: mapShape, at: r.here}
	}
	if n.shape != mapShape {
		r.failNode("E100", n, what+" is a map, not "+n.shape.String(), "", "")
		n = &node{shape: mapShape, at: n.at, via: n.via}
	}
	return &object{r: r, n: n, path: path, what: what}
}

// get returns a key's value; nil where it is absent or null.
func (o *object) get(key string) *node {
	o.asked = append(o.asked, key)
	o.watch(key, nil, nil)
	v := o.n.get(key)
	if v == nil || v.shape == nullShape {
		return nil
	}
	return v
}

// watch tells a test what is read: the schema says the same (TestSchemaKnowsWhatIsRead).
func (o *object) watch(key string, k *kind, words []string) {
	if o.r.opt.watch != nil {
		o.r.opt.watch(o.what, key, k, words)
	}
}

func (o *object) sub(key string) string {
	if o.path == "" {
		return key
	}
	return o.path + "." + key
}

// done reports keys that nobody asked for.
func (o *object) done() {
	for _, f := range o.n.fields {
		o.r.leftover(o, f)
	}
}

func (r *reader) leftover(o *object, f field) {
	null := f.value.shape == nullShape
	switch {
	case strings.HasPrefix(f.key, "x_"):
	case contains(o.asked, f.key):
		if null && f.value.text == "" && f.value.at.src == f.at.src {
			r.fail("E101", o.where(f), f.key+" has no value", "", "give it one, or delete the key")
		}
	default:
		r.unknownKey(o, f)
	}
}

func (o *object) where(f field) place {
	if o.n.via.src != nil && f.value.via.src != nil {
		return f.value.via
	}
	return f.at
}

func (r *reader) unknownKey(o *object, f field) {
	var known []string
	for _, k := range o.asked {
		if !contains(known, k) {
			known = append(known, k)
		}
	}
	help, near := hint(f.key, known), nearest(f.key, known)
	if near != "" {
		r.misspelt[lack{o.n.at, near}] = true
	}
	if f.at.src != nil && f.at.src.set {
		if near != "" {
			help = "did you mean " + o.sub(near) + "?"
		}
		r.fail("E060", f.at, "no such path", "unknown from here", help)
		return
	}
	if at := keyHomes(f.key, o.what); len(at) > 0 && (near == "" || distance(near, f.key, 2) > 1) {
		help = f.key + " is a key of " + list(at) + ", not of " + o.what
	}
	if f.value.shape == nullShape && f.value.text == "" && numberLength(f.key) > 0 {
		help = "inside { } a text with a comma is quoted, and numbers have no comma"
	}
	r.report("E007", o.where(f), f.value.speak(Diagnostic{Message: "unknown key " + f.key, Help: help}))
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func (o *object) quantity(key string, k *kind) model.Quantity {
	o.watch(key, k, nil)
	return o.r.quantity(o.get(key), o.sub(key), k)
}

func (o *object) money(key string, k *kind) model.Money {
	o.watch(key, k, nil)
	m, _ := o.r.price(o.get(key), o.sub(key), k)
	return m
}

// text returns a free text.
func (o *object) text(key string) string {
	n := o.get(key)
	if n == nil || !o.r.scalar(n, "a text") {
		return ""
	}
	return n.text
}

// word returns one of a few words, the first where the key is absent. An empty first
// one, for that, cannot be written.
func (o *object) word(key string, words ...string) string {
	written := words
	if words[0] == "" {
		written = words[1:]
	}
	o.watch(key, nil, written)
	n := o.get(key)
	if n == nil || !o.r.scalar(n, "one of "+list(written)) {
		return words[0]
	}
	if !contains(written, n.text) {
		o.r.failNode("E018", n, n.text+" is none of the words for "+key, "", hint(n.text, written))
		return words[0]
	}
	o.r.input(n, o.sub(key), 0)
	return n.text
}

// yes returns a true or false.
func (o *object) yes(key string) bool {
	n := o.get(key)
	if n == nil || !o.r.scalar(n, "true or false") {
		return false
	}
	switch n.text {
	case "true":
	case "false":
	default:
		help := "write true or false"
		switch strings.ToLower(n.text) {
		case "yes", "on", "y", "true":
			help = "write true"
		case "no", "off", "n", "false":
			help = "write false"
		}
		o.r.failNode("E019", n, n.text+" is not true or false", "", help)
		return false
	}
	o.r.input(n, o.sub(key), 0)
	return n.text == "true"
}

// count returns a whole number, 0 where the key is absent or wrong.
func (o *object) count(key string) int {
	q := o.quantity(key, aCount)
	return int(q.Value)
}

// missing reports a key that must be there.
func (o *object) missing(key, help string) {
	if v := o.n.get(key); v != nil || o.n.broken {
		return // reported, or deleted on purpose further down
	}
	o.r.failLack("E101", o.n.where(), []*node{o.n}, []string{key}, o.n.speak(Diagnostic{Message: key + " is missing", Help: help}))
}

var namePattern = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_-]*$`)

// entries returns the named objects of a map, nulls left out.
func (r *reader) entries(n *node, what string) []field {
	if n == nil || n.shape == nullShape {
		return nil
	}
	if n.shape != mapShape {
		r.failNode("E100", n, what+" is a map of names, not "+n.shape.String(), "", "")
		return nil
	}
	var out []field
	for _, f := range n.fields {
		if strings.HasPrefix(f.key, "x_") || f.value.shape == nullShape && f.value.text != "" {
			continue
		}
		if !namePattern.MatchString(f.key) {
			r.fail("E102", f.at, f.key+" cannot be a name", "letters, digits, - and _", "write "+strings.Trim(regexp.MustCompile(`[^\p{L}\p{N}_-]+`).ReplaceAllString(f.key, "-"), "-"))
			continue
		}
		out = append(out, f)
	}
	return out
}

// find returns the index of a name among others, −1 and a report where it is none.
func (r *reader) find(n *node, what, name string, names []string) int {
	for i, v := range names {
		if v == name {
			return i
		}
	}
	help := hint(name, names)
	if len(names) == 0 {
		help = "the file defines no " + what
	}
	r.failNode("E043", n, "no "+what+" "+name, "", help)
	return -1
}
