package decide

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

// A sums is what is kept of any trials of a run that is too long for columns: of each
// figure its bins. It merges as they do.
type sums struct {
	n      int64 // trials
	bins   map[string]*bins
	ratios map[string]*ratioSums
	counts map[string]map[string]int64 // how often a name stood, or something held
}

// A ratioSums is what a ratio of sums and its interval follow from.
type ratioSums struct {
	n, nonzero       int64 // nonzero: of the denominator
	a, b, aa, ab, b2 exactSum
}

func newSums() *sums {
	return &sums{bins: map[string]*bins{}, ratios: map[string]*ratioSums{}, counts: map[string]map[string]int64{}}
}

// A gathering collects the columns of some trials, to be added all together.
type gathering struct {
	to     *sums
	trials int
	todo   []func()
}

// column adds a value of each trial; one that is the same in each may stand once. What
// only the first trials have is not added.
func (g *gathering) column(key string, v column, tail bool) {
	if len(v) != g.trials && len(v) != 1 {
		return
	}
	b := g.bins(key)
	if len(v) == 1 && g.trials > 1 {
		x := v[0]
		if tail {
			x = 1 - x
		}
		b.same(x, int64(g.trials))
		return
	}
	if tail {
		v = complement(v)
	}
	g.todo = append(g.todo, func() { b.add(v) })
}

func (g *gathering) bins(key string) *bins {
	b := g.to.bins[key]
	if b == nil {
		b = newBins()
		g.to.bins[key] = b
	}
	return b
}

func (g *gathering) count(key, name string, n int64) {
	c := g.to.counts[key]
	if c == nil {
		c = map[string]int64{}
		g.to.counts[key] = c
	}
	c[name] += n
}

func (g *gathering) names(key string, v []string) {
	for _, s := range v {
		g.count(key, s, 1)
	}
}

// metric adds what a figure is summed up from.
func (g *gathering) metric(key string, m *Metric) {
	t := m.of
	if t == nil {
		return
	}
	if t.num != nil {
		r := g.to.ratios[key]
		if r == nil {
			r = &ratioSums{}
			g.to.ratios[key] = r
		}
		g.todo = append(g.todo, func() { r.add(t.num, t.den) })
	}
	if t.share && t.mean == nil {
		g.count(key, "hits", int64(t.hits))
		g.count(key, "of", int64(t.n))
	}
	if t.trials != nil {
		g.column(key, t.trials, t.tail)
	}
	if t.mean != nil && !sameColumn(t.mean, t.trials) {
		g.column(key+"#mean", t.mean, t.tail)
	}
	if t.shown != nil {
		g.column(key+"#shown", t.shown, t.tail)
	}
	if t.every != nil {
		b, v := g.bins(key+"#every"), t.every
		g.todo = append(g.todo, func() { b.add(v) })
	}
}

func sameColumn(x, y column) bool {
	return len(x) == len(y) && (len(x) == 0 || &x[0] == &y[0])
}

func (r *ratioSums) add(a, b column) {
	for t := range a {
		r.n++
		if b[t] != 0 {
			r.nonzero++
		}
		r.a.add(a[t])
		r.b.add(b[t])
		r.aa.product(a[t], a[t])
		r.ab.product(a[t], b[t])
		r.b2.product(b[t], b[t])
	}
}

func (r *ratioSums) parts() []*exactSum { return []*exactSum{&r.a, &r.b, &r.aa, &r.ab, &r.b2} }

// ofFirst are the figures that the first part of a run answers for: they take so many
// trials at most.
func ofFirst(metric string) bool {
	switch metric {
	case "reliability", "unreliability", "mttf", "shortfall":
		return true
	}
	return false
}

// gather adds what the trials of a run said, which its sheets hold.
func (r *run) gather(to *sums) {
	g := &gathering{to: to, trials: r.opt.Trials}
	to.n += int64(r.opt.Trials)
	out := &Result{Fleets: map[string]FleetResult{}}
	parts := make([]FleetResult, len(r.fleets))
	each(r.opt.Jobs, len(parts), func(i int) {
		a, _ := r.assembler(i)
		parts[i] = a.assemble(i)
	})
	for i, f := range r.fleets {
		out.Fleets[f.Name] = parts[i]
	}
	r.savings(out)
	for _, f := range r.fleets {
		fr := out.Fleets[f.Name]
		fr.figures(f.Name, func(key, metric string, m *Metric) {
			if !ofFirst(metric) {
				g.metric(key, m)
			}
		})
		for _, k := range fr.kept {
			g.column(f.Name+"/"+k.key, k.v, false)
		}
		for key, v := range fr.named {
			g.names(f.Name+"/"+key, v)
		}
		for key, n := range fr.over {
			g.count(f.Name+"/"+key, "over", n)
		}
	}
	r.pairs(out, func(i, j int, metric, _ string, a, b column) { g.column(pairKey(i, j, metric), less(a, b), false) })
	for k := range r.survivals {
		for _, holds := range r.survivals[k].holds {
			g.count(survivalKey(k), strconv.FormatBool(holds), 1)
		}
	}
	for k := range r.moments {
		if m, ok := r.moments[k].metricOf(); ok {
			g.metric(momentKey(k), &m)
		}
	}
	for k := range r.plan.Assertions {
		a := &r.plan.Assertions[k]
		if _, there := out.Fleets[a.Fleet]; there && a.Survives == nil && !ofFirst(a.Metric) {
			if p := r.pairOf(out, a); p.lack == "" {
				g.column(assertionKey(k), p.held(a), false)
			}
		}
	}
	each(r.opt.Jobs, len(g.todo), func(i int) { g.todo[i]() })
}

func pairKey(i, j int, metric string) string {
	return "pair/" + strconv.Itoa(i) + "/" + strconv.Itoa(j) + "/" + metric
}
func survivalKey(k int) string  { return "survival/" + strconv.Itoa(k) }
func momentKey(k int) string    { return "moment/" + strconv.Itoa(k) }
func assertionKey(k int) string { return "assertion/" + strconv.Itoa(k) }

// held is what an assertion asks of each trial that no figure alone tells: 1 where its
// comparison holds, or the difference of two figures; nil: nothing.
func (p *pair) held(a *model.Assertion) column {
	if a.Stat == model.Probability {
		x := p.of.trialed().trials
		if x == nil || a.Of != "" && p.than.trialed().trials == nil {
			return nil
		}
		y := column{a.Bound}
		if a.Of != "" {
			x, y = aligned(x, p.than.trialed().trials)
		}
		d := make(column, len(x))
		for t := range x {
			bound := y[0]
			if a.Of != "" {
				bound = float64(a.Factor * y[t])
			}
			if a.Within.Holds(x[t], bound) {
				d[t] = 1
			}
		}
		return d
	}
	if a.Of == "" || a.Stat != model.Mean {
		return nil
	}
	x, y := p.of.trialed().mean, p.than.trialed().mean
	if x == nil || y == nil || p.of.of.share || p.than.of.share {
		return nil
	}
	x, y = aligned(x, y)
	d := make(column, len(x))
	for t := range x {
		d[t] = x[t] - float64(a.Factor*y[t])
	}
	return d
}

// figures visits every figure of a fleet, those of phases too.
func (f *FleetResult) figures(fleet string, visit func(key, metric string, m *Metric)) {
	walk := func(prefix string, all map[string]Metric) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			m := all[name]
			visit(fleet+prefix+name, name, &m)
			all[name] = m
		}
	}
	walk("/", f.Metrics)
	for name, w := range f.Workloads {
		walk("/workloads/"+name+"/", w.Metrics)
	}
	for name, p := range f.Pools {
		walk("/pools/"+name+"/", p.Metrics)
	}
	for k := range f.Phases {
		walk("/phases/"+strconv.Itoa(k)+"/", f.Phases[k].Metrics)
	}
}

// merge adds what other trials said; it may change them.
func (s *sums) merge(t *sums) {
	s.n += t.n
	for key, b := range t.bins {
		if have := s.bins[key]; have != nil {
			have.merge(b)
		} else {
			s.bins[key] = b
		}
	}
	for key, r := range t.ratios {
		have := s.ratios[key]
		if have == nil {
			s.ratios[key] = r
			continue
		}
		have.n, have.nonzero = have.n+r.n, have.nonzero+r.nonzero
		for i, p := range have.parts() {
			p.merge(r.parts()[i])
		}
	}
	for key, c := range t.counts {
		if s.counts[key] == nil {
			s.counts[key] = map[string]int64{}
		}
		for name, n := range c {
			s.counts[key][name] += n
		}
	}
}

// sumsMark begins what sums are written as, where lanes have their number.
const sumsMark = 0

func (s *sums) encode() []byte {
	b := putCounts(nil, sumsMark, s.n, int64(len(s.bins)))
	for _, key := range slices.Sorted(maps.Keys(s.bins)) {
		b = s.bins[key].put(putString(b, key))
	}
	b = putCounts(b, int64(len(s.ratios)))
	for _, key := range slices.Sorted(maps.Keys(s.ratios)) {
		r := s.ratios[key]
		b = putCounts(putString(b, key), r.n, r.nonzero)
		for _, p := range r.parts() {
			b = p.put(b)
		}
	}
	b = putCounts(b, int64(len(s.counts)))
	for _, key := range slices.Sorted(maps.Keys(s.counts)) {
		b = putCounts(putString(b, key), int64(len(s.counts[key])))
		for _, name := range slices.Sorted(maps.Keys(s.counts[key])) {
			b = binary.AppendUvarint(putString(b, name), uint64(s.counts[key][name]))
		}
	}
	return b
}

// decodeSums reads what encode wrote of n trials, packed.
func decodeSums(data []byte, n int) (*sums, error) {
	r := &reading{from: bufio.NewReader(flate.NewReader(bytes.NewReader(data)))}
	s := newSums()
	if r.uvarint() != sumsMark {
		return nil, ErrOtherRun
	}
	s.n = r.number()
	each := func(one func(key string)) {
		for range r.uvarint() { // grows by what is there
			key := r.text()
			if r.err != nil {
				return
			}
			one(key)
		}
	}
	each(func(key string) { s.bins[key] = takeBins(r) })
	each(func(key string) {
		t := &ratioSums{n: r.number(), nonzero: r.number()}
		for _, p := range t.parts() {
			p.take(r)
		}
		s.ratios[key] = t
	})
	each(func(key string) {
		s.counts[key] = map[string]int64{}
		each(func(name string) { s.counts[key][name] = r.number() })
	})
	if r.err != nil || s.n != int64(n) {
		return nil, ErrOtherRun
	}
	if _, err := r.from.ReadByte(); err == nil {
		return nil, ErrOtherRun
	}
	return s, nil
}
