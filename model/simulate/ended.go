package simulate

// Stopped is what a history panics with when its Runner is told to end: nothing of it
// counts, and what it had come to is not worth the time that it would still take.
type Stopped struct{}

// beats is how many steps lie between two looks at whether to go on: some tens of
// microseconds.
const beats = 1 << 10

// beat is called where a history may go on for long.
func (r *Runner) beat() {
	if r.beaten++; r.beaten&(beats-1) == 0 && r.Ended != nil && r.Ended() {
		panic(Stopped{})
	}
}
