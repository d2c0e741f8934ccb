package fleets

import (
	"embed"
	"strings"
	"sync"
)

// What each code looks like where it is met. read.txt is of reading, command.txt of the
// command line and of answers; both are written by the tests that provoke each code, and
// compared by them.
//
//go:embed shown/*.txt
var shownFiles embed.FS

// shown maps each code to its example.
var shown = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, name := range []string{"read", "command"} {
		text, err := shownFiles.ReadFile("shown/" + name + ".txt")
		if err != nil {
			panic("fleets: " + err.Error()) // it is embedded
		}
		for _, part := range strings.Split("\n"+string(text), "\n-- ")[1:] {
			code, example, _ := strings.Cut(part, " --\n")
			out[code] = strings.TrimRight(example, "\n")
		}
	}
	return out
})

// Example returns what a code looks like where it is met.
func (c Code) Example() string { return shown()[c.Code] }
