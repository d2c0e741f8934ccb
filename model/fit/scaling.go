package fit

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// usl are the parameters of the Universal Scalability Law (Gunther 2007):
//
//	X(N) = γN / (1 + α(N−1) + βN(N−1))
//
// γ is the throughput of one, α the contention, β the coherency.
type usl [3]float64 // γ, α, β

func (p usl) at(n float64) float64 { return p[0] * n / p.slow(n) }

// slow is what N together are slower by.
func (p usl) slow(n float64) float64 { return 1 + p[1]*(n-1) + p[2]*n*(n-1) }

// slope is the gradient of X(N) by γ, α and β.
func (p usl) slope(n float64) [3]float64 {
	d := p.slow(n)
	x := p[0] * n / d
	return [3]float64{n / d, -x * (n - 1) / d, -x * n * (n - 1) / d}
}

// peak is where X is largest, √((1−α)/β); infinite without coherency.
func (p usl) peak() float64 { return math.Sqrt(math.Max(0, 1-p[1]) / p[2]) }

func squares(t *model.LoadTest, p usl) float64 {
	var s float64
	for i, n := range t.N {
		d := t.X[i] - p.at(n)
		s += d * d
	}
	return s
}

// A scaling is a least-squares fit: the free parameters are not at their bound of 0.
type scaling struct {
	usl
	free [3]bool
	sum  float64
}

// fitScaling minimises Σ(X−X(N))² over γ, α, β ≥ 0: on each face of the bounds by
// Levenberg and Marquardt's method, and the best minimum that keeps them.
func fitScaling(t *model.LoadTest) scaling {
	best := scaling{sum: math.Inf(1)}
	for face := range 4 {
		free := [3]bool{true, face&1 == 0, face&2 == 0}
		for _, from := range starts(t, free) {
			p, sum := descend(t, from, free)
			if p[1] >= 0 && p[2] >= 0 && p[0] > 0 && sum < best.sum*(1-1e-12) {
				best = scaling{usl: p, free: free, sum: sum}
			}
		}
	}
	return best
}

// starts are where descents on a face begin: weak to strong contention and coherency,
// each with its best γ.
func starts(t *model.LoadTest, free [3]bool) []usl {
	var most float64
	for _, n := range t.N {
		most = math.Max(most, n)
	}
	var out []usl
	for _, a := range []float64{0, 0.3 / most, 3 / most} {
		for _, b := range []float64{0, 0.3 / (most * most), 3 / (most * most)} {
			p := usl{1, a, b}
			if a > 0 && !free[1] || b > 0 && !free[2] {
				continue
			}
			var xh, hh float64
			for i, n := range t.N {
				h := p.at(n)
				xh, hh = xh+t.X[i]*h, hh+h*h
			}
			p[0] = xh / hh
			out = append(out, p)
		}
	}
	return out
}

// descend goes to the minimum from a start with the free parameters alone.
func descend(t *model.LoadTest, p usl, free [3]bool) (usl, float64) {
	sum, damp := squares(t, p), 1e-3
	for range 500 {
		a, g := normalEquations(t, p)
		for k := range a {
			a[k][k] *= 1 + damp
		}
		step, ok := solve3(a, g, free)
		next := p
		for k := range step {
			next[k] += step[k]
		}
		after := squares(t, next)
		if !ok || math.IsNaN(after) || after > sum || next[0] <= 0 || worst(t, next) <= 0 {
			if damp *= 8; damp > 1e16 {
				break
			}
			continue
		}
		small := true
		for k := range step {
			small = small && math.Abs(step[k]) <= 1e-14*math.Abs(next[k])
		}
		p, sum, damp = next, after, damp/8
		if small {
			break
		}
	}
	return p, sum
}

// worst is the smallest denominator of the law at the points measured: below 0 the law
// has a pole between them.
func worst(t *model.LoadTest, p usl) float64 {
	w := math.Inf(1)
	for _, n := range t.N {
		w = math.Min(w, p.slow(n))
	}
	return w
}

// normalEquations returns JᵀJ and Jᵀ(X − X(N)).
func normalEquations(t *model.LoadTest, p usl) (a [3][3]float64, g [3]float64) {
	for i, n := range t.N {
		j, d := p.slope(n), t.X[i]-p.at(n)
		for k := range j {
			g[k] += j[k] * d
			for l := range j {
				a[k][l] += j[k] * j[l]
			}
		}
	}
	return a, g
}

// solve3 solves a·x = g in the free parameters by Cholesky's method, scaled so that the
// diagonal is 1; x is 0 in the others. It reports whether a is positive definite there.
func solve3(a [3][3]float64, g [3]float64, free [3]bool) (x [3]float64, ok bool) {
	var scale [3]float64
	for k := range a {
		scale[k] = 1 / math.Sqrt(a[k][k])
		for l := range a {
			if !free[k] || !free[l] {
				a[k][l] = 0
				if k == l {
					a[k][l], scale[k] = 1, 0
				}
			}
		}
	}
	for k := range a {
		for l := range a {
			if scale[k] > 0 && scale[l] > 0 {
				a[k][l] *= scale[k] * scale[l]
			}
		}
		g[k] *= scale[k]
	}
	for k := range a {
		for l := range k + 1 {
			for m := range l {
				a[k][l] -= a[k][m] * a[l][m]
			}
			switch {
			case k > l:
				a[k][l] /= a[l][l]
			case !(a[k][k] > 1e-15):
				return x, false
			default:
				a[k][k] = math.Sqrt(a[k][k])
			}
		}
	}
	for k := range a {
		for l := range k {
			g[k] -= a[k][l] * g[l]
		}
		g[k] /= a[k][k]
	}
	for k := 2; k >= 0; k-- {
		for l := k + 1; l < 3; l++ {
			g[k] -= a[l][k] * g[l]
		}
		g[k] /= a[k][k]
		x[k] = g[k] * scale[k]
	}
	return x, true
}

// beyond is how many points there are beyond the free parameters.
func (s *scaling) beyond(t *model.LoadTest) int {
	n := len(t.N)
	for _, f := range s.free {
		if f {
			n--
		}
	}
	return n
}

// covariance returns s²·(JᵀJ)⁻¹ over the free parameters and the degrees of freedom;
// without any, or where the points do not tell the parameters apart, not ok.
func (s *scaling) covariance(t *model.LoadTest) (c [3][3]float64, dof int, ok bool) {
	if dof = s.beyond(t); dof < 1 {
		return c, dof, false
	}
	a, _ := normalEquations(t, s.usl)
	for k := range 3 {
		var one [3]float64
		one[k] = 1
		column, fine := solve3(a, one, s.free)
		if !fine {
			return c, dof, false
		}
		for l := range 3 {
			c[l][k] = column[l] * s.sum / float64(dof)
		}
	}
	return c, dof, true
}

// ceiling is the upper end of a parameter that lies at its bound of 0: the value at
// which the least sum of squares over the others is (1 + t²/ν) times the least of all.
func (s *scaling) ceiling(t *model.LoadTest, k int, quantile float64, dof int) float64 {
	limit := s.sum * (1 + quantile*quantile/float64(dof))
	free := [3]bool{true, true, true}
	free[k] = false
	least := func(v float64) float64 {
		best := math.Inf(1)
		for face := range 2 {
			f := free
			if face == 1 {
				f[3-k] = false
			}
			for _, from := range starts(t, [3]bool{true, f[1], f[2]}) {
				from[k] = v
				if p, sum := descend(t, from, f); p[3-k] >= 0 {
					best = math.Min(best, sum)
				}
			}
		}
		return best
	}
	lo, hi := 0.0, 1e-6
	for least(hi) < limit && hi < 1e6 {
		lo, hi = hi, hi*4
	}
	for range 40 {
		if m := (lo + hi) / 2; least(m) < limit {
			lo = m
		} else {
			hi = m
		}
	}
	return hi
}

func student(level float64, dof int) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: float64(dof)}.Quantile((1 + level) / 2)
}
