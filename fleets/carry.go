package fleets

import (
	"fmt"

	"github.com/capplan/capplan/model"
)

func sprint(parts ...any) string {
	s := ""
	for _, p := range parts {
		s += fmt.Sprint(p)
	}
	return s
}

func (r *reader) throughput(n *node, path string, fl *model.Fleet) *model.Throughput {
	if n == nil {
		return nil
	}
	t := &model.Throughput{}
	if n.shape == textShape {
		t.PerUnit = r.quantity(n, path, aPerSec)
		return t
	}
	o := r.object(n, path, "throughput")
	t.PerUnit = o.quantity("per_unit", aPerSec)
	t.Contention, t.Coherency = o.quantity("contention", aShare), o.quantity("coherency", aShare)
	if w := o.get("per_workload"); w != nil {
		t.PerWorkload = r.byWorkload(w, o.sub("per_workload"), aPerSec)
		if t.PerUnit.Set {
			r.failNode("E020", o.n.get("per_unit"), "per_unit and per_workload say the same thing", "second figure", "keep one of them")
		}
	} else if o.n.get("per_unit") == nil {
		o.missing("per_unit", "write `per_unit: 110 req/s`, or per_workload")
	}
	o.done()
	return t
}

// byWorkload reads a map of workloads' values.
func (r *reader) byWorkload(n *node, path string, k *kind) map[int]model.Quantity {
	if n.shape != mapShape {
		r.failNode("E100", n, "a map of workloads is needed, not "+n.shape.String(), "", "write `{channel: 40 req/s}`")
		return nil
	}
	names := r.workloadNames()
	out := map[int]model.Quantity{}
	for _, f := range n.fields {
		if f.value.shape == nullShape {
			continue
		}
		i := indexOf(names, f.key)
		if i < 0 {
			help := hint(f.key, names)
			if len(names) == 0 {
				help = "the file defines no workload"
			}
			r.fail("E043", f.at, "no workload "+f.key, "", help)
			continue
		}
		if q := r.quantity(f.value, path+"."+f.key, k); q.Set {
			out[i] = q
		}
	}
	return out
}

// share reads a part of the requests: of each workload, or of all alike.
func (r *reader) share(o *object, key string) (of map[int]model.Quantity, all model.Quantity) {
	n := o.get(key)
	if n != nil && n.shape == mapShape {
		return r.byWorkload(n, o.sub(key), aShare), all
	}
	return nil, r.quantity(n, o.sub(key), aShare)
}

// writes reads which part of the visiting requests are writes, and how often the pool
// does each of them.
func (r *reader) writes(pl *model.Pool, o *object) {
	pl.Writes, pl.WritesAll = r.share(o, "write_share")
	pl.Copies = o.count("copies")
	if pl.Copies < 2 {
		return
	}
	at := o.n.get("copies")
	of, many := "units", pl.Count
	if pl.Groups != nil {
		of, many = "members of a group", pl.Groups.Size
	}
	switch {
	case pl.Mode != model.Shared:
		r.failNode("E350", at, sprint(pl.Copies, " copies of a write in a pool that is ", pl.Mode), "every unit of it has every write already, and it carries what one unit does", "delete copies")
	case many > 0 && pl.Copies > many:
		r.failNode("E350", at, sprint("each write is done by ", pl.Copies, " of ", many, " ", of), "more than there are", sprint("write copies: ", many, " or fewer"))
	case pl.Service != nil:
		r.failNode("E330", at, "copies beside a service", "not computed together", "delete one of them")
	}
}

// staff reads a list of lines, or one line.
func (r *reader) staff(n *node, path string) []model.StaffLine {
	if n == nil {
		return nil
	}
	if n.shape == mapShape {
		return []model.StaffLine{r.staffLine(n, path)}
	}
	if n.shape != listShape {
		r.failNode("E100", n, "staff is a list", "", "write `[{role: operator, heads: 8}]`, or `{servers_per_admin: 250}`")
		return nil
	}
	names := itemNames(n)
	var out []model.StaffLine
	for i, it := range n.items {
		out = append(out, r.staffLine(it, path+"."+names[i]))
	}
	return out
}

func (r *reader) staffLine(n *node, path string) model.StaffLine {
	o := r.object(n, path, "a line of staff")
	s := model.StaffLine{Role: o.text("role")}
	s.Heads, s.ServersPerAdmin, s.AtLeast = o.quantity("heads", aHead), o.quantity("servers_per_admin", aNumber), o.quantity("at_least", aHead)
	s.Salary, s.Overhead = o.price("salary", perYear), o.quantity("overhead", aRate)
	heads, per := o.get("heads"), o.get("servers_per_admin")
	o.done()
	if s.Role == "" {
		s.Role = "administrator"
	}
	switch {
	case heads == nil && per == nil:
		r.failNode("E101", n, "heads is missing", "", "write `heads: 8`, or `servers_per_admin: 250`")
	case heads != nil && per != nil:
		r.failNode("E020", per, "heads and servers_per_admin say the same thing", "second figure", "keep one of them")
	case o.get("salary") == nil && r.root.get("finance").get("salary") == nil:
		c := r.plan.Currency
		if c == "" {
			c = "USD"
		}
		r.failNode("E122", n, "staff without a salary", "", "add `salary: 100k "+c+"/year` here, or to finance for all")
	}
	return s
}

var licencePer = []string{"core", "socket", "server", "user", "fleet"}

func (r *reader) licenceList(n *node, path string, pools []model.Pool) []model.Licence {
	if n == nil {
		return nil
	}
	if n.shape != listShape {
		r.failNode("E100", n, "licences is a list", "", "write `[{product: catalog:oracle-ee}]`, or a price and what it is per")
		return nil
	}
	var out []model.Licence
	for i, it := range n.items {
		out = append(out, r.licence(it, item(path, i), pools))
	}
	return out
}

func (r *reader) licence(n *node, path string, pools []model.Pool) model.Licence {
	o := r.object(n, path, "a licence")
	l := model.Licence{Name: o.text("name")}
	product, price := o.get("product"), o.get("price")
	if price == nil && product != nil && (product.shape == mapShape || numberLength(product.text) > 0) {
		price = product
	} else if product != nil && product.shape == textShape && l.Name == "" {
		l.Name = trimCatalog(product.text)
	}
	var per string
	l.Price, per = r.priceOf(price, o.sub("price"), aLicence)
	if price == nil && !(product != nil && trimCatalog(product.text) != product.text) {
		o.missing("product", "write `product: catalog:ID`, or a price: `product: 47.5k USD`")
		if product != nil {
			r.failNode("E101", product, "a product without a price", "", "write `product: catalog:ID`, or add `price: 47.5k USD`")
		}
	}
	r.licenceKind(o, &l, price, per)
	r.licencePer(o, &l, pools)
	l.Factor, l.Discount, l.Support = o.quantity("factor", aNumber), o.quantity("discount", aDiscount), o.quantity("support", aYearly)
	if !l.Factor.Set {
		l.Factor.Value, l.Factor.Set = 1, true
	}
	if s := o.get("support"); s != nil && l.Kind == model.Subscription && l.Support.Value > 0 {
		r.failNode("E227", s, "support beside a subscription pays for it twice", "its price a year has it in", "write `support: null`, or what both cost a year as the price")
	}
	if l.Per == "fleet" && len(l.Price.Volume) > 0 {
		r.failNode("E320", price.get("volume"), "a discount by number, and of a licence per fleet there is one", "", "write `discount: 10 %`, or what is counted: per: server")
	}
	if u := o.get("units"); u != nil {
		l.ActiveOnly = o.word("units", "all", "active") == "active"
	}
	o.done()
	return l
}

func trimCatalog(s string) string {
	if len(s) > 8 && s[:8] == "catalog:" {
		return s[8:]
	}
	return s
}

func (r *reader) licenceKind(o *object, l *model.Licence, price *node, per string) {
	term := o.get("term")
	l.Term = o.quantity("term", aTerm)
	r.certain(term, l.Term)
	kind := o.word("kind", "", "perpetual", "subscription", "term")
	switch {
	case kind == "term" || kind == "" && term != nil:
		l.Kind = model.TermLicence
	case kind == "subscription" || kind == "" && per == "year":
		l.Kind = model.Subscription
	}
	switch {
	case l.Kind == model.TermLicence && term == nil:
		r.failNode("E228", o.n.get("kind"), "a licence for a term that is not said", "", "add `term: 3 y`: it is paid again at each end")
	case l.Kind != model.TermLicence && term != nil:
		r.failNode("E228", term, "a "+l.Kind.String()+" licence has no term", "", "write `kind: term`, or delete the term")
	}
	switch {
	case price == nil || !l.Price.Set:
	case l.Kind == model.Subscription && per != "year":
		r.failNode("E011", price, "a subscription has a price a year", "", "write "+price.text+"/year")
	case l.Kind == model.Perpetual && per == "year":
		r.failNode("E011", price, "a perpetual licence has a price, not one a year", "", "write kind: subscription")
	case l.Kind == model.TermLicence && per == "year":
		r.failNode("E011", price, "a licence for a term has a price of the whole term, not one a year", "", "write kind: subscription, or what the term costs")
	}
}

// licencePer reads what is counted, of the pools that it is counted in.
func (r *reader) licencePer(o *object, l *model.Licence, pools []model.Pool) {
	l.Users = o.quantity("users", aNumber)
	n := o.get("per")
	switch {
	case n == nil:
		o.missing("per", "write what is counted: per: core, socket, server, user or fleet")
		return
	case n.text == "user" && o.get("users") == nil:
		r.failNode("E123", n, "a licence per user, and the number of users is not known", "", "add `users: 500`")
	case n.text != "user" && l.Users.Set:
		r.failNode("E123", o.n.get("users"), "users beside a licence per "+n.text, "", "write per: user, or delete users")
	}
	if !contains(licencePer, n.text) {
		r.failNode("E018", n, n.text+" is nothing that a licence counts", "", hint(n.text, licencePer))
		return
	}
	l.Per = n.text
	r.input(n, o.sub("per"), 0)
	for i := range pools {
		h := pools[i].Hardware
		if l.Per == "core" && (h == nil || !h.Cores.Set) || l.Per == "socket" && (h == nil || !h.Sockets.Set) {
			help := "add `" + l.Per + "s: 64` to the hardware"
			if h == nil {
				help = "write `hardware: {" + l.Per + "s: 64}`"
			}
			r.failNode("E123", n, "a licence per "+l.Per+", and the "+l.Per+"s of pool "+pools[i].Name+" are not known", "", help)
			return
		}
	}
}

// namedMoney reads one price, or a map of named ones.
func (r *reader) namedMoney(n *node, path, name string, k *kind) []model.NamedPrice {
	if n == nil {
		return nil
	}
	if n.shape != mapShape || n.get("value") != nil {
		p, _ := r.priceOf(n, path, k)
		return []model.NamedPrice{{Name: name, Price: p}}
	}
	var out []model.NamedPrice
	for _, f := range r.entries(n, name) {
		p, _ := r.priceOf(f.value, path+"."+f.key, k)
		out = append(out, model.NamedPrice{Name: f.key, Price: p})
	}
	return out
}
