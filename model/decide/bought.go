package decide

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/model/throughput"
)

// boughtColumns are what a growing pool bought, by trial.
type boughtColumns struct {
	pool   int
	end    column // units at the horizon's end
	bought column
	byYear []column
	first  column   // hours: when the first step is to be ordered; +Inf: none is
	stops  column   // hours: when a step was due that could not be bought; +Inf: none was
	by     []string // what stood in the way
}

func newBoughtColumns(s *stage, years, trials int) []boughtColumns {
	var out []boughtColumns
	for _, i := range s.pools {
		c := func() column { return make(column, trials) }
		out = append(out, boughtColumns{pool: i, end: c(), bought: c(), byYear: columns(years, trials), first: c(), stops: c(), by: make([]string, trials)})
	}
	return out
}

// purchases writes what the pools of a fleet bought in a trial.
func (w *worker) purchases(i, t int) {
	s, v := w.stages[i], w.bills[i]
	for k := range w.run.sheets[i].bought {
		c := &w.run.sheets[i].bought[k]
		p := &s.sys.Pools[c.pool]
		before := p.Count
		for _, a := range p.Arrivals {
			n := float64(a.Count - before)
			before = a.Count
			c.bought[t] += n
			if y := sort.SearchInts(w.run.sheets[i].cost.years, v.YearAt(a.At)); y < len(c.byYear) {
				c.byYear[y][t] += n
			}
		}
		c.end[t] = float64(before)
		b := s.purchase(c.pool)
		c.first[t], c.stops[t], c.by[t] = b.First, b.Stops, b.By
	}
}

// purchases puts what the pools buy, each and together.
func (a *assembler) purchases() {
	var all boughtColumns
	for k := range a.sheet.bought {
		c := &a.sheet.bought[k]
		r := a.out.Pools[a.stage.sys.Pools[c.pool].Name]
		a.bought(r.Metrics, c)
		if k == 0 {
			all = *c
			continue
		}
		all.end, all.bought = added(all.end, c.end), added(all.bought, c.bought)
		byYear := make([]column, len(c.byYear))
		for y := range byYear {
			byYear[y] = added(all.byYear[y], c.byYear[y])
		}
		all.byYear, all.first, all.stops = byYear, earlier(all.first, c.first), earlier(all.stops, c.stops)
	}
	if len(a.sheet.bought) > 0 {
		a.bought(a.out.Metrics, &all)
	}
}

func (a *assembler) bought(to map[string]Metric, c *boughtColumns) {
	to["units_end"] = computed("1", c.end, "units at the horizon's end, bought ahead of the demand expected")
	to["units_bought"] = computed("1", c.bought, "units that arrive within the horizon")
	for y, v := range c.byYear {
		to["units_bought."+strconv.Itoa(a.sheet.cost.years[y])] = computed("1", v, "units that arrive in the year")
	}
	to["order_by"] = dated(c.first, "when the first step is to be ordered, a lead time before it is needed; null: none within the horizon")
	to["growth_stops"] = dated(c.stops, "when a step is due that cannot be bought; null: not within the horizon")
}

// earlier is the lesser of two times, trial by trial.
func earlier(a, b column) column {
	out := make(column, len(a))
	for t := range out {
		out[t] = min(a[t], b[t])
	}
	return out
}

// dated summarises times, +Inf of which lie beyond the horizon.
func dated(v column, why string) Metric {
	s := append(column{}, v...)
	for i := range s {
		if math.IsNaN(s[i]) {
			s[i] = math.Inf(1)
		}
	}
	m := Metric{Unit: hoursFromStart, Level: level, Method: model.MonteCarlo.String(), PercentileMethod: "draws", Why: why, of: &trialed{trials: slices.Clone(s)}}
	sort.Float64s(s)
	if constant(s) {
		m.Method, m.Level = model.Exact.String(), 1
		m.Mean, m.Lo, m.Hi = ptr(s[0]), ptr(s[0]), ptr(s[0])
	}
	m.P10, m.P50, m.P90 = ptr(order(s, .1)), ptr(order(s, .5)), ptr(order(s, .9))
	return m
}

// cramped warns of growth that is cut, and of rooms that do not hold what is there.
func (r *run) cramped(i int, add func(code, format string, args ...any)) {
	bounded := slices.ContainsFunc(r.plan.Sites, func(at model.Site) bool { return at.MostRacks > 0 || at.MostPower.Set })
	if len(r.stages[i].pools) == 0 && !bounded {
		return
	}
	s := newStage(r.plan, r.fleets[i])
	counts := make([]int, len(s.sys.Pools))
	for p := range counts {
		counts[p] = s.sys.Pools[p].Units()
	}
	for _, room := range s.rooms(nil) {
		if x := room.Load(counts, -1, 0); x > room.Limit*(1+1e-12) {
			add("W266", "%s do not hold what is there at the start, %s", room.Name, short(x))
		}
	}
	if len(s.pools) == 0 {
		return
	}
	if room, ok := s.racks(s.perRack(nil)); !ok && room.Per != nil {
		if x := room.Load(counts, -1, 0); x > 1 {
			add("W268", "%s do not hold what stands in them at the start, %s of what one can: they are taken for larger", room.Name, percentOf(x))
		}
	}
	for k := range r.sheets[i].bought {
		c := &r.sheets[i].bought[k]
		var when column
		var by []string
		for t, x := range c.stops {
			if !math.IsInf(x, 1) {
				when, by = append(when, x), append(by, c.by[t])
			}
		}
		if len(when) == 0 {
			continue
		}
		sort.Float64s(when)
		what := stopWords(most(by), r.fleets[i].Pools[c.pool].Grow)
		add("W267", "pool %s cannot buy what it is to from %s on (median of the %d of %d trials in which it comes to that): %s", r.fleets[i].Pools[c.pool].Name,
			dayOf(r.plan, order(when, .5)), len(when), len(c.stops), what)
	}
}

func percentOf(x float64) string { return short(100*x) + " %" }

// dayOf is the date of a time, or the days gone by where the scenario has no start.
func dayOf(p *model.Plan, hours float64) string {
	if b := p.Horizon.Begin; !b.IsZero() {
		return b.Add(time.Duration(hours * float64(time.Hour))).Format(time.DateOnly)
	}
	return "day " + strconv.Itoa(int(hours/24)+1)
}

// stopWords says what stood in the way of a purchase.
func stopWords(by string, g *model.Growth) string {
	switch by {
	case throughput.StopsAtMax:
		return "a step more is beyond its max of " + strconv.Itoa(g.Max)
	case throughput.StopsByScaling:
		return "by its scaling law more units carry less"
	}
	return by + " are full"
}

// perRack is how much of a rack a unit of each pool fills.
func (s *stage) perRack(d model.Draw) []float64 {
	v := make([]float64, len(s.fleet.Pools))
	for i := range s.fleet.Pools {
		p := &s.fleet.Pools[i]
		at := p.Site
		if at < 0 {
			at = s.fleet.Site
		}
		var site *model.Site
		if at >= 0 {
			site = &s.plan.Sites[at]
		}
		v[i] = invoice.RacksPer(p.Hardware, site, d)
	}
	return v
}
