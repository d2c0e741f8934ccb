package exact

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// TestOut: quantiles of the number out, by summing the laws term by term.
func TestOut(t *testing.T) {
	law := func(mean float64) model.Law { return model.Law{Kind: model.Exponential, Mean: mean} }
	for _, x := range []struct {
		p  model.PoolSystem
		ok bool
	}{
		{model.PoolSystem{Count: 20, Life: law(90), Repair: law(10)}, true},
		{model.PoolSystem{Count: 20, Life: law(90), Repair: law(10), Beta: 0.2}, true},
		{model.PoolSystem{Count: 300, Life: law(5000), Repair: law(24)}, true},
		{model.PoolSystem{Count: 30, Size: 3, GroupNeeds: 2, Life: law(90), Repair: law(10)}, true},
		{model.PoolSystem{Count: 20, Life: law(90), Repair: law(10), Crew: 1}, true},
		{model.PoolSystem{Count: 20, Standby: 2, Life: law(90), Repair: law(10)}, false},
		{model.PoolSystem{Count: 20}, true},
	} {
		s := &model.System{Steady: true, Crews: []model.Crew{{Count: 2}}, Pools: []model.PoolSystem{x.p}}
		got, ok := Out(s, 0, 0.99)
		life, n := x.p.Life.Mean/(1-x.p.Beta), x.p.Units()
		q := x.p.Repair.Mean / (life + x.p.Repair.Mean)
		if x.p.Life.Kind == model.NeverLaw {
			q = 0
		}
		if x.p.Size > 0 {
			q, n = q*q*(3-2*q), x.p.Groups()
		}
		p := make([]float64, n+1)
		p[0] = 1
		if x.p.Crew > 0 {
			sum := 1.0
			for j := range n {
				p[j+1] = p[j] * float64(n-j) / life * x.p.Repair.Mean / float64(min(j+1, 2))
				sum += p[j+1]
			}
			for j := range p {
				p[j] /= sum
			}
		} else {
			for range n {
				for j := n; j > 0; j-- {
					p[j] = p[j]*(1-q) + p[j-1]*q
				}
				p[0] *= 1 - q
			}
		}
		want, below := 0, p[0]
		for below < 0.99 {
			want++
			below += p[want]
		}
		if got != want || ok != x.ok {
			t.Errorf("%+v: %d out (%v), want %d (%v)", x.p, got, ok, want, x.ok)
		}
	}
}
