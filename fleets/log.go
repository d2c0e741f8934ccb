package fleets

import (
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// LogOptions say how a log of lives or repairs is read. Columns are found by name; an
// empty name is the default. A log has dates — when a unit was installed, and when it
// failed — or durations.
type LogOptions struct {
	Repairs bool // a log of repairs: they begin with failed and end with repaired

	By        string // column that splits the log into groups; empty: one group
	Installed string // column of the date when a life begins (repairs: failed)
	Failed    string // column of the date when it ended, or with durations whether it did (repairs: repaired)
	Removed   string // column of the date when a unit was last seen, not failed
	Entered   string // column of the date, or with durations the age, from which it is watched
	Hours     string // column of durations; unless it is named here, dates go before it
	Unit      string // of durations: h by default, s, min, d, w, y

	From, Until string // dates between which the log was kept; a unit still alive is so at Until

	Stdin    io.Reader
	ReadFile func(path string) ([]byte, error) // nil: os.ReadFile
}

// ReadLog reads a log of lives or repairs. Its error is a *Errors with everything that
// is wrong with the file; the source is then given as well.
//
// A life that ends on the day, in the minute or in the second in which it begins has
// lasted half of that. Lives that ended before From or began after Until are left out
// and counted; of others only what lies between them counts.
func ReadLog(path string, o LogOptions) (*model.LifeLog, []Source, error) {
	r := newReader(Options{Stdin: o.Stdin, ReadFile: o.ReadFile})
	l := &logReader{LogOptions: o.filled(), r: r}
	if l.t = r.table(path, place{}); l.t != nil && l.columns() && l.window() {
		l.read()
		l.t.tell()
		l.nothingEnded()
	}
	return &l.log, r.files, r.errors()
}

// filled puts in the usual names of columns.
func (o LogOptions) filled() LogOptions {
	fill := func(s *string, word string) {
		if *s == "" {
			*s = word
		}
	}
	if o.Repairs {
		fill(&o.Installed, "failed")
		fill(&o.Failed, "repaired")
	}
	fill(&o.Installed, "installed")
	fill(&o.Failed, "failed")
	fill(&o.Removed, "removed")
	fill(&o.Entered, "entered")
	fill(&o.Unit, "h")
	return o
}

// A logReader reads one log.
type logReader struct {
	LogOptions
	r   *reader
	t   *table
	log model.LifeLog

	durations                                     bool
	by, installed, failed, removed, entered, hour int // columns, −1: none
	from, until                                   time.Time
	taken                                         bool           // units were removed
	index                                         map[string]int // groups
}

// columns finds the columns.
func (l *logReader) columns() bool {
	if _, ok := timeUnits[l.Unit]; !ok {
		l.r.add(Diagnostic{Code: "E066", Message: "--unit: there is no unit " + l.Unit, Help: "units are " + list(LogUnits)}, place{})
		return false
	}
	l.by = -1
	l.installed, l.failed, l.removed, l.entered = l.t.find(l.Installed), l.t.find(l.Failed), l.t.find(l.Removed), l.t.find(l.Entered)
	named := l.Hours != ""
	if !named {
		l.Hours = "hours"
	}
	l.hour = l.t.find(l.Hours)
	l.durations = l.hour >= 0 && (named || l.installed < 0 || l.failed < 0)
	missing := func(name string) bool {
		l.r.fail("E050", l.t.cell(-1, 0), "no column "+name, "", hint(name, l.t.columns))
		return false
	}
	if l.By != "" {
		if l.by = l.t.find(l.By); l.by < 0 {
			return missing(l.By)
		}
	}
	switch {
	case named && l.hour < 0:
		return missing(l.Hours)
	case l.durations && (l.Repairs || l.failed >= 0):
	case l.durations:
		return missing(l.Failed)
	case l.installed < 0 && l.failed < 0:
		l.r.fail("E050", l.t.cell(-1, 0), "neither a column "+l.Hours+" nor the columns "+l.Installed+" and "+l.Failed, "", "there are "+list(l.t.columns)+"; options say other names: --"+optionOf(l.Repairs)+" NAME, --hours NAME")
		return false
	case l.installed < 0:
		return missing(l.Installed)
	case l.failed < 0:
		return missing(l.Failed)
	}
	return true
}

func optionOf(repairs bool) string {
	if repairs {
		return "repaired"
	}
	return "installed"
}

// window reads the dates between which the log was kept.
func (l *logReader) window() bool {
	flag := func(name, text string, to *time.Time) bool {
		if text == "" {
			return true
		}
		if l.durations {
			l.r.add(Diagnostic{Code: "E066", Message: "--" + name + " goes with dates, and this log has durations", Help: "leave it out; an age at entry stands in a column " + l.Entered}, place{})
			return false
		}
		t, _, ok := parseMoment(text)
		if !ok {
			l.r.add(Diagnostic{Code: "E066", Message: "--" + name + ": " + text + " is no date", Help: "write 2027-01-15"}, place{})
		}
		*to = t
		return ok
	}
	if !flag("observed-from", l.From, &l.from) || !flag("observed-until", l.Until, &l.until) {
		return false
	}
	if !l.until.IsZero() && !l.from.Before(l.until) {
		l.r.add(Diagnostic{Code: "E066", Message: "--observed-from " + l.From + " is not before --observed-until " + l.Until, Help: "swap them"}, place{})
		return false
	}
	return true
}

// moments are the ways to write a time, with how exact they are in hours.
var moments = []struct {
	layout string
	exact  float64
}{
	{"2006-01-02", 24},
	{"2006-01-02T15:04", 1. / 60},
	{"2006-01-02 15:04", 1. / 60},
	{"2006-01-02T15:04Z07:00", 1. / 60},
	{"2006-01-02T15:04:05", 1. / 3600},
	{"2006-01-02 15:04:05", 1. / 3600},
	{"2006-01-02T15:04:05Z07:00", 1. / 3600},
	{"2006-01-02 15:04:05Z07:00", 1. / 3600},
}

// parseMoment reads a time, in UTC unless it says otherwise, and how exact it is.
func parseMoment(s string) (time.Time, float64, bool) {
	for _, m := range moments {
		if t, err := time.Parse(m.layout, s); err == nil {
			return t.UTC(), m.exact, true
		}
	}
	return time.Time{}, 0, false
}

// read turns rows into lives.
func (l *logReader) read() {
	l.log.Repairs = l.Repairs
	l.index = map[string]int{}
	for row := range l.t.rows {
		life, in, ok := l.life(row)
		if !ok {
			continue
		}
		g := l.group(row)
		if in {
			g.Lives = append(g.Lives, life)
		} else {
			g.LeftOut++
		}
	}
	if !l.taken {
		return
	}
	for i := range l.log.Groups { // those that failed might have been taken out first
		for j := range l.log.Groups[i].Lives {
			if x := &l.log.Groups[i].Lives[j]; x.Ended {
				x.Until = 0
			}
		}
	}
}

func (l *logReader) group(row int) *model.LifeGroup {
	name := ""
	if l.by >= 0 {
		name = l.t.rows[row][l.by]
	}
	i, ok := l.index[name]
	if !ok {
		i = len(l.log.Groups)
		l.index[name] = i
		l.log.Groups = append(l.log.Groups, model.LifeGroup{Name: name})
	}
	return &l.log.Groups[i]
}

// life reads a row; in says that it lies in the time watched.
func (l *logReader) life(row int) (life model.Lifetime, in, ok bool) {
	if l.durations {
		return l.duration(row)
	}
	return l.dates(row)
}

func (l *logReader) duration(row int) (life model.Lifetime, in, ok bool) {
	per := timeUnits[l.Unit]
	x, ok := l.t.number(row, l.hour)
	life = model.Lifetime{Exit: x * per, Ended: true}
	if l.failed >= 0 {
		var said bool
		if life.Ended, said = l.yes(row, l.failed); !said {
			return life, false, false
		}
	}
	if !ok {
		return life, false, false
	}
	if l.entered >= 0 && l.t.rows[row][l.entered] != "" {
		e, ok := l.t.number(row, l.entered)
		if !ok {
			return life, false, false
		}
		if e < 0 {
			l.t.fault("E052", row, l.entered, "an age below 0", "0 or more is needed", "write the age at which the unit entered the log")
			return life, false, false
		}
		life.Entry = e * per
	}
	switch {
	case x < 0 || x == 0 && life.Ended:
		l.t.fault("E052", row, l.hour, "it ended after "+l.t.rows[row][l.hour], "more than 0 is needed", "write how long it lasted")
		return life, false, false
	case life.Exit < life.Entry || life.Ended && life.Exit == life.Entry:
		l.t.fault("E052", row, l.hour, "it ended before it entered the log", "entered at "+l.t.rows[row][l.entered], "both are ages: time since the unit was new")
		return life, false, false
	}
	if !life.Ended {
		life.Until = life.Exit
	}
	return life, life.Exit > life.Entry, true
}

// yes reads whether something ended; empty is no.
func (l *logReader) yes(row, column int) (yes, ok bool) {
	switch s := l.t.rows[row][column]; strings.ToLower(s) {
	case "yes", "y", "true", "1":
		return true, true
	case "no", "n", "false", "0", "":
		return false, true
	default:
		help := "write yes or no, 1 or 0"
		if _, _, date := parseMoment(s); date {
			help = "with durations this column says yes or no; with dates there is also a column " + l.Installed
		}
		l.t.fault("E057", row, column, s+" is neither yes nor no", "", help)
		return false, false
	}
}

func (l *logReader) dates(row int) (life model.Lifetime, in, ok bool) {
	begin, exact, ok := l.moment(row, l.installed)
	if !ok {
		return life, false, false
	}
	if begin.IsZero() {
		l.t.fault("E056", row, l.installed, "no date in column "+l.t.columns[l.installed], "", "leave the line out if it is not known")
		return life, false, false
	}
	end, x, ok := l.moment(row, l.failed)
	removed, y, ok2 := l.moment(row, l.removed)
	entered, _, ok3 := l.moment(row, l.entered)
	if !ok || !ok2 || !ok3 {
		return life, false, false
	}
	life.Ended = !end.IsZero()
	l.taken = l.taken || !removed.IsZero()
	column := l.failed
	switch { // when it was last seen
	case life.Ended:
		exact = math.Min(exact, x)
	case !removed.IsZero():
		end, column, exact = removed, l.removed, math.Min(exact, y)
	case l.until.IsZero():
		l.r.add(Diagnostic{Code: "E066", Message: "units go on, and nothing says when that was seen", Help: "say until when the log was kept: --observed-until 2027-01-15; line " + strconv.Itoa(l.t.lines[row]) + " is the first"}, place{src: l.t.src, line: 0})
		return life, false, false
	default:
		end, column = l.until, l.installed
	}
	if end.Before(begin) && column != l.installed {
		l.t.fault("E052", row, column, l.t.columns[column]+" lies before "+l.t.columns[l.installed], "began "+l.t.rows[row][l.installed], "swap them, or mend the year")
		return life, false, false
	}
	if life.Ended && !removed.IsZero() && removed.Before(end) {
		l.t.fault("E052", row, l.failed, "it failed after it was removed", "removed "+l.t.rows[row][l.removed], "removed is for units that did not fail")
		return life, false, false
	}
	return l.clip(life, begin, end, entered, exact)
}

// clip keeps what lies in the time watched.
func (l *logReader) clip(life model.Lifetime, begin, end, entered time.Time, exact float64) (model.Lifetime, bool, bool) {
	age := func(t time.Time) float64 { return t.Sub(begin).Hours() }
	if entered.Before(l.from) {
		entered = l.from
	}
	if !entered.IsZero() {
		life.Entry = math.Max(0, age(entered))
	}
	if !l.until.IsZero() {
		if !begin.Before(l.until) {
			return life, false, true
		}
		life.Until = age(l.until)
		if end.After(l.until) {
			end, life.Ended = l.until, false
		}
	}
	life.Exit = age(end)
	if life.Ended && !end.Before(entered) {
		life.Exit = math.Max(life.Exit, life.Entry+exact/2)
	}
	if !life.Ended {
		life.Until = life.Exit
	}
	return life, life.Exit > life.Entry, true
}

// moment reads a date, zero where the cell is empty or the column is not there.
func (l *logReader) moment(row, column int) (time.Time, float64, bool) {
	if column < 0 || l.t.rows[row][column] == "" {
		return time.Time{}, 24, true
	}
	s := l.t.rows[row][column]
	t, exact, ok := parseMoment(s)
	if !ok {
		help := "write 2027-01-15, or 2027-01-15T13:45 for a time of that day"
		if strings.Count(s, "/") == 2 || strings.Count(s, ".") == 2 {
			help = "write the year first: 2027-01-15; 01/02/2027 means two different days"
		}
		l.t.fault("E056", row, column, s+" is not a date", "", help)
	}
	return t, exact, ok
}

// nothingEnded reports a log in which nothing failed, with what that says.
func (l *logReader) nothingEnded() {
	if len(l.r.diags) > 0 {
		return
	}
	exposure, units := 0.0, 0
	for i := range l.log.Groups {
		for _, x := range l.log.Groups[i].Lives {
			if x.Ended {
				return
			}
			exposure += x.Exit - x.Entry
			units++
		}
	}
	what, bound := "units failed", exposure/3
	if l.Repairs {
		what = "repairs ended"
	}
	help := "check --observed-from and --observed-until"
	if exposure > 0 {
		help = "by the rule of three the mean is at least " + threeDigits(bound) + " h, with 95 % confidence"
		if !l.Repairs {
			help += ", an AFR of at most " + threeDigits(876000/bound) + " %" + "; to be careful write `failures: {mttf: " + threeDigits(bound) + " h}`"
		}
	}
	l.r.fail("E054", l.t.cell(-1, max(l.failed, 0)), "none of "+strconv.Itoa(units)+" "+what+" in "+threeDigits(exposure)+" h watched", "", help)
}

func threeDigits(x float64) string {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	return strconv.FormatFloat(v, 'f', -1, 64)
}
