package fleets

import (
	"strings"
	"testing"
)

// TestInventory: a count from a data file is the number of its lines that match, by hand;
// the file is an input with its digest, and stays one when values are changed.
func TestInventory(t *testing.T) {
	scenario := func(count string) string {
		return "version: 1\nfleets: {f: {count: " + count + ", failures: never}}\n"
	}
	for count, want := range map[string]int{
		"{csv: data/hosts.csv}":                                    5,
		"{csv: data/hosts.csv, where: role=web}":                   3,
		"{csv: data/hosts.csv, where: \"role = web , site=a\"}":    2,
		"{csv: data/hosts.csv, where: site=}":                      1,
		"{csv: data/hosts.csv, where: \"role=db,site=b,host=d1\"}": 1,
	} {
		all := files(map[string]string{
			"in/capplan.yaml":   scenario(count),
			"in/data/hosts.csv": "host;role;site\nw1;web;a\nw2;web;a\nw3;web;\n# gone: w4;web;b\nd1;db;b\nx1;\"web \"\"old\"\"\";b\n",
		})
		p, sources, err := Load("in/capplan.yaml", Options{ReadFile: all})
		if err != nil {
			t.Errorf("%s: %v", count, err)
			continue
		}
		if got := p.Fleets[0].Pools[0].Count; got != want {
			t.Errorf("%s: %d, want %d", count, got, want)
		}
		if len(sources) != 2 || sources[1].Path != "in/data/hosts.csv" || len(sources[1].SHA256) != 64 || !strings.Contains(sources[1].Text, "w4") {
			t.Errorf("%s: sources %v", count, sources)
		}
		if in := p.Inputs[0]; in.Path != "fleets.f.count.csv" || in.Text != "data/hosts.csv" {
			t.Errorf("%s: the inputs are %v", count, p.Inputs)
		}
		p, _, err = Load("in/capplan.yaml", Options{ReadFile: all, Set: []string{"f.count=9"}})
		if err != nil || p.Fleets[0].Pools[0].Count != 9 {
			t.Errorf("%s, --set f.count=9: %v", count, err)
		}
	}
	_, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": scenario("{csv: i.csv, where: rol=web}"), "i.csv": inventoryLines})})
	if err == nil || !strings.Contains(err.Error(), "E050") || !strings.Contains(err.Error(), "did you mean role?") {
		t.Errorf("no such column: %v", err)
	}
	_, _, err = Load("-", Options{Stdin: strings.NewReader(scenario("{csv: i.csv}")), ReadFile: files(map[string]string{"i.csv": inventoryLines})})
	if err != nil {
		t.Errorf("beside standard input: %v", err)
	}
	p, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": scenario("8"), "i.csv": inventoryLines}), Set: []string{"f.count={csv: i.csv, where: role=web}"}})
	if err != nil || p.Fleets[0].Pools[0].Count != 2 {
		t.Errorf("--set of an inventory: %v", err)
	}
}
