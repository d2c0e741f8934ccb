package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/integrity"
	"github.com/capplan/capplan/model/throughput"
)

// resolveVotes takes the work of votes from what their pools carry.
func (s *stage) resolveVotes(d model.Draw) {
	for i := range s.fleet.Pools {
		if s.sys.Pools[i].Capacity == nil {
			continue
		}
		if v := s.votes(i, d); v != nil {
			v.Apply(&s.fleet.Pools[i], s.sys.Pools[i].Capacity)
		}
	}
}

// votes is what the units of a pool carry when they vote; nil: they do not, or nothing
// is known of their throughput.
func (s *stage) votes(pool int, d model.Draw) *throughput.Votes {
	p := &s.fleet.Pools[pool]
	if p.Vote == nil || p.Throughput == nil {
		return nil
	}
	return throughput.NewVotes(p, d, s.executions(pool, d))
}

// executions are those of a calculation that so many of a pool's units vote on.
func (s *stage) executions(pool int, d model.Draw) func(voters int) float64 {
	p := &s.fleet.Pools[pool]
	v, _ := s.voting(pool, d)
	if s.defective(pool) {
		law := make([]float64, p.Vote.Copies+1)
		law[p.Vote.Copies] = 1
		v.Fallible, _ = s.defects(pool, d, law).Spread(&v)
	}
	return func(voters int) float64 { return executions(&v, voters) }
}

// voting is what a pool compares and gets wrong, drawn, of one calculation without a
// deadline; false where nothing is said of its being wrong. Of units only some of which are
// defective it errs with the chance of a new one to be so.
func (s *stage) voting(pool int, d model.Draw) (model.Voting, bool) {
	p := &s.fleet.Pools[pool]
	v := model.Voting{Vote: p.Vote, Rounds: math.Inf(1), Calculations: 1, Alike: 1, Fallible: 1}
	c := p.Corruption
	if c == nil {
		return v, false
	}
	v.Common, v.Alike, v.Checked = c.Common.At(d), c.Alike.At(d), c.Checked.At(d)
	if c.Defective.Set {
		v.Fallible = c.Defective.At(d)
	}
	v.Error = float64(c.Rate.At(d) * c.Environment.At(d))
	if c.PerTime {
		v.Error = errorOf(v, s.calculations(pool, d), v.Error)
	}
	v.Error = min(1, v.Error)
	return v, true
}

// errorOf turns a rate r of wrong results per hour of a unit into a chance e per
// execution: at mean load there are x calculations an hour to a unit, so with E(e)
// executions of each
//
//	e · x · E(e) = r, e ≤ 1
//
// the least e that bisection finds below r ÷ (x · E(0)); repeats only add executions. 1
// for a unit without load.
func errorOf(v model.Voting, x, r float64) float64 {
	voters := 1
	if v.Vote != nil {
		voters = v.Vote.Copies
	}
	at := func(e float64) float64 {
		v.Error = e
		return float64(float64(e*x) * executions(&v, voters))
	}
	hi := min(1, r/(x*float64(voters)))
	if !(x > 0) || at(hi)-r <= 1e-13*r {
		return hi
	}
	lo := 0.0
	for range 60 {
		if m := lo + float64((hi-lo)/2); at(m) < r {
			lo = m
		} else {
			hi = m
		}
	}
	return hi
}

// calculations is how many of them there are to a unit of a pool in an hour at mean load.
func (s *stage) calculations(pool int, d model.Draw) float64 {
	p := &s.sys.Pools[pool]
	if s.sys.Load == nil {
		return 0
	}
	var sum float64
	for k, w := range s.fleet.Serves {
		if of := s.sys.Load.Offered(k, 0, s.sys.Horizon); p.Uses[k] {
			sum += float64(of * p.VisitOf(k) * s.plan.Workloads[w].CalculationsAt(d))
		}
	}
	return sum / s.sys.Horizon / float64(p.Count)
}

// executions is the mean number of executions of a calculation by so many voters, of
// which some may be defective.
func executions(v *model.Voting, voters int) float64 { return integrity.Of(v, voters).Executions }
