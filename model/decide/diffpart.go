package decide

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// mostParts is the most changes of inputs that are tried alone: each is an answer more.
const mostParts = 12

// mainFigures are those whose change is divided among the inputs that changed.
var mainFigures = []string{"cost.pv", "availability", "capacity.peak"}

// An Attributed is the change of a figure divided among the inputs that changed. Each
// part is the change that one of them makes alone, from before; Together is what is left,
// which is what they do only together, and what was not tried alone:
//
//	after − before = Σ parts + together
type Attributed struct {
	Fleet      string     `json:"fleet"`
	Metric     string     `json:"metric"`
	Unit       string     `json:"unit"`
	Difference float64    `json:"difference"`
	Parts      []DiffPart `json:"parts"`
	Together   DiffPart   `json:"together"`
}

// A DiffPart is what a change makes of a difference.
type DiffPart struct {
	Change  int      `json:"change"` // index into changes; −1: of none alone
	Value   float64  `json:"value"`
	Lo      *float64 `json:"lo"`
	Hi      *float64 `json:"hi"`
	Verdict string   `json:"verdict"`
}

// A Vary reads the scenario of before again, with values set.
type Vary func(set ...string) (*model.Plan, error)

// Attribute divides the change of the main figures among the inputs that changed, each
// set alone in the scenario of before on the same luck. Inputs that cannot be set alone,
// and those beyond the first twelve, say why.
func (d *Difference) Attribute(ctx context.Context, before, after *Result, o Options, vary Vary) error {
	d.attributed(before, after)
	if len(d.Parts) == 0 {
		return nil
	}
	tried := 0
	for i := range d.Changes {
		c := &d.Changes[i]
		switch {
		case c.fleet != "":
			c.Why = "fleet " + c.fleet + " stands on one side only"
			continue
		case tried == mostParts:
			c.Why = "only the first " + strconv.Itoa(mostParts) + " are tried alone"
			continue
		}
		tried++
		p, err := vary(c.sets...)
		if err != nil {
			c.Why = "it cannot be set alone: " + firstLine(err)
			continue
		}
		q := o
		q.Lean, q.Rare, q.Keep, q.Fleets = true, true, true, touched(c, o.Fleets, d.Parts, p)
		r, err := Compare(ctx, p, q)
		var obstacle *Obstacle
		switch {
		case errors.As(err, &obstacle):
			c.Why = "alone it has no answer: " + firstLine(err)
			continue
		case err != nil:
			return err
		}
		c.Alone = true
		d.part(i, before, r)
	}
	d.together(before, after)
	return nil
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}

// touched are the fleets whose figures a change can move: those that its paths name,
// where they name nothing else and no plan runs them.
func touched(c *Change, asked []string, parts []Attributed, p *model.Plan) []string {
	var all []string
	for i := range parts {
		if !slices.Contains(all, parts[i].Fleet) {
			all = append(all, parts[i].Fleet)
		}
	}
	if len(p.Migrations) > 0 {
		return all
	}
	var named []string
	for _, path := range c.Paths {
		words := strings.Split(path, ".")
		if words[0] != "fleets" || len(words) < 2 || !slices.Contains(all, words[1]) {
			return all
		}
		if !slices.Contains(named, words[1]) {
			named = append(named, words[1])
		}
	}
	return named
}

// attributed lists the figures whose change is divided.
func (d *Difference) attributed(before, after *Result) {
	if len(d.Changes) == 0 {
		return
	}
	for i := range d.Figures {
		f := &d.Figures[i]
		if f.Pool+f.Workload == "" && slices.Contains(mainFigures, f.Metric) && f.Statistic == "mean" && f.Difference != nil &&
			(f.Verdict == Moved || f.Verdict == Tolerated) {
			d.Parts = append(d.Parts, Attributed{Fleet: f.Fleet, Metric: f.Metric, Unit: f.Unit, Difference: *f.Difference, Parts: []DiffPart{}})
		}
	}
	slices.SortStableFunc(d.Parts, func(a, b Attributed) int {
		if a.Fleet != b.Fleet {
			return slices.Index(eitherNames(before, after), a.Fleet) - slices.Index(eitherNames(before, after), b.Fleet)
		}
		return slices.Index(mainFigures, a.Metric) - slices.Index(mainFigures, b.Metric)
	})
}

// part puts what one change makes alone.
func (d *Difference) part(i int, before, alone *Result) {
	for k := range d.Parts {
		a := &d.Parts[k]
		r, there := alone.Fleets[a.Fleet]
		if !there { // nothing of it changed
			a.Parts = append(a.Parts, DiffPart{Change: i, Verdict: Same, Lo: ptr(0), Hi: ptr(0)})
			continue
		}
		m, n := before.Fleets[a.Fleet].Metrics[a.Metric], r.Metrics[a.Metric]
		var f DiffFigure
		f.hold(&m, &n, true, 0)
		if f.Difference == nil { // alone it leaves no such figure
			continue
		}
		p := DiffPart{Change: i, Value: *f.Difference, Lo: f.Lo, Hi: f.Hi, Verdict: f.Verdict}
		if f.Verdict == Same {
			p.Value, p.Lo, p.Hi = 0, ptr(0), ptr(0)
		}
		a.Parts = append(a.Parts, p)
	}
}

// together puts what the parts leave of each difference. Below the rounding of the
// figures it is nothing.
func (d *Difference) together(before, after *Result) {
	for k := range d.Parts {
		a := &d.Parts[k]
		rest := a.Difference
		size := math.Abs(a.Difference)
		for _, p := range a.Parts {
			rest -= p.Value
			size = max(size, math.Abs(p.Value))
		}
		m, n := before.Fleets[a.Fleet].Metrics[a.Metric], after.Fleets[a.Fleet].Metrics[a.Metric]
		size = max(size, math.Abs(*m.Mean), math.Abs(*n.Mean))
		a.Together = DiffPart{Change: -1, Value: rest, Verdict: Moved}
		if math.Abs(rest) <= rounded*size {
			a.Together.Value, a.Together.Verdict = 0, Same
		}
	}
}
