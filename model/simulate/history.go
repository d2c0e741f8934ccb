package simulate

// A History is what one trial of a fleet saw over [0, Horizon). Its slices are
// reused by the next Run into it.
type History struct {
	// Down is the hours in which the fleet was not up.
	Down float64
	// Outages counts the times the fleet ceased to be up. One in force at time 0
	// is not counted, but its hours are in Down. Where demand of the moment decides
	// (Needs −1), crossings less than an hour apart may count as one.
	Outages int
	// Durations are the hours of the outages that began and ended within the
	// history. One cut off by either end is left out, so long horizons or
	// Down/Outages tell their mean.
	Durations []float64

	// By workload, in requests. Excluded were due at a gateway that does not count
	// while it was out; Lost are those lost among the rest; LostServed are lost for
	// whatever reason.
	Offered, Lost, LostServed, Excluded []float64

	// Unavailability is of the fleet by its basis: Down ÷ Horizon or, over all
	// workloads, Lost ÷ (Offered − Excluded).
	Unavailability float64
	// WorkloadUnavailability is by each workload's own basis.
	WorkloadUnavailability []float64
	// Windows counts the whole windows [k·Window, (k+1)·Window) of a workload with
	// an objective, WindowBad those in which its availability was below it.
	WindowBad, Windows []int
	// ByYear is the unavailability of each year of 8,760 h by the fleet's basis,
	// times its hours; the last year may be a part of one.
	ByYear []float64
	// Causes are aligned with System.Causes and sum to Unavailability.
	Causes []float64

	Failures  []int     // by pool: failures of units, not of what they stand in
	Repairs   []int     // by coupled pool: repairs asked for
	Waited    []int     // of these, those that waited for a part
	UnitHours []float64 // by pool: ∫ units up dt
	Events    int       // changes that the history went through
}

func (h *History) reset(pools, workloads, years, causes int) {
	h.Down, h.Outages, h.Unavailability, h.Events = 0, 0, 0, 0
	h.Durations = h.Durations[:0]
	for _, s := range []*[]float64{&h.Offered, &h.Lost, &h.LostServed, &h.Excluded, &h.WorkloadUnavailability} {
		*s = zeroed(*s, workloads)
	}
	h.WindowBad, h.Windows = zeroed(h.WindowBad, workloads), zeroed(h.Windows, workloads)
	h.ByYear, h.Causes = zeroed(h.ByYear, years), zeroed(h.Causes, causes)
	h.Repairs, h.Waited = zeroed(h.Repairs, pools), zeroed(h.Waited, pools)
	h.Failures, h.UnitHours = zeroed(h.Failures, pools), zeroed(h.UnitHours, pools)
}
