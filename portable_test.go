package capplan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
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

// otherProgram names a capplan of another processor, with what runs it.
const otherProgram = "OTHER_CAPPLAN"

// TestOtherProcessor: what histories say has the same bytes on another processor, and what
// is exact agrees to 1e-12, as .ci/portable asks with a program for it.
func TestOtherProcessor(t *testing.T) {
	other := strings.Fields(os.Getenv(otherProgram))
	if len(other) == 0 {
		t.Skip(otherProgram + " names no program")
	}
	here := []string{build(t)}
	said := func(t *testing.T, program []string, args string) []byte {
		t.Helper()
		out, err := exec.Command(program[0], append(program[1:], strings.Fields(args+" -f json")...)...).Output()
		var ended *exec.ExitError
		if broken := errors.As(err, &ended) && ended.ExitCode() == 1; err != nil && !broken || len(out) < 1000 {
			t.Fatalf("%v %s: %d bytes, %v", program, args, len(out), err)
		}
		return out
	}
	for _, args := range []string{
		"compare testdata/workers.yaml --method simulate",
		"compare testdata/rare.yaml --method simulate",
	} {
		if !bytes.Equal(said(t, here, args), said(t, other, args)) {
			t.Errorf("%s: other bytes", args)
		}
	}
	for _, args := range []string{
		"compare examples/hello/capplan.yaml --trials 100",
		"compare examples/rocket/capplan.yaml --trials 20",
		"compare examples/bank/capplan.yaml --trials 8",
		"compare examples/leave-ioe/capplan.yaml --trials 3",
		"compare examples/ledger/capplan.yaml --trials 3",
		"compare examples/archive/capplan.yaml --trials 3",
		"check examples/gate/capplan.yaml --trials 20",
		"sweep examples/hello/capplan.yaml --vary small.count=4..6 --trials 20",
		"size --fleet small --require mean(small.availability)>=99.99% examples/hello/capplan.yaml --trials 20",
	} {
		t.Run(args, func(t *testing.T) {
			var a, b any
			if err := errors.Join(json.Unmarshal(said(t, here, args), &a), json.Unmarshal(said(t, other, args), &b)); err != nil {
				t.Fatal(err)
			}
			numbers, worst := 0, 0.0
			agree(t, "", a, b, &numbers, &worst)
			if numbers < 50 {
				t.Errorf("%d numbers compared", numbers)
			}
			t.Logf("%d numbers agree to %.2g", numbers, worst)
		})
	}
}

// agree holds that two answers are the same, their numbers to 1e-12 of themselves.
func agree(t *testing.T, at string, a, b any, numbers *int, worst *float64) {
	t.Helper()
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			t.Errorf("%s: %v and %v", at, a, b)
			return
		}
		for k := range x {
			agree(t, at+"."+k, x[k], y[k], numbers, worst)
		}
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			t.Errorf("%s: %v and %v", at, a, b)
			return
		}
		for i := range x {
			agree(t, at+"."+strconv.Itoa(i), x[i], y[i], numbers, worst)
		}
	case float64:
		y, ok := b.(float64)
		*numbers++
		d := math.Abs(x-y) / max(math.Abs(x), math.Abs(y), 1e-300)
		*worst = max(*worst, d)
		if !ok || d > 1e-12 {
			t.Errorf("%s: %v and %v", at, a, b)
		}
	default:
		if a != b {
			t.Errorf("%s: %v and %v", at, a, b)
		}
	}
}
