package fleets

var (
	aRandom  = oneOf(pattern(`^never$`, "never"), value(aSpan), obj("a random time"))
	aLifeOf  = oneOf(pattern(`^never$`, "never"), obj("failures"))
	perWork  = func(k *kind) form { return oneOf(value(k), named(value(k))) }
	howMany  = oneOf(value(aCount), pattern(`^\s*n(\s*-\s*[0-9]+)?\s*$`, "n-1"), value(aShare))
	lawKeys  = append([]keyShape{key("fit", pattern(`#`, "fits/disks.yaml#X16"), "a law from a file that `capplan fit` wrote: FILE#NAME"), key("samples", anyText, "a CSV file whose values count each alike"), key("column", anyText, "its column"), worded("unit", "h s min d w y", "of the column")}, lawOnly...)
	lifeLaws = append([]keyShape{key("mttf", aRandom, "mean time to failure: 31 y, or a law"), key("mtbf", value(aSpan), "mean time between failures, repair included"), key("afr", value(anAFR), "annual failure rate: 8 %"), key("rate", value(aFreq), "failures in a time: 0.5/year")}, lawKeys...)
)

var lawOnly = []keyShape{
	worded("law", "exponential weibull lognormal gamma erlang hyperexponential deterministic uniform empirical", "the family"),
	valued("mean", aSpan, "its mean"),
	valued("shape", aShape, "of weibull, gamma and erlang"),
	valued("cv", aShape, "coefficient of variation, instead of shape"),
	key("phases", listOf(obj("a phase of a law")), "of hyperexponential: [{share: 50 %, mean: 1 h}, …]"),
	valued("min", aSpan, "of uniform"),
	valued("max", aSpan, "of uniform"),
	key("values", listOf(value(aSpan)), "of empirical: [3 h, 5 h, 40 h]"),
}

var loadShapes = []objectShape{
	{what: "a workload", text: "What asks for service.", based: true, keys: []keyShape{
		key("peak", value(aLoad), "highest load of an ordinary day, at the horizon's start"),
		key("growth", value(aGrowth), "a year, continuous"),
		key("sources", named(obj("a source")), "where load comes from, instead of peak"),
		key("of", anyText, "the workload that this is a share of"),
		valued("share", aShare, "how much of it"),
		key("profile", obj("a profile"), "how load goes up and down in a day and a week"),
		key("events", listOf(obj("an event")), "days on which load is a multiple"),
		key("offload", obj("offload"), "what part of it other systems carry"),
		valued("calculations", aNumber, "chances of a wrong result per request; default 1"),
		valued("value", perRequest, "margin of a request"),
		valued("returns", aShare, "of lost requests that come back"),
		key("slo", obj("an slo"), "what is promised"),
	}},
	{what: "a source", text: "A part of a workload's load.", keys: []keyShape{
		valued("peak", aLoad, "highest load of an ordinary day, when it begins"),
		valued("growth", aGrowth, "a year, continuous"),
		key("from", aDate, "its first day"),
		key("until", aDate, "the first day without it"),
		key("moves_to", named(value(aShare)), "which sources get what of it when it ends"),
	}},
	{what: "a profile", text: "The shape of ordinary days.", keys: []keyShape{
		valued("daily", aShare, "depth of the sine of a day, highest at 14:00 UTC"),
		valued("weekly", aShare, "depth of the sine of a week, highest on Wednesdays"),
		valued("noise", aNoise, "spread of a day's factor, as cv"),
		key("file", anyText, "a measured load instead: CSV, or an answer of Prometheus"),
		worded("format", "csv prometheus", "of the file"),
		key("column", anyText, "of the load"),
		key("time", anyText, "the column of the time"),
		key("series", anyText, "of a Prometheus answer with several"),
		worded("period", "week day", "what repeats"),
	}},
	{what: "an event", text: "A day on which load is a multiple of what it would be.", keys: []keyShape{
		key("name", anyText, "what it is called"),
		key("date", aDay, "11-11 of each year, or one day"),
		valued("lasts", aSpan, "how long; default 24 h"),
		key("times", oneOf(value(aFactor), byKey(yearKey, value(aFactor))), "by how much, or by year: {2027: 1.3, 2028: 2.5}"),
		key("spike", oneOf(value(aFactor), obj("a spike")), "a rush at its beginning: a multiple of the day's highest load"),
	}},
	{what: "a spike", text: "A rush at an event's beginning.", keys: []keyShape{
		valued("times", aFactor, "multiple of the day's highest load"),
		valued("lasts", aSpan, "how long; default 10 min"),
	}},
	{what: "offload", text: "A share of a workload that pools need not carry.", keys: []keyShape{
		valued("share", aShare, "how much"),
		key("pools", oneOf(anyText, listOf(anyText)), "which pools it spares"),
		key("to", anyText, "the dependency that carries it"),
	}},
	{what: "an slo", text: "What is promised of a workload.", keys: []keyShape{
		key("availability", value(aShare), "below 100 %"),
		worded("basis", "time requests", "share of time up, or of requests served"),
		valued("window", aSpan, "over which it is promised; default 365 d"),
		key("hours", aWindow, "of a day, UTC, in which it counts"),
		key("latency", obj("latency"), "most time of a request"),
		valued("wrong_results", aWrong, "most of them: 1e-9/request"),
		valued("data_loss", aFreq, "most of them: 1e-6/year"),
	}},
	{what: "latency", text: "Most time of a request.", keys: []keyShape{
		valued("mean", aSpan, "of all"), valued("p50", aSpan, "of half"), valued("p99", aSpan, "of 99 %"),
	}},
	{what: "a dependency", text: "Something outside that requests need.", based: true, keys: []keyShape{
		valued("limit", aPerSec, "calls that it takes"),
		valued("growth", aGrowth, "of the limit, a year"),
		key("availability", value(aShare), "below 100 %"),
		valued("repair", aSpan, "mean outage; default 1 h"),
		valued("latency", aDuration, "that it adds"),
		key("used_by", oneOf(anyText, listOf(anyText)), "workloads; default: all, or what is offloaded to it"),
		valued("share", aShare, "of their requests; default 100 %"),
		worded("over", "refuse queue retry", "what becomes of calls above the limit"),
		valued("patience", aSpan, "that a call waits at most; default: without end"),
		key("counts", truth, "whether its outages are the fleet's"),
		key("connections", obj("connections"), "that units hold, and how many there may be"),
		key("price", aPriced(perReqYear), "per request, or a year"),
	}},
	{what: "connections", text: "Connections that units hold to a dependency.", keys: []keyShape{
		valued("per_server", aNumber, "that each unit holds"),
		valued("limit", aNumber, "most of them"),
		key("pools", oneOf(anyText, listOf(anyText)), "whose units hold them"),
	}},
	{what: "a random time", text: "A time that differs each time.", keys: lawKeys},
	{what: "a phase of a law", text: "A part of a hyperexponential law.", keys: []keyShape{
		valued("share", aShare, "how often"), valued("mean", aSpan, "of its exponential law"),
	}},
	{what: "failures", text: "How long units live: one of mttf, mtbf, afr, rate, or a law.", keys: lifeLaws},
}
