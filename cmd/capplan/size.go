package main

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// sizeKinds are those of a size.
var sizeKinds = kinds{formats: slices.Concat(report.SweepFormats, drawn), tables: []string{"grid"}, charts: report.SizeCharts}

func (p *program) size() *cobra.Command {
	c := &cobra.Command{
		Use:   "size [FILE]",
		Short: "what is the cheapest fleet that keeps what is asked",
		Long: `size searches for the cheapest fleet that keeps what the scenario asserts of it, and what
--require does. Where neither asks for anything, the slo of the workloads that it serves
is asked for, and headroom >= 0 %. FILE is by default capplan.yaml; - is standard input.

--vary takes a path and its values as in capplan sweep. Without it the counts of the
pools are varied, from the least that carries the load to four times that, and how many
units wait to take over: those of active-standby and mirrored pools, and standby.

Candidates are screened with exact answers, or a few draws; the cheapest that passes is
held as check holds it, up to --max-trials. Where more units of a pool never make it worse
or cheaper, candidates between two that decide alike are not answered; --whole answers all.

Exit status 0 if there is such a fleet, 1 if there is none, 3 if trials do not tell.`,
		Example: `  capplan size --fleet small
  capplan size shop.yaml --fleet web --vary web.count=20..28/2 --vary web.spread.rack=4,5,6
  capplan size --fleet small --require 'mean(small.availability) >= 99.9 %' -f csv`,
		Args: atMost(1, "one file"),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		v.Set("format", formatOf(v, report.SweepFormats))
		file := defaultFile
		if len(args) > 0 {
			file = args[0]
		}
		return p.runSize(c, v, file)
	}
	f := c.Flags()
	f.String("fleet", "", "the `FLEET` that is sized")
	f.StringArray("vary", nil, "what is varied, and over what: `PATH=VALUES` (repeatable)")
	f.StringArray("require", nil, "what is asked beside the scenario's assertions: `ASSERTION` (repeatable)")
	f.String("minimize", "cost.pv", "`METRIC` whose mean is least, or count")
	f.Bool("whole", false, "answer every candidate")
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, report.SweepFormats...)
	running(f)
	endings(f)
	timed(f, "answer with the candidates looked at by then")
	completeIn(c, sizeKinds)
	f.Var(&number{min: 1, max: capplan.MaxKeptTrials}, "max-trials", "most trials, where an answer is close (default: as many as --trials)")
	return c
}

func (p *program) runSize(c *cobra.Command, v *viper.Viper, file string) error {
	var vary []capplan.Vary
	var err error
	if list := repeated(c, "vary"); len(list) > 0 {
		if vary, err = varied(list, capplan.MaxCandidates); err != nil {
			return crowded(err)
		}
	}
	targets, err := openKinds(repeated(c, "output"), sizeKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	s, err := p.read(c, file, targets)
	if err != nil {
		return err
	}
	o := capplan.SizeOptions{Vary: vary, Require: repeated(c, "require")}
	if o.Fleet, err = sizedFleet(c, s); err != nil {
		return err
	}
	o.Minimize, _ = c.Flags().GetString("minimize")
	o.Whole, _ = c.Flags().GetBool("whole")
	if o.Options, err = p.options(v); err != nil {
		return err
	}
	o.MaxTrials = v.GetInt("max-trials")
	run, err := p.long(c, targets, sizeJob(s, repeated(c, "vary"), &o), 0, 0)
	if err != nil {
		return err
	}
	o.Book, o.Partial = run.book, true
	m := p.meter(v)
	o.Progress = m.tick
	m.start("to size: " + o.Fleet)
	r, err := capplan.Size(c.Context(), s, o)
	m.clear()
	if err = run.done(err == nil && r.Complete, err); err != nil {
		return unsized(err, o.Fleet)
	}
	if err := p.render(v, targets, func(w io.Writer, format string, o report.Options) error { return report.Size(w, r, format, o) }); err != nil {
		return err
	}
	if !r.Complete {
		return p.cut(c, run.limit, run.kept, counted(r.Space.Open, "candidate")+" of "+grouped(r.Space.Candidates)+" not looked at, none confirmed as the cheapest")
	}
	run.kept.finish()
	if r.Verdict == capplan.Fail {
		return status(statusNo)
	}
	if err := p.strictly(len(r.Warnings), v); err != nil {
		return err
	}
	if r.Verdict == capplan.Inconclusive {
		return status(statusUnsure)
	}
	return nil
}

// sizedFleet is the fleet that --fleet names, or the only one.
func sizedFleet(c *cobra.Command, s *capplan.Scenario) (string, error) {
	name, err := c.Flags().GetString("fleet")
	if err != nil {
		return "", err
	}
	if name == "" {
		if len(s.Plan.Fleets) == 1 {
			return s.Plan.Fleets[0].Name, nil
		}
		var names []string
		for i := range s.Plan.Fleets {
			names = append(names, s.Plan.Fleets[i].Name)
		}
		return "", problem("E420", "`capplan size` sizes one fleet, and there are several", "add --fleet, with one of "+strings.Join(names, ", "))
	}
	for i := range s.Plan.Migrations {
		if s.Plan.Migrations[i].Name == name {
			return "", problem("E421", name+" is a plan, and fleets are sized", "size one of the fleets that it runs")
		}
	}
	return name, fleetsExist(s, []string{name})
}

// crowded names no flag that size does not have.
func crowded(err error) error {
	var input *fleets.Errors
	if errors.As(err, &input) && input.List[0].Code == "E437" {
		return problem("E425", "there are too many candidates, the most is "+grouped(capplan.MaxCandidates), "take larger steps, or fewer --vary")
	}
	return err
}

// unsized tells what is wrong with a search.
func unsized(err error, fleet string) error {
	var cost *capplan.Uncosted
	var many *capplan.TooMany
	switch {
	case errors.Is(err, capplan.ErrNoObjective):
		return problem("E422", "nothing is asked of fleet "+fleet, "add --require 'mean("+fleet+".availability) >= 99.9 %', or an slo to its workloads")
	case errors.Is(err, capplan.ErrNoSpace):
		return problem("E423", "fleet "+fleet+" has no pool whose count is varied by itself", "add --vary, as in --vary "+fleet+".count=4..8")
	case errors.As(err, &cost):
		return problem("E424", cost.Error(), "write prices, or take --minimize count")
	case errors.As(err, &many):
		return problem("E425", many.Error()+" are too many, the most is "+grouped(capplan.MaxCandidates), "take larger steps, or fewer --vary")
	}
	return err
}
