package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// What a stream yields in blocks is what it yields one by one, whatever the blocks.

// exponentials fills dst with draws of the exponential law with mean 1.
func (s *stream) exponentials(dst []float64) {
	z := exponentialLayers
	for i := 0; i < len(dst); {
		for _, b := range s.unread(len(dst) - i) {
			s.at++
			j, u := b&255, b>>12
			if u >= z.keep[j] {
				dst[i] = s.exponentialEdge(j, u)
				i++
				break // it may have drawn on
			}
			dst[i] = float64((float64(int64(u)) + 0.5) * z.width[j])
			i++
		}
	}
}

// normals fills dst with draws of the standard normal law.
func (s *stream) normals(dst []float64) {
	z := normalLayers
	for i := 0; i < len(dst); {
		for _, b := range s.unread(len(dst) - i) {
			j, u := b&255, b>>12
			if u >= z.keep[j] {
				dst[i] = s.normal()
				i++
				break
			}
			s.at++
			x := float64((float64(int64(u)) + 0.5) * z.width[j])
			dst[i] = math.Float64frombits(math.Float64bits(x) | b<<55&(1<<63))
			i++
		}
	}
}

// unread returns the next numbers of a stream, at most n and at least one.
func (s *stream) unread(n int) []uint64 {
	if s.at == s.end {
		s.fill()
	}
	return s.buf[s.at:min(s.end, s.at+n)]
}

// times fills dst with draws of a law.
func (s *stream) times(dst []float64, l *model.Law) {
	switch l.Kind {
	case model.Exponential:
		s.exponentials(dst)
		for i, x := range dst {
			dst[i] = float64(l.Mean * x)
		}
	case model.Lognormal:
		s.normals(dst)
		for i, x := range dst {
			dst[i] = float64(l.Scale * portable.Exp(l.Sigma*x))
		}
	default:
		for i := range dst {
			dst[i] = s.draw(l)
		}
	}
}

// indices fills dst, whose length is even, with indices 0..n−1, two of each number.
// None is likelier than another (Lemire 2019).
func (s *stream) indices(dst []uint32, n uint32) {
	for i := 0; i < len(dst); {
		for _, x := range s.unread((len(dst) - i) / 2) {
			s.at++
			a, b := x>>32*uint64(n), x&(1<<32-1)*uint64(n)
			dst[i], dst[i+1] = uint32(a>>32), uint32(b>>32)
			i += 2
			if uint32(a) < n || uint32(b) < n {
				dst[i-2], dst[i-1] = s.index(a, n), s.index(b, n)
				break
			}
		}
	}
}

// index returns the index that m = n·(32 bits) gives, drawn anew where the index
// would have more of these than others.
func (s *stream) index(m uint64, n uint32) uint32 {
	for least := -n % n; uint32(m) < least; {
		m = s.uint64() >> 32 * uint64(n)
	}
	return uint32(m >> 32)
}
