package main

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/capplan/capplan"
)

// begun are the temporary files that stand beside the place of what is being written.
var begun = struct {
	sync.Mutex
	files map[string]bool
}{files: map[string]bool{}}

func begin(file string) {
	begun.Lock()
	defer begun.Unlock()
	begun.files[file] = true
}

func settled(file string) {
	begun.Lock()
	defer begun.Unlock()
	delete(begun.files, file)
}

// sameSignal is how soon after the first signal another one is still the same: timeout(1)
// signals its child and then its group, and what runs npm or make passes on what the
// terminal has sent already.
const sameSignal = 100 * time.Millisecond

// interrupts returns a context that the first Ctrl-C or SIGTERM ends. The second one stops
// the program at once: of what is being written nothing is left but what was there before.
func interrupts(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(parent)
	signals, over := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		var first time.Time
		for {
			select {
			case <-signals:
			case <-over:
				return
			}
			if first.IsZero() {
				first = time.Now()
				cancel()
			}
			if time.Since(first) < sameSignal {
				continue
			}
			begun.Lock() // and for good: no other file is begun
			for f := range begun.files {
				_ = os.Remove(f) // nobody is left to tell
			}
			os.Exit(statusInterrupted)
		}
	}()
	var once sync.Once
	return ctx, func() {
		once.Do(func() { close(over) })
		if ctx.Err() == nil { // else a second signal would end the program otherwise, on its last steps
			signal.Stop(signals)
		}
		cancel()
	}
}

// unlessInterrupted does what does not look at a context, such as reading what may be a pipe.
func unlessInterrupted(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if bug := recover(); bug != nil {
				done <- &capplan.Panic{Value: bug}
			}
		}()
		done <- do()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return capplan.ErrInterrupted
	}
}
