package demand

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// A poly is a polynomial on [−1, 1], by powers.
type poly [degree + 1]float64

// degree is enough for a sine over a twelfth of its period: the next term is 1e-14.
const degree = 10

// at returns the value and the derivative, even and odd powers apart.
func (p *poly) at(u float64) (v, dv float64) {
	z := float64(u * u)
	even, odd := p[10], p[9]
	dEven, dOdd := 10*p[10], float64(9*p[9])
	even = float64(even*z) + p[8]
	odd = float64(odd*z) + p[7]
	dEven = float64(dEven*z) + float64(8*p[8])
	dOdd = float64(dOdd*z) + float64(7*p[7])
	even = float64(even*z) + p[6]
	odd = float64(odd*z) + p[5]
	dEven = float64(dEven*z) + float64(6*p[6])
	dOdd = float64(dOdd*z) + float64(5*p[5])
	even = float64(even*z) + p[4]
	odd = float64(odd*z) + p[3]
	dEven = float64(dEven*z) + float64(4*p[4])
	dOdd = float64(dOdd*z) + float64(3*p[3])
	even = float64(even*z) + p[2]
	odd = float64(odd*z) + p[1]
	dEven = float64(dEven*z) + float64(2*p[2])
	dOdd = float64(dOdd*z) + p[1]
	even = float64(even*z) + p[0]
	return even + float64(u*odd), dOdd + float64(u*dEven)
}

// less returns the integral of p − y from 0 to u.
func (p *poly) less(y, u float64) float64 {
	var sum float64
	for n := degree; n > 0; n-- {
		sum = float64(sum*u) + float64(p[n]*inverses[n+1])
	}
	return float64(u * (float64(sum*u) + (p[0] - y)))
}

// inverses[n] is 1/n.
var inverses = func() (x [degree + 2]float64) {
	for n := 1; n < len(x); n++ {
		x[n] = 1 / float64(n)
	}
	return x
}()

// bounds returns bounds of the values.
func (p *poly) bounds() (top, bottom float64) {
	reach := math.Abs(p[1])
	for _, v := range p[2:] {
		reach += math.Abs(v)
	}
	return p[0] + float64(reach*(1+1e-14)), p[0] - float64(reach*(1+1e-14))
}

// steepest returns bounds of the first two derivatives where [−1, 1] stands for a time of
// twice half.
func (p *poly) steepest(half float64) (slope, bend float64) {
	slope = math.Abs(p[1])
	for n := 2; n <= degree; n++ {
		v := float64(float64(n) * math.Abs(p[n]))
		slope += v
		bend += float64(float64(n-1) * v)
	}
	return slope / half, bend / half / half
}

// poly returns the shape about a time, as a polynomial in parts of half. Waves are cut
// after their tenth power: over two hours and a step of a table the rest is below 1e-14.
func (s *shape) poly(mid, half float64) (p poly) {
	if s.table != nil {
		v, dv := s.at(mid)
		p[0], p[1] = v, float64(dv*half)
		return p
	}
	p[0] = s.norm
	if s.daily > 0 {
		w := wavy(s.daily, s.into(mid, 8, 24)/24, float64(half*(2*math.Pi/24)))
		for n := range p {
			p[n] = s.norm * w[n]
		}
	}
	if s.weekly > 0 {
		w := wavy(s.weekly, s.into(mid, 20, 168)/168, float64(half*(2*math.Pi/168)))
		daily := p
		for n := range p {
			var sum float64
			for i := range min(n+1, 9) {
				sum += float64(w[i] * daily[n-i])
			}
			p[n] = sum
		}
	}
	return p
}

// wavy returns 1 + amplitude·sin(2π·turns + h·u) by powers of u.
func wavy(amplitude, turns, h float64) (p poly) {
	sin, cos := portable.Turn(turns)
	a, b := float64(amplitude*sin), float64(amplitude*cos)
	for n := range p {
		p[n] = a
		scale := float64(h * inverses[n+1])
		a, b = float64(b*scale), -float64(a*scale)
	}
	p[0] += 1
	return p
}
