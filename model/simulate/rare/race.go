package rare

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// Repairs of any law. Lives have no memory, so all up is still a point of renewal; in
// between, the next failure races with the repair that ends first, in r hours:
//
//	P(failure first) = 1 − exp(−F r), F the rate of all failures
//
// A way of drawing cycles forces failures by other odds for it (Nicola, Shahabuddin &
// Nakayama 2001). Where d failures are left until an outage, what takes long and what
// fails early lets the others fail: one of d+1 alike, the law of the system or k = 1..d,
//
//	draws a repair that begins with density x^k f(x) ÷ E X^k,
//	lets a failure come with density ∝ (r−t)^(k−1),
//
// and a weight knows them all, so that neither adds more than a factor d+1 to it.

// A job is a unit in repair.
type job struct {
	pool int
	left float64 // hours of work
}

// races lists what may come next, with its chance.
func (w *walker) races() {
	w.list, w.fails = w.list[:0], 0
	for i := range w.pools {
		p := &w.pools[i]
		w.fails += p.fail[w.x.failed[i]] + p.shock[w.x.failed[i]]
	}
	w.firstEnd()
	chance := oneMinusExp(float64(w.fails * w.ends))
	for i := range w.pools {
		p := &w.pools[i]
		if f := p.fail[w.x.failed[i]]; f > 0 {
			w.list = append(w.list, move{rate: float64(chance * (f / w.fails)), pool: i, kind: failure})
		}
		if f := p.shock[w.x.failed[i]]; f > 0 {
			w.list = append(w.list, move{rate: float64(chance * (f / w.fails)), pool: i, kind: shock})
		}
	}
	if len(w.x.jobs) > 0 {
		w.list = append(w.list, move{rate: portable.Exp(-float64(w.fails * w.ends)), pool: w.x.jobs[w.who].pool, kind: repaired})
	}
}

// firstEnd finds the repair that ends first.
func (w *walker) firstEnd() {
	w.ends, w.who = math.Inf(1), -1
	for k := range w.x.jobs {
		j := &w.x.jobs[k]
		if t := j.left / w.speed(w.x, &w.pools[j.pool]); t < w.ends {
			w.ends, w.who = t, k
		}
	}
}

// speed returns how fast a unit in repair gets on.
func (c *chain) speed(x *state, p *pool) float64 {
	if p.crew < 0 {
		return 1
	}
	return pace(&c.crews[p.crew], x.busy[p.crew])
}

// oneMinusExp returns 1 − e^−x for x ≥ 0, to 1e-11.
func oneMinusExp(x float64) float64 {
	if x < 1e-4 {
		return x * (1 - float64(x/2*(1-x/3)))
	}
	return 1 - portable.Exp(-x)
}

// run makes a move of the list and returns the hours before it.
func (w *walker) run(m *move) float64 {
	if m.kind == repaired {
		hours := w.ends
		w.end()
		return hours
	}
	hours := w.failsAfter()
	w.fall(m, hours)
	return hours
}

// failsAfter draws when the next failure comes, given that it comes first.
func (w *walker) failsAfter() float64 {
	chance, most := oneMinusExp(float64(w.fails*w.ends)), min(w.left(w.x), maxPower)
	alike := 0
	if w.weighing && most > 1 && w.who >= 0 {
		alike = most
	}
	var t float64
	if k := w.among(alike); k > 0 {
		t = w.ends * (1 - portable.Pow(w.stream.Uniform(), 1/float64(k)))
	} else {
		t = min(w.ends, -portable.Log1p(-float64(w.stream.Uniform()*chance))/w.fails)
	}
	if alike > 0 {
		q, x := 0.0, 1.0
		for k := range most {
			q += float64(float64(k+1) * x)
			x *= 1 - t/w.ends
		}
		p := float64(w.fails * w.ends * portable.Exp(-float64(w.fails*t)) / chance)
		w.biased *= float64(float64(most+1)*p) / (p + q)
	}
	return t
}

// among returns one of 0..n alike where times are drawn by other laws, else 0.
func (w *walker) among(n int) int {
	if !w.bias || n == 0 {
		return 0
	}
	return int(float64(w.stream.Uniform() * float64(n+1)))
}

// race makes a move by the law of the system and returns the hours before it, their mean
// where nothing is in repair.
func (w *walker) race() float64 {
	w.fails = 0
	for i := range w.pools {
		p := &w.pools[i]
		w.fails += p.fail[w.x.failed[i]] + p.shock[w.x.failed[i]]
	}
	w.firstEnd()
	hours := w.stream.Exponential() / w.fails
	if !(hours < w.ends) {
		hours = w.ends
		w.end()
		return hours
	}
	if w.who < 0 {
		hours = 1 / w.fails
	}
	m := w.failing(float64(w.stream.Uniform() * w.fails))
	w.fall(&m, hours)
	return hours
}

// failing returns the failure, or shock, that level u of their rates falls on.
func (w *walker) failing(u float64) (m move) {
	for i := range w.pools {
		p := &w.pools[i]
		for k, f := range [2]float64{p.fail[w.x.failed[i]], p.shock[w.x.failed[i]]} {
			if f == 0 {
				continue
			}
			if m = (move{pool: i, kind: [2]kind{failure, shock}[k]}); u < f {
				return m
			}
			u -= f
		}
	}
	return m
}

// pass lets hours pass in the repairs.
func (w *walker) pass(x *state, hours float64) {
	for k := range x.jobs {
		j := &x.jobs[k]
		j.left = max(j.left-float64(hours*w.speed(x, &w.pools[j.pool])), float64(1e-9*w.pools[j.pool].repair.mean))
	}
}

// fall lets a unit fail, or those that a shock takes.
func (w *walker) fall(m *move, hours float64) {
	w.steps++
	w.pass(w.x, hours)
	n := 1
	if m.kind == shock {
		n = w.pools[m.pool].struck[w.x.failed[m.pool]]
	}
	for range n {
		w.down(w.x, m.pool, w.repairTime)
	}
}

// down lets a unit of a pool fail.
func (w *walker) down(x *state, i int, lasts func(p *pool) float64) {
	p := &w.pools[i]
	at := w.takesAtOnce(x, p)
	if w.lose(x, i); at {
		w.start(x, i, lasts(p))
		return
	}
	x.queue[p.crew] = append(x.queue[p.crew], i)
}

func (w *walker) start(x *state, i int, hours float64) {
	x.jobs = append(x.jobs, job{i, hours})
	if p := &w.pools[i]; p.crew >= 0 {
		x.busy[p.crew]++
	}
}

// end ends the first repair.
func (w *walker) end() {
	w.steps++
	w.pass(w.x, w.ends)
	if crew := w.back(w.x, w.repairTime); crew >= 0 {
		w.x.compact(crew)
	}
}

// back brings the unit of the first repair back; who waits for its crew is next. It
// returns the crew, −1 where there is none.
func (w *walker) back(x *state, lasts func(p *pool) float64) int {
	i := x.jobs[w.who].pool
	p := &w.pools[i]
	x.jobs = append(x.jobs[:w.who], x.jobs[w.who+1:]...)
	if w.regain(x, i); p.crew < 0 {
		return -1
	}
	if x.busy[p.crew]--; len(x.waiting(p.crew)) > 0 {
		next := x.waiting(p.crew)[0]
		x.head[p.crew]++
		w.start(x, next, lasts(&w.pools[next]))
	}
	return p.crew
}

// maxPower bounds the k of a repair drawn longer.
const maxPower = 8

// repairTime draws how long a repair takes.
func (w *walker) repairTime(p *pool) float64 {
	most := min(w.left(w.x), maxPower)
	if !w.weighing || most == 0 {
		return w.stream.Draw(p.law)
	}
	var hours float64
	if k := w.among(most); k > 0 {
		hours = w.stream.PowerBiased(p.law, k)
	} else {
		hours = w.stream.Draw(p.law)
	}
	q, x := 0.0, 1.0
	for k := range most {
		x *= hours / p.repair.mean
		q += x / p.moments[k]
	}
	w.biased *= float64(most+1) / (1 + q)
	return hours
}

// moments returns E(X/E X)^k of a law, k = 1..maxPower.
func moments(l *model.Law) []float64 {
	m := make([]float64, maxPower)
	for i := range m {
		k := float64(i + 1)
		switch l.Kind {
		case model.Exponential:
			m[i] = portable.Gamma(k + 1)
		case model.Hyperexponential:
			for _, p := range l.Phases {
				m[i] += float64(p.Share * portable.Gamma(k+1) * portable.Pow(p.Mean/l.Mean, k))
			}
		case model.Lognormal:
			m[i] = portable.Exp(float64(l.Sigma * l.Sigma * k * (k - 1) / 2))
		case model.Gamma:
			m[i] = 1
			for j := range i + 1 {
				m[i] *= (l.Shape + float64(j)) / l.Shape
			}
		case model.Weibull:
			m[i] = portable.Gamma(1+k/l.Shape) * portable.Pow(l.Scale/l.Mean, k)
		case model.Uniform:
			m[i] = (portable.Pow(l.Hi/l.Mean, k+1) - portable.Pow(l.Lo/l.Mean, k+1)) / (k + 1) * (l.Mean / (l.Hi - l.Lo))
		case model.Empirical:
			for _, x := range l.Sample {
				m[i] += portable.Pow(x/l.Mean, k) / float64(len(l.Sample))
			}
		default:
			m[i] = 1
		}
	}
	return m
}

// valueAfterRace returns the value of the state that a move leads to, with the repairs
// that begin as long as they are on average, and failures in the middle of the time that
// is left to them.
func (w *walker) valueAfterRace(m *move) float64 {
	x := w.spare
	x.copyFrom(w.x)
	mean := func(p *pool) float64 { return p.repair.mean }
	if m.kind == repaired {
		w.pass(x, w.ends)
		w.back(x, mean)
		return w.value(x)
	}
	n := 1
	if m.kind == shock {
		n = w.pools[m.pool].struck[x.failed[m.pool]]
	}
	if len(x.jobs) > 0 {
		w.pass(x, min(w.ends/2, 1/w.fails))
	}
	for range n {
		w.down(x, m.pool, mean)
	}
	return w.value(x)
}
