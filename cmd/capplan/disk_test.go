package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A writing is a verb that writes files, with OUT for where it does, and MANY for so many
// trials that whoever works before it looks is noticed.
type writing struct{ args, out string }

var writings = []writing{
	{"compare --trials MANY -o OUT", "a.json"},
	{"compare --trials MANY -o OUT", "a.html"},
	{"compare --trials MANY -o OUT", "a.xlsx"},
	{"compare --trials MANY -o OUT", "waterfall.svg"},
	{"compare --trials MANY --checkpoint OUT", "ck"},
	{"check --trials MANY --max-trials MANY -o OUT", "junit.xml"},
	{"check --trials MANY --max-trials MANY --checkpoint OUT", "ck"},
	{"size --fleet a --vary a.count=39..42 --trials MANY -o OUT", "a.json"},
	{"size --fleet a --vary a.count=39..42 --trials MANY --checkpoint OUT", "ck"},
	{"sweep --vary a.count=39..42 --max-time 999d --trials MANY -o OUT", "a.csv"},
	{"sweep --vary a.count=39..42 --max-time 999d --trials MANY --checkpoint OUT", "ck"},
	{"sensitivity --trials MANY -o OUT", "a.md"},
	{"diff other.yaml capplan.yaml --trials MANY -o OUT", "a.json"},
	{"shard --index 0 --of 1 --trials MANY -o OUT", "0.shard"},
	{"shard --index 0 --of 1 --trials MANY --checkpoint OUT -o 0.shard", "ck"},
	{"shard --vary a.count=39..42 --index 0 --of 1 --trials MANY -o OUT", "0.shard"},
	{"merge 1.shard -o OUT", "a.json"},
	{"merge cells.shard -o OUT", "a.json"},
	{"report one.json -o OUT", "a.html"},
	{"fit failures log.csv -o OUT", "a.yaml"},
	{"fit throughput test.csv -o OUT", "a.json"},
	{"schema scenario -o OUT", "a.json"},
	{"init OUT", "new.yaml"},
}

// home has what the writings read.
func home(t *testing.T) {
	t.Chdir(t.TempDir())
	text := uncertain + "assertions: [that: mean(a.availability) >= 90 %]\n"
	write(t, "capplan.yaml", text)
	write(t, "other.yaml", strings.Replace(text, "10 h", "12 h", 1))
	write(t, "log.csv", early())
	write(t, "test.csv", "N,X\n1,20\n4,78\n8,130\n12,170\n16,190\n20,200\n24,210\n28,230\n32,260\n48,280\n64,310\n")
	for _, args := range []string{
		"compare --trials 100 -o one.json", "shard --trials 100 --index 0 --of 1 -o 1.shard",
		"shard --trials 100 --vary a.count=39..41 --index 0 --of 1 -o cells.shard",
	} {
		if status, _, stderr := call(t, nil, strings.Fields(args)...); status != 0 {
			t.Fatalf("%s: status %d, %s", args, status, stderr)
		}
	}
}

func (w *writing) words(dir, trials string) []string {
	return strings.Fields(strings.NewReplacer("OUT", filepath.Join(dir, w.out), "MANY", trials).Replace(w.args))
}

// mounted is a file system of its own.
func mounted(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a file system cannot be mounted here, which takes root: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	return dir
}

// TestReadOnly: every verb that writes finds out before any work that it may not, says so,
// and leaves nothing beside.
func TestReadOnly(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("mounts are those of Linux")
	}
	dir := mounted(t, "size=1m")
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system can be made read-only here: %v %s", err, out)
	}
	home(t)
	before := list(t, ".")
	for _, w := range writings {
		begun := time.Now()
		status, stdout, stderr := call(t, nil, w.words(dir, "1000000")...)
		if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E065]") || !strings.Contains(stderr, "read-only file system") {
			t.Errorf("%s: status %d, %q, %s", w.args, status, stdout, stderr)
		}
		if took := time.Since(begun); took > 20*time.Second { // a million trials take longer
			t.Errorf("%s: it took %v to find out", w.args, took)
		}
	}
	for _, w := range writings { // no directory there: likewise
		status, stdout, stderr := call(t, nil, w.words("nowhere", "1000000")...)
		if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E065]") {
			t.Errorf("%s: status %d, %q, %s", w.args, status, stdout, stderr)
		}
	}
	if after := list(t, "."); !slices.Equal(before, after) {
		t.Errorf("left behind: %v, before %v", after, before)
	}
}

// TestFullDisk: on a file system without room every verb that writes says so, leaves what
// was there as it was, and no half file. A checkpoint is the last whole one.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("mounts are those of Linux")
	}
	dir := mounted(t, "size=64k,nr_inodes=12")
	home(t)
	for _, w := range writings {
		t.Run(w.args, func(t *testing.T) {
			out := filepath.Join(dir, w.out)
			replaces := w.out != "ck" && !strings.HasPrefix(w.args, "init")
			if replaces {
				write(t, out, "before")
			}
			filler, err := os.Create(filepath.Join(dir, "filler"))
			if err != nil {
				t.Fatal(err)
			}
			for { // to the last byte
				if _, err := filler.Write(make([]byte, 4096)); err != nil {
					break
				}
			}
			filler.Close()
			status, stdout, stderr := call(t, nil, w.words(dir, "300")...)
			if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E065]") || !strings.Contains(stderr, "no space left") {
				t.Errorf("status %d, %q, %s", status, stdout, stderr)
			}
			want := []string{"filler"}
			if replaces {
				if want = []string{w.out, "filler"}; w.out > "filler" {
					want = []string{"filler", w.out}
				}
				if text, err := os.ReadFile(out); err != nil || string(text) != "before" {
					t.Errorf("what was there is %q, %v", text, err)
				}
			}
			if got := list(t, dir); !slices.Equal(got, want) {
				t.Errorf("left behind: %v, want %v", got, want)
			}
			for _, f := range list(t, dir) {
				os.Remove(filepath.Join(dir, f))
			}
		})
	}
}

// TestRoomRunsOut: a checkpoint that outgrows its disk ends the run, and is the last one
// that had room: the run goes on from it elsewhere.
func TestRoomRunsOut(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("mounts are those of Linux")
	}
	every, share := saveEvery, saveShare
	saveEvery, saveShare = 0, 0
	defer func() { saveEvery, saveShare = every, share }()
	dir := mounted(t, "size=2m")
	home(t)
	for _, args := range []string{"compare --trials 4000", "check --trials 4000 --max-trials 4000", "sweep --vary a.count=39..42 --trials 4000", "shard --index 0 --of 1 --trials 4000 -o 0.shard"} {
		ck := filepath.Join(dir, "ck")
		status, stdout, stderr := call(t, nil, strings.Fields(args+" --method simulate --checkpoint "+ck)...)
		if status != statusInput || stdout != "" || !strings.Contains(stderr, "error[E065]") || !strings.Contains(stderr, "no space left") {
			t.Errorf("%s: status %d, %q, %s", args, status, stdout, stderr)
		}
		if got := list(t, dir); !slices.Equal(got, []string{"ck"}) || knownIn(t, ck) < 16 {
			t.Errorf("%s: left behind: %v", args, got)
		}
		os.Remove(ck)
	}
}

// TestClosedPipe: whoever stops reading ends a verb quietly, with status 0, and the files
// that it wrote are whole.
func TestClosedPipe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("pipes are others")
	}
	home(t)
	list := []string{"help", "version", "catalog list", "schema scenario", "completion bash", "explain a.availability", "verify 3-of-5"}
	for _, w := range writings {
		if strings.Contains(w.args, "-o OUT") && !strings.HasPrefix(w.args, "shard") && !strings.HasPrefix(w.args, "schema") {
			list = append(list, strings.ReplaceAll(strings.ReplaceAll(w.args, "MANY", "50"), "OUT", w.out))
		}
	}
	for _, args := range list {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		c := exec.Command("capplan", strings.Fields(args)...)
		var stderr strings.Builder
		c.Stdout, c.Stderr = write, &stderr
		err = c.Run()
		write.Close()
		if strings.HasPrefix(args, "verify") && strings.Contains(stderr.String(), "E160") {
			t.Fatal(stderr.String())
		}
		if err != nil || stderr.String() != "" {
			t.Errorf("%s: %v, %s", args, err, stderr.String())
		}
		if _, out, ok := strings.Cut(args, "-o "); ok {
			if info, err := os.Stat(out); err != nil || info.Size() == 0 {
				t.Errorf("%s: the file is not there: %v", args, err)
			}
		}
	}
}
