package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

const defaultFile = "capplan.yaml"

func (p *program) compare() *cobra.Command {
	c := &cobra.Command{
		Use:   "compare [FILE]",
		Short: "which fleet is cheaper, safer, faster",
		Long: `compare answers which fleet is cheaper, safer and faster; one fleet is a breakdown.
FILE is a scenario, by default capplan.yaml; - is standard input.`,
		Example: `  capplan compare
  capplan compare shop.yaml --set commodity.count=28 --fleet commodity
  capplan compare -f json -o costs.csv -o report.md`,
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
		return p.runCompare(c, v, file)
	}
	c.Flags().StringArray("fleet", nil, "answer for `FLEET` only (repeatable)")
	answering(c)
	endings(c.Flags())
	timed(c.Flags(), "answer with the trials taken by then")
	return c
}

// answering adds the flags of verbs that answer a scenario.
func answering(c *cobra.Command) { answeringIn(c, report.Formats, answerKinds) }

// answeringIn is answering with the formats of standard output and of files.
func answeringIn(c *cobra.Command, formats []string, k kinds) {
	f := c.Flags()
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH`; see help formats (repeatable)")
	presentation(f, formats...)
	running(f)
	tabular(f, k.tables)
	completeIn(c, k)
}

// complete lets a shell offer the words that flags take.
func complete(c *cobra.Command) { completeIn(c, answerKinds) }

func completeIn(c *cobra.Command, k kinds) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		words, ok := f.Value.(*choice)
		if !ok {
			return
		}
		if err := c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(words.allowed, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // the flag is there
		}
	})
	if c.Flags().Lookup("output") == nil {
		return
	}
	if err := c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(k.words(), cobra.ShellCompDirectiveNoSpace)); err != nil {
		panic(err)
	}
}

// runCompare opens what it will write before it reads, and reads before it works.
func (p *program) runCompare(c *cobra.Command, v *viper.Viper, file string) error {
	if c.Flags().Changed("table") && v.GetString("format") != "csv" {
		return problem("E066", "--table is for -f csv", "add -f csv, or write -o csv:"+v.GetString("table")+"=PATH")
	}
	targets, err := openTargets(repeated(c, "output"))
	if err != nil {
		return err
	}
	defer abandon(targets)
	kept, limit := &checkpoint{}, &deadline{}
	_, r, err := p.ask(c, v, file, targets, func(ctx context.Context, s *capplan.Scenario, o capplan.Options) (*capplan.Result, error) {
		job := s.Job(o)
		if kept, err = p.resumed(c, targets, job, 0, 0); err != nil {
			return nil, err
		}
		limit = newDeadline(c, job.Trials)
		o.Parts, o.Partial = kept.parts(), true
		o.Parts.Ended = limit.over
		r, err := capplan.Compare(ctx, s, o)
		if errors.Is(err, capplan.ErrInterrupted) && limit.over() {
			err = limit.nothing()
		}
		return r, kept.keeping(err)
	})
	if err != nil {
		return err
	}
	if err := p.deliver(r, v, targets, report.Write); err != nil {
		return err
	}
	if !r.Complete {
		return p.incomplete(c, r, limit, kept)
	}
	kept.finish()
	return p.strictly(len(r.Warnings), v)
}

// ask reads the scenario and answers for the fleets that --fleet names.
func (p *program) ask(c *cobra.Command, v *viper.Viper, file string, targets []*target, how asked) (*capplan.Scenario, *capplan.Result, error) {
	s, err := p.read(c, file, targets)
	if err != nil {
		return nil, nil, err
	}
	if err := fleetsExist(s, repeated(c, "fleet")); err != nil {
		return nil, nil, err
	}
	o, err := p.options(v)
	if err != nil {
		return nil, nil, err
	}
	o.Fleets = repeated(c, "fleet")
	o.Keep = v.GetString("table") == "samples" || slices.ContainsFunc(targets, func(t *target) bool { return t.table == "samples" })
	if err := listed(o.Keep, s.Job(o).Trials); err != nil {
		return nil, nil, err
	}
	r, err := p.answer(c.Context(), v, s, o, how)
	if err == nil {
		r.Command = asking(c, v, file, r)
	}
	return s, r, err
}

// repeated is the value of a flag that may stand more than once.
func repeated(c *cobra.Command, name string) []string {
	return c.Flags().Lookup(name).Value.(pflag.SliceValue).GetSlice() // GetStringArray loses a lone ""
}

// read loads the scenario that --with and --set change.
func (p *program) read(c *cobra.Command, file string, targets []*target) (*capplan.Scenario, error) {
	today, err := p.today()
	if err != nil {
		return nil, err
	}
	greenfield, err := c.Flags().GetBool("greenfield")
	if err != nil {
		return nil, err
	}
	sameLoad, err := c.Flags().GetBool("same-load")
	if err != nil {
		return nil, err
	}
	s, err := capplan.Load(file, capplan.LoadOptions{
		Set: repeated(c, "set"), With: repeated(c, "with"), Stdin: interruptible{c.Context(), p.stdin}, Today: today, Greenfield: greenfield,
		SameLoad: sameLoad,
	})
	if c.Context().Err() != nil {
		return nil, capplan.ErrInterrupted
	}
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if has(drawn, t.format) && t.table == "traffic" && len(s.Plan.Workloads) == 0 {
			return nil, undrawn(report.Nothing("no workload"), t)
		}
	}
	return s, spare(targets, s.Files, p.stdin)
}

// undrawn tells a chart that has nothing to draw from what is our fault.
func undrawn(err error, t *target) error {
	var nothing report.Nothing
	if !errors.As(err, &nothing) {
		return err
	}
	help := "leave out -o " + t.path
	if t.table == "traffic" {
		help += ", or write workloads with sources, a profile or events"
	}
	return problem("E164", t.table+": "+nothing.Error(), help)
}

// strictly makes warnings a no, where that is asked for.
func (p *program) strictly(n int, v *viper.Viper) error {
	if n > 0 && v.GetBool("strict") {
		fmt.Fprintf(p.stderr, "strict: the answer has %s\n", counted(n, "warning"))
		return status(statusNo)
	}
	return nil
}

// An interruptible reader ends with its context, also while it waits for a user.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (r interruptible) Read(b []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	own := make([]byte, len(b)) // b may be reused once we have returned
	done := make(chan result, 1)
	go func() {
		n, err := r.r.Read(own)
		done <- result{n, err}
	}()
	select {
	case got := <-done:
		return copy(b, own[:got.n]), got.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

func counted(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return grouped(n) + " " + word
}

func fleetsExist(s *capplan.Scenario, wanted []string) error {
	var known []string
	for i := range s.Plan.Fleets {
		known = append(known, s.Plan.Fleets[i].Name)
	}
	for i := range s.Plan.Migrations {
		known = append(known, s.Plan.Migrations[i].Name)
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

// options are what flags and environment say; what they leave out the scenario's
// run does.
func (p *program) options(v *viper.Viper) (capplan.Options, error) {
	o := capplan.Options{Trials: v.GetInt("trials"), Jobs: v.GetInt("jobs"), Method: v.GetString("method")}
	switch seed := v.GetString("seed"); seed {
	case "":
	case "random":
		n, err := drawSeed()
		if err != nil {
			return o, err
		}
		fmt.Fprintf(p.stderr, "seed %d\n", n)
		o.Seed, o.SeedSet = n, true
	default:
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return o, err // its flag has judged it
		}
		o.Seed, o.SeedSet = n, true
	}
	if text := v.GetString("max-memory"); text != "" {
		var most amount
		if err := most.Set(text); err != nil {
			return o, err
		}
		o.MaxMemory = most.bytes
	}
	return o, nil
}

// listed refuses a row for each of so many trials that none is kept.
func listed(keep bool, trials int) error {
	if !keep || trials <= capplan.MostKept {
		return nil
	}
	return problem("E572", "table samples would have a row for each of "+grouped(trials)+" trials, and more than "+grouped(capplan.MostKept)+" are summed up", "take --trials "+strconv.Itoa(capplan.MostKept)+" or fewer")
}

// asked is what answers a scenario: capplan.Compare, capplan.Check.
type asked func(context.Context, *capplan.Scenario, capplan.Options) (*capplan.Result, error)

func (p *program) answer(ctx context.Context, v *viper.Viper, s *capplan.Scenario, o capplan.Options, ask asked) (*capplan.Result, error) {
	m := p.meter(v)
	o.Progress = m.tick
	n := len(s.Plan.Fleets)
	if len(o.Fleets) > 0 {
		n = len(o.Fleets)
	}
	m.start("fleets to compare: " + strconv.Itoa(n))
	r, err := ask(ctx, s, o)
	m.clear()
	if err != nil {
		return nil, err
	}
	m.end(trialsRun(takenBy(r), r.Seed))
	if v.GetBool("verbose") {
		for _, line := range report.Methods(r) {
			fmt.Fprintln(p.stderr, "capplan: "+line)
		}
	}
	return r, nil
}

// meter shows how far a run is, as the settings say.
func (p *program) meter(v *viper.Viper) *meter {
	shown := v.GetBool("progress") && !v.GetBool("no-progress") && !v.GetBool("quiet")
	return newMeter(p.stderr, shown && terminal(p.stderr) && p.env["TERM"] != "dumb", v.GetBool("verbose"))
}

func trialsRun(n int, seed uint64) string {
	return grouped(n) + " trials with seed " + strconv.FormatUint(seed, 10)
}

// A renderer is report.Write, or one that writes less.
type renderer func(io.Writer, *capplan.Result, string, report.Options) error

// deliver renders everything before it writes anything, and prints when every file
// is in its place.
func (p *program) deliver(r *capplan.Result, v *viper.Viper, targets []*target, write renderer) error {
	return p.render(v, targets, func(w io.Writer, format string, o report.Options) error { return write(w, r, format, o) })
}

// render does so for any answer.
func (p *program) render(v *viper.Viper, targets []*target, write func(io.Writer, string, report.Options) error) error {
	o := p.screen(v)
	for _, t := range targets {
		var b bytes.Buffer
		file := report.Options{ASCII: o.ASCII, Width: v.GetInt("width"), Dialect: o.Dialect, Table: t.table}
		if has(drawn, t.format) {
			file.Table, file.Chart = "", t.table
		}
		if err := write(&b, t.format, file); err != nil {
			return undrawn(err, t)
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

// today is the day in UTC, or that of SOURCE_DATE_EPOCH (reproducible-builds.org).
func (p *program) today() (time.Time, error) {
	text := p.env["SOURCE_DATE_EPOCH"]
	if text == "" {
		return time.Now().UTC(), nil
	}
	s, err := strconv.ParseInt(text, 10, 64)
	if err != nil || s < 0 {
		return time.Time{}, problem("E066", "SOURCE_DATE_EPOCH is "+quoted(text)+", and not seconds since 1970", "unset it, or write a whole number")
	}
	return time.Unix(s, 0).UTC(), nil
}
