package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// saving is the program, which saves at the end of every block.
func saving() {
	saveEvery, saveShare = 0, 0
	main()
}

const uncertain = top + "fleets:\n  a: {count: 40, needs: 38, hardware: {price: 9k USD (8k..12k)}, failures: {mttf: 30 d (20..40)}, repair: 10 h}\n  b: {count: 4, needs: 3, hardware: {price: 90k USD}, " + units + "}\n"

// busy has histories of some milliseconds, so that a run is long and its beginning short.
const busy = top + "fleets:\n  a: {count: 60, needs: 55, hardware: {price: 9k USD (8k..12k)}, failures: {mttf: 6 d (5..7)}, repair: 10 h}\n"

// asserted is busy with assertions that need several looks, and what a gate judges.
const asserted = busy + "  b: {count: 62, needs: 55, hardware: {price: 9k USD (8k..12k)}, failures: {mttf: 6 d (5..7)}, repair: 10 h}\n" +
	"assertions:\n  - that: mean(a.unavailability) <= 21.5 %\n  - that: P(a.availability >= 75 %) >= 60 %\n  - that: mean(b.availability) >= 99 %\n"

// TestKilled: a run that is killed at random moments, and begun again each time, gives the
// bytes of an undisturbed one, and never goes back.
func TestKilled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGKILL")
	}
	for _, c := range []struct {
		kills int
		on    int // in so many of them at least something more was known than before
		text  string
		args  string
	}{
		{50, 5, busy, "compare --trials 200 --method simulate"},
		{15, 4, asserted, "check --trials 40 --max-trials 320 --method simulate"},
		{15, 4, busy + "assertions: [that: mean(a.unavailability) <= 12 %]\n", "size --trials 200 --max-trials 400 --method simulate --vary a.count=60..63"},
		{15, 4, busy, "sweep --trials 300 --method simulate --vary a.count=58..60"},
		{12, 3, busy, "shard --trials 300 --method simulate --vary a.count=58..61 --index 1 --of 2 -o out.shard"},
	} {
		t.Run(strings.Fields(c.args)[0], func(t *testing.T) { killed(t, c.text, strings.Fields(c.args+" --jobs 2"), c.kills, c.on) })
	}
}

func killed(t *testing.T, text string, args []string, most, on int) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "capplan.yaml"), text)
	shard := filepath.Join(dir, "out.shard")
	if args[0] != "shard" {
		args = append(args, "-f", "json")
	}
	said := func(out []byte) []byte { // what the run answers
		if args[0] == "shard" {
			out, _ = os.ReadFile(shard)
			os.Remove(shard)
		}
		return out
	}
	answered := func(c *exec.Cmd, err error) bool { // a no, or a doubt, is an answer
		return err == nil || c.ProcessState.Exited() && (c.ProcessState.ExitCode() == statusNo || c.ProcessState.ExitCode() == statusUnsure)
	}
	undisturbed := exec.Command("capplan", args...)
	undisturbed.Dir = dir
	begun := time.Now()
	out, err := undisturbed.Output()
	want := said(out)
	if !answered(undisturbed, err) || len(want) == 0 {
		t.Fatal(err)
	}
	half := float64(time.Since(begun)) / 2
	ck := filepath.Join(dir, "ck")
	args = append(args, "--checkpoint", "ck")
	random := rand.New(rand.NewPCG(1, 1))
	kills, known, gone, whole := 0, 0, 0, false
	for kills < most || !whole {
		c := exec.Command("capplan-saving", args...)
		c.Dir = dir
		var out, errs bytes.Buffer
		c.Stdout, c.Stderr = &out, &errs
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if kills < most {
			time.AfterFunc(time.Duration(random.Float64()*half), func() { c.Process.Kill() })
		}
		err := c.Wait()
		switch {
		case answered(c, err):
			if !bytes.Equal(said(out.Bytes()), want) {
				t.Fatalf("after %d kills the answer is another: %s", kills, errs.String())
			}
			whole, known = true, 0
			continue
		case c.ProcessState.Exited():
			t.Fatalf("after %d kills: %v %s", kills, err, errs.String())
		}
		kills, whole = kills+1, false
		n := knownIn(t, ck)
		if n < 0 {
			continue // killed before it was begun, or while it was answered
		}
		if n < known {
			t.Fatalf("after %d kills %d parts are known, and %d were before", kills, n, known)
		}
		if n > known {
			gone++
		}
		known = n
	}
	if gone < on {
		t.Errorf("only %d of %d killed runs got on: the test sees little", gone, kills)
	}
	if got := list(t, dir); slices.Contains(got, "ck") || len(slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, ".") && strings.HasSuffix(s, ".tmp") })) > 1 {
		t.Errorf("left behind: %v", got) // a killed save may leave .ck.tmp, a killed answer another
	}
	t.Logf("%d of %d killed runs got on", gone, kills)
}

// knownIn is how much a checkpoint holds: an answer counts for more than the trials that it
// takes the place of; −1: there is none.
func knownIn(t *testing.T, path string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return -1
	}
	s, err := capplan.DecodeSlice(data)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range s.Portions {
		switch {
		case p.Of == "" || strings.HasSuffix(p.Of, "trials"):
			n += p.To - p.From
		default:
			n += 100_000
		}
	}
	return n
}

// TestWholeOrNotAtAll: on a disk without room, and in a place that is no directory, a
// checkpoint and an answer leave what was there, and no half file.
func TestWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write(t, "capplan.yaml", uncertain)
	write(t, "plain", "no directory")
	for _, args := range []string{
		"compare --trials 50 -o plain/a.json", "compare --trials 50 --checkpoint plain/ck", "shard --trials 50 --index 0 --of 2 -o plain/0.shard",
		"compare --trials 50 -o json=/dev/full",
	} {
		if runtime.GOOS != "linux" && strings.Contains(args, "/dev/full") {
			continue
		}
		status, stdout, stderr := call(t, nil, strings.Fields(args)...)
		if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E065]") {
			t.Errorf("%s: status %d, %q, %s", args, status, stdout, stderr)
		}
	}
	if got := list(t, dir); !slices.Equal(got, []string{"capplan.yaml", "plain"}) {
		t.Errorf("left behind: %v", got)
	}
}

func list(t *testing.T, dir string) (out []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		out = append(out, e.Name())
	}
	return out
}

// TestCheckpointLinked: a checkpoint behind a link is gone on from, and goes with its link
// when the answer is there; what its temporary file's name links to is not written.
func TestCheckpointLinked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights")
	}
	t.Chdir(t.TempDir())
	write(t, "capplan.yaml", uncertain)
	if status, _, stderr := call(t, nil, "compare", "--trials", "40", "--checkpoint", "kept", "--max-time", "1ns"); status != statusUnsure {
		t.Fatalf("status %d, %s", status, stderr)
	}
	write(t, "precious", "mine")
	for link, target := range map[string]string{"ck": "kept", ".kept.tmp": "precious"} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	if status, _, stderr := call(t, nil, "compare", "--trials", "40", "--checkpoint", "ck"); status != 0 {
		t.Fatalf("status %d, %s", status, stderr)
	}
	if text, err := os.ReadFile("precious"); err != nil || string(text) != "mine" {
		t.Errorf("%v: %.20q", err, text)
	}
	if left := list(t, "."); !slices.Equal(left, []string{"capplan.yaml", "precious"}) {
		t.Errorf("left: %v", left)
	}
}
