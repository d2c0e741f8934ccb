package capplan

import (
	"strings"

	"github.com/capplan/capplan/model/decide"
)

// pasted puts what the scenario was read with behind the file that a proposed command
// names, so that the command answers for the same plan. What the command itself sets
// stands behind it, and counts.
func (s *Scenario) pasted(command string) string {
	if command == "" || len(s.Files) == 0 {
		return command
	}
	var with strings.Builder
	for _, f := range s.opt.With {
		with.WriteString(" --with " + decide.ShellWord(f))
	}
	for _, set := range s.opt.Set {
		with.WriteString(" --set " + decide.ShellWord(set))
	}
	if s.opt.Greenfield {
		with.WriteString(" --greenfield")
	}
	if s.opt.SameLoad {
		with.WriteString(" --same-load")
	}
	file := " " + decide.ShellWord(s.Files[0].Path)
	before, after, found := strings.Cut(command+" ", file+" ")
	if !found {
		return command
	}
	return strings.TrimRight(before+file+with.String()+" "+after, " ")
}
