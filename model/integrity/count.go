package integrity

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// Count draws how many of n things happen, each with chance p, from uniform numbers of
// (0, 1); n need not be whole, and is rounded. It takes a few numbers whatever n is:
// inversion where fewer than 30 are expected, else transformed rejection (Hörmann 1993,
// The generation of binomial random variates). Above 1e9 things the law is Poisson's, whose
// variance is larger by p/(1−p), up to a mean of 1e6, and normal beyond.
func Count(n, p float64, uniform func() float64) float64 {
	n = math.Floor(n + 0.5)
	switch mean := float64(n * p); {
	case !(mean > 0):
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - Count(n, 1-p, uniform)
	case mean < 30:
		return inverted(n, p, uniform())
	case n <= 1e9:
		return rejected(n, p, uniform)
	case mean < 1e6:
		return poisson(mean, uniform)
	default:
		sd := math.Sqrt(mean * (1 - p))
		return min(n, max(0, math.Floor(mean+float64(sd*portable.NormQuantile(uniform()))+0.5)))
	}
}

// inverted is the smallest k with P(N ≤ k) ≥ u.
func inverted(n, p, u float64) float64 {
	term := portable.Exp(float64(n * portable.Log1p(-p)))
	odds, k := p/(1-p), 0.0
	for u > term && k < n && term > 0 {
		u -= term
		term = float64(term*(n-k)) / (k + 1) * odds
		k++
	}
	return k
}

// rejected is BTRS for n·p ≥ 30, p ≤ ½.
func rejected(n, p float64, uniform func() float64) float64 {
	spread := math.Sqrt(float64(n*p) * (1 - p))
	b := 1.15 + float64(2.53*spread)
	a := -0.0873 + float64(0.0248*b) + float64(0.01*p)
	c, quick := float64(n*p)+0.5, 0.92-4.2/b
	odds, mode := p/(1-p), math.Floor(float64((n+1)*p))
	for {
		v, u := uniform(), uniform()-0.5
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + c)
		switch {
		case us >= 0.07 && v <= quick:
			return k
		case k < 0 || k > n:
			continue
		}
		v = portable.Log(float64(v*(2.83+5.1/b)*spread) / (a/float64(us*us) + b))
		at := float64((mode+0.5)*portable.Log((mode+1)/float64(odds*(n-mode+1)))) +
			float64((n+1)*portable.Log((n-mode+1)/(n-k+1))) +
			float64((k+0.5)*portable.Log(float64(odds*(n-k+1))/(k+1))) +
			stirling(mode) + stirling(n-mode) - stirling(k) - stirling(n-k)
		if v <= at {
			return k
		}
	}
}

// poisson is PTRS for means of 10 and more (Hörmann 1993, The transformed rejection method
// for generating Poisson random variables).
func poisson(mean float64, uniform func() float64) float64 {
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	a := -0.059 + float64(0.02483*b)
	log, quick := portable.Log(mean), 0.9277-3.6224/(b-2)
	for {
		u, v := uniform()-0.5, uniform()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + mean + 0.43)
		switch {
		case us >= 0.07 && v <= quick:
			return k
		case k < 0 || us < 0.013 && v > us:
			continue
		}
		v = portable.Log(float64(v*(1.1239+1.1328/(b-3.4))) / (a/float64(us*us) + b))
		factorial := float64((k+0.5)*portable.Log(k+1)) - (k + 1) + 0.5*log2Pi + stirling(k)
		if v <= float64(k*log)-mean-factorial {
			return k
		}
	}
}

const log2Pi = 1.8378770664093454836

// stirling is log k! − ((k+½)·log(k+1) − (k+1) + ½ log 2π).
func stirling(k float64) float64 {
	if k < 10 {
		return stirlings[int(k)]
	}
	x := 1 / (k + 1)
	y := float64(x * x)
	return float64((1./12 - float64((1./360-float64(y/1260))*y)) * x)
}

var stirlings = [...]float64{
	0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
	0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871,
}
