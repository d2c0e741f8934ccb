package capplan_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/internal/fuzzing"
)

const smallScenario = `version: 1
currency: USD
workloads: {w: {peak: 5 tps}}
fleets:
  a: {hardware: {price: 5k USD (4k..6k)}, failures: {afr: 8 %}, repair: 24 h, count: 3, needs: 2, throughput: 3 tps}
  b: {hardware: {price: 9k USD}, failures: {afr: 8 %}, repair: 24 h, count: 2, mode: active-standby, throughput: 6 tps}
assertions: [{that: mean(a.availability) >= 99 %}]
`

// small is a small scenario and its answer.
func small(f *testing.F) (*capplan.Scenario, capplan.Options, []byte) {
	f.Helper()
	s, err := capplan.Load("capplan.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(smallScenario), nil }})
	if err != nil {
		f.Fatal(err)
	}
	o := capplan.Options{Trials: 8, Seed: 1}
	r, err := capplan.Compare(context.Background(), s, o)
	if err != nil {
		f.Fatal(err)
	}
	data, err := json.Marshal(r)
	if err != nil {
		f.Fatal(err)
	}
	return s, o, data
}

// tellsSaved holds that the error of a saved file is made of our diagnostics.
func tellsSaved(t *testing.T, err error, inputs ...string) {
	t.Helper()
	var list *fleets.Errors
	if !errors.As(err, &list) || len(list.List) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for _, d := range list.List {
		if _, ok := fleets.Explain(d.Code); !ok {
			t.Fatalf("no code %s", d.Code)
		}
	}
	fuzzing.Message(t, err.Error(), inputs...)
}

// FuzzResult reads saved results, sweeps and sensitivities; what is read is written and
// read the same again.
func FuzzResult(f *testing.F) {
	_, _, data := small(f)
	f.Add(string(data))
	tiny := `{"schema":"capplan/result/v1","complete":true,"tool":{"version":"0.1.0"},"trials":1,"catalog":{"version":"x"},"scenario":{"horizon_hours":8760},"inputs":[],"assumptions":[],"fleets":{"a":{"metrics":{"availability":{"unit":"1","mean":0.9,"lo":0.8,"hi":1}}}}}`
	for _, s := range []string{
		tiny, strings.Replace(tiny, `0.9`, `1e400`, 1), strings.Replace(tiny, `true`, `"x"`, 1), strings.Replace(tiny, `v1`, `v2`, 1), tiny[:50], "", "{}", `{"schema":3}`, "version: 1\n", "\ufeff" + tiny,
		`{"schema":"capplan/sweep/v1","complete":true,"tool":{"version":"x"},"axes":[{"values":["1","2"]}],"figures":[{}],"cells":[{"index":0,"values":["1"],"figures":[{}]},{"index":1,"values":["2"],"figures":[{}]}]}`,
		`{"schema":"capplan/sensitivity/v1","complete":true,"tool":{"version":"x"},"subjects":[{"fleet":"a","metric":"availability","unit":"1","tornado":[{"width":{"value":1}}]}]}`,
	} {
		f.Add(s)
	}
	fuzzing.Run(f, func(t *testing.T, text string) {
		defer fuzzing.Watch()()
		capplan.IsResult([]byte(text))
		r, err := capplan.ParseResult("r.json", []byte(text))
		again(t, r, err, text, func(b []byte) (any, error) { return capplan.ParseResult("r.json", b) })
		sweep, err := capplan.ParseSweep("r.json", []byte(text))
		again(t, sweep, err, text, func(b []byte) (any, error) { return capplan.ParseSweep("r.json", b) })
		s, err := capplan.ParseSensitivity("r.json", []byte(text))
		again(t, s, err, text, func(b []byte) (any, error) { return capplan.ParseSensitivity("r.json", b) })
	})
}

func again(t *testing.T, v any, err error, text string, read func([]byte) (any, error)) {
	t.Helper()
	if err != nil {
		tellsSaved(t, err, text)
		return
	}
	once, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	back, err := read(once)
	if err != nil {
		t.Fatalf("what was read is not read again: %v\n%s", err, once)
	}
	if twice, err := json.Marshal(back); err != nil || !bytes.Equal(once, twice) {
		t.Fatalf("written again it is another: %v\n%s\n%s", err, once, twice)
	}
}

// FuzzResultTree reads a saved result of which one value is changed.
func FuzzResultTree(f *testing.F) {
	_, _, data := small(f)
	tree, err := fuzzing.Grow(data)
	if err != nil {
		f.Fatal(err)
	}
	for i := range uint16(40) {
		f.Add(i*37, uint8(i), "1e308")
	}
	fuzzing.Run(f, func(t *testing.T, where uint16, what uint8, value string) {
		defer fuzzing.Watch()()
		text := tree.Bend(where, what, value)
		if _, err := capplan.ParseResult("r.json", text); err != nil {
			tellsSaved(t, err, string(text))
		}
	})
}

// FuzzSlice reads files of shards and checkpoints. The sum at their end would refuse
// nearly every change, so it is made right first.
func FuzzSlice(f *testing.F) {
	s, o, _ := small(f)
	job := s.Job(o)
	portions, err := capplan.Take(context.Background(), s, job.Options(), 0, 8)
	if err != nil {
		f.Fatal(err)
	}
	file, err := (&capplan.Slice{Job: job, Command: "compare", Index: 0, Of: 1, Portions: portions, Today: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file[:len(file)-sha256.Size], true)
	f.Add(file, false)
	f.Add(file[:20], true)
	f.Add([]byte{}, true)
	line := bytes.IndexByte(file, '\n') + 1
	head, _, _ := bytes.Cut(file[line:], []byte("\n"))
	empty := (&capplan.Slice{Job: capplan.Job{Trials: 1}, Of: 1, Today: time.Unix(0, 0).UTC()})
	if file, err = empty.Encode(); err != nil {
		f.Fatal(err)
	}
	f.Add(file[:len(file)-sha256.Size], true)
	f.Add(append(append([]byte{}, file[:line]...), head...), true)
	fuzzing.Run(f, func(t *testing.T, data []byte, sum bool) {
		defer fuzzing.Watch()()
		if sum {
			s := sha256.Sum256(data)
			data = append(data[:len(data):len(data)], s[:]...)
		}
		s, err := capplan.DecodeSlice(data)
		if err != nil {
			if !errors.Is(err, capplan.ErrNoSlice) && !errors.Is(err, capplan.ErrDamaged) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		once, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := capplan.DecodeSlice(once); err != nil || !reflect.DeepEqual(s, back) {
			t.Fatalf("written and read again it is another: %v\n%+v\n%+v", err, s, back)
		}
	})
}

// FuzzMerge merges a shard whose stored trials are anything: there is an answer, or they
// are not of this run.
func FuzzMerge(f *testing.F) {
	s, o, _ := small(f)
	job := s.Job(o)
	portions, err := capplan.Take(context.Background(), s, job.Options(), 0, 8)
	if err != nil || len(portions) != 1 {
		f.Fatal(portions, err)
	}
	plain, err := inflate(portions[0].Data)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain, 0, 8)
	f.Add(plain[:len(plain)/2], 0, 8)
	f.Add([]byte{}, 0, 8)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, -1, 1<<40)
	fuzzing.Run(f, func(t *testing.T, data []byte, from, to int) {
		defer fuzzing.Watch()()
		l := &capplan.Slice{Job: job, Of: 1, Portions: []capplan.Portion{{From: from, To: to, Data: deflate(data)}}}
		r, err := capplan.Merge(context.Background(), []*capplan.Slice{l}, capplan.Options{Jobs: 1})
		var no *capplan.NoMerge
		switch {
		case errors.As(err, &no), errors.Is(err, capplan.ErrOtherRun):
			return
		case err != nil:
			t.Fatalf("%T: %v", err, err)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
	})
}
