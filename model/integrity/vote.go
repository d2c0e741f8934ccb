package integrity

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// An Outcome is what becomes of a calculation.
type Outcome struct {
	Agree      float64 // chance that a round ends it
	Executions float64 // mean, of all copies and rounds
	Wrong      float64 // chance that it is given out wrong, per calculation asked for
	Rejected   float64 // chance that its request is given up: found wrong, or past its deadline
}

// Of returns the outcome of a calculation where so many members are up. Each that votes
// errs at all with chance Fallible, and then copies are wrong independently of each other
// with chance e = Error, but for the part Common:
//
//	a calculation is struck with chance Common·e: all copies are wrong alike, in every round
//	else a copy is wrong with chance (e − Common·e)/(1 − Common·e), so with e in all
//
// A wrong copy has the result of the first wrong one with chance Alike; all other wrong
// results differ from each other. Checksums catch each with chance Checked: it does not
// vote then. Common errors pass every vote; checksums catch the same share of them, and
// such a request is given up, since repeating would err again.
//
// A round ends with the result that Agree copies say first, in random order. Until then
// all are repeated or, with recompute: none and without a vote, the request is given up.
// Wrong results of requests given up are not given out. With a deadline a request has so
// many Rounds for all its calculations; so 1 − Rejected = P(Bin(Rounds, a) ≥ Calculations),
// a = Agree. A vote that can never agree is given up after one round.
func Of(v *model.Voting, up int) Outcome {
	n, agree := v.Compared(up)
	if n == 0 {
		return Outcome{}
	}
	var out Outcome
	for f, p := range binomial(n, v.Fallible) {
		if p > 0 {
			out.add(p, outcome(v, n, f, agree))
		}
	}
	return out
}

// Mean returns the outcome of calculations where j members are up a share law[j] of the
// time, while the vote goes on; false where it never does. A group carries as much
// whoever is up, so that each such moment counts alike.
func Mean(v *model.Voting, law []float64) (Outcome, bool) {
	var out Outcome
	var sum float64
	for j, p := range law {
		if n, _ := v.Compared(j); n > 0 && p > 0 {
			out.add(p, Of(v, j))
			sum += p
		}
	}
	if sum == 0 {
		return Outcome{}, false
	}
	return Outcome{out.Agree / sum, out.Executions / sum, out.Wrong / sum, out.Rejected / sum}, true
}

func (o *Outcome) add(p float64, x Outcome) {
	o.Agree += float64(p * x.Agree)
	o.Executions += float64(p * x.Executions)
	o.Wrong += float64(p * x.Wrong)
	o.Rejected += float64(p * x.Rejected)
}

// apart returns the chance that an error strikes all copies alike, and that of each copy
// where none does.
func apart(v *model.Voting) (struck, e float64) {
	switch struck = float64(v.Common * v.Error); {
	case struck == 0:
		return 0, v.Error
	case struck < 1:
		return struck, min(1, (v.Error-struck)/(1-struck))
	}
	return struck, 0
}

// outcome is that of n copies, of which so many can be wrong.
func outcome(v *model.Voting, n, fallible, agree int) Outcome {
	struck, e := apart(v)
	if fallible == 0 {
		struck = 0
	}
	r := newRound(n, fallible, agree, e, v.Alike, v.Checked)
	ends := r.right + r.wrong
	out := Outcome{Agree: ends, Executions: float64(n)}
	if ends == 0 {
		out.Rejected = 1
		return out
	}
	caught := float64(struck * v.Checked) // struck and given up
	kept := float64(struck * (1 - v.Checked))
	free := 1 - struck
	rounds, late := 1.0, 0.0
	switch {
	case v.Vote == nil || !v.Vote.Recompute:
		caught += float64(free * r.open)
		kept += float64(free * r.wrong)
	case math.IsInf(v.Rounds, 1):
		rounds = 1 / ends
		kept += float64(free * (r.wrong / ends))
	default:
		rounds, late = hurried(v.Rounds, math.Ceil(v.Calculations), ends, r.open)
		kept += float64(free * (r.wrong / ends))
	}
	out.Executions = float64(float64(n) * (struck + float64(free*rounds)))
	given := -portable.Expm1(v.Calculations * portable.Log1p(-caught)) // up, of requests
	out.Rejected = given + float64((1-given)*float64(free*late))
	out.Wrong = kept / (1 - caught) * (1 - out.Rejected)
	return out
}

// hurried returns the mean number of rounds of a calculation and the chance that those of
// a request, c calculations, do not all end within R rounds, each ending with chance a = 1−o:
//
//	late = P(F > R−c),  rounds = (c − E max(0, F−(R−c)))/(a·c),  F ~ Bin(R, o)
//
// by Wald's identity for min(rounds needed, R). Both sums have at most c terms.
func hurried(rounds, c, a, o float64) (mean, late float64) {
	rounds = math.Floor(rounds)
	if rounds < c {
		return rounds / c, 1
	}
	if o == 0 {
		return 1, 0
	}
	// log P(F = f) at f = R−c+1, where c−1 rounds end
	log := float64((rounds - c + 1) * portable.Log(o))
	for i := 1.0; i < c; i++ {
		log += portable.Log((rounds - i + 1) / i * a)
	}
	p, short := portable.Exp(log), 0.0
	for i := 1.0; i <= c; i++ { // c−i rounds end
		late += p
		short += float64(i * p)
		if p < 1e-18*late {
			break
		}
		p *= (c - i) / (rounds - c + i + 1) * (o / a)
	}
	late = min(1, late)
	return max(0, c-short) / (a * c), late
}
