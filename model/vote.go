package model

import "slices"

// A VoteSpec compares what copies of each calculation say, among the members of a
// group (without groups: the units of a pool), as written.
type VoteSpec struct {
	Copies    int
	Agree     int      // of them; Copies when absent
	Recompute bool     // repeat all until Agree agree; false: disagreement is detected, the request rejected
	Degrade   []int    // numbers of members, below Copies, that may go on when all of them agree; 1: unchecked
	Deadline  Quantity // hours until a request is lost; not Set: none
}

// Least is the smallest number of members up with which a vote goes on.
func (v *VoteSpec) Least() int {
	least := min(v.Copies, v.Agree)
	for _, m := range v.Degrade {
		least = min(least, m)
	}
	return least
}

// AtLeast is how few units there may be: as many as there are copies of a write, or of a
// calculation.
func (p *Pool) AtLeast() int {
	if p.Vote == nil {
		return max(1, p.Copies)
	}
	return max(1, p.Copies, p.Vote.Copies)
}

// MemberNeeds is how many members of a group must be up for it to work: what it needs,
// or what its vote does if that is more.
func (p *Pool) MemberNeeds() int {
	if p.Vote == nil {
		return p.Groups.Needs
	}
	return max(p.Groups.Needs, p.Vote.Least())
}

// NeedsOf is how many units (groups) must be up of so many; −1: what carries the demand
// of the moment. A vote among the units of the pool may need more than is written.
func (p *Pool) NeedsOf(total int) int {
	before := p.Count
	if p.Groups != nil {
		before /= p.Groups.Size
	}
	n := p.Needs.Of(total, before)
	if n >= 0 && p.Groups == nil && p.Vote != nil {
		n = max(n, p.Vote.Least())
	}
	return n
}

// Voters returns how many of the members that are up vote: Copies where there are as
// many; else all of them where Agree or Degrade lets them go on, or as many as the
// largest number below that does; 0 where none may. Such a gap (5 copies that all must
// agree, degrade [3], 4 up) is closed so that more members up never carry less.
func (v *VoteSpec) Voters(up int) int {
	if up >= v.Copies {
		return v.Copies
	}
	for m := up; m > 0; m-- {
		if m >= v.Agree || slices.Contains(v.Degrade, m) {
			return m
		}
	}
	return 0
}

// A CorruptionSpec is how units calculate wrongly without a word, as written.
type CorruptionSpec struct {
	Rate        Quantity // per calculation or, PerTime, per hour of a unit
	PerTime     bool
	Defective   Quantity // share of units that are simply wrong: Rate is then theirs alone; not Set: every unit's
	Alike       Quantity // chance that two wrong results agree; 1 when absent
	Common      Quantity // part of Rate that strikes all copies alike
	Environment Quantity // factor of Rate; 1 when absent
	Checked     Quantity // share that checksums catch
	Origin      Origin
}

// A Voting is a vote and what units get wrong, drawn: what model/integrity answers for.
type Voting struct {
	Vote *VoteSpec // nil: one copy is taken as it is
	// Rounds that a request with all its Calculations may take until its deadline; +Inf:
	// it has none.
	Rounds       float64
	Calculations float64 // of a request
	Error        float64 // chance that a copy is wrong
	Common       float64 // part of Error that strikes all copies of a calculation alike
	Alike        float64 // chance that a wrong copy has the result of the first wrong one; no others are equal
	Checked      float64 // share of wrong copies that checksums catch
	Fallible     float64 // share of the members up that err; 1 unless only defective units do
}

// Compared returns how many of the members that are up calculate, and how many of them
// must agree; 0, 0 where the vote does not go on.
func (v *Voting) Compared(up int) (copies, agree int) {
	if v.Vote == nil {
		return min(1, up), min(1, up)
	}
	n := v.Vote.Voters(up)
	return n, min(n, v.Vote.Agree)
}
