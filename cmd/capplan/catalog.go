package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// catalogFormats are the forms of catalog list.
var catalogFormats = []string{"table", "json", "csv"}

func (p *program) catalog() *cobra.Command {
	c := &cobra.Command{
		Use:   "catalog",
		Short: "hardware, licences and failure laws, each with its source",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownVerb(c, args[0])
			}
			return problem("E062", "`capplan catalog` needs list or show ID", "see `capplan catalog --help`")
		},
	}
	c.AddCommand(p.catalogList(), p.catalogShow())
	return c
}

func (p *program) catalogList() *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Short:   "all entries",
		Example: "  capplan catalog list --kind hardware",
		Args:    atMost(0, "no argument"),
	}
	kind := c.Flags().String("kind", "", "only entries of this kind")
	presentation(c.Flags(), catalogFormats...)
	c.RunE = func(c *cobra.Command, _ []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		catalogue, err := fleets.Catalogue()
		if err != nil {
			return err
		}
		entries, err := ofKind(catalogue.List(), *kind)
		if err != nil {
			return err
		}
		format := v.GetString("format")
		if !has(catalogFormats, format) {
			format = "table" // another verb's format from the environment
		}
		var b bytes.Buffer
		rows := listing(entries)
		if *kind == benchmarkKind {
			rows = results(catalogue, entries, format)
		}
		if err := report.List(&b, rows, format, p.screen(v)); err != nil {
			return err
		}
		return p.write(b.Bytes())
	}
	return c
}

func listing(entries []fleets.Entry) [][]string {
	rows := [][]string{{"id", "kind", "date", "confidence", "name"}}
	for _, e := range entries {
		rows = append(rows, []string{e.ID, e.Kind, e.Date, e.Confidence, e.Name})
	}
	return rows
}

// benchmarkKind is the kind of entries whose figures are listed with them.
const benchmarkKind = "tpc-c"

// results lists TPC-C results with what was published, by date. Money
// keeps its currency.
func results(c *fleets.Catalog, entries []fleets.Entry, format string) [][]string {
	slices.SortStableFunc(entries, func(a, b fleets.Entry) int { return strings.Compare(a.Date, b.Date) })
	rows := [][]string{{"id", "date", "tpmc", "price_per_tpmc", "total_cost", "nodes", "confidence", "name"}}
	for _, e := range entries {
		row := []string{e.ID, e.Date}
		for _, key := range rows[0][2:6] {
			row = append(row, c.Figure(e.ID, key))
		}
		row[2] = strings.TrimSuffix(row[2], " tpmC")
		rows = append(rows, append(row, e.Confidence, e.Name))
	}
	if format == "table" { // a screen has no room for nodes and names
		for i, row := range rows {
			rows[i] = append(row[:5:5], row[6])
		}
	}
	return rows
}

func ofKind(entries []fleets.Entry, kind string) ([]fleets.Entry, error) {
	if kind == "" {
		return entries, nil
	}
	var out []fleets.Entry
	var kinds []string
	for _, e := range entries {
		if e.Kind == kind {
			out = append(out, e)
		}
		if !has(kinds, e.Kind) {
			kinds = append(kinds, e.Kind)
		}
	}
	if len(out) == 0 {
		return nil, (&choice{allowed: kinds, what: "kind of entry", code: "E066"}).judge(kind)
	}
	return out, nil
}

func (p *program) catalogShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "an entry as it can be pasted under catalog:",
		Example: "  capplan catalog show ibm-power-595",
		Args:    atMost(1, "one ID"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return problem("E062", "`capplan catalog show` needs an ID", "see `capplan catalog list`")
			}
			catalogue, err := fleets.Catalogue()
			if err != nil {
				return err
			}
			text, err := catalogue.Show(args[0])
			if err != nil {
				return err
			}
			return p.write([]byte(text))
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			catalogue, err := fleets.Catalogue()
			if err != nil || len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var ids []string
			for _, e := range catalogue.List() {
				ids = append(ids, e.ID+"\t"+e.Name)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
