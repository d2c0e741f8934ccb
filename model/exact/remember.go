package exact

import "github.com/capplan/capplan/model"

// A memory is a Load that answers each question about the whole horizon once: the
// stages of the causes ask much the same.
type memory struct {
	model.Load
	peaks   map[*float64]float64
	offered map[int]float64
	above   map[limitsKey]float64
	refused map[limitsKey]float64
}

// A limitsKey names up to four limits by where their weights stand, their
// capacity, its growth and the share of the workload that they bind, and the workload.
type limitsKey struct {
	w      int
	weight [4]*float64
	left   [4]float64
	visit  [4]float64
	growth [4]float64
}

func remember(l model.Load) *memory {
	if m, ok := l.(*memory); ok {
		return m
	}
	return &memory{l, map[*float64]float64{}, map[int]float64{}, map[limitsKey]float64{}, map[limitsKey]float64{}}
}

func (m *memory) Peak(weight []float64, a, b float64) float64 {
	if len(weight) == 0 {
		return 0
	}
	x, ok := m.peaks[&weight[0]]
	if !ok {
		x = m.Load.Peak(weight, a, b)
		m.peaks[&weight[0]] = x
	}
	return x
}

func (m *memory) Need(l *model.Limit, a, b float64) float64 {
	if l.Growth == 0 {
		return m.Peak(l.Weight, a, b)
	}
	return m.Load.Need(l, a, b)
}

func (m *memory) Offered(w int, a, b float64) float64 {
	x, ok := m.offered[w]
	if !ok {
		x = m.Load.Offered(w, a, b)
		m.offered[w] = x
	}
	return x
}

func (m *memory) Above(limits []model.Limit, a, b float64) float64 {
	return recall(m.above, -1, limits, func() float64 { return m.Load.Above(limits, a, b) })
}

func (m *memory) Refused(w int, limits []model.Limit, a, b float64) float64 {
	return recall(m.refused, w, limits, func() float64 { return m.Load.Refused(w, limits, a, b) })
}

func recall(known map[limitsKey]float64, w int, limits []model.Limit, ask func() float64) float64 {
	k := limitsKey{w: w}
	if len(limits) > len(k.left) {
		return ask()
	}
	for i := range limits {
		k.weight[i], k.left[i] = &limits[i].Weight[0], limits[i].Capacity
		k.growth[i] = limits[i].Growth
		if w >= 0 {
			k.visit[i] = limits[i].VisitOf(w)
		}
	}
	x, ok := known[k]
	if !ok {
		x = ask()
		known[k] = x
	}
	return x
}
