package decide

import (
	"slices"
	"sort"

	"github.com/capplan/capplan/model"
)

// An Exceedance is the law of the downtime of a history, as the trials show it: the share
// of them whose downtime is larger than each of some values. It ends at the largest
// downtime seen, which none exceeds: hi says how often one may.
//
// Values are order statistics, so dense that each twentieth of the trials has two, and
// the last tenth eight for each tenth of what is left. What is larger than the k-th
// smallest of n values has a probability of the law Beta(n−k+1, k) (David & Nagaraja
// 2003, 2.3); the interval of Clopper & Pearson (1934) of n−k hits in n reaches as high,
// and lower, so that it holds at the level or more for each value alone.
type Exceedance struct {
	Unit     string    `json:"unit"`     // of downtime and limit: min/year
	Downtime []float64 `json:"downtime"` // rising
	Share    []float64 `json:"share"`    // of trials whose downtime is larger
	Lo       []float64 `json:"lo"`       // bounds on the probability of that
	Hi       []float64 `json:"hi"`
	Level    float64   `json:"level"`
	Method   string    `json:"method"`
	Limit    *float64  `json:"limit"` // what the objective leaves; null: there is none
	Over     *Metric   `json:"over"`  // share of trials whose downtime is larger than limit
}

// exceedance sums up the unavailability of histories; objective 0: none was promised.
func exceedance(unavailability column, objective float64) *Exceedance {
	v := scaled(unavailability, minutesPerYear)
	slices.Sort(v)
	n := float64(len(v))
	larger := func(x float64) float64 { return n - float64(sort.Search(len(v), func(i int) bool { return v[i] > x })) }
	out := &Exceedance{Unit: "min/year", Level: level, Method: model.MonteCarlo.String()}
	for _, p := range exceededAt(len(v)) {
		x := order(v, p)
		if k := len(out.Downtime); k > 0 && out.Downtime[k-1] == x {
			continue
		}
		hits := larger(x)
		lo, hi := clopperPearson(hits, n, level)
		out.Downtime, out.Share = append(out.Downtime, x), append(out.Share, round12(hits/n))
		out.Lo, out.Hi = append(out.Lo, lo), append(out.Hi, hi)
	}
	if objective > 0 {
		limit := round12((1 - objective) * minutesPerYear)
		over := proportion(larger(limit), n, "histories with more downtime than "+short(limit)+" min/year")
		over.of = nil
		out.Limit, out.Over = &limit, &over
	}
	return out
}

// exceededAt are the quantiles that a curve of n trials shows, those of a metric among
// them: from the smallest value to the largest.
func exceededAt(n int) []float64 {
	out := []float64{0, .01}
	for k := 1; k <= 36; k++ {
		out = append(out, float64(k)/40)
	}
	for left := 0.1; left*float64(n) >= 1; left *= 0.749894209332456 { // 10^(-1/8)
		out = append(out, 1-left)
	}
	out = append(out, .95, .99, 1)
	slices.Sort(out)
	return out
}

// exceedances puts the curves of a fleet and, where it serves several workloads, of each
// that something was promised.
func (a *assembler) exceedances(to *FleetResult) {
	if !a.sim {
		return
	}
	all := a.stage.sys.Workloads
	whole := 0.0
	if len(all) == 1 {
		whole = all[0].Objective
	}
	to.Exceedance = exceedance(a.sheet.unavailability, whole)
	for w := range all {
		if len(all) > 1 && all[w].Objective > 0 {
			r := to.Workloads[all[w].Name]
			r.Exceedance = exceedance(a.sheet.workloads[w].unavailability, all[w].Objective)
			to.Workloads[all[w].Name] = r
		}
	}
}
