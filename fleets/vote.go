package fleets

import (
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan/model"
)

const aVote = "write `vote: {copies: 3, agree: 3, recompute: until-agree, degrade: [2]}`"

// vote reads what compares the copies of a calculation.
func (r *reader) vote(fl *model.Fleet, pl *model.Pool, o *object) *model.VoteSpec {
	n := o.get("vote")
	for _, key := range voteKeys {
		if at := o.get(key); at != nil {
			r.failNode("E385", at, key+" outside a vote", "nothing is compared here", aVote)
		}
	}
	if !r.needsMap(n, "vote", "{copies: 3, agree: 3, degrade: [2]}") {
		return nil
	}
	m := r.object(n, o.sub("vote"), "vote")
	v := &model.VoteSpec{Copies: int(m.quantity("copies", aVoter).Value), Recompute: true}
	if m.get("copies") == nil {
		m.missing("copies", aVote)
	}
	if v.Agree = int(m.quantity("agree", aVoter).Value); v.Agree == 0 {
		v.Agree = v.Copies
	}
	v.Recompute = m.word("recompute", "until-agree", "none") == "until-agree"
	v.Degrade = r.degrade(m, v)
	v.Deadline = m.quantity("deadline", aSpan)
	m.done()
	r.checkVote(fl, pl, o, m, v)
	if v.Copies == 0 {
		return nil
	}
	return v
}

// degrade reads the numbers of members that may go on alone, the largest first.
func (r *reader) degrade(m *object, v *model.VoteSpec) []int {
	n := m.get("degrade")
	if n == nil {
		return nil
	}
	if n.shape != listShape {
		r.failNode("E100", n, "degrade is a list of numbers of members", "a list is needed", "write `degrade: ["+strings.TrimSpace(n.text)+"]`")
		return nil
	}
	var out []int
	for i, it := range n.items {
		k := int(r.quantity(it, m.sub("degrade")+sprint(".", i), aVoter).Value)
		switch {
		case k == 0: // reported
		case v.Copies > 0 && k >= v.Copies:
			r.failNode("E385", it, sprint("degrade to ", k, " of ", v.Copies, " copies"), "not fewer than copies", "write 1 to "+sprint(v.Copies-1)+": with all copies up the vote goes by agree")
		case !slices.Contains(out, k):
			out = append(out, k)
		}
	}
	sort.Sort(sort.Reverse(sort.IntSlice(out)))
	return out
}

// checkVote refuses what cannot be compared.
func (r *reader) checkVote(fl *model.Fleet, pl *model.Pool, o, m *object, v *model.VoteSpec) {
	at := m.get("copies")
	if v.Agree > v.Copies && v.Copies > 0 {
		r.failNode("E385", m.get("agree"), sprint("agree ", v.Agree, " of ", v.Copies, " copies"), "more than copies; no vote can ever end", sprint("write agree: ", v.Copies, " or fewer, or raise copies"))
	}
	if v.Copies > maxCopies {
		r.failNode("E630", at, sprint(v.Copies, " copies of a calculation"), sprint("at most ", maxCopies), "write copies: 3; what is not calculated together is groups with a vote each, as in `groups: {size: 3, needs: 2}`")
		return
	}
	of, many := "units", pl.Count
	if many == 1 {
		of = "unit"
	}
	if pl.Groups != nil {
		of, many = "members of a group", pl.Groups.Size
	}
	if many > 0 && v.Copies > many && at != nil {
		help := sprint("write copies: ", many, " or fewer, or raise count")
		switch {
		case pl.Groups != nil:
			help = sprint("write copies: ", many, " or fewer, or raise the size of the groups")
		case pl.Standby != nil && v.Copies <= pl.Units():
			help = sprint("raise count to ", v.Copies, ": units that stand by carry nothing, so they do not vote")
		}
		r.failNode("E385", at, sprint(v.Copies, " copies among ", many, " ", of), "more than there are", help)
	}
	if pl.Mode != model.Shared {
		r.failNode("E388", m.n, "a vote in a pool that is "+pl.Mode.String(), "they do not calculate side by side", "write `mode: shared`, or delete vote")
	}
	if c := o.get("copies"); c != nil {
		r.failNode("E389", c, "copies of a write beside a vote", "a vote replaces copies, never multiplies them", "delete copies here, or vote")
	}
	if d := m.get("deadline"); d != nil && v.Deadline.Set {
		switch {
		case pl.Throughput == nil || len(fl.Serves) == 0:
			r.failNode("E387", d, "a deadline, and nothing says how long a round takes", "it has no throughput, or no workload", "add `throughput: 4000 req/s` and a workload, or delete deadline")
		case !v.Recompute:
			r.failNode("E387", d, "a deadline without a second round", "recompute: none ends after one", "delete deadline, or write `recompute: until-agree`")
		}
	}
}

// warnVote says what of a vote is easily misread.
func (r *reader) warnVote(fl *model.Fleet, p *model.Pool) {
	v := p.Vote
	if v == nil {
		return
	}
	name, least := fl.Name+"."+p.Name, v.Least()
	switch {
	case p.Groups != nil && p.Groups.Needs < least:
		r.warning("W385", fl.Name, p.Origin, "%s: a group needs %d of its members, and its vote %d: %d count", name, p.Groups.Needs, least, least)
	case p.Groups != nil && !p.Groups.Explicit && p.Groups.Needs > least:
		r.warning("W385", fl.Name, p.Origin, "%s: nothing is said of what a group needs, so all %d of its members must be up; its vote would go on with %d: write groups.needs: %d", name, p.Groups.Needs, least, least)
	case p.Groups == nil && !p.Needs.Explicit && p.Needs.Count > least:
		r.warning("W385", fl.Name, p.Origin, "%s: nothing is said of what it needs, so all %d must be up; its vote would go on with %d: write needs: %d", name, p.Needs.Count, least, least)
	case p.Groups == nil && p.Needs.Explicit && p.Needs.Count < least:
		r.warning("W385", fl.Name, p.Origin, "%s: it needs %d, and its vote %d: %d count", name, p.Needs.Count, least, least)
	}
	for m := least + 1; m < v.Copies; m++ {
		if k := v.Voters(m); k < m {
			r.warning("W386", fl.Name, p.Origin, "%s: with %d members up neither agree nor degrade lets the vote go on: %d of them vote and the others wait", name, m, k)
			break
		}
	}
	for _, k := range v.Degrade {
		if k >= v.Agree {
			r.warning("W207", fl.Name, p.Origin, "%s: degrade %d says nothing: with %d members up the vote goes on as agree is %d", name, k, k, v.Agree)
		}
	}
	if 2*v.Agree <= v.Copies && !v.Recompute {
		r.warning("W387", fl.Name, p.Origin, "%s: %d of %d copies are no majority: as many wrong ones may agree first; write agree: %d or more", name, v.Agree, v.Copies, v.Copies/2+1)
	}
}
