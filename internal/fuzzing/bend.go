package fuzzing

import (
	"encoding/json"
	"slices"
	"strconv"
)

// A Tree is a JSON text that is changed at one place at a time: bytes that are changed at
// random are hardly ever JSON, and never reach what reads a whole result.
type Tree struct {
	root  any
	spots int
}

// Grow reads the JSON of a value that the program writes.
func Grow(data []byte) (*Tree, error) {
	t := new(Tree)
	if err := json.Unmarshal(data, &t.root); err != nil {
		return nil, err
	}
	t.spots = count(t.root)
	return t, nil
}

// Bend returns the text with the value at a place replaced: by null, a text, a number,
// nothing, an empty list or map, itself in a list, itself twice, or the other truth.
func (t *Tree) Bend(where uint16, what uint8, value string) ([]byte, error) {
	n := int(where) % t.spots
	return json.Marshal(bend(t.root, &n, what, value))
}

func count(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			n += count(x)
		}
	case []any:
		for _, x := range v {
			n += count(x)
		}
	}
	return n
}

// gone stands for a value that is left out.
type gone struct{}

func bend(v any, n *int, what uint8, value string) any {
	if *n == 0 {
		*n = -1
		return changed(v, what, value)
	}
	*n--
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		out := make(map[string]any, len(v))
		for _, k := range keys {
			x := v[k]
			if *n >= 0 {
				x = bend(x, n, what, value)
			}
			if x == (gone{}) {
				if value != "" {
					out[value] = v[k]
				}
				continue
			}
			out[k] = x
		}
		return out
	case []any:
		var out []any
		for _, x := range v {
			if *n >= 0 {
				x = bend(x, n, what, value)
			}
			if x != (gone{}) {
				out = append(out, x)
			}
		}
		return out
	}
	return v
}

func changed(v any, what uint8, value string) any {
	switch what % 10 {
	case 0:
		return nil
	case 1:
		return value
	case 2:
		if x, err := strconv.ParseFloat(value, 64); err == nil && x-x == 0 {
			return x
		}
		return -1
	case 3:
		return gone{}
	case 4:
		return []any{}
	case 5:
		return map[string]any{}
	case 6:
		return []any{v}
	case 7:
		if list, ok := v.([]any); ok {
			return append(slices.Clone(list), list...)
		}
		return []any{v, v}
	case 8:
		if b, ok := v.(bool); ok {
			return !b
		}
		if x, ok := v.(float64); ok {
			return -x
		}
		return true
	}
	return map[string]any{value: v}
}
