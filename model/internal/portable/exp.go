package portable

import "math"

// Exp returns e**x:
//
//	x = k ln2/32 + r, |r| ≤ ln2/64
//	e^x = 2^⌊k/32⌋ · 2^(k mod 32)/32 · Σ_{n≤6} rⁿ/n!
//
// (Tang 1989). The series is cut at 4e-18. Error below 1.1 ulp, for results
// under 2^-1022 one unit of the last place there.
func Exp(x float64) float64 {
	switch {
	case !(x < 709.782712893384): // or NaN
		if x != x || x > 709.782712893384 {
			return x + math.Inf(1)
		}
	case x < -745.2:
		return 0
	}
	shifted := float64(x*(32/math.Ln2)) + shift
	k := shifted - shift
	r := (x - float64(k*(ln2Hi/32))) - float64(k*(ln2Lo/32))
	r2 := r * r
	p := (1.0 / 6) + float64(r*(1.0/24)) + float64(r2*((1.0/120)+float64(r*(1.0/720))))
	p = r + float64(r2*(0.5+float64(r*p)))
	n := int(int32(math.Float64bits(shifted)))
	t := roots[n&31]
	y := t + float64(t*p)
	n >>= 5
	if n > -1022 && n < 1024 {
		return y * math.Float64frombits(uint64(n+1023)<<52)
	}
	return math.Ldexp(y, n)
}

// shift rounds what is added to it to a whole number, which its lowest bits then hold.
const shift = 3 << 51

// roots[j] is 2^(j/32).
var roots = [32]float64{
	1, 1.02189714865411667823, 1.04427378242741384032, 1.06714040067682361816,
	1.09050773266525765920, 1.11438674259589253630, 1.13878863475669165370, 1.16372485877757751381,
	1.18920711500272106671, 1.21524735998046887811, 1.24185781207348404859, 1.26905095719173322255,
	1.29683955465100966593, 1.32523664315974129462, 1.35425554693689272829, 1.38390988196383195487,
	1.41421356237309504880, 1.44518080697704662003, 1.47682614593949931138, 1.50916442759342273976,
	1.54221082540794082361, 1.57598084510788648645, 1.61049033194925430817, 1.64575547815396484451,
	1.68179283050742908606, 1.71861929812247791562, 1.75625216037329948311, 1.79470907500310718642,
	1.83400808640934246348, 1.87416763411029990132, 1.91520656139714729387, 1.95714412417540026901,
}

// Expm1 returns e**x − 1, accurate for small x: Σ xⁿ/n! for |x| < ½, cut at 2^-56 of it,
// else Exp. Error below 3 ulp.
func Expm1(x float64) float64 {
	if !(x > -0.5 && x < 0.5) {
		return Exp(x) - 1
	}
	sum := 0.0
	for n := 15.0; n > 1; n-- {
		sum = float64((1 + sum) * x / n)
	}
	return float64((1 + sum) * x)
}
