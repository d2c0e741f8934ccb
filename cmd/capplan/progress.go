package main

import (
	"fmt"
	"io"
	"strconv"
	"time"
)

// A meter shows how far a run is: on a terminal a line that is drawn over, from
// 200 ms on; elsewhere, if asked for, a line at the start and one at the end.
type meter struct {
	w        io.Writer
	what     string // is counted
	live     bool
	lines    bool
	begun    time.Time
	drawn    time.Time
	from     int       // trials done when the rate was first taken
	fromTime time.Time // and when that was
	wide     int       // what is on the line
}

const (
	quietFor = 200 * time.Millisecond
	redraw   = 100 * time.Millisecond
)

func newMeter(w io.Writer, live, lines bool) *meter {
	return &meter{w: w, what: "trials", live: live, lines: lines && !live, begun: time.Now()}
}

func (m *meter) start(text string) {
	if m.lines {
		fmt.Fprintln(m.w, "capplan: "+text)
	}
}

// tick is called by one goroutine at a time.
func (m *meter) tick(done, total int) {
	if !m.live {
		return
	}
	now := time.Now()
	if m.fromTime.IsZero() {
		m.from, m.fromTime = done, now
	}
	if now.Sub(m.begun) < quietFor || now.Sub(m.drawn) < redraw || done <= m.from {
		return
	}
	m.drawn = now
	rate := float64(done-m.from) / now.Sub(m.fromTime).Seconds()
	left := time.Duration(float64(total-done) / rate * float64(time.Second))
	s := fmt.Sprintf("%s of %s %s, %s/s, %s left", grouped(done), grouped(total), m.what, grouped(int(rate)), left.Round(time.Second))
	fmt.Fprintf(m.w, "\r\x1b[K%s", s)
	m.wide = len(s)
}

// clear takes the line away.
func (m *meter) clear() {
	if m.wide > 0 {
		fmt.Fprint(m.w, "\r\x1b[K")
		m.wide = 0
	}
}

func (m *meter) end(text string) {
	if m.lines {
		fmt.Fprintf(m.w, "capplan: %s in %s\n", text, time.Since(m.begun).Round(time.Millisecond))
	}
}

// grouped writes a count with commas between groups of three digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
