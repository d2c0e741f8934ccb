package page

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBundle: assets/charts.js is what web/build.sh made of the sources as they are, at
// the versions that are pinned, and is small enough for every report to carry it.
func TestBundle(t *testing.T) {
	files := []string{"web/package.json", "web/package-lock.json", "web/build.sh"}
	sources, err := filepath.Glob("web/src/*.js") // in the order of their names, as a shell gives them
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources", err)
	}
	sum := func(files ...string) string {
		h := sha256.New()
		for _, name := range files {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(h, f); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		return hex.EncodeToString(h.Sum(nil))
	}
	recorded, err := os.ReadFile("assets/charts.sha256")
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]string{}
	for line := range strings.Lines(string(recorded)) {
		if digest, of, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			made[of] = digest
		}
	}
	if got := sum(append(files, sources...)...); got != made["sources"] {
		t.Errorf("the sources have digest %s, the bundle was made of %s: run web/build.sh", got, made["sources"])
	}
	if got := sum("assets/charts.js"); got != made["charts.js"] {
		t.Errorf("charts.js has digest %s, web/build.sh made %s: run it, and edit no bundle by hand", got, made["charts.js"])
	}
	if info, err := os.Stat("assets/charts.js"); err != nil || info.Size() > 700e3 {
		t.Errorf("the bundle has %v bytes, at most 700 kB are agreed", info.Size())
	}
}

// TestBundleIsLicensed: each package that is pinned for the bundle has its version and
// its licence beside it, and no registry is named.
func TestBundleIsLicensed(t *testing.T) {
	body, err := os.ReadFile("web/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "resolved") || strings.Contains(string(body), "://regis") {
		t.Error("the lock file names a registry")
	}
	var lock struct {
		Packages map[string]struct {
			Version string
			Dev     bool
		}
	}
	if err := json.Unmarshal(body, &lock); err != nil {
		t.Fatal(err)
	}
	licence, err := os.ReadFile("assets/charts.LICENSE.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for path, p := range lock.Packages {
		if path == "" || p.Dev {
			continue
		}
		n++
		if head := "==== " + strings.TrimPrefix(path, "node_modules/") + " " + p.Version + "\n"; !strings.Contains(string(licence), head) {
			t.Errorf("no licence of %q", strings.TrimSpace(head))
		}
	}
	if n < 3 {
		t.Errorf("%d packages in the lock file", n)
	}
	for _, want := range []string{"Apache License", "Apache ECharts", "Redistributions in binary form", "Microsoft Corporation"} {
		if !strings.Contains(string(licence), want) {
			t.Errorf("the licences lack %q", want)
		}
	}
}
