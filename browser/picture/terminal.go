package main

import (
	"errors"
	"html"
	"os"
	"regexp"
	"strings"
)

var escape = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// classes are the colours that capplan uses.
var classes = map[string]string{"1": "bold", "31": "red", "32": "green", "33": "yellow", "34": "blue", "35": "magenta", "36": "cyan"}

const terminalPage = `<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0 }
pre { display: inline-block; margin: 0; padding: 18px 22px; background: #14171c; color: #dfe3e8; font: 14px/1.25 "DejaVu Sans Mono", monospace }
.bold { font-weight: bold; color: #fff } .red { color: #ff8a80 } .green { color: #7ddc8f } .yellow { color: #e8c55b }
.blue { color: #79b8ff } .magenta { color: #e49be8 } .cyan { color: #6fd6d6 }
</style><pre>`

// terminal writes a page that shows what a command printed, its colours too.
func terminal(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	rows := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	if *lines > 0 && len(rows) > *lines {
		rows = append(rows[:*lines], "…")
	}
	var b strings.Builder
	b.WriteString(terminalPage)
	open := 0
	rest := strings.Join(rows, "\n")
	for rest != "" {
		m := escape.FindStringSubmatchIndex(rest)
		if m == nil {
			b.WriteString(html.EscapeString(rest))
			break
		}
		b.WriteString(html.EscapeString(rest[:m[0]]))
		for _, code := range strings.Split(rest[m[2]:m[3]], ";") {
			if class, ok := classes[code]; ok {
				b.WriteString(`<span class="` + class + `">`)
				open++
			} else {
				b.WriteString(strings.Repeat("</span>", open))
				open = 0
			}
		}
		rest = rest[m[1]:]
	}
	b.WriteString(strings.Repeat("</span>", open) + "</pre>")
	page, err := os.CreateTemp("", "terminal-*.html")
	if err != nil {
		return "", err
	}
	if _, err := page.WriteString(b.String()); err != nil {
		return "", errors.Join(err, page.Close(), os.Remove(page.Name()))
	}
	return page.Name(), page.Close()
}
