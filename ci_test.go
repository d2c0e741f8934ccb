package capplan_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A snippet is a file of a pipeline: the commands that it runs and the files that it
// takes from them.
type snippet struct {
	name      string
	commands  []string
	artifacts map[string]string // by kind: sarif, junit, codequality
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// snippets are those of docs/ci.md and the files of the example.
func snippets(t *testing.T) []snippet {
	t.Helper()
	var out []snippet
	add := func(name string, text []byte) {
		var tree any
		if err := yaml.Unmarshal(text, &tree); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := snippet{name: name, artifacts: map[string]string{}}
		s.collect("", tree, hooks(t))
		out = append(out, s)
	}
	doc, err := os.ReadFile("docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range yamlBlock.FindAllSubmatch(bytes.ReplaceAll(doc, []byte("\r\n"), []byte("\n")), -1) {
		add("docs/ci.md, block "+string(rune('1'+i)), m[1])
	}
	for _, file := range []string{".github/workflows/capplan.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"} {
		text, err := os.ReadFile(filepath.Join("examples/gate", file))
		if err != nil {
			t.Fatal(err)
		}
		add(file, text)
	}
	return out
}

// hooks are the entries of this repository's hooks for pre-commit, by id.
func hooks(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(".pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		ID, Name, Entry, Language, Files string
		PassFilenames                    *bool `yaml:"pass_filenames"`
	}
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, h := range list {
		if h.ID == "" || h.Name == "" || h.Entry == "" || h.Language != "golang" || h.PassFilenames == nil || *h.PassFilenames {
			t.Errorf("hook %+v", h)
		}
		if files, err := regexp.Compile(h.Files); err != nil || !files.MatchString("plans/capplan.yaml") || files.MatchString("main.go") {
			t.Errorf("hook %s takes files %q (%v)", h.ID, h.Files, err)
		}
		out[h.ID] = h.Entry
	}
	return out
}

// collect walks a tree. What pre-commit runs is the entry of its hook with args.
func (s *snippet) collect(key string, v any, hooks map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		if id, ok := v["id"].(string); ok && hooks[id] != "" {
			command := hooks[id]
			args, _ := v["args"].([]any)
			for _, a := range args {
				command += " " + a.(string)
			}
			s.commands = append(s.commands, command)
		}
		for k, x := range v {
			s.collect(k, x, hooks)
		}
	case []any:
		for _, x := range v {
			s.collect(key, x, hooks)
		}
	case string:
		switch key {
		case "run", "script":
			for _, line := range strings.Split(v, "\n") {
				if strings.HasPrefix(line, "capplan ") {
					s.commands = append(s.commands, line)
				}
			}
		case "sarif_file":
			s.artifacts["sarif"] = v
		case "junit", "codequality":
			s.artifacts[key] = v
		}
	}
}

// gateCopy is the example as a repository of its own, with a change of its scenario.
func gateCopy(t *testing.T, old, change string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("examples/gate")); err != nil {
		t.Fatal(err)
	}
	history(t, dir)
	file := filepath.Join(dir, "capplan.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("the example has no %q", old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, change, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// history makes a directory a repository whose origin has its files on main, as after a
// clone; without git only one by name.
func history(t *testing.T, dir string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if err := os.Mkdir(filepath.Join(dir, ".git"), 0o777); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, args := range []string{"init -q -b main", "add .", "-c user.name=a -c user.email=a@example.com commit -q -m one", "update-ref refs/remotes/origin/main main"} {
		cmd := exec.Command("git", strings.Fields(args)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
}

// TestPipelines runs what the snippets of docs/ci.md and of the example run, on the
// example as it is, with a broken promise and with a mistyped figure: the status is that
// of the gate, and the files that the snippets hand on are there and well formed. What
// the baseline, or the branch below, knows to fail is a warning in each of them.
func TestPipelines(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	path := filepath.Dir(build(t)) + string(os.PathListSeparator) + os.Getenv("PATH")
	list := snippets(t)
	kinds := map[string]int{}
	_, noGit := exec.LookPath("git")
	against := map[string]int{}
	for _, s := range list {
		for _, flag := range []string{"--baseline baseline.json", "--rev "} {
			if strings.Contains(strings.Join(s.commands, "\n"), flag) {
				against[flag]++
			}
		}
		if len(s.commands) == 0 {
			t.Errorf("%s runs no capplan", s.name)
		}
		for k := range s.artifacts {
			kinds[k]++
		}
	}
	if len(list) < 7 || against["--baseline baseline.json"] < 6 || against["--rev "] < 1 || kinds["sarif"] < 2 || kinds["junit"] < 2 || kinds["codequality"] < 2 {
		t.Fatalf("%d snippets with artifacts %v, against %v", len(list), kinds, against)
	}
	for _, c := range []struct {
		name, old, change string
		status            int
	}{
		{"kept", "count: 24", "count: 24", 0},
		{"broken", "count: 24", "count: 18", 1},
		{"mistyped", "mean(cluster.availability)", "mean(cluster.avialability)", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			done := map[string]bool{}
			for _, s := range list {
				key := strings.Join(s.commands, "\n")
				if done[key] {
					continue // the example has what the page shows
				}
				done[key] = true
				dir := gateCopy(t, c.old, c.change)
				summary := filepath.Join(dir, "summary.md")
				for _, command := range s.commands {
					if noGit != nil && strings.Contains(command, "--rev ") {
						continue
					}
					got, stdout := shell(t, sh, dir, command, append(os.Environ(), "PATH="+path, "GITHUB_STEP_SUMMARY="+summary, "GITHUB_BASE_REF=main", "NO_COLOR=1", "XDG_CONFIG_HOME="+dir))
					if got != c.status {
						t.Errorf("%s: `%s`: status %d, want %d\n%s", s.name, command, got, c.status, stdout)
					}
					if strings.Contains(command, "-f github") {
						judgeAnnotations(t, stdout, c.status)
					}
					if strings.Contains(command, "GITHUB_STEP_SUMMARY") && c.status < 2 {
						judgeSummary(t, summary)
					}
				}
				for kind, file := range s.artifacts {
					judgeArtifact(t, kind, filepath.Join(dir, file), c.status)
				}
			}
		})
	}
}

func shell(t *testing.T, sh, dir, command string, env []string) (status int, stdout string) {
	t.Helper()
	cmd := exec.Command(sh, "-c", command)
	cmd.Dir, cmd.Env = dir, slices.DeleteFunc(env, func(e string) bool { return strings.HasPrefix(e, "CAPPLAN_") })
	var out bytes.Buffer
	cmd.Stdout = &out
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", command, err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

var annotation = regexp.MustCompile(`^::(error|warning|notice) (file=capplan\.yaml(,line=\d+)?(,col=\d+)?,)?title=[^:,]+::[^\r]+$`)

func judgeAnnotations(t *testing.T, text string, status int) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	placed := false
	for _, line := range lines[:len(lines)-1] {
		if !annotation.MatchString(line) {
			t.Errorf("no annotation: %q", line)
		}
		placed = placed || strings.HasPrefix(line, "::error file=capplan.yaml,line=")
	}
	if known := strings.Contains(text, ",title=calm-year::fail (known): "); known != (status == 0) {
		t.Errorf("status %d; known: %v\n%s", status, known, text)
	}
	if placed != (status > 0) {
		t.Errorf("status %d with annotations\n%s", status, text)
	}
}

func judgeSummary(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(text), "**") || !strings.Contains(string(text), "|---|") || strings.HasPrefix(string(text), "**pass") && !strings.Contains(string(text), "| fail (known) |") {
		t.Errorf("summary: %v\n%s", err, text)
	}
}

func judgeArtifact(t *testing.T, kind, file string, status int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%s: %v", kind, err)
		return
	}
	blocking := 0 // findings that turn a pipeline red
	switch kind {
	case "sarif":
		var log struct {
			Version string
			Runs    []struct{ Results []struct{ Level string } }
		}
		if err = json.Unmarshal(text, &log); err == nil && log.Version == "2.1.0" && len(log.Runs) == 1 {
			for _, r := range log.Runs[0].Results {
				if r.Level == "error" {
					blocking++
				}
			}
		}
	case "codequality":
		var issues []struct{ Severity, Fingerprint string }
		err = json.Unmarshal(text, &issues)
		for _, it := range issues {
			if slices.Contains([]string{"blocker", "critical", "major"}, it.Severity) {
				blocking++
			}
		}
	case "junit":
		d := xml.NewDecoder(bytes.NewReader(text))
		for err == nil {
			var token xml.Token
			token, err = d.Token()
			if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "failure" || e.Name.Local == "error") {
				blocking++
			}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if known := strings.Contains(string(text), "fail (known): p99(cluster.downtime) "); known != (status == 0) {
		t.Errorf("%s with status %d; known: %v\n%s", kind, status, known, text)
	}
	if err != nil || (blocking > 0) != (status > 0) {
		t.Errorf("%s with status %d: %d findings that block (%v)\n%s", kind, status, blocking, err, text)
	}
}
