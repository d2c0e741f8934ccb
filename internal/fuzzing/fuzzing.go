// Package fuzzing holds what every fuzz target of the program asks for: an answer in time,
// and errors that speak of the input and never of the program. Only tests import it.
package fuzzing

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Limit is the time in which every input is answered.
const Limit = 5 * time.Second

// Watch ends the program when stop is not called within Limit: a target that hangs would
// otherwise only be slow. What counts is the time of the processor where the system tells
// it, so that a busy machine raises no false alarm.
func Watch() (stop func()) {
	began := spent()
	start := time.Now()
	var timer *time.Timer
	timer = time.AfterFunc(Limit, func() {
		if spent()-began < Limit && time.Since(start) < 20*Limit {
			timer.Reset(Limit / 5)
			return
		}
		message := fmt.Sprintf("no answer within %v", Limit)
		if in := asked.Load(); in != nil {
			message += ": " + shown(*in)
		}
		panic(message)
	})
	return func() { timer.Stop() }
}

// leaks are words of the program and of its libraries that no message may have.
var leaks = []string{
	"goroutine", "%!(", "%!d(", "%!s(", "%!v(", "%!q(", "%!f(", "%!g(", "runtime error", "panic", "nil pointer", "<nil>", "0xc0",
	"invalid character", "cannot unmarshal", "unexpected end of JSON", "unexpected EOF", " json: ", " yaml: ", "strconv.", " csv: ", "flate:", "parsing time", "did not find", "bare \"",
	"map[", "interface {}", "[]string", "[]byte", "struct {", "*fleets.", "*model.", "*decide.", "*capplan.", "*pricing.", "*errors.", "*json.", "*yaml.", "*csv.",
	"fleets.Errors", "model.Plan", "model.Quantity", "decide.Result", "+Inf", " -Inf",
}

// plain is without what messages leave out of numbers.
var plain = strings.NewReplacer("_", "", ",", "", "'", "")

// Leak returns a word of the program that a message has and no input; empty: none.
func Leak(message string, inputs ...string) string {
	for _, l := range leaks {
		if !strings.Contains(message, l) {
			continue
		}
		said := false
		for _, in := range inputs {
			said = said || strings.Contains(in, l) || strings.Contains(plain.Replace(in), l)
		}
		if !said {
			return l
		}
	}
	return ""
}

// Message fails where a message is empty or has a word of the program.
func Message(t testing.TB, message string, inputs ...string) {
	t.Helper()
	if strings.TrimSpace(message) == "" {
		t.Fatal("an error that says nothing")
	}
	if l := Leak(message, inputs...); l != "" {
		t.Fatalf("%q stands in the message:\n%s", l, message)
	}
}
