package decide

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// downLonger is P(D > x) of the time D in [0, T] that a unit is down, which lives and is
// repaired exponentially and begins in the long run's state. D ≤ x as long as the repairs
// that begin within the first T−x hours of service take no longer than x (Takács 1957,
// On certain sojourn time problems; one repair more where it begins down).
func downLonger(x, horizon, life, repair float64) float64 {
	up := life / (life + repair)
	mean := (horizon - x) / life
	within := func(n int) float64 {
		if n == 0 {
			return 1
		}
		return mathext.GammaIncReg(float64(n), x/repair)
	}
	var p float64
	for n := range int(mean+20*math.Sqrt(mean)) + 50 {
		log, _ := math.Lgamma(float64(n + 1))
		p += math.Exp(float64(n)*math.Log(mean)-mean-log) * (up*within(n) + (1-up)*within(n+1))
	}
	return 1 - p
}

// lone is a fleet of one unit, up while that is.
func lone(life, repair float64) *model.Plan {
	p := certain(plan())
	p.Workloads, p.Fleets = nil, p.Fleets[:1]
	p.Horizon.Hours = model.HoursPerYear
	f := &p.Fleets[0]
	f.Serves, f.Domains = nil, nil
	f.Pools = []model.Pool{{Name: "web", Site: -1, Count: 1, Needs: model.Needs{Count: 1}, Life: exponential(quantity(life)), Repair: exponential(quantity(repair))}}
	return p
}

// TestExceedanceClosedForm: the curve of 20,000 histories against Takács; it would see a
// curve that is shifted by one thirtieth of its downtime.
func TestExceedanceClosedForm(t *testing.T) {
	const n, life, repair = 20_000, 500.0, 20.0
	r := answered(t, lone(life, repair), Options{Trials: n, Method: "simulate"})
	e := r.Fleets["a"].Exceedance
	if len(e.Downtime) < 55 || len(e.Downtime) > 75 || e.Method != model.MonteCarlo.String() {
		t.Fatalf("%d points, %s", len(e.Downtime), e.Method)
	}
	inside, seen := 0, false
	for k, x := range e.Downtime {
		hours := x / minutesPerYear * model.HoursPerYear
		want := downLonger(hours, model.HoursPerYear, life, repair)
		tol := 5*math.Sqrt(want*(1-want)/n) + 5./n
		if !(math.Abs(e.Share[k]-want) <= tol) {
			t.Errorf("P(downtime > %.4g) = %.4g ± %.2g, want %.4g", x, e.Share[k], tol, want)
		}
		seen = seen || math.Abs(downLonger(hours*1.033, model.HoursPerYear, life, repair)-want) > tol
		if e.Lo[k] <= want && want <= e.Hi[k] {
			inside++
		}
	}
	if !seen || inside < len(e.Downtime)*3/4 { // they move together: 95 % of runs, not of points
		t.Errorf("a shift is seen: %t; %d of %d intervals hold", seen, inside, len(e.Downtime))
	}
	m := r.Fleets["a"].Metrics["downtime"]
	for p, x := range map[float64]float64{.99: *m.P1, .95: *m.P5, .9: *m.P10, .5: *m.P50, .1: *m.P90, .05: *m.P95, .01: *m.P99} {
		if k := slices.Index(e.Downtime, x); k < 0 || e.Share[k] != p {
			t.Errorf("the curve does not pass %v at %v", x, p)
		}
	}
}

// TestExceedanceOfTies: most histories have no downtime; what is drawn begins with how
// many have any, and ends with a bound. The limit of an objective is held against all.
func TestExceedanceOfTies(t *testing.T) {
	v := make(column, 1000)
	for i := range 40 {
		v[i*7] = 1e-6 * float64(1+i/2) // each twice
	}
	e := exceedance(v, 1-10.5e-6)
	last := len(e.Share) - 1
	if e.Downtime[0] != 0 || e.Share[0] != 0.04 || e.Share[last] != 0 || e.Lo[last] != 0 || math.Abs(e.Hi[last]-(1-math.Pow(0.025, 1e-3))) > 1e-9 {
		t.Errorf("%+v", e)
	}
	if !slices.IsSorted(e.Downtime) || *e.Over.Mean != 0.02 || math.Abs(*e.Limit-10.5e-6*minutesPerYear) > 1e-9 {
		t.Errorf("over %v of limit %v", *e.Over.Mean, *e.Limit)
	}
	for k := range e.Share {
		if !(e.Lo[k] <= e.Share[k] && e.Share[k] <= e.Hi[k]) || k > 0 && (e.Share[k] >= e.Share[k-1] || e.Downtime[k] == e.Downtime[k-1]) {
			t.Errorf("point %d: %v %v %v at %v", k, e.Lo[k], e.Share[k], e.Hi[k], e.Downtime[k])
		}
	}
	if none := exceedance(make(column, 10), 0); len(none.Share) != 1 || none.Limit != nil || none.Over != nil || none.Hi[0] < 0.2 {
		t.Errorf("%+v", none)
	}
}

// TestExceedanceOfWorkloads: a fleet that serves two has a curve of each that something
// was promised; without histories there is none, nor in an answer that is lean.
func TestExceedanceOfWorkloads(t *testing.T) {
	p := plan()
	p.Workloads = append(p.Workloads, model.Workload{Name: "other", Sources: []model.Source{{Name: "all", Peak: quantity(1)}}})
	for i := range p.Fleets {
		p.Fleets[i].Serves = []int{0, 1}
	}
	r := answered(t, p, Options{Trials: 200, Method: "simulate"})
	f := r.Fleets["a"]
	w := f.Workloads["web"].Exceedance
	if f.Exceedance == nil || f.Exceedance.Limit != nil || w == nil || math.Abs(*w.Limit-525.6) > 1e-9 || f.Workloads["other"].Exceedance != nil {
		t.Fatalf("%+v, %+v", f.Exceedance, w)
	}
	if m := f.Workloads["web"].Metrics["downtime"]; !slices.Contains(w.Downtime, *m.P90) {
		t.Errorf("web's curve does not pass its P90 of %v", *m.P90)
	}
	if f := answered(t, plan(), Options{Trials: 20, Method: "exact"}).Fleets["a"]; f.Exceedance != nil {
		t.Error("a curve without histories")
	}
	if f := answered(t, plan(), Options{Trials: 20, Lean: true}).Fleets["a"]; f.Exceedance != nil {
		t.Error("a curve in a lean answer")
	}
}
