package main

import (
	"errors"
	"io"
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
settings or versions, trials that stand twice, and those that are missing are errors.
Shards of a sweep (capplan shard --vary) give what capplan sweep gives.`,
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
	var list []*capplan.Slice
	err := unlessInterrupted(c.Context(), func() error {
		for _, f := range files {
			s, err := readSlice(f)
			if err != nil {
				return err
			}
			list = append(list, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if list[0].Job.Verb == "sweep" {
		return p.mergeCells(c, v, list, files)
	}
	targets, err := openTargets(repeated(c, "output"))
	if err != nil {
		return err
	}
	defer abandon(targets)
	keep := v.GetString("table") == "samples" || slices.ContainsFunc(targets, func(t *target) bool { return t.table == "samples" })
	if err := listed(keep, list[0].Job.Trials); err != nil {
		return err
	}
	m := p.meter(v)
	m.start("shards to merge: " + grouped(len(list)))
	r, err := capplan.Merge(c.Context(), list, capplan.Options{
		Jobs: v.GetInt("jobs"), Progress: m.tick, Partial: true, Keep: keep,
	})
	m.clear()
	if err != nil {
		return unmerged(err, files)
	}
	m.end(trialsRun(r.Trials, r.Seed))
	if err := p.deliver(r, v, targets, report.Write); err != nil {
		return err
	}
	if !r.Complete {
		return p.cut(c, &deadline{}, &checkpoint{}, "the answer is of all trials, and some searches beyond them were not done")
	}
	return p.strictly(len(r.Warnings), v)
}

// mergeCells answers a sweep.
func (p *program) mergeCells(c *cobra.Command, v *viper.Viper, list []*capplan.Slice, files []string) error {
	if c.Flags().Changed("table") {
		return problem("E066", "--table is for shards of a compare", "leave it out: -f csv prints the grid")
	}
	targets, err := openKinds(repeated(c, "output"), sweepKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	if c.Flags().Changed("format") && !has(report.SweepFormats, v.GetString("format")) {
		return (&choice{allowed: report.SweepFormats, code: "E063", what: "format"}).judge(v.GetString("format"))
	}
	v.Set("format", formatOf(v, report.SweepFormats))
	m := p.meter(v)
	m.start("shards to merge: " + grouped(len(list)))
	r, err := capplan.MergeSweep(c.Context(), list, capplan.Options{Jobs: v.GetInt("jobs"), Progress: m.tick})
	m.clear()
	if err != nil {
		return unmerged(unswept(c, err), files)
	}
	m.end(counted(len(r.Cells), "cell") + ", " + trialsRun(r.Trials, r.Seed))
	if err := p.render(v, targets, func(w io.Writer, format string, o report.Options) error { return report.Sweep(w, r, format, o) }); err != nil {
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
	case capplan.NoShard:
		return problem("E531", files[no.First]+" is "+no.What+", and no shard", "name files that `capplan shard` wrote")
	case capplan.OtherVersion:
		return problem("E532", files[no.First]+" was taken by "+no.What, "merge shards with the capplan that took them, or take them again")
	case capplan.OtherJob:
		return problem("E532", files[no.First]+" and "+files[no.With]+" are shards of different runs: "+no.What, "take all shards with the same capplan, scenario, settings and seed")
	case capplan.Twice:
		return problem("E534", files[no.First]+" and "+files[no.With]+" hold the same: "+no.What, "name each shard once, and take all with the same --of")
	}
	return problem("E533", "not all is there: "+no.What, "take the missing ones with `capplan shard --index I`, and name all files")
}
