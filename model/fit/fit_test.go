package fit

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// TestRecovery fits 1,000 logs of each law with known parameters, 150 units that enter
// late, go on and die. The 95 % intervals of mean and parameter hold the truth in 93 to
// 97 % of them, and the mean of the logarithms is off by less than 0.02 (0.05 for
// parameters, which maximum likelihood is known to move by about 1.4/ends).
func TestRecovery(t *testing.T) {
	const logs = 1000
	for i, truth := range truths {
		f := familyOf(truth.kind)
		mean, _, _ := f.mean(truth.theta)
		shape, _ := f.shape(truth.theta)
		var m, p stat.Sample
		held, heldShape := 0, 0
		for n := range uint64(logs) {
			s := gather(mixed(truth.kind, truth.theta, 150, 1000*uint64(i+1)+n))
			for _, x := range solve(s, []*family{f}) {
				if !x.ok {
					t.Fatalf("%s: log %d is not identified", f.kind, n)
				}
				l := x.law(s, 1.959964)
				m.Add(math.Log(l.Mean.Value) - mean)
				if l.Mean.Lo <= math.Exp(mean) && math.Exp(mean) <= l.Mean.Hi {
					held++
				}
				if f.second != "" {
					p.Add(math.Log(l.Shape.Value) - shape)
					if l.Shape.Lo <= math.Exp(shape) && math.Exp(shape) <= l.Shape.Hi {
						heldShape++
					}
				}
			}
		}
		t.Logf("%-12s mean held %.1f %%, bias %+.4f; parameter held %.1f %%, bias %+.4f", f.kind, float64(held)/logs*100, m.Mean, float64(heldShape)/logs*100, p.Mean)
		if share := float64(held) / logs; share < 0.93 || share > 0.97 {
			t.Errorf("%s: the interval of the mean holds it in %.1f %% of logs", f.kind, 100*share)
		}
		if share := float64(heldShape) / logs; f.second != "" && (share < 0.93 || share > 0.97) {
			t.Errorf("%s: the interval of the %s holds it in %.1f %% of logs", f.kind, f.second, 100*share)
		}
		if math.Abs(m.Mean) > 0.02 || math.Abs(p.Mean) > 0.05 {
			t.Errorf("%s: bias of ln mean %g, of ln %s %g", f.kind, m.Mean, f.second, p.Mean)
		}
	}
}

// TestProductLimit holds the distance to one computed by hand: the Kaplan–Meier curve
// of the remission data is 0.8571 behind 6 weeks, 0.8067, 0.7529, 0.6902, 0.6275,
// 0.5378 and 0.4482 behind 7, 10, 13, 16, 22 and 23 (Kalbfleisch & Prentice 2002).
func TestProductLimit(t *testing.T) {
	ages := []float64{6, 7, 10, 13, 16, 22, 23}
	km := []float64{1, 0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482}
	at := theta{math.Log(30), 0}
	want := 0.0
	for i, x := range ages {
		s := math.Exp(-x / 30)
		want = max(want, math.Abs(km[i]-s), math.Abs(km[i+1]-s))
	}
	got, _ := familyOf(model.Exponential).distance(gather(remission), at, nil)
	if math.Abs(got-want) > 6e-5 {
		t.Errorf("distance %g, want %g", got, want)
	}
}

// TestProductLimitWithEntries counts a curve with late entries by hand. Twelve units
// enter at 1 but for one that is watched from 0 and fails at 0.5, alone: that age does
// not count. Then one of 12 fails at 2 and one of 11 at 3.
func TestProductLimitWithEntries(t *testing.T) {
	l := []model.Lifetime{{Exit: 0.5, Ended: true}}
	for i := range 12 {
		x := model.Lifetime{Entry: 1, Exit: 4}
		if i < 2 {
			x.Exit, x.Ended = float64(i+2), true
		}
		l = append(l, x)
	}
	h := func(from, to float64) float64 { return math.Exp(-(to - from) / 10) }
	want := 0.0
	for _, d := range []float64{1 - h(1, 2), 11./12 - h(1, 2), 11./12 - h(1, 3), 11./12*10/11 - h(1, 3)} {
		want = max(want, math.Abs(d))
	}
	got, _ := familyOf(model.Exponential).distance(gather(l), theta{math.Log(10), 0}, nil)
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("distance %g, want %g", got, want)
	}
}

func judged(t *testing.T, l []model.Lifetime, k model.LawKind, name string) float64 {
	t.Helper()
	s := gather(l)
	x := solve(s, []*family{familyOf(k)})[0]
	j, err := x.judge(context.Background(), designOf(l, s), s, name, 2, func() {})
	if err != nil || !x.ok {
		t.Fatal(err, x.ok)
	}
	return j.p
}

// TestJudgement: where the law is true p is small as rarely as it should be — in 200
// logs with entries and censoring 10 at 5 %, between 1 and 22 with 99.98 % — and where
// it is not, p is small.
func TestJudgement(t *testing.T) {
	for _, until := range []bool{true, false} {
		small, sum := 0, 0.0
		for n := range uint64(200) {
			l := mixed(model.Weibull, truths[1].theta, 80, 5000+n)
			if !until { // it is not known how long units that ended would have been watched
				for i := range l {
					l[i].Until = 0
				}
			}
			p := judged(t, l, model.Weibull, string(rune('a'+n)))
			sum += p
			if p <= 0.05 {
				small++
			}
		}
		t.Logf("until known %v: %d of 200 at or below 5 %%, mean p %.3f", until, small, sum/200)
		if small < 1 || small > 22 || math.Abs(sum/200-0.5) > 0.1 {
			t.Errorf("until known %v: %d of 200 p are at or below 5 %%, their mean is %.3f", until, small, sum/200)
		}
	}
	if p := judged(t, mixed(model.Weibull, truths[2].theta, 300, 1), model.Exponential, ""); p > 0.005 {
		t.Errorf("an exponential law for wear-out of shape 2.5: p = %g", p)
	}
	two := append(mixed(model.Weibull, theta{math.Log(20), -1}, 100, 2), mixed(model.Weibull, theta{math.Log(2000), -1}, 100, 3)...)
	if p := judged(t, two, model.Lognormal, ""); p > 0.02 {
		t.Errorf("a lognormal law for two kinds of unit: p = %g", p)
	}
}

// TestRoundedAges: that a log is written in whole days or hours is no reason to reject a law.
func TestRoundedAges(t *testing.T) {
	small := 0
	for n := range uint64(60) {
		rng := newStream(n, "rounded")
		var l []model.Lifetime
		for range 300 {
			l = append(l, model.Lifetime{Exit: max(0.5, math.Round(3*rng.exponential())), Ended: true})
		}
		if judged(t, l, model.Exponential, "") <= 0.05 {
			small++
		}
	}
	if small > 15 {
		t.Errorf("%d of 60 logs in whole hours are rejected", small)
	}
}

// TestSameForAnyJobs also holds the names of groups apart from the order they stand in.
func TestSameForAnyJobs(t *testing.T) {
	log := model.LifeLog{Groups: []model.LifeGroup{{Name: "a", Lives: absorbers}, {Name: "b", Lives: remission}}}
	var first *Result
	for _, jobs := range []int{1, 2, 7} {
		last := 0
		r, err := Fit(context.Background(), log, Options{Jobs: jobs, Progress: func(done, total int) {
			if done < last || done > total {
				t.Errorf("progress %d of %d after %d", done, total, last)
			}
			last = done
		}})
		if err != nil {
			t.Fatal(err)
		}
		if last != 800 {
			t.Errorf("progress ends at %d", last)
		}
		if first == nil {
			first = r
		} else if !reflect.DeepEqual(r, first) {
			t.Errorf("%d jobs: another answer", jobs)
		}
	}
	log.Groups = log.Groups[1:]
	r, err := Fit(context.Background(), log, Options{})
	if err != nil || !reflect.DeepEqual(r.Groups[0], first.Groups[1]) {
		t.Errorf("alone the second group has another answer (%v)", err)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Fit(ctx, model.LifeLog{Groups: []model.LifeGroup{{Lives: bearings}}}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestPoorLogs: what a log does not say is said.
func TestPoorLogs(t *testing.T) {
	codes := func(repairs bool, l []model.Lifetime) (*Group, string) {
		r, err := Fit(context.Background(), model.LifeLog{Repairs: repairs, Groups: []model.LifeGroup{{Lives: l}}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var c []string
		for _, w := range r.Warnings {
			c = append(c, w.Code)
		}
		return &r.Groups[0], strings.Join(c, " ")
	}
	if g, c := codes(false, lives(-4380, -4380)); c != "" || *g.AtLeast != 2920 || g.Verdict != "none of 2 units failed in 1 y watched: with 95 % confidence the mean is at least 122 d, an AFR of at most 300 % (rule of three)" {
		t.Errorf("none failed: %s, %q", c, g.Verdict)
	}
	g, c := codes(false, lives(100, -5000, -5000))
	if c != "W240 W241 W241 W241" && !strings.HasPrefix(c, "W240 W241 W241 W241") || g.law(model.Weibull).Mean != nil || g.law(model.Exponential).Mean.Value != 10100 || g.Best != "exponential" {
		t.Errorf("one failure: %s, %+v", c, g)
	}
	if !strings.Contains(g.Verdict, "too few to judge") {
		t.Errorf("one failure: %q", g.Verdict)
	}
	if g, c := codes(true, lives(3, 3, 3)); !strings.Contains(c, "W241") || g.law(model.Weibull).Problem == "" || g.law(model.Gamma).Problem == "" {
		t.Errorf("all alike: %s", c)
	}
	var early []model.Lifetime // 12 of 2,000 fail within a year
	for i := range 12 {
		early = append(early, lives(30*float64(i+1)*float64(i+1))...)
	}
	for range 1988 {
		early = append(early, lives(-8760)...)
	}
	g, c = codes(false, early)
	if !strings.Contains(c, "W242") || !strings.Contains(c, "W243") {
		t.Errorf("few early failures: %s\n%s", c, g.Verdict)
	}
	t.Log(g.Verdict)
	if !strings.Contains(g.Verdict, "infant mortality") {
		t.Errorf("few early failures: %s", g.Verdict)
	}
}

func TestWords(t *testing.T) {
	g := fitted(t, bearings, Options{})
	w := g.law(model.Weibull)
	if got := w.Value(); got != "{law: weibull, shape: 2.1 (1.63..2.72), mean: 3.02 d (2.54..3.59)}" {
		t.Errorf("value %s", got)
	}
	if !strings.Contains(w.trend(false), "wear-out") {
		t.Errorf("trend %s", w.trend(false))
	}
	for h, want := range map[float64]string{8760: "1 y", 24: "24 h", 72: "3 d", 0.5: "30 min", 1. / 3600: "1 s", 2e10: "2.28e+06 y", 200000: "22.8 y"} {
		if got := Span(h); got != want {
			t.Errorf("Span(%g) = %s, want %s", h, got, want)
		}
	}
}

// TestBest: where most units live on, a law that lies a little nearer must not decide,
// because means of laws that fit alike are far apart.
func TestBest(t *testing.T) {
	p := func(x float64) *float64 { return &x }
	law := func(k model.LawKind, aic, p0 float64) Law {
		return Law{Name: k.String(), kind: k, AIC: p(aic), P: p(p0)}
	}
	lost := Law{Name: "weibull", kind: model.Weibull, Problem: "none"}
	for _, c := range []struct {
		customary model.LawKind
		laws      []Law
		want      string
	}{
		{model.Weibull, []Law{law(model.Exponential, 110, 0.3), law(model.Weibull, 103, 0.3), law(model.Lognormal, 100, 0.3), law(model.Gamma, 101, 0.3)}, "weibull"},
		{model.Lognormal, []Law{law(model.Exponential, 110, 0.3), law(model.Weibull, 100, 0.3), law(model.Lognormal, 103, 0.3)}, "lognormal"},
		{model.Weibull, []Law{law(model.Exponential, 110, 0.3), law(model.Weibull, 105, 0.3), law(model.Lognormal, 100, 0.3)}, "lognormal"},
		{model.Weibull, []Law{law(model.Exponential, 101.5, 0.3), law(model.Weibull, 100, 0.3)}, "exponential"},
		{model.Weibull, []Law{law(model.Exponential, 102.5, 0.3), law(model.Weibull, 100, 0.3)}, "weibull"},
		{model.Weibull, []Law{law(model.Exponential, 101.5, 0.01), law(model.Weibull, 100, 0.01), law(model.Gamma, 108, 0.3)}, "gamma"},
		{model.Weibull, []Law{law(model.Exponential, 110, 0.01), law(model.Weibull, 101, 0.01), law(model.Gamma, 100, 0.02)}, "weibull"},
		{model.Weibull, []Law{lost, law(model.Gamma, 100, 0.5)}, "gamma"},
		{model.Weibull, []Law{lost}, ""},
	} {
		got := ""
		if l := (&Group{Laws: c.laws}).best(c.customary); l != nil {
			got = l.Name
		}
		if got != c.want {
			t.Errorf("%s answers, want %s", got, c.want)
		}
	}
}

// TestEntry: what a file of fits holds keeps its digits, and the ends of a narrow
// interval stay apart.
func TestEntry(t *testing.T) {
	g := fitted(t, bearings, Options{})
	w := g.law(model.Weibull)
	if got := w.Entry(); got != "{law: weibull, shape: 2.1021 (1.6254..2.7186), mean: 3.0216 d (2.5435..3.5895), rank: 0.3072}" {
		t.Errorf("entry %s", got)
	}
	narrow := Figure{Value: 8760, Lo: 8759.9, Hi: 8760.1}
	if got := narrow.Time(); got != "1 y (0.999989..1.00001)" {
		t.Errorf("narrow interval: %s", got)
	}
}
