package fleets

import (
	"fmt"
	"strings"

	"github.com/capplan/capplan/model"
)

// warnRepair names what moves the answer of a pool that waits for crews or parts.
func (r *reader) warnRepair(fl *model.Fleet, p *model.Pool) {
	name := fl.Name + "." + p.Name
	if p.Rebuilt() {
		if p.Crew != nil || p.Spares != nil {
			r.warning("W207", fl.Name, p.Origin, "%s: groups with a rebuild wait for neither crews nor spares", name)
		}
		return
	}
	if s := p.Spares; s != nil && s.OnSite == 0 {
		r.warning("W223", fl.Name, p.Origin, "%s: no part on site: every failure that takes one waits for its resupply", name)
	}
	crew := p.Crew
	if crew == nil {
		crew = fl.Crew
	}
	if crew == nil || p.Life.Kind == model.NeverLaw || p.Repair.Kind == model.NeverLaw {
		return
	}
	life, repair := p.Life.At(nil), p.Repair.At(nil)
	if load := float64(p.Count) * repair.Mean / (life.Mean + repair.Mean); load >= float64(crew.Count) {
		crews := fmt.Sprintf("there are %d crews", crew.Count)
		if crew.Count == 1 {
			crews = "there is one crew"
		}
		r.warning("W224", fl.Name, p.Origin, "%s: with a repairer each, %.3g units are in repair on average, and %s: failed units queue up", name, load, crews)
	}
	switch {
	case crew.Sharing:
		r.warning("W220", fl.Name, p.Origin, "%s: failed units share the crews equally; first come, first served may answer 10 %% and more away", name)
	case repair.Kind != model.Exponential || life.Kind != model.Exponential:
		r.warning("W221", fl.Name, p.Origin, "%s: with crews the laws of life (%s) and repair (%s) matter, not only their means", name, life.Kind, repair.Kind)
	}
}

// warnIndependent names the pools that lean on more than one unit, whose units are
// taken to fail independently.
func (r *reader) warnIndependent() {
	var pools []string
	for i := range r.plan.Fleets {
		fl := &r.plan.Fleets[i]
		for j := range fl.Pools {
			if p := &fl.Pools[j]; redundant(p) && !(p.Beta.Value > 0) && p.Life.Kind != model.NeverLaw {
				pools = append(pools, fl.Name+"."+p.Name)
			}
		}
	}
	const most = 4
	if n := len(pools) - most; n > 0 {
		pools = append(pools[:most], sprint("and ", n, " more"))
	}
	if len(pools) > 0 {
		r.warning("W222", "", model.Origin{}, "units are taken to fail independently in %s; give a common_cause where they do not", strings.Join(pools, ", "))
	}
}

// redundant reports whether a pool can lose a unit and still have what it needs.
func redundant(p *model.Pool) bool {
	switch {
	case p.Groups != nil:
		return p.MemberNeeds() < p.Groups.Size || p.Needs.Count < p.Count/p.Groups.Size
	case p.Mode != model.Shared:
		return p.Count > 1
	}
	return p.Standby != nil || p.NeedsOf(p.Count) < p.Count
}
