package report

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// What the screen shows of the assumptions: the first few that explain a share of the
// variance of a cost that is worth a question.
const (
	shownAssumptions = 5
	leastEffect      = 0.05
)

// assumed writes the uncertain inputs that move the cost most, and which of them no
// source stands behind.
func (p *pen) assumed(r *capplan.Result) {
	wrote := 0
	seen := map[string]bool{} // one place in a file is one unknown, whoever refers to it
	for i := range r.Assumption {
		a := &r.Assumption[i]
		place := a.Value + "\n" + a.File + ":" + strconv.Itoa(a.Line) + a.Entry
		if seen[place] {
			continue
		}
		seen[place] = true
		if wrote == shownAssumptions || a.Effect() < max(leastEffect, capplan.EffectNoise(r.Trials)) {
			break
		}
		title := ""
		if wrote == 0 {
			title = "ASSUMED"
		}
		p.prose(p.bold(title), "VERDICT", assumptionText(r, a))
		wrote++
	}
	if wrote > 0 {
		p.line("")
	}
}

func assumptionText(r *capplan.Result, a *capplan.Assumption) string {
	fleet, most := "", 0.0
	for _, n := range names(r) {
		own := strings.HasPrefix(a.Path, "fleets."+n+".") && 2*a.Effects[n] > a.Effect()
		if own || a.Effects[n] > most {
			fleet, most = n, a.Effects[n]
		}
		if own {
			break
		}
	}
	t := roughly(most) + " of the spread of " + fleet + "'s cost: " + a.Path + " = " + a.Value + ", "
	switch {
	case a.Source == "":
		t += "no source"
	case a.Confidence != "":
		t += a.Confidence
	default:
		t += "with its source"
	}
	switch {
	case a.Entry != "":
		return t + " (catalog:" + a.Entry + ")"
	case a.File != "":
		return t + " (" + a.File + ":" + strconv.Itoa(a.Line) + ")"
	}
	return t
}
