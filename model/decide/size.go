package decide

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"

	"github.com/capplan/capplan/model"
)

// SizeSchema names the version of a size's JSON form.
const SizeSchema = "capplan/size/v1"

// CountMetric is what is minimised where money does not count: the units of a fleet,
// those that stand by included.
const CountMetric = "count"

// ErrNoObjective says that nothing is asked of a fleet.
var ErrNoObjective = errors.New("no objective")

// An Uncosted says that no candidate has the figure that is minimised.
type Uncosted struct{ Metric, Why string }

func (u *Uncosted) Error() string { return u.Metric + " of no candidate is known: " + u.Why }

// A NoFleet is why a candidate is no fleet: what reading it says.
type NoFleet struct{ Code, Title, Reason string }

func (n *NoFleet) Error() string { return n.Reason }

// A SizeAxis is a value of the scenario that is searched.
type SizeAxis struct {
	Path   string   `json:"path"` // PATH+PATH: both have the same value
	Values []string `json:"values"`
	// Pool is the pool whose count this is, from the least to the most; empty: another axis.
	Pool string `json:"pool,omitempty"`
}

// A SizeSpace is what is searched: every combination of the values of the axes.
type SizeSpace struct {
	Fleet string
	Axes  []SizeAxis
	// Read returns the plan with PATH=VALUE of each axis set, a *NoFleet where the input
	// says that there is no such fleet. It is called by several goroutines.
	Read func(set []string) (*model.Plan, error)
}

// SizeOptions say how to search.
type SizeOptions struct {
	Options
	Minimize string // metric whose mean is least; empty: cost.pv
	Whole    bool   // every candidate is answered, also where the order of counts decides
}

// MaxCandidates is the most candidates of a search.
const MaxCandidates = 100_000

// Size searches a space for the cheapest fleet that meets what its plan asserts of it.
// Ended early, with Partial, it answers by the candidates that it has looked at, and names
// no winner before all that decides.
func Size(ctx context.Context, base *model.Plan, space SizeSpace, o SizeOptions) (*SizeResult, error) {
	s := newSizing(base, space, o)
	if len(s.objectives) == 0 {
		return nil, ErrNoObjective
	}
	err := s.search(ctx)
	if errors.Is(err, ErrInterrupted) && o.Partial && len(s.byCost()) > 0 {
		s.early, err = true, nil
	}
	if err != nil {
		return nil, err
	}
	return s.result(), nil
}

func (s *sizing) search(ctx context.Context) error {
	if err := s.screen(ctx); err != nil {
		return err
	}
	if err := s.costed(); err != nil {
		return err
	}
	return s.decide(ctx)
}

// A sizing is a search in the making.
type sizing struct {
	base       *model.Plan
	space      SizeSpace
	opt        SizeOptions
	objectives []model.Assertion
	fleets     []string // that are answered: the one that is sized, and those it is held against
	rows       []SizeRow
	strides    []int
	along      int // axis whose order decides; −1: none
	confirmed  int
	winner     *SizeWinner
	warnings   []Warning           // of the winner, or of the file where there is none
	passed     map[int]*model.Plan // by row
	histories  bool                // the first candidate has no exact answer to all that is asked
	early      bool                // the search was ended
}

func newSizing(base *model.Plan, space SizeSpace, o SizeOptions) *sizing {
	s := &sizing{base: base, space: space, opt: o, along: -1, fleets: []string{space.Fleet}, passed: map[int]*model.Plan{}}
	if s.opt.Minimize == "" {
		s.opt.Minimize = "cost.pv"
	}
	if s.opt.Trials == 0 {
		s.opt.Trials = base.Run.Trials
	}
	if s.opt.MaxTrials == 0 {
		s.opt.MaxTrials = s.opt.Trials
	}
	if !s.opt.SeedSet && s.opt.Seed == 0 {
		s.opt.Seed = base.Run.Seed
	}
	if s.opt.Method == "" {
		s.opt.Method = base.Run.Method
	}
	if s.opt.Jobs == 0 {
		s.opt.Jobs = runtime.GOMAXPROCS(0)
	}
	s.objectives, s.warnings = s.asked(base), warnings(base, s.fleets)
	for i := range s.objectives {
		if of := s.objectives[i].Of; of != "" && !wanted(of, s.fleets) {
			s.fleets = append(s.fleets, of)
		}
	}
	n := 1
	s.strides = make([]int, len(space.Axes))
	for i := len(space.Axes) - 1; i >= 0; i-- {
		s.strides[i] = n
		n *= len(space.Axes[i].Values)
	}
	if n > MaxCandidates {
		panic(fmt.Sprintf("decide: %d candidates", n))
	}
	s.rows = make([]SizeRow, n)
	for i := range s.rows {
		s.rows[i] = s.row(i)
	}
	return s
}

// asked are the assertions of a plan that decide about the fleet.
func (s *sizing) asked(p *model.Plan) []model.Assertion {
	var out []model.Assertion
	for i := range p.Assertions {
		if a := &p.Assertions[i]; a.Fleet == s.space.Fleet && !a.Warn {
			out = append(out, *a)
		}
	}
	return out
}

func (s *sizing) row(i int) SizeRow {
	r := SizeRow{Index: i + 1}
	for k, a := range s.space.Axes {
		v := a.Values[i/s.strides[k]%len(a.Values)]
		r.values = append(r.values, v)
		for _, path := range strings.Split(a.Path, "+") {
			r.Set = append(r.Set, path+"="+v)
		}
	}
	return r
}

// miss is how far an answer is from its limit: 0 where it holds, the logarithm of the
// ratio of what is lost to what may be lost where it is a share near one.
func miss(a *AssertionResult) float64 {
	if a.Verdict == Pass {
		return 0
	}
	if a.Value == nil {
		return math.Inf(1)
	}
	v, l := *a.Value, a.Limit
	if a.Unit == "1" && l > 0.5 && l < 1 && v < 1 {
		v, l = 1-v, 1-l
	}
	if v > 0 && l > 0 {
		return math.Abs(math.Log(v / l))
	}
	return math.Abs(v - l)
}
