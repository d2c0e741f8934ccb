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
page then has their heat map and tornado.`,
		Example: `  capplan report result.json -o report.html
  capplan report result.json sensitivity.json sweep.json -o report.html
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
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, report.Formats...)
	f.BoolP("quiet", "q", false, "the verdict only")
	f.BoolP("verbose", "v", false, "pictures that take more lines")
	tabular(f)
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
	s, err := capplan.ReadSaved(args...)
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
	return p.render(v, targets, func(w io.Writer, format string, o report.Options) error {
		o.Sweep, o.Sensitivity = s.Sweep, s.Sensitivity
		return report.Write(w, s.Result, format, o)
	})
}
