package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseTarget(t *testing.T) {
	for _, c := range []struct{ text, format, table, path, bad string }{
		{text: "a.json", format: "json", path: "a.json"},
		{text: "A.JSON", format: "json", path: "A.JSON"},
		{text: "d/costs.csv", format: "csv", table: "costs", path: "d/costs.csv"},
		{text: "result.csv", format: "csv", path: "result.csv"},
		{text: "csv:metrics=x.txt", format: "csv", table: "metrics", path: "x.txt"},
		{text: "csv=costs.csv", format: "csv", table: "costs", path: "costs.csv"},
		{text: "markdown=-x", format: "markdown", path: "-x"},
		{text: "table=/dev/stderr", format: "table", path: "/dev/stderr"},
		{text: "./a=b.json", format: "json", path: "./a=b.json"},
		{text: "json=a=b", format: "json", path: "a=b"},
		{text: "d/traffic.svg", format: "svg", table: "traffic", path: "d/traffic.svg"},
		{text: "png:traffic=x.png", format: "png", table: "traffic", path: "x.png"},
		{text: "svg=traffic.x", format: "svg", table: "traffic", path: "traffic.x"},
		{text: "svg:tarffic=x", bad: "did you mean traffic?"},
		{text: "x.svg", bad: "allowed: options, waterfall"},
		{text: "tornado.png", format: "png", table: "tornado", path: "tornado.png"},
		{text: "json:traffic=x", bad: "has no table"},
		{text: "page.html", format: "html", path: "page.html"},
		{text: "samples.csv", format: "csv", table: "samples", path: "samples.csv"},
		{text: "sensitivity.csv", bad: "is of `capplan sensitivity`"},
		{text: "csv:grid=x", bad: "is of `capplan sweep`"},
		{text: "jsno=x", bad: "did you mean json?"},
		{text: "csv:cots=x", bad: "did you mean costs?"},
		{text: "json:costs=x", bad: "has no table"},
		{text: "x", bad: "-o json=x"},
		{text: "json=", bad: "E065"},
		{text: "", bad: "E065"},
		{text: "json=-", bad: "standard output has -f"},
	} {
		got, err := parseTarget(c.text, answerKinds)
		if c.bad != "" {
			if err == nil || !strings.Contains(err.Error(), c.bad) {
				t.Errorf("%s: %v, want an error with %q", c.text, err, c.bad)
			}
			continue
		}
		if err != nil || got.format != c.format || got.table != c.table || got.path != c.path {
			t.Errorf("%s: %+v, %v", c.text, got, err)
		}
	}
}

// files lists a directory.
func files(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range list {
		names = append(names, f.Name())
	}
	return strings.Join(names, " ")
}

// TestTargetReplaces: mode and symbolic links stay, nothing is left behind, and
// what is abandoned changes nothing.
func TestTargetReplaces(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.json"), filepath.Join(dir, "link.json")
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real.json", link); err != nil {
		t.Skip(err)
	}
	list, err := openTargets([]string{link})
	if err != nil {
		t.Fatal(err)
	}
	abandon(list)
	if got := files(t, dir); got != "link.json real.json" {
		t.Errorf("abandoned: %s", got)
	}
	if list, err = openTargets([]string{link, filepath.Join(dir, "new.json")}); err != nil {
		t.Fatal(err)
	}
	for _, target := range list {
		if err := target.fill([]byte("new")); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(real); string(got) != "old" {
		t.Errorf("filled but not settled: %q, want the old file", got)
	}
	for _, target := range list {
		if err := target.settle(); err != nil {
			t.Fatal(err)
		}
	}
	abandon(list)
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became a file: %v", err)
	}
	if info, err = os.Stat(real); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if got, _ := os.ReadFile(real); string(got) != "new" {
		t.Errorf("settled: %q", got)
	}
	if got := files(t, dir); got != "link.json new.json real.json" {
		t.Errorf("left behind: %s", got)
	}
}

func TestTargetRefused(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "a.json")
	for _, bad := range []string{dir + "=x.bad", filepath.Join(dir, "no", "b.json"), "json=" + dir, good} {
		if list, err := openTargets([]string{good, bad}); err == nil {
			abandon(list)
			t.Errorf("%s: no error", bad)
		}
		if got := files(t, dir); got != "" {
			t.Errorf("%s left %s behind", bad, got)
		}
	}
}
