package rare

import "github.com/capplan/capplan/model"

// What takes the fleet down whatever else is up is a pool of its own: incidents that
// reach a pool or the fleet, dependencies that count, and domains of which the fleet can
// lose none.

// things returns them, each as the law of what fails and how many must work.
func things(s *model.System) ([]thing, error) {
	var list []thing
	for i := range s.Incidents {
		switch in := &s.Incidents[i]; {
		case in.HalfLife > 0:
			return nil, obstacle("incident %s becomes rarer", in.Name)
		case in.Reach == model.ReachGroup || in.Reach == model.ReachDomain:
			return nil, obstacle("incident %s takes one part of several", in.Name)
		case in.Rate > 0 && in.Reach != model.ReachShare:
			list = append(list, thing{&model.PoolSystem{Count: 1, Life: model.NewLaw(model.Exponential, 1/in.Rate, 0, 0), Repair: in.Duration}, 1, 1})
		}
	}
	for i := range s.Gateways {
		if g := &s.Gateways[i]; g.Counts && g.Availability < 1 {
			life := g.Repair * g.Availability / (1 - g.Availability)
			list = append(list, thing{&model.PoolSystem{Count: 1, Life: model.NewLaw(model.Exponential, life, 0, 0), Repair: model.NewLaw(model.Exponential, g.Repair, 0, 0)}, 1, 1})
		}
	}
	for i := range s.Levels {
		l := &s.Levels[i]
		if l.Life.Kind == model.NeverLaw {
			continue
		}
		used, err := fatal(s, l)
		if err != nil {
			return nil, err
		}
		if l.Paths == 0 && used > 0 {
			list = append(list, thing{&model.PoolSystem{Count: used, Life: l.Life, Repair: l.Repair}, used, used})
			continue
		}
		for range used {
			list = append(list, thing{&model.PoolSystem{Count: l.Paths, Life: l.Life, Repair: l.Repair, Beta: l.Beta}, l.Paths, l.Needs})
		}
	}
	return list, nil
}

// A thing is units that are alike, of which so many must work.
type thing struct {
	*model.PoolSystem
	units, needs int
}

// fatal returns how many instances of a level the pools stand in. The error says why
// the loss of one would not just be an outage.
func fatal(s *model.System, l *model.Level) (used int, err error) {
	switch {
	case l.Life.Kind != model.Exponential:
		return 0, obstacle("the law of the lives of level %s has a memory: all up is not all new", l.Name)
	case l.Repair.Kind == model.NeverLaw:
		return 0, obstacle("level %s is never repaired", l.Name)
	case l.Tree > 0:
		return 0, obstacle("level %s crosses other domains", l.Name)
	}
	for d := range l.Total {
		any, out := false, false
		for i := range s.Pools {
			p := &s.Pools[i]
			if p.Place == 0 {
				continue
			}
			if p.Beta > 0 || p.Standby > 0 || p.Cover.On {
				return 0, obstacle("units of pool %s are struck, stand by or take over among failing domains", p.Name)
			}
			some, lacks := lost(p, func(u int) bool { return u%p.Place%l.Total == d })
			any, out = any || some, out || lacks
		}
		if any && !out {
			return 0, obstacle("the fleet may lose a domain of level %s and be up", l.Name)
		}
		if any {
			used++
		}
	}
	return used, nil
}

// lost reports whether a domain holds units of a pool, and whether the pool lacks what
// it needs without them.
func lost(p *model.PoolSystem, in func(unit int) bool) (some, lacks bool) {
	up, size, needs := 0, p.Count, max(0, p.Needs)
	if p.Size > 0 {
		size, needs = p.Size, p.GroupNeeds
	}
	if p.Mode != model.Shared {
		needs = 1
	}
	for u := range p.Count {
		if in(u) {
			some = true
		} else {
			up++
		}
		if (u+1)%size == 0 {
			lacks = lacks || up < needs
			up = 0
		}
	}
	return some, lacks && some
}
