package decide

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
)

const (
	// MostKept is how many trials a run may have whose percentiles are order statistics.
	// Of more, each figure is summed up in bins, part by part, and none is kept.
	MostKept = 50_000

	// partTrials is how many trials are held at a time then, and what a portion is cut by.
	// What is answered by the first trials alone has those of the first part.
	partTrials = 4096
)

// A longRun is a run that is summed up, part by part.
type longRun struct {
	plan  *run // its first part, with all that only that answers
	rest  *run // each part in turn
	total int  // trials
	part  int  // of them in a part
	known []*stretchOf
}

// A stretchOf is what trials from..to said. The first part stands by itself, so that whoever
// takes it again can compare.
type stretchOf struct {
	from, to int
	sums     *sums
	portion  *Portion // what it was stored as; nil: it has grown since
}

// isLong reports whether a run is summed up: those whose trials somebody needs are not.
func (r *run) isLong() bool {
	r.defaults()
	o := &r.opt
	return o.Trials > r.opt.mostKept() && !o.Keep && o.need == nil && o.points == nil && !o.Lean
}

func (o *Options) mostKept() int {
	if o.part > 0 {
		return o.part
	}
	return MostKept
}

func (o *Options) partSize() int {
	if o.part > 0 {
		return o.part
	}
	return partTrials
}

// takeLong is Take of a run that is summed up.
func (r *run) takeLong(ctx context.Context, from, to int) ([]Portion, error) {
	if part := r.opt.partSize(); from%part != 0 || to%part != 0 && to != r.opt.Trials {
		return nil, ErrOtherRun
	}
	l, err := newLongRun(ctx, r, false)
	if err != nil || from >= to {
		return nil, err
	}
	if p := r.opt.Parts; p != nil {
		if err = l.recall(p.Stored, from, to); err == nil {
			err = l.begun(ctx)
		}
	}
	if err == nil {
		err = l.take(ctx, &r.opt, from, to)
	}
	if err != nil {
		return nil, err
	}
	return l.portions(), nil
}

// CutAt is where the i-th of n pieces of a run begins: at any trial or, of a run that is summed
// up, at a part.
func CutAt(trials, i, n int) int {
	if trials <= MostKept {
		return trials * i / n
	}
	parts := (trials + partTrials - 1) / partTrials
	return min(trials, parts*i/n*partTrials)
}

// newLongRun lays out the parts; first: the first of them too, with all that it answers.
func newLongRun(ctx context.Context, r *run, first bool) (*longRun, error) {
	if r.opt.Trials > MaxTrials {
		return nil, &TooManyTrials{r.opt.Trials, MaxTrials}
	}
	l := &longRun{total: r.opt.Trials, part: r.opt.partSize()}
	lay := func(o Options) (*run, error) {
		o.Trials, o.likely, o.Parts, o.Progress, o.Partial = l.part, l.total, nil, nil, false
		if p := r.opt.Parts; p != nil && p.Ended != nil {
			o.Parts = &Parts{Ended: p.Ended}
		}
		part, err := begin(ctx, r.plan, o)
		if err == nil {
			part.long = true
		}
		return part, err
	}
	var err error
	if first {
		if l.plan, err = lay(r.opt); err != nil {
			return nil, err
		}
	}
	o := r.opt
	need := *needed(o)
	need.missions, need.shortfalls, need.rare, need.data, need.crossovers, need.maturities, need.pictures = false, false, false, false, false, false, false
	o.need, o.Lean, o.noCuts = &need, true, true
	var none *Obstacle
	if l.rest, err = lay(o); errors.As(err, &none) { // missions alone may answer
		l.rest, err = lay(r.opt)
	}
	if err != nil {
		return nil, err
	}
	return l, r.opt.fits(l.weight() + l.rest.following())
}

// recall takes what is stored.
func (l *longRun) recall(stored []Portion, from, to int) error {
	stored = slices.Clone(stored)
	slices.SortFunc(stored, func(a, b Portion) int { return cmp.Compare(a.From, b.From) })
	at := from
	for i := range stored {
		p := &stored[i]
		if p.From < at || p.To <= p.From || p.To > to || p.From%l.part != 0 || p.To%l.part != 0 && p.To != l.total || p.From == 0 && p.To != l.part {
			return ErrOtherRun
		}
		data, err := p.read()
		if err != nil {
			return err
		}
		s, err := decodeSums(data, p.To-p.From)
		if err != nil {
			return err
		}
		l.knows(&stretchOf{p.From, p.To, s, p})
		at = p.To
	}
	return nil
}

// knows adds what some trials said to what is known.
func (l *longRun) knows(s *stretchOf) {
	i, _ := slices.BinarySearchFunc(l.known, s.from, func(k *stretchOf, from int) int { return cmp.Compare(k.from, from) })
	if i > 0 {
		if b := l.known[i-1]; b.to == s.from && b.from > 0 {
			b.sums.merge(s.sums)
			b.to, b.portion = s.to, nil
			return
		}
	}
	l.known = slices.Insert(l.known, i, s)
}

// portions are all that is known.
func (l *longRun) portions() []Portion {
	out := make([]Portion, len(l.known))
	for i, k := range l.known {
		if k.portion == nil {
			k.portion = &Portion{From: k.from, To: k.to, Data: pack(k.sums.encode())}
		}
		out[i] = *k.portion
	}
	return out
}

// next is the first part of from..to that is not known; false: all are.
func (l *longRun) next(from, to int) (int, int, bool) {
	for _, k := range l.known {
		if k.from > from {
			break
		}
		from = max(from, k.to)
	}
	return from, min(from+l.part, to), from < to
}

// take takes the trials of from..to that are not known.
func (l *longRun) take(ctx context.Context, o *Options, from, to int) error {
	parts := o.Parts
	if parts == nil {
		parts = &Parts{}
	}
	done := 0
	for _, k := range l.known {
		done += k.to - k.from
	}
	save := func(last bool) error {
		if parts.Save == nil {
			return nil
		}
		return parts.Save(l.portions, last)
	}
	for {
		a, b, more := l.next(from, to)
		if !more {
			return save(true)
		}
		r := l.rest
		if a == 0 && l.plan != nil { // what only it answers; its sums are those of any process
			if err := l.plan.trials(ctx); err != nil {
				return err
			}
		}
		r.restart(a, b-a)
		if o.Progress != nil {
			r.opt.Progress = func(n, _ int) { o.Progress(done+n, o.Trials) }
		}
		if err := r.trials(ctx); err != nil {
			if last := save(true); errors.Is(err, ErrInterrupted) && last != nil {
				return last
			}
			return err
		}
		s := newSums()
		r.gather(s)
		l.knows(&stretchOf{from: a, to: b, sums: s})
		done += b - a
		if err := save(false); err != nil {
			return err
		}
	}
}

// restart lets a run take other trials, n from one on; it has as many or fewer from then.
func (r *run) restart(from, n int) {
	for _, l := range r.lanes() {
		l.wipe()
		if n < r.opt.Trials {
			l.cut(n)
		}
	}
	r.opt.from, r.opt.Trials = from, n
}

// begun takes the first part again where it is stored, and compares: a run that says
// otherwise is another.
func (l *longRun) begun(ctx context.Context) error {
	if len(l.known) == 0 || l.known[0].from > 0 {
		return nil
	}
	if l.plan == nil {
		l.plan = l.rest
	}
	if err := l.plan.trials(ctx); err != nil {
		return err
	}
	if l.plan != l.rest {
		l.rest.restart(0, l.part)
		if err := l.rest.trials(ctx); err != nil {
			return err
		}
	}
	s := newSums()
	l.rest.gather(s)
	if !bytes.Equal(s.encode(), l.known[0].sums.encode()) {
		return ErrOtherRun
	}
	return nil
}

// compareLong is Compare of a run that is summed up.
func (r *run) compareLong(ctx context.Context) (*Result, error) {
	l, err := newLongRun(ctx, r, true)
	if err != nil {
		return nil, err
	}
	if p := r.opt.Parts; p != nil {
		if err = l.recall(p.Stored, 0, l.total); err == nil {
			err = l.begun(ctx)
		}
	}
	if err == nil {
		err = l.take(ctx, &r.opt, 0, l.total)
	}
	first := l.plan
	var seen []Observed
	if err == nil {
		seen, err = first.backtest(ctx)
	}
	if err != nil && !(errors.Is(err, ErrInterrupted) && r.opt.Partial) {
		return nil, err
	}
	if err != nil {
		if len(l.known) == 0 || l.known[0].from > 0 {
			if first.keeper.first() == 0 {
				return nil, err
			}
			first.long = false
			return first.partial(ctx, first.keeper.first()), nil
		}
		var cancel func()
		ctx, cancel = context.WithCancel(ctx)
		cancel()
	}
	first.all = newSums()
	at := 0
	for _, k := range l.known {
		if k.from == at { // what is known without a gap
			first.all.merge(k.sums)
			at = k.to
		}
	}
	out := first.result(ctx)
	out.Observed = seen
	out.Warnings = append(out.Warnings, surprises(seen)...)
	if out.Complete = err == nil && ctx.Err() == nil; !out.Complete && !r.opt.Partial {
		return nil, ErrInterrupted
	}
	return out, nil
}

// taken is how many trials the result of a run is of.
func (r *run) taken() int {
	if r.all != nil {
		return int(r.all.n)
	}
	return r.opt.Trials
}

// tellSavings puts what all trials of a long run say of the figures that hold fleets
// against the baseline.
func (r *run) tellSavings(out *Result) {
	for _, f := range r.fleets {
		fr := out.Fleets[f.Name]
		r.all.figuresOf(&fr, "regret", "saving", "payback", "cheaper_from", "irr")
		if len(fr.CostSteps) > 0 || r.base >= 0 && fr.Metrics["saving"].Mean != nil {
			fr.CostSteps = nil
			for k := range fr.Costs {
				w := r.all.whole(f.Name+"/steps/"+fr.Costs[k].Category, false)
				if w == nil {
					continue
				}
				if x := summed(w); x.mean != 0 || x.p10 != 0 || x.p90 != 0 {
					fr.CostSteps = append(fr.CostSteps, CostStep{fr.Costs[k].Category, x.mean, x.lo, x.hi, x.p10, x.p50, x.p90})
				}
			}
		}
		if !r.asserted(f.Name) {
			fr.forget()
		}
		out.Fleets[f.Name] = fr
	}
}

// comparedBy is [run.compare] by the bins of the difference.
func (r *run) comparedBy(w *binned, i, j int, metric, unit string) Comparison {
	c := Comparison{Fleet: r.fleets[i].Name, Against: r.fleets[j].Name, Metric: metric}
	less := float64(w.negative())
	if w.constant() {
		c.Less, c.Difference = exactly("1", min(less, 1)), exactly(unit, w.least)
		return c
	}
	c.Less, c.Difference = proportion(less, float64(w.n), "paired trials"), sampled(unit, column{0, 1})
	c.Difference.of.said = c.Difference.Why
	(&sums{n: w.n}).mean(&c.Difference, w)
	c.Difference.percentiles(w)
	c.Difference.of = nil
	return c
}
