package fleets

import "github.com/capplan/capplan/model"

// domains reads one tree of failure domains, or a list of trees that cross.
func (r *reader) domains(fl *model.Fleet, n *node, path string) {
	if n == nil || n.shape != listShape {
		r.tree(fl, n, path, 0)
		return
	}
	for i, it := range n.items {
		if it.shape != mapShape || len(it.fields) == 0 {
			r.failNode("E100", it, "a tree of domains is a map", "", "write `{room: {count: 2, …}, rack: {count: 20, …}}`")
			continue
		}
		r.tree(fl, it, item(path, i), i)
	}
}

// tree reads the levels of a tree, outermost first.
func (r *reader) tree(fl *model.Fleet, n *node, path string, tree int) {
	total := 1
	for _, f := range r.entries(n, "failure_domains") {
		o := r.object(f.value, path+"."+f.key, "a failure domain")
		d := model.Domain{Name: f.key, Origin: f.value.origin(), Count: o.count("count"), Tree: tree}
		if o.get("count") == nil {
			o.missing("count", "write how many there are in each parent: `count: 25`")
		}
		switch {
		case f.key == "fleet" || f.key == "group":
			r.fail("E102", f.at, f.key+" cannot name a domain", "an incident's reach has this word", "write another name")
		case contains(domainNames(fl), f.key):
			r.fail("E102", f.at, f.key+" names a domain of two trees", "", "write another name")
		}
		if d.Count > 0 && total > 10_000_000/d.Count {
			r.failNode("E015", o.n.get("count"), "more than ten million domains", "", "")
			d.Count = 1
		}
		total *= max(1, d.Count)
		d.Life, d.Repair = r.lifeAndRepair(o, "domain "+f.key, o.get("failures"), o.get("repair"), true)
		r.paths(&d, o)
		d.Destroys = o.quantity("destroys", aShare)
		d.Apart = o.quantity("latency", aSpan)
		d.Parts = r.parts(o.get("parts"), o.sub("parts"))
		o.done()
		fl.Domains = append(fl.Domains, d)
	}
}

// paths reads how many redundant paths a domain has, how many must work (without
// needs, one) and what they share. A single path is the domain itself.
func (r *reader) paths(d *model.Domain, o *object) {
	n, needs := o.get("paths"), o.get("needs")
	paths := 1
	if n != nil {
		paths = max(1, o.count("paths"))
	}
	if needs != nil {
		d.Needs = r.howMany(needs, o.sub("needs"), paths)
	}
	if d.Needs > paths {
		r.failNode("E023", needs, sprint("needs ", d.Needs, " of ", paths, " paths"), "more than paths; it can never work", sprint("write `paths: ", d.Needs, "`, or lower needs"))
		d.Needs = paths
	}
	d.Beta = r.commonCause(o.get("common_cause"), o.sub("common_cause"))
	if paths == 1 {
		d.Needs = 0
		return
	}
	d.Paths, d.Needs = paths, max(1, d.Needs)
}

// innermost returns how many innermost domains the first tree has, 0 without domains.
func innermost(fl *model.Fleet) int { return instances(fl, len(fl.Domains)-1, 0) }

// instances returns how many instances the level of that index has or, with a tree
// named, the last level of the tree; 0 where there is none.
func instances(fl *model.Fleet, level, tree int) int {
	total := 0
	for i := range fl.Domains {
		if d := &fl.Domains[i]; d.Tree == tree && i <= level {
			total = max(1, total) * max(1, d.Count)
		}
	}
	return total
}
