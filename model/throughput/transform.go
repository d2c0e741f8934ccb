package throughput

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// The contour of Weideman 2006, z(θ) = N·(0.5017·θ·cot 0.6407θ − 0.6122 + 0.2645·iθ),
// at the middles of N = 24 steps over −π..π, of which the upper half is listed, and
// (2/N)·e^z·z′/z there. For a tail with transform (1 − φ(s))/s
//
//	P(T > t) ≈ Σ Im(w·(1 − φ(z/t)))
//
// The error is about 3.9^{−N} wherever the poles of φ lie on the negative axis
// (Trefethen, Weideman & Schmelzer 2006), and 1e-14 by rounding.
var contour = [...]struct{ z, w [2]float64 }{
	{[2]float64{4.0563120781916844, 0.83095125687450031}, [2]float64{-4.9745214704931594, 5.5069040991779453}},
	{[2]float64{3.7021515030617633, 2.4928537706235009}, [2]float64{-4.0472525530766217, -3.0129141731085443}},
	{[2]float64{2.9857066445551757, 4.1547562843725016}, [2]float64{1.243283805513716, -1.9701416736043781}},
	{[2]float64{1.8900529388482406, 5.8166587981215022}, [2]float64{0.63355852652671709, 0.35353974343264448}},
	{[2]float64{0.38799739959192895, 7.4785613118705028}, [2]float64{-0.068906792060934976, 0.13293527091987761}},
	{[2]float64{-1.5604376258702063, 9.1404638256195034}, [2]float64{-0.017685298767938011, -0.0089391402197137741}},
	{[2]float64{-4.0120596027611906, 10.802366339368504}, [2]float64{0.00072979698289328456, -0.001419998941788714}},
	{[2]float64{-7.046939798899983, 12.464268853117505}, [2]float64{6.3819429409753858e-5, 3.4443597973448753e-5}},
	{[2]float64{-10.778795683776695, 14.126171366866505}, [2]float64{-8.3343795206325531e-7, 1.4375137914343656e-6}},
	{[2]float64{-15.372252770892982, 15.788073880615506}, [2]float64{-1.3801208222650082e-8, -8.723539613919623e-9}},
	{[2]float64{-21.072780264769593, 17.449976394364507}, [2]float64{3.0802908272506221e-11, -4.4309869024148213e-11}},
	{[2]float64{-28.261516099238306, 19.111878908113507}, [2]float64{3.2619347405013449e-14, 2.5048790685671208e-14}},
}

// A visited is a leaf with the share of requests that come to it.
type visited struct {
	*leaf
	share float64
}

// sum is the time in queues in series, all M/M/c or with phases: independent of each
// other, and what each of them takes for certain left out. The absolute error of its
// tail is below 1e-12 for sums of three exponential times, below 2e-9 for eight that are
// alike, whose sum is nearly certain (transform_test.go).
type sum []visited

// tail returns P(T > t) by the inverse of the transform, the product of those of the
// stages, (1 − v) + v·φ.
func (s sum) tail(t float64) float64 {
	if t < 0 {
		return 1
	}
	r := 0.0
	for i := range contour {
		c := &contour[i]
		re, im := 1.0, 0.0
		for _, l := range s {
			a, b := l.transform(c.z[0], c.z[1], t)
			a, b = (1-l.share)+float64(l.share*a), l.share*b
			re, im = float64(re*a)-float64(im*b), float64(re*b)+float64(im*a)
		}
		r += float64(c.w[1]*(1-re)) - float64(c.w[0]*im)
	}
	return min(1, max(0, r))
}

// transform returns φ(z/t) without the shift, with C the chance of a wait, δ its rate
// and phases of share p and rate μ
//
//	φ(s) = (1 + (1−C)·s/δ)/(1 + s/δ) · Σ p/(1 + s/μ)
//
// everything times t: at t = 0 what is left is what takes no time.
func (l *leaf) transform(x, y, t float64) (re, im float64) {
	td := float64(t * l.rate)
	re, im = over(td+float64((1-l.waits)*x), float64((1-l.waits)*y), td+x, y)
	var a, b float64
	for _, f := range l.phases {
		if f.share == 0 {
			break
		}
		tm := float64(t * f.rate)
		p, q := over(float64(f.share*tm), 0, tm+x, y)
		a, b = a+p, b+q
	}
	if l.phases[0].share == 0 {
		return re, im
	}
	return float64(re*a) - float64(im*b), float64(re*b) + float64(im*a)
}

// over divides complex numbers.
func over(a, b, c, d float64) (re, im float64) {
	r := 1 / (float64(c*c) + float64(d*d))
	return r * (float64(a*c) + float64(b*d)), r * (float64(b*c) - float64(a*d))
}

// fall returns where a tail comes down to beyond, 0 < beyond ≤ 1, to 1e-13 of it by
// root on its logarithm: ten steps for a smooth tail; +Inf where it does not come down.
func fall(tail func(t float64) float64, start, beyond float64) float64 {
	under := func(t float64) float64 {
		x := tail(t)
		if x < 1e-300 {
			return 700
		}
		return portable.Log(beyond / x)
	}
	if under(0) > 0 {
		return 0
	}
	lo, hi := start, start
	flo := under(lo)
	fhi := flo
	for flo > 0 {
		if hi, fhi = lo, flo; lo < start*1e-15 {
			return lo
		}
		lo /= 2
		flo = under(lo)
	}
	for fhi <= 0 {
		if lo, flo, hi = hi, fhi, 2*hi; math.IsInf(hi, 1) {
			return hi
		}
		fhi = under(hi)
	}
	return root(under, lo, hi, flo, fhi, 1e-13)
}

// transforms gives a route the tail of its queues by their transforms, where all of
// them have one: what they take for certain is put together for every choice of those
// that only some visit.
func (s *route) transforms() bool {
	var whole sum
	lag, some := 0.0, 0
	for i, p := range s.parts {
		if p.leaf == nil || len(s.parts) > 8 {
			return false
		}
		whole = append(whole, visited{p.leaf, s.visits[i]})
		switch {
		case s.visits[i] == 1:
			lag += p.shift
		case p.shift > 0:
			some++
		}
	}
	if some > 3 {
		return false
	}
	ways := []way{{share: 1, lag: lag, sum: whole}}
	for i, p := range s.parts {
		if p.shift > 0 && s.visits[i] < 1 {
			ways = eitherWay(ways, i, p.shift)
		}
	}
	s.random = func(t float64) float64 {
		r := 0.0
		for i := range ways {
			r += float64(ways[i].share * ways[i].sum.tail(t-ways[i].lag))
		}
		return r
	}
	return true
}

// A way is one choice of the stages that only some visit.
type way struct {
	share, lag float64
	sum        sum
}

// eitherWay splits every way by whether the request visits a stage.
func eitherWay(ways []way, stage int, shift float64) []way {
	var out []way
	for _, w := range ways {
		visits := w.sum[stage].share
		with, without := append(sum(nil), w.sum...), append(sum(nil), w.sum...)
		with[stage].share, without[stage].share = 1, 0
		out = append(out, way{float64(w.share * visits), w.lag + shift, with}, way{float64(w.share * (1 - visits)), w.lag, without})
	}
	return out
}
