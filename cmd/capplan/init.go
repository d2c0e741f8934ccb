package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan/fleets"
)

func (p *program) initialise() *cobra.Command {
	template := &choice{what: "template", code: "E066"}
	var help []string
	for _, t := range fleets.Templates() {
		template.allowed = append(template.allowed, t.Name)
		help = append(help, t.Name+" ("+t.Description+")")
	}
	template.value = template.allowed[0]
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "give me a scenario that runs",
		Long: `init writes a scenario that runs to FILE, by default capplan.yaml; - is standard
output. It never overwrites.`,
		Example: `  capplan init
  capplan init --template de-ioe shop.yaml`,
		Args: atMost(1, "one file"),
	}
	c.RunE = func(_ *cobra.Command, args []string) error {
		file := defaultFile
		if len(args) > 0 {
			file = args[0]
		}
		for _, t := range fleets.Templates() {
			if t.Name == template.value {
				return p.runInit(file, t.Text)
			}
		}
		panic("no template " + template.value)
	}
	c.Flags().VarP(template, "template", "t", strings.Join(help, "; "))
	return c
}

func (p *program) runInit(file, text string) error {
	if file == "-" {
		return p.write([]byte(text))
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return problem("E072", file+" is already there", "init never overwrites: name another file")
	}
	if err != nil {
		return (&target{path: file}).refused(err)
	}
	_, err = f.WriteString(text)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(file) // it is ours: O_EXCL
		return problem("E065", file+" cannot be written: "+cause(err), "is the disk full?")
	}
	next := "capplan compare"
	if file != defaultFile {
		next += " " + file
	}
	fmt.Fprintf(p.stderr, "wrote %s\nNext: %s\n", file, next)
	return nil
}
