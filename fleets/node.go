package fleets

import (
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

type shape int

const (
	textShape shape = iota
	mapShape
	listShape
	nullShape
)

func (s shape) String() string {
	return [...]string{"a single value", "a map", "a list", "nothing"}[s]
}

// A node is a value of a file with its place. Maps keep their order.
type node struct {
	shape   shape
	text    string
	quoted  bool
	fields  []field
	items   []*node
	at      place
	via     place       // where a catalogue entry was referred to
	prov    *provenance // of a catalogue entry
	rebased bool        // has a base of its own: replaces instead of merging
	broken  bool        // a part of it could not be read, which is reported: what is missing is not
}

type field struct {
	key   string
	at    place
	value *node
}

// A provenance says where a catalogue value is from.
type provenance struct {
	entry, source, date, confidence string
}

// get returns a map's value, nil where there is none.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.fields {
		if n.fields[i].key == key {
			return n.fields[i].value
		}
	}
	return nil
}

// put replaces or appends a value.
func (n *node) put(key string, at place, v *node) {
	for i := range n.fields {
		if n.fields[i].key == key {
			n.fields[i].value, n.fields[i].at = v, at
			return
		}
	}
	n.fields = append(n.fields, field{key, at, v})
}

func (n *node) drop(key string) {
	for i := range n.fields {
		if n.fields[i].key == key {
			n.fields = append(n.fields[:i:i], n.fields[i+1:]...)
			return
		}
	}
}

func (n *node) keys() []string {
	names := make([]string, 0, len(n.fields))
	for _, f := range n.fields {
		names = append(names, f.key)
	}
	return names
}

// clone copies maps and lists and keeps places, so that a copy can be changed
// and its values stay the same unknowns. via, where set, marks all of the copy.
func (n *node) clone(via place) *node {
	c := *n
	if via.src != nil {
		c.via = via
	}
	c.fields = make([]field, len(n.fields))
	for i, f := range n.fields {
		c.fields[i] = field{f.key, f.at, f.value.clone(via)}
	}
	c.items = make([]*node, len(n.items))
	for i, v := range n.items {
		c.items[i] = v.clone(via)
	}
	return &c
}

// flow writes a tree on one line, as YAML.
func (n *node) flow() string {
	switch n.shape {
	case mapShape:
		parts := make([]string, len(n.fields))
		for i, f := range n.fields {
			parts[i] = f.key + ": " + f.value.flow()
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case listShape:
		parts := make([]string, len(n.items))
		for i, v := range n.items {
			parts[i] = v.flow()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return n.text
}

// size returns the number of values in a tree.
func (n *node) size() int {
	total := 1
	for i := range n.fields {
		total += n.fields[i].value.size()
	}
	for _, v := range n.items {
		total += v.size()
	}
	return total
}

// parse returns the tree of a source; nil, with a diagnostic, where it has none.
func (r *reader) parse(src *source) *node {
	start := place{src: src, line: 1, col: 1, width: 1}
	var doc yaml.Node
	if strings.TrimSpace(src.text) == "" {
		r.fail("E001", start, "the file is empty", "", "write a first scenario with `capplan init`")
		return nil
	}
	if err := yaml.Load([]byte(src.text), &doc); err != nil {
		r.syntax(src, err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		r.fail("E001", start, "the file is empty", "", "write a first scenario with `capplan init`")
		return nil
	}
	b := builder{r: r, src: src}
	root := b.build(doc.Content[0], 0)
	if b.stopped {
		return nil
	}
	return root
}

// A builder turns the decoder's tree into ours. It follows aliases, so that two
// uses of one place stay one unknown, within bounds.
type builder struct {
	r       *reader
	src     *source
	nodes   int
	stopped bool

	lineOf, end int // of runes
	runes       []rune
}

// line returns the characters of a line, and how many there are without the blanks at its
// end. The last line is kept: a file of one line has all of its values there.
func (b *builder) line(n int) ([]rune, int) {
	if b.lineOf != n {
		text := b.src.line(n)
		b.lineOf, b.runes, b.end = n, []rune(text), utf8.RuneCountInString(strings.TrimRight(text, " "))
	}
	return b.runes, b.end
}

func (b *builder) at(n *yaml.Node) place {
	p := place{src: b.src, line: n.Line, col: n.Column, width: 1}
	if n.Kind != yaml.ScalarNode {
		return p
	}
	rest, end := b.line(n.Line)
	if n.Column-1 > len(rest) || n.Column < 1 {
		return p
	}
	left := max(0, end-(n.Column-1))
	width := utf8.RuneCountInString(n.Value)
	switch {
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		width += 2
	case width > left || string(rest[n.Column-1:n.Column-1+width]) != n.Value:
		width = left
	}
	p.width = max(1, min(width, left))
	return p
}

func (b *builder) build(n *yaml.Node, depth int) *node {
	b.nodes++
	at := b.at(n)
	out := &node{at: at}
	if b.stopped {
		return out
	}
	if b.nodes > maxNodes || depth > maxDepth {
		b.stopped = true
		what := "aliases make more than 400,000 values of this file"
		if depth > maxDepth {
			what = "more than 64 levels of maps and lists"
		}
		b.r.fail("E004", at, what, "here", "write the values out, or use base")
		return out
	}
	if n.Style&yaml.TaggedStyle != 0 && n.Kind != yaml.AliasNode {
		b.r.fail("E003", at, "YAML tags are not read", "starts with !", "delete "+n.Tag)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return b.build(n.Alias, depth+1)
	case yaml.MappingNode:
		out.shape = mapShape
		b.fields(out, n, depth)
	case yaml.SequenceNode:
		out.shape = listShape
		for _, c := range n.Content {
			out.items = append(out.items, b.build(c, depth+1))
		}
	default:
		out.text = n.Value
		out.quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		if !out.quoted && (n.Value == "" || n.Value == "null" || n.Value == "~") {
			out.shape = nullShape
		}
	}
	return out
}

func (b *builder) fields(out *node, n *yaml.Node, depth int) {
	seen := make(map[string]place, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		at := b.at(k)
		switch {
		case k.Kind != yaml.ScalarNode:
			b.r.fail("E003", at, "a key is a single word", "not a word", "write `key: value`")
			continue
		case k.Value == "<<":
			b.r.fail("E003", at, "merge keys are not read", "", "use `base: NAME`, which merges one object into another")
			out.broken = true
			continue
		}
		if first, dup := seen[k.Value]; dup {
			b.r.report("E008", at, Diagnostic{Message: k.Value + " stands twice in this map", Label: "second time", Help: "delete one of them", Note: "first here", Related: first.ref()})
			continue
		}
		seen[k.Value] = at
		if b.comma(out, k, n.Content[i+1]) {
			continue
		}
		out.fields = append(out.fields, field{k.Value, at, b.build(n.Content[i+1], depth+1)})
	}
}

// comma reports a number with a comma inside { }, which YAML reads as a key.
func (b *builder) comma(out *node, k, v *yaml.Node) bool {
	if v.Kind != yaml.ScalarNode || v.Value != "" || v.Style != 0 || len(out.fields) == 0 {
		return false
	}
	before := out.fields[len(out.fields)-1].value
	if numberLength(k.Value) == 0 || before.shape != textShape || before.quoted || numberLength(before.text) != len(before.text) {
		return false
	}
	at := before.at
	if k.Line == at.line {
		at.width = k.Column - at.col + utf8.RuneCountInString(k.Value)
	}
	b.r.fail("E019", at, "a number with a comma", "inside { } a comma ends the value", "write the number without a comma; the decimal sign is a point")
	before.shape, before.text, before.broken = nullShape, "null", true
	out.broken = true
	return true
}

// syntax says in our words what the decoder could not read.
func (r *reader) syntax(src *source, err error) {
	at := place{src: src, line: 1, col: 1, width: 1}
	var le *yaml.LoadError
	msg := err.Error()
	if errors.As(err, &le) {
		msg = le.Message
		if le.Mark.Line > 0 {
			at.line, at.col = le.Mark.Line, max(1, le.Mark.Column)
		}
		if le.ContextMark.Line > 0 && (at.line > len(src.lines) || strings.Contains(msg, "end of stream")) {
			at.line, at.col = le.ContextMark.Line, max(1, le.ContextMark.Column)
		}
	}
	if strings.Contains(msg, "found multiple") {
		for i, l := range src.lines {
			if strings.HasPrefix(l, "---") && strings.TrimSpace(strings.Join(src.lines[:i], "")) != "" {
				at.line, at.width = i+1, 3
				break
			}
		}
	}
	if lines := strings.Split(strings.TrimRight(src.text, " \n\r"), "\n"); at.line > len(lines) { // it ends too early
		at.line, at.col = len(lines), max(1, utf8.RuneCountInString(strings.TrimRight(lines[len(lines)-1], "\r")))
		if strings.Contains(msg, "node content") {
			r.fail("E003", at, "the file ends within a { or a [", "here", "close what is open, or is the file cut off?")
			return
		}
	}
	for _, s := range syntaxWords {
		if strings.Contains(msg, s.theirs) {
			r.fail(s.code, at, s.ours, s.label, s.help)
			return
		}
	}
	r.fail("E003", at, "this cannot be read as YAML", "from here", "compare the indentation and the brackets with the lines around it")
}

var syntaxWords = []struct{ theirs, code, ours, label, help string }{
	{"no documents", "E001", "the file is empty", "", "write a first scenario with `capplan init`"},
	{"found multiple", "E003", "the file holds several documents", "", "keep one of them in this file"},
	{"',' or '}'", "E003", "a { is not closed", "expected , or } here", "close the map, or put a comma between its keys"},
	{"',' or ']'", "E003", "a [ is not closed", "expected , or ] here", "close the list, or put a comma between its items"},
	{"cannot start any token", "E003", "a text cannot begin with this character", "here", "put the text in quotes"},
	{"mapping values are not allowed", "E003", "a : where no key can stand", "here", "put a text that contains `: ` in quotes, or mend the indentation"},
	{"unknown anchor", "E003", "this alias names no anchor", "here", "use `base: NAME`, which merges one object into another"},
	{"end of stream", "E003", "a quote is not closed", "opened here", "close it on the same line"},
	{"did not find expected key", "E003", "the indentation does not fit the lines above", "here", "keys of one map start in one column"},
	{"could not find expected ':'", "E003", "a key without a colon", "here", "write `key: value`"},
}
