package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// TestRenderersAgree: every number that any renderer writes is one of the result's JSON,
// rounded as it should be; in data formats, digit by digit. A number that comes from
// nowhere fails. The sentences of the answer are part of the JSON, and their figures are
// held against it by TestProse at the root.
func TestRenderersAgree(t *testing.T) {
	files, err := filepath.Glob("../../../../examples/*/capplan.yaml")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) { agree(t, ofExample(t, file)) })
	}
}

var answers = map[string]*capplan.Result{}

// ofExample is the result of an example, of few trials.
func ofExample(t *testing.T, file string) *capplan.Result {
	t.Helper()
	if answers[file] == nil {
		s, err := capplan.Load(file, capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if answers[file], err = capplan.Compare(context.Background(), s, capplan.Options{Trials: 16, Seed: 3}); err != nil {
			t.Fatal(file, err)
		}
	}
	return answers[file]
}

func agree(t *testing.T, r *capplan.Result) {
	o := originOf(t, r, sums(r))
	words := func(where, text string) {
		t.Helper()
		for _, bad := range o.nowhere(text) {
			t.Errorf("%s: from nowhere: …%s…", where, bad)
		}
	}
	words("terminal", ticks.ReplaceAllString(rendered(t, r, "table", Options{Width: 140, Verbose: true}), " "))
	words("terminal, narrow", rendered(t, r, "table", Options{Width: 60}))
	note := rendered(t, r, "markdown", Options{})
	words("markdown", html.UnescapeString(tags.ReplaceAllString(unescaped.Replace(note), " ")))
	words("html", pageText(rendered(t, r, "html", Options{})))

	// Each column of the table against the fleet it is of.
	sh := &sheet{r: r, names: names(r)}
	for i, n := range sh.names {
		column := originOf(t, r.Fleets[n], r.Comparison, r.Scenario, r.Assertions, r.Traffic, sums(r))
		column.starts = o.starts
		for _, sec := range sh.sections() {
			for k := range sec.rows {
				for _, bad := range column.nowhere(sec.rows[k].cells[i].text) {
					t.Errorf("%s of %s, %s: no figure of this fleet: %s", sec.rows[k].label, n, sec.title, bad)
				}
			}
		}
	}
	views, _ := view.All(&view.Source{Result: r}, viewWords())
	if len(views) == 0 {
		t.Error("no views")
	}
	for i := range views {
		agreeView(t, o, &views[i], words)
	}
	for _, table := range Tables {
		rows, err := csv.NewReader(strings.NewReader(rendered(t, r, "csv", Options{Table: table}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			for c, text := range row {
				inFull(t, o, words, fmt.Sprintf("csv %s, %s", table, rows[0][c]), text)
			}
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(rendered(t, r, "xlsx", Options{}))))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, text := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, _ := book.GetCellFormula(name, at); formula == "" && !o.price(text, row) {
					inFull(t, o, words, "xlsx "+name+"!"+at, text)
				}
			}
		}
	}
}

// sums are what renderers add up so that what is small stands together: causes beyond the
// first five by share or the first seven by time, ways to lose data, the sources of a year; with the bound
// of what was never seen (the rule of three), and that below which an effect is chance.
func sums(r *capplan.Result) (out []float64) {
	three := 3 / float64(r.Trials)
	out = append(out, three, 1-three, capplan.EffectNoise(r.Trials))
	for _, rest := range []struct {
		shown int
		rank  func(old, share, time float64) float64
	}{
		{5, func(old, share, _ float64) float64 { return max(old, share) }},
		{7, func(old, _, time float64) float64 { return old + time }},
	} {
		rank := map[string]float64{}
		for _, n := range names(r) {
			for _, c := range r.Fleets[n].Causes {
				rank[c.Cause] = rest.rank(rank[c.Cause], c.Share, c.Downtime)
			}
		}
		var order []float64
		for _, x := range rank {
			order = append(order, x)
		}
		slices.Sort(order)
		if len(order) <= rest.shown {
			continue
		}
		least := order[len(order)-rest.shown]
		for _, n := range names(r) {
			share, time := 0.0, 0.0
			for _, c := range r.Fleets[n].Causes {
				if rank[c.Cause] < least {
					share += c.Share
					time += c.Downtime
				}
			}
			out = append(out, share, time)
		}
	}
	for _, f := range r.Fleets {
		events, total := map[string]float64{}, 0.0
		for _, p := range f.Pools {
			for _, l := range p.Losses {
				events[l.What] += l.Events
				total += l.Events
			}
		}
		for _, x := range events {
			out = append(out, x/total)
		}
	}
	for _, t := range r.Months { // what a source sends of its own
		for _, s := range t.Sources {
			begin, end := slices.Clone(s.Begin), slices.Clone(s.End)
			for _, got := range s.Received {
				for i := range begin {
					begin[i] -= got.Begin[i]
					end[i] -= got.End[i]
				}
			}
			out = append(append(out, begin...), end...)
		}
	}
	for _, f := range r.Fleets { // without dates a step of a fan is named by years
		if f.Fan != nil {
			for _, hours := range append(slices.Clone(f.Fan.From), f.Fan.To) {
				out = append(out, hours/r.Scenario.HoursPerYear)
			}
		}
	}
	years := map[string]float64{}
	for _, row := range r.Traffic {
		years[fmt.Sprint(row.Workload, row.Year)] += row.Mean
	}
	for _, sum := range years {
		out = append(out, sum)
	}
	return out
}

// day1900 is where spreadsheets begin to count.
var day1900 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// price reports whether a number is an amount of the result by the quantity beside it.
func (o *origin) price(text string, row []string) bool {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return false
	}
	for _, other := range row {
		if q, err := strconv.ParseFloat(other, 64); err == nil && q != x && q > 0 && x > 0 && within(o.exact, x*q, 1e-12*x*q) {
			return true
		}
	}
	return false
}

// agreeView holds a chart's sentences, its points and its table against the JSON.
func agreeView(t *testing.T, o *origin, v *view.View, words func(where, text string)) {
	where := "chart " + v.Name + " " + v.Of
	words(where+", title", v.Title)
	words(where+", note", v.Note)
	for _, l := range v.Lines {
		words(where+", line", l.Label)
	}
	for _, s := range v.Series {
		for _, p := range s.Points {
			words(where+", point", p.Says)
			words(where+", label", p.Label)
		}
	}
	for _, row := range v.Rows {
		for c, cell := range row {
			words(where+", cell of "+v.Columns[c].Name, cell.Text)
			inFull(t, o, words, where+", data of "+v.Columns[c].Name, cell.Data)
		}
	}
}

// inFull holds a field of a data format against the JSON: a number has all of its digits.
func inFull(t *testing.T, o *origin, words func(where, text string), where, text string) {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		words(where, text)
	case strings.HasPrefix(where, "xlsx") && o.days[day1900.AddDate(0, 0, int(x)).Format(time.DateOnly)]:
	case !o.has(x) && !(x == math.Trunc(x) && o.counts[int(x)]):
		t.Errorf("%s: from nowhere: %s", where, text)
	}
}

var (
	unescaped = strings.NewReplacer(`\_`, "_", `\~`, "~", `\[`, "[", `\]`, "]", `\*`, "*", `\|`, "|", "\\`", "`", `\\`, `\`, "&#8203;", "")
	ticks     = regexp.MustCompile(`(?m)^ *\S+( %)? [┤┼]|^ *[└├].*\n.*`) // labels of axes are where a scale is divided
	hidden    = regexp.MustCompile(`(?s)<style.*?</style>|<script.*?</script>|<head>.*?</head>|<details class="licence">.*?</details>`)
)

// pageText is what a page says.
func pageText(page string) string {
	page = strings.ReplaceAll(hidden.ReplaceAllString(page, " "), "<wbr>", "")
	return html.UnescapeString(tags.ReplaceAllString(page, " "))
}
