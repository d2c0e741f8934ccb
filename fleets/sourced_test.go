package fleets

import (
	"strings"
	"testing"
)

// confidences are the words for how well a figure is known.
var confidences = strings.Fields("primary secondary corroborated computed recalled")

// categories are what the catalogue must hold: so many entries of each, told by
// what stands in their IDs.
var categories = map[string]struct {
	words string
	least int
}{
	"TPC-C results":                 {"tpcc-", 25},
	"licences, with support":        {"oracle- sql-server-", 12},
	"high-end and ordinary servers": {"x86- ibm- hp- sparc- risc- server-", 12},
	"storage and disks":             {"disk- ssd- array- emc- pod storage-", 25},
	"colocation and rented floors":  {"colo- rented- hall-", 9},
	"energy and overhead":           {"energy- pue- grid-", 10},
	"staffing":                      {"servers-per-administrator", 1},
	"support and life":              {"maintenance- server-life cost-of-capital", 4},
	"cloud prices":                  {"ec2- ebs- rds- ip-transit", 12},
	"demand peaks":                  {"double-11 netsunion", 4},
	"radiation":                     {"rad750 vorago sram- memory- flight-", 5},
	"corruption":                    {"corruption", 6},
	"racks, power and network":      {"rack- power- router- switch network wan- overheating", 9},
	"sites":                         {"tier- site-", 8},
	"software and people":           {"tandem- repair- causes", 10},
	"claims of high-end systems":    {"claim itic-", 6},
	"common causes and takeovers":   {"common-cause failover-", 5},
	"accelerators":                  {"gpu-", 7},
}

// TestCatalogueIsSourced: every entry, and every field that has a word of its
// own, says source, date and confidence; and no category is empty.
func TestCatalogueIsSourced(t *testing.T) {
	c, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	edition := editionDay()
	checked := 0 // sourced and not from memory alone
	for _, e := range c.List() {
		day, ok := entryDay(e.Date)
		switch {
		case !contains(anyKind, e.Kind) || e.Name == "":
			t.Errorf("%s is of kind %q, named %q", e.ID, e.Kind, e.Name)
		case len(e.Source) < 10:
			t.Errorf("%s has the source %q", e.ID, e.Source)
		case !ok || day.After(edition):
			t.Errorf("%s has the date %q in edition %s", e.ID, e.Date, c.Version)
		case !contains(confidences, e.Confidence):
			t.Errorf("%s has the confidence %q", e.ID, e.Confidence)
		case e.Confidence != "recalled":
			checked++
		}
		for _, f := range c.nodes[e.ID].get("fields").fieldsOf() {
			if c.nodes[e.ID].get(f.key) == nil {
				t.Errorf("%s speaks of %s, which it does not have", e.ID, f.key)
			}
			if w := f.value.get("confidence"); w == nil || !contains(confidences, w.text) {
				t.Errorf("%s: no confidence of %s", e.ID, f.key)
			}
		}
	}
	if checked < 80 {
		t.Errorf("%d entries have a source other than memory", checked)
	}
	for name, want := range categories {
		n := 0
		for _, e := range c.List() {
			for _, w := range strings.Fields(want.words) {
				if strings.Contains(e.ID, w) {
					n++
					break
				}
			}
		}
		if n < want.least {
			t.Errorf("%s: %d entries, want %d", name, n, want.least)
		}
	}
	t.Logf("%d entries, %d of them sourced otherwise than from memory", len(c.List()), checked)
}
