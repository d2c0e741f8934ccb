package fleets

import (
	"strconv"
	"time"

	"github.com/capplan/capplan/model"
)

// events reads the days on which load is a multiple of what it would be.
func (r *reader) events(n *node, path string) []model.Event {
	if n == nil {
		return nil
	}
	if n.shape != listShape {
		r.failNode("E100", n, "events are a list, not "+n.shape.String(), "", "write `events: [{name: double-11, date: 11-11, times: 2.5}]`")
		return nil
	}
	var out []model.Event
	for i, it := range n.items {
		out = append(out, r.event(it, item(path, i)))
	}
	return out
}

func (r *reader) event(n *node, path string) model.Event {
	o := r.object(n, path, "an event")
	e := model.Event{Name: o.text("name"), Lasts: o.quantity("lasts", aSpan)}
	if d := o.get("date"); d == nil {
		o.missing("date", "write `date: 11-11` for each year, or `date: 2027-11-11`")
	} else if r.scalar(d, "a date such as 11-11") {
		r.eventDate(d, o.sub("date"), &e)
	}
	if e.Name == "" && o.get("date") != nil {
		e.Name = o.get("date").text
	}
	if !e.Lasts.Set {
		e.Lasts = model.Certain(24)
	} else if e.Lasts.Value > 8760 || e.Lasts.Hi > 8760 {
		r.failNode("E015", o.get("lasts"), "an event of more than a year", "at most 1 y", "what stays is a source, with from and until")
	}
	e.Times = r.byYear(o.get("times"), o.sub("times"))
	r.spike(o, &e)
	if o.n.get("times") == nil && o.n.get("spike") == nil {
		o.missing("times", "write by how much load is multiplied: `times: 2.5`")
	}
	o.done()
	return e
}

// eventDate reads a day of each year, or of one.
func (r *reader) eventDate(n *node, path string, e *model.Event) {
	t, err := time.Parse("2006-01-02", "2000-"+n.text) // a leap year
	if err != nil || len(n.text) != len("11-11") {
		ok := false
		if t, ok = parseDate(n.text); !ok || len(n.text) != len("2006-01-02") {
			r.failNode("E016", n, n.text+" is no day", "", "write 11-11 for each year's 11 November, or 2027-11-11")
			return
		}
		e.Year = t.Year()
	}
	e.Month, e.Day = t.Month(), t.Day()
	r.startsOnADay(n, "events")
	r.input(n, path, 0)
}

// byYear reads a factor, or factors by year.
func (r *reader) byYear(n *node, path string) []model.YearValue {
	switch {
	case n == nil:
		return nil
	case n.shape != mapShape:
		return []model.YearValue{{Value: r.quantity(n, path, aFactor)}}
	case len(n.fields) == 0:
		r.failNode("E101", n, "times by year, and no year", "", "write `times: {2027: 1.3, 2028: 2}`")
	}
	var out []model.YearValue
	for _, f := range n.fields {
		year, err := strconv.Atoi(f.key)
		if err != nil || year < 1900 || year > 2200 {
			r.fail("E016", f.at, f.key+" is no year", "", "write a year such as 2009")
			continue
		}
		v := model.YearValue{Year: year, Value: r.quantity(f.value, path+"."+f.key, aFactor)}
		at := len(out)
		for at > 0 && out[at-1].Year > year {
			at--
		}
		out = append(out[:at], append([]model.YearValue{v}, out[at:]...)...)
	}
	return out
}

// spike reads the rush at an event's beginning: a multiple of the day's highest load, or
// that with how long it lasts.
func (r *reader) spike(o *object, e *model.Event) {
	n := o.get("spike")
	if n == nil {
		return
	}
	times := n
	if n.shape == mapShape {
		m := r.object(n, o.sub("spike"), "a spike")
		if times = m.get("times"); times == nil {
			m.missing("times", "write `spike: {times: 2, lasts: 30 min}`")
		}
		e.Spike, e.SpikeLasts = m.quantity("times", aFactor), m.quantity("lasts", aSpan)
		m.done()
	} else {
		e.Spike = r.quantity(n, o.sub("spike"), aFactor)
	}
	if e.Spike.Set && (e.Spike.Value < 1 || e.Spike.ID > 0 && e.Spike.Lo < 1) {
		r.failNode("E015", times, "a spike below the highest load of its day", "1 or more is needed", "write `times` for a day that is lower than others")
	}
}

// happens reports whether an event begins, or goes on, within the horizon.
func (r *reader) happens(e *model.Event) bool {
	h := &r.plan.Horizon
	end := h.Begin.Add(time.Duration(min(h.Hours, 200*8760) * float64(time.Hour)))
	for year := h.Begin.Year() - 1; year <= end.Year(); year++ {
		if e.Year != 0 && e.Year != year {
			continue
		}
		t := time.Date(year, e.Month, e.Day, 0, 0, 0, 0, time.UTC)
		over := t.Add(time.Duration(e.Lasts.Value * float64(time.Hour)))
		if t.Day() == e.Day && t.Before(end) && over.After(h.Begin) {
			return true
		}
	}
	return false
}
