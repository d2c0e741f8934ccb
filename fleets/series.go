package fleets

import (
	"io"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// longestStep is the longest distance of values, in hours, that shows the course of a day.
const longestStep = 3

// SeriesOptions say how a measured load is read.
type SeriesOptions struct {
	Format string // csv or prometheus; empty: prometheus where it is JSON
	Column string // of the load; may be empty where there is one beside the time
	Time   string // column of the time; empty: time, timestamp, date, ts or the first other one
	Series string // which series of a Prometheus answer: label="value", …; may be empty where there is one
	Per    string // what values are counts per: s (empty), min, h, d

	Stdin    io.Reader
	ReadFile func(path string) ([]byte, error) // nil: os.ReadFile
}

// ReadSeries reads a load that was measured for two weeks or more: CSV with a column of
// times and one of values, or a saved answer of Prometheus to a range query. Its error is
// a *Errors with what is wrong with the file.
func ReadSeries(path string, o SeriesOptions) (*model.Series, []Source, error) {
	r := newReader(Options{Stdin: o.Stdin, ReadFile: o.ReadFile})
	s := r.series(seriesQuery{file: path, format: o.Format, column: asked{text: o.Column}, time: asked{text: o.Time}, series: asked{text: o.Series}})
	if s != nil {
		r.lasts(s, 168, place{src: r.sources[0], line: 1, col: 1, width: 1}, "")
	}
	if err := r.errors(); err != nil {
		return nil, r.files, err
	}
	if per := timeUnits[o.Per]; per > 0 {
		for i := range s.Values {
			s.Values[i] /= per * 3600
		}
	}
	return s, r.files, nil
}

// ProfileKeys are the keys by which a profile of a scenario beside the file reads it;
// empty for standard input.
func ProfileKeys(path string, o SeriesOptions) string {
	if path == "-" {
		return ""
	}
	keys := "file: " + flowText(filepath.Base(path))
	for _, k := range [][2]string{{"column", o.Column}, {"time", o.Time}, {"format", o.Format}, {"series", o.Series}} {
		if k[1] != "" {
			keys += ", " + k[0] + ": " + flowText(k[1])
		}
	}
	return keys
}

// flowText quotes what YAML would not take for one plain text inside { }.
func flowText(s string) string {
	if plain := regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_./-]*$`); plain.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// A seriesQuery is a series that is wanted, with the places where that is said.
type seriesQuery struct {
	file                 string
	from                 place
	format               string
	column, time, series asked
}

// An asked is a word that was written, at a place; a place of no source is an option's.
type asked struct {
	text string
	at   place
}

// at is where the word stands, or another place where it is an option's.
func (a asked) or(other place) place {
	if a.at.src == nil {
		return other
	}
	return a.at
}

// A seriesRead is a series with what speaks of its values' places.
type seriesRead struct {
	name   string // of the metric or column, for words
	query  string // what Prometheus is asked for its rate
	times  []time.Time
	values []float64
	where  func(i int, time bool) place // of value i or its time
}

// series reads a series and refuses what is no load over time; nil, reported, then.
func (r *reader) series(q seriesQuery) *model.Series {
	bad := len(r.diags)
	var s *seriesRead
	src := r.data(q.file, q.from)
	switch {
	case src == nil:
	case q.format == "prometheus" || q.format == "" && strings.HasPrefix(strings.TrimSpace(src.text), "{"):
		s = r.prometheus(q)
	default:
		s = r.seriesTable(q)
	}
	if s == nil || len(r.diags) > bad || !r.ordered(s, q) || !r.isLoad(s) {
		return nil
	}
	out := &model.Series{Name: s.name, Begin: s.times[0], Values: s.values}
	for _, t := range s.times {
		out.Hours = append(out.Hours, t.Sub(s.times[0]).Hours())
	}
	last := len(s.times) - 1
	out.Step = out.Hours[last] / float64(last)
	return out
}

// seriesTable reads two columns of a CSV file.
func (r *reader) seriesTable(q seriesQuery) *seriesRead {
	t := r.table(q.file, q.from)
	if t == nil {
		return nil
	}
	at, value := t.timeColumn(q.time), -1
	switch {
	case q.time.text != "" && at < 0:
		r.fail("E050", q.time.or(t.cell(-1, 0)), "no column "+q.time.text+" in "+q.file, "", hint(q.time.text, t.columns))
		return nil
	case q.column.text != "":
		if value = t.find(q.column.text); value < 0 {
			r.fail("E050", q.column.or(t.cell(-1, 0)), "no column "+q.column.text+" in "+q.file, "", hint(q.column.text, t.columns))
			return nil
		}
	case len(t.columns) == 2:
		value = 1 - max(at, 0)
	}
	if at < 0 && len(t.columns) > 1 {
		if at = 0; value == 0 {
			at = 1
		}
	}
	if value < 0 || at < 0 || at == value {
		r.fail("E050", q.from0(t), "a load is a column of times and one of values", "which one is not said", q.say()+"; there are "+list(t.columns))
		return nil
	}
	s := &seriesRead{name: t.columns[value], query: t.columns[value]}
	s.where = func(i int, time bool) place {
		if time {
			return t.cell(i, at)
		}
		return t.cell(i, value)
	}
	for row := range t.rows {
		when, ok := t.instant(row, at)
		v, fine := t.number(row, value)
		if fine && v < 0 {
			t.fault("E051", row, value, "a load of "+t.rows[row][value], "0 or more is needed", "leave out what was not measured, with all before it")
		}
		if ok && fine {
			s.times, s.values = append(s.times, when), append(s.values, v)
		}
	}
	t.tell()
	return s
}

// say is how a column is named.
func (q seriesQuery) say() string {
	if q.from.src == nil {
		return "say `--column NAME`, and `--time NAME` where it is not the first"
	}
	return "say `column: NAME`, and `time: NAME` where it is not the first"
}

// from0 is the place that names the file, or the file's first line.
func (q seriesQuery) from0(t *table) place {
	if q.from.src != nil {
		return q.from
	}
	return t.cell(-1, 0)
}

// timeColumn finds the column of the time, −1 where no name says it.
func (t *table) timeColumn(a asked) int {
	if a.text != "" {
		return t.find(a.text)
	}
	for _, name := range []string{"time", "timestamp", "date", "ts"} {
		for i, c := range t.columns {
			if strings.EqualFold(c, name) {
				return i
			}
		}
	}
	return -1
}

// instant reads a time: a date as in logs, or seconds (or milliseconds) since 1970.
func (t *table) instant(row, column int) (time.Time, bool) {
	s := t.rows[row][column]
	if when, _, ok := parseMoment(s); ok {
		return when, true
	}
	if v, err := strconv.ParseFloat(s, 64); err == nil && numberLength(s) == len(s) && v > 1e8 && v < 1e13 {
		return unixTime(v), true
	}
	help := "write 2027-01-15T13:45, in UTC, or seconds since 1970"
	if strings.Count(s, "/") == 2 || strings.Count(s, ".") == 2 {
		help = "write the year first: 2027-01-15T13:45; 01/02/2027 means two different days"
	}
	t.fault("E056", row, column, s+" is not a time", "", help)
	return time.Time{}, false
}

// unixTime is a time in seconds since 1970, or in milliseconds where seconds would lie
// beyond the year 5138.
func unixTime(v float64) time.Time {
	if v >= 1e11 {
		v /= 1000
	}
	whole, part := math.Modf(v)
	return time.Unix(int64(whole), int64(math.Round(part*1e3))*1e6).UTC()
}

// step is the median distance of the times, in hours.
func (s *seriesRead) step() float64 {
	var d []float64
	for i := 1; i < len(s.times); i++ {
		d = append(d, s.times[i].Sub(s.times[i-1]).Hours())
	}
	slices.Sort(d)
	return d[len(d)/2]
}

// ordered refuses times that run backwards and gaps: each kind at its first place, with
// how many more there are.
func (r *reader) ordered(s *seriesRead, q seriesQuery) bool {
	if len(s.times) < 3 {
		at := q.from
		if at.src == nil {
			at = s.where(0, true)
		}
		r.fail("E059", at, counted(float64(len(s.times)), "value")+" over no time to speak of", "", "give at least two whole days")
		return false
	}
	step := s.step()
	back, twice, gap := -1, -1, -1
	var count [3]int
	note := func(first *int, kind, i int) {
		if count[kind]++; *first < 0 {
			*first = i
		}
	}
	for i := 1; i < len(s.times); i++ {
		switch d := s.times[i].Sub(s.times[i-1]).Hours(); {
		case d < 0:
			note(&back, 0, i)
		case d == 0:
			note(&twice, 1, i)
		case step > 0 && d > 1.5*step:
			note(&gap, 2, i)
		}
	}
	tell := func(i, n int, code, message, help string) {
		if i < 0 {
			return
		}
		d := Diagnostic{Message: message, Label: "after " + s.times[i-1].Format("2006-01-02T15:04:05Z"), Help: help}
		if n > 1 {
			d.Note = strconv.Itoa(n-1) + " more like it"
		}
		r.report(code, s.where(i, true), d)
	}
	tell(back, count[0], "E052", "time runs backwards", "was a clock set back? write times in UTC, or with their offset: 2027-10-31T02:30+01:00")
	again := "keep one series, and one line for each time"
	if 20*count[1] < len(s.times) {
		again = "was a clock set back? write times in UTC, or with their offset: 2027-10-31T02:30+01:00"
	}
	tell(twice, count[1], "E052", "a time that stands twice", again)
	if back < 0 && twice < 0 {
		missing := s.times[max(gap, 1)].Sub(s.times[max(gap, 1)-1]).Hours() - step
		whole := "query again without the gap, or keep only what lies on one side of it"
		if step <= 1 && math.Abs(missing-1) < 1e-6 && count[2] < 3 {
			whole = "was a clock set forward? write times in UTC, or with their offset: 2027-03-28T03:30+02:00; else " + whole
		}
		tell(gap, count[2], "E058", spanned(missing)+" without data", whole)
	}
	return back < 0 && twice < 0 && gap < 0
}

// isLoad refuses a counter, and what is nothing at all.
func (r *reader) isLoad(s *seriesRead) bool {
	rises, top := true, 0.0
	for i, v := range s.values {
		rises = rises && (i == 0 || v >= s.values[i-1])
		top = max(top, v)
	}
	last := len(s.values) - 1
	switch {
	case top == 0:
		r.fail("E059", s.where(0, false), s.name+" is 0 throughout", "", "is it the right column or series?")
	case rises && s.values[last] > s.values[0]:
		r.fail("E152", s.where(last, false), s.name+" only ever rises: it is a counter, not a rate", "", "ask for its rate: rate("+s.query+"[5m])")
	default:
		return true
	}
	return false
}

// spanned writes a time in the unit that suits it.
func spanned(hours float64) string {
	switch {
	case hours >= 47.5:
		return counted(hours/24, "day")
	case hours >= 0.95:
		return counted(hours, "hour")
	case hours >= 0.95/60:
		return counted(hours*60, "minute")
	}
	return counted(hours*3600, "second")
}

func counted(x float64, unit string) string {
	x = math.Round(x*10) / 10
	if x != 1 {
		unit += "s"
	}
	return strconv.FormatFloat(x, 'f', -1, 64) + " " + unit
}
