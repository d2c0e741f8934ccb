package decide

import (
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
)

// needs are the parts of an answer that somebody wants: the rest is not computed.
type needs struct {
	histories, longRun, money        bool // of each trial: what happens, what an exact method says, the bill
	missions, shortfalls, rare, data bool
	loads, brownouts                 bool // what is carried, but for moments; when it is dark in part
	crossovers, maturities           bool
	pictures                         bool // curves over what a figure sums up

	fleets []string // whose figures are asked for; nil: all
	means  bool     // of what happens only means that an exact method may know
	judged bool     // and the assertions are judged, on all trials
}

// needed is what options ask for, where nobody says it in detail.
func needed(o Options) *needs {
	if o.need != nil {
		return o.need
	}
	return &needs{
		histories: true, longRun: true, money: true, data: true, loads: true, brownouts: true,
		missions: !o.Lean && !o.noMissions, shortfalls: !o.Lean && !o.noMissions,
		rare: !o.Lean || o.Rare, crossovers: !o.Lean, maturities: !o.Lean, pictures: !o.Lean,
	}
}

// How the figures of a metric come about.
type origin int

const (
	fromHistory origin = iota // in histories, or in the long run
	fromDraw                  // from the draw alone
	fromBill                  // from the bill, which may follow the failures of a history
	fromLoss                  // from the bill and what a history loses
)

var (
	drawnMetrics   = strings.Fields("demand.peak utilization overload exhaustion units_end order_by growth_stops spares_needed")
	drawnFamilies  = strings.Fields("capacity. headroom latency. load. units_bought")
	billedMetrics  = strings.Fields("power.peak racks heads saving payback irr regret cheaper_from crossover")
	billedFamilies = strings.Fields("cost. carbon")
	lossyMetrics   = strings.Fields("cost.lost_revenue cost.with_losses cost.per_request")
	unloadMetrics  = strings.Fields("units_end order_by growth_stops spares_needed")
	brownedMetrics = strings.Fields("brownout blast")
	againstMetrics = strings.Fields("saving payback irr regret cheaper_from crossover")
	missionMetrics = strings.Fields("reliability unreliability mttf")
	longRunMetrics = strings.Fields("availability unavailability downtime outages outage_duration served units_up")
	keepingMetrics = strings.Fields("data_loss mttdl bytes_lost")
	maturityFamily = "maturity."
)

// comes says how a metric comes about.
func comes(metric string) origin {
	begins := func(family string) bool { return strings.HasPrefix(metric, family) }
	switch {
	case slices.Contains(lossyMetrics, metric):
		return fromLoss
	case slices.Contains(billedMetrics, metric), slices.ContainsFunc(billedFamilies, begins):
		return fromBill
	case slices.Contains(drawnMetrics, metric), slices.ContainsFunc(drawnFamilies, begins):
		return fromDraw
	}
	return fromHistory
}

// against reports whether a figure holds its fleet against others.
func against(metric string) bool {
	return slices.Contains(againstMetrics, metric) || strings.HasPrefix(metric, maturityFamily)
}

// askedOf is what assertions ask of the fleets that are wanted.
func askedOf(p *model.Plan, list []*model.Assertion, o *Options) *needs {
	n := &needs{means: true}
	all := false
	for _, a := range list {
		n.add(a)
		for _, f := range []string{a.Fleet, a.Of} {
			if f != "" && wanted(f, o.Fleets) && !slices.Contains(n.fleets, f) {
				n.fleets = append(n.fleets, f)
			}
		}
		all = all || against(a.Metric)
	}
	if all {
		n.fleets = o.Fleets
	}
	travels := func(m model.Migration) bool { return wanted(m.Name, n.fleets) }
	if slices.ContainsFunc(p.Migrations, travels) { // a plan is run as a whole
		n.histories, n.longRun, n.money, n.loads, n.brownouts, n.means = true, true, true, true, true, false
	}
	if n.money && (!n.histories || n.means) && billsFailures(p, n.fleets) {
		n.histories, n.means = true, false
	}
	n.longRun = n.longRun || o.Method == "exact"
	return n
}

func (n *needs) add(a *model.Assertion) {
	if a.Survives != nil {
		return
	}
	mean := a.Stat == model.Mean
	is := func(list []string) bool { return slices.Contains(list, a.Metric) }
	switch comes(a.Metric) {
	case fromDraw:
		n.loads = n.loads || a.At.Kind == model.Whole && !is(unloadMetrics) && !strings.HasPrefix(a.Metric, "units_bought")
		return
	case fromBill:
		n.money, n.loads = true, n.loads || a.Metric == "cost.per_tps"
		n.crossovers = n.crossovers || a.Metric == "crossover"
		return
	case fromLoss:
		n.money, n.histories, n.means = true, true, false
		return
	}
	n.histories = true
	switch {
	case is(missionMetrics):
		n.missions = true
	case a.Metric == "shortfall":
		n.shortfalls = true
	case is(keepingMetrics):
		n.data = true
	default:
		n.longRun = true
	}
	n.brownouts = n.brownouts || is(brownedMetrics)
	n.maturities = n.maturities || strings.HasPrefix(a.Metric, maturityFamily)
	n.rare = n.rare || mean && (is(longRunMetrics) || is(missionMetrics))
	n.means = n.means && mean && is(longRunMetrics)
}

// billsFailures reports whether the bill of a fleet follows how often its units fail.
func billsFailures(p *model.Plan, fleets []string) bool {
	d, err := newDrawer(p, 1)
	if err != nil {
		return true
	}
	for i := range p.Fleets {
		if !wanted(p.Fleets[i].Name, fleets) {
			continue
		}
		s := newStage(p, &p.Fleets[i])
		v, u := invoice.New(p, s.fleet), s.usage()
		var draw model.Draw
		for t := range 9 { // at likely values, and at some draws: a price may be 0 at one
			if t > 0 {
				draw = d.draw(draw, uint64(t))
				s.luck(1, uint64(t))
				s.resolve(draw)
			}
			var flows [2][]float64
			for k := range flows {
				u.Failures = func(int) float64 { return float64(1000 * k) }
				v.Fill(draw, &u)
				for _, m := range v.Bill.ByMonth() {
					flows[k] = append(flows[k], m.Float())
				}
			}
			if !slices.Equal(flows[0], flows[1]) {
				return true
			}
		}
	}
	return false
}

// allSolved reports whether an exact method knows the long run of every fleet at each draw.
func (r *run) allSolved() bool {
	for i, s := range r.stages {
		if !r.solve[i] || !s.sys.Hours.Always() {
			return false
		}
	}
	return true
}
