package fleets

// A Term is a word of results or scenarios, in a sentence. Unit is empty for words
// that are no figures; money is in the scenario's currency.
type Term struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
	Text string `json:"text"`
}

// Title is the name with the unit, where it is a figure.
func (t Term) Title() string {
	switch t.Unit {
	case "":
		return t.Name
	case "1":
		return t.Name + " [a number or a share]"
	}
	return t.Name + " [" + t.Unit + "]"
}

// FindTerm returns what a word means.
func FindTerm(name string) (Term, bool) {
	for _, t := range Terms {
		if t.Name == name {
			return t, true
		}
	}
	if yearCost.MatchString(name) {
		return Term{name, money, "Cash of a calendar year, of a fiscal year (finance.fiscal_year) under the year that it starts in or, where the horizon has no start, of its first year, its second and so on."}, true
	}
	if yearBought.MatchString(name) {
		return Term{name, "1", "Units bought ahead of demand that arrive in the year."}, true
	}
	return Term{}, false
}

// TermNames are the names of all terms.
func TermNames() []string {
	var out []string
	for _, t := range Terms {
		out = append(out, t.Name)
	}
	return out
}

const money = "currency"

// Terms are the figures of a result, and then the words that their definitions use.
var Terms = append(metricTerms, []Term{
	{"observed", "", "What happened, held against what the trials predict for as long as was watched: how much of the predicted law lies below it, half of what is the same counted (mid-p). Outside the central 98 % it is a warning, W480."},
	{"afr", "", "Annual failure rate: failures of a unit in a year of 8,760 h, which may exceed 100 %. mttf = 8,760 h ÷ afr."},
	{"mtbf", "", "Mean time between failures of a unit: mttf + mttr. A scenario may give it instead of mttf."},
	{"mttr", "", "Mean time from a failure to restored service, logistics included: repair in a scenario."},
	{"needs", "", "How many units (with groups: groups) of a pool must be up for the fleet to be up: k of n."},
	{"coverage", "", "The chance that a takeover succeeds: failover.success. A failure that is not covered stops its group, pool or fleet for the recovery."},
	{"common-cause", "", "One event that fails many units at once. beta is the share of a unit's failures that are such shocks (the beta factor model)."},
	{"standby", "", "Units beside a pool's count that carry nothing until one of them takes the place of a lost one: cold (do not fail while they wait), warm (fail dormancy times as fast) or hot (fail like the others)."},
	{"crew", "", "Someone who repairs one failed unit at a time. Failed units wait for a crew in the order of failure (fcfs), or share the crews alike (sharing)."},
	{"spares", "", "Parts on a shelf. A failure takes one and orders another at once (base stock, S−1,S); with none on the shelf it waits for its own."},
	{"incident", "", "Something that software or people break. Each kind alternates by itself between calm and its duration."},
	{"gray", "", "Half dead: a unit that is up, keeps its share of the requests and loses a part of them until it is detected."},
	{"exact", "", "A method: a closed form without free error, or a Markov chain solved to the digits that are printed."},
	{"numerical", "", "A method: computed, with a bound on what is left out that does not show in the digits printed."},
	{"approximation", "", "A method: a formula whose assumptions do not quite hold here, or a bound that is wider than the digits printed. The figure's why says which."},
	{"monte-carlo", "", "A method: the mean over trials, with the interval lo..hi that holds it with the probability level."},
	{"trial", "", "One draw of everything uncertain and one history of each fleet over the horizon."},
	{"percentile", "", "p10 of a figure is what it does not exceed in 10 % of the trials: one fleet's fate over one horizon, luck and ignorance together."},
	{"horizon", "", "How long each history is; default 5 years."},
	{"steady", "", "start: steady (the default) finds a fleet in its long-run state at time 0; start: new finds all units up and new."},
	{Placement, "", "Which units stand in which failure domains: unit i of each pool stands in innermost domain i mod D. `capplan explain FLEET.placement` shows it."},
}...)

// metricTerms are the figures of CLI results, by family.
var metricTerms = []Term{
	{"cost.pv", money, "Present value of the cash of the horizon: each payment divided by (1 + discount rate)^(months ÷ 12)."},
	{"cost.total", money, "Cash of the horizon: cost.capex + cost.opex, and the sum of its categories."},
	{"cost.capex", money, "What is invested (machines, buildings, licences that are bought, engineering and one-off payments), less its book value at the horizon's end."},
	{"cost.opex", money, "The rest of cost.total: running costs."},
	{"cost.hardware", money, "Cash for machines: bought, rented or leased, less their book value at the end."},
	{"cost.licences", money, "Cash for licences; their support is in cost.support."},
	{"cost.support", money, "Cash for support of hardware and licences: each year a share of the price paid, from the end of the warranty on."},
	{"cost.energy", money, "Cash for electricity: power · PUE · hours · price."},
	{"cost.space", money, "Cash for places: racks, rental, and a building of one's own with its running costs."},
	{"cost.network", money, "Cash for network: by the year, or for the bytes that requests move."},
	{"cost.staff", money, "Cash for people: heads, rounded up, times salary and overhead."},
	{"cost.engineering", money, "Cash for the software that carries what hardware did."},
	{"cost.one_off", money, "Cash paid once, as the scenario names it."},
	{"cost.replacements", money, "Cash for parts that failures use, and for the work on them."},
	{"cost.other", money, "Cash of recurring lines of the scenario's own, and of dependencies."},
	{"cost.with_losses", money, "cost.pv and the present value of cost.lost_revenue."},
	{"cost.lost_revenue", money, "Margin of the requests that are not served and do not come back. It is in no category of the cost."},
	{"cost.month", money, "Mean cost of a month, with everything bought paid in level payments at the cost of capital over its life. Residual values are not credited: what outlives the horizon is paid for only while it is held."},
	{"cost.cash_peak", money, "Largest cumulative cash."},
	{"cost.run_rate", money, "Running costs a year at the end of the horizon."},
	{"cost.write_off", money, "Book value that is lost: of what is given up before its life is over, and at the horizon's end of what is not credited (finance.residual: none)."},
	{"cost.per_request", money, "cost.total ÷ requests served over the horizon."},
	{"cost.per_tps", money, "cost.total ÷ capacity.peak: of one request a second."},
	{"saving", money, "Present value of the baseline minus that of this fleet, on the same draws."},
	{"payback", "months", "Months until the cash spent is back at or below that of the baseline, having been above it; 0 where it never is above."},
	{"cheaper_from", "date", "Where plans are compared: from when on the cash spent stays below that of the baseline to the horizon's end, looked at at the end of each month. It is the month in which the lines of cumulative cost cross for the last time; null when the fleet has not cost less in the end."},
	{"irr", "1", "Internal rate of return against the baseline: the effective discount rate a year at which both are worth the same. Known where the fleet costs more first and one rate alone does it."},
	{"regret", money, "How much more a fleet costs (cost.pv) than the cheapest of the same trial; its mean is the expected regret of choosing it."},
	{"crossover", "req/s", "Smallest demand.peak at which two fleets of the size that it takes cost the same."},
	{"power.peak", "kW", "Power of all units at their max, else typical."},
	{"racks", "1", "Whole racks, filled by size and power."},
	{"heads", "1", "People, rounded up."},
	{"carbon", "t", "Carbon dioxide of making and running the fleet: carbon.operational + carbon.embodied."},
	{"carbon.operational", "t", "Carbon dioxide of the electricity: power · PUE · hours · grid_carbon."},
	{"carbon.embodied", "t", "Carbon dioxide of making the hardware, spread evenly over its useful life."},
	{"order_by", "date", "When the first step of a growing pool must be ordered to be there in time: its lead time before the headroom is gone, or the start; null when not within the horizon."},
	{"availability", "1", "Share of time in which the fleet is up or, by requests, good ÷ offered requests: 1 − unavailability."},
	{"unavailability", "1", "Share of time in which the fleet is not up or, by requests, of requests that are lost. It is computed as itself, never as 1 − availability."},
	{"downtime", "min/year", "Unavailability · 525,600 min. Its causes sum to it."},
	{"downtime.failure", "min/year", "The part of downtime that failures and incidents make."},
	{"downtime.planned", "min/year", "What planned maintenance adds; in downtime only where the maintenance counts."},
	{"downtime.shortage", "min/year", "The part of downtime that demand above full capacity makes, with nothing broken."},
	{"downtime.worst_year", "min", "Largest downtime in one 365-day year of the horizon."},
	{"brownout", "min/year", "Time in which some but not all requests are served."},
	{"blast", "1", "Largest share of requests lost at one moment of a history."},
	{"outages", "1/year", "Intervals in which the fleet is not up, counted at their start."},
	{"outage_duration", "min", "Mean length of an outage: time not up ÷ outages. Its percentiles are over outages."},
	{"objective", "1", "P(objective): share of whole slo windows in which the strictest availability objective was reached."},
	{"reliability", "1", "P(no outage within the horizon), starting all up and new."},
	{"unreliability", "1", "P(an outage within the horizon), starting all up and new; computed as itself."},
	{"mttf", "h", "Mean time to the first outage of the fleet, starting all up and new. In a scenario: mean life of a unit."},
	{"units_up", "1", "Mean number of units of a pool that are up with every domain above them, at most its count."},
	{"served", "1", "Share of requests that are served, outages of dependencies included."},
	{"maturity.failover", "1", "Failover success from which on a fleet that matures is at least as available as the baseline (the baseline: as the first other fleet), its incidents going along their curve; null where it never or always is, and why says which."},
	{"maturity.incidents", "1/year", "Incidents a year, of all kinds, up to which a fleet that matures is at least as available as the baseline, its failover going along its curve."},
	{"maturity.overtakes", "date", "When a fleet that matures becomes as available as the baseline: both as mature as at that moment, for good. Null where it never or always is."},
	{"failures", "1/year", "Failures of a pool's units."},
	{"replacements", "1/year", "Failures that use a part."},
	{"spares_needed", "1", "Smallest shelf with which at most 5 % of repairs wait for a part."},
	{"data_loss", "1/year", "Expected events within the horizon, per year, in which a group loses data, from all up and new; a lost group starts whole again. Correlated loss and people dominate beyond about eleven nines."},
	{"mttdl", "h", "Mean time to the first loss of data of the pool or fleet, from all up and new."},
	{"bytes_lost", "B/year", "Expected bytes of data lost: loss events, each of all the data of a group."},
	{"availability.read", "1", "Share of time in which a group of a ledger has the quorum of a read up and is not stopped, over its groups; of a fleet, all of its ledgers."},
	{"availability.write", "1", "Share of time in which a group of a ledger has the quorum of a write up and is not stopped, less the elections of its leader (failover.time), over its groups; of a fleet, all of its ledgers."},
	{"unavailability.read", "1", "1 − availability.read, computed as itself: a tail keeps its digits."},
	{"unavailability.write", "1", "1 − availability.write, computed as itself."},
	{"latency.write", "ms", "Mean time until the quorum of a write to a ledger has answered, at demand.peak, all up."},
	{"latency.write.p50", "ms", "Median time of a write to a ledger."},
	{"latency.write.p99", "ms", "99th percentile of the time of a write to a ledger."},
	{"wrong_results", "1/year", "Results of served requests that are wrong and pass every vote and check. Percentiles are of what is drawn for each history. Errors that all copies share (same bug, same input) pass every vote and are only in it as corruption.common."},
	{"wrong_results.per_request", "1/request", "Wrong results of a workload ÷ its served requests."},
	{"wrong_results.objective", "1", "P(wrong results per request keep what slo.wrong_results promises), over draws."},
	{"executions", "1", "Executions per calculation: copies, repeats in."},
	{"detection", "h", "Mean time until a defective unit is excluded: a vote of three or more shows it in the minority, or checksums catch it; null where nothing ever shows it, as of a pair. Of a fleet, the longest of its pools."},
	{"rejected", "1", "Share of requests given up: copies disagree and are not repeated, checksums catch what nothing repeats, or the deadline of a vote passes. It stands beside served and availability, and is not in them."},
	{"demand.peak", "req/s", "Largest load of the first 365 days."},
	{"capacity.peak", "req/s", "What the fleet carries with all up: the smallest over pools, dependencies and the connections to them, at the mix of the busiest hour; with service, at which every queue is caught up with, no retries can keep a pool down and promised latency is kept."},
	{"capacity.own", "req/s", "capacity.peak over the pools alone."},
	{"capacity.next", "req/s", "What capacity.peak would be without the limit that decides it: the second smallest. next_limit names it."},
	{"capacity.degraded", "req/s", "capacity.peak after the one loss, of a unit or a domain, that hurts most."},
	{"capacity.multiple", "1", "How often today's whole mix fits."},
	{"headroom", "1", "Capacity ÷ demand − 1, at the worst moment of the horizon."},
	{"headroom.now", "1", "Headroom at the highest demand of the first 365 days: headroom.growth + .failure + .correlated + .maintenance + .left. The last four sum to headroom, of a fleet that buys nothing ahead."},
	{"headroom.growth", "1", "What growth takes of headroom.now until the horizon's worst moment; of a pool that buys ahead, until a purchase arrives."},
	{"headroom.failure", "1", "What units out by themselves take of the headroom, at the 99th percentile of their number."},
	{"headroom.correlated", "1", "What the failure domain whose loss hurts most takes of the headroom, beside headroom.failure."},
	{"headroom.maintenance", "1", "What the units of one batch of planned maintenance take of the headroom, beside headroom.failure and headroom.correlated."},
	{"headroom.left", "1", "What is left of the headroom after growth, failures, the loss of a domain and maintenance; below 0: it does not last for all of them at once."},
	{"utilization", "1", "Time mean of demand ÷ capacity."},
	{"shortfall", "1", "P(demand > capacity) in the peak hour."},
	{"overload", "1", "Share of time in which demand exceeds capacity with all up."},
	{"exhaustion", "date", "When demand first exceeds capacity; null when not within the horizon."},
	{"units_end", "1", "Units at the horizon's end of a pool that grows, or of all that do."},
	{"units_bought", "1", "Units bought ahead of demand that arrive within the horizon; units_bought.YYYY those of a year."},
	{"growth_stops", "date", "When a growing pool is first to buy a step and cannot; null when not within the horizon."},
	{"latency.mean", "ms", "Mean time of a request at demand.peak, all up, service included."},
	{"latency.p50", "ms", "Median time of a request at demand.peak."},
	{"latency.p99", "ms", "99th percentile of the time of a request at demand.peak."},
	{"load.safe", "req/s", "Load below which retries cannot keep a fleet down, whatever burst made them."},
	{"load.vulnerable", "req/s", "Load from which retries alone keep a fleet down. Between load.safe and it a moment's trouble can last."},
}

// metricNames are the stable names of the figures, beside cost.year.YYYY.
var metricNames = func() []string {
	var out []string
	for _, t := range metricTerms {
		out = append(out, t.Name)
	}
	return out
}()
