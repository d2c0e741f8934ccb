package throughput

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// A Reach is the largest load of a mix at which every stage catches up, no retries can
// keep one down, and every goal is kept.
type Reach struct {
	Load float64 // +Inf where nothing limits
	By   string  // what limits it: the stage, "retries of" it, or "latency of" it
}

// Reach returns how far the load of a mix may grow or must shrink after a loss (nil:
// none). atMost is a load beyond which nobody asks; where all is kept there, it is
// returned with an empty By. The goals are missed from the answer on, to 1e-12
// of it with one stage, 1e-9 with several.
func (p *Path) Reach(load []float64, lost []int, atMost float64) Reach {
	total := 0.0
	for _, x := range load {
		total += x
	}
	edge := p.edge(load, lost, total)
	if edge.Load == 0 || len(p.Goals) == 0 {
		return edge.within(atMost)
	}
	scaled := make([]float64, len(load))
	worst := func(x float64) (over float64, goal int) {
		for w := range load {
			scaled[w] = load[w] / total * x
		}
		return p.misses(scaled, lost)
	}
	top := min(edge.Load*(1-1e-13), atMost)
	if math.IsInf(top, 1) {
		top = total
	}
	over, _ := worst(top)
	if over <= 0 {
		return edge.within(atMost)
	}
	low := top * 1e-12
	gap := p.gap(load, lost, total, edge.Load, top)
	kept, least := top, over
	for least > 0 { // the answer is within a factor 4 of its distance from the edge
		top, over = kept, least
		if kept = max(low, min(edge.Load, top)-gap); kept < top/2 {
			kept = max(low, top/4)
		}
		gap *= 4
		var goal int
		if least, goal = worst(kept); least > 0 && kept == low {
			return Reach{0, "latency of " + p.slowest(scaled, lost, goal)}
		}
	}
	x := root(func(x float64) float64 { f, _ := worst(x); return f }, kept, top, least, over, p.precision())
	_, goal := worst(x)
	return Reach{x, "latency of " + p.slowest(scaled, lost, goal)}
}

func (r Reach) within(atMost float64) Reach {
	if r.Load > atMost {
		return Reach{Load: atMost}
	}
	return r
}

// precision is what a root is known to: a lattice has no more digits.
func (p *Path) precision() float64 {
	if len(p.Stages) > 1 {
		return 1e-9
	}
	return 1e-12
}

// edge is the load from which on some stage does not catch up, or is not safe.
func (p *Path) edge(load []float64, lost []int, total float64) Reach {
	r := Reach{Load: math.Inf(1)}
	for i := range p.Stages {
		s := &p.Stages[i]
		x := s.arrivals(load)
		if s.Fixed > 0 || !(x > 0) {
			continue
		}
		servers := s.left(lost)
		if servers == 0 {
			return Reach{0, s.Name}
		}
		carries, by := s.capacity(servers), s.Name
		if s.Retries > 0 {
			carries = p.retries(s, servers).safe
			by = "retries of " + s.Name
		}
		if carries = carries / x * total; carries < r.Load {
			r = Reach{carries, by}
		}
	}
	return r
}

// misses returns by how much the worst goal is missed, as a logarithm; below 0: kept.
func (p *Path) misses(load []float64, lost []int) (over float64, goal int) {
	return p.over(p.solve(load, lost, nil))
}

// missed reports whether a goal is missed at a load.
func (p *Path) missed(load []float64, stages []solved) bool {
	if len(p.Goals) == 0 {
		return false
	}
	over, _ := p.over(stages)
	return over > 1e-9
}

func (p *Path) over(stages []solved) (over float64, goal int) {
	if stages == nil {
		return 700, 0
	}
	over = math.Inf(-1)
	for i, g := range p.Goals {
		var ratio float64
		if g.Level > 0 {
			r := p.routeOf(g.Workload, stages, g.Within)
			ratio = r.tail(g.Within) / (1 - g.Level)
		} else {
			r := p.routeOf(g.Workload, stages, -1)
			ratio = r.mean() / g.Within
		}
		x := -700.0
		if ratio > 0 {
			x = portable.Log(ratio)
		}
		if x > over {
			over, goal = x, i
		}
	}
	return over, goal
}

// slowest is the stage in which a goal's requests spend most of their time.
func (p *Path) slowest(load []float64, lost []int, goal int) string {
	stages := p.solve(load, lost, nil)
	most, name := -1.0, ""
	w := p.Goals[goal].Workload
	for i := range p.Stages {
		s := &p.Stages[i]
		mean := s.Fixed
		if s.Fixed == 0 && stages != nil {
			mean = stages[i].average()
		}
		if x := s.Visit[w] * mean; x > most {
			most, name = x, s.Name
		}
	}
	return name
}

// gap guesses how far below its edge a load keeps the goals: a queue with δ left of its
// capacity keeps a tail of b within t at about δ = ln(1/b)/t.
func (p *Path) gap(load []float64, lost []int, total, edge, top float64) float64 {
	if math.IsInf(edge, 1) {
		return top / 4
	}
	guess := edge * 1e-3
	for i := range p.Stages {
		s := &p.Stages[i]
		x := s.arrivals(load)
		if s.Fixed > 0 || s.Queue >= 0 || !(x > 0) {
			continue
		}
		carries := s.capacity(s.left(lost)) / x * total
		for _, g := range p.Goals {
			falls := 1.0
			if g.Level > 0 {
				falls = -portable.Log(1 - g.Level)
			}
			if s.Visit[g.Workload] > 0 {
				guess = max(guess, edge-carries+falls*s.varied()/g.Within/x*total)
			}
		}
	}
	return min(guess, edge/2)
}

// root returns the last point at which a rising f is not above 0, f(a) ≤ 0 < f(b), to a
// part within of b, by inverse quadratic interpolation where it is safe, else bisection
// (Chandrupatla 1997), after a first secant.
func root(f func(x float64) float64, a, b, fa, fb, within float64) float64 {
	x1, x2, f1, f2 := b, a, fb, fa // x1 is the last point, x2 that of the other sign
	t := min(0.9, max(0.1, f1/(f1-f2)))
	tol := within / 2 * b
	for range 200 {
		x := x1 + float64(t*(x2-x1))
		y := f(x)
		x3, f3 := x1, f1
		if (y <= 0) != (f1 <= 0) {
			x3, f3, x2, f2 = x2, f2, x1, f1
		}
		x1, f1 = x, y
		least := tol / math.Abs(x2-x1)
		if !(least < 0.5) || y == 0 {
			break
		}
		t = 0.5
		xi, phi := (x1-x2)/(x3-x2), (f1-f2)/(f3-f2)
		if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
			t = float64(f1/(f2-f1)*(f3/(f2-f3))) + float64((x3-x1)/(x2-x1)*(f1/(f3-f1))*(f2/(f3-f2)))
		}
		t = min(1-least, max(least, t))
	}
	if f1 <= 0 {
		return x1
	}
	return x2
}

// A retryScan is what Retry says of a stage in units of its service, which many loads
// and draws share.
type retryScan struct {
	loads, firsts []float64
	safe, most    float64 // of this stage's own service
}

type retryKey struct {
	servers, retries int
	timeout          float64 // in services
}

// retries returns the loads and limits of a stage that is tried again.
func (p *Path) retries(s *Stage, servers int) retryScan {
	key := retryKey{servers, s.Retries, s.Timeout / s.Time}
	scan, ok := p.scans[key]
	if !ok {
		r := Retry{Queue: MMc{Mu: 1, C: servers}, Timeout: key.timeout, Retries: s.Retries}
		w, known := p.waits[servers]
		if !known {
			w[0], w[1] = scanned(servers)
			if p.waits == nil {
				p.waits = map[int][2][]float64{}
			}
			p.waits[servers] = w
		}
		scan.loads, scan.firsts = r.scanAt(w[0], w[1])
		scan.safe, scan.most = r.limits(scan.firsts)
		if p.scans == nil || len(p.scans) > 64 {
			p.scans = map[retryKey]retryScan{}
		}
		p.scans[key] = scan
	}
	scan.safe /= s.Time
	scan.most /= s.Time
	return scan
}

// Region returns the services per second of a stage with so many workers below which no
// burst can make retries that last, and from which on they need none: both are what it
// catches up with where nobody tries again.
func (p *Path) Region(stage, workers int) (safe, impossible float64) {
	s := &p.Stages[stage]
	if workers == 0 {
		return 0, 0
	}
	if s.Retries == 0 {
		c := s.capacity(workers)
		return c, c
	}
	scan := p.retries(s, workers)
	return scan.safe, scan.most
}

// Busy returns what part of what a stage would catch up with comes to it.
func (p *Path) Busy(stage int, load []float64) float64 {
	s := &p.Stages[stage]
	return s.arrivals(load) / s.capacity(s.Servers)
}
