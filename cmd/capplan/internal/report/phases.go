package report

import (
	"strings"

	"github.com/capplan/capplan"
)

// phases has a row for each phase of each plan.
func phases(r *capplan.Result) [][]value {
	columns := strings.Fields("availability downtime outages risk demand.peak capacity.peak headroom cost")
	out := [][]value{texts(append(strings.Fields("plan from until runs hours"), columns...)...)}
	for _, n := range names(r) {
		for i := range r.Fleets[n].Phases {
			p := &r.Fleets[n].Phases[i]
			row := append(texts(n, p.From, p.Until, strings.Join(runs(p, data), "; ")), value{data(p.Hours), true})
			for _, c := range columns {
				row = append(row, figure(p.Metrics[c].Mean))
			}
			out = append(out, row)
		}
	}
	return out
}

// runs says what runs in a phase, shares as they are to be written.
func runs(p *capplan.PhaseResult, written func(share float64) string) []string {
	var out []string
	for _, run := range p.Runs {
		if run.Pools == nil {
			out = append(out, run.Fleet+" "+written(run.Share))
			continue
		}
		var pools []string
		for _, pool := range keys(run.Pools) {
			text := pool
			if share := run.Pools[pool]; share < 1 {
				text += " " + written(share)
			}
			pools = append(pools, text)
		}
		out = append(out, run.Fleet+" ("+strings.Join(pools, ", ")+")")
	}
	return out
}

// phases draws what runs in each phase of each plan, and how well.
func (p *pen) phases(r *capplan.Result) {
	for _, n := range names(r) {
		f := r.Fleets[n]
		if len(f.Phases) == 0 {
			continue
		}
		rows := [][]string{{p.bold("PHASES of " + n), "availability", "an outage in it", "carries, req/s", "headroom", "cost"}}
		for i := range f.Phases {
			ph := &f.Phases[i]
			text := func(metric string, of func(m *capplan.Metric) string) string {
				if m, ok := ph.Metrics[metric]; ok && m.Mean != nil {
					return of(&m)
				}
				return ""
			}
			row := []string{
				ph.From + ": " + strings.Join(runs(ph, percent), ", "),
				text("availability", available),
				text("risk", func(m *capplan.Metric) string { return probability(m, r.Trials) }),
				text("capacity.peak", func(m *capplan.Metric) string { return short(*m.Mean) }),
				text("headroom", func(m *capplan.Metric) string { return percent(*m.Mean) }),
				text("cost", func(m *capplan.Metric) string { return withUnit(short(*m.Mean), m.Unit) }),
			}
			rows = append(rows, row)
		}
		p.fitted(lively(rows), []string{"headroom", "carries, req/s"})
		p.line("")
	}
}

// lively leaves out the columns in which nothing stands.
func lively(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for c := range rows[0] {
		some := c == 0
		for _, row := range rows[1:] {
			some = some || row[c] != ""
		}
		for i := range rows {
			if some {
				out[i] = append(out[i], rows[i][c])
			}
		}
	}
	return out
}
