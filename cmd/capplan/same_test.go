package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// questions are commands of most verbs over the examples, quick ones.
var questions = [][]string{
	{"compare", "hello/capplan.yaml", "--trials", "200"},
	{"compare", "bank/capplan.yaml", "--trials", "20"},
	{"compare", "fit/capplan.yaml", "--trials", "50"},
	{"check", "gate/capplan.yaml", "--trials", "100", "--max-trials", "100"},
	{"size", "hello/capplan.yaml", "--fleet", "small", "--require", "mean(small.availability) >= 99.9 %"},
	{"sweep", "hello/capplan.yaml", "--trials", "20", "--vary", "small.count=4..6", "--vary", "small.needs=2,3"},
	{"sensitivity", "hello/capplan.yaml", "--trials", "64"},
	{"explain", "small.availability", "hello/capplan.yaml"},
	{"diff", "hello/capplan.yaml", "--set", "small.count=5", "--trials", "50"},
	{"fit", "failures", "fit/disks.csv", "--by", "model", "--observed-from", "2023-01-01", "--observed-until", "2026-01-01"},
	{"fit", "repairs", "fit/repairs.csv"},
	{"fit", "traffic", "fit/load.csv"},
	{"fit", "throughput", "fit/loadtest.csv"},
}

// answers runs what is asked, in the directory of the examples or a copy of them.
func answers(t *testing.T, env []string, more ...string) (out []string) {
	t.Helper()
	for _, args := range questions {
		status, stdout, stderr := call(t, env, append(slices.Clone(args), more...)...)
		if status != 0 && args[0] != "check" || status == 2 || stdout == "" {
			t.Fatalf("%v: status %d\n%s", args, status, stderr)
		}
		out = append(out, stdout)
	}
	return out
}

// TestLooks: what a terminal is, or that there is none, changes no byte of an answer that
// is data, and of one on the screen its colours and breaks only.
func TestLooks(t *testing.T) {
	t.Chdir("../../examples")
	data, screen := answers(t, nil, "-f", "json"), answers(t, nil)
	looks := [][]string{{"TERM=dumb"}, {"NO_COLOR=1", "TERM=xterm-256color"}, {"CLICOLOR_FORCE=1", "COLUMNS=40", "TERM=xterm"}}
	for _, env := range looks {
		for i, got := range answers(t, env, "-f", "json") {
			if got != data[i] {
				t.Errorf("%v %v: other data\n%s", env, questions[i], firstOf(data[i], got))
			}
		}
	}
	for _, env := range looks[:2] {
		for i, got := range answers(t, env) {
			if got != screen[i] {
				t.Errorf("%v %v: another screen\n%s", env, questions[i], firstOf(screen[i], got))
			}
		}
	}
	colour := regexp.MustCompile("\x1b\\[[0-9;]*m")
	coloured := 0
	for i, got := range answers(t, []string{"CLICOLOR_FORCE=1"}) {
		plain := colour.ReplaceAllString(got, "")
		if unshaded(plain) != unshaded(screen[i]) {
			t.Errorf("%v: colours change more than colours\n%s", questions[i], firstOf(unshaded(screen[i]), unshaded(plain)))
		}
		if plain != got {
			coloured++
		}
	}
	if coloured < 3 {
		t.Errorf("colours on %d screens: nothing was compared", coloured)
	}
}

var shades = strings.NewReplacer("░", " ", "▒", " ", "▓", " ", "█", " ", "[", " ", "]", " ")

// unshaded are the lines of a screen without what a map is drawn with where it has no colours.
func unshaded(screen string) string {
	lines := strings.Split(shades.Replace(screen), "\n")
	for i := range lines {
		lines[i] = strings.Join(strings.Fields(lines[i]), " ")
	}
	return strings.Join(lines, "\n")
}

func firstOf(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want: " + w[i] + "\ngot:  " + g[i]
		}
	}
	return "one goes on"
}

var figure = regexp.MustCompile(`[0-9]+([.,][0-9]+)*(e[-+]?[0-9]+)?[kMGTPµm%]?`)

// TestNarrow: on 40 columns every figure of the wide screen is there, whole, but for what
// is drawn; and no line is longer than the screen but words, what is there to be copied, and
// formulas.
func TestNarrow(t *testing.T) {
	t.Chdir("../../examples")
	wide, narrow := answers(t, []string{"COLUMNS=160"}), answers(t, []string{"COLUMNS=40"})
	for i := range questions {
		has := map[string]bool{}
		for _, s := range figure.FindAllString(narrow[i], -1) {
			has[s] = true
		}
		found := figure.FindAllString(plotted.ReplaceAllString(wide[i], ""), -1)
		if len(found) < 5 {
			t.Fatalf("%v: %d figures on the wide screen", questions[i], len(found))
		}
		for _, s := range found {
			if !has[s] {
				t.Errorf("%v: not on 40 columns: %q", questions[i], s)
			}
		}
		for _, line := range strings.Split(narrow[i], "\n") {
			if utf8.RuneCountInString(line) > 40 && len(strings.Fields(line)) > 1 && !copied.MatchString(line) {
				t.Errorf("%v: longer than the screen: %q", questions[i], line)
			}
		}
	}
}

var (
	plotted = regexp.MustCompile(`(?m)^.*([│┤┼└┴┬]|aaa).*$|:[0-9]+\b`)            // a plot, which has no room there, and lines of files
	copied  = regexp.MustCompile(`^Next: |[{#]|^ {11}|^ *--(set|with)|^ {4}\w+:`) // to be pasted, or a formula
)

// TestLineEndings: files of Windows, with carriage returns, with a byte order mark, or
// both, give the same answers; only the digests of inputs differ.
func TestLineEndings(t *testing.T) {
	crlf := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }
	mark := func(b []byte) []byte { return append([]byte("\ufeff"), b...) }
	t.Chdir("../../examples")
	want := answers(t, nil, "-f", "json")
	for name, change := range map[string]func([]byte) []byte{
		"carriage returns": crlf, "mark": mark, "both": func(b []byte) []byte { return mark(crlf(b)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, example := range []string{"hello", "bank", "fit", "gate"} {
				files, err := filepath.Glob(filepath.Join(example, "*.*"))
				if err != nil || len(files) == 0 {
					t.Fatal(example, err)
				}
				if err := os.Mkdir(filepath.Join(dir, example), 0o777); err != nil {
					t.Fatal(err)
				}
				for _, f := range files {
					if info, err := os.Stat(f); err != nil || info.IsDir() {
						continue
					}
					text, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
					if err := os.WriteFile(filepath.Join(dir, f), change(text), 0o666); err != nil {
						t.Fatal(err)
					}
				}
			}
			t.Chdir(dir)
			for i, got := range answers(t, nil, "-f", "json") {
				if w, g := undigested(t, want[i]), undigested(t, got); w != g {
					t.Errorf("%v\n%s", questions[i], firstOf(w, g))
				}
			}
		})
	}
}

var digest = regexp.MustCompile(`"[0-9a-f]{64}"`)

// undigested is an answer without digests of what was read.
func undigested(t *testing.T, answer string) string {
	if !json.Valid([]byte(answer)) {
		t.Fatalf("no JSON: %.100s", answer)
	}
	return digest.ReplaceAllString(answer, `"digest"`)
}
