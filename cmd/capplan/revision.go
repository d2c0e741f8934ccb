package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

// A revision reads files as they are in a commit, by the git that is installed. Nothing
// of a command line reaches git as an option, no network is asked, and no filter runs.
type revision struct {
	ctx    context.Context
	name   string // as it was asked for
	commit string // its hash
	dir    string // of the scenario, or the nearest above it that is there
	failed error  // the first file that the revision cannot give, but for missing ones
}

// openRevision finds the commit in the repository that a file lies in.
func openRevision(ctx context.Context, file, name string) (*revision, error) {
	if file == "-" {
		return nil, problem("E459", "--rev needs a file, and standard input has no history", "name the scenario in the repository")
	}
	if name == "" || strings.HasPrefix(name, "-") || strings.ContainsAny(name, "\x00\n\r") {
		return nil, problem("E455", quoted(name)+" is no git revision", "name a branch, a tag or a commit: --rev main, --rev HEAD~1")
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	r := &revision{ctx: ctx, name: name, dir: filepath.Dir(path)}
	for !isDir(r.dir) && r.dir != filepath.Dir(r.dir) {
		r.dir = filepath.Dir(r.dir)
	}
	if _, err := r.git("rev-parse", "--git-dir"); err != nil {
		return nil, err
	}
	out, err := r.git("rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil {
		return nil, r.unknown(err)
	}
	r.commit = strings.TrimSpace(string(out))
	return r, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// unknown says that there is no such revision, and which one there is.
func (r *revision) unknown(err error) error {
	if errors.Is(err, capplan.ErrInterrupted) {
		return err
	}
	help := "`git branch -a` and `git tag` list what there is"
	if _, err := r.git("rev-parse", "--verify", "--quiet", "--end-of-options", "refs/remotes/origin/"+r.name+"^{commit}"); err == nil {
		help = "did you mean origin/" + r.name + "?"
	} else if out, err := r.git("rev-parse", "--is-shallow-repository"); err == nil && strings.TrimSpace(string(out)) == "true" {
		help = "this clone has a part of the history only: `git fetch --depth 1 origin " + r.name + "`, then --rev FETCH_HEAD"
	}
	return problem("E455", "there is no revision "+quoted(r.name), help)
}

// git runs git in the directory of the scenario.
func (r *revision) git(args ...string) ([]byte, error) {
	full := append([]string{"-c", "protocol.allow=never", "--no-replace-objects", "--literal-pathspecs", "-C", r.dir}, args...)
	c := exec.CommandContext(r.ctx, "git", full...)
	c.Env = gitEnvironment(os.Environ())
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	switch said := strings.TrimSpace(errs.String()); {
	case err == nil:
		return out.Bytes(), nil
	case r.ctx.Err() != nil:
		return nil, capplan.ErrInterrupted
	case errors.Is(err, exec.ErrNotFound):
		return nil, problem("E454", "--rev needs git, and there is none on the PATH", "install git, or compare two files: `capplan diff OLD.yaml NEW.yaml`")
	case strings.Contains(said, "not a git repository"):
		return nil, problem("E454", r.dir+" is in no git repository", "compare two files: `capplan diff OLD.yaml NEW.yaml`")
	default:
		first, _, _ := strings.Cut(said, "\n")
		if first == "" {
			first = err.Error()
		}
		return nil, problem("E454", "git says: "+strings.TrimPrefix(first, "fatal: "), "see what `git -C "+r.dir+" log -1` says")
	}
}

// gitEnvironment is what git is told: where a hook set the place of the repository, it is
// found again from the file; nothing is asked of the user or fetched.
func gitEnvironment(env []string) []string {
	out := make([]string, 0, len(env)+4)
	placed := false
	for _, e := range env {
		placed = placed || strings.HasPrefix(e, "GIT_WORK_TREE=")
	}
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE":
			if !placed {
				continue
			}
		case "GIT_INDEX_FILE", "GIT_PREFIX", "LC_ALL", "LANGUAGE", "GIT_NO_LAZY_FETCH", "GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT":
			continue
		}
		out = append(out, e)
	}
	return append(out, "LC_ALL=C", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
}

// read gives a file as it is in the commit; it stands for os.ReadFile.
func (r *revision) read(path string) ([]byte, error) {
	kind, blob, err := r.entry(path)
	if err == nil && blob != "" && kind != "100644" && kind != "100755" {
		what := map[string]string{"120000": "a symbolic link", "160000": "a submodule", "040000": "a directory"}[kind]
		err = problem("E456", path+" is "+what+" in revision "+r.name, "name the file itself")
	}
	if err == nil && blob == "" {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
	}
	var data []byte
	if err == nil {
		data, err = r.git("cat-file", "blob", blob)
	}
	if err != nil && r.failed == nil {
		r.failed = err
	}
	return data, err
}

// entry is the mode and the hash of a path in the commit; empty where it has none.
func (r *revision) entry(path string) (kind, blob string, err error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", "", err
	}
	rel, err := filepath.Rel(r.dir, full)
	if err != nil {
		return "", "", problem("E456", path+" is outside the repository, so that revision "+r.name+" has no state of it", "keep it in the repository, or compare two files")
	}
	out, err := r.git("ls-tree", "-z", r.commit, "--", filepath.ToSlash(rel))
	if err != nil {
		if strings.Contains(err.Error(), "outside repository") {
			err = problem("E456", path+" is outside the repository, so that revision "+r.name+" has no state of it", "keep it in the repository, or compare two files")
		}
		return "", "", err
	}
	line, _, _ := strings.Cut(string(out), "\x00")
	words := strings.Fields(line)
	if len(words) < 3 {
		return "", "", nil
	}
	return words[0], words[2], nil
}

// load reads a scenario as it is in the commit.
func (r *revision) load(file string, o capplan.LoadOptions) (*capplan.Scenario, error) {
	if kind, blob, err := r.entry(file); err == nil && blob == "" && kind == "" {
		return nil, problem("E456", file+" is not in revision "+r.name, "it may have had another name then: `git log --follow --oneline -- "+file+"`")
	}
	o.ReadFile = r.read
	s, err := capplan.Load(file, o)
	if r.failed != nil {
		return nil, r.failed
	}
	var input *fleets.Errors
	if errors.As(err, &input) {
		for i := range input.List {
			if d := &input.List[i]; d.File != "" && !strings.HasPrefix(d.File, "--") {
				d.File = r.name + ":" + d.File
			}
		}
	}
	return s, err
}
