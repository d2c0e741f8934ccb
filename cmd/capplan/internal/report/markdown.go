package report

import (
	"io"
	"strings"

	"github.com/capplan/capplan"
)

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\r\n", " ", "\n", " ", "\r", " ",
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "~", `\~`)

// writeMarkdown writes a headline, one table, and the rest folded away: it is read
// as a comment on a change, where the first lines have to do.
func writeMarkdown(w io.Writer, r *capplan.Result) error {
	s := &sheet{r: r, names: names(r)}
	var b strings.Builder
	line := func(l string) { b.WriteString(l + "\n") }
	line("**" + markdownEscapes.Replace(r.Answer.Verdict.Text) + "**\n")
	sections := s.sections()
	s.markdownTable(&b, sections, func(r *row) bool { return r.head })
	for i := range r.Assertions {
		a := &r.Assertions[i]
		line("\n* " + markdownEscapes.Replace(verdictWord(a)+": "+a.That+": "+stated(a)))
	}
	for i := range r.Observed {
		line("\n* " + markdownEscapes.Replace(backtest(&r.Observed[i])))
	}
	for _, text := range sized(r) {
		line("\n* sized: " + markdownEscapes.Replace(text))
	}
	for _, warning := range r.Warnings {
		line("\n> " + markdownEscapes.Replace(warningText(warning)))
	}
	for _, why := range r.Answer.Why {
		line("\n- " + markdownEscapes.Replace(why.Text))
	}
	if r.Answer.Next != "" {
		line("\nNext:\n\n    " + strings.Join(strings.Fields(r.Answer.Next), " "))
	}
	line("\n<details><summary>All figures</summary>\n")
	s.markdownTable(&b, sections, func(*row) bool { return true })
	line("\n</details>")
	if len(r.Assumption) > 0 {
		line("\n<details><summary>Inputs</summary>\n")
		line("| input | value | from |\n|---|---|---|")
		for _, a := range r.Assumption {
			markdownRow(&b, a.Path, a.Value, from(&a))
		}
		line("\n</details>")
	}
	line("\n" + markdownEscapes.Replace(strings.Join(conditions(r), " · ")))
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), hard, " "))
	return err
}

// from says where an input is from.
func from(a *capplan.Assumption) string {
	if a.Entry != "" {
		return strings.TrimSpace("catalog:" + a.Entry + " " + a.Date)
	}
	if a.Line > 0 {
		return a.File + ":" + data(float64(a.Line))
	}
	return a.File
}

func (s *sheet) markdownTable(b *strings.Builder, sections []section, want func(*row) bool) {
	markdownRow(b, append(append([]string{""}, s.names...), "method")...)
	b.WriteString("|" + strings.Repeat("---|", len(s.names)+2) + "\n")
	for _, sec := range sections {
		for i := range sec.rows {
			r := &sec.rows[i]
			if !want(r) {
				continue
			}
			line := []string{r.label}
			if strings.HasPrefix(sec.title, "COST") && r.under {
				line[0] = "cost, " + r.label
				if c := s.r.Scenario.Currency; !strings.Contains(r.cells[0].text, c) {
					line[0] += " (" + c + ")"
				}
			}
			for _, c := range r.cells {
				if c.mark != "" {
					c.text += " " + c.mark
				}
				line = append(line, c.text)
			}
			markdownRow(b, append(line, strings.Join(r.methods(), ", "))...)
		}
	}
}

func markdownRow(b *strings.Builder, cells ...string) {
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + markdownEscapes.Replace(c) + " |")
	}
	b.WriteString("\n")
}
