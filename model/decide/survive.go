package decide

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// A survivalColumn says in which trials a loss is survived, as far as demand and
// capacity decide that; what else decides is the same in all.
type survivalColumn struct {
	fleet int
	of    *model.Survival
	left  []int
	holds []bool
}

// planSurvivals lays out the survivals that depend on the draw.
func (r *run) planSurvivals() {
	for i := range r.plan.Assertions {
		a := &r.plan.Assertions[i]
		for k, f := range r.fleets {
			if a.Survives == nil || f.Name != a.Fleet || r.same(r.stages[k]) {
				continue
			}
			sys := &r.stages[k].sys
			v := a.Survives
			if len(r.stages[k].pools) > 0 {
				r.survivals = append(r.survivals, survivalColumn{fleet: k, of: v, holds: make([]bool, r.opt.Trials)})
				continue
			}
			c := survivalColumn{fleet: k, of: v, left: throughput.Left(sys, v.Level, v.Pool, v.N)}
			follows := false
			for p, left := range c.left {
				if left >= 0 && sys.Pools[p].Needs < 0 {
					follows = true
				} else {
					c.left[p] = -1
				}
			}
			if follows {
				c.holds = make([]bool, r.opt.Trials)
				r.survivals = append(r.survivals, c)
			}
		}
	}
}

// survivals writes what a trial's draw says of them.
func (w *worker) survivals(i, t int) {
	for k := range w.run.survivals {
		c := &w.run.survivals[k]
		if c.fleet != i {
			continue
		}
		sys := &w.stages[i].sys
		if c.left == nil { // units join
			loss, _, err := survives(sys, c.of)
			c.holds[t] = loss == nil && err == nil
			continue
		}
		c.holds[t] = true
		for p, left := range c.left {
			if left < 0 {
				continue
			}
			q := &sys.Pools[p]
			c.holds[t] = c.holds[t] && !(q.Capacity[left] < loadOn(sys, q.Weight, c.of.Mean))
			for i := range q.Walls {
				c.holds[t] = c.holds[t] && !(q.Walls[i].Capacity[left] < loadOn(sys, q.Walls[i].Weight, c.of.Mean))
			}
		}
	}
}

// loadOn is a weighted load: the largest of the horizon or the mean.
func loadOn(s *model.System, weights []float64, mean bool) float64 {
	switch {
	case s.Load == nil:
		return 0
	case !mean:
		return s.Load.Peak(weights, 0, s.Horizon)
	}
	var need float64
	for w, weight := range weights {
		need += weight * s.Load.Offered(w, 0, s.Horizon) / (3600 * s.Horizon)
	}
	return need
}

// survival answers whether a fleet survives a loss, at likely values and without noise.
func (r *run) survival(out *AssertionResult, a *model.Assertion) {
	v := a.Survives
	out.Survival, out.Level, out.Method = true, 1, model.Exact.String()
	var f *model.Fleet
	for i := range r.fleets {
		if r.fleets[i].Name == a.Fleet {
			f = r.fleets[i]
		}
	}
	loss, when, err := survives(&newStage(r.plan, f).sys, v)
	switch {
	case loss != nil:
		out.Verdict, out.Value = Fail, ptr(0)
		out.Why = lossWords(f, v, loss)
		if when > 0 {
			out.Why += ", with the units that are there from " + dayOf(r.plan, when) + " on"
		}
	case err != nil:
		out.Verdict, out.Why = Unanswered, err.Error()
		return
	default:
		out.Verdict, out.Value = Pass, ptr(1)
		out.Why = fmt.Sprintf("whatever %d of %s are lost, every pool has what it needs", v.N, v.What)
	}
	out.Lo, out.Hi = out.Value, out.Value
	for i := range r.survivals {
		if c := &r.survivals[i]; c.of == v {
			n := 0
			for _, holds := range c.holds {
				if holds {
					n++
				}
			}
			all := len(c.holds)
			if r.all != nil {
				x := r.all.counts[survivalKey(i)]
				n, all = int(x["true"]), int(x["true"]+x["false"])
			}
			out.Why += "; at likely values, and in " + strconv.Itoa(n) + " of " + strconv.Itoa(all) + " draws"
		}
	}
}

// survives returns a loss that a drawn system does not survive, and from when on it has
// the units of then; the need of each number of units is that of its own time.
func survives(s *model.System, v *model.Survival) (loss *throughput.Loss, when float64, err error) {
	marks := append(s.Pieces(nil), s.Horizon)
	for k, from := range marks[:len(marks)-1] {
		now := s
		if s.Grows() {
			now = s.During(from, marks[k+1]-1e-9)
		}
		need := func(weight []float64) float64 { return loadOn(now, weight, v.Mean) }
		l, e := throughput.Survives(now, v.Level, v.Pool, v.N, need)
		if l != nil {
			return l, from, nil
		}
		if e != nil {
			err = e
		}
	}
	return nil, 0, err
}

// lossWords says what a loss that is not survived leaves.
func lossWords(f *model.Fleet, v *model.Survival, l *throughput.Loss) string {
	needs := "needs " + strconv.Itoa(l.Needs)
	for i := range f.Pools {
		p := &f.Pools[i]
		if p.Name != l.Pool {
			continue
		}
		units := "unit"
		if p.Groups != nil {
			units = "group"
		}
		most := p.Count
		if p.Grow != nil {
			most = p.Grow.Max
		}
		if p.Groups == nil && l.Needs > most || p.Groups != nil && l.Needs > most/p.Groups.Size {
			needs = "needs more than there are for the demand"
		} else {
			needs += " " + units + "s"
		}
		if l.Left != 1 {
			units += "s"
		}
		needs = strconv.Itoa(l.Left) + " working " + units + "; it " + needs
	}
	if len(l.Which) == 0 {
		return "pool " + l.Pool + " has " + needs + " with nothing lost"
	}
	return "losing " + v.What + " " + numbers(l.Which) + " leaves pool " + l.Pool + " " + needs
}

// numbers writes a few of a list.
func numbers(list []int) string {
	var out []string
	for i, n := range list {
		if i == 6 && len(list) > 7 {
			out = append(out, "… ("+strconv.Itoa(len(list))+" in all)")
			break
		}
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ", ")
}
