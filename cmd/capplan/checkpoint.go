package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/capplan/capplan"
)

// A checkpoint keeps what the trials of a run said in a file, from which a later run of
// the same question goes on.
type checkpoint struct {
	path  string // empty: none is kept
	slice capplan.Slice
	saved time.Time
	took  time.Duration
}

// How often is saved; tests do more often.
var (
	saveEvery               = 2 * time.Second
	saveShare time.Duration = 20 // at least so many times as long as the last save took
)

// endings adds the flags that say when a run ends and goes on.
func endings(f *pflag.FlagSet) {
	f.String("checkpoint", "", "keep trials in `FILE`, and go on from it; removed with the answer")
}

// timed adds the flag that ends a run in time.
func timed(f *pflag.FlagSet, what string) {
	f.Var(&lasting{}, "max-time", what+", such as 30min or 2d; status 3")
}

// resume opens the checkpoint of a job, and reads what one that is there holds.
func resume(path string, job capplan.Job, today time.Time, index, of int) (*checkpoint, error) {
	c := &checkpoint{path: path, slice: capplan.Slice{Job: job, Today: today, Index: index, Of: of}}
	if path == "" {
		return c, nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, c.write() // found out before any work
	case err != nil:
		return nil, problem("E065", path+" cannot be written: "+cause(err), "name another file")
	case !info.Mode().IsRegular():
		return nil, problem("E065", path+" is no file that a checkpoint can be kept in", "name another")
	}
	old, err := readSlice(path)
	if err != nil {
		return nil, err
	}
	what := old.Job.Differs(&job)
	if what == "" && (old.Index != index || old.Of != of) {
		what = "another shard"
	}
	if what != "" {
		return nil, problem("E530", path+" is the checkpoint of another run: "+what, "ask what it was begun with, name another file, or remove it with `rm "+path+"`")
	}
	c.slice.Portions, c.slice.Today = old.Portions, old.Today
	return c, c.write()
}

// says how many trials a run that goes on has already.
func (c *checkpoint) says() string {
	n := 0
	for _, p := range c.slice.Portions {
		n += p.To - p.From
	}
	if n == 0 {
		return ""
	}
	return ", " + grouped(n) + " of them kept in " + c.path
}

// readSlice reads a shard or checkpoint.
func readSlice(path string) (*capplan.Slice, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, problem("E531", path+" cannot be read: "+cause(err), "name a file that `capplan shard` wrote")
	}
	if info.Size() > capplan.MaxSliceBytes {
		return nil, problem("E531", path+" has more than "+grouped(capplan.MaxSliceBytes>>20)+" MiB", "take more shards")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, problem("E531", path+" cannot be read: "+cause(err), "name a file that `capplan shard` wrote")
	}
	s, err := capplan.DecodeSlice(data)
	switch {
	case errors.Is(err, capplan.ErrNoSlice):
		return nil, problem("E531", path+" is "+err.Error(), "name a file that `capplan shard` or --checkpoint wrote")
	case err != nil:
		return nil, problem("E531", path+" is "+err.Error(), "remove it with `rm "+path+"`, and take its trials again")
	}
	return s, nil
}

// save is called at the ends of blocks; it writes now and then, and when the run is over.
func (c *checkpoint) save(portions func() []capplan.Portion, last bool) error {
	now := time.Now()
	if c.path == "" || !last && now.Sub(c.saved) < max(saveEvery, saveShare*c.took) {
		return nil
	}
	c.slice.Portions = portions()
	return c.write()
}

func (c *checkpoint) write() error {
	begun := time.Now()
	data, err := c.slice.Encode()
	if err != nil {
		return err
	}
	if len(data) > capplan.MaxSliceBytes {
		return problem("E531", c.path+" would have more than "+grouped(capplan.MaxSliceBytes>>20)+" MiB", "take the trials in shards")
	}
	if err := replace(c.path, data); err != nil {
		return problem("E065", c.path+" cannot be written: "+cause(err), "check that "+filepath.Dir(c.path)+" is there, has room and may be written to")
	}
	c.saved = time.Now()
	c.took = c.saved.Sub(begun)
	return nil
}

// finish removes the checkpoint of a run that is answered.
func (c *checkpoint) finish() {
	if c.path == "" {
		return
	}
	if place, err := filepath.EvalSymlinks(c.path); err == nil {
		_ = os.Remove(place) // one that stays is one that the next run goes on from
	}
	_ = os.Remove(c.path)
}

// replace puts a file in its place whole, on the disk, or not at all.
func replace(path string, data []byte) error {
	place, err := filepath.EvalSymlinks(path)
	if err != nil {
		place = path // not there yet
	}
	// always of one name, so that what is killed leaves no more than one
	name := filepath.Join(filepath.Dir(place), "."+filepath.Base(place)+".tmp")
	begin(name)
	defer settled(name)
	_ = os.Remove(name) // of what was killed
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), place)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	if dir, err := os.Open(filepath.Dir(place)); err == nil { // the name too; not every system can
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// A deadline ends a run at the end of a block.
type deadline struct {
	length time.Duration // 0: none
	begun  time.Time
	trials int // that were asked for
}

func newDeadline(c *cobra.Command, trials int) *deadline {
	return &deadline{c.Flags().Lookup("max-time").Value.(*lasting).d, time.Now(), trials}
}

func (d *deadline) over() bool { return d.length > 0 && time.Since(d.begun) >= d.length }

// bounded is the context of an answer that is not cut at blocks of trials: it ends with the
// deadline. What the answer says then is told apart by late.
func (d *deadline) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if d.length == 0 {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, d.begun.Add(d.length))
}

// late says of an answer that was ended that the deadline did it, where it did.
func (d *deadline) late(c *cobra.Command, err error, kept *checkpoint) error {
	if !errors.Is(err, capplan.ErrInterrupted) || c.Context().Err() != nil || !d.over() {
		return kept.keeping(err)
	}
	help := "give more time, or ask for fewer --trials"
	if kept.path != "" {
		help = "the same command goes on from " + kept.path
	}
	return problem(noTime, "there is no answer within --max-time "+(&lasting{d.length}).String(), help)
}

// nothing says that no trial was done by then.
func (d *deadline) nothing() error {
	return problem(noTime, "no trial was done within --max-time "+(&lasting{d.length}).String(), "give more time")
}

// keeping says of a run that was interrupted where what it knows is.
func (c *checkpoint) keeping(err error) error {
	if c.path != "" && errors.Is(err, capplan.ErrInterrupted) {
		return &keptRun{c.path}
	}
	return err
}

// A keptRun was interrupted, and goes on from its checkpoint.
type keptRun struct{ path string }

func (u *keptRun) Error() string { return "interrupted" }
func (u *keptRun) Unwrap() error { return capplan.ErrInterrupted }

// incomplete says on standard error what an answer lacks, and how to go on.
func (p *program) incomplete(c *cobra.Command, r *capplan.Result, d *deadline, kept *checkpoint) error {
	return p.cut(c, d, kept, "the answer is of the first "+grouped(r.Trials)+" of "+grouped(d.trials)+" trials")
}

// cut says so of any answer, in the words of its verb.
func (p *program) cut(c *cobra.Command, d *deadline, kept *checkpoint, said string) error {
	why, end := "interrupted", status(statusInterrupted)
	if c.Context().Err() == nil {
		why, end = "--max-time "+(&lasting{d.length}).String()+" is over", status(statusUnsure)
	}
	fmt.Fprintln(p.stderr, why+": "+said)
	if kept.path != "" {
		fmt.Fprintf(p.stderr, "  = help: the same command goes on from %s\n", kept.path)
	}
	return end
}
