package fleets

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// files reads from a map instead of the disk.
func files(m map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if t, ok := m[filepath.ToSlash(path)]; ok {
			return []byte(t), nil
		}
		if path == "secret.yaml" {
			return nil, fs.ErrPermission
		}
		return nil, fs.ErrNotExist
	}
}

func load(text string, set ...string) error {
	today := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	_, _, err := Load("capplan.yaml", Options{Set: set, Today: today, ReadFile: files(map[string]string{"capplan.yaml": text, "inventory.csv": inventoryLines})})
	return err
}

const inventoryLines = "host,role,site\nw1,web,a\nw2,web,b\nd1,db,a\n"

// connected is a scenario whose web servers hold connections to a database.
func connected(connections, pools string) string {
	return dated + "workloads: {w: {peak: 9 tps}}\ndependencies: {db: {connections: " + connections + "}}\nfleets: {f: {pools: {" + pools + "}}}\n"
}

// connectedSlowly is connected, with a time that a call takes.
func connectedSlowly(connections, pools string) string {
	return strings.Replace(connected(connections, pools), "{db: {", "{db: {latency: 20 ms, ", 1)
}

// called is a scenario whose workload calls a dependency.
func called(dependency string) string {
	return dated + "workloads: {w: {peak: 9 tps}}\ndependencies: {bank: {" + dependency + "}}\nfleets: {f: {count: 4, throughput: 5 tps, failures: never}}\n"
}

const head = "version: 1\ncurrency: USD\n"

// unit is a pool that is right, to put one wrong thing beside.
const unit = "failures: {afr: 8 %}, repair: 24 h"

func repaired(law string) string {
	return head + "fleets:\n  a:\n    count: 1\n    failures: {afr: 8 %}\n    repair: " + law + "\n"
}

func pool(keys string) string {
	return head + "fleets:\n  small:\n    failures: {afr: 8 %}\n    repair: 24 h\n    " + strings.ReplaceAll(keys, "\n", "\n    ") + "\n"
}

func manyPools(n int) string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("p%d: {}", i))
	}
	return strings.Join(names, ", ")
}

// planned is a plan of these phases over two fleets.
func planned(phases ...string) string {
	f := "{pools: {web: {hardware: {price: 1k USD}, count: 4, " + unit + "}, db: {count: 2, " + unit + "}}}"
	return dated + "fleets:\n  a: " + f + "\n  b: " + f + "\nplans:\n  go:\n    - " + strings.Join(phases, "\n    - ") + "\n"
}

// grown is a pool that carries a workload, and more keys.
func grown(keys string) string {
	if !strings.Contains(keys, "throughput") {
		keys = "throughput: 2 tps\n" + keys
	}
	return head + "workloads: {w: {peak: 3 tps}}\nfleets:\n  small:\n    failures: {afr: 8 %}\n    repair: 24 h\n    " + strings.ReplaceAll(keys, "\n", "\n    ") + "\n"
}

const growsBy = "grow: {when: headroom < 20 %, step: 4, lead_time: 8 w, max: 20}"

// dated starts a scenario on a day.
const dated = head + "horizon: {start: 2027-01, years: 5}\n"

func priced(price string) string {
	return dated + "fleets: {a: {hardware: {price: " + price + "}, count: 1, " + unit + "}}\n"
}

// asserted is a scenario with one assertion.
func asserted(that string) string { return pool("count: 4") + "assertions:\n  - that: " + that + "\n" }

// observed is a scenario with one observation.
func observed(keys string) string {
	return pool("count: 4") + "observed:\n  - {fleet: small, " + keys + "}\n"
}

// wrong holds, by code, inputs that are wrong in just that way.
var wrong = map[string][]string{
	"E593": {
		head + "fleets:\n  a:\n    pools: {" + manyPools(201) + "}\n",
		pool("count: 4") + "plans:\n  p: [" + strings.Repeat("{}, ", 1000) + "{}]\n",
		head + "fx: {CNY: {" + manyYears(1001) + "}}\n" + strings.TrimPrefix(pool("count: 4"), head),
	},
	"E630": {pool("count: 9M\nvote: {copies: 9M, agree: 3, degrade: [2]}"), pool("count: 2002\ngroups: {size: 1001, needs: 2}\nvote: {copies: 1001, agree: 2}")},
	"E594": {
		head + "fleets:\n  small: {pools: {a: {count: 9M, " + unit + "}, b: {count: 2M, " + unit + "}}}\n",
		pool("count: 4\nfailure_domains: {feed: {count: 1k, paths: 1M, needs: 1, failures: {mttf: 4 y}, repair: 3 h}}"),
	},
	"E595": {pool("count: 4000\nmaintenance: {every: 1 s, duration: 0.1 s, at_once: 4000}"), pool("count: 4\noperations: {incidents: [{name: x, rate: 1e9/h, duration: 1e-12 h}]}"), pool("count: 4\noperations: {incidents: [{name: x, rate: 1e12/year, duration: 1 min}]}")},
	"E596": {head + "horizon: {years: 2000}\n" + strings.TrimPrefix(pool("count: 4\nhardware: {price: 5k USD}"), head)},
	"E597": {grown("count: 4\ngrow: {when: headroom < 20 %, step: 1, lead_time: 8 w, max: 1M}")},
	"E599": {pool("count: 4\nhardware: {price: 0." + strings.Repeat("123456789", 12) + " USD}")},
	"E591": {
		pool("count: 4\nhardware: {price: 1e200 USD}"),
		pool("count: 4\nmaintenance: {every: 90 d, duration: 1e-300 h}"),
	},
	"E592": {pool("count: 4\nhardware: {price: 1 USD (1..1e50)}")},
	"E001": {"", "# nothing\n"},
	"E002": {"\xff\xfev\x00e\x00", "version: 1\nname: caf\xe9\n", "version: 1\nname: a\x01b\n", "version: 1\nname: a\x00b\xff\n"},
	"E003": {"version: 1\nname: a\tb # c\td\nx_a: \"a\tb\"\n", "version: 1\nfleets:\n\ta: 1\n", "version: 1\nfleets: {a: {count: 4 needs: 3}}\n", "version: 1\na: *x\n", "a: 1\n---\nb: 2\n", head + "fleets: {a: &x {count: 1, failures: never}, b: {<<: *x}}\n", "version: !!int 1\nfleets: {a: {count: 1, failures: never}}\n", "name: a: b\n", "name: 'a\n", "name: @a\n", head + "? [a]\n: 1\nfleets: {a: {count: 1, failures: never}}\n", "version: 1\n  b: 2\n", "a: [1\nb: 2\n", "version: 1\nfleets: {a: {count: 4,\n", "version: 1\nfleets: {a: [3,"},
	"E004": {bomb(), strings.Repeat("[", 70) + strings.Repeat("]", 70)},
	"E005": {"version: 2\nfleets: {}\n", "version: [1]\nfleets: {}\n"},
	"E006": {`{"schema": "capplan/result/v1", "complete": true}`},
	"E007": {observed("metric: outages, value: 7, over: 1 y, souce: log"), pool("count: 4\nneds: 3"), loaded("{peak: 3 tps, hours: 07:00..23:00}"), pool("count: 4\nfailure_domains: {rack: {count: 2, gray: {works: 30 %}}}\nhardware: {service: {time: 12 ms}}"), head + "fleets: {a: {hardwre: catalog:x86-2s-2024, count: 4}}\n", head + "fleets: {a: {cuont: 4, hardware: {falures: {afr: 8 %}, repair: 1 h}}, b: {count: 1, failures: {arf: 8 %}, repair: 1 h}, c: {pols: {w: {count: 1}}}}\n", head + "fleet: {}\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E008": {pool("count: 4\ncount: 5")},
	"E100": {pool("count: 4") + "observed: {fleet: small}\n", loaded("{peak: 3 tps, events: {date: 11-11}}"), loaded("{peak: 3 tps, profile: 60 %}"), loaded("{sources: {a: {peak: 3 tps, until: 2028-01, moves_to: b}, b: {peak: 3 tps}}, offload: {share: 5 %, pools: {web: 1}, to: far}}"), "- a\n", priced("{value: 1k USD, volume: 10 %}"), dated + "finance: {tax: 17 %}\nsites: {own: {facility: 15 USD/W}, floor: {rental: {price: 1k USD/server/year, reserved: 70 %}}}\nfleets: {a: {count: 1, lease: 36 months, " + unit + "}, b: {count: 1, owned: true, " + unit + "}}\n", pool("count: [4]"), head + "fleets: {a: {hardware: big-box, count: 1}}\n", pool("count: 4\nstaff: 3"), pool("count: 4\nspares: 3"), pool("count: 4\nmaintenance: 90 d"), head + "fleets: {a: {failure_domains: [rack], count: 1, " + unit + "}}\n", head + "fleets: {a: {count: 1, failures: 3 y, repair: 1 h}}\n"},
	"E101": {called("over: queue"), observed("metric: outages, over: 1 y"), observed("value: 7, over: 1 y"), connected("{per_server: 5, pools: []}", "web: {failures: never, count: 4, throughput: 5 tps}"), grown("count: 4\ngrow: {when: headroom < 20 %, step: 4}"), loaded("{peak: 3 tps, slo: {hours: 07:00..23:00}}"), pool("count: 4") + "assertions: [{that: mean(small.availability) >= 99 %, waive: {ticket: INFRA-2210}}]\n", undated("{sources: {a: {peak: 3 tps, from: 2028-01}}, events: [{date: 11-11, times: 2}]}"), loaded("{share: 3 %, peak: 3 tps}"), loaded("{of: x, offload: {share: 5 %}}"), loaded("{sources: {a: {peak: 3 tps, moves_to: {b: 5 %}}, b: {peak: 3 tps}}}"), loaded("{peak: 3 tps, events: [{times: 2}, {date: 11-11}, {date: 11-11, spike: {lasts: 1 h}}, {date: 11-11, times: {}}]}"), loaded("{peak: 3 tps, profile: {column: rps}, offload: {share: 5 %, pools: [], to: far}}"), head + "sites: {floor: {rental: {reserved: {share: 70 %, discount: 40 %}}}}\nfleets: {a: {site: floor, count: 1, " + unit + "}}\n", head + "finance: {fiscal_year: april, tax: {recoverable: false}}\nsites: {own: {facility: {price: 15 USD/W}}}\nfleets: {a: {site: own, hardware: {price: 1k USD}, count: 1, network: {per_request: 20 kB}, lease: {months: 36}, " + unit + "}, b: {count: 1, owned: {book: 3 USD}, " + unit + "}}\n", pool("count: 4\nspares: {on_site: 2}\nstandby: {kind: warm, count: 1}\ncommon_cause: {}\ngray: {works: 30 %}\nmaintenance: {duration: 2 h}\noperations: {learns: {floor: 1/year}}"), pool("count: 4\nmaturity: {engineering: {from: 2 USD/year}}"), "name: x\n", "version: 1\nfleet: {}\n", pool("needs: 3"), pool("count: 4\nneeds:"), head + "fleets: {a: {site: b}}\nsites: {b: {}}\n"},
	"E102": {head + "fleets: {a b: {count: 1, " + unit + "}}\n", head + "fleets: {a: {failure_domains: [{rack: {count: 2}}, {rack: {count: 3}}], count: 1, " + unit + "}}\n", head + "fleets: {a: {pools: {fleet: {count: 1, " + unit + "}}}}\n"},
	"E010": {pool("count: 4\ncorruption: {rate: 0.1}"), pool("count: 4\ncorruption: {rate: 2/d, alike: 0.5}"), pool("count: 4\ncorruption: {rate: 2/d, checked: 0.999}"), dated + "finance: {depreciation: {life: 0}}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 4\nhardware: {price: 0, useful_life: 0, support: 0.12, warranty: 0}"), pool("count: 4\nstaff: [{role: dba, heads: 1, salary: 90k USD/year, overhead: 1.3}]"), pool("count: 4\nrecurring: 5k"), pool("count: 4\nmaintenance: {every: 0, duration: 2 h}"), pool("count: 4\nfailover: {time: 4, success: 0.95}"), pool("count: 4\nhardware: {price: 14k, power: {max: 450}}"), pool("count: 4\nrecurring: 5k USD")},
	"E011": {pool("count: 4\nsupport: 500 USD/server/year"), pool("count: 4\nsupport: 5k USD/year"), pool("count: 4\nsupport: 12 %"), pool("count: 4\nrent: 5k USD/server"), pool("count: 4\nlicences: [{product: 5 USD, per: server, factor: 50 %}]"), pool("count: 4\nrecurring: 0.11 USD/kWh"), pool("count: 4\nstaff: [{role: dba, heads: 50 %, salary: 90k USD/year}]"), pool("count: 50 %"), head + "sites: {s: {pue: 150 % (140 %..160 %)}}\nfleets: {a: {site: s, count: 1, " + unit + "}}\n", head + "sites: {s: {network: 0.5 USD/GB}}\nfleets: {a: {site: s, count: 1, " + unit + "}}\n", head + "sites: {s: {energy_price: 5k USD/year}}\nfleets: {a: {site: s, count: 1, " + unit + "}}\n", dated + "finance: {depreciation: {salvage: 500 USD}}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 4 h"), pool("count: 4\nfailover: {time: 4 kW}"), head + "workloads: {w: {peak: 3 h}}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 4\none_off: 3 USD/year")},
	"E012": {pool("count: 4\nfailover: {time: 4 m}")},
	"E013": {pool("count: 4\nfailover: {time: 4 mins}"), pool("count: 4\nfailover: {time: 4 mim}"), pool("count: 4\nthroughput: 40 rps"), pool("count: 6Ki")},
	"E014": {pool("count: 4\none_off: USD 10k"), pool("count: 4\nrecurring: usd 10k/year"), pool("count: 4\nrecurring: $10k/year"), priced("{value: 1k EUR}"), head + "sites: {s: {network: {per_request: 20 kB, price: 0.5 CNY/GB}}}\nfleets: {a: {site: s, count: 1, " + unit + "}}\n", pool("count: 4\none_off: $14k"), pool("count: 4\none_off: 14k RMB"), pool("count: 4\none_off: 14 kUSD"), pool("count: 4\none_off: 14k CNY"), "version: 1\ncurrency: $\nfleets: {a: {count: 1, " + unit + "}}\n", head + "fx: {USD: 1 USD}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 4\none_off: 14k USD (12k CNY..18k CNY)")},
	"E015": {pool("count: 4\nvote: {copies: 0}"), pool("count: 4\nvote: {copies: 3, degrade: [0]}"), connected("{per_server: 0, limit: 15}", "web: {failures: never, count: 4, throughput: 5 tps}"), loaded("{peak: 3 tps, events: [{date: 11-11, lasts: 2 y, times: 2}, {date: 11-11, spike: 0.5}]}"), loaded("{peak: 3 tps, profile: {noise: -5 %}}"), head + "finance: {depreciation: {life: 4 y, salvage: -5 %}}\nfleets: {a: {count: 1, " + unit + "}}\n", head + "fleets: {a: {hardware: {price: 1k USD, useful_life: 0 y}, count: 1, " + unit + "}}\n", pool("count: 1") + "run: {trials: 2G}\n", pool("count: 0"), pool("count: 4\none_off: -5 USD"), head + "sites: {b: {pue: 0.5}}\nfleets: {a: {site: b, count: 1, " + unit + "}}\n", pool("count: 4\nneeds: n-4"), pool("count: 4\ncommon_cause: {beta: 100 %}"), head + "fleets: {a: {repair_crews: 0, count: 1, " + unit + "}}\n"},
	"E016": {loaded("{sources: {a: {peak: 3 tps, from: spring}}, events: [{date: 02-30, times: 2}, {date: 2028-11, times: 2}, {date: 11-11, times: {next: 2}}]}"), pool("count: four"), pool("count: NaN"), pool("count: 4\none_off: 1e400 USD"), head + "horizon: {start: January}\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E017": {head + "workloads: {w: {peak: 3 tps, slo: {availability: 99.9 % (99..99.99)}}}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 4.5"), pool("count: 20..28"), head + "horizon: 4 y (3..5)\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E018": {dated + "finance: {fiscal_year: apr}\nfleets: {a: {count: 1, " + unit + "}}\n", dated + "finance: {fiscal_year: 4}\nfleets: {a: {count: 1, " + unit + "}}\n", dated + "finance: {fiscal_year: ''}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 1") + "expect: [{fleet: small, metric: outages, statistic: maen, value: 1}]\n", pool("count: 1") + "expect: [{fleet: small, metric: outages, statistic: p100, value: 1}]\n", pool("count: 4\nmode: active-stanby"), pool("count: 4\nlicences: [{product: 5 USD, per: cpu}]")},
	"E019": {pool("count: 4\nthroughput: {per_unit: 10 req/s, contention: 1,5 %}"), pool("count: 0x10"), pool("count: 1_000"), pool("count: 010"), pool("count: 4\none_off: 1,000 USD"), head + "fleets: {a: {count: 1, failures: {afr: \"10,5 %\"}, repair: 1 h}}\n", pool("count: 4\none_off: 12k - 18k USD"), pool("count: 4\none_off: .5 USD"), pool("count: 4\none_off: +5 USD"), pool("count: 4\none_off: 5 USD (4)"), pool("count: 4\none_off: 5 USD ± 2 USD"), head + "dependencies: {d: {counts: yes}}\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E020": {loaded("{of: x, share: 5 %, peak: 3 tps, profile: {daily: 60 %}, events: [{date: 11-11, times: 2}]}"), pool("count: 4\nmaturity: {over: 3 y, incidents: {from: 4/year, to: 1/year}}\noperations: {learns: {halves_every: 1 y}, incidents: [{name: change, rate: 2/year, duration: 1 h}]}"), pool("count: 4\nstandby: {count: 1, kind: cold, dormancy: 10 %}"), head + "fleets: {a: {failure_domains: {rack: {count: 4}}, apart: rack, groups: {size: 2, apart: rack}, count: 4, " + unit + "}}\n", head + "fleets: {a: {count: 1, failures: {afr: 8 %, mtbf: 3 y}, repair: 24 h}}\n", head + "workloads: {w: {peak: 3 tps, sources: {s: {peak: 3 tps}}}}\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E021": {head + "workloads: {w: {peak: 3 tps, slo: {availability: 99.9}}}\nfleets: {a: {count: 1, " + unit + "}}\n", head + "workloads: {w: {peak: 3 tps, slo: {availability: 0.999}}}\nfleets: {a: {count: 1, " + unit + "}}\n", head + "workloads: {w: {peak: 3 tps, slo: {availability: 100 %}}}\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E022": {priced("{value: 1k USD, volume: {100: 10 %, 1000: 5 %}}"), pool("count: 4\none_off: 14k USD (18k..12k)"), pool("count: 4\nfailover: {time: 4..2 min}")},
	"E023": {pool("count: 24\nneeds: 26"), connected("{per_server: 50, limit: 15}", "web: {failures: never, count: 4, throughput: 5 tps}"), head + "fleets:\n  small:\n    count: 24\n    needs: 26\n    failures: {afr: 8 %}\n    repair: 24 h\n", pool("count: 24\ngroups: {size: 3}\nneeds: 9"), head + "fleets: {a: {failure_domains: {feed: {count: 2, paths: 2, needs: 3}}, count: 4, " + unit + "}}\n", pool("count: 4\nmaintenance: {every: 90 d, duration: 2 h, at_once: 5}"), connected("{per_server: 5, limit: 9}", "web: {failures: never, count: 4, throughput: 5 tps, groups: {size: 2, rebuild: 1 h}}")},
	"E024": {pool("count: 4\none_off: 14k USD (12..18)"), pool("count: 4\nfailover: {time: 1 min (2..10)}")},
	"E025": {head + "fleets: {a: {failure_domains: {rack: {count: 4}}, spread: {rack: 8}, count: 10, " + unit + "}}\n", head + "fleets: {a: {failure_domains: {room: {count: 2}, rack: {count: 4}}, spread: {room: 2}, count: 10, " + unit + "}}\n"},
	"E026": {head + "fleets: {a: {failure_domains: {room: {count: 2}, rack: {count: 4}}, groups: {size: 3, apart: room}, count: 9, " + unit + "}}\n", head + "fleets: {a: {failure_domains: {rack: {count: 4}}, spread: {rack: 2}, apart: rack, count: 3, " + unit + "}}\n", head + "fleets: {a: {failure_domains: [{room: {count: 2}, rack: {count: 4}}, {pod: {count: 3}}], apart: pod, count: 4, " + unit + "}}\n", head + "fleets: {a: {failure_domains: {rack: {count: 4}}, apart: rack, count: 4, standby: {count: 1, kind: cold}, " + unit + "}}\n"},
	"E027": {grown("count: 4\nthroughput: {per_unit: 2 tps, coherency: 1 %}\n" + growsBy), pool("count: 100\nthroughput: {per_unit: 10 req/s, contention: 3 %, coherency: 0.1 %}")},
	"E028": {head + "fleets: {a: {count: 1, failures: {law: weibull, mean: 3 y, shape: 0}, repair: {law: lognormal, mean: 1 h, cv: -1}}}\n", head + "fleets: {a: {count: 1, failures: {law: weibull, mean: 3 y}, repair: 24 h}}\n", head + "fleets: {a: {count: 1, failures: {law: erlang, mean: 3 y, shape: 1.5}, repair: {law: lognormal, mean: 2 h, shape: 1}}}\n", head + "fleets: {a: {count: 1, failures: {afr: 1 %}, repair: {mean: 2 h}}}\n", head + "fleets: {a: {count: 1, failures: {afr: 1 %}, repair: {law: hyperexponential, phases: [{share: 50 %, mean: 1 h}, {share: 40 %, mean: 2 h}]}}}\n", pool("count: 4\nspares: {on_site: 2, resupply: never}"), head + "workloads: {w: {peak: 3 tps}}\nfleets: {a: {count: 1, throughput: 2 req/s, overload: {policy: collapse, left: 10 %, recovery: never}, " + unit + "}}\n", pool("count: 4\ngray: {failures: {afr: 5 %}, works: 30 %, detect: never}"), pool("count: 4\nmaintenance: {every: 90 d, duration: never}")},
	"E029": {pool("count: 10\ngroups: {size: 3}")},
	"E120": {pool("count: 9\ngroups: {size: 3, needs: 4}")},
	"E121": {head + "fleets: {a: {count: 4}}\n", head + "fleets: {a: {count: 4, failures: {afr: 8 %}}}\n", head + "fleets: {a: {count: 4, failures: {}, repair: 1 h}}\n", head + "fleets: {a: {count: 4, hardware: catalog:sparc-t5-8}}\n", head + "catalog: {box: {price: 5 USD, failures: {afr: 8 %}}}\nfleets: {a: {count: 4, hardware: catalog:box}, b: {count: 4, repair: 1 h, hardware: {base: catalog:sparc-t5-8, price: 5 USD}}}\n"},
	"E122": {pool("count: 4\nhardware: {price: 1k USD, part: {share: 50 %, price: 90 USD, labour: 2 h}}"), pool("count: 4\nstaff: [{role: dba, heads: 2}]")},
	"E123": {pool("count: 4\nlicences: [{product: 5 USD, per: user}]"), pool("count: 4\nhardware: {sockets: 2}\nlicences: [{product: 5 USD, per: core}]"), pool("count: 4\nlicences: [{product: catalog:oracle-ee}]"), head + "fleets: {f: {licences: [{product: 5 USD, per: core}], pools: {web: {count: 1, hardware: {cores: 8}, " + unit + "}, db: {count: 1, " + unit + "}}}}\n"},
	"E124": {loaded("{sources: {a: {peak: 3 tps, until: 2028-01, moves_to: {b: 60 % (50 %..70 %), c: 35 %}}, b: {peak: 3 tps}, c: {peak: 1 tps}}}"), loaded("{of: x, share: 150 %}"), loaded("{peak: 3 tps, profile: {daily: 110 %}}"), priced("{value: 1k USD, discount: 101 %}"), priced("{value: 1k USD, volume: {100: 110 %}}"), head + "finance: {depreciation: {life: 4 y, salvage: 120 %}}\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 4\nlicences: [{product: 5 USD, per: server, discount: 120 %}]")},
	"E125": {pool("count: 2\nmode: active-standby\nneeds: 2")},
	"E126": {head + "start: steady\nfleets: {a: {count: 1, failures: {afr: 1 %}, repair: never}}\n"},
	"E127": {head + "correlate: [{values: [a.one_off, a.recurring], rank: 0.5}]\nfleets: {a: {count: 1, one_off: 5 USD (4..6), recurring: 5 USD/year, " + unit + "}}\n"},
	"E128": {"version: 1\nfleets: {a: {count: 1, one_off: 5 USD, recurring: 5 USD/year, " + unit + "}}\n"},
	"E220": {pool("count: 100\nmaintenance: {every: 30 d, duration: 3 h, window: 01:00..05:00}"), pool("count: 10\nstandby: {count: 5, kind: hot}\nmaintenance: {every: 2 d (1..4), duration: 6 h, at_once: 15 %}")},
	"E221": {pool("count: 4\nmaintenance: {every: 90 d, duration: 2 h (1..5), window: 23:00..02:00}")},
	"E222": {pool("count: 4\nmaintenance: {every: 90 d, duration: 2 h, window: 2:00..5:00}"), pool("count: 4\nmaintenance: {every: 90 d, duration: 2 h, window: 02:00-05:00}"), pool("count: 4\nmaintenance: {every: 90 d, duration: 2 h, window: 02:00..25:00}"), loaded("{peak: 3 tps, slo: {availability: 99.9 %, hours: 7..23}}")},
	"E223": {head + "fleets: {a: {repair_policy: sharing, pools: {x: {count: 1, " + unit + "}}}}\n", head + "fleets: {a: {repair_crews: 2, pools: {web: {count: 4, repair_policy: sharing, " + unit + "}}}}\n", head + "fleets: {a: {pools: {web: {count: 4, repair_policy: sharing, " + unit + "}}}}\n", head + "fleets: {a: {while_down: freeze, pools: {web: {count: 4, while_down: keep-failing, " + unit + "}}}}\n"},
	"E224": {pool("count: 4\nmaturity: {over: 3 y}"), pool("count: 4\nmaturity: {over: 3 y, failover: {from: 95 %, to: 99.9 %}, incidents: {from: 4/year, to: 0.25/year}}")},
	"E225": {pool("count: 2\nmode: active-standby\nstandby: {count: 1, kind: cold}")},
	"E226": {priced("{value: 1k USD, as_of: 2027-03, trend: -15 %/year}")},
	"E227": {
		head + "sites: {own: {facility: {price: 15 USD/W, life: 12 y}, space: 9k USD/rack/year}}\nfleets: {a: {site: own, count: 1, " + unit + "}}\n",
		dated + "fleets: {a: {hardware: {price: 1k USD}, count: 1, rent: 2k USD/server/year, lease: {months: 36, rate: 8 %}, " + unit + "}}\n",
		dated + "sites: {floor: {rental: 2k USD/server/year}}\nfleets: {a: {site: floor, hardware: {price: 1k USD}, count: 1, owned: {since: 2026-05, book: 1k USD}, " + unit + "}}\n",
		pool("count: 4\nlicences: [{product: 5 USD/year, per: server, support: 22 %/year}]"),
	},
	"E228": {pool("count: 4\nlicences: [{product: 5 USD, per: server, kind: term}]"), pool("count: 4\nlicences: [{product: 5 USD, per: server, kind: perpetual, term: 3 y}]")},
	"E229": {
		dated + "fleets: {a: {count: 1, owned: {since: 2024-05, book: 1k USD}, " + unit + "}}\n", dated + "fleets: {a: {count: 1, owned: {since: 2030-05, book: 1k USD}, " + unit + "}}\n",
		pool("count: 4\nlease: {months: 36, rate: 8 %}"), dated + "fleets: {a: {hardware: {useful_life: 7 y (5..9)}, count: 1, owned: {since: 2026-05, book: 1k USD}, " + unit + "}}\n",
	},
	"E320": {pool("count: 4\nrent: {value: 3k USD/month, volume: {2: 5 %}}"), priced("{value: 1k USD}, power: {typical: 90 W}}, one_off: {value: 5k USD, volume: {10: 5 %}"), pool("count: 4\nrecurring: {value: 5 USD/year, volume: {2: 5 %}}"), pool("count: 4\nlicences: [{price: {value: 5 USD, volume: {2: 5 %}}, product: any, per: fleet}]")},
	"E322": {
		loaded("{sources: {a: {peak: 3 tps, from: 2028-01, until: 2027-07}, b: {peak: 3 tps, until: 2026-12}, c: {peak: 3 tps, from: 2028-01, until: 2028-01}}}"),
		loaded("{sources: {a: {peak: 3 tps, until: 2028-01, moves_to: {a: 5 %, b: 5 %}}, b: {peak: 3 tps, until: 2027-07}}}"),
	},
	"E321": {pool("count: 4\nhardware: {price: 1k USD}\nrent: 9k USD/rack/year"), head + "sites: {floor: {rental: 90 USD/kW/month}}\nfleets: {a: {site: floor, count: 1, " + unit + "}}\n"},
	"E340": {
		asserted("mean(small.availability @ end) >= 99 %"), asserted("mean(small.headroom @ 2027-11-11) >= 25 %"), asserted("mean(small.headroom @ worts) >= 25 %"),
		dated + "fleets: {a: {count: 1, " + unit + "}}\nassertions: [{that: mean(a.headroom @ 2026-12) >= 5 %}, {that: P(a.utilization @ 2032-11-11 <= 5 %) >= 5 %}, {that: mean(a.shortfall @ 11-11) <= 5 %}]\n",
	},
	"E341": {
		head + "fleets: {a: {count: 1, " + unit + "}, b: {count: 1, " + unit + "}}\nassertions: [{that: P(a.outage_duration <= 2 x b) >= 90 %}]\n",
		asserted("mean(small.cost.pv) <= 75 % of small"), asserted("mean(small.cost.pv) <= 0 % of small"),
		head + "fleets: {a: {count: 1, " + unit + "}, b: {count: 1, pools: {web: {count: 1, " + unit + "}}}}\nassertions: [{that: mean(a.pools.servers.units_up) >= 2 x b}]\n",
	},
	"E342": {asserted("small.survives(servers)"), asserted("\"small.survives(servers, 5)\""), asserted("\"small.survives(servers, one)\""), asserted("\"small.survives(servers, 1, at: night)\"")},
	"E343": {pool("count: 4") + "assertions: [{that: mean(small.availability) >= 99 %, waive: {reason: rack ordered, until: spring}}]\n"},
	"E330": {
		grown("count: 3\nvote: {copies: 3}\nservice: {time: 12 ms, hedge: 95 %}"), grown("count: 3\ngroups: {size: 3, agreement: majority}\nservice: {time: 12 ms, queue: 20}"),
		connectedSlowly("{per_server: 5, limit: 15}", "web: {failures: never, count: 4, throughput: 5 tps, groups: {size: 2, rebuild: 1 h}, grow: {when: headroom < 20 %, step: 4, lead_time: 8 w, max: 20}}"),
		pool("count: 4\nservice: {time: 12 ms, cv: 1.2, queue: 200}"), pool("count: 4\nservice: {time: 12 ms, queue: 200, timeout: 500 ms, retries: 3}"), pool("count: 4\nservice: {time: 12 ms, timeout: 500 ms, retries: 3, hedge: 95 %}"),
		pool("count: 4\nservice: {time: 12 ms, arrival_cv: 0.8 (0.5..1.2), timeout: 500 ms}"), pool("count: 4\nservice: {time: 12 ms}\nthroughput: {per_unit: 80 req/s, contention: 1 %}"),
		head + "workloads: {w: {peak: 3 tps}}\nfleets: {a: {count: 1, while_down: freeze, throughput: 2 req/s, overload: {policy: collapse, left: 10 %, recovery: 20 min}, " + unit + "}}\n",
		pool("count: 4\nservice: {time: 12 ms}\nwrite_share: 20 %\ncopies: 2"),
	},
	"E350": {pool("count: 9\ngroups: {size: 3}\nwrite_share: 20 %\ncopies: 4"), pool("count: 4\ncopies: 5"), pool("count: 2\nmode: mirrored\ncopies: 2"), pool("count: 2\nmode: active-standby\ncopies: 2")},
	"E351": {
		pool("count: 4\noverload: {policy: collapse, left: 10 %, recovery: 20 min}"), pool("count: 4\noverload: {policy: shed, left: 10 %, recovery: 20 min}"),
	},
	"E370": {
		grown("count: 6\ngroups: {size: 3}\n" + growsBy), grown("count: 40\n" + growsBy), grown("count: 4\ngrow: {when: utilization > 80 %, step: 4, lead_time: 8 w, max: 20}"),
		grown("count: 4\ngrow: {when: headroom, step: 4, lead_time: 8 w, max: 20}"),
	},
	"E371": {
		pool("count: 4\n" + growsBy), grown("count: 2\nmode: active-standby\n" + growsBy), grown("count: 4\nmode: active-standby\ngroups: {size: 2}\n" + growsBy),
		grown("count: 4\nstandby: {count: 1}\nspares: {on_site: 1, resupply: 5 d}\n" + growsBy),
		grown("count: 4\nservice: {time: 12 ms}\n" + growsBy), grown("count: 4\noverload: {policy: collapse, left: 10 %, recovery: 20 min}\n" + growsBy),
		head + "horizon: {start: 2027-01, years: 3}\nworkloads: {w: {peak: 3 tps}}\nfleets:\n  a:\n    pools:\n      web: {count: 4, throughput: 2 tps, " + unit + ", " + growsBy + "}\n      db: {count: 4, service: {time: 12 ms}, " + unit + "}\n      old: {hardware: {useful_life: 4 y}, count: 4, throughput: 2 tps, owned: {since: 2026-06, book: 20k USD}, " + unit + ", " + growsBy + "}\n",
	},
	"E385": {
		pool("count: 4\nvote: {copies: 3, agree: 4}"), pool("count: 4\nvote: {copies: 5}"), pool("count: 6\ngroups: {size: 3}\nvote: {copies: 4}"),
		pool("count: 1\nneeds: 1\nstandby: {count: 2, kind: hot}\nvote: {copies: 3}"), pool("count: 3\nvote: {copies: 3, degrade: [3]}"), pool("count: 3\ndegrade: [2]"), pool("count: 3\nvote: null\nagree: 2"),
	},
	"E386": {
		pool("count: 4\ncorruption: {rate: 1e-7/calculation (1e-8..2)}"), pool("count: 4\ncorruption: {rate: 0.1/calculation, environment: 3 (1..20)}"),
		pool("count: 4\ncorruption: {rate: 1e-7/calculation (0/d..2/d)}"),
	},
	"E387": {pool("count: 4\nvote: {copies: 3, deadline: 10 ms}"), grown("count: 4\nvote: {copies: 3, recompute: none, deadline: 10 ms}")},
	"E388": {pool("count: 3\nmode: mirrored\nvote: {copies: 3}"), pool("count: 6\nmode: active-standby\ngroups: {size: 3}\nvote: {copies: 3}")},
	"E389": {pool("count: 4\nwrite_share: 20 %\ncopies: 2\nvote: {copies: 3}")},
	"E395": {pool("count: 4\ndestroys: 30 %\nthroughput: 5 tps") + "workloads: {w: {peak: 3 tps}}\n", head + "workloads: {w: {peak: 3 tps}}\nfleets: {a: {serves: [w], hardware: {latent: 5 %, failures: {afr: 8 %}, repair: 24 h}, throughput: 5 tps, count: 4}}\n"},
	"E396": {pool("count: 8\nneeds: 7\nscrub: 7 d")},
	"E397": {pool("count: 6\ngroups: {size: 3, needs: 1}\nfailure_domains: {feed: {count: 2, paths: 2, failures: {mttf: 4 y}, repair: 3 h, destroys: 1 %}}")},
	"E398": {pool("count: 6\nfailure_domains: {room: {count: 2, failures: {mttf: 4 y}, repair: 3 h, destroys: 1 %}}")},
	"E399": {loaded("{peak: 3 tps, slo: {data_loss: 0/year}}")},
	"E390": {pool("count: 6\ngroups: {size: 3, read: 4, write: 2}"), pool("count: 6\ngroups: {size: 3, agreement: majority, write: 5}")},
	"E391": {
		pool("count: 8\ngroups: {size: 4, write: 2}"), pool("count: 6\ngroups: {size: 3, read: 1, write: 2}"), pool("count: 10\ngroups: {size: 5, agreement: majority, read: 1, write: 3}"),
		pool("count: 4\ngroups: {size: 4, agreement: byzantine, write: 2}"), pool("count: 7\ngroups: {size: 7, agreement: byzantine, read: 4, write: 5}"),
	},
	"E392": {pool("count: 6\ngroups: {size: 3, agreement: byzantine}")},
	"E393": {pool("count: 6\ngroups: {size: 3, needs: 1, agreement: majority}"), pool("count: 6\ngroups: {size: 3, needs: 3, agreement: majority}")},
	"E540": {called("limit: 900 tps, patience: 2 min"), called("limit: 900 tps, over: retry, patience: 2 min")},
	"E394": {pool("count: 6\nmode: mirrored\ngroups: {size: 3, agreement: majority}"), pool("count: 6\nmode: active-standby\ngroups: {size: 3, write: 2}")},
	"E480": {observed("metric: availability, value: 99.9, over: 1 y"), observed("metric: downtime, value: 3 USD, over: 1 y"), observed("metric: cost.pv, value: 14k"), observed("metric: cost.pv, value: 14k CNY"), observed("metric: outages, value: 3..9, over: 1 y"), observed("metric: outages, value: 3 (2..9), over: 1 y"), observed("metric: outages, value: 7 %, over: 1 y")},
	"E481": {observed("metric: outages, value: 7"), observed("metric: availability, value: 99.9 %"), observed("metric: downtime, value: 30 min/year")},
	"E482": {observed("metric: outages, value: 7, over: 0 months"), observed("metric: outages, value: 7, over: 200 y"), observed("metric: outages, value: 7, over: 1 y (1..2)"), observed("metric: outages, value: 7, over: 1..2 y")},
	"E483": {observed("metric: mttf, value: 700 h, over: 1 y"), observed("metric: exhaustion, value: 2027-03"), observed("metric: data_loss, value: 0, over: 1 y")},
	"E484": {observed("metric: outages, value: -7, over: 1 y"), observed("metric: outages, value: 7.5, over: 1 y"), observed("metric: availability, value: 101 %, over: 1 y"), observed("metric: downtime, value: 3 d, over: 48 h"), observed("metric: downtime, value: 600000 min/year, over: 1 y")},
	"E485": {planned("{from: 2027-01, run: {a: 100 %}}") + "observed: [{fleet: go, metric: outages, value: 7, over: 1 y}]\n"},
	"E400": {planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {b: 100 %}}", "{from: 2027-07, run: {b: 100 %}}"), planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {b: 100 %}}", "{from: 2028-01-01, run: {a: 100 %}}")},
	"E401": {planned("{from: 2027-03, run: {a: 100 %}}"), planned("{from: 2026-03, run: {a: 100 %}}")},
	"E402": {planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2034-01, run: {b: 100 %}}")},
	"E403": {
		planned("{from: 2027-01, run: {a: 60 %, b: 30 %}}"), planned("{from: 2027-01, run: {a: 60 %, b: 60 %}}"), planned("{from: 2027-01, run: {a: {web: 60 %}, b: {web: 40 %, db: 50 %}}}"),
		planned("{from: 2027-01, run: {a: {web: 0 %}}}"), planned("{from: 2027-01, run: {}}"),
	},
	"E404": {planned("{from: 2027-01, run: {a: 60 %, b: {web: 40 %}}}")},
	"E405": {dated + "fleets: {a: {count: 1, " + unit + "}}\nplans: {a: [{from: 2027-01, run: {a: 100 %}}]}\n"},
	"E406": {
		planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {a: 50 %, b: 50 %}, sell: {a: 8 %}}"), planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {b: 100 %}, sell: {a: 8 %}}", "{from: 2029-01, run: {a: 100 %}}"),
		planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {b: 100 %}, sell: {a: 8 %}}", "{from: 2029-01, run: {b: 100 %}, sell: {a: {web: 8 %}}}"), planned("{from: 2027-01, run: {a: 100 %}, sell: {b: 8 %}}"),
		planned("{from: 2027-01, run: {a: {web: 100 %}}}", "{from: 2028-01, run: {b: 100 %}, sell: {a: {db: 8 %}}}"),
	},
	"E407": {planned("{from: 2027-01, run: {a: 100 %}, fallback: b}"), planned("{from: 2027-01, run: {a: 100 %}, fallback: a}")},
	"E408": {
		planned("{from: 2027-01, run: {a: 100 %}, set: {aa.pools.web.count: 5}}"), planned("{from: 2027-01, run: {a: 100 %}, set: {a.pools.wbe.count: 5}}"), planned("{from: 2027-01, run: {a: 100 %}, set: {b.pools.web.count: 5}}"),
		planned("{from: 2027-01, run: {a: 100 %}, set: {a: 5}}"), planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {a: 100 %}, set: {a.pools.web.count: 3}}"),
		planned("{from: 2027-01, run: {a: 100 %}}", "{from: 2028-01, run: {a: 100 %}, set: {a.pools.web.hardware.price: 3k USD, a.one_off: 5k USD}}"), planned("{from: 2027-01, run: {a: 100 %}, set: {a.pools.count: 5}}"),
	},
	"E410": {dated + "workloads: {w: {peak: 10 req/s}, v: {peak: 10 req/s}}\nfleets:\n  a: {count: 1, " + unit + "}\n  b: {serves: [v], count: 1, " + unit + "}\nplans:\n  go:\n    - {from: 2027-01, run: {a: 60 %, b: 40 %}}\n"},
	"E409": {dated + "fleets: {a: {count: 1, " + unit + "}}\nplans: {go: []}\n"},
	"E332": {connected("{per_server: 5, limit: 15}", "web: {failures: never, count: 4}"), connected("{per_server: 5, limit: 15, pools: [web]}", "web: {failures: never, count: 4}, app: {failures: never, count: 2, throughput: 9 tps}")},
	"E331": {pool("count: 4\nservice: {time: 12 ms, retries: 3}")},
	"E129": {head + "fleets: {a: {count: 1, pools: {web: {count: 1, " + unit + "}, db: {count: 1, " + unit + "}}}}\n"},
	"E030": {asserted("small is cheap"), asserted("mean(small.availability >= 99 %"), asserted("mean(small.availability)"), asserted("mean(small.availability) ≥ 99 %"), asserted("mean(small.availability) = 99 %"), asserted("P(small.availability) >= 90 %"), asserted("mean(small.availability) about >= 99 %"), asserted("mean(small.availability) >="), asserted("\"small.survives(servers, 1) >= 1\"")},
	"E031": {asserted("mean(smal.availability) >= 99 %"), asserted("mean(small.pools.web.units_up) >= 3"), asserted("mean(availability) >= 99 %"), asserted("\"small.survives(rack, 1)\""), asserted("\"smal.survives(servers, 1)\""), asserted("mean(small.cost.pv) <= 75 % of smal")},
	"E032": {asserted("mean(small.avialability) >= 99 %"), asserted("mean(small) >= 99 %"), asserted("mean(small.web.availability) >= 99 %"), pool("count: 4") + "assertions:\n  - id: quoted\n    that: \"p90(small.down-time) <= 5 min/year\"\n"},
	"E033": {asserted("mean(small.exhaustion) >= 2027-11-11"), asserted("small.availability >= 99 %"), asserted("average(small.availability) >= 99 %"), asserted("p100(small.availability) >= 99 %"), asserted("p(small.availability >= 99 %) >= 90 %"), asserted("(small.availability) >= 99 %")},
	"E034": {
		dated + "fleets: {a: {count: 1, " + unit + "}}\nassertions: [{that: median(a.exhaustion) >= 2 y}, {that: P(a.exhaustion >= 2047-01) >= 90 %}, {that: median(a.exhaustion) >= 75 % of a}]\n",
		asserted("median(small.exhaustion) >= 2027-11-11"), asserted("mean(small.availability) >= 99.9"), asserted("p90(small.downtime) <= 500 min"), asserted("p90(small.downtime) <= 500"), asserted("mean(small.cost.pv) <= 60k EUR"), asserted("mean(small.cost.pv) <= 60k USD/year"), asserted("mean(small.mttf) >= 3 kW"), asserted("mean(small.mttf) >= 10 days"), asserted("mean(small.pools.servers.units_up) >= 99 %"), asserted("mean(small.outages) <= 1..2/year"), asserted("mean(small.cost.pv) <= 0.75 of small"), asserted("mean(small.cost.pv) <= 75 % x small"), "version: 1\nfleets: {small: {count: 1, " + unit + "}}\nassertions: [{that: mean(small.cost.pv) <= 5k USD}]\n",
	},
	"E036": {asserted("P(small.availability >= 99 %) >= 101 %"), asserted("mean(small.availability) >= 101 %"), asserted("P(small.cost.pv <= 5 USD) >= 75 % of small")},
	"E037": {pool("count: 4") + "assertions:\n  - {id: a, that: mean(small.availability) >= 99 %}\n  - {id: a, that: mean(small.availability) >= 98 %}\n"},
	"E040": {head + "fleets: {a: {hardware: catalog:x86-2s-2042, count: 1}}\n", head + "catalog: {mine: {price: 5 USD}}\nfleets: {a: {hardware: catalog:mein, count: 1, " + unit + "}}\n"},
	"E041": {dated + "workloads: {a: {of: b, share: 5 %}, b: {of: a, share: 5 %}, c: {of: c, share: 5 %}}\nfleets: {f: {count: 1, " + unit + "}}\n", head + "fleets: {a: {base: b}, b: {base: a}}\n", head + "fleets: {a: {base: a, count: 1, " + unit + "}}\n", head + "catalog: {m: {base: catalog:n}, n: {base: catalog:m}}\nfleets: {a: {hardware: catalog:m, count: 1, " + unit + "}}\n", "version: 1\nextends: [capplan.yaml]\nfleets: {}\n"},
	"E560": {pool("count: {csv: inventory.csv, where: role=wbe}"), pool("count: {csv: inventory.csv, where: \"role=db, site=b\"}"), pool("count: {csv: inventory.csv, where: role}"), pool("count: {csv: inventory.csv, where: role!=web}")},
	"E042": {head + "fleets: {a: {count: {csv: a.csv}, " + unit + "}}\n", head + "catalog: {files: [prices/acme.yaml]}\nfleets: {a: {hardware: catalog:acme-box, count: 1}}\n", "version: 1\nextends: [base.yaml]\nfleets: {}\n", repaired("{fit: fits/none.yaml#web}"), repaired("{samples: none.csv, column: hours}")},
	"E043": {observed("metric: outage, value: 7, over: 1 y"), observed("pool: web, metric: failures, value: 7, over: 1 y"), pool("count: 4") + "observed: [{fleet: smal, metric: outages, value: 7, over: 1 y}]\n", observed("workload: w, metric: availability, value: 99 %, over: 1 y"), connected("{per_server: 5, limit: 15, pools: [wbe]}", "web: {failures: never, count: 4, throughput: 5 tps}"), loaded("{of: y, share: 5 %}"), loaded("{sources: {a: {peak: 3 tps, until: 2028-01, moves_to: {bb: 5 %}}, b: {peak: 3 tps}}, offload: {share: 5 %, pools: servers, to: fr}}"), pool("count: 1") + "expect: [{fleet: small, metric: avialability, value: 1}]\n", head + "fleets: {a: {site: flor, count: 1, " + unit + "}}\nsites: {floor: {}}\n", head + "baseline: b\nfleets: {a: {count: 1, " + unit + "}}\n", pool("count: 1\noperations: {incidents: [{name: a, rate: 1/year, duration: 1 h, reach: ledger}]}"), head + "fleets: {a: {base: sall}, small: {count: 1, " + unit + "}}\n", pool("count: 1\nserves: [web]")},
	"E044": {head + "fleets: {a: {hardware: catalog:oracle-ee, count: 1, " + unit + "}}\n"},
	"E045": {head + "catalog: {version: 2020.01}\nfleets: {a: {count: 1, " + unit + "}}\n"},
	"E046": {repaired("{fit: repairs.yaml}"), repaired("{fit: capplan.yaml#web}")},
	"E070": {"\x00missing"},
	"E071": {"\x00secret"},
}

// wrongSets are the --set arguments that are wrong, for E06x.
var wrongSets = map[string][]string{
	"E060": {"small.neds=3", "smal.count=3", "small.failures.mtf=3 y", "small.count.x=3", "small.staff.dbaa.heads=3", "sites.floor.pue=2", "small.pools.web.count=3", "small..count=3", "small.=3"},
	"E061": {"small.count", "=3", "small.count="},
}

// wrongVarys are the --vary arguments that are wrong, for E43x.
var wrongVarys = map[string][]string{
	"E430": {"a.count", "=3", "a.count=", "a.count=3,,4", "a.count=3,3", "a.groups={size: 3", "a.groups=3}", "a.count+=3"},
	"E431": {"a.count=..", "a.count=..28", "a.count=20../2", "a.price=5 USD..", "a.count=20..x/2", "horizon.start=2027-01..2028-01"},
	"E432": {"a.count=28..20/2", "a.price=30 USD..10 USD/5 USD", "a.count=28..20*2"},
	"E433": {"a.count=20..28/0", "a.count=20..28/-2", "a.count=20..28/", "a.count=20..28/9", "a.count=20..28*1", "a.count=0..28*2"},
	"E434": {"a.price=8k..10k USD", "a.share=0.1..0.9", "a.repair=30 min..2 h/30 min"},
	"E435": {"a.count=1..1000000", "a.count=1..1000*1.000001"},
	"E436": {"a.count+fleets.a.count=3,6"},
}

func bomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 9; i++ {
		p, n := string(rune('0'+i-1)), string(rune('0'+i))
		b.WriteString("a" + n + ": &a" + n + " [" + strings.TrimSuffix(strings.Repeat("*a"+p+", ", 10), ", ") + "]\n")
	}
	return b.String()
}

func TestErrorsByCode(t *testing.T) {
	for _, c := range Codes {
		if c.Code[0] == 'W' || c.Code >= "E062" && c.Code <= "E069" || c.Code == "E072" || c.Code >= "E437" && c.Code <= "E439" || c.Code == "E035" || c.Code == "E486" || c.Code == "E323" || strings.HasPrefix(c.Code, "E16") || strings.HasPrefix(c.Code, "E05") || strings.HasPrefix(c.Code, "E15") || strings.HasPrefix(c.Code, "E46") || strings.HasPrefix(c.Code, "E45") || strings.HasPrefix(c.Code, "E42") || strings.HasPrefix(c.Code, "E44") || strings.HasPrefix(c.Code, "E50") || strings.HasPrefix(c.Code, "E53") || strings.HasPrefix(c.Code, "E57") || c.Code == "E495" || c.Code == "E590" || c.Code == "E598" {
			continue // warnings, what the command line reports (cmd/capplan/testdata), data files (TestDataErrorsByCode), counts (TestUnsizable)
		}
		t.Run(c.Code, func(t *testing.T) {
			var errs []error
			for _, text := range wrong[c.Code] {
				if name, ok := strings.CutPrefix(text, "\x00"); ok {
					_, _, err := Load(name+".yaml", Options{ReadFile: files(nil)})
					errs = append(errs, err)
					continue
				}
				errs = append(errs, load(text))
			}
			for _, set := range wrongSets[c.Code] {
				errs = append(errs, load(pool("count: 4\nstaff: [{role: dba, heads: 2, salary: 90k USD/year}]"), set))
			}
			for _, arg := range wrongVarys[c.Code] {
				_, err := ParseVary(arg)
				errs = append(errs, err)
			}
			if len(errs) == 0 {
				t.Fatal("no example of this error")
			}
			var out strings.Builder
			for i, err := range errs {
				var list *Errors
				if !errors.As(err, &list) {
					t.Errorf("example %d is read without an error", i)
					continue
				}
				for _, d := range list.List {
					if d.Code != c.Code {
						t.Errorf("example %d gives another error:\n%s", i, &d)
					}
					speaksWell(t, &d)
				}
				out.WriteString(err.Error() + "\n\n")
			}
			golden(t, "testdata/errors/"+c.Code+".golden", out.String())
		})
	}
}

// speaksWell holds the manners of CLI.md section 7.
func speaksWell(t *testing.T, d *Diagnostic) {
	t.Helper()
	for _, s := range []string{d.Message, d.Label, d.Help} {
		if strings.HasSuffix(s, ".") || strings.Contains(s, "invalid") || strings.Contains(s, "go-yaml") || strings.Contains(s, "model.") || strings.Contains(s, "<nil>") {
			t.Errorf("%q", s)
		}
	}
	if d.Message == "" || d.Help == "" && d.Label == "" && d.Note == "" {
		t.Errorf("no help for %+v", d)
	}
	if _, ok := Explain(d.Code); !ok {
		t.Errorf("%s is not explained", d.Code)
	}
	if d.Line > 0 && (d.Col < 1 || d.Width < 1) {
		t.Errorf("no span: %+v", d)
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

func TestTwentyErrorsThenACount(t *testing.T) {
	text := head + "fleets:\n"
	for i := range 25 {
		text += "  f" + string(rune('a'+i)) + ": {count: x, " + unit + "}\n"
	}
	err := load(text)
	if got := err.Error(); strings.Count(got, "error[") != 20 || !strings.HasSuffix(got, "and 5 more") {
		t.Errorf("%d errors drawn, end %q", strings.Count(got, "error["), got[len(got)-20:])
	}
}

func TestNeedsIsDrawnAsInTheManual(t *testing.T) {
	err := load(head + "fleets:\n  small:\n    failures: {afr: 8 %}\n    repair: 24 h\n    count: 24\n    needs: 26\n")
	want := `error[E023]: needs 26 of 24 servers
 --> capplan.yaml:8:12
7 |     count: 24
8 |     needs: 26
  |            ^^ more than count; this fleet can never be up
  = help: raise count or lower needs`
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant\n%s", err, want)
	}
}

// TestErrorsOfSeveralFiles: all files' errors come together, in the order in which files
// are named; one in a file that another names says where, and a value that contradicts one
// of another file says where that stands.
func TestErrorsOfSeveralFiles(t *testing.T) {
	m := map[string]string{
		"capplan.yaml":  head + "extends: [lib/base.yaml]\nfleets:\n  more: {base: small, needs: 9}\n  other: {cuont: 3, " + unit + "}\n",
		"lib/base.yaml": "version: 1\nextends: more.yaml\nfleets:\n  small: {failures: {afr: 8 %}, repair: 24, count: 4}\n",
		"lib/more.yaml": "version: 1\nhorizon: 3\n",
		"with.yaml":     "fleets: {small: {needs: 12}}\n",
	}
	_, _, err := Load("capplan.yaml", Options{With: []string{"with.yaml"}, ReadFile: files(m)})
	var list *Errors
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	for _, d := range list.List {
		speaksWell(t, &d)
	}
	golden(t, "testdata/errors/files.golden", err.Error()+"\n")
}

func manyYears(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d: 0.1 USD, ", 1500+i)
	}
	return strings.TrimSuffix(b.String(), ", ")
}
