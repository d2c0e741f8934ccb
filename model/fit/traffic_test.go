package fit

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// made is a load of the scenario's own formula, in steps of half an hour: sines of depth
// d and w highest at 14:00 on Wednesdays, growth a year, a lognormal factor a day.
func made(days int, peak, growth, d, w, cv float64, r *rand.Rand) *model.Series {
	s := &model.Series{Begin: time.Date(2026, 3, 4, 7, 30, 0, 0, time.UTC), Step: 0.5}
	sigma := math.Sqrt(math.Log1p(cv * cv))
	factor := 1.0
	for i := range 48 * days {
		h := float64(i) / 2
		when := s.Begin.Add(time.Duration(i) * 30 * time.Minute)
		if i == 0 || when.Hour() == 0 && when.Minute() == 0 {
			factor = math.Exp(sigma*r.NormFloat64() - sigma*sigma/2)
		}
		into := model.IntoWeek(when)
		day := 1 + d*math.Cos(2*math.Pi*(into-14)/24)
		week := 1 + w*math.Cos(2*math.Pi*(into-62)/168)
		s.Hours = append(s.Hours, h)
		s.Values = append(s.Values, peak*math.Pow(1+growth, h/8760)*day*week/((1+d)*(1+w))*factor)
	}
	return s
}

// TestTrafficWithoutNoise finds the parameters that a load was made from, at its end.
func TestTrafficWithoutNoise(t *testing.T) {
	for _, days := range []int{14, 35, 400} {
		s := Traffic(made(days, 1000, 0.4, 0.6, 0.15, 0, rand.New(rand.NewPCG(1, 1))), TrafficOptions{})
		grown := 1000 * math.Pow(1.4, float64(days)/365)
		near(t, "growth", *s.Figure("growth").Value, 0.4, 1e-5)
		near(t, "daily", *s.Figure("daily").Value, 0.6, 0.005) // an hour's mean lies a little below the top
		near(t, "weekly", *s.Figure("weekly").Value, 0.15, 0.005)
		near(t, "peak", *s.Figure("peak").Value, grown, 0.005)
		near(t, "peak of the sines", *s.Figure("peak_sines").Value, grown, 0.005)
		near(t, "peak to mean", *s.Figure("peak_to_mean").Value, 1.6*1.15, 0.005)
		if *s.Figure("noise").Value > 1e-6 {
			t.Errorf("noise %v", *s.Figure("noise").Value)
		}
		if *s.Busiest != (Busiest{"Wednesday", 14}) || len(s.Days) != 0 {
			t.Errorf("busiest %v, out %v", s.Busiest, s.Days)
		}
		if s.Week[62] != 1 || len(s.Week) != 168 {
			t.Errorf("week %v", s.Week)
		}
	}
}

// TestTrafficDrawn: over 300 loads of ten weeks with 8 % of noise, growth and noise are
// right on average, and their intervals of 90 % hold the truth about as often as they say,
// as does that of the peak.
func TestTrafficDrawn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	var slope, noise, peak stat.Sample
	var in [3]int
	const trials = 300
	for range trials {
		s := Traffic(made(70, 1000, 0.4, 0.6, 0.15, 0.08, r), TrafficOptions{})
		g, n, p := s.Figure("growth"), s.Figure("noise"), s.Figure("peak")
		slope.Add(math.Log1p(*g.Value))
		noise.Add(*n.Value)
		for k, hit := range []bool{*g.Lo <= 0.4 && 0.4 <= *g.Hi, *n.Lo <= 0.08 && 0.08 <= *n.Hi} {
			if hit {
				in[k]++
			}
		}
		end := 1000 * math.Pow(1.4, 70./365)
		peak.Add(*p.Value / end)
		in[2] += map[bool]int{true: 1}[*p.Lo <= end && end <= *p.Hi]
	}
	stat.Near(t, "ln growth", &slope, math.Log(1.4), 0.15)
	stat.Near(t, "noise", &noise, 0.08, 0.008)
	stat.Near(t, "peak", &peak, 1, 0.02)
	for k, name := range []string{"growth", "noise", "peak"} { // that of the peak is wider: its weekday's alone
		if share := float64(in[k]) / trials; math.Abs(share-0.9) > 5*0.3/math.Sqrt(trials) {
			t.Errorf("the interval of %s holds it in %.0f %%", name, 100*share)
		}
	}
}

// TestTrafficLeavesDaysOut: a sale of 2.6 times the load moves neither growth nor peak.
func TestTrafficLeavesDaysOut(t *testing.T) {
	plain := made(90, 1000, 0.4, 0.6, 0.15, 0.05, rand.New(rand.NewPCG(2, 2)))
	sale := made(90, 1000, 0.4, 0.6, 0.15, 0.05, rand.New(rand.NewPCG(2, 2)))
	for i := range sale.Values {
		if sale.Begin.Add(time.Duration(sale.Hours[i]*float64(time.Hour))).Format("2006-01-02") == "2026-05-20" {
			sale.Values[i] *= 2.6
		}
	}
	a, b := Traffic(plain, TrafficOptions{}), Traffic(sale, TrafficOptions{Profile: "file: all.csv"})
	if len(b.Days) != 1 || b.Days[0].Date != "2026-05-20" || math.Abs(b.Days[0].Times-2.6) > 0.3 {
		t.Errorf("left out: %v", b.Days)
	}
	near(t, "peak", *b.Figure("peak").Value, *a.Figure("peak").Value, 0.01)
	near(t, "1 + growth", 1+*b.Figure("growth").Value, 1+*a.Figure("growth").Value, 0.03)
	text := strings.Join(b.Block, "\n")
	for _, want := range []string{"peak: ", "growth: ", "profile: {file: all.csv, noise: ", "# events: [{date: 2026-05-20, times: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// TestTrafficShort: two weeks with noise know no growth, and say so; the peak of another
// day is carried there by the growth.
func TestTrafficShort(t *testing.T) {
	load := made(14, 1000, 0.4, 0.6, 0.15, 0.05, rand.New(rand.NewPCG(4, 4)))
	s := Traffic(load, TrafficOptions{})
	if !strings.Contains(s.Verdict, "growth not identified") || s.Warnings[0].Code != "W249" || s.Block[1] != "# growth: not identified" {
		t.Errorf("%s\n%v\n%v", s.Verdict, s.Warnings, s.Block)
	}
	calm := made(200, 1000, 0.4, 0.6, 0.15, 0, rand.New(rand.NewPCG(1, 1)))
	now, then := Traffic(calm, TrafficOptions{}), Traffic(calm, TrafficOptions{Start: calm.Begin.AddDate(0, 0, 565)})
	if w := then.Warnings; len(w) == 0 || w[len(w)-1].Code != "W343" || slices.ContainsFunc(now.Warnings, func(w Warning) bool { return w.Code == "W343" }) {
		t.Errorf("a year beyond 200 days: %v, and now %v", w, now.Warnings)
	}
	near(t, "a year later", *then.Figure("peak").Value / *now.Figure("peak").Value, 1.4, 1e-4)
}

// TestTrafficIdle: a shop that is closed on Sundays is no shop whose Sundays stand out;
// one Monday without load stands out; a load on one day a week says nothing of noise.
func TestTrafficIdle(t *testing.T) {
	closed := made(70, 1000, 0.4, 0.6, 0.15, 0.05, rand.New(rand.NewPCG(5, 5)))
	one := made(14, 1000, 0.4, 0.6, 0.15, 0.05, rand.New(rand.NewPCG(5, 5)))
	for _, s := range []*model.Series{closed, one} {
		for i := range s.Values {
			when := s.Begin.Add(time.Duration(s.Hours[i] * float64(time.Hour)))
			if when.Weekday() == time.Sunday || when.Format("2006-01-02") == "2026-04-20" || s == one && when.Weekday() != time.Friday {
				s.Values[i] = 0
			}
		}
	}
	s := Traffic(closed, TrafficOptions{})
	if len(s.Days) != 1 || s.Days[0] != (Day{"2026-04-20", 0}) || s.Week[150] != 0 || !(s.Week[12] > 0.5) {
		t.Errorf("out %v, Sunday %v, Monday %v", s.Days, s.Week[150], s.Week[12])
	}
	near(t, "1 + growth", 1+*s.Figure("growth").Value, 1.4, 0.3)
	s = Traffic(one, TrafficOptions{})
	if s.Figure("noise").Value != nil || s.Figure("growth").Lo != nil || len(s.Warnings) == 0 || s.Warnings[0].Code != "W249" {
		t.Errorf("%+v, %+v", s.Figures, s.Warnings)
	}
	if text := strings.Join(s.Block, "\n"); strings.Contains(text, "noise") || strings.Contains(text, "–") {
		t.Errorf("%s", text)
	}
}
