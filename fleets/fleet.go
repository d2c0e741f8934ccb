package fleets

import "github.com/capplan/capplan/model"

func (r *reader) fleets(n *node) {
	list := r.entries(n, "fleets")
	if n != nil && n.shape == mapShape && len(list) == 0 && len(r.diags) == 0 {
		r.failNode("E101", n, "no fleet", "", "add one: `small: {hardware: catalog:x86-2s-2024, count: 4}`")
	}
	for _, f := range list {
		r.plan.Fleets = append(r.plan.Fleets, r.fleet(f))
	}
}

func (r *reader) fleet(f field) model.Fleet {
	path := "fleets." + f.key
	o := r.object(f.value, path, "a fleet")
	fl := model.Fleet{Name: f.key, Description: o.text("description"), Origin: model.Origin{File: f.at.src.path, Line: f.at.line, Col: f.at.col}}
	for _, k := range poolKeys { // moved into the pool; here for the nearest word
		o.asked = append(o.asked, k)
		o.watch(k, nil, nil)
	}
	fl.Site = r.site(o)
	fl.Serves = r.names(o.get("serves"), o.sub("serves"), "workload", r.workloadNames())
	r.domains(&fl, o.get("failure_domains"), o.sub("failure_domains"))
	r.fleetCrew(&fl, o)
	pools := o.get("pools")
	reads := r.poolsOf(&fl, pools, o.sub("pools"))
	r.checkData(&fl, o.get("failure_domains"))
	r.idlePolicy(&fl, o.get("repair_policy"))
	if pools == nil && !f.value.broken {
		r.failLack("E101", f.at, []*node{f.value}, append([]string{"pools"}, poolKeys...), Diagnostic{Message: "fleet " + f.key + " has no pool", Help: "add `pools:`, or hardware and count"})
	}
	fl.Support = o.quantity("support", aYearly)
	fl.Staff = r.staff(o.get("staff"), o.sub("staff"))
	if e := o.get("engineering"); e != nil {
		m := r.object(e, o.sub("engineering"), "engineering")
		fl.Engineering = model.Engineering{OneOff: m.price("one_off", anAmount), PerYear: m.price("per_year", perYear)}
		m.done()
	}
	fl.Licences = r.licenceList(o.get("licences"), o.sub("licences"), fl.Pools)
	fl.OneOff = r.namedMoney(o.get("one_off"), o.sub("one_off"), "one_off", anAmount)
	fl.Recurring = r.namedMoney(o.get("recurring"), o.sub("recurring"), "recurring", perYear)
	fl.Network = r.network(o)
	r.operations(&fl, o)
	o.done()
	for _, p := range reads {
		p.fleet = len(r.plan.Fleets)
		r.pools = append(r.pools, p)
	}
	return fl
}

// site returns the index of the named site, −1 where none is named.
func (r *reader) site(o *object) int {
	n := o.get("site")
	if n == nil || !r.scalar(n, "a site's name") {
		return -1
	}
	names := make([]string, len(r.plan.Sites))
	for i := range names {
		names[i] = r.plan.Sites[i].Name
	}
	i := r.find(n, "site", n.text, names)
	r.usedSites[i] = true
	r.input(n, o.sub("site"), 0)
	return i
}

// lifeAndRepair reads failures and repair. What never fails needs no repair.
func (r *reader) lifeAndRepair(o *object, what string, failures, repair *node, optional bool) (life, back model.RandomTime) {
	path := func(key string, n *node) string {
		if n != nil && o.get(key) == nil {
			return o.sub("hardware") + "." + key
		}
		return o.sub(key)
	}
	rp := r.randomTime(repair, path("repair", repair))
	lf := r.failures(failures, path("failures", failures), rp)
	if lf != nil {
		life = *lf
	}
	if rp != nil {
		back = *rp
	}
	switch hw := o.n.get("hardware"); {
	case o.n.broken || hw != nil && hw.broken:
	case lf == nil && !optional:
		r.unknownTime(o, what, "failures", "write `failures: {afr: 8 %}` or {mttf: 10 y}, or `failures: never`", rp == nil)
	case lf != nil && rp == nil && life.Kind != model.NeverLaw && repair == nil:
		r.unknownTime(o, what, "repair", "write `repair: 24 h`, or `repair: never`", false)
	}
	return life, back
}

// unknownTime reports that neither an object nor its hardware says how it fails, or
// how it comes back; both says that it is not known either how it comes back.
func (r *reader) unknownTime(o *object, what, key, help string, both bool) {
	of, at := []*node{o.n}, o.n.where()
	d := o.n.speak(Diagnostic{Message: "no " + key + " known for " + what, Help: help})
	if hw := o.n.get("hardware"); hw != nil && hw.shape == mapShape {
		of = append(of, hw)
		if hw.prov != nil && hw.prov.entry != "" {
			at = hw.where()
			d = Diagnostic{Message: "catalogue entry " + hw.prov.entry + " has no " + key, Label: "and " + what + " gives none"}
			switch {
			case both:
				d.Help = "give the pool failures and repair, such as `failures: {afr: 8 %}` and `repair: 24 h`"
			case key == "failures":
				d.Help = "give the pool failures, such as `failures: {afr: 8 %}`"
			default:
				d.Help = "give the pool a repair, such as `repair: 24 h`"
			}
		}
	}
	r.failLack("E121", at, of, []string{key, "hardware"}, d)
}

func (r *reader) parts(n *node, path string) []model.DomainPart {
	var out []model.DomainPart
	for _, f := range r.entries(n, "parts") {
		if f.value.shape == textShape {
			m, _ := r.priceOf(f.value, path+"."+f.key, aPrice)
			out = append(out, model.DomainPart{Name: f.key, Price: m, Count: 1})
			continue
		}
		o := r.object(f.value, path+"."+f.key, "a part of a domain")
		p := model.DomainPart{Name: f.key, Price: o.price("price", aPrice), Count: 1}
		if o.get("price") == nil {
			o.missing("price", "write `price: 9k USD`")
		}
		if o.get("count") != nil {
			p.Count = o.count("count")
		}
		o.done()
		out = append(out, p)
	}
	return out
}

func poolNames(fl *model.Fleet) []string {
	names := make([]string, len(fl.Pools))
	for i := range names {
		names[i] = fl.Pools[i].Name
	}
	return names
}

func domainNames(fl *model.Fleet) []string {
	names := make([]string, len(fl.Domains))
	for i := range names {
		names[i] = fl.Domains[i].Name
	}
	return names
}

func (r *reader) incidents(fl *model.Fleet, n *node, path string) []model.IncidentSpec {
	if n == nil {
		return nil
	}
	if n.shape != listShape {
		r.failNode("E100", n, "incidents is a list", "", "write `[{name: change, rate: 2/year, duration: 50 min}]`")
		return nil
	}
	names := itemNames(n)
	var out []model.IncidentSpec
	for i, it := range n.items {
		at := path + "." + names[i]
		o := r.object(it, at, "an incident")
		s := model.IncidentSpec{Name: o.text("name"), Origin: it.origin(), Rate: o.quantity("rate", aFreq)}
		if s.Name == "" {
			s.Name = "incident-" + names[i]
		}
		if d := r.randomTime(o.get("duration"), o.sub("duration")); d != nil {
			s.Duration = *d
		}
		for _, k := range []string{"rate", "duration"} {
			if o.get(k) == nil {
				o.missing(k, "an incident is `{name: change, rate: 2/year, duration: 50 min}`")
			}
		}
		if s.Duration.Kind == model.NeverLaw && o.get("duration") != nil && o.get("duration").text == "never" {
			r.failNode("E028", o.get("duration"), "an incident that never ends", "", "write `duration: 50 min`")
		}
		r.reach(fl, &s, o)
		o.done()
		out = append(out, s)
	}
	return out
}

// reach reads what an incident takes: a share, group, a domain, a pool or fleet.
func (r *reader) reach(fl *model.Fleet, s *model.IncidentSpec, o *object) {
	n := o.get("reach")
	if n == nil || !r.scalar(n, "a share, group, a domain, a pool or fleet") {
		return
	}
	if numberLength(n.text) > 0 {
		s.Reach, s.Share = model.ReachShare, r.quantity(n, o.sub("reach"), aShare)
		return
	}
	r.input(n, o.sub("reach"), 0)
	domains, pools := domainNames(fl), poolNames(fl)
	switch {
	case n.text == "fleet":
	case n.text == "group":
		s.Reach = model.ReachGroup
		for i := range fl.Pools {
			if fl.Pools[i].Groups != nil {
				return
			}
		}
		r.failNode("E043", n, "no groups in this fleet", "", hint("", append(append([]string{"fleet"}, pools...), domains...)))
	case contains(domains, n.text):
		s.Reach = model.ReachDomain
		s.Index = indexOf(domains, n.text)
	case contains(pools, n.text):
		s.Reach = model.ReachPool
		s.Index = indexOf(pools, n.text)
	default:
		r.failNode("E043", n, "reach is no domain or pool of this fleet", "", hint(n.text, append(append([]string{"fleet", "group"}, pools...), domains...)))
	}
}

func indexOf(list []string, s string) int {
	for i, v := range list {
		if v == s {
			return i
		}
	}
	return -1
}
