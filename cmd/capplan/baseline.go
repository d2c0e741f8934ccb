package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

// baselining adds the flags that say what was known before.
func baselining(f *pflag.FlagSet) {
	f.String("baseline", "", "fail on what is worse than in a saved `BASELINE` or result only")
	f.String("rev", "", "fail on what is worse than in git revision `REV` only")
}

// baseline reads what a check is held against, before any work; nil: nothing.
func (p *program) baseline(c *cobra.Command, file string, targets []*target) (*capplan.Side, error) {
	saved, rev := c.Flags().Lookup("baseline"), c.Flags().Lookup("rev")
	switch {
	case saved.Changed && rev.Changed:
		return nil, problem("E458", "--baseline and --rev are two baselines", "leave one of the two out")
	case rev.Changed:
		o, err := p.loadOptions(c, true)
		if err != nil {
			return nil, err
		}
		s, err := p.inRevision(c.Context(), file, rev.Value.String(), o, targets)
		return &s, err
	case saved.Changed:
		path := saved.Value.String()
		if path == "" || path == "-" {
			return nil, problem("E458", "--baseline names no file", "save one with `capplan check -o baseline=base.json`")
		}
		r, err := capplan.ReadBaseline(path)
		if err != nil {
			return nil, notScenario(path, err)
		}
		return &capplan.Side{Name: path, Result: r}, spare(targets, []fleets.Source{{Path: path}}, p.stdin)
	}
	return nil, nil
}

// notScenario tells those who give a scenario as a baseline what takes one.
func notScenario(path string, err error) error {
	if s, e := capplan.Load(path, capplan.LoadOptions{}); e == nil && s != nil {
		return problem("E458", path+" is a scenario, and --baseline takes what a check saved", "write it with `capplan check "+path+" -o baseline=base.json`, or take --rev")
	}
	return err
}
