package rare

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// When an estimate is not printed. The weights know nothing of what no cycle met; these
// are the signs that something was.
const (
	mostShare    = 0.1 // of a sum, by one weight
	fewEffective = 100 // weights
	halvesApart  = 3   // standard errors between the halves of the batches
	weightsOff   = 4   // standard errors between the mean weight and 1
)

// trouble says why the estimates cannot be trusted, "" where they can.
func (s *sampler) trouble() string {
	t := s.all()
	for _, h := range []*heavy{&t.down, &t.hits} {
		switch {
		case h.sum == 0:
			return fmt.Sprintf("none of %d cycles met an outage", t.weighted)
		case h.most > mostShare*h.sum:
			return fmt.Sprintf("one of %d cycles weighs %.0f %% of the sum", t.weighted, 100*h.most/h.sum)
		case h.effective() < fewEffective:
			return fmt.Sprintf("the weights of %d cycles are worth no more than %.0f", t.weighted, h.effective())
		}
	}
	if z := s.apart(); !(z <= halvesApart) {
		return fmt.Sprintf("two halves of the cycles differ by %.1f standard errors", z)
	}
	if z := s.biased(); !(z <= weightsOff) {
		return fmt.Sprintf("the mean weight is off by %.1f standard errors", z)
	}
	return ""
}

// apart returns how many standard errors the halves of the batches differ by.
func (s *sampler) apart() float64 {
	var sum, squares [2]float64
	for b := range s.batch {
		t := &s.batch[b]
		y := t.down.sum / float64(t.weighted)
		sum[b%2] += y
		squares[b%2] += float64(y * y)
	}
	const n = batches / 2
	variance := 0.0
	for h := range sum {
		mean := sum[h] / n
		variance += (float64(squares[h]/n) - float64(mean*mean)) / (n - 1)
	}
	if d := math.Abs(sum[0]-sum[1]) / n; d > 1e-9*sum[0]/n {
		return d / math.Sqrt(variance)
	}
	return 0
}

// biased returns how many standard errors the mean weight is off 1.
func (s *sampler) biased() float64 {
	e := s.ratio(func(t *tally) (float64, float64) { return t.weights / float64(t.weighted), 1 })
	if d := math.Abs(e.Value - 1); d > 1e-9 {
		return d / ((e.Hi - e.Value) / student)
	}
	return 0
}

// refuse puts bounds in the place of estimates: what the cycles drawn by the law of the
// system leave possible. Of n of them k had an outage, so that at 95 % fewer do than
//
//	(k+1) (1 − 1/(9(k+1)) + 1.645/(3√(k+1)))³ / n
//
// (Byar; Breslow & Day 1987), which without any is the rule of three. How long an
// outage lasts is not bounded by that: the longest seen stands for it.
func (s *sampler) refuse(r *Result, why string) {
	t := s.all()
	k := float64(t.struck + 1)
	c := 1 - 1/(9*k) + 1.645/(3*math.Sqrt(k))
	chance := math.Min(1, float64(k*c*c*c)/float64(t.plain))
	length := t.length / float64(t.plain)
	longest := t.longest
	if longest == 0 {
		for i := range s.pools {
			longest += s.pools[i].repair.mean
		}
	}
	r.Refused = fmt.Sprintf("no estimate: %s; of %d cycles as they come %d had an outage, so that at most %.2g of them do", why, t.plain, t.struck, chance)
	upTo := func(hi float64) model.Estimate {
		return model.Estimate{Hi: hi, Level: level, Method: model.MonteCarlo, Warnings: []string{r.Refused}}
	}
	r.OutageRate = upTo(chance / length)
	r.Unavailability = upTo(math.Min(1, chance*longest/length))
	if s.horizon > 0 {
		r.Unreliability = upTo(math.Min(1, chance*(1+s.horizon/length)))
	}
	r.MTTF = upTo(math.Inf(1))
	r.MTTF.Value, r.MTTF.Lo = math.Inf(1), length/chance
}
