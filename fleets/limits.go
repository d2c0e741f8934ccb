package fleets

import (
	"fmt"
	"strconv"

	"github.com/capplan/capplan/model"
)

// What is refused before any work begins. Each bound is far above what is planned, and
// below what takes more than seconds before the first trial, or more memory than a
// machine has.
const (
	maxUnits    = 10_000_000  // of a fleet, and instances and paths of its domains
	maxFailures = 100_000_000 // of a history: one takes some seconds
	maxOrders   = 10_000      // of a pool that grows
	maxYears    = 1000        // of bills and loads
	maxCopies   = 1000        // of a vote: its outcomes take their square, for each number up
)

// lengths bounds lists and maps by their path; * is any key.
var lengths = []struct {
	path []string
	most int
}{
	{[]string{"fleets"}, 10_000},
	{[]string{"plans"}, 100},
	{[]string{"plans", "*"}, 1000},
	{[]string{"workloads"}, 200},
	{[]string{"workloads", "*", "sources"}, 500},
	{[]string{"workloads", "*", "events"}, 500},
	{[]string{"dependencies"}, 200},
	{[]string{"sites"}, 1000},
	{[]string{"assertions"}, 10_000},
	{[]string{"fx", "*"}, maxYears},
	{[]string{"correlate"}, 1000},
	{[]string{"observed"}, 1000},
	{[]string{"fleets", "*", "pools"}, 200},
	{[]string{"fleets", "*", "failure_domains"}, 32},
	{[]string{"fleets", "*", "operations", "incidents"}, 200},
	{[]string{"fleets", "*", "staff"}, 200},
	{[]string{"fleets", "*", "licences"}, 200},
}

// tooMany refuses lists and maps that are too long; true where there is one.
func (r *reader) tooMany() bool {
	before := len(r.diags)
	for _, l := range lengths {
		r.longest(r.root, l.path, l.path, l.most)
	}
	return len(r.diags) > before
}

func (r *reader) longest(n *node, rest, path []string, most int) {
	switch {
	case n == nil:
	case len(rest) == 0:
		if have := len(n.fields) + len(n.items); have > most {
			name := path[len(path)-1]
			if name == "*" {
				name = map[string]string{"plans": "phases", "fx": "years"}[path[0]]
			}
			help := "make several files of it"
			if name == "years" {
				help = "name the years that matter: each rate holds until the next one named"
			}
			r.failNode("E593", n, strconv.Itoa(have)+" "+name, "at most "+strconv.Itoa(most), help)
		}
	case rest[0] == "*":
		for i := range n.fields {
			r.longest(n.fields[i].value, rest[1:], path, most)
		}
	default:
		r.longest(n.get(rest[0]), rest[1:], path, most)
	}
}

// checkLimits refuses what is more than a history or a machine holds.
func (r *reader) checkLimits() {
	p := r.plan
	for i := range p.Fleets {
		r.checkSize(&p.Fleets[i])
	}
	if p.Horizon.Hours > maxYears*model.HoursPerYear && (p.Currency != "" || len(p.Workloads) > 0) {
		r.fail("E596", r.placeOf("horizon"), "a horizon of more than 1000 years with bills or loads", "", "write `horizon: 5 y`; what only fails and is repaired may take a million years")
	}
}

// checkSize counts a fleet's units, places and failures, at likely values.
func (r *reader) checkSize(f *model.Fleet) {
	at := r.placeOf("fleets", f.Name)
	units, places, failures := 0.0, 0.0, 0.0
	hours := r.plan.Horizon.Hours
	count := func(n float64, life, repair *model.RandomTime) {
		cycle := life.At(nil).Mean
		if life.Kind != model.Exponential { // those of what is down are drawn too
			cycle += repair.At(nil).Mean
		}
		if life.Kind != model.NeverLaw && cycle > 0 {
			failures += n * hours / cycle
		}
	}
	above := 1.0
	for i := range f.Domains {
		d := &f.Domains[i]
		if i > 0 && f.Domains[i-1].Tree != d.Tree {
			above = 1
		}
		above *= float64(d.Count)
		n := above * float64(max(1, d.Paths))
		places += n
		count(n, &d.Life, &d.Repair)
	}
	for i := range f.Pools {
		p := &f.Pools[i]
		n := float64(p.Units())
		if g := p.Grow; g != nil && g.Step > 0 {
			n = max(n, float64(g.Max))
			if orders := (g.Max - p.Count) / g.Step; orders > maxOrders {
				r.fail("E597", at, fmt.Sprintf("pool %s may order %d times", p.Name, orders), "at most 10000", "take a larger step, or a smaller max: units are ordered as many whole steps at a time as are needed")
			}
		}
		units += n
		count(n, &p.Life, &p.Repair)
		if p.Upkeep != nil {
			failures += n * hours / p.Upkeep.Every.Value
		}
		if p.Gray != nil {
			count(n, &p.Gray.Life, &p.Gray.Detect)
		}
	}
	for i := range f.Incidents {
		if c := &f.Incidents[i]; c.Rate.Value > 0 {
			failures += hours * c.Rate.Value
		}
	}
	switch {
	case units > maxUnits:
		r.fail("E594", at, "fleet "+f.Name+" has "+readable(units)+" units", "at most 10M", "plan a part of it: what fails together is what matters")
	case places > maxUnits:
		r.fail("E594", at, "fleet "+f.Name+" has "+readable(places)+" failure domains and paths", "at most 10M", "counts are per parent: every level multiplies those above it")
	case failures > maxFailures:
		r.fail("E595", at, readable(failures)+" failures, outages and maintenances of fleet "+f.Name+" within the horizon", "at most 100M", "shorten the horizon, or is a mean time in the wrong unit?")
	}
}

func readable(x float64) string {
	for _, s := range []string{"", "k", "M", "G"} {
		if x < 1000 {
			return strconv.FormatFloat(x, 'g', 3, 64) + s
		}
		x /= 1000
	}
	return strconv.FormatFloat(x*1e12, 'g', 3, 64)
}

// placeOf is where a key of the file stands.
func (r *reader) placeOf(path ...string) place {
	n, at := r.root, r.here
	for _, key := range path {
		for i := range n.fieldsOf() {
			if f := &n.fields[i]; f.key == key {
				at = f.at
			}
		}
		n = n.get(key)
	}
	return at
}
