package exact

// drained lets a pool with groups limit by how many of its units are rebuilt, where so
// many can be that it carries less than the demand.
func (y *tally) drained(p *pool, states *layout) error {
	if p.Drain == 0 || p.enough <= 0 || !(p.Weight[y.w] > 0) {
		return nil
	}
	if y.f.reachesGroup() {
		return obstacle("incidents take groups, and rebuilding the units of pool %s takes capacity", p.Name)
	}
	y.later[p.index] = true
	y.limits = append(y.limits, limiting{pool: p, up: states.field(p.Count + 1)})
	return nil
}

// ofDrained goes through how many units of a pool with groups have not failed. Of the group
// looked at m members are reachable; with i of them failed it works while m − i ≥ needs, and
// of all others, which fail likewise, r − i have:
//
//	P(r failed)            = b(N, r)
//	P(r failed, it works)  = Σ_i b(m, i)·b(N − m, r − i),  i ≤ m − needs
//
// b(n, j) = C(n, j)·q^j·(1 − q)^(n−j): units are rebuilt each by itself, also while a
// domain above them is out.
func (y *tally) ofDrained(key uint64, p float64, l *limiting, at func(k int, chance, loss float64)) {
	m := 0
	for j, g := range y.groups {
		if g.index == l.index {
			m = y.reach[j].of(key)
		}
	}
	fails, _ := l.group(m)
	stays := 0.0 // the chance that nothing else takes the group
	if fails < 1 {
		stays = (1 - y.loss[l.index]) / (1 - fails)
	}
	q, mean := l.q, float64(l.Count)*l.q
	all, working := 0.0, 0.0
	put := func(k int) {
		if all > 0 {
			at(k, all, max(0, all-working*stays))
		}
		all, working = 0, 0
	}
	for r := 0; r <= l.Count; r++ {
		b := binomial(l.Count, r, q, 1-q)
		if float64(r) > mean && b*p < negligible {
			break
		}
		all += b
		for i := 0; i <= min(r, m-l.members); i++ {
			working += binomial(m, i, q, 1-q) * binomial(l.Count-m, r-i, q, 1-q)
		}
		y.f.ops += 40
		if k := l.Count - r; k <= l.enough {
			put(min(k, l.enough))
		}
	}
	put(min(l.enough, l.Count))
}
