package fit

import "sync"

// A progress counts parts of laws done, in hundredths of a law.
type progress struct {
	mu     sync.Mutex
	report func(done, total int)
	laws   int     // finished
	total  int     // laws in all
	part   float64 // of the law at work
}

func newProgress(report func(done, total int), laws int) *progress {
	return &progress{report: report, total: laws}
}

// tick returns what says that one of n equal parts of the law at work is done.
func (p *progress) tick(n int) func() {
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.part += 1 / float64(n)
		p.say()
	}
}

// skip counts n laws as done.
func (p *progress) skip(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.laws, p.part = p.laws+n, 0
	p.say()
}

func (p *progress) say() {
	if p.report != nil {
		p.report(p.laws*100+int(p.part*100), p.total*100)
	}
}
