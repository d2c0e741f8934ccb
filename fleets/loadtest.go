package fleets

import (
	"io"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// LoadTestOptions say how a load test is read.
type LoadTestOptions struct {
	N, X string // columns of the number and of the throughput; empty: N and X, or the only two

	Stdin    io.Reader
	ReadFile func(path string) ([]byte, error) // nil: os.ReadFile
}

// ReadLoadTest reads a load test: CSV with a column of how many units, processors or
// users there were and one of the throughput that was measured with them, a line each.
// Its error is a *Errors with what is wrong with the file.
func ReadLoadTest(path string, o LoadTestOptions) (*model.LoadTest, []Source, error) {
	r := newReader(Options{Stdin: o.Stdin, ReadFile: o.ReadFile})
	var out model.LoadTest
	if t := r.table(path, place{}); t != nil {
		n, x, ok := t.loadColumns(o)
		if ok {
			out = t.loadTest(n, x)
			t.tell()
		}
	}
	return &out, r.files, r.errors()
}

// loadColumns finds the two columns.
func (t *table) loadColumns(o LoadTestOptions) (n, x int, ok bool) {
	find := func(name, usual string) int {
		for i, c := range t.columns {
			if name == "" && strings.EqualFold(c, usual) || name != "" && c == name {
				return i
			}
		}
		return -1
	}
	n, x = find(o.N, "N"), find(o.X, "X")
	if o.N == "" && o.X == "" && (n < 0 || x < 0) && len(t.columns) == 2 {
		return 0, 1, true
	}
	for _, c := range []struct {
		at          int
		name, usual string
	}{{n, o.N, "N"}, {x, o.X, "X"}} {
		if c.at >= 0 {
			continue
		}
		name, help := c.name, ""
		if name == "" {
			name, help = c.usual, "there are "+list(t.columns)+"; options say other names: --n NAME, --x NAME"
		} else {
			help = hint(name, t.columns)
		}
		t.r.fail("E050", t.cell(-1, 0), "no column "+name, "", help)
		return n, x, false
	}
	return n, x, true
}

// loadTest reads the rows. The law has three parameters: fewer different numbers cannot
// tell them apart.
func (t *table) loadTest(n, x int) model.LoadTest {
	var out model.LoadTest
	bad := len(t.r.diags)
	for row := range t.rows {
		a, ok := t.number(row, n)
		b, fine := t.number(row, x)
		if ok && !(a > 0) {
			t.fault("E051", row, n, "a number of "+t.rows[row][n], "more than 0 is needed", "write how many there were")
		}
		if fine && !(b > 0) {
			t.fault("E051", row, x, "a throughput of "+t.rows[row][x], "more than 0 is needed", "leave out tests that failed")
		}
		out.N, out.X = append(out.N, a), append(out.X, b)
	}
	distinct := slices.Clone(out.N)
	slices.Sort(distinct)
	if distinct = slices.Compact(distinct); len(t.r.diags) == bad && len(distinct) < 3 {
		t.r.fail("E059", t.cell(-1, n), counted(float64(len(distinct)), "number")+" of units for a law of three parameters", "", "measure with at least three different numbers, better six")
	}
	return out
}
