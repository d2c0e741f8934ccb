package rare

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// An Obstacle says what of a system the method has no states for.
type Obstacle struct{ Why string }

func (o *Obstacle) Error() string { return o.Why }

func obstacle(format string, a ...any) error { return &Obstacle{fmt.Sprintf(format, a...)} }

// obstacleOf names what of a system has no states here.
func obstacleOf(s *model.System) error {
	switch {
	case s.Grows():
		return obstacle("units join while it runs")
	case s.Maturity != nil:
		return obstacle("failover and incidents change over the years")
	case s.Freeze:
		return obstacle("nothing ages while the fleet is not up")
	case s.ByRequests:
		return obstacle("availability goes by requests")
	}
	for i := range s.Pools {
		if err := obstacleIn(&s.Pools[i]); err != nil {
			return err
		}
	}
	return nil
}

func obstacleIn(p *model.PoolSystem) error {
	slow := p.Cover.On && (p.Cover.Success < 1 || p.Cover.Time.Kind != model.NeverLaw)
	switch {
	case p.Overload != nil && p.Needs < 0:
		return obstacle("pool %s collapses when it is overloaded", p.Name)
	case p.Life.Kind == model.NeverLaw:
		return nil
	case p.Life.Kind != model.Exponential:
		return obstacle("the law of the lives of pool %s has a memory: all up is not all new", p.Name)
	case p.Repair.Kind == model.NeverLaw:
		return obstacle("units of pool %s are never repaired", p.Name)
	case p.Needs < 0 && p.Mode == model.Shared && (p.Capacity != nil || p.Size > 0):
		return obstacle("what pool %s needs follows the demand of the moment", p.Name)
	case p.Spares != nil:
		return obstacle("units of pool %s wait for parts", p.Name)
	case p.Gray.Life.Kind != model.NeverLaw:
		return obstacle("units of pool %s fail half", p.Name)
	case p.Upkeep != nil:
		return obstacle("pool %s has maintenance", p.Name)
	case p.Freeze:
		return obstacle("units of pool %s do not age while it is down", p.Name)
	case slow:
		return obstacle("taking over in pool %s takes time or does not always succeed", p.Name)
	case p.Standby > 0 && (p.Mode == model.ActiveStandby || p.Size > 0):
		return obstacle("pool %s has standby beside its groups or its active unit", p.Name)
	case p.Mode == model.Shared && p.Size == 0 && p.Needs > p.Count, p.Size > 0 && (p.Needs > p.Groups() || p.GroupNeeds > p.Size):
		return obstacle("pool %s needs more than it has", p.Name)
	case p.Size > 0 && p.Needs < p.Groups():
		return obstacle("pool %s may lack groups", p.Name)
	case p.Size > 0 && p.Beta > 0:
		return obstacle("groups of pool %s fail of a common cause", p.Name)
	}
	return nil
}

// A stages is a law made of exponential stages: it starts in one of them by chance;
// then each ends it or, in a row, leads to the next.
type stages struct {
	start []float64
	rate  []float64 // per hour
	left  []float64 // mean hours that are left from each stage on
	gone  []float64 // 1 ÷ left
	mean  float64
	row   bool
}

// maxStages bounds the stages of an Erlang law.
const maxStages = 50

// stagesOf returns the stages of a law: exponential, hyperexponential or Erlang (gamma
// of an integer shape). Other laws have none.
func stagesOf(l model.Law) (stages, bool) {
	s := stages{mean: l.Mean}
	switch l.Kind {
	case model.Exponential:
		return exponentialStages(l.Mean), true
	case model.Hyperexponential:
		for _, p := range l.Phases {
			if p.Share > 0 {
				s.start, s.rate, s.left = append(s.start, p.Share), append(s.rate, 1/p.Mean), append(s.left, p.Mean)
			}
		}
	case model.Gamma:
		n := int(math.Round(l.Shape))
		if !(n >= 1 && n <= maxStages && math.Abs(l.Shape-float64(n)) < 1e-9) {
			return stages{}, false
		}
		s.row, s.start = n > 1, make([]float64, n)
		s.start[0] = 1
		for i := range n {
			s.rate = append(s.rate, float64(n)/l.Mean)
			s.left = append(s.left, l.Mean*float64(n-i)/float64(n))
		}
	default:
		return stages{}, false
	}
	for _, h := range s.left {
		s.gone = append(s.gone, 1/h)
	}
	return s, true
}

func exponentialStages(mean float64) stages {
	one := 1 / mean
	return stages{start: []float64{1}, rate: []float64{one}, left: []float64{mean}, gone: []float64{one}, mean: mean}
}

// ends reports whether the end of stage i ends the time.
func (s *stages) ends(i int) bool { return !s.row || i == len(s.rate)-1 }
