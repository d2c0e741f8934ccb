package fleets

import (
	"strings"

	"github.com/capplan/capplan/model"
)

// inventory reads {csv: FILE, where: COLUMN=VALUE, …}: how many lines of a data file have
// these values, all of them without where.
func (r *reader) inventory(n *node, path string) model.Quantity {
	o := r.object(n, path, "an inventory")
	file, where := o.get("csv"), o.get("where")
	if file == nil {
		o.missing("csv", "write a number, or `{csv: inventory.csv, where: role=web}`")
	}
	o.done()
	if file == nil || !r.scalar(file, "a file") || where != nil && !r.scalar(where, "COLUMN=VALUE") {
		return model.Quantity{}
	}
	data := r.table(r.beside(file, file.text), file.where())
	if data == nil {
		return model.Quantity{}
	}
	wants, ok := r.wanted(where, data, file.text)
	if !ok {
		return model.Quantity{}
	}
	count := 0
	for _, row := range data.rows {
		if matches(row, wants) {
			count++
		}
	}
	if count == 0 {
		r.nothingCounted(where, data, wants)
		return model.Quantity{}
	}
	r.input(file, o.sub("csv"), 0)
	return model.Quantity{Value: float64(count), Set: true, Origin: n.origin(), Text: n.flow()}
}

// A want is the value that a column must have.
type want struct {
	column int
	value  string
}

// wanted reads COLUMN=VALUE, COLUMN=VALUE; false, reported, where it cannot be.
func (r *reader) wanted(where *node, data *table, file string) ([]want, bool) {
	if where == nil {
		return nil, true
	}
	var out []want
	for _, part := range strings.Split(where.text, ",") {
		name, value, ok := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" || strings.ContainsAny(value, "=<>") || strings.ContainsAny(name, "!<>") {
			r.failNode("E560", where, strings.TrimSpace(part)+" is no condition", "COLUMN=VALUE is expected", "write `where: role=web`, or `where: \"role=web, site=a\"`")
			return nil, false
		}
		i := data.find(name)
		if i < 0 {
			r.failNode("E050", where, "no column "+name+" in "+file, "", hint(name, data.columns))
			return nil, false
		}
		out = append(out, want{i, value})
	}
	return out, true
}

func matches(row []string, wants []want) bool {
	for _, w := range wants {
		if row[w.column] != w.value {
			return false
		}
	}
	return true
}

// nothingCounted names the first value that no line has, or that none has them together.
func (r *reader) nothingCounted(where *node, data *table, wants []want) {
	for _, w := range wants {
		var seen []string
		for _, row := range data.rows {
			if !contains(seen, row[w.column]) {
				seen = append(seen, row[w.column])
			}
		}
		if !contains(seen, w.value) {
			r.failNode("E560", where, "no line whose "+data.columns[w.column]+" is "+w.value, "it would be a pool of no units", hint(w.value, seen))
			return
		}
	}
	r.failNode("E560", where, "no line has all of these", "it would be a pool of no units", "leave out a condition")
}
