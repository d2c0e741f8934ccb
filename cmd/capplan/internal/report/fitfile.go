package report

import (
	"encoding/json"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/capplan/capplan"
)

// fitFile writes a file of fits, capplan/fits/v1: the best law of each group by its
// name, which scenarios take as {fit: FILE#NAME}. What else is known stands in comments.
func fitFile(w io.Writer, f *capplan.LogFit) error {
	var b strings.Builder
	for _, in := range f.Inputs {
		b.WriteString("# " + f.Kind + " of " + oneLine(filepath.Base(in.Path)) + ", sha256 " + in.SHA256 + "\n")
	}
	b.WriteString("schema: capplan/fits/v1\nkind: " + f.Kind + "\ninterval: " + digits(100*f.Level) + " %\nfits:\n")
	none := true
	for i := range f.Groups {
		g := &f.Groups[i]
		b.WriteString("  # " + oneLine(g.Verdict) + "\n")
		l := g.BestLaw()
		if l == nil {
			continue
		}
		none = false
		b.WriteString("  " + yamlKey(g.Name) + ": " + l.Entry() + "\n")
		for j := range g.Laws {
			if o := &g.Laws[j]; o != l && o.Problem == "" {
				b.WriteString("  #   or " + o.Entry() + "\n")
			}
		}
	}
	if none {
		b.WriteString("  {}\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var plainKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)

// yamlKey quotes a name that YAML could take for something else.
func yamlKey(name string) string {
	if plainKey.MatchString(name) && !contains([]string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}, strings.ToLower(name)) {
		return name
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		panic("report: " + err.Error()) // a string
	}
	return string(quoted)
}

// fitMarkdown writes a headline, the laws and the values for each group.
func fitMarkdown(w io.Writer, f *capplan.LogFit) error {
	n := &note{}
	for i := range f.Groups {
		g := &f.Groups[i]
		n.group(g.Name, g.Verdict)
		if len(g.Laws) == 0 {
			continue
		}
		head := lawHeader(f, g)
		head[0] = "law"
		rows := [][]string{head}
		for j := range g.Laws {
			row := lawRow(f, &g.Laws[j])
			if g.Laws[j].Name == g.Best {
				row[0] += " best"
			}
			rows = append(rows, row)
		}
		n.table("law", allJSON, rows)
		n.block(paste(f, g))
	}
	var warnings []string
	for _, w := range f.Warnings {
		warnings = append(warnings, "warning["+w.Code+"]: "+w.Group+": "+w.Text)
	}
	n.list(">", "warning", allJSON, warnings...)
	n.text(markdown(fitConditions(f)) + "\n")
	return n.write(w)
}
