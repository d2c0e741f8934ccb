package report

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
)

// TestGateCut: what reads JUnit and SARIF is told that a run ended before it was done, and
// of one that did not, nothing of the kind.
func TestGateCut(t *testing.T) {
	for _, complete := range []bool{true, false} {
		r := kept()
		r.Complete = complete
		text := gateOf(t, r, "junit")
		if wrong := judgeJUnit(text); wrong != nil {
			t.Fatalf("%v\n%s", wrong, text)
		}
		var suites junitSuites
		if err := xml.Unmarshal([]byte(text), &suites); err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(suites.Suites[0].Out, endedEarly); said == complete {
			t.Errorf("complete %v: JUnit says %q", complete, suites.Suites[0].Out)
		}
		text = gateOf(t, r, "sarif")
		if wrong := judgeSARIF(text); wrong != nil {
			t.Fatalf("%v\n%s", wrong, text)
		}
		var log sarifLog
		if err := json.Unmarshal([]byte(text), &log); err != nil {
			t.Fatal(err)
		}
		in := log.Runs[0].Invocations[0]
		if said := len(in.Notes) == 1 && in.Notes[0].Message.Text == endedEarly; said == complete || in.Successful != complete {
			t.Errorf("complete %v: SARIF says %+v", complete, in)
		}
	}
}
