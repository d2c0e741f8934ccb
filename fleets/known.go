package fleets

import (
	"embed"
	"path"
	"sort"
	"strings"
)

// The pattern is of textbook/, and of published/ as soon as it holds a file: a
// pattern that matches nothing would be an error.
//
//go:embed [tp][eu][bx]*/*.yaml
var knownFS embed.FS

// A Known is an embedded scenario that carries its answers under expect.
type Known struct{ Name, Path, Text string }

// KnownAnswers returns the scenarios of textbook/ and published/, by name.
func KnownAnswers() []Known {
	var out []Known
	for _, dir := range []string{"textbook", "published"} {
		list, err := knownFS.ReadDir(dir)
		if err != nil {
			continue // no such directory yet
		}
		for _, f := range list {
			p := path.Join(dir, f.Name())
			text, err := knownFS.ReadFile(p)
			if err != nil {
				panic(err) // embedded
			}
			out = append(out, Known{strings.TrimSuffix(f.Name(), ".yaml"), p, string(text)})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
