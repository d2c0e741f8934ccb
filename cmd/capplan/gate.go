package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

// checked is report.Check with files named as their repository does.
func checked(w io.Writer, r *capplan.Result, format string, o report.Options) error {
	o.Relative = inRepository()
	return report.Check(w, r, format, o)
}

// problems writes what is wrong with the input in a format of a gate. What is of no
// file is laid at the scenario's door.
func (p *program) problems(w io.Writer, input *fleets.Errors, format string) error {
	var out []report.Problem
	for i := range input.List {
		d := &input.List[i]
		one := report.Problem{Code: d.Code, Title: titleOf(d.Code), Text: d.Message, File: d.File, Line: d.Line, Col: d.Col, Width: d.Width}
		if d.Help != "" {
			one.Text += "\n" + d.Help
		}
		if strings.HasPrefix(one.File, "--") { // of a flag
			one.Text = one.File + ": " + one.Text
			one.File, one.Line = "", 0
		}
		if one.File == "" && p.file != "-" {
			one.File = p.file
		}
		out = append(out, one)
	}
	return report.Problems(w, out, capplan.Tool{Name: "capplan", Version: capplan.Version}, format, report.Options{Relative: inRepository()})
}

// refuse writes what is wrong with the input to the files of a gate, which are read
// whether it passes or not. Other files stay as they are.
func (p *program) refuse(targets []*target, refusal error) error {
	input := inputErrors(refusal)
	if input == nil {
		return refusal
	}
	for _, t := range targets {
		if !has(report.GateFormats, t.format) {
			continue
		}
		var b bytes.Buffer
		if err := p.problems(&b, input, t.format); err != nil {
			return err
		}
		if err := t.fill(b.Bytes()); err != nil {
			return err
		}
		if err := t.settle(); err != nil {
			return err
		}
	}
	return refusal
}

func titleOf(code string) string {
	for _, c := range fleets.Codes {
		if c.Code == code {
			return c.Title
		}
	}
	return "wrong input"
}

// inRepository names files from the directory above that holds .git, as systems that
// read annotations do; without one from here, and what is elsewhere as it was given.
func inRepository() func(string) string {
	here, err := os.Getwd()
	if err != nil {
		return filepath.ToSlash
	}
	root := here
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			root = dir
			break
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return func(file string) string {
		whole := file
		if !filepath.IsAbs(file) {
			whole = filepath.Join(here, file)
		}
		inside, err := filepath.Rel(root, whole)
		if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
			return filepath.ToSlash(file)
		}
		return filepath.ToSlash(inside)
	}
}
