package exact

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// coupled names what ties the units of a system together, or moves in time, so that
// the methods for independent units do not apply; nil where nothing does.
func coupled(s *model.System, ties []*tie) error {
	for i := range s.Levels {
		if l := &s.Levels[i]; l.Paths > 0 || l.Tree > 0 {
			return obstacle("level %s has redundant paths or crosses other domains", l.Name)
		}
	}
	for i := range s.Pools {
		p := &s.Pools[i]
		if slices.ContainsFunc(ties, func(t *tie) bool { return slices.Contains(t.pools, i) }) {
			continue
		}
		switch {
		case p.Crew > 0:
			return obstacle("units of pool %s wait for a crew", p.Name)
		case p.Spares != nil:
			return obstacle("units of pool %s wait for parts", p.Name)
		case p.Standby > 0:
			return obstacle("units of pool %s stand by", p.Name)
		case p.Beta > 0:
			return obstacle("units of pool %s fail of a common cause", p.Name)
		case p.Freeze || s.Freeze:
			return obstacle("units of pool %s do not age while it is down", p.Name)
		case p.Gray.Life.Kind != model.NeverLaw:
			return obstacle("units of pool %s fail half", p.Name)
		case p.Upkeep != nil:
			return obstacle("pool %s has maintenance", p.Name)
		}
	}
	for i := range s.Incidents {
		if s.Incidents[i].HalfLife > 0 {
			return obstacle("incident %s becomes rarer", s.Incidents[i].Name)
		}
	}
	if s.Maturity != nil {
		return obstacle("failover and incidents change over the years")
	}
	return nil
}

// collapses names a pool whose overload lasts longer than its load exceeds it, so that
// what a state carries hangs on those before it; nil where there is none.
func collapses(s *model.System) error {
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Overload != nil && p.Capacity != nil && s.Load != nil {
			return obstacle("pool %s collapses when it is overloaded: what it carries hangs on what was before", p.Name)
		}
	}
	return nil
}

// hourly names what is promised in some hours of the day only and goes by the load of
// these, which the law of what is up knows nothing of; nil where there is nothing.
func hourly(s *model.System) error {
	for w := range s.Workloads {
		if x := &s.Workloads[w]; x.ByRequests && !x.Hours.Always() {
			return obstacle("%s is promised in some hours only, and what is lost of it goes by the load of these", x.Name)
		}
	}
	if !inHours(s) {
		return nil
	}
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Needs < 0 && p.Mode == model.Shared && p.Capacity != nil && s.Load != nil {
			return obstacle("availability is promised in some hours only, and what pool %s needs follows the load of these", p.Name)
		}
	}
	return nil
}

// inHours reports whether something is promised in some hours only.
func inHours(s *model.System) bool {
	return !s.Hours.Always() || slices.ContainsFunc(s.Workloads, func(w model.WorkloadSystem) bool { return !w.Hours.Always() })
}

// sweeping reports whether a switch of an active-standby pool stops requests that do
// not visit it.
func sweeping(s *model.System, p *model.PoolSystem) bool {
	if p.Mode != model.ActiveStandby || !p.Cover.On || p.Cover.Scope != model.ScopeFleet {
		return false
	}
	for w := range s.Workloads {
		if p.VisitOf(w) < 1 {
			return true
		}
	}
	return false
}
