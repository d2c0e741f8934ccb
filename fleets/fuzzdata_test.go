package fleets

import (
	"math"
	"testing"

	"github.com/capplan/capplan/internal/fuzzing"
)

// FuzzSeries reads a measured load: there is a series of rising times, or diagnostics.
func FuzzSeries(f *testing.F) {
	f.Add(measured(14, 1, sine), "")
	f.Add(measured(2, 3, sine), "time")
	for _, list := range wrongData {
		for _, b := range list {
			f.Add(b.text, "")
		}
	}
	f.Add("ts;x\n1798761600;1,5\n", "x")
	f.Add("time\tx\n2027-01-01\t1\n2027-01-02\t2\n2027-01-03\t1\n", "")
	f.Add("#c\n\"a\nb\",x\n2027-01-01,1\n", "a\nb")
	fuzzSeries(f, func(text, column string) SeriesOptions { return SeriesOptions{Format: "csv", Column: column} })
}

// FuzzPrometheus reads a saved answer of Prometheus.
func FuzzPrometheus(f *testing.F) {
	f.Add(answer(`[[0,"1"],[3600,"2"],[7200,"NaN"]]`), "web")
	f.Add(two, `{job="api"`)
	f.Add(two, `{job="api",instance="web-1"}`)
	f.Add(`{"status":"error","errorType":"bad_data","error":"parse error."}`, "")
	f.Add(`{"status":"success","data":{"resultType":"vector","result":[]}}`, "")
	f.Add(`{"status":"success","data":{"resultType":"matrix","result":[{"values":[[1798761600,"1"],[1798848000,"3"],[1798934400,"2"],[1799020800,"1"]],"metric":{"__name__":"x_total"}}]}}`, "")
	f.Add(`{"status":"success","data":{"result":[{"metric":{"__name__":"rps","a":"b\"c"},"values":[[1798761600.5,"1"],[1e300,"+Inf"],["x",3]]}],"resultType":"matrix"}}`, "rps")
	f.Add(`{"status":`, "")
	fuzzSeries(f, func(_, series string) SeriesOptions { return SeriesOptions{Format: "prometheus", Series: series} })
}

func fuzzSeries(f *testing.F, options func(text, name string) SeriesOptions) {
	fuzzing.Run(f, func(t *testing.T, text, name string) {
		defer fuzzing.Watch()()
		o := options(text, name)
		o.ReadFile = files(map[string]string{"x": text})
		s, _, err := ReadSeries("x", o)
		if (s == nil) == (err == nil) {
			t.Fatalf("%v, %v", s, err)
		}
		if toldWell(t, err, text, name) {
			return
		}
		for i := range s.Values {
			if !(s.Values[i] >= 0) || i > 0 && !(s.Hours[i] > s.Hours[i-1]) {
				t.Fatalf("value %d: %v at %v", i, s.Values[i], s.Hours[i])
			}
		}
		for _, v := range s.Fold(168, 1) {
			if !(v >= 0) {
				t.Fatalf("a step of %v", v)
			}
		}
	})
}

// FuzzLog reads a log of lives or repairs: what is taken makes sense.
func FuzzLog(f *testing.F) {
	for _, list := range wrongData {
		for _, b := range list {
			f.Add(b.text, true)
			f.Add(b.text, false)
		}
	}
	f.Add("installed,failed,removed,entered\n2020-01-01,2020-01-02,,2020-01-01\n", false)
	f.Add("failed,repaired\n2020-01-01T03:00,2020-01-01T05:30\n", true)
	f.Add("hours,failed,entered\n3,1,1\n4.5,0,\n", false)
	fuzzing.Run(f, func(t *testing.T, text string, repairs bool) {
		defer fuzzing.Watch()()
		log, _, err := ReadLog("log.csv", LogOptions{Repairs: repairs, Until: "2021-01-01", ReadFile: files(map[string]string{"log.csv": text})})
		if toldWell(t, err, text) {
			return
		}
		for _, g := range log.Groups {
			for _, l := range g.Lives {
				if !(l.Entry >= 0 && l.Exit > l.Entry) || math.IsInf(l.Exit, 0) {
					t.Errorf("%+v", l)
				}
			}
		}
	})
}

// FuzzLoadTest reads a load test.
func FuzzLoadTest(f *testing.F) {
	for _, s := range []string{"N,X\n1,10\n2,19\n4,36\n", "users;tps\n1;10,5\n", "N,X\n0,1\n", "N,X\n1,-1\n", "x\n", "N,X\n1e400,1\n2,NaN\n"} {
		f.Add(s, "", "")
	}
	f.Add("a,b,c\n1,2,3\n", "a", "c")
	fuzzing.Run(f, func(t *testing.T, text, n, x string) {
		defer fuzzing.Watch()()
		l, _, err := ReadLoadTest("x.csv", LoadTestOptions{N: n, X: x, ReadFile: files(map[string]string{"x.csv": text})})
		if toldWell(t, err, text, n, x) {
			return
		}
		for i := range l.N {
			if !(l.N[i] > 0 && l.X[i] > 0) || math.IsInf(l.N[i], 0) || math.IsInf(l.X[i], 0) {
				t.Errorf("%v %v", l.N[i], l.X[i])
			}
		}
	})
}

// FuzzSamples reads a law from the column of a data file.
func FuzzSamples(f *testing.F) {
	for _, s := range []string{"hours\n3\n4\n", "kind,minutes\na,60\nb,180\n", "hours\n0\n", "hours\n1e308\n1e308\n", "hours\n5e-324\n", "a;b\n1;2\n", "hours\n-\n1,5\n3 h\n", "\"h\n", "{}"} {
		f.Add(s, "hours")
	}
	fuzzing.Run(f, func(t *testing.T, text, column string) {
		defer fuzzing.Watch()()
		r := newReader(Options{ReadFile: files(map[string]string{"x.csv": text})})
		src := newSource("capplan.yaml", "samples")
		r.register(src)
		at := place{src: src, line: 1, col: 1, width: 7}
		n := &node{shape: mapShape, at: at, fields: []field{
			{"samples", at, &node{text: "x.csv", at: at}},
			{"column", at, &node{text: column, quoted: true, at: at}},
		}}
		q := r.randomTime(n, "fleets.a.repair")
		if toldWell(t, r.errors(), text, column) {
			return
		}
		if m := q.At(nil).Mean; !(m > 0) || math.IsInf(m, 0) {
			t.Errorf("a mean of %v", m)
		}
	})
}

// FuzzPriceBook refers to an entry of a price book.
func FuzzPriceBook(f *testing.F) {
	for _, s := range []string{
		"x: {kind: hardware, price: 5 USD, source: a, date: 2026-01-01, confidence: high, useful_life: 4 y, failures: {afr: 8 %}, repair: 24 h}",
		"x: {kind: hardware, base: catalog:y, price: 5 USD}\ny: {kind: hardware, base: catalog:x}", "x: 3", "[]", "x: {base: catalog:x86-2s-2024, price: {value: 7k USD (4.5k..12k), as_of: 2009-01, trend: -15 %/year, volume: {100: 10 %}}}", "x:",
	} {
		f.Add(s)
	}
	const text = "version: 1\ncurrency: USD\nhorizon: {start: 2027-01, years: 5}\ncatalog: {files: [prices.yaml]}\nfleets: {a: {hardware: catalog:x, count: 2, failures: never}}\n"
	fuzzing.Run(f, func(t *testing.T, book string) {
		defer fuzzing.Watch()()
		_, _, err := loads(text, book, Options{})
		toldWell(t, err, book)
	})
}
