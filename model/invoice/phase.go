package invoice

import (
	"math"
	"time"

	"github.com/capplan/capplan/model"
)

// A window is when a plan has a fleet and its pools, in months.
type window struct {
	first       *model.Fleet // as it is when it first runs
	from, until int          // of what is the fleet's: from its first run
	pools       []poolWindow
	versions    []version
	sale        *model.Sale // of all that is left of it
}

// A poolWindow is when a pool is there; from ≥ until: never.
type poolWindow struct {
	from, until int
	pool        *model.Pool // as it is when it is bought
	more        []batch     // what joins it later, as phases set
	sale        *model.Sale
}

func (w *window) any() bool {
	for i := range w.pools {
		if w.pools[i].from < w.pools[i].until {
			return true
		}
	}
	return false
}

// MonthAt is the month of the horizon in which an hour lies, by the calendar where the
// horizon has one.
func MonthAt(p *model.Plan, hours float64, months int) int {
	h := &p.Horizon
	m := math.Floor(hours / (h.Hours / float64(months)) * (1 + 1e-12))
	if !h.Begin.IsZero() {
		m = math.Floor(model.MonthsBetween(h.Begin, h.Begin.Add(time.Duration(hours*float64(time.Hour)))) + 1e-9)
	}
	return min(max(int(m), 0), months-1)
}

// windowOf follows a fleet through the phases of a plan.
func windowOf(p *model.Plan, m *model.Migration, fleet, months int) *window {
	f := &p.Fleets[fleet]
	w := &window{first: f, from: months, until: months, pools: make([]poolWindow, len(f.Pools))}
	mentioned := false
	for j := range f.Pools {
		w.pools[j] = poolWindow{from: months, until: months, pool: &f.Pools[j]}
	}
	for k := range m.Phases {
		ph := &m.Phases[k]
		month := MonthAt(p, ph.Start, months)
		for i := range ph.Sales {
			if s := &ph.Sales[i]; s.Fleet == fleet {
				mentioned = true
				w.sell(s, month, months)
			}
		}
		for i := range ph.Runs {
			if r := &ph.Runs[i]; r.Of == fleet {
				mentioned = true
				w.run(r, month, months)
			}
		}
	}
	for j := range f.Pools {
		if mentioned && f.Pools[j].Owned != nil {
			q := &w.pools[j]
			q.from, q.pool, q.until = 0, &f.Pools[j], max(q.until, 1)
		}
	}
	w.close(months)
	return w
}

func (w *window) run(r *model.PhaseRun, month, months int) {
	if w.from == months {
		w.from, w.first = month, r.Fleet
	}
	if n := len(w.versions); n == 0 || w.versions[n-1].fleet != r.Fleet {
		w.versions = append(w.versions, version{from: month, fleet: r.Fleet})
	}
	for j := range w.pools {
		q := &w.pools[j]
		now := &r.Fleet.Pools[j]
		if q.from < months || now.Owned != nil {
			last := q.pool.Count
			for _, b := range q.more {
				last += int(b.n)
			}
			if now.Count > last {
				q.more = append(q.more, batch{month, float64(now.Count - last)})
			}
		}
		if _, runs := r.Pools[j]; q.from == months && (runs || r.Pools == nil) {
			q.from, q.pool = month, now
		}
	}
}

// sell ends what stands. A sale of the whole fleet takes what was not sold before.
func (w *window) sell(s *model.Sale, month, months int) {
	for j := range w.pools {
		q := &w.pools[j]
		if s.Pool >= 0 && s.Pool != j || q.until < months || q.from == months && q.pool.Owned == nil {
			continue
		}
		q.until, q.sale = month, s
		if q.from < months {
			q.until = max(month, q.from+1)
		}
	}
	if s.Pool < 0 {
		w.sale = s
	}
}

// close ends what is the fleet's when the last of its pools is gone.
func (w *window) close(months int) {
	last := 0
	for j := range w.pools {
		if q := &w.pools[j]; q.from < q.until {
			last = max(last, q.until)
		}
	}
	w.until = max(w.from, last)
	if w.from == months {
		w.until = months
	}
	for i := range w.versions {
		w.versions[i].until = w.until
		if i+1 < len(w.versions) {
			w.versions[i].until = min(w.until, w.versions[i+1].from)
		}
	}
	if w.until == months {
		w.sale = nil
	}
}
