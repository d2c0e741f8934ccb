package view

import (
	"fmt"
	"math"

	"github.com/capplan/capplan"
)

// units are the units that run, by pool.
func (j *travel) units() []View {
	v := j.view("units", "units that run", "")
	v.Columns = append(v.Columns, Column{Name: "fleet"}, Column{Name: "pool"}, Column{Name: "units", Number: true})
	values := func(i int) map[lane]float64 {
		out := map[lane]float64{}
		for _, run := range j.phases[i].Runs {
			for pool, n := range run.Units {
				out[lane{run.Fleet, pool}] += float64(n)
			}
		}
		return out
	}
	j.steps(&v, values, func(i int, l lane, x float64) string {
		return fmt.Sprintf("%s from %s: %s units of %s run", l.fleet, j.phases[i].From, j.w.Number(x), l.pool)
	})
	if len(v.Series) == 0 {
		return nil // a result that does not say it
	}
	v.spread()
	for i := range j.phases {
		p := &j.phases[i]
		for _, run := range p.Runs {
			for _, pool := range sorted(run.Units) {
				n := float64(run.Units[pool])
				v.Rows = append(v.Rows, []Cell{text(p.From), text(p.Until), text(run.Fleet), text(pool), {j.w.Number(n), j.w.Data(n)}})
			}
		}
	}
	last := j.phases[len(j.phases)-1]
	v.Title = j.name + " ends with " + j.running(&last)
	if len(j.phases) > 1 {
		v.Title = j.name + " runs " + j.running(&j.phases[0]) + " at first and ends with " + j.running(&last)
	}
	v.Note = "Units as the file has them, those that stand by included, before what growth buys; idle hardware that is not sold is not drawn."
	return []View{v}
}

// spread lays curves that lie far apart on a scale of logarithms, on which a curve ends
// instead of falling to nothing.
func (v *View) spread() {
	lo, hi := math.Inf(1), 0.0
	for _, s := range v.Series {
		for _, p := range s.Points {
			if p.Y > 0 {
				lo, hi = min(lo, p.Y), max(hi, p.Y)
			}
		}
	}
	if !(hi > 20*lo) {
		return
	}
	v.Y.Scale = Log
	for _, s := range v.Series {
		for i := range s.Points {
			if p := &s.Points[i]; p.Y == 0 && i > 0 {
				p.Y = s.Points[i-1].Y
			}
		}
	}
}

// running names the units of a phase.
func (j *travel) running(p *capplan.PhaseResult) string {
	s := ""
	for _, run := range p.Runs {
		for _, pool := range sorted(run.Units) {
			if s != "" {
				s += ", "
			}
			s += j.w.Number(float64(run.Units[pool])) + " " + pool + " of " + run.Fleet
		}
	}
	return s
}

// carrying is what a plan carries in each phase against what is asked.
func (j *travel) carrying() []View {
	v := j.view("capacity", "load", "req/s")
	v.Columns = append(v.Columns, knownColumns("carries", "req/s")...)
	v.Columns = append(v.Columns, knownColumns("largest demand of a year", "req/s")...)
	v.Columns = append(v.Columns, Column{Name: "headroom", Unit: "share", Number: true}, Column{Name: "limited by"}, Column{Name: "method"})
	band, can, asked := Series{Name: "carries, P10 to P90", Fleet: j.name, Kind: Band}, Series{Name: "carries", Fleet: j.name, Kind: Steps}, Series{Name: "largest demand of a year", Kind: Steps, Dashed: true}
	tightest := -1
	for i := range j.phases {
		p := &j.phases[i]
		capacity, demand, room := p.Metrics["capacity.peak"], p.Metrics["demand.peak"], p.Metrics["headroom"]
		if capacity.Mean == nil || demand.Mean == nil {
			continue
		}
		says := fmt.Sprintf("from %s: carries %s%s, asked for up to %s%s", p.From, j.w.Value(*capacity.Mean, "req/s"), j.w.spread(capacity), j.w.Value(*demand.Mean, "req/s"), j.w.spread(demand))
		for _, x := range []float64{j.days[i], j.days[i+1]} {
			can.Points = append(can.Points, Point{X: x, Y: *capacity.Mean, Says: says})
			asked.Points = append(asked.Points, Point{X: x, Y: *demand.Mean, Says: says})
			if capacity.P10 != nil && capacity.P90 != nil {
				band.Points = append(band.Points, Point{X: x, Y: *capacity.Mean, Lo: capacity.P10, Hi: capacity.P90, Says: says})
			}
		}
		head := Cell{Text: "–"}
		if room.Mean != nil {
			head = Cell{j.w.Share(*room.Mean), j.w.Data(*room.Mean)}
			if tightest < 0 || *room.Mean < *j.phases[tightest].Metrics["headroom"].Mean {
				tightest = i
			}
		}
		row := append([]Cell{text(p.From), text(p.Until)}, j.w.known(capacity)...)
		v.Rows = append(v.Rows, append(append(row, j.w.known(demand)...), head, text(p.Limit), text(capacity.Method)))
	}
	if len(can.Points) == 0 {
		return nil
	}
	for _, s := range []Series{band, can, asked} {
		if len(s.Points) > 0 {
			v.Series = append(v.Series, s)
		}
	}
	v.Title = j.tight(tightest)
	v.Note = "Means, band P10 to P90 of the trials, lo and hi in the table bound the means (95 %). Capacity is the largest total that the shares fit, all up; demand the largest of the first 365 days of a phase; headroom that of its worst moment. " + luck(j.r) + "."
	return []View{v}
}

// tight says which phase has the least room.
func (j *travel) tight(i int) string {
	if i < 0 {
		return "What " + j.name + " carries in each phase"
	}
	p := &j.phases[i]
	room := *p.Metrics["headroom"].Mean
	if room < 0 {
		return fmt.Sprintf("%s does not carry its load in the phase from %s: headroom %s", j.name, p.From, j.w.Share(room))
	}
	return fmt.Sprintf("%s has the least room in the phase from %s: headroom %s", j.name, p.From, j.w.Share(room))
}
