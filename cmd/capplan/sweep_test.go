package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

// TestSweepOutOfTime: when --max-time is over after some cells these are the answer, marked
// incomplete in every format, with status 3.
func TestSweepOutOfTime(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "capplan.yaml", one)
	asked := func(format string) (int, string, string) {
		var out, errs bytes.Buffer
		p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, env: map[string]string{}}
		calls := 0
		p.clock = func() time.Duration { // over in the midst of the cells: each of their trials asks
			if calls++; calls > 400 {
				return time.Hour
			}
			return 0
		}
		args := []string{"sweep", "--vary", "a.count=4..40", "--trials", "20", "--max-time", "1min", "--jobs", "1", "-f", format}
		root := p.root()
		root.SetArgs(args)
		status := p.conclude(p.execute(context.Background(), root, args), false)
		return status, out.String(), errs.String()
	}
	for format, want := range map[string]string{
		"table": "incomplete: the run ended before", "markdown": "incomplete: the run ended before",
		"json": `"complete": false`, "csv": ",not answered,the run ended before",
	} {
		status, stdout, stderr := asked(format)
		if status != statusUnsure || !strings.Contains(stdout, want) || !strings.HasPrefix(stderr, "--max-time 1m is over: ") {
			t.Errorf("%s: status %d, no %q in\n%s\n%s", format, status, want, stdout, stderr)
		}
	}
	status, stdout, _ := asked("csv")
	if answered := strings.Count(stdout, ",answered,"); status != statusUnsure || answered < 4 || strings.Count(stdout, ",not answered,") < 4 {
		t.Errorf("%d rows answered: the test sees too little", answered)
	}
}

// TestLasting: a time is told as short as it can be.
func TestLasting(t *testing.T) {
	for said, told := range map[string]string{"20s": "20s", "100 s": "1m40s", "10min": "10m", "1h": "1h", "90min": "1h30m", "2d": "48h", "1ns": "1ns", "600s": "10m"} {
		l := &lasting{}
		if err := l.Set(said); err != nil || l.String() != told {
			t.Errorf("%s: %q, %v", said, l.String(), err)
		}
	}
}
