package fleets

import (
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// shop is a scenario with a price book, and what loads it.
func shop(t *testing.T, catalog string, hardware string, books map[string]string) (*model.Plan, []Source, error) {
	t.Helper()
	all := map[string]string{"sub/capplan.yaml": head + "catalog: " + catalog + "\nfleets: {a: {hardware: " + hardware + ", count: 2, " + unit + "}}\n"}
	for name, text := range books {
		all[name] = text
	}
	return Load("sub/capplan.yaml", Options{ReadFile: files(all)})
}

const acme = `
  acme-box:
    kind: hardware
    name: "A box"
    source: "Acme, offer 17"
    date: 2026-10
    confidence: primary
    price: 7k USD
    cores: 8
  ibm-power-595:
    base: catalog:ibm-power-595
    source: "Acme, offer 18"
    date: 2026-10
    price: 3M USD
`

func TestPriceBook(t *testing.T) {
	books := map[string]string{"sub/prices/acme.yaml": acme, "sub/other.yaml": "third: {base: catalog:acme-box, price: 9k USD}\nbroken: {prise: x}\n"}
	for _, c := range []struct {
		name, catalog, hardware string
		price                   float64
		source, file            string
	}{
		{"an entry of a book", "{version: 2026.11, files: [prices/acme.yaml]}", "catalog:acme-box", 7e3, "Acme, offer 17", "sub/prices/acme.yaml"},
		{"a book before the embedded catalogue", "{files: prices/acme.yaml}", "catalog:ibm-power-595", 3e6, "Acme, offer 18", "sub/prices/acme.yaml"},
		{"the file's own before a book", "{files: [prices/acme.yaml], acme-box: {source: mine, price: 1k USD}}", "catalog:acme-box", 1e3, "mine", "sub/capplan.yaml"},
		{"its own base is what lies below", "{files: [prices/acme.yaml], acme-box: {base: catalog:acme-box, price: 1k USD}}", "catalog:acme-box", 1e3, "", "sub/capplan.yaml"},
		{"one book on another", "{files: [other.yaml, prices/acme.yaml]}", "catalog:third", 9e3, "", "sub/other.yaml"},
		{"what no book has", "{files: [other.yaml]}", "catalog:ibm-power-595", 4.2e6, "The Datacenter as a Computer (Barroso, Hölzle), 1st edition, Morgan & Claypool, 2009, https://doi.org/10.2200/S00193ED1V01Y200905CAC006", "catalogue"},
	} {
		plan, sources, err := shop(t, c.catalog, c.hardware, books)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		p := plan.Fleets[0].Pools[0].Hardware.Price
		if p.Money.Quantity.Value != c.price {
			t.Errorf("%s: price %v, want %g", c.name, p, c.price)
		}
		if len(sources) < 2 || len(sources[1].SHA256) != 64 || !strings.HasPrefix(sources[1].Path, "sub/") {
			t.Errorf("%s: a book is not among what was read: %v", c.name, sources)
		}
		found := false
		for _, in := range plan.Inputs {
			if in.Path == "fleets.a.hardware.price" {
				found = true
				if in.Source != c.source || in.Origin.File != c.file {
					t.Errorf("%s: the price is said to be from %q in %s", c.name, in.Source, in.Origin.File)
				}
			}
		}
		if !found {
			t.Errorf("%s: the price is no input", c.name)
		}
		if c.name == "its own base is what lies below" && plan.Fleets[0].Pools[0].Hardware.Cores.Value != 8 {
			t.Errorf("%s: the cores of the book are lost", c.name)
		}
	}
}

func TestPriceBookIsWrong(t *testing.T) {
	books := map[string]string{
		"sub/prices/acme.yaml": acme, "sub/again.yaml": "acme-box: {price: 1 USD}\n", "sub/list.yaml": "- a\n", "sub/over.yaml": "catalog:\n" + acme,
		"sub/flat.yaml": "version: 2026.11\n", "sub/loop.yaml": "m: {base: catalog:n}\nn: {base: catalog:m}\n", "sub/price.yaml": "box:\n  price: 7k GBP\n", "sub/self.yaml": "box: {base: catalog:box}\n",
		"sub/licence.yaml": "box: {kind: licence, price: 5 USD}\n",
	}
	for _, c := range []struct{ catalog, hardware, code, place, says string }{
		{"{files: [prices/none.yaml]}", "catalog:box", "E042", "sub/capplan.yaml:3", "there is no file"},
		{"{files: [prices/acme.yaml, again.yaml]}", "catalog:acme-box", "E008", "sub/again.yaml:1", "two price books"},
		{"{files: [again.yaml, ./again.yaml]}", "catalog:acme-box", "E008", "sub/capplan.yaml:3", "named twice"},
		{"{files: [list.yaml]}", "catalog:box", "E100", "sub/list.yaml:1", "map of entries"},
		{"{files: [over.yaml]}", "catalog:box", "E100", "sub/over.yaml:1", "nothing over them"},
		{"{files: [flat.yaml]}", "catalog:box", "E100", "sub/flat.yaml:1", "is a map"},
		{"{files: [loop.yaml]}", "catalog:m", "E041", "sub/loop.yaml:1", "own base"},
		{"{files: [price.yaml]}", "catalog:box", "E014", "sub/price.yaml:2", "GBP"},
		{"{files: [self.yaml]}", "catalog:box", "E040", "sub/self.yaml:1", "no box lies below"},
		{"{files: [licence.yaml]}", "catalog:box", "E044", "sub/capplan.yaml:4", "of kind licence"},
		{"{files: [again.yaml]}", "catalog:acme-bix", "E040", "sub/capplan.yaml:4", "did you mean acme-box"},
		{"{files: }", "catalog:ibm-power-595", "E101", "sub/capplan.yaml:3", "no value"},
		{"{version: 2025.01, files: [again.yaml]}", "catalog:acme-box", "E045", "sub/capplan.yaml:3", "carries " + CatalogueVersion},
	} {
		_, _, err := shop(t, c.catalog, c.hardware, books)
		if err == nil {
			t.Errorf("%s loads", c.catalog)
			continue
		}
		for _, want := range []string{"[" + c.code + "]", c.place + ":", c.says} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: no %q in\n%v", c.catalog, want, err)
			}
		}
	}
}
