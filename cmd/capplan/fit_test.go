package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestFitIsReadBack: what fit prints to paste, and what it writes for {fit: FILE#NAME},
// is read as the law that it found, whatever the name and however poor the log.
func TestFitIsReadBack(t *testing.T) {
	dir := t.TempDir()
	var csv strings.Builder
	csv.WriteString("hours,failed,model\n")
	for i := range 12 { // few early failures: a mean beyond all ages
		csv.WriteString(strings.Replace("AGE,1,\"a#b, {x}: \"\"y\"\" 'q'\"\n", "AGE", strings.Repeat("9", 1+i/4)+string(rune('0'+i%10)), 1))
	}
	for range 1988 {
		csv.WriteString("8760,0,\"a#b, {x}: \"\"y\"\" 'q'\"\n")
	}
	csv.WriteString("100,1,true\n200,1,true\n201,1,é 日本\n330,1,é 日本\n310,1,é 日本\n25,0,\n24,1,\n24,1,\"WD, 18\"\n17,1,\"WD, 18\"\n")
	log, fits := filepath.Join(dir, "odd.csv"), filepath.Join(dir, "fits.yaml")
	if err := os.WriteFile(log, []byte(csv.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	status, out, stderr := call(t, nil, "fit", "failures", log, "--by", "model", "-q", "-o", fits)
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	lives, err := capplan.ReadLog(log, capplan.LogOptions{By: "model"})
	if err != nil {
		t.Fatal(err)
	}
	f, err := capplan.Fit(t.Context(), lives, capplan.FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	pasted := strings.Split(strings.TrimSpace(out[strings.Index(out, "\nfailures: ")+1:]), "\n")
	if len(f.Groups) != 5 || len(pasted) != 5 {
		t.Fatalf("%d groups, %d to paste", len(f.Groups), len(pasted))
	}
	for i := range f.Groups {
		g := &f.Groups[i]
		l := g.BestLaw()
		for _, way := range []struct {
			line   string
			digits float64
		}{
			{"failures: {fit: " + reference("fits.yaml#"+g.Name) + "}", 5e-5},
			{pasted[i], 5e-3},
		} {
			file := filepath.Join(dir, "capplan.yaml")
			if err := os.WriteFile(file, []byte("version: 1\nfleets:\n  a:\n    count: 1\n    repair: 1 h\n    "+way.line+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			s, err := capplan.Load(file, capplan.LoadOptions{})
			if err != nil {
				t.Errorf("%s\n%v", way.line, err)
				continue
			}
			life := &s.Plan.Fleets[0].Pools[0].Life
			near := func(what string, got, want float64) {
				t.Helper()
				if !(math.Abs(got-want) <= way.digits*want) {
					t.Errorf("%s: %s %g, want %g", way.line, what, got, want)
				}
			}
			if life.Kind.String() != l.Name {
				t.Errorf("%s: read as %s", way.line, life.Kind)
			}
			near("mean", life.Mean.Value, l.Mean.Value)
			near("low end", life.Mean.Lo, l.Mean.Lo)
			near("high end", life.Mean.Hi, l.Mean.Hi)
			if l.Parameter == "shape" {
				near("shape", life.Shape.Value, l.Shape.Value)
			}
			if l.Parameter == "cv" {
				near("cv", life.CV.Value, l.Shape.Value)
			}
		}
	}
}
