package exact

import "math/bits"

// A layout hands out bit fields of a key.
type layout struct{ used int }

// A field is a count within a key.
type field struct {
	shift int
	mask  uint64
}

// field returns a field for counts up to most. After overflow, full is true and
// the layout must not be used.
func (l *layout) field(most int) field {
	n := bits.Len(uint(most))
	f := field{l.used, 1<<n - 1}
	l.used += n
	return f
}

func (l *layout) full() bool { return l.used > 63 }

func (f field) of(key uint64) int { return int(key >> f.shift & f.mask) }
func (f field) key(n int) uint64  { return uint64(n) << f.shift }
