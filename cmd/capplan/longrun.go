package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan"
)

// A longRun is an answer of many parts, which may be ended early and gone on with.
type longRun struct {
	kept  *checkpoint
	limit *deadline
	book  *capplan.Book
}

// long opens what a run goes on from, and begins its time.
func (p *program) long(c *cobra.Command, targets []*target, job capplan.Job, index, of int) (*longRun, error) {
	kept, err := p.resumed(c, targets, job, index, of)
	if err != nil {
		return nil, err
	}
	l := &longRun{kept: kept, limit: &deadline{}}
	parts := kept.parts()
	if c.Flags().Lookup("max-time") != nil && job.Verb != "sweep" { // which has a clock of its own
		l.limit = newDeadline(c, job.Trials)
		parts.Ended = l.limit.over
	}
	l.book = capplan.NewBook(parts)
	return l, nil
}

// done saves what is known of a run that is not complete; an error of the run comes first.
func (l *longRun) done(complete bool, err error) error {
	if err == nil && complete {
		return nil
	}
	saved := l.book.End()
	if errors.Is(err, capplan.ErrInterrupted) && l.limit.over() {
		err = l.limit.nothing()
	}
	if err == nil {
		err = saved
	}
	return l.kept.keeping(err)
}

// checkJob is what a check asks: the waivers that count today, and the texts that it is
// held against, are part of it.
func checkJob(s *capplan.Scenario, base *capplan.Side, o capplan.Options) capplan.Job {
	j := s.Job(o)
	j.Verb = "check"
	if o.MaxTrials > 0 {
		j.Asked = append(j.Asked, "--max-trials "+strconv.Itoa(o.MaxTrials))
	}
	for i := range s.Plan.Assertions {
		if a := &s.Plan.Assertions[i]; a.Waiver != nil {
			j.Asked = append(j.Asked, "waiver of "+a.ID)
		}
	}
	if base != nil && base.Scenario != nil {
		for _, f := range base.Scenario.Files {
			sum := sha256.Sum256([]byte(f.Text))
			j.Asked = append(j.Asked, "baseline "+f.Path+" "+hex.EncodeToString(sum[:8]))
		}
	}
	return j
}

// sizeJob is what a size asks.
func sizeJob(s *capplan.Scenario, args []string, o *capplan.SizeOptions) capplan.Job {
	j := s.Job(o.Options)
	j.Verb, j.Vary = "size", args
	j.Asked = []string{"--fleet " + o.Fleet, "--minimize " + o.Minimize, "--max-trials " + strconv.Itoa(o.MaxTrials)}
	for _, r := range o.Require {
		j.Asked = append(j.Asked, "--require "+r)
	}
	if o.Whole {
		j.Asked = append(j.Asked, "--whole")
	}
	return j
}
