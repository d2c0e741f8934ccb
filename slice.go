package capplan

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/capplan/capplan/model/decide"
)

// The parts of a run that is taken in pieces; see package decide.
type (
	Portion = decide.Portion
	Parts   = decide.Parts
)

// ErrOtherRun says that stored trials are not of this run.
var ErrOtherRun = decide.ErrOtherRun

// MaxSliceBytes is the most that a file of a slice may hold.
const MaxSliceBytes = 4 << 30

// A Job is a question with all that its figures hang on, the texts that were read
// included: whoever has it can answer it without a further file.
type Job struct {
	Version    string    `json:"version"`
	File       string    `json:"file"`
	Texts      []JobText `json:"texts"`
	Set        []string  `json:"set"`
	With       []string  `json:"with"`
	Greenfield bool      `json:"greenfield"`
	SameLoad   bool      `json:"same_load"`
	Fleets     []string  `json:"fleets"`
	Trials     int       `json:"trials"`
	Seed       uint64    `json:"seed"`
	Method     string    `json:"method"`

	Verb    string   `json:"verb,omitempty"` // check, size, sweep; empty: compare
	Vary    []string `json:"vary,omitempty"` // of a sweep, as it was asked for
	Metrics []string `json:"metrics,omitempty"`
	Asked   []string `json:"asked,omitempty"` // what else the verb's flags ask for
}

// A JobText is a file that was read.
type JobText struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// A Slice is some of the trials of a job: a shard of it, or a checkpoint.
type Slice struct {
	Job       Job
	Command   string    // that asks for the whole
	Today     time.Time // the day that the first of it was begun on: no figure hangs on it
	Index, Of int       // a shard; Of 0: a checkpoint of the whole
	Portions  []Portion
}

// Job is the question that options ask of a scenario.
func (s *Scenario) Job(o Options) Job {
	j := Job{
		Version: Version, File: s.path, Set: s.opt.Set, With: s.opt.With, Greenfield: s.opt.Greenfield, SameLoad: s.opt.SameLoad,
		Fleets: o.Fleets, Trials: o.Trials, Seed: o.Seed, Method: o.Method,
	}
	for _, f := range s.Files {
		j.Texts = append(j.Texts, JobText{f.Path, f.Text})
	}
	if j.Trials == 0 {
		j.Trials = s.Plan.Run.Trials
	}
	if !o.SeedSet && j.Seed == 0 {
		j.Seed = s.Plan.Run.Seed
	}
	if j.Method == "" {
		j.Method = s.Plan.Run.Method
	}
	return j
}

// Digest is the same for two jobs if their figures are.
func (j *Job) Digest() string {
	text, err := json.Marshal(j)
	if err != nil {
		panic(err) // it holds words and numbers
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Scenario reads what is asked from the texts of the job alone.
func (j *Job) Scenario(today time.Time) (*Scenario, error) {
	texts := map[string]string{}
	for _, t := range j.Texts {
		texts[t.Path] = t.Text
	}
	o := LoadOptions{
		Set: j.Set, With: j.With, Today: today, Greenfield: j.Greenfield, SameLoad: j.SameLoad,
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := texts[path]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		},
	}
	if j.File == "-" && len(j.Texts) > 0 {
		o.Stdin = bytes.NewReader([]byte(j.Texts[0].Text))
	}
	return Load(j.File, o)
}

// Options are those of the job.
func (j *Job) Options() Options {
	return Options{Trials: j.Trials, Seed: j.Seed, SeedSet: true, Method: j.Method, Fleets: slices.Clone(j.Fleets)}
}

// ShardRange is the trials of shard i of n, i from 0 on: as many in each, to one; of runs
// that are summed up, to one part of 4,096.
func ShardRange(trials, i, n int) (from, to int) {
	return decide.CutAt(trials, i, n), decide.CutAt(trials, i+1, n)
}

// Take takes the trials from..to of a scenario.
func Take(ctx context.Context, s *Scenario, o Options, from, to int) ([]Portion, error) {
	return decide.Take(ctx, s.Plan, o, from, to)
}

const sliceMagic = "capplan/shard/v1\n"

// sliceHead is the first line of a file after its magic.
type sliceHead struct {
	Digest   string         `json:"digest"`
	Job      Job            `json:"job"`
	Command  string         `json:"command"`
	Today    string         `json:"today"`
	Index    int            `json:"index"`
	Of       int            `json:"of"`
	Portions []slicePortion `json:"portions"`
}

type slicePortion struct {
	Of    string `json:"of,omitempty"`
	From  int    `json:"from"`
	To    int    `json:"to"`
	Bytes int    `json:"bytes"`
}

// Encode writes a slice: a magic line, a line of JSON, the portions, and the SHA-256 of
// all of it.
func (s *Slice) Encode() ([]byte, error) {
	h := sliceHead{Digest: s.Job.Digest(), Job: s.Job, Command: s.Command, Today: s.Today.Format(time.DateOnly), Index: s.Index, Of: s.Of, Portions: []slicePortion{}}
	for _, p := range s.Portions {
		h.Portions = append(h.Portions, slicePortion{p.Of, p.From, p.To, len(p.Data)})
	}
	head, err := json.Marshal(&h)
	if err != nil {
		return nil, err
	}
	out := append([]byte(sliceMagic), head...)
	out = append(out, '\n')
	for _, p := range s.Portions {
		out = append(out, p.Data...)
	}
	sum := sha256.Sum256(out)
	return append(out, sum[:]...), nil
}

// ErrNoSlice says that a file is none of a slice, or of another version.
var ErrNoSlice = errors.New("not a shard or checkpoint of this version")

// ErrDamaged says that a file of a slice is not as it was written.
var ErrDamaged = errors.New("cut short or damaged")

// DecodeSlice reads what Encode wrote. Its errors are ErrNoSlice and ErrDamaged.
func DecodeSlice(data []byte) (*Slice, error) {
	rest, ok := bytes.CutPrefix(data, []byte(sliceMagic))
	if !ok {
		if len(data) < len(sliceMagic) && bytes.HasPrefix([]byte(sliceMagic), data) {
			return nil, ErrDamaged
		}
		return nil, ErrNoSlice
	}
	if len(rest) < sha256.Size {
		return nil, ErrDamaged
	}
	if sum := sha256.Sum256(data[:len(data)-sha256.Size]); !bytes.Equal(sum[:], data[len(data)-sha256.Size:]) {
		return nil, ErrDamaged
	}
	head, body, ok := bytes.Cut(rest[:len(rest)-sha256.Size], []byte("\n"))
	var h sliceHead
	if !ok || json.Unmarshal(head, &h) != nil {
		return nil, ErrDamaged
	}
	if h.Digest != h.Job.Digest() || h.Job.Trials < 1 || h.Job.Trials > MaxTrials || h.Of < 0 || h.Index < 0 || h.Of > 0 && h.Index >= h.Of {
		return nil, ErrDamaged
	}
	s := &Slice{Job: h.Job, Command: h.Command, Index: h.Index, Of: h.Of}
	var err error
	if s.Today, err = time.Parse(time.DateOnly, h.Today); err != nil {
		return nil, ErrDamaged
	}
	for _, p := range h.Portions {
		most := h.Job.Trials
		if p.Of != "" {
			most = MaxTrials // a gate takes more
		}
		if p.From < 0 || p.To <= p.From || p.To > most || p.Bytes < 0 || p.Bytes > len(body) {
			return nil, ErrDamaged
		}
		s.Portions = append(s.Portions, Portion{Of: p.Of, From: p.From, To: p.To, Data: body[:p.Bytes]})
		body = body[p.Bytes:]
	}
	if len(body) > 0 {
		return nil, ErrDamaged
	}
	return s, nil
}

// A NoMerge says why slices are not one whole run.
type NoMerge struct {
	Kind        NoMergeKind
	First, With int // which of the slices; −1: none
	What        string
}

// A NoMergeKind is what is wrong with slices.
type NoMergeKind int

// What can be wrong with slices.
const (
	OtherJob     NoMergeKind = iota // they answer different questions
	Twice                           // two hold the same trials, or cells
	Missing                         // some are not there
	NoShard                         // it is a checkpoint of a verb that has no shards
	OtherVersion                    // it comes from another capplan
)

func (n *NoMerge) Error() string { return n.What }

// Merge answers with the trials of slices, given in any order: the same as Compare in one
// run. Its errors are a *NoMerge, ErrOtherRun and those of Load and Compare.
func Merge(ctx context.Context, list []*Slice, o Options) (*Result, error) {
	if err := ofVerb(list, ""); err != nil {
		return nil, err
	}
	if err := tile(list); err != nil {
		return nil, err
	}
	j := &list[0].Job
	first := slices.MinFunc(list, func(a, b *Slice) int { return a.Today.Compare(b.Today) })
	s, err := j.Scenario(first.Today)
	if err != nil {
		return nil, err
	}
	own := j.Options()
	own.Jobs, own.Progress, own.Keep, own.Partial, own.Parts = o.Jobs, o.Progress, o.Keep, o.Partial, &Parts{}
	for _, l := range list {
		own.Parts.Stored = append(own.Parts.Stored, l.Portions...)
	}
	r, err := Compare(ctx, s, own)
	if err != nil {
		return nil, err
	}
	r.Command = slices.MinFunc(list, func(a, b *Slice) int { return a.Index - b.Index }).Command
	return r, nil
}

// tile holds that slices of one job hold each trial once.
func tile(list []*Slice) error {
	type piece struct{ from, to, of int }
	var all []piece
	digest := ""
	for i, l := range list {
		d := l.Job.Digest()
		if digest == "" {
			digest = d
		}
		if d != digest {
			return &NoMerge{OtherJob, 0, i, differs(&list[0].Job, &l.Job)}
		}
		for _, p := range l.Portions {
			all = append(all, piece{p.From, p.To, i})
		}
	}
	slices.SortFunc(all, func(a, b piece) int { return a.from - b.from })
	at, last := 0, -1
	for _, p := range all {
		switch {
		case p.from < at:
			return &NoMerge{Twice, last, p.of, fmt.Sprintf("trials from %d on stand in both", p.from)}
		case p.from > at:
			return &NoMerge{Missing, -1, -1, lacking(list, at, p.from)}
		}
		at, last = p.to, p.of
	}
	if n := list[0].Job.Trials; at < n {
		return &NoMerge{Missing, -1, -1, lacking(list, at, n)}
	}
	return nil
}

// lacking names the shards that are not there, or the first trials that are not.
func lacking(list []*Slice, from, to int) string {
	n := list[0].Of
	there := map[int]bool{}
	for _, l := range list {
		if l.Of != n {
			n = 0
		}
		there[l.Index] = true
	}
	var gone []int
	for i := range n {
		if a, b := ShardRange(list[0].Job.Trials, i, n); !there[i] && a < b {
			gone = append(gone, i)
		}
	}
	if len(gone) == 0 {
		return fmt.Sprintf("trials %d to %d are in none of the files", from, to-1)
	}
	return fmt.Sprintf("of %d shards %d are missing: %s", n, len(gone), firstOf(gone))
}

// differs says in what two jobs do.
func differs(a, b *Job) string {
	switch {
	case a.Version != b.Version:
		return "versions " + a.Version + " and " + b.Version
	case a.Verb != b.Verb:
		return "capplan " + a.verb() + " and capplan " + b.verb()
	case a.File != b.File:
		return "scenarios " + a.File + " and " + b.File
	case a.Seed != b.Seed:
		return fmt.Sprintf("seeds %d and %d", a.Seed, b.Seed)
	case a.Trials != b.Trials:
		return fmt.Sprintf("%d and %d trials", a.Trials, b.Trials)
	case a.Method != b.Method:
		return "methods " + a.Method + " and " + b.Method
	case !slices.Equal(a.Fleets, b.Fleets):
		return "other fleets"
	case !slices.Equal(a.Set, b.Set) || !slices.Equal(a.With, b.With) || a.Greenfield != b.Greenfield || a.SameLoad != b.SameLoad:
		return "other --set, --with, --greenfield or --same-load"
	case !slices.Equal(a.Vary, b.Vary):
		return "other --vary"
	case !slices.Equal(a.Metrics, b.Metrics):
		return "other --metric"
	case !slices.Equal(a.Asked, b.Asked):
		return "other flags: " + apart(a.Asked, b.Asked)
	}
	return "other texts of the scenario's files"
}

// Differs says in what a job is not this one; empty: in nothing.
func (j *Job) Differs(other *Job) string {
	if j.Digest() == other.Digest() {
		return ""
	}
	return differs(j, other)
}
