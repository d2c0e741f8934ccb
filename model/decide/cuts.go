package decide

import "github.com/capplan/capplan/model/exact"

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
