package rare

import (
	"fmt"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/simulate"
)

// LossOptions say how to estimate losses of data.
type LossOptions struct {
	Seed    uint64
	Name    string // of the pool: its random numbers are its own
	Samples int    // 0: 100,000
	Plain   bool   // histories as they come; else where losses are frequent
}

// A LossResult is an estimate of the losses of data of a pool.
type LossResult struct {
	Events  model.Estimate // expected within the horizon, over all groups; with Refused up to Hi
	Mean    float64        // of the samples, refused or not: one of many draws may be noisy
	SE      float64        // standard error of it
	Batches int            // independent means behind it
	Refused string         // why no estimate is printed
	Why     string
}

// frequent is how many losses of a group within the horizon histories see by themselves.
const frequent = 0.02

// What sampling takes, counted.
const (
	mostLossEvents    = 5e6 // lives drawn of a pool
	fewestLossSamples = 640
)

// lossBatches is the number of means behind an interval, student's 97.5 % quantile of
// one less.
const (
	lossBatches = 64
	lossStudent = 1.9983405
)

// Losses estimates how many losses of data a pool expects within its horizon, one at
// least of which is rare, by forced failures with a defensive share. With R(t) the rate
// at which a whole group is hit (by a failure that destroys, a domain or a shock) and V
// the chance that a loss follows before it is whole again,
//
//	E = ∫_0^T E[R(t) V(t); whole at t] dt
//
// t is drawn half evenly and half near 0, the ages by a history as it comes, the hit by
// its rates, and V by forcing in each window up to the next rebuild an event with
// probability 0.9, by the hazards, and weighing it with what it is worth; the last event
// is integrated. A function of the arguments alone.
func Losses(d *model.Durability, o LossOptions) *LossResult {
	if o.Samples == 0 {
		o.Samples = 100_000
	}
	if d.Life.Kind != model.NeverLaw { // histories that hold many failures are fewer
		failures := float64(d.Size) * (1 + d.Horizon/d.Life.Mean)
		o.Samples = min(o.Samples, max(fewestLossSamples, int(mostLossEvents/failures)))
	}
	g := newLossGroup(d)
	plain := o.Plain || !forcible(d.Life)
	if !plain {
		probe := g.sample(o, o.Samples/20, "probe", g.forced)
		plain = probe.mean() > frequent
	}
	if plain {
		return g.plainly(o)
	}
	t := g.sample(o, o.Samples, "forced", g.forced)
	return g.result(t, t.trouble(), fmt.Sprintf("importance sampling: %d forced losses of a group", o.Samples))
}

func (g *lossGroup) plainly(o LossOptions) *LossResult {
	t := g.sample(o, o.Samples, "plain", func(s *simulate.Stream, p *lossPattern) (float64, float64) {
		return float64(g.play(s, p, g.d.Horizon)), 1
	})
	why := ""
	if t.hits < 100 {
		why = fmt.Sprintf("%d of %d histories of a group lost data", t.hits, o.Samples)
	}
	return g.result(t, why, fmt.Sprintf("%d histories of a group as they come", o.Samples))
}

// A lossTally is what samples said.
type lossTally struct {
	batch                  [lossBatches]float64 // sums of values
	n                      int
	sum, squares, most     float64
	hits                   int
	weights, weightSquares float64
}

func (t *lossTally) mean() float64 { return t.sum / float64(t.n) }

func (t *lossTally) se() float64 {
	per := float64(t.n) / lossBatches
	mean, v := t.mean(), 0.0
	for _, b := range t.batch {
		x := b/per - mean
		v += float64(x * x)
	}
	return math.Sqrt(v / (lossBatches * (lossBatches - 1)))
}

// sample runs samples in order. The sums depend on nothing else.
func (g *lossGroup) sample(o LossOptions, n int, part string, one func(*simulate.Stream, *lossPattern) (float64, float64)) *lossTally {
	n = max(lossBatches, n/lossBatches*lossBatches)
	t := &lossTally{n: n}
	key := simulate.Purpose("data", o.Name, part)
	var s simulate.Stream
	for i := range n {
		s.Open(o.Seed, key, uint64(i))
		v, w := one(&s, g.pick(s.Uniform()))
		t.batch[i%lossBatches] += v
		t.sum += v
		t.squares += float64(v * v)
		t.most = max(t.most, v)
		if v > 0 {
			t.hits++
		}
		t.weights += w
		t.weightSquares += float64(w * w)
	}
	return t
}

// trouble says why an estimate cannot be trusted, as that of outages does.
func (t *lossTally) trouble() string {
	n := float64(t.n)
	switch {
	case t.sum == 0:
		return fmt.Sprintf("none of %d samples met a loss", t.n)
	case t.most > mostShare*t.sum:
		return fmt.Sprintf("one of %d samples weighs %.0f %% of the sum", t.n, 100*t.most/t.sum)
	case float64(t.sum*t.sum)/t.squares < fewEffective:
		return fmt.Sprintf("the weights of %d samples are worth no more than %.0f", t.n, float64(t.sum*t.sum)/t.squares)
	}
	var half [2]float64
	for i, b := range t.batch {
		half[i%2] += b
	}
	if z := math.Abs(half[0]-half[1]) / n / t.se(); !(z <= halvesApart) {
		return fmt.Sprintf("two halves of the samples differ by %.1f standard errors", z)
	}
	mean := t.weights / n
	sd := math.Sqrt(max(0, t.weightSquares/n-float64(mean*mean)) / n)
	if d := math.Abs(mean - 1); d > 1e-9 && !(d <= weightsOff*sd) {
		return fmt.Sprintf("the mean weight is off by %.1f standard errors", d/sd)
	}
	return ""
}

func (g *lossGroup) result(t *lossTally, trouble, why string) *LossResult {
	n := float64(g.d.Groups())
	r := &LossResult{SE: t.se() * n, Batches: lossBatches, Why: why}
	mean := float64(t.mean() * n)
	r.Mean = mean
	h := float64(lossStudent * r.SE)
	r.Events = model.Estimate{Value: mean, Lo: max(0, mean-h), Hi: mean + h, Level: level, Method: model.MonteCarlo}
	if trouble == "" {
		return r
	}
	r.Refused = "no estimate: " + trouble
	r.Events = model.Estimate{Hi: math.Inf(1), Level: level, Method: model.MonteCarlo, Warnings: []string{r.Refused}}
	if t.weights == float64(t.n) { // as they come: the rule of three, and more where some were seen
		k := float64(t.hits + 1)
		c := 1 - 1/(9*k) + 1.645/(3*math.Sqrt(k))
		r.Events.Hi = n * float64(k*c*c*c) / float64(t.n)
	}
	return r
}

// A lossPattern is how the members of some groups stand.
type lossPattern struct {
	below  float64 // share of the groups up to this one
	blasts []lossBlast
}

type lossBlast struct {
	rate    float64
	members []int
}

func (g *lossGroup) pick(u float64) *lossPattern {
	i := slices.IndexFunc(g.patterns, func(p lossPattern) bool { return u <= p.below })
	if i < 0 {
		i = len(g.patterns) - 1
	}
	return &g.patterns[i]
}

func newLossGroup(d *model.Durability) *lossGroup {
	g := &lossGroup{d: d, life: d.Life, members: make([]member, d.Size), add: make([]float64, d.Size)}
	if d.Beta > 0 && d.Life.Kind != model.NeverLaw {
		g.shock = d.Beta / d.Life.Mean
		by := 1 / (1 - d.Beta)
		g.life.Mean, g.life.Scale, g.life.Lo, g.life.Hi = d.Life.Mean*by, d.Life.Scale*by, d.Life.Lo*by, d.Life.Hi*by
		g.life.Phases = slices.Clone(d.Life.Phases)
		for i := range g.life.Phases {
			g.life.Phases[i].Mean *= by
		}
	}
	if d.Rebuild.Kind != model.NeverLaw {
		g.moments = moments(&d.Rebuild)
	}
	sum, all := 0, float64(d.Groups())
	for i := range d.Patterns {
		p := &d.Patterns[i]
		sum += p.Groups
		out := lossPattern{below: float64(sum) / all}
		for l, under := range p.Under {
			in := map[int]int{}
			for m, k := range under {
				at, ok := in[k]
				if !ok {
					at = len(out.blasts)
					in[k] = at
					out.blasts = append(out.blasts, lossBlast{rate: d.Blasts[l].Rate})
				}
				out.blasts[at].members = append(out.blasts[at].members, m)
			}
		}
		g.patterns = append(g.patterns, out)
	}
	return g
}
