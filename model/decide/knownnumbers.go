package decide

import (
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/simulate"
	"github.com/capplan/capplan/model/throughput"
)

// knownNumbers are answers that no scenario can ask for: the generator and the
// solvers themselves.
func knownNumbers() []Proof {
	words := 0.0
	for i, w := range simulate.Philox([4]uint64{}, 0, 0) {
		if w == [4]uint64{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}[i] {
			words++
		}
	}
	rows := []Proof{
		{Metric: "philox4x64-10, words", Expected: 4, Got: ptr(words), Method: model.Exact.String(), Source: "Salmon, Moraes, Dror & Shaw 2011"},
		{Metric: "7 of 20, 2 crews", Expected: 6.023005089e-15, Got: ptr(exact.Crews(20, 2, 1000, 1).Tail(7)), Method: model.Exact.String(), Tolerance: ptr(1e-9), Source: "birth-death product form, 40-digit arithmetic"},
		{Metric: "M/M/100 p99 at 0.95", Expected: 4.724387049, Got: ptr(throughput.MMc{Lambda: 95, Mu: 1, C: 100}.Response(0.99)), Method: model.Exact.String(), Tolerance: ptr(1e-9), Source: "Gross & Harris 1998, 40-digit arithmetic"},
	}
	for i := range rows {
		r := &rows[i]
		r.Scenario, r.Against, r.Faster, r.order = "known numbers", "known", 1, -1
		if r.Tolerance == nil {
			r.Tolerance = ptr(0)
		}
		off := (*r.Got - r.Expected) / r.Expected
		r.Error, r.Verdict = ptr(off), fails
		if off <= *r.Tolerance && -off <= *r.Tolerance {
			r.Verdict = holds
		}
	}
	return rows
}
