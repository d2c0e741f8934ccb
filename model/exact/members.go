package exact

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// Members returns the law of how many members of a group of a pool are up: entry j,
// 0..Size, is the share of the time in which a group has exactly j of them up, on the mean
// over the groups. For a pool without groups it is the law of the units up, the last entry,
// most, with as many or more; most counts for nothing where there are groups.
//
// Up is as in model/state.go: a unit works, every domain above it in every tree does, and
// no incident has taken its group or a domain above it. Incidents of the pool and the
// fleet, and what takeovers and uncovered failures stop, take no member.
//
// Given which domains of further trees, and which incidents, take two members or more, the
// domains of the first tree nest, and the law is a product of polynomials as in
// tree.go. A steady system needs the means of its laws only. One that starts new has the
// mean over its horizon, by quadrature; what is repaired is then exponential.
//
// Nothing is subtracted: the relative error of each entry, however small, is below 1e-12
// (members_test.go), over a horizon 1e-10. Where the units are not independent but for
// domains and shocks that nothing hides, the error is an *Obstacle that names what stands
// in the way.
func Members(s *model.System, pool, most int) ([]float64, error) {
	m := &memberLaws{s: s, p: &s.Pools[pool], most: most}
	if m.p.Size > 0 {
		m.most = m.p.Size
	}
	if err := m.standsInTheWay(); err != nil {
		return nil, err
	}
	m.gather()
	law, err := m.law()
	if err != nil {
		return nil, err
	}
	return law[1:], nil
}

func (m *memberLaws) law() ([]float64, error) {
	if m.s.Steady {
		return m.at(math.Inf(1))
	}
	return m.overTime()
}

// A memberLaws is the law of the members up of a pool in the making.
type memberLaws struct {
	s       *model.System
	p       *model.PoolSystem
	most    int
	classes []memberClass
	wanted  int // sets of members in all
	keep    *Standing
	stops   *unit // of a unit whose failures stop its group; nil: stops are looked away from
}

// A memberClass is the groups of a pool whose members share domains in the same way.
type memberClass struct {
	units []int // of one of them
	times float64
}

// memberOdds is how likely everything is to be down at one time.
type memberOdds struct {
	unit   []float64 // law of the members that work, where shocks tie them; nil: each by itself
	q      float64   // else that one does not, while it stops nothing
	stop   float64   // that it stops its group
	level  []float64
	force  []float64 // by incident: in force
	groups float64   // of the fleet
}

// standsInTheWay names what ties units together otherwise than through their domains.
func (m *memberLaws) standsInTheWay() error {
	p, s := m.p, m.s
	switch {
	case len(p.Arrivals) > 0:
		return obstacle("units join pool %s", p.Name)
	case p.Crew > 0:
		return obstacle("units of pool %s wait for a crew", p.Name)
	case p.Spares != nil:
		return obstacle("units of pool %s wait for parts", p.Name)
	case p.Standby > 0:
		return obstacle("units of pool %s stand by", p.Name)
	case p.Freeze || s.Freeze:
		return obstacle("units of pool %s do not age while it is down", p.Name)
	case p.Gray.Life.Kind != model.NeverLaw:
		return obstacle("units of pool %s fail half", p.Name)
	case p.Upkeep != nil:
		return obstacle("pool %s has maintenance", p.Name)
	case p.Beta > 0 && (!s.Steady || !exponential(p.Life, p.Repair)):
		return obstacle("units of pool %s fail of a common cause, and start new or have other laws than exponential", p.Name)
	case p.Beta > 0 && m.hidden():
		return obstacle("units of pool %s fail of a common cause, unless they are in what is out", p.Name)
	}
	for i := range s.Incidents {
		in := &s.Incidents[i]
		takes := in.Reach == model.ReachGroup && p.Size > 0 || in.Reach == model.ReachDomain
		if takes && (in.HalfLife > 0 || s.Maturity != nil && s.Maturity.IncidentsSet) {
			return obstacle("incident %s becomes rarer", in.Name)
		}
		if takes && s.Grows() {
			return obstacle("units join the fleet, and incident %s strikes what is there", in.Name)
		}
	}
	return nil
}

// hidden reports whether a unit that works may be out of a shock's reach.
func (m *memberLaws) hidden() bool {
	for i := range m.s.Levels {
		if m.p.Place > 0 && m.s.Levels[i].Life.Kind != model.NeverLaw {
			return true
		}
	}
	return slices.ContainsFunc(m.s.Incidents, func(in model.Incident) bool {
		return in.Reach == model.ReachGroup && m.p.Size > 0 || in.Reach == model.ReachDomain && m.p.Place > 0
	})
}

// gather sorts the groups into classes.
func (m *memberLaws) gather() {
	if k := m.keep; k != nil {
		if m.classes, m.wanted = k.classes, k.wanted; m.wanted > 0 {
			return
		}
		defer func() { k.classes, k.wanted = m.classes, m.wanted }()
	}
	size := m.p.Size
	if size == 0 {
		size = m.p.Count
	}
	known := map[string]int{}
	for first := 0; size > 0 && first+size <= m.p.Count; first += size {
		units := make([]int, size)
		for k := range units {
			units[k] = first + k
		}
		name := m.sign(units)
		c, ok := known[name]
		if !ok {
			c = len(m.classes)
			known[name] = c
			m.classes = append(m.classes, memberClass{units: units})
		}
		m.classes[c].times++
		m.wanted++
	}
}

// sign names how units share domains: by level, the domain of each by its first member.
func (m *memberLaws) sign(units []int) string {
	var b []byte
	if m.p.Place == 0 {
		return ""
	}
	for l := range m.s.Levels {
		seen := map[int]int{}
		for _, u := range units {
			d := m.domain(l, u)
			if _, ok := seen[d]; !ok {
				seen[d] = len(seen)
			}
			b = binary.AppendUvarint(b, uint64(seen[d]))
		}
	}
	return string(b)
}

// domain returns the instance of level l that unit u stands in.
func (m *memberLaws) domain(l, u int) int {
	lv := m.s.Levels
	if lv[l].Tree == 0 {
		return u % m.p.Place % lv[l].Total
	}
	inner := l
	for inner+1 < len(lv) && lv[inner+1].Tree == lv[l].Tree {
		inner++
	}
	return m.s.Under(u, lv[inner].Total) % lv[l].Total
}

// at returns the law at a time; +Inf: in the long run.
func (m *memberLaws) at(t float64) ([]float64, error) {
	o, err := m.odds(t)
	if err != nil {
		return nil, err
	}
	out := make([]float64, m.most+2)
	if m.wanted == 0 {
		out[1] = 1
		return out, nil
	}
	taken := 0.0
	for i := range m.s.Incidents {
		if m.s.Incidents[i].Reach == model.ReachGroup && m.p.Size > 0 {
			taken = union(taken, o.force[i]/o.groups)
		}
	}
	for i := range m.classes {
		c := &m.classes[i]
		law, err := m.class(c.units, o)
		if err != nil {
			return nil, err
		}
		for j, x := range law {
			out[j] += c.times / float64(m.wanted) * (1 - taken) * x
		}
	}
	out[1] += taken
	return out, nil
}

// odds returns what is down at a time.
func (m *memberLaws) odds(t float64) (*memberOdds, error) {
	o := &memberOdds{groups: float64(allGroups(m.s))}
	var err error
	if o.q, err = downAt(m.p.Life, m.p.Repair, t); err != nil {
		return nil, obstacle("units of pool %s %s", m.p.Name, err)
	}
	if m.stops != nil {
		o.q, o.stop = m.stops.q, m.stops.stop
	}
	if m.p.Beta > 0 && m.p.Life.Kind != model.NeverLaw {
		size := len(m.classes[0].units)
		if size > maxShocked {
			return nil, obstacle("%d units of pool %s fail of a common cause: too many states", size, m.p.Name)
		}
		o.unit = shockedLaw(size, m.p.Beta, m.p.Life.Mean, m.p.Repair.Mean)
	}
	for l := range m.s.Levels {
		lv := &m.s.Levels[l]
		q, err := downAt(lv.Life, lv.Repair, t)
		if err != nil && m.p.Place > 0 {
			return nil, obstacle("domains of level %s %s", lv.Name, err)
		}
		switch {
		case lv.Paths > 0 && lv.Beta > 0 && lv.Life.Kind != model.NeverLaw:
			if !math.IsInf(t, 1) || !exponential(lv.Life, lv.Repair) {
				return nil, obstacle("paths of level %s fail of a common cause, and start new or have other laws than exponential", lv.Name)
			}
			q = 0
			for _, x := range shockedLaw(lv.Paths, lv.Beta, lv.Life.Mean, lv.Repair.Mean)[:lv.Needs] {
				q += x
			}
		case lv.Paths > 0:
			q = short(lv.Paths, lv.Needs, q)
		}
		o.level = append(o.level, q)
	}
	for i := range m.s.Incidents {
		in := &m.s.Incidents[i]
		x, err := downAt(model.NewLaw(model.Exponential, 1/in.Rate, 0, 0), in.Duration, t)
		if in.Rate == 0 {
			x, err = 0, nil
		}
		if err != nil && (in.Reach == model.ReachGroup || in.Reach == model.ReachDomain) {
			return nil, obstacle("incident %s: it starts new and does not last an exponential time", in.Name)
		}
		o.force = append(o.force, x)
	}
	return o, nil
}

// maxShocked bounds the units that a common cause ties, in one chain.
const maxShocked = 400

// shockedLaw returns the long-run law of how many of n work when each fails by itself at
// (1 − β)/mttf, shocks at β/mttf take all that work, and each is repaired by itself.
func shockedLaw(n int, beta, mttf, mttr float64) []float64 {
	c := NewChain(n + 1)
	for down := range n + 1 {
		if down > 0 {
			c[down][down-1] += float64(down) / mttr
		}
		if down < n {
			c[down][down+1] += float64(n-down) * (1 - beta) / mttf
			c[down][n] += beta / mttf
		}
	}
	p := c.Steady()
	slices.Reverse(p)
	return p
}

// downAt returns the chance that what alternates is down at t, new at 0.
func downAt(life, repair model.Law, t float64) (float64, error) {
	switch {
	case life.Kind == model.NeverLaw:
		return 0, nil
	case math.IsInf(t, 1) && repair.Kind == model.NeverLaw:
		return 0, obstacle("are never repaired")
	case math.IsInf(t, 1):
		return model.Unavailability(life, repair), nil
	case repair.Kind == model.NeverLaw:
		f, _ := ended(&life, t)
		return f, nil
	case !exponential(life, repair):
		return 0, obstacle("start new and have other laws than exponential")
	}
	return -math.Expm1(-(1/life.Mean+1/repair.Mean)*t) * model.Unavailability(life, repair), nil
}
