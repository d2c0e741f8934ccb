package simulate

import "github.com/capplan/capplan/model"

// WarmUp returns for how many hours a history of a system runs before it counts; 0
// where its long-run state is drawn, or all starts new. Each unit begins up and in
// the middle of a life, so what has to settle is what is in repair: the warm-up is a
// hundred times what a repair takes with its part and detection, longer as the crews
// come near their limit (1/(1−ρ)², ρ = load ÷ crews), at most ten lives.
func WarmUp(s *model.System) float64 {
	if !s.Steady {
		return 0
	}
	load := make([]float64, len(s.Crews))
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Crew > 0 && p.Life.Kind != model.NeverLaw {
			load[p.Crew-1] += float64(float64(p.Units())*p.Repair.Mean) / (p.Life.Mean + p.Repair.Mean)
		}
	}
	longest := 0.0
	for i := range s.Pools {
		p := &s.Pools[i]
		if !couples(s, p) || p.Life.Kind == model.NeverLaw && p.Gray.Life.Kind == model.NeverLaw {
			continue
		}
		hours := p.Repair.Mean + p.Cover.Time.Mean + p.Cover.Recovery.Mean + p.Gray.Detect.Mean
		if p.Spares != nil {
			hours += p.Spares.Resupply.Mean
		}
		hours *= 100
		if p.Crew > 0 {
			free := max(0.05, 1-load[p.Crew-1]/float64(s.Crews[p.Crew-1].Count))
			hours /= float64(free * free)
		}
		if life := p.Life.Mean; p.Life.Kind != model.NeverLaw {
			hours = min(hours, float64(10*(life+p.Repair.Mean)))
		}
		longest = max(longest, hours)
	}
	return longest
}
