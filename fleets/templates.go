package fleets

import (
	"embed"
)

//go:embed templates/*.yaml
var templates embed.FS

// A Template is a scenario to begin with.
type Template struct {
	Name        string // as `init --template` takes it
	Description string
	Text        string
}

// Templates returns the scenarios that `capplan init` writes, the default first.
func Templates() []Template {
	list := []Template{
		{Name: "minimal", Description: "two fleets, one line each"},
		{Name: "de-ioe", Description: "a pair of high-end machines with an array against rented servers"},
		{Name: "web-tier", Description: "servers owned in one hall against servers rented in three zones"},
		{Name: "storage", Description: "three copies in one room against a code over three"},
		{Name: "ci", Description: "a service with promises that a pipeline checks"},
	}
	for i := range list {
		list[i].Text = template(list[i].Name)
	}
	return list
}

func template(name string) string {
	text, err := templates.ReadFile("templates/" + name + ".yaml")
	if err != nil {
		panic(err) // embedded
	}
	return string(text)
}
