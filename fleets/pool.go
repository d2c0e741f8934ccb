package fleets

import (
	"math"
	"strings"

	"github.com/capplan/capplan/model"
)

// A poolRead keeps, beside a pool, the places that checks speak of.
type poolRead struct {
	fleet, pool int
	o           *object
	hardware    *node
	apart       int // level that units stand apart at; −1 without
	apartAt     *node
	spreadAt    *node
}

func (r *reader) poolsOf(fl *model.Fleet, n *node, path string) []*poolRead {
	if n == nil {
		return nil
	}
	list := r.entries(n, "pools")
	var reads []*poolRead
	for _, f := range list {
		at := path + "." + f.key
		if n.rebased { // its keys stand directly in the fleet
			at = strings.TrimSuffix(path, ".pools")
		}
		if f.key == "fleet" || f.key == "group" {
			r.fail("E102", f.at, f.key+" cannot name a pool", "an incident's reach has this word", "write another name")
		}
		o := r.object(f.value, at, "a pool")
		p := &poolRead{pool: len(fl.Pools), o: o, apart: -1}
		fl.Pools = append(fl.Pools, r.pool(fl, f.key, p))
		o.done()
		reads = append(reads, p)
	}
	return reads
}

func (r *reader) pool(fl *model.Fleet, name string, p *poolRead) model.Pool {
	o := p.o
	pl := model.Pool{Name: name, Origin: o.n.origin(), Site: fl.Site}
	if o.get("site") != nil {
		pl.Site = r.site(o)
	}
	pl.CountQ = r.poolCount(o)
	pl.Count = int(pl.CountQ.Value)
	pl.Sized = r.isSized(fl.Name, name)
	p.hardware = o.get("hardware")
	failures, repair := o.get("failures"), o.get("repair")
	var shared, corrupt *node // the hardware's common_cause and corruption
	if p.hardware != nil {
		var hf, hr *node
		pl.Hardware, hf, hr, shared = r.hardwareOf(p.hardware, o.sub("hardware"))
		if corrupt = p.hardware.get("corruption"); corrupt != nil && corrupt.shape == nullShape {
			corrupt = nil
		}
		if failures == nil && hf != nil {
			failures = hf
			pl.Hardware.FailuresFromEntry = hf.prov != nil
		}
		if repair == nil {
			repair = hr
		}
	}
	pl.Life, pl.Repair = r.lifeAndRepair(o, "pool "+name, failures, repair, false)
	pl.Mode = map[string]model.Mode{"shared": model.Shared, "active-standby": model.ActiveStandby, "mirrored": model.Mirrored}[o.word("mode", "shared", "active-standby", "mirrored")]
	r.standing(fl, &pl, p)
	pl.Groups = r.groups(fl, &pl, p)
	pl.Failover = r.failover(o.get("failover"), o.sub("failover"))
	r.repairing(fl, &pl, p, shared)
	pl.Throughput = r.throughput(o.get("throughput"), o.sub("throughput"), fl)
	pl.Service = r.service(&pl, o.get("service"), o.sub("service"))
	pl.Overload = r.overload(fl, &pl, o.get("overload"), o.sub("overload"))
	pl.Share, pl.ShareAll = r.share(o, "share")
	if !pl.ShareAll.Set {
		pl.ShareAll = model.Certain(1)
	}
	r.writes(&pl, o)
	pl.Vote = r.vote(fl, &pl, o)
	r.serviceOfCopies(&pl, o.get("service"))
	wrong, at := o.get("corruption"), o.sub("corruption")
	if wrong == nil && corrupt != nil {
		wrong, at = corrupt, o.sub("hardware.corruption")
	}
	pl.Corruption = r.corruption(wrong, at)
	r.counted(fl, &pl, o)
	r.needs(fl, &pl, o)
	r.keeping(&pl, p)
	pl.Support = o.quantity("support", aYearly)
	pl.Licences = r.licenceList(o.get("licences"), o.sub("licences"), []model.Pool{pl})
	r.holding(fl, &pl, o)
	pl.Network = r.network(o)
	pl.Grow = r.growth(fl, &pl, o)
	r.housed(fl, &pl, o)
	return pl
}

func (r *reader) poolCount(o *object) model.Quantity {
	n := o.get("count")
	if n == nil { // see counted
		return model.Quantity{}
	}
	if n.shape == mapShape {
		return r.inventory(n, o.sub("count"))
	}
	return r.quantity(n, o.sub("count"), aCount)
}

// hardwareOf reads what a unit is made of, and returns its failures, repair
// and common_cause for the pool to read.
func (r *reader) hardwareOf(n *node, path string) (h *model.Hardware, failures, repair, shared *node) {
	o := r.object(n, path, "hardware")
	h = &model.Hardware{}
	if n.prov != nil {
		h.Name, h.CatalogueEntry, h.CatalogueDate, h.SourceConfidence = n.prov.entry, n.prov.entry, n.prov.date, n.prov.confidence
	}
	h.Price = o.price("price", aPrice)
	if p := o.get("power"); p != nil && p.shape == textShape {
		r.failNode("E100", p, "power says which figure it is", "a map is needed", "write `power: {typical: "+p.text+"}`")
	} else if p != nil {
		m := r.object(p, o.sub("power"), "power")
		h.Idle, h.Typical, h.Max = m.quantity("idle", aPower), m.quantity("typical", aPower), m.quantity("max", aPower)
		m.done()
		if h.Idle.Set && h.Max.Set && h.Idle.Value > h.Max.Value {
			r.failNode("E022", p, "idle power above the maximum", "", "swap them")
		}
	}
	h.Size = o.quantity("size", aSize)
	h.Sockets, h.Cores = o.quantity("sockets", aCount), o.quantity("cores", aCount)
	h.UsefulLife, h.Warranty = o.quantity("useful_life", aLife), o.quantity("warranty", aWarranty)
	h.EmbodiedCarbon = o.quantity("embodied_carbon", aMass)
	h.Support = o.quantity("support", aYearly)
	if p := o.get("part"); p != nil {
		m := r.object(p, o.sub("part"), "part")
		h.PartWritten = true
		h.PartShare, h.PartPrice = m.quantity("share", aShare), m.price("price", aPrice)
		h.PartLabour = m.quantity("labour", aLabour)
		if l := m.get("labour"); l != nil && r.root.get("finance").get("salary") == nil {
			r.failNode("E122", l, "work on a part, and no salary to pay it", "", "add `salary` to finance; a year of it buys 2,080 hours")
		}
		m.done()
	}
	if !h.PartShare.Set {
		h.PartShare.Value, h.PartShare.Set = 1, true
	}
	failures, repair, shared = o.get("failures"), o.get("repair"), o.get("common_cause")
	o.get("corruption") // the pool reads it
	o.get("latent")
	o.done()
	return h, failures, repair, shared
}

func (r *reader) groups(fl *model.Fleet, pl *model.Pool, p *poolRead) *model.Groups {
	n := p.o.get("groups")
	if n == nil {
		return nil
	}
	o := r.object(n, p.o.sub("groups"), "groups")
	g := &model.Groups{Size: o.count("size")}
	if o.get("size") == nil {
		o.missing("size", "write how many units a group has: `size: 3`")
	}
	if a := o.get("apart"); a != nil && p.apart >= 0 {
		r.failNode("E020", a, "apart is said for the pool and for its groups", "", "keep one: groups.apart lets the members of a group stand apart")
	} else if a != nil && r.scalar(a, "a domain") {
		p.apart, p.apartAt = r.find(a, "domain", a.text, domainNames(fl)), a
		r.input(a, o.sub("apart"), 0)
	}
	g.Rebuild, g.Data, g.Drain = r.rebuild(o.get("rebuild"), o.sub("rebuild"))
	g.Needs = g.Size
	if pl.Mode != model.Shared {
		g.Needs = 1
	}
	if nd := o.get("needs"); nd != nil {
		g.Explicit = true
		g.Needs = r.howMany(nd, o.sub("needs"), g.Size)
		if g.Needs > g.Size && g.Size > 0 {
			r.failAgainst("E120", nd, o.n.get("size"), "size", sprint("a group needs ", g.Needs, " of its ", g.Size, " members"), "more than size; no group can ever work", "raise size or lower needs")
			g.Needs = g.Size
		}
	}
	g.Ledger = r.ledger(pl, g, o)
	r.needsQuorum(g, o.get("needs"))
	o.done()
	if g.Size > 0 && pl.Count > 0 && pl.Count%g.Size != 0 {
		r.failAgainst("E029", o.n.get("size"), p.o.n.get("count"), "count", sprint("groups of ", g.Size, " do not divide ", pl.Count, " units"), "", sprint("write count: ", pl.Count/g.Size*g.Size, " or ", (pl.Count/g.Size+1)*g.Size))
	}
	if g.Size == 0 {
		return nil
	}
	return g
}

// rebuild reads a random time, or {bandwidth: 50 MB/s, data: 8 TB, load: 10 %}: an
// exponential one with mean data ÷ bandwidth, the bytes of a unit, and what of a group's
// capacity a rebuild takes.
func (r *reader) rebuild(n *node, path string) (t *model.RandomTime, data, load model.Quantity) {
	if n == nil || n.shape != mapShape || n.get("bandwidth") == nil && n.get("data") == nil && n.get("load") == nil {
		return r.randomTime(n, path), data, load
	}
	o := r.object(n, path, "rebuild")
	load = o.quantity("load", aShare)
	t = &model.RandomTime{Kind: model.Exponential, Origin: n.origin(), Text: n.flow()}
	data = o.quantity("data", aData)
	speed := o.quantity("bandwidth", aSpeed)
	for _, k := range []string{"bandwidth", "data"} {
		if o.get(k) == nil {
			o.missing(k, "write both, as in `rebuild: {bandwidth: 50 MB/s, data: 8 TB}`")
		}
	}
	o.done()
	if !data.Set || !speed.Set {
		return t, data, load
	}
	t.Mean = r.times(data, 1/(3600*speed.Value))
	if speed.ID > 0 {
		t.Times = r.inverse(speed, speed.Value)
	}
	return t, data, load
}

// standing reads where the units stand: apart and spread.
func (r *reader) standing(fl *model.Fleet, pl *model.Pool, p *poolRead) {
	total := innermost(fl)
	pl.Place = total
	if a := p.o.get("apart"); a != nil && r.scalar(a, "a domain") {
		p.apart, p.apartAt = r.find(a, "domain", a.text, domainNames(fl)), a
		r.input(a, p.o.sub("apart"), 0)
	}
	s := p.o.get("spread")
	if s == nil {
		return
	}
	o := r.object(s, p.o.sub("spread"), "spread")
	names := domainNames(fl)
	for i := range fl.Domains {
		if fl.Domains[i].Tree > 0 { // the first tree's are used so
			names = names[:i]
			break
		}
	}
	for _, f := range o.n.fields {
		o.asked = append(o.asked, f.key)
		switch i := indexOf(names, f.key); {
		case len(names) == 0:
			r.fail("E043", f.at, "no domain "+f.key, "", "the fleet has no failure_domains")
		case i < 0:
			r.fail("E043", f.at, "no domain "+f.key, "", hint(f.key, names))
		case i < len(names)-1:
			r.fail("E025", f.at, "spread counts innermost domains", "not the innermost", "write "+names[len(names)-1])
		default:
			n := o.count(f.key)
			if n > total {
				r.failNode("E025", f.value, sprint("spread over ", n, " of ", total, " ", f.key, " domains"), "more than there are", sprint("write ", total, " or fewer, or raise the count of a domain"))
			} else if n > 0 {
				pl.Place = n
				p.spreadAt = f.value
			}
		}
	}
	o.done()
}

// howMany reads 20, n-1 or 80 % of n, rounded up; more than n is returned as
// it is.
func (r *reader) howMany(n *node, path string, of int) int {
	if n.shape != textShape {
		r.scalar(n, "a number, n-1 or a share")
		return of
	}
	t := strings.ReplaceAll(n.text, " ", "")
	if rest, ok := strings.CutPrefix(t, "n"); ok {
		less := 0
		if rest != "" {
			k := numberLength(strings.TrimPrefix(rest, "-"))
			if !strings.HasPrefix(rest, "-") || k == 0 || k != len(rest)-1 || strings.ContainsAny(rest, ".eE") || k > 7 {
				r.failNode("E016", n, n.text+" is no number of units", "20, n-1 or 80 %", "")
				return of
			}
			for _, c := range rest[1:] {
				less = less*10 + int(c-'0')
			}
		}
		r.input(n, path, 0)
		if of > 0 && less >= of {
			r.failNode("E015", n, sprint(n.text, " leaves none of ", of), "at least 1 is needed", "")
			return 1
		}
		return of - less
	}
	if strings.HasSuffix(t, "%") {
		q := r.quantity(n, path, aShare)
		r.certain(n, q)
		return max(1, int(math.Ceil(q.Value*float64(of)-1e-9)))
	}
	q := r.quantity(n, path, aCount)
	if !q.Set {
		return of
	}
	return int(q.Value)
}

// shareOf returns the share that a number of units is written as, 0 where it is not.
func shareOf(n *node) float64 {
	t := strings.ReplaceAll(n.text, " ", "")
	if n.shape != textShape || !strings.HasSuffix(t, "%") {
		return 0
	}
	if w, p := parseValue(n.text); p == nil {
		v, _ := w.likely.value(-2)
		return v
	}
	return 0
}

func (r *reader) needs(fl *model.Fleet, pl *model.Pool, o *object) {
	n := o.get("needs")
	total, what := pl.Count, "servers"
	if pl.Groups != nil {
		total, what = pl.Count/pl.Groups.Size, "groups"
	}
	single := pl.Mode != model.Shared && pl.Groups == nil
	switch {
	case single:
		total = 1
		pl.Needs.Count = 1
	case n == nil && pl.Groups == nil && pl.Throughput != nil && len(fl.Serves) > 0:
		pl.Needs.Count = -1
	default:
		pl.Needs.Count = total
	}
	if n == nil {
		return
	}
	pl.Needs.Explicit = true
	pl.Needs.Fixed = n.shape == textShape && !strings.ContainsAny(n.text, "n%")
	pl.Needs.Share = shareOf(n)
	of := total
	if single {
		of = pl.Count
	}
	k := r.howMany(n, o.sub("needs"), of)
	switch {
	case single && k != 1:
		r.failNode("E125", n, "one unit of an "+pl.Mode.String()+" pool is needed", "not a choice here", "delete needs")
	case !single && pl.Count > 0 && k > total:
		r.failAgainst("E023", n, o.n.get("count"), "count", sprint("needs ", k, " of ", total, " ", what), "more than count; this fleet can never be up", "raise count or lower needs")
	default:
		pl.Needs.Count = k
	}
}

func (r *reader) failover(n *node, path string) *model.Failover {
	if n == nil {
		return nil
	}
	o := r.object(n, path, "failover")
	f := &model.Failover{}
	if t := o.get("time"); t != nil && !instant(t) {
		f.Time = r.randomTime(t, o.sub("time"))
		if f.Time.Kind == model.NeverLaw && t.text == "never" {
			r.failNode("E028", t, "a takeover that never happens", "", "write `success: 0 %`, or leave failover out")
		}
	}
	f.Success = o.quantity("success", aShare)
	if !f.Success.Set {
		f.Success = model.Certain(1)
	}
	if t := o.get("recovery"); t != nil && t.text == "never" {
		r.failNode("E028", t, "a recovery that never happens", "", "leave recovery out: then the lost unit's repair ends the outage")
	} else {
		f.Recovery = r.randomTime(t, o.sub("recovery"))
	}
	switch o.word("scope", "", "group", "pool", "fleet") {
	case "group":
		f.Scope = model.ScopeGroup
	case "pool":
		f.Scope = model.ScopePool
	case "fleet":
		f.Scope = model.ScopeFleet
	}
	o.done()
	return f
}

// instant says that a duration is written as 0.
func instant(n *node) bool {
	if n.shape != textShape {
		return false
	}
	w, p := parseValue(n.text)
	if p != nil || w.ranged || !has(durationUnits, w.likely.unit) {
		return false
	}
	v, _ := w.likely.value(0)
	return v == 0
}
