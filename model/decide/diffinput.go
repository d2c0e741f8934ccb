package decide

import (
	"sort"
	"strings"
)

// A Change is an input that is not what it was. Paths that take their value from one
// place of the files stand together, as do the values of a catalogue entry that another
// one replaces.
type Change struct {
	Paths  []string  `json:"paths"`
	Object string    `json:"object,omitempty"` // whose values these are: a fleet or pool on one side only, or hardware of a catalogue entry
	Kind   string    `json:"kind"`             // changed, added, removed
	Before *DiffText `json:"before"`
	After  *DiffText `json:"after"`
	Alone  bool      `json:"alone"` // its part was found by changing nothing else
	Why    string    `json:"why"`   // why not

	sets  []string // PATH=VALUE that make the change
	fleet string   // that only one side has
	pool  string   // FLEET.pools.POOL that only one side has
}

// A DiffText is an input as it is written, with its place.
type DiffText struct {
	Value string `json:"value"`
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Entry string `json:"catalog,omitempty"`
}

// Label names what changed.
func (c *Change) Label() string {
	if c.Whole() || c.Object != "" && len(c.Paths) > 1 {
		return c.Object
	}
	return c.Paths[0]
}

// Whole reports whether an object came or went with all its values.
func (c *Change) Whole() bool { return c.fleet != "" || c.pool != "" }

// entries reports whether the values of a catalogue entry are other ones.
func (c *Change) entries() bool {
	entry := func(t *DiffText) bool { return t == nil || t.Entry != "" }
	return entry(c.Before) && entry(c.After)
}

// An inputKey is what changes have in common that stand together.
type inputKey struct {
	kind     string
	from, to DiffText
	path     string
}

// changes lists the inputs that differ, in the order of the files of after.
func changes(before, after *Result) []Change {
	was, is := byPath(before), byPath(after)
	spelled(was, is, before, after)
	out := []Change{}
	index := map[inputKey]int{}
	for _, path := range union(was, is) {
		a, b := was[path], is[path]
		if a != nil && b != nil && (a.Value == b.Value || strings.Join(strings.Fields(a.Value), " ") == strings.Join(strings.Fields(b.Value), " ")) {
			continue
		}
		c := Change{Paths: []string{path}, Kind: "changed", Before: a, After: b}
		switch {
		case a == nil:
			c.Kind = "added"
		case b == nil:
			c.Kind = "removed"
		}
		c.fleet, c.pool = lonely(path, before, after)
		switch {
		case c.fleet != "":
			c.Object = strings.Split(path, ".")[0] + "." + c.fleet
		case c.pool != "":
			c.Object = c.pool
		case c.entries():
			c.Object, _ = owner(path)
		}
		set := path + "=null"
		if b != nil {
			set = path + "=" + b.Value
		}
		c.sets = []string{set}
		k := keyOf(&c)
		if i, ok := index[k]; ok {
			out[i].Paths, out[i].sets = append(out[i].Paths, path), append(out[i].sets, set)
			continue
		}
		index[k] = len(out)
		out = append(out, c)
	}
	sort.SliceStable(out, func(i, j int) bool { return placeOf(&out[i], before, after).less(placeOf(&out[j], before, after)) })
	return out
}

func byPath(r *Result) map[string]*DiffText {
	out := make(map[string]*DiffText, len(r.Assumption))
	for i := range r.Assumption {
		a := &r.Assumption[i]
		out[a.Path] = &DiffText{a.Value, a.File, a.Line, a.Entry}
	}
	return out
}

// keyOf says what a change stands together with.
func keyOf(c *Change) inputKey {
	k := inputKey{kind: c.Kind}
	if c.fleet != "" || c.pool != "" {
		return inputKey{path: c.fleet + "." + c.pool}
	}
	if c.entries() {
		k.kind = ""
		p, _ := owner(c.Paths[0])
		k.path = p
		return k
	}
	if c.Before != nil {
		k.from = *c.Before
	}
	if c.After != nil {
		k.to = *c.After
	}
	if c.Before != nil && c.Before.Entry != "" || c.After != nil && c.After.Entry != "" {
		k.path = c.Paths[0] // a catalogue entry is no place: other paths have it by chance
	}
	return k
}

// owner is the object that takes its values from a catalogue entry, and the rest.
func owner(path string) (of, rest string) {
	words := strings.Split(path, ".")
	for i, w := range words {
		if w == "hardware" && i+1 < len(words) {
			return strings.Join(words[:i+1], "."), strings.Join(words[i+1:], ".")
		}
	}
	n := len(words) - 1
	return strings.Join(words[:n], "."), words[n]
}

// spelled gives paths that lead to the same input one name: in a fleet with one pool
// pools.NAME may be left out.
func spelled(was, is map[string]*DiffText, before, after *Result) {
	for n, f := range before.Fleets {
		g, ok := after.Fleets[n]
		if !ok {
			continue
		}
		for pool := range f.Pools {
			if _, ok := g.Pools[pool]; ok {
				respell(was, is, "fleets."+n+".", "fleets."+n+".pools."+pool+".")
				respell(is, was, "fleets."+n+".", "fleets."+n+".pools."+pool+".")
			}
		}
	}
}

// respell renames the inputs of one side that the other has under the long path.
func respell(side, other map[string]*DiffText, short, long string) {
	for path, t := range side {
		rest, ok := strings.CutPrefix(path, short)
		if !ok || strings.HasPrefix(rest, "pools.") || other[path] != nil || side[long+rest] != nil || other[long+rest] == nil {
			continue
		}
		delete(side, path)
		side[long+rest] = t
	}
}

// lonely is the fleet, or the pool, of a path that only one side has.
func lonely(path string, before, after *Result) (fleet, pool string) {
	for _, n := range eitherNames(before, after) {
		a, was := before.Fleets[n]
		b, is := after.Fleets[n]
		if !strings.HasPrefix(path, "fleets."+n+".") && !strings.HasPrefix(path, "plans."+n+".") {
			continue
		}
		if was != is {
			return n, ""
		}
		for _, p := range union(a.Pools, b.Pools) {
			_, was := a.Pools[p]
			_, is := b.Pools[p]
			if at := "fleets." + n + ".pools." + p; was != is && strings.HasPrefix(path, at+".") {
				return "", at
			}
		}
	}
	return "", ""
}

// A filePlace orders changes as the files do.
type filePlace struct {
	file, line int
	path       string
}

func (p filePlace) less(q filePlace) bool {
	if p.file != q.file {
		return p.file < q.file
	}
	if p.line != q.line {
		return p.line < q.line
	}
	return p.path < q.path
}

func placeOf(c *Change, before, after *Result) filePlace {
	t, of := c.After, after
	if t == nil || t.File == "" && c.Before != nil && c.Before.File != "" {
		t, of = c.Before, before
	}
	p := filePlace{len(of.Inputs) + 1, t.Line, c.Paths[0]} // --set and the catalogue come last
	for i := range of.Inputs {
		if of.Inputs[i].Path == t.File {
			p.file = i
		}
	}
	if t.File == "" {
		p.file++
	}
	return p
}
