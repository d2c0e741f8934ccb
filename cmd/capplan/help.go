package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

//go:embed help/*.txt
var helpFS embed.FS

// helpTopics are the topics of `capplan help`, in the order of its list.
var helpTopics = []struct{ name, short string }{
	{"exit-codes", "what the exit status says"},
	{"environment", "variables, configuration, and which of them wins"},
	{"formats", "forms of an answer, tables of CSV, files"},
	{"units", "how values are written"},
	{"metrics", "names and meaning of the figures"},
	{"laws", "random times"},
	{"methods", "exact, numerical, approximation, monte-carlo"},
}

// topics are commands that only have help.
func topics() []*cobra.Command {
	lists := strings.NewReplacer("{{metrics}}", metricList(), "{{formats}}", kindList(report.Formats), "{{files}}", kindList(report.Files), "{{gates}}", kindList(report.CheckOnly),
		"{{tables}}", kindList(report.Tables), "{{charts}}", chartList(), "{{endings}}", endingList())
	var out []*cobra.Command
	for _, t := range helpTopics {
		text, err := helpFS.ReadFile("help/" + t.name + ".txt")
		if err != nil {
			panic(err) // embedded
		}
		out = append(out, &cobra.Command{Use: t.name, Short: t.short, Long: strings.TrimSpace(lists.Replace(string(text)))})
	}
	return out
}

// families are the headings of the figures, each above its first.
var families = map[string]string{
	"cost.pv":      "Cost, in the scenario's currency where no unit is given",
	"availability": "Reliability",
	"demand.peak":  "Throughput, in requests a second",
}

// metricList has the figures that results hold, as the terms define them.
func metricList() string {
	built := report.Metrics()
	var out strings.Builder
	var rows [][2]string
	for _, t := range fleets.Terms {
		if !slices.Contains(built, t.Name) {
			continue
		}
		if title, ok := families[t.Name]; ok {
			out.WriteString(report.Glossary(rows) + "\n" + title + "\n")
			rows = nil
		}
		text := t.Text
		switch t.Unit {
		case "1", "currency", "req/s", "date":
		default:
			text += " [" + t.Unit + "]"
		}
		rows = append(rows, [2]string{t.Name, text})
		if t.Name == "cost.opex" {
			year, _ := fleets.FindTerm("cost.year.1")
			rows = append(rows, [2]string{"cost.year.YYYY", year.Text})
		}
	}
	return out.String() + report.Glossary(rows)
}

func kindList(names []string) string {
	var rows [][2]string
	for _, n := range names {
		rows = append(rows, [2]string{n, report.About(n)})
	}
	return report.Glossary(rows)
}

func chartList() string {
	var rows [][2]string
	for _, n := range report.Charts {
		rows = append(rows, [2]string{n, report.AboutChart(n)})
	}
	return report.Glossary(rows)
}

// endingList are the ends of names that say a format of a result.
func endingList() string {
	var out []string
	for ending, format := range extensions {
		if slices.Contains(checkKinds.formats, format) {
			out = append(out, ending)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// help is cobra's help command, but a topic that is none is an error.
func help(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB or TOPIC]",
		Short: "help about a verb or a topic",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || c == nil || len(rest) > 0 {
				return unknownTopic(root, strings.Join(args, " "))
			}
			if c.Hidden {
				return c.RunE(c, nil)
			}
			if !c.Runnable() && !c.HasSubCommands() {
				_, err := fmt.Fprintln(c.OutOrStdout(), c.Long)
				return err
			}
			c.InitDefaultHelpFlag()
			return c.Help()
		},
	}
}

func unknownTopic(root *cobra.Command, word string) error {
	known := append([]string(nil), verbs...)
	var names []string
	for _, t := range helpTopics {
		names = append(names, t.name)
	}
	help := "topics are " + strings.Join(names, ", ")
	if near := nearest(word, append(known, names...)); near != "" {
		help = "did you mean `" + root.Name() + " help " + near + "`?"
	}
	return problem("E062", "no help on "+quoted(word), help)
}
