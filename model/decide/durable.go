package decide

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/integrity"
	"github.com/capplan/capplan/model/simulate/rare"
)

// What the loss of data takes of a run, counted.
const (
	dataBudget = 3e8 // operations of a pool
	fewestData = 100 // draws at least, where they differ
)

// A keep is a pool that keeps data, and how its groups stand.
type keep struct {
	pool        int
	size, needs int
	patterns    []model.Pattern
	levels      []int // of the fleet's domains, that destroy
	instances   []int // of them, that hold units of the pool
}

// keeps lays out the pools of a fleet whose loss of data is asked for.
func (s *stage) keeps() []keep {
	var out []keep
	for i := range s.fleet.Pools {
		p := &s.fleet.Pools[i]
		if !p.Data.Asked || s.sys.Pools[i].Count == 0 {
			continue
		}
		k := keep{pool: i}
		k.size, k.needs = p.Kept()
		if p.Groups == nil {
			k.size = s.sys.Pools[i].Count
		}
		for l := range s.fleet.Domains {
			if s.fleet.Domains[l].Destroys.Set {
				k.levels = append(k.levels, l)
			}
		}
		s.stand(&k)
		out = append(out, k)
	}
	return out
}

// stand finds which members of each group share a domain that destroys. Groups that
// stand alike are counted together.
func (s *stage) stand(k *keep) {
	p := &s.sys.Pools[k.pool]
	seen := make([]map[int]bool, len(k.levels))
	for l := range seen {
		seen[l] = map[int]bool{}
	}
	at := map[string]int{}
	key := make([]byte, 0, 64)
	for g := range max(1, p.Count/k.size) {
		key = key[:0]
		under := make([][]int, len(k.levels))
		for l, level := range k.levels {
			local := map[int]int{}
			for i := g * k.size; i < (g+1)*k.size; i++ {
				d := s.instance(p, i, level)
				seen[l][d] = true
				if _, ok := local[d]; !ok {
					local[d] = len(local)
				}
				under[l] = append(under[l], local[d])
				key = strconv.AppendInt(append(key, ','), int64(local[d]), 10)
			}
		}
		j, ok := at[string(key)]
		if !ok {
			j = len(k.patterns)
			at[string(key)] = j
			k.patterns = append(k.patterns, model.Pattern{Under: under})
		}
		k.patterns[j].Groups++
	}
	for l := range seen {
		k.instances = append(k.instances, len(seen[l]))
	}
}

// instance returns the domain of a level that a unit stands in.
func (s *stage) instance(p *model.PoolSystem, unit, level int) int {
	l := &s.sys.Levels[level]
	if l.Tree == 0 {
		return unit % p.Place % l.Total
	}
	deepest := l.Total
	for i := range s.sys.Levels {
		if s.sys.Levels[i].Tree == l.Tree {
			deepest = s.sys.Levels[i].Total
		}
	}
	return s.sys.Under(unit, deepest) % l.Total
}

// durability returns the data of a pool at the draw that the stage was resolved with.
func (s *stage) durability(k *keep, d model.Draw) *model.Durability {
	p, sys := &s.fleet.Pools[k.pool], &s.sys.Pools[k.pool]
	out := &model.Durability{
		Horizon: s.sys.Horizon, Size: k.size, Needs: k.needs, Patterns: k.patterns,
		Life: sys.Life, Beta: sys.Beta, Rebuild: sys.Repair, Destroys: 1, Latent: p.Data.Latent.At(d),
	}
	if p.Data.Destroys.Set {
		out.Destroys = p.Data.Destroys.At(d)
	}
	if out.Life.Kind == model.NeverLaw || out.Destroys == 0 {
		out.Life, out.Beta, out.Destroys = model.Law{}, 0, 0
	}
	if p.Data.Scrub.Set {
		out.Latent = scrubbed(out.Latent, p.Data.Scrub.At(d))
	}
	if sys.Crew > 0 {
		out.Crews = s.sys.Crews[sys.Crew-1].Count
	}
	if p.Data.Bytes.Set {
		out.Bytes = p.Data.Bytes.At(d) * float64(k.needs)
	}
	for i, l := range k.levels {
		b := model.Blast{Name: s.sys.Levels[l].Name, Instances: k.instances[i]}
		if life := s.sys.Levels[l].Life; life.Kind != model.NeverLaw {
			b.Rate = s.fleet.Domains[l].Destroys.At(d) / life.Mean
		}
		out.Blasts = append(out.Blasts, b)
	}
	return out
}

// scrubbed returns the chance that a rebuild meets an unreadable sector where scrubs mend
// what they find. Sectors fail at a constant rate, so that without scrubs the chance p
// gathers in a year; a rebuild comes at any moment between two scrubs:
//
//	1 − (1 − e^(−y))/y, y = −ln(1−p) · interval/year
//
// and never more than p.
func scrubbed(p, hours float64) float64 {
	y := -math.Log1p(-p) * hours / model.HoursPerYear
	switch {
	case y < 1e-4:
		return min(p, y/2-y*y/6)
	case math.IsInf(y, 1):
		return p
	}
	return min(p, 1+math.Expm1(-y)/y)
}

// dataColumns are what is lost of a pool, at each draw.
type dataColumns struct {
	keep           keep
	name           string // of the pool
	events         column // a year
	mttdl          column // NaN where it is not known
	bytes          column // a year; nil: not known
	method, meanBy model.Method
	why, meanWhy   string
	off            float64 // of an approximation: relative error of the events
	refused        string  // why nothing is known
	parts          []integrity.LossPart
	se             float64 // sampled once: standard error of the events
	n              float64 // values behind it
}

// data answers what a fleet loses; nil where nothing asks.
func (r *run) data(ctx context.Context, i int) ([]dataColumns, error) {
	s := newStage(r.plan, r.fleets[i])
	keeps := s.keeps()
	if len(keeps) == 0 {
		return nil, nil
	}
	out := make([]dataColumns, len(keeps))
	for j := range keeps {
		out[j] = dataColumns{keep: keeps[j], name: s.sys.Pools[keeps[j].pool].Name}
		if err := r.lose(ctx, s, &out[j]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lose answers for one pool, at as many draws as its method affords.
func (r *run) lose(ctx context.Context, s *stage, c *dataColumns) error {
	years := s.sys.Horizon / model.HoursPerYear
	grown := s.grownGroups(&c.keep)
	s.resolve(nil)
	likely := s.durability(&c.keep, nil)
	n, sampled := 1, r.opt.Method == "simulate"
	if !sampled {
		if _, err := integrity.Losses(likely); err != nil {
			if sampled = r.sim; !sampled {
				c.refused = err.Error()
				return nil
			}
		}
	}
	switch {
	case r.same(s):
	case sampled:
		n = min(r.opt.Trials, fewestData)
	default:
		n = min(r.opt.Trials, max(fewestData, int(dataBudget/integrity.Cost(likely))))
	}
	d, err := newDrawer(r.plan, r.opt.Seed)
	if err != nil {
		return err
	}
	var draw model.Draw
	for t := range n {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !r.same(s) {
			draw = d.draw(draw, uint64(t))
			s.resolve(draw)
		}
		k := s.durability(&c.keep, draw)
		l, err := integrity.Losses(k)
		if sampled {
			l, err = r.sampledLoss(c, k, l, n, t)
		}
		if err != nil {
			c.refused = err.Error()
			return nil
		}
		events := l.Events * grown / years
		c.events, c.mttdl = append(c.events, events), append(c.mttdl, l.MTTDL)
		if k.Bytes > 0 {
			c.bytes = append(c.bytes, events*k.Bytes)
		}
		c.method, c.meanBy = max(c.method, l.Method), max(c.meanBy, l.MeanMethod)
		c.off = max(c.off, l.Error)
		if t == 0 {
			c.why, c.meanWhy, c.parts = l.Why, l.MeanWhy, l.Parts
		}
	}
	if c.se *= grown / years; grown != 1 {
		c.method, c.meanBy = max(c.method, model.Approximation), model.Approximation
		c.why += "; of the mean number of groups over the horizon"
		c.meanWhy += "; of the groups at the start"
	}
	return nil
}

// Samples of a pool's losses, where every draw is the same and where there are several.
const (
	lossSamples     = 50_000
	lossDrawSamples = 1_000
)

// sampledLoss estimates the losses at one draw; known, if any, tells how they come.
func (r *run) sampledLoss(c *dataColumns, k *model.Durability, known *integrity.Loss, draws, t int) (*integrity.Loss, error) {
	o := rare.LossOptions{Seed: r.opt.Seed + uint64(t)<<32, Name: c.name, Samples: lossSamples}
	if draws > 1 {
		o.Samples = lossDrawSamples
	}
	got := rare.Losses(k, o)
	if got.Refused != "" && draws == 1 {
		return nil, fmt.Errorf("%s; at most %.2g a year", got.Refused, got.Events.Hi*model.HoursPerYear/k.Horizon)
	}
	if draws == 1 {
		c.se, c.n = got.SE, float64(got.Batches)
	}
	out := &integrity.Loss{
		Events: got.Mean, MTTDL: k.Horizon / got.Mean, Method: model.MonteCarlo, MeanMethod: model.Approximation, Why: got.Why,
		MeanWhy: "approximation: horizon ÷ losses within it, as if their rate stayed; " + got.Why,
	}
	if known != nil {
		out.Parts = known.Parts
	}
	if k.Life.Kind != model.Exponential { // the rate of the horizon is not that of the long run
		out.MTTDL, out.MeanWhy = math.NaN(), "not known: members age, and samples end with the horizon"
		if known != nil {
			out.MTTDL, out.MeanMethod, out.MeanWhy = known.MTTDL, known.MeanMethod, known.MeanWhy
		}
	}
	return out, nil
}

// grownGroups returns the mean number of groups over the horizon ÷ those at the start.
func (s *stage) grownGroups(k *keep) float64 {
	p := &s.sys.Pools[k.pool]
	sum, before := float64(p.Count), p.Count
	for _, a := range p.Arrivals {
		if a.At < s.sys.Horizon {
			sum += float64(a.Count-before) * (1 - a.At/s.sys.Horizon)
			before = a.Count
		}
	}
	return sum / float64(p.Count)
}

// dataCaveat is said with every figure of data.
const dataCaveat = "correlated loss and people (software, deletion) dominate beyond about eleven nines"

// putData puts what is lost, pool by pool and of the fleet.
func (r *run) putData(ctx context.Context, i int, f *FleetResult) []Warning {
	list, err := r.data(ctx, i)
	if err != nil || len(list) == 0 {
		return nil
	}
	all := dataColumns{}
	rate := column(nil)
	for j := range list {
		c := &list[j]
		name := r.stages[i].sys.Pools[c.keep.pool].Name
		p := f.Pools[name]
		c.put(p.Metrics)
		for _, part := range c.parts {
			p.Losses = append(p.Losses, Losing{part.What, part.Events * model.HoursPerYear / r.stages[i].sys.Horizon})
		}
		f.Pools[name] = p
		all.join(c)
		rate = added(cut(rate, len(c.mttdl)), inverse(c.mttdl))
	}
	if all.refused == "" {
		all.mttdl = inverse(rate)
	}
	if len(list) > 1 && all.meanBy < model.Approximation {
		all.meanBy, all.meanWhy = model.Approximation, "approximation: the pools' rates of losses add up; "+all.meanWhy
	}
	all.put(f.Metrics)
	return r.keptPromise(i, f)
}

// cut is the beginning of a column; nil stays nil.
func cut(c column, n int) column { return c[:min(len(c), n)] }

func inverse(c column) column {
	out := make(column, len(c))
	for t, x := range c {
		out[t] = 1 / x
	}
	return out
}

// join adds a pool to the fleet.
func (c *dataColumns) join(p *dataColumns) {
	first := c.events == nil && c.refused == ""
	if p.refused != "" || c.refused != "" {
		c.refused += p.refused
		return
	}
	if first {
		c.bytes = slices.Clone(p.bytes)
		c.why, c.meanWhy = p.why, p.meanWhy
	} else if c.bytes == nil || p.bytes == nil {
		c.bytes = nil
	} else {
		c.bytes = added(cut(c.bytes, len(p.bytes)), cut(p.bytes, len(c.bytes)))
	}
	if first {
		c.events = slices.Clone(p.events)
	} else {
		c.events = added(cut(c.events, len(p.events)), cut(p.events, len(c.events)))
		if p.why != c.why {
			c.why += "; " + p.why
		}
	}
	c.method, c.meanBy, c.off = max(c.method, p.method), max(c.meanBy, p.meanBy), max(c.off, p.off)
	c.se, c.n = math.Hypot(c.se, p.se), p.n
}

func (c *dataColumns) put(to map[string]Metric) {
	if c.refused != "" {
		for name, unit := range map[string]string{"data_loss": "1/year", "mttdl": "h"} {
			to[name] = Metric{Unit: unit, Level: level, Method: model.Approximation.String(), Why: "not known: " + c.refused}
		}
		return
	}
	to["data_loss"] = c.figure("1/year", c.events, c.method, c.why+"; "+dataCaveat)
	if c.bytes != nil {
		to["bytes_lost"] = c.figure("B/year", c.bytes, c.method, "loss events, each of all the data of a group; "+c.why)
	}
	if !finite(c.mttdl) {
		why := c.meanWhy
		for _, x := range c.mttdl {
			if math.IsInf(x, 1) {
				why = "not known: no loss ever comes"
			}
		}
		to["mttdl"] = Metric{Unit: "h", Level: level, Method: c.meanBy.String(), Why: why}
		return
	}
	m := c.plain("h", c.mttdl)
	known(&m, c.mttdl, c.meanBy, c.meanWhy)
	to["mttdl"] = m
}

func (c *dataColumns) plain(unit string, v column) Metric {
	if len(v) > 1 {
		return computed(unit, v, "")
	}
	return Metric{Unit: unit, Level: level}
}

// figure is a metric with the interval that its method leaves.
func (c *dataColumns) figure(unit string, v column, method model.Method, why string) Metric {
	m := c.plain(unit, v)
	known(&m, v, method, why)
	if len(v) == 1 && c.se > 0 {
		se := c.se * v[0] / c.events[0]
		h := se * student(level, c.n)
		m.Mean, m.Lo, m.Hi = ptr(v[0]), ptr(max(0, v[0]-h)), ptr(v[0]+h)
		m.of = &trialed{n: c.n, se: se}
	}
	if len(v) > 1 {
		m.Why = strconv.Itoa(len(v)) + " draws: " + m.Why
	}
	if m.Method == model.Approximation.String() && m.Mean != nil && c.off > 0 {
		m.Lo, m.Hi = ptr(*m.Mean/(1+2*c.off)), ptr(*m.Mean*(1+2*c.off))
	}
	return m
}

// keptPromise says whether what a workload was promised of its data is kept.
func (r *run) keptPromise(i int, f *FleetResult) []Warning {
	s := r.stages[i]
	m := f.Metrics["data_loss"]
	for _, w := range s.fleet.Serves {
		wl := &r.plan.Workloads[w]
		if !wl.SLO.DataLoss.Set || m.Mean == nil {
			continue
		}
		limit := wl.SLO.DataLoss.Value
		f.Promised = append(f.Promised, DataPromise{Workload: wl.Name, Limit: limit, Kept: *m.Mean <= limit})
		if *m.Mean > limit {
			return []Warning{{Code: "W398", Fleet: s.fleet.Name, Text: fmt.Sprintf("%s expects %s losses of data a year, and %s was promised %s", s.fleet.Name, short(*m.Mean), wl.Name, short(limit))}}
		}
	}
	return nil
}
