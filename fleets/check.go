package fleets

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// check reports what can be read but cannot be meant.
func (r *reader) check() {
	for _, p := range r.pools {
		fl := &r.plan.Fleets[p.fleet]
		pl := &fl.Pools[p.pool]
		r.checkApart(fl, pl, p)
		r.checkScaling(pl, p)
	}
	r.checkGrowth()
	r.checkStart()
	r.checkConnections()
}

// checkApart finds the first two units that should stand apart and do not: unit
// i stands in innermost domain i mod D of the first tree and where
// model.System.Under says of any other, under instance (that) mod C of a level with
// C instances. Standby continues the numbering; in groups it belongs to none.
func (r *reader) checkApart(fl *model.Fleet, pl *model.Pool, p *poolRead) {
	if p.apart < 0 || pl.Count == 0 || pl.Place == 0 {
		return
	}
	d := &fl.Domains[p.apart]
	n, deepest := instances(fl, p.apart, d.Tree), instances(fl, len(fl.Domains)-1, d.Tree)
	most := pl.Count
	if pl.Grow != nil {
		most = max(most, pl.Grow.Max)
	}
	size, units := pl.Units(), pl.Units() // those that join share what there is
	if pl.Groups != nil {
		size, units = pl.Groups.Size, most
	}
	if d.Tree == 0 && size <= min(n, pl.Place) && pl.Place%n == 0 {
		return // consecutive units stand in consecutive instances
	}
	sys := model.System{Levels: []model.Level{{Total: max(1, fl.Domains[0].Count)}}}
	seen := make(map[int]int, min(size, n))
	for i := range units {
		if i%size == 0 {
			clear(seen)
		}
		at := i % pl.Place % n
		if d.Tree > 0 {
			at = sys.Under(i, deepest) % n
		}
		first, met := seen[at]
		if !met {
			seen[at] = i
			continue
		}
		r.meet(pl, p, d.Name, first, i, n)
		return
	}
}

// meet reports two units in one of n instances of a domain.
func (r *reader) meet(pl *model.Pool, p *poolRead, domain string, first, second, n int) {
	help := fmt.Sprintf("there are %d: raise the count of %s, or lower the pool's", n, domain)
	if pl.Groups != nil {
		help = fmt.Sprintf("there are %d: a group of %d needs as many in reach of consecutive units", n, pl.Groups.Size)
	}
	if p.spreadAt != nil {
		help += "; spread leaves only " + fmt.Sprint(pl.Place) + " innermost domains"
	}
	r.failNode("E026", p.apartAt, fmt.Sprintf("units %d and %d stand in the same %s", first, second, domain), "cannot stand apart", help)
}

// checkScaling refuses more units than carry more: by the Universal Scalability
// Law throughput falls beyond N = √((1−α)/β) (Gunther 2007). Likely values decide.
func (r *reader) checkScaling(pl *model.Pool, p *poolRead) {
	t := pl.Throughput
	if t == nil || !(t.Coherency.Value > 0) {
		return
	}
	n, at := pl.Count, p.o.n.get("count")
	if g := pl.Grow; g != nil && g.Max > n {
		n, at = g.Max, p.o.n.get("grow").get("max")
	}
	if pl.Groups != nil {
		n = pl.Groups.Size
	} else if pl.Mode != model.Shared {
		n = 1
	}
	carried := func(n float64) float64 {
		return n / (1 + t.Contention.Value*(n-1) + t.Coherency.Value*n*(n-1))
	}
	peak := math.Max(1, math.Floor(math.Sqrt((1-t.Contention.Value)/t.Coherency.Value)))
	if carried(peak+1) > carried(peak) {
		peak++
	}
	if float64(n) <= peak {
		return
	}
	if pl.Groups != nil {
		at = p.o.n.get("groups").get("size")
	}
	r.failNode("E027", at, fmt.Sprintf("%d units carry less than %.0f would", n, peak), "beyond the peak of the scaling law", fmt.Sprintf("write %.0f or fewer, use groups, or lower contention and coherency", peak))
}

// checkStart lets repair: never imply start: new, and refuses the contrary.
func (r *reader) checkStart() {
	never := func(life, repair *model.RandomTime) bool {
		return life.Kind != model.NeverLaw && repair.Kind == model.NeverLaw && repair.Text == "never"
	}
	var at model.Origin
	for i := range r.plan.Fleets {
		fl := &r.plan.Fleets[i]
		for j := range fl.Domains {
			if d := &fl.Domains[j]; never(&d.Life, &d.Repair) {
				at = d.Repair.Origin
			}
		}
		for j := range fl.Pools {
			if p := &fl.Pools[j]; never(&p.Life, &p.Repair) {
				at = p.Repair.Origin
			}
		}
	}
	if at.Line == 0 {
		return
	}
	if s := r.root.get("start"); s != nil && s.text == "steady" {
		r.reportNode("E126", s, Diagnostic{Message: "no long-run state without repair", Label: "something is never repaired", Help: "write `start: new`", Note: "repair: never", Related: fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Col)})
	}
	r.plan.Horizon.Steady = false
}
