package fleets

import (
	"strings"
)

// An overlay is a map of a file in the making.
type overlay struct {
	keys   []string
	values map[string]*overlay
	text   string
}

// Overlay writes arguments of --set as a scenario that --with merges into the
// one it came from: PATH=VALUE becomes nested keys. It is empty where one cannot be written so.
func Overlay(set []string) string {
	root := &overlay{}
	for _, arg := range set {
		path, value, ok := strings.Cut(arg, "=")
		if !ok || strings.ContainsAny(value, "\n\r") {
			return ""
		}
		at := root
		words := strings.Split(strings.TrimSpace(path), ".")
		if !contains(topKeys, words[0]) {
			words = append([]string{"fleets"}, words...)
		}
		for _, w := range words {
			if w == "" || at.text != "" {
				return ""
			}
			at = at.under(w)
		}
		if len(at.keys) > 0 {
			return ""
		}
		at.text = strings.TrimSpace(value)
	}
	var b strings.Builder
	root.write(&b, "")
	return b.String()
}

func (o *overlay) under(key string) *overlay {
	if o.values == nil {
		o.values = map[string]*overlay{}
	}
	v := o.values[key]
	if v == nil {
		v = &overlay{}
		o.values[key] = v
		o.keys = append(o.keys, key)
	}
	return v
}

func (o *overlay) write(b *strings.Builder, indent string) {
	for _, k := range o.keys {
		v := o.values[k]
		if v.text != "" {
			b.WriteString(indent + k + ": " + v.text + "\n")
			continue
		}
		b.WriteString(indent + k + ":\n")
		v.write(b, indent+"  ")
	}
}
