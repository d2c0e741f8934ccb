package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

var fitKinds = kinds{formats: report.FitFormats}

func (p *program) fit() *cobra.Command {
	c := &cobra.Command{
		Use:   "fit",
		Short: "turn logs into laws",
		Long: `fit turns logs into laws that a scenario takes:

  capplan fit failures LOG.csv      lives of units, those that still live among them
  capplan fit repairs LOG.csv       repairs, those that still go on among them
  capplan fit traffic LOAD.csv      a measured load: peak, growth, profile, noise
  capplan fit throughput TEST.csv   a load test: how throughput grows with units`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownVerb(c, args[0])
			}
			return problem("E062", "`capplan fit` needs to know what", "capplan fit failures LOG.csv, or capplan fit repairs LOG.csv")
		},
	}
	c.AddCommand(p.fitFailures(), p.fitRepairs(), p.fitTraffic(), p.fitThroughput())
	return c
}

func (p *program) fitFailures() *cobra.Command {
	c := &cobra.Command{
		Use:   "failures LOG.csv",
		Short: "laws of lives, from a log of units of which most still live",
		Long: `failures fits laws to the lives of units by maximum likelihood. The log is CSV with a
line for each unit, - is standard input. It has dates

  installed,failed             failed is empty where the unit lives
  2024-03-01,2025-01-17
  2024-03-01,

and the flag --observed-until says when that was seen; or durations

  hours,failed
  8760,no

removed is the date of a unit that was taken out alive. entered, a date or an age, or
--observed-from for all: from then on a unit is watched, and it is in the log only
because it had not failed before. Without that the mean comes out too long.

Each law stands with its MTTF, because laws that fit a log alike can differ in that by
a factor 2. best is, of those that the log does not contradict, the exponential law where
no other is more than 2 nearer in AIC, the Weibull law within 4, or the nearest.`,
		Example: `  capplan fit failures disks.csv --observed-until 2026-01-01
  capplan fit failures disks.csv --by model --observed-from 2023-01-01 --observed-until 2026-01-01 -o fits.yaml
  capplan fit failures ages.csv --hours days --unit d -f json`,
		Args: oneLog,
	}
	f := c.Flags()
	f.String("installed", "installed", "`COLUMN` of the date from which a unit lives")
	f.String("failed", "failed", "`COLUMN` of the date when it failed; with durations, of whether it did")
	f.String("removed", "removed", "`COLUMN` of the date when it was taken out, not failed")
	p.fitting(c, func(text func(string) string, o *capplan.LogOptions) {
		o.Installed, o.Failed = text("installed"), text("failed")
	})
	return c
}

func (p *program) fitRepairs() *cobra.Command {
	c := &cobra.Command{
		Use:   "repairs LOG.csv",
		Short: "laws of repairs, from a log of which some still go on",
		Long: `repairs fits laws to the times of repairs by maximum likelihood. The log is CSV with a
line for each repair, - is standard input. It has dates

  failed,repaired              repaired is empty where it goes on
  2025-01-17T08:10,2025-01-17T11:45

and, where one goes on, --observed-until; or durations under hours, and where some go
on a column repaired with yes and no.

Each law stands with its MTTR, because laws that fit a log alike can differ in that by
a factor 2. best is, of those that the log does not contradict, the exponential law where
no other is more than 2 nearer in AIC, the lognormal law within 4, or the nearest.`,
		Example: `  capplan fit repairs tickets.csv
  capplan fit repairs tickets.csv --failed opened --repaired closed --by part -o fits.yaml
  capplan fit repairs minutes.csv --hours minutes --unit min`,
		Args: oneLog,
	}
	f := c.Flags()
	f.String("failed", "failed", "`COLUMN` of the date when a repair begins")
	f.String("repaired", "repaired", "`COLUMN` of the date when it ended; with durations, of whether it did")
	f.String("removed", "removed", "`COLUMN` of the date when it was given up")
	p.fitting(c, func(text func(string) string, o *capplan.LogOptions) {
		o.Repairs, o.Installed, o.Failed = true, text("failed"), text("repaired")
	})
	return c
}

func oneLog(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return problem("E062", "`"+c.CommandPath()+"` needs a log", c.CommandPath()+" LOG.csv, or - for standard input")
	}
	return atMost(1, "one file")(c, args)
}

// fitting adds the flags that both logs have, and what the verb does. columns reads
// those that differ.
func (p *program) fitting(c *cobra.Command, columns func(text func(string) string, o *capplan.LogOptions)) {
	f := c.Flags()
	f.String("by", "", "`COLUMN` that splits the log: a law for each of its values")
	f.String("entered", "entered", "`COLUMN` of the date, or with durations the age, from which it is watched")
	f.String("hours", "hours", "`COLUMN` of durations; unless it is named, dates go before it")
	f.Var(&choice{value: "h", allowed: fleets.LogUnits}, "unit", "of durations: "+strings.Join(fleets.LogUnits, ", "))
	f.String("observed-from", "", "`DATE` when watching began")
	f.String("observed-until", "", "`DATE` when the log was closed")
	f.StringArray("law", nil, "fit only `LAW`: exponential, weibull, lognormal, gamma (repeatable)")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; .yaml is a file of fits (repeatable)")
	presentation(f, report.FitFormats...)
	f.Var(&number{max: 4096}, "jobs", "at the same time, never changes a digit (default: all processors)")
	f.Bool("no-progress", false, "no progress on standard error")
	f.BoolP("quiet", "q", false, "the verdict and the value only, and no progress")
	f.BoolP("verbose", "v", false, "a line at the start and at the end on standard error")
	f.Bool("strict", false, "exit 1 when there is a warning")
	words(c, "format", report.FitFormats)
	words(c, "unit", fleets.LogUnits)
	words(c, "law", lawNames())
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(f)
		if err != nil {
			return err
		}
		text := func(name string) string { return f.Lookup(name).Value.String() }
		o := capplan.LogOptions{
			By: text("by"), Removed: text("removed"), Entered: text("entered"), Unit: text("unit"),
			From: text("observed-from"), Until: text("observed-until"), Stdin: interruptible{c.Context(), p.stdin},
		}
		if f.Changed("hours") {
			o.Hours = text("hours")
		}
		columns(text, &o)
		return p.runFit(c, v, args[0], o)
	}
}

func lawNames() []string {
	var out []string
	for _, k := range capplan.FittedLaws {
		out = append(out, k.String())
	}
	return out
}

func (p *program) runFit(c *cobra.Command, v *viper.Viper, file string, o capplan.LogOptions) error {
	laws, err := lawsAsked(c)
	if err != nil {
		return err
	}
	outputs, err := c.Flags().GetStringArray("output")
	if err != nil {
		return err
	}
	targets, err := openKinds(outputs, fitKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	log, err := capplan.ReadLog(file, o)
	if c.Context().Err() != nil {
		return capplan.ErrInterrupted
	}
	if err != nil {
		return err
	}
	if err := spare(targets, log.Files, p.stdin); err != nil {
		return err
	}
	f, err := p.fitLog(c.Context(), v, log, capplan.FitOptions{Laws: laws, Jobs: v.GetInt("jobs")})
	if err != nil {
		return err
	}
	if f.Next = next(f, targets); f.Next == "" {
		return unidentified(f)
	}
	if err := p.deliverFit(f, v, targets); err != nil {
		return err
	}
	if n := len(f.Warnings); n > 0 && v.GetBool("strict") {
		fmt.Fprintf(p.stderr, "strict: the answer has %s\n", counted(n, "warning"))
		return status(statusNo)
	}
	return nil
}

func unidentified(f *capplan.LogFit) error {
	var why []string
	for i := range f.Groups {
		for _, l := range f.Groups[i].Laws {
			why = append(why, f.Groups[i].Name+", "+l.Name+": "+l.Problem)
		}
	}
	return problem("E162", "no law is identified by this log: "+strings.Join(why, "; "), "leave --law out: the exponential law is")
}

func lawsAsked(c *cobra.Command) ([]capplan.LawKind, error) {
	list, err := c.Flags().GetStringArray("law")
	if err != nil {
		return nil, err
	}
	var out []capplan.LawKind
	for _, name := range list {
		if err := (&choice{allowed: lawNames(), code: "E066", what: "law"}).judge(name); err != nil {
			return nil, err
		}
	}
	for _, k := range capplan.FittedLaws { // in their order, once
		if has(list, k.String()) {
			out = append(out, k)
		}
	}
	return out, nil
}

func (p *program) fitLog(ctx context.Context, v *viper.Viper, log *capplan.Log, o capplan.FitOptions) (*capplan.LogFit, error) {
	shown := v.GetBool("progress") && !v.GetBool("no-progress") && !v.GetBool("quiet")
	m := newMeter(p.stderr, shown && terminal(p.stderr) && p.env["TERM"] != "dumb", v.GetBool("verbose"))
	m.what = "% of laws"
	o.Progress = m.tick
	rows := 0
	for i := range log.Groups {
		rows += len(log.Groups[i].Lives)
	}
	m.start("fitting laws to " + counted(rows, "line"))
	f, err := capplan.Fit(ctx, log, o)
	m.clear()
	if err != nil {
		return nil, err
	}
	m.end(counted(len(f.Groups), "group"))
	return f, nil
}

// next says how a scenario takes the first law; empty where there is none.
func next(f *capplan.LogFit, targets []*target) string {
	key := map[string]string{"failures": "failures", "repairs": "repair"}[f.Kind]
	for i := range f.Groups {
		g := &f.Groups[i]
		if g.Best == "" {
			continue
		}
		for _, t := range targets {
			if t.format == "yaml" {
				return "write `" + key + ": {fit: " + reference(filepath.Base(t.path)+"#"+g.Name) + "}` in a scenario beside " + t.path
			}
		}
		return "paste, or add `-o fits.yaml` and write `" + key + ": {fit: " + reference("fits.yaml#"+g.Name) + "}`"
	}
	return ""
}

// reference quotes what YAML would not take for one plain word inside { }.
func reference(s string) string {
	if strings.ContainsAny(s, `,[]{}:"'\`) || strings.Contains(s, " #") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return s
}

// deliverFit writes the laws of a log.
func (p *program) deliverFit(f *capplan.LogFit, v *viper.Viper, targets []*target) error {
	return p.rendered(v, targets, report.FitFormats, func(w io.Writer, format string, o report.Options) error { return report.Fit(w, f, format, o) })
}

// rendered renders everything before it writes anything.
func (p *program) rendered(v *viper.Viper, targets []*target, formats []string, render func(w io.Writer, format string, o report.Options) error) error {
	o := p.screen(v)
	for _, t := range targets {
		var b bytes.Buffer
		if err := render(&b, t.format, report.Options{ASCII: o.ASCII, Width: v.GetInt("width"), Dialect: o.Dialect}); err != nil {
			return undrawn(err, t)
		}
		if err := t.fill(b.Bytes()); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := render(&b, formatOf(v, formats), o); err != nil {
		return err
	}
	for _, t := range targets {
		if err := t.settle(); err != nil {
			return err
		}
	}
	return p.write(b.Bytes())
}
