package fit

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// log makes lives from ages; a negative one is of a unit that goes on.
func lives(ages ...float64) []model.Lifetime {
	var out []model.Lifetime
	for _, x := range ages {
		out = append(out, model.Lifetime{Exit: math.Abs(x), Ended: x > 0})
	}
	return out
}

func fitted(t *testing.T, l []model.Lifetime, o Options) *Group {
	t.Helper()
	r, err := Fit(context.Background(), model.LifeLog{Groups: []model.LifeGroup{{Lives: l}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return &r.Groups[0]
}

func (g *Group) law(k model.LawKind) *Law {
	for i := range g.Laws {
		if g.Laws[i].Name == k.String() {
			return &g.Laws[i]
		}
	}
	return nil
}

// bearings are the 23 ball bearings of Lieblein & Zelen (1956), millions of revolutions.
var bearings = lives(17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.48, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64, 68.88, 84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.40)

// remission is the 6-MP group of Freireich et al. (1963), weeks.
var remission = lives(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)

// absorbers are the 38 shock absorbers of O'Connor (1985), kilometres.
var absorbers = lives(6700, -6950, -7820, -8790, 9120, -9660, -9820, -11310, -11690, -11850, -11880, -12140, 12200, -12870, 13150, -13330, -13470, -14040, 14300, 17520, -17540, -17890, -18450, -18960, -18980, -19410, 20100, -20100, -20150, -20320, 20900, 22700, -23490, 26510, -27410, 27490, -27890, -28100)

// TestPublished holds estimates to the digits that textbooks print.
func TestPublished(t *testing.T) {
	near := func(name string, got, want, tol float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tol) {
			t.Errorf("%s = %.6g, the book has %g", name, got, want)
		}
	}
	theta := func(l []model.Lifetime, k model.LawKind) theta {
		for _, x := range solve(gather(l), families) {
			if x.family.kind == k && x.ok {
				return x.theta
			}
		}
		t.Fatalf("no %s", k)
		return theta{}
	}
	// Thoman, Bain & Antle (1969); Lawless (2003): Weibull 2.102 and 81.88, lognormal 4.15 and 0.522
	w := theta(bearings, model.Weibull)
	near("bearings: Weibull shape", math.Exp(-w.b), 2.102, 0.0005)
	near("bearings: Weibull scale", math.Exp(w.a), 81.88, 0.005)
	n := theta(bearings, model.Lognormal)
	near("bearings: lognormal location", n.a, 4.15, 0.005)
	near("bearings: lognormal sigma", math.Exp(n.b), 0.522, 0.0005)
	// Lawless (2003): Weibull 1.354 and 33.77; exponential mean 359/9
	r := theta(remission, model.Weibull)
	near("remission: Weibull shape", math.Exp(-r.b), 1.354, 0.0005)
	near("remission: Weibull scale", math.Exp(r.a), 33.77, 0.006)
	near("remission: exponential", math.Exp(theta(remission, model.Exponential).a), 359./9, 1e-9)
	// Meeker & Escobar (1998): Weibull location 10.23 and sigma 0.3164
	a := theta(absorbers, model.Weibull)
	near("absorbers: Weibull location", a.a, 10.23, 0.005)
	near("absorbers: Weibull sigma", math.Exp(a.b), 0.3164, 0.00005)
}

// survivor is a law as gonum has it: the second route.
type survivor interface {
	LogProb(x float64) float64
	Survival(x float64) float64
}

func survivorOf(k model.LawKind, t theta) survivor {
	switch k {
	case model.Exponential:
		return distuv.Exponential{Rate: math.Exp(-t.a)}
	case model.Weibull:
		return distuv.Weibull{K: math.Exp(-t.b), Lambda: math.Exp(t.a)}
	case model.Lognormal:
		return distuv.LogNormal{Mu: t.a, Sigma: math.Exp(t.b)}
	}
	return distuv.Gamma{Alpha: math.Exp(t.b), Beta: math.Exp(-t.a)}
}

// likelihoodOf is the log likelihood straight from its definition.
func likelihoodOf(l []model.Lifetime, k model.LawKind, t theta) float64 {
	d, sum := survivorOf(k, t), 0.0
	for _, x := range l {
		if x.Ended {
			sum += d.LogProb(x.Exit)
		} else {
			sum += math.Log(d.Survival(x.Exit))
		}
		if x.Entry > 0 {
			sum -= math.Log(d.Survival(x.Entry))
		}
	}
	return sum
}

// mixed is a log with units that enter late, go on, and die.
func mixed(k model.LawKind, t theta, n int, seed uint64) []model.Lifetime {
	f, rng := familyOf(k), newStream(seed, "mixed")
	scale, _, _ := f.mean(t)
	var out []model.Lifetime
	for len(out) < n {
		entry := 0.0
		if rng.uniform() < 0.5 {
			entry = 0.6 * math.Exp(scale) * rng.uniform()
		}
		until := entry + 1.5*math.Exp(scale)*rng.uniform()
		age := f.inverse(t, rng.exponential())
		if age <= entry {
			continue // failed before it was watched: nobody knows of it
		}
		out = append(out, model.Lifetime{Entry: entry, Exit: math.Min(age, until), Ended: age <= until, Until: until})
	}
	return out
}

// truths are laws with a mean near 1000 hours.
var truths = []struct {
	kind  model.LawKind
	theta theta
}{
	{model.Exponential, theta{math.Log(1000), 0}},
	{model.Weibull, theta{math.Log(900), math.Log(1 / 0.8)}},
	{model.Weibull, theta{math.Log(1100), math.Log(1 / 2.5)}},
	{model.Lognormal, theta{math.Log(700), math.Log(0.9)}},
	{model.Gamma, theta{math.Log(1400), math.Log(0.7)}},
	{model.Gamma, theta{math.Log(300), math.Log(3)}},
}

// TestSecondOptimiser finds every maximum again by Nelder and Mead on the likelihood
// as gonum's laws have it.
func TestSecondOptimiser(t *testing.T) {
	logs := map[string][]model.Lifetime{"bearings": bearings, "remission": remission, "absorbers": absorbers}
	for i, truth := range truths {
		logs["mixed "+truth.kind.String()+string(rune('0'+i))] = mixed(truth.kind, truth.theta, 200, uint64(i))
	}
	for name, l := range logs {
		for _, x := range solve(gather(l), families) {
			if !x.ok {
				t.Errorf("%s: %s is not identified", name, x.family.kind)
				continue
			}
			p := optimize.Problem{Func: func(v []float64) float64 { return -likelihoodOf(l, x.family.kind, theta{v[0], v[1]}) }}
			from := []float64{x.theta.a + 0.3, x.theta.b - 0.2}
			if x.family.second == "" {
				from[1] = 0
			}
			r, err := optimize.Minimize(p, from, &optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-13, Iterations: 300}}, &optimize.NelderMead{})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(r.F+x.slope.f) > 1e-8*math.Abs(r.F) {
				t.Errorf("%s, %s: log likelihood %.12g, by the second route %.12g", name, x.family.kind, x.slope.f, -r.F)
			}
			if math.Abs(r.X[0]-x.theta.a) > 2e-5 || x.family.second != "" && math.Abs(r.X[1]-x.theta.b) > 2e-5 {
				t.Errorf("%s, %s: %v, by the second route %v", name, x.family.kind, x.theta, r.X)
			}
		}
	}
}

// TestDerivatives holds gradient and Hessian of every likelihood to differences.
func TestDerivatives(t *testing.T) {
	const h = 1e-4
	for i, truth := range truths {
		f := familyOf(truth.kind)
		s := gather(mixed(truth.kind, truth.theta, 300, uint64(i)))
		at := theta{truth.theta.a + 0.1, truth.theta.b - 0.1}
		v := f.likelihood(s, at)
		ua, da := f.likelihood(s, theta{at.a + h, at.b}), f.likelihood(s, theta{at.a - h, at.b})
		ub, db := f.likelihood(s, theta{at.a, at.b + h}), f.likelihood(s, theta{at.a, at.b - h})
		check := func(name string, got, want float64) {
			if f.second == "" && name != "a" && name != "aa" {
				return
			}
			if math.Abs(got-want) > 2e-5*s.units {
				t.Errorf("%s: derivative by %s is %.8g, differences give %.8g", f.kind, name, got, want)
			}
		}
		check("a", v.a, (ua.f-da.f)/(2*h))
		check("b", v.b, (ub.f-db.f)/(2*h))
		check("aa", v.aa, (ua.a-da.a)/(2*h))
		check("ab", v.ab, (ub.a-db.a)/(2*h))
		check("bb", v.bb, (ub.b-db.b)/(2*h))
	}
}

// TestExponentialInClosedForm: rate = ends ÷ exposure, and ln mean has the standard
// error 1/√ends.
func TestExponentialInClosedForm(t *testing.T) {
	l := mixed(model.Exponential, truths[0].theta, 150, 9)
	var exposure, ends float64
	for _, x := range l {
		exposure += x.Exit - x.Entry
		if x.Ended {
			ends++
		}
	}
	g := fitted(t, l, Options{Laws: []model.LawKind{model.Exponential}})
	e := g.law(model.Exponential)
	want := exposure / ends
	for name, p := range map[string][2]float64{
		"mean": {e.Mean.Value, want}, "standard error": {e.Mean.SE, want / math.Sqrt(ends)},
		"crude mean": {g.Crude.Value, want}, "low end": {e.Mean.Lo, want * math.Exp(-1.6448536/math.Sqrt(ends))},
		"log likelihood": {*e.LogL, -ends * (1 + math.Log(want))}, "AIC": {*e.AIC, 2 + 2*ends*(1+math.Log(want))},
	} {
		if math.Abs(p[0]-p[1]) > 1e-5*math.Abs(p[1]) {
			t.Errorf("%s = %g, want %g", name, p[0], p[1])
		}
	}
}

// TestMeanAndShape holds mean, second parameter, hazard and its inverse of every law
// to gonum's laws.
func TestMeanAndShape(t *testing.T) {
	for _, truth := range truths {
		f, law := familyOf(truth.kind), survivorOf(truth.kind, truth.theta)
		m := law.(interface {
			Mean() float64
			StdDev() float64
		})
		ln, _, db := f.mean(truth.theta)
		if math.Abs(math.Exp(ln)-m.Mean()) > 1e-12*m.Mean() {
			t.Errorf("%s: mean %g, want %g", f.kind, math.Exp(ln), m.Mean())
		}
		up, _, _ := f.mean(theta{truth.theta.a, truth.theta.b + 1e-5})
		if f.second != "" && math.Abs((up-ln)/1e-5-db) > 1e-4 {
			t.Errorf("%s: derivative of the mean %g, want %g", f.kind, db, (up-ln)/1e-5)
		}
		if v, d := f.shape(truth.theta); f.second == "cv" {
			w, _ := f.shape(theta{truth.theta.a, truth.theta.b + 1e-6})
			if want := m.StdDev() / m.Mean(); math.Abs(math.Exp(v)-want) > 1e-12 || math.Abs((w-v)/1e-6-d) > 1e-4 {
				t.Errorf("%s: cv %g, want %g", f.kind, math.Exp(v), want)
			}
		}
		for _, x := range []float64{1e-3, 1, 100, 1000, 5000} {
			h := f.hazard(truth.theta, x)
			if want := law.Survival(x); math.Abs(math.Exp(-h)-want) > 1e-12 {
				t.Errorf("%s: S(%g) = %g, want %g", f.kind, x, math.Exp(-h), want)
			}
			if back := f.inverse(truth.theta, h); h > 1e-9 && math.Abs(back-x) > 1e-7*x {
				t.Errorf("%s: inverse of the hazard at %g is %g", f.kind, x, back)
			}
		}
	}
}

// TestGammaTail compares with gonum, and far out with the first terms of the
// asymptotic series.
func TestGammaTail(t *testing.T) {
	for _, k := range []float64{0.04, 0.3, 1, 2.5, 20} {
		g := newGammaTail(k)
		law := distuv.Gamma{Alpha: k, Beta: 1}
		for _, x := range []float64{1e-8, 0.01, 0.5, 1, 3, 10, 40, 200} {
			f, h := g.logQ(x)
			if want := law.Survival(x); math.Abs(math.Exp(f)-want) > 1e-12*want+1e-15 {
				t.Errorf("Q(%g, %g) = %.15g, want %.15g", k, x, math.Exp(f), want)
			}
			if want := x * law.Prob(x) / law.Survival(x); want < 1e300 && math.Abs(h-want) > 1e-9*want {
				t.Errorf("hazard of shape %g at %g: %g, want %g", k, x, h, want)
			}
		}
		x := 5000.0
		f, _ := g.logQ(x)
		series := 1 + (k-1)/x + (k-1)*(k-2)/(x*x) + (k-1)*(k-2)*(k-3)/(x*x*x)
		if want := (k-1)*math.Log(x) - x - g.lgamma + math.Log(series); math.Abs(f-want) > 1e-9 {
			t.Errorf("ln Q(%g, %g) = %g, want %g", k, x, f, want)
		}
	}
}

// TestNormalTail holds both branches to each other and to known digits.
func TestNormalTail(t *testing.T) {
	for _, c := range []struct{ z, ln float64 }{
		{-30, -4.906713927148187e-198},
		{-6, -9.865876455243695e-10},
		{0, math.Log(0.5)},
		{3, math.Log(1.349898031630095e-3)},
		{8.001, math.Log(math.Erfc(8.001/math.Sqrt2) / 2)},
		{12, math.Log(math.Erfc(12/math.Sqrt2) / 2)},
		{30, math.Log(math.Erfc(30/math.Sqrt2) / 2)},
	} {
		if got := upperTail(c.z).f; math.Abs(got-c.ln) > 1e-12*math.Abs(c.ln) {
			t.Errorf("ln Q(%g) = %.15g, want %.15g", c.z, got, c.ln)
		}
	}
}
