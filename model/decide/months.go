package decide

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/capplan/capplan/model"
)

// TrafficMonths is the traffic matrix of one workload by months, at likely values and
// without noise: what a picture of it is drawn from. Workloads have it that have
// sources of their own and are more than one that only grows.
type TrafficMonths struct {
	Workload string         `json:"workload"`
	Months   []TrafficMonth `json:"months"` // also cut where a source begins or ends
	Sources  []SourceMonths `json:"sources"`
	Events   []EventPeak    `json:"events"` // by time
}

// A TrafficMonth is a month as far as the horizon and its sources reach into it.
type TrafficMonth struct {
	Year  int     `json:"year"`       // without a start: 1 is the first
	Month int     `json:"month"`      // 1 is January
	From  float64 `json:"from_hours"` // from the start
	To    float64 `json:"to_hours"`
	Peak  float64 `json:"peak"` // req/s, events in
}

// SourceMonths is what one source sends in each of the months. Levels are the highest
// loads of ordinary days, in req/s, at the beginning and just before the end.
type SourceMonths struct {
	Source   string                     `json:"source"`
	Begin    []float64                  `json:"begin"`
	End      []float64                  `json:"end"`
	Offered  []float64                  `json:"offered"`  // requests
	Received map[string]ReceivedTraffic `json:"received"` // of the levels, from sources that stopped
}

// ReceivedTraffic is the part of the levels that another source has handed on.
type ReceivedTraffic struct {
	Begin []float64 `json:"begin"`
	End   []float64 `json:"end"`
}

// An EventPeak is the highest load while an event lasts.
type EventPeak struct {
	Event string  `json:"event"`
	At    float64 `json:"at_hours"` // when it is reached, to a hundredth
	Peak  float64 `json:"peak"`     // req/s
}

// pictured reports whether there is more to draw of a workload than one that grows.
func pictured(w *model.Workload) bool {
	p := &w.Profile
	return w.Of == 0 && (len(w.Sources) > 1 || len(w.Events) > 0 || p.Daily.Set || p.Weekly.Set || p.Table != nil)
}

// months writes down who sends what in which month.
func (s *stage) months() []TrafficMonths {
	out := []TrafficMonths{}
	for w := range s.plan.Workloads {
		workload := &s.plan.Workloads[w]
		if !pictured(workload) {
			continue
		}
		t := TrafficMonths{Workload: workload.Name, Months: []TrafficMonth{}, Events: s.eventPeaks(w)}
		months, sources := s.shape.Months(w)
		for _, m := range months {
			t.Months = append(t.Months, TrafficMonth{m.Year, int(m.Month), m.From, m.To, round12(m.Peak)})
		}
		for k := range workload.Sources {
			from := SourceMonths{Source: workload.Sources[k].Name, Received: map[string]ReceivedTraffic{}}
			for _, m := range sources[k] {
				from.Begin, from.End = append(from.Begin, round12(m.Begin)), append(from.End, round12(m.End))
				from.Offered = append(from.Offered, round12(m.Offered))
			}
			for j := range workload.Sources {
				var r ReceivedTraffic
				for _, m := range sources[k] {
					r.Begin, r.End = append(r.Begin, round12(m.Received[j].Begin)), append(r.End, round12(m.Received[j].End))
				}
				if slices.Max(r.End) > 0 || slices.Max(r.Begin) > 0 {
					from.Received[workload.Sources[j].Name] = r
				}
			}
			t.Sources = append(t.Sources, from)
		}
		out = append(out, t)
	}
	return out
}

// eventPeaks follows each event of a workload through the years of the horizon.
func (s *stage) eventPeaks(w int) []EventPeak {
	out := []EventPeak{}
	h := &s.plan.Horizon
	weight := make([]float64, len(s.plan.Workloads))
	weight[w] = 1
	last := h.Begin.Add(time.Duration(h.Hours * float64(time.Hour))).Year()
	for i := range s.plan.Workloads[w].Events {
		e := &s.plan.Workloads[w].Events[i]
		for y := h.Begin.Year() - 1; y <= last; y++ {
			day := time.Date(y, e.Month, e.Day, 0, 0, 0, 0, time.UTC)
			from := day.Sub(h.Begin).Hours()
			to := min(from+e.Lasts.Value, h.Hours)
			if from = max(from, 0); e.Year != 0 && e.Year != y || day.Day() != e.Day || !(from < to) {
				continue
			}
			at := math.Round(s.shape.Busiest(&model.Limit{Weight: weight}, from, to)*100) / 100
			out = append(out, EventPeak{e.Name, at, round12(s.shape.Peak(weight, from, to))})
		}
	}
	slices.SortStableFunc(out, func(a, b EventPeak) int { return cmp.Compare(a.At, b.At) })
	return out
}
