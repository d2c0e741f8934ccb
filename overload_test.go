package capplan_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// overload is a shop whose limits often bind: sources that come and go, noise, a day a
// year that is a multiple, a share of the requests, a second stream, and 700 servers
// whose capacity changes at each failure.
const overload = `
version: 1
name: overload
currency: CNY
horizon: {start: 2009-01, years: 2}
workloads:
  channel:
    sources:
      baidu: {peak: 9k req/s (7k..12k), growth: 0 %/year, until: 2009-07, moves_to: {toutiao: 30 %}}
      toutiao: {peak: 6.2k req/s (5k..8k), growth: 45 %/year (30 %..70 %)}
      weidian: {peak: 2k req/s (1.2k..3k), growth: 60 %/year (20 %..110 %), from: 2009-03}
      direct: {peak: 3k req/s (2.5k..4k), growth: 60 %/year (40 %..90 %)}
    offload: {share: 50 % (40 %..60 %), pools: [web], to: partner-front}
    profile: {daily: 60 %, weekly: 15 %, noise: 10 %}
    events:
      - {name: double-11, date: 11-11, lasts: 24 h, times: {2009: 1.3, 2010: 1.7}}
    slo: {availability: 99.9 %, basis: requests, window: 365 d}
  pay: {of: channel, share: 1.2 %, slo: {availability: 99.95 %}}
  campus: {peak: 1.2k req/s (0.6k..2k), growth: 100 %/year (40 %..200 %)}
dependencies:
  bank-gateway: {limit: 1200 tps (900..1500), availability: 99.9 %, repair: 1 h, used_by: [pay], share: 100 %, over: refuse, counts: false}
  partner-front: {availability: 99.5 %, repair: 2 h, counts: false}
fleets:
  shop:
    failure_domains: {rack: {count: 25, failures: {afr: 20 %}, repair: 3 h (1..6)}}
    pools:
      web:
        hardware: {failures: {afr: 10 % (4 %..55 %)}, repair: 8 h (4..24)}
        count: 700
        throughput: {per_workload: {channel: 20 req/s (13..30), campus: 30 req/s (20..45)}}
      database:
        hardware: {failures: {mttf: 3 y (1..10)}, repair: 6 h (3..24)}
        count: 2
        throughput: {per_unit: 50k req/s (42k..60k), contention: 3 % (2 %..6 %), coherency: 0.1 %}
        failover: {time: 60 s (30..180), success: 95 % (85 %..99.5 %), recovery: 45 min (15..180)}
`

// BenchmarkOverload is one trial of two years in which demand is often above capacity,
// so that the load is asked about each stretch of a history.
func BenchmarkOverload(b *testing.B) { benchmarkTrial(b, overload) }

// benchmarkTrial is one trial of a scenario, without reading and rendering.
func benchmarkTrial(b *testing.B, scenario string) {
	file := filepath.Join(b.TempDir(), "capplan.yaml")
	if err := os.WriteFile(file, []byte(scenario), 0o600); err != nil {
		b.Fatal(err)
	}
	s, err := capplan.Load(file, capplan.LoadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := capplan.Compare(b.Context(), s, capplan.Options{Trials: b.N, Jobs: 1, Method: "simulate"}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkDemand is one trial of five pools over five years at a demand that only
// grows, and at six sources with a profile and events, without and with noise: what these
// add is the price of an hourly demand.
func BenchmarkDemand(b *testing.B) {
	const fleet = `
dependencies:
  bank: {limit: 900 tps, availability: 99.9 %, repair: 1 h, used_by: [pay], over: refuse, counts: false}
fleets:
  five:
    pools:
      web: {hardware: {failures: {afr: 10 %}, repair: 8 h}, count: 200, throughput: {per_unit: 8k req/s}}
      cache: {hardware: {failures: {afr: 10 %}, repair: 8 h}, count: 20, throughput: {per_unit: 80k req/s}}
      search: {hardware: {failures: {afr: 10 %}, repair: 8 h}, count: 50, throughput: {per_unit: 30k req/s}}
      queue: {hardware: {failures: {afr: 10 %}, repair: 8 h}, count: 20, throughput: {per_unit: 90k req/s}}
      database: {hardware: {failures: {mttf: 3 y}, repair: 6 h}, count: 4, throughput: {per_unit: 500k req/s}}
`
	const head = `
version: 1
name: five
currency: CNY
horizon: {start: 2009-01, years: 5}
workloads:
  pay: {of: channel, share: 1.2 %}
  channel:
    sources:
      baidu: {peak: 9k req/s (7k..12k)UNTIL}
      toutiao: {peak: 6.2k req/s, growth: 45 %/year (30 %..70 %)}
      weidian: {peak: 2k req/s, growth: 60 %/yearFROM}
      direct: {peak: 3k req/s, growth: 20 %/year}
      mail: {peak: 800 req/s, growth: -20 %/year}
      partners: {peak: 500 req/s, growth: 10 %/year}
`
	plain := strings.NewReplacer("UNTIL", "", "FROM", "", "  pay: {of: channel, share: 1.2 %}", "  pay: {peak: 270 req/s, growth: 30 %/year}").Replace(head)
	shaped := strings.NewReplacer("UNTIL", ", until: 2009-07, moves_to: {toutiao: 30 %}", "FROM", ", from: 2009-03").Replace(head) + `
    events: [{name: double-11, date: 11-11, lasts: 24 h, times: {2009: 1.3, 2010: 1.7}}]
`
	for _, x := range []struct{ name, scenario string }{
		{"grows", plain + fleet},
		{"shaped", shaped + "    profile: {daily: 60 %, weekly: 15 %}\n" + fleet},
		{"noise", shaped + "    profile: {daily: 60 %, weekly: 15 %, noise: 10 %}\n" + fleet},
	} {
		b.Run(x.name, func(b *testing.B) { benchmarkTrial(b, x.scenario) })
	}
}
