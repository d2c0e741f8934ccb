package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/integrity"
	"github.com/capplan/capplan/model/simulate"
)

// wrongPart is how often results of a part of a fleet are wrong in a trial.
type wrongPart struct {
	wrong      float64 // results a year
	each       float64 // of a request
	executions float64 // of a calculation
	rejected   float64 // share of requests
	detection  float64 // hours; +Inf: a defective unit is never found
	count      float64 // results a year, drawn for the history of the trial
}

// wrongs are the parts of a fleet: itself, then its pools, then its workloads.
type wrongs []wrongPart

// wrongColumns hold them by part: by the law of the history of a trial, and by the exact
// law of its draw. Nil of parts of which nothing is said.
type wrongColumns struct {
	sampled, exact [][]wrongPart
	why            string // why there is no exact law
}

// errs reports whether anything is said of what a pool compares or gets wrong.
func errs(p *model.Pool) bool { return p.Vote != nil || p.Corruption != nil }

// defective reports whether only some units of a pool err.
func (s *stage) defective(pool int) bool {
	c := s.fleet.Pools[pool].Corruption
	return c != nil && c.Defective.Set
}

// ladder reports whether what comes out of a vote depends on how many members are up.
func ladder(p *model.Pool) bool {
	return p.Vote != nil && p.Corruption != nil && p.Vote.Least() < p.Vote.Copies
}

// layWrongs asks the histories for the members up where that matters.
func (s *stage) layWrongs() {
	for i := range s.fleet.Pools {
		if p := &s.fleet.Pools[i]; ladder(p) {
			s.sys.Pools[i].CountMembers = p.Vote.Copies
		}
	}
}

func newWrongColumns(s *stage, trials int) *wrongColumns {
	if !slices.ContainsFunc(s.fleet.Pools, func(p model.Pool) bool { return errs(&p) }) {
		return nil
	}
	c := &wrongColumns{}
	for range 1 + len(s.fleet.Pools) + len(s.sys.Workloads) {
		c.sampled = append(c.sampled, make([]wrongPart, trials))
		c.exact = append(c.exact, make([]wrongPart, trials))
	}
	for i := range s.sys.Pools {
		if n := s.sys.Pools[i].CountMembers; ladder(&s.fleet.Pools[i]) {
			if _, err := exact.Members(&s.sys, i, n); err != nil {
				c.why = err.Error()
			}
		}
	}
	return c
}

// rounds is how many rounds a request may take until a pool's deadline, one after another
// on a unit that does nothing else: deadline · throughput requests, with all calculations.
func (s *stage) rounds(pool, w int, calculations float64, d model.Draw) float64 {
	p := &s.fleet.Pools[pool]
	if p.Vote == nil || !p.Vote.Deadline.Set || p.Throughput == nil {
		return math.Inf(1)
	}
	rate := p.Throughput.PerUnit
	if q, ok := p.Throughput.PerWorkload[s.fleet.Serves[w]]; ok {
		rate = q
	}
	return math.Floor(float64(p.Vote.Deadline.At(d)*3600*rate.At(d)*calculations) * (1 + 1e-12))
}

// defects are those of a pool whose members up have a law.
func (s *stage) defects(pool int, d model.Draw, law []float64) *integrity.Defects {
	p, sys := &s.fleet.Pools[pool], &s.sys.Pools[pool]
	out := &integrity.Defects{
		Share: p.Corruption.Defective.At(d), Law: law, Members: sys.Count, Life: sys.Life.Mean,
		Horizon: s.sys.Horizon, Steady: s.sys.Steady, Replaced: sys.Repair.Kind != model.NeverLaw,
	}
	out.PerHour = s.calculations(pool, d) * float64(p.Count)
	if sys.Size > 0 {
		out.PerHour /= float64(sys.Groups())
		out.Members = sys.Size
	}
	if sys.Life.Kind == model.NeverLaw {
		out.Life = math.Inf(1)
	}
	return out
}

// working keeps of a law of the members up what serves: with groups those that work; a
// pool of which no capacity is known serves with what it needs.
func (s *stage) working(pool int, law []float64) []float64 {
	p := &s.sys.Pools[pool]
	least := 1
	switch {
	case p.Size > 0:
		least = p.GroupNeeds
	case p.Capacity == nil && p.Needs > 0:
		least = min(p.Needs, len(law)-1)
	}
	out := make([]float64, len(law))
	copy(out[min(least, len(law)):], law[min(least, len(law)):])
	return out
}

// wrongs answers for a trial. laws are the laws of the members up of its pools, nil where
// they do not matter; served is the share of a workload's requests that are served; toss
// draws how many of a pool's so many calculations are wrong, nil: it does not. Beside the
// parts stands how many calculations are asked for in a year.
func (s *stage) wrongs(d model.Draw, laws [][]float64, served func(w int) float64, toss func(pool int, n, chance float64) float64) (parts wrongs, calculations float64) {
	pools, loads := len(s.fleet.Pools), len(s.sys.Workloads)
	out := make(wrongs, 1+pools+loads)
	years := s.sys.Horizon / model.HoursPerYear
	requests := make([]float64, loads) // served, a year
	var all, asked, work, lost float64
	for w := range loads {
		requests[w] = float64(s.sys.Load.Offered(w, 0, s.sys.Horizon) / years * served(w))
		all += requests[w]
	}
	for i := range pools {
		if !errs(&s.fleet.Pools[i]) {
			continue
		}
		p, part := &s.sys.Pools[i], &out[1+i]
		v, _ := s.voting(i, d)
		law := laws[i]
		if law == nil {
			n := 1
			if v.Vote != nil {
				n = v.Vote.Copies
			}
			law = make([]float64, n+1)
			law[n] = 1
		}
		law = s.working(i, law)
		part.detection = math.NaN()
		if s.defective(i) {
			v.Fallible, part.detection = s.defects(i, d, law).Spread(&v)
		}
		var visits, calculations, executions, gone float64
		for w := range loads {
			if !p.Uses[w] {
				continue
			}
			v.Calculations = s.plan.Workloads[s.fleet.Serves[w]].CalculationsAt(d)
			v.Rounds = s.rounds(i, w, v.Calculations, d)
			o, works := integrity.Mean(&v, law)
			if !works {
				continue
			}
			visit := float64(requests[w] * p.VisitOf(w))
			n := float64(visit * v.Calculations)
			wrong, count := float64(n*o.Wrong), 0.0
			if toss != nil {
				count = toss(i, float64(n*years), o.Wrong) / years
			}
			for _, k := range []int{0, 1 + i, 1 + pools + w} {
				out[k].wrong += wrong
				out[k].count += count
			}
			visits += visit
			calculations += n
			executions += float64(n * o.Executions)
			gone += float64(visit * o.Rejected)
			out[1+pools+w].rejected = over(out[1+pools+w].rejected, p.VisitOf(w)*o.Rejected)
		}
		part.executions, part.rejected = executions/calculations, gone/visits
		part.each = part.wrong / visits
		work += executions
		asked += calculations
	}
	for w := range loads {
		part := &out[1+pools+w]
		part.each = part.wrong / requests[w]
		lost += float64(requests[w] * part.rejected)
	}
	out[0].executions, out[0].rejected, out[0].each = work/asked, lost/all, out[0].wrong/all
	out[0].detection = s.slowest(out[1 : 1+pools])
	return out, asked
}

// over is the chance of either of two independent things, without subtraction where both
// are rare.
func over(a, b float64) float64 { return a + float64(b*(1-a)) }

// slowest is the longest detection of the pools with defective units; NaN without such.
func (s *stage) slowest(pools wrongs) float64 {
	most := math.NaN()
	for i := range pools {
		if s.defective(i) && !(pools[i].detection <= most) {
			most = pools[i].detection
		}
	}
	return most
}

// wrong answers for a trial of a fleet: by its history, with one draw of each pool and
// workload whatever the calculations are, and by its exact law.
func (w *worker) wrong(i, t int) {
	c, s := w.run.sheets[i].wrong, w.stages[i]
	if c == nil || len(s.sys.Workloads) == 0 {
		return
	}
	if w.run.sim {
		streams := make([]simulate.Stream, len(s.sys.Pools))
		for p := range streams {
			streams[p].Open(w.run.opt.Seed, simulate.Purpose("pool/", s.sys.Pools[p].Name, "/wrong"), w.run.at(t))
		}
		laws := s.memberLaws(func(p int) []float64 { return shares(w.history.Members[p]) })
		served := func(k int) float64 { return max(0, 1-w.history.LostServed[k]/w.history.Offered[k]) }
		parts, _ := s.wrongs(w.draw, laws, served, func(p int, n, chance float64) float64 {
			return integrity.Count(n, chance, streams[p].Uniform)
		})
		put(c.sampled, t, parts)
	}
	if w.run.solve[i] && c.why == "" {
		if w.wrongs[i] == nil || !w.run.once[i] {
			laws := s.memberLaws(func(p int) []float64 {
				law, _ := exact.Members(&s.sys, p, s.sys.Pools[p].CountMembers) // it answered at likely values
				return law
			})
			w.wrongs[i], _ = s.wrongs(w.draw, laws, func(k int) float64 { return w.solved[i].Served[k] }, nil)
		}
		put(c.exact, t, w.wrongs[i])
	}
}

func put(to [][]wrongPart, t int, x wrongs) {
	for k := range x {
		to[k][t] = x[k]
	}
}

// memberLaws puts the laws of the members up of those pools where they matter.
func (s *stage) memberLaws(of func(pool int) []float64) [][]float64 {
	laws := make([][]float64, len(s.sys.Pools))
	for p := range laws {
		if ladder(&s.fleet.Pools[p]) {
			laws[p] = of(p)
		}
	}
	return laws
}

// shares makes shares of time of hours.
func shares(hours []float64) []float64 {
	var all float64
	for _, x := range hours {
		all += x
	}
	out := make([]float64, len(hours))
	for i, x := range hours {
		out[i] = x / all
	}
	return out
}
