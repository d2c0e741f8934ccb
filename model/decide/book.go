package decide

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// A Book keeps what the parts of a long answer came to, each under a name, so that a
// later run of the same question goes on from it: the trials of parts that are not done,
// and what was said of those that are. It never changes a figure. A nil Book keeps nothing.
type Book struct {
	*shelf
	under string // what stands before each name
}

// A shelf is what all names of a book share.
type shelf struct {
	parts  *Parts
	said   bool
	saving sync.Mutex // held while portions are made

	mu    sync.Mutex
	pages map[string][]Portion
	live  map[string]func() []Portion // of runs that go on
}

// NewBook opens a book on what parts hold, which portions of other names than "" are for.
func NewBook(p *Parts) *Book {
	b := &Book{shelf: &shelf{parts: p, pages: map[string][]Portion{}, live: map[string]func() []Portion{}}}
	for _, s := range p.Stored {
		b.pages[s.Of] = append(b.pages[s.Of], s)
	}
	return b
}

// Under is the book of a part that has parts of its own.
func (b *Book) Under(name string) *Book {
	if b == nil {
		return nil
	}
	return &Book{b.shelf, b.under + name + "/"}
}

// Saying has a book hold answers that nobody saves, for [Book.Said].
func (b *Book) Saying() *Book {
	b.said = true
	return b
}

// keeps reports whether answers are written down.
func (b *Book) keeps() bool { return b != nil && (b.said || b.parts.Save != nil) }

// saves reports whether trials are, too.
func (b *Book) saves() bool { return b != nil && b.parts.Save != nil }

// ended reports whether the time is over.
func (b *Book) ended() bool { return b != nil && b.parts.Ended != nil && b.parts.Ended() }

// run is what a run of trials under a name begins with.
func (b *Book) run(name string) *Parts {
	if b == nil {
		return nil
	}
	name = b.under + name
	out := &Parts{Ended: b.parts.Ended}
	if !b.saves() {
		return out
	}
	b.mu.Lock()
	out.Stored = slices.Clone(b.pages[name])
	b.mu.Unlock()
	out.Save = func(portions func() []Portion, last bool) error {
		if last {
			b.saving.Lock()
			list := portions()
			b.saving.Unlock()
			b.mu.Lock()
			defer b.mu.Unlock()
			b.pages[name] = list
			delete(b.live, name)
			return nil
		}
		b.mu.Lock()
		b.live[name] = portions
		b.mu.Unlock()
		return b.save(false)
	}
	return out
}

// recall reads what was said under a name; false: nothing.
func (b *Book) recall(name string, to any) bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	page := b.pages[b.under+name]
	b.mu.Unlock()
	return len(page) == 1 && json.Unmarshal(page[0].Data, to) == nil
}

// keep writes down what a part came to, in the place of all that lies under it.
func (b *Book) keep(name string, what any) error {
	if !b.keeps() {
		return nil
	}
	data, err := json.Marshal(what)
	if err != nil {
		return nil // an infinite figure has no words, and is found again
	}
	name = b.under + name
	b.mu.Lock()
	for n := range b.pages {
		if strings.HasPrefix(n, name+"/") {
			delete(b.pages, n)
		}
	}
	b.pages[name] = []Portion{{Of: name, From: 0, To: 1, Data: data}}
	b.mu.Unlock()
	return b.save(false)
}

// same holds what a part says now against what is written down of it: another build or
// processor may say otherwise, and its answers are not mixed with ours.
func (b *Book) same(name string, now any) error {
	if !b.keeps() {
		return nil
	}
	data, err := json.Marshal(now)
	if err != nil {
		return nil
	}
	b.mu.Lock()
	page := b.pages[b.under+name]
	b.mu.Unlock()
	if len(page) == 1 && string(page[0].Data) != string(data) {
		return ErrOtherRun
	}
	return b.keep(name, now)
}

// save has the caller write all that is known, unless somebody else is about it.
func (b *Book) save(last bool) error {
	if !b.saves() {
		return nil
	}
	if last {
		b.saving.Lock()
	} else if !b.saving.TryLock() {
		return nil
	}
	defer b.saving.Unlock()
	return b.parts.Save(b.all, last)
}

// Said are the answers of the parts that are done, without their trials.
func (b *Book) Said() []Portion {
	b.saving.Lock()
	defer b.saving.Unlock()
	return slices.DeleteFunc(b.all(), func(p Portion) bool { return strings.HasSuffix(p.Of, "/trials") })
}

// End saves what is known when the answer is given, in whatever way. Runs that were ended
// have handed in theirs.
func (b *Book) End() error { return b.save(true) }

// all are the portions of all names, in their order. The caller holds saving.
func (b *Book) all() []Portion {
	b.mu.Lock()
	live, pages := map[string]func() []Portion{}, map[string][]Portion{}
	for n, f := range b.live {
		live[n] = f
	}
	for n, p := range b.pages {
		pages[n] = p
	}
	b.mu.Unlock()
	for n, f := range live {
		pages[n] = f()
	}
	var names []string
	for n := range pages {
		names = append(names, n)
	}
	slices.Sort(names)
	var out []Portion
	for _, n := range names {
		for _, p := range pages[n] {
			p.Of = n
			out = append(out, p)
		}
	}
	return out
}

// A writtenAnswer is an assertion's answer as a book holds it: with what JSON leaves out.
type writtenAnswer struct {
	AssertionResult
	Survival, Lenient bool
	Dates             *Dates
	Width             int
}

func written(a *AssertionResult) writtenAnswer {
	return writtenAnswer{*a, a.Survival, a.lenient, a.Dates, a.Location.Width}
}

func (w *writtenAnswer) read() AssertionResult {
	a := w.AssertionResult
	a.Survival, a.lenient, a.Dates, a.Location.Width = w.Survival, w.Lenient, w.Dates, w.Width
	return a
}

func writtenAnswers(list []AssertionResult) []writtenAnswer {
	if list == nil {
		return nil
	}
	out := make([]writtenAnswer, 0, len(list))
	for i := range list {
		out = append(out, written(&list[i]))
	}
	return out
}

func readAnswers(list []writtenAnswer) []AssertionResult {
	if list == nil {
		return nil
	}
	out := make([]AssertionResult, 0, len(list))
	for i := range list {
		out = append(out, list[i].read())
	}
	return out
}
