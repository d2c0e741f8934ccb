package main

import (
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// diffKinds are what a difference can be written as.
var diffKinds = kinds{formats: report.DiffFormats}

func (p *program) diff() *cobra.Command {
	c := &cobra.Command{
		Use:   "diff [BEFORE] [AFTER]",
		Short: "what did this change do",
		Long: `diff holds a scenario against what it was: two files, a file against a revision of its
git repository (--rev), or a file against itself with --set and --with. Both sides are
answered on the same luck, so that a difference is told from noise trial by trial; ~
stands where its 95 % interval holds 0. What changed in the inputs stands with its
place, and with its part in the change of cost, availability and capacity.

A side may also be a result that compare or check wrote as JSON. It has no trials: its
differences come from the intervals of both sides, and say so.

With one FILE, --set and --with are the change. With two sides they change both. FILE
is by default capplan.yaml; - is standard input.

Exit status 0; with --exit-code 1 where something changed beyond the noise and the
--tolerance.`,
		Example: `  capplan diff --rev main
  capplan diff --set small.count=6
  capplan diff old.yaml new.yaml -f markdown
  capplan diff base.json shop.yaml --exit-code --tolerance 1%`,
		Args: atMost(2, "two files"),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		if format := v.GetString("format"); !has(report.DiffFormats, format) {
			v.Set("format", "table") // another verb's format from the environment
		}
		return p.runDiff(c, v, args)
	}
	f := c.Flags()
	f.StringArray("fleet", nil, "hold `FLEET` only (repeatable)")
	f.String("rev", "", "before is FILE in git revision `REV`, or both sides are: A..B")
	f.Bool("exit-code", false, "exit 1 where something changed")
	f.Var(&shareValue{}, "tolerance", "relative change up to which a figure counts as unchanged: 0.01 or 1%")
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, report.DiffFormats...)
	running(f)
	timed(f, "given up when that is over")
	completeIn(c, diffKinds)
	return c
}

// A shareValue is a flag that takes a share, 0.01 or 1%.
type shareValue struct{ value float64 }

func (s *shareValue) String() string { return strconv.FormatFloat(s.value, 'g', -1, 64) }
func (s *shareValue) Type() string   { return "ratio" }

func (s *shareValue) Set(text string) error {
	digits, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		x /= 100
	}
	if err != nil || !(x >= 0 && x <= 10) || math.IsInf(x, 0) {
		return problem("E066", quoted(text)+" is no share from 0 to 10", "write 0.01, or 1%")
	}
	s.value = x
	return nil
}

func (p *program) runDiff(c *cobra.Command, v *viper.Viper, args []string) error {
	targets, err := openKinds(repeated(c, "output"), diffKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	before, after, err := p.sides(c, args, targets)
	if err != nil {
		return err
	}
	if err := namesExist(before, after, repeated(c, "fleet")); err != nil {
		return err
	}
	o := capplan.DiffOptions{Tolerance: c.Flags().Lookup("tolerance").Value.(*shareValue).value}
	if o.Options, err = p.options(v); err != nil {
		return err
	}
	o.Fleets = repeated(c, "fleet")
	m := p.meter(v)
	o.Progress = m.tick
	m.start("to hold against each other: " + before.Name + " and " + after.Name)
	limit := newDeadline(c, 0)
	ctx, cancel := limit.bounded(c.Context())
	defer cancel()
	d, err := capplan.Diff(ctx, before, after, o)
	m.clear()
	if err != nil {
		return limit.late(c, err, &checkpoint{})
	}
	m.end(trialsRun(d.After.Trials, d.After.Seed))
	d.Answer.Next = nextOfDiff(d, c, args)
	if err := p.deliverAny(v, targets, func(w io.Writer, format string, o report.Options) error { return report.Diff(w, d, format, o) }); err != nil {
		return err
	}
	exit, err := c.Flags().GetBool("exit-code")
	if err != nil {
		return err
	}
	if exit && d.Changed {
		return status(statusNo)
	}
	return p.strictly(len(d.Warnings), v)
}

// sides reads what is held against each other.
func (p *program) sides(c *cobra.Command, args []string, targets []*target) (before, after capplan.Side, err error) {
	rev, err := c.Flags().GetString("rev")
	if err != nil {
		return before, after, err
	}
	file := defaultFile
	if len(args) > 0 {
		file = args[0]
	}
	changed := len(repeated(c, "set"))+len(repeated(c, "with")) > 0
	switch byRev := c.Flags().Changed("rev"); {
	case byRev && len(args) == 2:
		return before, after, problem("E450", "two files and --rev are three sides", "name one file with --rev, or two files without")
	case byRev:
		return p.revisionSides(c, file, rev, targets)
	case len(args) == 2 && args[0] == "-" && args[1] == "-":
		return before, after, problem("E450", "standard input is one side only", "name a file for the other")
	case len(args) == 2:
		if before, err = p.side(c, args[0], true, targets); err == nil {
			after, err = p.side(c, args[1], true, targets)
		}
		if err == nil && changed && before.Result != nil && after.Result != nil {
			err = problem("E450", "--set and --with change scenarios, and both sides are saved results", "leave them out, or name the scenarios")
		}
		return before, after, err
	case !changed:
		return before, after, problem("E450", "there is nothing to hold "+file+" against", "name a second file, a revision as in --rev HEAD, or a change as in --set small.count=6")
	}
	var text []byte
	if file == "-" { // it is read once, and stands for both
		if text, err = io.ReadAll(io.LimitReader(interruptible{c.Context(), p.stdin}, capplan.MaxResultBytes)); err != nil {
			return before, after, capplan.ErrInterrupted
		}
		p.stdin = bytes.NewReader(text)
	}
	if before, err = p.side(c, file, false, targets); err != nil {
		return before, after, err
	}
	if before.Scenario == nil {
		return before, after, problem("E450", file+" is a saved result, and --set and --with change scenarios", "name the scenario that it answers")
	}
	if file == "-" {
		p.stdin = bytes.NewReader(text)
	}
	if after, err = p.side(c, file, true, targets); err != nil {
		return before, after, err
	}
	after.Name = named(file, repeated(c, "with"), repeated(c, "set"))
	return before, after, nil
}

func named(file string, with, set []string) string {
	for _, w := range with {
		file += " --with " + w
	}
	for _, s := range set {
		file += " --set " + s
	}
	return file
}

// revisionSides reads the file in a revision and as it stands, or in two revisions.
func (p *program) revisionSides(c *cobra.Command, file, rev string, targets []*target) (before, after capplan.Side, err error) {
	from, to, two := strings.Cut(rev, "..")
	if two && (strings.HasPrefix(to, ".") || strings.Contains(to, "..")) {
		return before, after, problem("E455", quoted(rev)+" is neither a revision nor two of them", "write --rev A..B; for where two branches parted, --rev $(git merge-base A B)")
	}
	if two && from == "" {
		from = "HEAD"
	}
	if two && to == "" {
		to = "HEAD"
	}
	o, err := p.loadOptions(c, true)
	if err != nil {
		return before, after, err
	}
	if before, err = p.inRevision(c.Context(), file, from, o, targets); err != nil {
		return before, after, err
	}
	if two {
		after, err = p.inRevision(c.Context(), file, to, o, targets)
		return before, after, err
	}
	after, err = p.side(c, file, true, targets)
	if err == nil && after.Result != nil {
		err = problem("E450", file+" is a saved result; --rev reads scenarios", "name the scenario")
	}
	return before, after, err
}

// inRevision reads a scenario in a revision.
func (p *program) inRevision(ctx context.Context, file, rev string, o capplan.LoadOptions, targets []*target) (capplan.Side, error) {
	r, err := openRevision(ctx, file, rev)
	if err != nil {
		return capplan.Side{}, err
	}
	s, err := r.load(file, o)
	if ctx.Err() != nil {
		return capplan.Side{}, capplan.ErrInterrupted
	}
	if err != nil {
		return capplan.Side{}, err
	}
	return capplan.Side{Name: rev + ":" + file, Scenario: s}, spare(targets, s.Files, p.stdin)
}

// loadOptions are what the flags say of reading, with what --set and --with change or
// without.
func (p *program) loadOptions(c *cobra.Command, changed bool) (o capplan.LoadOptions, err error) {
	if o.Today, err = p.today(); err != nil {
		return o, err
	}
	if o.Greenfield, err = c.Flags().GetBool("greenfield"); err != nil {
		return o, err
	}
	if o.SameLoad, err = c.Flags().GetBool("same-load"); err != nil {
		return o, err
	}
	if changed {
		o.Set, o.With = repeated(c, "set"), repeated(c, "with")
	}
	o.Stdin = interruptible{c.Context(), p.stdin}
	return o, nil
}

var versioned = regexp.MustCompile(`^\s*\{[^{}]*\bversion\b`)

// side reads a scenario or a saved result.
func (p *program) side(c *cobra.Command, file string, changed bool, targets []*target) (capplan.Side, error) {
	none := capplan.Side{}
	if file != "-" {
		if data, err := os.ReadFile(file); err == nil {
			if capplan.IsResult(data) || strings.EqualFold(filepath.Ext(file), ".json") && !versioned.Match(data) {
				r, err := capplan.ReadResult(file)
				if err != nil {
					return none, err
				}
				return capplan.Side{Name: file, Result: r}, spare(targets, []fleets.Source{{Path: file}}, p.stdin)
			}
		}
	}
	o, err := p.loadOptions(c, changed)
	if err != nil {
		return none, err
	}
	s, err := capplan.Load(file, o)
	if c.Context().Err() != nil {
		return none, capplan.ErrInterrupted
	}
	if err != nil {
		return none, err
	}
	return capplan.Side{Name: file, Scenario: s}, spare(targets, s.Files, p.stdin)
}

// namesExist refuses fleets that neither side has.
func namesExist(before, after capplan.Side, wanted []string) error {
	var known []string
	for _, s := range []capplan.Side{after, before} {
		for _, n := range s.Fleets() {
			if !has(known, n) {
				known = append(known, n)
			}
		}
	}
	for _, w := range wanted {
		if has(known, w) {
			continue
		}
		help := "fleets are " + strings.Join(known, ", ")
		if near := nearest(w, known); near != "" {
			help = "did you mean " + near + "? " + help
		}
		return problem("E064", "there is no fleet "+quoted(w), help)
	}
	return nil
}

// nextOfDiff is the command that tells more.
func nextOfDiff(d *capplan.Difference, c *cobra.Command, args []string) string {
	words := []string{"capplan", "diff"}
	words = append(words, args...)
	for _, flag := range []string{"rev", "fleet", "set", "with"} {
		f := c.Flags().Lookup(flag)
		switch {
		case !f.Changed:
		case flag == "rev":
			words = append(words, "--rev", f.Value.String())
		default:
			for _, x := range repeated(c, flag) {
				words = append(words, "--"+flag, x)
			}
		}
	}
	for i := range words {
		words[i] = shellWord(words[i])
	}
	return strings.Join(append(words, "-f", "csv"), " ")
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+~^-]+$`)

// shellWord quotes what a shell would read as something else.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// deliverAny renders everything before it writes anything, and prints when every file is
// in its place.
func (p *program) deliverAny(v *viper.Viper, targets []*target, write func(io.Writer, string, report.Options) error) error {
	o := p.screen(v)
	for _, t := range targets {
		var b bytes.Buffer
		if err := write(&b, t.format, report.Options{ASCII: o.ASCII, Width: v.GetInt("width"), Dialect: o.Dialect}); err != nil {
			return err
		}
		if err := t.fill(b.Bytes()); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := write(&b, v.GetString("format"), o); err != nil {
		return err
	}
	for _, t := range targets {
		if err := t.settle(); err != nil {
			return err
		}
	}
	return p.write(b.Bytes())
}
