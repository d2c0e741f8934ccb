package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// birthDeath returns P(j of n down) for failures at rate (n−j)·l and repairs at rate
// min(j, crews)·m.
func birthDeath(n, crews int, l, m float64) []float64 {
	p, sum := make([]float64, n+1), 1.0
	p[0] = 1
	for j := 1; j <= n; j++ {
		p[j] = p[j-1] * float64(n-j+1) * l / (float64(min(j, crews)) * m)
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
	}
	return p
}

func tail(p []float64, from int) float64 { return sum(p[from:]) }

// sampled runs trials of a system from its long-run state and returns unavailability.
func sampled(s *model.System, trials uint64) *stat.Sample {
	s.Steady = true
	var u stat.Sample
	run(s, trials, func(h *History) { u.Add(h.Unavailability) })
	return &u
}

// TestCrews holds k-of-n with few crews to birth and death, also with one pool of two
// for the same crew, and to what is known: 6.9706e-4 with one crew, 1.6882e-4 with two.
// It notices 15 %.
func TestCrews(t *testing.T) {
	const n, k, mttf, mttr = 10, 8, 1000.0, 10.0
	for crews, known := range map[int]float64{1: 0.0006970623972739775, 2: 0.0001688205857271722, 10: 0.00011055854159995921} {
		want := tail(birthDeath(n, crews, 1/mttf, 1/mttr), n-k+1)
		if !(math.Abs(want-known) < 1e-12) {
			t.Fatalf("birth and death with %d crews: %g, known %g", crews, want, known)
		}
		for _, sharing := range []bool{false, true} { // exponential repairs forget who is first
			s := &model.System{
				Horizon: 400000, Crews: []model.Crew{{Count: crews, Sharing: sharing}},
				Pools: []model.PoolSystem{{Name: "p", Count: n, Needs: k, Life: exponential(mttf), Repair: exponential(mttr), Crew: 1}},
			}
			stat.Near(t, "unavailability", sampled(s, 800), want, 0.15*want)
		}
	}
}

// TestSharedCrew holds two unlike pools behind one repairer to their chain, first come
// first served and sharing. It notices 4 %.
func TestSharedCrew(t *testing.T) {
	const la, lb, ma, mb = 1 / 50.0, 1 / 30.0, 1 / 10.0, 1 / 4.0
	for _, sharing := range []bool{false, true} {
		q := pairChain(la, lb, ma, mb, sharing)
		p := q.solve()
		want := 0.0 // one unit of each; up while both are
		for state, x := range p {
			if state != "" {
				want += x
			}
		}
		s := &model.System{
			Horizon: 20000, Crews: []model.Crew{{Count: 1, Sharing: sharing}},
			Pools: []model.PoolSystem{
				{Name: "a", Count: 1, Needs: 1, Life: exponential(1 / la), Repair: exponential(1 / ma), Crew: 1},
				{Name: "b", Count: 2, Needs: 2, Life: exponential(1 / lb), Repair: exponential(1 / mb), Crew: 1},
			},
		}
		stat.Near(t, "unavailability", sampled(s, 500), want, 0.02*want)
	}
}

// pairChain is the chain of one unit a and two units b behind one repairer: the state
// is who waits, in order, the first in repair.
func pairChain(la, lb, ma, mb float64, sharing bool) *chain {
	q := &chain{}
	var visit func(s string)
	seen := map[string]bool{}
	visit = func(s string) {
		if seen[s] {
			return
		}
		seen[s] = true
		a, b := 0, 0
		for _, c := range s {
			if c == 'a' {
				a++
			} else {
				b++
			}
		}
		to := func(next string, rate float64) { q.add(s, next, rate); visit(next) }
		if a == 0 {
			to(s+"a", la)
		}
		if b < 2 {
			to(s+"b", float64(2-b)*lb)
		}
		for i, c := range s {
			rate := map[rune]float64{'a': ma, 'b': mb}[c]
			switch {
			case sharing:
				to(s[:i]+s[i+1:], rate/float64(len(s)))
			case i == 0:
				to(s[1:], rate)
			}
		}
	}
	visit("")
	return q
}

// TestRepairman holds ten machines with one repairman to the mean number up with
// repairs of a mean of 2 h and any law (Takács 1962; exponential by birth and death).
// It notices 0.7 %.
func TestRepairman(t *testing.T) {
	for name, c := range map[string]struct {
		law model.Law
		up  float64
	}{
		"exponential":   {exponential(2), 7.854176568926526},
		"Erlang 4":      {model.NewLaw(model.Gamma, 2, 4, 0), 8.10315788661872},
		"deterministic": {fixed(2), takacs(10, 20, func(k int) float64 { return math.Exp(-float64(k) * 2 / 20) }, 2)},
	} {
		s := &model.System{
			Horizon: 20000, Steady: true, Crews: []model.Crew{{Count: 1}},
			Pools: []model.PoolSystem{{Name: "p", Count: 10, Life: exponential(20), Repair: c.law, Crew: 1}},
		}
		var up, failures stat.Sample
		run(s, 200, func(h *History) {
			up.Add(h.UnitHours[0] / s.Horizon)
			failures.Add(float64(h.Failures[0]) / s.Horizon)
		})
		stat.Near(t, name, &up, c.up, 0.007*c.up)
		stat.Near(t, name+" failures", &failures, c.up/20, 0.007*c.up/20)
	}
	if d := takacs(10, 20, func(k int) float64 { return 1 / (1 + float64(k)*2/20) }, 2) - 7.854176568926526; !(math.Abs(d) < 1e-9) {
		t.Errorf("Takács differs from birth and death by %g", d)
	}
}

// takacs returns the mean number of n machines up with one repairman, lives
// exponential, repairs with transform φ at k/life (Takács 1962, chapter 5):
//
//	P(idle) = 1/(1 + n·ρ·Σ_k C(n−1,k)·Π_{i≤k} (1−φ_i)/φ_i), ρ = repair/life
//	mean up = (1−P(idle))·life/repair
func takacs(n int, life float64, phi func(k int) float64, repair float64) float64 {
	s, prod := 0.0, 1.0
	for k := range n {
		if k > 0 {
			prod *= (1 - phi(k)) / phi(k)
		}
		s += choose(n-1, k) * prod
	}
	x := float64(n) * repair / life * s
	return x / (1 + x) * life / repair
}

// TestSharingAnyLaw: two units that share one repairer, one deterministic repair after
// another by hand. Unit a fails at 10, needs 6; unit b at 12, needs 6: from 12 on each
// gets half, a is back at 12+8 = 20, b has 2 left and is back at 22.
func TestSharingAnyLaw(t *testing.T) {
	s := &model.System{
		Horizon: 23, Crews: []model.Crew{{Count: 1, Sharing: true}},
		Pools: []model.PoolSystem{
			{Name: "a", Count: 1, Needs: 1, Life: fixed(10), Repair: fixed(6), Crew: 1},
			{Name: "b", Count: 1, Needs: 1, Life: fixed(12), Repair: fixed(6), Crew: 1},
		},
	}
	run(s, 1, func(h *History) {
		if math.Abs(h.UnitHours[0]-13) > 1e-9 || math.Abs(h.UnitHours[1]-13) > 1e-9 || math.Abs(h.Down-12) > 1e-9 {
			t.Errorf("up %v h, down %g h; want 13 each and 12", h.UnitHours, h.Down)
		}
	})
	s.Crews[0].Sharing = false
	run(s, 1, func(h *History) { // a until 16, b from 16 until 22
		if h.UnitHours[0] != 17 || h.UnitHours[1] != 13 || h.Repairs[0] != 1 || h.Repairs[1] != 1 {
			t.Errorf("first come first served: up %v h, repairs %v; want 17, 13 and one each", h.UnitHours, h.Repairs)
		}
	})
}

// TestPipeline holds a shelf to Palm (1938): failures are nearly Poisson, so parts on
// order are Poisson whatever the law of resupply, and a failure waits with probability
// P(N ≥ shelf). It notices 5 %.
func TestPipeline(t *testing.T) {
	const n, mttf, resupply = 400, 40000.0, 200.0
	mean := n / mttf * resupply
	for name, law := range map[string]model.Law{"fixed": fixed(resupply), "lognormal": lognormal(resupply, 1)} {
		for _, shelf := range []int{0, 2, 4} {
			s := &model.System{Horizon: 20000, Steady: true, Pools: []model.PoolSystem{{
				Name: "p", Count: n, Life: exponential(mttf), Repair: exponential(1),
				Spares: &model.Spares{OnSite: shelf, Resupply: law, Share: 1},
			}}}
			below, term := 0.0, math.Exp(-mean)
			for j := range shelf {
				below += term
				term *= mean / float64(j+1)
			}
			var waits, failures stat.Sample
			run(s, 1500, func(h *History) {
				waits.Add(float64(h.Waited[0]))
				failures.Add(float64(h.Failures[0]))
				if h.Parts[0] < h.Failures[0]-50 || h.Repairs[0] > h.Failures[0]+50 {
					t.Fatalf("%d parts, %d repairs, %d failures", h.Parts[0], h.Repairs[0], h.Failures[0])
				}
			})
			want := (1 - below) * failures.Mean
			if d := math.Abs(waits.Mean - want); !(d <= 0.05*want) {
				t.Errorf("%s, %d on site: %g failures wait, want %g of %g", name, shelf, waits.Mean, want, failures.Mean)
			}
		}
	}
}

// TestDeepPipeline: of 20,000 servers, parts on order are Poisson with a mean of 87.17,
// and a failure waits with the chance that as many are on order as the shelf holds.
// It notices 6 % at a shelf of 91 and 15 % at one of 101.
func TestDeepPipeline(t *testing.T) {
	for shelf, c := range map[int]struct{ chance, seen float64 }{91: {0.354999383550419, 0.06}, 101: {0.07918315761184282, 0.15}} {
		s := &model.System{Horizon: 20000, Steady: true, Pools: []model.PoolSystem{{
			Name: "p", Count: 20000, Life: exponential(38544), Repair: exponential(1),
			Spares: &model.Spares{OnSite: shelf, Resupply: fixed(168), Share: 1},
		}}}
		var waits stat.Sample
		run(s, 400, func(h *History) { waits.Add(float64(h.Waited[0]) / float64(h.Failures[0])) })
		stat.Near(t, "share that waits", &waits, c.chance, c.seen*c.chance)
	}
}

// TestShocks holds 3-of-5 behind one crew with β = 5 % to its chain: 6.0762e-4. It
// notices 10 %.
func TestShocks(t *testing.T) {
	const n, k, mttf, mttr, beta = 5, 3, 2000.0, 8.0, 0.05
	q := make([][]float64, n+1)
	for j := range q {
		q[j] = make([]float64, n+1)
		if j > 0 {
			q[j][j-1] = 1 / mttr
		}
		if j < n {
			q[j][j+1] += float64(n-j) * (1 - beta) / mttf
			q[j][n] += beta / mttf
		}
	}
	p := stationary(q)
	want := tail(p, n-k+1)
	if !(math.Abs(want-0.0006076229219547204) < 1e-12) {
		t.Fatalf("chain: %g", want)
	}
	s := &model.System{
		Horizon: 2e6, Crews: []model.Crew{{Count: 1}},
		Pools: []model.PoolSystem{{Name: "p", Count: n, Needs: k, Life: exponential(mttf), Repair: exponential(mttr), Crew: 1, Beta: beta}},
	}
	stat.Near(t, "unavailability", sampled(s, 500), want, 0.1*want)
}
