package fleets

import (
	"path/filepath"
	"strings"
)

// anyKind are the kinds of entries that another entry may have as its base.
var anyKind = strings.Fields("hardware law licence site market corruption " + tpcC)

// priceBooks reads the files that catalog: files names into one map of entries.
//
// A book has the shape of the file's own catalog, without settings. catalog:ID
// looks in the file's own entries, then in the books, then in the embedded
// catalogue. Two books that both hold an ID are an error: which price counts
// must not hang on the order of a list. Nothing of an entry is read before
// something refers to it.
func (r *reader) priceBooks() {
	files := r.root.get("catalog").get("files")
	if files == nil || !reservedCatalog("files", files) {
		return
	}
	list := files.items
	switch files.shape {
	case textShape:
		list = []*node{files}
	case nullShape:
		if files.text == "" {
			r.fail("E101", files.at, "files has no value", "", "write `files: [prices/acme.yaml]`, or delete the key")
		}
	}
	r.books = &node{shape: mapShape, at: files.at}
	named := map[string]place{}
	before := len(r.diags)
	defer func() { r.unread = len(r.diags) > before }()
	for _, n := range list {
		if !r.scalar(n, "a file") {
			continue
		}
		path := n.text
		if from := n.at.src.path; !filepath.IsAbs(path) && !strings.HasPrefix(from, "<") {
			path = filepath.Join(filepath.Dir(from), path)
		}
		if first, twice := named[path]; twice {
			r.report("E008", n.at, Diagnostic{Message: n.text + " is named twice", Label: "second time", Help: "delete one of them", Note: "first here", Related: first.ref()})
			continue
		}
		named[path] = n.at
		if book := r.open(path, n.at); book != nil {
			r.shelve(book)
		}
	}
}

// shelve adds the entries of a book to those of the books before.
func (r *reader) shelve(book *node) {
	if book.shape != mapShape {
		r.failNode("E100", book, "a price book is a map of entries by ID, not "+book.shape.String(), "", "paste what `capplan catalog show ID` prints")
		return
	}
	for _, f := range book.fields {
		first := r.books.get(f.key)
		switch {
		case strings.HasPrefix(f.key, "x_"):
		case f.key == "catalog" && f.value.get("kind") == nil:
			r.fail("E100", f.at, "a price book holds entries by ID, and nothing over them", "", "delete the line catalog: and move its entries to the left")
		case f.value.shape != mapShape:
			r.failNode("E100", f.value, "an entry of a price book is a map, not "+f.value.shape.String(), "", "paste what `capplan catalog show ID` prints; version and files belong to the scenario's own catalog")
		case first != nil:
			r.report("E008", f.at, Diagnostic{Message: f.key + " stands in two price books", Label: "second time", Help: "delete one, or write the one that counts under the scenario's own catalog", Note: "first here", Related: first.at.ref()})
		default:
			r.books.put(f.key, f.at, f.value)
		}
	}
}

// shelves are the maps of entries that were written for this scenario, in the
// order in which an ID is looked up.
func (r *reader) shelves() []*node { return []*node{r.root.get("catalog"), r.books} }

// seek returns an entry from the first shelf on that has it, else the embedded
// one, and where that one was referred to.
func (r *reader) seek(id string, ref *node, from int) (*node, place) {
	for i, shelf := range r.shelves() {
		if i < from || shelf == nil || shelf.shape != mapShape || i == 0 && reservedCatalog(id, shelf.get(id)) {
			continue
		}
		if n := r.written(shelf, id, i); n != nil {
			return n, place{}
		}
	}
	if c, _ := Catalogue(); c != nil && c.nodes[id] != nil {
		return c.nodes[id], ref.at
	}
	return nil, place{}
}

// written returns an entry of a shelf, its base merged. An entry whose base has
// its own ID changes the one that lies below it.
func (r *reader) written(shelf *node, id string, level int) *node {
	for i, f := range shelf.fields {
		if f.key != id || f.value.shape != mapShape {
			continue
		}
		if level == 0 {
			r.owned[id] = true
		}
		if f.value.prov == nil {
			stamp(id, f.value)
		}
		n := f.value
		b := n.get("base")
		if r.resolving[n] {
			r.fail("E041", f.at, id+" is, in the end, its own base", "the loop closes here", "let one of them stand alone")
			return &node{shape: mapShape, at: f.at, broken: true}
		}
		if b == nil || r.resolved[n] || !r.scalar(b, "catalog:ID") {
			r.resolved[n] = true
			return n
		}
		r.resolving[n] = true
		n.drop("base")
		under, from := strings.TrimPrefix(b.text, "catalog:"), 0
		if under == id {
			from = level + 1
		}
		lower := r.entryFrom(under, b, anyKind, from)
		delete(r.resolving, n)
		if lower != nil {
			n = merge(lower, n, true)
		} else {
			n.broken = true
		}
		shelf.fields[i].value = n
		r.resolved[n] = true
		return n
	}
	return nil
}
