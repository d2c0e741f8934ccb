package fleets

import (
	"reflect"
	"strings"
)

// unchanging says of what stands outside fleets why no phase changes it, and what to write.
var unchanging = map[string][2]string{
	"sites":     {"its prices hold for all the plan", "let the price have a trend, or write a site and a fleet of its own that the phase runs"},
	"workloads": {"a plan carries the load that the fleets do which it is compared with", "write sources that come and go: `sources: {before: {peak: 9k tps, until: 2010-07}, after: {peak: 12k tps, from: 2010-07}}`"},
}

// outside sets a value outside of fleets: one of a dependency. It reports whether the path
// is of what a file has at its top.
func (p *planReader) outside(segs []segment, f field, path string) bool {
	word := segs[0].word
	switch {
	case !contains(topKeys, word):
		return false
	case word != "dependencies":
		why, ok := unchanging[word]
		if !ok {
			why = [2]string{"it is one for all of the file", "write it there, or answer with --set " + f.key + "=VALUE for all of the horizon"}
		}
		p.fail("E408", f.at, "a phase cannot change "+word, why[0], why[1])
	case len(segs) < 3:
		p.fail("E408", f.at, "a dependency set whole", "", "set one of its values, such as dependencies.bank.limit")
	default:
		w := walk{r: p.reader, create: true, code: "E408"}
		if w.descend(p.tree, segs) {
			w.assign(f.value)
			p.dependAgain(path, f.at, segs[1].word)
		}
	}
	return true
}

// dependAgain reads the dependencies as the phase has them. What is paid for calls is one
// price for all the plan.
func (p *planReader) dependAgain(path string, at place, name string) {
	r := p.reader
	file, connected, unknowns, inputs := r.plan.Dependencies, r.connected, len(r.plan.Unknowns), len(r.inputs)
	r.plan.Dependencies, r.connected = nil, nil
	r.dependencies(p.tree.get("dependencies"))
	now := r.plan.Dependencies
	if len(now) == len(file) {
		r.checkConnections()
		p.outer = now
	}
	r.plan.Dependencies, r.connected = file, connected
	p.rename(unknowns, inputs, path, "")
	for i := range now {
		if i >= len(file) || now[i].Name != name {
			continue
		}
		a, b := &file[i], &now[i]
		priced := a.Price.Set || a.PricePerYear.Set
		switch {
		case !reflect.DeepEqual(a.Price, b.Price) || !reflect.DeepEqual(a.PricePerYear, b.PricePerYear):
			p.fail("E408", at, "a phase cannot change the price of "+name, "one price holds for all the plan", "let the price have a trend, or set the `recurring` of a fleet that calls it")
		case priced && !(reflect.DeepEqual(a.Share, b.Share) && reflect.DeepEqual(a.UsedBy, b.UsedBy)):
			p.fail("E408", at, "a phase cannot change who calls "+name+", which has a price", "its calls are billed for all the plan", "let the price be the `recurring` of the fleets that call it")
		}
	}
}

// rename gives what a phase read anew the paths of its `set`.
func (p *planReader) rename(unknowns, inputs int, path, drop string) {
	r := p.reader
	name := func(s string) string { return path + "." + strings.TrimPrefix(s, drop) }
	for u := unknowns; u < len(r.plan.Unknowns); u++ {
		r.plan.Unknowns[u].Path = name(r.plan.Unknowns[u].Path)
	}
	for j := inputs; j < len(r.inputs); j++ { // keepInputs drops those that are among them
		r.inputs[j].Path = name(r.inputs[j].Path)
	}
}
