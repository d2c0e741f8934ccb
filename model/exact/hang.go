package exact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// tied reports whether the units of a pool do not fail and come back by themselves.
func tied(s *model.System, p *model.PoolSystem) bool {
	if p.Life.Kind == model.NeverLaw {
		return false
	}
	return p.Crew > 0 || p.Spares != nil || p.Standby > 0 || p.Beta > 0 || p.Freeze || s.Freeze || p.Gray.Life.Kind != model.NeverLaw
}

// moving names what no chain has states for; nil: nothing.
func moving(s *model.System) error {
	if !s.Steady {
		return obstacle("start: new")
	}
	if s.Maturity != nil {
		return obstacle("failover and incidents change over the years")
	}
	for i := range s.Pools {
		p := &s.Pools[i]
		if p.Upkeep != nil {
			return obstacle("pool %s has maintenance", p.Name)
		}
		if p.Repair.Kind == model.NeverLaw && p.Life.Kind != model.NeverLaw {
			return obstacle("units of pool %s are never repaired", p.Name)
		}
	}
	for i := range s.Levels {
		if l := &s.Levels[i]; l.Repair.Kind == model.NeverLaw && l.Life.Kind != model.NeverLaw {
			return obstacle("level %s is never repaired", l.Name)
		}
	}
	for i := range s.Incidents {
		if s.Incidents[i].HalfLife > 0 {
			return obstacle("incident %s becomes rarer", s.Incidents[i].Name)
		}
	}
	return nil
}

// A hanging is a fleet taken apart into what hangs together, each a chain, and the rest.
type hanging struct {
	s     *model.System
	parts []*whole
	pools [][]int // of each part: index in the System
	rest  []int   // pools whose units are independent
	rough []string
	fault float64 // what is not exact of the rest
	ops   float64
	most  int     // states of a chain
	spend float64 // operations of all
}

// solveWhole answers by chains of what hangs together.
func solveWhole(s *model.System, most int, spend float64) (*Result, float64, error) {
	if err := moving(s); err != nil {
		return nil, 0, err
	}
	h := &hanging{s: s, most: most, spend: spend}
	if err := h.divide(); err != nil {
		return nil, 0, err
	}
	r := &Result{Causes: make([]float64, len(s.Causes()))}
	all := everything(s)
	st, err := h.timed(all, len(r.Causes), true)
	if err != nil {
		return nil, 0, err
	}
	if r.ByTime, r.OutageRate = st.down, st.rate; st.rate > 0 {
		r.MeanOutage = st.down / st.rate
	}
	r.Unavailability = r.ByTime
	h.workloads(r, all)
	before := 0.0
	for i := range r.Causes {
		if s.Uncaused {
			break
		}
		loss := r.Unavailability
		if i < len(r.Causes)-1 {
			if loss, err = h.loss(sceneOf(s, i), i); err != nil {
				return nil, 0, err
			}
		}
		if r.Causes[i] = loss - before; r.Causes[i] < 0 && -r.Causes[i] < 1e-12*r.Unavailability {
			r.Causes[i], loss = 0, before
		}
		before = loss
	}
	if err := h.finish(r); err != nil {
		return nil, 0, err
	}
	return r, h.ops, nil
}

// divide finds what hangs together: pools that share a crew and, where domains fail,
// incidents take one of many, the fleet stands still as one or what stops all of it lets a
// pool stand still, all. By requests, too,
// since the largest refused share of all pools counts.
func (h *hanging) divide() error {
	s := h.s
	h.rest = nil
	still := slices.ContainsFunc(s.Pools, func(p model.PoolSystem) bool { return p.Freeze })
	one := s.Freeze || s.Load != nil
	for i := range s.Pools {
		one = one || still && s.Pools[i].Cover.On && s.Pools[i].Cover.Scope == model.ScopeFleet
	}
	for i := range s.Levels {
		one = one || s.Levels[i].Life.Kind != model.NeverLaw
	}
	for i := range s.Incidents {
		in := &s.Incidents[i]
		one = one || in.Reach == model.ReachDomain || in.Reach == model.ReachGroup || in.Reach == model.ReachPool && s.Pools[in.Index].Freeze || in.Reach == model.ReachFleet && still
	}
	byCrew := map[int]int{}
	for i := range s.Pools {
		p := &s.Pools[i]
		k, shared := byCrew[p.Crew]
		switch {
		case one && len(h.pools) > 0:
			k = 0
		case !one && !tied(s, p) && !(slow(p) && staged(p)):
			h.rest = append(h.rest, i)
			continue
		case p.Crew == 0 || !shared:
			k = len(h.pools)
			h.pools = append(h.pools, nil)
			byCrew[p.Crew] = k
		}
		h.pools[k] = append(h.pools[k], i)
	}
	for _, pools := range h.pools {
		part := *s
		part.Pools = pick(s.Pools, pools)
		if !one {
			part.Levels, part.Incidents, part.Gateways = nil, nil, nil
		}
		w, err := newWhole(&part, s.Load != nil, h.most, h.spend)
		if err != nil {
			return err
		}
		h.parts = append(h.parts, w)
	}
	return nil
}

// slow reports whether a loss of a unit of a pool may be an outage by itself.
func slow(p *model.PoolSystem) bool {
	return p.Cover.On && (p.Cover.Success < 1 || p.Cover.Time.Kind != model.NeverLaw)
}

// staged reports whether all laws of a pool are made of exponential stages.
func staged(p *model.PoolSystem) bool {
	for _, l := range []model.Law{p.Life, p.Repair, p.Cover.Time, p.Cover.Recovery} {
		if _, ok := stagesOf(l); !ok {
			return false
		}
	}
	return p.Mode != model.ActiveStandby || p.Size == 0
}

func pick[T any](from []T, at []int) []T {
	var out []T
	for _, i := range at {
		out = append(out, from[i])
	}
	return out
}

// of returns a scene for a part.
func (h *hanging) of(c *scene, k int) *scene {
	if len(h.pools[k]) == len(h.s.Pools) {
		return c
	}
	d := *c
	d.units, d.failover, d.gray = pick(c.units, h.pools[k]), pick(c.failover, h.pools[k]), pick(c.gray, h.pools[k])
	return &d
}

// timed returns the share of time in which the fleet is not up in a scene, and how
// often it stops being so.
func (h *hanging) timed(c *scene, cause int, rate bool) (state, error) {
	var all state
	add := func(p state) {
		all.rate = all.rate*(1-p.down) + p.rate*(1-all.down)
		all.down = union(all.down, p.down)
	}
	for k, w := range h.parts {
		p := state{down: w.down(h.of(c, k))}
		if rate {
			p.rate = w.leaves()
		}
		add(p)
	}
	if len(h.rest) > 0 {
		rest := *stage(h.s, min(cause, len(h.s.Causes())-1))
		rest.Pools, rest.Incidents, rest.Gateways, rest.Load, rest.Workloads, rest.ByRequests = pick(rest.Pools, h.rest), nil, nil, nil, nil, false
		f, err := newFleet(&rest, nil)
		if err != nil {
			return state{}, err
		}
		var p state
		if p.down, p.rate, err = f.down(rate); err != nil {
			return state{}, err
		}
		h.ops += f.ops
		if rate {
			h.rough, h.fault = f.rough, f.fault+f.blur
		}
		add(p)
	}
	for i := range h.s.Incidents {
		in := &h.s.Incidents[i]
		if c.incidents[i] && (in.Reach == model.ReachFleet || in.Reach == model.ReachPool) && !h.inside(i) {
			x := inForce(in)
			add(state{down: x, rate: x / in.Duration.Mean})
		}
	}
	for i := range h.s.Gateways {
		g := &h.s.Gateways[i]
		if g.Counts && c.gateways[i] && !h.s.ByRequests && !h.inside(-1-i) {
			add(state{down: gatewayOut(g), rate: gatewayOut(g) / g.Repair})
		}
	}
	return all, nil
}

func (h *hanging) inside(k int) bool {
	return slices.ContainsFunc(h.parts, func(w *whole) bool { return w.inside(k) })
}

// workloads fills what goes by requests.
func (h *hanging) workloads(r *Result, c *scene) {
	s := h.s
	if s.Load == nil {
		return
	}
	var bad, all float64
	for w := range s.Workloads {
		loss, left := 0.0, 1.0
		for _, p := range h.parts { // one, with a load
			loss = union(loss, p.loses(w, c))
		}
		for i := range s.Gateways {
			switch g := &s.Gateways[i]; {
			case !g.Counts:
				left *= 1 - gatewayOut(g)*g.Share[w]
			case c.gateways[i]:
				loss = union(loss, gatewayOut(g)*g.Share[w])
			}
		}
		offered := s.Load.Offered(w, 0, s.Horizon) * left
		bad, all = bad+offered*loss, all+offered
		r.Served = append(r.Served, left*(1-loss))
		if !s.Workloads[w].ByRequests {
			loss = r.ByTime
		}
		r.Workloads = append(r.Workloads, loss)
	}
	if s.ByRequests && all > 0 {
		r.Unavailability = bad / all
	}
}

// loss returns the unavailability by the fleet's basis in a scene.
func (h *hanging) loss(c *scene, cause int) (float64, error) {
	if !h.s.ByRequests {
		st, err := h.timed(c, cause, false)
		return st.down, err
	}
	var r Result
	h.workloads(&r, c)
	return r.Unavailability, nil
}

// finish says how the result is known.
func (h *hanging) finish(r *Result) error {
	r.UnitsUp = make([]float64, len(h.s.Pools))
	var how []string
	rough := h.rough
	r.Error = h.fault
	for k, w := range h.parts {
		for i, x := range w.unitsUp() {
			r.UnitsUp[h.pools[k][i]] = x
		}
		h.ops += w.ops
		how = append(how, w.words())
		rough = append(rough, w.rough...)
		if r.Error += w.missing + w.fault*r.Unavailability; w.depth >= 0 || w.fault > 1e-12 || len(w.follow) > 0 {
			r.Method = model.Numerical
		}
	}
	for _, i := range h.rest {
		p := &h.s.Pools[i]
		r.UnitsUp[i] = float64(p.Count) * (1 - model.Unavailability(p.Life, p.Repair))
	}
	if h.s.Load != nil {
		r.Method = model.Numerical
	}
	r.Why = fmt.Sprintf("%s: what hangs together (%s) is %s", r.Method, hangs(h.s), strings.Join(how, "; and "))
	if len(h.rest) > 0 {
		r.Why += "; the other pools are independent, so only means matter"
	}
	switch {
	case len(rough) > 0:
		r.Method, r.Why = model.Approximation, "approximation: "+strings.Join(rough, "; ")+"; "+r.Why
	case r.Error > 1e-6*r.Unavailability && r.Unavailability > 0 && r.Error > 1e-3*r.Unavailability:
		return obstacle("%s leaves too much out: up to %.2g of unavailability", strings.Join(how, "; and "), r.Error)
	}
	return nil
}

// hangs names what ties units together.
func hangs(s *model.System) string {
	var out []string
	add := func(what string, when bool) {
		if when && !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	for i := range s.Pools {
		p := &s.Pools[i]
		add("crews", p.Crew > 0)
		add("parts", p.Spares != nil)
		add("standby", p.Standby > 0)
		add("common causes", p.Beta > 0)
		add("units that stand still", p.Freeze || s.Freeze)
		add("gray failures", p.Gray.Life.Kind != model.NeverLaw)
		add("failover", p.Cover.On)
	}
	for i := range s.Levels {
		add("domains", s.Levels[i].Life.Kind != model.NeverLaw)
	}
	if len(out) == 0 {
		return "its units"
	}
	return strings.Join(out, ", ")
}
