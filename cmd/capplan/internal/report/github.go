package report

import (
	"io"
	"strconv"
	"strings"
)

// maxAnnotations is how many of a kind GitHub shows of a step.
const maxAnnotations = 10

var (
	messageEscapes  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// github writes workflow commands, a line each: what blocks first, then what only warns;
// then what was left out; then the answer, which is no annotation.
func (b *brief) github(w io.Writer) error {
	var out strings.Builder
	var cut []string
	for _, level := range []string{levelError, levelWarning} {
		n := 0
		for i := range b.findings {
			if f := &b.findings[i]; f.level == level {
				if n++; n <= maxAnnotations {
					out.WriteString(f.annotation(level))
				}
			}
		}
		if n > maxAnnotations {
			cut = append(cut, plural(n-maxAnnotations, "more "+level))
		}
	}
	if cut != nil {
		summary := finding{title: "capplan", text: b.outcome + "; not shown here: " + strings.Join(cut, ", ")}
		out.WriteString(summary.annotation("notice"))
	}
	out.WriteString(b.outcome + "\n")
	_, err := io.WriteString(w, out.String())
	return err
}

func (f *finding) annotation(command string) string {
	var properties []string
	add := func(key, value string) {
		properties = append(properties, key+"="+propertyEscapes.Replace(value))
	}
	if f.file != "" {
		add("file", f.file)
		if f.line > 0 {
			add("line", strconv.Itoa(f.line))
		}
		if f.line > 0 && f.col > 0 {
			add("col", strconv.Itoa(f.col))
		}
	}
	title := f.title
	if f.id != "" {
		title = f.id
	}
	add("title", title)
	return "::" + command + " " + strings.Join(properties, ",") + "::" + messageEscapes.Replace(f.text) + "\n"
}
