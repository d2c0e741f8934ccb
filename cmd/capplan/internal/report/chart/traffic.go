package chart

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// Sizes of the page, in points.
const (
	pageWidth  = 720
	margin     = 16
	leftRoom   = 52 // of values and their unit
	legendRoom = 168
	areaHeight = 190
	eventRoom  = 64 // of the events above
	panelRoom  = 46 // between panels: the next title, and dates
	large      = 14
	medium     = 10
	small      = 8
)

// mostPanels is how many workloads a page holds.
const mostPanels = 8

// traffic draws who sends what: a panel for each workload with several sources, or
// where none has, for each with a profile or events. Levels are those of ordinary
// days; the peaks of events have a strip and a scale of their own above, so that one
// day a year does not hide the others.
func traffic(r *capplan.Result, words view.Words) (picture, error) {
	list, left, err := panels(r)
	if err != nil {
		return picture{}, err
	}
	height := vg.Length(74)
	for _, t := range list {
		height += panelHeight(t)
	}
	return picture{pageWidth, height, func(p *paper) {
		y := p.h - margin - large
		for _, l := range p.fold(large, pageWidth-2*margin, finding(r, list, words), 2) {
			p.text(black, large, margin, y, 0, l)
			y -= large + 4
		}
		about := "Likely values, without noise. Areas: the highest load of an ordinary day"
		if slices.ContainsFunc(list, func(t *capplan.TrafficMonths) bool { return len(t.Events) > 0 }) {
			about += "; above, on their own scale: the peaks of events"
		}
		if about += "."; left > 0 {
			about += fmt.Sprintf(" Not drawn: %d further workloads.", left)
		}
		p.text(gray, small, margin, y+4, 0, about)
		y = p.h - 66
		for _, t := range list {
			p.panel(r, t, words, y)
			y -= panelHeight(t)
		}
	}}, nil
}

func panelHeight(t *capplan.TrafficMonths) vg.Length {
	h := vg.Length(areaHeight + panelRoom)
	if len(t.Events) > 0 {
		h += eventRoom
	}
	return h
}

// panels chooses the workloads that are drawn, and counts those that are left out.
func panels(r *capplan.Result) (list []*capplan.TrafficMonths, left int, err error) {
	if len(r.Traffic) == 0 && len(r.Months) == 0 {
		return nil, 0, Nothing("no workload")
	}
	for i := range r.Months {
		if !sound(&r.Months[i]) || !(r.Scenario.HorizonHours > 0) {
			return nil, 0, Nothing("the months of " + name(r.Months[i].Workload) + " do not belong together, or are too large")
		}
		if len(r.Months[i].Sources) > 1 {
			list = append(list, &r.Months[i])
		}
	}
	if len(list) == 0 {
		for i := range r.Months {
			list = append(list, &r.Months[i])
		}
	}
	if len(list) == 0 {
		return nil, 0, Nothing("no workload has several sources, a profile or events")
	}
	if left = len(list) - mostPanels; left > 0 {
		list = list[:mostPanels]
	}
	return list, max(left, 0), nil
}

// finding is the title: what stops first, else the largest event, else the growth.
func finding(r *capplan.Result, list []*capplan.TrafficMonths, words view.Words) string {
	drawn := func(workload string) bool {
		return slices.ContainsFunc(list, func(t *capplan.TrafficMonths) bool { return t.Workload == workload })
	}
	best := -1
	n := 0
	for i := range r.Stops {
		if !drawn(r.Stops[i].Workload) {
			continue
		}
		if n++; best < 0 || r.Stops[i].Level > r.Stops[best].Level {
			best = i
		}
	}
	if best >= 0 {
		s := &r.Stops[best]
		text := fmt.Sprintf("%s stops %s at %s req/s: ", name(s.Source), when(s.Date), words.Number(s.Level))
		for _, m := range s.Moved {
			text += name(m.To) + " takes over " + words.Number(m.Level) + ", "
		}
		text += words.Number(s.Gone) + " are gone"
		switch {
		case n == 2:
			text += "; another source stops"
		case n > 2:
			text += fmt.Sprintf("; %d others stop", n-1)
		}
		return text
	}
	t := list[0]
	level, event := top(t)
	if event > level {
		i := slices.IndexFunc(t.Events, func(e capplan.EventPeak) bool { return e.Peak == event })
		return fmt.Sprintf("%s of %s peaks at %s req/s; ordinary days reach %s", name(t.Events[i].Event), name(t.Workload), words.Number(event), words.Number(level))
	}
	var begin, end float64
	for k := range t.Sources {
		begin, end = begin+t.Sources[k].Begin[0], end+t.Sources[k].End[len(t.Months)-1]
	}
	return fmt.Sprintf("%s goes from %s to %s req/s", name(t.Workload), words.Number(begin), words.Number(end))
}

// when is a date with its preposition.
func when(date string) string {
	if m := month(date); m != name(date) {
		return "in " + m
	}
	return "on " + name(date)
}

// month is a date without its day where that is the first.
func month(date string) string {
	if d, err := time.Parse(time.DateOnly, date); err == nil && d.Day() == 1 {
		return d.Format("2006-01")
	}
	return name(date)
}

// panel draws one workload below y.
func (p *paper) panel(r *capplan.Result, t *capplan.TrafficMonths, words view.Words, y vg.Length) {
	level, event := top(t)
	f := frame{x0: margin + leftRoom, x1: pageWidth - margin - legendRoom, from: 0, to: r.Scenario.HorizonHours}
	p.text(black, medium, margin, y-medium, 0, name(t.Workload))
	y -= medium + 4
	dates, unit := dates(r.Scenario.Start, f.to, r.Scenario.HoursPerYear)
	if len(t.Events) > 0 {
		strip := f
		strip.y0, strip.y1, strip.top = y-eventRoom+12, y, positive(max(event, level))*1.45
		p.events(&strip, t, words)
		y -= eventRoom
	}
	marks := turns(r, t)
	f.y1, f.y0 = y, y-areaHeight+22
	f.top = positive(level)
	if len(marks) > 0 {
		f.top *= 1.22
	}
	p.axes(&f, steps(f.top, 5, words.Number), dates)
	p.upright(black, small, margin+6, (f.y0+f.y1)/2, "req/s")
	layers := bands(t)
	p.stack(&f, t, layers)
	p.base(&f)
	for _, m := range marks {
		p.line(black, 0.75, []vg.Length{3, 2}, vg.Point{X: f.x(m.at), Y: f.y0}, vg.Point{X: f.x(m.at), Y: f.y1})
	}
	p.notes(&f, marks, 3)
	p.text(gray, small, f.x1+26, f.y0-14, 0, unit)
	p.legend(&f, layers)
}

// stack fills the layers, and hatches what was handed on.
func (p *paper) stack(f *frame, t *capplan.TrafficMonths, layers []band) {
	begin, end := make([]float64, len(t.Months)), make([]float64, len(t.Months))
	for i := range layers {
		b := &layers[i]
		var low, high []vg.Point
		corner := func(hours, below, value float64) {
			low = append(low, vg.Point{X: f.x(hours), Y: f.y(below)})
			high = append(high, vg.Point{X: f.x(hours), Y: f.y(below + value)})
		}
		flush := func() {
			if len(low) > 0 {
				p.layer(b, low, high)
			}
			low, high = nil, nil
		}
		for m := range t.Months {
			if b.begin[m] > 0 || b.end[m] > 0 {
				corner(t.Months[m].From, begin[m], b.begin[m])
				corner(t.Months[m].To, end[m], b.end[m])
			} else {
				flush()
			}
		}
		flush()
		add(begin, b.begin)
		add(end, b.end)
	}
}

func (p *paper) layer(b *band, low, high []vg.Point) {
	around := slices.Clone(low)
	for i := len(high) - 1; i >= 0; i-- {
		around = append(around, high[i])
	}
	p.area(fill(b), around)
	if b.from != "" {
		p.hatch(b, low, high)
	}
	p.line(white, 0.6, nil, high...)
}

// hatch draws upright lines, 3.5 points apart.
func (p *paper) hatch(b *band, low, high []vg.Point) {
	const gap = 3.5
	var all vg.Path
	for x := vg.Length(int(low[0].X/gap)+1) * gap; x < low[len(low)-1].X; x += gap {
		y0, y1 := at(low, x), at(high, x)
		if y1-y0 > 0.3 {
			all.Move(vg.Point{X: x, Y: y0})
			all.Line(vg.Point{X: x, Y: y1})
		}
	}
	if len(all) > 0 {
		p.SetColor(strokes(b))
		p.SetLineWidth(1)
		p.Stroke(all)
	}
}

// at is the height of a line at x.
func at(line []vg.Point, x vg.Length) vg.Length {
	for i := 1; i < len(line); i++ {
		if a, b := line[i-1], line[i]; x <= b.X && b.X > a.X {
			return a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X)
		}
	}
	return line[len(line)-1].Y
}

// events draws a needle for each peak of an event, above the level of ordinary days.
func (p *paper) events(f *frame, t *capplan.TrafficMonths, words view.Words) {
	p.axes(f, steps(f.top/1.4, 3, words.Number), nil)
	var ordinary []vg.Point
	for m := range t.Months {
		var b, e float64
		for k := range t.Sources {
			b, e = b+t.Sources[k].Begin[m], e+t.Sources[k].End[m]
		}
		ordinary = append(ordinary, vg.Point{X: f.x(t.Months[m].From), Y: f.y(b)}, vg.Point{X: f.x(t.Months[m].To), Y: f.y(e)})
	}
	p.line(gray, 0.75, nil, ordinary...)
	byPeak := slices.Clone(t.Events)
	slices.SortStableFunc(byPeak, func(a, b capplan.EventPeak) int {
		if a.Peak > b.Peak {
			return -1
		}
		return 1
	})
	var list []note
	for _, e := range byPeak {
		x := f.x(e.At)
		p.line(okabeIto[5], 1, nil, vg.Point{X: x, Y: f.y0}, vg.Point{X: x, Y: f.y(e.Peak)})
		p.box(okabeIto[5], x-1.5, f.y(e.Peak)-1.5, x+1.5, f.y(e.Peak)+1.5)
		list = append(list, note{e.At, name(e.Event) + " " + words.Number(e.Peak)})
	}
	p.base(f)
	p.notes(f, list, 1)
	p.text(gray, small, f.x1+8, f.y1-9, 0, "peaks of events, req/s")
	p.text(gray, small, f.x1+8, f.y1-20, 0, "grey: ordinary days")
}

// turns are the times at which sources begin and stop.
func turns(r *capplan.Result, t *capplan.TrafficMonths) []note {
	var out []note
	for k := range t.Sources {
		s := &t.Sources[k]
		there := func(m int) bool { return s.Begin[m] > 0 || s.End[m] > 0 }
		for m := 1; m < len(t.Months); m++ {
			verb := "begins"
			if there(m) == there(m-1) {
				continue
			} else if there(m - 1) {
				verb = "stops"
			}
			out = append(out, note{t.Months[m].From, name(s.Source) + " " + verb + " " + date(r, t.Months[m].From)})
		}
	}
	slices.SortStableFunc(out, func(a, b note) int { return cmp.Compare(a.at, b.at) })
	return out
}

// date is a time as an axis without a start cannot have it: sources have dates only with one.
func date(r *capplan.Result, hours float64) string {
	if r.Scenario.Start == nil {
		return ""
	}
	return month(r.Scenario.Start.UTC().Add(time.Duration(hours * float64(time.Hour))).Format(time.DateOnly))
}

// legend names the layers, the uppermost first.
func (p *paper) legend(f *frame, layers []band) {
	y := f.y1 - 10
	for i := len(layers) - 1; i >= 0 && y > f.y0; i-- {
		b := &layers[i]
		x := f.x1 + 10
		p.box(fill(b), x, y-1, x+12, y+7)
		text := name(b.source)
		if b.from != "" {
			p.hatch(b, []vg.Point{{X: x, Y: y - 1}, {X: x + 12, Y: y - 1}}, []vg.Point{{X: x, Y: y + 7}, {X: x + 12, Y: y + 7}})
			text += ", taken over from " + name(b.from)
		}
		p.text(black, small, x+17, y, 0, p.fit(small, legendRoom-30, text))
		y -= 13
	}
}
