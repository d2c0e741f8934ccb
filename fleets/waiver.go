package fleets

import (
	"time"

	"github.com/capplan/capplan/model"
)

// waiver reads why an assertion may fail for a while, or might until its last day was over.
func (r *reader) waiver(o *object) (inForce, ended *model.Waiver) {
	n := o.get("waive")
	if n == nil || !r.needsMap(n, "waive", "{reason: new rack ordered, until: 2027-03-31, ticket: INFRA-2210}") {
		return nil, nil
	}
	w := r.object(n, o.sub("waive"), "a waiver")
	out := &model.Waiver{Reason: w.text("reason"), Ticket: w.text("ticket")}
	until := w.get("until")
	for _, key := range []string{"reason", "until"} {
		if w.get(key) == nil {
			w.missing(key, "write `waive: {reason: new rack ordered, until: 2027-03-31}`: why, and the last day on which it may fail")
		}
	}
	w.done()
	if until == nil || !r.scalar(until, "a date") {
		return nil, nil
	}
	day, ok := parseDate(until.text)
	if !ok || len(until.text) != len(time.DateOnly) {
		r.failNode("E343", until, until.text+" is no day", "", "write the last day on which it may fail: 2027-03-31")
		return nil, nil
	}
	out.Until = day
	if r.opt.Today.Truncate(24 * time.Hour).After(day) {
		r.warning("W280", "", until.origin(), "a waiver ended on %s (%s): the assertion counts", until.text, out.Reason)
		return nil, out
	}
	return out, nil
}
