package capplan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/capplan/capplan/model/decide"
)

// A Book keeps what the parts of a long answer came to; see package decide.
type Book = decide.Book

// NewBook opens a book on what a checkpoint holds.
func NewBook(p *Parts) *Book { return decide.NewBook(p) }

func (j *Job) verb() string {
	if j.Verb == "" {
		return "compare"
	}
	return j.Verb
}

// apart names what one list of settings has and the other has not.
func apart(a, b []string) string {
	var out []string
	for _, pair := range [][2][]string{{a, b}, {b, a}} {
		for _, x := range pair[0] {
			if !slices.Contains(pair[1], x) {
				out = append(out, x)
			}
		}
	}
	return strings.Join(out, ", ")
}

// ofVerb holds that slices are shards of a verb.
func ofVerb(list []*Slice, verb string) error {
	for i, l := range list {
		switch v := l.Job.Verb; {
		case l.Job.Version != Version:
			return &NoMerge{OtherVersion, i, -1, "capplan " + l.Job.Version + ", and this is " + Version}
		case v != "" && v != "sweep":
			return &NoMerge{NoShard, i, i, "a checkpoint of `capplan " + v + "`"}
		case v != verb:
			return &NoMerge{OtherJob, 0, i, differs(&list[0].Job, &l.Job)}
		}
	}
	return nil
}

// SweepJob is the question that a sweep asks of a scenario.
func (s *Scenario) SweepJob(vary, metrics []string, o Options) Job {
	j := s.Job(o)
	j.Verb, j.Vary, j.Metrics = "sweep", slices.Clone(vary), slices.Clone(metrics)
	return j
}

// swept reads what a job of a sweep varies and asks for.
func (j *Job) swept(s *Scenario) (vary []Vary, o SweepOptions, err error) {
	for _, arg := range j.Vary {
		v, err := ParseVary(arg)
		if err != nil {
			return nil, o, err
		}
		vary = append(vary, v)
	}
	o.Options = j.Options()
	o.Figures, err = SweepFigures(s, "--metric", j.Metrics, j.Fleets)
	return vary, o, err
}

// TakeCells answers part i of n of the cells of a sweep, i from 0 on, and returns what they
// say. Each part answers the base too, which the others are paired with. The book is that
// of a checkpoint; nil: none.
func TakeCells(ctx context.Context, s *Scenario, j *Job, o Options, i, n int) ([]Portion, error) {
	vary, so, err := j.swept(s)
	if err != nil {
		return nil, err
	}
	so.Jobs, so.Progress, so.Book = o.Jobs, o.Progress, o.Book
	if so.Book == nil {
		so.Book = NewBook(&Parts{})
	}
	so.Book.Saying()
	so.Shard, so.Of = i, n
	if _, err := decide.Sweep(ctx, s.grid(vary), so); err != nil {
		return nil, err
	}
	return so.Book.Said(), nil
}

// MergeSweep answers with the cells of shards of a sweep, given in any order: the same as
// Sweep in one run. Its errors are those of Merge and Sweep.
func MergeSweep(ctx context.Context, list []*Slice, o Options) (*SweepResult, error) {
	if err := ofVerb(list, "sweep"); err != nil {
		return nil, err
	}
	stored, err := cellsOf(list)
	if err != nil {
		return nil, err
	}
	j := &list[0].Job
	s, err := j.Scenario(slices.MinFunc(list, func(a, b *Slice) int { return a.Today.Compare(b.Today) }).Today)
	if err != nil {
		return nil, err
	}
	vary, so, err := j.swept(s)
	if err != nil {
		return nil, err
	}
	so.Jobs, so.Progress, so.Merging, so.Partial = o.Jobs, o.Progress, true, o.Partial
	so.Book = NewBook(&Parts{Stored: stored}).Saying()
	r, err := decide.Sweep(ctx, s.grid(vary), so)
	var lacks *decide.Unswept
	if errors.As(err, &lacks) {
		return nil, &NoMerge{Missing, -1, -1, lackingCells(list, lacks)}
	}
	if err != nil {
		return nil, err
	}
	return s.finishSweep(r)
}

// cellsOf holds that shards are of one sweep and hold each cell once. What all of them
// hold is the same, or they come from different builds or processors.
func cellsOf(list []*Slice) ([]Portion, error) {
	seen := map[string]int{}
	var out []Portion
	for i, l := range list {
		if what := list[0].Job.Differs(&l.Job); what != "" {
			return nil, &NoMerge{OtherJob, 0, i, what}
		}
		for _, p := range l.Portions {
			k, there := seen[p.Of]
			cell := strings.HasPrefix(p.Of, "cell ")
			switch {
			case strings.HasSuffix(p.Of, "/trials"): // of a checkpoint
				continue
			case there && cell:
				return nil, &NoMerge{Twice, k, i, p.Of + " stands in both"}
			case there && !slices.ContainsFunc(out, func(q Portion) bool { return q.Of == p.Of && string(q.Data) == string(p.Data) }):
				return nil, ErrOtherRun
			case !there:
				seen[p.Of] = i
				out = append(out, p)
			}
		}
	}
	for i, l := range list { // a shard may have no cell of its own
		for k, m := range list[:i] {
			if m.Of > 0 && m.Of == l.Of && m.Index == l.Index {
				return nil, &NoMerge{Twice, k, i, fmt.Sprintf("shard %d of %d", l.Index, l.Of)}
			}
		}
	}
	return out, nil
}

func lackingCells(list []*Slice, lacks *decide.Unswept) string {
	n := list[0].Of
	there := map[int]bool{}
	for _, l := range list {
		if l.Of != n {
			n = 0
		}
		there[l.Index] = true
	}
	var gone []int
	for i := range n {
		if !there[i] {
			gone = append(gone, i)
		}
	}
	if len(gone) == 0 {
		return "in none of the files are cells " + firstOf(lacks.Cells)
	}
	return fmt.Sprintf("of %d shards %d are missing: %s", n, len(gone), firstOf(gone))
}

// firstOf lists the first numbers.
func firstOf(list []int) string {
	var out []string
	for k, i := range list {
		if k == 20 {
			out = append(out, "…")
			break
		}
		out = append(out, fmt.Sprint(i))
	}
	return strings.Join(out, ", ")
}
