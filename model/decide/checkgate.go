package decide

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

// A Gate says how the assertions of a result were held.
type Gate struct {
	Level     float64 `json:"level"`      // the share of verdicts on sampled figures that is right, at least
	MaxTrials int     `json:"max_trials"` // after which what is still close is inconclusive
	Looks     []int   `json:"looks"`      // after how many trials was looked; none: no figure needed any
	Static    bool    `json:"static"`     // no trials were to be taken
}

// A gate is a check in the making.
type gate struct {
	early bool // ended before all was decided that trials decide
	plan  *model.Plan
	opt   Options
	looks looks
	cases []heldCase
	out   *Result // of what needs no trials, then of the first look
	taken []int
}

// A heldCase is an assertion and what is known of its figures.
type heldCase struct {
	a      *model.Assertion
	result AssertionResult
	known  pair // of all trials so far; only while more of them tell more
	open   bool // not decided
	broken bool // later trials do not have the figure
}

// Check answers whether the assertions about the fleets of a plan hold. Exact figures take
// no trials. For the others it looks after Trials, twice, four times … as many, until each
// is clear of its limit or MaxTrials are taken: see looks. The other figures of the result
// are those of the first look, and only of what assertions ask. With Static it takes no
// trials; what needs them is Skipped. Ended early, with Partial, it answers by what was
// looked at: an assertion that was not decided is inconclusive, one that no trial was taken
// for is Skipped.
func Check(ctx context.Context, p *model.Plan, o Options) (*Result, error) {
	g := newGate(p, o)
	if len(g.cases) == 0 {
		return nil, ErrNothingToCheck
	}
	if err := g.exactly(ctx); err != nil {
		return nil, err
	}
	if !o.Static {
		for k := 1; k <= g.looks.count() && g.opened(); k++ {
			if err := g.look(ctx, k); err != nil && !g.ended(err) {
				return nil, err
			}
			if g.early {
				break
			}
		}
	}
	out := g.answer()
	if out.Complete = !g.early; o.Static || g.early {
		return out, nil
	}
	r := &run{plan: p, opt: g.opt, sim: g.opt.Method != "exact"}
	r.defaults()
	seen, err := r.backtest(ctx)
	if err != nil && g.ended(err) {
		out.Complete, err = false, nil
	}
	out.Observed = seen
	out.Warnings = append(out.Warnings, surprises(seen)...)
	return out, err
}

func newGate(p *model.Plan, o Options) *gate {
	g := &gate{plan: p, opt: o}
	if g.opt.Trials == 0 {
		g.opt.Trials = p.Run.Trials
	}
	if g.opt.MaxTrials == 0 {
		g.opt.MaxTrials = MaxKeptTrials
	}
	if g.opt.Method == "" {
		g.opt.Method = p.Run.Method
	}
	g.looks = looks{min(g.opt.Trials, g.opt.MaxTrials), g.opt.MaxTrials}
	for i := range p.Assertions {
		if a := &p.Assertions[i]; wanted(a.Fleet, o.Fleets) {
			g.cases = append(g.cases, heldCase{a: a, result: blank(a), open: true})
		}
	}
	return g
}

func (g *gate) opened() bool {
	return slices.ContainsFunc(g.cases, func(c heldCase) bool { return c.open })
}

// left are the assertions that are not decided.
func (g *gate) left() (out []*model.Assertion) {
	for i := range g.cases {
		if g.cases[i].open {
			out = append(out, g.cases[i].a)
		}
	}
	return out
}

// look takes the trials up to look k and holds them against what is not decided.
func (g *gate) look(ctx context.Context, k int) error {
	from, to := 0, g.looks.trials(k)
	if k > 1 {
		from = g.looks.trials(k - 1)
	}
	need := askedOf(g.plan, g.left(), &g.opt)
	if k > 1 {
		need.rare = false // it does not get better by trials
	}
	for ; from < to; from += g.looks.first {
		r, res, err := g.block(ctx, need, from, min(g.looks.first, to-from), to)
		if err != nil {
			return err
		}
		if k == 1 {
			to = res.Trials // fewer where it was ended
			if err := g.begin(ctx, r, res); err != nil {
				return err
			}
			break
		}
		for i := range g.cases {
			if c := &g.cases[i]; c.open && !c.broken {
				p := r.pairOf(res, c.a)
				c.broken = !c.join(&p)
			}
		}
	}
	g.taken = append(g.taken, to)
	g.hold(k, to)
	return nil
}

// block answers so many trials, from one on.
func (g *gate) block(ctx context.Context, need *needs, from, n, goal int) (*run, *Result, error) {
	o := g.opt
	o.Trials, o.from, o.likely, o.need, o.Fleets, o.Lean, o.Keep = n, from, g.looks.first, need, need.fleets, true, true
	if tick := g.opt.Progress; tick != nil {
		o.Progress = func(done, _ int) { tick(from+done, goal) }
	}
	o.Parts = g.opt.Book.run("look " + strconv.Itoa(from) + "/trials")
	r, err := begin(ctx, g.plan, o)
	if err != nil {
		return nil, nil, err
	}
	err = r.trials(ctx)
	if errors.Is(err, ErrInterrupted) && o.Partial && from == 0 && r.keeper.first() > 0 {
		g.early = true
		return r, r.partial(ctx, r.keeper.first()), nil
	}
	if err != nil {
		return nil, nil, err
	}
	if from == 0 {
		res := r.result(ctx)
		if g.early = ctx.Err() != nil; g.early && !o.Partial { // searches ended early
			return nil, nil, ErrInterrupted
		}
		return r, res, nil
	}
	return r, r.figures(ctx), nil
}

// ended reports whether an error only ends a check that something is known of.
func (g *gate) ended(err error) bool {
	some := len(g.taken) > 0 || slices.ContainsFunc(g.cases, func(c heldCase) bool { return !c.open })
	if !errors.Is(err, ErrInterrupted) || !g.opt.Partial || !some {
		return false
	}
	g.early = true
	return true
}

// begin takes the first trials: their result is that of the check.
func (g *gate) begin(ctx context.Context, r *run, res *Result) error {
	for name, f := range g.out.Fleets {
		if _, ok := res.Fleets[name]; !ok {
			f.Order += len(g.plan.Fleets) + len(g.plan.Migrations)
			res.Fleets[name] = f
		}
	}
	g.out = res
	for i := range g.cases {
		c := &g.cases[i]
		if c.open {
			c.known = r.pairOf(res, c.a)
		}
	}
	if err := g.doubt(context.WithoutCancel(ctx), r); err != nil { // a moment, also of one that is ended
		return err
	}
	for i := range g.cases {
		c := &g.cases[i]
		if !c.open {
			continue
		}
		c.align()
		if c.fixed() {
			c.result.judge(&g.plan.Horizon, &c.known, c.a, gateLevel)
			c.settle(res.Trials)
		}
	}
	return nil
}

// hold judges what is left by all trials so far, at the level of the look.
func (g *gate) hold(k, trials int) {
	for i := range g.cases {
		c := &g.cases[i]
		if !c.open {
			continue
		}
		c.result.judge(&g.plan.Horizon, &c.known, c.a, g.looks.level(k))
		switch {
		case c.result.Verdict != Inconclusive, c.a.Waiver != nil, k == g.looks.count():
			c.settle(trials)
		case c.broken:
			c.result.Why += "; some later trials do not have the figure"
			c.settle(trials)
		case k == 1:
			c.own()
		}
	}
}

func (c *heldCase) settle(trials int) {
	c.open, c.known = false, pair{}
	if c.result.Level != 1 {
		c.result.Trials = trials
	}
}

// fixed reports whether more trials tell no more.
func (c *heldCase) fixed() bool {
	if c.known.lack != "" {
		return true
	}
	of, than := c.known.of, c.known.than
	if than == nil {
		return !of.extends(c.a.Stat)
	}
	if c.a.Stat != model.Mean {
		return !of.extends(c.a.Stat) || !than.extends(c.a.Stat)
	}
	known := func(m *Metric) bool { return m.Mean != nil && m.Method == model.Exact.String() }
	return !of.extends(c.a.Stat) && !known(of) || !than.extends(c.a.Stat) && !known(than) || known(of) && known(than)
}

// align brings the trials of a figure and the other's to those that both have, so that
// later ones are paired too.
func (c *heldCase) align() { c.known.align() }

func (p *pair) align() {
	if p.than == nil || p.lack != "" || p.of.of == nil || p.than.of == nil {
		return
	}
	x, y := *p.of.of, *p.than.of
	if x.trials != nil && y.trials != nil {
		x.trials, y.trials = aligned(x.trials, y.trials)
	}
	if x.mean != nil && y.mean != nil {
		x.mean, y.mean = aligned(x.mean, y.mean)
	}
	p.of.of, p.than.of = &x, &y
}

// own keeps what more trials are added to, and nothing else of the first ones.
func (c *heldCase) own() {
	c.known.of = c.known.of.own(c.a.Stat)
	if c.known.than != nil {
		c.known.than = c.known.than.own(c.a.Stat)
	}
}

func (c *heldCase) join(p *pair) bool {
	if p.lack != "" {
		return false
	}
	p.align()
	ok := c.known.of.join(p.of, c.a.Stat)
	if c.known.than != nil {
		ok = c.known.than.join(p.than, c.a.Stat) && ok
	}
	return ok
}

// answer puts the verdicts into the result.
func (g *gate) answer() *Result {
	out := g.out
	out.Gate = &Gate{Level: gateLevel, MaxTrials: g.looks.most, Looks: append([]int{}, g.taken...), Static: g.opt.Static}
	out.Assertions = []AssertionResult{}
	for i := range g.cases {
		c := &g.cases[i]
		switch {
		case c.open && c.result.Verdict == "": // it took no trials, or was not to
			c.result.Verdict, c.result.Method, c.result.Why = Skipped, "", "needs trials"
		case c.open: // it was to take more
			c.result.Trials = g.taken[len(g.taken)-1]
		}
		out.Assertions = append(out.Assertions, waived(c.result, c.a))
	}
	out.conclude()
	return out
}
