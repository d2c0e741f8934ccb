package decide

import "math"

// A gate that looks at its trials again and again must not be wrong more often for it.
// Its error is spent over the looks: look k of at most K uses the level 1 − α_k,
//
//	α_k = α/(k(k+1)) for k < K,  α_K = α/K,  Σ α_k = α = 1 %
//
// so that by Bonferroni's inequality the intervals of all looks hold together with 99 %,
// whatever the laws and however the looks depend on each other. K follows from the most
// trials before anything is seen. The first look, which decides most, has half of α; one
// look alone has all of it. (Error spending: Lan & DeMets 1983; α_k is that of Darling &
// Robbins 1967, whose sum over all k is α.)
type looks struct {
	first, most int
}

// count is the number of looks that there may be: at first, 2·first, 4·first … trials,
// and at the most.
func (l looks) count() int {
	k := 1
	for n := l.first; n < l.most; k++ {
		n = min(2*n, l.most)
	}
	return k
}

// trials returns how many have been taken at look k, from 1.
func (l looks) trials(k int) int {
	return int(math.Min(math.Ldexp(float64(l.first), k-1), float64(l.most)))
}

// level is the coverage of the intervals of look k.
func (l looks) level(k int) float64 {
	alpha := 1 - gateLevel
	if k == l.count() {
		return round12(1 - alpha/float64(k))
	}
	return round12(1 - alpha/float64(k*(k+1)))
}
