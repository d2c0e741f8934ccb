package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
)

// asking is the command that a result answers, as it can be typed again: with what may
// change a figure, and not how the answer was shown, saved or hurried.
func asking(c *cobra.Command, v *viper.Viper, file string, r *capplan.Result) string {
	words := []string{"capplan", c.Name(), file}
	for _, name := range []string{"with", "set", "fleet"} {
		for _, x := range repeated(c, name) {
			words = append(words, "--"+name, x)
		}
	}
	for _, name := range []string{"greenfield", "same-load", "no-sim"} {
		if f := c.Flags().Lookup(name); f != nil && f.Changed && f.Value.String() == "true" {
			words = append(words, "--"+name)
		}
	}
	for _, name := range []string{"trials", "max-trials", "method", "baseline", "rev"} {
		if f := c.Flags().Lookup(name); f != nil && v.GetString(name) != "" { // of a flag or of the environment
			words = append(words, "--"+name, v.GetString(name))
		}
	}
	if v.GetString("seed") != "" {
		words = append(words, "--seed", strconv.FormatUint(r.Seed, 10)) // a random one too
	}
	for i := range words {
		words[i] = shellWord(words[i])
	}
	return strings.Join(words, " ")
}
