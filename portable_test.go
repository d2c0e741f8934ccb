package capplan_test

import (
	"os/exec"
	"regexp"
	"testing"
)

// TestBillsHaveNoFusedProducts compiles what makes the money of a trial for a processor
// whose compiler fuses a product into a sum, which would change bits.
func TestBillsHaveNoFusedProducts(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another processor")
	}
	fused := regexp.MustCompile(`/([a-z]+\.go:\d+)\)\s+F(N?M(ADD|SUB)|MSUB|MADD)`)
	for _, dir := range []string{"./pricing", "./model/invoice"} {
		cmd := exec.Command("go", "build", "-gcflags=-S", dir)
		cmd.Env = append(cmd.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Skipf("no compiler for arm64: %v", err)
		}
		for _, m := range fused.FindAllStringSubmatch(string(out), -1) {
			t.Errorf("%s: fused at %s", dir, m[1])
		}
	}
}
