package exact

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A stages is a law made of exponential stages: it starts in one of them by chance;
// then each ends it or, in a row, leads to the next.
type stages struct {
	start []float64
	rate  []float64 // per hour; 0: it never ends
	row   bool
}

// maxStages bounds the stages of an Erlang law.
const maxStages = 50

// stagesOf returns the stages of a law: exponential, hyperexponential, Erlang (gamma of
// an integer shape) or never. Other laws have none.
func stagesOf(l model.Law) (stages, bool) {
	switch l.Kind {
	case model.NeverLaw:
		return stages{start: []float64{1}, rate: []float64{0}}, true
	case model.Exponential:
		return stages{start: []float64{1}, rate: []float64{1 / l.Mean}}, true
	case model.Hyperexponential:
		var s stages
		for _, p := range l.Phases {
			if p.Share > 0 {
				s.start, s.rate = append(s.start, p.Share), append(s.rate, 1/p.Mean)
			}
		}
		return s, true
	case model.Gamma:
		k := math.Round(l.Shape)
		if !(k >= 1 && k <= maxStages && math.Abs(l.Shape-k) < 1e-9) {
			return stages{}, false
		}
		s := stages{start: make([]float64, int(k)), row: true}
		s.start[0] = 1
		for range int(k) {
			s.rate = append(s.rate, k/l.Mean)
		}
		return s, true
	}
	return stages{}, false
}

func (s *stages) len() int { return len(s.rate) }

// ends reports whether the end of stage i ends the time.
func (s *stages) ends(i int) bool { return !s.row || i == len(s.rate)-1 }

// simple reports whether the law is exponential, or never ends.
func (s *stages) simple() bool { return len(s.rate) == 1 }

// slowest returns the longest mean time that is left from any stage.
func (s *stages) slowest() float64 {
	m := 0.0
	for i := range s.rate {
		t := 1 / s.rate[i]
		if s.row {
			t *= float64(len(s.rate) - i)
		}
		m = max(m, t)
	}
	return m
}
