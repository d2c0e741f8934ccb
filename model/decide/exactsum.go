package decide

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
)

// An exactSum adds float64s without rounding, so that neither their order nor how they
// are grouped moves a bit (a small superaccumulator: Neal 2015, arXiv:1505.05571). What is
// not finite is not added. The zero value is 0.
//
// Products are split into two parts by math.FMA, which is exact on every processor.
type exactSum struct {
	limbs [sumLimbs]int64 // base 2³², the lowest of 2^−1088; each may hold 2³⁰ carries
	added int             // since the last carry
}

const (
	sumLimbs  = 69
	sumLowest = 1088 // the lowest bit is 2^−1088
	sumCarry  = 1 << 29
	// sumPrecision holds the square of a sum to the bit.
	sumPrecision = 4608
)

func (s *exactSum) add(x float64) {
	b := math.Float64bits(x)
	e, m := int(b>>52&0x7ff), b&(1<<52-1)
	switch {
	case e == 0x7ff:
		return
	case e == 0:
		e = 1
	default:
		m |= 1 << 52
	}
	if m == 0 {
		return
	}
	at := e - 1075 + sumLowest
	hi, lo := bits.Mul64(m, 1<<(at&31))
	l := s.limbs[at>>5:]
	if int64(b) < 0 {
		l[0] -= int64(lo & (1<<32 - 1))
		l[1] -= int64(lo >> 32)
		l[2] -= int64(hi)
	} else {
		l[0] += int64(lo & (1<<32 - 1))
		l[1] += int64(lo >> 32)
		l[2] += int64(hi)
	}
	if s.added++; s.added >= sumCarry {
		s.carry()
	}
}

// product adds x·y.
func (s *exactSum) product(x, y float64) {
	p := float64(x * y)
	s.add(p)
	s.add(math.FMA(x, y, -p))
}

// times adds x·y, n times.
func (s *exactSum) times(x, y, n float64) {
	p := float64(x * y)
	s.product(p, n)
	s.product(math.FMA(x, y, -p), n)
}

// carry brings all limbs but the highest to 0..2³²−1, in which a sum has one form.
func (s *exactSum) carry() {
	for i := range sumLimbs - 1 {
		c := s.limbs[i] >> 32
		s.limbs[i] -= c << 32
		s.limbs[i+1] += c
	}
	s.added = 0
}

func (s *exactSum) merge(t *exactSum) {
	s.carry()
	t.carry()
	for i := range s.limbs {
		s.limbs[i] += t.limbs[i]
	}
	s.carry()
}

// value is the sum to the bit.
func (s *exactSum) value() *big.Float {
	s.carry()
	var n, limb big.Int
	for i := sumLimbs - 1; i >= 0; i-- {
		n.Lsh(&n, 32)
		n.Add(&n, limb.SetInt64(s.limbs[i]))
	}
	f := new(big.Float).SetPrec(sumPrecision).SetInt(&n)
	return f.SetMantExp(f, -sumLowest)
}

func exactly64(x float64) *big.Float { return new(big.Float).SetPrec(sumPrecision).SetFloat64(x) }

func (s *exactSum) put(b []byte) []byte {
	s.carry()
	from, to := 0, sumLimbs
	for from < to && s.limbs[from] == 0 {
		from++
	}
	for to > from && s.limbs[to-1] == 0 {
		to--
	}
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(from)), uint64(to-from))
	for _, l := range s.limbs[from:to] {
		b = binary.AppendVarint(b, l)
	}
	return b
}

func (s *exactSum) take(r *reading) {
	from, n := r.count(sumLimbs), r.count(sumLimbs)
	for i := from; i < min(sumLimbs, from+n); i++ {
		s.limbs[i] = r.varint()
	}
	s.carry()
}
