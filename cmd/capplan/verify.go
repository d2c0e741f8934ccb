package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

func (p *program) verify() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify [NAME or FILE]...",
		Short: "run every known answer on this machine",
		Long: `verify holds systems with known answers, from textbooks and publications, against what
this machine computes: by exact methods to the tolerance of each, and where there are
none by the sampler, within its error. It also holds each exact answer against the
sampler, on a copy that fails often enough for outages to be seen.

NAME is one of the embedded scenarios, FILE any scenario with answers under expect.
Exit status 1 if one fails.`,
		Example: `  capplan verify
  capplan verify four-levels zones
  capplan verify mine.yaml -f json`,
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		return p.runVerify(c, v, args)
	}
	presentation(c.Flags(), report.VerifyFormats...)
	f := c.Flags()
	f.Var(&seedValue{}, "seed", "seed of the sampler, or random (default: 1)")
	f.Var(&number{max: 4096}, "jobs", "fleets at the same time, never changes a digit (default: all processors)")
	timed(f, "answer with the fleets that are done by then")
	f.Bool("no-progress", false, "no progress on standard error")
	f.BoolP("quiet", "q", false, "the summary and what fails only, and no progress")
	c.ValidArgsFunction = func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return knownNames(), cobra.ShellCompDirectiveDefault
	}
	words(c, "format", report.VerifyFormats)
	return c
}

func knownNames() []string {
	var out []string
	for _, k := range fleets.KnownAnswers() {
		out = append(out, k.Name)
	}
	return out
}

// words lets a shell offer the words that a flag takes.
func words(c *cobra.Command, flag string, list []string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is missing
	}
}

func (p *program) runVerify(c *cobra.Command, v *viper.Viper, args []string) error {
	list, err := p.toVerify(c, args)
	if err != nil {
		return err
	}
	o, err := p.options(v)
	if err != nil {
		return err
	}
	shown := v.GetBool("progress") && !v.GetBool("no-progress") && !v.GetBool("quiet")
	m := newMeter(p.stderr, shown && terminal(p.stderr) && p.env["TERM"] != "dumb", v.GetBool("verbose"))
	m.what = "fleets"
	m.start("scenarios to verify: " + strconv.Itoa(len(list)))
	limit := newDeadline(c, 0)
	ctx, cancel := limit.bounded(c.Context())
	defer cancel()
	r, err := capplan.Verify(ctx, list, capplan.VerifyOptions{Seed: o.Seed, SeedSet: o.SeedSet, Jobs: o.Jobs, Progress: m.tick, Partial: true})
	m.clear()
	if err != nil {
		return limit.late(c, err, &checkpoint{})
	}
	m.end(r.Summary)
	var b bytes.Buffer
	if err := report.Verification(&b, r, formatOf(v, report.VerifyFormats), p.screen(v)); err != nil {
		return err
	}
	if err := p.write(b.Bytes()); err != nil {
		return err
	}
	if !r.Complete {
		return p.cut(c, limit, &checkpoint{}, "the answer is of those fleets that were done")
	}
	if r.Verdict != "pass" {
		return status(statusNo)
	}
	return nil
}

// formatOf is the format asked for; one of another verb, from the environment or
// the configuration, is none of this one.
func formatOf(v *viper.Viper, formats []string) string {
	if f := v.GetString("format"); has(formats, f) {
		return f
	}
	return "table"
}

// toVerify loads the scenarios that are named, all embedded ones where none is.
func (p *program) toVerify(c *cobra.Command, args []string) ([]*capplan.Scenario, error) {
	known, err := capplan.KnownAnswers()
	if err != nil || len(args) == 0 {
		return known, err
	}
	var out []*capplan.Scenario
	for _, name := range args {
		s, err := p.oneToVerify(c, known, name)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (p *program) oneToVerify(c *cobra.Command, known []*capplan.Scenario, name string) (*capplan.Scenario, error) {
	for i, n := range knownNames() {
		if n == name {
			return known[i], nil
		}
	}
	ext := strings.ToLower(filepath.Ext(name))
	if _, err := os.Stat(name); err != nil && name != "-" && ext != ".yaml" && ext != ".yml" {
		help := "names are " + strings.Join(knownNames(), ", ") + "; or name a file"
		if near := nearest(name, knownNames()); near != "" {
			help = "did you mean " + near + "?"
		}
		return nil, problem("E160", "there is no scenario "+quoted(name)+" with known answers", help)
	}
	s, err := capplan.Load(name, capplan.LoadOptions{Stdin: interruptible{c.Context(), p.stdin}})
	if c.Context().Err() != nil {
		return nil, capplan.ErrInterrupted
	}
	if err != nil {
		return nil, err
	}
	if len(s.Plan.Expect) == 0 {
		return nil, problem("E161", name+" expects nothing", "add `expect: [{fleet: a, metric: availability, value: 0.999, source: …}]`")
	}
	return s, nil
}
