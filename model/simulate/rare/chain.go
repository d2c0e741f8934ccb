package rare

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A chain is a System as a Markov chain on counts: failed units by pool, those in
// repair by stage, and who waits for a crew in the order of failure. What a move does is
// the text of model/state.go.
type chain struct {
	pools []pool
	crews []model.Crew
	slots int // of the stages of all pools

	// Some repairs are not made of stages: every repair has a time, drawn when it begins.
	// See race.go.
	timed bool
}

// A pool is units that are alike. A group of which the fleet can lose none is a pool of
// its own.
type pool struct {
	units   int
	fatal   int       // failed units from which on the fleet is down; units+1: never
	crew    int       // −1: each unit has a repairer of its own
	at      int       // slot of the first stage
	fail    []float64 // rate of single failures, by failed units
	shock   []float64 // rate of shocks, by failed units
	struck  []int     // units that a shock takes, by failed units
	repair  stages
	law     *model.Law // of the repairs
	moments []float64  // where repairs have times

	// See alone.go and value.go.
	lends  bool      // no other pool shares its crew
	first  float64   // Σ rate of what may happen to a whole pool · h then
	last   []float64 // mean time to the last of some repairs ÷ the sum of their means
	mean   []float64 // h, by failed units
	detour []float64 // h ÷ the likeliest path alone, by failed units
	table  *alone    // nil: there are too many states, or failed units tell all
}

// newChain lays the chain of a system out.
func newChain(s *model.System) (*chain, error) {
	if err := obstacleOf(s); err != nil {
		return nil, err
	}
	list, err := things(s)
	if err != nil {
		return nil, err
	}
	list = append(list, pools(s)...)
	c := &chain{crews: s.Crews}
	for i := range list {
		_, ok := stagesOf(list[i].Repair)
		c.timed = c.timed || !ok
	}
	return c, c.lay(list)
}

// pools returns the pools that matter.
func pools(s *model.System) (list []thing) {
	for i := range s.Pools {
		p := &s.Pools[i]
		if p.Life.Kind == model.NeverLaw {
			continue
		}
		n, units, needs := 1, p.Units(), max(0, p.Needs)
		if p.Size > 0 {
			n, units, needs = p.Groups(), p.Size, p.GroupNeeds
		}
		if p.Mode != model.Shared {
			needs = 1
		}
		if needs == 0 && p.Crew == 0 {
			continue // nothing depends on it
		}
		for range n {
			list = append(list, thing{p, units, needs})
		}
	}
	return list
}

// lay adds pools.
func (c *chain) lay(list []thing) error {
	if len(list) > maxPools {
		return obstacle("%d pools and groups are too many", len(list))
	}
	for i := range list {
		if list[i].units > maxUnits {
			return obstacle("pools of over %d units", maxUnits)
		}
		c.add(list[i].PoolSystem, list[i].units, list[i].needs)
	}
	for i := range c.pools {
		c.pools[i].prepare(c)
	}
	return nil
}

// What a chain holds at most: of more, all are hardly ever up at once.
const (
	maxPools = 64
	maxUnits = 10_000
)

func (c *chain) add(p *model.PoolSystem, units, needs int) {
	x := pool{units: units, fatal: units - needs + 1, crew: p.Crew - 1, at: c.slots}
	if x.repair, x.law = exponentialStages(p.Repair.Mean), &p.Repair; !c.timed {
		x.repair, _ = stagesOf(p.Repair)
	}
	c.slots += len(x.repair.rate)
	if c.timed {
		x.moments = moments(x.law)
	}
	places := units - p.Standby
	for m := range units + 1 {
		up := units - m
		carry := min(up, places)
		exposed := float64(carry) + float64(p.Dormancy*float64(up-carry))
		x.fail = append(x.fail, exposed*(1-p.Beta)/p.Life.Mean)
		hit := up
		if p.Dormancy == 0 {
			hit = carry
		}
		x.struck = append(x.struck, hit)
		rate := 0.0
		if hit > 0 {
			rate = p.Beta / p.Life.Mean
		}
		x.shock = append(x.shock, rate)
	}
	c.pools = append(c.pools, x)
}

// A state is a state of a chain.
type state struct {
	failed  []int   // units by pool
	serving []int   // those in repair, by stage
	queue   [][]int // by crew: pools of the units that wait, in order
	head    []int   // by crew: where its queue begins
	busy    []int   // by crew: units in repair
	all     int     // failed units
	out     int     // pools that lack what they need

	jobs []job // where repairs have times

	now, hours []float64 // by pool: see chain.measure
	served     []int
	pace, work []float64 // by crew
}

func (c *chain) newState() *state {
	return &state{
		failed: make([]int, len(c.pools)), serving: make([]int, c.slots),
		queue: make([][]int, len(c.crews)), head: make([]int, len(c.crews)), busy: make([]int, len(c.crews)),
		now: make([]float64, len(c.pools)), hours: make([]float64, len(c.pools)), served: make([]int, len(c.pools)),
		pace: make([]float64, len(c.crews)), work: make([]float64, len(c.crews)),
	}
}

// whole makes everything up.
func (x *state) whole() {
	clear(x.failed)
	clear(x.serving)
	clear(x.head)
	clear(x.busy)
	for i := range x.queue {
		x.queue[i] = x.queue[i][:0]
	}
	x.all, x.out, x.jobs = 0, 0, x.jobs[:0]
}

// waiting returns the queue of a crew.
func (x *state) waiting(crew int) []int { return x.queue[crew][x.head[crew]:] }

// takesAtOnce reports whether a unit of a pool that fails now is repaired at once.
func (c *chain) takesAtOnce(x *state, p *pool) bool {
	return p.crew < 0 || c.crews[p.crew].Sharing || x.busy[p.crew] < c.crews[p.crew].Count
}

// pace returns how fast a unit in repair gets on where n are with its crew.
func pace(crew *model.Crew, n int) float64 {
	if !crew.Sharing || n == 0 {
		return 1
	}
	return math.Min(1, float64(crew.Count)/float64(n))
}

func (x *state) copyFrom(y *state) {
	copy(x.failed, y.failed)
	copy(x.serving, y.serving)
	copy(x.busy, y.busy)
	for i := range x.queue {
		x.queue[i] = append(x.queue[i][:0], y.waiting(i)...)
		x.head[i] = 0
	}
	x.all, x.out, x.jobs = y.all, y.out, append(x.jobs[:0], y.jobs...)
}
