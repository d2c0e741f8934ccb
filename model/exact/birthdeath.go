package exact

import (
	"fmt"
	"math"
)

// A BirthDeath is a chain on 0..n that moves one step at a time, solved.
type BirthDeath struct {
	P    []float64 // long-run probability of each state
	up   []float64
	down []float64
}

// NewBirthDeath solves a chain with rates up[i] from i to i+1 and down[i] from i+1
// to i, by the product form in log space:
//
//	p_i ∝ Π_{j<i} up_j/down_j
//
// Relative error of each probability is about 1e-16·n·|ln p| (birthdeath_test.go).
// It panics unless both have the same length and all rates are positive, but that
// up may be 0 from some state on, which are then never visited.
func NewBirthDeath(up, down []float64) *BirthDeath {
	if len(up) != len(down) {
		panic(fmt.Sprintf("exact: birth–death chain with %d rates up and %d down", len(up), len(down)))
	}
	logs := make([]float64, len(up)+1)
	var sum, lost float64 // compensated (Kahan 1965)
	top := 0.0
	for i := range up {
		if !(up[i] >= 0 && down[i] > 0) {
			panic(fmt.Sprintf("exact: birth–death rates %g up, %g down at state %d", up[i], down[i], i))
		}
		y := math.Log(up[i]/down[i]) - lost
		next := sum + y
		if lost = (next - sum) - y; math.IsNaN(lost) {
			lost = 0
		}
		sum = next
		logs[i+1] = sum
		top = max(top, sum)
	}
	var total float64
	for i := range logs {
		logs[i] = math.Exp(logs[i] - top)
		total += logs[i]
	}
	for i := range logs {
		logs[i] /= total
	}
	return &BirthDeath{P: logs, up: up, down: down}
}

// Crews returns the number of failed units among n, each failing after mttf hours
// up and repaired in mttr hours by one of c crews; both exponential. Units fail on
// while others are down.
func Crews(n, c int, mttf, mttr float64) *BirthDeath {
	up, down := make([]float64, n), make([]float64, n)
	for i := range up {
		up[i] = float64(n-i) / mttf
		down[i] = float64(min(i+1, c)) / mttr
	}
	return NewBirthDeath(up, down)
}

// Tail returns the long-run probability of state m or beyond, summed from its
// smallest terms.
func (b *BirthDeath) Tail(m int) float64 {
	var s float64
	for i := len(b.P) - 1; i >= max(m, 0); i-- {
		s += b.P[i]
	}
	return s
}

// Mean returns the long-run mean of the state.
func (b *BirthDeath) Mean() float64 {
	var s float64
	for i := len(b.P) - 1; i > 0; i-- {
		s += float64(i) * b.P[i]
	}
	return s
}

// Rate returns how often, per hour, the chain enters state m from below.
func (b *BirthDeath) Rate(m int) float64 {
	if m < 1 || m >= len(b.P) {
		return 0
	}
	return b.P[m-1] * b.up[m-1]
}

// FirstPassage returns the mean hours from state 0 to state m:
//
//	T = Σ_{i<m} h_i,  h_i = (1 + down_{i-1} h_{i-1}) / up_i
//
// All terms are positive, so no digit is lost however rare the passage.
func (b *BirthDeath) FirstPassage(m int) float64 {
	var h, t float64
	for i := range m {
		if i > 0 {
			h *= b.down[i-1]
		}
		h = (1 + h) / b.up[i]
		t += h
	}
	return t
}
