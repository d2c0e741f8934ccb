package decide

import (
	"strings"

	"github.com/capplan/capplan/model"
)

// poolFormula is when a pool has what it needs, and how often it does not.
func (x *explainer) poolFormula(i int) Formula {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	f := Formula{Of: "pool " + p.Name}
	count := Term{Symbol: "n", Means: "units", Value: float64(s.Count), Unit: "1", Text: p.CountQ.Text, From: from(p.CountQ.Origin)}
	switch {
	case s.Size > 0:
		x.grouped(&f, p, s)
	case s.Mode == model.ActiveStandby:
		f.Words = "one unit carries, the others wait in order; it is down while a takeover runs, after one that fails, and while no unit is up"
		f.Symbols = []string{"U_" + p.Name + " = Σ π(states without an active unit), π the long-run law of the chain over who works and who carries"}
		f.Terms = append(f.Terms, count)
	case s.Mode == model.Mirrored:
		f.Words = "every unit takes every write; it is up while one unit is up"
		f.Symbols = []string{"U_" + p.Name + " = P(none of n up) = q^n"}
		f.Terms = append(f.Terms, count)
	case s.Needs < 0:
		f.Words = "it is up while the units that are up carry the demand of the moment"
		f.Symbols = []string{"U_" + p.Name + " = P(C(units up) < demand), over the units up and the hours of the horizon"}
		f.Terms = append(f.Terms, count)
	default:
		f.Words = "it is up while at least k of its n units are up"
		f.Symbols = []string{"U_" + p.Name + " = P(fewer than k of n up) = Σ_{j=n−k+1..n} C(n,j) q^j (1−q)^(n−j)"}
		f.Terms = append(f.Terms, count, x.needsTerm(p, s, "units that must be up"))
	}
	x.ties(&f, p, s)
	f.Terms = append(f.Terms, x.unitTerms(p, s)...)
	f.Terms = append(f.Terms, x.coverTerms(p, s)...)
	if u, ok := x.alone(i); ok {
		f.Terms = append(f.Terms, Term{Symbol: "U_" + p.Name, Means: "share of time in which it lacks what it needs, by itself and with all domains up", Value: round12(u), Unit: "1"})
	} else if s.Mode == model.ActiveStandby || x.tied(s) {
		f.Symbols = []string{"U_" + p.Name + " = time in which it lacks what it needs ÷ time, over the histories"}
	}
	return f
}

// tied reports whether the binomial does not hold for the units of a pool.
func (x *explainer) tied(s *model.PoolSystem) bool {
	return tiedUnits(s, x.sys) || s.Beta > 0 || s.Gray.Life.Kind != model.NeverLaw || s.Upkeep != nil
}

func (x *explainer) needsTerm(p *model.Pool, s *model.PoolSystem, means string) Term {
	t := Term{Symbol: "k", Means: means, Value: float64(s.Needs), Unit: "1"}
	if v := p.Vote; v != nil && s.Size == 0 && s.Needs == v.Least() && p.Needs.Count < s.Needs {
		t.Means += voteNeeds
		t.From = x.origin(p.Name, "vote.copies")
	} else if p.Needs.Explicit {
		t.From = x.origin(p.Name, "needs")
	} else {
		t.Means += " (all, where nothing is said)"
	}
	return t
}

func (x *explainer) grouped(f *Formula, p *model.Pool, s *model.PoolSystem) {
	f.Words = "a group works while at least k of its m members are up, and then carries its share; what a group that does not work carries is lost"
	f.Symbols = []string{"U_group = P(fewer than k of m members up)"}
	k := Term{Symbol: "k", Means: "members that must be up", Value: float64(s.GroupNeeds), Unit: "1", From: x.origin(p.Name, "groups.needs")}
	if s.GroupNeeds > p.Groups.Needs {
		k.Means += voteNeeds
		k.From = x.origin(p.Name, "vote.copies")
	}
	f.Terms = append(f.Terms,
		Term{Symbol: "G", Means: "groups", Value: float64(s.Groups()), Unit: "1"},
		Term{Symbol: "m", Means: "members of a group", Value: float64(s.Size), Unit: "1", From: x.origin(p.Name, "groups.size")},
		k)
	if s.Needs >= 0 {
		t := x.needsTerm(p, s, "groups that must work for the fleet to be up")
		t.Symbol = "needs"
		f.Terms = append(f.Terms, t)
	}
}

// unitTerms are the life and repair of a unit; the rebuild where groups have one.
func (x *explainer) unitTerms(p *model.Pool, s *model.PoolSystem) []Term {
	repair := &p.Repair
	if p.Rebuilt() {
		repair = p.Groups.Rebuild
	}
	out := x.lifeTerms(&p.Life, repair, "a unit")
	if n := len(out); n == 3 && tiedUnits(s, x.sys) {
		out[n-1].Means += ", if it waited for nothing"
	}
	return out
}

func (x *explainer) coverTerms(p *model.Pool, s *model.PoolSystem) []Term {
	if p.Failover == nil {
		return nil
	}
	var out []Term
	if p.Failover.Success.Set {
		out = append(out, quantityTerm("c", "chance that a takeover succeeds", "1", &p.Failover.Success))
	}
	if t := p.Failover.Time; t != nil {
		out = append(out, x.timeTerm("T_switch", "takeover", t, s.Cover.Time.Mean))
	}
	if t := p.Failover.Recovery; t != nil {
		out = append(out, x.timeTerm("T_recover", "after a takeover that fails", t, s.Cover.Recovery.Mean))
	}
	return out
}

// ties puts what makes the units of a pool depend on one another. The binomial then
// no longer holds: a chain over how many work, wait and are repaired does.
func (x *explainer) ties(f *Formula, p *model.Pool, s *model.PoolSystem) {
	var what []string
	put := func(words string, t ...Term) {
		what = append(what, words)
		f.Terms = append(f.Terms, t...)
	}
	if s.Standby > 0 {
		put("standby units take the place of lost ones",
			Term{Symbol: "S", Means: "standby units (" + p.Standby.Kind + ")", Value: float64(s.Standby), Unit: "1", From: x.origin(p.Name, "standby.count")},
			quantityTerm("dormancy", "how fast one that waits ages", "1", &p.Standby.Dormancy))
	}
	if s.Crew > 0 {
		c := &x.sys.Crews[s.Crew-1]
		words := "failed units wait for a crew in the order of failure"
		if c.Sharing {
			words = "failed units share the crews alike"
		}
		put(words, Term{Symbol: "crews", Means: "repair crews", Value: float64(c.Count), Unit: "1", From: x.originOf(p.Name, "repair_crews")})
	}
	if s.Spares != nil {
		put("a failure takes a part from the shelf or waits for its own",
			Term{Symbol: "on_site", Means: "parts on the shelf", Value: float64(s.Spares.OnSite), Unit: "1", From: x.origin(p.Name, "spares.on_site")},
			x.timeTerm("resupply", "mean time until a part ordered is there", &p.Spares.Resupply, s.Spares.Resupply.Mean))
	}
	if s.Beta > 0 {
		put("a common cause takes all units that are up", quantityTerm("β", "share of a unit's failures that take all", "1", &p.Beta))
	}
	if s.Freeze || x.sys.Freeze {
		put("units do not age while it is down")
	}
	if s.Gray.Life.Kind != model.NeverLaw {
		put("units go half dead before they are detected",
			x.timeTerm("MTTF_gray", "mean time until a unit goes half dead", &p.Gray.Life, s.Gray.Life.Mean),
			quantityTerm("works", "share of its requests that one still serves", "1", &p.Gray.Works),
			x.timeTerm("detect", "mean time until it is detected", &p.Gray.Detect, s.Gray.Detect.Mean))
	}
	if s.Upkeep != nil {
		put("planned maintenance takes each unit in turn",
			quantityTerm("every", "time from one to the next", "h", &p.Upkeep.Every),
			x.timeTerm("batch", "time of a batch", &p.Upkeep.Duration, s.Upkeep.Duration.Mean),
			Term{Symbol: "at_once", Means: "units of a batch", Value: float64(s.Upkeep.AtOnce), Unit: "1", From: x.origin(p.Name, "maintenance.at_once")})
	}
	if len(what) == 0 {
		return
	}
	f.Words += "; " + strings.Join(what, "; ")
	if s.Mode == model.ActiveStandby {
		return
	}
	states := "fewer than k of n up"
	if s.Needs < 0 || s.Size > 0 {
		states = "that lack what the pool needs"
	}
	f.Symbols = []string{"U_" + p.Name + " = Σ π(states with " + states + "), π Q = 0 over how many units work, wait and are repaired"}
	if onlyCrews(s) && len(x.sys.Pools) == 1 {
		f.Symbols = []string{
			"U_" + p.Name + " = Σ_{j=n−k+1..n} π_j, π_{j+1} = π_j · λ_j ÷ μ_{j+1}, j units failed",
			"λ_j = (n−j) ÷ MTTF, μ_j = min(j, crews) ÷ MTTR",
		}
	}
}

// tiedUnits reports whether how long a unit is down depends on others.
func tiedUnits(s *model.PoolSystem, sys *model.System) bool {
	return s.Standby > 0 || s.Crew > 0 || s.Spares != nil || s.Freeze || sys.Freeze
}

// onlyCrews reports that nothing but crews ties the units of a k-of-n pool.
func onlyCrews(s *model.PoolSystem) bool {
	return s.Mode == model.Shared && s.Crew > 0 && s.Size == 0 && s.Needs >= 0 && s.Standby == 0 && s.Spares == nil && s.Beta == 0 &&
		!s.Freeze && s.Gray.Life.Kind == model.NeverLaw && s.Upkeep == nil &&
		s.Life.Kind == model.Exponential && s.Repair.Kind == model.Exponential
}

// unitFormula is a pool for figures that ask nothing of what it needs.
func (x *explainer) unitFormula(i int) Formula {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	f := Formula{Of: "pool " + p.Name, Words: "each unit alternates between a life and a repair"}
	f.Terms = append(f.Terms, Term{Symbol: "n", Means: "units", Value: float64(s.Count), Unit: "1", Text: p.CountQ.Text, From: from(p.CountQ.Origin)})
	x.ties(&f, p, s)
	f.Symbols = nil
	f.Terms = append(f.Terms, x.unitTerms(p, s)...)
	return f
}
