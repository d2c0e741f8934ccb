package portable

import "math"

// NormQuantile returns the standard normal quantile of p, −∞ at 0 and +∞ at 1:
// rational approximations in p−½ and in √−ln p (Wichura 1988, AS 241, PPND16).
// Relative error below 1e-15 as published, 4e-15 against math.Erfc here.
func NormQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * ratio(r, &centre)
	}
	r := p
	if q > 0 {
		r = 1 - p
	}
	if !(r > 0) {
		if r == 0 {
			return math.Copysign(math.Inf(1), q)
		}
		return math.NaN()
	}
	r = math.Sqrt(-Log(r))
	var x float64
	if r <= 5 {
		x = ratio(r-1.6, &middle)
	} else {
		x = ratio(r-5, &tail)
	}
	return math.Copysign(x, q)
}

// ratio returns Σ c[0][i]rⁱ / Σ c[1][i]rⁱ.
func ratio(r float64, c *[2][8]float64) float64 {
	return horner(r, &c[0]) / horner(r, &c[1])
}

func horner(r float64, c *[8]float64) float64 {
	s := c[7]
	for i := 6; i >= 0; i-- {
		s = float64(s*r) + c[i]
	}
	return s
}

var (
	centre = [2][8]float64{
		{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
		{1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3},
	}
	middle = [2][8]float64{
		{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
		{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9},
	}
	tail = [2][8]float64{
		{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
		{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15},
	}
)

// NormCDF returns the standard normal probability of (−∞, x]:
//
//	|x| < 2   ½ + φ(x)·(x + x³/3 + x⁵/15 + …)            (Marsaglia 2004)
//	x ≤ −2    φ(x)/(|x| + 1/(|x| + 2/(|x| + 3/(|x| + …))))  (Laplace)
//
// The tail below is kept as a tail. Relative error below 1e-14 for x > −8;
// further down exp(−x²/2) adds x²·1e-16.
func NormCDF(x float64) float64 {
	switch {
	case x != x:
		return x
	case x <= -2:
		return upper(-x)
	case x >= 2:
		return 1 - upper(x)
	}
	term, sum := x, x
	for n := 3.0; n < 80; n += 2 {
		term = float64(term * (x * x / n))
		sum += term
	}
	return 0.5 + float64(density(x)*sum)
}

// upper returns P(X > x) for x ≥ 2.
func upper(x float64) float64 {
	f := 0.0
	for n := 150.0; n >= 1; n-- {
		f = n / (x + f)
	}
	return density(x) / (x + f)
}

func density(x float64) float64 {
	return Exp(-x*x/2) / math.Sqrt(2*math.Pi)
}
