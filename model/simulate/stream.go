package simulate

import (
	"math/bits"

	"github.com/capplan/capplan/model"
)

// chunk is how many numbers a stream draws at once, in blocks of four.
const chunk = 64

// A stream is the sequence of random numbers of one purpose in one trial. Number
// i is a function of (seed, purpose, trial, i) and of nothing else.
type stream struct {
	keys    schedule // of seed and purpose
	trial   uint64
	next    uint64 // block to draw next
	at, end int    // unread part of buf
	buf     [chunk]uint64
}

// open starts the stream at its first number.
func (s *stream) open(seed, purpose, trial uint64) {
	s.keys, s.trial = roundKeys(seed, purpose), trial
	s.next, s.at, s.end = 0, 0, 0
}

func (s *stream) uint64() uint64 {
	if s.at == s.end {
		s.fill()
	}
	x := s.buf[s.at&(chunk-1)]
	s.at++
	return x
}

// fill draws one block at first, then each time as many as before and one more, up to
// a chunk: most streams of a trial are short.
func (s *stream) fill() {
	n := int(min(chunk, 4*(s.next+1)))
	for i := 0; i < n; i += 4 {
		s.keys.block((*[4]uint64)(s.buf[i:]), s.next, 0, s.trial, 0)
		s.next++
	}
	s.at, s.end = 0, n
}

// uniform returns an odd multiple of 2^-53 in (0, 1).
func (s *stream) uniform() float64 { return unit(s.uint64()) }

func unit(x uint64) float64 { return float64((float64(x>>12) + 0.5) * (1.0 / (1 << 52))) }

// below returns an index 0..n-1. n is below 2^32; the bias is under n·2^-64.
func (s *stream) below(n int) int {
	hi, _ := bits.Mul64(s.uint64(), uint64(n))
	return int(hi)
}

// purpose returns the number that stands for a name in a stream's key: FNV-1a of
// kind, name and part, then a finalizer (Steele, Lea & Flood 2014) so that close
// names give keys that share nothing.
func purpose(kind, name, part string) uint64 {
	h := hashed(hashed(hashed(0xCBF29CE484222325, kind), name), part)
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	return h ^ h>>31
}

func hashed(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001B3
	}
	return h
}

// Uniform returns the first number of a stream: the probability level 0..1 at
// which the unknown named by purpose is drawn in a trial. 0 and 1 never come.
func Uniform(seed uint64, name string, trial uint64) float64 {
	b := philox([4]uint64{0, 0, trial, 0}, seed, purpose("unknown/", name, ""))
	return unit(b[0])
}

// Draws fills dst with the levels of the unknowns named by paths, independent of
// each other, and returns it. dst grows as needed.
func Draws(dst model.Draw, seed uint64, paths []string, trial uint64) model.Draw {
	dst = dst[:0]
	for _, p := range paths {
		dst = append(dst, Uniform(seed, p, trial))
	}
	return dst
}
