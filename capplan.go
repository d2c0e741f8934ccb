// Package capplan compares server fleets on cost, reliability and peak throughput.
//
// A scenario file is read into a plan (Load); a plan and a seed give a result
// (Compare) in which every figure says how well it is known. The command
// cmd/capplan is a thin shell around this package.
//
//	plan, err := capplan.Load("capplan.yaml", capplan.LoadOptions{})
//	result, err := capplan.Compare(ctx, plan, capplan.Options{Trials: 20000, Seed: 1})
package capplan

import (
	"context"

	"github.com/capplan/capplan/model/decide"
)

// Version of the program; a release build sets it.
var Version = "0.1.0-dev"

// A Result is the complete answer to one scenario.
type Result = decide.Result

// Compare answers a scenario: every fleet's cost, reliability and throughput.
func Compare(ctx context.Context, s *Scenario, o Options) (*Result, error) { panic("not wired") }

// Options says how to answer. The zero value takes the scenario's own settings.
type Options struct {
	Trials   int                   // 0: the scenario's run.trials
	Seed     uint64                // 0: the scenario's run.seed
	Jobs     int                   // bounds parallelism and never changes a result; 0: all processors
	Method   string                // auto, exact, simulate; empty: the scenario's
	Fleets   []string              // only these; empty: all
	Progress func(done, total int) // called now and then from one goroutine; may be nil
}

// Scenario is a plan together with the files it came from.
type Scenario struct{}
