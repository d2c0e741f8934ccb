package fleets

import "github.com/google/jsonschema-go/jsonschema"

// Dates and times of day.
var (
	aDate   = pattern(`^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$`, "2027-01", "2027-01-15")
	aDay    = pattern(`^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$`, "11-11", "2027-11-11")
	aLast   = pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, "2027-03-31")
	aWindow = pattern(`^\s*[0-9]{2}:[0-9]{2}\s*\.\.\s*[0-9]{2}:[0-9]{2}\s*$`, "02:00..05:00")
	aRange  = oneOf(value(aSpan), obj("horizon"))
)

// entryForm is an entry of a catalogue. What its kind may hold only its users say.
func entryForm(*schemaMaker) *jsonschema.Schema {
	words := []any{}
	for _, k := range anyKind {
		words = append(words, k)
	}
	text := func(s string) *jsonschema.Schema {
		return &jsonschema.Schema{Types: []string{"string", "number", "null"}, Description: s}
	}
	return &jsonschema.Schema{
		Types: []string{"object", "null"}, Description: "an entry, in the shape that `capplan catalog show ID` prints",
		Properties: map[string]*jsonschema.Schema{
			"kind":       {Enum: words, Description: "what it is"},
			"base":       {Type: "string", Description: "begin with another entry: catalog:ID"},
			"name":       text("what it is called"),
			"source":     text("where its figures are from"),
			"date":       text("when they were true"),
			"confidence": text("how sure they are"),
			"note":       text("what to know"),
			"fields":     {Types: []string{"object", "null"}, Description: "source, date, confidence and note of single keys"},
		},
	}
}

// catalogForm is the file's own entries, and which catalogue and price books count.
func catalogForm(m *schemaMaker) *jsonschema.Schema {
	s := &jsonschema.Schema{Types: []string{"object", "null"}, PatternProperties: free(), AdditionalProperties: entryForm(m)}
	s.Properties = map[string]*jsonschema.Schema{
		"version": {AnyOf: []*jsonschema.Schema{{Types: []string{"string", "number"}}, entryForm(m)}, Description: "the version of the embedded catalogue that is asked for"},
		"files":   {AnyOf: []*jsonschema.Schema{{Type: "string"}, {Types: []string{"array", "null"}, Items: &jsonschema.Schema{Type: "string"}}, entryForm(m)}, Description: "price books, as in [prices/acme.yaml]"},
	}
	return s
}

func entryOr(what string) form { return oneOf(pattern(`^catalog:`, "catalog:x86-2s-2024"), obj(what)) }

var yearKey = `^[0-9]{4}$`

var topShapes = []objectShape{
	{what: "a scenario", text: "What capplan compares: fleets, what they carry, where they stand.", keys: []keyShape{
		key("version", func(*schemaMaker) *jsonschema.Schema { return &jsonschema.Schema{Enum: []any{1, "1"}} }, "the edition of the format: 1"),
		key("name", anyText, "a name of the scenario"),
		key("description", anyText, "what it is about"),
		key("currency", pattern(`^[A-Z]{3}$`, "USD"), "ISO 4217 code of the scenario's currency; needed once money appears"),
		key("fx", byKey(`^[A-Z]{3}$`, oneOf(value(anAmount), byKey(yearKey, value(anAmount)))), "what one unit of another currency costs: {USD: 6.83 CNY}, or by year"),
		key("baseline", anyText, "the fleet that savings are measured against; default: the first"),
		key("extends", oneOf(anyText, listOf(anyText)), "files that this one begins with; maps merge, null deletes"),
		key("catalog", catalogForm, "entries of your own by ID, and price books"),
		key("horizon", aRange, "the time looked at: 5 y, or {start: 2027-01, years: 5}; default 5 years"),
		worded("start", "steady new", "steady: found in the long-run state; new: all new and up"),
		key("finance", obj("finance"), "what turns prices into costs"),
		key("sites", named(entryOr("a site")), "where hardware stands, by name"),
		key("workloads", named(entryOr("a workload")), "what asks for service, by name"),
		key("dependencies", named(entryOr("a dependency")), "what requests need outside the fleets, by name"),
		key("fleets", named(entryOr("a fleet")), "what is compared, by name"),
		key("plans", named(listOf(obj("a phase"))), "phases that follow one another, by name of the plan"),
		key("correlate", listOf(obj("a correlation")), "ranges that are not independent"),
		key("observed", listOf(obj("an observation")), "what happened, held against what is predicted"),
		key("assertions", listOf(obj("an assertion")), "what is promised: `capplan check`"),
		key("expect", listOf(obj("an expectation")), "known answers: `capplan verify`"),
		key("run", obj("run"), "how it is answered"),
	}},
	{what: "run", text: "How a scenario is answered; flags count before it.", keys: []keyShape{
		key("trials", value(aCount), "how many trials; default 20,000"),
		key("seed", value(aStock), "of the random numbers; default 1"),
		valued("interval", aShare, "coverage of the ranges of the file; default 90 %"),
		worded("method", "auto exact simulate", "exact where it can be, only exact, or only histories"),
	}},
	{what: "horizon", text: "A time that begins on a day.", keys: []keyShape{
		key("start", aDate, "its first day"),
		valued("years", aNumber, "how many years of 8,760 h"),
	}},
	{what: "a correlation", text: "Two ranges that move together.", keys: []keyShape{
		key("values", listOf(anyText), "the two paths"),
		valued("rank", anyNumber, "Spearman's rank correlation, between -1 and 1"),
	}},
	{what: "an observation", text: "What happened.", keys: []keyShape{
		key("fleet", anyText, "the fleet"),
		key("workload", anyText, "whose figure of the fleet it is"),
		key("pool", anyText, "whose figure of the fleet it is"),
		key("metric", anyText, "the figure; see `capplan help metrics`"),
		key("value", anyText, "what was seen: a count such as 7, or a value with its unit"),
		key("over", value(aDuration), "how long was watched"),
		key("source", anyText, "where it is from"),
	}},
	{what: "an assertion", text: "A promise that `capplan check` holds.", keys: []keyShape{
		key("that", anyText, "STAT(FLEET.METRIC) OP LIMIT, P(FLEET.METRIC OP LIMIT) OP RATIO, or FLEET.survives(DOMAIN, N)"),
		key("id", anyText, "a name, so that another file can replace it"),
		key("because", anyText, "why it is promised"),
		worded("severity", "error warn", "warn: it only warns"),
		worded("on_inconclusive", "fail warn", "what counts where the trials do not decide"),
		key("waive", obj("a waiver"), "let it fail for a while"),
	}},
	{what: "a waiver", text: "Why an assertion may fail, and until when.", keys: []keyShape{
		key("reason", anyText, "why"),
		key("until", aLast, "the last day, UTC"),
		key("ticket", anyText, "where it is followed"),
	}},
	{what: "an expectation", text: "A known answer.", keys: []keyShape{
		key("fleet", anyText, "the fleet or plan"),
		key("pool", anyText, "a pool of it"),
		key("metric", anyText, "the figure"),
		key("statistic", pattern(`^(mean|median|sd|p[1-9][0-9]?(\.[0-9]+)?)$`, "p90"), "of the figure: mean (default), median, sd, or p1 to p99.9"),
		valued("value", anyNumber, "the answer, in the unit of a result"),
		valued("tolerance", anyNumber, "relative; default 1e-9"),
		key("source", anyText, "where it is from"),
	}},
	{what: "a phase", text: "A part of a plan.", keys: []keyShape{
		key("from", aDate, "its first day; it lasts until the next begins"),
		key("run", named(oneOf(value(aShare), named(value(aShare)))), "which fleets carry what: {FLEET: 100 %}, or {FLEET: {POOL: 100 %}}"),
		key("one_off", aBill(anAmount), "paid on its first day"),
		key("set", byKey(`.`, anything), "values of fleets that change from this phase on, by path"),
		key("sell", named(oneOf(value(aShare), aPriced(anAmount), named(oneOf(value(aShare), aPriced(anAmount))))), "what is sold: {FLEET: 8 %} of its price, or an amount"),
		key("fallback", anyText, "the fleet that carries the requests of the others while they are down"),
	}},
}

// aBill is one price, or prices by name.
func aBill(k *kind) form { return oneOf(aPriced(k), named(aPriced(k))) }
