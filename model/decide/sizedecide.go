package decide

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

const (
	// firstLook is how many trials the gate looks at first.
	firstLook = 1024
	// gateOperations is what the exact answers of the winner may take.
	gateOperations = 2e9
)

func number(n int) string { return strconv.Itoa(n) }

// costed refuses a search in which nothing has a cost.
func (s *sizing) costed() error {
	why := ""
	for i := range s.rows {
		r := &s.rows[i]
		switch {
		case r.Cost != nil:
			return nil
		case r.answers != nil && why == "":
			why = r.Reason
		}
	}
	if why == "" {
		return nil
	}
	return &Uncosted{s.opt.Minimize, strings.TrimPrefix(why, s.opt.Minimize+" is not known: ")}
}

// byCost are the answered candidates, cheapest first.
func (s *sizing) byCost() []int {
	var out []int
	for i := range s.rows {
		if r := &s.rows[i]; r.refusal == nil && r.answers != nil {
			out = append(out, i)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return *s.rows[out[a]].Cost < *s.rows[out[b]].Cost })
	return out
}

// decide holds candidates against the gate, cheapest first, until one passes; then the
// one that is next cheaper, and the one that missed by least, where few draws rejected
// them.
func (s *sizing) decide(ctx context.Context) error {
	order := s.byCost()
	for k := 0; k < len(order); k++ {
		i := order[k]
		passed, err := s.try(ctx, i)
		if err != nil {
			return err
		}
		if !passed {
			continue
		}
		winner := i
		for _, j := range s.rivals(order[:k]) {
			better, err := s.gate(ctx, j)
			if err != nil {
				return err
			}
			if better && *s.rows[j].Cost < *s.rows[winner].Cost {
				winner = j
			}
		}
		return s.win(ctx, winner)
	}
	return nil
}

// try takes more and more draws of a candidate until they decide, and lets the gate
// judge what passes.
func (s *sizing) try(ctx context.Context, i int) (bool, error) {
	r := &s.rows[i]
	for n := screenDraws * 8; r.Feasible == nil && n < s.opt.MaxTrials; n *= 8 {
		if err := s.answerAll(ctx, []int{i}, n); err != nil {
			return false, err
		}
	}
	if r.Feasible != nil && !*r.Feasible {
		return false, nil
	}
	return s.gate(ctx, i)
}

// rivals are cheaper candidates that only samples have rejected: the dearest, and the
// one that came nearest.
func (s *sizing) rivals(cheaper []int) []int {
	var out []int
	nearest, best := -1, 0.0
	for _, i := range slices.Backward(cheaper) {
		r := &s.rows[i]
		if r.draws >= firstLook || r.how() == "exact" {
			continue
		}
		if len(out) == 0 {
			out = append(out, i)
		}
		if m := r.misses(); nearest < 0 || m < best {
			nearest, best = i, m
		}
	}
	if nearest >= 0 && nearest != out[0] {
		out = append(out, nearest)
	}
	return out
}

// misses sums how far a candidate is from its objectives.
func (r *SizeRow) misses() float64 {
	var sum float64
	for i := range r.answers {
		sum += miss(&r.answers[i])
	}
	return sum
}

// gate holds a candidate against the objectives as a check does: with trials until each
// is clear of its limit, or all are taken.
func (s *sizing) gate(ctx context.Context, i int) (bool, error) {
	r := &s.rows[i]
	p, err := s.read(r)
	if p == nil || err != nil {
		return false, err
	}
	s.confirmed++
	name := "gate " + number(i)
	var w writtenRow
	if s.opt.Book.recall(name, &w) {
		r.recall(&w)
	} else if err := s.held(ctx, p, r, s.opt.Book.Under(name)); err != nil {
		return false, err
	} else if err := s.opt.Book.keep(name, r.written()); err != nil {
		return false, err
	}
	if r.Feasible == nil || !*r.Feasible {
		return false, nil
	}
	s.passed[i] = p
	return true, nil
}

// held judges a candidate by a check.
func (s *sizing) held(ctx context.Context, p *model.Plan, r *SizeRow, b *Book) error {
	res, err := s.check(ctx, p, s.opt.Method, b.Under("first"))
	if err == nil && s.opt.Method == "auto" && onlyNear(res.Assertions) {
		r.open = true
		res, err = s.check(ctx, p, "simulate", b.Under("then"))
	}
	if err != nil {
		return err
	}
	r.answers, r.held, r.draws = res.Assertions, true, 0
	for k := range r.answers {
		r.draws = max(r.draws, r.answers[k].Trials)
	}
	r.judge(true)
	return nil
}

func (s *sizing) check(ctx context.Context, p *model.Plan, method string, b *Book) (*Result, error) {
	return Check(ctx, p, Options{
		Trials: min(firstLook, s.opt.MaxTrials), MaxTrials: s.opt.MaxTrials, Seed: s.opt.Seed, SeedSet: true, Jobs: s.opt.Jobs,
		Fleets: s.fleets[:1], Method: method, Progress: s.opt.Progress, noCuts: true, Book: b,
	})
}

// onlyNear reports whether an approximation left something open.
func onlyNear(list []AssertionResult) bool {
	return slices.ContainsFunc(list, func(a AssertionResult) bool {
		return a.Verdict == Inconclusive && a.Method == model.Approximation.String()
	})
}

// win writes the figures of the cheapest candidate that passes, of as many trials as the
// gate took.
func (s *sizing) win(ctx context.Context, i int) error {
	r, p := &s.rows[i], s.passed[i]
	held, draws, decided := r.answers, r.draws, r.Decided
	res, err := s.ask(ctx, p, r, max(draws, min(firstLook, s.opt.MaxTrials)), gateOperations, s.opt.Jobs, s.opt.Book.Under("winner"))
	if err != nil {
		return err
	}
	s.put(r, p, res)
	r.answers, r.draws, r.Decided, r.Feasible, r.Reason = held, draws, decided, new(true), ""
	w := &SizeWinner{Row: *r, Trials: res.Trials, Metrics: res.Fleets[s.space.Fleet].Metrics, Assertions: held}
	for k := range p.Fleets {
		if p.Fleets[k].Name == s.space.Fleet {
			w.describe(&p.Fleets[k])
		}
	}
	s.winner, s.warnings = w, res.Warnings
	return nil
}

func (w *SizeWinner) describe(f *model.Fleet) {
	for i := range f.Pools {
		p := &f.Pools[i]
		out := SizedPool{Pool: p.Name, Count: p.Units()}
		if p.Hardware != nil {
			out.Hardware = p.Hardware.CatalogueEntry
		}
		if n := len(f.Domains); n > 0 && p.Place > 0 {
			out.Domains, out.Domain = p.Place, f.Domains[n-1].Name
		}
		w.Pools = append(w.Pools, out)
	}
}
