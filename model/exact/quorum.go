package exact

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A QuorumAnswer is how seldom a group of a pool does not answer.
type QuorumAnswer struct {
	// Lacking is the share of time in which a group has fewer members up than it needs,
	// or is stopped: by an uncovered failure, or an incident of the pool or the fleet.
	Lacking float64
	// Electing is the share of a group's writes that fail while its leader's place is
	// taken over: Cover.Time of each covered loss of the leader, one of the members.
	Electing float64
	Rough    bool // stops are taken to end where a domain above them goes out
}

// A Standing is how the groups of a pool stand among the domains.
type Standing struct {
	classes []memberClass
	wanted  int
}

// Quorum returns how often a group of a pool (a pool without groups) lacks k members up or
// is stopped, on the mean over groups:
//
//	P(fewer than k up, or stopped) = Σ_{j<k} P(j up, no stop) + P(a stop)
//
// with the law of Members; a unit that stops is a chain of its own (newUnit), incidents are
// independent of all. With one leader among the members, each as often, its loss stops the
// group for T = Cover.Time, λ·T of the time, λ the rate of failures of a member in reach.
// All terms are positive: tails keep their digits.
//
// keep, where it is not nil, holds how the groups stand from one call to the next, of the
// same pool and topology.
func Quorum(s *model.System, pool, k int, keep *Standing) (QuorumAnswer, error) {
	p := &s.Pools[pool]
	m := &memberLaws{s: s, p: p, most: max(k, p.Size), keep: keep}
	if err := m.standsInTheWay(); err != nil {
		return QuorumAnswer{}, err
	}
	var a QuorumAnswer
	stop, reach, err := m.covered(&a)
	if err != nil {
		return QuorumAnswer{}, err
	}
	m.gather()
	law, err := m.law()
	if err != nil {
		return QuorumAnswer{}, err
	}
	for _, x := range law[:1+k] { // the stop first
		a.Lacking += x
	}
	a.Lacking = union(a.Lacking, stop)
	for i := range s.Incidents {
		in := &s.Incidents[i]
		if in.Reach != model.ReachFleet && (in.Reach != model.ReachPool || in.Index != pool) {
			continue
		}
		if !s.Steady || in.HalfLife > 0 || s.Maturity != nil && s.Maturity.IncidentsSet {
			return QuorumAnswer{}, obstacle("incident %s does not come as often at all times", in.Name)
		}
		a.Lacking = union(a.Lacking, inForce(in))
	}
	if c := &p.Cover; c.On && c.Time.Kind != model.NeverLaw && p.Life.Kind != model.NeverLaw {
		a.Electing = reach * c.Success * c.Time.Mean / (p.Life.Mean + p.Repair.Mean)
	}
	return a, nil
}

// covered solves a unit with what its failures stop, and returns the chance that units of
// other groups stop the group too, and that a member is in reach.
func (m *memberLaws) covered(a *QuorumAnswer) (stop, reach float64, err error) {
	s, p, c := m.s, m.p, &m.p.Cover
	quiet := true
	reach = 1
	for l := range s.Levels {
		if q := model.Unavailability(s.Levels[l].Life, s.Levels[l].Repair); q > 0 && p.Place > 0 {
			quiet = false
			if n := s.Levels[l].Paths; n > 0 {
				q = short(n, s.Levels[l].Needs, q)
			}
			reach *= 1 - q
		}
	}
	for i := range s.Pools {
		if o := &s.Pools[i]; o != p && o.Cover.On && o.Cover.Success < 1 && o.Cover.Scope == model.ScopeFleet {
			return 0, 0, obstacle("failures of pool %s stop the fleet", o.Name)
		}
	}
	if !c.On || p.Life.Kind == model.NeverLaw {
		return 0, reach, nil
	}
	slow := c.Success < 1 || c.Time.Kind != model.NeverLaw
	switch {
	case !slow:
		return 0, reach, nil
	case !s.Steady || s.Maturity != nil && s.Maturity.SuccessSet:
		return 0, 0, obstacle("failover of pool %s is not alike at all times", p.Name)
	case p.Mode != model.Shared || p.Beta > 0:
		return 0, 0, obstacle("failover of pool %s beside a common cause or a mode", p.Name)
	case c.Success == 1:
		return 0, reach, nil
	case !exponential(p.Life, p.Repair, c.Recovery):
		return 0, 0, obstacle("failover of pool %s with other laws than exponential", p.Name)
	}
	var w work
	own := *p
	own.Cover.Time = model.Law{} // takeovers are looked at apart
	u := w.newUnit(&own)
	if !quiet {
		a.Rough = true
	}
	if c.Scope != model.ScopePool && c.Scope != model.ScopeFleet && p.Size > 0 {
		m.stops = &u
		return 0, reach, nil
	}
	if !quiet {
		return 0, 0, obstacle("failures of pool %s stop all of it, and domains fail", p.Name)
	}
	m.stops = &u // its own group's
	others := p.Count - max(p.Size, 1)
	if p.Size == 0 {
		others = 0
	}
	return -math.Expm1(float64(others) * math.Log1p(-u.stop)), reach, nil
}
