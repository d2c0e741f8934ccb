package fleets

import (
	"sort"
	"strconv"

	"github.com/capplan/capplan/model"
)

// price reads money, or {value: …}.
func (o *object) price(key string, k *kind) model.Price {
	o.watch(key, k, nil)
	p, _ := o.r.priceOf(o.get(key), o.sub(key), k)
	return p
}

// priceOf reads a price; per is what its unit says behind the currency.
func (r *reader) priceOf(n *node, path string, k *kind) (p model.Price, per string) {
	if n == nil || n.shape != mapShape {
		p.Money, per = r.price(n, path, k)
		r.remember(n, path, &p)
		return p, per
	}
	o := r.object(n, path, "a price")
	v := o.get("value")
	if s := o.get("source"); s != nil {
		p.Source = o.text("source")
		if v != nil {
			r.sourced(v, p.Source)
		}
	}
	p.Money, per = r.price(v, o.sub("value"), k)
	if v == nil {
		o.missing("value", "write `{value: "+k.example+"}`")
	}
	p.Trend, p.Discount = o.quantity("trend", aGrowth), o.quantity("discount", aDiscount)
	r.dated(&p, o)
	if n := o.get("volume"); n != nil && !k.counted {
		r.failNode("E320", n, "a discount by number of what is paid once, by the year or by use", "", "write `discount: 10 %`; volume is for hardware, parts, licences, rents and racks")
	} else {
		p.Volume = r.volume(n, o.sub("volume"))
	}
	o.done()
	r.remember(v, path, &p)
	return p, per
}

// sourced stands behind a value as a catalogue entry does.
func (r *reader) sourced(n *node, source string) {
	own := provenance{source: source}
	if n.prov != nil {
		own = *n.prov
		own.source = source
	}
	n.prov = &own
}

// dated reads the day of a price. Nobody knows a price of tomorrow.
func (r *reader) dated(p *model.Price, o *object) {
	n := o.get("as_of")
	if n == nil || !r.scalar(n, "a date") {
		return
	}
	day, ok := parseDate(n.text)
	begin := r.plan.Horizon.Begin
	switch {
	case !ok:
		r.failNode("E016", n, n.text+" is no date", "", "write 2027-01 or 2027-01-15")
		return
	case !r.opt.Today.IsZero() && day.After(r.opt.Today):
		r.failNode("E226", n, "a price dated in the future", "today is "+r.opt.Today.Format("2006-01-02"), "write the day on which the price was seen; `trend: -15 %/year` moves it on from there")
		return
	case begin.IsZero() && p.Trend.Set:
		r.failNode("E101", n, "a trend from a day on needs a horizon that starts on one", "", "write `horizon: {start: 2027-01, years: 5}`")
	case !begin.IsZero() && day.After(begin):
		r.warning("W251", "", n.origin(), "%s: the price is of %s, after the horizon starts: %s", o.path, n.text, carried(p))
	}
	r.input(n, o.sub("as_of"), 0)
	p.AsOf = day
}

func carried(p *model.Price) string {
	if p.Trend.Set {
		return "its trend carries it back"
	}
	return "it is taken for the start, as it has no trend"
}

// volume reads discounts by the count from which they are given.
func (r *reader) volume(n *node, path string) []model.VolumeDiscount {
	if !r.needsMap(n, "volume", "{100: 10 %, 1000: 25 %}") {
		return nil
	}
	o := r.object(n, path, "volume")
	var out []model.VolumeDiscount
	at := map[int]*node{}
	for _, f := range o.n.fields {
		o.asked = append(o.asked, f.key)
		from, err := strconv.Atoi(f.key)
		if err != nil || from < 1 {
			r.fail("E017", f.at, f.key+" is no number of units", "", "write `volume: {100: 10 %, 1000: 25 %}`: from how many on, and what is off")
			continue
		}
		at[from] = f.value
		out = append(out, model.VolumeDiscount{From: from, Discount: r.quantity(f.value, o.sub(f.key), aDiscount)})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].From < out[j].From })
	for i := 1; i < len(out); i++ {
		if out[i].Discount.Value < out[i-1].Discount.Value {
			r.failNode("E022", at[out[i].From], sprint("from ", out[i].From, " on less is off than from ", out[i-1].From, " on"), "the smaller discount", "a larger order has at least the discount of a smaller one")
		}
	}
	o.done()
	return out
}

// rental reads what machine and place cost, on demand and reserved.
func (r *reader) rental(o *object, key string) model.RentalPrice {
	n := o.get(key)
	if n == nil || n.shape != mapShape || n.get("price") == nil && n.get("reserved") == nil {
		p, per := r.priceOf(n, o.sub(key), aRental)
		r.flat(n, &p, per)
		return model.RentalPrice{Price: p, Per: per}
	}
	m := r.object(n, o.sub(key), "a rent")
	var out model.RentalPrice
	out.Price, out.Per = r.priceOf(m.get("price"), m.sub("price"), aRental)
	r.flat(m.get("price"), &out.Price, out.Per)
	if m.get("price") == nil {
		m.missing("price", "write `"+key+": {price: "+aRental.example+", reserved: {share: 70 %, discount: 40 %, term: 36 months}}`")
	}
	if q := m.get("reserved"); r.needsMap(q, "reserved", "{share: 70 %, discount: 40 %, term: 36 months}") {
		s := r.object(q, m.sub("reserved"), "reserved")
		out.Reserved = &model.Reserve{Share: s.quantity("share", aShare), Discount: s.quantity("discount", aDiscount), Term: s.quantity("term", aTerm)}
		for _, k := range []string{"share", "discount", "term"} {
			if s.get(k) == nil {
				s.missing(k, "write `reserved: {share: 70 %, discount: 40 %, term: 36 months}`")
			}
		}
		r.certain(s.n.get("term"), out.Reserved.Term)
		s.done()
		if !out.Reserved.Term.Set {
			out.Reserved = nil
		}
	}
	m.done()
	return out
}

// flat refuses a discount by number of a rent that is for all machines together.
func (r *reader) flat(n *node, p *model.Price, per string) {
	if per == "month" && len(p.Volume) > 0 {
		r.failNode("E320", n.get("volume"), "a discount by number, and the rent is one for all machines", "", "write `discount: 10 %`, or a rent per server")
	}
}

// network reads money by the year, or {per_request: 20 kB, price: 0.5 CNY/GB}.
func (r *reader) network(o *object) (out model.Network) {
	n := o.get("network")
	if n == nil {
		return out
	}
	if n.shape != mapShape || n.get("value") != nil {
		out.PerYear, _ = r.priceOf(n, o.sub("network"), aNetwork)
		return out
	}
	m := r.object(n, o.sub("network"), "network")
	out.Request, out.PerByte = m.quantity("per_request", aData), m.price("price", perByte)
	for _, k := range []string{"per_request", "price"} {
		if m.get(k) == nil {
			m.missing(k, "write `network: {per_request: 20 kB, price: 0.5 USD/GB}`, or `network: 40k USD/month`")
		}
	}
	m.done()
	return out
}
