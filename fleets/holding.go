package fleets

import "github.com/capplan/capplan/model"

// holding reads how a pool's machines are held: bought (nothing said), rented, leased
// or there already.
func (r *reader) holding(fl *model.Fleet, pl *model.Pool, o *object) {
	pl.Rent = r.rental(o, "rent")
	pl.Lease = r.lease(fl, o)
	if pl.Owned = r.ownedBefore(fl, pl, o); pl.Owned != nil && pl.Hardware == nil {
		pl.Hardware = &model.Hardware{PartShare: model.Certain(1)}
	}
	rental := model.RentalPrice{}
	if pl.Site >= 0 {
		rental = r.plan.Sites[pl.Site].Rental
	}
	first := ""
	for _, k := range []string{"rent", "lease", "owned"} {
		n := o.get(k)
		switch {
		case n == nil:
		case first != "":
			r.failNode("E227", n, k+" beside "+first+" pays for the machines twice", "", "keep one of them")
		case k != "rent" && rental.Set:
			r.failNode("E227", n, k+" at a site that rents machine and place", "paid twice", "let pool "+pl.Name+" stand at another site, or delete "+k)
		default:
			first = k
		}
	}
	if pl.Lease != nil && (pl.Hardware == nil || !pl.Hardware.Price.Set) {
		r.failNode("E229", o.n.get("lease"), "a lease of hardware without a price", "", "give the hardware its price: the lease pays it off")
	}
	if pl.Rent.Set {
		r.countable(pl, pl.Rent.Per, "rent", o)
	} else {
		r.countable(pl, rental.Per, "rental", o)
	}
}

// countable checks that what a rent is paid for is known of the hardware.
func (r *reader) countable(pl *model.Pool, per, what string, o *object) {
	h, lack, help := pl.Hardware, "", ""
	switch {
	case per == "rack" && (h == nil || !h.Size.Set):
		lack, help = "size", "`size: 2 U`"
	case per == "kW" && (h == nil || !h.Max.Set && !h.Typical.Set):
		lack, help = "power", "`power: {max: 450 W}`"
	default:
		return
	}
	at := o.n.get(what)
	if at == nil {
		at = o.n
	}
	r.failNode("E321", at, "a "+what+" per "+per+", and pool "+pl.Name+" has hardware of no known "+lack, "", "add "+help+" to the hardware, or write a rent per server")
}

func (r *reader) lease(fl *model.Fleet, o *object) *model.Lease {
	n := o.get("lease")
	if !r.needsMap(n, "lease", "{months: 36, rate: 8 %}") {
		return nil
	}
	m := r.object(n, o.sub("lease"), "a lease")
	l := &model.Lease{Rate: m.quantity("rate", aRate)}
	r.steep(l.Rate, m.get("rate"), m.sub("rate"), fl.Name)
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

func (r *reader) ownedBefore(fl *model.Fleet, pl *model.Pool, o *object) *model.Owned {
	n := o.get("owned")
	if !r.needsMap(n, "owned", "{since: 2006-06, book: 20M USD}") {
		return nil
	}
	m := r.object(n, o.sub("owned"), "owned")
	w := &model.Owned{Book: m.money("book", anAmount)}
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
			r.failNode("E229", n, "--greenfield buys what pool "+pl.Name+" owns, and its price is not known", "", "give the hardware a price")
		}
		return nil
	}
	if w.Since.IsZero() || !w.Book.Set {
		return nil
	}
	r.replaced(fl, pl, n, w)
	return w
}

// replaced looks at when the life of what is owned ends, in months as invoices count.
func (r *reader) replaced(fl *model.Fleet, pl *model.Pool, n *node, w *model.Owned) {
	life := r.plan.Finance.Life
	if pl.Hardware != nil && pl.Hardware.UsefulLife.Set {
		life = pl.Hardware.UsefulLife
	}
	taken := !life.Set
	if taken {
		life = model.Certain(5 * model.HoursPerYear)
	}
	months, _ := model.Months(life.Value, r.month)
	left := max(1, months) - w.Used(r.plan.Horizon.Begin)
	switch {
	case left <= 0:
		r.warning("W252", fl.Name, n.origin(), "%s.%s is past its life of %.3g years when the horizon starts: it is kept, and not bought again; give it a longer useful_life, or delete owned to buy it", fl.Name, pl.Name, life.Value/model.HoursPerYear)
	case pl.Hardware != nil && pl.Hardware.Price.Set:
		if taken && float64(left)*model.HoursPerMonth < r.plan.Horizon.Hours {
			r.warning("W255", fl.Name, n.origin(), "%s.%s is bought again in %s: no useful_life is written, and five years are taken", fl.Name, pl.Name, r.plan.Horizon.Begin.AddDate(0, left, 0).Format("2006-01"))
		}
	case float64(left)*model.HoursPerMonth < r.plan.Horizon.Hours:
		r.failNode("E229", n, "the life of what is owned ends within the horizon, and the price of the next is not known", "", "give the hardware a price, or a longer useful_life")
	case life.ID > 0:
		r.failNode("E229", n, "a life that is a range may end within the horizon, and the price of the next is not known", "", "give the hardware a price, or a single useful_life")
	}
}
