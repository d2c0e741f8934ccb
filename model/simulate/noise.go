package simulate

import "github.com/capplan/capplan/model/internal/portable"

// A Noise is the standard normal variates that a workload's days take in a trial: that
// of day n is a function of (seed, workload, trial, n) and of nothing else.
type Noise struct {
	keys  schedule
	block uint64 // in buf; none before the first
	trial uint64
	have  bool
	buf   [4]uint64
}

// NewNoise prepares the noise of a workload.
func NewNoise(seed uint64, workload string) *Noise {
	return &Noise{keys: roundKeys(seed, purpose("noise/", workload, ""))}
}

// At returns the variate of a day of a trial.
func (n *Noise) At(trial uint64, day int) float64 {
	if b := uint64(day / 4); !n.have || n.block != b || n.trial != trial {
		n.keys.block(&n.buf, b, 0, trial, 0)
		n.block, n.trial, n.have = b, trial, true
	}
	return portable.NormQuantile(unit(n.buf[day%4]))
}
