package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

func (p *program) check() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [FILE]",
		Short: "does this scenario keep its promises",
		Long: `check holds the assertions of a scenario: each compares a statistic of a figure with a
limit, as in mean(small.cost.pv) <= 60k USD or P(small.availability >= 99.9 %) >= 90 %.

An exact figure passes or fails, and needs no trials. A sampled one passes or fails where
the 99 % interval of its statistic is clear of the limit. It is looked at after --trials,
then after twice, four times … as many, until it is clear or --max-trials are taken: then
it is inconclusive. The intervals of all looks hold together, so that at most 1 verdict in
100 is wrong. The more is close, the longer it takes; the same seed gives the same answer.

--no-sim takes no trials: it finds what is wrong in the file, judges what is exact without
them, and says what needs them. It is for editors and for hooks before a commit.

--baseline FILE and --rev REV fail on what got worse only: an assertion that failed there
already, and is not worse beyond the noise, is known, and a warning. What is new, or passed
there, counts. check -o baseline=FILE writes a baseline, some lines for each assertion; a
whole result (check -o base.json) serves too. --rev answers the file as it is in a git
revision, and holds what fails against it on the same luck.

FILE is by default capplan.yaml; - is standard input.

Exit status 0 if all pass, 1 if one fails, 3 if one is inconclusive and none fails, 2
where there is nothing to check.`,
		Example: `  capplan check
  capplan check shop.yaml --max-trials 100000
  capplan check --no-sim
  capplan check -f json -o assertions.csv
  capplan check -o baseline=baseline.json
  capplan check --baseline baseline.json
  capplan check --rev origin/main
  capplan check -f github -o capplan.sarif -o junit.xml`,
		Args: atMost(1, "one file"),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		file := defaultFile
		if len(args) > 0 {
			file = args[0]
		}
		return p.runCheck(c, v, file)
	}
	c.Flags().StringArray("fleet", nil, "hold what is asserted of `FLEET` only (repeatable)")
	c.Flags().Bool("no-sim", false, "judge what needs no trials, in a moment; say what needs them")
	answeringIn(c, report.CheckFormats, checkKinds)
	gating(c.Flags())
	baselining(c.Flags())
	endings(c.Flags())
	timed(c.Flags(), "judge by the trials taken by then")
	c.Flags().Lookup("table").DefValue = "assertions"
	return c
}

func (p *program) runCheck(c *cobra.Command, v *viper.Viper, file string) error {
	if c.Flags().Changed("table") && v.GetString("format") != "csv" {
		return problem("E066", "--table is for -f csv", "add -f csv, or write -o csv:"+v.GetString("table")+"=PATH")
	}
	if !c.Flags().Changed("table") && p.env["CAPPLAN_TABLE"] == "" {
		v.Set("table", "assertions")
	}
	p.file = file
	limits, err := gateLimits(c, v)
	if err != nil {
		return err
	}
	targets, err := openKinds(repeated(c, "output"), checkKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	base, err := p.baseline(c, file, targets)
	if err != nil {
		return p.refuse(targets, err)
	}
	run := &longRun{kept: &checkpoint{}, limit: &deadline{}}
	s, r, err := p.ask(c, v, file, targets, func(ctx context.Context, s *capplan.Scenario, o capplan.Options) (*capplan.Result, error) {
		o.MaxTrials, o.Static, o.Partial = limits.most, limits.static, true
		if run, err = p.long(c, targets, checkJob(s, base, o), 0, 0); err != nil {
			return nil, err
		}
		o.Book = run.book
		r, err := capplan.CheckAgainst(ctx, s, base, o)
		if err == nil && !o.Static && r.Complete {
			if err = capplan.Advise(ctx, s, r, o); errors.Is(err, capplan.ErrInterrupted) {
				r.Complete, err = false, nil // what holds is known, and not what would mend the rest
			}
		}
		return r, run.done(err == nil && r.Complete, err)
	})
	if err == nil {
		err = unanswered(r, s.Files)
	}
	if err != nil {
		return p.refuse(targets, err)
	}
	if err := p.deliver(r, v, targets, checked); err != nil {
		return err
	}
	if !r.Complete {
		return p.unjudged(c, r, run)
	}
	run.kept.finish()
	return p.gate(r, v)
}

// unjudged says what a check lacks that was ended early. What fails by then is a no, unless
// somebody interrupted it.
func (p *program) unjudged(c *cobra.Command, r *capplan.Result, run *longRun) error {
	open := 0
	for i := range r.Assertions {
		if v := r.Assertions[i].Verdict; v == capplan.Inconclusive || v == capplan.Skipped {
			open++
		}
	}
	end := p.cut(c, run.limit, run.kept, "the answer is of "+counted(takenBy(r), "trial")+", and of "+counted(len(r.Assertions), "assertion")+" "+grouped(open)+" not decided")
	if errors.Is(end, status(statusUnsure)) && *r.Verdict == capplan.Fail {
		return status(statusNo)
	}
	return end
}

// takenBy is how many trials a check took.
func takenBy(r *capplan.Result) int {
	if g := r.Gate; g != nil && len(g.Looks) > 0 {
		return g.Looks[len(g.Looks)-1]
	}
	return r.Trials
}

// limits are how far a gate goes.
type limits struct {
	most   int // trials
	static bool
}

// gateLimits reads them; flags that contradict each other are refused before any work.
func gateLimits(c *cobra.Command, v *viper.Viper) (limits, error) {
	l := limits{most: v.GetInt("max-trials")}
	var err error
	if l.static, err = c.Flags().GetBool("no-sim"); err != nil {
		return l, err
	}
	if l.static {
		for _, name := range []string{"trials", "max-trials", "seed", "checkpoint", "max-time"} {
			if c.Flags().Changed(name) {
				return l, problem("E460", "--no-sim takes no trials, and --"+name+" is about them", "leave one of the two out")
			}
		}
		if c.Flags().Changed("method") && v.GetString("method") == "simulate" {
			return l, problem("E460", "--no-sim takes no trials, and --method simulate asks for nothing else", "leave one of the two out")
		}
	}
	if first := v.GetInt("trials"); first > 0 && l.most > 0 && first > l.most {
		return l, problem("E461", "the first look at "+grouped(first)+" trials is beyond --max-trials "+grouped(l.most), "write --max-trials "+strconv.Itoa(first)+" or more, or fewer --trials")
	}
	return l, nil
}

// gating adds the flag of verbs that take more trials where an answer is close.
func gating(f *pflag.FlagSet) {
	f.Var(&number{min: 1, max: capplan.MaxKeptTrials}, "max-trials", "most trials, where an answer is close (default 1000000)")
}

// unanswered are the assertions about figures that are not there: wrong input.
func unanswered(r *capplan.Result, read []fleets.Source) error {
	var out fleets.Errors
	for i := range r.Assertions {
		if a := &r.Assertions[i]; a.Verdict == capplan.Unanswered {
			d := fleets.Diagnostic{
				Code: "E035", Message: a.Why, Label: "nothing to compare", Help: "see `capplan compare -f csv --table metrics` for what there is",
				File: a.Location.File, Line: a.Location.Line, Col: a.Location.Col, Width: a.Location.Width,
			}
			if r.Method == "exact" {
				d.Help = "leave --method exact out: it knows means, and no percentiles of histories"
			}
			out.List = append(out.List, d.In(read))
		}
	}
	for i := range r.Observed {
		if o := &r.Observed[i]; o.Verdict == capplan.Unanswered {
			d := fleets.Diagnostic{
				Code: "E486", Message: o.Why, Label: "nothing to hold it against", Help: "see `capplan compare -f csv --table metrics` for what there is",
				File: o.Location.File, Line: o.Location.Line, Col: o.Location.Col, Width: o.Location.Width,
			}
			if r.Method == "exact" {
				d.Help = "leave --method exact out"
			}
			out.List = append(out.List, d.In(read))
		}
	}
	if out.List == nil {
		return nil
	}
	return &out
}

// gate turns the verdict into a status.
func (p *program) gate(r *capplan.Result, v *viper.Viper) error {
	switch {
	case r.Verdict == nil:
		panic("check: no verdict")
	case *r.Verdict == capplan.Fail:
		return status(statusNo)
	}
	if err := p.strictly(len(r.Warnings), v); err != nil {
		return err
	}
	if *r.Verdict == capplan.Inconclusive {
		return status(statusUnsure)
	}
	return nil
}
