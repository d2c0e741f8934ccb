package fleets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"sort"
	"strings"
	"sync"
)

//go:embed catalogue/*.yaml
var catalogueFS embed.FS

// CatalogueVersion names the edition of the embedded catalogue.
const CatalogueVersion = "2026.11"

// A Catalog is the embedded catalogue of hardware, licences, sites and laws.
type Catalog struct {
	Version string
	SHA256  string // of all its files, in the order of their names
	entries []Entry
	texts   map[string]string
	nodes   map[string]*node
}

// An Entry describes a part of the catalogue.
type Entry struct {
	ID, Kind, Name, Source, Date, Confidence, Note string
}

// entryMeta are the keys of an entry that describe it.
var entryMeta = []string{"kind", "name", "source", "date", "confidence", "note", "fields"}

var catalogue = sync.OnceValues(readCatalogue)

// Catalogue returns the embedded catalogue.
func Catalogue() (*Catalog, error) { return catalogue() }

// List returns all entries by ID.
func (c *Catalog) List() []Entry { return append([]Entry(nil), c.entries...) }

// Show returns an entry as YAML that can be pasted under catalog:.
func (c *Catalog) Show(id string) (string, error) {
	if t, ok := c.texts[id]; ok {
		return t, nil
	}
	return "", &Errors{List: []Diagnostic{{Code: "E040", Message: "no catalogue entry " + id, Help: hint(id, c.ids())}}}
}

// Figure returns what an entry says under a key, as it is written there; empty
// where it has no such value.
func (c *Catalog) Figure(id, key string) string {
	if v := c.nodes[id].get(key); v != nil && v.shape == textShape {
		return v.text
	}
	return ""
}

func (c *Catalog) ids() []string {
	ids := make([]string, len(c.entries))
	for i := range c.entries {
		ids[i] = c.entries[i].ID
	}
	return ids
}

func readCatalogue() (*Catalog, error) {
	names, err := fs.Glob(catalogueFS, "catalogue/*.yaml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	c := &Catalog{Version: CatalogueVersion, texts: map[string]string{}, nodes: map[string]*node{}}
	r := newReader(Options{})
	sum := sha256.New()
	for _, name := range names {
		data, err := catalogueFS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sum.Write([]byte(name + "\n"))
		sum.Write(data)
		src := newSource(name, string(data))
		r.register(src)
		if root := r.parse(src); root != nil && r.encoding(src) {
			c.read(r, root)
		}
	}
	c.SHA256 = hex.EncodeToString(sum.Sum(nil))
	sort.Slice(c.entries, func(i, j int) bool { return c.entries[i].ID < c.entries[j].ID })
	return c, r.errors()
}

// read enters the entries of one file.
func (c *Catalog) read(r *reader, root *node) {
	src := root.at.src
	for i, f := range root.fields {
		if first := c.nodes[f.key]; first != nil {
			r.report("E008", f.at, Diagnostic{Message: f.key + " is in the catalogue twice", Note: "first here", Related: first.at.ref()})
			continue
		}
		if f.value.shape != mapShape {
			r.failNode("E100", f.value, "an entry is a map", "", "")
			continue
		}
		to := len(src.lines)
		if i+1 < len(root.fields) {
			to = root.fields[i+1].at.line - 1
		}
		c.texts[f.key] = pasteable(src.lines[f.at.line-1 : to])
		stamp(f.key, f.value)
		c.nodes[f.key] = f.value
		meta := func(k string) string {
			if v := f.value.get(k); v != nil {
				return v.text
			}
			return ""
		}
		c.entries = append(c.entries, Entry{f.key, meta("kind"), meta("name"), meta("source"), meta("date"), meta("confidence"), meta("note")})
	}
}

// pasteable indents an entry by two and drops comments and blank lines behind it.
func pasteable(lines []string) string {
	for len(lines) > 0 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if last != "" && last[0] != '#' {
			break
		}
		lines = lines[:len(lines)-1]
	}
	var b strings.Builder
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			b.WriteString("  ")
		}
		b.WriteString(strings.TrimRight(l, " \r"))
		b.WriteByte('\n')
	}
	return b.String()
}

// stamp writes the provenance of an entry on all its values; what fields says
// of a key is nearer than what the entry says.
func stamp(id string, entry *node) {
	general := provenance{entry: id}
	general.take(entry)
	mark(entry, &general)
	for i := range entry.fields {
		own := general
		own.take(entry.get("fields").get(entry.fields[i].key))
		mark(entry.fields[i].value, &own)
	}
}

func (p *provenance) take(n *node) {
	for key, to := range map[string]*string{"source": &p.source, "date": &p.date, "confidence": &p.confidence} {
		if v := n.get(key); v != nil && v.shape == textShape {
			*to = v.text
		}
	}
}

func mark(n *node, p *provenance) {
	n.prov = p
	for i := range n.fields {
		mark(n.fields[i].value, p)
	}
	for _, v := range n.items {
		mark(v, p)
	}
}

// entry returns a copy of a catalogue entry without what describes it: of the
// file's own, else of a price book, else of the embedded catalogue. ref is who
// asks.
func (r *reader) entry(id string, ref *node, kinds []string) *node {
	return r.entryFrom(id, ref, kinds, 0)
}

func (r *reader) entryFrom(id string, ref *node, kinds []string, shelf int) *node {
	found, via := r.seek(id, ref, shelf)
	if found == nil && r.unread {
		return nil // it may stand in the book that is reported
	}
	if found == nil {
		help := hint(id, r.entryIDs())
		switch {
		case shelf > 0:
			help = "no " + id + " lies below this one; name another base, or let it stand alone"
		case nearest(id, r.entryIDs()) == "":
			help = "`capplan catalog list` shows them all"
		}
		r.failNode("E040", ref, "no catalogue entry "+id, "", help)
		return nil
	}
	k := found.get("kind")
	if k != nil && !contains(kinds, k.text) {
		what := "cannot stand here"
		if len(kinds) > 0 {
			what += ", where " + kinds[0] + " is needed"
		}
		r.failNode("E044", ref, id+" is of kind "+k.text+" and "+what, "", "`capplan catalog list` shows the kind of each entry")
		return nil
	}
	out := found.clone(via)
	if k != nil && k.text == tpcC {
		asHardware(out)
	}
	for _, k := range entryMeta {
		out.drop(k)
	}
	return out
}

// reservedCatalog tells the settings of catalog: from entries.
func reservedCatalog(id string, n *node) bool {
	return n != nil && (id == "version" && n.shape != mapShape || id == "files" && n.shape != mapShape)
}

func (r *reader) entryIDs() []string {
	var ids []string
	if r.root != nil {
		for _, f := range r.root.get("catalog").fieldsOf() {
			if !reservedCatalog(f.key, f.value) {
				ids = append(ids, f.key)
			}
		}
		ids = append(ids, r.books.keysOf()...)
	}
	if c, _ := Catalogue(); c != nil {
		ids = append(ids, c.ids()...)
	}
	return ids
}

func (n *node) fieldsOf() []field {
	if n == nil {
		return nil
	}
	return n.fields
}

func (n *node) keysOf() []string {
	if n == nil {
		return nil
	}
	return n.keys()
}
