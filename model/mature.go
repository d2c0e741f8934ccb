package model

// A Maturity moves linearly over Over hours from hour Begin on, then stays. Before Begin
// it is as at Begin.
type Maturity struct {
	Begin, Over float64
	Success     [2]float64 // of every pool's failover; only with SuccessSet
	Incidents   [2]float64 // sum of all rates per hour, their proportions kept; only with IncidentsSet

	SuccessSet, IncidentsSet bool
}

// At returns where between from and to it is at time t.
func (m *Maturity) At(from, to, t float64) float64 {
	if t -= m.Begin; !(t < m.Over) {
		return to
	}
	return from + float64((to-from)*max(t, 0)/m.Over)
}

// Mean returns the mean of At over [a, b].
func (m *Maturity) Mean(from, to, a, b float64) float64 {
	if !(b > a) {
		return m.At(from, to, a)
	}
	// ∫ min(1, max(0, t − Begin)/Over) dt up to t
	way := func(t float64) float64 {
		switch t -= m.Begin; {
		case t <= 0:
			return 0
		case t < m.Over:
			return float64(t*t) / (2 * m.Over)
		}
		return t - float64(m.Over/2)
	}
	return from + float64((to-from)*(way(b)-way(a)))/(b-a)
}

// Still returns the system with the chance that a takeover succeeds and the sum of all
// incidents' rates per hour fixed, their proportions kept. What is nil goes on as it was.
func (s *System) Still(success, incidents *float64) *System {
	out := *s
	var m Maturity
	if s.Maturity != nil {
		m = *s.Maturity
	}
	if success != nil {
		out.Pools = append([]PoolSystem(nil), s.Pools...)
		for i := range out.Pools {
			if out.Pools[i].Cover.On {
				out.Pools[i].Cover.Success = *success
			}
		}
		m.SuccessSet = false
	}
	if incidents != nil {
		out.Incidents = append([]Incident(nil), s.Incidents...)
		var sum float64
		for i := range s.Incidents {
			sum += s.Incidents[i].Rate
		}
		for i := range out.Incidents {
			in := &out.Incidents[i]
			in.HalfLife = 0
			if sum > 0 {
				in.Rate = *incidents * (in.Rate / sum)
			}
		}
		m.IncidentsSet = false
	}
	if out.Maturity = nil; m.SuccessSet || m.IncidentsSet {
		out.Maturity = &m
	}
	return &out
}

// StillAt returns the system as mature as it is at time t, or over [a, b] in the mean,
// for good; s itself where nothing matures.
func (s *System) StillAt(t float64) *System { return s.StillOver(t, t) }

// StillOver is StillAt for the mean of a time.
func (s *System) StillOver(a, b float64) *System {
	m := s.Maturity
	if m == nil {
		return s
	}
	var success, incidents *float64
	if m.SuccessSet {
		x := m.Mean(m.Success[0], m.Success[1], a, b)
		success = &x
	}
	if m.IncidentsSet {
		x := m.Mean(m.Incidents[0], m.Incidents[1], a, b)
		incidents = &x
	}
	return s.Still(success, incidents)
}
