package exact

import (
	"encoding/binary"
	"math/bits"

	"github.com/capplan/capplan/model"
)

// domains returns how often the fleet stops being up because of a domain: by level,
// for the domains under no active-standby pool,
//
//	Σ_v w_v (P(down | v out) − P(down | v up)) = λ_ℓ (Σ_v P(down | v out) − n P(down))
//
// with w the frequency of failures and λ the rate while up (Birnbaum 1969).
func (q *question) domains(t *tree, a *answer) float64 {
	var s float64
	all := q.downOf(a.law)
	for l := range t.levels {
		if d := q.downOf(a.hit[l]) - a.n[l]*all; d > 0 {
			s += t.levels[l].Life.Rate() * d
		}
	}
	for _, d := range t.order {
		s += t.levels[d.level].Life.Rate() * q.marked(t, a.law, t.marks[d])
	}
	return s
}

// maxOut bounds the domains looked at one by one.
const maxOut = 64

// domainsMixed is domains with incidents that take a domain, weighted as by mix: a
// domain under one that is taken, or above it, adds less while it is.
func (q *question) domainsMixed(t *tree, a *answer, weights []float64, ring bool) float64 {
	s := q.domains(t, a)
	if len(weights) == 0 || q.f.quiet() {
		return s
	}
	odds := 1.0
	for i, w := range weights {
		if w == 0 {
			continue
		}
		in := &q.f.s.Incidents[i]
		alike, many := t.alike(in.Index), float64(min(t.used, t.levels[in.Index].Total))
		if ring || len(alike) > maxOut {
			q.f.roughly("domains that fail while incident %s has one out are counted as without it", in.Name)
			return q.domains(t, a)
		}
		for _, d := range alike {
			out := *t
			out.gone = &place{in.Index, d.i}
			taken := q.f.above(&out)
			s += w * float64(d.times) / many * q.domains(&out, &taken)
		}
		odds += w
	}
	return s / odds
}

// A double is a domain and how many stand as it does.
type double struct{ i, times int }

// alike returns the domains of a level that hold units, one for all that stand
// under domains of the same classes.
func (t *tree) alike(level int) []double {
	ids := t.places()
	var out []double
	at := map[string]int{}
	for i := range min(t.used, t.levels[level].Total) {
		var b []byte
		for l := range level + 1 {
			b = binary.AppendUvarint(b, uint64(ids[l][i%t.levels[l].Total]))
		}
		k, ok := at[string(b)]
		if !ok {
			k = len(out)
			at[string(b)] = k
			out = append(out, double{i, 0})
		}
		out[k].times++
	}
	return out
}

// marked returns P(the fleet is up, and would not be if the marked domain went out).
func (q *question) marked(t *tree, l law, bit uint64) float64 {
	total, rest := map[uint64]float64{}, map[uint64]float64{}
	var order []uint64
	for _, x := range l {
		b := x.key & t.marked
		if _, ok := total[b]; !ok {
			order = append(order, b)
		}
		total[b] += x.p
		rest[b] += x.p * q.all(x.key, true).down
	}
	var s float64
	for _, b := range order {
		if b&bit == 0 || total[b&^bit] == 0 {
			continue
		}
		idle, drop := 0.0, 0.0
		for i := range q.marks {
			m := &q.marks[i]
			here := m.local(b)
			idle = union(idle, m.idle[here])
			for j, at := range m.bits {
				if at == bits.TrailingZeros64(bit) {
					drop = union(drop, m.drop[j][here])
				}
			}
		}
		before, after := rest[b]/total[b], rest[b&^bit]/total[b&^bit]
		s += total[b] * (1 - idle) * (max(after-before, 0) + drop*(1-after))
	}
	return s
}

// reachesDomain reports whether an incident takes a domain.
func (f *fleet) reachesDomain() bool {
	for i := range f.s.Incidents {
		if f.s.Incidents[i].Reach == model.ReachDomain {
			return true
		}
	}
	return false
}

// mix returns the law with incidents that take a domain: one of them in force, or
// none. Two at once are counted as one, and bounded by loss.
func (f *fleet) mix(a *answer, loss func(law) float64) (law, []float64, error) {
	if !f.reachesDomain() {
		return a.law, nil, nil
	}
	none, odds, worst := 1.0, 0.0, 0.0
	weights := make([]float64, len(f.s.Incidents))
	for i := range f.s.Incidents {
		in := &f.s.Incidents[i]
		if in.Reach != model.ReachDomain {
			continue
		}
		for p := range f.pools {
			if f.pools[p].kind == switched && f.pools[p].standby != nil {
				return nil, nil, obstacle("incident %s takes a domain and pool %s is active-standby", in.Name, f.pools[p].Name)
			}
		}
		x := inForce(in)
		none *= 1 - x
		weights[i] = x / (1 - x)
		odds += weights[i]
		worst = max(worst, loss(a.hit[in.Index])/a.n[in.Index])
	}
	if rest := 1 - none*(1+odds); rest > 1e-15 {
		f.leave(rest * min(1, 2*worst))
	}
	out := plus(1/(1+odds), a.law, 0, nil)
	for i := range f.s.Incidents {
		if l := f.s.Incidents[i].Index; weights[i] > 0 {
			out = plus(1, out, weights[i]/(1+odds)/a.n[l], a.hit[l])
		}
	}
	return out, weights, nil
}

// hitRates returns how often the fleet stops being up because an incident takes a
// domain.
func (f *fleet) hitRates(a *answer, weights []float64, loss func(law) float64) float64 {
	var s float64
	for i, w := range weights {
		if w == 0 {
			continue
		}
		in := &f.s.Incidents[i]
		if d := loss(a.hit[in.Index])/a.n[in.Index] - loss(a.law); d > 0 {
			s += inForce(in) / in.Duration.Mean * d
		}
	}
	return s
}
