package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

func helpOn(t *testing.T, name string) string {
	t.Helper()
	for _, c := range topics() {
		if c.Name() == name {
			return c.Long
		}
	}
	t.Fatalf("no help on %s", name)
	return ""
}

// TestHelpNamesEverything: each figure of results, format and table is explained.
func TestHelpNamesEverything(t *testing.T) {
	metrics, formats := helpOn(t, "metrics"), helpOn(t, "formats")
	for _, m := range report.Metrics() {
		if !strings.Contains(metrics, "\n  "+m+" ") {
			t.Errorf("help metrics lacks %s", m)
		}
		if _, ok := fleets.FindTerm(m); !ok {
			t.Errorf("no term for %s", m)
		}
	}
	for _, f := range slices.Concat(report.CheckFormats, report.Files, report.Tables) {
		if report.About(f) == "" || !strings.Contains(formats, "\n  "+f+" ") {
			t.Errorf("help formats lacks %s", f)
		}
	}
	for _, text := range []string{metrics, formats} {
		if strings.Contains(text, "{{") {
			t.Errorf("a list is not filled in:\n%s", text)
		}
		for _, line := range strings.Split(text, "\n") {
			if len([]rune(line)) > 90 {
				t.Errorf("wider than a screen: %s", line)
			}
		}
	}
}

// TestEveryFigureIsListed: results hold no figure that the lists do not name.
func TestEveryFigureIsListed(t *testing.T) {
	for _, name := range []string{"hello", "taobao", "own-or-rent"} {
		s, err := capplan.Load("../../examples/"+name+"/capplan.yaml", capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Fleets {
			for m := range f.Metrics {
				if !slices.Contains(report.Metrics(), m) && !strings.HasPrefix(m, "cost.year.") && !strings.HasPrefix(m, "units_bought.") {
					t.Errorf("%s: %s is not listed", name, m)
				}
			}
		}
	}
}

// TestHelpOnTrials: the topics that send people to it name what bounds the trials of a gate,
// and every setting of the environment is listed.
func TestHelpOnTrials(t *testing.T) {
	for topic, words := range map[string][]string{
		"exit-codes": {"--max-trials", "CAPPLAN_MAX_TRIALS", "--baseline", "on_inconclusive"}, "environment": {"CAPPLAN_MAX_TRIALS", "--max-trials"},
	} {
		for _, w := range words {
			if !strings.Contains(helpOn(t, topic), w) {
				t.Errorf("help %s lacks %s", topic, w)
			}
		}
	}
	text := helpOn(t, "environment")
	for _, key := range environmentKeys {
		if name := "_" + strings.ToUpper(strings.ReplaceAll(key, "-", "_")); !strings.Contains(text, name) {
			t.Errorf("help environment lacks CAPPLAN%s", name)
		}
	}
}
