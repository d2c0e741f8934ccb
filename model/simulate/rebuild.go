package simulate

// Units of a pool with groups that are rebuilt take Drain of a group's capacity each. A
// unit is rebuilt while it has failed by itself; one whose domain is out only waits.

// breaks notes that unit u has failed by itself, or is back.
func (p *poolState) breaks(u int, down bool) {
	if p.failed[u] != down {
		p.failed[u] = down
		p.broken += 2*one(down) - 1
	}
}

// rebuilt returns the units of a pool that are rebuilt at a stage; those yet to join are
// not there.
func (v *view) rebuilt(p *poolState) int {
	if p.Drain == 0 || p.index >= v.pools {
		return 0
	}
	return max(0, p.broken-(p.Count-p.now))
}

// roomy reports whether the groups that work carry what the pool must, with what is
// rebuilt.
func (v *view) roomy(p *poolState) bool {
	return p.Room == 0 || float64(v.working(p))-float64(p.Drain*float64(v.rebuilt(p))) >= p.Room
}

// leaveRoom makes so many units that are rebuilt matter as take what the demand, or the
// fleet, needs.
func (p *poolState) leaveRoom() {
	if p.Drain == 0 {
		return
	}
	most := p.now
	if p.peak > 0 {
		most = p.MostRebuilt(p.groups(), p.now, p.peak)
	}
	for most >= 0 && float64(p.groups())-float64(p.Drain*float64(most)) < p.Room {
		most--
	}
	if p.Room > 0 {
		p.setsGood = max(p.setsGood, int32(p.groups()))
	}
	p.good = int32(p.now - most)
}
