package model

import "testing"

// TestVoters counts, for every vote of up to six copies, who votes with so many up: as
// many as the contract lets go on, and where it lets none but fewer would do, those.
func TestVoters(t *testing.T) {
	for copies := 1; copies <= 6; copies++ {
		for agree := 1; agree <= copies; agree++ {
			for set := range 1 << (copies - 1) {
				v := VoteSpec{Copies: copies, Agree: agree}
				for m := copies - 1; m >= 1; m-- {
					if set>>(m-1)&1 == 1 {
						v.Degrade = append(v.Degrade, m)
					}
				}
				goes := func(m int) bool { return m >= agree || m > 0 && set>>(m-1)&1 == 1 }
				least := copies
				for m := copies; m > 0; m-- {
					if goes(m) {
						least = m
					}
				}
				if v.Least() != least {
					t.Errorf("%+v: least %d, want %d", v, v.Least(), least)
				}
				for up := range copies + 3 {
					want := min(up, copies)
					for want > 0 && !goes(want) {
						want--
					}
					if got := v.Voters(up); got != want {
						t.Errorf("%+v: %d of %d vote, want %d", v, got, up, want)
					}
				}
			}
		}
	}
}

// TestNeedsOfVotes: a vote needs what it needs, of units or of the members of a group,
// and what is written counts where it is more.
func TestNeedsOfVotes(t *testing.T) {
	v := &VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2}}
	for _, c := range []struct {
		pool          Pool
		units, member int
	}{
		{Pool{Count: 3, Needs: Needs{Count: 1, Fixed: true}, Vote: v}, 2, 0},
		{Pool{Count: 3, Needs: Needs{Count: 3, Fixed: true}, Vote: v}, 3, 0},
		{Pool{Count: 3, Needs: Needs{Count: -1}, Vote: v}, -1, 0},
		{Pool{Count: 3, Needs: Needs{Count: 1, Fixed: true}}, 1, 0},
		{Pool{Count: 6, Needs: Needs{Count: 1, Fixed: true}, Groups: &Groups{Size: 3, Needs: 1}, Vote: v}, 1, 2},
		{Pool{Count: 6, Needs: Needs{Count: 2, Fixed: true}, Groups: &Groups{Size: 3, Needs: 3}, Vote: v}, 2, 3},
	} {
		p, of := &c.pool, c.pool.Count
		if p.Groups != nil {
			of /= p.Groups.Size
			if got := p.MemberNeeds(); got != c.member {
				t.Errorf("%+v: members %d, want %d", p, got, c.member)
			}
		}
		if got := p.NeedsOf(of); got != c.units {
			t.Errorf("%+v: needs %d, want %d", p, got, c.units)
		}
	}
}
