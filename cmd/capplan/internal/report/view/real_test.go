package view

import (
	"context"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// rounded are the words of this test: of five digits, without
// suffixes, so that a number in a sentence is looked up by its text.
var rounded = Words{
	Number: digits,
	Value:  func(x float64, unit string) string { return strings.TrimSpace(digits(x) + " " + unit) },
	Share:  func(x float64) string { return digits(100*x) + " %" },
	Data:   func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) },
}

func digits(x float64) string { return strconv.FormatFloat(x, 'g', 5, 64) }

// numbers are the texts of every number of a value's JSON, as they are and as shares.
func numbersOf(t *testing.T, v any) map[string]bool {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var x any
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case float64:
			out[digits(math.Abs(x))], out[digits(100*math.Abs(x))] = true, true
		case []any:
			for _, e := range x {
				walk(e)
			}
		case map[string]any:
			for _, e := range x {
				walk(e)
			}
		}
	}
	walk(x)
	return out
}

var numeral = regexp.MustCompile(`[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?`)

// strange are the numbers of a title that the JSON does not have. What is a name or a date
// is taken out first.
func strange(title string, names []string, known map[string]bool) (out []string) {
	title = regexp.MustCompile(`\d{4}-\d{2}(-\d{2})?`).ReplaceAllString(title, "")
	for _, n := range append(names, "P10", "P90") {
		title = strings.ReplaceAll(title, n, "")
	}
	for _, n := range numeral.FindAllString(title, -1) {
		if !known[n] {
			out = append(out, n)
		}
	}
	return out
}

// TestTitlesOfExamples: every number of every title stands in the result.
func TestTitlesOfExamples(t *testing.T) {
	for name, views := range map[string]int{"buy-or-rent": 5, "own-or-rent": 6, "leave-ioe": 9} {
		r := example(t, name+"/capplan.yaml")
		known := numbersOf(t, r)
		names := fleets(r)
		for _, f := range r.Fleets {
			for y := range f.Metrics {
				if year, ok := strings.CutPrefix(y, "cost.year."); ok && len(year) == 4 {
					names = append(names, year)
				}
			}
		}
		list, missing := All(&Source{Result: r}, rounded)
		if len(list) < views {
			t.Errorf("%s: %d views, %v", name, len(list), missing)
		}
		for i := range list {
			sound(t, &list[i])
			if s := strange(list[i].Title, names, known); len(s) > 0 {
				t.Errorf("%s, %s: %v of %q are not in the result", name, list[i].Name, s, list[i].Title)
			}
		}
	}
	if s := strange("a costs 31.4 USD", nil, map[string]bool{"3.14": true}); len(s) != 1 {
		t.Errorf("a number that is nowhere is not noticed: %v", s)
	}
}

// TestWaterfallOfExamples: the steps lead from one cost to the other, and each column of
// the table adds up.
func TestWaterfallOfExamples(t *testing.T) {
	for name, pairs := range map[string]int{"buy-or-rent": 1, "own-or-rent": 4, "leave-ioe": 2} {
		r := example(t, name+"/capplan.yaml")
		list := made(t, r, "waterfall")
		if len(list) != pairs {
			t.Errorf("%s: %d waterfalls", name, len(list))
		}
		for _, v := range list {
			to := strings.TrimPrefix(v.Of, r.Scenario.Baseline+" to ")
			a, b := *r.Fleets[r.Scenario.Baseline].Metrics["cost.pv"].Mean, *r.Fleets[to].Metrics["cost.pv"].Mean
			for k, want := range map[int]float64{1: a, 2: b, 3: b - a} {
				sum := 0.0
				for _, row := range v.Rows[:len(v.Rows)-1] {
					x, err := strconv.ParseFloat(row[k].Data, 64)
					if err != nil {
						t.Fatal(err)
					}
					sum += x
				}
				if !(math.Abs(sum-want) <= 1e-9*max(a, b)) {
					t.Errorf("%s, %s: column %d adds up to %v, want %v", name, v.Of, k, sum, want)
				}
			}
		}
	}
}

// TestCashOfExamples: what cash adds up to is the sum of its years, over fiscal years too.
func TestCashOfExamples(t *testing.T) {
	for _, name := range []string{"buy-or-rent", "own-or-rent", "leave-ioe"} {
		r := example(t, name+"/capplan.yaml")
		list := made(t, r, "cash")
		if len(list) != 2 {
			t.Fatalf("%s: %d views", name, len(list))
		}
		for _, n := range fleets(r) {
			sum := 0.0
			for _, y := range costYears(r) {
				sum += *r.Fleets[n].Metrics["cost.year."+y].Mean
			}
			for _, s := range list[1].Series {
				if end := s.Points[len(s.Points)-1]; s.Name == n && !(math.Abs(end.Y-sum) <= 1e-9*math.Abs(sum)) {
					t.Errorf("%s, %s: %v, years add up to %v", name, n, end.Y, sum)
				}
			}
		}
	}
}

// TestPlanOfExample: units, shares and capacity of the example that leaves a room.
func TestPlanOfExample(t *testing.T) {
	r := example(t, "leave-ioe/capplan.yaml")
	list := made(t, r, "plan")
	if len(list) != 3 {
		t.Fatalf("%d views", len(list))
	}
	if want := "commodity-floor: 0.2 0.8 1 1\npremium-room: 1 0.8 0.2 0"; drawn(list[0]) != want {
		t.Errorf("%s", drawn(list[0]))
	}
	if want := "commodity-floor, ledger: 500 500 500 500\npremium-room, database: 2 2 2 2\npremium-room, storage: 2 2 2 2"; drawn(list[1]) != want {
		t.Errorf("%s", drawn(list[1]))
	}
	if !strings.HasSuffix(list[0].Title, "one can go back until 2012-12-01, when premium-room is sold") {
		t.Error(list[0].Title)
	}
	for i, p := range r.Fleets["leave-ioe"].Phases {
		if got := list[2].Series[1].Points[2*i].Y; got != *p.Metrics["capacity.peak"].Mean {
			t.Errorf("phase %d carries %v", i, got)
		}
	}
}

// TestOptionsOfExample: dots stand at the means of the result, the line at its objective.
func TestOptionsOfExample(t *testing.T) {
	r := example(t, "buy-or-rent/capplan.yaml")
	v := made(t, r, "options")[0]
	for _, s := range v.Series {
		m := r.Fleets[s.Fleet].Metrics
		if p := s.Points[0]; p.X != *m["cost.pv"].Mean || p.Y != *m["unavailability"].Mean || *p.XLo != *m["cost.pv"].P10 || *p.XHi != *m["cost.pv"].P90 {
			t.Errorf("%s at %+v", s.Name, p)
		}
	}
	if len(v.Series) != 2 || len(v.Lines) != 1 || math.Abs(v.Lines[0].At-0.0005) > 1e-12 {
		t.Errorf("%d dots, lines %+v", len(v.Series), v.Lines)
	}
}

// TestSweepAndSensitivityOfExample: maps and tornados of what the verbs answer.
func TestSweepAndSensitivityOfExample(t *testing.T) {
	load := func() *capplan.Scenario {
		s, err := capplan.Load("../../../../../examples/buy-or-rent/capplan.yaml", capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	o := capplan.SensitivityOptions{}
	o.Trials = 64
	x, err := capplan.Sense(context.Background(), load(), o)
	if err != nil {
		t.Fatal(err)
	}
	list, err := Make(&Source{Result: example(t, "buy-or-rent/capplan.yaml"), Sensitivity: x}, "tornado", rounded)
	if err != nil {
		t.Fatal(err)
	}
	known := numbersOf(t, x)
	for i := range list {
		sound(t, &list[i])
		if s := strange(list[i].Title, fleets(example(t, "buy-or-rent/capplan.yaml")), known); len(s) > 0 {
			t.Errorf("%v of %q are not in the sensitivity", s, list[i].Title)
		}
		sub := &x.Subjects[slices.IndexFunc(x.Subjects, func(s capplan.Subject) bool { return subject(&s) == list[i].Of })]
		if top := list[i].Series[0].Points[0]; top.X != *sub.Tornado[0].Low.Value || *top.XLo != *sub.Likely.Value {
			t.Errorf("%+v, want %v from %v", top, *sub.Tornado[0].Low.Value, *sub.Likely.Value)
		}
	}
	var vary []capplan.Vary
	for _, arg := range []string{"bought.count=20,24,28", "rented-servers.count=16,24"} {
		v, err := capplan.ParseVary(arg)
		if err != nil {
			t.Fatal(err)
		}
		vary = append(vary, v)
	}
	for _, axes := range []int{2, 1} {
		g, err := capplan.Sweep(context.Background(), load(), vary[:axes], capplan.SweepOptions{Options: capplan.Options{Trials: 20}})
		if err != nil {
			t.Fatal(err)
		}
		list := heat(t, g)
		for i := range list {
			if s := strange(plainTitle(&list[i]), nil, numbersOf(t, g)); len(s) > 0 {
				t.Errorf("%v of %q are not in the sweep", s, list[i].Title)
			}
		}
		v := list[slices.IndexFunc(list, func(v View) bool { return v.Of == []string{"mean of cost.pv", "mean(bought.cost.pv)"}[axes-1] })]
		for _, p := range v.Series[0].Points {
			got, at := p.Y, int((p.X-20)/4)
			if axes == 2 {
				got, at = *p.Z, int(2*p.Y+p.X)
			}
			if got != *g.Cells[at].Figures[0].Value {
				t.Errorf("%+v, want %v", p, *g.Cells[at].Figures[0].Value)
			}
		}
	}
}

// plainTitle is a title with numbers as the test looks them up; values that are varied are
// none of the result's.
func plainTitle(v *View) string {
	title := regexp.MustCompile(`[a-z-]+\.count=\d+`).ReplaceAllString(v.Title, "")
	return numeral.ReplaceAllStringFunc(title, func(n string) string {
		x, _ := strconv.ParseFloat(n, 64)
		return digits(x)
	})
}

// TestLongNames: a name of 200 characters, some of them signs of HTML, stands in every
// chart as it is.
func TestLongNames(t *testing.T) {
	long := strings.Repeat(`<b>"淘宝"&שלום`, 20)[:200]
	r := leaving(spending(stepped(compared(two()))))
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	from, _ := json.Marshal(hostile)
	to, _ := json.Marshal(strings.ToValidUTF8(long, ""))
	r = new(capplan.Result)
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(data), string(from), string(to))), r); err != nil {
		t.Fatal(err)
	}
	list, _ := All(&Source{Result: r}, plain)
	if len(list) < 8 {
		t.Errorf("%d views", len(list))
	}
	for i := range list {
		sound(t, &list[i])
		drawn, _ := json.Marshal(list[i])
		if list[i].Of != "leave, capacity" && !strings.Contains(string(drawn), strings.Trim(string(to), `"`)) {
			t.Errorf("%s does not name the fleet", list[i].Name)
		}
	}
}
