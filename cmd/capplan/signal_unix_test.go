//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A signalled is a run of the built program that gets signals.
type signalled struct {
	args  string
	text  string                              // the scenario
	ready func(t *testing.T, dir string) bool // something is known, or being written
	stdin bool                                // a pipe that nothing comes from
	twice bool                                // as timeout(1) signals
}

const deadlineOfTest = 10 * time.Minute // far beyond what an idle machine takes

// run returns how it ended, and what it left in its directory.
func (s *signalled) run(t *testing.T, signal os.Signal) (status int, stdout, stderr string, left []string) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "capplan.yaml"), s.text)
	if strings.Contains(s.args, "fifo") {
		if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
			t.Skip(err)
		}
	}
	c := exec.Command("capplan-saving", strings.Fields(s.args)...)
	c.Dir = dir
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if s.stdin {
		if _, err := c.StdinPipe(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	late := time.Now().Add(deadlineOfTest)
	for !s.ready(t, dir) {
		select {
		case err := <-ended:
			t.Fatalf("it ended before it was ready: %v %s", err, errs.String())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(late) {
			c.Process.Kill()
			<-ended // so that nobody writes any more
			t.Fatalf("never ready: %s", errs.String())
		}
	}
	c.Process.Signal(signal)
	if s.twice {
		time.Sleep(3 * time.Millisecond)
		c.Process.Signal(signal)
	}
	select {
	case <-ended:
	case <-time.After(deadlineOfTest):
		c.Process.Kill()
		t.Fatalf("%s does not end: %s", s.args, errs.String())
	}
	left = slices.DeleteFunc(list(t, dir), func(f string) bool { return f == "capplan.yaml" || f == "fifo" })
	return c.ProcessState.ExitCode(), out.String(), errs.String(), left
}

// knows is ready when the checkpoint holds so much; see knownIn.
func knows(n int) func(*testing.T, string) bool {
	return func(t *testing.T, dir string) bool {
		_, err := os.Stat(filepath.Join(dir, "ck"))
		return err == nil && knownIn(t, filepath.Join(dir, "ck")) >= n
	}
}

// TestInterrupted: a first Ctrl-C or SIGTERM ends a verb with what is known by then, marked
// incomplete, with status 130, and its checkpoint stays.
func TestInterrupted(t *testing.T) {
	const two = 200_000 // answers of parts
	long := " --trials 50000 --method simulate --jobs 1 --checkpoint ck -f json -o out.json"
	asserts := busy + "assertions: [that: mean(a.unavailability) <= 1 %, that: P(a.availability >= 75 %) >= 60 %]\n"
	for i, c := range []signalled{
		{args: "compare" + long, text: busy, ready: knows(16), twice: true},
		{args: "check" + long, text: asserts, ready: knows(16)},
		{args: "check --trials 16 --max-trials 1000000 --method simulate --jobs 1 --checkpoint ck -f json -o out.json", text: busy + "assertions: [that: mean(a.unavailability) <= 21.25 %]\n", ready: knows(40)},
		{args: "size --vary a.count=55..80" + long, text: asserts, ready: knows(two)},
		{args: "sweep --vary a.count=60,61 --max-time 99d" + strings.ReplaceAll(long, "50000", "200"), text: busy, ready: knows(two), twice: true},
	} {
		t.Run(strings.Fields(c.args)[0], func(t *testing.T) {
			status, stdout, stderr, left := c.run(t, []os.Signal{syscall.SIGINT, syscall.SIGTERM}[i%2])
			if status != statusInterrupted || !strings.HasPrefix(stderr, "interrupted: ") || !strings.Contains(stderr, "goes on from ck") {
				t.Errorf("status %d, %s", status, stderr)
			}
			if !slices.Equal(left, []string{"ck", "out.json"}) {
				t.Errorf("left: %v", left)
			}
			var r struct {
				Complete *bool
				Verdict  *string
			}
			if err := json.Unmarshal([]byte(stdout), &r); err != nil || r.Complete == nil || *r.Complete {
				t.Errorf("%v: complete is not false in %.200s", err, stdout)
			}
			if v := map[string]string{"size": "inconclusive"}[strings.Fields(c.args)[0]]; v != "" && (r.Verdict == nil || *r.Verdict != v) {
				t.Errorf("verdict of a %s that was ended: %v", c.args[:4], r.Verdict)
			}
		})
	}
}

// TestInterruptedWithoutAnswer: where nothing partial means anything, nothing is left.
func TestInterruptedWithoutAnswer(t *testing.T) {
	at := time.Now()
	soon := func(t *testing.T, dir string) bool { // it has opened what it writes, or waits for what it reads
		return slices.ContainsFunc(list(t, dir), func(f string) bool { return strings.HasSuffix(f, ".tmp") }) || time.Since(at) > 5*time.Second
	}
	for _, c := range []signalled{
		{args: "fit failures - -o out.yaml", stdin: true, ready: soon},
		{args: "compare - -o out.json", stdin: true, ready: soon},
		{args: "report fifo -o out.html", ready: soon},
		{args: "merge fifo", ready: func(*testing.T, string) bool { time.Sleep(time.Second); return true }},
		{args: "explain a.availability --trials 1000000 --method simulate", text: busy, ready: func(*testing.T, string) bool { time.Sleep(time.Second); return true }},
	} {
		t.Run(strings.Fields(c.args)[0], func(t *testing.T) {
			at = time.Now()
			status, stdout, stderr, left := c.run(t, syscall.SIGTERM)
			if status != statusInterrupted || stdout != "" || stderr != "interrupted: no answer, nothing written\n" || len(left) > 0 {
				t.Errorf("status %d, %q, %s, left %v", status, stdout, stderr, left)
			}
		})
	}
	t.Run("shard", func(t *testing.T) {
		c := signalled{args: "shard --index 0 --of 2 --trials 50000 --method simulate --jobs 1 --checkpoint ck -o out.shard", text: busy, ready: knows(16)}
		status, stdout, stderr, left := c.run(t, syscall.SIGINT)
		if status != statusInterrupted || stdout != "" || !strings.Contains(stderr, "goes on from ck") || !slices.Equal(left, []string{"ck"}) {
			t.Errorf("status %d, %q, %s, left %v", status, stdout, stderr, left)
		}
	})
}

// TestInterruptedTwice: a second signal stops at once a run that waits for who reads its
// answer, and takes away what it was writing.
func TestInterruptedTwice(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "capplan.yaml"), busy)
			c := exec.Command("capplan-saving", strings.Fields("compare --method simulate --trials 50000 --jobs 1 --checkpoint ck -f html -o out.html")...)
			c.Dir = dir
			stdout, err := c.StdoutPipe() // a page is more than fits in, and nobody reads
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			defer c.Process.Kill()
			for late := time.Now().Add(deadlineOfTest); !knows(16)(t, dir); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(late) {
					t.Fatal("never ready")
				}
			}
			c.Process.Signal(signal)
			if _, err := io.ReadFull(stdout, make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * sameSignal)
			if err := c.Process.Signal(syscall.Signal(0)); err != nil {
				t.Fatalf("it did not wait: %v", err)
			}
			c.Process.Signal(signal)
			ended := make(chan int, 1)
			go func() {
				state, err := c.Process.Wait()
				if err != nil {
					t.Error(err)
				}
				ended <- state.ExitCode()
			}()
			select {
			case status := <-ended:
				if status != statusInterrupted {
					t.Errorf("status %d", status)
				}
			case <-time.After(deadlineOfTest):
				t.Fatal("it does not end")
			}
			rest, err := io.ReadAll(stdout)
			if err != nil || bytes.Contains(rest, []byte("</html>")) {
				t.Errorf("%v: the page was written to its end", err)
			}
			if left := slices.DeleteFunc(list(t, dir), func(f string) bool { return f == "capplan.yaml" || f == "ck" || f == "out.html" }); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}
