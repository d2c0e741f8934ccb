package throughput

import "github.com/capplan/capplan/model"

// Votes is what units that vote carry. A pool without a vote has none.
type Votes struct {
	below []float64 // by number up, fewer than copies
	work  float64   // executions of a calculation with all copies up
}

// NewVotes lays out what a pool with throughput and a vote carries, executions being the
// mean executions of a calculation that so many voters do. In units that work alone n of
// the units up carry
//
//	C(n) = X(n) ÷ E(copies), n ≥ copies;  C(n) = min(X(v) ÷ E(v), C(n+1)) below
//
// with X the scaling law, E the executions and v the voters among n up. C is 0 where none
// may vote. Fewer copies cost less work, so that the first term alone can rise when a unit
// is lost; that fewer up carry more is not counted on.
func NewVotes(p *model.Pool, d model.Draw, executions func(voters int) float64) *Votes {
	alpha, beta := p.Throughput.Contention.At(d), p.Throughput.Coherency.At(d)
	n := p.Vote.Copies
	v := &Votes{below: make([]float64, n), work: executions(n)}
	next := USL(1, alpha, beta, float64(n)) / v.work
	for k := n - 1; k >= 0; k-- {
		m := p.Vote.Voters(k)
		if m > 0 {
			next = min(next, USL(1, alpha, beta, float64(m))/executions(m))
		} else {
			next = 0
		}
		v.below[k] = next
	}
	return v
}

// Carries returns what so many units carry that carry alone without a vote.
func (v *Votes) Carries(up int, alone float64) float64 {
	switch {
	case v == nil:
		return alone
	case up < len(v.below):
		return v.below[max(0, up)]
	}
	return alone / v.work
}

// Work is the mean number of executions of a calculation with all copies up.
func (v *Votes) Work() float64 { return v.work }

// Apply turns what the units of a pool carry, as Units has it, into what they carry when
// they vote. A group votes with all its copies there.
func (v *Votes) Apply(p *model.Pool, capacity []float64) {
	if p.Groups != nil {
		capacity[0] /= v.work
		return
	}
	for k := range capacity {
		capacity[k] = v.Carries(k, capacity[k])
	}
}
