package fleets

var (
	staffForm   = oneOf(obj("a line of staff"), listOf(obj("a line of staff")))
	licenceForm = listOf(oneOf(pattern(`^catalog:`, "catalog:oracle-ee"), obj("a licence")))
	networkForm = oneOf(value(aNetwork), obj("a price"), obj("network"))
	domainForm  = named(entryOr("a failure domain"))
	freezes     = worded("while_down", "keep-failing freeze", "whether what is up goes on failing while the fleet is down")
	policies    = worded("repair_policy", "fcfs sharing", "failed units wait in order, or share the crews")
)

var fleetShapes = []objectShape{
	{what: "a fleet", text: "What is compared. With one pool its keys may stand here directly.", based: true, keys: append([]keyShape{
		key("description", anyText, "what it is"),
		key("site", anyText, "where it stands"),
		key("serves", oneOf(anyText, listOf(anyText)), "the workloads that it serves; default: all"),
		key("pools", named(entryOr("a pool")), "its pools by name; a request needs every one that it uses"),
		key("failure_domains", oneOf(domainForm, listOf(domainForm)), "rooms, racks, feeds: outermost first; a list for trees that cross"),
		valued("repair_crews", aCount, "that repair all pools without their own"),
		policies, freezes,
		key("operations", obj("operations"), "incidents that software and people cause"),
		key("maturity", obj("maturity"), "what gets better over the first years"),
		key("staff", staffForm, "heads, or servers per administrator"),
		key("engineering", obj("engineering"), "what its software costs"),
		key("licences", licenceForm, "what its software is licensed for"),
		valued("support", aYearly, "of the price paid"),
		key("one_off", aBill(anAmount), "paid once: money, or {name: money}"),
		key("recurring", aBill(perYear), "paid each year: money, or {name: money}"),
		key("network", networkForm, "money a year, or by the byte"),
	}, directKeys()...)},
	{what: "a failure domain", text: "What takes all inside it when it fails.", based: true, keys: []keyShape{
		valued("count", aCount, "in each parent"),
		key("failures", aLifeOf, "how it fails"),
		key("repair", aRandom, "how long it is out"),
		valued("paths", aCount, "redundant paths of one"),
		key("needs", howMany, "of them"),
		key("common_cause", obj("common_cause"), "of its paths"),
		valued("destroys", aShare, "of the data inside, when it fails"),
		valued("latency", aSpan, "of a message out of it"),
		key("parts", named(oneOf(value(aPrice), obj("a part of a domain"))), "what each has, with its price"),
	}},
	{what: "a part of a domain", text: "Something that a failure domain has.", keys: []keyShape{
		costing("price", aPrice, "of one"), key("count", value(aCount), "of them; default 1"),
	}},
	{what: "operations", text: "What software and people break.", keys: []keyShape{
		key("incidents", listOf(obj("an incident")), "kinds of incidents"),
		key("learns", obj("learns"), "how they become rarer"),
	}},
	{what: "an incident", text: "A kind of incident.", keys: []keyShape{
		key("name", anyText, "what it is called"),
		valued("rate", aFreq, "how often"),
		key("duration", aRandom, "how long"),
		key("reach", anyText, "a share of requests, group, a domain, a pool, or fleet (default)"),
	}},
	{what: "learns", text: "How incidents become rarer.", keys: []keyShape{
		valued("halves_every", aSpan, "how long until each rate is half"),
		valued("floor", aFreq, "the least of each rate"),
	}},
	{what: "maturity", text: "What moves from one value to another over the first years.", keys: []keyShape{
		key("over", value(aSpan), "how long it takes"),
		key("failover", obj("a pair"), "success of takeovers: {from: 95 %, to: 99.9 %}"),
		key("incidents", obj("a pair"), "all of them: {from: 4/year, to: 0.25/year}"),
		key("engineering", obj("a pair"), "its cost a year: {from: 25M CNY/year, to: 8M CNY/year}"),
	}},
	{what: "a pair", text: "From one value to another.", keys: []keyShape{
		key("from", oneOf(value(aShare), value(aFreq), aPriced(perYear)), "in the first month"),
		key("to", oneOf(value(aShare), value(aFreq), aPriced(perYear)), "from then on"),
	}},
	{what: "a line of staff", text: "Who works on a fleet.", keys: []keyShape{
		key("role", anyText, "what they do"),
		valued("heads", aHead, "how many"),
		valued("servers_per_admin", aNumber, "instead of heads"),
		valued("at_least", aHead, "heads"),
		costing("salary", perYear, "of one; default: finance.salary"),
		valued("overhead", aRate, "on the salary"),
	}},
	{what: "engineering", text: "What the software of a fleet costs.", keys: []keyShape{
		costing("one_off", anAmount, "to build it"), costing("per_year", perYear, "to keep it"),
	}},
}

// directKeys are the keys of a pool that may stand in its fleet.
func directKeys() []keyShape {
	var out []keyShape
	for i := range poolKeyShapes {
		if contains(poolKeys, poolKeyShapes[i].name) {
			k := poolKeyShapes[i]
			k.kind, k.word = nil, nil // the pool reads it
			out = append(out, k)
		}
	}
	return out
}
