package main

import (
	"strings"
	"testing"
)

// TestRevisionWithoutGit says what is missing.
func TestRevisionWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	status, stdout, stderr := call(t, nil, "diff", "../../examples/hello/capplan.yaml", "--rev", "HEAD")
	if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E454]: --rev needs git") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

// TestGitEnvironment: what a hook says of the repository does not reach git, unless it
// says where the files are too; nothing is asked or fetched.
func TestGitEnvironment(t *testing.T) {
	got := strings.Join(gitEnvironment([]string{"A=1", "GIT_DIR=.git", "GIT_INDEX_FILE=x", "LC_ALL=de_DE"}), " ")
	if want := "A=1 LC_ALL=C GIT_NO_LAZY_FETCH=1 GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	got = strings.Join(gitEnvironment([]string{"GIT_DIR=/x/.git", "GIT_WORK_TREE=/x"}), " ")
	if !strings.HasPrefix(got, "GIT_DIR=/x/.git GIT_WORK_TREE=/x ") {
		t.Error(got)
	}
}
