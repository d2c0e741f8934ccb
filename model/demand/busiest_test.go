package demand

import (
	"math"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// TestBusiestIsRemembered: asked again, after the peak of the same time and of another,
// when a load is highest is the same day: that of the event in its last year.
func TestBusiestIsRemembered(t *testing.T) {
	var tr Traffic
	start := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	horizon := 3 * 8760.0
	tr.Reset(&Spec{Start: start, Horizon: horizon, Workloads: []Workload{{
		Sources: []Source{{Peak: 100, Growth: 0.2}},
		Profile: Profile{Daily: 0.3},
		Events:  []Event{{Month: time.November, Day: 11, Lasts: 24, Times: []YearTimes{{Times: 3}}}},
	}}}, nil)
	want := time.Date(2029, 11, 11, 14, 0, 0, 0, time.UTC).Sub(start).Hours()
	weight := []float64{1}
	for i := range 3 {
		if got := tr.Busiest(&model.Limit{Weight: weight}, 0, horizon); math.Abs(got-want) > 0.5 { // growth moves it by minutes
			t.Errorf("asked %d times before: busiest at %v h, want %v", i, got, want)
		}
		tr.Peak(weight, 0, 2*8760)
		tr.Peak(weight, 0, horizon)
	}
}
