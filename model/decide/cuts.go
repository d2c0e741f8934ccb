package decide

import (
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

// mostCuts is how many kinds of cuts a result lists.
const mostCuts = 12

// A Cut is a kind of minimal cut: what must at least be out together for the fleet not
// to be up, to first order, at likely values.
type Cut struct {
	Cut            string    `json:"cut"`
	Parts          []CutPart `json:"parts"`
	Unavailability float64   `json:"unavailability"`
	Share          float64   `json:"share"` // of the sum over all kinds
}

// A CutPart is so many of what is out; 0 where there is only one.
type CutPart struct {
	Count int    `json:"count"`
	What  string `json:"what"`
}

// cuts lists the worst kinds of minimal cuts of a fleet, and their sum over all.
func (s *stage) cuts() (list []Cut, sum float64) {
	list = []Cut{}
	all := exact.Cuts(&s.sys)
	for _, c := range all {
		sum += c.Unavailability
	}
	for i, c := range all {
		if i == mostCuts {
			break
		}
		k := Cut{Cut: c.String(), Unavailability: c.Unavailability, Share: c.Unavailability / sum}
		for _, p := range c.Parts {
			k.Parts = append(k.Parts, CutPart(p))
		}
		list = append(list, k)
	}
	return list, sum
}

// cutsTell reports whether the first order is about the whole downtime by time, or the
// only thing that is known of it.
func cutsTell(f *FleetResult) bool {
	if len(f.Cuts) == 0 || len(f.Cuts[0].Parts) < 2 {
		return false
	}
	u, ok := f.Metrics["unavailability"]
	if !ok || u.Mean == nil || *u.Mean == 0 {
		return true
	}
	sum := f.Cuts[0].Unavailability / f.Cuts[0].Share
	return f.Basis == "time" && sum < 2**u.Mean && sum > *u.Mean/2
}

// rarity says how rare an outage is, to first order.
func (s *stage) rarity() string {
	if _, sum := s.cuts(); sum > 0 && sum < 1 && !s.busy() {
		return "; to first order the fleet is not up " + short(sum) + " of the time"
	}
	return ""
}

// busy reports whether several pools keep a crew so busy that they wait for one
// another, which the first order does not know.
func (s *stage) busy() bool {
	load, pools := make([]float64, len(s.sys.Crews)), make([]int, len(s.sys.Crews))
	for i := range s.sys.Pools {
		if p := &s.sys.Pools[i]; p.Crew > 0 && p.Life.Kind != model.NeverLaw {
			load[p.Crew-1] += float64(p.Count) * p.Repair.Mean / p.Life.Mean
			pools[p.Crew-1]++
		}
	}
	for i, c := range s.sys.Crews {
		if pools[i] > 1 && load[i] > 0.2*float64(c.Count) {
			return true
		}
	}
	return false
}
