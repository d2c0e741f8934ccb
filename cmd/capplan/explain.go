package main

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

func (p *program) explain() *cobra.Command {
	c := &cobra.Command{
		Use:   "explain WHAT [FILE]",
		Short: "why is this number what it is, and what does this word mean",
		Long: `explain FLEET.METRIC says why a figure of a scenario is what it is: its value and method,
the formula with what stands in it, the inputs that decide it and where they were
written, its causes, where the units stand, what is assumed and what is left out. A
figure may also be FLEET.WORKLOAD.METRIC or FLEET.pools.POOL.METRIC, and headroom,
utilization and shortfall of a moment: "FLEET.headroom @ 2027-11-11", @ worst or @ end.

explain FLEET.placement shows which units stand in which failure domains.

explain METRIC, or another word of results, says what it means; explain E023 says what
an error or a warning is about.

FILE is by default capplan.yaml; - is standard input.`,
		Example: `  capplan explain small.availability
  capplan explain commodity-floor.pools.web.units_up shop.yaml -f json
  capplan explain commodity-floor.placement shop.yaml
  capplan explain outage_duration
  capplan explain E023`,
		Args: atMost(2, "a figure or a word, and a file"),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		if format := v.GetString("format"); !has(report.ExplainFormats, format) {
			v.Set("format", "table") // another verb's format from the environment
		}
		if len(args) == 0 {
			return problem("E062", "`capplan explain` needs a figure, a word or a code", "write `capplan explain FLEET.METRIC`, `capplan explain availability` or `capplan explain E023`")
		}
		file := defaultFile
		if len(args) > 1 {
			file = args[1]
		}
		return p.runExplain(c, v, args[0], file, len(args) > 1)
	}
	f := c.Flags()
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	presentation(f, report.ExplainFormats...)
	running(f)
	timed(f, "given up when that is over")
	complete(c)
	c.ValidArgsFunction = p.explainable
	return c
}

var codeWord = regexp.MustCompile(`^[EWew][0-9]{3}$`)

func (p *program) runExplain(c *cobra.Command, v *viper.Viper, what, file string, named bool) error {
	if codeWord.MatchString(what) {
		return p.explainCode(v, strings.ToUpper(what))
	}
	if t, ok := fleets.FindTerm(what); ok && !named {
		return p.show(v, t, t.Title(), t.Text, "")
	}
	if !strings.Contains(what, ".") && !named {
		return unknownTerm(what)
	}
	s, err := p.read(c, file, nil)
	if err != nil {
		return err
	}
	if pool, ok := strings.CutSuffix(what, ".growth"); ok && strings.Contains(pool, ".pools.") { // what a pool buys, and when
		what = pool + ".units_bought"
	}
	figure, err := fleets.ReadFigure(s.Plan, what)
	if err != nil {
		return err
	}
	o, err := p.options(v)
	if err != nil {
		return err
	}
	q := capplan.Question{Fleet: figure.Fleet, Workload: figure.Workload, Pool: figure.Pool, Metric: figure.Metric, At: figure.At, When: figure.When}
	limit := newDeadline(c, 0)
	ctx, cancel := limit.bounded(c.Context())
	defer cancel()
	e, err := p.why(ctx, v, s, q, o)
	if errors.Is(err, capplan.ErrNoFigure) {
		return problem("E035", "fleet "+q.Fleet+" has no figure "+strings.TrimPrefix(what, q.Fleet+"."), noFigure(s, q))
	}
	if err != nil {
		return limit.late(c, err, &checkpoint{})
	}
	var b bytes.Buffer
	if err := report.Explain(&b, e, v.GetString("format"), p.screen(v)); err != nil {
		return err
	}
	if err := p.write(b.Bytes()); err != nil {
		return err
	}
	return p.strictly(len(e.Warnings), v)
}

// noFigure says where a figure may be instead.
func noFigure(s *capplan.Scenario, q capplan.Question) string {
	for i := range s.Plan.Fleets {
		if f := &s.Plan.Fleets[i]; f.Name == q.Fleet && q.Pool == "" && q.Workload == "" {
			switch q.Metric {
			case "units_up", "failures", "utilization", "spares_needed", "growth":
				return "it is a pool's: write " + q.Fleet + ".pools." + f.Pools[0].Name + "." + q.Metric
			}
		}
	}
	return "see `capplan compare -f csv --table metrics` for what there is"
}

// why asks for an explanation, with progress.
func (p *program) why(ctx context.Context, v *viper.Viper, s *capplan.Scenario, q capplan.Question, o capplan.Options) (*capplan.Explanation, error) {
	m := p.meter(v)
	o.Progress = m.tick
	m.start("to explain: " + q.String())
	e, err := capplan.Explain(ctx, s, q, o)
	m.clear()
	if err != nil {
		return nil, err
	}
	m.end(trialsRun(e.Trials, e.Seed))
	return e, nil
}

func (p *program) explainCode(v *viper.Viper, code string) error {
	if c, ok := fleets.Explain(code); ok {
		return p.show(v, struct {
			fleets.Code
			Example string `json:"example"`
		}{c, c.Example()}, c.Code+": "+c.Title, c.Explanation, c.Example())
	}
	var known []string
	for _, c := range fleets.Codes {
		known = append(known, c.Code)
	}
	help := "the program's errors and warnings name their codes in brackets"
	if near := nearest(code, known); near != "" {
		help = "did you mean " + near + "?"
	}
	return problem("E062", "no code "+code, help)
}

func unknownTerm(what string) error {
	help := "a figure of a scenario is FLEET.METRIC; words are those of `capplan help metrics`"
	if near := nearest(what, fleets.TermNames()); near != "" {
		help = "did you mean " + near + "? A figure of a scenario is FLEET.METRIC"
	}
	return problem("E062", "nothing is called "+quoted(what), help)
}

// show writes an entry below its title, with an example where there is one, or as data.
func (p *program) show(v *viper.Viper, data any, title, text, example string) error {
	var b bytes.Buffer
	if v.GetString("format") == "json" {
		if err := report.JSON(&b, data); err != nil {
			return err
		}
		return p.write(b.Bytes())
	}
	if err := report.Entry(&b, title, text, example, p.screen(v)); err != nil {
		return err
	}
	return p.write(b.Bytes())
}
