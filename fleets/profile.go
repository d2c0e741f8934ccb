package fleets

import "github.com/capplan/capplan/model"

// leastStep is the shortest step of a measured profile, in hours: what is measured more
// often is averaged. The highest of many noisy means would lie too high, and the mean of
// an hour lies only 0.1 % below the top of a day that swings by 60 %.
const leastStep = 1

// profile reads the shape of ordinary days: depths of sines, or a measured load.
func (r *reader) profile(n *node, path string) model.Profile {
	var p model.Profile
	if !r.needsMap(n, "profile", "{daily: 60 %, weekly: 15 %}") {
		return p
	}
	o := r.object(n, path, "a profile")
	p.Daily, p.Weekly, p.Noise = o.quantity("daily", aShare), o.quantity("weekly", aShare), o.quantity("noise", aNoise)
	file := o.get("file")
	if file == nil {
		for _, k := range []string{"column", "time", "format", "series", "period"} {
			if o.get(k) != nil {
				o.missing("file", k+" says how a file is read: write `file: data/weeks.csv`")
				break
			}
		}
	} else if r.scalar(file, "a file") {
		for _, k := range []string{"daily", "weekly"} {
			if d := o.get(k); d != nil {
				r.failNode("E020", d, k+" beside a measured profile", "the file has it", "delete it, or the file")
			}
		}
		r.measured(o, file, &p)
	}
	o.done()
	return p
}

// measured reads a profile from a file: the mean week, or the mean day.
func (r *reader) measured(o *object, file *node, p *model.Profile) {
	q := seriesQuery{file: r.beside(file, file.text), from: file.where(), format: o.word("format", "", "csv", "prometheus")}
	for key, to := range map[string]*asked{"column": &q.column, "time": &q.time, "series": &q.series} {
		if n := o.get(key); n != nil && r.scalar(n, "a name") {
			*to = asked{n.text, n.where()}
			r.input(n, o.sub(key), 0)
		}
	}
	period := map[string]float64{"week": 168, "day": 24}[o.word("period", "week", "day")]
	s := r.series(q)
	if s == nil {
		return
	}
	if !r.lasts(s, period, file.where(), "or write `period: day` for the pattern of a day") {
		return
	}
	p.Table, p.Period = s.Fold(period, leastStep), period
	r.input(file, o.sub("file"), 0)
}

// lasts refuses a series that is too short for the pattern of a period, or too coarse.
func (r *reader) lasts(s *model.Series, period float64, at place, shorter string) bool {
	switch {
	case s.Span() < 2*period-s.Step/2:
		help := "give two whole weeks"
		if period == 24 || s.Span() < 2*24 {
			help = "give two whole days at least; without a file write `profile: {daily: 60 %}`"
		} else if shorter != "" {
			help += ", " + shorter
		}
		r.fail("E059", at, spanned(s.Span())+" of data for a "+map[float64]string{168: "weekly", 24: "daily"}[period]+" pattern", "", help)
	case s.Step > longestStep:
		r.fail("E059", at, "a value every "+spanned(s.Step)+" shows no day", "", "query with a step of an hour or less")
	default:
		return true
	}
	return false
}
