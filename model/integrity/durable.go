package integrity

import (
	"errors"
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// A Loss is what is known of how often a pool loses data.
type Loss struct {
	Events     float64 // expected within the horizon, over all groups
	Chance     float64 // of one at least within the horizon; NaN where it is not known
	MTTDL      float64 // hours to the first of the pool; +Inf: it never comes, NaN: not known
	Method     model.Method
	MeanMethod model.Method // of the MTTDL
	Error      float64      // of an approximation: about how much of Events it may be off
	Why        string
	MeanWhy    string
	Parts      []LossPart // that sum to Events, the largest first
}

// A LossPart is the losses that end with one kind of event.
type LossPart struct {
	What   string
	Events float64
}

// Losses returns how often a pool loses data, by the first method that applies:
//
//   - exponential lives and rebuilds: the chain of each way to stand, exact;
//   - else the crossings of independent units (see ageing), an approximation whose error
//     grows with the share of time that a member is missing.
//
// Its error names why neither applies.
func Losses(d *model.Durability) (*Loss, error) {
	switch {
	case d.Life.Kind == model.NeverLaw && len(d.Blasts) == 0:
		return &Loss{MTTDL: math.Inf(1), Method: model.Exact, MeanMethod: model.Exact, Why: "exact: nothing destroys data", MeanWhy: "nothing destroys data"}, nil
	case memoryless(d.Life) && memoryless(d.Rebuild):
		l, err := chained(d)
		if !errors.Is(err, errTooMany) {
			return l, err
		}
	}
	return ageing(d)
}

func memoryless(l model.Law) bool { return l.Kind == model.Exponential || l.Kind == model.NeverLaw }

// Cost returns about how many operations Losses takes.
func Cost(d *model.Durability) float64 {
	if !memoryless(d.Life) || !memoryless(d.Rebuild) {
		return 2e6 * float64(len(d.Patterns))
	}
	ops := 0.0
	for i := range d.Patterns {
		g, err := newGroup(d, &d.Patterns[i])
		if err != nil {
			return 2e6 * float64(len(d.Patterns))
		}
		n := float64(len(g.state))
		ops += float64(n*n*n) + 2000*n*float64(1+len(g.moves[0]))
	}
	return ops
}

// chained adds up the chains of the patterns. Losses of different groups are independent
// but for what strikes several groups at one moment: the first loss of the pool then is
// that of a sum of rates.
func chained(d *model.Durability) (*Loss, error) {
	l := &Loss{Method: model.Exact, MeanMethod: model.Exact}
	f := &firsts{d: d, hits: make([][]hit, len(d.Blasts)), shared: d.Beta > 0 && d.Life.Kind != model.NeverLaw}
	parts := newParts(d)
	for i := range d.Patterns {
		p := &d.Patterns[i]
		g, err := newGroup(d, p)
		if err != nil {
			return nil, err
		}
		rate, share := g.longRun()
		if rate == 0 {
			continue
		}
		events, chance, first := g.lost(d.Horizon, rate)
		n := float64(p.Groups)
		l.Events += n * events
		g.parts(parts, share, n*events/rate)
		f.add(g, n, rate, share, chance, first)
	}
	l.MTTDL, l.Chance, l.MeanMethod = f.first()
	l.Parts = parts.sorted()
	l.Why = fmt.Sprintf("exact: Markov chain of the members of a group that are missing, %d groups, from all up and new", d.Groups())
	l.MeanWhy = l.Why
	if l.MeanMethod != model.Exact {
		l.MeanWhy = fmt.Sprintf("%s: the first of %d groups, by the rate at which each loses its data", l.MeanMethod, d.Groups())
	}
	if d.Crews > 0 && d.Groups() > 1 {
		l.Method, l.MeanMethod = model.Approximation, model.Approximation
		l.Why = "approximation: each group as if the repair crews were its own; too few losses where they are busy with other groups; " + l.Why
		l.MeanWhy = l.Why
	}
	return l, nil
}

// firsts gathers how the first loss of a pool comes.
type firsts struct {
	d       *model.Durability
	shared  bool // something strikes several groups at one moment
	own     float64
	groups  float64
	mean    float64 // of the only group's chain, to its first loss
	delay   float64 // Σ n·δ, a group's survival being e^(δ−θt) in the long run
	nothing float64 // ln P(no loss within the horizon)
	shock   float64 // chance that a shock loses something, ln of the rest
	hits    [][]hit
}

type hit struct{ chance, groups float64 } // that a blast of one instance loses the groups

func (f *firsts) add(g *group, n, rate float64, share []float64, chance, first float64) {
	f.groups += n
	f.mean = 1 / rate
	f.nothing += n * math.Log1p(-chance)
	f.delay += n * math.Log(first/rate)
	direct := 0.0
	for b := range g.blasts {
		p := 0.0
		for i, s := range share {
			p += s * g.hit[b][i]
		}
		if p > 0 {
			direct += g.blasts[b].rate * p
			l := g.blasts[b].level
			f.hits[l] = append(f.hits[l], hit{p, n / float64(g.d.Blasts[l].Instances)})
		}
	}
	shock := g.shockShare(share)
	direct += shock * g.d.Beta * g.d.Life.Rate()
	f.shock += n * math.Log1p(-shock)
	f.own += n * math.Max(0, first-direct)
}

// shockShare returns the chance that a shock loses a group.
func (g *group) shockShare(share []float64) float64 {
	if g.d.Beta == 0 {
		return 0
	}
	p := 0.0
	for i, s := range g.state {
		missing := 0
		for _, k := range s {
			missing += int(k)
		}
		p += share[i] * beyond(g.d.Size-missing, g.d.Spare()-missing, g.d.Destroys)
	}
	return math.Min(1, p)
}

// first returns the mean time to the first loss, and the chance of one in the horizon.
func (f *firsts) first() (mean, chance float64, m model.Method) {
	if f.groups == 0 {
		return math.Inf(1), 0, model.Exact
	}
	chance = -math.Expm1(f.nothing)
	if f.groups == 1 {
		return f.mean, chance, model.Exact
	}
	rate := f.own - f.d.Beta*f.d.Life.Rate()*math.Expm1(f.shock)
	for l, list := range f.hits {
		none := 0.0
		for _, h := range list {
			if h.chance > 0 {
				f.shared = true
			}
			none += h.groups * math.Log1p(-math.Min(h.chance, 1))
		}
		rate -= f.d.Blasts[l].Rate * float64(f.d.Blasts[l].Instances) * math.Expm1(none)
	}
	if f.shared {
		return 1 / rate, math.NaN(), model.Approximation
	}
	mean = math.Exp(f.delay) / rate
	if math.Abs(f.delay) < 1e-6 {
		return mean, chance, model.Numerical
	}
	return mean, chance, model.Approximation
}
