package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

func (p *program) sweep() *cobra.Command {
	c := &cobra.Command{
		Use:   "sweep [FILE]",
		Short: "how does it change over a grid of inputs",
		Long: `sweep answers a scenario for every combination of the values that --vary names, and shows
how cost and availability change with them. All cells have the same luck, so that their
differences are surer than the cells themselves. FILE is by default capplan.yaml; - is
standard input.

--vary PATH=VALUES takes a path as --set does, and a list (4,6,8), a range (20..28/2,
10 USD..20 USD/5 USD), or factors (1k..16k*2). Commas in brackets are part of a value:
groups={size: 3, needs: 2},{size: 5, needs: 3}. PATH+PATH=VALUES changes two together.
A range of uncertainty stands behind its likely value, 9k USD (8k..10k), or in quotes.

--metric names what is asked of each cell: a metric, which is that of each fleet, or as
in an assertion p90(small.cost.pv) or P(small.availability >= 99.9 %).

A cell that is no scenario, as where more are needed than there are, says why; the
others are answered. A sweep that would take longer than --max-time is not begun; one that
does ends with the cells that are answered, marked incomplete, and exit status 3.`,
		Example: `  capplan sweep --vary small.count=4..8
  capplan sweep shop.yaml --vary web.count=20..28/2 --vary web.spread.rack=4,5,6
  capplan sweep --vary small.hardware.price=8k USD..10k USD/500 USD --metric cost.pv -f csv`,
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
		return p.runSweep(c, v, file)
	}
	f := c.Flags()
	f.StringArray("vary", nil, "what is varied, and over what: `PATH=VALUES` (repeatable)")
	f.StringArray("metric", nil, "what is asked of each cell: `FIGURE` (default: cost.pv and unavailability of each fleet; repeatable)")
	f.StringArray("fleet", nil, "answer for `FLEET` only (repeatable)")
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	f.Var(&number{value: 10_000, min: 1, max: 1_000_000}, "max-cells", "most cells")
	f.Var(&lasting{24 * time.Hour}, "max-time", "not begun if it would take longer, and ended with what is known when that is over, such as 30min or 2d")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, report.SweepFormats...)
	running(f)
	endings(f)
	complete(c)
	return c
}

// sweepKinds are those of a sweep.
var sweepKinds = kinds{formats: slices.Concat(report.SweepFormats, drawn), tables: []string{"grid"}, charts: report.SweepCharts}

func (p *program) runSweep(c *cobra.Command, v *viper.Viper, file string) error {
	vary, err := varied(repeated(c, "vary"), c.Flags().Lookup("max-cells").Value.(*number).value)
	if err != nil {
		return err
	}
	targets, err := openKinds(repeated(c, "output"), sweepKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	s, err := p.read(c, file, targets)
	if err != nil {
		return err
	}
	o := capplan.SweepOptions{Most: c.Flags().Lookup("max-time").Value.(*lasting).d, Clock: p.clock}
	names := repeated(c, "fleet")
	if err := fleetsExist(s, names); err != nil {
		return err
	}
	if o.Options, err = p.options(v); err != nil {
		return err
	}
	o.Fleets = names
	if o.Figures, err = figuresOf(c, s, names); err != nil {
		return err
	}
	run, err := p.long(c, targets, s.SweepJob(repeated(c, "vary"), repeated(c, "metric"), o.Options), 0, 0)
	if err != nil {
		return err
	}
	o.Book, o.Partial = run.book, true
	r, err := p.swept(c, v, s, vary, o)
	if err = run.done(err == nil && r.Complete, err); err != nil {
		return err
	}
	if err := p.render(v, targets, func(w io.Writer, format string, o report.Options) error { return report.Sweep(w, r, format, o) }); err != nil {
		return err
	}
	if !r.Complete {
		run.limit.length = o.Most
		open := 0
		for i := range r.Cells {
			if !r.Cells[i].Answered && r.Cells[i].Reason == nil {
				open++
			}
		}
		return p.cut(c, run.limit, run.kept, counted(open, "cell")+" of "+grouped(len(r.Cells))+" not answered")
	}
	run.kept.finish()
	return p.strictly(len(r.Warnings), v)
}

// figuresOf reads the arguments of --metric.
func figuresOf(c *cobra.Command, s *capplan.Scenario, names []string) ([]capplan.Asked, error) {
	out, err := capplan.SweepFigures(s, "--metric", repeated(c, "metric"), names)
	for i := range out {
		if len(names) > 0 && !has(names, out[i].Fleet) {
			return nil, problem("E064", out[i].That+" asks for fleet "+out[i].Fleet+", and --fleet leaves it out", "add --fleet "+out[i].Fleet)
		}
	}
	return out, err
}

// varied reads the arguments of --vary, and counts the cells before any work.
func varied(args []string, most int) ([]capplan.Vary, error) {
	if len(args) == 0 {
		return nil, problem("E430", "nothing is varied", "write --vary PATH=VALUES, as in --vary small.count=4..8")
	}
	var out []capplan.Vary
	cells := 1.0
	var sizes []string
	for _, arg := range args {
		v, err := capplan.ParseVary(arg)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		cells *= float64(len(v.Values))
		sizes = append(sizes, grouped(len(v.Values)))
	}
	if err := fleets.Varied(out, args); err != nil {
		return nil, err
	}
	if cells > float64(most) {
		count := strings.Join(sizes, " × ")
		if len(sizes) > 1 {
			count += " = " + strconv.FormatFloat(cells, 'f', 0, 64)
		}
		return nil, problem("E437", count+" cells are more than --max-cells "+strconv.Itoa(most), "take larger steps or vary fewer values, or write --max-cells "+strconv.FormatFloat(cells, 'f', 0, 64))
	}
	return out, nil
}

// swept runs the grid, with an estimate of its time and progress.
func (p *program) swept(c *cobra.Command, v *viper.Viper, s *capplan.Scenario, vary []capplan.Vary, o capplan.SweepOptions) (*capplan.SweepResult, error) {
	m := p.meter(v)
	m.what = "cells"
	o.Progress = m.tick
	o.Announce = func(e *capplan.SweepEstimate) {
		if (m.live || m.lines) && !v.GetBool("quiet") {
			fmt.Fprintf(p.stderr, "capplan: %s, %s of trials each for %s: about %s\n", counted(e.Cells, "cell"), grouped(e.Trials), counted(e.Answers, "fleet"), roughly(e.Time()))
		}
		m.begun = time.Now()
	}
	r, err := capplan.Sweep(c.Context(), s, vary, o)
	m.clear()
	if err != nil {
		return nil, unswept(c, err)
	}
	m.end(counted(len(r.Cells), "cell") + ", " + trialsRun(r.Trials, r.Seed))
	return r, nil
}

// unswept tells what is wrong with a grid.
func unswept(c *cobra.Command, err error) error {
	var none *capplan.NoCell
	var long *capplan.TooLong
	var lacks *capplan.NoFigure
	switch {
	case c.Context().Err() != nil:
		return capplan.ErrInterrupted
	case errors.As(err, &none):
		first := none.Refused[0]
		return problem("E439", fmt.Sprintf("no cell is a scenario; the first is refused by error %s: %s", first.Code, first.Message), first.Help)
	case errors.As(err, &long):
		return problem("E438", fmt.Sprintf("%s of %s trials would take about %s, more than --max-time %s", counted(long.Estimate.Cells, "cell"), grouped(long.Estimate.Trials), roughly(long.Estimate.Time()), roughly(long.Most)),
			fewer(long)+", larger steps in --vary, or --fleet for the fleet of interest")
	case errors.As(err, &lacks):
		return problem("E035", lacks.Error(), "see `capplan compare -f csv --table metrics` for what there is")
	}
	return err
}

// fewer proposes trials that fit.
func fewer(t *capplan.TooLong) string {
	n := int(float64(t.Estimate.Trials) * t.Most.Seconds() / t.Estimate.Seconds * 0.8)
	if n < 100 {
		return "take fewer --trials"
	}
	power := math.Pow(10, math.Floor(math.Log10(float64(n))))
	return "take --trials " + strconv.Itoa(int(math.Floor(float64(n)/power)*power))
}

// roughly writes a duration to one or two digits.
func roughly(d time.Duration) string {
	switch {
	case d >= 1000*24*time.Hour:
		return strconv.FormatFloat(d.Hours()/8760, 'g', 2, 64) + " years"
	case d >= 48*time.Hour:
		return strconv.Itoa(int(d.Hours()/24+0.5)) + " days"
	case d >= 100*time.Minute:
		return strconv.Itoa(int(d.Hours()+0.5)) + " hours"
	case d >= 100*time.Second:
		return strconv.Itoa(int(d.Minutes()+0.5)) + " minutes"
	case d >= time.Second:
		return strconv.Itoa(int(d.Seconds()+0.5)) + " s"
	}
	return "1 s"
}

// A lasting is a flag that takes a duration.
type lasting struct{ d time.Duration }

func (l *lasting) String() string {
	if l.d == 0 {
		return ""
	}
	text := l.d.String()
	if short, ok := strings.CutSuffix(text, "m0s"); ok {
		text = short + "m"
	}
	if short, ok := strings.CutSuffix(text, "h0m"); ok {
		text = short + "h"
	}
	return text
}
func (l *lasting) Type() string { return "duration" }

func (l *lasting) Set(s string) error {
	text := strings.ReplaceAll(s, " ", "")
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseFloat(days, 64); err == nil && n > 0 && n < 1e5 {
			l.d = time.Duration(n * 24 * float64(time.Hour))
			return nil
		}
	}
	d, err := time.ParseDuration(strings.ReplaceAll(text, "min", "m"))
	if err != nil || d <= 0 {
		return problem("E066", quoted(s)+" is no duration", "write 90s, 30min, 2h or 2d")
	}
	l.d = d
	return nil
}
