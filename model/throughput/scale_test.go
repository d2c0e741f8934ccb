package throughput

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g within a part in %.2g", what, got, want, 1/tol)
	}
}

// The fit of SPEC SDM91 on a SPARCcenter 2000 in R's usl 3.0 (Moeding), and its
// tests/peak-scalability.R; Amdahl's law by hand.
func TestUSL(t *testing.T) {
	const alpha, beta, gamma = 0.02772847561863439, 0.00010436548384409089, 89.99523310433221
	near(t, "peak", USLPeak(alpha, beta), 96.51956096660942, 1e-12)
	near(t, "throughput at the peak", USL(gamma, alpha, beta, USLPeak(alpha, beta)), 1883.8989960099625, 1e-12)
	near(t, "throughput at n_opt", USL(gamma, alpha, beta, 36.064009206765384), 1542.399383352557, 1e-12)
	near(t, "limit of its contention", gamma/alpha, 3245.588915239634, 1e-14)
	near(t, "where the line to it meets the start", 1/alpha, 36.064009206765384, 1e-14)
	near(t, "peak", USLPeak(0.001, 1e-5), 316.06961258558215, 1e-14)
	near(t, "Amdahl 16", USL(1, 0.05, 0, 16), 9.142857142857142, 1e-15)
	near(t, "Amdahl 1024", USL(1, 0.05, 0, 1024), 19.635666347075745, 1e-15)
	for _, x := range []struct{ got, want float64 }{
		{USL(7, 0.1, 0.1, 1), 7},
		{USL(7, 0.1, 0.1, 0), 0},
		{USL(7, 0, 0, 30), 210},
		{USLPeak(0.1, 0), math.Inf(1)},
		{USLPeak(1, 0.1), 1},
		{USLPeak(0.5, 3), 1},
	} {
		if x.got != x.want {
			t.Errorf("got %g, want %g", x.got, x.want)
		}
	}
}

func TestUSLPeakIsLargest(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		alpha := rapid.Float64Range(0, 0.9).Draw(r, "alpha")
		beta := rapid.Float64Range(1e-6, 0.05).Draw(r, "beta")
		n := USLPeak(alpha, beta)
		for _, f := range []float64{0.5, 0.9, 1.1, 2} {
			if m := n * f; m >= 1 && !(USL(1, alpha, beta, m) <= USL(1, alpha, beta, n)) {
				r.Fatalf("USL is larger at %g than at its peak %g", m, n)
			}
		}
	})
}

func TestUnits(t *testing.T) {
	through := &model.Throughput{PerUnit: model.Certain(10), Contention: model.Certain(0.1), Coherency: model.Certain(0.01)}
	equal := func(name string, p model.Pool, want ...float64) {
		t.Helper()
		p.Throughput = through
		got := Units(&p, nil, nil)
		if len(got) != len(want) {
			t.Fatalf("%s: %v, want %v", name, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				near(t, name, got[i], want[i], 1e-15)
			}
		}
	}
	equal("shared", model.Pool{Count: 3}, 0, 1, 2/1.12, 3/1.26)
	equal("groups of 3", model.Pool{Count: 9, Groups: &model.Groups{Size: 3, Needs: 2}}, 3/1.26)
	equal("active-standby", model.Pool{Count: 3, Mode: model.ActiveStandby}, 0, 1, 1, 1)
	equal("mirrored", model.Pool{Count: 2, Mode: model.Mirrored}, 0, 1, 1)
	equal("mirrored pairs", model.Pool{Count: 8, Mode: model.Mirrored, Groups: &model.Groups{Size: 2, Needs: 1}}, 1)
	through = &model.Throughput{PerUnit: model.Certain(10)}
	equal("linear", model.Pool{Count: 3}, 0, 1, 2, 3)
	through.Contention = model.Quantity{Value: 0.1, Lo: 0.05, Hi: 0.2, Level: 0.9, Scale: model.Logit, ID: 1, Set: true}
	through.Contention.Prepare()
	equal("drawn, at its likely value", model.Pool{Count: 2}, 0, 1, 2/1.1)
	p := model.Pool{Count: 2, Throughput: through}
	near(t, "drawn at its upper end", Units(&p, model.Draw{0.95}, nil)[2], 2/1.2, 1e-9)
}

func TestWeights(t *testing.T) {
	q := model.Certain
	for _, x := range []struct {
		name   string
		pool   model.Pool
		weight [2]float64
		uses   [2]bool
		visit  [2]float64
	}{
		{"nothing known", model.Pool{}, [2]float64{}, [2]bool{true, true}, [2]float64{1, 1}},
		{"one figure", model.Pool{Throughput: &model.Throughput{PerUnit: q(40)}}, [2]float64{0.025, 0.025}, [2]bool{true, true}, [2]float64{1, 1}},
		{"a share for all", model.Pool{ShareAll: q(0.6), Throughput: &model.Throughput{PerUnit: q(40)}}, [2]float64{0.015, 0.015}, [2]bool{true, true}, [2]float64{0.6, 0.6}},
		{"a share each", model.Pool{Share: map[int]model.Quantity{4: q(0), 7: q(0.5)}, Throughput: &model.Throughput{PerUnit: q(40)}}, [2]float64{0, 0.0125}, [2]bool{false, true}, [2]float64{0, 0.5}},
		{"a share of one", model.Pool{Share: map[int]model.Quantity{7: q(0.5)}, ShareAll: q(0.1)}, [2]float64{}, [2]bool{true, true}, [2]float64{0.1, 0.5}},
		{"figures each", model.Pool{Throughput: &model.Throughput{PerWorkload: map[int]model.Quantity{4: q(50)}}}, [2]float64{0.02, 0}, [2]bool{true, false}, [2]float64{1, 1}},
	} {
		weight, uses := []float64{9, 9}, []bool{false, true}
		Weights(&x.pool, []int{4, 7}, nil, weight, uses)
		for i, v := range Visits(&x.pool, []int{4, 7}, nil, nil) {
			if v != x.visit[i] {
				t.Errorf("%s: visits %g, want %g", x.name, v, x.visit[i])
			}
		}
		for i := range weight {
			if math.Abs(weight[i]-x.weight[i]) > 1e-16 || uses[i] != x.uses[i] {
				t.Errorf("%s: weight %v uses %v, want %v %v", x.name, weight, uses, x.weight, x.uses)
			}
		}
	}
}
