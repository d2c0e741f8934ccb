package decide

import "fmt"

// DefaultMemory is what a run may need where nothing is said, in bytes.
const DefaultMemory = 4_000_000_000

// A TooBig says that a run would need more memory than it may. It is found before any
// trial is taken.
type TooBig struct{ Need, Most int64 } // bytes

func (t *TooBig) Error() string {
	return "it would need about " + bytesOf(t.Need) + " of memory, more than " + bytesOf(t.Most)
}

func bytesOf(n int64) string {
	if n < 1e9 {
		return fmt.Sprintf("%.3g MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.3g GB", float64(n)/1e9)
}

// A TooManyTrials says that a run which keeps each trial asks for more of them than it may.
type TooManyTrials struct{ Trials, Most int }

func (t *TooManyTrials) Error() string {
	return fmt.Sprintf("%d trials are more than the limit of %d", t.Trials, t.Most)
}

// garbage is how many times what is held a process takes, since what is let go of is
// collected later.
const garbage = 2

// fits reports a need, in bytes that are held, which is more than a run may have.
func (o *Options) fits(held int64) error {
	most := o.MaxMemory
	if most == 0 {
		most = DefaultMemory
	}
	if need := garbage * held * int64(max(1, o.beside)); need > most {
		return &TooBig{need, most}
	}
	return nil
}

// weight is about what the trials of a run take, in bytes. Nothing is written to it yet, so
// that the system has not given it either.
func (r *run) weight() (n int64) {
	for _, l := range r.lanes() {
		n += int64(l.len()) * int64(l.size)
	}
	return n
}

// weight is about what the parts and the sums of a run take: a figure follows from about a
// lane, and has bins of 16 bytes.
func (l *longRun) weight() (n int64) {
	n = l.rest.weight() + int64(len(l.rest.lanes()))*mostBins*16
	if l.plan != nil {
		n += l.plan.weight()
	}
	return n
}
