package fleets

// A Code explains one kind of diagnostic.
type Code struct {
	Code        string `json:"code"`
	Title       string `json:"title"`
	Explanation string `json:"text"`
}

// Codes lists every code that reading can report. E1xx to E3xx continue the family
// of their middle digit: E120, E220 and E320 are of E02x, E150 is of E05x.
var Codes = []Code{
	{"E001", "empty file", "The file holds no values. `capplan init` writes a scenario that runs."},
	{"E002", "not UTF-8 text", "Scenario files are UTF-8 without control characters. UTF-16 comes from some editors on Windows: save as UTF-8."},
	{"E003", "not YAML as capplan reads it", "The text is not YAML 1.2, or uses what capplan leaves out: tabs outside quotes and comments, tags, merge keys, several documents, keys that are no words."},
	{"E004", "too large", "A file has at most 4 MiB, 64 levels, and 400,000 values after aliases are followed."},
	{"E005", "wrong version", "version says which edition of the format a file is written in. This program reads version 1."},
	{"E006", "a result, not a scenario", "The file is what capplan wrote as an answer. Give the scenario that it answers, the YAML file named under inputs."},
	{"E007", "unknown key", "The key means nothing where it stands. Keys that start with x_ are yours."},
	{"E008", "duplicate key", "A map holds each key once; two values for one key would leave one of them unread."},
	{"E009", "not modelled yet", "The key belongs to the format, but what it says is not built yet. It is refused because ignoring it would change the answer silently."},
	{"E100", "wrong shape", "A map, a list or a single value stands where another of the three is needed."},
	{"E101", "missing key", "A key that has no default is not there, or has no value."},
	{"E102", "bad name", "Names are letters, digits, - and _, and start with a letter or digit, because paths join them with dots."},

	{"E010", "no unit", "A number with a dimension says its unit, so that 99.9 and 99.9 %, months and minutes cannot be mixed up."},
	{"E011", "wrong unit", "The unit measures something else than this key says."},
	{"E012", "ambiguous unit", "m could be minutes, months or metres. Write min or months."},
	{"E013", "unknown unit", "The unit is none that capplan knows. Case matters: kW, GiB, h."},
	{"E014", "currencies", "Money is written with its ISO 4217 code. Another currency than the scenario's needs a rate under fx."},
	{"E015", "out of bounds", "The value is negative, zero or too large where that cannot be."},
	{"E016", "not a number", "The value is no number that fits in double precision; NaN, infinity and 1e400 are refused."},
	{"E017", "a fraction of a whole", "Servers, groups and domains are whole, and counts are not uncertain: compare fleets for that."},
	{"E018", "not one of the words", "The key takes one of a few words."},
	{"E019", "a number written another way", "0x10, 1_000, 1,000, 010, yes and no mean different things to different YAML parsers, so they are refused."},

	{"E020", "said twice", "mttf, mtbf, afr, rate and a law say the same thing: give one of them. The same goes for peak and sources, for what a workload is a share of, and for a measured profile."},
	{"E021", "availability", "An availability is a percentage below 100 %. 99.9 without its percent sign, or 100 %, is refused."},
	{"E022", "range upside down", "A range runs from its low to its high end."},
	{"E023", "needs more than there is", "A pool that needs more units than it has, or a domain more paths, can never be up."},
	{"E024", "likely value outside its range", "The value before the brackets is the likely one, and lies between the ends of the range."},
	{"E025", "spread over more than there are", "spread names how many of the innermost failure domains a pool uses."},
	{"E026", "cannot stand apart", "Unit i stands in innermost domain i mod D. With that placement two units that should stand apart meet."},
	{"E027", "beyond the peak of the scaling law", "By the Universal Scalability Law more units carry less, beyond √((1−contention)/coherency) of them."},
	{"E028", "law parameters", "A law of a random time needs a mean, and a shape or cv, within its limits."},
	{"E029", "groups do not divide the pool", "The size of a group divides the pool's count."},
	{"E120", "a group needs more than its size", "A group that needs more members than it has never works."},
	{"E121", "no failures or repair known", "What fails and how it comes back must be known: from the pool, its hardware or the catalogue. Write never if it does not."},
	{"E122", "staff without a salary", "Heads cost money. Give the line a salary, or finance one."},
	{"E123", "licence without cores or sockets", "A licence per core or socket needs the hardware's cores or sockets."},
	{"E124", "more than all", "A share or a discount is at most 100 %."},
	{"E125", "needs beside a mode", "Of active-standby and mirrored units one is needed."},
	{"E126", "steady without repair", "What is never repaired has no long-run state; start: new is the only start."},
	{"E127", "nothing to correlate", "correlate joins two values that are uncertain, by ranks that one set of values can have together."},
	{"E128", "no currency", "A file in which money appears names its currency once, at the top."},
	{"E220", "maintenance never ends", "Maintenance goes through all units in batches, one after another, once in every period. It must be done before the next period begins, also at the unfavourable ends of ranges."},
	{"E221", "maintenance does not fit into its window", "A batch is only begun where it ends within the window of a day."},
	{"E222", "not a window of a day", "A window is two times of day, UTC, written 02:00..05:00. 22:00..02:00 goes over midnight."},
	{"E223", "a pool against its fleet", "Crews of the fleet work by its policy for all pools without their own, and while_down: freeze of the fleet stops the clocks of all pools."},
	{"E224", "nothing matures", "maturity moves failover, incidents or engineering: at least one is there to be moved."},
	{"E225", "standby beside a mode", "In an active-standby or mirrored pool all units but one wait or follow already. Standby units are those of a pool that shares its work."},
	{"E226", "a price of tomorrow", "as_of is the day on which a price was seen. What it will be is said by a trend from that day on."},
	{"E227", "paid twice", "A place is rented, has a price for its space, or is a building of one's own; machines are bought, rented, leased or there already; a subscription has its support in its price. Two of them would be paid twice."},
	{"E228", "the term of a licence", "A licence of kind term is paid at the start of each term, so the term must be known; the other kinds have none."},
	{"E229", "owned or leased", "What is owned was bought before the horizon starts, and is bought again when its life ends within it; a lease pays off a price."},
	{"E320", "a discount by number of what has none", "volume is off when many are bought at once: hardware, parts, licences, rents and the racks of a site. What is paid once, by the year or by use has one price; its discount is `discount`."},
	{"E321", "a rent of what is not known", "A rent per rack counts racks by the hardware's size, one per kW its power."},
	{"E322", "a source that cannot be so", "A source ends after it begins, and after the horizon starts. What it leaves moves to another source of the same workload that is still there."},
	{"E323", "no size carries the load", "A pool without a count, and with --same-load every pool with throughput, is given the least count that carries the peak after the one loss that hurts most. By its scaling law, or because it is owned as it stands, this one has none."},
	{"E129", "a pool's keys in two places", "With one pool its keys may stand directly in the fleet; with several they stand in the pool."},

	{"E030", "not an assertion", "An assertion compares a statistic of a figure with a limit: mean(small.cost.pv) <= 60k USD. P(…) states how often a comparison holds over trials: P(small.availability >= 99.9 %) >= 90 %."},
	{"E031", "no such fleet, pool or workload", "A figure is FLEET.METRIC, FLEET.WORKLOAD.METRIC or FLEET.pools.POOL.METRIC."},
	{"E032", "no such metric", "The metrics of assertions are those of the JSON and the CSV; `capplan help metrics` lists them."},
	{"E033", "statistic", "An assertion says which statistic it means: mean (the expectation), median, a percentile p1 to p99.9 or sd (of the trials), or P(…). A figure without its statistic would leave open whether luck counts."},
	{"E034", "unit of a limit", "A limit is written with the unit of its figure, so that minutes and hours or 99.9 and 99.9 % cannot be mixed up. It is one value, in the scenario's currency where it is money."},
	{"E035", "a figure that is not there", "Nothing of the fleet has this figure, or the method has not this statistic of it: cost needs prices, availability of a workload the workload, and --method exact knows means but no percentiles of histories."},
	{"E036", "not a probability", "What P(…) is compared with lies between 0 % and 100 %."},
	{"E037", "an id that stands twice", "Assertions are merged, and referred to, by their id."},

	{"E040", "no such catalogue entry", "catalog:ID looks in the file's own catalog, then in the one inside capplan. `capplan catalog list` shows it."},
	{"E041", "a loop", "An object is its own base, or a file extends itself."},
	{"E042", "missing file", "A file that this one names is not there."},
	{"E043", "no such name", "The name is none of those that the file defines."},
	{"E044", "an entry of another kind", "A licence cannot stand where hardware is needed."},
	{"E045", "another catalogue", "The file asks for another version of the catalogue than this program carries."},

	{"E046", "not a file of fits", "{fit: FILE#NAME} reads a law from a file that `capplan fit … -o FILE` wrote: schema capplan/fits/v1, laws by name under fits."},

	{"E050", "no such column", "Columns of a data file are found by the names in its first line. Options of `capplan fit` say other names."},
	{"E051", "not a number", "Cells of a data file are plain numbers with a decimal point, without units and separators."},
	{"E052", "time backwards", "Something ends before it begins, is watched before it is there, or lasts no time at all; or a time of a measured load lies before the one above it, as local times do when clocks are set back."},
	{"E053", "empty data file", "A data file has a line of column names and at least one line below it."},
	{"E054", "nothing ended", "No law can be fitted to a log in which nothing failed. By the rule of three the rate is at most 3 ÷ the time watched, with 95 % confidence."},
	{"E055", "not a table", "A data file is CSV: fields separated by commas (or semicolons or tabs), as many on each line as in the first, quotes in pairs."},
	{"E056", "not a date", "Dates are written 2027-01-15 or 2027-01-15T13:45, in UTC unless they say otherwise. 01/02/2027 means two different days."},
	{"E057", "neither yes nor no", "A column that says whether something ended holds yes or no, 1 or 0, true or false; empty is no."},

	{"E058", "a gap", "A measured load stands in equal steps. Where values are missing nobody knows what the load was, and a mean over the rest would lean to the hours that are there."},
	{"E059", "too little data", "A mean week takes two whole weeks at least, a mean day two days, in steps that show the course of a day (three hours or less). A scaling law takes load tests with three different numbers of units at least."},
	{"E150", "not a range answer of Prometheus", "format: prometheus reads what /api/v1/query_range answers with status success: one series or more, each with values at times."},
	{"E151", "which series", "A load is one series. Sum several in the query, or say which one is meant by its labels."},
	{"E152", "a counter, not a rate", "A counter is the number of requests since a process began. The load is its rate: rate(http_requests_total[5m])."},

	{"E060", "no such path", "--set names a value by the keys that lead to it, joined by dots. fleets. may be left out, and pools.NAME. in a fleet with one pool."},
	{"E061", "not a setting", "--set takes PATH=VALUE, the value as it would stand in the file."},
	{"E062", "unknown verb, flag or argument", "The words of the command line are none that the program knows; `capplan help` lists them."},
	{"E063", "unknown format or table", "The message names the formats or tables that there are; `capplan help formats` says what each holds."},
	{"E064", "unknown fleet", "--fleet names one of the scenario's fleets."},
	{"E065", "output cannot be written", "A file of -o is checked before any work: its directory is there and takes files, it is written once, and it is none that the scenario is read from."},
	{"E066", "value of a flag", "A flag or an environment variable has a value that it cannot have."},
	{"E067", "configuration", "The configuration file holds keys of presentation only, so that it can never change a number; CAPPLAN_* variables set flags."},
	{"E068", "not built yet", "A verb, format or table of the command line that this version does not have."},
	{"E069", "no exact method", "--method exact answers only what an exact method covers, and in a time worth waiting for. The message says what stands in the way."},

	{"E160", "no such known answer", "`capplan verify` takes names of embedded scenarios, and files with answers of their own under expect."},
	{"E161", "nothing to hold it against", "A gate with nothing to check is an error, never a silent pass: `capplan verify` needs expect, `capplan check` assertions."},
	{"E162", "no law is identified", "The log has too few different ages at which something ended for the laws that --law names. The exponential law needs one end."},
	{"E163", "more money than a bill holds", "Amounts are millionths of the scenario's currency in 64 bits: 9.2e12 units in all, what is paid and what is credited together. A currency of larger units has room for more."},

	{"E070", "no file", "There is no scenario at that path. The default is capplan.yaml in the current directory; - is standard input."},
	{"E072", "a file is already there", "`capplan init` never overwrites a file."},
	{"E071", "unreadable file", "The file is there but cannot be read."},

	{"W201", "no uncertainty given", "No value of the file has a range: the answer looks surer than anybody is."},
	{"W202", "repair longer than mttf", "Something is down for longer than it lives. Are the two swapped, or their units?"},
	{"W203", "a replica waits for a technician", "Without rebuild a lost member is missing until its server is repaired; with many groups that decides their availability."},
	{"W204", "mean far from the typed value", "A range that is much wider on one side draws the mean away from the likely value."},
	{"W205", "all in one domain", "All units of a pool that has more than one stand in one failure domain."},
	{"W206", "horizon shorter than the life", "Hardware outlives the horizon; its rest is credited at book value."},
	{"W207", "unused input", "A part of the file that nothing refers to."},
	{"W208", "an ageing law in steady state", "start: steady takes a mix of ages; a fleet bought at once is not that."},
	{"W209", "parts without a price", "Failures use parts, but nothing says what one costs."},
	{"W210", "few tail events", "Downtime was seen in so few histories that its figures are rough and its mean has no interval. More trials, or --method exact, know it better."},
	{"W211", "zero outages seen", "No history had any downtime. By the rule of three at most 3/n of them have some, with 95 % confidence; --method exact gives the figure where a method applies."},
	{"W212", "cost not known", "A price, a site or an energy price is missing, so the cost leaves something out. It is not zero."},
	{"W251", "a price dated after the start", "The price was seen after the horizon starts. Its trend carries it back; without one it is taken for the start."},
	{"W252", "owned past its life", "Hardware that is older than its useful life is kept to the horizon's end, and nothing is bought in its place."},
	{"W253", "a network by request, and no requests", "What requests move costs nothing where no workload is served."},
	{"W254", "a stale price", "A price from a catalogue or a price book is dated more than five years before or after the plan's start, about one life of a server; without a start, of the catalogue's edition. It is used as it stands. Prices of another time mislead both ways: name an entry nearer to the plan, write your own price, or give the day with as_of and a trend that carries it."},
	{"W260", "an event outside the horizon", "An event of one date counts only where the horizon includes it."},
	{"W261", "nothing to take a load off", "offload names pools, and no fleet that serves the workload has one of that name: all of the requests visit what it has."},
	{"W262", "a source that never begins", "A source begins on a day after the end of the horizon."},
	{"W265", "the load is not carried after a loss", "Pools were given the counts that the load takes, and something that no count changes leaves less: a domain whose loss takes the whole fleet, a dependency's limit, a pool whose count is written."},
	{"W213", "unlike fleets", "One fleet carries more than twice what another does. `capplan compare --same-load` gives each the size that the load takes."},
	{"W230", "a promise that only warns", "An assertion of severity: warn does not pass, or one with on_inconclusive: warn cannot be decided by so many trials. It does not change the exit status, unless --strict."},
	{"W220", "crews with processor sharing", "Failed units that share the crews equally and units repaired one after another give answers that differ by 10 % and more. Which one is meant?"},
	{"W221", "laws with crews", "Where units wait for crews, not only mean times but their whole laws decide: one repairman and ten machines, 8.2 are up with fixed repairs and 7.7 with hyperexponential ones of the same mean."},
	{"W222", "independence assumed", "Units that share a room, a supplier, a version of their software fail together more often than independence says. common_cause: {beta: 5 %} takes that share of failures for all at once."},
	{"W223", "no part on site", "With on_site: 0 each failure that takes a part waits for its own order."},
	{"W224", "more repairs than crews", "The failed units keep more repairers busy than there are: they queue up, and the queue decides."},

	{"W240", "few ends", "With fewer than ten failures or repairs the intervals of a fit are rough, and one law can hardly be told from another."},
	{"W241", "a law that is not identified", "The likelihood of a law has no maximum, or one so flat that the log says almost nothing of its parameter."},
	{"W242", "an extrapolation", "The mean lies beyond twice the oldest age seen. It is what the law says of ages that nobody has seen, and in steady state it decides. With `start: new` and a horizon no longer than the oldest age seen only what was seen counts."},
	{"W243", "laws that fit alike", "Laws within 4 of each other in AIC are hardly told apart by the log, and their means differ. In steady state only the mean counts."},
	{"W244", "no law fits", "The product-limit curve of the log contradicts every law. Use the data themselves as {samples: FILE, column: NAME}, or split the log by what differs."},
	{"W246", "peak not identified", "The Universal Scalability Law has a peak only where its coherency is above 0. Where the interval of the coherency touches 0 the load test does not say so: it may go on rising."},
	{"W247", "a peak beyond what was measured", "The peak of the fitted law lies beyond twice the largest number that was measured. There the law says what nobody has seen."},
	{"W248", "few points", "Three parameters were fitted to few points more than that: the intervals are wide, and rough."},
	{"W249", "growth not identified", "The interval of the growth is wider than about a factor of two either way. Weeks say little of years: take growth from elsewhere, or measure longer."},
	{"W340", "growth of less than a year", "A load that was measured for less than a year may rise because of the season."},
	{"W341", "days that stand out", "Days that lie more than five median deviations and 20 % off days like them are left out of a fit. What recurs belongs under events."},
	{"W342", "a day of another shape", "The sines of a scenario's profile are highest at 14:00 on Wednesdays, UTC. A load that is highest at another time takes the measured profile."},
	{"W245", "rows left out", "Units that ended before watching began, or were installed after it ended, say nothing."},
}

// Explain returns the entry of a code.
func Explain(code string) (Code, bool) {
	for _, c := range Codes {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}
