package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

func (p *program) merge() *cobra.Command {
	c := &cobra.Command{
		Use:   "merge FILE...",
		Short: "put shards together to one answer",
		Long: `merge answers with the trials that capplan shard took, given in any order: the same as
compare in one run, to the byte. It needs no further file. Shards of other scenarios,
settings or versions, trials that stand twice, and those that are missing are errors.`,
		Example: `  capplan merge *.shard
  capplan merge *.shard -f json -o report.html`,
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		return p.runMerge(c, v, args)
	}
	f := c.Flags()
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, report.Formats...)
	f.Var(&number{max: 4096}, "jobs", "what is done at the same time, never changes a digit (default: all processors)")
	f.Bool("no-progress", false, "no progress on standard error")
	f.BoolP("quiet", "q", false, "the verdict only, and no progress")
	f.BoolP("verbose", "v", false, "a line at the start and at the end, and how each fleet is answered, on standard error")
	f.Bool("strict", false, "exit 1 when there is a warning")
	tabular(f, answerKinds.tables)
	complete(c)
	return c
}

func (p *program) runMerge(c *cobra.Command, v *viper.Viper, files []string) error {
	if len(files) == 0 {
		return problem("E533", "no shard is named", "name all files that `capplan shard` wrote: capplan merge *.shard")
	}
	if c.Flags().Changed("table") && v.GetString("format") != "csv" {
		return problem("E066", "--table is for -f csv", "add -f csv, or write -o csv:"+v.GetString("table")+"=PATH")
	}
	targets, err := openTargets(repeated(c, "output"))
	if err != nil {
		return err
	}
	defer abandon(targets)
	var list []*capplan.Slice
	for _, f := range files {
		s, err := readSlice(f)
		if err != nil {
			return err
		}
		list = append(list, s)
	}
	m := p.meter(v)
	m.start("shards to merge: " + grouped(len(list)))
	r, err := capplan.Merge(c.Context(), list, capplan.Options{
		Jobs: v.GetInt("jobs"), Progress: m.tick,
		Keep: v.GetString("table") == "samples" || slices.ContainsFunc(targets, func(t *target) bool { return t.table == "samples" }),
	})
	m.clear()
	if err != nil {
		return unmerged(err, files)
	}
	m.end(trialsRun(r.Trials, r.Seed))
	if err := p.deliver(r, v, targets, report.Write); err != nil {
		return err
	}
	return p.strictly(len(r.Warnings), v)
}

// unmerged says of which files shards are not one run.
func unmerged(err error, files []string) error {
	var no *capplan.NoMerge
	if !errors.As(err, &no) {
		return err
	}
	switch no.Kind {
	case capplan.OtherJob:
		return problem("E532", files[no.First]+" and "+files[no.With]+" are shards of different runs: "+no.What, "take all shards with the same capplan, scenario, settings and seed")
	case capplan.Twice:
		return problem("E534", files[no.First]+" and "+files[no.With]+" hold the same: "+no.What, "name each shard once, and take all with the same --of")
	}
	return problem("E533", "not all trials are there: "+no.What, "take the missing ones with `capplan shard --index I`, and name all files")
}
