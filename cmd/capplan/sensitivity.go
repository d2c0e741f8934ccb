package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

func (p *program) sensitivity() *cobra.Command {
	c := &cobra.Command{
		Use:   "sensitivity [FILE]",
		Short: "which input decides, and where two fleets break even",
		Long: `sensitivity answers which uncertain input decides: what each moves between the ends of
its range with all others at likely values (a tornado), which share of the variance comes
from it (Sobol' indices, first order and total), which could reverse the choice between
two fleets, and what it is worth to know it before choosing. Fleets are held against
--against, by default the baseline.

--break-even PATH finds the value at which two fleets are equal, on paired trials, as
PATH changes and everything else stays. PATH is any number of the file.

FILE is by default capplan.yaml; - is standard input. --trials bounds the evaluations of
the indices, and once more those of what knowing is worth (default: 32,768 where figures
follow from the inputs alone, else the scenario's run.trials).`,
		Example: `  capplan sensitivity
  capplan sensitivity shop.yaml --metric cost.pv --metric downtime --fleet small
  capplan sensitivity shop.yaml --break-even small.hardware.price --against big
  capplan sensitivity -f json -o sensitivity.csv`,
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
		return p.runSensitivity(c, v, file)
	}
	f := c.Flags()
	f.StringArray("fleet", nil, "answer for `FLEET` only (repeatable)")
	f.StringArray("metric", nil, "which figure: `METRIC`, pools.POOL.METRIC or WORKLOAD.METRIC (repeatable; default: cost.pv and availability)")
	f.String("against", "", "hold the fleets against `FLEET` (default: the baseline)")
	f.String("break-even", "", "find the value of `PATH` at which two fleets are equal")
	f.String("from", "", "least `VALUE` of --break-even to look at")
	f.String("to", "", "largest `VALUE` of --break-even to look at")
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH` (repeatable)")
	presentation(f, report.SensitivityFormats...)
	running(f)
	timed(f, "answer with the figures known by then")
	words(c, "format", report.SensitivityFormats)
	words(c, "color", []string{"auto", "always", "never"})
	words(c, "method", []string{"auto", "exact", "simulate"})
	words(c, "csv-dialect", report.Dialects)
	if err := c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(sensitivityKinds.words(), cobra.ShellCompDirectiveNoSpace)); err != nil {
		panic(err) // the flag is there
	}
	return c
}

var sensitivityKinds = kinds{formats: slices.Concat(report.SensitivityFormats, drawn), tables: report.SensitivityTables, charts: report.SensitivityCharts}

func (p *program) runSensitivity(c *cobra.Command, v *viper.Viper, file string) error {
	targets, err := openKinds(repeated(c, "output"), sensitivityKinds)
	if err != nil {
		return err
	}
	defer abandon(targets)
	s, err := p.read(c, file, targets)
	if err != nil {
		return err
	}
	names, against := repeated(c, "fleet"), c.Flags().Lookup("against").Value.String()
	all := slices.Clone(names)
	if c.Flags().Changed("against") {
		all = append(all, against)
	}
	if err := fleetsExist(s, all); err != nil {
		return err
	}
	if against != "" && slices.Contains(names, against) && len(names) == 1 {
		return problem("E442", "fleet "+against+" is held against itself", "name another fleet with --fleet or --against")
	}
	o, err := p.options(v)
	if err != nil {
		return err
	}
	o.Fleets, o.Partial = names, true
	limit := newDeadline(c, 0)
	r, err := p.sense(c, v, s, limit, capplan.SensitivityOptions{Options: o, Metrics: repeated(c, "metric"), Against: against})
	if err != nil {
		return err
	}
	err = p.rendered(v, targets, report.SensitivityFormats, func(w io.Writer, format string, o report.Options) error {
		return report.Sensitivity(w, r, format, o)
	})
	if err != nil {
		return err
	}
	if !r.Complete {
		return p.cut(c, limit, &checkpoint{}, "the answer has "+counted(len(r.Subjects), "figure")+", and not all that was asked")
	}
	return p.strictly(len(r.Warnings), v)
}

// sense answers with progress, and tells the errors of the question.
func (p *program) sense(c *cobra.Command, v *viper.Viper, s *capplan.Scenario, limit *deadline, o capplan.SensitivityOptions) (*capplan.Sensitivity, error) {
	path := c.Flags().Lookup("break-even").Value.String()
	var ask func(context.Context) (*capplan.Sensitivity, error)
	if c.Flags().Changed("break-even") {
		q, err := breakEven(c, s, path, o)
		if err != nil {
			return nil, err
		}
		ask = func(ctx context.Context) (*capplan.Sensitivity, error) { return capplan.Even(ctx, s, q, o.Options) }
	} else {
		for _, flag := range []string{"from", "to"} {
			if c.Flags().Changed(flag) {
				return nil, problem("E446", "--"+flag+" is for --break-even", "add --break-even PATH, or leave --"+flag+" out")
			}
		}
		ask = func(ctx context.Context) (*capplan.Sensitivity, error) { return capplan.Sense(ctx, s, o) }
	}
	m := p.meter(v)
	m.start("uncertain inputs: " + grouped(len(s.Plan.Unknowns)))
	ctx, cancel := limit.bounded(c.Context())
	defer cancel()
	r, err := ask(ctx)
	m.clear()
	if err != nil {
		return nil, refusedSense(limit.late(c, err, &checkpoint{}))
	}
	m.end(grouped(r.Evaluations) + " evaluations")
	return r, nil
}

// breakEven reads what --break-even asks.
func breakEven(c *cobra.Command, s *capplan.Scenario, path string, o capplan.SensitivityOptions) (capplan.BreakEvenQuestion, error) {
	q := capplan.BreakEvenQuestion{Path: path, Metric: "cost.pv"}
	switch len(o.Metrics) {
	case 0:
	case 1:
		q.Metric = o.Metrics[0]
	default:
		return q, problem("E446", "--break-even is of one metric", "write --metric once")
	}
	var err error
	if q.Fleet, q.Against, err = duel(s, o.Fleets, o.Against); err != nil {
		return q, err
	}
	bounds := map[string]*float64{}
	for _, flag := range []string{"from", "to"} {
		if !c.Flags().Changed(flag) {
			continue
		}
		x, err := s.Number(path, c.Flags().Lookup(flag).Value.String())
		var none *capplan.NoNumber
		if errors.As(err, &none) {
			return q, refusedSense(err)
		}
		if err != nil {
			return q, problem("E446", "--"+flag+" "+quoted(c.Flags().Lookup(flag).Value.String())+": "+err.Error(), "")
		}
		bounds[flag] = &x
	}
	q.From, q.To = bounds["from"], bounds["to"]
	switch {
	case (q.From == nil) != (q.To == nil):
		return q, problem("E446", "--from and --to belong together", "write both ends")
	case q.From != nil && !(*q.From < *q.To):
		return q, problem("E446", "--from is not below --to: there is nothing between", "write the smaller one behind --from")
	}
	return q, nil
}

// duel finds the two fleets of a break-even.
func duel(s *capplan.Scenario, names []string, against string) (fleet, other string, err error) {
	var all []string
	for i := range s.Plan.Fleets {
		all = append(all, s.Plan.Fleets[i].Name)
	}
	for i := range s.Plan.Migrations {
		all = append(all, s.Plan.Migrations[i].Name)
	}
	if len(all) < 2 {
		return "", "", problem("E443", "a break-even needs two fleets, and the scenario has one", "add another fleet, or a plan")
	}
	if against == "" {
		if against = s.Plan.Baseline; len(names) == 2 && !has(names, against) {
			against = names[1]
		}
	}
	for _, n := range append(slices.Clone(names), all...) {
		if n != against {
			return n, against, nil
		}
	}
	return "", "", problem("E443", "a break-even needs two fleets", "name the other one with --against")
}

// refusedSense says what is wrong with a question.
func refusedSense(err error) error {
	var number *capplan.NoNumber
	var none *capplan.NoTrials
	switch {
	case errors.Is(err, capplan.ErrNothingUncertain):
		return problem("E440", "nothing is uncertain: no value of the scenario has a range", "give what you are not sure of a range, as in price: 10k USD (8k..13k)")
	case errors.As(err, &number):
		help := "name a value of the file that is a number; `capplan compare -f json` lists all under assumptions"
		if near := nearest(number.Path, shortened(number.Near)); near != "" {
			help = "did you mean " + near + "?"
		}
		return problem("E441", "no number is written at "+quoted(number.Path), help)
	case errors.As(err, &none):
		help := "see `capplan compare -f csv --table metrics` for what there is"
		if !none.Absent {
			help = "take another --metric, such as cost.pv or downtime"
		}
		return problem("E444", "sensitivity of "+none.Error(), help)
	case errors.Is(err, capplan.ErrFromZero):
		return problem("E445", "the value is 0: where to look for a break-even is not known", "say it with --from and --to")
	}
	return err
}

// shortened lets a word be near to paths with and without fleets.
func shortened(paths []string) []string {
	out := slices.Clone(paths)
	for _, p := range paths {
		if short, ok := strings.CutPrefix(p, "fleets."); ok {
			out = append(out, short)
		}
	}
	return out
}
