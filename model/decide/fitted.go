package decide

import "math"

// A fitted is a mean of y given x: a line or a parabola in u = (x − m)/sd.
type fitted struct {
	u, e    column // where the trials are, and how far each lies from the fit
	m, sd   float64
	a, b    float64 // p₂(u) = u² − a·u − b is orthogonal to 1 and u
	c, s    [3]float64
	curved  bool
	share   float64
	student float64
}

// newFitted fits; false where x does not vary, or explains no more of y than chance does
// once in a thousand times.
func newFitted(x, y column) (*fitted, bool) {
	f := &fitted{u: make(column, len(x)), e: make(column, len(x)), student: student(level, float64(len(x)-2))}
	f.m, f.sd = meanSD(x)
	if !(f.sd > 0) {
		return nil, false
	}
	var squares, cubes float64
	for t := range x {
		u := (x[t] - f.m) / f.sd
		f.u[t] = u
		squares += float64(u * u)
		cubes += float64(float64(u*u) * u)
	}
	n := float64(len(x))
	f.a, f.b = cubes/squares, squares/n
	f.s[0], f.s[1] = n, squares
	for t, u := range f.u {
		p := f.basis(u)
		f.s[2] += float64(p[2] * p[2])
		for k := range p {
			f.c[k] += float64(y[t] * p[k])
		}
	}
	for k := range f.c {
		if f.s[k] > 0 {
			f.c[k] /= f.s[k]
		}
	}
	f.residuals(y, 3)
	if f.curved = f.s[2] > 1e-9*n && math.Abs(f.c[2]) > 2*f.bend(); !f.curved {
		f.c[2] = 0
		f.residuals(y, 2)
	}
	_, all := meanSD(y)
	_, rest := meanSD(f.e)
	f.share = 1 - float64(rest*rest)/float64(all*all)
	return f, f.share > EffectNoise(len(x))
}

// basis are the orthogonal polynomials at u.
func (f *fitted) basis(u float64) [3]float64 {
	return [3]float64{1, u, float64(u*u) - float64(f.a*u) - f.b}
}

func (f *fitted) residuals(y column, terms int) {
	for t, u := range f.u {
		f.e[t] = y[t]
		for k, p := range f.basis(u) {
			if k < terms {
				f.e[t] -= float64(f.c[k] * p)
			}
		}
	}
}

// bend is White's standard error of c₂.
func (f *fitted) bend() float64 {
	var sum float64
	for t, u := range f.u {
		w := f.e[t] * f.basis(u)[2] / f.s[2]
		sum += float64(w * w)
	}
	return math.Sqrt(sum)
}

// at is the fit at x.
func (f *fitted) at(x float64) float64 {
	var y float64
	for k, p := range f.basis((x - f.m) / f.sd) {
		y += float64(f.c[k] * p)
	}
	return y
}

// mean is the fit at x with White's interval.
func (f *fitted) mean(x float64) estimate {
	here := f.basis((x - f.m) / f.sd)
	var sum float64
	for t, u := range f.u {
		var w float64
		for k, p := range f.basis(u) {
			if k < 2 || f.curved {
				w += float64(here[k]*p) / f.s[k]
			}
		}
		w *= f.e[t]
		sum += float64(w * w)
	}
	y, h := f.at(x), float64(f.student*math.Sqrt(sum))
	return estimate{y, y - h, y + h}
}

// root is where the fit is 0 between two values, that nearest to a third, with the
// interval of the mean there divided by its slope.
func (f *fitted) root(near, least, most float64) (estimate, bool) {
	a, b := f.c[2], f.c[1]-float64(f.c[2]*f.a)
	c := f.c[0] - float64(f.c[2]*f.b)
	var us []float64
	switch d := float64(b*b) - float64(4*float64(a*c)); {
	case a == 0 && b != 0:
		us = []float64{-c / b}
	case a != 0 && d >= 0:
		q := -(b + math.Copysign(math.Sqrt(d), b)) / 2
		if us = []float64{q / a}; q != 0 {
			us = append(us, c/q)
		}
	}
	best, found := 0.0, false
	for _, u := range us {
		if x := f.m + float64(u*f.sd); x >= least && x <= most && (!found || math.Abs(x-near) < math.Abs(best-near)) {
			best, found = x, true
		}
	}
	if !found {
		return estimate{}, false
	}
	u := (best - f.m) / f.sd
	slope := math.Abs((b + float64(2*float64(a*u))) / f.sd)
	around := f.mean(best)
	h := (around.hi - around.lo) / 2 / slope
	return estimate{best, best - h, best + h}, true
}

func (f *fitted) shape() string {
	if f.curved {
		return "a parabola"
	}
	return "a line"
}
