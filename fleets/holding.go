package fleets

import (
	"time"

	"github.com/capplan/capplan/model"
)

// holding reads how a pool's machines are held: bought (nothing said), rented, leased
// or there already.
func (r *reader) holding(pl *model.Pool, o *object) {
	pl.Rent = r.rental(o, "rent")
	pl.Lease = r.lease(o)
	if pl.Owned = r.ownedBefore(pl, o); pl.Owned != nil && pl.Hardware == nil {
		pl.Hardware = &model.Hardware{PartShare: model.Certain(1)}
	}
	first := ""
	for _, k := range []string{"rent", "lease", "owned"} {
		n := o.get(k)
		if n != nil && first != "" {
			r.failNode("E227", n, k+" beside "+first+" pays for the machines twice", "", "keep one of them")
		} else if n != nil {
			first = k
		}
	}
	if pl.Lease != nil && (pl.Hardware == nil || !pl.Hardware.Price.Set) {
		r.failNode("E229", o.n.get("lease"), "a lease of hardware without a price", "", "give the hardware its price: the lease pays it off")
	}
}

func (r *reader) lease(o *object) *model.Lease {
	n := o.get("lease")
	if n == nil {
		return nil
	}
	m := r.object(n, o.sub("lease"), "a lease", "")
	l := &model.Lease{Rate: m.quantity("rate", aRate)}
	if q := m.quantity("months", aCount); q.Set {
		l.Term = q
		l.Term.Value *= r.month
	}
	for _, k := range []string{"months", "rate"} {
		if m.get(k) == nil {
			m.missing(k, "write `lease: {months: 36, rate: 8 %}`")
		}
	}
	m.done()
	if !l.Term.Set {
		return nil
	}
	return l
}

func (r *reader) ownedBefore(pl *model.Pool, o *object) *model.Owned {
	n := o.get("owned")
	if n == nil {
		return nil
	}
	m := r.object(n, o.sub("owned"), "owned", "")
	w := &model.Owned{Book: m.money("book", aPrice)}
	begin := r.plan.Horizon.Begin
	since := m.get("since")
	if since != nil && r.scalar(since, "a date") {
		day, ok := parseDate(since.text)
		switch {
		case !ok:
			r.failNode("E016", since, since.text+" is no date", "", "write 2027-01 or 2027-01-15")
		case begin.IsZero():
			r.failNode("E101", since, "what is owned since a day needs a horizon that starts on one", "", "write `horizon: {start: 2027-01, years: 5}`")
		case day.After(begin):
			r.failNode("E229", since, "owned since a day after the horizon starts", "it starts on "+begin.Format("2006-01-02"), "buy it instead: delete owned")
		default:
			r.input(since, m.sub("since"), 0)
			w.Since = day
		}
	}
	for _, k := range []string{"since", "book"} {
		if m.get(k) == nil {
			m.missing(k, "write `owned: {since: 2006-06, book: 20M USD}`: when it was bought, and what it is worth in the books now")
		}
	}
	m.done()
	if r.opt.Greenfield {
		if pl.Hardware == nil || !pl.Hardware.Price.Set {
			r.failNode("E229", n, "--greenfield buys what is owned, and its price is not known", "", "give the hardware a price")
		}
		return nil
	}
	if w.Since.IsZero() || !w.Book.Set {
		return nil
	}
	r.replaced(pl, n, w)
	return w
}

// replaced looks at when the life of what is owned ends.
func (r *reader) replaced(pl *model.Pool, n *node, w *model.Owned) {
	life := 5. * 8760
	if r.plan.Finance.Life.Set {
		life = r.plan.Finance.Life.Value
	}
	if pl.Hardware != nil && pl.Hardware.UsefulLife.Set {
		life = pl.Hardware.UsefulLife.Value
	}
	begin := r.plan.Horizon.Begin
	left := w.Since.Add(time.Duration(life * float64(time.Hour))).Sub(begin).Hours()
	switch {
	case left <= 0:
		r.warning("W252", "", n.origin(), "%s is past its life of %.3g years when the horizon starts: it is kept, and not bought again; give it a longer useful_life, or delete owned to buy it", pl.Name, life/8760)
	case left < r.plan.Horizon.Hours && (pl.Hardware == nil || !pl.Hardware.Price.Set):
		r.failNode("E229", n, "the life of what is owned ends within the horizon, and the price of the next is not known", "", "give the hardware a price, or a longer useful_life")
	}
}
