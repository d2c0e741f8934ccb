package main

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan"
)

func (p *program) schema() *cobra.Command {
	c := &cobra.Command{
		Use:   "schema " + strings.Join(capplan.Schemas, "|"),
		Short: "JSON Schemas, with which an editor completes and checks",
		Long: `schema prints a JSON Schema (2020-12) of scenario files, of catalogue files (price
books), or of what a verb writes as JSON: result is that of compare and check, baseline
that of check -o baseline=PATH, the others are of the verb of their name.

An editor with a YAML language server takes the file that the first line of a scenario
names:

  # yaml-language-server: $schema=./capplan.schema.json

It knows keys, words and units. What a name refers to, and what several keys say
together, only ` + "`capplan check`" + ` and ` + "`capplan compare`" + ` know.`,
		Example: `  capplan schema scenario -o capplan.schema.json
  capplan schema result`,
		Args:      atMost(1, "what it is of"),
		ValidArgs: capplan.Schemas,
	}
	out := c.Flags().StringP("output", "o", "", "write to `PATH` instead of standard output")
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return problem("E062", "`capplan schema` says what it is of", "write `capplan schema scenario -o capplan.schema.json`; there are "+strings.Join(capplan.Schemas, ", "))
		}
		if err := (&choice{allowed: capplan.Schemas, what: "schema", code: "E062"}).judge(args[0]); err != nil {
			return err
		}
		return p.runSchema(args[0], *out)
	}
	return c
}

func (p *program) runSchema(of, path string) error {
	text, err := json.MarshalIndent(capplan.Schema(of), "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if path == "" {
		return p.write(text)
	}
	targets, err := openTargets([]string{"json=" + path})
	if err != nil {
		return err
	}
	defer abandon(targets)
	if err := targets[0].fill(text); err != nil {
		return err
	}
	return targets[0].settle()
}
