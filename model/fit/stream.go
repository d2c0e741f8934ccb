package fit

import "math"

// A stream is a sequence of random numbers that its seed and its names decide alone:
// SplitMix64 (Steele, Lea & Flood 2014).
type stream struct{ state uint64 }

func newStream(seed uint64, name string, parts ...uint64) *stream {
	h := seed ^ 0xCBF29CE484222325
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001B3
	}
	s := &stream{h}
	for _, p := range parts {
		s.state = s.next() ^ p
	}
	return s
}

func (s *stream) next() uint64 {
	s.state += 0x9E3779B97F4A7C15
	z := s.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// uniform returns a number in (0, 1).
func (s *stream) uniform() float64 { return (float64(s.next()>>12) + 0.5) / (1 << 52) }

// exponential returns a draw of the exponential law of mean 1.
func (s *stream) exponential() float64 { return -math.Log(s.uniform()) }
