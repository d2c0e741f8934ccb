package simulate

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// A ziggurat covers the area under a falling density f(x), x ≥ 0, by 256 layers
// of equal area, the lowest with the tail (Marsaglia & Tsang 2000). The layer and
// the place in it come from different bits of one number (Doornik 2005).
type ziggurat struct {
	keep  [256]uint64  // a 52-bit number below it lies under f in layer i
	width [256]float64 // of layer i, times 2^-52
	f     [257]float64 // density at the layers' right ends, rising to 1
}

const (
	normalEdge      = 3.6541528853610088
	exponentialEdge = 7.69711747013104972
)

var (
	normalLayers = newZiggurat(normalEdge, 0.0049286732339746548702,
		func(x float64) float64 { return portable.Exp(-x * x / 2) },
		func(y float64) float64 { return math.Sqrt(-2 * portable.Log(y)) })
	exponentialLayers = newZiggurat(exponentialEdge, 0.0039496598225815571991,
		func(x float64) float64 { return portable.Exp(-x) },
		func(y float64) float64 { return -portable.Log(y) })
)

// newZiggurat stacks layers of area v whose lowest ends at r.
func newZiggurat(r, v float64, f, inverse func(float64) float64) *ziggurat {
	var z ziggurat
	x := [257]float64{v / f(r), r}
	z.f[1] = f(r)
	for i := 1; i < 255; i++ {
		z.f[i+1] = z.f[i] + v/x[i]
		x[i+1] = inverse(z.f[i+1])
	}
	z.f[256] = 1
	for i := range 256 {
		z.keep[i] = uint64(int64(x[i+1] / x[i] * (1 << 52)))
		z.width[i] = x[i] * (1.0 / (1 << 52))
	}
	return &z
}

// exponential returns a draw of the exponential law with mean 1.
func (s *stream) exponential() float64 {
	b := s.uint64()
	i, u := b&255, b>>12
	if u < exponentialLayers.keep[i] {
		return float64((float64(u) + 0.5) * exponentialLayers.width[i])
	}
	return s.exponentialEdge(i, u)
}

// exponentialEdge finishes the one draw in a hundred that the layers leave open.
func (s *stream) exponentialEdge(i, u uint64) float64 {
	if i == 0 {
		return exponentialEdge + s.exponential()
	}
	z := exponentialLayers
	x := float64((float64(u) + 0.5) * z.width[i])
	if y := z.f[i] + float64(s.uniform()*(z.f[i+1]-z.f[i])); y < portable.Exp(-x) {
		return x
	}
	return s.exponential()
}

// normal returns a draw of the standard normal law.
func (s *stream) normal() float64 {
	b := s.uint64()
	i, u := b&255, b>>12
	x := float64((float64(u) + 0.5) * normalLayers.width[i])
	if u >= normalLayers.keep[i] {
		var ok bool
		if x, ok = s.normalEdge(i, x); !ok {
			return s.normal()
		}
	}
	return math.Float64frombits(math.Float64bits(x) | b<<55&(1<<63)) // bit 8 is the sign
}

// normalEdge finishes a draw that the layers leave open; the tail is Marsaglia's
// (1964). It reports false when the draw must begin anew.
func (s *stream) normalEdge(i uint64, x float64) (float64, bool) {
	if i > 0 {
		z := normalLayers
		y := z.f[i] + float64(s.uniform()*(z.f[i+1]-z.f[i]))
		return x, y < portable.Exp(-x*x/2)
	}
	for {
		a, b := s.exponential()/normalEdge, s.exponential()
		if 2*b > a*a {
			return normalEdge + a, true
		}
	}
}
