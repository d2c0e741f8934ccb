package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// SPEC SDM91 on a Sun SPARCcenter 2000, and Gunther's ray tracer (2007, chapter 5), as in
// the R package usl 3.0 (Moeding).
var (
	sdm91     = model.LoadTest{N: []float64{1, 18, 36, 72, 108, 144, 216}, X: []float64{64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2}}
	raytracer = model.LoadTest{N: []float64{1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64}, X: []float64{20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310}}
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// TestScalingKnown holds fits of others: usl's README prints α 0.0277285 ± 0.0091217,
// β 0.0001044 ± 0.0000199 and γ 89.9952330 ± 14.2134894; more digits are from Newton's
// method on the normal equations in 40 digits.
func TestScalingKnown(t *testing.T) {
	s := fitScaling(&sdm91)
	near(t, "γ", s.usl[0], 89.99523310433221, 1e-9)
	near(t, "α", s.usl[1], 0.02772847561863439, 1e-9)
	near(t, "β", s.usl[2], 0.00010436548384409089, 1e-9)
	near(t, "peak", s.peak(), 96.51956096660942, 1e-9)
	near(t, "X at it", s.at(s.peak()), 1883.8989960099625, 1e-9)
	c, dof, ok := s.covariance(&sdm91)
	if !ok || dof != 4 {
		t.Errorf("%d degrees of freedom", dof)
	}
	near(t, "± of γ", math.Sqrt(c[0][0]), 14.2134894, 1e-8)
	near(t, "± of α", math.Sqrt(c[1][1]), 0.0091217, 1e-5)
	near(t, "± of β", math.Sqrt(c[2][2]), 0.0000199, 3e-3)

	s = fitScaling(&model.LoadTest{N: []float64{1, 2, 4, 6, 8, 10}, X: []float64{1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557}})
	near(t, "γ", s.usl[0], 1.000005121735087, 1e-9)
	near(t, "α", s.usl[1], 0.020005761329581068, 1e-9)
	near(t, "β", s.usl[2], 0.01999966527807456, 1e-9)
	near(t, "peak of 0.1 %, 0.001 %", usl{1, 0.001, 1e-5}.peak(), 316.06961258558215, 1e-14)
}

// TestScalingAtBounds: the ray tracer's least sum of squares lies at β = 0, where usl has
// γ 21.848843 and α 0.057771; what grows faster than its number has neither, and what
// falls like 1/N² has no contention.
func TestScalingAtBounds(t *testing.T) {
	s := fitScaling(&raytracer)
	near(t, "γ", s.usl[0], 21.848843, 1e-7)
	near(t, "α", s.usl[1], 0.057771, 1e-5)
	if s.usl[2] != 0 || s.free != [3]bool{true, true, false} || !math.IsInf(s.peak(), 1) {
		t.Errorf("β is %v, free %v", s.usl[2], s.free)
	}
	// on the face β = 0 the gradient points out of the bounds
	if _, g := normalEquations(&raytracer, s.usl); !(g[2] < 0) || !(math.Abs(g[1]) < 1e-3*math.Abs(g[2])) {
		t.Errorf("gradient %v", g)
	}
	s = fitScaling(&model.LoadTest{N: []float64{1, 2, 4, 8}, X: []float64{10, 22, 47, 100}})
	if s.usl[1] != 0 || s.usl[2] != 0 || s.free != [3]bool{true, false, false} {
		t.Errorf("%+v", s)
	}
	near(t, "γ", s.usl[0], (10+44+188+800)/85., 1e-12)
	s = fitScaling(&model.LoadTest{N: []float64{1, 2, 4, 8, 16}, X: []float64{10, 19.9, 36, 45, 31}})
	if s.usl[1] != 0 || !(s.usl[2] > 0) {
		t.Errorf("%+v", s)
	}
}

// TestScalingDrawn fits 600 load tests drawn from a law: means and standard errors.
func TestScalingDrawn(t *testing.T) {
	truth := usl{100, 0.03, 2e-4}
	r := rand.New(rand.NewPCG(7, 7))
	var got [3]stat.Sample
	var claimed [3]float64
	inside, trials := 0, 600
	for range trials {
		var x model.LoadTest
		for n := 1.0; n <= 120; n += 7 {
			x.N, x.X = append(x.N, n), append(x.X, truth.at(n)+8*r.NormFloat64())
		}
		s := fitScaling(&x)
		c, dof, ok := s.covariance(&x)
		if !ok {
			t.Fatal("no errors")
		}
		for k := range 3 {
			got[k].Add(s.usl[k])
			claimed[k] += math.Sqrt(c[k][k]) / float64(trials)
		}
		if math.Abs(s.usl[2]-truth[2]) <= student(0.9, dof)*math.Sqrt(c[2][2]) {
			inside++
		}
	}
	for k, name := range []string{"γ", "α", "β"} {
		stat.Near(t, name, &got[k], truth[k], truth[k]/10)
		near(t, "± of "+name, claimed[k], got[k].SD(), 5/math.Sqrt(2*float64(trials))) // five errors of an sd
	}
	if share := float64(inside) / float64(trials); math.Abs(share-0.9) > 5*0.3/math.Sqrt(float64(trials)) {
		t.Errorf("the interval of β holds it in %.1f %% of the tests, want 90 %%", 100*share)
	}
}

// TestScalingCeiling: at the upper end of a β that lies at 0 the sum of squares is larger
// by the quantile's share, held against a search over α and γ by another method.
func TestScalingCeiling(t *testing.T) {
	s := fitScaling(&raytracer)
	q := student(0.9, 9)
	b := s.ceiling(&raytracer, 2, q, 9)
	least := math.Inf(1)
	for a := 0.0; a < 0.2; a += 1e-5 { // γ is linear: projected out
		var xh, hh float64
		for i, n := range raytracer.N {
			h := usl{1, a, b}.at(n)
			xh, hh = xh+raytracer.X[i]*h, hh+h*h
		}
		least = math.Min(least, squares(&raytracer, usl{xh / hh, a, b}))
	}
	near(t, "sum of squares", least, s.sum*(1+q*q/9), 1e-6)
}

// TestScalingWithoutPeak: what others make a peak of 449 of, by the older transform of
// the ray tracer's measurements (Gunther 2007, chapter 5: N/C − 1 on (N−1)² and N−1, C
// normalized by the first), has none in the fit, and the transform's squares are larger.
func TestScalingWithoutPeak(t *testing.T) {
	var s22, s11, s21, y2, y1 float64
	for i, n := range raytracer.N {
		x, c := n-1, raytracer.X[i]/raytracer.X[0]
		y := n/c - 1
		s22, s21, s11 = s22+x*x*x*x, s21+x*x*x, s11+x*x
		y2, y1 = y2+y*x*x, y1+y*x
	}
	d := s22*s11 - s21*s21
	kappa := (y2*s11 - y1*s21) / d
	sigma := (y1*s22-y2*s21)/d - kappa
	near(t, "σ", sigma, 0.05002394373540502, 1e-9)
	near(t, "κ", kappa, 4.70821781276284e-06, 1e-9)
	old := usl{raytracer.X[0], sigma, kappa}
	near(t, "peak", old.peak(), 449.18790789584983, 1e-9)
	squares := func(u usl) (r float64) {
		for i, n := range raytracer.N {
			r += (raytracer.X[i] - u.at(n)) * (raytracer.X[i] - u.at(n))
		}
		return r
	}
	s := fitScaling(&raytracer)
	if !(squares(s.usl) < squares(old)) || !math.IsInf(s.peak(), 1) {
		t.Errorf("the fit has squares of %g and a peak at %g, the transform %g", squares(s.usl), s.peak(), squares(old))
	}
}
