package fleets

import (
	"maps"
	"slices"
	"time"

	"github.com/capplan/capplan/model"
)

const (
	planForm  = "write `NAME: [{from: 2009-01, run: {FLEET: 100 %}}, {from: 2010-07, run: {OTHER: 100 %}}]`"
	phaseForm = "a phase is `{from: 2010-07, run: {FLEET: 100 %}}`"
)

// A planReader reads one plan, phase by phase.
type planReader struct {
	*reader
	m     model.Migration
	path  string
	tree  *node              // the file, its fleets as the phase has them
	now   []*model.Fleet     // as the phase has them
	outer []model.Dependency // as the phase has them; nil: as the file does
	read  []phaseRead
}

// A phaseRead keeps, beside a phase, the places that checks speak of.
type phaseRead struct {
	o     *object
	runs  map[[2]int]bool // fleet and pool that carry something
	sales []saleRead
	sets  []setRead
}

// plans reads the phases that follow one another.
func (r *reader) plans(n *node) {
	seen := r.placesOfInputs()
	for _, f := range r.entries(n, "plans") {
		if contains(r.fleetNames(), f.key) {
			r.fail("E405", f.at, "plan "+f.key+" is named like a fleet", "plans and fleets share one name space", "write another name, such as "+f.key+"-plan")
		}
		if f.value.shape != listShape {
			r.failNode("E100", f.value, "a plan is a list of phases, not "+f.value.shape.String(), "", planForm)
			continue
		}
		if len(f.value.items) == 0 {
			r.failNode("E409", f.value, "plan "+f.key+" has no phase", "", planForm)
			continue
		}
		if r.plan.Horizon.Begin.IsZero() {
			r.fail("E101", f.at, "a plan needs a horizon that starts on a day", "", "write `horizon: {start: 2009-01, years: 5}`")
			continue
		}
		p := &planReader{reader: r, path: "plans." + f.key, m: model.Migration{Name: f.key, Origin: model.Origin{File: f.at.src.path, Line: f.at.line, Col: f.at.col}}}
		p.begin()
		for i, it := range f.value.items {
			p.phase(it, item(p.path, i))
		}
		p.checkSets()
		p.checkSales()
		p.checkServes()
		r.plan.Migrations = append(r.plan.Migrations, p.m)
	}
	r.keepInputs(seen)
}

// planned stands for a plan where an assertion asks what a fleet serves.
func (r *reader) planned(m *model.Migration) *model.Fleet {
	return &model.Fleet{Name: m.Name, Site: -1, Serves: m.Serves(), Origin: m.Origin}
}

// checkServes refuses fleets that serve other workloads than the first of the plan: what
// one carries the other must be able to.
func (p *planReader) checkServes() {
	var first *model.Fleet
	var want []int
	for i := range p.m.Phases {
		for _, run := range p.m.Phases[i].Runs {
			got := slices.Sorted(slices.Values(run.Fleet.Serves))
			if first == nil {
				first, want = run.Fleet, got
			}
			if !slices.Equal(got, want) {
				for _, f := range p.read[i].o.get("run").fields {
					if f.key == run.Fleet.Name {
						p.fail("E410", f.at, "fleets "+first.Name+" and "+f.key+" serve different workloads", "a plan serves the same from its begin to its end", "let `serves` of both name the same workloads, or write two plans")
						return
					}
				}
			}
		}
	}
}

// begin copies the fleets and dependencies, so that phases change their own.
func (p *planReader) begin() {
	p.tree = &node{shape: mapShape, at: p.root.at}
	for _, f := range p.root.fields {
		if f.key == "fleets" || f.key == "dependencies" {
			f.value = f.value.clone(place{})
		}
		p.tree.fields = append(p.tree.fields, f)
	}
	for i := range p.plan.Fleets {
		p.now = append(p.now, &p.plan.Fleets[i])
	}
}

func (p *planReader) phase(n *node, path string) {
	o := p.object(n, path, "a phase")
	ph := model.MigrationPhase{Origin: n.origin()}
	k := len(p.m.Phases)
	p.read = append(p.read, phaseRead{o: o, runs: map[[2]int]bool{}})
	p.from(o, &ph, k)
	p.sets(o, k)
	ph.Dependencies = p.outer
	p.runs(o, &ph, k)
	ph.OneOff = p.namedMoney(o.get("one_off"), o.sub("one_off"), "one_off", anAmount)
	p.sell(o, k)
	p.fallback(o, &ph)
	o.done()
	p.m.Phases = append(p.m.Phases, ph)
}

// from reads the day on which a phase begins: the first with the horizon, each later
// than the one before.
func (p *planReader) from(o *object, ph *model.MigrationPhase, k int) {
	h := &p.plan.Horizon
	n := o.get("from")
	ph.Begin = h.Begin
	if k > 0 {
		ph.Begin = p.m.Phases[k-1].Begin
	}
	if n == nil {
		o.missing("from", phaseForm)
		return
	}
	if !p.scalar(n, "a date") {
		return
	}
	day, ok := parseDate(n.text)
	if !ok {
		p.failNode("E016", n, n.text+" is no date", "", "write 2010-07 or 2010-07-15")
		return
	}
	p.input(n, o.sub("from"), 0)
	before := ph.Begin
	ph.Begin, ph.Start = day, day.Sub(h.Begin).Hours()
	end := h.Begin.Add(time.Duration(h.Hours * float64(time.Hour)))
	switch {
	case k == 0 && day.After(h.Begin):
		p.failNode("E401", n, "nothing runs until the first phase begins", "the horizon starts "+dayText(h.Begin), "write `from: "+dayText(h.Begin)+"`, or let the horizon start later")
	case k == 0 && day.Before(h.Begin):
		p.failNode("E401", n, "the first phase begins before the horizon", "the horizon starts "+dayText(h.Begin), "write `from: "+dayText(h.Begin)+"`: what was there already is `owned`")
	case k > 0 && day.Equal(before):
		p.failNode("E400", n, "two phases begin on one day", "the one before begins then too", "join them, or mend the date")
	case k > 0 && day.Before(before):
		p.failNode("E400", n, "a phase that begins before the one above it", "that begins "+dayText(before), "put the phases in the order of their dates")
	case ph.Start >= h.Hours:
		p.failNode("E402", n, "a phase that begins after the horizon's end", "the horizon ends "+dayText(end), "delete it, or make the horizon longer")
	}
}

// dayText writes a day as scenarios do: a month where it is its first day.
func dayText(t time.Time) string {
	if t.Day() == 1 {
		return t.Format("2006-01")
	}
	return t.Format("2006-01-02")
}

// fallback reads the fleet that carries the requests of the others while they are down.
func (p *planReader) fallback(o *object, ph *model.MigrationPhase) {
	n := o.get("fallback")
	if n == nil || !p.scalar(n, "a fleet's name") {
		return
	}
	to := p.find(n, "fleet", n.text, p.fleetNames())
	if to < 0 {
		return
	}
	p.input(n, o.sub("fallback"), 0)
	there := slices.ContainsFunc(ph.Runs, func(r model.PhaseRun) bool { return r.Of == to })
	switch {
	case len(ph.Runs) == 0: // reported
	case !there:
		p.failNode("E407", n, n.text+" does not run in this phase", "nothing there to fall back to", "name a fleet of this phase's run, or give "+n.text+" a share")
	case len(ph.Runs) == 1:
		p.failNode("E407", n, n.text+" falls back to itself", "it is all that runs", "delete fallback")
	default:
		by := &ph.Runs[slices.IndexFunc(ph.Runs, func(r model.PhaseRun) bool { return r.Of == to })]
		some := false
		for i := range ph.Runs {
			if r := &ph.Runs[i]; r.Of != to && coveredBy(r, by) {
				r.Fallback, some = to+1, true
			}
		}
		if !some {
			p.failNode("E407", n, n.text+" carries nobody's pools", "a fleet falls back where each of its pools that carry something has its namesake in "+n.text, "name a fleet that runs pools of the same names, or give "+n.text+" a share of them")
		}
	}
}

// coveredBy reports whether a run can hand all that it carries to another: with shares by
// pool, whether each of its pools has a namesake there.
func coveredBy(r, by *model.PhaseRun) bool {
	for j := range r.Pools {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(by.Pools)), func(k int) bool { return by.Fleet.Pools[k].Name == r.Fleet.Pools[j].Name }) {
			return false
		}
	}
	return true
}

// planNames are the names of the plans of the file.
func (r *reader) planNames() []string {
	var names []string
	for i := range r.plan.Migrations {
		names = append(names, r.plan.Migrations[i].Name)
	}
	return names
}

// compared are the names of all that is compared: fleets, then plans.
func (r *reader) compared() []string { return append(r.fleetNames(), r.planNames()...) }
