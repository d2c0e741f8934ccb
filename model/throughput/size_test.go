package throughput

import (
	"math/rand"
	"testing"

	"github.com/capplan/capplan/model"
)

// sized is a pool of k steps as a system of its own.
func sized(p *model.Pool, levels []model.Level, k int) *model.System {
	q := *p
	q.Count = k * p.Count
	if p.Mode != model.Shared && p.Groups == nil {
		q.Groups = &model.Groups{Size: p.Count, Needs: 1}
	}
	s := model.PoolSystem{Name: "web", Count: q.Count, Place: p.Place, Mode: p.Mode, Capacity: Units(&q, nil, nil)}
	if q.Groups != nil {
		s.Size, s.GroupNeeds, s.Drain = q.Groups.Size, q.Groups.Needs, q.Groups.Drain.Value
	}
	return &model.System{Pools: []model.PoolSystem{s}, Levels: levels}
}

// TestSizes holds what k steps carry after their worst loss against the losses that
// Assess enumerates, for random pools; what no count bears is what takes everything
// of a pool of many periods.
func TestSizes(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	kinds := map[string]int{}
	for n := range 400 {
		levels := []model.Level{{Name: "room", Total: 1 + r.Intn(3)}}
		levels = append(levels, model.Level{Name: "rack", Total: levels[0].Total * (1 + r.Intn(3))})
		p := &model.Pool{Throughput: &model.Throughput{PerUnit: model.Certain(10)}, Count: 1, Place: 1 + r.Intn(levels[1].Total)}
		kind := []string{"shared", "scaled", "groups", "standby", "no domains"}[n%5]
		switch kind {
		case "scaled":
			p.Throughput.Contention, p.Throughput.Coherency = model.Certain(0.02), model.Certain(0.001)
		case "groups":
			p.Groups = &model.Groups{Size: 1 + r.Intn(4), Drain: model.Certain(float64(r.Intn(3)) / 4)}
			p.Groups.Needs, p.Count = 1+r.Intn(p.Groups.Size), p.Groups.Size
		case "standby":
			p.Mode, p.Count = model.ActiveStandby, 1+r.Intn(3)
		case "no domains":
			levels, p.Place = nil, 0
		}
		z := NewSizes(levels, p, nil)
		for k := 1; k <= 25; k++ {
			s := sized(p, levels, k)
			many := sized(p, levels, 240)
			all := NewTopology(many)
			want, _ := left(&s.Pools[0], 0, 0)
			for _, l := range NewTopology(s).losses {
				if unbearable(all, many, l.name) {
					kinds["unbearable"]++
					continue
				}
				c, _ := left(&s.Pools[0], l.lost[0], l.busy)
				want = min(want, c)
			}
			if got := z.Carries(k); !(got >= want*(1-1e-12) && got <= want*(1+1e-12)) {
				t.Fatalf("%s, %d steps of %d over %v, %d in use: carries %v, want %v", kind, k, z.Step, levels, p.Place, got, want)
			}
			if k > 1 && k <= z.Most && z.Carries(k) < z.Carries(k-1) {
				t.Fatalf("%s: carries less with %d steps than with one less", kind, k)
			}
		}
		kinds[kind]++
		need := 1 + r.Float64()*20
		if k, ok := z.Least(need); ok && (z.Carries(k) < need || k > 1 && z.Carries(k-1) >= need) {
			t.Errorf("%s: %d is not the least that carries %v", kind, k, need)
		} else if !ok && z.Carries(z.Most) >= need {
			t.Errorf("%s: %d carry %v, and none was found", kind, z.Most, need)
		}
	}
	if len(kinds) != 6 {
		t.Errorf("not all kinds were met: %v", kinds)
	}
}

// unbearable reports whether the loss of one of a level takes everything of many steps.
func unbearable(all *Topology, many *model.System, name string) bool {
	for _, l := range all.losses {
		whole := many.Pools[0].Count
		if many.Pools[0].Size > 0 {
			whole = many.Pools[0].Groups()
		}
		if l.name == name && l.lost[0] == whole {
			return true
		}
	}
	return false
}

// TestSizesPastThePeak: what the scaling law does not reach no size carries.
func TestSizesPastThePeak(t *testing.T) {
	p := &model.Pool{Throughput: &model.Throughput{PerUnit: model.Certain(10), Contention: model.Certain(0.1), Coherency: model.Certain(0.01)}}
	z := NewSizes(nil, p, nil)
	most := 0.0
	for n := 1; n < 1000; n++ {
		if x := USL(1, 0.1, 0.01, float64(n)); x > most {
			most = x
			if z.Most < n {
				t.Errorf("%d units carry more than %d, the most that is tried", n, z.Most)
			}
		}
	}
	if k, ok := z.Least(z.Carries(z.Most)); !ok || k != z.Most {
		t.Errorf("the most is carried by %d, %v, want %d", k, ok, z.Most)
	}
	if k, ok := z.Least(most); ok { // with all up, and one is lost
		t.Errorf("%d units carry the peak after a loss", k)
	}
}
