package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan"
)

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "capplan",
		Short: "compare server fleets on cost, reliability and peak throughput",
		Long: `capplan compares server fleets — a few high-end machines, many commodity ones — on
cost, reliability and peak throughput, from one file.

  capplan init       write a first scenario, capplan.yaml
  capplan compare    which fleet is cheaper, safer, faster
  capplan check      does this scenario keep its promises
  capplan size       what is the cheapest fleet that keeps what is asked
  capplan sweep      how does it change over a grid of inputs
  capplan explain    why is a number what it is
  capplan diff       what did this change do
  capplan sensitivity  which input decides, and where two fleets break even
  capplan report     a page for the meeting, from a saved result
  capplan verify     run every known answer on this machine
  capplan shard      take some of the trials on any machine; capplan merge puts them together
  capplan fit        turn logs of failures and repairs into laws
  capplan schema     let an editor complete and check scenarios`,
		Version:       capplan.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(p.stderr) // an empty command is a mistake: a script may have lost its verb
			if err := c.Help(); err != nil {
				return err
			}
			return status(statusInput)
		},
	}
	root.SetIn(p.stdin)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(flagError)
	root.Flags().Bool("version", false, "print the version")
	root.AddCommand(p.compare(), p.check(), p.size(), p.sweep(), p.explain(), p.diff(), p.sensitivity(), p.report(), p.verify(), p.fit(), p.shard(), p.merge(), p.initialise(), p.catalog(), p.schema(), p.version())
	root.AddCommand(topics()...)
	root.SetHelpCommand(help(root))
	p.completions(root)
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	return root
}

var verbs = []string{"compare", "check", "size", "sweep", "explain", "diff", "sensitivity", "report", "verify", "fit", "shard", "merge", "init", "catalog", "schema", "version", "completion", "help"}

func unknownVerb(c *cobra.Command, word string) error {
	var known []string
	for _, sub := range c.Commands() {
		if sub.Runnable() && !strings.HasPrefix(sub.Name(), "_") {
			known = append(known, sub.Name())
		}
	}
	path := c.CommandPath()
	help := "see `" + path + " --help`"
	if near := nearest(word, known); near != "" {
		help = "did you mean `" + path + " " + near + "`?"
	}
	return problem("E062", path+" has no verb "+quoted(word), help)
}

// guard makes cobra's completion command as strict as ours.
func guard(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownVerb(c, args[0])
			}
			return problem("E062", "`capplan completion` needs the name of a shell", "bash, fish, powershell or zsh")
		}
		for _, shell := range c.Commands() {
			shell.Args = atMost(0, "no argument")
		}
	}
}

// atMost refuses arguments beyond n.
func atMost(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		return problem("E062", "`"+c.CommandPath()+"` takes "+what+", and "+quoted(args[n])+" is one argument too many", "see `"+c.CommandPath()+" --help`")
	}
}
