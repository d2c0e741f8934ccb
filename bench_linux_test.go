package capplan_test

import (
	"os"
	"syscall"
)

// maxRSS returns the peak memory of a finished process in KiB.
func maxRSS(s *os.ProcessState) float64 {
	u, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return float64(u.Maxrss)
}
