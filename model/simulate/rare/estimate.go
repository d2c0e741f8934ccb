package rare

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// Options say how to estimate. Zero values: seed 0, half-widths of 1 % of the estimates,
// two million cycles at most, all processors.
type Options struct {
	Seed      uint64
	Target    float64 // half-width of the 95 % intervals ÷ estimate at which it stops
	MaxCycles int     // it stops after the round that reaches them
	Mission   bool    // the unreliability too; else it is unknown
	Check     bool    // holds the unavailability to that of Split, at a hundred times the cost
	Workers   int     // bounds parallelism and never changes a result
}

// A Result is what is known of the outages of a System. Where Refused is not empty the
// estimates are bounds: Value and Lo 0, Hi what it says (MTTF: from below).
type Result struct {
	Unavailability model.Estimate // long-run share of time down
	OutageRate     model.Estimate // per hour, in the long run
	Unreliability  model.Estimate // P(an outage begins within the horizon), from all up and new
	MTTF           model.Estimate // mean hours to the first outage, from all up and new
	Cycles         int            // that were weighted
	Effective      float64        // of them, for the unavailability: (Σw)²/Σw²
	Refused        string         // why no estimate is printed, in words
	Why            string         // how it was estimated, in words
}

// level is the coverage of the intervals, student their half-width in standard errors:
// the 97.5 % quantile of Student's law with batches−1 degrees of freedom.
const (
	level   = 0.95
	student = 1.9693107
)

// Estimate estimates the outages of a System by importance sampling. It is a function of
// the System, Seed, Target, MaxCycles and Mission alone. Where the method has no states
// for the system, the error is an *Obstacle.
func Estimate(s *model.System, o Options) (*Result, error) {
	c, err := newChain(s)
	if err != nil {
		return nil, err
	}
	if !c.mayFail() {
		return never(), nil
	}
	return c.estimate(s.Horizon, o)
}

func (c *chain) estimate(horizon float64, o Options) (*Result, error) {
	if o.Target == 0 {
		o.Target = 0.01
	}
	if o.MaxCycles == 0 {
		o.MaxCycles = 2_000_000
	}
	x := &sampler{chain: c, seed: o.Seed, workers: o.Workers}
	var probe tally
	if c.newWalker().cycles(o.Seed, plainPurpose, 0, 0, 4*period, &probe); probe.endless {
		return nil, obstacle("all is hardly ever up at once: cycles of over %d events", stepLimit)
	}
	why, doubts := "", 0
	for r := (round{period, period}); ; r = x.further(o) {
		if x.run(r); x.all().endless {
			return nil, obstacle("all is hardly ever up at once: cycles of over %d events", stepLimit)
		}
		more := x.widest() > o.Target
		if o.Mission && x.horizon == 0 {
			x.plan(horizon, o.Target)
			more = true
		}
		if why = x.trouble(); why != "" {
			doubts++
			more = more || doubts <= patience
		}
		if !more || x.done.weighted*batches >= o.MaxCycles {
			break
		}
	}
	r := x.result(o)
	if o.Check && why == "" {
		var err error
		if why, err = c.differs(r, o); err != nil {
			return nil, err
		}
	}
	if why != "" {
		x.refuse(r, why)
	}
	return r, nil
}

// patience is how many more rounds may clear a doubt.
const patience = 3

// mayFail reports whether an outage can ever come.
func (c *chain) mayFail() bool {
	for i := range c.pools {
		if c.pools[i].fatal <= c.pools[i].units {
			return true
		}
	}
	return false
}

func never() *Result {
	zero := model.ExactEstimate(0, model.Exact)
	return &Result{
		Unavailability: zero, OutageRate: zero, Unreliability: zero, MTTF: model.ExactEstimate(math.Inf(1), model.Exact),
		Why: "nothing that may fail can take the fleet down",
	}
}

// further returns how many cycles to add: as many as the target seems to need, at least
// half and at most three times those that are done. Plain cycles are so many that their
// cost is well spent: n ∝ variation ÷ √cost.
func (s *sampler) further(o Options) round {
	t := s.all()
	need := s.widest() / o.Target
	grow := min(3, max(0.5, float64(1.1*need*need)-1))
	left := (o.MaxCycles/batches - s.done.weighted) / period
	n := max(1, min(left, max(int(float64(s.done.weighted)*grow), s.pasts)/period)) * period
	plain := float64(t.plain)
	mean := t.length / plain
	byPlain := math.Sqrt(math.Max(0, t.lengths/plain/(mean*mean)-1))
	byWeight := math.Sqrt(math.Max(0.01, float64(t.weighted)/max(1, t.down.effective())-1))
	ratio := min(4, max(0.1, 2*byPlain/byWeight))
	return round{n, max(period, int(float64(n)*ratio))}
}

// widest returns the largest half-width of an interval ÷ its estimate, but that of the
// unreliability: see plan.
func (s *sampler) widest() float64 {
	w := 0.0
	for _, e := range []model.Estimate{s.unavailability(), s.rate(), s.mttf()} {
		if r := (e.Hi - e.Lo) / 2 / e.Value; !(r <= w) {
			w = r
		}
	}
	return w
}

func (s *sampler) unavailability() model.Estimate {
	return s.ratio(func(t *tally) (float64, float64) {
		return t.down.sum / float64(t.weighted), t.length / float64(t.plain)
	})
}

func (s *sampler) rate() model.Estimate {
	return s.ratio(func(t *tally) (float64, float64) { return t.outages / float64(t.weighted), t.length / float64(t.plain) })
}

// unreliability is Λ E[A(t−B); outage]. Where the horizon holds too many cycles for that,
// outages are a Poisson process, but for a part of 1 ÷ cycles.
func (s *sampler) unreliability() model.Estimate {
	if s.pasts == 0 {
		e, of := s.mttf(), func(mean float64) float64 { return 1 - portable.Exp(-s.horizon/mean) }
		if e.Value > 1e6*s.horizon {
			of = func(mean float64) float64 { return s.horizon / mean }
		}
		e.Value, e.Lo, e.Hi = of(e.Value), of(e.Hi), of(e.Lo)
		e.Warnings = []string{"the horizon is so long that outages are taken for a Poisson process"}
		return e
	}
	leaves := s.leaving()
	return s.ratio(func(t *tally) (float64, float64) { return leaves * t.within / float64(t.missions), 1 })
}

func (s *sampler) mttf() model.Estimate {
	return s.ratio(func(t *tally) (float64, float64) { return t.alive / float64(t.plain), t.hits.sum / float64(t.weighted) })
}

func unknown() model.Estimate {
	return model.Estimate{Value: math.NaN(), Lo: math.Inf(-1), Hi: math.Inf(1), Level: level, Method: model.MonteCarlo}
}

// ratio estimates the quotient of two means over the batches, with the standard error of
// a quotient (delta method): r = ȳ/x̄, s² = Σ(y−rx)²/(b−1)/b/x̄².
func (s *sampler) ratio(of func(*tally) (y, x float64)) model.Estimate {
	var sy, sx, squares float64
	for b := range s.batch {
		y, x := of(&s.batch[b])
		sy, sx = sy+y, sx+x
	}
	r := sy / sx
	for b := range s.batch {
		y, x := of(&s.batch[b])
		d := y - float64(r*x)
		squares += float64(d * d)
	}
	half := student * math.Sqrt(squares/(batches-1)*batches) / sx
	return model.Estimate{Value: r, Lo: max(0, r-half), Hi: r + half, Level: level, Method: model.MonteCarlo}
}

// leaving returns the rate at which all up is left.
func (c *chain) leaving() float64 {
	_, total := c.moves(c.newState(), nil)
	return total
}

func (s *sampler) result(o Options) *Result {
	t := s.all()
	r := &Result{
		Unavailability: s.unavailability(), OutageRate: s.rate(), MTTF: s.mttf(), Unreliability: unknown(),
		Cycles: t.weighted, Effective: t.down.effective(),
	}
	if o.Mission {
		r.Unreliability = s.unreliability()
	}
	r.Why = fmt.Sprintf("importance sampling with the zero-variance approximation: %d cycles worth %.0f", r.Cycles, r.Effective)
	return r
}
