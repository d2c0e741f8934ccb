package report

import (
	"io"
	"regexp"
	"strings"
)

// maxNote is how long a comment may be, in bytes: GitHub refuses one of more than 65,536
// characters.
const maxNote = 60_000

// maxNoteText is how much of one text a comment has, in bytes as written.
const maxNoteText = 4_000

// A note is a comment on a change, in GitHub's markdown: what matters first, the rest
// folded, and never too long to be posted.
type note struct{ parts []*notePart }

// A notePart is a text, a list or a table.
type notePart struct {
	head, foot string
	lines      []string // cut from the end where there is no room
	what       string   // that a line is one of; empty: a text, which stays
	all        string   // the flags with which the same command shows every line
	cut        int      // lines left out
	dropped    bool     // the head too
}

// headline is the answer.
func (n *note) headline(s string) { n.text("**" + markdown(s) + "**\n") }

// text is markdown that stays, whatever its length: it has a bound of its own.
func (n *note) text(s string) { n.parts = append(n.parts, &notePart{head: s}) }

// list is a point for each text.
func (n *note) list(mark, what, all string, texts ...string) *notePart {
	p := &notePart{what: what, all: all}
	for i, s := range texts {
		gap := "\n"
		if i == 0 {
			gap = ""
		}
		p.lines = append(p.lines, gap+mark+" "+markdown(s)+"\n")
	}
	if len(texts) > 0 {
		n.parts = append(n.parts, p)
	}
	return p
}

// table has its names in the first row; without a second one there is none.
func (n *note) table(what, all string, rows [][]string) *notePart {
	p := &notePart{what: what, all: all}
	if len(rows) < 2 {
		return p
	}
	p.head = markdownRow(rows[0]) + "|" + strings.Repeat("---|", len(rows[0])) + "\n"
	for _, r := range rows[1:] {
		p.lines = append(p.lines, markdownRow(r))
	}
	n.parts = append(n.parts, p)
	return p
}

// fold hides a part behind a word of ours.
func (p *notePart) fold(summary string) {
	p.head = "<details><summary>" + summary + "</summary>\n\n" + p.head
	p.foot = "\n</details>\n"
}

// group begins what is said of one of several logs.
func (n *note) group(name, verdict string) {
	n.parts = append(n.parts, &notePart{what: "log", all: allJSON, lines: []string{"**" + markdown(name) + "**: " + markdown(verdict) + "\n"}})
}

// block is YAML to be copied, within a fence longer than any in it.
func (n *note) block(yaml string) {
	fence := "```"
	for strings.Contains(yaml, fence) {
		fence += "`"
	}
	n.parts = append(n.parts, &notePart{what: "block", all: allJSON, lines: []string{fence + "yaml\n" + yaml + "\n" + fence + "\n"}})
}

// next is the command to go on with, which can be copied.
func (n *note) next(command string) {
	if command = strings.Join(strings.Fields(command), " "); command != "" && len(command) <= maxNoteText {
		n.text("Next:\n\n    " + command + "\n")
	}
}

func (p *notePart) String() string {
	s := p.head
	if !p.dropped {
		s += strings.Join(p.lines, "")
	}
	if p.cut > 0 {
		if s != "" {
			s += "\n"
		}
		s += "… " + plural(p.cut, "more "+p.what) + " left out for length: the same command with `" + p.all + "` shows all.\n"
	}
	return s + p.foot
}

// shorten leaves out the last line; false where there is none.
func (p *notePart) shorten() bool {
	n := len(p.lines)
	if n == 0 || p.what == "" {
		return false
	}
	p.lines = p.lines[:n-1]
	p.cut++
	return true
}

// drop leaves out the head of what has no line left.
func (p *notePart) drop() bool {
	if p.what == "" || p.dropped {
		return false
	}
	p.head, p.foot, p.dropped = "", "", true
	return true
}

// write cuts what comes last, as much as has to be.
func (n *note) write(w io.Writer) error {
	sizes, sum := make([]int, len(n.parts)), 0
	for i, p := range n.parts {
		sizes[i] = len(p.String()) + 1
		sum += sizes[i]
	}
	for _, less := range []func(*notePart) bool{(*notePart).shorten, (*notePart).drop} {
		for i := len(n.parts) - 1; i >= 0 && sum > maxNote; i-- {
			p := n.parts[i]
			for sum > maxNote && less(p) {
				sum -= sizes[i]
				sizes[i] = len(p.String()) + 1
				sum += sizes[i]
			}
		}
	}
	var b strings.Builder
	for i, p := range n.parts {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(p.String())
	}
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), hard, " "))
	return err
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\r\n", " ", "\n", " ", "\r", " ", "\t", " ",
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "~", `\~`)

// markdownLinks are what GitHub makes a link, a ping, a picture or a formula of without
// any markup: a name, #1, GH-1, an address, :bug:. A space without width breaks them.
var markdownLinks = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`#(\d)`), "#&#8203;$1"}, // the first: the others write #8203
	{regexp.MustCompile(`@`), "@&#8203;"},
	{regexp.MustCompile(`(?i)\b(gh)-(\d)`), "$1-&#8203;$2"},
	{regexp.MustCompile(`:(//|\w+:)`), ":&#8203;$1"},
	{regexp.MustCompile(`(?i)\b(www|xmpp|mailto)([.:])`), "$1&#8203;$2"},
	{regexp.MustCompile(`\$`), "<span>$$</span>"},
}

// markdownStart is what would make a heading or a list of a text.
var markdownStart = regexp.MustCompile(`^\s*([-+#=]|\d+[.)](\s|$))`)

// markdownOrder are marks that turn the order of everything behind them.
var markdownOrder = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

// markdown writes a text as text, whatever it holds; what is too long ends in an ellipsis.
func markdown(s string) string {
	out := markdownEscaped(s)
	for cut := []rune(s); len(out) > maxNoteText; {
		cut = cut[:len(cut)*3/4]
		out = markdownEscaped(string(cut)) + "…"
	}
	return out
}

func markdownEscaped(s string) string {
	s = markdownEscapes.Replace(markdownOrder.Replace(printable(s)))
	for _, l := range markdownLinks {
		s = l.pattern.ReplaceAllString(s, l.by)
	}
	if at := markdownStart.FindStringSubmatchIndex(s); at != nil {
		end := at[3]
		if at[4] >= 0 {
			end = at[4]
		}
		s = s[:end-1] + `\` + s[end-1:]
	}
	return s
}

func markdownRow(cells []string) string {
	var b strings.Builder
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + markdown(c) + " |")
	}
	return b.String() + "\n"
}
