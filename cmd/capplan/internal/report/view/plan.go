package view

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// plan shows for each plan who carries what from when, with the sources that are cut off.
func plan(s *Source, w Words) ([]View, error) {
	var out []View
	for _, n := range fleets(s.Result) {
		if f := s.Result.Fleets[n]; len(f.Phases) > 0 {
			out = append(out, phases(s.Result, w, n, f.Phases))
		}
	}
	if len(out) == 0 {
		return nil, Nothing("the scenario has no plan")
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

func phases(r *capplan.Result, w Words, name string, list []capplan.PhaseResult) View {
	v := View{
		Name: "plan", Of: name,
		X: Axis{Name: "date", Scale: Time},
		Y: Axis{Name: "share of the load", Unit: "%", Scale: Linear},
		Columns: []Column{
			{Name: "from"},
			{Name: "until"},
			{Name: "fleet"},
			{Name: "pool"},
			{Name: "share", Unit: "share", Number: true},
			{Name: "availability of the phase", Unit: "share", Number: true},
			{Name: "limited by"},
		},
	}
	series := map[string]*Series{}
	var order []string
	var last float64
	for i := range list {
		p := &list[i]
		from, ok := day(p.From)
		if until, also := day(p.Until); also {
			last = max(last, until)
		}
		if !ok {
			continue
		}
		now := map[string]float64{}
		says := map[string]string{}
		for _, run := range p.Runs {
			if len(run.Pools) == 0 {
				now[run.Fleet] += run.Share
				says[run.Fleet] = fmt.Sprintf("%s from %s: %s of the load", run.Fleet, p.From, w.Share(run.Share))
				v.Rows = append(v.Rows, v.row(w, p, run.Fleet, "", run.Share))
				continue
			}
			pools := make([]string, 0, len(run.Pools))
			for pool := range run.Pools {
				pools = append(pools, pool)
			}
			sort.Strings(pools)
			for _, pool := range pools {
				share := run.Pools[pool]
				key := run.Fleet + ", " + pool
				now[key] += share
				says[key] = fmt.Sprintf("%s from %s: %s of what visits %s", run.Fleet, p.From, w.Share(share), pool)
				v.Rows = append(v.Rows, v.row(w, p, run.Fleet, pool, share))
			}
		}
		keys := make([]string, 0, len(now))
		for k := range now {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			if series[k] == nil {
				fleet, _, _ := strings.Cut(k, ", ")
				if _, ok := r.Fleets[k]; ok {
					fleet = k
				}
				series[k] = &Series{Name: k, Fleet: fleet, Kind: Steps}
				order = append(order, k)
			}
		}
		for _, k := range order {
			share, ok := now[k]
			if before := series[k].Points; !ok && (len(before) == 0 || before[len(before)-1].Y == 0) {
				continue
			}
			if says[k] == "" {
				says[k] = k + " carries nothing from " + p.From
			}
			series[k].Points = append(series[k].Points, Point{X: from, Y: share, Says: says[k]})
		}
		if i > 0 {
			v.Lines = append(v.Lines, Line{At: from, Up: true, Label: p.From})
		}
	}
	for _, k := range order {
		s := series[k]
		if end := s.Points[len(s.Points)-1]; last > end.X && end.Y > 0 { // it holds until the plan ends
			s.Points = append(s.Points, Point{X: last, Y: end.Y, Says: end.Says})
		}
		v.Series = append(v.Series, *s)
	}
	for _, stop := range r.Stops {
		if at, ok := day(stop.Date); ok {
			v.Lines = append(v.Lines, Line{At: at, Up: true, Label: stop.Source + " is cut off"})
		}
	}
	slices.SortStableFunc(v.Lines, func(a, b Line) int { return int(a.At - b.At) })
	end := &list[len(list)-1]
	var carry []string
	for _, run := range end.Runs {
		if len(run.Pools) == 0 {
			carry = append(carry, fmt.Sprintf("%s carries %s", run.Fleet, w.Share(run.Share)))
		} else {
			carry = append(carry, run.Fleet+" carries its pools")
		}
	}
	v.Title = fmt.Sprintf("%s has %d phases; from %s on %s", name, len(list), end.From, strings.Join(carry, ", "))
	if len(list) == 1 {
		v.Title = fmt.Sprintf("%s has one phase: %s", name, strings.Join(carry, ", "))
	}
	v.Note = "Shares as the plan says them; availability of each phase in the table, " + luck(r) + "."
	return v
}

func (v *View) row(w Words, p *capplan.PhaseResult, fleet, pool string, share float64) []Cell {
	m := p.Metrics["availability"]
	up := Cell{Text: "–"}
	if m.Mean != nil {
		up = Cell{w.Share(*m.Mean), w.Data(*m.Mean)}
	}
	return []Cell{text(p.From), text(p.Until), text(fleet), text(pool), {w.Share(share), w.Data(share)}, up, text(p.Limit)}
}
