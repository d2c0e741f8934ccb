package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestReadResult reads what every example answers, and gets the same bytes again.
func TestReadResult(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("examples/*/capplan.yaml")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		s, err := capplan.Load(file, capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"auto", "simulate"} {
			r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 12, Method: method, Lean: true})
			if err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if !capplan.IsResult(data) {
				t.Errorf("%s: the result is not seen to be one", file)
			}
			back, err := capplan.ParseResult(file, data)
			if err != nil {
				t.Errorf("%s, %s: %v", file, method, err)
				continue
			}
			again, err := json.Marshal(back)
			if err != nil || !bytes.Equal(again, data) {
				t.Errorf("%s, %s: not the same when it is written again (%v)", file, method, err)
			}
		}
	}
}

// TestReadResultRefuses damages a result in every way that is told of.
func TestReadResultRefuses(t *testing.T) {
	s, err := capplan.Load("examples/hello/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 50, Lean: true})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	good := string(raw)
	swap := func(from, to string) string {
		out := regexp.MustCompile(from).ReplaceAllString(good, to)
		if out == good {
			t.Fatalf("%s is not in the result", from)
		}
		return out
	}
	for _, c := range []struct{ text, want string }{
		{"", "E451.*is empty"},
		{good[:len(good)/2], "E451.*cut short"},
		{good[:len(good)-1], "E451.*cut short"},
		{strings.Replace(good, ":", ";", 1), "E451.*no JSON"},
		{"[]", "E451.*no saved result"},
		{`{"version": 1}`, "E451.*no schema"},
		{swap(`capplan/result/v1`, `capplan/result/v9`), "E452.*another version: capplan/result/v9"},
		{swap(`capplan/result/v1`, `capplan/fit/v1`), "E452.*no result, but capplan/fit/v1"},
		{swap(`"complete":true`, `"complete":false`), "E453.*not complete"},
		{swap(`"trials":50`, `"trials":0`), "E453.*trials"},
		{swap(`"trials":50`, `"trials":"many"`), "E453.*trials is a text"},
		{swap(`"fleets":\{`, `"boats":{`), "E453.*fleets is missing"},
		{swap(`"assumptions":`, `"assumed":`), "E453.*assumptions is missing"},
		{swap(`("cost.pv":\{"unit":"USD","mean":)[0-9.]+`, `${1}1`), "E453.*cost.pv: lo, mean and hi are out of order"},
		{swap(`("cost.total":\{"unit":"USD","mean":)[0-9.]+(,"lo":)[0-9.]+(,"hi":)[0-9.]+`, `${1}5${2}4${3}6`), "E453.*cost.total is not"},
		{swap(`("availability":\{"unit":"1","mean":)[0-9.]+(,"lo":)[0-9.]+(,"hi":)[0-9.]+`, `${1}0.5${2}0.5${3}0.5`), "E453.*do not make 1"},
		{swap(`"method":"monte-carlo"`, `"method":"guess"`), "E453.*no method guess"},
		{swap(`("cost.pv":\{"unit":"USD","mean":)[0-9.]+`, `${1}1e999`), "E453"},
	} {
		_, err := capplan.ParseResult("r.json", []byte(c.text))
		if err == nil || !regexp.MustCompile(c.want).MatchString(err.Error()) {
			t.Errorf("%.60s…: %v, want %s", c.text, err, c.want)
		}
	}
	if _, err := capplan.ReadResult("no-such.json"); err == nil || !strings.Contains(err.Error(), "E070") {
		t.Errorf("a missing file: %v", err)
	}
}
