package fleets

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxData, maxRows and maxColumns bound a data file, maxMeasured its numbers: sums of their squares stay finite.
const (
	maxData     = 256 << 20
	maxRows     = 2_000_000
	maxColumns  = 10_000
	maxMeasured = 1e50
)

// A table is a data file: CSV whose first line names the columns. Lines that begin
// with # say something to readers.
type table struct {
	r       *reader
	src     *source
	comma   rune
	columns []string
	head    int // line of the columns
	rows    [][]string
	lines   []int
	faults  map[fault]*told
}

// A fault is a kind of error in a column: it is reported at its first cell, with how
// many more there are.
type fault struct {
	code, message string
	column        int
}

type told struct{ diag, more int }

// table reads a data file, each once; nil, reported, where it is none.
func (r *reader) table(path string, from place) *table {
	clean := filepath.Clean(path)
	if r.tables[clean] == nil {
		if t := r.readTable(path, from); t != nil {
			if r.tables == nil {
				r.tables = map[string]*table{}
			}
			r.tables[clean] = t
		}
	}
	return r.tables[clean]
}

func (r *reader) readTable(path string, from place) *table {
	src := r.data(path, from)
	if src == nil {
		return nil
	}
	if strings.HasPrefix(strings.TrimSpace(src.text), "{") {
		r.fail("E055", place{src: src, line: 1, col: 1, width: 1}, "this is JSON, not CSV", "", "a load that Prometheus answered is read by `format: prometheus`")
		return nil
	}
	t := &table{r: r, src: src, faults: map[fault]*told{}}
	if !t.parse() {
		return nil
	}
	return t
}

// data returns the text of a data file, each read once; nil, reported, where it is none.
func (r *reader) data(path string, from place) *source {
	clean := filepath.Clean(path)
	if src := r.texts[clean]; src != nil {
		return src
	}
	data, ok := r.read(path, from, maxData)
	if !ok {
		return nil
	}
	name := path
	if path == "-" {
		name = "<stdin>"
	}
	sum := sha256.Sum256(data)
	r.files = append(r.files, Source{Path: name, SHA256: hex.EncodeToString(sum[:]), Text: string(data)})
	src := newSource(name, string(bytes.TrimPrefix(data, []byte("\ufeff"))))
	src.from = from
	r.register(src)
	start := place{src: src, line: 1, col: 1, width: 1}
	switch {
	case strings.HasPrefix(src.text, "\xff\xfe") || strings.HasPrefix(src.text, "\xfe\xff"):
		src.lines = nil
		r.fail("E002", start, "the file is UTF-16", "", "save it as UTF-8")
		return nil
	case !utf8.ValidString(src.text):
		src.lines = nil
		r.fail("E002", start, "the file is not UTF-8", "", "save it as UTF-8")
		return nil
	}
	if r.texts == nil {
		r.texts = map[string]*source{}
	}
	r.texts[clean] = src
	return src
}

// parse splits the text into columns and rows.
func (t *table) parse() bool {
	for _, l := range t.src.lines {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			t.comma = separator(l)
			break
		}
	}
	if t.comma == 0 {
		t.r.fail("E053", place{src: t.src, line: 1, col: 1, width: 1}, "the file is empty", "", "write a line of column names, and below it a line for each unit or time")
		return false
	}
	c := t.reader(t.src.text)
	for {
		rec, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.broken(err, rec)
			return false
		}
		line, _ := c.FieldPos(0)
		for i := range rec {
			rec[i] = strings.TrimSpace(rec[i])
		}
		if t.columns == nil {
			if t.columns, t.head = rec, line; len(rec) > maxColumns {
				t.r.fail("E598", place{src: t.src, line: line, col: 1, width: 1}, strconv.Itoa(len(rec))+" columns", "at most 10000", "keep only the columns that are needed")
				return false
			}
			continue
		}
		if len(t.rows) == maxRows {
			t.r.fail("E598", place{src: t.src, line: line, col: 1, width: 1}, "more than two million lines", "one too many", "keep a line for a minute rather than for a second, or the newest")
			return false
		}
		t.rows, t.lines = append(t.rows, rec), append(t.lines, line)
	}
	seen := make(map[string]bool, len(t.columns))
	for i, name := range t.columns {
		if seen[name] {
			t.r.fail("E055", t.cell(-1, i), "column "+name+" stands twice", "second time", "rename one of them")
			return false
		}
		seen[name] = true
	}
	if len(t.rows) == 0 {
		t.r.fail("E053", t.cell(-1, 0), "no line below the names of the columns", "", "write a line for each unit or time")
		return false
	}
	return true
}

func (t *table) reader(text string) *csv.Reader {
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.Comment = t.comma, '#'
	return c
}

// separator is the sign that a line is split at: the most frequent of , ; and tab.
func separator(line string) rune {
	best := ','
	for _, c := range ";\t" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}

// broken reports what encoding/csv could not read.
func (t *table) broken(err error, rec []string) {
	at, message, help := place{src: t.src, line: 1, col: 1, width: 1}, "this cannot be read as CSV", "compare it with the lines around it"
	var p *csv.ParseError
	if errors.As(err, &p) {
		at.line = p.StartLine
		switch {
		case errors.Is(p.Err, csv.ErrFieldCount):
			message = fmt.Sprintf("a line of %d fields under %d columns", len(rec), len(t.columns))
			help = "each line has as many fields as the first; a field with a comma stands in quotes"
			at.width = utf8.RuneCountInString(t.src.line(at.line))
			if len(rec) > len(t.columns) && t.comma == ',' && t.hasDecimalCommas(rec) {
				help = "the decimal sign is a point; a field with a comma stands in quotes"
			}
		case errors.Is(p.Err, csv.ErrQuote), errors.Is(p.Err, csv.ErrBareQuote):
			at.line, at.col = p.Line, runeColumn(t.src.line(p.Line), p.Column)
			message, help = "a quote that is not closed or not doubled", `a field begins and ends with ", and a " inside it is written ""`
		}
	}
	t.r.fail("E055", at, message, "", help)
}

func (t *table) hasDecimalCommas(rec []string) bool {
	for i := range len(rec) - 1 {
		if numberLength(rec[i]) == len(rec[i]) && rec[i] != "" && rec[i+1] != "" && strings.Trim(rec[i+1], "0123456789") == "" {
			return true
		}
	}
	return false
}

func runeColumn(line string, bytesFrom1 int) int {
	return 1 + utf8.RuneCountInString(line[:min(max(bytesFrom1-1, 0), len(line))])
}

// cell is the place of a cell; row −1 is the line of the names.
func (t *table) cell(row, column int) place {
	line := t.head
	if row >= 0 {
		line = t.lines[row]
	}
	at := place{src: t.src, line: line, col: 1, width: 1}
	text := t.src.line(line)
	c := t.reader(text)
	rec, err := c.Read()
	if err != nil || column >= len(rec) {
		return at // a field of several lines
	}
	_, from := c.FieldPos(column)
	at.col = runeColumn(text, from)
	at.width = max(1, utf8.RuneCountInString(strings.TrimRight(rec[column], " ")))
	return at
}

// fault reports what is wrong with a cell; later ones of its kind are only counted.
func (t *table) fault(code string, row, column int, message, label, help string) {
	key := fault{code, message, column}
	if label != "" || strings.Contains(message, t.rows[row][column]) { // the message speaks of this cell
		key.message = ""
	}
	if k := t.faults[key]; k != nil {
		k.more++
		return
	}
	n := len(t.r.diags)
	t.r.fail(code, t.cell(row, column), message, label, help)
	if len(t.r.diags) > n {
		t.faults[key] = &told{diag: n}
	}
}

// tell writes the counts into the reports.
func (t *table) tell() {
	for _, k := range t.faults {
		if k.more > 0 {
			what := "cells"
			if k.more == 1 {
				what = "cell"
			}
			d := &t.r.diags[k.diag]
			d.Note = strings.TrimSuffix(fmt.Sprintf("%d more %s of this column like it; %s", k.more, what, d.Note), "; ") // behind it where the file is named
		}
	}
}

// find returns the index of a column, −1 where there is none.
func (t *table) find(name string) int {
	for i, c := range t.columns {
		if c == name {
			return i
		}
	}
	return -1
}

// number reads a cell.
func (t *table) number(row, column int) (float64, bool) {
	s := t.rows[row][column]
	n := numberLength(s)
	if v, err := strconv.ParseFloat(s, 64); n == len(s) && n > 0 && (err == nil || errors.Is(err, strconv.ErrRange)) {
		if !(math.Abs(v) <= maxMeasured) {
			t.fault("E590", row, column, "a number beyond 1e50 in column "+t.columns[column], "too large", "is it the right column? Numbers of data files lie between -1e50 and 1e50")
			return 0, false
		}
		return v, true
	}
	switch {
	case s == "":
		t.fault("E051", row, column, "an empty cell in column "+t.columns[column], "a number is needed", "leave the line out if nothing is known of it")
	case slices.Contains([]string{"nan", "na", "n/a", "null", "none", "-"}, strings.ToLower(s)):
		t.fault("E051", row, column, s+" in column "+t.columns[column], "a number is needed", "leave the line out if nothing is known of it")
	case separators(s) != "":
		t.fault("E051", row, column, s+" has a comma", "not a number", separators(s))
	case strings.Count(s, ",") == 1 && numberLength(strings.Replace(s, ",", ".", 1)) == len(s):
		t.fault("E051", row, column, s+" has a comma", "not a number", "write "+strings.Replace(s, ",", ".", 1)+"; the decimal sign is a point")
	case n > 0 && strings.Trim(strings.ToLower(s[n:]), " /%abcdefghijklmnopqrstuvwxyz") == "":
		t.fault("E051", row, column, s+" has a unit", "not a number", "write "+s[:n]+"; the column has one unit, which is said once")
	default:
		t.fault("E051", row, column, s+" is not a number", "", "write a number such as 12.5")
	}
	return 0, false
}

var (
	thousands = regexp.MustCompile(`^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	points    = regexp.MustCompile(`^-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$`)
)

// separators says how to write a number that may have separators of thousands; empty
// where it has none.
func separators(s string) string {
	plain := strings.ReplaceAll(s, ",", "")
	switch {
	case points.MatchString(s):
		plain = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case !thousands.MatchString(s):
		return ""
	case strings.Count(s, ",") == 1 && !strings.Contains(s, "."):
		return "write " + plain + ", or " + strings.Replace(s, ",", ".", 1) + " if the comma is a decimal sign"
	}
	return "write " + plain + "; numbers have no separators, and the decimal sign is a point"
}
