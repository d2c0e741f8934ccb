package decide

import (
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// ledgerFigure reports whether a figure is one of quorums.
func ledgerFigure(metric string) bool {
	return strings.HasSuffix(metric, "availability.read") || strings.HasSuffix(metric, "availability.write") || strings.HasPrefix(metric, "latency.write")
}

// explainLedger says how a figure of quorums comes about, and what is left of them when
// a domain is cut off.
func (x *explainer) explainLedger() {
	x.out.Assumed, x.out.Missing = []string{}, []string{}
	write := !strings.HasSuffix(x.q.Metric, "availability.read")
	timed := strings.HasPrefix(x.q.Metric, "latency.")
	x.assume("members in one place are cut off together, and nothing else is: a group goes on where its quorum is")
	if timed {
		x.assume("all members are up, at demand.peak; the first of a group leads it; members are independent")
	}
	var cuts []int // formulas
	for i := range x.fleet.Pools {
		p := &x.fleet.Pools[i]
		if p.Ledger() == nil || x.q.Pool != "" && p.Name != x.q.Pool {
			continue
		}
		if timed {
			x.add(x.writeFormula(i))
			continue
		}
		x.add(x.quorumFormula(i, write))
		x.add(x.unitFormula(i))
		for l := range x.sys.Levels {
			if f, ok := x.cutOff(i, l); ok {
				cuts = append(cuts, len(x.out.Formulas))
				x.add(f)
			}
		}
	}
	for l := range x.sys.Levels {
		if !timed {
			x.add(x.levelFormula(l))
		}
	}
	for _, a := range assumptions(x.plan) {
		if x.decides(a.Path) || x.ledgerInput(a.Path) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	x.say()
	for _, k := range cuts {
		f := &x.out.Formulas[k]
		phrase := (&phrase{}).say("Losing any one %s leaves a write quorum in at least ", strings.TrimPrefix(f.Of, "losing one "))
		for t := range f.Terms[:2] {
			if t == 1 {
				phrase.say(" of the groups, and one to read in ")
			}
			v := f.Terms[t].Value
			phrase.num(percent(v, nil), v, "formulas/"+strconv.Itoa(k)+"/terms/"+strconv.Itoa(t)+"/value")
		}
		x.out.Answer.Why = append(x.out.Answer.Why, phrase.say(".").done())
	}
}

func (x *explainer) ledgerInput(path string) bool {
	rest, ok := x.rest(path)
	return ok && (strings.HasSuffix(rest, ".latency") || strings.Contains(rest, "service."))
}

// quorumFormula is how often the groups of a pool lack a quorum.
func (x *explainer) quorumFormula(i int, write bool) Formula {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	l := p.Ledger()
	read, w := quorums(p)
	k, what, key := w, "write", "groups.write"
	if !write {
		k, what, key = read, "read", "groups.read"
	}
	f := Formula{Of: "pool " + p.Name, Words: "a group can " + what + " while k of its m members are up and nothing stops it"}
	f.Symbols = []string{"U_" + what + " = P(fewer than k of m members up, or stopped)"}
	if n := l.Agreement.Quorum(s.Size); k == n {
		f.Words += "; k by agreement: " + l.Agreement.String()
	}
	f.Terms = append(f.Terms,
		Term{Symbol: "k", Means: "members that a " + what + " asks", Value: float64(k), Unit: "1", From: x.origin(p.Name, key)},
		Term{Symbol: "m", Means: "members of a group", Value: float64(s.Size), Unit: "1", From: x.origin(p.Name, "groups.size")},
		Term{Symbol: "G", Means: "groups", Value: float64(s.Groups()), Unit: "1"})
	if t := s.Cover.Time; write && s.Cover.On && t.Kind != model.NeverLaw {
		f.Words += "; a leader that is lost, one of the members, costs an election"
		f.Symbols = append(f.Symbols, "U_write = 1 − (1 − U_quorum) · (1 − c · T_switch ÷ (MTTF + MTTR))")
	}
	f.Terms = append(f.Terms, x.coverTerms(p, s)...)
	return f
}

// writeFormula is how long a write to the groups of a pool takes.
func (x *explainer) writeFormula(i int) Formula {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	_, k := quorums(p)
	f := Formula{Of: "pool " + p.Name, Words: "the leader sends a write to all members and waits until k have answered, itself among them"}
	f.Symbols = []string{"T = the k-th smallest of D_i + S_i, i = 1..m"}
	if p.Ledger().Agreement == model.Byzantine {
		f.Words += "; when a quorum has prepared, a commit takes half a way more"
		f.Symbols = []string{"T = the k-th smallest of D_i + S_i, plus half the k-th smallest of D_i, i = 1..m"}
	}
	ds, _ := x.stage.distances(i, 0, nil)
	slices.Sort(ds)
	f.Terms = append(f.Terms,
		Term{Symbol: "k", Means: "members that a write asks", Value: float64(k), Unit: "1", From: x.origin(p.Name, "groups.write")},
		Term{Symbol: "m", Means: "members of a group", Value: float64(s.Size), Unit: "1", From: x.origin(p.Name, "groups.size")},
		Term{Symbol: "D_(k)", Means: "there and back to the k-th nearest member of the first group, the leader's own 0", Value: round12(ds[k-1] * 1000), Unit: "ms"})
	if v := p.Service; v != nil {
		f.Terms = append(f.Terms, Term{Symbol: "S", Means: "mean service of a member, waits not in", Value: round12(v.Time.At(nil) * seconds * 1000), Unit: "ms", From: x.origin(p.Name, "service.time")})
	}
	return f
}

// cutOff says in what share of the groups of a pool the quorums are left when the worst one
// domain of a level is cut off, all else up.
func (x *explainer) cutOff(i, l int) (Formula, bool) {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	lv := &x.sys.Levels[l]
	if s.Place == 0 || s.Groups() == 0 {
		return Formula{}, false
	}
	read, write := quorums(p)
	lost := make([][2]int, lv.Total) // groups that lack a quorum
	for g := range s.Groups() {
		in := map[int]int{}
		for u := g * s.Size; u < (g+1)*s.Size; u++ {
			in[x.stage.instance(s, u, l)]++
		}
		for d, n := range in {
			if s.Size-n < write {
				lost[d][0]++
			}
			if s.Size-n < read {
				lost[d][1]++
			}
		}
	}
	worst := [2]int{}
	for _, n := range lost {
		worst[0], worst[1] = max(worst[0], n[0]), max(worst[1], n[1])
	}
	share := func(n int) float64 { return round12(1 - float64(n)/float64(s.Groups())) }
	return Formula{
		Of: "losing one " + lv.Name, Words: "of the groups of " + p.Name + " those in which the quorum is left, all else up, at the worst " + lv.Name,
		Terms: []Term{
			{Symbol: "writes", Means: "groups that can still write", Value: share(worst[0]), Unit: "1"},
			{Symbol: "reads", Means: "groups that can still read", Value: share(worst[1]), Unit: "1"},
		},
	}, true
}
