package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/capplan/capplan/internal/fuzzing"
)

// written renders rows and reads them back as a spreadsheet would.
func written(t *testing.T, rows [][]value, name string) (string, [][]string) {
	t.Helper()
	var b bytes.Buffer
	if err := writeCSV(&b, rows, name); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
	r.Comma = rune(dialects[name].comma)
	back, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s does not read back: %v\n%s", name, err, b.String())
	}
	return b.String(), back
}

func TestDialects(t *testing.T) {
	rows := [][]value{texts("a", "b", "c"), {{text: "x,y;z"}, {"-1.5", true}, {}}}
	for name, want := range map[string]string{
		"unix":     "a,b,c\n\"x,y;z\",-1.5,\n",
		"rfc4180":  "a,b,c\r\n\"x,y;z\",-1.5,\r\n",
		"excel":    "\ufeffa,b,c\r\n\"x,y;z\",-1.5,\r\n",
		"excel-eu": "\ufeffa;b;c\r\n\"x,y;z\";-1,5;\r\n",
	} {
		if got, _ := written(t, rows, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, d := range Dialects {
		if _, ok := dialects[d]; !ok {
			t.Errorf("no dialect %s", d)
		}
	}
}

// FuzzFormulas: in the dialects for Excel no text starts what a spreadsheet would
// run, in all dialects text comes back, and a text never makes a cell or a line.
func FuzzFormulas(f *testing.F) {
	for _, s := range []string{"", "web", "=1+1", "+1", "-1", "@SUM(A1)", " =cmd|' /C calc'!A0", "\t=1", "\r=1", "a\"b", "a,b;c", "|x", "=\"a\",\"b\"", "＝1", "\u200b=1", "\ufeff=1", "a\nb", `"=1"`, "';=1"} {
		f.Add(s)
	}
	fuzzing.Run(f, func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return
		}
		line := strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(s)
		for name := range dialects {
			_, back := written(t, [][]value{{{text: "h"}, {text: s}, {"-1", true}}}, name)
			if len(back) != 1 || len(back[0]) != 3 {
				t.Fatalf("%s: %q became %q", name, s, back)
			}
			got := back[0][1]
			if dialects[name].formulas {
				if dangerous(got) {
					t.Fatalf("%s: %q is written as %q, which a spreadsheet runs", name, s, got)
				}
				if dangerous(line) {
					got = strings.TrimPrefix(got, "'")
				}
			}
			if strings.TrimPrefix(got, "'") != strings.TrimPrefix(line, "'") {
				t.Fatalf("%s: %q came back as %q", name, line, got)
			}
			if back[0][2] != "-1" {
				t.Fatalf("%s: a number became %q", name, back[0][2])
			}
		}
	})
}

// dangerous is the oracle: OWASP's list, behind leading blanks.
func dangerous(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n\u00a0\ufeff\u200b")
	return s != "" && strings.ContainsRune("=+-@", []rune(s)[0])
}

func TestTables(t *testing.T) {
	r := sample()
	_, summary := written(t, table(r, "summary"), "unix")
	if len(summary) != 3 || summary[0][0] != "fleet" || summary[0][1] != "cost.pv" || summary[1][0] != "premium" || summary[2][1] != "91040000" {
		t.Errorf("summary: %q", summary)
	}
	if last := summary[0][len(summary[0])-1]; last != "cost.year.2009" {
		t.Errorf("the summary ends with %s; what the list of metrics lacks goes last", last)
	}
	_, m := written(t, table(r, "metrics"), "unix")
	want := map[string]bool{"shop,premium,web,units_up,mean,979.2,1,exact,": false, "shop,premium,,availability,mean,0.99995,1,exact,pay": false, "shop,commodity,,exhaustion,mean,,h from start,monte-carlo,": false}
	for _, row := range m {
		if _, ok := want[strings.Join(row, ",")]; ok {
			want[strings.Join(row, ",")] = true
		}
	}
	var order []string
	for _, row := range m[1:] {
		if row[1] == "premium" && row[2]+row[8] == "" && row[4] == "mean" {
			order = append(order, row[3])
		}
	}
	if got := strings.Join(order, " "); got != "cost.pv availability unavailability downtime outages outage_duration objective demand.peak capacity.peak capacity.degraded headroom exhaustion cost.year.2009" {
		t.Errorf("metrics are in the order %s", got)
	}
	for row, seen := range want {
		if !seen {
			t.Errorf("metrics lacks %s", row)
		}
	}
	_, c := written(t, table(r, "costs"), "unix")
	if got := strings.Join(c[1], ","); got != "2009-01-01,2009-02-01,Purchase,One-Time,price,hardware,web,980,server,46852000.5,0,CNY,premium,0" {
		t.Errorf("costs: %s", got)
	}
}
