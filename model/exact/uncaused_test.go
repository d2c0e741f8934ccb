package exact

import (
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestUncaused: leaving the causes out changes no figure, of systems whose parts hang on
// nothing and of those with crews; and their causes are 0.
func TestUncaused(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	caused, crewed := 0, 0
	for i := range 120 {
		s := randomSystem(r)
		if i%3 == 0 && len(s.Pools) > 0 {
			s.Crews, s.Pools[0].Crew = []model.Crew{{Count: 1}}, 1
		}
		with, err := Solve(s)
		if err != nil {
			continue
		}
		bare := *s
		bare.Uncaused = true
		without, err := Solve(&bare)
		if err != nil {
			t.Fatalf("system %d: %v", i, err)
		}
		if s.Pools[0].Crew > 0 {
			crewed++
		}
		var sum, none float64
		for c := range with.Causes {
			sum += with.Causes[c]
			none += without.Causes[c]
		}
		if sum > 0 {
			caused++
		}
		if none != 0 || len(with.Causes) != len(without.Causes) {
			t.Errorf("system %d: causes %v where nobody asks", i, without.Causes)
		}
		if with.ByTime != without.ByTime || with.Unavailability != without.Unavailability || with.OutageRate != without.OutageRate || with.MeanOutage != without.MeanOutage || with.Method != without.Method {
			t.Errorf("system %d: %+v without causes, %+v with", i, without, with)
		}
		for w := range with.Workloads {
			if with.Workloads[w] != without.Workloads[w] {
				t.Errorf("system %d: workload %d loses %g without causes, %g with", i, w, without.Workloads[w], with.Workloads[w])
			}
		}
	}
	if caused < 60 || crewed < 10 {
		t.Errorf("%d systems have causes, %d a crew: the test sees too little", caused, crewed)
	}
}
