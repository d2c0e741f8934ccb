package exact

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// A MissionResult is what a System does until its first outage, from all up and new.
type MissionResult struct {
	Unreliability float64 // P(an outage begins before the horizon), a tail
	Reliability   float64 // P(none does)
	MTTF          float64 // mean hours to the first outage; +Inf where it may never come
	Method        model.Method
	Error         float64 // bound on the error of Unreliability, but for an approximation
	Why           string

	MeanMethod model.Method // of MTTF
	MeanWhy    string
}

// missionLimit is the work that Mission does where none is given: some seconds.
const missionLimit = 2e10

// exploring is how many times its limit a mission may spend on finding the states of its
// chain, whose operations are short: 1e10 of them take about a second.
const exploring = 20

// Mission returns the chance of an outage before the horizon and the mean time to the
// first, without sampling. limit bounds the floating point operations, about; 0: some
// seconds of them. Where it cannot, the error is an *Obstacle.
//
// What fails by exponential stages is one Markov chain which the outage ends, or
// several that are independent and in series: R = Π R_i. Units that are never repaired
// may have any law. Else a rare outage is approximated by its long-run rate.
func Mission(s *model.System, limit float64) (*MissionResult, error) {
	r, _, err := mission(s, limit)
	if err == nil && r.MeanWhy == "" {
		r.MeanMethod, r.MeanWhy = r.Method, r.Why
	}
	return r, err
}

// MissionCost returns how many floating point operations Mission takes, about; +Inf
// where it cannot answer. It counts them while it answers once.
func MissionCost(s *model.System, limit float64) float64 {
	_, ops, err := mission(s, limit)
	if err != nil {
		return math.Inf(1)
	}
	return ops
}

func mission(s *model.System, limit float64) (*MissionResult, float64, error) {
	if limit == 0 {
		limit = missionLimit
	}
	if err := unsteady(s); err != nil {
		return nil, 0, err
	}
	m := &missions{full: s, limit: limit}
	m.reduce()
	if unrepaired(m.s) {
		return m.unrepaired(), m.ops, nil
	}
	r, err := m.chain()
	if err == nil {
		return r, m.ops, nil
	}
	if r := m.oneFault(); r != nil {
		return r, m.ops, nil
	}
	if r, why := m.rare(err); r != nil {
		return r, m.ops, nil
	} else if why != nil {
		return nil, 0, why
	}
	return nil, 0, err
}

// unsteady names what changes with time in ways that no mission has.
func unsteady(s *model.System) error {
	if s.Grows() {
		return obstacle("units join while it runs")
	}
	if s.Maturity != nil {
		return obstacle("failover and incidents change over the years")
	}
	for i := range s.Incidents {
		if s.Incidents[i].HalfLife > 0 {
			return obstacle("incident %s becomes rarer", s.Incidents[i].Name)
		}
	}
	f := &fleet{s: s}
	for i := range s.Pools {
		p := &pool{PoolSystem: &s.Pools[i], index: i, needs: s.Pools[i].Needs}
		if p.Upkeep != nil {
			return obstacle("pool %s has maintenance", p.Name)
		}
		if p.Overload != nil && p.Overload.Region != nil && p.needs < 0 {
			return collapses(s)
		}
		if f.demandOf(p); p.Mode == model.Shared && p.needs < 0 && (p.Size > 0 || p.mayFollow()) {
			return obstacle("what pool %s needs follows the demand of the moment", p.Name)
		}
	}
	return nil
}

// A missions is a mission in the making.
type missions struct {
	full  *model.System
	s     *model.System // without what ends it at a constant rate
	rate  float64       // of that, per hour
	limit float64
	ops   float64
}

// reduce takes out what ends the mission whatever else is broken: incidents of a pool
// or the fleet, gateways that count, levels of which one domain is enough.
func (m *missions) reduce() {
	s := *m.full
	s.Load, s.Workloads = nil, nil
	s.Pools = append([]model.PoolSystem(nil), s.Pools...)
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Needs < 0 { // carries any demand, whatever is up
			p.Needs = 0
		}
	}
	s.Incidents = nil
	for _, in := range m.full.Incidents {
		switch in.Reach {
		case model.ReachFleet, model.ReachPool:
			m.rate += in.Rate
		case model.ReachGroup, model.ReachDomain:
			s.Incidents = append(s.Incidents, in)
		}
	}
	for i := range s.Gateways {
		if g := &s.Gateways[i]; g.Counts && !s.ByRequests && g.Availability < 1 {
			m.rate += gatewayOut(g) / g.Availability / g.Repair
		}
	}
	s.Gateways = nil
	s.Levels = append([]model.Level(nil), s.Levels...)
	m.s = &s
	for l := range s.Levels {
		if lv := &s.Levels[l]; lv.Life.Kind == model.Exponential && lv.Paths <= 1 {
			if n, fatal := m.fatal(l); fatal {
				m.rate += float64(n) * lv.Life.Rate()
				lv.Life = model.Law{}
			}
		}
	}
}

// fatal reports whether the loss of any domain of a level that holds units is an
// outage, and how many there are.
func (m *missions) fatal(l int) (n int, fatal bool) {
	g, err := newLumped(m.s, true, false)
	if err != nil {
		return 0, false
	}
	ok := true
	all, x := everything(m.s), g.newGlance()
	g.starts(func(s *lumpSpot, p float64) {
		if n > 0 {
			return
		}
		for i := range g.domains {
			d := &g.domains[i]
			if d.level != l {
				continue
			}
			used := false
			for _, c := range g.cells {
				for _, k := range c.domains {
					used = used || k == i
				}
			}
			if !used {
				continue
			}
			n++
			was := append([]int32(nil), s.v...)
			clear(s.v[d.at : d.at+d.life.len()])
			mv := g.newMover(func(t *lumpSpot, r float64) {
				g.look(t, all, x)
				ok = ok && !x.up
			})
			mv.look(s, all, mv.now)
			mv.close(s, 1, false)
			copy(s.v, was)
		}
	})
	return n, ok && n > 0
}

// chain answers by one chain, or by several in series.
func (m *missions) chain() (*MissionResult, error) {
	one, err := m.part(m.s)
	if err == nil {
		return m.answer([]*missionPart{one})
	}
	var parts []*missionPart
	split := m.divide()
	if len(split) < 2 {
		return nil, err
	}
	for _, s := range split {
		p, err := m.part(s)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return m.answer(parts)
}

// A missionPart is a part of a fleet that is up or not by itself.
type missionPart struct {
	*lumpChain
	work
}

// part explores the chain of a part, all of it or as deep as leaves out little.
func (m *missions) part(s *model.System) (*missionPart, error) {
	g, err := newLumped(s, true, false)
	if err != nil {
		return nil, err
	}
	p := &missionPart{work: work{most: exploring * m.limit}} // a state of many cells has many moves
	most := min(maxLumped, int(m.limit/5e4))
	c, ok := g.explore(&p.work, -1, min(most, enoughStates))
	if fails, repair, steep := g.steep(); !ok && steep && fails*repair < 0.5 {
		for depth := 1; ; depth++ {
			d, fits := g.explore(&p.work, depth, most)
			if !fits {
				break
			}
			c, ok = d, sum(d.beyond) == 0
			if d.first >= 0 && g.rarer(fails*repair, d.first, depth) < 1e-11 {
				ok = true
				break
			}
		}
	}
	m.ops += p.ops
	if !ok && p.spent() {
		return nil, obstacle("the chain to the first outage takes more than %.2g operations to lay out", p.most)
	}
	p.most = 0
	if !ok {
		return nil, obstacle("the chain to the first outage has some %.1g states, more than the %d that are solved", max(g.size(), 2*float64(most)), most)
	}
	p.lumpChain = c
	return p, nil
}

// divide returns the parts that never combine: pools that share neither crews nor
// domains that may be out without an outage, nor incidents that take one of many.
func (m *missions) divide() []*model.System {
	s := m.s
	if s.Freeze || len(s.Incidents) > 0 {
		return nil
	}
	for i := range s.Levels {
		if s.Levels[i].Life.Kind != model.NeverLaw {
			return nil
		}
	}
	var out []*model.System
	byCrew := map[int]*model.System{}
	for i := range s.Pools {
		p := s.Pools[i]
		if t, ok := byCrew[p.Crew]; ok && p.Crew > 0 {
			t.Pools = append(t.Pools, p)
			continue
		}
		t := *s
		t.Pools, t.Levels = []model.PoolSystem{p}, nil
		byCrew[p.Crew] = &t
		out = append(out, &t)
	}
	return out
}

// answer joins the parts.
func (m *missions) answer(parts []*missionPart) (*MissionResult, error) {
	r := &MissionResult{Method: model.Exact}
	t, lost, kept := m.full.Horizon, -math.Expm1(-m.rate*m.full.Horizon), math.Exp(-m.rate*m.full.Horizon)
	states := 0
	late := false
	for _, p := range parts {
		states += p.len()
		low, l, k, ok := p.until(t, m.limit)
		if !ok {
			late = true
			continue
		}
		r.Error += (l - low) + 1e-13*l
		lost, kept = union(lost, l), kept*k
	}
	var fault float64
	if r.MTTF, fault = m.mean(parts); math.IsNaN(r.MTTF) {
		return nil, obstacle("the mean time to the first outage of %d parts in series takes too long", len(parts))
	}
	r.Why = fmt.Sprintf("exact: the time to the first outage in a Markov chain of %d states, by uniformization", states)
	if len(parts) > 1 {
		r.Why = fmt.Sprintf("exact: the time to the first outage in %d independent parts in series, %d states in all, by uniformization", len(parts), states)
	}
	if r.Unreliability, r.Reliability = lost, kept; late {
		r.Unreliability, r.Reliability = -math.Expm1(-t/r.MTTF), math.Exp(-t/r.MTTF)
		r.Method, r.Error = model.Approximation, 0
		r.MeanMethod, r.MeanWhy = model.Exact, r.Why
		if fault > 1e-12 {
			r.MeanMethod, r.MeanWhy = model.Numerical, "numerical"+r.Why[len("exact"):]
		}
		r.Why = fmt.Sprintf("approximation: the mean time to the first outage is that of a Markov chain of %d states; before the horizon it is taken to come at a constant rate", states)
	} else if fault > 1e-12 || r.Error > 1e-12*lost {
		r.Method = model.Numerical
		r.Why = "numerical" + r.Why[len("exact"):]
	}
	for _, p := range parts {
		m.ops += p.ops
	}
	return r, nil
}

// until returns the chance of a loss by time t, from below and above, and that of none.
func (p *missionPart) until(t, limit float64) (low, high, kept float64, ok bool) {
	own := *p.sparse
	if p.depth < 0 {
		high, kept, ok = own.lostBy(&p.work, t, limit)
		return high, high, kept, ok
	}
	own.gone = p.beyond
	if low, _, ok = own.lostBy(&p.work, t, limit); !ok {
		return 0, 0, 0, false
	}
	own.gone, own.lost = nil, added(p.lost, p.beyond)
	high, kept, ok = own.lostBy(&p.work, t, limit)
	return low, high, kept, ok
}

func added(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] + b[i]
	}
	return out
}

// mean returns the mean time to the first outage; NaN where that takes too long.
func (m *missions) mean(parts []*missionPart) (hours, fault float64) {
	if len(parts) == 1 {
		p := parts[0]
		own := *p.sparse
		own.lost = append([]float64(nil), p.lost...)
		for i := range own.lost {
			own.lost[i] += m.rate + p.beyond[i]
		}
		if !own.sure() {
			return math.Inf(1), 0
		}
		return own.meanToLoss(&p.work)
	}
	scale := m.rate
	for _, p := range parts {
		own := *p.sparse
		own.lost = added(p.lost, p.beyond)
		if !own.sure() {
			continue
		}
		mean, _ := own.meanToLoss(&p.work)
		scale += 1 / mean
	}
	if scale == 0 {
		return math.Inf(1), 0
	}
	spent := 0.0
	hours = integral(1/scale, nil, func(t float64) float64 {
		r := math.Exp(-m.rate * t)
		for _, p := range parts {
			before := p.ops
			_, _, k, ok := p.until(t, m.limit-spent)
			if spent += p.ops - before; !ok {
				return math.NaN()
			}
			r *= k
		}
		return r
	})
	return hours, 1e-11
}

// sure reports whether a loss can come from every state.
func (c *sparse) sure() bool {
	from := c.transposed()
	seen := make([]bool, c.len())
	var open []int
	for i := range seen {
		if c.lost[i] > 0 {
			seen[i] = true
			open = append(open, i)
		}
	}
	n := len(open)
	for len(open) > 0 {
		j := open[len(open)-1]
		open = open[:len(open)-1]
		for k := from.row[j]; k < from.row[j+1]; k++ {
			if i := int(from.to[k]); !seen[i] {
				seen[i] = true
				n++
				open = append(open, i)
			}
		}
	}
	return n == c.len()
}
