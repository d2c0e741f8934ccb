package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "versions of the program and of its catalogue",
		Args:  atMost(0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			c, err := fleets.Catalogue()
			if err != nil {
				return err
			}
			return p.write(fmt.Appendf(nil, "capplan %s (catalogue %s, %s %s/%s)\n", capplan.Version, c.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH))
		},
	}
}
