package decide

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"github.com/capplan/capplan/model"
)

// A Portion is what some trials of a run said, bit for bit. A run of the same plan, seed,
// trials, method and fleets takes it in the place of these trials.
type Portion struct {
	Of       string // the part of a longer answer; empty: the run itself; see [Book]
	From, To int    // the trials; To is the first that is not in it
	Data     []byte // by [run.portion], or what [sums] hold of them

	// Read reads Data anew, where it is not kept; nil: it is.
	Read func() ([]byte, error)
}

func (p *Portion) read() ([]byte, error) {
	if p.Read != nil {
		return p.Read()
	}
	return p.Data, nil
}

// Parts let a run begin where others have been, and keep what it did. They never change
// a figure.
type Parts struct {
	Stored   []Portion // trials that are not taken again; they do not overlap
	From, To int       // the trials that are taken; To 0: all

	// Save is called at the ends of blocks, once at a time, and last when the run ends, in
	// whatever way. Portions are all that is known by then. Its error ends the run.
	Save func(portions func() []Portion, last bool) error
	// Ended is asked before each block; true ends the run as an interrupt does. nil: never.
	Ended func() bool
}

// ErrOtherRun says that a stored portion is not of this run.
var ErrOtherRun = errors.New("stored trials are not of this run")

// Take takes the trials from..to of a plan and returns what they said.
func Take(ctx context.Context, p *model.Plan, o Options, from, to int) ([]Portion, error) {
	if r := (&run{plan: p, opt: o}); r.isLong() {
		return r.takeLong(ctx, from, to)
	}
	r, err := begin(ctx, p, o)
	if err != nil || from >= to {
		return nil, err
	}
	parts := Parts{}
	if o.Parts != nil {
		parts = *o.Parts
	}
	parts.From, parts.To = from, to
	r.opt.Parts = &parts
	if err := r.trials(ctx); err != nil {
		return nil, err
	}
	return r.keeper.portions(), nil
}

// A keeper knows which trials are done.
type keeper struct {
	run    *run
	todo   [][2]int // blocks, rising
	saving sync.Mutex

	mu     sync.Mutex
	upto   []int  // of todo: the first trial that is not done
	done   []bool // of todo
	kept   []bool // in a portion
	left   bool   // nobody waits any more
	stored []Portion
}

// newKeeper takes what is stored, and lays out the blocks that are not.
func newKeeper(r *run) (*keeper, error) {
	k := &keeper{run: r}
	from, to := 0, r.opt.Trials
	if p := r.opt.Parts; p != nil {
		if p.To > 0 {
			from, to = p.From, p.To
		}
		k.stored = slices.Clone(p.Stored)
	}
	slices.SortFunc(k.stored, func(a, b Portion) int { return a.From - b.From })
	var first []byte
	if len(k.stored) > 0 && k.stored[0].From == 0 {
		var err error
		if first, err = r.retrace(); err != nil {
			return k, err
		}
	}
	at := from
	for i := range k.stored {
		s := &k.stored[i]
		if s.From < at || s.To <= s.From || s.To > to || r.recall(s) != nil {
			return k, ErrOtherRun
		}
		k.lay(at, s.From)
		at = s.To
	}
	k.lay(at, to)
	k.upto, k.done, k.kept = make([]int, len(k.todo)), make([]bool, len(k.todo)), make([]bool, len(k.todo))
	if first != nil && !bytes.Equal(first, r.encode(0, 1)) {
		return k, ErrOtherRun
	}
	return k, nil
}

func (k *keeper) lay(from, to int) {
	for ; from < to; from += block {
		k.todo = append(k.todo, [2]int{from, min(from+block, to)})
	}
}

// retrace takes the first trial again where it is stored: what it says of methods is in no
// portion, and a run that says otherwise is another. It returns its row, which nothing has
// written to before: trials add to it.
func (r *run) retrace() ([]byte, error) {
	w, err := r.newWorker()
	if err == nil {
		err = w.guarded(0)
	}
	return r.encode(0, 1), err
}

// took notes that trial t of a block is done.
func (k *keeper) took(i, t int) {
	k.mu.Lock()
	k.upto[i] = t + 1
	k.mu.Unlock()
}

// leave lets the trials that go on go, where no trial is known: of what they come to
// nothing is kept.
func (k *keeper) leave() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.run.opt.Parts
	k.left = (p == nil || len(p.Stored) == 0) && !slices.ContainsFunc(k.upto, func(t int) bool { return t > 0 })
	return k.left
}

// did notes that a block is done.
func (k *keeper) did(i int) error {
	k.mu.Lock()
	left := k.left
	k.done[i] = !left
	k.mu.Unlock()
	if left {
		return nil
	}
	if p := k.run.opt.Parts; p != nil && p.Save != nil && k.saving.TryLock() {
		defer k.saving.Unlock()
		return p.Save(k.portions, false)
	}
	return nil
}

// end saves what is known when the run is over.
func (k *keeper) end() error {
	if p := k.run.opt.Parts; p != nil && p.Save != nil {
		return p.Save(k.portions, true)
	}
	return nil
}

// portions are all that is known, each made once.
func (k *keeper) portions() []Portion {
	k.mu.Lock()
	var fresh []Portion
	for i, b := range k.todo {
		if !k.done[i] || k.kept[i] {
			continue
		}
		k.kept[i] = true
		if n := len(fresh); n > 0 && fresh[n-1].To == b[0] {
			fresh[n-1].To = b[1]
		} else {
			fresh = append(fresh, Portion{From: b[0], To: b[1]})
		}
	}
	k.mu.Unlock()
	for i := range fresh {
		fresh[i].Data = k.run.portion(fresh[i].From, fresh[i].To)
	}
	k.stored = append(k.stored, fresh...)
	return slices.Clone(k.stored)
}

// first is how many trials from the first on are known without a gap.
func (k *keeper) first() int {
	var known [][2]int
	if p := k.run.opt.Parts; p != nil {
		for _, s := range p.Stored {
			known = append(known, [2]int{s.From, s.To})
		}
	}
	for i, b := range k.todo {
		if k.upto[i] > b[0] {
			known = append(known, [2]int{b[0], k.upto[i]})
		}
	}
	slices.SortFunc(known, func(a, b [2]int) int { return a[0] - b[0] })
	n := 0
	for _, b := range known {
		if b[0] == n {
			n = b[1]
		}
	}
	return n
}

// cut keeps the first n trials of a run that ended early.
func (r *run) cut(n int) {
	for _, l := range r.lanes() {
		l.cut(n)
	}
	for _, h := range r.sheets {
		h.missions.n = min(h.missions.n, n)
	}
	r.opt.Trials = n
}

// encode writes the trials from..to of each lane, lane by lane, which packs well.
func (r *run) encode(from, to int) []byte {
	var b []byte
	lanes := r.lanes()
	b = binary.AppendUvarint(b, uint64(len(lanes)))
	for _, l := range lanes {
		b = binary.AppendUvarint(b, uint64(l.len()))
		for t := from; t < min(to, l.len()); t++ {
			b = l.put(b, t)
		}
	}
	return b
}

func (r *run) portion(from, to int) []byte { return pack(r.encode(from, to)) }

func pack(b []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err == nil {
		if _, err = w.Write(b); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// recall reads a portion into the lanes.
func (r *run) recall(p *Portion) error {
	data, err := p.read()
	if err != nil {
		return err
	}
	from := bufio.NewReader(flate.NewReader(bytes.NewReader(data)))
	lanes := r.lanes()
	if n, err := binary.ReadUvarint(from); err != nil || n != uint64(len(lanes)) {
		return ErrOtherRun
	}
	for _, l := range lanes {
		if n, err := binary.ReadUvarint(from); err != nil || n != uint64(l.len()) {
			return ErrOtherRun
		}
		for t := p.From; t < min(p.To, l.len()); t++ {
			if l.take(from, t) != nil {
				return ErrOtherRun
			}
		}
	}
	if _, err := from.ReadByte(); err == nil {
		return ErrOtherRun
	}
	return nil
}
