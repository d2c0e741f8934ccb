package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
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
	var out []*cobra.Command
	for _, t := range helpTopics {
		text, err := helpFS.ReadFile("help/" + t.name + ".txt")
		if err != nil {
			panic(err) // embedded
		}
		out = append(out, &cobra.Command{Use: t.name, Short: t.short, Long: strings.TrimSpace(string(text))})
	}
	return out
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
	known := append([]string(nil), builtVerbs...)
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
