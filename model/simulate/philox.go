package simulate

import "math/bits"

// philox returns block ctr of the generator with a key: Philox4x64-10, ten rounds
// (Salmon, Moraes, Dror & Shaw 2011, table 2).
func philox(ctr [4]uint64, k0, k1 uint64) [4]uint64 {
	c0, c1, c2, c3 := ctr[0], ctr[1], ctr[2], ctr[3]
	for range 10 {
		h0, l0 := bits.Mul64(0xD2E7470EE14C6C93, c0)
		h1, l1 := bits.Mul64(0xCA5A826395121157, c2)
		c0, c1, c2, c3 = h1^c1^k0, l1, h0^c3^k1, l0
		k0 += 0x9E3779B97F4A7C15
		k1 += 0xBB67AE8584CAA73B
	}
	return [4]uint64{c0, c1, c2, c3}
}
