package report

import (
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// observed draws what happened against what is predicted: a table or, where it has no
// room, a line for each.
func (p *pen) observed(r *capplan.Result) {
	if len(r.Observed) == 0 {
		return
	}
	p.line(p.bold("OBSERVED"))
	rows := [][]string{{"verdict", "figure", "seen", "predicted", "above", "at"}}
	for i := range r.Observed {
		o := &r.Observed[i]
		at := ""
		if o.Location.Line > 0 {
			at = o.Location.File + ":" + strconv.Itoa(o.Location.Line)
		}
		rows = append(rows, []string{o.Verdict, o.Figure(), seen(o), forecast(o), position(o), at})
	}
	for n := len(rows[0]); n >= 4; n-- {
		for i := range rows {
			rows[i] = rows[i][:n]
		}
		if text, wide := p.grid(rows); wide <= p.width {
			p.b.WriteString(text)
			p.line("")
			return
		}
	}
	for i := range r.Observed {
		p.paragraph(backtest(&r.Observed[i]), 2)
	}
	p.line("")
}

// backtest is an observation in a sentence.
func backtest(o *capplan.Observed) string {
	s := o.Figure() + ": " + seen(o) + " seen, "
	if o.Position == nil {
		return s + o.Verdict + ": " + o.Why
	}
	s += forecast(o) + " predicted: " + o.Verdict + ", above " + position(o) + " of " + o.Why + hard + "[" + o.Method + "]"
	if o.Source != "" {
		s += "; " + o.Source
	}
	return s
}

// seen writes what happened, and over how long.
func seen(o *capplan.Observed) string {
	s := withUnit(observedValue(o, &o.Value), o.Unit)
	if o.Written != "" {
		s += " in " + o.Written
	}
	return s
}

// forecast writes the central interval of what is predicted.
func forecast(o *capplan.Observed) string {
	if o.Position == nil {
		return "–"
	}
	return withUnit(observedValue(o, o.Lo)+".."+observedValue(o, o.Hi), o.Unit) + " (" + percent(o.Level) + ")"
}

func observedValue(o *capplan.Observed, p *float64) string {
	switch {
	case p == nil:
		return "?"
	case o.Total && o.Unit == "1":
		return thousands(math.Round(*p))
	case o.Unit == "1" && strings.HasPrefix(o.Metric, "units"):
		return significant(*p, 6)
	case o.Unit == "1" && *p >= 0 && *p <= 1:
		return percent(*p)
	}
	return short(*p)
}

// position writes how much of the predicted law lies below what happened; the end of its
// interval where no trial is on one side.
func position(o *capplan.Observed) string {
	switch {
	case o.Position == nil:
		return "–"
	case *o.Position <= 0:
		return "<" + hard + percent(*o.PositionHi)
	case *o.Position >= 1:
		return ">" + hard + percent(*o.PositionLo)
	}
	return percent(*o.Position)
}

// observedTable has a row for each observation.
func observedTable(r *capplan.Result) [][]value {
	out := [][]value{texts("fleet", "workload", "pool", "metric", "value", "unit", "total", "over_hours", "p50", "lo", "hi", "level", "position", "position_lo", "position_hi", "tail", "trials", "method", "verdict", "source", "file", "line", "col")}
	for i := range r.Observed {
		o := &r.Observed[i]
		row := append(texts(o.Fleet, o.Workload, o.Pool, o.Metric), figure(&o.Value), value{text: o.Unit}, value{text: strconv.FormatBool(o.Total)})
		over := value{}
		if o.Over > 0 {
			over = figure(&o.Over)
		}
		row = append(row, over, figure(o.P50), figure(o.Lo), figure(o.Hi), figure(&o.Level), figure(o.Position), figure(o.PositionLo), figure(o.PositionHi), figure(o.Tail))
		row = append(row, value{strconv.Itoa(o.Trials), true})
		out = append(out, append(row, texts(o.Method, o.Verdict, o.Source, o.Location.File, strconv.Itoa(o.Location.Line), strconv.Itoa(o.Location.Col))...))
	}
	return out
}
