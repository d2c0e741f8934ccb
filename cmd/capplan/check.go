package main

import (
	"github.com/spf13/cobra"
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

An exact figure passes or fails. A sampled one passes or fails where the 99 % interval
of its statistic is clear of the limit, and is inconclusive otherwise: take more
--trials. FILE is by default capplan.yaml; - is standard input.

Exit status 0 if all pass, 1 if one fails, 3 if one is inconclusive and none fails, 2
where there is nothing to check.`,
		Example: `  capplan check
  capplan check shop.yaml --trials 100000
  capplan check -f json -o assertions.csv
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
	answeringIn(c, report.CheckFormats, checkKinds)
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
	targets, err := openKinds(repeated(c, "output"), checkKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	s, r, err := p.ask(c, v, file, targets, capplan.Check)
	if err == nil {
		err = unanswered(r, s.Files)
	}
	if err != nil {
		return p.refuse(targets, err)
	}
	if err := p.deliver(r, v, targets, checked); err != nil {
		return err
	}
	return p.gate(r, v)
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
