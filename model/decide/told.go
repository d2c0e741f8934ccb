package decide

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// A told is what all trials of a long run say of a figure.
type told struct{ trials, mean *binned }

// A binned is a figure by its bins. One that is nearly always 1 has those of what is
// missing, so that these are as fine as those of what is lost.
type binned struct {
	*bins
	tail bool
}

func (w *binned) interval(level float64) (mean, sd, h float64) {
	mean, sd, h = w.bins.interval(level)
	if w.tail {
		mean = 1 - mean
	}
	return mean, sd, h
}

func (w *binned) at(k int64) (x, lo, hi float64) {
	if !w.tail {
		return w.bins.at(k)
	}
	x, lo, hi = w.bins.at(w.n - k + 1)
	return 1 - x, 1 - hi, 1 - lo
}

func (w *binned) order(p float64) float64 {
	x, _, _ := w.at(max(1, int64(math.Ceil(p*float64(w.n)))))
	return x
}

// ends are the least and the greatest value, and how many are that.
func (w *binned) ends() (least float64, atLeast int64, most float64, atMost int64) {
	if w.tail {
		return 1 - w.most, w.atMost, 1 - w.least, w.atLeast
	}
	return w.least, w.atLeast, w.most, w.atMost
}

// whole is the figure of a key; nil where some trials do not have it.
func (s *sums) whole(key string, tail bool) *binned {
	if b := s.bins[key]; b != nil && b.n == s.n {
		return &binned{b, tail}
	}
	return nil
}

// tell puts what all trials say of a figure in the place of what some do; false where
// some trials do not have it. Figures that are summed up from no trials stay.
func (s *sums) tell(key string, m *Metric) bool {
	t := m.of
	switch {
	case t == nil:
		return true
	case t.num != nil:
		if s.ratios[key] == nil || s.ratios[key].n != s.n {
			return false
		}
		s.ratios[key].tell(m)
	case t.share && t.mean == nil:
		return s.proportion(key, m)
	}
	of := &told{trials: s.whole(key, t.tail)}
	if of.mean = s.whole(key+"#mean", t.tail); sameColumn(t.mean, t.trials) {
		of.mean = of.trials
	}
	if t.trials != nil && of.trials == nil || t.mean != nil && of.mean == nil {
		return false
	}
	switch {
	case t.mean != nil:
		s.mean(m, of.mean)
	case m.Unit == hoursFromStart || t.lack != "": // of no mean, but for what is the same in all
		s.mean(m, of.trials)
	}
	shown := of.trials
	if t.shown != nil {
		if shown = s.whole(key+"#shown", t.tail); shown == nil {
			return false
		}
	}
	if b := s.bins[key+"#every"]; b != nil && b.n > 0 {
		shown = &binned{b, false}
	}
	if shown != nil {
		m.percentiles(shown)
	}
	t = &trialed{within: t.within, clipped: t.clipped, told: of, share: t.ends && t.share, hits: t.hits, n: t.n, se: t.se}
	m.of = t
	if t.within != nil {
		*m = m.within(t.within[0], t.within[1])
	}
	return true
}

// mean puts the mean of all trials, and why it is so.
func (s *sums) mean(m *Metric, w *binned) {
	t := m.of
	exact := m.Method != model.MonteCarlo.String()
	switch {
	case exact && w.constant():
		return
	case m.Unit == hoursFromStart:
		if !w.constant() {
			m.Method, m.Level, m.Mean, m.Lo, m.Hi = model.MonteCarlo.String(), level, nil, nil, nil
		}
		return
	case !w.finite():
		m.Mean, m.Lo, m.Hi, m.SD = nil, nil, nil, nil
		m.Method = model.MonteCarlo.String()
		if lack := w.nan + w.low + w.high; t.lack != "" {
			m.Why = t.words + "; " + strconv.FormatInt(lack, 10) + " of " + strconv.FormatInt(s.n, 10) + " trials have none: " + t.lack
		} else if !strings.HasPrefix(m.Why, "null: ") {
			m.Why = "null: not finite in " + strconv.FormatInt(lack, 10) + " of " + strconv.FormatInt(s.n, 10) + " trials; " + m.Why
		}
		return
	case w.constant() && t.random:
		*m = computed(m.Unit, column{w.least}, t.words)
		m.of = t
		return
	}
	mean, _, h := w.interval(level)
	m.Mean, m.Lo, m.Hi = ptr(mean), ptr(mean-h), ptr(mean+h)
	if t.ends {
		s.ends(m, w)
		return
	}
	for _, words := range []string{tooLittle, fewMissing, fewDraws} {
		m.Why = strings.TrimSuffix(m.Why, words)
	}
	switch {
	case t.random && t.said == "":
		m.Why, _ = histories(w)
		m.PercentileMethod = "histories"
	case t.said == "":
		if exact {
			m.Why += ", " + m.Method + " at each draw"
		}
		if t.tells != nil && w.dominated() {
			m.Lo, m.Hi = nil, nil
			m.Why += fewDraws
		}
	case t.short:
		m.Why = strings.Replace(m.Why, t.said, "mean of "+strconv.FormatInt(w.n, 10)+" histories", 1)
		if !w.telling() {
			m.Lo, m.Hi = nil, nil
			m.Why += tooLittle
		}
	default:
		why, interval := histories(w)
		if before := m.Why; !strings.Contains(before, t.said) {
			m.Why = why
		} else {
			m.Why = strings.Replace(before, t.said, why, 1)
		}
		if !interval {
			if m.Lo, m.Hi = nil, nil; w.nonzero() == 0 && !w.tail {
				m.Lo = ptr(0)
			}
		}
	}
	m.Method = model.MonteCarlo.String()
}

// histories says what a mean of histories is of, and whether it has an interval, as
// [sampled] does.
func histories(w *binned) (why string, interval bool) {
	n, all := w.nonzero(), strconv.FormatInt(w.n, 10)
	switch {
	case n == 0:
		return "never seen in " + all + " histories", false
	case n < fewNonzero && 2*n < int(w.n):
		return "seen in only " + strconv.Itoa(n) + " of " + all + " histories: no interval", false
	case w.dominated():
		return "mean of " + all + " histories, a few of which make most of it: no interval", false
	}
	return "mean of " + all + " histories", true
}

// ends makes a proportion of a mean of what is only 0 or 1.
func (s *sums) ends(m *Metric, w *binned) {
	m.Why = "windows of " + strconv.FormatInt(w.n, 10) + " histories"
	var ones int64
	if w.most == 1 {
		ones = w.atMost
	}
	t := m.of
	if t.share = w.zeros+ones == w.n; t.share {
		t.hits, t.n = float64(ones), float64(w.n)
		lo, hi := clopperPearson(float64(ones), float64(w.n), level)
		m.Lo, m.Hi = ptr(lo), ptr(hi)
	}
	m.Method = model.MonteCarlo.String()
}

// proportion is a share of trials, of all of them.
func (s *sums) proportion(key string, m *Metric) bool {
	c := s.counts[key]
	if c == nil || c["of"] != s.n {
		return false
	}
	if c["hits"] == 0 || c["hits"] == c["of"] {
		if m.Method != model.MonteCarlo.String() { // it is certain
			return true
		}
	}
	within := m.of.within
	*m = proportion(float64(c["hits"]), float64(c["of"]), m.Why)
	if within != nil {
		*m = m.within(within[0], within[1])
	}
	return true
}

// percentiles fills those that a figure has.
func (m *Metric) percentiles(w *binned) {
	all := []struct {
		to **float64
		p  float64
	}{{&m.P10, .1}, {&m.P50, .5}, {&m.P90, .9}, {&m.P1, .01}, {&m.P5, .05}, {&m.P95, .95}, {&m.P99, .99}}
	if m.Unit == hoursFromStart {
		all = all[:3]
	} else if w.finite() {
		_, sd := w.meanSD()
		if w.constant() {
			sd = 0
		}
		m.SD = ptr(sd)
	}
	if w.constant() && m.P50 != nil { // as the mean is written
		return
	}
	for _, q := range all {
		*q.to = ptr(w.order(q.p))
	}
	if e := w.error(); e > 0 {
		m.Error = &e
	}
}

// tell is [ratio] of all trials.
func (r *ratioSums) tell(m *Metric) {
	n := strconv.FormatInt(r.n, 10)
	b := r.b.value()
	if b.Sign() == 0 {
		m.Why = "nothing happened in " + n + " histories"
		return
	}
	q := exactly64(0).Quo(r.a.value(), b)
	at, _ := q.Float64()
	// Σ(a − q·b)², whose sum is 0
	ss := exactly64(0).Mul(q, q)
	ss.Mul(ss, r.b2.value())
	cross := exactly64(0).Mul(q, r.ab.value())
	ss.Sub(ss, cross.Mul(cross, big.NewFloat(2)))
	ss.Add(ss, r.aa.value())
	v, _ := ss.Quo(ss, exactly64(float64(max(1, r.n-1)))).Float64()
	mean, _ := b.Quo(b, exactly64(float64(r.n))).Float64()
	scale := m.of.scale
	m.Mean, m.Lo, m.Hi = ptr(at*scale), nil, nil
	if r.nonzero >= fewNonzero {
		h := halfWidth(math.Sqrt(max(0, v)), int(r.n)) / mean
		m.Lo, m.Hi = ptr((at-h)*scale), ptr((at+h)*scale)
		m.of.n, m.of.se = float64(r.n), math.Sqrt(max(0, v)/float64(r.n))/mean*scale
	}
	if m.PercentileMethod == "outages" && strings.Contains(m.Why, "histories") {
		m.Why = "ratio of sums over " + n + " histories"
	}
}

// rest puts the figures of a fleet that stand beside its metrics.
func (s *sums) rest(a *assembler, f *FleetResult) {
	name := a.stage.fleet.Name
	s.figuresOf(f)
	for k := range f.Costs {
		if w := s.whole(name+"/costs/"+f.Costs[k].Category, false); w != nil {
			c := &f.Costs[k]
			x := summed(w)
			c.PV, c.P10, c.P50, c.P90 = x.mean, x.p10, x.p50, x.p90
		}
	}
	for k := range f.CashSums {
		if w := s.whole(name+"/cash/"+strconv.Itoa(k), false); w != nil {
			c := &f.CashSums[k]
			x := summed(w)
			c.Mean, c.Lo, c.Hi, c.P10, c.P50, c.P90 = x.mean, x.lo, x.hi, x.p10, x.p50, x.p90
		}
	}
	means := make([]float64, len(a.stage.causes))
	for i := range means {
		if w := s.whole(name+"/causes/"+strconv.Itoa(i), false); w != nil {
			means[i], _ = w.meanSD()
		}
	}
	method := model.MonteCarlo
	if len(f.Causes) > 0 && f.Causes[0].Method != method.String() && a.sheet.solved.causes != nil {
		method = a.sheet.solved.method
		if w := s.whole(name+"/unavailability#mean", false); w == nil || !w.constant() {
			method = model.MonteCarlo
		}
	}
	a.putCauses(f, means, method)
	most := func(key string, to *string) {
		if c := s.counts[name+"/"+key]; len(c) > 0 {
			*to = mostOf(c)
		}
	}
	most("bottleneck", &f.Bottleneck)
	most("degraded", &f.DegradedBy)
	most("next", &f.Next)
	most("domain", &f.DomainLost)
	if len(s.counts[name+"/bottleneck"]) > 0 {
		f.Limits = a.stage.limitedTo(f.Bottleneck)
	}
	for k := range f.Phases {
		most("limit/"+strconv.Itoa(k), &f.Phases[k].Limit)
	}
}

// figuresOf tells of every figure that a fleet has so far, and drops those that some trials
// do not have.
func (s *sums) figuresOf(f *FleetResult, only ...string) {
	var gone []string
	f.figures(f.name, func(key, metric string, m *Metric) {
		if len(only) > 0 && !slices.Contains(only, metric) {
			return
		}
		if ofFirst(metric) {
			if t := m.of; t != nil && len(t.trials) > 1 && int64(len(t.trials)) < s.n && !strings.Contains(m.Why, strconv.Itoa(len(t.trials))) {
				m.Why += "; of the first " + strconv.Itoa(len(t.trials)) + " trials"
			}
			return
		}
		if !s.tell(key, m) {
			gone = append(gone, key)
		}
	})
	for _, key := range gone {
		f.drop(strings.TrimPrefix(key, f.name+"/"))
	}
}

// drop takes a figure out, which its key without the fleet names.
func (f *FleetResult) drop(key string) {
	delete(f.Metrics, key)
	for name, w := range f.Workloads {
		delete(w.Metrics, strings.TrimPrefix(key, "workloads/"+name+"/"))
	}
	for name, p := range f.Pools {
		delete(p.Metrics, strings.TrimPrefix(key, "pools/"+name+"/"))
	}
	for k := range f.Phases {
		delete(f.Phases[k].Metrics, strings.TrimPrefix(key, "phases/"+strconv.Itoa(k)+"/"))
	}
}

type summedUp struct{ mean, lo, hi, p10, p50, p90 float64 }

// summed is what [computed] says of a figure of all trials.
func summed(w *binned) summedUp {
	if w.constant() {
		x := round12(w.least)
		return summedUp{x, x, x, x, x, x}
	}
	mean, _, h := w.interval(level)
	return summedUp{mean, mean - h, mean + h, w.order(.1), w.order(.5), w.order(.9)}
}

// mostOf is [most] of counted names.
func mostOf(n map[string]int64) string {
	best := ""
	for s := range n {
		if n[s] > n[best] || n[s] == n[best] && s < best {
			best = s
		}
	}
	return best
}
