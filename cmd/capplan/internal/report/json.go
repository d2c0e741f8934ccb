package report

import (
	"bytes"
	"encoding/json"
	"io"
)

// JSON writes a value with sorted keys, two spaces of indent and a newline at the
// end. Numbers are the shortest digits that read back the same.
func JSON(w io.Writer, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var sorted any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // keeps every digit
	if err := d.Decode(&sorted); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(sorted)
}
