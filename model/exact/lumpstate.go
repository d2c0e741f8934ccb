package exact

import "slices"

// A lumpSpot is a state: counts, and who waits, in the order of failure.
type lumpSpot struct {
	v []int32
	q [][]int32 // entries: cell·4 + 2 where it holds a stop + 1 where it wants a part
}

func (s *lumpSpot) clone() *lumpSpot {
	c := &lumpSpot{v: slices.Clone(s.v)}
	if len(s.q) > 0 {
		c.q = make([][]int32, len(s.q))
		for i := range s.q {
			c.q[i] = slices.Clone(s.q[i])
		}
	}
	return c
}

func (s *lumpSpot) copyFrom(o *lumpSpot) {
	copy(s.v, o.v)
	for i := range s.q {
		s.q[i] = append(s.q[i][:0], o.q[i]...)
	}
}

func (g *lumped) newSpot() *lumpSpot {
	s := &lumpSpot{v: make([]int32, g.width)}
	if len(g.lists) > 0 {
		s.q = make([][]int32, len(g.lists))
	}
	return s
}

// key packs a state, each number in as many bytes as the largest needs.
func (g *lumped) key(s *lumpSpot, to []byte) []byte {
	to = to[:0]
	switch n := g.bytes(); n {
	case 1:
		for _, x := range s.v {
			to = append(to, byte(x))
		}
	default:
		for _, x := range s.v {
			to = appendBytes(to, x, n)
		}
	}
	for _, q := range s.q {
		n := g.entryBytes()
		to = appendBytes(to, int32(len(q)), n)
		for _, e := range q {
			to = appendBytes(to, e, n)
		}
	}
	return to
}

// bytes is what a number takes.
func (g *lumped) bytes() int {
	switch {
	case g.most < 1<<8:
		return 1
	case g.most < 1<<16:
		return 2
	}
	return 4
}

// entryBytes is what an entry of a list takes, and its length.
func (g *lumped) entryBytes() int {
	if g.bytes() == 4 || 4*len(g.cells) >= 1<<16 {
		return 4
	}
	return 2
}

func appendBytes(to []byte, x int32, n int) []byte {
	if to = append(to, byte(x), byte(x>>8)); n == 4 {
		to = append(to, byte(x>>16), byte(x>>24))
	}
	return to
}

// open unpacks a key.
func (g *lumped) open(key string, s *lumpSpot) {
	n := g.bytes()
	take := func() (x int32) {
		for i := range n {
			x |= int32(key[i]) << (8 * i)
		}
		key = key[n:]
		return x
	}
	for i := range s.v {
		s.v[i] = take()
	}
	n = g.entryBytes()
	for i := range s.q {
		waiting := int(take())
		s.q[i] = s.q[i][:0]
		for range waiting {
			s.q[i] = append(s.q[i], take())
		}
	}
}

// settle names the parts that are alike in one order, so that states that differ by
// names only are one.
func (g *lumped) canonical(s *lumpSpot) {
	for i := range g.blocks {
		b := &g.blocks[i]
		for k := 1; k < len(b.at); k++ {
			for j := k; j > 0 && g.after(s, b, j-1, j); j-- {
				g.swap(s, b, j-1, j)
			}
		}
	}
}

// after reports whether part i of a block comes after part j.
func (g *lumped) after(s *lumpSpot, b *block, i, j int) bool {
	x, y := s.v[b.at[i]:b.at[i]+b.slots], s.v[b.at[j]:b.at[j]+b.slots]
	for k := range x {
		if x[k] != y[k] {
			return x[k] > y[k]
		}
	}
	for _, q := range s.q {
		for _, e := range q {
			switch c := int(e >> 2); {
			case c >= b.cell[i] && c < b.cell[i]+b.cells:
				return false
			case c >= b.cell[j] && c < b.cell[j]+b.cells:
				return true
			}
		}
	}
	return false
}

func (g *lumped) swap(s *lumpSpot, b *block, i, j int) {
	x, y := s.v[b.at[i]:b.at[i]+b.slots], s.v[b.at[j]:b.at[j]+b.slots]
	for k := range x {
		x[k], y[k] = y[k], x[k]
	}
	by := int32(b.cell[j]-b.cell[i]) * 4
	for _, q := range s.q {
		for k, e := range q {
			switch c := int(e >> 2); {
			case c >= b.cell[i] && c < b.cell[i]+b.cells:
				q[k] += by
			case c >= b.cell[j] && c < b.cell[j]+b.cells:
				q[k] -= by
			}
		}
	}
}

// depth returns how much is broken.
func (g *lumped) depth(s *lumpSpot) int32 {
	var d int32
	for i, x := range s.v {
		if g.deep[i] > 0 {
			d += x
		}
	}
	return d
}

// starts yields the states in which all is up and new, with their chances.
func (g *lumped) starts(yield func(*lumpSpot, float64)) {
	s := g.newSpot()
	for i := range g.domains {
		s.v[g.domains[i].at] = 0
	}
	var cells func(c int, p float64)
	var fill func(c, life, left int, p float64)
	var domains func(d int, p float64)
	fill = func(c, life, left int, p float64) {
		cell := &g.cells[c]
		pl := &g.pools[cell.pool]
		if life == pl.life.len()-1 {
			g.place(s, c, life, left)
			cells(c+1, p)
			g.place(s, c, life, -left)
			return
		}
		chance := pl.life.start[life]
		rest := sum(pl.life.start[life:])
		for n := 0; n <= left; n++ {
			if b := binomial(left, n, chance/rest, 1-chance/rest); b > 0 {
				g.place(s, c, life, n)
				fill(c, life+1, left-n, p*b)
				g.place(s, c, life, -n)
			}
		}
	}
	cells = func(c int, p float64) {
		if c == len(g.cells) {
			yield(s, p)
			return
		}
		fill(c, 0, g.cells[c].units, p)
	}
	domains = func(d int, p float64) {
		if d == len(g.domains) {
			cells(0, p)
			return
		}
		var share func(stage, left int, p float64)
		x := &g.domains[d]
		share = func(stage, left int, p float64) {
			if stage == x.life.len()-1 {
				s.v[x.at+stage] = int32(left)
				domains(d+1, p)
				return
			}
			rest := sum(x.life.start[stage:])
			q := x.life.start[stage] / rest
			for n := 0; n <= left; n++ {
				if b := binomial(left, n, q, 1-q); b > 0 {
					s.v[x.at+stage] = int32(n)
					share(stage+1, left-n, p*b)
				}
			}
		}
		share(0, x.paths, p)
	}
	domains(0, 1)
}

// place puts n new units of a cell into a stage of life: the first Count units of a
// pool into its places, the others wait.
func (g *lumped) place(s *lumpSpot, c, life, n int) {
	cell := &g.cells[c]
	p := &g.pools[cell.pool]
	carry := n
	if p.Standby > 0 {
		switch {
		case cell.units == 1 && cell.first >= p.Count:
			carry = 0
		case cell.units > 1: // one stage of life, one cell
			carry = n / p.Units() * p.Count
		}
	}
	s.v[cell.at+p.find(status{pace: carries, life: life})] += int32(carry)
	if carry != n {
		s.v[cell.at+p.find(status{pace: standsBy, life: life})] += int32(n - carry)
	}
}
