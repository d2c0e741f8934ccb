package fit

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A curve is the logarithm of a function of z with two derivatives.
type curve struct{ f, d, dd float64 }

// A standard is a law of z = (ln t − a)/σ.
type standard interface {
	density(z float64) curve // ln φ
	tail(z float64) curve    // ln of the upper tail
}

// located returns the log likelihood of a law of ln t by location a and scale
// σ = e^b. With z = (ln t − a)/σ, ∂z/∂a = −1/σ and ∂z/∂b = −z.
func located[S standard](law S) func(s *sample, t theta) slope {
	return func(s *sample, t theta) slope {
		var sum slope
		r := math.Exp(-t.b) // 1/σ
		at := func(c curve, z float64) slope {
			return slope{
				f: c.f, a: -r * c.d, b: -z * c.d,
				aa: r * r * c.dd, ab: r * (z*c.dd + c.d), bb: z * (z*c.dd + c.d),
			}
		}
		for i := range s.rows {
			o := &s.rows[i]
			z := (o.lnExit - t.a) * r
			if o.ended {
				v := at(law.density(z), z)
				v.f -= t.b + o.lnExit
				v.b--
				sum.add(o.n, v)
			} else {
				sum.add(o.n, at(law.tail(z), z))
			}
			if o.entry > 0 {
				z = (o.lnEntry - t.a) * r
				sum.add(-o.n, at(law.tail(z), z))
			}
		}
		return sum
	}
}

// extreme is the law of the logarithm of a Weibull time: S(z) = exp(−e^z).
type extreme struct{}

func (extreme) density(z float64) curve {
	e := math.Exp(z)
	return curve{z - e, 1 - e, -e}
}

func (extreme) tail(z float64) curve {
	e := math.Exp(z)
	return curve{-e, -e, -e}
}

// normal is the law of the logarithm of a lognormal time.
type normal struct{}

const halfLog2Pi = 0.91893853320467274178

func (normal) density(z float64) curve { return curve{-z*z/2 - halfLog2Pi, -z, -1} }
func (normal) tail(z float64) curve    { return upperTail(z) }

// upperTail returns ln Q(z) of the normal law. With its hazard m = φ/Q, the derivative
// is −m and the second −m(m − z). Above 8 the tail comes from Laplace's continued
// fraction for Q/φ.
func upperTail(z float64) curve {
	var f, m float64
	if z < 8 {
		q := math.Erfc(z/math.Sqrt2) / 2
		f = math.Log(q)
		if z < -5 {
			f = math.Log1p(-math.Erfc(-z/math.Sqrt2) / 2)
		}
		m = math.Exp(-z*z/2-halfLog2Pi) / q
	} else {
		x := z
		for k := 40.0; k >= 1; k-- {
			x = z + k/x
		}
		f = -z*z/2 - halfLog2Pi - math.Log(x)
		m = x
	}
	return curve{f, -m, -m * (m - z)}
}

// upperQuantile returns z with −ln Q(z) = h.
func upperQuantile(h float64) float64 {
	if h < 0.5 {
		return mathext.NormalQuantile(-math.Expm1(-h))
	}
	return -mathext.NormalQuantile(math.Exp(-h))
}
