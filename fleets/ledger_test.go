package fleets

import (
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// TestQuorums holds the quorums that are not written to 2f+1 of 3f+1 and to more than half,
// and those half written to the least that meets the other.
func TestQuorums(t *testing.T) {
	for _, c := range []struct {
		groups      string
		read, write int
	}{
		{"{size: 3, agreement: majority}", 2, 2},
		{"{size: 4, agreement: majority}", 3, 3},
		{"{size: 5, agreement: majority}", 3, 3},
		{"{size: 5, agreement: majority, needs: 3}", 3, 3},
		{"{size: 4, agreement: byzantine}", 3, 3},
		{"{size: 7, agreement: byzantine}", 5, 5},
		{"{size: 10, agreement: byzantine}", 7, 7},
		{"{size: 5, agreement: byzantine}", 4, 4},
		{"{size: 6, agreement: byzantine}", 4, 4},
		{"{size: 5, write: 4}", 2, 4},
		{"{size: 5, read: 1}", 1, 5},
		{"{size: 5, read: 3}", 3, 3},
		{"{size: 5, agreement: majority, read: 2, write: 4}", 2, 4},
		{"{size: 4, agreement: byzantine, write: 4}", 2, 4},
	} {
		size := string(c.groups[7])
		if strings.HasPrefix(c.groups, "{size: 10") {
			size = "10"
		}
		p, _, err := Load("capplan.yaml", Options{Today: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), ReadFile: files(map[string]string{"capplan.yaml": pool("count: " + size + "\ngroups: " + c.groups)})})
		if err != nil {
			t.Errorf("%s: %v", c.groups, err)
			continue
		}
		pl := &p.Fleets[0].Pools[0]
		l := pl.Ledger()
		if l.Read != c.read || l.Write != c.write || pl.MemberNeeds() != c.write {
			t.Errorf("%s: read %d, write %d, needs %d; want %d, %d", c.groups, l.Read, l.Write, pl.MemberNeeds(), c.read, c.write)
		}
	}
}

// TestQuorumAndVote takes the larger of what a vote and a quorum need.
func TestQuorumAndVote(t *testing.T) {
	for text, want := range map[string]int{
		"count: 6\ngroups: {size: 3, agreement: majority}\nvote: {copies: 3}":               3,
		"count: 6\ngroups: {size: 3, agreement: majority}\nvote: {copies: 3, degrade: [1]}": 2,
		"count: 5\ngroups: {size: 5, agreement: majority}\nvote: {copies: 2}":               3,
	} {
		p, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": pool(text)})})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Fleets[0].Pools[0].MemberNeeds(); got != want {
			t.Errorf("%s: needs %d, want %d", text, got, want)
		}
	}
}

// TestQuorumWarnings names sizes that add nothing.
func TestQuorumWarnings(t *testing.T) {
	for text, want := range map[string]string{
		"count: 4\ngroups: {size: 4, agreement: majority}":  "W390",
		"count: 5\ngroups: {size: 5, agreement: byzantine}": "W390",
		"count: 2\ngroups: {size: 2, agreement: majority}":  "W391",
		"count: 3\ngroups: {size: 3, read: 1, write: 3}":    "W391",
		"count: 3\ngroups: {size: 3, agreement: majority}":  "",
		"count: 7\ngroups: {size: 7, agreement: byzantine}": "",
	} {
		p, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": pool(text)})})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, w := range p.Warnings {
			if strings.HasPrefix(w.Code, "W39") {
				got += w.Code
			}
		}
		if got != want {
			t.Errorf("%s: warns %q, want %q", text, got, want)
		}
	}
	if model.Majority.Tolerates(5) != 2 || model.Byzantine.Tolerates(7) != 2 {
		t.Error("2f+1 and 3f+1")
	}
}
