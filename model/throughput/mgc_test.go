package throughput

import (
	"math"
	"testing"
)

// mg1-pk and kingman, by their closed forms.
func TestPollaczekKhinchine(t *testing.T) {
	near(t, "M/G/1", MG1Wait(0.8, 1, 4), 10, 1e-13)
	near(t, "M/G/1", GGc{Lambda: 0.8, Service: 1, Arrival2: 1, Service2: 4, C: 1}.Wait(), 10, 1e-13)
	near(t, "Kingman", KingmanWait(0.9, 1, 1.5, 0.5), 9, 1e-13)
	near(t, "Kingman", GGc{Lambda: 0.9, Service: 1, Arrival2: 1.5, Service2: 0.5, C: 1}.Wait(), 9, 1e-13)
	near(t, "M/M/1", MG1Wait(0.7, 2, 1), MMc{Lambda: 0.35, Mu: 0.5, C: 1}.Wait(), 1e-13)
	near(t, "M/D/1 waits half", MG1Wait(0.7, 2, 0), MG1Wait(0.7, 2, 1)/2, 1e-15)
	for _, rho := range []float64{1, 2, math.NaN()} {
		if !math.IsInf(MG1Wait(rho, 1, 1), 1) {
			t.Errorf("at ρ = %g somebody is served", rho)
		}
	}
}

func TestAllenCunneen(t *testing.T) {
	q := GGc{Lambda: 95, Service: 1, Arrival2: 1, Service2: 1, C: 100}
	near(t, "M/M/c", q.Wait(), 0.10129137078260413, 1e-13)
	if q.Service2 = 3; q.Exact() || !(GGc{Arrival2: 1, Service2: 3, C: 1}).Exact() || (GGc{Arrival2: 2, Service2: 1, C: 1}).Exact() {
		t.Error("an approximation calls itself exact")
	}
	near(t, "M/G/c", q.MeanResponse(), 1+2*0.10129137078260413, 1e-13)
	if q.Lambda = 101; !math.IsInf(q.Wait(), 1) || q.Err() == nil {
		t.Error("a full system is not refused")
	}
	if (GGc{Lambda: 1, Service: 1, Arrival2: -1, C: 2}).Err() == nil {
		t.Error("a variation below 0 is taken")
	}
}
