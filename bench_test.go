package capplan_test

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// BenchmarkTaobao is the main job as a user runs it: the whole command on the
// example with its 20,000 trials. It prints seconds and the peak memory of the
// process; `go test -run ^$ -bench Taobao -benchtime 1x .`
func BenchmarkTaobao(b *testing.B) {
	bin := b.TempDir() + "/capplan"
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/capplan").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	b.ResetTimer()
	var peak float64
	for range b.N {
		cmd := exec.Command(bin, "compare", "examples/taobao/capplan.yaml", "-f", "json")
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		peak = max(peak, peakMiB(cmd.ProcessState))
	}
	b.ReportMetric(peak, "MiB-peak")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/run")
}

// BenchmarkStart is the time from nothing to an answer that needs no scenario.
func BenchmarkStart(b *testing.B) {
	bin := b.TempDir() + "/capplan"
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/capplan").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		if err := exec.Command(bin, "version").Run(); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(best.Microseconds())/1000, "ms-best")
}

// BenchmarkTrials is one trial of each example, without reading and rendering.
func BenchmarkTrials(b *testing.B) {
	for _, name := range []string{"hello", "taobao", "bank", "rented-floor"} {
		b.Run(name, func(b *testing.B) {
			s, err := capplan.Load("examples/"+name+"/capplan.yaml", capplan.LoadOptions{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := capplan.Compare(b.Context(), s, capplan.Options{Trials: b.N, Jobs: 1}); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func peakMiB(s *os.ProcessState) float64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	return maxRSS(s) / 1024
}
