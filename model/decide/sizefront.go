package decide

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan/model"
)

// result puts the answer of a search together.
func (s *sizing) result() *SizeResult {
	out := &SizeResult{
		Schema: SizeSchema, Complete: !s.early, Verdict: Fail, Scenario: scenario(s.base), Inputs: []Input{}, Seed: s.opt.Seed, Trials: s.opt.MaxTrials, Method: s.opt.Method,
		Fleet: s.space.Fleet, Minimize: Minimized{s.opt.Minimize, s.unit()}, Winner: s.winner, Grid: s.rows,
		Undecided: []int{}, Rejected: s.rejected(), Frontier: s.frontier(), Warnings: s.warnings,
	}
	for i := range s.objectives {
		a := &s.objectives[i]
		out.Objectives = append(out.Objectives, SizeObjective{That: a.That, From: objectiveFrom(a), ID: a.ID, Metric: a.Metric})
	}
	out.Nines = s.priced(out.Frontier)
	out.Undecided = s.undecided()
	switch {
	case s.winner != nil:
		out.Verdict = Pass
		s.neighbours(out)
	case s.early:
		out.Verdict = Inconclusive
		if out.Best = s.best(); out.Best == nil {
			out.Nearest = s.nearest()
		}
	case len(out.Undecided) > 0:
		out.Verdict = Inconclusive
		out.Nearest = s.nearest()
	default:
		out.Nearest = s.nearest()
	}
	s.searched(&out.Space)
	return out
}

func objectiveFrom(a *model.Assertion) string {
	switch {
	case strings.HasPrefix(a.ID, "require."):
		return "require"
	case strings.HasPrefix(a.ID, "slo."):
		return "slo"
	}
	return "assertion"
}

func (s *sizing) unit() string {
	switch m := s.opt.Minimize; {
	case m == CountMetric:
		return "1"
	case strings.HasPrefix(m, "cost."):
		return s.base.Currency
	}
	return ""
}

// undecided are the candidates that all trials did not tell from a limit, and that are
// cheaper than the winner.
func (s *sizing) undecided() []int {
	out := []int{}
	for _, i := range s.byCost() {
		r := &s.rows[i]
		if r.Feasible == nil && (s.winner == nil || *r.Cost < *s.winner.Row.Cost) {
			out = append(out, r.Index)
		}
	}
	return out
}

// best is the cheapest candidate so far that nothing speaks against; nil: none.
func (s *sizing) best() *int {
	for _, i := range s.byCost() {
		if f := s.rows[i].Feasible; f != nil && *f {
			return new(s.rows[i].Index)
		}
	}
	return nil
}

// neighbours finds what stands beside the winner: the next cheaper, and those that cost
// the same within the sampling error of the difference.
func (s *sizing) neighbours(out *SizeResult) {
	w := out.Winner
	for _, i := range s.byCost() {
		r := &s.rows[i]
		switch {
		case r.Index == w.Row.Index:
		case *r.Cost < *w.Row.Cost:
			w.Below = new(r.Index)
		case r.Feasible != nil && *r.Feasible && same12(*r.Cost, *w.Row.Cost):
			w.Ties++
		}
	}
}

func same12(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) }

// nearest is the candidate that misses the fewest objectives, and of those the one that
// misses by least.
func (s *sizing) nearest() *SizeMiss {
	best, count, by := -1, 0, 0.0
	for _, i := range s.byCost() {
		n, m := 0, s.rows[i].misses()
		for k := range s.rows[i].answers {
			if s.rows[i].answers[k].Verdict != Pass {
				n++
			}
		}
		if best < 0 || n < count || n == count && m < by {
			best, count, by = i, n, m
		}
	}
	if best < 0 {
		return nil
	}
	out := &SizeMiss{Row: s.rows[best]}
	worst := -1.0
	for k := range s.rows[best].answers {
		if a := &s.rows[best].answers[k]; a.Verdict != Pass && miss(a) > worst {
			worst, out.Stops = miss(a), *a
		}
	}
	return out
}

// rejected groups the candidates that are none, by what rejects them; most first.
func (s *sizing) rejected() []SizeRejections {
	out := []SizeRejections{}
	near := map[string]float64{}
	for i := range s.rows {
		r := &s.rows[i]
		if r.Feasible == nil || *r.Feasible {
			continue
		}
		k := slices.IndexFunc(out, func(g SizeRejections) bool { return g.Why == r.why })
		m := math.Inf(1)
		if r.answers != nil {
			m = r.misses()
		}
		if k < 0 {
			k = len(out)
			out = append(out, SizeRejections{Why: r.why, Nearest: r.Index, Detail: r.Reason})
			near[r.why] = m
		}
		out[k].Candidates++
		if m < near[r.why] {
			near[r.why], out[k].Nearest, out[k].Detail = m, r.Index, r.Reason
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Candidates > out[j].Candidates })
	return out
}

// availabilityFigures are those that the frontier trades against cost.
var availabilityFigures = strings.Fields("availability unavailability downtime downtime.failure served objective outages outage_duration reliability unreliability")

// frontier returns the candidates that no other beats in both cost and unavailability,
// of those that keep what is asked beside availability and cost.
func (s *sizing) frontier() []SizePoint {
	out := []SizePoint{}
	least := math.Inf(1)
	order := s.byCost()
	sort.SliceStable(order, func(a, b int) bool { // of one cost the most available first
		x, y := &s.rows[order[a]], &s.rows[order[b]]
		if *x.Cost != *y.Cost {
			return *x.Cost < *y.Cost
		}
		return x.tail() < y.tail()
	})
	for _, i := range order {
		r := &s.rows[i]
		if !(r.tail() < least) || !r.carries() {
			continue
		}
		least = r.tail()
		out = append(out, SizePoint{r.Index, *r.Cost, least, r.Feasible != nil && *r.Feasible})
	}
	return out
}

func (r *SizeRow) tail() float64 {
	if r.Unavailability == nil {
		return math.Inf(1)
	}
	return *r.Unavailability
}

// carries reports whether a candidate misses nothing but availability, or a cost.
func (r *SizeRow) carries() bool {
	for i := range r.answers {
		a := &r.answers[i]
		if a.Verdict != Pass && (a.Survival || !slices.Contains(availabilityFigures, a.Metric) && !strings.HasPrefix(a.Metric, "cost.")) {
			return false
		}
	}
	return true
}

// priced returns the least cost of each nine from the first that the frontier has to one
// beyond its last, of which nothing is known.
func (s *sizing) priced(points []SizePoint) []SizeNine {
	out := []SizeNine{}
	if len(points) == 0 {
		return out
	}
	last := nines(points[len(points)-1].Unavailability)
	for n := max(1, nines(points[0].Unavailability)); n <= min(last+1, mostNines); n++ {
		nine := SizeNine{Availability: round12(1 - math.Pow(10, -float64(n)))}
		for _, p := range points {
			if nines(p.Unavailability) >= n {
				nine.Index, nine.Cost = new(p.Index), ptr(p.Cost)
				break
			}
		}
		if k := len(out) - 1; k >= 0 && nine.Cost != nil && out[k].Cost != nil {
			nine.Step = ptr(*nine.Cost - *out[k].Cost)
		}
		out = append(out, nine)
	}
	return out
}

// searched says what was searched and how.
func (s *sizing) searched(to *SizeSearch) {
	to.Axes, to.Candidates, to.Confirmed = s.space.Axes, len(s.rows), s.confirmed
	for i := range s.rows {
		switch r := &s.rows[i]; {
		case r.ordered:
			to.Ordered++
		case r.answers == nil && r.refusal == nil:
			to.Open++
		case r.answers == nil:
			to.Refused++
		default:
			to.Answered++
		}
	}
	how := "exact answers"
	if s.histories {
		how = "histories"
	} else if !sureOf(s.base) {
		how += " at draws"
	}
	to.How = how + ", cheapest first; the gate judges what passes"
	if s.along >= 0 {
		to.Along = s.space.Axes[s.along].Path
	}
}
