package rare

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/simulate"
)

// effort is how many walks begin on every level of a replication where nothing is said.
const effort = 1000

var (
	splitPurpose = simulate.Purpose("rare/", "split", "")
	aloneCycles  = simulate.Purpose("rare/", "split", "/plain")
)

// Split estimates by fixed-effort splitting (Garvels 2000) what Estimate does by
// importance sampling, from the same chain and from nothing else: no values, no weights.
// A state has the level
//
//	most − min_i (failures of pool i that are left until an outage)
//
// and P(outage before all up) is the product of the shares of walks by the law of the
// system that reach the next level before all is up, each begun in a state in which the
// level before was reached. MaxCycles is how many walks begin on each level in each of
// 64 replications; 0: 10,000. It has no unreliability. A level is seen while it is reached
// by one walk in some hundred; else the estimate is refused.
func Split(s *model.System, o Options) (*Result, error) {
	c, err := newChain(s)
	if err != nil {
		return nil, err
	}
	if !c.mayFail() {
		return never(), nil
	}
	return c.split(o)
}

func (c *chain) split(o Options) (*Result, error) {
	if o.MaxCycles == 0 {
		o.MaxCycles = effort
	}
	x := &sampler{chain: c, seed: o.Seed, workers: o.Workers}
	x.each(func(w *walker, b int, t *tally) { w.climb(o, b, t) })
	if x.all().endless {
		return nil, obstacle("all is hardly ever up at once: cycles of over %d events", stepLimit)
	}
	r := x.result(Options{})
	r.Why = fmt.Sprintf("fixed-effort splitting: %d replications of %d walks on each level", batches, o.MaxCycles)
	if e := r.OutageRate; !(e.Hi-e.Value < e.Value/2) {
		x.refuse(r, "too few walks get from one level to the next")
	}
	return r, nil
}

// differs says how far splitting is from an estimate, "" where they agree within four
// standard errors, or where it sees too little.
func (c *chain) differs(r *Result, o Options) (string, error) {
	o.MaxCycles = 0
	x, err := c.split(o)
	if err != nil || x.Refused != "" {
		return "", err
	}
	a, b := &r.Unavailability, &x.Unavailability
	z := (a.Value - b.Value) / (math.Sqrt(float64((a.Hi-a.Value)*(a.Hi-a.Value))+float64((b.Hi-b.Value)*(b.Hi-b.Value))) / student)
	if r.Why += fmt.Sprintf("; splitting gives %.3g ± %.1g", b.Value, b.Hi-b.Value); !(math.Abs(z) < 4) {
		return fmt.Sprintf("splitting gives %.3g ± %.1g, which is %.1f standard errors off %.3g", b.Value, b.Hi-b.Value, z, a.Value), nil
	}
	return "", nil
}

// left returns how many failures are left until an outage at least.
func (c *chain) left(x *state) int {
	least := math.MaxInt
	for i := range c.pools {
		if p := &c.pools[i]; p.fatal <= p.units {
			least = min(least, p.fatal-x.failed[i])
		}
	}
	return max(0, least)
}

// climb makes a replication. It counts as one cycle of mean weight: what it adds to the
// sums is the product of the shares times what follows an outage on average.
func (w *walker) climb(o Options, replication int, t *tally) {
	n := o.MaxCycles
	w.stream.Open(o.Seed, splitPurpose, uint64(replication))
	w.steps, w.limit = 0, stepLimit*n
	from, to := w.states(n), w.states(n)
	chance, begun := 1.0, 0
	for left := w.left(w.newState()) - 1; left >= 0 && chance > 0; left-- {
		got := 0
		for range n {
			first := begun == 0
			for w.begin(from[:begun]); (first || w.x.all > 0) && w.left(w.x) > left && w.steps < w.limit; first = false {
				w.step()
			}
			if w.left(w.x) <= left {
				to[got].copyFrom(w.x)
				got++
			}
		}
		chance *= float64(got) / float64(n)
		from, to, begun = to, from, got
	}
	t.weighted, t.weights = 1, 1
	if chance > 0 {
		t.hits.add(chance)
		w.after(from[:begun], n, chance, t)
	}
	t.endless = w.steps >= w.limit
	w.cycles(o.Seed, aloneCycles, replication, 0, n, t)
}

// after adds what follows an outage.
func (w *walker) after(from []*state, n int, chance float64, t *tally) {
	down := 0.0
	for range n {
		o := cycle{outages: 1}
		w.begin(from)
		w.finish(&o)
		t.outages += float64(chance*float64(o.outages)) / float64(n)
		down += o.down / float64(n)
		t.longest = math.Max(t.longest, o.down)
	}
	t.down.add(chance * down)
}

func (c *chain) states(n int) []*state {
	s := make([]*state, n)
	for i := range s {
		s[i] = c.newState()
	}
	return s
}

// begin begins where one of some walks ended, with all up where there are none.
func (w *walker) begin(from []*state) {
	if len(from) == 0 {
		w.x.whole()
		return
	}
	w.x.copyFrom(from[int(float64(w.stream.Uniform()*float64(len(from))))])
}
