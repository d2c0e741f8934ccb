package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

const swept = `version: 1
currency: USD
fleets:
  small: {hardware: {price: 9k USD (8k..10k), part: {share: 0 %, price: 0 USD}, failures: {mttf: 60 d (40..90)}, repair: 24 h}, count: 4, needs: 3}
  large: {hardware: {price: 90k USD (80k..99k), part: {share: 0 %, price: 0 USD}, failures: {mttf: 200 d}, repair: 48 h}, count: 2, needs: 1}
assertions:
  - that: mean(small.availability) >= 95 %
  - that: mean(small.cost.pv) <= 60 % of large
`

func sweeping(t *testing.T, text string, o capplan.SweepOptions, vary ...string) (*capplan.Scenario, *capplan.SweepResult) {
	t.Helper()
	s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	var list []capplan.Vary
	for _, arg := range vary {
		v, err := capplan.ParseVary(arg)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	r, err := capplan.Sweep(context.Background(), s, list, o)
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

// TestSweepEqualsCompare answers each cell of a grid the slow way: all fleets, each time.
func TestSweepEqualsCompare(t *testing.T) {
	for _, method := range []string{"auto", "simulate"} {
		o := capplan.SweepOptions{Options: capplan.Options{Trials: 200, Method: method}}
		s, r := sweeping(t, swept, o, "small.count=3..6", "small.hardware.repair=12 h,24 h")
		if len(r.Figures) != 4 || len(r.Cells) != 8 {
			t.Fatalf("%d figures, %d cells", len(r.Figures), len(r.Cells))
		}
		for i := range r.Cells {
			c := &r.Cells[i]
			v, err := s.Vary("small.count="+c.Values[0], "small.hardware.repair="+c.Values[1])
			if err != nil {
				t.Fatal(err)
			}
			want, err := capplan.Compare(context.Background(), v, o.Options)
			if err != nil {
				t.Fatal(err)
			}
			for n, f := range r.Figures {
				m, got := want.Fleets[f.Fleet].Metrics[f.Metric], c.Figures[n]
				if text(m.Mean, m.Lo, m.Hi, m.Method, m.Why) != text(got.Value, got.Lo, got.Hi, got.Method, got.Why) {
					t.Errorf("%s %s, %s: %s, compare says %s", method, r.CellWords(i), f.Name, text(got.Value, got.Lo, got.Hi, got.Method), text(m.Mean, m.Lo, m.Hi, m.Method))
				}
			}
			if *c.Verdict != *want.Verdict {
				t.Errorf("%s: %s, compare says %s", r.CellWords(i), *c.Verdict, *want.Verdict)
			}
			for k := range want.Assertions {
				a, b := want.Assertions[k], c.Assertions[k]
				if text(a.Value, a.Lo, a.Hi, a.Verdict) != text(b.Value, b.Lo, b.Hi, b.Verdict) {
					t.Errorf("%s: %s: %s, compare says %s", r.CellWords(i), a.That, text(b.Value, b.Lo, b.Hi, b.Verdict), text(a.Value, a.Lo, a.Hi, a.Verdict))
				}
			}
		}
	}
}

// TestSweepShares: a fleet that no varied value touches is answered once, unless an
// assertion holds it against one that changes.
func TestSweepShares(t *testing.T) {
	o := capplan.SweepOptions{Options: capplan.Options{Trials: 20, Method: "exact"}}
	alone := strings.Replace(swept, "  - that: mean(small.cost.pv) <= 60 % of large\n", "", 1)
	if _, r := sweeping(t, alone, o, "small.count=3..6"); r.Answers != 5 {
		t.Errorf("%d answers, want 5", r.Answers)
	}
	if _, r := sweeping(t, swept, o, "small.count=3..6"); r.Answers != 8 {
		t.Errorf("%d answers, want 8", r.Answers)
	}
}

func text(parts ...any) string {
	out, err := json.Marshal(parts)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// TestSweepLinear: what a server costs does not depend on how many there are, and on
// paired trials the difference of two cells is as sure as one of its servers.
func TestSweepLinear(t *testing.T) {
	o := capplan.SweepOptions{Options: capplan.Options{Trials: 400}}
	s, r := sweeping(t, strings.ReplaceAll(swept, "needs: 3", "needs: 1"), o, "small.count=1..4")
	if !r.AsFile || r.Base != 3 {
		t.Errorf("base %d, as the file %v", r.Base, r.AsFile)
	}
	figs, err := capplan.SweepFigures(s, "--metric", []string{"small.cost.capex"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Figures = figs
	_, r = sweeping(t, strings.ReplaceAll(swept, "needs: 3", "needs: 1"), o, "small.count=1..4")
	one := *r.Cells[0].Figures[0].Value
	for i := range r.Cells {
		v := r.Cells[i].Figures[0]
		if !(math.Abs(*v.Value/(float64(i+1)*one)-1) < 1e-9) {
			t.Errorf("%d servers cost %g, one %g", i+1, *v.Value, one)
		}
		if i == r.Base {
			continue
		}
		d, half := v.Difference, (*r.Cells[0].Figures[0].Hi-*r.Cells[0].Figures[0].Lo)/2
		if want := float64(i+1-4) * one; !(math.Abs(*d.Value/want-1) < 1e-9) {
			t.Errorf("%d servers: difference %g, want %g", i+1, *d.Value, want)
		}
		if got := (*d.Hi - *d.Lo) / 2; !(got < 1.5*half*float64(4-i-1)) { // 99 % against 95 %
			t.Errorf("%d servers: ± %g, one server ± %g", i+1, got, half)
		}
	}
}

// TestSweepJobs: the workers change no byte.
func TestSweepJobs(t *testing.T) {
	var want string
	for _, jobs := range []int{1, 2, 5} {
		_, r := sweeping(t, swept, capplan.SweepOptions{Options: capplan.Options{Trials: 100, Jobs: jobs, Method: "simulate"}}, "small.count=2..6", "large.count=1,2")
		out, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(out)
		}
		if string(out) != want {
			t.Errorf("%d jobs: another answer", jobs)
		}
		if r.Cells[0].Reason == nil || r.Cells[0].Reason.Code != "E023" {
			t.Errorf("2 servers of which 3 are needed: %+v", r.Cells[0].Reason)
		}
	}
}

// TestSweepRelative: a saving hangs on both fleets, so that nothing is shared.
func TestSweepRelative(t *testing.T) {
	s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(swept)})
	if err != nil {
		t.Fatal(err)
	}
	figs, err := capplan.SweepFigures(s, "--metric", []string{"large.saving", "p90(large.cost.pv)", "P(small.availability >= 97 %)"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, r := sweeping(t, swept, capplan.SweepOptions{Options: capplan.Options{Trials: 100}, Figures: figs}, "small.count=3..5")
	for i := range r.Cells {
		v, err := s.Vary(fmt.Sprint("small.count=", i+3))
		if err != nil {
			t.Fatal(err)
		}
		want, err := capplan.Compare(context.Background(), v, capplan.Options{Trials: 100})
		if err != nil {
			t.Fatal(err)
		}
		if m := want.Fleets["large"].Metrics["saving"]; *m.Mean != *r.Cells[i].Figures[0].Value {
			t.Errorf("saving %g, compare says %g", *r.Cells[i].Figures[0].Value, *m.Mean)
		}
		if m := want.Fleets["large"].Metrics["cost.pv"]; *m.P90 != *r.Cells[i].Figures[1].Value {
			t.Errorf("p90 %g, compare says %g", *r.Cells[i].Figures[1].Value, *m.P90)
		}
		if p := r.Cells[i].Figures[2]; !(*p.Value >= 0 && *p.Value <= 1 && *p.Lo <= *p.Value && *p.Value <= *p.Hi) {
			t.Errorf("P %g (%g..%g)", *p.Value, *p.Lo, *p.Hi)
		}
	}
}

// TestSweepOutOfTime: when the time is over in the midst, the cells that are answered are
// what they are in the whole grid, and the others say why they are not; before the first
// is answered nothing is known.
func TestSweepOutOfTime(t *testing.T) {
	s := scenario(t, `version: 1
currency: USD
fleets:
  a: {hardware: {price: 9k USD (8k..10k), failures: {mttf: 60 d (40..90)}, repair: 24 h}, count: 4, needs: 3}
assertions: [{that: mean(a.availability) >= 99 %}]
`)
	vary := varying(t, "a.count=2..12")
	whole, err := capplan.Sweep(context.Background(), s, vary, capplan.SweepOptions{Options: capplan.Options{Trials: 50, Jobs: 1}})
	if err != nil || !whole.Complete {
		t.Fatal(err)
	}
	for _, cells := range []int{1, 3, 6} {
		now := time.Duration(0)
		o := capplan.SweepOptions{Options: capplan.Options{Trials: 50, Jobs: 1}, Most: time.Minute, Clock: func() time.Duration { return now }}
		o.Progress = func(done, _ int) {
			if done == cells {
				now = time.Hour
			}
		}
		r, err := capplan.Sweep(context.Background(), s, vary, o)
		if err != nil {
			t.Fatal(err)
		}
		answered := 0
		for i := range r.Cells {
			c := &r.Cells[i]
			switch {
			case c.Reason != nil:
			case c.Answered:
				answered++
				x, _ := json.Marshal(c)
				y, _ := json.Marshal(whole.Cells[i])
				if !bytes.Equal(x, y) {
					t.Errorf("%d cells: cell %d is %s, want %s", cells, i, x, y)
				}
			case c.Verdict != nil || len(c.Assertions) > 0 || c.Figures[0].Value != nil || c.Figures[0].Why != "the run ended before":
				t.Errorf("%d cells: cell %d is not answered, and says %+v", cells, i, c)
			}
		}
		if r.Complete || answered != cells || !strings.HasPrefix(r.Answer.Verdict.Text, fmt.Sprintf("The run ended after %d of 11 cells: ", cells+1)) {
			t.Errorf("complete %v, %d answered, want %d: %s", r.Complete, answered, cells, r.Answer.Verdict.Text)
		}
	}
	calls := 0
	o := capplan.SweepOptions{Options: capplan.Options{Trials: 50, Jobs: 1}, Most: time.Minute}
	o.Clock = func() time.Duration {
		if calls++; calls > 13 { // the estimate is made, the first cell is not begun
			return time.Hour
		}
		return 0
	}
	var long *capplan.TooLong
	if _, err := capplan.Sweep(context.Background(), s, vary, o); !errors.As(err, &long) || long.Most != time.Minute {
		t.Errorf("nothing answered: %v", err)
	}
}

// TestSweepChances: the difference of two chances on paired trials is the difference of
// the chances, and which cell is best follows which way is better.
func TestSweepChances(t *testing.T) {
	s := scenario(t, swept)
	figures, err := capplan.SweepFigures(s, "--metric", []string{"P(small.cost.pv <= 36k USD)", "P(small.cost.pv > 36k USD)", "small.availability"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Sweep(context.Background(), s, varying(t, "small.hardware.price=8500 USD (8k..10k),9k USD (8k..10k),9500 USD (8k..10k)"), capplan.SweepOptions{Options: capplan.Options{Trials: 300, Jobs: 1}, Figures: figures})
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for i := range r.Cells {
		for n := range 2 {
			v, base := r.Cells[i].Figures[n], r.Cells[r.Base].Figures[n]
			if i == r.Base {
				if !(*base.Value > 0.1 && *base.Value < 0.9) {
					t.Fatalf("the chance is %g: the test sees nothing", *base.Value)
				}
				continue
			}
			if d := *v.Difference.Value; math.Abs(d-(*v.Value-*base.Value)) > 1e-12 {
				t.Errorf("cell %d: %g less %g is %g", i, *v.Value, *base.Value, d)
			} else if d != 0 {
				moved++
			}
		}
	}
	if moved < 2 {
		t.Error("no chance moves")
	}
	for n, up := range []bool{true, false, true} {
		if r.Better(n, 0.9, 0.5) != up || r.Better(n, 0.5, 0.9) == up {
			t.Errorf("of %s more is better: %v", r.Figures[n].Name, !up)
		}
	}
}
