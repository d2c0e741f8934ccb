package main

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

// presentation adds the flags that say how an answer looks; they may also stand in
// the user's configuration.
func presentation(f *pflag.FlagSet, formats ...string) {
	f.VarP(&choice{value: "table", allowed: formats, code: "E063", what: "format"}, "format", "f", "form of standard output: "+strings.Join(formats, ", "))
	f.Var(&choice{value: "auto", allowed: []string{"auto", "always", "never"}}, "color", "colours: auto (on a terminal), always, never")
	f.Bool("ascii", false, "draw with ASCII characters only")
	f.Var(&number{min: 20, max: 1000}, "width", "columns of the screen (default: the terminal's, else 100)")
	f.Var(&choice{value: "unix", allowed: report.Dialects}, "csv-dialect", "how CSV is written: "+strings.Join(report.Dialects, ", "))
}

// running adds the flags that say how an answer is found.
func running(f *pflag.FlagSet) {
	f.Var(&number{min: 1, max: capplan.MaxTrials}, "trials", "trials (default: the scenario's run.trials)")
	f.Var(&amount{capplan.DefaultMemory}, "max-memory", "not begun if it would need more, such as 500MB or 8GB")
	f.Var(&seedValue{}, "seed", "seed of the trials, or random (default: the scenario's run.seed)")
	f.Var(&number{max: 4096}, "jobs", "trials at the same time, never changes a digit (default: all processors)")
	f.Var(&choice{allowed: []string{"auto", "exact", "simulate"}}, "method", "auto, exact or simulate (default: the scenario's run.method)")
	f.Bool("no-progress", false, "no progress on standard error")
	f.BoolP("quiet", "q", false, "the verdict only, and no progress")
	f.BoolP("verbose", "v", false, "plots of cash, downtime and load; on standard error a line at the start and at the end, and how each fleet is answered")
	f.Bool("strict", false, "exit 1 when there is a warning")
}

// tabular adds the flag that chooses a table of CSV.
func tabular(f *pflag.FlagSet, tables []string) {
	f.Var(&choice{value: "summary", allowed: tables, code: "E063", what: "table"}, "table", "which table -f csv prints: "+strings.Join(tables, ", "))
}

// A choice is a flag that takes one of a few words.
type choice struct {
	value      string
	allowed    []string
	code, what string // of its errors; E066 and value when empty
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return "word" }

func (c *choice) Set(s string) error {
	if err := c.judge(s); err != nil {
		return err
	}
	c.value = s
	return nil
}

func (c *choice) judge(s string) error {
	code, what := c.code, c.what
	if code == "" {
		code, what = "E066", "value"
	}
	for _, a := range c.allowed {
		if a == s {
			return nil
		}
	}
	all := "allowed: " + strings.Join(c.allowed, ", ")
	if what == "format" && has(report.CheckOnly, s) {
		return problem(code, "format "+s+" is of `capplan check`", all)
	}
	if verb := report.TableOf[s]; what == "table" && verb != "" {
		return problem(code, "table "+s+" is of `capplan "+verb+"`", "write `capplan "+verb+" -o csv:"+s+"=PATH`; "+all)
	}
	if what == "format" && has(slices.Concat(report.Formats, report.Files), s) {
		return problem(code, "format "+s+" is not written here", all)
	}
	if near := nearest(s, c.allowed); near != "" {
		all = "did you mean " + near + "? " + all
	}
	return problem(code, "no "+what+" "+quoted(s), all)
}

// A number is a flag that takes a whole number.
type number struct {
	value, min, max int
}

func (n *number) String() string {
	if n.value == 0 {
		return ""
	}
	return strconv.Itoa(n.value)
}
func (n *number) Type() string { return "number" }

func (n *number) Set(s string) error {
	x, err := strconv.Atoi(s)
	if err != nil || x < n.min || x > n.max {
		return problem("E066", quoted(s)+" is no whole number from "+strconv.Itoa(n.min)+" to "+strconv.Itoa(n.max), "")
	}
	n.value = x
	return nil
}

// An amount is a flag that takes bytes.
type amount struct{ bytes int64 }

func (a *amount) String() string {
	if a.bytes%1e9 == 0 {
		return strconv.FormatInt(a.bytes/1e9, 10) + "GB"
	}
	return strconv.FormatFloat(float64(a.bytes)/1e6, 'f', -1, 64) + "MB"
}
func (a *amount) Type() string { return "size" }

func (a *amount) Set(s string) error {
	for unit, n := range map[string]float64{"MB": 1e6, "GB": 1e9, "TB": 1e12, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40} {
		if text, ok := strings.CutSuffix(strings.ReplaceAll(s, " ", ""), unit); ok {
			if x, err := strconv.ParseFloat(text, 64); err == nil && x*n >= 1e6 && x*n < 1e15 {
				a.bytes = int64(x * n)
				return nil
			}
		}
	}
	return problem("E066", quoted(s)+" is no size of memory", "write 500MB, 8GB or 16GiB")
}

// A seedValue is a seed, or the wish for a random one.
type seedValue struct{ value string }

func (s *seedValue) String() string { return s.value }
func (s *seedValue) Type() string   { return "number" }

func (s *seedValue) Set(text string) error {
	if _, err := strconv.ParseUint(text, 10, 64); err != nil && text != "random" {
		return problem("E066", "no seed "+quoted(text), "a whole number from 0 to 18446744073709551615, or random")
	}
	s.value = text
	return nil
}

// drawSeed returns a seed that is short enough to be typed again.
func drawSeed() (uint64, error) {
	var b [4]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, fmt.Errorf("no random seed: %w", err)
	}
	return uint64(binary.LittleEndian.Uint32(b[:])), nil
}
