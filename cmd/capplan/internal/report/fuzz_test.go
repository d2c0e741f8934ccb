package report

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/internal/fuzzing"
)

// bentResults are saved results that one value is changed of: small ones of every kind.
func bentResults(f *testing.F) []*fuzzing.Tree {
	f.Helper()
	var out []*fuzzing.Tree
	for _, r := range []*capplan.Result{sample(), kept(), resultOf(f, "../../../../examples/hello/capplan.yaml", "", 10)} {
		data, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		t, err := fuzzing.Grow(data)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, t)
	}
	for i := range uint16(30) {
		f.Add(uint8(i), i*97, uint8(i), "1e308")
		f.Add(uint8(i), i*61, uint8(i+3), "2027-01")
	}
	return out
}

// fuzzFormats writes what is read in one of the ways; tree chooses both the result and the
// way.
func fuzzFormats(f *testing.F, ways int, write func(r *capplan.Result, way int) error) {
	trees := bentResults(f)
	fuzzing.Run(f, func(t *testing.T, tree uint8, where uint16, what uint8, value string) {
		defer fuzzing.Watch()()
		text := trees[int(tree)%len(trees)].Bend(where, what, value)
		r, err := capplan.ParseResult("r.json", text)
		if err != nil {
			fuzzing.Message(t, err.Error(), string(text))
			return
		}
		if err := write(r, int(tree)/len(trees)%ways); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}

// FuzzReport renders a saved result of which a value is changed as text: it never fails.
func FuzzReport(f *testing.F) {
	formats := []string{"table", "markdown", "json"}
	fuzzFormats(f, len(formats), func(r *capplan.Result, way int) error {
		return Write(io.Discard, r, formats[way], Options{Width: 80})
	})
}

// FuzzReportTables does as FuzzReport, for the tables of CSV.
func FuzzReportTables(f *testing.F) {
	fuzzFormats(f, len(Tables), func(r *capplan.Result, way int) error {
		return Write(io.Discard, r, "csv", Options{Table: Tables[way]})
	})
}

// FuzzReportPages does as FuzzReport, for the page and the workbook.
func FuzzReportPages(f *testing.F) {
	formats := []string{"html", "xlsx"}
	fuzzFormats(f, len(formats), func(r *capplan.Result, way int) error {
		return Write(io.Discard, r, formats[way], Options{})
	})
}
