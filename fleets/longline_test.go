package fleets

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLongLine: a file of one line is read in time that grows with its length.
func TestLongLine(t *testing.T) {
	var parts []string
	for i := range 20_000 {
		parts = append(parts, fmt.Sprintf("k%d: {a: 'x', b: 3 h}", i))
	}
	start := time.Now()
	if err := load(pool("count: 4") + "x_a: {" + strings.Join(parts, ", ") + "}\n"); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("60,000 values of one line took %v", d)
	}
}
