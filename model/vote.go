package model

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
