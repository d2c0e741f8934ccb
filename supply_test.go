package capplan_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// licences are those that a module of the program may have, each by a phrase of its text;
// the first that is found counts.
var licences = []struct{ name, phrase string }{
	{"CC-BY-4.0", "Creative Commons Attribution 4.0 International Public License"},
	{"FTL", "The FreeType License"},
	{"Apache-2.0", "Apache License"},
	{"BSD-3-Clause", "Neither the name of"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge"},
}

// TestLicences holds docs/licences.md against the modules that are in the program on any
// system: their versions, and the licences that their own texts are.
func TestLicences(t *testing.T) {
	modules := map[string]string{} // directory by path and version
	for _, system := range []string{"linux", "darwin", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/capplan")
		cmd.Env = append(cmd.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Fields(strings.NewReplacer(" ", "@", "\t", "#").Replace(string(out))) {
			module, dir, _ := strings.Cut(line, "#")
			modules[module] = dir
		}
	}
	var names []string
	for m := range modules {
		names = append(names, m)
	}
	slices.Sort(names)
	var b bytes.Buffer
	b.WriteString("# Licences\n\nWhat is in the program, besides Go's own library (BSD-3-Clause). The drawing script of reports brings Apache ECharts (Apache-2.0), zrender (BSD-3-Clause) and tslib (0BSD); their notices stand in every report.\n\n| module | version | licence |\n|---|---|---|\n")
	for _, m := range names {
		name, err := licenceOf(modules[m])
		if err != nil {
			t.Errorf("%s: %v", m, err)
		}
		path, version, _ := strings.Cut(m, "@")
		fmt.Fprintf(&b, "| %s | %s | %s |\n", path, version, name)
	}
	if *update {
		if err := os.WriteFile("docs/licences.md", b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if is, err := os.ReadFile("docs/licences.md"); err != nil || !bytes.Equal(is, b.Bytes()) {
		t.Errorf("docs/licences.md is not what the program holds (%v): go test . -run Licences -args -update", err)
	}
}

// licenceOf names the licence whose text a module has.
func licenceOf(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return "", err
	}
	for _, f := range files {
		name := strings.ToUpper(filepath.Base(f))
		if !strings.HasPrefix(name, "LICENSE") && !strings.HasPrefix(name, "LICENCE") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		flat := strings.Join(strings.Fields(string(text)), " ")
		for _, l := range licences {
			if strings.Contains(flat, l.phrase) {
				return l.name, nil
			}
		}
	}
	return "", fmt.Errorf("no licence that is known")
}
