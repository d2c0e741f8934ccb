package model

import (
	"slices"
	"time"
)

// A Migration is a plan of the file: phases that follow one another without a gap, each
// of which runs fleets, or single pools of fleets. It is compared like a fleet.
type Migration struct {
	Name   string
	Phases []MigrationPhase
	Origin Origin
}

// A MigrationPhase lasts until the next one begins, the last to the end of the horizon.
type MigrationPhase struct {
	Begin        time.Time
	Start        float64 // hours from the horizon's start
	Runs         []PhaseRun
	OneOff       []NamedPrice
	Sales        []Sale
	Dependencies []Dependency // as the phase has them; nil: those of the file
	Origin       Origin
}

// A PhaseRun is one fleet in a phase. With Pools nil it carries Share of every workload;
// else the phase is one fleet made of the pools that carry something, of all its runs.
type PhaseRun struct {
	Of       int    // index into Plan.Fleets
	Fleet    *Fleet // as the phase has it: with what this phase and those before it set
	Share    Quantity
	Pools    map[int]Quantity // by index of the pool: share of the requests that visit pools of this name
	Fallback int              // 1 + index of the fleet that carries its requests, or those of its pools of the same names, while it is down; 0: none
	Origin   Origin
}

// A Sale gets back a share of what hardware is worth new, at the start of a phase in
// which it runs no more.
type Sale struct {
	Fleet  int
	Pool   int // −1: every pool
	Share  Quantity
	Origin Origin
}

// Serves returns the workloads that the fleets of the plan serve, ascending.
func (m *Migration) Serves() []int {
	var out []int
	for i := range m.Phases {
		for k := range m.Phases[i].Runs {
			out = append(out, m.Phases[i].Runs[k].Fleet.Serves...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
