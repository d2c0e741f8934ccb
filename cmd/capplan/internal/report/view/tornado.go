package view

import (
	"fmt"
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

// mostInputs are drawn; the table of assumptions has all.
const mostInputs = 15

// tornado shows what share of the spread of each fleet's cost an input explains.
func tornado(s *Source, w Words) ([]View, error) {
	r := s.Result
	type input struct {
		a     *capplan.Assumption
		total float64
	}
	var list []input
	for i := range r.Assumption {
		a, most := &r.Assumption[i], 0.0
		for _, x := range a.Effects {
			most = max(most, x)
		}
		if most > 0 {
			list = append(list, input{a, most})
		}
	}
	if len(list) == 0 {
		return nil, Nothing("no uncertain input moves a cost")
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].total > list[j].total })
	left := max(0, len(list)-mostInputs)
	list = list[:len(list)-left]
	v := View{
		Name: "tornado",
		X:    Axis{Name: "share of the variance of the cost, present value", Unit: "%", Scale: Linear},
		Y:    Axis{Name: "input", Scale: Names},
		Columns: []Column{
			{Name: "input"},
			{Name: "value"},
			{Name: "fleet"},
			{Name: "of the variance", Unit: "share", Number: true},
		},
	}
	for i := len(list) - 1; i >= 0; i-- { // the largest on top
		v.Y.Names = append(v.Y.Names, list[i].a.Path)
	}
	var top string
	for _, n := range fleets(r) {
		x := Series{Name: n, Fleet: n, Kind: Bars, Across: true}
		for i := range list {
			share := list[i].a.Effects[n]
			if share <= 0 {
				continue
			}
			x.Points = append(x.Points, Point{X: share, Y: float64(len(list) - 1 - i), Says: fmt.Sprintf("%s = %s: %s of the spread of %s's cost", list[i].a.Path, list[i].a.Value, w.Share(share), n)})
			if i == 0 && share == list[0].total {
				top = fmt.Sprintf("%s decides most: %s of the spread of %s's cost", list[0].a.Path, w.Share(share), n)
			}
		}
		if len(x.Points) > 0 {
			v.Series = append(v.Series, x)
		}
	}
	for i := range list {
		for _, n := range fleets(r) {
			if share := list[i].a.Effects[n]; share > 0 {
				v.Rows = append(v.Rows, []Cell{text(list[i].a.Path), text(list[i].a.Value), text(n), {w.Share(share), w.Data(share)}})
			}
		}
	}
	v.Title = top
	var more string
	if left > 0 {
		more = fmt.Sprintf(" %d smaller ones stand among the assumptions.", left)
	}
	v.Note = "Share of the variance that the rank of an input explains, over its range as the file has it; " + luck(r) + "." + more
	v.Title = strings.TrimSpace(v.Title)
	return []View{v}, nil
}
