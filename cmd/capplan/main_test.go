package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"capplan": main, "capplan-saving": saving})
}

// TestScripts runs the command line's specification.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits is the script command `exits STATUS PROGRAM ARGS…`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGS…")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("status %s, want %s", got, args[0])
	}
}

// call runs the program in this process.
func call(t *testing.T, env []string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(context.Background(), args, strings.NewReader(""), &out, &errs, env)
	return status, out.String(), errs.String()
}

// TestHelpOfEveryVerb holds that every verb and topic has help, and that help names
// no flag twice.
func TestHelpOfEveryVerb(t *testing.T) {
	p := &program{stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Hidden {
			return
		}
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		status, stdout, stderr := call(t, nil, args...)
		if status != 0 || stdout == "" || stderr != "" {
			t.Errorf("%v: status %d, %d bytes of help, stderr %q", args, status, len(stdout), stderr)
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(p.root())
}

// TestVerbsOfTheContract holds that each verb is there.
func TestVerbsOfTheContract(t *testing.T) {
	for _, verb := range []string{"init", "compare", "check", "size", "sweep", "sensitivity", "diff", "report", "fit", "catalog", "explain", "verify", "shard", "merge", "schema", "completion", "version", "help"} {
		if status, _, stderr := call(t, nil, verb, "--help"); status != 0 || !has(verbs, verb) {
			t.Errorf("%s --help: status %d: %s", verb, status, stderr)
		}
	}
}

// TestTemplatesLoad holds that what init writes can be read.
func TestTemplatesLoad(t *testing.T) {
	for _, template := range fleets.Templates() {
		file := filepath.Join(t.TempDir(), "capplan.yaml")
		if status, _, stderr := call(t, nil, "init", file, "--template", template.Name); status != 0 {
			t.Fatalf("init %s: status %d: %s", template.Name, status, stderr)
		}
		data, err := os.ReadFile(file)
		if err != nil || string(data) != template.Text {
			t.Errorf("init wrote something else than template %s: %v", template.Name, err)
		}
		if _, _, err := fleets.Load(file, fleets.Options{}); err != nil {
			t.Errorf("template %s: %v", template.Name, err)
		}
	}
}

// TestInterruptedWhileReading: an interrupt also ends a program that waits for its
// input, and leaves no file.
func TestInterruptedWhileReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, w := io.Pipe()
	defer w.Close()
	dir := t.TempDir()
	var out, errs bytes.Buffer
	status := run(ctx, []string{"compare", "-", "-o", filepath.Join(dir, "a.json")}, r, &out, &errs, nil)
	if status != statusInterrupted || out.Len() > 0 || files(t, dir) != "" {
		t.Errorf("status %d, stdout %q, files %q, stderr %q", status, out.String(), files(t, dir), errs.String())
	}
}

// TestBug holds that a bug of ours is status 4 and shows no stack.
func TestBug(t *testing.T) {
	var errs bytes.Buffer
	status := run(context.Background(), []string{"version"}, nil, panicking{}, &errs, nil)
	if status != statusBug || strings.Contains(errs.String(), "goroutine") || !strings.Contains(errs.String(), "capplan is broken") {
		t.Errorf("status %d, %q", status, errs.String())
	}
}

// TestBugOfAnswer holds the same of a bug that answering found.
func TestBugOfAnswer(t *testing.T) {
	var errs bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &errs}
	status := p.conclude(fmt.Errorf("compare: %w", &capplan.Panic{Value: "boom"}), false)
	if want := "error: capplan is broken: boom\n"; status != statusBug || !strings.HasPrefix(errs.String(), want) {
		t.Errorf("status %d, %q", status, errs.String())
	}
}

// TestContradictingRanks holds that ranks which no law has are wrong input.
func TestContradictingRanks(t *testing.T) {
	var errs bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &errs}
	if status := p.conclude(capplan.ErrCorrelations, false); status != statusInput || !strings.Contains(errs.String(), "error[E127]: the ranks under correlate contradict each other") {
		t.Errorf("status %d, %q", status, errs.String())
	}
}

type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("boom") }
