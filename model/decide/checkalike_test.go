package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestAlikeBounds: n alike trials leave room for what an upper bound of 0 in n does, one look
// after the other, by itself and against another fleet; with enough that differ Student's
// interval holds again.
func TestAlikeBounds(t *testing.T) {
	at := func(c float64, n int) *Metric {
		v := make(column, n)
		for i := range v {
			v[i] = c
		}
		m := computed("1", v, "a share").cut(0, 1)
		return &m
	}
	a := &model.Assertion{Stat: model.Mean, Metric: "overload"}
	m, n := at(0, 100).doubted(a, at(0, 5), "", 0), at(0, 100).doubted(a, at(0, 5), "", 0)
	for look := 1; look <= 2; look++ {
		k := float64(100 * look)
		want := 1 - math.Pow(.005, 1/k) // 0 of k at 99 %, both sides
		s, ok := statistic(m, a, .99)
		if !ok || s.lo != 0 || !(math.Abs(s.hi-want) < 1e-9) || s.method != model.MonteCarlo.String() {
			t.Errorf("after %g trials %+v, want 0..%g", k, s, want)
		}
		v, _, _ := versus(m, n, &model.Assertion{Stat: model.Mean, Factor: 1, Of: "b"}, .99)
		if !(v.hi-v.lo > want) {
			t.Errorf("after %g trials the difference of two that are alike is within %g..%g", k, v.lo, v.hi)
		}
		m, n = m.own(model.Mean), n.own(model.Mean)
		if !m.join(at(0, 100), model.Mean) || !n.join(at(0, 100), model.Mean) {
			t.Fatal("more trials do not join")
		}
	}
	half := at(0, 100)
	for i := range 50 {
		half.of.mean[2*i] = 1
	}
	half.Mean = ptr(.5)
	m.join(half, model.Mean)
	if s, _ := statistic(m, a, .99); !(s.lo > .05 && s.hi < .25) {
		t.Errorf("50 of 400 are %g..%g", s.lo, s.hi)
	}
	inside := at(.5, 100).doubted(a, at(.5, 5), "", 0)
	if s, _ := statistic(inside, a, .99); s.lo != .5 || s.hi != .5 || s.method != model.Exact.String() {
		t.Errorf("a share that nothing moves is %+v", s)
	}
}

// TestServedOfFewLosses: histories of which a few lost requests give the share served no
// interval of Student's.
func TestServedOfFewLosses(t *testing.T) {
	a := &assembler{sim: true}
	for lost, known := range map[int]bool{0: false, 3: false, 60: true} {
		v := make(column, 400)
		for i := range v {
			if v[i] = 1; i < lost {
				v[i] = .9
			}
		}
		m := a.share(v, nil)
		if (m.Lo != nil && m.Hi != nil) != known || m.of.tells(v) != known {
			t.Errorf("%d of 400 lost some: %v..%v, told %v", lost, show(m.Lo), show(m.Hi), m.of.tells(v))
		}
		if s := meanOf(&m, .99); !(s.lo < *m.Mean && s.hi <= 1) {
			t.Errorf("%d of 400 lost some: %g..%g about %g", lost, s.lo, s.hi, *m.Mean)
		}
	}
}
