package fuzzing

import (
	"fmt"
	"strings"
)

// Scenario writes a small scenario that is valid: one to three fleets of one or two pools,
// with groups, standby, failure domains, laws of repair, incidents, a workload and prices
// as pick says, which returns one of n choices. spares are hot units that stand by in each
// pool that shares its work.
func Scenario(pick func(n int) int, spares int) string {
	var b strings.Builder
	one := func(words ...string) string { return words[pick(len(words))] }
	b.WriteString("version: 1\ncurrency: USD\nhorizon: {start: 2027-01, years: 2}\nfinance: {discount_rate: 5 %}\nworkloads: {w: {peak: 9 req/s, profile: {daily: 30 %}, value: 0.001 USD/request}}\nfleets:\n")
	for f := range 1 + pick(3) {
		fmt.Fprintf(&b, "  f%d:\n", f)
		if pick(2) == 0 {
			fmt.Fprintf(&b, "    failure_domains: {rack: {count: %d, failures: {afr: %s}, repair: %s}}\n", 2+pick(3), one("20 %", "100 %"), one("3 h", "12 h"))
		}
		if pick(2) == 0 {
			fmt.Fprintf(&b, "    operations: {incidents: [{name: change, rate: %s, duration: %s}]}\n", one("1/year", "6/year"), one("1 h", "5 h"))
		}
		b.WriteString("    pools:\n")
		for p := range 1 + pick(2) {
			pool(&b, p, pick, one, spares)
		}
	}
	return b.String()
}

func pool(b *strings.Builder, p int, pick func(int) int, one func(...string) string, spares int) {
	size := 2 + pick(5)
	keys := []string{
		"hardware: {price: " + one("3k USD", "5k USD (4k..7k)") + ", useful_life: 4 y}",
		"failures: {afr: " + one("50 %", "300 %", "1000 %") + "}",
	}
	repair := one("24 h", "72 h", "{law: weibull, shape: 2, mean: 24 h}", "{law: deterministic, mean: 24 h}", "{law: lognormal, cv: 1, mean: 48 h}")
	shared := false
	switch pick(4) {
	case 0:
		keys = append(keys, "count: 2", "mode: active-standby", "failover: {time: 10 min, success: 95 %, recovery: 1 h}")
		repair = one("24 h", "72 h")
	case 1:
		keys = append(keys, fmt.Sprintf("count: %d", 3*size), "groups: {size: 3, needs: 2}", fmt.Sprintf("needs: %d", max(1, size-pick(3))))
	default:
		shared = true
		keys = append(keys, fmt.Sprintf("count: %d", size), fmt.Sprintf("needs: %d", max(1, size-pick(3))))
		if pick(3) == 0 {
			keys = append(keys, "throughput: 20 req/s")
		}
	}
	if shared && spares > 0 {
		keys = append(keys, fmt.Sprintf("standby: {count: %d, kind: hot}", spares))
	}
	fmt.Fprintf(b, "      p%d: {%s, repair: %s}\n", p, strings.Join(keys, ", "), repair)
}
