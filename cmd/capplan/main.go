// Command capplan compares server fleets on cost, reliability and peak throughput.
//
// It is a shell around package capplan: a file for each verb (compare.go, init.go,
// catalog.go, version.go, help.go), and what they share — settings.go (flag,
// environment, configuration), target.go (files), terminal.go, progress.go and
// errors.go. The result is on standard output, everything else on standard error.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}

// A program is one call of the command.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            map[string]string

	gated string // the format that check tells errors in, beside standard error
	file  string // the scenario of check

	clock func() time.Duration // of a sweep; nil: since it began
}

// run is the program: it returns the exit status. A first interrupt ends it in
// order, a second at once.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) (status int) {
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is an error of writing, so that files are cleaned up
	ctx, stop := interrupts(ctx)
	defer stop()
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, env: map[string]string{}}
	for _, e := range env {
		if k, v, ok := strings.Cut(e, "="); ok {
			p.env[k] = v
		}
	}
	defer func() {
		if bug := recover(); bug != nil {
			status = p.broken(bug)
		}
	}()
	root := p.root()
	root.SetArgs(args)
	out := &printer{p: p}
	root.SetOut(out)
	err := p.execute(ctx, root, args)
	if err == nil {
		err = out.err
	}
	format := askedFormat(args, p.env)
	if firstWord(args) == "check" && has(report.GateFormats, format) {
		p.gated = format
	}
	return p.conclude(err, format == "json")
}

// A printer is standard output for help and completion, which cobra writes without
// looking at errors: it keeps the first one.
type printer struct {
	p   *program
	err error
}

func (w *printer) Write(b []byte) (int, error) {
	if w.err == nil {
		w.err = w.p.write(b)
	}
	return len(b), nil
}

// execute finds the verb before any flag is read, so that a mistyped verb is not
// reported as an unknown flag.
func (p *program) execute(ctx context.Context, root *cobra.Command, args []string) error {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(args...)
	guard(root)
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		return root.ExecuteContext(ctx)
	}
	if _, rest, err := root.Find(args); err != nil {
		return unknownVerb(root, firstWord(rest))
	}
	return root.ExecuteContext(ctx)
}

func firstWord(args []string) string {
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			return a
		}
	}
	return ""
}
