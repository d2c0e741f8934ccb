package main

import (
	"io"
	"os"
	"strconv"

	"github.com/spf13/viper"
	"golang.org/x/term"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

// screen says how to draw on standard output.
func (p *program) screen(v *viper.Viper) report.Options {
	o := report.Options{ASCII: v.GetBool("ascii"), Width: p.width(v), Color: p.color(v), Dialect: v.GetString("csv-dialect"), Table: v.GetString("table"), Brief: v.GetBool("quiet"), Verbose: v.GetBool("verbose")}
	return o
}

// width is --width, else COLUMNS, else the terminal's, else 0 for the default.
func (p *program) width(v *viper.Viper) int {
	if n := v.GetInt("width"); n > 0 {
		return n
	}
	if n, err := strconv.Atoi(p.env["COLUMNS"]); err == nil && n >= 20 && n <= 1000 {
		return n
	}
	if f, ok := p.stdout.(*os.File); ok && terminal(p.stdout) {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n >= 20 {
			return n
		}
	}
	return 0
}

// color decides by --color and its like, then NO_COLOR (https://no-color.org),
// CLICOLOR_FORCE and CLICOLOR (https://bixense.com/clicolors), then the terminal.
func (p *program) color(v *viper.Viper) bool {
	switch v.GetString("color") {
	case "always":
		return true
	case "never":
		return false
	}
	if p.env["NO_COLOR"] != "" {
		return false
	}
	if force := p.env["CLICOLOR_FORCE"]; force != "" && force != "0" {
		return true
	}
	return terminal(p.stdout) && p.env["TERM"] != "dumb" && p.env["CLICOLOR"] != "0"
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
