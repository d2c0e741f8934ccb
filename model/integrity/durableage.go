package integrity

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// ageing returns the losses of units of any life and any law of rebuilds, each of which
// fails and comes back by itself. With u(t) the rate at which a member that began new is
// destroyed at time t, those made again included, and q(t) = ∫ u(t−s) P(rebuild > s) ds
// the chance that it is missing, a group of n that bears m crosses to m + 1 missing at
//
//	n C(n−1, m) q(t)^m (1−q(t))^(n−1−m) u(t)
//
// which for MTTR ≪ t and few failures is n C(n−1,m) MTTR^m h(t)^(m+1), h the hazard of
// the life. A crossing is a loss but for groups that cross again before they are whole,
// which a lost group that starts whole does not: about 2 n q (1 + 1/2 + … + 1/m) of it,
// the error that is given. Rebuilds of the last m end with an unreadable sector as often
// as m − 1 → m is crossed times Latent; domains and shocks add what they take together
// with members that are missing, and members lost before those they took are back.
func ageing(d *model.Durability) (*Loss, error) {
	switch {
	case d.Crews > 0 && d.Crews < d.Spare():
		return nil, fmt.Errorf("rebuilds of a group wait for %d crews, and lives or repairs are not exponential", d.Crews)
	case d.Rebuild.Kind == model.NeverLaw:
		return nil, fmt.Errorf("destroyed members are never rebuilt, and lives are not exponential")
	case atoms(d.Life):
		return nil, fmt.Errorf("lives are %s: units of one age fail at one moment", d.Life.Kind)
	}
	a := newAges(d)
	l := &Loss{Method: model.Approximation, MeanMethod: model.Approximation, Chance: math.NaN(), MTTDL: math.NaN()}
	parts := newParts(d)
	for i := range d.Patterns {
		a.pattern(parts, &d.Patterns[i])
	}
	l.Parts = parts.sorted()
	for _, p := range l.Parts {
		l.Events += p.Events
	}
	m := max(1, d.Spare())
	if d.Spare() > 0 {
		l.Error = 2 * float64(d.Size) * a.most * harmonic(m)
	}
	l.Why = fmt.Sprintf("approximation: crossings of independent members, whatever their laws; relative error about %.1g", math.Max(l.Error, 1e-6))
	a.putMean(l)
	return l, nil
}

func atoms(l model.Law) bool { return l.Kind == model.Deterministic || l.Kind == model.Empirical }

// putMean puts the time to the first loss: without ageing by the rate of losses, exact for
// one group of spare one; with it where losses are so rare that the rate of the long run
// decides.
func (a *ages) putMean(l *Loss) {
	d := a.d
	if d.Life.Kind == model.Exponential && d.Spare() == 1 && len(d.Blasts) == 0 && d.Beta == 0 && d.Groups() == 1 {
		l.MTTDL, l.MeanMethod = mirror(d), model.Exact
		l.MeanWhy = "exact: a member fails, and no other before it is rebuilt, again and again; by the transform of the law of rebuilds"
		return
	}
	rate := a.longRun()
	switch {
	case rate == 0 && l.Events == 0:
		l.MTTDL = math.Inf(1)
	case d.Life.Kind == model.Exponential || rate*10*d.Life.Mean < 0.1:
		l.MTTDL = 1 / rate
	}
	l.MeanWhy = "approximation: 1 ÷ the rate of losses in the long run, when members have all ages"
	if math.IsNaN(l.MTTDL) {
		l.MeanWhy = "not known: members age, and the first loss comes while they do"
	}
}

// mirror returns the mean time to the first loss of a group that bears one missing
// member, exponential lives of rate λ and any law of rebuilds:
//
//	T = (1/(nλ) + (1−L)/((n−1)λ)) ÷ (1 − (1−p) L)
//
// L the transform of the rebuild at (n−1)λ, p the chance of an unreadable sector.
func mirror(d *model.Durability) float64 {
	n, rate := float64(d.Size), d.Destroys/d.Life.Mean
	fail := (n - 1) * rate
	lost := early(d.Rebuild, fail) // 1 − L
	return (1/(n*rate) + lost/fail) / (lost + d.Latent*(1-lost))
}

// early returns 1 − E e^(−sR) = s ∫ e^(−sx) P(R > x) dx, without subtraction.
func early(r model.Law, s float64) float64 {
	return s * whole(&r, func(t, left float64) float64 { return math.Exp(-s*t) * left })
}
