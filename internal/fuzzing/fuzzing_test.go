package fuzzing

import "testing"

// TestLeak: words of the program are found, unless the input brought them.
func TestLeak(t *testing.T) {
	for _, c := range []struct{ message, input, want string }{
		{"needs 26 of 24 servers", "", ""},
		{"invalid character 'x' after object key", "{x", "invalid character"},
		{"no fleet goroutine", "goroutine.count=3", ""},
		{"value %!d(string=a)", "", "%!d("},
	} {
		if got := Leak(c.message, c.input); got != c.want {
			t.Errorf("%q: %q, want %q", c.message, got, c.want)
		}
	}
}
