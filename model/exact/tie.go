package exact

import (
	"slices"
	"strconv"

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
