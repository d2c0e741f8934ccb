package fuzzing

import (
	"encoding/json"
	"testing"
)

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

// TestBend: a value is replaced at its place and nothing else is; every change of every
// place but the last that leaves nothing is JSON.
func TestBend(t *testing.T) {
	const text = `{"a":[1,"x"],"b":{},"c":true,"d":[]}`
	tree, err := Grow([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		where uint16
		what  uint8
		value string
		want  string
	}{
		{0, 0, "", `null`},
		{1, 1, "y", `{"a":"y","b":{},"c":true,"d":[]}`},
		{2, 2, "1e3", `{"a":[1000,"x"],"b":{},"c":true,"d":[]}`},
		{2, 3, "", `{"a":["x"],"b":{},"c":true,"d":[]}`},
		{3, 3, "", `{"a":[1],"b":{},"c":true,"d":[]}`},
		{1, 3, "", `{"b":{},"c":true,"d":[]}`},
		{6, 3, "", `{"a":[1,"x"],"b":{},"c":true}`},
		{4, 3, "z", `{"a":[1,"x"],"z":{},"c":true,"d":[]}`},
		{1, 7, "", `{"a":[1,"x",1,"x"],"b":{},"c":true,"d":[]}`},
		{5, 8, "", `{"a":[1,"x"],"b":{},"c":false,"d":[]}`},
		{2, 8, "", `{"a":[-1,"x"],"b":{},"c":true,"d":[]}`},
		{9, 6, "", `{"a":[[1],"x"],"b":{},"c":true,"d":[]}`},
		{5, 9, "k", `{"a":[1,"x"],"b":{},"c":{"k":true},"d":[]}`},
	} {
		if got := string(tree.Bend(c.where, c.what, c.value)); got != c.want {
			t.Errorf("%d %d: %s, want %s", c.where, c.what, got, c.want)
		}
	}
	for where := range uint16(7) {
		for what := range uint8(10) {
			for _, value := range []string{"", "k", "-2"} {
				if b := tree.Bend(where, what, value); !json.Valid(b) && (where > 0 || what != 3) {
					t.Errorf("%d %d: %s", where, what, b)
				}
			}
		}
	}
}
