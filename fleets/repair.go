package fleets

import (
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// repairing reads what a pool says of failing and coming back beyond failures,
// repair and failover.
func (r *reader) repairing(fl *model.Fleet, pl *model.Pool, p *poolRead, shared *node) {
	o := p.o
	pl.Standby = r.standby(pl, o.get("standby"), o.sub("standby"))
	r.poolCrew(fl, pl, o)
	pl.Spares = r.spares(o.get("spares"), o.sub("spares"))
	beta, path := o.get("common_cause"), o.sub("common_cause")
	if beta == nil && shared != nil {
		beta, path = shared, o.sub("hardware.common_cause")
	}
	pl.Beta = r.commonCause(beta, path)
	if pl.Freeze = o.word("while_down", "keep-failing", "freeze") == "freeze"; !pl.Freeze && fl.Freeze && o.get("while_down") != nil {
		r.failNode("E223", o.get("while_down"), "keep-failing in a fleet that freezes", "all clocks stop with the fleet's", "delete it, or write `while_down: freeze` at the pools that freeze and not at the fleet")
	}
	pl.Gray = r.gray(o.get("gray"), o.sub("gray"))
	pl.Upkeep = r.maintenance(pl, o.get("maintenance"), o.sub("maintenance"))
}

// needsMap reports whether a value is there as a map; another shape is an error.
func (r *reader) needsMap(n *node, key, example string) bool {
	if n != nil && n.shape != mapShape {
		r.failNode("E100", n, key+" is a map, not "+n.shape.String(), "", "write `"+key+": "+example+"`")
	}
	return n != nil && n.shape == mapShape
}

// standby reads units that carry nothing. Without kind they are warm where dormancy
// says how warm, else hot.
func (r *reader) standby(pl *model.Pool, n *node, path string) *model.Standby {
	if !r.needsMap(n, "standby", "{count: 2, kind: cold}") {
		return nil
	}
	o := r.object(n, path, "standby")
	s := &model.Standby{Count: o.count("count")}
	if o.get("count") == nil {
		o.missing("count", "write how many wait: `standby: {count: 2, kind: cold}`")
	}
	dormancy := o.quantity("dormancy", aShare)
	s.Kind = "hot"
	if o.get("dormancy") != nil {
		s.Kind = "warm"
	}
	if o.get("kind") != nil {
		s.Kind = o.word("kind", "cold", "warm", "hot")
	}
	switch {
	case s.Kind == "warm" && o.get("dormancy") == nil:
		o.missing("dormancy", "write how fast a warm unit fails: `dormancy: 10 %` of the rate of a carrying one")
	case s.Kind == "warm":
		s.Dormancy = dormancy
	case o.get("dormancy") != nil:
		r.failNode("E020", o.n.get("dormancy"), s.Kind+" and dormancy say the same thing", "second figure", "delete it, or write `kind: warm`")
	case s.Kind == "hot":
		s.Dormancy = model.Certain(1)
	default:
		s.Dormancy = model.Certain(0)
	}
	o.done()
	if pl.Mode != model.Shared {
		r.failNode("E225", n, "standby beside "+pl.Mode.String(), "its units wait already", "raise count, and delete standby")
	}
	if s.Count == 0 {
		return nil
	}
	return s
}

// fleetCrew reads the crew of all pools without their own, and the policy of those
// that say none.
func (r *reader) fleetCrew(fl *model.Fleet, o *object) {
	r.sharing = o.word("repair_policy", "fcfs", "sharing") == "sharing"
	if o.get("repair_crews") != nil {
		fl.Crew = &model.Crew{Count: max(1, o.count("repair_crews")), Sharing: r.sharing}
	}
	fl.Freeze = o.word("while_down", "keep-failing", "freeze") == "freeze"
}

// idlePolicy refuses a fleet's policy that no crew works by.
func (r *reader) idlePolicy(fl *model.Fleet, policy *node) {
	if policy == nil || fl.Crew != nil {
		return
	}
	for i := range fl.Pools {
		if fl.Pools[i].Crew != nil {
			return
		}
	}
	r.failNode("E223", policy, "a policy without crews", "every unit has a repairer of its own", "add `repair_crews: 2`, or delete it")
}

func (r *reader) poolCrew(fl *model.Fleet, pl *model.Pool, o *object) {
	sharing, policy := r.sharing, o.get("repair_policy")
	if policy != nil {
		sharing = o.word("repair_policy", "fcfs", "sharing") == "sharing"
	}
	switch crews := o.get("repair_crews"); {
	case crews != nil:
		pl.Crew = &model.Crew{Count: max(1, o.count("repair_crews")), Sharing: sharing}
	case policy == nil:
	case fl.Crew == nil:
		r.failNode("E223", policy, "a policy without crews", "every unit has a repairer of its own", "add `repair_crews: 2`, or delete it")
	case sharing != fl.Crew.Sharing:
		r.failNode("E223", policy, "another policy than the fleet's", "the crews are the fleet's", "add `repair_crews: 2` of the pool's own, or delete it")
	}
}

func (r *reader) spares(n *node, path string) *model.SparesSpec {
	if !r.needsMap(n, "spares", "{on_site: 3, resupply: 7 d}") {
		return nil
	}
	o := r.object(n, path, "spares")
	s := &model.SparesSpec{OnSite: int(o.quantity("on_site", aStock).Value)}
	if o.get("on_site") == nil {
		o.missing("on_site", "write how many parts lie on the shelf: `spares: {on_site: 3, resupply: 7 d}`")
	}
	if t := o.get("resupply"); t == nil {
		o.missing("resupply", "write how long a new part takes: `resupply: 7 d`")
	} else if t.shape == textShape && t.text == "never" {
		r.failNode("E028", t, "a part that never comes", "", "write `resupply: 7 d`; units that are never repaired are `repair: never` with standby")
	} else {
		s.Resupply = *r.randomTime(t, o.sub("resupply"))
	}
	o.done()
	return s
}

// commonCause reads {beta: 5 %}.
func (r *reader) commonCause(n *node, path string) model.Quantity {
	if !r.needsMap(n, "common_cause", "{beta: 5 %}") {
		return model.Quantity{}
	}
	o := r.object(n, path, "common_cause")
	q := o.quantity("beta", aShare)
	b := o.get("beta")
	if b == nil {
		o.missing("beta", "write the share of failures that take all: `common_cause: {beta: 5 %}`")
	}
	o.done()
	if q.Set && max(q.Value, q.Hi) >= 1 {
		r.failNode("E015", b, "a beta of 100 %", "below 100 % is needed", "write `beta: 5 %`; what always fails together is one unit")
		return model.Quantity{}
	}
	return q
}

func (r *reader) gray(n *node, path string) *model.GraySpec {
	if !r.needsMap(n, "gray", "{failures: {afr: 5 %}, works: 30 %, detect: 40 min}") {
		return nil
	}
	o := r.object(n, path, "gray")
	g := &model.GraySpec{Works: o.quantity("works", aShare)}
	if l := r.failures(o.get("failures"), o.sub("failures"), nil); l != nil {
		g.Life = *l
	}
	d := o.get("detect")
	if d != nil && d.shape == textShape && d.text == "never" {
		r.failNode("E028", d, "a gray unit that is never detected", "", "write `detect: 30 d`")
	} else if t := r.randomTime(d, o.sub("detect")); t != nil {
		g.Detect = *t
	}
	for _, k := range []string{"failures", "works", "detect"} {
		if o.get(k) == nil {
			o.missing(k, "gray is `{failures: {afr: 5 %}, works: 30 %, detect: 40 min}`")
		}
	}
	o.done()
	return g
}

// maintenance reads what takes every unit out once per period.
func (r *reader) maintenance(pl *model.Pool, n *node, path string) *model.UpkeepSpec {
	if !r.needsMap(n, "maintenance", "{every: 90 d, duration: 2 h, at_once: 1, window: 02:00..05:00}") {
		return nil
	}
	o := r.object(n, path, "maintenance")
	u := &model.UpkeepSpec{Every: o.quantity("every", aSpan), AtOnce: 1, To: 24, Counts: true}
	d := o.get("duration")
	if d != nil && d.shape == textShape && d.text == "never" {
		r.failNode("E028", d, "maintenance that never ends", "", "write `duration: 2 h`")
	} else if t := r.fixedTime(d, o.sub("duration")); t != nil {
		u.Duration = *t
	}
	for _, k := range []string{"every", "duration"} {
		if o.get(k) == nil {
			o.missing(k, "maintenance is `{every: 90 d, duration: 2 h, at_once: 1, window: 02:00..05:00}`")
		}
	}
	if a := o.get("at_once"); a != nil {
		if u.AtOnce = r.portion(a, o.sub("at_once"), pl.Units()); u.AtOnce > pl.Units() && pl.Count > 0 {
			r.failNode("E023", a, sprint("at_once ", u.AtOnce, " of ", pl.Units(), " units"), "more than count", sprint("write ", pl.Units(), " or fewer"))
			u.AtOnce = pl.Units()
		}
	}
	if w := o.get("window"); w != nil && r.scalar(w, "hours of a day such as 02:00..05:00") {
		r.window(w, u)
		r.input(w, o.sub("window"), 0)
	}
	if o.get("counts") != nil {
		u.Counts = o.yes("counts")
	}
	o.done()
	if u.Every.Set && u.Duration.Kind != model.NeverLaw && pl.Count > 0 {
		r.checkUpkeep(u, pl.Units(), o)
	}
	return u
}

// fixedTime reads a random time whose bare duration is fixed.
func (r *reader) fixedTime(n *node, path string) *model.RandomTime {
	t := r.randomTime(n, path)
	if t != nil && t.Kind == model.Exponential && n.shape == textShape {
		t.Kind = model.Deterministic
	}
	return t
}

// portion reads a number of units, or a share of them rounded up.
func (r *reader) portion(n *node, path string, of int) int {
	if n.shape == textShape && strings.HasSuffix(n.text, "%") {
		q := r.quantity(n, path, aShare)
		r.certain(n, q)
		return max(1, int(math.Ceil(q.Value*float64(of)-1e-9)))
	}
	return max(1, int(r.quantity(n, path, aCount).Value))
}

// window reads 02:00..05:00; an end before its beginning is the next day's.
func (r *reader) window(n *node, u *model.UpkeepSpec) {
	if from, to, ok := r.hoursOf(n, "window: 02:00..05:00"); ok {
		u.From, u.To = from, to
	}
}

// hoursOf reads two times of day.
func (r *reader) hoursOf(n *node, such string) (begin, end float64, ok bool) {
	from, to, ok := strings.Cut(n.text, "..")
	a, okA := clock(strings.TrimSpace(from))
	b, okB := clock(strings.TrimSpace(to))
	if !ok || !okA || !okB || a == b || a == 24 {
		r.failNode("E222", n, n.text+" is no window of a day", "hours and minutes, UTC", "write `"+such+"`, or leave it out for any hour")
		return 0, 0, false
	}
	return a, b, true
}

// clock reads HH:MM, 00:00 to 24:00.
func clock(s string) (hours float64, ok bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	h, err := strconv.ParseUint(s[:2], 10, 8)
	m, err2 := strconv.ParseUint(s[3:], 10, 8)
	if err != nil || err2 != nil || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	return float64(h) + float64(m)/60, true
}

// checkUpkeep refuses maintenance that does not fit into its window, or that has not
// gone through all units when it begins again. The ends of ranges decide.
func (r *reader) checkUpkeep(u *model.UpkeepSpec, units int, o *object) {
	every, longest := u.Every.Value, u.Duration.At(nil).Mean
	if u.Every.ID > 0 {
		every = u.Every.Lo
	}
	if u.Duration.Mean.ID > 0 {
		longest = u.Duration.Mean.Hi
	}
	open := math.Mod(u.To-u.From+24, 24)
	if u.To-u.From == 24 {
		open = 24
	}
	batches := math.Ceil(float64(units) / float64(u.AtOnce))
	total := batches * longest
	if o.n.get("window") != nil {
		if longest > open*(1+1e-12) {
			r.failNode("E221", o.n.get("window"), "maintenance does not fit into its window", sprint(short(open), " h, and it takes ", short(longest), " h"), "write a longer window, or a shorter duration")
			return
		}
		perDay := math.Floor(open/longest + 1e-9)
		days := math.Ceil(batches/perDay) - 1
		total = days*24 + (batches-days*perDay)*longest
	}
	if total < every {
		return
	}
	r.failNode("E220", o.n.get("every"), "maintenance never ends", sprint(batches, " batches take ", short(total/24), " d"), "write `every: "+sprint(math.Floor(total/24)+1)+" d` or more, or raise at_once")
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
