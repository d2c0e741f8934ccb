package decide

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A tally adds up the legs of a plan.
type tally struct {
	weight, unavailability, down, outages, planned, brownout, blast float64
	durations, years                                                []float64
	workloads, weights, lost, offered                               []float64
	yearly                                                          [][2][]float64 // by workload: loss and weight of each year
	causes                                                          map[string]float64
	method                                                          model.Method
	why                                                             string
}

func (y *tally) open(s *stage) {
	n, years := len(s.sys.Workloads), int(math.Ceil(s.sys.Horizon/model.HoursPerYear))
	y.causes = map[string]float64{}
	y.workloads, y.weights, y.lost, y.offered = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	y.years, y.yearly = make([]float64, years), make([][2][]float64, n)
	for w := range y.yearly {
		y.yearly[w] = [2][]float64{make([]float64, years), make([]float64, years)}
	}
}

// dueIn is what a leg weighs: its requests or, by time, its hours.
func dueIn(s *stage, w int, g *leg, byRequests bool) float64 {
	if byRequests {
		return s.sys.Load.Offered(w, g.from, g.to)
	}
	return g.to - g.from
}

func (g *leg) weight(s *stage) float64 {
	if !s.sys.ByRequests {
		return g.to - g.from
	}
	var sum float64
	for w := range s.sys.Workloads {
		sum += s.sys.Load.Offered(w, g.from, g.to)
	}
	return sum
}

func (y *tally) add(o *outcome, g *leg, s *stage) {
	hours, weight := g.to-g.from, g.weight(s)
	y.weight += weight
	y.unavailability += float64(weight * o.unavailability)
	y.planned += float64(weight * o.planned)
	y.down += float64(hours * o.down)
	y.brownout += float64(hours * o.brownout)
	y.outages += o.outages
	y.blast = max(y.blast, o.blast)
	y.durations = append(y.durations, o.durations...)
	y.years[g.year] += float64(hours * o.unavailability)
	for c, v := range o.causes {
		y.causes[c] += float64(weight * v)
	}
	for w := range y.workloads {
		due := dueIn(s, w, g, s.sys.Workloads[w].ByRequests)
		y.workloads[w] += float64(due * o.workloads[w])
		y.weights[w] += due
		y.yearly[w][0][g.year] += float64(due * o.workloads[w])
		y.yearly[w][1][g.year] += due
		n := s.sys.Load.Offered(w, g.from, g.to)
		y.offered[w] += n
		y.lost[w] += float64(n * (1 - o.served[w]))
	}
	if o.method > y.method || y.why == "" {
		y.method, y.why = max(y.method, o.method), o.why
	}
}

func (y *tally) servedShare() float64 {
	var lost, offered float64
	for w := range y.lost {
		lost += y.lost[w]
		offered += y.offered[w]
	}
	if offered == 0 {
		return 1
	}
	return 1 - lost/offered
}

// putTally writes what histories of a plan saw.
func (h *sheet) putTally(t int, s *stage, y *tally) {
	h.unavailability[t], h.down[t], h.outages[t] = y.unavailability/y.weight, y.down, y.outages
	h.planned[t], h.brownout[t], h.blast[t] = y.planned/y.weight, y.brownout, y.blast
	h.durations[t] = y.durations
	for _, x := range y.years {
		h.worstYear[t] = max(h.worstYear[t], x)
	}
	for i, c := range s.causes {
		h.causes[i][t] = y.causes[c] / y.weight
	}
	h.served[t] = y.servedShare()
	for w := range h.workloads {
		c, ws := &h.workloads[w], &s.sys.Workloads[w]
		c.unavailability[t], c.served[t] = y.workloads[w]/y.weights[w], 1-y.lost[w]/y.offered[w]
		if ws.Objective == 0 || ws.Window != model.HoursPerYear || !s.sys.Steady {
			continue
		}
		for k := range int(s.sys.Horizon / model.HoursPerYear) {
			c.windows[t]++
			if y.yearly[w][0][k] > (1-ws.Objective)*y.yearly[w][1][k] {
				c.badWindows[t]++
			}
		}
	}
}

func (c *solvedColumns) putTally(t int, s *stage, y *tally) {
	c.unavailability[t], c.notUp[t], c.outageRate[t] = y.unavailability/y.weight, y.down/s.sys.Horizon, y.outages/s.sys.Horizon
	c.served[t] = y.servedShare()
	for w := range c.workloads {
		c.workloads[w][t], c.workloadServed[w][t] = y.workloads[w]/y.weights[w], 1-y.lost[w]/y.offered[w]
	}
	for i, name := range s.causes {
		c.causes[i][t] = y.causes[name] / y.weight
	}
	if t == 0 {
		c.method, c.why = y.method, "leg by leg of the phases: "+y.why
	}
}
