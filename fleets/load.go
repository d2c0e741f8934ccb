package fleets

import (
	"io"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// Options refine Load. The zero value reads the file as it stands.
type Options struct {
	Set      []string // PATH=VALUE, applied after inheritance
	With     []string // more files, merged last
	Require  []string // assertions beside the file's
	Stdin    io.Reader
	ReadFile func(path string) ([]byte, error) // nil: os.ReadFile

	Today      time.Time // UTC; no price is of a later day. Zero: not checked
	Greenfield bool      // what is owned is still to be bought

	// Size counts pools so that they carry the load: those without count or, with
	// SameLoad, all with throughput. nil: a pool without count is an error.
	Size     func(p *model.Plan, all bool) []model.Sizing
	SameLoad bool

	watch func(what, key string, k *kind, words []string) // of a test; see object.watch
}

// A reader is one Load.
type reader struct {
	opt      Options
	plan     *model.Plan
	files    []Source
	sources  []*source
	diags    []Diagnostic
	reported map[reported]bool
	misspelt map[lack]bool // keys that stand there under a name much like theirs
	here     place         // start of the main file, for what has no place

	root      *node
	books     *node           // entries of the price books, nil without any
	unread    bool            // a price book could not be read
	owned     map[string]bool // entries of the file's own catalog in use
	resolving map[*node]bool
	resolved  map[*node]bool
	copied    int

	level     float64 // run.interval
	month     float64 // hours
	rates     map[string]bool
	moneyless bool
	unknown   map[spot]int // 1 + index into plan.Unknowns
	inverted  map[int]bool // unknowns whose quantity is one over the written one
	inputs    []placedInput
	prices    []datedPrice // of catalogue entries, as they were read
	warned    map[reported]bool

	fitFiles  map[string]fitFile
	texts     map[string]*source // of data files
	tables    map[string]*table
	pools     []*poolRead
	offloads  []*object // by workload, nil without
	connected []*node   // connections, by dependency, nil without
	usedSites map[int]bool
	sharing   bool // repair_policy of the fleet being read
	uncounted bool // a pool is to be given its count
	sizes     []model.Sizing
	sizeNames [][2]string       // fleet and pool of each
	kept      map[string][]byte // files that are read again; nil: none are
}

type placedInput struct {
	model.Input
	at place
}

func newReader(o Options) *reader {
	return &reader{
		opt: o, plan: &model.Plan{}, reported: map[reported]bool{}, misspelt: map[lack]bool{}, warned: map[reported]bool{},
		owned: map[string]bool{}, resolving: map[*node]bool{}, resolved: map[*node]bool{},
		level: 0.9, month: 730, rates: map[string]bool{}, unknown: map[spot]int{}, inverted: map[int]bool{},
		usedSites: map[int]bool{},
	}
}

// Load reads a scenario; "-" is o.Stdin. The sources are all files that were
// read, in order, also when there is an error. An error is *Errors and holds
// everything that is wrong with the input; the plan is then nil.
func Load(path string, o Options) (*model.Plan, []Source, error) {
	if o.Size == nil {
		return newReader(o).load(path)
	}
	return sizedLoad(path, o)
}

func (r *reader) load(path string) (*model.Plan, []Source, error) {
	o := &r.opt
	root := r.file(path, place{}, nil)
	for _, p := range o.With {
		root = r.overlay(root, r.file(p, place{}, nil))
	}
	if root == nil {
		return nil, r.files, r.errors()
	}
	r.root = root
	r.here = root.at
	r.required()
	if len(r.diags) > 0 && root.get("fleets") == nil {
		return nil, r.files, r.errors()
	}
	r.priceBooks()
	r.resolve()
	if r.tooMany() {
		return nil, r.files, r.errors()
	}
	r.settings()
	r.decode()
	if err := r.errors(); err != nil {
		return nil, r.files, err
	}
	r.warn()
	r.finishInputs()
	return r.plan, r.files, nil
}

func (r *reader) overlay(root, over *node) *node {
	if root == nil || over == nil {
		return root
	}
	return merge(root, over, false)
}

// file returns a file's map with what it extends merged under it.
func (r *reader) file(path string, from place, chain []string) *node {
	for _, p := range chain {
		if filepath.Clean(p) == filepath.Clean(path) {
			r.fail("E041", from, path+" extends itself", "", strings.Join(append(chain, path), " → "))
			return nil
		}
	}
	root := r.open(path, from)
	if root == nil || !r.isScenario(root) {
		return nil
	}
	ext := root.get("extends")
	if ext == nil || ext.shape == nullShape {
		return root
	}
	list := ext.items
	switch ext.shape {
	case textShape:
		list = []*node{ext}
	case mapShape:
		r.failNode("E100", ext, "extends is a list of files, not a map", "", "write `extends: [base.yaml]`")
	}
	root.drop("extends")
	var under *node
	for _, n := range list {
		if !r.scalar(n, "a file") {
			continue
		}
		p := n.text
		if !filepath.IsAbs(p) && path != "-" {
			p = filepath.Join(filepath.Dir(path), p)
		}
		if base := r.file(p, n.at, append(chain, path)); base != nil {
			if under == nil {
				under = base
			} else {
				under = merge(under, base, false)
			}
		}
	}
	if under == nil {
		return root
	}
	at := root.at
	root = merge(under, root, false)
	root.at = at
	return root
}

// isScenario refuses what is no scenario of this version.
func (r *reader) isScenario(root *node) bool {
	if root.shape != mapShape {
		r.failNode("E100", root, "a scenario is a map, not "+root.shape.String(), "", "start with `version: 1`")
		return false
	}
	if s := root.get("schema"); s != nil && strings.HasPrefix(s.text, "capplan/") {
		r.failNode("E006", s, "this is a result, not a scenario", "what capplan wrote", "give the scenario that it answers")
		return false
	}
	v := root.get("version")
	if v == nil || v.shape == nullShape && v.text != "" {
		return true
	}
	if v.shape != textShape || v.text != "1" {
		what := "version " + v.text + " is not known"
		if v.shape != textShape {
			what = "version is a number"
		}
		r.failNode("E005", v, what, "this program reads version 1", "write `version: 1`")
		return v.shape == textShape && strings.Trim(v.text, "1.0'\"v") == ""
	}
	return true
}

func (r *reader) required() {
	start := place{src: r.root.at.src, line: r.root.at.line, col: r.root.at.col, width: 1}
	if r.root.get("version") == nil {
		r.fail("E101", start, "version is missing", "", "add `version: 1` at the top")
	}
	if f := r.root.get("fleets"); f == nil || f.shape == nullShape {
		help := "add `fleets:` with at least one fleet; `capplan init` shows one"
		if near := nearest("fleets", r.root.keys()); near != "" && near != "fleets" {
			help = near + " should be fleets?"
		}
		r.report("E101", start.within(0, 1), Diagnostic{Message: "fleets is missing", Help: help})
	}
}

// finishInputs puts the inputs in the order of the files.
func (r *reader) finishInputs() {
	order := func(p place) int {
		for i, s := range r.sources {
			if s == p.src {
				return i
			}
		}
		return len(r.sources) // the catalogue, last
	}
	sort.SliceStable(r.inputs, func(i, j int) bool {
		a, b := r.inputs[i].at, r.inputs[j].at
		if x, y := order(a), order(b); x != y {
			return x < y
		}
		if a.line != b.line {
			return a.line < b.line
		}
		return a.col < b.col
	})
	for _, in := range r.inputs {
		r.plan.Inputs = append(r.plan.Inputs, in.Input)
	}
}

func item(path string, i int) string { return path + "." + strconv.Itoa(i) }
