package integrity

import (
	"math"
	"slices"
	"sort"

	"github.com/capplan/capplan/model"
)

// ages is what one member does over the horizon.
type ages struct {
	d    *model.Durability
	life model.Law // of failures of the unit's own
	step float64
	more []float64  // Σ_{k≥2} P(failure k by i·step): those of units made again
	back [2]float64 // mean hours: of a rebuild; of what has passed of one in progress
	most float64    // largest chance seen that a member is missing

	at, weight, u, q []float64 // nodes over the horizon
}

func newAges(d *model.Durability) *ages {
	a := &ages{d: d, life: d.Life}
	if d.Beta > 0 && d.Life.Kind != model.NeverLaw {
		a.life = slower(d.Life, 1/(1-d.Beta))
	}
	first := whole(&d.Rebuild, func(_, left float64) float64 { return left })
	second := whole(&d.Rebuild, func(t, left float64) float64 { return t * left })
	a.back = [2]float64{first, second / first}
	a.renew()
	a.nodes()
	return a
}

// slower returns a law of times that are longer by a factor.
func slower(l model.Law, by float64) model.Law {
	l.Mean, l.Scale, l.Lo, l.Hi = l.Mean*by, l.Scale*by, l.Lo*by, l.Hi*by
	l.Phases = slices.Clone(l.Phases)
	for i := range l.Phases {
		l.Phases[i].Mean *= by
	}
	return l
}

// renew solves M = F + M∗F by midpoints (Xie 1989) and keeps M − F.
func (a *ages) renew() {
	if a.life.Kind == model.NeverLaw || a.life.Kind == model.Exponential {
		return
	}
	n := int(math.Min(4000, math.Max(400, 50*a.d.Horizon/a.life.Mean)))
	a.step = a.d.Horizon / float64(n)
	half := make([]float64, n+1) // half[i] = F((i + ½)·step)
	for i := range half {
		half[i] = ended(&a.life, (float64(i)+0.5)*a.step)
	}
	a.more = make([]float64, n+1)
	m := make([]float64, n+1)
	for i := 1; i <= n; i++ {
		f := ended(&a.life, float64(i)*a.step)
		s := f - m[i-1]*half[0]
		for j := 1; j < i; j++ {
			s += (m[j] - m[j-1]) * half[i-j]
		}
		m[i] = s / (1 - half[0])
		a.more[i] = math.Max(a.more[i-1], m[i]-f)
	}
}

// rate returns how often a member is destroyed at time t.
func (a *ages) rate(t float64) float64 {
	switch a.life.Kind {
	case model.NeverLaw:
		return 0
	case model.Exponential:
		return a.d.Destroys / a.life.Mean
	}
	u := density(&a.life, t)
	if n := len(a.more); t > 0 { // slopes, joined at the middles of the steps
		x := t/a.step - 0.5
		i := min(max(int(math.Floor(x)), 0), n-3)
		w := min(max(x-float64(i), 0), 1)
		u += ((1-w)*(a.more[i+1]-a.more[i]) + w*(a.more[i+2]-a.more[i+1])) / a.step
	}
	return a.d.Destroys * u
}

// missing returns the chance that a member is missing at time t.
func (a *ages) missing(t float64) float64 {
	r := &a.d.Rebuild
	if t > 200*a.back[1] && survives(r, t) < 1e-12 {
		return a.back[0] * a.rate(t-a.back[1])
	}
	ends := []float64{0, t}
	for _, b := range bends(r) {
		if b < t {
			ends = append(ends, t-b)
		}
	}
	for s := a.back[0] / 64; s < t && survives(r, s) > 1e-14; s *= 1.4 {
		ends = append(ends, t-s)
	}
	for x := t / 4; x > 1e-14*t; x /= 4 {
		ends = append(ends, x)
	}
	slices.Sort(ends)
	sum := 0.0
	for i := 1; i < len(ends); i++ {
		if ends[i] > ends[i-1] {
			sum += panel(ends[i-1], ends[i], func(x float64) float64 { return a.rate(x) * survives(r, t-x) })
		}
	}
	return sum
}

// nodes lays out the horizon: panels that double from its beginning on, then 64 alike,
// and ends where the life bends.
func (a *ages) nodes() {
	t := a.d.Horizon
	ends := []float64{0}
	for x := t * math.Pow(2, -46); x < t/64; x *= 2 {
		ends = append(ends, x)
	}
	for k := 1; k <= 64; k++ {
		ends = append(ends, t*float64(k)/64)
	}
	for _, b := range bends(&a.life) {
		if b < t {
			ends = append(ends, b)
		}
	}
	sort.Float64s(ends)
	for i := 1; i < len(ends); i++ {
		half := (ends[i] - ends[i-1]) / 2
		panel(ends[i-1], ends[i], func(x float64) float64 {
			a.at = append(a.at, x)
			return 0
		})
		for _, w := range [...]float64{0.4679139345726910, 0.3607615730481386, 0.1713244923791704} {
			a.weight = append(a.weight, w*half, w*half)
		}
	}
	for _, x := range a.at {
		q := a.missing(x)
		a.u, a.q = append(a.u, a.rate(x)), append(a.q, q)
		a.most = math.Max(a.most, q)
	}
}

// pattern adds the losses of the groups that stand so.
func (a *ages) pattern(to *lossParts, p *model.Pattern) {
	for i, t := range a.at {
		a.add(to, p, t, a.weight[i]*float64(p.Groups), a.u[i], a.q[i])
	}
}

// longRun returns the rate of losses of all groups when members have all ages.
func (a *ages) longRun() float64 {
	x, u := newParts(a.d), 0.0
	if a.life.Kind != model.NeverLaw {
		u = a.d.Destroys / a.life.Mean
	}
	if a.d.Spare() > 0 {
		u /= 1 + u*a.back[0]
	}
	for i := range a.d.Patterns {
		p := &a.d.Patterns[i]
		a.add(x, p, math.Inf(1), float64(p.Groups), u, u*a.back[0])
	}
	sum := 0.0
	for _, part := range x.sorted() {
		sum += part.Events
	}
	return sum
}

// add puts the rates of losses at one moment, by weight.
func (a *ages) add(to *lossParts, p *model.Pattern, t, weight, u, q float64) {
	d := a.d
	n, m := d.Size, d.Spare()
	var lone float64
	for l := range p.Under {
		if len(taken(p.Under[l])) == n {
			lone += d.Blasts[l].Rate
		}
	}
	q += lone * math.Min(t, a.back[0])
	u += lone
	if m == 0 { // a lost group is whole at once
		q = 0
	}
	cross := crossing(n, m, q, u) * weight
	if u > 0 {
		to.units += cross * (u - lone) / u
		for l := range p.Under {
			if len(taken(p.Under[l])) == n {
				to.blasts[l] += cross * d.Blasts[l].Rate / u
			}
		}
	}
	if m > 0 {
		to.latent += crossing(n, m-1, q, u) * d.Latent * weight
	}
	for l := range p.Under {
		in := taken(p.Under[l])
		if len(in) == n {
			continue
		}
		for k, c := range in {
			to.blasts[l] += d.Blasts[l].Rate * weight * math.Min(1, a.struck(c, q, u)+a.both(p, l, k, c))
		}
	}
	if d.Beta > 0 && d.Life.Kind != model.NeverLaw {
		to.shock += d.Beta / d.Life.Mean * beyond(n, m, d.Destroys) * weight
	}
}

// taken returns how many members each instance holds.
func taken(under []int) []int {
	var out []int
	for _, k := range under {
		for len(out) <= k {
			out = append(out, 0)
		}
		out[k]++
	}
	return out
}

// crossing returns how often independent members go from m to m + 1 missing:
// n C(n−1, m) q^m (1−q)^(n−1−m) u.
func crossing(n, m int, q, u float64) float64 {
	if m < 0 || m >= n {
		return 0
	}
	return float64(n) * math.Exp(combinations(n-1, m)) * math.Pow(q, float64(m)) * math.Pow(1-q, float64(n-1-m)) * u
}

// struck returns the chance that a loss follows when c members of a group are taken at
// one moment: of the others, too many are missing then, or become so before one of the c
// is back, or the last rebuild meets an unreadable sector.
func (a *ages) struck(c int, q, u float64) float64 {
	n, m := a.d.Size, a.d.Spare()
	if c > m {
		return 1
	}
	all := whole(&a.d.Rebuild, func(_, left float64) float64 { return math.Pow(left, float64(c)) })
	p := beyond(n-c, m-c, q) + crossing(n-c, m-c, q, u)*all
	last := math.Exp(combinations(n-c, m-c)) * math.Pow(q, float64(m-c))
	p += a.d.Latent * (last + crossing(n-c, m-c-1, q, u)*all)
	return math.Min(1, p)
}

// both returns the chance that a second domain takes too many before any of the c members
// that a first one took is back.
func (a *ages) both(p *model.Pattern, level, instance, c int) float64 {
	if c > a.d.Spare() {
		return 0
	}
	rate := 0.0
	for l := range p.Under {
		for k := range taken(p.Under[l]) {
			more := 0
			for i, at := range p.Under[l] {
				if at == k && p.Under[level][i] != instance {
					more++
				}
			}
			if more > 1 && c+more > a.d.Spare() { // of one alone: a member's own rate
				rate += a.d.Blasts[l].Rate
			}
		}
	}
	if rate == 0 {
		return 0
	}
	return rate * whole(&a.d.Rebuild, func(_, left float64) float64 { return math.Pow(left, float64(c)) })
}
