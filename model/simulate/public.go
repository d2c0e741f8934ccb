package simulate

import "github.com/capplan/capplan/model"

// A Stream is the random numbers of one purpose in one trial, for samplers that play no
// histories. Its zero value must be opened.
type Stream struct{ s stream }

// Purpose returns the key of a named purpose; see the package comment.
func Purpose(kind, name, part string) uint64 { return purpose(kind, name, part) }

// Open starts the stream at its first number, a function of its arguments alone.
func (s *Stream) Open(seed, purpose, trial uint64) { s.s.open(seed, purpose, trial) }

// Uniform returns a number in (0, 1); 0 and 1 never come.
func (s *Stream) Uniform() float64 { return s.s.uniform() }

// Exponential returns a draw of the exponential law with mean 1.
func (s *Stream) Exponential() float64 { return s.s.exponential() }

// Draw returns a draw of a law in hours, +Inf for a time that never comes.
func (s *Stream) Draw(l *model.Law) float64 { return s.s.draw(l) }
