package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// Exit statuses; see `capplan help exit-codes`.
const (
	statusNo          = 1
	statusInput       = 2
	statusUnsure      = 3
	statusBug         = 4
	statusInterrupted = 130
)

// A status ends the program without a further word.
type status int

func (s status) Error() string { return fmt.Sprintf("status %d", int(s)) }

// problem is one error of the command line.
//
//	E062 unknown verb, flag or argument   E066 value of a flag or variable
//	E063 unknown format, table, chart     E067 configuration
//	E064 unknown fleet
//	E065 output cannot be written         E069 no exact method
//	E072 a file is already there          E160 unknown name to verify
//	E161 nothing to check   E162 no law is identified
//	E164 nothing to draw   E460 --no-sim beside trials   E461 --trials beyond --max-trials
//	E450 to E459 of diff, --rev and --baseline
//	E570 to E572 of what a run may need
//	E530 to E537 of shards, checkpoints and --max-time
//	E430, E437 to E439 of sweep
func problem(code, message, help string) error {
	return &fleets.Errors{List: []fleets.Diagnostic{{Code: code, Message: message, Help: help}}}
}

// quoted writes what a user typed so that it stays on one line.
func quoted(s string) string { return fmt.Sprintf("%q", s) }

// conclude reports an error and returns the exit status. Errors are for people on
// standard error; with -f json they are also data on standard output, and with a format
// of check what it says.
func (p *program) conclude(err error, asData bool) int {
	var s status
	var bug *capplan.Panic
	input := inputErrors(err)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return int(s)
	case errors.Is(err, syscall.EPIPE):
		return 0 // whoever read the output has had enough
	case errors.Is(err, capplan.ErrInterrupted), errors.Is(err, context.Canceled):
		var kept *keptRun
		if errors.As(err, &kept) {
			fmt.Fprintf(p.stderr, "interrupted: no answer yet\n  = help: the same command goes on from %s\n", kept.path)
		} else {
			fmt.Fprintln(p.stderr, "interrupted: no answer, nothing written")
		}
		return statusInterrupted
	case errors.As(err, &bug):
		return p.broken(bug.Value)
	case input == nil:
		fmt.Fprintf(p.stderr, "error: %v\n", err)
		return statusBug
	}
	fmt.Fprintln(p.stderr, input.Error())
	write := func() error { return nil }
	switch {
	case asData:
		write = func() error { return report.JSON(p.stdout, diagnostics(input)) }
	case p.gated != "":
		write = func() error { return p.problems(p.stdout, input, p.gated) }
	}
	if err := write(); err != nil && !errors.Is(err, syscall.EPIPE) {
		fmt.Fprintf(p.stderr, "error: standard output: %v\n", err)
	}
	if slices.ContainsFunc(input.List, func(d fleets.Diagnostic) bool { return d.Code == noTime }) {
		return statusUnsure // nothing is wrong with the input
	}
	return statusInput
}

// noTime is the code of --max-time that is over before anything is known.
const noTime = "E537"

// inputErrors are what an error says is wrong with the input; nil where it is of
// another kind.
func inputErrors(err error) *fleets.Errors {
	var input *fleets.Errors
	var obstacle *capplan.Obstacle
	var much *capplan.TooMuch
	var unrelated *capplan.Unrelated
	var crowd *capplan.Crowd
	var big *capplan.TooBig
	var many *capplan.TooManyTrials
	switch {
	case errors.As(err, &big):
		err = problem("E570", err.Error(), "allow it with --max-memory "+(&amount{(big.Need/1e9 + 1) * 1e9}).String()+", or take fewer --trials or --jobs")
	case errors.As(err, &many):
		err = problem("E571", grouped(many.Trials)+" trials are more than the "+grouped(many.Most)+" of a run that keeps each", "take --trials "+strconv.Itoa(many.Most)+" or fewer; compare takes up to "+grouped(capplan.MaxTrials))
	case errors.As(err, &obstacle):
		err = problem("E069", err.Error(), "leave --method out, or take --method simulate")
	case errors.As(err, &much):
		err = problem("E163", err.Error(), "write the scenario in a currency of larger units, with a rate under fx")
	case errors.As(err, &crowd):
		err = problem("E593", err.Error(), "name those that are meant with --fleet, or make several files")
	case errors.As(err, &unrelated):
		err = problem("E457", unrelated.Why, unrelated.Help)
	case errors.Is(err, capplan.ErrOtherRun):
		err = problem("E536", "stored trials are not what this machine says of the same: they come from another build or kind of processor", "take all trials with one build of capplan, on one kind of processor")
	case errors.Is(err, capplan.ErrCorrelations):
		err = problem("E127", err.Error(), "take ranks that one set of values can have, or fewer of them")
	case errors.Is(err, capplan.ErrNothingToCheck):
		err = problem("E161", "nothing is asserted: there is nothing to check", "add `assertions: [{that: mean(a.availability) >= 99.9 %}]`")
	}
	if !errors.As(err, &input) {
		return nil
	}
	return input
}

// broken reports a bug of ours.
func (p *program) broken(bug any) int {
	fmt.Fprintf(p.stderr, "error: capplan is broken: %v\n  = help: please report it with the command and the file\n", bug)
	return statusBug
}

func diagnostics(e *fleets.Errors) any {
	return map[string]any{"schema": "capplan/errors/v1", "errors": e.List}
}

// askedFormat is the format that is asked for; it looks at the words themselves because
// it must work when they are wrong.
func askedFormat(args []string, env map[string]string) string {
	format := env["CAPPLAN_FORMAT"]
	for i, a := range args {
		if a == "--" {
			break
		}
		next := ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		switch {
		case a == "-f" || a == "--format":
			format = next
		case strings.HasPrefix(a, "--format="):
			format = strings.TrimPrefix(a, "--format=")
		case strings.HasPrefix(a, "-f") && !strings.HasPrefix(a, "--"):
			format = strings.TrimPrefix(strings.TrimPrefix(a, "-f"), "=")
		}
	}
	return format
}

// flagError explains what is wrong with a flag.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var value *pflag.InvalidValueError
	var input *fleets.Errors
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case errors.As(err, &value) && errors.As(err, &input):
		d := input.List[0]
		d.Message = "--" + value.GetFlag().Name + ": " + d.Message
		return &fleets.Errors{List: []fleets.Diagnostic{d}}
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown.GetSpecifiedName())
	case errors.As(err, &missing):
		return problem("E066", "--"+missing.GetFlag().Name+" needs a value", usage(missing.GetFlag()))
	case errors.As(err, &value):
		return problem("E066", "--"+value.GetFlag().Name+" cannot be "+quoted(value.GetValue()), usage(value.GetFlag()))
	}
	return problem("E062", "a word that is no flag: "+err.Error(), "see `"+c.CommandPath()+" --help`")
}

func usage(f *pflag.Flag) string { return "--" + f.Name + ": " + f.Usage }

func unknownFlag(c *cobra.Command, name string) error {
	if len(name) == 1 {
		return problem("E062", "`"+c.CommandPath()+"` has no flag -"+name, "see `"+c.CommandPath()+" --help`")
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	help := "see `" + c.CommandPath() + " --help`"
	if near := nearest(name, known); near != "" {
		help = "did you mean --" + near + "?"
	}
	return problem("E062", "`"+c.CommandPath()+"` has no flag --"+name, help)
}

// write writes to standard output; an error names it.
func (p *program) write(data []byte) error {
	if _, err := p.stdout.Write(data); err != nil {
		if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
			return syscall.EPIPE
		}
		return problem("E065", "standard output cannot be written: "+cause(err), "is the disk full?")
	}
	return nil
}
