package decide

import "github.com/capplan/capplan/model"

// A column is one figure of every trial.
type column []float64

// A sheet holds what the trials of one fleet said: a row per trial, written by
// whichever worker ran it, so that its order never depends on the workers.
type sheet struct {
	fleet *model.Fleet

	// from histories
	unavailability, down, outages, worstYear, served column
	planned, brownout, blast                         column
	workloads                                        []workloadColumns
	pools                                            []poolColumns
	causes                                           []column
	durations                                        [][]float64 // per trial

	// closed forms of the draws
	solved   solvedColumns
	missions missionColumns
	cost     costColumns
	load     loadColumns
	split    splitColumns
	latency  latencyColumns
	fan      *fanColumns     // nil: not asked for, or nothing limits
	bought   []boughtColumns // by growing pool
	ledgers  []ledgerColumns // by pool
	phases   []phaseColumns  // of a plan
	wrong    *wrongColumns   // nil: nothing is said of wrong results
}

type workloadColumns struct{ unavailability, served, badWindows, windows column }

type poolColumns struct{ unitsUp, meanUp, failures, utilization, spares column }

// solvedColumns hold the exact answers at each draw; empty when there are none.
type solvedColumns struct {
	unavailability, notUp, outageRate, served column
	workloads, workloadServed, unitsUp        []column
	causes                                    []column
	method                                    model.Method
	why                                       string
}

// rate is the rates of outages; nil where they are not known.
func (c *solvedColumns) rate() column {
	if c.outageRate != nil && !finite(c.outageRate) {
		return nil
	}
	return c.outageRate
}

const hourlyOutages = "not known: outages count in some hours only, and one that begins before these counts if it is not over; histories know"

type loadColumns struct {
	demand, peak, own, degraded, headroom, multiple, utilization, overload, exhaustion, next column
	bottleneck, degradedBy, nextBy                                                           []string
}

func columns(n, trials int) []column {
	out := make([]column, n)
	for i := range out {
		out[i] = make(column, trials)
	}
	return out
}

func newSheet(s *stage, trials int) *sheet {
	c := func() column { return make(column, trials) }
	h := &sheet{fleet: s.fleet}
	h.unavailability, h.down, h.outages, h.worstYear, h.served = c(), c(), c(), c(), c()
	h.planned, h.brownout, h.blast = c(), c(), c()
	h.durations = make([][]float64, trials)
	for range s.sys.Workloads {
		h.workloads = append(h.workloads, workloadColumns{c(), c(), c(), c()})
	}
	for range s.sys.Pools {
		h.pools = append(h.pools, poolColumns{c(), c(), c(), c(), c()})
	}
	h.causes = columns(len(s.causes), trials)
	h.cost = newCostColumns(trials)
	h.load = loadColumns{
		demand: c(), peak: c(), own: c(), degraded: c(), headroom: c(), multiple: c(),
		utilization: c(), overload: c(), exhaustion: c(), next: c(),
		bottleneck: make([]string, trials), degradedBy: make([]string, trials), nextBy: make([]string, trials),
	}
	if s.limits() {
		h.split = splitColumns{columns(len(splitParts), trials), make([]string, trials)}
	}
	h.latency = newLatencyColumns(s, trials)
	h.ledgers = newLedgerColumns(s, trials)
	h.wrong = newWrongColumns(s, trials)
	return h
}

func (c *solvedColumns) alloc(s *stage, trials int) {
	c.unavailability, c.notUp, c.outageRate, c.served = make(column, trials), make(column, trials), make(column, trials), make(column, trials)
	c.workloads = columns(len(s.sys.Workloads), trials)
	c.workloadServed = columns(len(s.sys.Workloads), trials)
	c.unitsUp = columns(len(s.sys.Pools), trials)
	c.causes = columns(len(s.causes), trials)
}
