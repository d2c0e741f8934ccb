package capplan_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the outputs in the READMEs of the examples")

// build makes the command once; the test of the import table parses every source,
// which keeps a cached result of this package from outliving a change of them.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "capplan")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/capplan").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

// TestExamples runs every `$ capplan …` block of the examples' READMEs and of the
// README at the top, and compares what it prints with what stands there.
func TestExamples(t *testing.T) {
	t.Parallel()
	bin := build(t)
	files, err := filepath.Glob("examples/*/README.md")
	if err != nil || len(files) < 4 {
		t.Fatalf("found %d examples (%v)", len(files), err)
	}
	for _, file := range append(files, "README.md") {
		t.Run(filepath.ToSlash(file), func(t *testing.T) {
			old, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(string(old), "\r\n", "\n")
			blocks := 0
			got := rewriteBlocks(text, func(command string) string {
				blocks++
				return runBlock(t, bin, command)
			})
			if blocks == 0 {
				t.Fatal("no block with a `$ capplan` line")
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != text {
				t.Errorf("the README does not show what the command prints (rerun with -update and read the difference)\n%s", firstDifference(text, got))
			}
		})
	}
}

// TestFitsOfExample: the file of fits that an example reads is what the command writes.
func TestFitsOfExample(t *testing.T) {
	const file = "examples/fit/fits.yaml"
	got := runBlock(t, build(t), "fit failures examples/fit/disks.csv --by model --observed-from 2023-01-01 --observed-until 2026-01-01 -f yaml")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.ReplaceAll(string(want), "\r\n", "\n"); got != text {
		t.Errorf("%s\n%s", file, firstDifference(text, got))
	}
}

// TestBaselineOfExample: the baseline of the example is what the command writes.
func TestBaselineOfExample(t *testing.T) {
	const file = "examples/gate/baseline.json"
	bin := build(t)
	got, status, _ := strings.Cut(runBlock(t, bin, "check examples/gate/capplan.yaml -f baseline; echo $?"), "\n}\n")
	got += "\n}\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.ReplaceAll(string(want), "\r\n", "\n"); got != text || status != "1\n" {
		t.Errorf("%s, status %s\n%s", file, status, firstDifference(text, got))
	}
	if whole := len(runBlock(t, bin, "check examples/gate/capplan.yaml -f json; echo $?")); whole < 100*len(got) {
		t.Errorf("a baseline of %d bytes, a result of %d", len(got), whole)
	}
}

// rewriteBlocks replaces what follows each `$ capplan` line in a fenced block by
// what run returns for it.
func rewriteBlocks(text string, run func(command string) string) string {
	var out strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i])
		if !strings.HasPrefix(lines[i], "$ capplan") {
			continue
		}
		out.WriteString(run(strings.TrimSpace(strings.TrimPrefix(lines[i], "$ capplan"))))
		for i+1 < len(lines) && !strings.HasPrefix(lines[i+1], "```") && !strings.HasPrefix(lines[i+1], "$ ") {
			i++
		}
	}
	return out.String()
}

// runBlock runs a command that answers or, with "; echo $?" behind it, one of any status.
func runBlock(t *testing.T, bin, command string) string {
	t.Helper()
	command, told := strings.CutSuffix(command, "; echo $?")
	cmd := exec.Command(bin, strings.Fields(command)...)
	for _, v := range os.Environ() { // no setting of whoever runs the test
		if !strings.HasPrefix(v, "CAPPLAN_") && !strings.HasPrefix(v, "XDG_CONFIG_HOME=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "NO_COLOR=1", "COLUMNS=100", "XDG_CONFIG_HOME="+t.TempDir())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !(told && errors.As(err, &exit)) {
		t.Fatalf("capplan %s: %v\n%s", command, err, stderr.String())
	}
	out := stdout.String() + stderr.String()
	if told {
		out += strconv.Itoa(cmd.ProcessState.ExitCode()) + "\n"
	}
	return out
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			next := "(end)"
			if i < len(g) {
				next = g[i]
			}
			return "want: " + w[i] + "\ngot:  " + next
		}
	}
	return "more is printed than stands there"
}
