package rare

import (
	"fmt"
	"math"
	"runtime"

	"github.com/capplan/capplan/model"
)

// Options say how to estimate. Zero values: seed 0, half-widths of 1 % of the estimates,
// twenty million cycles at most, all processors.
type Options struct {
	Seed      uint64
	Target    float64 // half-width of the 95 % intervals ÷ estimate at which it stops
	MaxCycles int     // it stops after the round that reaches them
	Mission   bool    // unreliability and MTTF too; else they are unknown
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
	student = 1.9983405
)

// Estimate estimates the outages of a System by importance sampling. It is a function of
// the System, Seed, Target, MaxCycles and Mission alone. Where the method has no states
// for the system, the error is an *Obstacle.
func Estimate(s *model.System, o Options) (*Result, error) {
	if o.Target == 0 {
		o.Target = 0.01
	}
	if o.MaxCycles == 0 {
		o.MaxCycles = 20_000_000
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	c, err := newChain(s)
	if err != nil {
		return nil, err
	}
	if !c.mayFail() {
		return never(), nil
	}
	x := &sampler{chain: c, seed: o.Seed, workers: o.Workers}
	if o.Mission {
		if err := x.liveAll(s.Horizon); err != nil {
			return nil, err
		}
	}
	for r := (round{4 * period, 4 * period}); ; r = x.further(o.Target) {
		if x.run(r); x.all().endless {
			return nil, obstacle("all is hardly ever up at once: cycles of over %d events", stepLimit)
		}
		if x.widest() <= o.Target || x.done.weighted*batches >= o.MaxCycles {
			break
		}
	}
	return x.result(), nil
}

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
func (s *sampler) further(target float64) round {
	t := s.all()
	need := s.widest() / target
	grow := min(3, max(0.5, float64(1.1*need*need)-1))
	n := max(1, int(float64(s.done.weighted)*grow)/period) * period
	plain := float64(t.plain)
	mean := t.length / plain
	byPlain := math.Sqrt(math.Max(0, t.lengths/plain/(mean*mean)-1))
	byWeight := math.Sqrt(math.Max(0.01, float64(t.weighted)/t.down.effective()-1))
	ratio := min(4, max(0.1, 2*byPlain/byWeight))
	return round{n, max(period, int(float64(n)*ratio))}
}

// widest returns the largest half-width of an interval ÷ its estimate.
func (s *sampler) widest() float64 {
	w := 0.0
	for _, e := range []model.Estimate{s.unavailability(), s.rate(), s.unreliability(), s.mttf()} {
		if e.Unknown() {
			continue
		}
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

func (s *sampler) unreliability() model.Estimate {
	if s.horizon == 0 {
		return unknown()
	}
	leaves := s.leaving()
	return s.ratio(func(t *tally) (float64, float64) { return leaves * t.within / float64(t.weighted), 1 })
}

func (s *sampler) mttf() model.Estimate {
	if s.horizon == 0 {
		return unknown()
	}
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

func (s *sampler) result() *Result {
	t := s.all()
	r := &Result{
		Unavailability: s.unavailability(), OutageRate: s.rate(), Unreliability: s.unreliability(), MTTF: s.mttf(),
		Cycles: t.weighted, Effective: t.down.effective(),
	}
	r.Why = fmt.Sprintf("importance sampling with the zero-variance approximation: %d cycles worth %.0f", r.Cycles, r.Effective)
	return r
}
