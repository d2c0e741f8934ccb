package decide

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// TestNoFusedProducts compiles what stands between a history and a sampled figure for a
// processor whose compiler fuses a product into a sum, which would change bits. Bills,
// explanations and exact answers promise 1e-12, not bits.
func TestNoFusedProducts(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another processor")
	}
	if _, err := os.ReadDir("."); err != nil { // a change of a file is a change of this test
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-gcflags=-S", ".")
	cmd.Env = append(cmd.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Skipf("no compiler for arm64: %v", err)
	}
	fused := regexp.MustCompile(`/((?:draw|worker|sheet|summary|control|assemble|parts|mission|rare|build|money|spread|effect|wrong|votes|journey|outcome|travel|tally|plancalls|phases|planbill|sobol|sobolpoints|sensitivity|tornado|sensing|subjects|evpi|evpinodes|breakeven|breakevenroot|reversal|fitted|cash|exceedance|fan|checkalike|versus|coststeps|sweepfigure|bins|sums|told|toldstat|longrun)\.go:\d+)\)\s+F(N?M(ADD|SUB)|MSUB|MADD)`)
	for _, m := range fused.FindAllStringSubmatch(string(out), -1) {
		t.Errorf("fused at %s", m[1])
	}
}
