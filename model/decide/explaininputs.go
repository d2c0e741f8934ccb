package decide

import (
	"regexp"
	"strings"

	"github.com/capplan/capplan/model"
)

// rest returns what follows fleets.NAME. in the path of an input, pools. left out.
func (x *explainer) rest(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "fleets."+x.q.Fleet+".")
	return strings.TrimPrefix(rest, "pools."), ok
}

// origin returns where a value of the fleet was written: by pool and key, or by the
// keys that lead to it. Empty where nothing is written.
func (x *explainer) origin(keys ...string) string {
	whole, short := strings.Join(keys, "."), strings.Join(keys[1:], ".")
	for i := range x.plan.Inputs {
		in := &x.plan.Inputs[i]
		rest, ok := x.rest(in.Path)
		if ok && (rest == whole || len(x.fleet.Pools) == 1 && rest == short || keys[0] == "failure_domains" && strings.HasPrefix(rest, keys[0]+".") && strings.HasSuffix(rest, "."+short)) {
			return from(in.Origin)
		}
	}
	return ""
}

// originOf is the origin of a pool's key, else of the fleet's.
func (x *explainer) originOf(pool, key string) string {
	if o := x.origin(pool, key); o != "" {
		return o
	}
	for i := range x.plan.Inputs {
		if rest, ok := x.rest(x.plan.Inputs[i].Path); ok && rest == key {
			return from(x.plan.Inputs[i].Origin)
		}
	}
	return ""
}

// Keys that decide the figures of reliability, at a pool and at a fleet.
var (
	unitKeys   = regexp.MustCompile(`^(count|grow|standby|failures|repair|hardware\.failures|hardware\.repair|groups\.rebuild|repair_crews|repair_policy|spares|hardware\.part\.share|common_cause|while_down|gray|maintenance|apart|spread)(\.|$)`)
	needKeys   = regexp.MustCompile(`^(needs|mode|failover|groups|vote)(\.|$)`)
	carryKeys  = regexp.MustCompile(`^(throughput|share|write_share|copies|overload|grow|corruption|hardware\.corruption)(\.|$)`)
	fleetKeys  = regexp.MustCompile(`^(repair_crews|repair_policy|while_down)(\.|$)|^failure_domains\..*\b(count|paths|needs|failures|repair|common_cause)(\.|$)`)
	breakKeys  = regexp.MustCompile(`^(operations|maturity)\.`)
	demandKeys = regexp.MustCompile(`\.(sources|peak|growth|slo)(\.|$)`)
	outerKeys  = regexp.MustCompile(`\.(limit|growth|connections|latency|availability|repair|used_by|share|counts)(\.|$)`)
)

// enters lists the inputs that decide the figure, as they are written.
func (x *explainer) enters() {
	for _, a := range assumptions(x.plan) {
		if x.decides(a.Path) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
}

func (x *explainer) decides(path string) bool {
	unit := x.q.Pool != ""
	switch first, _, _ := strings.Cut(path, "."); first {
	case "horizon":
		return true
	case "workloads":
		return !unit && x.demandCounts() && demandKeys.MatchString(path) && x.served(path)
	case "dependencies":
		return !unit && outerKeys.MatchString(path) && x.gateway(path)
	}
	rest, ok := x.rest(path)
	if !ok {
		return false
	}
	if fleetKeys.MatchString(rest) || !unit && breakKeys.MatchString(rest) {
		return true
	}
	for i := range x.fleet.Pools {
		p := &x.fleet.Pools[i]
		key, ok := strings.CutPrefix(rest, p.Name+".")
		if !ok && len(x.fleet.Pools) == 1 {
			key, ok = rest, true
		}
		if !ok || unit && p.Name != x.q.Pool {
			continue
		}
		if p.Rebuilt() && strings.Contains(key, "hardware.repair") {
			return false // the rebuild decides
		}
		if strings.Contains(key, "part.share") {
			return p.Spares != nil
		}
		if unitKeys.MatchString(key) || !unit && (needKeys.MatchString(key) || x.demandCounts() && carryKeys.MatchString(key)) {
			return true
		}
	}
	return false
}

// demandCounts reports whether the load decides the figure: by requests, or where
// what a pool needs follows it.
func (x *explainer) demandCounts() bool {
	if x.sys.Load == nil {
		return false
	}
	if x.byRequests() || x.q.Metric == "served" || x.q.Metric == "brownout" || x.q.Metric == "blast" {
		return true
	}
	for i := range x.sys.Pools {
		if p := &x.sys.Pools[i]; p.Needs < 0 && p.Mode == model.Shared {
			return true
		}
	}
	return false
}

func (x *explainer) served(path string) bool {
	for _, w := range x.fleet.Serves {
		if strings.HasPrefix(path, "workloads."+x.plan.Workloads[w].Name+".") {
			return true
		}
	}
	return false
}

// gateway reports whether a dependency's value decides the figure.
func (x *explainer) gateway(path string) bool {
	for i := range x.sys.Gateways {
		g := &x.sys.Gateways[i]
		if strings.HasPrefix(path, "dependencies."+g.Name+".") {
			return g.Counts || x.q.Metric == "served" || x.byRequests()
		}
	}
	return false
}
