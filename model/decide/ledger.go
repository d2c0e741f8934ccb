package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/simulate"
	"github.com/capplan/capplan/model/throughput"
)

// ledgerColumns hold how often the groups of a pool lack a quorum, and how long a write
// takes, in each trial.
type ledgerColumns struct {
	on          bool
	read, write column // of histories: unavailability
	// Closed forms; NaN where there is none.
	knownRead, knownWrite column
	rough                 bool
	why                   string // why there is none
	mean, p50, p99        column // ms; nil where nothing says how long
	exactTime             bool
}

// quorums returns with how many members up a group of a ledger reads and writes.
func quorums(p *model.Pool) (read, write int) {
	l := p.Ledger()
	read = l.Read
	if p.Vote != nil {
		read = max(read, p.Vote.Least())
	}
	return read, p.MemberNeeds()
}

func newLedgerColumns(s *stage, trials int) []ledgerColumns {
	out := make([]ledgerColumns, len(s.sys.Pools))
	for i := range out {
		if s.fleet.Pools[i].Ledger() == nil {
			continue
		}
		c := func() column { return make(column, trials) }
		x := &out[i]
		x.on, x.read, x.write, x.knownRead, x.knownWrite = true, c(), c(), c(), c()
		if s.timesWrites(i) {
			x.mean, x.p50, x.p99 = c(), c(), c()
			x.exactTime = s.fleet.Pools[i].Service == nil && s.fleet.Pools[i].Ledger().Agreement == model.Majority
		}
	}
	return out
}

// ledgers writes what a trial says of the ledgers of a fleet.
func (w *worker) ledgers(i, t int) {
	h, s := w.run.sheets[i], w.stages[i]
	if len(w.standing) == 0 {
		w.standing = make([][]exact.Standing, len(w.stages))
	}
	if w.standing[i] == nil {
		w.standing[i] = make([]exact.Standing, len(h.ledgers))
	}
	for p := range h.ledgers {
		c := &h.ledgers[p]
		if !c.on {
			continue
		}
		read, write := quorums(&s.fleet.Pools[p])
		if w.run.sim {
			c.put(t, &w.history, &s.sys, p, read, write)
		}
		c.solve(t, &s.sys, p, read, write, &w.standing[i][p])
		if c.mean != nil {
			c.mean[t], c.p50[t], c.p99[t] = s.writeTimes(p, w.draw)
		}
	}
}

// put takes a history: the share of the groups' time in which too few members are up or
// they are stopped; of writes also the elections of leaders, one of the members each.
func (c *ledgerColumns) put(t int, h *simulate.History, s *model.System, p, read, write int) {
	members, stopped := h.Members[p], h.Stopped[p]
	var all float64
	for _, x := range members {
		all += x
	}
	if all == 0 {
		return
	}
	lacks := func(k int) float64 {
		var down float64
		for j := range members {
			if j < k {
				down += members[j]
			} else {
				down += stopped[j]
			}
		}
		return down / all
	}
	electing := h.Taking[p] / float64(all*float64(s.Pools[p].Size))
	c.read[t] = lacks(read)
	u := lacks(write)
	c.write[t] = u + float64((1-u)*electing)
}

func (c *ledgerColumns) solve(t int, s *model.System, p, read, write int, keep *exact.Standing) {
	c.knownRead[t], c.knownWrite[t] = math.NaN(), math.NaN()
	r, err := exact.Quorum(s, p, read, keep)
	if err == nil {
		var w exact.QuorumAnswer
		if w, err = exact.Quorum(s, p, write, keep); err == nil {
			c.knownRead[t] = r.Lacking
			c.knownWrite[t] = w.Lacking + float64((1-w.Lacking)*w.Electing)
		}
	}
	if t == 0 {
		c.rough = r.Rough
		if err != nil {
			c.why = err.Error()
		}
	}
}

// ledgers puts how often ledgers answer, and how soon: by pool, and of the fleet, in which
// a request needs all of them.
func (a *assembler) ledgers() {
	var all, one *ledgerColumns
	for i := range a.sheet.ledgers {
		c := &a.sheet.ledgers[i]
		if !c.on {
			continue
		}
		a.ledger(a.out.Pools[a.stage.sys.Pools[i].Name].Metrics, c)
		if one = c; all == nil {
			x := *c
			all = &x
			continue
		}
		all = all.with(c)
	}
	if all == nil {
		return
	}
	if all.mean != nil && (one.mean == nil || len(all.mean) == 0) {
		all.mean = nil
	}
	a.ledger(a.out.Metrics, all)
}

// with joins two ledgers that a request needs both of; lost in one or the other.
func (c *ledgerColumns) with(d *ledgerColumns) *ledgerColumns {
	union := func(x, y column) column {
		out := make(column, len(x))
		for t := range x {
			out[t] = x[t] + float64((1-x[t])*y[t])
		}
		return out
	}
	out := &ledgerColumns{
		on: true, read: union(c.read, d.read), write: union(c.write, d.write),
		knownRead: union(c.knownRead, d.knownRead), knownWrite: union(c.knownWrite, d.knownWrite),
		rough: c.rough || d.rough, why: c.why,
	}
	if out.why == "" {
		out.why = d.why
	}
	return out
}

func (a *assembler) ledger(to map[string]Metric, c *ledgerColumns) {
	put := func(name string, histories, exact column) {
		one := func(v, e column) Metric {
			m := Metric{Unit: "1", Level: level}
			if a.sim {
				m = sampled("1", v)
			}
			switch {
			case finite(exact) && !a.pure:
				method, why := model.Exact, "exact: the law of members up"
				if c.rough {
					method, why = model.Approximation, "approximation: a stop is taken to end where a domain above its member goes out"
				}
				known(&m, e, method, why)
			case !a.sim:
				m.Method, m.Why = model.Exact.String(), "not known: "+c.why
			}
			return m.within(0, 1)
		}
		u, m := one(histories, exact), one(complement(histories), complement(exact))
		m.missing()
		if u.Lo == nil || u.Hi == nil {
			m.Lo, m.Hi, m.Why = nil, nil, u.Why
		}
		to["unavailability."+name], to["availability."+name] = u, m
	}
	put("read", c.read, c.knownRead)
	put("write", c.write, c.knownWrite)
	if c.mean == nil {
		return
	}
	how := "members are taken as independent, each in a queue of its own"
	for name, v := range map[string]column{"latency.write": c.mean, "latency.write.p50": c.p50, "latency.write.p99": c.p99} {
		m := computed("ms", v, "time until the quorum of a write has answered, at demand.peak, all up")
		if !c.exactTime {
			m = approximated(m)
			m.Why += "; " + how
		}
		to[name] = m
	}
}

// timesWrites reports whether anything says how long a write to a pool's groups takes.
func (s *stage) timesWrites(pool int) bool {
	if s.fleet.Pools[pool].Service != nil {
		return len(s.fleet.Serves) > 0
	}
	for l := range s.fleet.Domains {
		if s.fleet.Domains[l].Apart.Set {
			return true
		}
	}
	return false
}

// writeTimes returns the mean, median and 99th percentile of a write's time, in ms.
func (s *stage) writeTimes(i int, d model.Draw) (mean, p50, p99 float64) {
	p, pool, sys := &s.fleet.Pools[i], &s.sys.Pools[i], &s.sys
	_, quorum := quorums(p)
	var serves func(t float64) float64
	scale := 0.0
	if v := p.Service; v != nil {
		of := s.queue(i, v, d)
		of.Servers, scale = v.Workers, of.Time
		tail, ok := throughput.Member(of, throughput.Arrivals(&of, throughput.PeakLoads(sys))/float64(pool.Count))
		if !ok {
			return math.Inf(1), math.Inf(1), math.Inf(1)
		}
		serves = tail
	}
	var writes []throughput.Write
	var shares []float64
	known := map[string]int{}
	for first := 0; first+pool.Size <= pool.Count; first += pool.Size {
		ds, name := s.distances(i, first, d)
		k, ok := known[name]
		if !ok {
			k = len(writes)
			known[name] = k
			writes = append(writes, throughput.Write{Quorum: quorum, Distances: ds, Serves: serves, Phases: p.Ledger().Agreement == model.Byzantine, Scale: scale})
			shares = append(shares, 0)
		}
		shares[k] += float64(pool.Size) / float64(pool.Count)
	}
	const ms = 1000
	r := throughput.Writes(writes, shares)
	return r.Mean * ms, r.P50 * ms, r.P99 * ms
}

// distances returns how long it takes from the first of a group's members to each and
// back, in seconds: the longest of the levels in which the two stand apart.
func (s *stage) distances(pool, first int, d model.Draw) (out []float64, name string) {
	sys := &s.sys.Pools[pool]
	out = make([]float64, sys.Size)
	b := make([]byte, 0, 4*sys.Size)
	for k := range out {
		for l := range s.fleet.Domains {
			q := &s.fleet.Domains[l].Apart
			if q.Set && sys.Place > 0 && s.instance(sys, first, l) != s.instance(sys, first+k, l) {
				out[k] = max(out[k], q.At(d)*seconds)
				b = append(b, byte(k), byte(k>>8), byte(l))
			}
		}
	}
	return out, string(b)
}
