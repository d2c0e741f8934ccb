package view

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// plan shows for each plan who carries what share from when, with the sources that are cut
// off and the last day of going back; the units that run; and what they carry against the
// demand.
func plan(s *Source, w Words) ([]View, error) {
	var out []View
	why := Nothing("the scenario has no plan")
	for _, n := range fleets(s.Result) {
		list := s.Result.Fleets[n].Phases
		if len(list) == 0 {
			continue
		}
		j, ok := newTravel(s.Result, w, n, list)
		if !ok {
			why = Nothing("the phases of " + n + " have no dates")
			continue
		}
		out = append(out, j.shares())
		out = append(out, j.units()...)
		out = append(out, j.carrying()...)
	}
	if len(out) == 0 {
		return nil, why
	}
	return out, nil
}

// day is a date on the scale of time.
func day(date string) (float64, bool) {
	if len(date) > len(time.DateOnly) {
		date = date[:len(time.DateOnly)]
	}
	t, err := time.Parse(time.DateOnly, date)
	return float64(t.Unix()) / 86400, err == nil
}

// A travel is a plan with the days of its phases.
type travel struct {
	r      *capplan.Result
	w      Words
	name   string
	phases []capplan.PhaseResult
	days   []float64 // when each begins, and when the last ends
}

func newTravel(r *capplan.Result, w Words, name string, phases []capplan.PhaseResult) (*travel, bool) {
	j := &travel{r: r, w: w, name: name, phases: phases}
	for i := range phases {
		d, ok := day(phases[i].From)
		if !ok {
			return nil, false
		}
		j.days = append(j.days, d)
	}
	end, ok := day(phases[len(phases)-1].Until)
	j.days = append(j.days, end)
	return j, ok
}

func (j *travel) view(of, y, unit string) View {
	if of != "" {
		of = ", " + of
	}
	return View{
		Name: "plan", Of: j.name + of, X: Axis{Name: "date", Scale: Time}, Y: Axis{Name: y, Unit: unit, Scale: Linear},
		Lines:   j.marks(),
		Columns: []Column{{Name: "from"}, {Name: "until"}},
	}
}

// marks are the days on which something ends: a fleet that is sold leaves no way back.
func (j *travel) marks() []Line {
	var out []Line
	for i := 1; i < len(j.phases); i++ {
		for _, n := range j.phases[i].Sold {
			out = append(out, Line{At: j.days[i], Up: true, Fleet: n, Label: n + " is sold, no way back"})
		}
	}
	for _, s := range j.r.Stops {
		if at, ok := day(s.Date); ok && at >= j.days[0] && at <= j.days[len(j.days)-1] {
			out = append(out, Line{At: at, Up: true, Label: s.Source + " is cut off"})
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return int(a.At - b.At) })
	return out
}

// back says until when one can go back, and to what.
func (j *travel) back() string {
	for i := len(j.phases) - 1; i > 0; i-- {
		if sold := j.phases[i].Sold; len(sold) > 0 {
			return "; one can go back until " + j.phases[i].From + ", when " + strings.Join(sold, " and ") + " is sold"
		}
	}
	for _, run := range j.phases[0].Runs {
		if !j.runs(len(j.phases)-1, run.Fleet) {
			return "; " + run.Fleet + " is kept and could carry again"
		}
	}
	return ""
}

func (j *travel) runs(phase int, fleet string) bool {
	return slices.ContainsFunc(j.phases[phase].Runs, func(r capplan.PhaseRunResult) bool { return r.Fleet == fleet })
}

// A lane is a curve over the phases: of a fleet, or of a pool of it.
type lane struct{ fleet, pool string }

func (l lane) name() string {
	if l.pool == "" {
		return l.fleet
	}
	return l.fleet + ", " + l.pool
}

// steps draws lanes: a value from each phase's first day on, and nothing where a lane has
// no part in a phase.
func (j *travel) steps(v *View, values func(i int) map[lane]float64, says func(i int, l lane, x float64) string) {
	var order []lane
	series := map[lane]*Series{}
	for i := range j.phases {
		now := values(i)
		for l := range now {
			if series[l] == nil {
				series[l] = &Series{Name: l.name(), Fleet: l.fleet, Kind: Steps}
				order = append(order, l)
			}
		}
	}
	sort.Slice(order, func(a, b int) bool { return order[a].name() < order[b].name() })
	for _, l := range order {
		s := series[l]
		for i := range j.phases {
			x, ok := values(i)[l]
			if !ok && (len(s.Points) == 0 || s.Points[len(s.Points)-1].Y == 0) {
				continue
			}
			s.Points = append(s.Points, Point{X: j.days[i], Y: x, Says: says(i, l, x)})
		}
		if end := s.Points[len(s.Points)-1]; end.Y > 0 { // it holds until the plan ends
			s.Points = append(s.Points, Point{X: j.days[len(j.days)-1], Y: end.Y, Says: end.Says})
		}
		v.Series = append(v.Series, *s)
	}
}

// shares is who carries what of the load.
func (j *travel) shares() View {
	v := j.view("", "share of the load", "%")
	v.Columns = append(v.Columns, Column{Name: "fleet"}, Column{Name: "pool"}, Column{Name: "share", Unit: "share", Number: true}, Column{Name: "carried while down by"}, Column{Name: "sold"})
	v.Columns = append(v.Columns, knownColumns("availability of the phase", "share")...)
	v.Columns = append(v.Columns, Column{Name: "method"})
	values := func(i int) map[lane]float64 {
		out := map[lane]float64{}
		for _, run := range j.phases[i].Runs {
			if len(run.Pools) == 0 {
				out[lane{run.Fleet, ""}] += run.Share
			}
			for pool, share := range run.Pools {
				out[lane{run.Fleet, pool}] += share
			}
		}
		return out
	}
	j.steps(&v, values, func(i int, l lane, x float64) string {
		of := "the load"
		if l.pool != "" {
			of = "what visits " + l.pool
		}
		return fmt.Sprintf("%s from %s: %s of %s", l.fleet, j.phases[i].From, j.w.Share(x), of)
	})
	for i := range j.phases {
		p := &j.phases[i]
		for _, run := range p.Runs {
			if len(run.Pools) == 0 {
				v.Rows = append(v.Rows, j.row(p, &run, "", run.Share))
			}
			for _, pool := range sorted(run.Pools) {
				v.Rows = append(v.Rows, j.row(p, &run, pool, run.Pools[pool]))
			}
		}
	}
	v.Title = j.journey()
	v.Note = "Shares as the plan has them; mean availability of each phase in the table with lo and hi (95 %), " + luck(j.r) + "."
	return v
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (j *travel) row(p *capplan.PhaseResult, run *capplan.PhaseRunResult, pool string, share float64) []Cell {
	m := p.Metrics["availability"]
	row := []Cell{text(p.From), text(p.Until), text(run.Fleet), text(pool), {j.w.Share(share), j.w.Data(share)}, text(run.Fallback), text(strings.Join(p.Sold, ", "))}
	for i, x := range []*float64{m.Mean, m.Lo, m.Hi, m.P10, m.P90} {
		c := Cell{Text: "–"}
		switch {
		case x != nil && i == 0:
			c = Cell{j.w.available(&m), j.w.Data(*x)}
		case x != nil:
			c = Cell{j.w.Share(*x), j.w.Data(*x)}
		}
		row = append(row, c)
	}
	return append(row, text(m.Method))
}

// journey says from what to what a plan leads, and until when one can go back.
func (j *travel) journey() string {
	words := func(i int) string {
		var carry []string
		for _, run := range j.phases[i].Runs {
			part := run.Fleet + " " + j.w.Share(run.Share)
			if len(run.Pools) > 0 {
				part = run.Fleet + "'s " + strings.Join(sorted(run.Pools), " and ")
			}
			carry = append(carry, part)
		}
		return strings.Join(carry, ", ")
	}
	last := len(j.phases) - 1
	if last == 0 {
		return fmt.Sprintf("%s has one phase: %s", j.name, words(0))
	}
	return fmt.Sprintf("%s goes from %s to %s from %s on", j.name, words(0), words(last), j.phases[last].From) + j.back()
}
