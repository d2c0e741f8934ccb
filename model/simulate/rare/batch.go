package rare

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/capplan/capplan/model/simulate"
)

// batches is how many share no random number.
const batches = 256

// A tally is what some cycles of a batch sum to.
type tally struct {
	weighted int // cycles
	weights  float64
	down     heavy
	hits     heavy
	outages  float64
	missions int     // cycles that were held against a past
	within   float64 // of them, Σ weight · hours all up in the horizon less what the cycle takes
	longest  float64 // most hours down of a cycle

	plain   int
	struck  int // with an outage
	length  float64
	alive   float64
	lengths float64 // Σ length²
	endless bool    // cycles hardly end
}

// A heavy is a sum of weighted terms, and how evenly they share it.
type heavy struct{ sum, squares, most float64 }

func (h *heavy) add(x float64) {
	h.sum += x
	h.squares += float64(x * x)
	h.most = math.Max(h.most, x)
}

func (h *heavy) merge(o *heavy) {
	h.sum += o.sum
	h.squares += o.squares
	h.most = math.Max(h.most, o.most)
}

// effective returns how many terms of the same size would know the sum as well.
func (h *heavy) effective() float64 {
	if h.squares == 0 {
		return 0
	}
	return h.sum * h.sum / h.squares
}

func (t *tally) merge(o *tally) {
	t.weighted += o.weighted
	t.weights += o.weights
	t.down.merge(&o.down)
	t.hits.merge(&o.hits)
	t.outages += o.outages
	t.missions += o.missions
	t.within += o.within
	t.longest = math.Max(t.longest, o.longest)
	t.plain += o.plain
	t.struck += o.struck
	t.length += o.length
	t.alive += o.alive
	t.lengths += o.lengths
	t.endless = t.endless || o.endless
}

// A round is how many cycles every batch gets on top of what it has.
type round struct{ weighted, plain int }

// A sampler is an estimation under way.
type sampler struct {
	*chain
	seed    uint64
	workers int
	horizon float64 // 0: none, or not yet
	batch   [batches]tally
	done    round // cycles of each batch
	pasts   int   // of each batch
	lived   [batches][]*past
}

// stepLimit is how many events cycles have on average at most.
const stepLimit = 2000

var (
	weightedPurpose = simulate.Purpose("rare/", "cycle", "/weighted")
	plainPurpose    = simulate.Purpose("rare/", "cycle", "/plain")
)

// run gives every batch a round of cycles.
func (s *sampler) run(r round) {
	s.each(func(w *walker, b int, t *tally) { s.fill(w, b, r, t) })
	s.done.weighted += r.weighted
	s.done.plain += r.plain
}

// each adds to every batch what f tallies. Which goroutine takes which batch changes
// nothing: trials are numbered within the batch, and batches are merged in order.
func (s *sampler) each(f func(w *walker, b int, t *tally)) {
	var got [batches]tally
	var taken atomic.Int64
	var wait sync.WaitGroup
	workers := s.workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range min(workers, batches) {
		wait.Go(func() {
			w := s.newWalker()
			for b := int(taken.Add(1)) - 1; b < batches; b = int(taken.Add(1)) - 1 {
				f(w, b, &got[b])
			}
		})
	}
	wait.Wait()
	for b := range got {
		s.batch[b].merge(&got[b])
	}
}

// fill tallies a round of cycles of a batch.
func (s *sampler) fill(w *walker, b int, r round, t *tally) {
	w.steps, w.limit = 0, stepLimit*(r.weighted+r.plain+s.pasts)
	lived := s.lived[b]
	for i := len(lived); i < s.pasts; i++ {
		lived = append(lived, w.live(s.seed, uint64(i)*batches+uint64(b), s.horizon))
	}
	if s.lived[b] = lived; s.pasts > 0 {
		t.missions += r.weighted
	}
	var o cycle
	w.steps = 0
	for i := s.done.weighted; i < s.done.weighted+r.weighted; i++ {
		w.stream.Open(s.seed, weightedPurpose, uint64(i)*batches+uint64(b))
		w.weighted(wayOf(i), &o)
		t.weights += o.weight
		if o.outages == 0 {
			continue
		}
		t.down.add(o.weight * o.down)
		t.hits.add(o.weight)
		t.outages += float64(o.weight * float64(o.outages))
		t.longest = math.Max(t.longest, o.down)
		if s.pasts > 0 {
			t.within += float64(o.weight * lived[i%s.pasts].allUp(s.horizon-o.after))
		}
	}
	t.weighted += r.weighted
	t.endless = w.steps >= w.limit
	w.cycles(s.seed, plainPurpose, b, s.done.plain, r.plain, t)
}

// cycles tallies n cycles of a batch by the law of the system, from trial at on.
func (w *walker) cycles(seed, purpose uint64, b, at, n int, t *tally) {
	var o cycle
	w.steps, w.limit = 0, stepLimit*n
	for i := at; i < at+n; i++ {
		w.stream.Open(seed, purpose, uint64(i)*batches+uint64(b))
		w.plain(&o)
		t.length += o.length
		t.lengths += float64(o.length * o.length)
		t.alive += o.alive
		if o.outages > 0 {
			t.struck++
		}
	}
	t.plain += n
	t.endless = t.endless || w.steps >= w.limit
}

// all returns what all batches sum to.
func (s *sampler) all() *tally {
	var t tally
	for b := range s.batch {
		t.merge(&s.batch[b])
	}
	return &t
}
