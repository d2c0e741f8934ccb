package simulate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

// A timeline is what units of fixed lives and repairs do from new, drawn by hand: the
// unit that failed first is repaired first, by one of so many crews; its clock starts
// anew when it is back.
type timeline struct {
	down             float64 // hours with fewer than need up
	outages, started int
}

func drawn(life, repair []float64, crews, need int, horizon float64) timeline {
	n := len(life)
	fails, back := make([]float64, n), make([]float64, n)
	for i := range life {
		fails[i], back[i] = life[i], math.Inf(1)
	}
	var out timeline
	var waits []int
	busy, up := 0, n
	for t := 0.0; ; {
		next, who, lost := horizon, -1, false
		for i := range n {
			if fails[i] < next {
				next, who, lost = fails[i], i, true
			}
			if back[i] < next {
				next, who, lost = back[i], i, false
			}
		}
		if up < need {
			out.down += next - t
		}
		if t = next; who < 0 {
			return out
		}
		if lost {
			up--
			fails[who] = math.Inf(1)
			waits = append(waits, who)
			if up == need-1 {
				out.outages++
			}
		} else {
			up++
			busy--
			fails[who], back[who] = t+life[who], math.Inf(1)
		}
		for ; busy < crews && len(waits) > 0; busy++ {
			i := waits[0]
			waits = waits[1:]
			back[i] = t + repair[i]
			out.started++
		}
	}
}

// lacking plays pools of one unit each that share the crews, and returns the hours and
// the outages with at least two of them down. The sampler knows series only: of pools
// that are all needed, by sets of them,
//
//	T(≥ 3 up) = Σ_{|S|=3} T(S up) − 3·T(all up),  outages likewise (n = 4)
func lacking(life, repair []float64, crews int, horizon float64) (down float64, outages int, h History) {
	var up [5]float64
	var starts [5]int
	for set := 1; set < 16; set++ {
		s := &model.System{Horizon: horizon, Crews: []model.Crew{{Count: crews}}}
		size := 0
		for i := range life {
			needs := set >> i & 1
			size += needs
			s.Pools = append(s.Pools, model.PoolSystem{Name: string(rune('a' + i)), Count: 1, Needs: needs, Life: fixed(life[i]), Repair: fixed(repair[i]), Crew: 1})
		}
		run(s, 1, func(r *History) {
			up[size] += horizon - r.Down
			starts[size] += r.Outages
			h = *r
		})
	}
	return horizon - (up[3] - 3*up[4]), starts[3] - 3*starts[4], h
}

// TestDrawnTimeline holds four unlike units of fixed lives behind few crews to the
// timeline drawn by hand, in a known case (343 h down in 12 outages, 26 repairs begun
// with one crew) and in others.
func TestDrawnTimeline(t *testing.T) {
	life, repair := []float64{101.3, 103.7, 107.1, 113.9}, []float64{29.2, 19.4, 23.8, 37.5}
	want := drawn(life, repair, 1, 3, 1000)
	if !(math.Abs(want.down-342.99999999999983) < 1e-9) || want.outages != 12 || want.started != 26 {
		t.Errorf("drawn by hand: %+v", want)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 30 {
		crews := 1
		if i > 0 {
			crews = 1 + r.IntN(4)
			for k := range life {
				life[k], repair[k] = 20+100*r.Float64(), 1+40*r.Float64()
			}
		}
		want := drawn(life, repair, crews, 3, 1000)
		down, outages, h := lacking(life, repair, crews, 1000)
		begun := 0
		for k := range life {
			begun += h.Repairs[k]
		}
		if !(math.Abs(down-want.down) < 1e-8) || outages != want.outages || begun != want.started {
			t.Errorf("%v, %v, %d crews: %g h in %d outages, %d repairs begun; want %+v", life, repair, crews, down, outages, begun, want)
		}
	}
}
