package fleets

import (
	"math"

	"github.com/capplan/capplan/model"
)

// steep names a rate of interest above 100 % a year.
func (r *reader) steep(q model.Quantity, n *node, path, fleet string) {
	if top := max(q.Value, q.Hi); q.Set && top > 1 {
		r.warning("W257", fleet, n.origin(), "%s: %s a year: is the percent sign right?", path, percent(top))
	}
}

// warnHolding names what is worth more than it costs new, and terms that outlast the
// horizon.
func (r *reader) warnHolding(fl *model.Fleet, p *model.Pool) {
	name := fl.Name + "." + p.Name
	if w, h := p.Owned, p.Hardware; w != nil && h.Price.Set && h.Price.Currency == w.Book.Currency {
		book, anew := w.Book.Value, max(h.Price.Value, h.Price.Hi)*float64(p.Units())
		if w.Book.ID > 0 {
			book = w.Book.Lo
		}
		if book > anew*(1+1e-9) {
			r.warning("W258", fl.Name, w.Book.Origin, "%s: owned.book is %.6g %s, and all %d units cost %.6g new: is it the book value of all units?", name, book, w.Book.Currency, p.Units(), anew)
		}
	}
	if p.Lease != nil {
		r.outlasts(fl.Name, name+": the last lease", p.Lease.Term, p.Origin)
	}
	if p.Rent.Reserved != nil {
		r.outlasts(fl.Name, name+": the last reserved term of its rent", p.Rent.Reserved.Term, p.Origin)
	} else if p.Rent.Per == "" && p.Site >= 0 && r.plan.Sites[p.Site].Rental.Reserved != nil {
		s := &r.plan.Sites[p.Site]
		r.outlasts("", "site "+s.Name+": the last reserved term of its rental", s.Rental.Reserved.Term, r.root.get("sites").get(s.Name).origin())
	}
}

// outlasts warns where terms one after another end after the horizon.
func (r *reader) outlasts(fleet, what string, term model.Quantity, at model.Origin) {
	months, _ := model.Months(term.Value, r.month)
	if months = max(1, months); !term.Set || term.ID > 0 {
		return
	}
	horizon, _ := model.Months(r.plan.Horizon.Hours, r.month)
	if left := int(math.Ceil(float64(horizon)/float64(months)))*months - horizon; left > 0 {
		r.warning("W259", fleet, at, "%s outlasts the horizon by %d of its %d months: what they commit to is not in the cost", what, left, months)
	}
}
