package decide

import (
	"strconv"

	"github.com/capplan/capplan/model"
)

// A seenRipe takes what histories saw: of what a fleet loses the parts of takeovers and
// of incidents, each in proportion to how often and how long it would stop the fleet, to
// first order.
type seenRipe struct {
	rows []seenRow
}

// A seenRow is a history. What a fleet loses more than its rival is rest +
// success·taken + (1 − success)·failed + incidents·each.
type seenRow struct {
	rest, taken, failed, each float64
	success, incidents        float64 // in the mean over the horizon
	maturity                  model.Maturity
}

func (r *run) seenRipeness(i, j int) *seenRipe {
	x := &seenRipe{rows: make([]seenRow, len(r.draws))}
	s, h, other := newStage(r.plan, r.fleets[i]), r.sheets[i], r.sheets[j]
	rival := other.unavailability
	if other.solved.unavailability != nil {
		rival = other.solved.unavailability
	}
	at := map[string]int{}
	for k, name := range s.causes {
		at[name] = k
	}
	for t := range x.rows {
		s.resolve(r.draws[t])
		sys, row := &s.sys, &x.rows[t]
		m := sys.Maturity
		if m == nil {
			m = &model.Maturity{}
		}
		row.maturity = *m
		now := sys.StillOver(0, sys.Horizon)
		row.rest = h.unavailability[t] - rival[t]
		for p := range now.Pools {
			c := &now.Pools[p].Cover
			if !c.On {
				continue
			}
			row.success = c.Success
			part := h.causes[at[now.Pools[p].Name+" failover"]][t]
			taken, failed := stopsFor(sys, &now.Pools[p])
			if mean := float64(c.Success*taken) + float64((1-c.Success)*failed); mean > 0 {
				row.rest -= part
				row.taken += part * taken / mean
				row.failed += part * failed / mean
			}
		}
		for k := range now.Incidents {
			row.incidents += now.Incidents[k].Rate
		}
		for k := range now.Incidents {
			part := h.causes[at["incident "+now.Incidents[k].Name]][t]
			if row.incidents > 0 {
				row.rest -= part
				row.each += part / row.incidents
			}
		}
	}
	return x
}

// stopsFor returns for how long, in the mean, a takeover that succeeds and one that does
// not lose requests, or stop the pool, as a share of what it carries.
func stopsFor(s *model.System, p *model.PoolSystem) (taken, failed float64) {
	failed = p.Repair.Mean
	if p.Cover.HasRecovery {
		failed = p.Cover.Recovery.Mean
	}
	switch {
	case p.Mode == model.ActiveStandby:
		taken = p.Cover.Time.Mean
	case s.ByRequests:
		taken = p.Cover.Time.Mean / float64(p.Count)
	}
	return taken, failed
}

func (x *seenRipe) diff(p probe) column {
	out := make(column, len(x.rows))
	for t := range x.rows {
		row := &x.rows[t]
		success, incidents := row.success, row.incidents
		m := &row.maturity
		switch {
		case p.moment == p.moment:
			if m.SuccessSet {
				success = m.At(m.Success[0], m.Success[1], p.moment)
			}
			if m.IncidentsSet {
				incidents = m.At(m.Incidents[0], m.Incidents[1], p.moment)
			}
		case p.success == p.success:
			success = p.success
		default:
			incidents = p.incidents
		}
		out[t] = row.rest + float64(success*row.taken) + float64((1-success)*row.failed) + float64(incidents*row.each)
	}
	return out
}

// roots are not told: the histories of a draw are luck.
func (x *seenRipe) roots(*dial) column { return nil }

func (x *seenRipe) method() model.Method { return model.Approximation }

func (x *seenRipe) how() string {
	return "approximation: in " + strconv.Itoa(len(x.rows)) + " histories what takeovers and incidents lose is taken in proportion to how often and how long they stop the fleet"
}
