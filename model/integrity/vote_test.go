package integrity

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

// voting is a vote of so many copies, until so many agree, without a deadline.
func voting(copies, agree int, e, s float64) *model.Voting {
	return &model.Voting{
		Vote:   &model.VoteSpec{Copies: copies, Agree: agree, Recompute: true},
		Rounds: math.Inf(1), Calculations: 1, Error: e, Alike: s, Fallible: 1,
	}
}

// Two copies until both agree, in 40 digits; a majority of 3, 5 and 7 by hand (von
// Neumann 1956).
func TestVote(t *testing.T) {
	o := Of(voting(2, 2, 0.001, 1e-4), 2)
	near(t, "agree", o.Agree, 0.9980010001, 1e-14)
	near(t, "rounds", o.Executions/2, 1.002003003904605, 1e-14)
	near(t, "executions", o.Executions, 2.00400600780921, 1e-14)
	near(t, "undetected", o.Wrong, 1.002003003904605e-10, 1e-13)
	for n, want := range map[int]float64{3: 0.000298, 5: 9.8506e-06, 7: 3.416698e-07} {
		v := voting(n, n/2+1, 0.01, 1)
		near(t, "majority", Of(v, n).Wrong, want, 1e-13)
		v.Vote.Recompute = false
		near(t, "majority once", Of(v, n).Wrong, want, 1e-13)
	}
	near(t, "3e² − 2e³", Of(voting(3, 2, 1e-9, 1), 3).Wrong, 3e-18, 1e-8)
	for _, c := range []struct {
		n    int
		e, s float64
	}{{3, 1e-7, 1e-4}, {9, 1e-30, 1e-3}, {2, 0.3, 0.5}, {100, 0.02, 1}} {
		n := float64(c.n)
		wrong := math.Pow(c.e, n) * math.Pow(c.s, n-1)
		a := math.Pow(1-c.e, n) + wrong
		o := Of(voting(c.n, c.n, c.e, c.s), c.n)
		near(t, "agree", o.Agree, a, 1e-13)
		near(t, "executions", o.Executions, n/a, 1e-13)
		near(t, "wrong", o.Wrong, wrong/a, 1e-13)
		v := voting(c.n, c.n, c.e, c.s)
		v.Vote.Recompute = false
		o = Of(v, c.n)
		near(t, "wrong once", o.Wrong, wrong, 1e-13)
		if c.e > 0.01 {
			near(t, "rejected", o.Rejected, 1-a, 1e-13)
		}
	}
	if o := Of(voting(1, 1, 0.3, 1), 1); o.Agree != 1 || o.Executions != 1 || !(math.Abs(o.Wrong-0.3) < 1e-15) {
		t.Errorf("one copy: %+v", o)
	}
	if o := Of(&model.Voting{Calculations: 1, Error: 1e-12, Alike: 1, Fallible: 1}, 5); o.Executions != 1 || o.Rejected != 0 || !(math.Abs(o.Wrong-1e-12) < 1e-27) {
		t.Errorf("no vote: %+v", o)
	}
}

// A brute loop over single requests: each copy of each calculation is drawn with its
// class, rounds run one by one against a clock. |z| < 4.5; notices a third of executions,
// wrong results and requests given up, where they come at all.
func TestVoteSampled(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	spec := func(copies, agree int, recompute bool, degrade ...int) *model.VoteSpec {
		return &model.VoteSpec{Copies: copies, Agree: agree, Recompute: recompute, Degrade: degrade}
	}
	never := math.Inf(1)
	for name, c := range map[string]struct {
		v  model.Voting
		up int
	}{
		"pair":              {model.Voting{Vote: spec(2, 2, true), Rounds: never, Calculations: 1, Error: 0.3, Alike: 0.5}, 2},
		"three":             {model.Voting{Vote: spec(3, 3, true), Rounds: never, Calculations: 2, Error: 0.4, Alike: 0.7}, 3},
		"two of three":      {model.Voting{Vote: spec(3, 2, true), Rounds: never, Calculations: 1, Error: 0.2, Alike: 0.6}, 3},
		"two of five":       {model.Voting{Vote: spec(5, 2, true), Rounds: never, Calculations: 1, Error: 0.4, Alike: 0.5}, 5},
		"first of four":     {model.Voting{Vote: spec(4, 1, true), Rounds: never, Calculations: 1, Error: 0.2, Alike: 0.5, Checked: 0.4}, 4},
		"alarm":             {model.Voting{Vote: spec(2, 2, false), Rounds: never, Calculations: 3, Error: 0.2, Alike: 0.5}, 2},
		"small":             {model.Voting{Vote: spec(3, 2, false), Rounds: never, Calculations: 1, Error: 0.05, Alike: 1}, 3},
		"two left":          {model.Voting{Vote: spec(5, 4, true, 2), Rounds: never, Calculations: 1, Error: 0.3, Alike: 0.9}, 3},
		"unchecked":         {model.Voting{Vote: spec(3, 3, true, 2, 1), Rounds: never, Calculations: 1, Error: 0.1, Alike: 0.9}, 1},
		"checked":           {model.Voting{Vote: spec(3, 2, true), Rounds: never, Calculations: 1, Error: 0.4, Alike: 0.8, Checked: 0.5}, 3},
		"checked, no vote":  {model.Voting{Rounds: never, Calculations: 4, Error: 0.2, Alike: 1, Checked: 0.75}, 3},
		"common":            {model.Voting{Vote: spec(3, 3, true), Rounds: never, Calculations: 2, Error: 0.2, Alike: 0.3, Common: 0.25, Checked: 0.3}, 3},
		"common, no vote":   {model.Voting{Rounds: never, Calculations: 1, Error: 0.2, Alike: 0.3, Common: 0.25}, 1},
		"deadline":          {model.Voting{Vote: spec(3, 3, true), Rounds: 2.7, Calculations: 1, Error: 0.3, Alike: 0.7}, 3},
		"deadline of three": {model.Voting{Vote: spec(2, 2, true), Rounds: 5, Calculations: 3, Error: 0.25, Alike: 0.7}, 2},
		"too late":          {model.Voting{Vote: spec(2, 2, true), Rounds: 2, Calculations: 3, Error: 0.25, Alike: 0.7}, 2},
		"few defective":     {model.Voting{Vote: spec(3, 3, true), Rounds: never, Calculations: 1, Error: 0.6, Alike: 0.7, Fallible: 0.3}, 3},
		"more defective":    {model.Voting{Vote: spec(3, 2, true), Rounds: never, Calculations: 1, Error: 0.6, Alike: 0.7, Fallible: 0.6}, 3},
		"some of five":      {model.Voting{Vote: spec(3, 2, true), Rounds: never, Calculations: 1, Error: 0.6, Alike: 1, Fallible: 0.5}, 5},
	} {
		if c.v.Fallible == 0 {
			c.v.Fallible = 1
		}
		const requests = 150_000
		var work, squares, wrong, wrong2, lost float64
		for range requests {
			b := brute(r, &c.v, c.up)
			work, squares = work+b.Executions, squares+b.Executions*b.Executions
			wrong, wrong2, lost = wrong+b.Wrong, wrong2+b.Wrong*b.Wrong, lost+b.Rejected
		}
		o := Of(&c.v, c.up)
		near := func(what string, sum, squares, want float64) {
			mean := sum / requests
			se := math.Sqrt(max(0, squares/requests-mean*mean) / requests)
			if want > 0 && want < 1 && !(9*se < want/3) {
				t.Errorf("%s: %s %g ± %.2g sees nothing", name, what, mean, se)
			}
			if !(math.Abs(mean-want) <= 4.5*se+1e-9) {
				t.Errorf("%s: %s %g ± %.2g, want %g", name, what, mean, se, want)
			}
		}
		near("executions", work, squares, o.Executions)
		near("wrong", wrong, wrong2, o.Wrong)
		near("rejected", lost, lost, o.Rejected)
	}
}

// brute does one request, by the words of Of; Executions and Wrong per calculation.
func brute(r *rand.Rand, v *model.Voting, up int) (out Outcome) {
	n, agree := v.Compared(up)
	rounds, wrong, some := 0.0, 0.0, false
	fallible := make([]bool, n)
	for i := range n {
		fallible[i] = r.Float64() < v.Fallible
		some = some || fallible[i]
	}
	for range int(v.Calculations) {
		struck := some && r.Float64() < v.Common*v.Error
		e := (v.Error - v.Common*v.Error) / (1 - v.Common*v.Error)
		for {
			if v.Vote != nil && v.Vote.Recompute && rounds+1 > v.Rounds {
				out.Rejected = 1
				break
			}
			rounds++
			out.Executions += float64(n)
			if struck && r.Float64() < v.Checked {
				out.Rejected = 1
				break
			}
			classes, first := make([]int, n), false // 0 right, 1 like the first wrong one, −1 caught, others alone
			for i := range n {
				switch {
				case struck:
					classes[i] = 1
				case !fallible[i] || r.Float64() >= e:
				case r.Float64() < v.Checked:
					classes[i] = -1
				case !first || r.Float64() < v.Alike:
					classes[i], first = 1, true
				default:
					classes[i] = 2 + i
				}
			}
			said, result := map[int]int{}, -1
			for _, i := range r.Perm(n) {
				if k := classes[i]; k >= 0 {
					if said[k]++; said[k] == agree {
						result = k
						break
					}
				}
			}
			if result > 0 {
				wrong++
			}
			if result >= 0 {
				break
			}
			if v.Vote == nil || !v.Vote.Recompute {
				out.Rejected = 1
				break
			}
		}
		if out.Rejected > 0 && (v.Vote != nil && v.Vote.Recompute && rounds+1 > v.Rounds) {
			break // past its deadline nothing is done any more
		}
	}
	out.Executions /= v.Calculations
	if out.Rejected == 0 {
		out.Wrong = wrong / v.Calculations
	}
	return out
}
