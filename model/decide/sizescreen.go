package decide

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/capplan/capplan/model"
)

const (
	// screenDraws is how many draws, or histories, a candidate is looked at with first.
	screenDraws = 16
	// screenOperations is what the exact answers of a candidate may take at first.
	screenOperations = 2e8
	// wholeSpace is how many candidates are all answered, whatever their order says.
	wholeSpace = 200
	// clearOf is how many half widths of the gate's interval a statistic of few draws
	// is away from its limit before it decides: five standard errors.
	clearOf = 2
	// mostNines ends the classes of availability; beyond it nobody plans.
	mostNines = 12
)

// screen answers the candidates with few draws: all of them or, where the order of a
// pool's counts decides, those at which something changes.
func (s *sizing) screen(ctx context.Context) error {
	first, err := s.first(ctx)
	if err != nil {
		return err
	}
	if len(s.rows) > wholeSpace && !s.opt.Whole && first >= 0 {
		s.along = s.ordered(&s.rows[first])
	}
	if s.along < 0 {
		return s.answerAll(ctx, s.open(), screenDraws)
	}
	return s.walkLines(ctx)
}

// first answers the first candidate that can be read, and so finds how the others are
// asked; −1 where none can be read.
func (s *sizing) first(ctx context.Context) (int, error) {
	for i := range s.rows {
		if err := s.reply(ctx, i, screenDraws, nil); err != nil {
			return -1, err
		}
		if r := &s.rows[i]; r.refusal == nil {
			s.histories = r.method != "exact"
			return i, s.opt.Book.same("first", r.written())
		}
	}
	return -1, nil
}

// open are the candidates that nothing is known of.
func (s *sizing) open() []int {
	var out []int
	for i := range s.rows {
		if r := &s.rows[i]; r.answers == nil && r.refusal == nil {
			out = append(out, i)
		}
	}
	return out
}

// answerAll answers candidates, several at a time. The error is that of the first.
func (s *sizing) answerAll(ctx context.Context, list []int, draws int) error {
	var next, done atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	failed := make([]error, len(list))
	for range max(1, min(s.opt.Jobs, len(list))) {
		wg.Go(func() {
			for ctx.Err() == nil && !s.opt.Book.ended() {
				k := int(next.Add(1)) - 1
				if k >= len(list) {
					return
				}
				failed[k] = s.guarded(ctx, list[k], draws)
				n := int(done.Add(1))
				if s.opt.Progress != nil {
					mu.Lock()
					s.opt.Progress(n, len(list))
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return ErrInterrupted
	}
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	if int(done.Load()) < len(list) {
		return ErrInterrupted
	}
	return nil
}

func (s *sizing) guarded(ctx context.Context, i, draws int) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{v}
		}
	}()
	return s.answer(ctx, i, draws)
}

// answer answers a candidate with so many draws, unless that is written down.
func (s *sizing) answer(ctx context.Context, i, draws int) error {
	r := &s.rows[i]
	name := "candidate " + number(i) + " by " + number(draws)
	var w writtenRow
	if s.opt.Book.recall(name, &w) {
		r.recall(&w)
		return nil
	}
	if err := s.reply(ctx, i, draws, s.opt.Book.Under(name)); err != nil {
		return err
	}
	return s.opt.Book.keep(name, r.written())
}

// reply reads a candidate and answers it.
func (s *sizing) reply(ctx context.Context, i, draws int, b *Book) error {
	r := &s.rows[i]
	p, err := s.read(r)
	if p == nil || err != nil {
		return err
	}
	res, err := s.ask(ctx, p, r, draws, screenOperations, 1, b)
	if err != nil {
		return err
	}
	s.put(r, p, res)
	return nil
}

// A writtenRow is a candidate as a book holds it: with what JSON leaves out.
type writtenRow struct {
	Row               SizeRow
	Refusal           *NoFleet
	Answers           []writtenAnswer
	Draws             int
	Why, Answered     string
	Held, Open, Grows bool
}

func (r *SizeRow) written() *writtenRow {
	return &writtenRow{*r, r.refusal, writtenAnswers(r.answers), r.draws, r.why, r.method, r.held, r.open, r.grows}
}

func (r *SizeRow) recall(w *writtenRow) {
	values := r.values
	*r = w.Row
	r.values, r.refusal, r.answers, r.draws, r.why = values, w.Refusal, readAnswers(w.Answers), w.Draws, w.Why
	r.method, r.held, r.open, r.grows = w.Answered, w.Held, w.Open, w.Grows
}

// read returns the plan of a candidate, nil where it is none.
func (s *sizing) read(r *SizeRow) (*model.Plan, error) {
	p, err := s.space.Read(r.Set)
	var no *NoFleet
	if errors.As(err, &no) {
		r.refusal, r.Feasible, r.Reason, r.Decided = no, new(false), no.Reason, "reading"
		r.why = strings.TrimPrefix(no.Code+": "+no.Title, ": ")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	q := *p
	q.Assertions = s.asked(p)
	return &q, nil
}

// ask answers a plan: exactly, where that answers all that is asked and takes no more
// than so many operations, else by the method of the options. What an approximation
// leaves open only histories decide.
func (s *sizing) ask(ctx context.Context, p *model.Plan, r *SizeRow, draws int, operations float64, jobs int, b *Book) (*Result, error) {
	o := Options{Trials: draws, Seed: s.opt.Seed, SeedSet: true, Jobs: jobs, Fleets: s.fleets, Lean: true, noCuts: true, Method: s.opt.Method}
	switch auto := s.opt.Method == "auto"; {
	case auto && r.open:
		o.Method = "simulate"
	case auto && !s.histories && (r.method == "" || r.method == "exact"):
		o.Method, o.operations = "exact", operations
		if sureOf(p) {
			o.Trials = min(draws, certainDraws)
		}
		o.Parts = b.run("exact trials")
		res, err := Compare(ctx, p, o)
		var obstacle *Obstacle
		switch {
		case errors.As(err, &obstacle):
		case err != nil:
			return nil, err
		case s.unanswered(res) == nil:
			return res, nil
		}
		o.Method, o.operations, o.Trials = s.opt.Method, 0, draws
	}
	o.Parts = b.run("trials")
	return Compare(ctx, p, o)
}

// certainDraws are enough for a plan that is the same in every trial.
const certainDraws = 2

// sureOf reports whether every trial of a plan draws the same.
func sureOf(p *model.Plan) bool {
	for i := range p.Workloads {
		if p.Workloads[i].Profile.Noise.Set {
			return false
		}
	}
	return len(p.Unknowns) == 0
}

// unanswered is the first objective that a result has no figure of; nil: none.
func (s *sizing) unanswered(r *Result) *AssertionResult {
	for i := range r.Assertions {
		if a := &r.Assertions[i]; a.Verdict == Unanswered {
			return a
		}
	}
	return nil
}

// put writes what a result says of a candidate.
func (s *sizing) put(r *SizeRow, p *model.Plan, res *Result) {
	f := res.Fleets[s.space.Fleet]
	r.answers, r.method, r.draws = res.Assertions, res.Method, res.Trials
	r.Count, r.Cost = nil, nil
	for i := range p.Fleets {
		if p.Fleets[i].Name == s.space.Fleet {
			r.Count = new(units(&p.Fleets[i]))
			r.grows = s.along < 0 || s.growing(&p.Fleets[i])
			if s.opt.Minimize == CountMetric {
				r.Cost = ptr(float64(*r.Count))
			}
		}
	}
	if m, ok := f.Metrics[s.opt.Minimize]; ok && m.Mean != nil && (len(f.Unpriced) == 0 || !strings.HasPrefix(s.opt.Minimize, "cost.")) {
		r.Cost = ptr(*m.Mean)
	}
	if m, ok := f.Metrics["unavailability"]; ok && m.Mean != nil {
		r.Unavailability, r.Lo, r.Hi, r.Method = m.Mean, m.Lo, m.Hi, m.Method
		if up, ok := f.Metrics["availability"]; ok {
			r.Availability = up.Mean
		}
	}
	if r.Cost == nil {
		why := s.opt.Minimize + " is not known"
		if len(f.Unpriced) > 0 {
			why += ": " + strings.Join(f.Unpriced, ", ") + " has no price"
		}
		r.refusal, r.Feasible, r.Reason, r.Decided, r.why = &NoFleet{"", why, why}, new(false), why, "answered", why
		return
	}
	r.open = r.open || onlyNear(r.answers)
	r.judge(false)
}
