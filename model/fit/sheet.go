package fit

import (
	"math"
	"strconv"
	"strings"
)

// A Sheet is the answer of a fit that is no law of a random time: figures, and the lines
// that a scenario takes. Its figures have six digits.
type Sheet struct {
	Kind     string    `json:"kind"` // traffic or throughput
	Name     string    `json:"name"` // of the file, without its extension
	Points   int       `json:"points"`
	Level    float64   `json:"level"` // of the intervals
	Verdict  string    `json:"verdict"`
	Figures  []Named   `json:"figures"`
	Block    []string  `json:"block"` // lines for a scenario
	Warnings []Warning `json:"warnings"`
	Busiest  *Busiest  `json:"busiest,omitempty"`
	Days     []Day     `json:"days_out,omitempty"` // left out: they stand out
	Week     []float64 `json:"week,omitempty"`     // the mean week from Monday 00:00 UTC on, as shares of its highest step
}

// A Named is a figure with its name. What is not known is null.
type Named struct {
	Name  string   `json:"name"`
	Unit  string   `json:"unit"`
	Value *float64 `json:"value"`
	SE    *float64 `json:"se"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
	Note  string   `json:"note,omitempty"`
}

// Busiest is the hour of a mean week with the highest load.
type Busiest struct {
	Weekday string `json:"weekday"`
	Hour    int    `json:"hour"` // UTC
}

// A Day stands out from days like it.
type Day struct {
	Date  string  `json:"date"`
	Times float64 `json:"times"` // its load, in loads of such a day
}

// Figure returns a figure by its name, nil where there is none.
func (s *Sheet) Figure(name string) *Named {
	for i := range s.Figures {
		if s.Figures[i].Name == name {
			return &s.Figures[i]
		}
	}
	return nil
}

func (s *Sheet) add(name, unit string, value, se, lo, hi float64, note string) *Named {
	s.Figures = append(s.Figures, Named{name, unit, number(value), number(se), number(lo), number(hi), note})
	return &s.Figures[len(s.Figures)-1]
}

// number is a value in six digits, null where it is none; what is left of rounding is 0.
func number(x float64) *float64 {
	if math.Abs(x) < 1e-11 {
		x = 0
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil {
		return nil
	}
	return &v
}

// In writes a value and its range for a scenario, in a unit of so much: 90 req/s (80..101).
func (n *Named) In(unit string, per float64) string {
	if n.Value == nil {
		return "–"
	}
	if unit != "" {
		unit = " " + unit
	}
	if n.Lo == nil || n.Hi == nil || *n.Lo == *n.Hi {
		return three(*n.Value/per) + unit
	}
	text, lo, hi := "", "", ""
	for d := 3; d < 7 && (text == lo || text == hi); d++ { // as many as tell the ends apart
		text, lo, hi = digits(*n.Value/per, d), digits(*n.Lo/per, d), digits(*n.Hi/per, d)
		if *n.Value == *n.Lo || *n.Value == *n.Hi {
			break
		}
	}
	if strings.HasPrefix(unit, " %") { // the ends of a share have their own sign
		lo, hi = lo+" %", hi+" %"
	}
	return text + unit + " (" + lo + ".." + hi + ")"
}

// Written is the figure in the unit that it is read in, with its range.
func (n *Named) Written() string {
	switch n.Unit {
	case "1":
		return n.In("", 1)
	case "share":
		return n.In("%", 0.01)
	case "share/year":
		return n.In("%/year", 0.01)
	}
	return n.In(n.Unit, 1)
}

// Deviation is the standard error in the same unit.
func (n *Named) Deviation() string {
	switch {
	case n.SE == nil:
		return "–"
	case n.Unit == "share" || n.Unit == "share/year":
		return three(100**n.SE) + " %"
	}
	return three(*n.SE)
}
