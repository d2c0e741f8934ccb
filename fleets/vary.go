package fleets

import (
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"
)

// maxVaried is how many values one --vary takes.
const maxVaried = 100_000

// A Vary is a value of the scenario, or several that are always the same, together with
// what it is to be in turn.
type Vary struct {
	Path   string   // as in --set; PATH+PATH changes both to the same value
	Values []string // as behind = in --set
}

// Paths are the paths that a Vary changes.
func (v *Vary) Paths() []string { return strings.Split(v.Path, "+") }

// Set returns value i as arguments of --set.
func (v *Vary) Set(i int) []string {
	var out []string
	for _, p := range v.Paths() {
		out = append(out, p+"="+v.Values[i])
	}
	return out
}

// ParseVary reads an argument of --vary: PATH=VALUES, and VALUES are a list with commas.
// An item is a value as --set takes it, or a range: 20..28 in steps of 1, 20..28/2 in
// steps of 2, 1k..16k*2 in factors of 2, 10 USD..20 USD/5 USD with units, of which the
// last counts for those without. The end counts where a step lands on it. Commas within
// brackets and quotes are part of a value; a range of uncertainty stands in quotes, or
// behind its likely value: 9k USD (8k..10k). The error is an *Errors with a place in the
// argument.
func ParseVary(arg string) (Vary, error) {
	p := varied{src: newSource("--vary", arg)}
	path, values, ok := strings.Cut(arg, "=")
	p.path = strings.TrimSpace(path)
	switch {
	case !ok || p.path == "":
		return Vary{}, p.fail("E430", 0, arg, "--vary needs PATH=VALUES", "", "write a path and what it is to be, such as small.count=4..8 or small.count=4,6,8")
	case strings.TrimSpace(values) == "":
		return Vary{}, p.fail("E430", 0, arg, "nothing to vary "+p.path+" over", "", "write "+p.path+"=4..8, or a list: "+p.path+"=4,6,8")
	}
	v := Vary{}
	for _, word := range strings.Split(p.path, "+") {
		word = strings.TrimSpace(word)
		if word == "" {
			return Vary{}, p.fail("E430", 0, path, "a path is missing", "", "write PATH+PATH=VALUES to change two values together")
		}
		v.Path = strings.TrimPrefix(v.Path+"+"+word, "+")
	}
	if err := twice(p, strings.Split(v.Path, "+"), path); err != nil {
		return Vary{}, err
	}
	items, err := p.split(values, len(path)+1)
	if err != nil {
		return Vary{}, err
	}
	seen := map[string]bool{}
	for _, it := range items {
		list, err := p.values(it)
		if err != nil {
			return Vary{}, err
		}
		for _, x := range list {
			if seen[x] {
				return Vary{}, p.fail("E430", it.off, it.text, x+" stands twice", "", "name each value once")
			}
			seen[x] = true
		}
		if v.Values = append(v.Values, list...); len(v.Values) > maxVaried {
			return Vary{}, p.many(it, fmt.Sprint(len(v.Values)))
		}
	}
	return v, nil
}

func twice(p varied, paths []string, text string) error {
	seen := map[string]bool{}
	for _, w := range paths {
		w = strings.TrimPrefix(w, "fleets.")
		if seen[w] {
			return p.fail("E436", 0, text, w+" is varied twice", "", "name each path once")
		}
		seen[w] = true
	}
	return nil
}

// Varied refuses a path that two of a list change.
func Varied(list []Vary, args []string) error {
	seen := map[string]string{}
	for i := range list {
		for _, path := range list[i].Paths() {
			bare := strings.TrimPrefix(path, "fleets.")
			if first, ok := seen[bare]; ok {
				p := varied{src: newSource("--vary", args[i])}
				return p.fail("E436", strings.Index(args[i], path), path, path+" is varied twice", "", "write one list with all its values; the other is --vary "+first)
			}
			seen[bare] = args[i]
		}
	}
	return nil
}

// varied is an argument that is read.
type varied struct {
	src  *source
	path string
}

// A part is a piece of the argument that begins at byte off.
type part struct {
	text string
	off  int
}

func (p varied) fail(code string, off int, text, message, label, help string) error {
	lead := len(text) - len(strings.TrimLeft(text, " "))
	d := Diagnostic{Code: code, Message: message, File: p.src.path, Line: 1, Label: label, Help: help, src: p.src}
	d.Col = 1 + utf8.RuneCountInString(p.src.text[:min(len(p.src.text), off+lead)])
	d.Width = max(1, utf8.RuneCountInString(strings.TrimSpace(text)))
	return &Errors{List: []Diagnostic{d}}
}

func (p varied) many(it part, n string) error {
	return p.fail("E435", it.off, it.text, n+" values of "+p.path, "", fmt.Sprintf("at most %d values are varied: take a larger step", maxVaried))
}

// split cuts at the commas that stand in no brackets and no quotes.
func (p varied) split(text string, off int) ([]part, error) {
	var out []part
	var open []byte
	quote, from, last := byte(0), 0, byte(',')
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.IndexByte(",{[:", last) >= 0:
			quote = c
		case strings.IndexByte("({[", c) >= 0:
			open = append(open, c)
		case strings.IndexByte(")}]", c) >= 0:
			if len(open) == 0 {
				return nil, p.fail("E430", off+i, text[i:i+1], "a bracket that nothing opens", "", "a value with a bracket in its text stands in quotes")
			}
			open = open[:len(open)-1]
		case c == ',' && len(open) == 0:
			out = append(out, part{text[from:i], off + from})
			from = i + 1
		}
		if c != ' ' {
			last = c
		}
	}
	rest := part{text[from:], off + from}
	if quote != 0 || len(open) > 0 {
		return nil, p.fail("E430", rest.off, rest.text, "a bracket or a quote that nothing closes", "", "close it, and quote the whole argument for the shell")
	}
	out = append(out, rest)
	for _, it := range out {
		if strings.TrimSpace(it.text) == "" {
			return nil, p.fail("E430", it.off, it.text, "a value is missing", "between two commas, or behind the last", "write one list of values: "+p.path+"=4,6,8")
		}
	}
	return out, nil
}

// values returns what an item stands for: itself, or the steps of a range.
func (p varied) values(it part) ([]string, error) {
	i := strings.Index(outside(it.text), "..")
	front := strings.TrimSpace(it.text)
	if i < 0 || numberLength(front) == 0 && !(strings.HasPrefix(front, "..") && (front == ".." || numberLength(strings.TrimSpace(front[2:])) > 0)) {
		return []string{front}, nil
	}
	r, err := p.parse(it, i)
	if err != nil {
		return nil, err
	}
	return r.list(), nil
}

// outside blanks what stands in brackets or quotes.
func outside(text string) string {
	b := []byte(text)
	depth, quote := 0, byte(0)
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			b[i] = ' '
		case c == '"' || c == '\'':
			quote, b[i] = c, ' '
		case strings.IndexByte("({[", c) >= 0:
			depth++
		case strings.IndexByte(")}]", c) >= 0:
			depth--
		case depth > 0:
			b[i] = ' '
		}
	}
	return string(b)
}

// decimal is a literal as an exact number.
func (l *literal) decimal() (*big.Rat, bool) {
	const most = 30 // digits before and behind the point: nobody varies over more
	if len(l.digits) > most || l.exp > most || l.exp < -most {
		return nil, false
	}
	x, ok := new(big.Rat).SetString(l.digits)
	if !ok {
		return nil, false
	}
	return x.Mul(x, tenTo(l.exp)), true
}

func tenTo(n int) *big.Rat {
	m := n
	if m < 0 {
		m = -m
	}
	x := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(m)), nil))
	if n < 0 {
		x.Inv(x)
	}
	return x
}
