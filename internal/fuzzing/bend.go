package fuzzing

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// A Tree is a JSON text that is changed at one place at a time: bytes that are changed at
// random are hardly ever JSON, and never reach what reads a whole result.
type Tree struct {
	text  []byte
	spots []spot
}

// A spot is a value of the text with its key, and where it stands among its like.
type spot struct {
	key, value, end int // offsets: of its key (of itself in a list), of the value, behind it
	first, last     bool
}

// longest is how much of a list a tree keeps: months upon months hold no new kind of value.
const longest = 3

// Grow reads the JSON of a value that the program writes. Of each list it keeps the begin.
func Grow(data []byte) (*Tree, error) {
	var root any
	if err := json.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	t := new(Tree)
	t.grow(root, 0, true, true)
	return t, nil
}

func (t *Tree) grow(v any, key int, first, last bool) {
	at := len(t.spots)
	t.spots = append(t.spots, spot{key: key, value: len(t.text), first: first, last: last})
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		t.text = append(t.text, '{')
		for i, k := range keys {
			start := t.next(i)
			t.text = append(append(t.text, written(k)...), ':')
			t.grow(v[k], start, i == 0, i == len(keys)-1)
		}
		t.text = append(t.text, '}')
	case []any:
		v = v[:min(len(v), longest)]
		t.text = append(t.text, '[')
		for i, x := range v {
			t.grow(x, t.next(i), i == 0, i == len(v)-1)
		}
		t.text = append(t.text, ']')
	default:
		t.text = append(t.text, written(v)...)
	}
	t.spots[at].end = len(t.text)
}

// next is where the i-th value of a list or map begins.
func (t *Tree) next(i int) int {
	if i > 0 {
		t.text = append(t.text, ',')
	}
	return len(t.text)
}

// written is the JSON of a text, number, truth or nothing.
func written(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err) // none of these fails
	}
	return out
}

// Bend returns the text with the value at a place replaced: by null, a text, a number,
// nothing, an empty list or map, itself in a list, itself twice, or the other truth. A value
// that is left out of a map leaves it under another key where value names one.
func (t *Tree) Bend(where uint16, what uint8, value string) []byte {
	s := t.spots[int(where)%len(t.spots)]
	if what%10 != 3 {
		return t.with(s.value, s.end, changed(t.text[s.value:s.end], what, value))
	}
	switch {
	case s.key < s.value && value != "":
		return t.with(s.key, s.value-1, written(value))
	case s.end == len(t.text):
		return nil
	case !s.last:
		return t.with(s.key, s.end+1, nil)
	case !s.first:
		return t.with(s.key-1, s.end, nil)
	}
	return t.with(s.key, s.end, nil)
}

func (t *Tree) with(from, to int, by []byte) []byte {
	return slices.Concat(t.text[:from], by, t.text[to:])
}

func changed(v []byte, what uint8, value string) []byte {
	switch what % 10 {
	case 0:
		return []byte("null")
	case 1:
		return written(value)
	case 2:
		if x, err := strconv.ParseFloat(value, 64); err == nil && x-x == 0 {
			return written(x)
		}
		return []byte("-1")
	case 4:
		return []byte("[]")
	case 5:
		return []byte("{}")
	case 6:
		return slices.Concat([]byte("["), v, []byte("]"))
	case 7:
		if v[0] == '[' {
			if v = v[1 : len(v)-1]; len(v) == 0 {
				return []byte("[]")
			}
		}
		return slices.Concat([]byte("["), v, []byte(","), v, []byte("]"))
	case 8:
		switch {
		case bytes.Equal(v, []byte("true")):
			return []byte("false")
		case v[0] == '-':
			return v[1:]
		case v[0] >= '0' && v[0] <= '9':
			return slices.Concat([]byte("-"), v)
		}
		return []byte("true")
	}
	return slices.Concat([]byte("{"), written(value), []byte(":"), v, []byte("}"))
}
