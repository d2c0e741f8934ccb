package decide

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

// answer writes the verdict and its reasons from the result alone.
func answer(r *Result) Answer {
	names := fleetNames(r)
	a := Answer{Why: []Sentence{}}
	a.Verdict = verdict(r, names)
	for _, n := range names {
		a.Why = append(a.Why, why(r, n)...)
	}
	for i := range r.Stops {
		a.Why = append(a.Why, stopWhy(&r.Stops[i], i))
	}
	a.Next = next(r, names)
	return a
}

func fleetNames(r *Result) []string {
	names := make([]string, 0, len(r.Fleets))
	for n := range r.Fleets {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool { return r.Fleets[names[i]].Order < r.Fleets[names[j]].Order })
	return names
}

func metricPath(fleet, metric, statistic string) string {
	return "fleets/" + fleet + "/metrics/" + metric + "/" + statistic
}

// least returns the fleets ordered by the mean of a metric, those without it left out.
func ranked(r *Result, names []string, metric string, descending bool) []string {
	var out []string
	for _, n := range names {
		if m, ok := r.Fleets[n].Metrics[metric]; ok && m.Mean != nil {
			out = append(out, n)
		}
	}
	mean := func(n string) float64 { return *r.Fleets[n].Metrics[metric].Mean }
	sort.SliceStable(out, func(i, j int) bool {
		if descending {
			return mean(out[i]) > mean(out[j])
		}
		return mean(out[i]) < mean(out[j])
	})
	return out
}

func mean(r *Result, fleet, metric string) float64 { return *r.Fleets[fleet].Metrics[metric].Mean }

func verdict(r *Result, names []string) Sentence {
	p := &phrase{}
	if len(names) == 1 {
		return single(r, p, names[0])
	}
	var parts []func()
	if c := ranked(r, names, "cost.pv", false); len(c) == len(names) {
		parts = append(parts, func() {
			cheapest(r, p, c)
			withLosses(r, p, names, c[0])
		})
		for _, n := range c {
			if u := r.Fleets[n].Unpriced; len(u) > 0 {
				parts[0] = func() { p.say("cost does not compare: %s of %s has no price", strings.Join(u, ", "), n) }
				break
			}
		}
	}
	if d := ranked(r, names, "downtime", false); len(d) > 1 {
		parts = append(parts, func() { steadiest(r, p, d) })
	}
	if k := ranked(r, names, "capacity.multiple", true); len(k) > 1 {
		parts = append(parts, func() { strongest(r, p, k) })
	}
	if len(parts) == 0 {
		if u := ranked(r, names, "unreliability", false); len(u) > 1 {
			parts = append(parts, func() { longest(r, p, u) })
		}
	}
	for i, part := range parts {
		if i > 0 {
			p.say("; ")
		}
		part()
	}
	objectives(r, p, names)
	return p.say(".").done()
}

func single(r *Result, p *phrase, n string) Sentence {
	p.say("%s", n)
	if m, ok := r.Fleets[n].Metrics["cost.pv"]; ok {
		p.say(" costs ").num(short(*m.Mean), *m.Mean, metricPath(n, "cost.pv", "mean")).say(" %s (present value)", m.Unit)
		p.say(" and")
	}
	if m := r.Fleets[n].Metrics["downtime"]; m.Mean != nil {
		p.say(" is down ").num(short(*m.Mean), *m.Mean, metricPath(n, "downtime", "mean")).say(" min/year")
	} else {
		first(r, p, n)
	}
	if m, ok := r.Fleets[n].Metrics["capacity.multiple"]; ok {
		p.say("; it carries ").num(digits(*m.Mean), *m.Mean, metricPath(n, "capacity.multiple", "mean")).say(" times today's load")
	}
	objectives(r, p, []string{n})
	return p.say(".").done()
}

// first says when a new fleet first is not up, where the long run is not known.
func first(r *Result, p *phrase, n string) {
	m := r.Fleets[n].Metrics["reliability"]
	if m.Mean == nil {
		p.say(" has no figure of the long run")
		return
	}
	p.say(" has no outage within the horizon with a probability of ").num(percent(*m.Mean, &m), *m.Mean, metricPath(n, "reliability", "mean"))
	if m := r.Fleets[n].Metrics["mttf"]; m.Mean != nil {
		p.say("; the first comes after ").num(short(*m.Mean), *m.Mean, metricPath(n, "mttf", "mean")).say(" h on average")
	}
}

// longest says which of the fleets of which nothing else is known is most likely to
// come through.
func longest(r *Result, p *phrase, u []string) {
	a, b := u[0], u[1]
	if x, y := mean(r, a, "unreliability"), mean(r, b, "unreliability"); x == y {
		p.say("reliability does not separate %s and %s (an outage within the horizon with a probability of ", a, b)
	} else {
		p.say("%s is more reliable (an outage within the horizon with a probability of ", a)
	}
	p.num(digits(mean(r, a, "unreliability")), mean(r, a, "unreliability"), metricPath(a, "unreliability", "mean"))
	p.say(" against ").num(digits(mean(r, b, "unreliability")), mean(r, b, "unreliability"), metricPath(b, "unreliability", "mean")).say(")")
}

func cheapest(r *Result, p *phrase, c []string) {
	a, b := c[0], c[1]
	if close, ok := cheaperShare(r, a, b); ok && undecided(close) {
		p.say("cost does not separate %s and %s (present value ", a, b)
	} else {
		p.say("%s is cheaper (present value ", a)
	}
	p.num(short(mean(r, a, "cost.pv")), mean(r, a, "cost.pv"), metricPath(a, "cost.pv", "mean"))
	p.say(" against ").num(short(mean(r, b, "cost.pv")), mean(r, b, "cost.pv"), metricPath(b, "cost.pv", "mean"))
	p.say(" %s", r.Scenario.Currency)
	if m, ok := cheaperShare(r, a, b); ok && m.Method != model.Exact.String() && m.difference.Method != model.Exact.String() {
		share, path := *m.Mean, m.path
		p.say("; cheaper in ").num(percent(share, &m.Metric), share, path).say(" of trials")
	}
	p.say(")")
}

// withLosses says which fleet is cheaper, and clearly so, once the revenue that each loses
// is counted, where that is not the one that costs least.
func withLosses(r *Result, p *phrase, names []string, cheapest string) {
	const metric = "cost.with_losses"
	c := ranked(r, names, metric, false)
	if len(c) < len(names) {
		return
	}
	a, b := r.Fleets[c[0]].Metrics[metric], r.Fleets[cheapest].Metrics[metric]
	if a.Hi == nil || b.Lo == nil || *a.Hi >= *b.Lo { // one fleet is never apart from itself
		return
	}
	p.say("; with the revenue that each loses, %s is cheaper (", c[0])
	p.num(short(*a.Mean), *a.Mean, metricPath(c[0], metric, "mean")).say(" against ")
	p.num(short(*b.Mean), *b.Mean, metricPath(cheapest, metric, "mean")).say(")")
}

// A located metric knows where it stands in the result.
type located struct {
	Metric
	path       string
	difference Metric
}

// cheaperShare returns the share of trials in which a costs less than b.
func cheaperShare(r *Result, a, b string) (located, bool) { return compared(r, a, b, "cost.pv") }

// compared returns the share of trials in which a figure of a is less than that of b.
func compared(r *Result, a, b, metric string) (located, bool) {
	for i, c := range r.Comparison {
		if c.Metric == metric && c.Fleet == a && c.Against == b {
			return located{c.Less, "comparisons/" + strconv.Itoa(i) + "/p_less/mean", c.Difference}, true
		}
	}
	return located{}, false
}

// undecided reports that neither fleet costs less in most trials.
func undecided(m located) bool {
	same := m.difference.Mean != nil && *m.difference.Mean == 0
	return same || m.Lo != nil && m.Hi != nil && *m.Lo < 0.5 && *m.Hi > 0.5
}

// steadiest says which of two fleets is down less: by the means where their
// intervals, or that of their paired difference, tell them apart.
func steadiest(r *Result, p *phrase, d []string) {
	a, b := d[0], d[1]
	ma, mb := r.Fleets[a].Metrics["downtime"], r.Fleets[b].Metrics["downtime"]
	less, paired := compared(r, a, b, "unavailability")
	apart := ma.Hi != nil && mb.Lo != nil && *ma.Hi < *mb.Lo || paired && less.difference.Hi != nil && *less.difference.Hi < 0
	if !apart {
		p.say("the mean downtime does not separate %s and %s (", a, b)
	} else {
		p.say("%s is steadier (down ", a)
	}
	p.num(short(*ma.Mean), *ma.Mean, metricPath(a, "downtime", "mean"))
	p.say(" against ").num(short(*mb.Mean), *mb.Mean, metricPath(b, "downtime", "mean")).say(" min/year")
	if !apart && paired && less.Lo != nil && *less.Lo > 0.5 {
		p.say("; %s has less in ", a).num(percent(*less.Mean, &less.Metric), *less.Mean, less.path).say(" of trials")
	}
	p.say(")")
}

func strongest(r *Result, p *phrase, k []string) {
	a, b := k[0], k[1]
	apart := func(name string) bool {
		ma, mb := r.Fleets[a].Metrics[name], r.Fleets[b].Metrics[name]
		return ma.Lo != nil && mb.Hi != nil && *ma.Lo > *mb.Hi
	}
	if apart("capacity.multiple") || apart("capacity.peak") { // what is not known of the load is the same of both
		p.say("%s has more room (carries ", a)
	} else {
		p.say("room does not separate %s and %s (they carry ", a, b)
	}
	p.num(digits(mean(r, a, "capacity.multiple")), mean(r, a, "capacity.multiple"), metricPath(a, "capacity.multiple", "mean"))
	p.say(" against ").num(digits(mean(r, b, "capacity.multiple")), mean(r, b, "capacity.multiple"), metricPath(b, "capacity.multiple", "mean"))
	p.say(" times today's load)")
}

func objectives(r *Result, p *phrase, names []string) {
	first := true
	for _, n := range names {
		f := r.Fleets[n]
		m, ok := f.Metrics["objective"]
		if !ok || f.Objective == nil {
			continue
		}
		if first {
			p.say(". The objective of %s, ", f.ObjectiveOf).num(objectiveText(*f.Objective), *f.Objective, "fleets/"+n+"/availability_objective").say(", is met ")
		} else {
			p.say(", ")
		}
		first = false
		p.say("by %s in ", n).num(percent(*m.Mean, &m), *m.Mean, metricPath(n, "objective", "mean")).say(" of windows")
	}
}

func why(r *Result, n string) []Sentence {
	var out []Sentence
	f := r.Fleets[n]
	if len(f.Causes) > 0 {
		c := f.Causes[0]
		p := (&phrase{}).say("%s: ", n).num(percent(c.Share, nil), c.Share, "fleets/"+n+"/causes/0/share")
		p.say(" of its downtime is %s (", c.Cause)
		p.num(short(c.Downtime), c.Downtime, "fleets/"+n+"/causes/0/downtime").say(" min/year).")
		out = append(out, p.done())
	}
	if cutsTell(&f) {
		out = append(out, cutWhy(n, &f.Cuts[0]))
	}
	out = append(out, maturityWhy(r, n)...)
	_, grows := f.Metrics["units_end"] // what carries then is there for the load of then
	if m, ok := f.Metrics["capacity.degraded"]; ok && f.DegradedBy != "" && !grows {
		d := f.Metrics["demand.peak"]
		p := (&phrase{}).say("%s: losing one %s leaves ", n, f.DegradedBy)
		p.num(short(*m.Mean), *m.Mean, metricPath(n, "capacity.degraded", "mean")).say(" req/s; the first year's peak needs ")
		p.num(short(*d.Mean), *d.Mean, metricPath(n, "demand.peak", "mean"))
		if f.Bottleneck != "" {
			p.say("; with all up %s limits it", f.Bottleneck)
			if x, ok := f.Metrics["capacity.next"]; ok {
				p.say(", then %s at ", f.Next).num(short(*x.Mean), *x.Mean, metricPath(n, "capacity.next", "mean"))
			}
		}
		p.say(".")
		out = append(out, p.done())
	}
	return append(append(out, costWhy(r, n)...), cheaperWhy(r, n)...)
}

// cheaperWhy says from when on a fleet or plan has cost less than the baseline, where
// plans are compared.
func cheaperWhy(r *Result, n string) []Sentence {
	m, ok := r.Fleets[n].Metrics["cheaper_from"]
	if !ok || r.Scenario.Start == nil {
		return nil
	}
	p := (&phrase{}).say("%s: ", n)
	if m.P50 == nil {
		return []Sentence{p.say("in cash it has not cost less than %s by the end, in the median trial.", r.Scenario.Baseline).done()}
	}
	date := func(name string, hours float64) {
		at := r.Scenario.Start.Add(time.Duration(hours * float64(time.Hour)))
		text := at.Format(time.DateOnly)
		if at.Day() == 1 {
			text = at.Format("2006-01")
		}
		p.num(text, hours, metricPath(n, "cheaper_from", name))
	}
	p.say("in cash it has cost less than %s from ", r.Scenario.Baseline)
	date("p50", *m.P50)
	p.say(" on")
	if m.P10 != nil && m.P90 != nil && *m.P10 != *m.P90 {
		p.say(" (median; P10 ")
		date("p10", *m.P10)
		p.say(", P90 ")
		date("p90", *m.P90)
		p.say(")")
	}
	return []Sentence{p.say(".").done()}
}

// cutWhy says what an outage is most often made of.
func cutWhy(n string, c *Cut) Sentence {
	at := "fleets/" + n + "/cuts/0/"
	p := (&phrase{}).say("%s: ", n).num(percent(c.Share, nil), c.Share, at+"share").say(" of its outages, to first order, are ")
	for i, part := range c.Parts {
		if i > 0 {
			p.say(" and ")
		}
		if part.Count == 0 {
			p.say("%s", part.What)
			continue
		}
		count, what, _ := strings.Cut(exact.CutPart(part).String(), " ")
		p.num(count, float64(part.Count), at+"parts/"+strconv.Itoa(i)+"/count").say(" %s", what)
	}
	return p.say(" out together.").done()
}

func costWhy(r *Result, n string) []Sentence {
	f := r.Fleets[n]
	pv, ok := f.Metrics["cost.pv"]
	if !ok || *pv.Mean <= 0 {
		return nil
	}
	best := 0
	for i := range f.Costs {
		if f.Costs[i].PV > f.Costs[best].PV {
			best = i
		}
	}
	share := f.Costs[best].PV / *pv.Mean
	p := (&phrase{}).say("%s: ", n)
	p.num(percent(share, nil), share, "fleets/"+n+"/costs/"+strconv.Itoa(best)+"/pv", metricPath(n, "cost.pv", "mean"))
	p.say(" of its cost is %s.", strings.ReplaceAll(f.Costs[best].Category, "_", "-"))
	return []Sentence{p.done()}
}

// next proposes to look closer at the fleet with the most downtime: by the other
// method when one fleet was asked for.
func next(r *Result, names []string) string {
	d := ranked(r, names, "downtime", true)
	if len(d) == 0 || len(r.Inputs) == 0 || strings.ContainsAny(r.Inputs[0].Path, " '\"<>$&|;*?") {
		return ""
	}
	command := "capplan compare " + r.Inputs[0].Path
	switch {
	case len(names) > 1:
		return command + " --fleet " + d[0] + " -f csv --table metrics"
	case r.Method != "simulate":
		return command + " --fleet " + d[0] + " --method simulate"
	}
	return command
}

// objectiveText writes an objective as people do: 99.95 %.
func objectiveText(x float64) string {
	return strconv.FormatFloat(round12(x*100), 'f', -1, 64) + " %"
}
