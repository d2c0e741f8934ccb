package integrity

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// Defects are units that are simply wrong: each new one with chance Share. A group does
// PerHour calculations; law, members, life and how long histories last are those of its
// pool.
type Defects struct {
	Share    float64   // of new units
	PerHour  float64   // calculations of a group or, without groups, of the pool
	Law      []float64 // share of time with j members up; of a pool without groups the last entry has as many or more
	Members  int       // of a group; units of a pool without groups
	Life     float64   // mean hours from new to failure, +Inf for never
	Horizon  float64   // hours
	Steady   bool      // starts in the long-run state; else all new
	Replaced bool      // what is out comes back as a new unit
}

// Spread returns the share of the members up that are defective, the mean over the
// horizon, and the mean hours until a defective unit is excluded; +Inf: it is never found.
//
// A unit is found by the first round of a vote that shows it in the minority, at least two
// others being right and more than say the same as it, or by the first wrong result of it
// that checksums catch. So a pair cannot tell which of the two is wrong, and blocks until
// they agree. Good units that defective ones outvote are not excluded. What is found is out
// for the pool's repair, as a failure is, and each unit that comes back is a new one. With
// rate h of being found and λ = 1/Life of failing, the defective share p of the members up
//
//	p' = d·λ − p·κ,  κ = λ + h(1−d),  p(0) = d when new, p(∞) = d·λ/κ
//	mean p(∞) + (d − p(∞))·(1−e^{−κH})/(κH)
//
// in the long run exact for any time out (a renewal argument) and, when new, for times out
// short beside 1/κ. Without replacement it is −ln(1 − d(1−e^{−hH}))/(hH), of what is left.
// h depends on how many others are defective, each independently with chance p: solved by
// repetition.
func (d *Defects) Spread(v *model.Voting) (fallible, detection float64) {
	x := *v
	x.Fallible = d.Share
	h := 0.0
	for range 50 {
		h = d.found(&x)
		p := d.at(h)
		done := math.Abs(p-x.Fallible) <= 1e-14*p
		if x.Fallible = p; done {
			break
		}
	}
	return x.Fallible, 1 / h
}

// at is the share of members that are defective, found with rate h.
func (d *Defects) at(h float64) float64 {
	rate := 1 / d.Life
	if !d.Replaced {
		if h == 0 {
			return d.Share
		}
		return -portable.Log1p(float64(d.Share*portable.Expm1(float64(-h*d.Horizon)))) / (h * d.Horizon)
	}
	k := rate + float64(h*(1-d.Share))
	if k == 0 {
		return d.Share
	}
	end := d.Share * rate / k
	if d.Steady {
		return end
	}
	return end - float64((d.Share-end)*portable.Expm1(float64(-k*d.Horizon)))/(k*d.Horizon)
}

// found is the rate per hour at which a defective member that is up is found.
func (d *Defects) found(v *model.Voting) float64 {
	var sum, rate float64
	for j, p := range d.Law {
		n, agree := v.Compared(j)
		if n == 0 || p == 0 {
			continue
		}
		up := j
		if j == len(d.Law)-1 {
			up = max(j, d.Members)
		}
		sum += p
		rate += float64(p * shown(v, n, agree) * float64(n) / float64(up))
	}
	if sum == 0 {
		return 0
	}
	return d.PerHour * (rate / sum)
}

// shown is the mean number of rounds of a calculation that show a defective member, one
// of its n voters, to be wrong.
func shown(v *model.Voting, n, agree int) float64 {
	struck, e := apart(v)
	var mean float64
	for others, p := range binomial(n-1, v.Fallible) {
		if p == 0 {
			continue
		}
		caught, seen := float64(e*v.Checked), 0.0
		for wrong, q := range binomial(others, e) {
			right := n - 1 - wrong
			for unseen, u := range binomial(wrong, 1-v.Checked) {
				for alike, a := range binomial(unseen, v.Alike) {
					if right > 1+alike {
						seen += float64(float64(q*u) * a)
					}
				}
			}
		}
		chance := caught + float64(float64(e*(1-v.Checked))*seen)
		mean += float64(float64(p*chance) * outcome(v, n, others+1, agree).Executions / float64(n))
	}
	return float64(mean * (1 - struck))
}
