package decide

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
)

// A TrafficRow is what one source sends in one calendar year, at likely values and
// without noise, as far as the horizon reaches into it: a row of the traffic matrix.
type TrafficRow struct {
	Workload string             `json:"workload"`
	Source   string             `json:"source"`
	Year     int                `json:"year"`     // without a start: 1 is the first
	Mean     float64            `json:"mean"`     // req/s
	Peak     float64            `json:"peak"`     // req/s, events in
	Offered  float64            `json:"offered"`  // requests
	Received map[string]float64 `json:"received"` // requests of these that came from sources that stopped
}

// A Stop is what becomes of a source that is cut off, at likely values.
type Stop struct {
	Workload string         `json:"workload"`
	Source   string         `json:"source"`
	Date     string         `json:"date"`  // ISO 8601
	Level    float64        `json:"level"` // req/s, highest load of an ordinary day when it stops
	Moved    []MovedTraffic `json:"moved"`
	Gone     float64        `json:"gone"` // req/s
}

// MovedTraffic is the part of a source that another takes over.
type MovedTraffic struct {
	To    string  `json:"to"`
	Level float64 `json:"level"` // req/s, from when it stops
}

// matrix writes down who sends what in which year, what becomes of those that stop,
// and who sends what in which month.
func matrix(p *model.Plan) (rows []TrafficRow, stops []Stop, months []TrafficMonths) {
	rows, stops, months = []TrafficRow{}, []Stop{}, []TrafficMonths{}
	all := model.Fleet{}
	for w := range p.Workloads {
		all.Serves = append(all.Serves, w)
	}
	if len(all.Serves) == 0 {
		return rows, stops, months
	}
	s := &stage{plan: p, fleet: &all}
	s.layTraffic()
	s.spec = demand.Spec{Start: p.Horizon.Begin, Horizon: p.Horizon.Hours, Workloads: make([]demand.Workload, len(s.from))}
	s.shaped = true
	s.resolveLoad(nil)
	for w := range p.Workloads {
		root := w
		for p.Workloads[root].Of > 0 {
			root = p.Workloads[root].Of - 1
		}
		sources := p.Workloads[root].Sources
		for k, years := range s.shape.Matrix(w) {
			for _, y := range years {
				row := TrafficRow{p.Workloads[w].Name, sources[k].Name, y.Year, round12(y.Mean), round12(y.Peak), round12(y.Offered), map[string]float64{}}
				for j, n := range y.Received {
					if n > 0 {
						row.Received[sources[j].Name] = round12(n)
					}
				}
				rows = append(rows, row)
			}
		}
		if root == w {
			stops = append(stops, stopped(p, &p.Workloads[w])...)
		}
	}
	return rows, stops, s.months()
}

// stopped follows the sources of a workload that end within the horizon, in the order
// in which they do: what one hands on is part of what the next one leaves.
func stopped(p *model.Plan, w *model.Workload) []Stop {
	hours := func(day time.Time) float64 { return day.Sub(p.Horizon.Begin).Hours() }
	var order []int
	for i := range w.Sources {
		if s := &w.Sources[i]; !s.Until.IsZero() && hours(s.Until) < p.Horizon.Hours {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return w.Sources[i].Until.Compare(w.Sources[j].Until) })
	received := make([][]handed, len(w.Sources))
	var out []Stop
	for _, i := range order {
		src := &w.Sources[i]
		end, from := hours(src.Until), 0.0
		if !src.From.IsZero() {
			from = hours(src.From)
		}
		grown := func(level, since float64) float64 {
			return level * math.Pow(1+src.Growth.Value, (end-since)/model.HoursPerYear)
		}
		level := grown(src.Peak.Value, from)
		for _, h := range received[i] {
			level += grown(h.level, max(from, h.at))
		}
		stop := Stop{Workload: w.Name, Source: src.Name, Date: src.Until.Format(time.DateOnly), Level: round12(level), Moved: []MovedTraffic{}}
		gone := level
		for _, m := range src.Moves {
			moved := level * m.Share.Value
			received[m.To] = append(received[m.To], handed{end, moved})
			stop.Moved = append(stop.Moved, MovedTraffic{w.Sources[m.To].Name, round12(moved)})
			gone -= moved
		}
		stop.Gone = round12(max(0, gone))
		out = append(out, stop)
	}
	return out
}

// handed is a level that a source takes over at an hour.
type handed struct{ at, level float64 }

// stopWhy says what happens when a source stops.
func stopWhy(s *Stop, i int) Sentence {
	at := "stops/" + strconv.Itoa(i) + "/"
	p := (&phrase{}).say("%s of %s stops at ", s.Source, s.Workload)
	p.num(short(s.Level), s.Level, at+"level").say(" req/s: ")
	for k, m := range s.Moved {
		p.say("%s takes over ", m.To).num(short(m.Level), m.Level, at+"moved/"+strconv.Itoa(k)+"/level").say(", ")
	}
	return p.num(short(s.Gone), s.Gone, at+"gone").say(" are gone.").done()
}
