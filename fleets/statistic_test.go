package fleets

import (
	"strings"
	"testing"
)

func TestReadStatistic(t *testing.T) {
	p := mustLoad(t, setBase, Options{})
	names := []string{"one", "two", "many"}
	for text, want := range map[string]string{
		"cost.pv":                         "one two many",
		"mean(cost.pv)":                   "one two many",
		"p90(one.cost.pv)":                "one",
		"one.availability":                "one",
		"P(two.availability >= 99.9 %)":   "two",
		"P( availability >= 99.9 % )":     "one two many",
		"many.pools.web.units_up":         "many",
		"availabilty":                     "E032",
		"oen.cost.pv":                     "E031",
		"cost.vp":                         "E032",
		"p90(one.cost.pv":                 "E030",
		"p90(one.cost.pv) <= 3 USD":       "E030",
		"q90(one.cost.pv)":                "E033",
		"P(one.availability)":             "E030",
		"P(one.availability >= 3 apples)": "E034",
		"P(one.cost.pv <= 75 % of two)":   "one",
		"P(cost.pv <= 2 x one)":           "E341",
		"one.headroom @ end":              "one",
		"one.cost.pv @ end":               "E340",
		"headroom @ end":                  "one two many",
		"":                                "E03",
	} {
		list, err := ReadStatistic(p, "--metric", text, names)
		if strings.HasPrefix(want, "E") {
			if err == nil || !strings.Contains(err.Error(), "error["+want) || !strings.Contains(err.Error(), "--> --metric:1:") {
				t.Errorf("%s: %v, want %s", text, err, want)
			}
			continue
		}
		var got []string
		for _, a := range list {
			got = append(got, a.Fleet)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v %v, want %s", text, got, err, want)
		}
	}
	list, _ := ReadStatistic(p, "--metric", "P(two.availability >= 99.9 %)", names)
	if a := list[0]; a.Bound != 0.999 || a.Within != ">=" || a.Metric != "availability" {
		t.Errorf("%+v", a)
	}
}
