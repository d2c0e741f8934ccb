package simulate

// A History is what one trial of a fleet saw over [0, Horizon). Its slices are
// reused by the next Run into it.
type History struct {
	// Down is the hours, of those in which that counts, in which the fleet was not up.
	Down float64
	// Outages counts the times the fleet ceased to be up. One in force at time 0
	// is not counted, but its hours are in Down. Where demand of the moment decides
	// (Needs −1), crossings less than an hour apart may count as one.
	Outages int
	// Durations are the hours of the outages that began and ended within the
	// history. One cut off by either end is left out, so long horizons or
	// Down/Outages tell their mean.
	Durations []float64

	// By workload, in requests: Offered and LostServed over all hours, the others in
	// those in which they count. Excluded were due at a gateway that does not count
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
	// times its hours, whichever count; the last year may be a part of one.
	ByYear []float64
	// Causes are aligned with System.Causes and sum to Unavailability.
	Causes []float64

	// Planned is the part of the unavailability that maintenance adds, whether it
	// counts or not: by the fleet's basis, with it less without it.
	Planned float64
	// Brownout is the hours in which some requests but not all were served, over all
	// workloads; Blast the largest share of the requests of all that was lost at one
	// moment, as LostServed counts. Where a limit refuses, that is where the load it
	// binds is largest in the time between two changes, workloads weighed by what they
	// offer in that time. 0 without workloads.
	Brownout, Blast float64

	Failures  []int     // by pool: failures of units, not of what they stand in
	Repairs   []int     // by pool: repairs begun
	Waited    []int     // by pool with Spares: failures that waited for a part
	Parts     []int     // by pool with Spares: parts taken
	UnitHours []float64 // by pool: ∫ units up dt
	Events    int       // changes that the history went through

	// Members[p][j] is, of a pool that System asks it of (CountMembers), the hours in which
	// j members of a group were up, summed over groups, those that joined from then on; of a
	// pool without groups the hours with j units up, the last entry with as many or more.
	// Up is as in model/state.go. Stopped is the part of it in which an uncovered failure, a
	// switch or an incident of the pool or the fleet stopped the group (the pool), Taking the
	// hours of takeovers in which requests of a unit fail. nil and 0 of other pools.
	Members, Stopped [][]float64
	Taking           []float64
}

func (h *History) reset(pools, workloads, years, causes int) {
	h.Down, h.Outages, h.Unavailability, h.Events = 0, 0, 0, 0
	h.Durations = h.Durations[:0]
	for _, s := range []*[]float64{&h.Offered, &h.Lost, &h.LostServed, &h.Excluded, &h.WorkloadUnavailability} {
		*s = zeroed(*s, workloads)
	}
	h.WindowBad, h.Windows = zeroed(h.WindowBad, workloads), zeroed(h.Windows, workloads)
	h.ByYear, h.Causes = zeroed(h.ByYear, years), zeroed(h.Causes, causes)
	h.Planned, h.Brownout, h.Blast = 0, 0, 0
	h.Repairs, h.Waited, h.Parts = zeroed(h.Repairs, pools), zeroed(h.Waited, pools), zeroed(h.Parts, pools)
	h.Failures, h.UnitHours = zeroed(h.Failures, pools), zeroed(h.UnitHours, pools)
}
