// Package chart draws single charts of a result, as SVG and PNG.
//
// Each name of the catalogue of views is a chart: its views, below each other. The
// traffic matrix has a drawing of its own. A chart computes no figure: what it draws
// stands in the result, so that it can be drawn later from a saved one. The same result
// gives the same bytes.
package chart

import (
	"fmt"
	"io"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// Formats are the kinds of file.
var Formats = []string{"svg", "png"}

// A Nothing is the error of a result that has nothing to draw; it says why.
type Nothing = view.Nothing

// matrix is the chart that has a drawing of its own.
const matrix = "traffic"

const aboutMatrix = "stacked areas by month of what each source of a workload sends, where sources begin and stop, and the peaks of events"

// Names are the charts, in the order of a report.
func Names() []string {
	names, _ := view.Catalogue()
	if !slices.Contains(names, matrix) {
		names = append(names, matrix)
	}
	return names
}

// About says what a chart shows; empty for a name that is none.
func About(name string) string {
	if name == matrix {
		return aboutMatrix
	}
	_, about := view.Catalogue()
	return about[name]
}

// A picture knows its size before it is drawn.
type picture struct {
	width, height vg.Length
	draw          func(*paper)
}

// dots is the resolution of PNG, in dots an inch: a page's width has 1,920.
const dots = 192

// Write draws a chart. It returns a Nothing where the source has nothing to draw, and
// panics on a name or format that is none.
func Write(w io.Writer, s *view.Source, name, format string, words view.Words) error {
	if !slices.Contains(Formats, format) || !slices.Contains(Names(), name) {
		panic(fmt.Sprintf("chart: no chart %q as %q", name, format))
	}
	p, err := pictureOf(s, name, words)
	if err != nil {
		return err
	}
	return p.write(w, format)
}

// WriteViews draws views that are no chart of a result, below each other. fleets have
// their looks in this order.
func WriteViews(w io.Writer, list []view.View, fleets []string, format string, words view.Words) error {
	return graphs(list, fleets, words).write(w, format)
}

// write writes a picture as a file.
func (p picture) write(w io.Writer, format string) error {
	if format == "svg" {
		c := vgsvg.NewWith(vgsvg.UseWH(p.width, p.height), vgsvg.EmbedFonts(true))
		p.draw(newPaper(c))
		_, err := c.WriteTo(w)
		return err
	}
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(dots))}
	p.draw(newPaper(&glyphs{Canvas: c.Canvas}))
	_, err := c.WriteTo(w)
	return err
}

func pictureOf(s *view.Source, name string, words view.Words) (picture, error) {
	if name == matrix {
		return traffic(s.Result, words)
	}
	list, err := view.Make(s, name, words)
	if err != nil {
		return picture{}, err
	}
	return graphs(list, view.Fleets(s.Result), words), nil
}
