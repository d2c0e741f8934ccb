package main

import (
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

func (p *program) report() *cobra.Command {
	c := &cobra.Command{
		Use:   "report RESULT.json [SWEEP.json] [SENSITIVITY.json]",
		Short: "render a saved result: a page for the meeting, markdown, spreadsheets, charts",
		Long: `report renders what ` + "`capplan compare -o result.json`" + ` or ` + "`capplan check -o result.json`" + `
saved, in every format that compare writes, without any trial: the same result gives the
same bytes. What sweep and sensitivity saved of the same files may stand beside it: the
page then has their heat map and tornado.

--redact prices takes out what a contract may keep confidential: the values of all cost
inputs (prices, rents, discounts, support, salaries, energy, exchange rates), and every
amount of money in figures, tables, sentences, warnings and charts, as a total can give a
price away. A word stands where they were. What compares fleets stays: in how many trials
one is cheaper, shares of a cost or of its spread, times, multiples. Charts and CSV tables
of money, the workbook, and a sweep over a price are left out.`,
		Example: `  capplan report result.json -o report.html
  capplan report result.json sensitivity.json sweep.json -o report.html
  capplan report result.json --redact prices -o for-the-vendor.html
  capplan report result.json -f markdown
  capplan report result.json -o plan.xlsx -o traffic.svg -q`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return problem("E062", "`capplan report` needs a saved result", "save one with `capplan compare -o result.json`, then `capplan report result.json -o report.html`")
			}
			return atMost(3, "a result, a sweep and a sensitivity")(c, args)
		},
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		return p.runReport(c, v, args)
	}
	f := c.Flags()
	f.Var(&choice{allowed: []string{"prices"}}, "redact", "take out what is confidential: prices")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, report.Formats...)
	f.BoolP("quiet", "q", false, "the verdict only")
	f.BoolP("verbose", "v", false, "pictures that take more lines")
	tabular(f, report.Tables)
	complete(c)
	return c
}

func (p *program) runReport(c *cobra.Command, v *viper.Viper, args []string) error {
	if c.Flags().Changed("table") && v.GetString("format") != "csv" {
		return problem("E066", "--table is for -f csv", "add -f csv, or write -o csv:"+v.GetString("table")+"=PATH")
	}
	targets, err := openTargets(repeated(c, "output"))
	if err != nil {
		return err
	}
	defer abandon(targets)
	var s *capplan.Saved
	err = unlessInterrupted(c.Context(), func() (err error) {
		s, err = capplan.ReadSaved(args...)
		return err
	})
	if err != nil {
		return err
	}
	var read []fleets.Source
	for _, a := range args {
		read = append(read, fleets.Source{Path: a})
	}
	if err := spare(targets, read, p.stdin); err != nil {
		return err
	}
	if c.Flags().Changed("redact") {
		if err := tellsMoney(v, targets); err != nil {
			return err
		}
		if err := s.RedactPrices(); err != nil {
			return err
		}
	}
	return p.render(v, targets, func(w io.Writer, format string, o report.Options) error {
		o.Sweep, o.Sensitivity = s.Sweep, s.Sensitivity
		return report.Write(w, s.Result, format, o)
	})
}

// tellsMoney refuses, where prices are redacted, what would be empty: it is of nothing else.
func tellsMoney(v *viper.Viper, targets []*target) error {
	ofMoney := []string{"costs", "cashflow", "level"}
	refuse := func(what string) error {
		return problem("E504", what+" is of money only, and --redact prices takes all of it out", "leave out one of the two")
	}
	if v.GetString("format") == "csv" && has(ofMoney, v.GetString("table")) {
		return refuse("table " + v.GetString("table"))
	}
	for _, t := range targets {
		switch {
		case t.format == "xlsx":
			return refuse("the workbook " + t.path)
		case t.format == "csv" && has(ofMoney, t.table):
			return refuse("table " + t.table)
		}
	}
	return nil
}
