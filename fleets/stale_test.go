package fleets

import (
	"strings"
	"testing"
)

func TestStalePrices(t *testing.T) {
	const box = "catalog: {box: {date: 2019-03, price: 5k USD}, rows: {date: 2019-03, price: 5k USD, fields: {price: {date: 2025-01}}}, dated: {date: 2026-01, price: {value: 5k USD, as_of: 2010-01}}, carried: {date: 2010-01, price: {value: 5k USD, as_of: 2010-01, trend: -10 %/year}}, free: {date: 1999, price: 0 USD}, licence: {kind: licence, date: 2003, price: 9 USD, per: server}}\n"
	fleet := func(horizon, keys string) string {
		return head + horizon + "\n" + box + "fleets: {a: {count: 2, " + unit + ", " + keys + "}}\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"without a start, from the edition on", fleet("", "hardware: catalog:box"), "box: its price is of 2019-03, 7.7 years before this edition of the catalogue (2026.11); take an entry nearer to that, or write a price of your own"},
		{"from the start on", fleet("horizon: {start: 2025-03, years: 3}", "hardware: catalog:box"), "6.0 years before the horizon starts (2025-03)"},
		{"five years are not more than five", fleet("horizon: {start: 2024-02, years: 3}", "hardware: catalog:box"), ""},
		{"a price of later years", fleet("horizon: {start: 2009-01, years: 3}", "hardware: catalog:box"), "10.2 years after the horizon starts (2009-01)"},
		{"the date of the price, not of the entry", fleet("", "hardware: catalog:rows"), ""},
		{"a price of the file's own", fleet("", "hardware: {base: catalog:box, price: 6k USD}"), ""},
		{"nothing costs nothing in any year", fleet("", "hardware: catalog:free"), ""},
		{"a trend carries it", fleet("horizon: {start: 2026-01, years: 3}", "hardware: catalog:carried"), ""},
		{"as_of is nearer than the entry's date", fleet("horizon: {start: 2026-01, years: 3}", "hardware: catalog:dated"), "dated: its price is of 2010-01, 16.0 years before the horizon starts (2026-01); take an entry nearer to that, or write {value: …, as_of: 2010-01, trend: …}, which carries it to the start"},
		{"rented, and not bought", fleet("horizon: {start: 2026-01, years: 3}", "hardware: catalog:box, rent: 2k USD/server/year"), ""},
		{"a licence", fleet("", "licences: [{product: catalog:licence}]"), "licence: its price is of 2003, 23.8 years before"},
		{"a site where nothing stands", head + "sites: {s: {base: catalog:colo-us-2018}, here: {pue: 1.2}}\nfleets: {a: {site: here, count: 2, " + unit + "}}\n", ""},
		{"a site", head + "sites: {s: {base: catalog:colo-us-2018}}\nfleets: {a: {site: s, count: 2, " + unit + "}}\n", "colo-us-2018: its price is of 2018-12, 7.9 years"},
	} {
		var got []string
		for _, w := range mustLoad(t, c.text, Options{}).Warnings {
			if w.Code != "W254" {
				continue
			}
			got = append(got, w.Text)
			if w.Origin.File != "capplan.yaml" || w.Origin.Line == 0 {
				t.Errorf("%s: no place: %+v", c.name, w.Origin)
			}
		}
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: %v", c.name, got)
		case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestStaleOnceAnEntry: one line for an entry, of no fleet where several use it.
func TestStaleOnceAnEntry(t *testing.T) {
	use := "{hardware: catalog:ibm-power-595, count: 2}"
	for text, want := range map[string]string{"a: " + use: "a", "a: " + use + ", b: " + use: ""} {
		n := 0
		for _, w := range mustLoad(t, head+"fleets: {"+text+"}\n", Options{}).Warnings {
			if w.Code == "W254" {
				if n++; w.Fleet != want || w.Origin.File != "capplan.yaml" {
					t.Errorf("%s: of fleet %q at %+v", text, w.Fleet, w.Origin)
				}
			}
		}
		if n != 1 {
			t.Errorf("%s: told %d times", text, n)
		}
	}
}
