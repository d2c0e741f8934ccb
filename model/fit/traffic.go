package fit

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// standsOut is the least factor by which a day differs from days like it to be left out.
const standsOut = 1.2

// A trend is the straight line of ln load through the means of days, with a level for
// each weekday:
//
//	ln D = level(weekday) + slope·day + noise
type trend struct {
	days   []dayMean
	slope  float64 // per day
	se     float64 // of it
	middle float64 // mean day
	sigma  float64 // of the noise
	dof    int
	again  float64 // (1+ρ)/(1−ρ): by how much noise that lasts makes variances larger
	out    []dayMean
	level  [7]float64
}

// A dayMean is the mean load of a whole UTC day.
type dayMean struct {
	day     float64 // since 1970
	weekday int     // from Monday
	ln      float64
	load    float64
}

// dayMeans returns the means of days of which every step is there.
func dayMeans(s *model.Series) []dayMean {
	sums, counts := map[int]float64{}, map[int]float64{}
	begin := float64(s.Begin.Unix()) / 3600
	for i, v := range s.Values {
		d := int(math.Floor((begin + s.Hours[i]) / 24))
		sums[d] += v
		counts[d]++
	}
	var out []dayMean
	for d, n := range counts {
		if n < 24/s.Step-1.5 || float64(d)*24 < begin-s.Step/2 || float64(d+1)*24 > begin+s.Span()+s.Step/2 {
			continue
		}
		m := sums[d] / n
		out = append(out, dayMean{float64(d), (d + 3) % 7, math.Log(m), m})
	}
	slices.SortFunc(out, func(a, b dayMean) int { return cmp.Compare(a.day, b.day) })
	return out
}

// fitTrend fits the line; from four weeks on, days that stand out are left out first.
// Days without load say nothing of growth; they stand out unless half of the days of
// that weekday are such.
func fitTrend(all []dayMean) *trend {
	t := &trend{}
	var idle, days [7]int
	for _, d := range all {
		days[d.weekday]++
		if d.load == 0 {
			idle[d.weekday]++
		}
	}
	for _, d := range all {
		if d.load > 0 {
			t.days = append(t.days, d)
		} else if 2*idle[d.weekday] < days[d.weekday] {
			t.out = append(t.out, d)
		}
	}
	t.line()
	for range 5 {
		if len(all) < 28 || !t.drop() {
			break
		}
		t.line()
	}
	return t
}

// line is the least-squares line through the days that are left.
func (t *trend) line() {
	var n, day, ln [7]float64
	for _, d := range t.days {
		n[d.weekday]++
		day[d.weekday] += d.day
		ln[d.weekday] += d.ln
	}
	levels := 0
	for w := range n {
		if n[w] > 0 {
			day[w], ln[w] = day[w]/n[w], ln[w]/n[w]
			levels++
		}
	}
	var xx, xy, sum float64
	for _, d := range t.days {
		x := d.day - day[d.weekday]
		xx, xy, sum = xx+x*x, xy+x*(d.ln-ln[d.weekday]), sum+d.day
	}
	t.slope, t.middle = xy/xx, sum/float64(max(1, len(t.days)))
	if t.dof = len(t.days) - levels - 1; t.dof < 1 || xx == 0 {
		t.slope, t.sigma, t.se = 0, math.NaN(), math.NaN()
	}
	for w := range n {
		t.level[w] = ln[w] - t.slope*(day[w]-t.middle)
	}
	if math.IsNaN(t.sigma) {
		return
	}
	var squares, lag, before float64
	for i, d := range t.days {
		e := t.residual(d)
		squares += e * e
		if i > 0 {
			lag += e * before
		}
		before = e
	}
	t.sigma = math.Sqrt(squares / float64(t.dof))
	rho := 0.0
	if squares > 0 {
		rho = math.Min(math.Max(0, lag/squares), 0.9)
	}
	t.again = (1 + rho) / (1 - rho)
	t.se = t.sigma * math.Sqrt(t.again/xx)
}

func (t *trend) residual(d dayMean) float64 {
	return d.ln - t.level[d.weekday] - t.slope*(d.day-t.middle)
}

// drop takes out the day that stands out most, by its distance from the others like it in
// median deviations, and reports whether there was one.
func (t *trend) drop() bool {
	var size []float64
	for _, d := range t.days {
		size = append(size, math.Abs(t.residual(d)))
	}
	sorted := slices.Clone(size)
	slices.Sort(sorted)
	bound := math.Max(5*1.4826*sorted[len(sorted)/2], math.Log(standsOut))
	kept := t.days[:0:0]
	for i, d := range t.days {
		if size[i] <= bound {
			kept = append(kept, d)
		} else {
			t.out = append(t.out, d)
		}
	}
	if len(kept) == len(t.days) || len(kept) < len(t.days)*3/4 {
		return false
	}
	t.days = kept
	return true
}

// expected is the load of a day by the line.
func (t *trend) expected(d dayMean) float64 {
	return math.Exp(t.level[d.weekday] + t.slope*(d.day-t.middle))
}

// levelled returns the series with days that stand out left out, carried by the trend to
// a day.
func (t *trend) levelled(s *model.Series, day float64) *model.Series {
	out := map[float64]bool{}
	for _, d := range t.out {
		out[d.day] = true
	}
	c := *s
	c.Hours, c.Values = nil, nil
	begin := float64(s.Begin.Unix()) / 3600
	for i, v := range s.Values {
		at := (begin + s.Hours[i]) / 24
		if out[math.Floor(at)] {
			continue
		}
		c.Hours = append(c.Hours, s.Hours[i])
		c.Values = append(c.Values, v*math.Exp(t.slope*(day-at)))
	}
	return &c
}

// noise returns the cv of a day's factor and its interval, by the chi-square law of the
// squares.
func (t *trend) noise(level float64) (cv, lo, hi float64) {
	if t.dof < 1 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	of := func(sigma float64) float64 { return math.Sqrt(math.Expm1(sigma * sigma)) }
	chi := distuv.ChiSquared{K: float64(t.dof)}
	sum := t.sigma * t.sigma * float64(t.dof)
	return of(t.sigma), of(math.Sqrt(sum / chi.Quantile((1+level)/2))), of(math.Sqrt(sum / chi.Quantile((1-level)/2)))
}

// harmonic is the part of a week's table that swings so many times a week: its amplitude
// as a share of the mean, and the hours from the start at which it is first highest.
func harmonic(table []float64, times int) (depth, top float64) {
	var mean, a, b float64
	n := float64(len(table))
	for i, v := range table {
		sin, cos := math.Sincos(2 * math.Pi * float64(times) * float64(i) / n)
		mean, a, b = mean+v/n, a+2*v*cos/n, b+2*v*sin/n
	}
	top = math.Atan2(b, a) / (2 * math.Pi)
	if top < 0 {
		top++
	}
	return math.Hypot(a, b) / mean, top * 168 / float64(times)
}

func dayOf(t time.Time) float64 { return float64(t.Unix()) / 86400 }
