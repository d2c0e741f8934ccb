package report

import (
	"io"
	"slices"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/chart"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// Charts of single verbs, drawn from their own answer.
var (
	SizeCharts        = []string{"frontier"}
	SweepCharts       = []string{"heatmap"}
	SensitivityCharts = []string{"tornado"}
)

// drawSize draws the frontier of a search.
func drawSize(w io.Writer, r *capplan.SizeResult, format string) error {
	v, err := view.Frontier(r, viewWords())
	if err != nil {
		return err
	}
	return chart.WriteViews(w, []view.View{v}, []string{r.Fleet}, format, viewWords())
}

// drawSweep draws the maps or curves of a grid.
func drawSweep(w io.Writer, r *capplan.SweepResult, format string) error {
	var fleets []string
	for i := range r.Figures {
		if f := r.Figures[i].Fleet; !slices.Contains(fleets, f) {
			fleets = append(fleets, f)
		}
	}
	return drawNamed(w, &view.Source{Result: new(capplan.Result), Sweep: r}, "heatmap", fleets, format)
}

// drawSensitivity draws the tornados of a sensitivity.
func drawSensitivity(w io.Writer, s *capplan.Sensitivity, format string) error {
	if len(s.Subjects) == 0 {
		return view.Nothing("a break-even has no tornado")
	}
	return drawNamed(w, &view.Source{Result: new(capplan.Result), Sensitivity: s}, "tornado", nil, format)
}

func drawNamed(w io.Writer, s *view.Source, name string, fleets []string, format string) error {
	list, err := view.Make(s, name, viewWords())
	if err != nil {
		return err
	}
	return chart.WriteViews(w, list, fleets, format, viewWords())
}
