package decide

import (
	"math"
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
		out.promise(objective, larger(left(objective)), n)
	}
	return out
}

// left is the downtime that an objective leaves, in min/year.
func left(objective float64) float64 { return round12((1 - objective) * minutesPerYear) }

func (e *Exceedance) promise(objective, hits, n float64) {
	limit := left(objective)
	over := proportion(hits, n, "histories with more downtime than "+short(limit)+" min/year")
	over.of = nil
	e.Limit, e.Over = &limit, &over
}

// exceedance is that of all trials of a long run, at the upper edges of bins: how many
// trials have more is known exactly.
func (s *sums) exceedance(key string, objective float64) *Exceedance {
	b := s.bins[key+"unavailability"]
	if b == nil || b.n != s.n {
		return nil
	}
	out := &Exceedance{Unit: "min/year", Level: level, Method: model.MonteCarlo.String()}
	for _, p := range exceededAt(int(b.n)) {
		_, _, edge := b.at(max(1, int64(math.Ceil(p*float64(b.n)))))
		x := edge * minutesPerYear
		if k := len(out.Downtime); k > 0 && out.Downtime[k-1] == x {
			continue
		}
		hits, _ := b.larger(edge)
		lo, hi := clopperPearson(float64(hits), float64(b.n), level)
		out.Downtime, out.Share = append(out.Downtime, x), append(out.Share, round12(float64(hits)/float64(b.n)))
		out.Lo, out.Hi = append(out.Lo, lo), append(out.Hi, hi)
	}
	if objective > 0 {
		out.promise(objective, float64(s.counts[key+"over"]["over"]), float64(b.n))
	}
	return out
}

// overs counts the trials with more downtime than each objective leaves.
func (a *assembler) overs() {
	if !a.long || !a.sim {
		return
	}
	count := func(v column, objective float64) (n int64) {
		for _, x := range v {
			if x*minutesPerYear > left(objective) {
				n++
			}
		}
		return n
	}
	for w := range a.stage.sys.Workloads {
		if o := &a.stage.sys.Workloads[w]; o.Objective > 0 {
			a.out.over["workloads/"+o.Name+"/over"] = count(a.sheet.workloads[w].unavailability, o.Objective)
			if len(a.stage.sys.Workloads) == 1 {
				a.out.over["over"] = count(a.sheet.unavailability, o.Objective)
			}
		}
	}
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
func (a *assembler) exceedances(to *FleetResult, all *sums) {
	if !a.sim {
		return
	}
	of := func(v column, key string, objective float64) *Exceedance {
		if all != nil {
			return all.exceedance(a.stage.fleet.Name+"/"+key, objective)
		}
		return exceedance(v, objective)
	}
	served := a.stage.sys.Workloads
	whole := 0.0
	if len(served) == 1 {
		whole = served[0].Objective
	}
	to.Exceedance = of(a.sheet.unavailability, "", whole)
	for w := range served {
		if len(served) > 1 && served[w].Objective > 0 {
			r := to.Workloads[served[w].Name]
			r.Exceedance = of(a.sheet.workloads[w].unavailability, "workloads/"+served[w].Name+"/", served[w].Objective)
			to.Workloads[served[w].Name] = r
		}
	}
}
