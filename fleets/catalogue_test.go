package fleets

import (
	"strings"
	"testing"
)

func TestCatalogue(t *testing.T) {
	c, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.List()) < 50 || len(c.SHA256) != 64 || c.Version == "" {
		t.Fatalf("%d entries, %s", len(c.List()), c.SHA256)
	}
	places := map[string]string{
		"hardware": "fleets: {a: {hardware: catalog:ID, count: 2, failures: {afr: 5 %}, repair: 3 h}}",
		"tpc-c":    "fleets: {a: {hardware: catalog:ID, count: 1, failures: never}}",
		"law":      "fleets: {a: {pools: {web: {base: catalog:ID, count: 2}}}}",
		"site":     "sites: {s: {base: catalog:ID}}\nfleets: {a: {site: s, count: 1, failures: never}}",
		"licence":  "fleets: {a: {hardware: {cores: 4, sockets: 2}, count: 1, failures: never, licences: [{product: catalog:ID}]}}",
	}
	for _, e := range c.List() {
		text, err := c.Show(e.ID)
		if err != nil || !strings.HasPrefix(text, "  "+e.ID+":") {
			t.Errorf("%s shows as %q, %v", e.ID, text, err)
		}
		if places[e.Kind] == "" {
			continue
		}
		use := head + "fx: {CNY: 0.15 USD, EUR: 1.1 USD, GBP: 1.3 USD, JPY: 0.01 USD}\n" + strings.ReplaceAll(places[e.Kind], "ID", e.ID) + "\n"
		for _, file := range []string{use, use + "catalog:\n" + text} {
			if err := load(file); err != nil {
				list := listed(err)
				if list == nil {
					t.Error(err)
				}
				for _, d := range list {
					if d.Code == "E121" { // a law without its other half
						continue
					}
					t.Errorf("%s cannot be used:\n%s", e.ID, &d)
				}
			}
		}
	}
	if _, err := c.Show("x86-2s-2025"); err == nil || !strings.Contains(err.Error(), "x86-2s-2024") {
		t.Errorf("%v", err)
	}
}
