package capplan_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/pricing"
)

// BenchmarkTaobao is the main job as a user runs it: the whole command on the
// example of one year with its 20,000 trials. It prints seconds and the peak memory of the
// process; `go test -run ^$ -bench Taobao -benchtime 1x .`
func BenchmarkTaobao(b *testing.B) {
	bin := b.TempDir() + "/capplan"
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/capplan").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	b.ResetTimer()
	var peak float64
	for range b.N {
		cmd := exec.Command(bin, "compare", "examples/taobao/one-year.yaml", "-f", "json")
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		peak = max(peak, peakMiB(cmd.ProcessState))
	}
	b.ReportMetric(peak, "MiB-peak")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/run")
}

// BenchmarkCheck is the gate of an example in which nothing is close, at its own trials, by
// the whole command.
func BenchmarkCheck(b *testing.B) {
	bin := b.TempDir() + "/capplan"
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/capplan").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	for _, more := range [][]string{nil, {"--no-sim"}} {
		b.Run(strings.Join(append([]string{"taobao"}, more...), ""), func(b *testing.B) {
			var user time.Duration
			for b.Loop() {
				cmd := exec.Command(bin, append([]string{"check", "examples/taobao/capplan.yaml", "-q"}, more...)...)
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				user += cmd.ProcessState.UserTime()
			}
			b.ReportMetric(user.Seconds()/float64(b.N), "s-user/run")
		})
	}
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
	for _, name := range []string{"hello/capplan", "taobao/one-year", "bank/capplan", "rented-floor/capplan"} {
		b.Run(name, func(b *testing.B) {
			s, err := capplan.Load("examples/"+name+".yaml", capplan.LoadOptions{})
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

// BenchmarkMoney is the money of the example alone: 20,000 trials of both fleets, each
// billed and appraised against the other under a draw of its own.
func BenchmarkMoney(b *testing.B) {
	s, err := capplan.Load("examples/taobao/one-year.yaml", capplan.LoadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	p := s.Plan
	usage := &invoice.Usage{
		Utilization: func(int, float64, float64) (float64, bool) { return 0.6, true },
		Offered:     func(int, float64, float64) float64 { return 1e12 },
		Failures:    func(int) float64 { return 100 },
	}
	var bills []*invoice.Invoice
	for i := range p.Fleets {
		bills = append(bills, invoice.New(p, &p.Fleets[i]))
	}
	draw := make(model.Draw, len(p.Unknowns))
	var start, end [2][]pricing.Money
	b.ReportAllocs()
	for b.Loop() {
		for t := range 20000 {
			for i := range draw {
				draw[i] = float64((t*7919+i*104729)%99991+1) / 99993
			}
			for i, v := range bills {
				v.Fill(draw, usage)
				start[i], end[i] = v.Bill.Flows(start[i][:0], end[i][:0])
				if v.Bill.PresentValue() <= 0 || v.Bill.LevelMonth() <= 0 || v.Bill.CashPeak() <= 0 || v.Bill.RunRate() < 0 {
					b.Fatal("nothing is billed")
				}
			}
			for m := range start[0] {
				start[0][m] -= start[1][m]
				end[0][m] -= end[1][m]
			}
			pricing.InternalRate(start[0], end[0])
			pricing.Payback(start[0], end[0])
		}
	}
}
