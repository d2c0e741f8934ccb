package throughput

import (
	"math"
)

// A Path is what the requests of a fleet go through: stages in series, with every
// quantity drawn. Times are in seconds, loads in requests per second.
type Path struct {
	Stages    []Stage
	Workloads int
	Goals     []Goal

	scans map[retryKey]retryScan
	waits map[int][2][]float64 // by servers, what scanned says
	last  *found
}

// A Stage is a queue that requests come to, or a dependency that takes a fixed time.
type Stage struct {
	Name  string
	Visit []float64 // by workload: share of its requests that come here
	Work  []float64 // by workload: services of one that comes; nil: one
	Fixed float64   // time of a dependency, which is no queue; 0: a queue

	Servers       int     // workers of all units that carry
	Each, Spare   int     // workers that a lost unit or group takes along, after so many that wait
	Pool          int     // index into the system's pools
	Time          float64 // mean service
	CV, ArrivalCV float64 // coefficients of variation
	Queue         int     // places to wait; −1: no end
	Timeout       float64 // 0: nobody gives up
	Retries       int
	Hedge         float64 // level of the response after which a second copy is sent; 0: none
	FanOut        int     // services that a request asks for at once and waits for, ≥ 1
	Copies, Agree int     // each service is done by so many at once, and done when so many have answered; 0: by one
}

// A Goal is a promise about the time of a workload's requests.
type Goal struct {
	Workload int
	Level    float64 // of the quantile; 0: the mean
	Within   float64
}

// Responses are how long requests take at one load. Times are +Inf where some stage
// never catches up, and a quantile where more requests than it leaves are lost.
type Responses struct {
	Mean, P50, P99 float64 // of the mix
	By             []Times // by workload; without stages all 0
	Carries        float64 // load that every stage would catch up with
	Slowest        string  // stage that carries least
	Shed           float64 // share of the requests that no queue has a place for
	Lost           float64 // share that is given up for good
	Crowded        string  // stage where one request asks for more than there are idle workers
	Safe           float64 // load below which retries cannot keep a stage down; +Inf without retries
	Vulnerable     float64 // load above which they do; +Inf without
	Missed         bool    // a goal is missed
}

// Times are mean and quantiles of a workload's requests.
type Times struct{ Mean, P50, P99 float64 }

// ExactMean reports whether the mean of At is exact: every queue has Poisson arrivals
// and exponential service, or one server, and nothing but queues. Sums of means need
// no independence.
func (p *Path) ExactMean() bool {
	for i := range p.Stages {
		s := &p.Stages[i]
		if s.Fixed == 0 && (s.ArrivalCV != 1 || s.CV != 1 && s.Servers > 1 || s.Hedge > 0 || s.FanOut > 1 || s.Copies > 0 || s.Timeout > 0) {
			return false
		}
	}
	return true
}

// ExactTail reports whether the quantiles of At are exact: of one queue, M/M/c, which
// requests that visit it do not share with another.
func (p *Path) ExactTail() bool {
	queues := 0
	for i := range p.Stages {
		s := &p.Stages[i]
		if s.Fixed == 0 {
			queues++
			if s.CV != 1 {
				return false
			}
		}
	}
	return queues <= 1 && p.ExactMean()
}

// At returns how long requests take at a load of each workload.
//
// The waits of a queue are those of an M/M/c in their chance, and exponential with the
// mean of Allen & Cunneen where they are; service is exponential at a cv of 1, a fixed
// time and an exponential one below (both moments right), and two exponentials with
// balanced means above (Whitt 1982). A workload's time is the sum of those of its
// stages, taken as independent: the means are right whatever they share; quantiles
// come from the product of transforms (transform.go), and where a queue has an end, hedges,
// fans out or gives up, from a convolution on a lattice (lattice.go), within 0.2 % of that sum. In a line
// of M/M/c queues the stages are independent but for waits behind the same customers
// (Burke 1969): TestTandem finds p99 of two stages within 1.5 % of that of
// histories, and up to 5 % above it with cv of 0.3 and 2.
func (p *Path) At(load []float64) Responses {
	out, _ := p.answer(load)
	return out
}

func (p *Path) answer(load []float64) (Responses, []route) {
	out := Responses{By: make([]Times, p.Workloads), Safe: math.Inf(1), Vulnerable: math.Inf(1)}
	total := 0.0
	for _, x := range load {
		total += x
	}
	p.limits(&out, load, total)
	stages := p.solve(load, nil, &out)
	out.Missed = p.missed(load, stages)
	if stages == nil {
		out.Mean, out.P50, out.P99 = math.Inf(1), math.Inf(1), math.Inf(1)
		for w := range out.By {
			out.By[w] = Times{out.Mean, out.P50, out.P99}
		}
		return out, nil
	}
	routes := make([]route, p.Workloads)
	for w := range routes {
		routes[w] = p.routeOf(w, stages, 0)
		out.By[w] = Times{routes[w].mean(), routes[w].quantile(0.5), routes[w].quantile(0.99)}
		out.Mean += float64(load[w] / total * out.By[w].Mean)
	}
	out.P50, out.P99 = mixed(routes, load, total, out.By, 0.5), mixed(routes, load, total, out.By, 0.99)
	return out, routes
}

// limits fills in what every stage would catch up with, as a load of the mix.
func (p *Path) limits(out *Responses, load []float64, total float64) {
	out.Carries = math.Inf(1)
	for i := range p.Stages {
		s := &p.Stages[i]
		arrive := s.arrivals(load)
		if s.Fixed > 0 || !(arrive > 0) {
			continue
		}
		if carries := s.capacity(s.Servers) / arrive * total; s.Queue < 0 && carries < out.Carries {
			out.Carries, out.Slowest = carries, s.Name
		}
		if s.Retries > 0 {
			scan := p.retries(s, s.Servers)
			out.Safe = min(out.Safe, scan.safe/arrive*total)
			if v := scan.most / arrive * total; v < out.Vulnerable {
				out.Vulnerable = v
				if v < out.Carries {
					out.Carries, out.Slowest = v, s.Name
				}
			}
		}
	}
}

// arrivals returns the services a stage is asked for, copies of hedging left out.
func (s *Stage) arrivals(load []float64) float64 {
	var r float64
	for w, x := range load {
		if x = float64(s.Visit[w] * x); s.Work != nil {
			x = float64(s.Work[w] * x)
		}
		r += x
	}
	return r * float64(max(1, s.FanOut))
}

// capacity returns the arrivals that so many servers would catch up with.
func (s *Stage) capacity(servers int) float64 {
	c := float64(servers) / s.Time
	if s.Hedge > 0 {
		c /= 2 - s.Hedge
	}
	return c
}

// solve returns every stage at a load after a loss (nil: none); nil where one never
// catches up. What it finds out on the way goes to out, which may be nil.
func (p *Path) solve(load []float64, lost []int, out *Responses) []solved {
	stages := make([]solved, len(p.Stages))
	for i := range p.Stages {
		s := &p.Stages[i]
		if s.Fixed > 0 {
			continue
		}
		servers := s.left(lost)
		x := s.arrivals(load)
		if servers == 0 && x > 0 {
			return nil
		}
		ok := false
		if stages[i], ok = p.at(s, x, max(1, servers)); !ok {
			return nil
		}
		if out == nil {
			continue
		}
		out.Shed = max(out.Shed, stages[i].shed)
		out.Lost = max(out.Lost, stages[i].gone)
		if idle := float64(servers) * (1 - x*s.Time/float64(servers)); max(s.FanOut, s.Copies) > 1 && float64(max(s.FanOut, s.Copies)) > idle {
			out.Crowded = s.Name
		}
	}
	return stages
}

// left returns the workers of a stage after a loss.
func (s *Stage) left(lost []int) int {
	if lost == nil {
		return s.Servers
	}
	return max(0, s.Servers-s.Each*max(0, lost[s.Pool]-s.Spare))
}

// mixed returns a quantile of the requests of all workloads.
func mixed(routes []route, load []float64, total float64, by []Times, level float64) float64 {
	lo, hi, lost := math.Inf(1), 0.0, 0.0
	for w := range routes {
		if load[w] == 0 {
			continue
		}
		q := by[w].P50
		if level > 0.9 {
			q = by[w].P99
		}
		lo, hi = min(lo, q), max(hi, q)
		lost += float64(load[w] / total * routes[w].gone)
	}
	if lo == hi {
		return hi
	}
	if lost > 1-level {
		return math.Inf(1)
	}
	tail := func(t float64) float64 {
		r := 0.0
		for w := range routes {
			if load[w] > 0 {
				r += float64(load[w] / total * routes[w].tail(t))
			}
		}
		return r
	}
	return fall(tail, max(lo, 1e-9), 1-level)
}
