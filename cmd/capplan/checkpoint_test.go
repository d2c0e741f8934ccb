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

// TestKilled: a run that is killed 50 times at random moments, and begun again each time,
// gives the bytes of an undisturbed one, and never goes back.
func TestKilled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGKILL")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "capplan.yaml"), busy)
	args := []string{"compare", "--trials", "200", "--method", "simulate", "-f", "json", "--jobs", "2"}
	undisturbed := exec.Command("capplan", args...)
	undisturbed.Dir = dir
	begun := time.Now()
	want, err := undisturbed.Output()
	if err != nil {
		t.Fatal(err)
	}
	half := float64(time.Since(begun)) / 2
	ck := filepath.Join(dir, "ck")
	args = append(args, "--checkpoint", "ck")
	random := rand.New(rand.NewPCG(1, 1))
	kills, known, gone, whole := 0, 0, 0, false
	for kills < 50 || !whole {
		c := exec.Command("capplan-saving", args...)
		c.Dir = dir
		var out, errs bytes.Buffer
		c.Stdout, c.Stderr = &out, &errs
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if kills < 50 {
			time.AfterFunc(time.Duration(random.Float64()*half), func() { c.Process.Kill() })
		}
		err := c.Wait()
		switch {
		case err == nil:
			if !bytes.Equal(out.Bytes(), want) {
				t.Fatalf("after %d kills the answer is another", kills)
			}
			whole, known = true, 0
			continue
		case c.ProcessState.Exited():
			t.Fatalf("after %d kills: %v %s", kills, err, errs.String())
		}
		kills, whole = kills+1, false
		data, err := os.ReadFile(ck)
		if err != nil {
			continue // killed before it was begun, or while it was answered
		}
		s, err := capplan.DecodeSlice(data)
		if err != nil {
			t.Fatalf("after %d kills: %v", kills, err)
		}
		n := 0
		for _, p := range s.Portions {
			n += p.To - p.From
		}
		if n < known {
			t.Fatalf("after %d kills %d trials are known, and %d were before", kills, n, known)
		}
		if n > known {
			gone++
		}
		known = n
	}
	if gone < 5 {
		t.Errorf("only %d of %d killed runs got on: the test sees little", gone, kills)
	}
	if got := list(t, dir); slices.Contains(got, "ck") || len(got) > 2 { // a killed save may leave .ck.tmp
		t.Errorf("left behind: %v", got)
	}
	t.Logf("%d of %d killed runs got on", gone, kills)
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

// TestFullDisk does so on a file system that has 64 KiB.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no mount: %v %s", err, out)
	}
	defer exec.Command("umount", dir).Run()
	home := t.TempDir()
	t.Chdir(home)
	write(t, "capplan.yaml", uncertain)
	write(t, filepath.Join(dir, "a.json"), "before")
	for _, args := range []string{
		"compare --trials 2000 -o " + dir + "/a.json", "compare --trials 2000 --checkpoint " + dir + "/ck", "shard --trials 2000 --index 0 --of 1 -o " + dir + "/0.shard",
	} {
		write(t, filepath.Join(dir, "filler"), strings.Repeat("x", 48<<10))
		status, stdout, stderr := call(t, nil, strings.Fields(args)...)
		if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E065]") || !strings.Contains(stderr, "no space left") {
			t.Errorf("%s: status %d, %q, %s", args, status, stdout, stderr)
		}
	}
	got := list(t, dir)
	got = slices.DeleteFunc(got, func(s string) bool { return s == "ck" }) // the last one that had room
	if !slices.Equal(got, []string{"a.json", "filler"}) {
		t.Errorf("left behind: %v", got)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "a.json")); err != nil || string(text) != "before" {
		t.Errorf("what was there is %q, %v", text, err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "ck")); err == nil {
		if _, err := capplan.DecodeSlice(data); err != nil {
			t.Errorf("the checkpoint is %v", err)
		}
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
