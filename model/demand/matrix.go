package demand

import "time"

// A SourceYear is what one source sends in one calendar year, as far as the
// horizon reaches into it.
type SourceYear struct {
	Year     int
	From, To float64   // hours
	Mean     float64   // req/s over [From, To)
	Peak     float64   // its largest load, events and noise in
	Offered  float64   // requests
	Received []float64 // requests of these that came from each source that moved to it
}

// Matrix returns what each source of a workload sends in each calendar year: the
// traffic matrix, [source][year]. Of a derived workload these are the sources of the
// one that it is a share of. With noise it is that of the days drawn.
func (t *Traffic) Matrix(w int) [][]SourceYear {
	l := t.links[w]
	r := &t.roots[l.root]
	pick := func(of flow) {
		r.only = of
		t.forget()
	}
	defer pick(everything)
	out := make([][]SourceYear, r.sources)
	weight := make([]float64, len(t.links))
	weight[w] = 1
	for k := range out {
		for y, from := t.start.Year(), 0.0; from < t.horizon; y++ {
			next := hours(t.start, time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC))
			s := SourceYear{Year: y, From: from, To: min(next, t.horizon), Received: make([]float64, r.sources)}
			pick(flow{source: k, giver: all})
			s.Offered, s.Peak = t.Offered(w, s.From, s.To), t.Peak(weight, s.From, s.To)
			s.Mean = s.Offered / 3600 / (s.To - s.From)
			for j := range s.Received {
				if r.hands(j, k) {
					pick(flow{source: k, giver: j})
					s.Received[j] = t.Offered(w, s.From, s.To)
				}
			}
			out[k] = append(out[k], s)
			from = s.To
		}
	}
	return out
}

// hands reports whether source j hands anything on to source k.
func (r *root) hands(j, k int) bool {
	for i := range r.pieces {
		if p := &r.pieces[i]; p.source == k && p.giver == j && j != k {
			return true
		}
	}
	return false
}
