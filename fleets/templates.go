package fleets

import (
	_ "embed"
)

//go:embed templates/minimal.yaml
var minimalTemplate string

//go:embed templates/de-ioe.yaml
var deIOETemplate string

// A Template is a scenario to begin with.
type Template struct {
	Name        string // as `init --template` takes it
	Description string
	Text        string
}

// Templates returns the scenarios that `capplan init` writes, the default first.
func Templates() []Template {
	return []Template{
		{"minimal", "two fleets, one line each", minimalTemplate},
		{"de-ioe", "a pair of high-end machines with an array against rented servers", deIOETemplate},
	}
}
