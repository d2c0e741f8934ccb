package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// TrafficOptions say what of a measured load is asked for.
type TrafficOptions struct {
	Level   float64   // coverage of the intervals; 0: 0.9
	Start   time.Time // the day that the peak is of; zero: the end of the series
	Profile string    // keys by which a scenario reads the file: "file: all.csv"; empty: it cannot
}

// leastStep is the shortest step of a mean week in hours, as a scenario reads it.
const leastStep = 1

var weekdays = [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// Traffic fits what a scenario says of demand to a measured load of at least two weeks:
//
//   - growth, by a straight line through ln of the means of whole days with a level for
//     each weekday; noise that lasts from day to day (its correlation ρ of neighbours)
//     makes the error larger by √((1+ρ)/(1−ρ));
//   - noise, the cv of days about that line, taken as lognormal;
//   - the mean week of the load carried along the line to one day: its highest step is
//     the peak, its first and seventh harmonic are the weekly and daily depth.
//
// Intervals are Student's on the log scale, that of the noise by the chi-square law. From
// four weeks on, days that lie more than 5 median deviations and 20 % off are left out.
func Traffic(in *model.Series, o TrafficOptions) *Sheet {
	if o.Level == 0 {
		o.Level = 0.9
	}
	end := in.Begin.Add(time.Duration(in.Span() * float64(time.Hour)))
	if o.Start.IsZero() {
		o.Start = end
	}
	t := fitTrend(dayMeans(in))
	day := dayOf(o.Start)
	week := t.levelled(in, day).Fold(168, leastStep)
	s := &Sheet{Kind: "traffic", Points: len(in.Values), Level: o.Level, Warnings: []Warning{}}
	q := student(o.Level, max(1, t.dof))
	rate := func(name string, x, days float64, note string) { // as the mean of so many days knows it
		e := math.Sqrt(t.sigma*t.sigma*t.again/days + math.Pow((day-t.middle)*t.se, 2))
		s.add(name, "req/s", x, x*e, x*math.Exp(-q*e), x*math.Exp(q*e), note)
	}
	n := float64(len(t.days))
	top := slices.Max(week)
	mean := 0.0
	for i, v := range week {
		mean += v / float64(len(week))
		s.Week = append(s.Week, *number(v / top))
		if v == top {
			at := float64(i) * 168 / float64(len(week))
			s.Busiest = &Busiest{weekdays[int(at/24)%7], int(at) % 24}
		}
	}
	d, dailyTop := harmonic(week, 7)
	w, weeklyTop := harmonic(week, 1)
	d, w = math.Min(d, 1), math.Min(w, 1)
	rate("peak", top, n/7, "of an ordinary day, on "+o.Start.Format("2006-01-02"))
	grow := func(slope float64) float64 { return math.Expm1(365 * slope) }
	s.add("growth", "share/year", grow(t.slope), 365*t.se*(1+grow(t.slope)), grow(t.slope-q*t.se), grow(t.slope+q*t.se), "")
	rate("mean", mean, n, "")
	s.add("peak_to_mean", "1", top/mean, nan, nan, nan, "")
	s.add("daily", "share", d, nan, nan, nan, "depth of a sine, highest at "+clock(dailyTop))
	s.add("weekly", "share", w, nan, nan, nan, "depth of a sine, highest on "+weekdays[int(weeklyTop/24)%7])
	rate("peak_sines", mean*(1+d)*(1+w), n, "of the day that the two sines make")
	cv, lo, hi := t.noise(o.Level)
	s.add("noise", "share", cv, nan, lo, hi, "cv of a day's factor")
	s.outstanding(t)
	s.judgeTraffic(t, in, dailyTop, weeklyTop)
	if far := math.Max(o.Start.Sub(end).Hours(), in.Begin.Sub(o.Start).Hours()); far > in.Span() {
		s.Warnings = append(s.Warnings, Warning{Code: "W343", Text: fmt.Sprintf("the peak of %s lies %s days beyond a load of %s days: it is what the growth makes of it, if that goes on", o.Start.Format("2006-01-02"), three(far/24), three(in.Span()/24))})
	}
	s.trafficBlock(o)
	return s
}

func clock(h float64) string {
	m := int(math.Round(h*60)) % (24 * 60)
	return fmt.Sprintf("%02d:%02d UTC", m/60, m%60)
}

// outstanding lists the days that were left out.
func (s *Sheet) outstanding(t *trend) {
	for _, d := range t.out {
		s.Days = append(s.Days, Day{time.Unix(int64(d.day)*86400, 0).UTC().Format("2006-01-02"), *number(d.load / t.expected(d))})
	}
	slices.SortFunc(s.Days, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
}

// known reports whether the growth of a year is known to better than a factor of about two.
func (t *trend) known() bool { return 365*t.se < 0.4 }

func (s *Sheet) judgeTraffic(t *trend, in *model.Series, dailyTop, weeklyTop float64) {
	warn := func(code, format string, args ...any) {
		s.Warnings = append(s.Warnings, Warning{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	growth := s.Figure("growth")
	s.Verdict = fmt.Sprintf("peak %s, %s times the mean; busiest on %s from %02d:00 UTC; ", s.Figure("peak").Written(), three(*s.Figure("peak_to_mean").Value), s.Busiest.Weekday, s.Busiest.Hour)
	span := in.Span() / 24
	switch {
	case growth.Lo == nil:
		s.Verdict += "growth not identified"
		warn("W249", "too few whole days with load to say anything of growth and noise: give them yourself")
	case !t.known():
		s.Verdict += "growth not identified"
		warn("W249", "%s days say too little of growth: from %s to %s; give it yourself, or measure longer", three(span), percent(*growth.Lo), percent(*growth.Hi))
	default:
		s.Verdict += "growth " + growth.Written()
		if span < 364 {
			warn("W340", "%s days are less than a year: a season would look like growth", three(span))
		}
	}
	if len(s.Days) > 0 {
		names := []string{}
		for _, d := range s.Days[:min(5, len(s.Days))] {
			names = append(names, d.Date+" ("+three(d.Times)+" times)")
		}
		if len(s.Days) > 5 {
			names = append(names, whole(len(s.Days)-5)+" more")
		}
		warn("W341", "left out, they stand out from days like them: %s; what recurs belongs under events", join(names))
	}
	if off := math.Abs(math.Remainder(dailyTop-14, 24)); off > 1 && *s.Figure("daily").Value > 0.05 {
		warn("W342", "the day is highest near %s, and a scenario's sine at 14:00 UTC: take the measured profile, not daily and weekly", clock(dailyTop))
	} else if off := math.Abs(math.Remainder(weeklyTop-62, 168)); off > 30 && *s.Figure("weekly").Value > 0.05 {
		warn("W342", "the week is highest on %s, and a scenario's sine on Wednesday: take the measured profile, not daily and weekly", weekdays[int(weeklyTop/24)%7])
	}
}

// trafficBlock writes what a scenario says of the load: with the measured profile where
// the file can be read again, else with sines.
func (s *Sheet) trafficBlock(o TrafficOptions) {
	growth := "growth: " + s.Figure("growth").Written()
	for i := range s.Warnings {
		if s.Warnings[i].Code == "W249" {
			growth = "# growth: not identified"
		}
	}
	noise := ""
	if n := s.Figure("noise"); n.Value != nil && *n.Value > 0 {
		noise = ", noise: " + n.Written()
	}
	sines := "{daily: " + s.Figure("daily").Written() + ", weekly: " + s.Figure("weekly").Written() + noise + "}"
	peak := "peak: " + s.Figure("peak_sines").Written()
	if o.Profile == "" {
		s.Block = []string{peak, growth, "profile: " + sines}
	} else {
		s.Block = []string{
			"peak: " + s.Figure("peak").Written(), growth, "profile: {" + o.Profile + noise + "}",
			"# or as sines: " + peak, "# profile: " + sines,
		}
		if of := *s.Figure("peak_sines").Value / *s.Figure("peak").Value; !(math.Abs(of-1) <= 0.1) {
			s.Block = append(s.Block[:3], fmt.Sprintf("# two sines do not have the shape of this week: their peak is %s times its peak", three(of)))
		}
	}
	if len(s.Days) > 0 {
		var days []string
		for _, d := range s.Days[:min(5, len(s.Days))] {
			days = append(days, "{date: "+d.Date+", times: "+three(d.Times)+"}")
		}
		s.Block = append(s.Block, "# events: ["+strings.Join(days, ", ")+"]")
	}
}
