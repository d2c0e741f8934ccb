package fleets

import (
	"errors"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// refused is what each file of the contract and each sketch uses that is not
// built yet. A file without a line here loads.
var refused = map[string]string{}

func TestContractLoadsOrIsRefusedByName(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, more := range []string{"templates/*.yaml", "textbook/*.yaml", "published/*.yaml", "../examples/*/*.yaml"} {
		m, err := filepath.Glob(more)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, m...)
	}
	for _, f := range files {
		name := strings.TrimPrefix(filepath.ToSlash(f), "testdata/")
		if strings.HasPrefix(name, "errors/") || filepath.Base(f) == "fits.yaml" || filepath.Base(f)[0] == '.' { // a file of fits, or of another program
			continue
		}
		t.Run(name, func(t *testing.T) {
			plan, sources, err := Load(f, Options{})
			want := strings.Fields(refused[name])
			if len(sources) == 0 || len(sources[0].SHA256) != 64 {
				t.Errorf("sources: %v", sources)
			}
			if len(want) == 0 {
				if err != nil {
					t.Fatalf("%v", err)
				}
				if len(plan.Fleets) == 0 || len(plan.Inputs) == 0 {
					t.Error("a plan without fleets or inputs")
				}
				return
			}
			var list *Errors
			if !errors.As(err, &list) {
				t.Fatalf("loads, and should be refused for %v", want)
			}
			var got []string
			for i := range list.List {
				d := &list.List[i]
				if d.Code != "E009" {
					t.Errorf("more than what is not modelled:\n%s", d)
					continue
				}
				got = append(got, strings.Fields(d.Message)[0])
			}
			sort.Strings(got)
			got = slices.Compact(got)
			if !slices.Equal(got, want) {
				t.Errorf("refused:\n%s\nwant:\n%s", strings.Join(got, " "), strings.Join(want, " "))
			}
		})
	}
}
