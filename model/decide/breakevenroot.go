package decide

import "math"

// settle finds the root between two values by few trials, and then by all.
func (e *even) settle(a, b float64) error {
	if e.out.Whole {
		return e.settleWhole(a, b)
	}
	lo, hi, err := e.narrow(a, b, e.few(), 1e-4)
	if err != nil {
		return err
	}
	x, h := float64((lo+hi)/2), math.Max(hi-lo, float64(0.01*(b-a))) // products rounded: the same on every processor
	for {                                                            // around it, and wider until the sign changes by all trials too
		lo, hi = math.Max(a, x-h), math.Min(b, x+h)
		yes, err := e.changes(lo, hi)
		if err != nil {
			return err
		}
		if yes {
			break
		}
		if lo == a && hi == b {
			return nil // a change that more trials do not see
		}
		h *= 4
	}
	from, to := lo, hi
	if lo, hi, err = e.narrow(lo, hi, e.opt.Trials, 1e-7); err != nil {
		return err
	}
	x = (lo + hi) / 2
	d, err := e.value(x, e.opt.Trials)
	if err != nil {
		return err
	}
	left, err := e.value(from, e.opt.Trials)
	if err != nil {
		return err
	}
	right, err := e.value(to, e.opt.Trials)
	if err != nil {
		return err
	}
	root := Root{Value: round12(x), Below: e.lessAt(left), Above: e.lessAt(right)}
	e.interval(&root, d, (right.value-left.value)/(to-from))
	e.out.Roots = append(e.out.Roots, root)
	return nil
}

// interval is that of the difference divided by its slope (the delta method).
func (e *even) interval(root *Root, d estimate, slope float64) {
	h := math.Abs((d.hi - d.lo) / 2 / slope)
	if math.IsNaN(h) || math.IsInf(h, 0) {
		return
	}
	root.Lo, root.Hi = ptr(root.Value-h), ptr(root.Value+h)
}

func (e *even) changes(a, b float64) (bool, error) {
	x, err := e.value(a, e.opt.Trials)
	if err != nil {
		return false, err
	}
	y, err := e.value(b, e.opt.Trials)
	return (x.value > 0) != (y.value > 0), err
}

// mostNarrowings bounds the steps of a search; each at least halves every third.
const mostNarrowings = 60

// narrow closes in on a change of sign by the Illinois rule (Dowell & Jarratt 1971), and
// by halves where that is slow, to a part of the value.
func (e *even) narrow(a, b float64, n int, part float64) (lo, hi float64, err error) {
	fa, err := e.value(a, n)
	if err != nil {
		return a, b, err
	}
	fb, err := e.value(b, n)
	if err != nil {
		return a, b, err
	}
	ya, yb := fa.value, fb.value
	last := 0
	for step := 0; step < mostNarrowings && b-a > part*math.Max(math.Abs(a), math.Abs(b)); step++ {
		if ya == 0 {
			return a, a, nil
		}
		if yb == 0 {
			return b, b, nil
		}
		x := a + float64((b-a)*(ya/(ya-yb)))
		if step%3 == 2 || !(x > a && x < b) {
			x = a + float64((b-a)/2)
		}
		f, err := e.value(x, n)
		if err != nil {
			return a, b, err
		}
		switch {
		case (f.value > 0) == (ya > 0) && f.value != 0:
			a, ya = x, f.value
			if last == -1 {
				yb /= 2
			}
			last = -1
		default:
			b, yb = x, f.value
			if last == 1 {
				ya /= 2
			}
			last = 1
		}
	}
	return a, b, nil
}

// settleWhole halves the whole values between two, by few trials and then by all, to
// the smallest behind the change.
func (e *even) settleWhole(a, b float64) error {
	left := a
	for _, n := range []int{e.few(), e.opt.Trials} {
		first, err := e.value(left, n)
		if err != nil {
			return err
		}
		if n > e.few() { // what few trials say may be off by some
			a, b = math.Max(left, a-8), b+8
			if d, err := e.value(b, n); err != nil || (d.value > 0) == (first.value > 0) {
				return err
			}
		}
		for b-a > 1 {
			x := math.Floor((a + b) / 2)
			d, err := e.value(x, n)
			if err != nil {
				return err
			}
			if (d.value > 0) == (first.value > 0) {
				a = x
			} else {
				b = x
			}
		}
	}
	below, err := e.value(a, e.opt.Trials)
	if err != nil {
		return err
	}
	above, err := e.value(b, e.opt.Trials)
	if err != nil {
		return err
	}
	root := Root{Value: b, Below: e.lessAt(below), Above: e.lessAt(above)}
	if h := math.Abs((above.hi - above.lo) / 2 / (above.value - below.value)); !math.IsNaN(h) && !math.IsInf(h, 0) {
		root.Lo, root.Hi = ptr(math.Floor(b-h)), ptr(math.Ceil(b+h))
		if h < 1e-9 {
			root.Lo, root.Hi = ptr(b), ptr(b)
		}
	}
	e.out.Roots = append(e.out.Roots, root)
	return nil
}
