package simulate

import "github.com/capplan/capplan/model"

// WarmUp returns for how many hours a history of a system runs before it counts; 0
// where its long-run state is drawn, or all starts new. Each unit begins up and in
// the middle of a life, so what has to settle is what is in repair: the warm-up is a
// hundred times what a repair takes with its part, takeover and detection, longer as
// the crews come near their limit (1/(1−ρ)², ρ = load ÷ crews), at most ten lives.
// Domains of paths that fail together take a hundred repairs likewise; all other
// domains, incidents and gateways begin in their long-run state.
func WarmUp(s *model.System) float64 {
	if !s.Steady {
		return 0
	}
	longest := 0.0
	for i := range s.Pools {
		if p := &s.Pools[i]; (p.Crew > 0 || couples(s, p)) && (p.Life.Kind != model.NeverLaw || hasGray(p)) {
			longest = max(longest, settles(s, p))
		}
	}
	for i := range s.Levels {
		if l := &s.Levels[i]; shocked(l) {
			longest = max(longest, min(100*l.Repair.Mean, float64(10*(l.Life.Mean+l.Repair.Mean))))
		}
	}
	return longest
}

// settles returns how long a pool takes to forget that all its units were up.
func settles(s *model.System, p *model.PoolSystem) float64 {
	hours := p.Repair.Mean + p.Cover.Time.Mean + p.Cover.Recovery.Mean + p.Gray.Detect.Mean
	if p.Spares != nil {
		hours += p.Spares.Resupply.Mean
	}
	hours *= 100
	if p.Crew > 0 {
		free := max(0.05, 1-crewLoad(s, p.Crew))
		hours /= float64(free * free)
	}
	life := 0.0
	for _, l := range []*model.Law{&p.Life, &p.Gray.Life} {
		if l.Kind != model.NeverLaw {
			life = max(life, l.Mean)
		}
	}
	return min(hours, float64(10*(life+p.Repair.Mean)))
}

// crewLoad returns the load of a crew were there always one free: the units in
// repair ÷ repairers.
func crewLoad(s *model.System, crew int) float64 {
	load := 0.0
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Crew == crew && p.Life.Kind != model.NeverLaw {
			load += float64(float64(p.Units())*p.Repair.Mean) / (p.Life.Mean + p.Repair.Mean)
		}
	}
	return load / float64(s.Crews[crew-1].Count)
}
