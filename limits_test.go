package capplan_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/model/decide"
)

// TestCrowd: more fleets than are compared at once are refused before any trial, unless
// few of them are named.
func TestCrowd(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nfleets:\n")
	for i := range decide.MaxFleets + 1 {
		fmt.Fprintf(&b, "  f%d: {count: 2, needs: 1, failures: {afr: 8 %%}, repair: 24 h}\n", i)
	}
	s, err := capplan.Load("x.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(b.String()), nil }})
	if err != nil {
		t.Fatal(err)
	}
	var crowd *capplan.Crowd
	if _, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 2}); !errors.As(err, &crowd) || crowd.Fleets != decide.MaxFleets+1 {
		t.Errorf("%T: %v", err, err)
	}
	if _, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 2, Fleets: []string{"f3", "f200"}}); err != nil {
		t.Error(err)
	}
}
