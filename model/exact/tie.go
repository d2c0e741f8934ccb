package exact

import (
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// A tie is the joint law of how many units of some pools work, where they wait for the
// same crews or for parts. Domains have no part in it, so it is the law in the fleet
// too, and as the units of a pool are alike, which of them work is any choice alike:
// given that w of N work, those of r that can be reached are hypergeometric.
type tie struct {
	pools  []int   // index in the System
	units  []int   // of each
	states [][]int // units that work, of each pool
	p      []float64
	flows  []flow
	chain  *whole
}

// A flow is how often per hour the units that work become fewer.
type flow struct {
	from, to []int
	rate     float64
}

// bound reports whether a pool can be tied: nothing of its units depends on domains.
// A shock does: it strikes what is up.
func bound(s *model.System, p *model.PoolSystem) bool {
	c := &p.Cover
	slow := c.On && (c.Success < 1 || c.Time.Kind != model.NeverLaw)
	return !p.Freeze && !s.Freeze && p.Gray.Life.Kind == model.NeverLaw && !slow && p.Size == 0 && (p.Standby == 0 || p.Dormancy == 1)
}

// tieable reports whether all that hangs together can be tied, and whether exactly.
func tieable(s *model.System) (ok, exactly bool) {
	exactly = true
	for i := range s.Pools {
		p := &s.Pools[i]
		if !tied(s, p) {
			continue
		}
		if !bound(s, p) {
			return false, false
		}
		exactly = exactly && p.Beta == 0
	}
	for i := range s.Levels {
		if s.Levels[i].Life.Kind != model.NeverLaw {
			return true, exactly
		}
	}
	return true, exactly && !slices.ContainsFunc(s.Incidents, func(i model.Incident) bool { return i.Reach == model.ReachDomain })
}

// newTies solves every set of pools that share crews.
func newTies(s *model.System, most float64) ([]*tie, error) {
	byCrew := map[int]int{}
	var out []*tie
	for i := range s.Pools {
		p := &s.Pools[i]
		if !tied(s, p) {
			continue
		}
		k, ok := byCrew[p.Crew]
		if !ok || p.Crew == 0 {
			k = len(out)
			byCrew[p.Crew] = k
			out = append(out, &tie{})
		}
		out[k].pools = append(out[k].pools, i)
		out[k].units = append(out[k].units, p.Units())
	}
	for _, t := range out {
		if err := t.solve(s, most); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *tie) solve(s *model.System, most float64) error {
	own := model.System{Horizon: s.Horizon, Steady: true, Pools: pick(s.Pools, t.pools), Crews: s.Crews}
	for i := range own.Pools {
		p := &own.Pools[i]
		p.Place = 0
		if p.Needs < 0 {
			p.Needs = 0
		}
	}
	if t.simple(&own) {
		return nil
	}
	g, err := newLumped(&own, false, true)
	if err != nil {
		return err
	}
	w := &whole{f: &fleet{s: &own}}
	w.most = most
	if w.lumpChain, err = g.bounded(&w.work, maxLumped); err != nil {
		return err
	}
	w.p, w.fault = w.steady(&w.work)
	w.missing = w.beyondBound()
	t.chain = w
	t.gather()
	return nil
}

// simple solves one pool of units that wait for a crew only, by birth and death.
func (t *tie) simple(s *model.System) bool {
	p := &s.Pools[0]
	if len(s.Pools) > 1 || p.Crew == 0 || p.Spares != nil || p.Beta > 0 || !exponential(p.Life, p.Repair) {
		return false
	}
	n := p.Units()
	b := Crews(n, s.Crews[p.Crew-1].Count, p.Life.Mean, p.Repair.Mean)
	for j, x := range b.P {
		if x < negligible*1e-20 {
			continue
		}
		t.states, t.p = append(t.states, []int{n - j}), append(t.p, x)
		if j < n {
			t.flows = append(t.flows, flow{[]int{n - j}, []int{n - j - 1}, x * b.up[j]})
		}
	}
	return true
}

// gather sums the chain over states with the same units at work.
func (t *tie) gather() {
	w := t.chain
	at, flows := map[string]int{}, map[string]int{}
	of := make([]int, len(w.p))
	spot := w.newSpot()
	for i := range w.p {
		w.open(w.keys[i], spot)
		k := make([]int, len(t.pools))
		for _, c := range w.cells {
			for j, st := range w.pools[c.pool].statuses {
				if st.does == works {
					k[c.pool] += int(spot.v[c.at+j])
				}
			}
		}
		name := counts(k)
		if _, ok := at[name]; !ok {
			at[name] = len(t.states)
			t.states, t.p = append(t.states, k), append(t.p, 0)
		}
		of[i] = at[name]
		t.p[of[i]] += w.p[i]
	}
	for i := range w.p {
		for k := w.row[i]; k < w.row[i+1]; k++ {
			a, b := t.states[of[i]], t.states[of[w.to[k]]]
			fewer := false
			for j := range a {
				fewer = fewer || b[j] < a[j]
			}
			if !fewer {
				continue
			}
			name := counts(a) + ">" + counts(b)
			if _, ok := flows[name]; !ok {
				flows[name] = len(t.flows)
				t.flows = append(t.flows, flow{from: a, to: b})
			}
			t.flows[flows[name]].rate += w.p[i] * w.rate[k]
		}
	}
}

func counts(k []int) string {
	var b []byte
	for _, x := range k {
		b = append(strconv.AppendInt(b, int64(x), 10), ' ')
	}
	return string(b)
}

// alone returns the law of one pool of a tie.
func (t *tie) alone(j int) *tie {
	out := &tie{pools: t.pools[j : j+1], units: t.units[j : j+1]}
	n := t.units[j]
	p, flows := make([]float64, n+1), map[[2]int]float64{}
	for i, k := range t.states {
		p[k[j]] += t.p[i]
	}
	var order [][2]int
	for _, f := range t.flows {
		if f.to[j] >= f.from[j] {
			continue
		}
		e := [2]int{f.from[j], f.to[j]}
		if _, ok := flows[e]; !ok {
			order = append(order, e)
		}
		flows[e] += f.rate
	}
	for k, x := range p {
		if x > 0 {
			out.states, out.p = append(out.states, []int{k}), append(out.p, x)
		}
	}
	for _, e := range order {
		out.flows = append(out.flows, flow{[]int{e[0]}, []int{e[1]}, flows[e]})
	}
	return out
}

// A mixture is the law of how many units are up, P(X = k) and the tails.
type mixture struct {
	p              []float64
	below, atLeast []float64 // P(X < m), P(X ≥ m)
}

func (m *mixture) sums() {
	n := len(m.p)
	m.below, m.atLeast = make([]float64, n+1), make([]float64, n+1)
	for k := range n {
		m.below[k+1] = m.below[k] + m.p[k]
		m.atLeast[n-1-k] = m.atLeast[n-k] + m.p[n-1-k]
	}
}

// hyper adds weight times the law of how many of r units, of N of which w work, work:
//
//	P(X = j) = C(w,j) C(N−w,r−j) / C(N,r)
//
// by the ratio of neighbours from the most likely j on.
func hyper(to []float64, weight float64, n, w, r int) {
	lo, hi := max(0, r-(n-w)), min(r, w)
	mode := min(max((r+1)*(w+1)/(n+2), lo), hi)
	q := float64(r) / float64(n)
	top := weight
	if lo < hi {
		top *= binomial(w, mode, q, 1-q) * binomial(n-w, r-mode, q, 1-q) / binomial(n, r, q, 1-q)
	}
	to[mode] += top
	for x, j := top, mode; j < hi && x > 1e-60; j++ {
		x *= float64(w-j) * float64(r-j) / (float64(j+1) * float64(n-w-r+j+1))
		to[j+1] += x
	}
	for x, j := top, mode; j > lo && x > 1e-60; j-- {
		x *= float64(j) * float64(n-w-r+j) / (float64(w-j+1) * float64(r-j+1))
		to[j-1] += x
	}
}

// mix returns the law of how many units of a tied pool are up among r that can be
// reached, given that so many work; −1: whatever the tie says.
func (p *pool) mix(r int) *mixture {
	id := [2]int{p.fixed, r}
	if m, ok := p.mixes[id]; ok {
		return m
	}
	m := &mixture{p: make([]float64, r+1)}
	if p.fixed >= 0 {
		hyper(m.p, 1, p.Count, p.fixed, r)
	} else {
		for i, k := range p.own.states {
			hyper(m.p, p.own.p[i], p.Count, k[0], r)
		}
	}
	m.sums()
	p.mixes[id] = m
	return m
}

// falls returns the chance that fewer than m of n reachable units are up.
func (p *pool) falls(n, m int) float64 {
	switch {
	case p.own == nil:
		return short(n, m, p.q)
	case m <= 0:
		return 0
	case m > n:
		return 1
	}
	return p.mix(n).below[m]
}

// atLeast returns the chance that at least m of n reachable units are up.
func (p *pool) atLeast(n, m int) float64 {
	switch {
	case p.own == nil:
		return p.unit.atLeast(n, m)
	case m <= 0:
		return 1
	case m > n:
		return 0
	}
	return p.mix(n).atLeast[m]
}

// given returns the law when exactly w of a tied pool's units work.
func (p *pool) given(w, r int) *mixture {
	was := p.fixed
	p.fixed = w
	m := p.mix(r)
	p.fixed = was
	return m
}

// drops returns how much one flow adds to the mean of a function that grows as fewer
// are up, with n reachable. One unit that fails is reachable with the chance j/w.
func (p *pool) drops(from, to, n int, loss func(int) float64) float64 {
	a := p.given(from, n)
	var s float64
	if to == from-1 {
		for j := 1; j < len(a.p); j++ {
			if a.p[j] > 0 {
				s += a.p[j] * float64(j) / float64(from) * (loss(j-1) - loss(j))
			}
		}
		return s
	}
	b := p.given(to, n)
	for j := range a.p {
		s += (b.p[j] - a.p[j]) * loss(j)
	}
	return max(s, 0)
}

// tiedLeaves returns how often per hour fewer than m of n reachable units become up.
func (p *pool) tiedLeaves(n, m int) float64 {
	var s float64
	if m <= 0 || m > n {
		return 0
	}
	for _, f := range p.own.flows {
		w, to := f.from[0], f.to[0]
		if to == w-1 {
			s += f.rate * p.given(w, n).p[m] * float64(m) / float64(w)
		} else {
			s += f.rate * max(p.given(to, n).below[m]-p.given(w, n).below[m], 0)
		}
	}
	return s
}

// tieOf lets a pool know the tie it is in.
func (f *fleet) tieOf(p *pool) bool {
	for _, t := range f.ties {
		j := slices.Index(t.pools, p.index)
		if j < 0 || p.Life.Kind == model.NeverLaw {
			continue
		}
		whole := *p.PoolSystem
		whole.Count, whole.Standby = p.Units(), 0
		for len(whole.Capacity) > 0 && len(whole.Capacity) <= whole.Count {
			whole.Capacity = append(slices.Clip(whole.Capacity), whole.Capacity[len(whole.Capacity)-1])
		}
		whole.Walls = slices.Clone(whole.Walls)
		for i := range whole.Walls {
			x := &whole.Walls[i]
			for len(x.Capacity) <= whole.Count {
				x.Capacity = append(slices.Clip(x.Capacity), x.Capacity[len(x.Capacity)-1])
			}
		}
		p.at, p.tie, p.own, p.fixed = j, t, t.alone(j), -1
		p.places, p.PoolSystem, p.mixes = p.Count, &whole, map[[2]int]*mixture{}
		mean := 0.0
		for i, k := range p.own.states {
			mean += p.own.p[i] * float64(k[0])
		}
		p.unit = unit{q: 1 - mean/float64(whole.Count)}
		return true
	}
	return false
}

// tiedPart is the part of pools that share crews in a question.
func (q *question) tiedPart(pools []int, fields []field) part {
	t := q.f.pools[pools[0]].tie
	return func(key uint64) state {
		var s state
		n := make([]int, len(pools))
		for i := range pools {
			n[i] = fields[i].of(key)
		}
		bad := func(k []int, but int) float64 {
			x := 0.0
			for i, at := range pools {
				if p := &q.f.pools[at]; i != but && p.needs > 0 {
					y := 1.0
					if p.needs <= n[i] {
						y = p.given(k[p.at], n[i]).below[p.needs]
					}
					x = union(x, y)
				}
			}
			return x
		}
		for i, k := range t.states {
			s.down += t.p[i] * bad(k, -1)
		}
		q.f.ops += 50 * float64(len(t.states)*len(pools))
		if !q.rate {
			return s
		}
		for _, f := range t.flows {
			changed, by := -1, 0
			for i, at := range pools {
				if d := f.from[q.f.pools[at].at] - f.to[q.f.pools[at].at]; d != 0 {
					changed, by = i, by+d
				}
			}
			if by == 1 && changed >= 0 {
				p := &q.f.pools[pools[changed]]
				if w := f.from[p.at]; p.needs > 0 && p.needs <= n[changed] && f.to[p.at] == w-1 {
					s.rate += f.rate * (1 - bad(f.from, changed)) * p.given(w, n[changed]).p[p.needs] * float64(p.needs) / float64(w)
				}
				continue
			}
			s.rate += f.rate * max(bad(f.to, -1)-bad(f.from, -1), 0)
		}
		return s
	}
}

// jointTies returns the ties of which a workload uses more than one pool.
func (f *fleet) jointTies(w int) []*tie {
	var out []*tie
	used := map[*tie]int{}
	for i := range f.pools {
		if p := &f.pools[i]; p.tie != nil && p.Uses[w] {
			if used[p.tie]++; used[p.tie] == 2 {
				out = append(out, p.tie)
			}
		}
	}
	return out
}

// each goes through the numbers of units that work in pools that share crews, where a
// workload uses several: given these, the pools are independent.
func (y *tally) each(p float64, visit func(p float64)) { y.eachOf(0, p, visit) }

func (y *tally) eachOf(i int, p float64, visit func(p float64)) {
	if i == len(y.joint) {
		visit(p)
		return
	}
	t := y.joint[i]
	set := func(k []int) {
		for j, at := range t.pools {
			if q := &y.f.pools[at]; q.tie != nil {
				if q.fixed = -1; k != nil {
					q.fixed = k[j]
				}
			}
		}
	}
	for s, k := range t.states {
		if x := p * t.p[s]; x > negligible {
			set(k)
			y.eachOf(i+1, x, visit)
		}
	}
	set(nil)
}

// meanTied returns the mean number of units of a tied pool that carry and can be
// reached.
func (f *fleet) meanTied(p *pool) float64 {
	t := &tree{levels: f.s.Levels, q: f.q, used: f.used, leaf: func(d int) uint64 { return uint64(p.in(d)) }}
	var s float64
	for _, x := range f.above(t).law {
		for k, b := range p.mix(int(x.key)).p {
			s += x.p * b * float64(min(k, p.places))
		}
	}
	return s
}

// tiedWords says how units that wait for one another are counted.
func (f *fleet) tiedWords() string {
	var out []string
	for _, t := range f.ties {
		how := "birth and death"
		if t.chain != nil {
			how = t.chain.words()
		}
		var names []string
		for _, i := range t.pools {
			names = append(names, f.s.Pools[i].Name)
		}
		out = append(out, "units of "+strings.Join(names, ", ")+" that work: "+how)
	}
	return strings.Join(out, "; ") + ", which of them being any alike"
}
