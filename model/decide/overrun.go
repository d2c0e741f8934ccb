package decide

import "fmt"

// overruns say which pools get more on average than they carry with all up, so that what
// waits for them only grows: by their throughput, or the workers of their service. Draws
// in which likely values would do are told of where they are one in 20 or more.
func (r *run) overruns(i int, add func(code, format string, args ...any)) {
	s, h := r.stages[i], r.sheets[i]
	if s.sys.Load == nil {
		return
	}
	hours := s.sys.Horizon
	mean := make([]float64, len(s.sys.Workloads))
	for w := range mean {
		mean[w] = s.sys.Load.Offered(w, 0, hours) / (seconds * hours)
	}
	path := s.path(nil)
	for p := range s.sys.Pools {
		pool := &s.sys.Pools[p]
		ratio, _ := s.utilization(p) // of what comes to what is carried, at likely values
		over := 0
		for _, u := range h.pools[p].utilization {
			if u >= 1 {
				over++
			}
		}
		if path != nil {
			for k := range path.Stages {
				if path.Stages[k].Fixed == 0 && path.Stages[k].Pool == p && path.Stages[k].Queue < 0 {
					ratio = max(ratio, path.Busy(k, mean))
				}
			}
		}
		comes := 0.0
		for w := range mean {
			comes += float64(pool.VisitOf(w) * mean[w])
		}
		n := len(h.pools[p].utilization)
		switch {
		case ratio >= 1:
			of := ""
			if over > 0 && over < n {
				of = fmt.Sprintf(", in %d of %d draws too", over, n)
			}
			add("W282", "%s never catches up: on average %s req/s come to it where the largest load that it would carry is %s%s", pool.Name, short(comes), short(comes/ratio), of)
		case 20*over >= n:
			add("W282", "%s never catches up in %d of %d draws: more comes to it on average than it carries; at likely values it is %s of %s req/s", pool.Name, over, n, short(comes), short(comes/ratio))
		}
	}
}
