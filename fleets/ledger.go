package fleets

import "github.com/capplan/capplan/model"

// ledger reads what the members of a group agree on: agreement, read and write.
func (r *reader) ledger(pl *model.Pool, g *model.Groups, o *object) *model.Ledger {
	at, read, write := o.get("agreement"), o.get("read"), o.get("write")
	if at == nil && read == nil && write == nil {
		return nil
	}
	l := &model.Ledger{Origin: o.n.origin()}
	word := o.word("agreement", "majority", "byzantine")
	if word == "byzantine" {
		l.Agreement = model.Byzantine
	}
	l.Read, l.Write = o.count("read"), o.count("write")
	if pl.Mode != model.Shared {
		r.failNode("E394", o.n, sprint("a quorum in groups that are ", pl.Mode), "one of them carries, and asks no other", "write `mode: shared`, or delete agreement, read and write")
		return nil
	}
	n := g.Size
	if n == 0 {
		return nil
	}
	if at != nil && l.Agreement == model.Byzantine && n < 4 {
		r.failNode("E392", at, sprint("byzantine agreement of ", n), "3f+1 members stand f that lie: 4 is the least", "write size: 4, or `agreement: majority`")
		return nil
	}
	for _, q := range []struct {
		at  *node
		key string
		of  int
	}{{read, "read", l.Read}, {write, "write", l.Write}} {
		if q.at != nil && q.of > n {
			r.failNode("E390", q.at, sprint(q.key, " asks ", q.of, " of ", n, " members"), "more than there are; no "+q.key+" is ever done", sprint("write ", q.key, ": ", n, " or fewer, or raise size"))
			return nil
		}
	}
	fillQuorums(l, n, read != nil, write != nil)
	if !r.meeting(l, n, o, read, write) {
		return nil
	}
	return l
}

// fillQuorums gives the quorums that are not written their default: the least with which any two
// writes, and any read and write, share a member that is right.
func fillQuorums(l *model.Ledger, n int, read, write bool) {
	f := 0
	if l.Agreement == model.Byzantine {
		f = l.Agreement.Tolerates(n)
	}
	least := l.Agreement.Quorum(n)
	switch {
	case !read && !write:
		l.Read, l.Write = least, least
	case !write:
		l.Write = max(least, n+f+1-l.Read)
	case !read:
		l.Read = max(1, n+f+1-l.Write)
	}
}

// meeting refuses quorums that can miss one another.
func (r *reader) meeting(l *model.Ledger, n int, o *object, read, write *node) bool {
	f := 0
	if l.Agreement == model.Byzantine {
		f = l.Agreement.Tolerates(n)
	}
	least := l.Agreement.Quorum(n)
	at := write
	if at == nil {
		at = read
	}
	more := ""
	if f > 0 {
		more = sprint(" in a member that does not lie (", f, " may)")
	}
	switch {
	case l.Write < least:
		r.failNode("E391", at, sprint("a write is done with ", l.Write, " of ", n, " members"), "two writes need not meet"+more+": both halves of a group that is cut in two would go on", sprint("let write be ", least, " or more"))
		return false
	case l.Read+l.Write < n+f+1:
		if read != nil {
			at = read
		}
		r.failNode("E391", at, sprint("a read asks ", l.Read, " and a write ", l.Write, " of ", n, " members"), "a read may miss the last write"+more, sprint("let read be ", n+f+1-l.Write, " or more; where reads may be old, leave agreement, read and write out and say what a group needs"))
		return false
	}
	return true
}

// needsQuorum holds what a group needs against its quorum.
func (r *reader) needsQuorum(g *model.Groups, needs *node) {
	l := g.Ledger
	if l == nil {
		return
	}
	if needs != nil && g.Needs != l.Write {
		r.failNode("E393", needs, sprint("a group needs ", g.Needs, " members, and a write ", l.Write), "the quorum decides when a group works", sprint("delete needs, or write needs: ", l.Write))
	}
	g.Needs = l.Write
}

// warnLedger says what of a quorum is easily misread.
func (r *reader) warnLedger(fl *model.Fleet, p *model.Pool) {
	l := p.Ledger()
	if l == nil {
		return
	}
	n, name := p.Groups.Size, fl.Name+"."+p.Name
	f := l.Agreement.Tolerates(n)
	if less := smallest(l.Agreement, f); f > 0 && less < n && l.Write == l.Agreement.Quorum(n) {
		r.warning("W390", fl.Name, l.Origin, "%s: %d members stand the loss of %d, and so do %d: the others add copies, but no quorum", name, n, f, less)
	}
	if p.Throughput != nil && len(fl.Serves) > 0 && p.Writes == nil && !p.WritesAll.Set {
		r.warning("W392", fl.Name, l.Origin, "%s: all requests count as reads; add `write_share: 20 %%`", name)
	}
	if f == 0 || l.Write == n {
		r.warning("W391", fl.Name, l.Origin, "%s: a group cannot write with a member missing", name)
	}
}

// smallest is the smallest group that stands so many losses.
func smallest(a model.Agreement, f int) int {
	if a == model.Byzantine {
		return 3*f + 1
	}
	return 2*f + 1
}

// serviceOfCopies refuses what is not computed of answers that several units give together,
// in a ledger or a vote: its copies are taken as independent queues without an end.
func (r *reader) serviceOfCopies(pl *model.Pool, n *node) {
	v, beside := pl.Service, "a quorum"
	if pl.Vote != nil {
		beside = "a vote"
	}
	if pl.Ledger() == nil && pl.Vote == nil || v == nil || n.shape != mapShape {
		return
	}
	for _, k := range []struct {
		key string
		is  bool
	}{{"queue", v.Queue >= 0}, {"timeout", v.Timeout.Set}, {"hedge", v.Hedge.Set}, {"fan_out", v.FanOut > 1}} {
		if at, key := n.get(k.key), k.key; k.is && at != nil {
			r.failNode("E330", at, key+" beside "+beside, "not computed together", "delete "+key+": copies queue each for itself, by time, cv, arrival_cv and workers")
		}
	}
}
