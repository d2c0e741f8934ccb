package model

import "github.com/capplan/capplan/model/internal/portable"

// twoPiece is the two-piece normal law (Fechner 1897; Wallis 2014): two halves
// of normal laws with one mode,
//
//	f(x) = A exp(-(x-m)²/2σ₁²) left of m, A exp(-(x-m)²/2σ₂²) right of it,
//
// whose left half has mass r = σ₁/(σ₁+σ₂). m, σ₁ and σ₂ are on the quantity's scale.
type twoPiece struct {
	mode, left, right, r float64
	below, within        float64 // mass under Min and between Min and Max, when cut
}

func onScale(s Scale, v float64) float64 {
	switch s {
	case Log:
		return portable.Log(v)
	case Logit:
		return portable.Log(v) - portable.Log1p(-v)
	}
	return v
}

func offScale(s Scale, x float64) float64 {
	switch s {
	case Log:
		return portable.Exp(x)
	case Logit:
		if x < 0 {
			e := portable.Exp(x)
			return e / (1 + e)
		}
		return 1 / (1 + portable.Exp(-x))
	}
	return x
}

// fitTwoPiece finds the law with mode at the likely value and (1-Level)/2 of its
// mass beyond each end. Given r the two ends fix σ₁ and σ₂, and r = σ₁/(σ₁+σ₂)
// is the root of a monotone function.
func fitTwoPiece(q *Quantity) twoPiece {
	m := onScale(q.Scale, q.Value)
	a, b := m-onScale(q.Scale, q.Lo), onScale(q.Scale, q.Hi)-m
	p := float64((1 - q.Level) / 2)
	z := func(r float64) float64 { return -portable.NormQuantile(p / (2 * r)) }
	t := twoPiece{mode: m, within: 1}
	switch {
	case !(a > 0): // likely value at the low end: the left half is the tail below it
		t.r, t.right = p, b/z(1-p)
		t.left = t.right * p / (1 - p)
	case !(b > 0):
		t.r, t.left = 1-p, a/z(1-p)
		t.right = t.left * p / (1 - p)
	default:
		lo, hi := p, 1-p
		for range 200 {
			r := float64((lo + hi) / 2)
			if r*z(r)*b < a*(1-r)*z(1-r) {
				lo = r
			} else {
				hi = r
			}
		}
		t.r = float64((lo + hi) / 2)
		t.left, t.right = a/z(t.r), b/z(1-t.r)
	}
	if q.Min != 0 || q.Max != 0 {
		t.below = t.cdf(q.Min)
		t.within = t.cdf(q.Max) - t.below
	}
	return t
}

func (t *twoPiece) cdf(x float64) float64 {
	if x < t.mode {
		return 2 * t.r * portable.NormCDF((x-t.mode)/t.left)
	}
	return 1 - float64(2*(1-t.r)*portable.NormCDF((t.mode-x)/t.right))
}

func (t *twoPiece) quantile(u float64, q *Quantity) float64 {
	u = t.below + float64(u*t.within)
	var x float64
	if u < t.r {
		x = t.mode + float64(t.left*portable.NormQuantile(u/(2*t.r)))
	} else {
		x = t.mode - float64(t.right*portable.NormQuantile((1-u)/(2*(1-t.r))))
	}
	v := offScale(q.Scale, x)
	if q.Min != 0 || q.Max != 0 {
		v = min(max(v, q.Min), q.Max)
	}
	return v
}
