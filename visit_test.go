package capplan_test

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestLostOnceWhereItVisits: of a pool that half of the requests visit, what is stopped
// is not refused as well. Exact by formula, and the sampler within its error: a set of
// one unit loses half of q = 10/110; two units that stop for uncovered failures lose
// half of what they lose when all visit (a chain written by hand gives 0.0893337).
func TestLostOnceWhereItVisits(t *testing.T) {
	const text = `version: 1
name: visits
horizon: 1500 h
workloads: {w: {peak: 100 req/s, slo: {availability: 99 %, basis: requests}}}
fleets:
  set: {count: 1, mode: active-standby, failures: {mttf: 100 h}, repair: 10 h, throughput: 200 req/s, share: 50 %}
  pair: {count: 2, needs: 1, failures: {mttf: 100 h}, repair: 30 h, throughput: 200 req/s, share: 50 %, failover: {success: 50 %, recovery: 20 h}}
expect:
  - {fleet: set, metric: unavailability, value: 0.0454545454545}
  - {fleet: pair, metric: unavailability, value: 0.0893337223201}
`
	s, err := capplan.Load("visits.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
	if err != nil {
		t.Fatal(err)
	}
	v := verify(t, []*capplan.Scenario{s}, capplan.VerifyOptions{})
	sampled := 0
	for _, r := range v.Rows {
		if strings.Contains(r.Method, "monte") {
			sampled++
		}
	}
	if v.Verdict != "pass" || v.Known.All < 4 || sampled < 2 {
		t.Errorf("%s: %s, %d sampled, %+v", v.Verdict, v.Summary, sampled, v.Failed)
	}
}
